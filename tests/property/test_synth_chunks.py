"""Law: a register has exactly the records asked for, and each chunk made alone is the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lgmigrate.synth.register import chunk_at, register


@given(chunk=st.integers(1, 400), most=st.floats(0, 6), seed=st.integers(0, 2**40))
def test_chunks(chunk: int, most: float, seed: int) -> None:
    """Sizes are as asked for, and chunks depend on (seed, number, chunk) only."""
    persons = int(chunk * most)
    chunks = list(register(persons, seed, chunk=chunk))
    sizes = [one.jumin.height for one in chunks]
    full, rest = divmod(persons, chunk)
    assert sizes == [chunk] * full + [rest] * (rest > 0)
    for number, one in enumerate(chunks[-2:], start=max(0, len(chunks) - 2)):
        alone = chunk_at(number, sizes[number], seed, chunk=chunk)
        assert alone.jumin.equals(one.jumin)
        assert alone.shien.equals(one.shien)
        assert (one.jumin["最新フラグ"] == "1").sum() == one.jumin["宛名番号"].n_unique()
