"""encode(decode(bytes)) == bytes, or an event says that the bytes must be kept.

C006 may be told of a code that a table gives a text which it gives to others as well.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lgmigrate.columns.table import KEEPS_VALUE
from tests.property.column_cases import cases, decode, encode, raws


@pytest.mark.parametrize("delimited", [False, True])
def test_bytes(*, delimited: bool) -> None:
    """Almost right bytes of any field, there and back."""

    @given(st.data())
    def run(data: st.DataObject) -> None:
        case = data.draw(cases(delimited=delimited))
        rows = data.draw(st.lists(raws(case), min_size=10, max_size=60))
        there = decode(case, rows)
        back = encode(case, [found.value for found in there])
        for raw, found, written in zip(rows, there, back, strict=True):
            if not found.odd and not found.codes - KEEPS_VALUE:
                no_null = found.value is None and not case.field.null
                assert written.value == raw, (case, raw.hex())
                told = {"C006"} | ({"N004"} if no_null else set())
                assert written.codes <= told, (case, raw.hex())

    run()
