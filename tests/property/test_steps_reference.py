"""Every step, and every inverse, gives the values and notes the events of its scalar reference."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.step_cases import STEPS, run_step, step_cases


@pytest.mark.parametrize("inverse", [False, True])
@pytest.mark.parametrize("name", STEPS)
def test_step(name: str, *, inverse: bool) -> None:
    """Rows of values of the step's own kind, of others, and of null."""

    @given(st.data())
    def run(data: st.DataObject) -> None:
        case = data.draw(step_cases(name, inverse=inverse))
        rows = data.draw(case.rows())
        for row, found in zip(rows, run_step(case, rows), strict=True):
            assert found == case.expect(row), (row, case.mark, case.numbers, case.pairs)

    run()
