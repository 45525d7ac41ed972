"""decode(encode(value)) == value, or an event says that the value does not fit the field.

What is equal: a number in any spelling, a date in any words, and a text with spaces at its end,
which are padding, to the text without them. Words may name a day outside its era; it is kept, and
D002 says so. Of a text that is too long the first characters come back, and C007 says so.
"""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.column_cases import ERAS, Case, cases, decode, encode, values

LOST = frozenset({"C005", "C006", "C007", "N004", "N005", "N006", "D004"})


def is_whole(case: Case) -> bool:
    """Not a text of half a character: UTF-16 in an odd number of bytes is refused at load time."""
    text = case.field.usage in ("single", "double", "mixed", "national")
    return not (text and case.page.form.startswith("utf16") and case.field.length % 2)


def plain(case: Case, value: str | None) -> object:
    """What two spellings of one value have in common."""
    if value is None or case.field.usage == "filler":
        return None
    if case.field.numeric:
        return Decimal(value)
    if case.field.usage == "date":
        return plain_date(value)
    if case.field.length:
        value = value.rstrip(" \u3000" if case.field.usage == "double" else " ")
        if case.page.form == "double":
            value = value.rstrip("\u3000")
    elif not value.strip(" "):
        value = ""
    return value or None


def plain_date(value: str) -> object:
    """The numbers of a date, by the western calendar."""
    base = 0
    for era in ERAS:
        if value.startswith(era.name):
            base, value = era.base, value.removeprefix(era.name).replace("元", "1")
    numbers = [int(number) for number in re.findall(r"\d+", value)]
    return [base + number for number in numbers[:1]] + numbers[1:]


@pytest.mark.parametrize("delimited", [False, True])
def test_values(*, delimited: bool) -> None:
    """Values that fit and values that do not, in any field."""

    @given(st.data())
    def run(data: st.DataObject) -> None:
        case = data.draw(cases(delimited=delimited).filter(is_whole))
        rows = data.draw(st.lists(values(case.field), min_size=10, max_size=60))
        there = encode(case, rows)
        back = decode(case, [found.value for found in there])
        for value, written, found in zip(rows, there, back, strict=True):
            assert written.codes <= LOST
            if not written.codes:
                assert plain(case, found.value) == plain(case, value), (case, ascii(value))
                assert found.codes <= {"C008", "C009", "D002"}, (case, ascii(value))
            elif "C007" in written.codes:
                assert value is not None
                assert value.startswith(found.value or ""), (case, ascii(value))
                assert found.value != value
            elif written.codes != {"C006"} and "N004" not in written.codes and case.field.null:
                assert found.value is None, (case, ascii(value))

    run()
