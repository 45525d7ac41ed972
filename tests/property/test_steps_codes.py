"""A code map finds each of its keys and nothing else, however alike the keys are.

A hash of a long key sees its size, its first four and its last eight bytes: keys that differ
elsewhere only collide.
"""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from lgmigrate.columns import kernels as k
from lgmigrate.testing import reference_steps as reference
from tests.property.step_cases import StepCase, run_step

ALIKE = st.integers(0, 10**6).map(lambda number: f"same{number:07d}same the end")
LENGTHS = st.integers(0, 40).map("x".ljust)
PREFIXES = st.integers(0, 3).flatmap(
    lambda size: st.text(st.sampled_from("ab"), min_size=size + 10, max_size=size + 10)
)
KEYS = st.lists(ALIKE | LENGTHS | PREFIXES | st.text(max_size=14), unique=True, max_size=300)


def check(pairs: dict[str, str], others: list[str]) -> None:
    """Every key, and values that are none."""
    case = StepCase(
        k.CODES,
        1,
        1,
        st.nothing(),
        lambda row: reference.codes(row[0], pairs, "M001", None),
        pairs=pairs,
    )
    rows = [(one,) for one in (*pairs, *others, None)]
    for row, found in zip(rows, run_step(case, rows), strict=True):
        assert found == case.expect(row), row


@given(KEYS, KEYS)
@example([f"same{number:07d}same the end" for number in range(500)], [])
@example(["twelve bytes", "twelve bytes!", "twelve byteſ"], ["twelve byte", "twelve bytes?"])
@example(["", "a", "a\u0301"], ["á"])
def test_codes(keys: list[str], others: list[str]) -> None:
    """Short and long values behind the keys, every seventh null."""
    pairs = {
        key: "" if number % 7 == 6 else f"value {number}" * (1 + number % 3)
        for number, key in enumerate(keys)
    }
    check(pairs, others)
