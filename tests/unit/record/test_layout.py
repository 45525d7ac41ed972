"""Record layouts: contradictions of fields and between them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lgmigrate.errors import LayoutError
from lgmigrate.record.layout import Field, RecordLayout

TEXT = Field(name="a", usage="single", offset=0, length=3)
ZONED = Field(name="n", usage="zoned", offset=0, length=5, digits=5)
FLOAT = Field(name="f", usage="float", offset=0, length=4)


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
        (replace(ZONED, scale=6), None),  # SVP9(5)
        (replace(ZONED, scale=-13), None),  # 9(5)P(13)
        (replace(ZONED, scale=-14), "Expected scale in -13..18, got -14"),
        (replace(ZONED, scale=19), "Expected scale in -13..18, got 19"),
        (replace(ZONED, scale=6, length=0), "Expected scale in 0..digits in a delimited record"),
        (replace(TEXT, scale=1), "Expected scale 0 for single, got 1"),
        (replace(ZONED, digits=31, length=31), "Expected digits in 1..18, got 31"),
        (replace(ZONED, value="digits", scale=1), "Expected an unsigned whole number"),
        (replace(ZONED, usage="packed", digits=4, length=3), None),
        (replace(ZONED, usage="packed", digits=5, length=3), None),
        (replace(ZONED, usage="packed", length=4), "Expected length 3 for packed, got 4"),
        (replace(ZONED, usage="packed", digits=4, length=2, nibble=False), None),
        (replace(ZONED, usage="packed", digits=5, length=3, nibble=False), None),
        (
            replace(ZONED, usage="packed", digits=4, length=3, nibble=False),
            "Expected length 2 for packed, got 3",
        ),
        (
            replace(ZONED, usage="packed", length=3, nibble=False, sign="trailing"),
            "Expected nibble = no in an unsigned packed field only",
        ),
        (replace(ZONED, sign="trailing", overpunch="ebcdic"), None),
        (replace(ZONED, overpunch="mf"), "Expected overpunch in a zoned field with a sign"),
        (
            replace(ZONED, sign="leading_separate", length=6, overpunch="mf"),
            "Expected overpunch in a zoned field with a sign",
        ),
        (replace(ZONED, usage="binary"), None),
        (
            replace(ZONED, usage="binary", length=9),
            "Expected length 1 or 2 or 3 or 4 or 5 or 6 or 7 or 8 for binary, got 9",
        ),
        (replace(ZONED, usage="binary", digits=0, length=1), None),
        (replace(ZONED, usage="binary", digits=0, scale=-1), "Expected scale in 0..18, got -1"),
        (
            replace(ZONED, usage="binary", digits=0, value="digits"),
            "Expected digits where value = digits, got none",
        ),
        (
            replace(ZONED, usage="binary", digits=0, null=("nines",)),
            "Expected digits where null has nines, got none",
        ),
        (
            replace(ZONED, usage="binary", digits=3, length=1, null=("nines",)),
            "Expected room for 3 nines, got length 1",
        ),
        (FLOAT, None),
        (replace(FLOAT, length=8, base="ieee", order="little"), None),
        (replace(FLOAT, length=6), "Expected length 4 or 8 for float, got 6"),
        (replace(FLOAT, digits=7), "Expected no digits, scale or sign for float, got some"),
        (replace(FLOAT, sign="trailing"), "Expected no digits, scale or sign for float, got some"),
        (replace(FLOAT, value="digits"), "Expected an unsigned whole number where value = digits"),
        (replace(FLOAT, null=("nines",)), "Expected digits where null has nines, got none"),
        (replace(FLOAT, length=0), "Expected a text usage in a delimited record, got float"),
        (replace(TEXT, usage="national", length=4), None),
        (replace(TEXT, usage="national"), "Expected an even length for national text, got 3"),
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


@pytest.mark.parametrize(
    ("field", "capacity", "signed"),
    [
        (ZONED, 5, False),
        (replace(ZONED, usage="packed", length=3, sign="trailing"), 5, True),
        (replace(ZONED, usage="binary", length=4, digits=9, sign="trailing"), 9, True),
        (replace(ZONED, usage="binary", length=1, digits=0), 3, False),  # 255
        (replace(ZONED, usage="binary", length=2, digits=0, sign="trailing"), 5, True),  # -32768
        (replace(ZONED, usage="binary", length=8, digits=0), 20, False),
        (replace(ZONED, usage="binary", length=8, digits=0, sign="trailing"), 19, True),
        (FLOAT, 0, True),
        (TEXT, 0, False),
    ],
)
def test_the_largest_number(field: Field, capacity: int, *, signed: bool) -> None:
    """Declared digits, or what the bits have room for."""
    assert (field.capacity, field.signed) == (capacity, signed)
