"""Decoding gives the value and the findings of the scalar reference, whatever the bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.column_cases import cases, check_decoded, raws


@pytest.mark.parametrize("delimited", [False, True])
def test_reference(*, delimited: bool) -> None:
    """Almost right bytes of any field."""

    @given(st.data())
    def run(data: st.DataObject) -> None:
        case = data.draw(cases(delimited=delimited))
        check_decoded(case, data.draw(st.lists(raws(case), min_size=10, max_size=60)))

    run()
