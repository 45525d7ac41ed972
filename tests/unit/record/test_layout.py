"""Record layouts: contradictions of fields and between them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lgmigrate.errors import LayoutError
from lgmigrate.record.layout import Field, RecordLayout

TEXT = Field(name="a", usage="single", offset=0, length=3)
ZONED = Field(name="n", usage="zoned", offset=0, length=5, digits=5)


@pytest.mark.parametrize(
    ("field", "fault"),
    [
        (TEXT, None),
        (replace(TEXT, usage="text"), "Expected usage single, double"),  # type: ignore[arg-type] # what a table may say
        (replace(TEXT, name=" a"), "Expected a name without spaces"),
        (replace(TEXT, name=""), "Expected a name without spaces"),
        (replace(TEXT, note="a\x00"), "Expected a note without control"),
        (replace(TEXT, null=("blank", "blank")), "Expected each null form once, got blank, blank"),
        (replace(TEXT, pivot=101), "Expected pivot in 0..100, got 101"),
        (replace(TEXT, usage="double"), "Expected an even length for double-byte text, got 3"),
        (ZONED, None),
        (replace(ZONED, sign="leading_separate", length=6), None),
        (replace(ZONED, length=6), "Expected length 5 for zoned, got 6"),
        (replace(ZONED, digits=0, length=0), "Expected digits in 1..18, got 0"),
        (replace(ZONED, scale=6), "Expected scale in 0..digits, got 6"),
        (replace(ZONED, value="digits", scale=1), "Expected an unsigned whole number"),
        (replace(ZONED, usage="packed", digits=4, length=3), None),
        (replace(ZONED, usage="packed", digits=5, length=3), None),
        (replace(ZONED, usage="packed", length=4), "Expected length 3 for packed, got 4"),
        (replace(ZONED, usage="binary"), "Expected length 2 or 4 or 8 for binary, got 5"),
        (replace(ZONED, usage="binary", length=0), "Expected a text usage in a delimited record"),
        (replace(TEXT, usage="date", form="gyymmdd", length=7), None),
        (replace(TEXT, usage="date", carrier="packed", length=5), None),
        (replace(TEXT, usage="date", form="yymmdd"), "Expected length 6 for date, got 3"),
    ],
)
def test_a_field_alone(field: Field, fault: str | None) -> None:
    """Lengths follow from digits, sign and usage as COBOL has them."""
    found = field.faults()
    assert [one[: len(fault)] for one in found] == [fault] if fault else found == []


def test_fields_together() -> None:
    """Every contradiction is raised at once, and named with its place."""
    layout = RecordLayout(name="l", length=9, fields=(TEXT, replace(TEXT, offset=2)))
    with pytest.raises(LayoutError) as raised:
        layout.check()
    assert raised.value.faults == (
        "layout l, field a: Expected each name once, got it again",
        "layout l, field a: Expected offset 3, got 2",
        "layout l: Expected fields of 9 bytes together, got 5",
    )
    assert layout.faults(["f:2", "f:3"])[0] == "f:3: Expected each name once, got it again"


def test_fields_by_name() -> None:
    """In order, and one by its name."""
    layout = RecordLayout(name="l", length=8, fields=(TEXT, replace(ZONED, offset=3)))
    layout.check()
    assert layout.names() == ("a", "n")
    assert layout.field("n").end == 8
    with pytest.raises(KeyError):
        layout.field("b")
