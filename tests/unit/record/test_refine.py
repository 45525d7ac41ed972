"""What a mapping says of the fields of a copybook. Expected places are counted by hand."""

from __future__ import annotations

import pytest

from lgmigrate.errors import LayoutError
from lgmigrate.record.definition import Choice, layouts_of
from lgmigrate.record.layout import RecordLayout
from lgmigrate.record.refine import Refinement
from tests.unit.record.copybook_cases import fixed

__all__: list[str] = []

TEXT = fixed(
    "01 R.",
    "   05 A PIC 9(8).",
    "   05 B OCCURS 2.",
    "      10 C PIC S9(8) COMP-3.",
    "   05 YMD.",
    "      10 Y PIC 9(4).",
    "      10 M PIC 9(2).",
    "      10 D PIC 9(2).",
    "   05 Z PIC X(7).",
)


def read(*refinements: Refinement) -> RecordLayout:
    """The layout of the copybook with these refinements."""
    chosen = Choice(refinements=refinements)
    return layouts_of(TEXT.encode(), "made.cpy", lambda _: None, chosen)[0]


def test_dates_take_their_form_from_the_bytes() -> None:
    """Eight digits are yyyymmdd, five packed bytes too, seven gyymmdd; elements are all alike."""
    made = read(Refinement(names=("A", "C", "Z"), changes={"usage": "date", "null": ("zero",)}))
    found = [(one.name, one.usage, one.carrier, one.form) for one in made.fields]
    assert found[0] == ("A", "date", "zoned", "yyyymmdd")
    assert found[1:3] == [
        ("C_1", "date", "packed", "yyyymmdd"),
        ("C_2", "date", "packed", "yyyymmdd"),
    ]
    assert found[-1] == ("Z", "date", "zoned", "gyymmdd")
    assert all(one.null == ("zero",) for one in (made.fields[0], made.fields[1], made.fields[-1]))
    made.check()


def test_a_group_becomes_one_date() -> None:
    """Year, month and day as items of their own are one field, at the group's place."""
    made = read(Refinement(names=("YMD",), changes={"usage": "date"}))
    assert [(one.name, one.usage, one.offset, one.length) for one in made.fields] == [
        ("A", "zoned", 0, 8),
        ("C_1", "packed", 8, 5),
        ("C_2", "packed", 13, 5),
        ("YMD", "date", 18, 8),
        ("Z", "single", 26, 7),
    ]


def test_every_fault_is_told() -> None:
    """Names that no field has, and what cannot be said of a field."""
    with pytest.raises(LayoutError) as raised:
        read(
            Refinement(names=("NONE", "A"), changes={"value": "number"}, place="m.toml:3"),
            Refinement(names=("C",), changes={"value": "digits"}, place="m.toml:7"),
        )
    assert [one.split(": ")[0] for one in raised.value.faults] == ["m.toml:3", "m.toml:7, field C"]
