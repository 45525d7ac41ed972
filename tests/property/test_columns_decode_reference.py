"""Decoding gives the value and the findings of the scalar reference, whatever the bytes.

The kernels mark bytes as odd wherever encoding the value gives others; they may mark a few more:
combining characters, and single-byte spaces that pad a double-byte field.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lgmigrate.columns.table import KEEPS_VALUE
from lgmigrate.testing.reference import decode_value
from tests.property.column_cases import ERAS, Case, cases, decode, raws


def check(case: Case, rows: list[bytes]) -> None:
    """Hold the kernels against the reference, row by row."""
    for raw, found in zip(rows, decode(case, rows), strict=True):
        value, codes, keeps = decode_value(case.field, raw, case.page, ERAS)
        assert (found.value, found.codes) == (value, codes), (case, raw.hex())
        marked = found.odd or bool(found.codes - KEEPS_VALUE)
        joined = value is not None and any(mark in value for mark in "\u0300\u0301˥˩\u309a")
        padded = case.field.usage == "double" and case.page.form == "lead" and raw[-1:] == b" "
        assert marked == keeps or (marked and (joined or padded)), (case, raw.hex())


@pytest.mark.parametrize("delimited", [False, True])
def test_reference(*, delimited: bool) -> None:
    """Almost right bytes of any field."""

    @given(st.data())
    def run(data: st.DataObject) -> None:
        case = data.draw(cases(delimited=delimited))
        check(case, data.draw(st.lists(raws(case), min_size=10, max_size=60)))

    run()
