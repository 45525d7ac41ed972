"""Encoding gives the bytes and the findings of the scalar reference, whatever the value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.column_cases import cases, check_encoded, values


@pytest.mark.parametrize("delimited", [False, True])
def test_reference(*, delimited: bool) -> None:
    """Values that fit and values that do not, in any field."""

    @given(st.data())
    def run(data: st.DataObject) -> None:
        case = data.draw(cases(delimited=delimited))
        check_encoded(case, data.draw(st.lists(values(case.field), min_size=10, max_size=60)))

    run()
