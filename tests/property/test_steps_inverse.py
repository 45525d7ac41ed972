"""A step's inverse gives its values back wherever the step noted no event."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.step_cases import STEPS, run


@pytest.mark.parametrize("name", STEPS)
def test_inverse(name: str) -> None:
    """The step and its inverse in one program."""

    @given(st.data())
    def there_and_back(data: st.DataObject) -> None:
        case = data.draw(STEPS[name])
        assert case.inverse is not None
        rows = data.draw(case.rows())
        there, back = run([case, case.inverse], rows)
        for row, (_, code), (found, fault) in zip(rows, there, back, strict=True):
            assert code or (found == row and not fault), (row, case.mark, case.numbers, case.pairs)

    there_and_back()
