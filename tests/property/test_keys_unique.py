"""Law: one doubled record is one K001 more; spilling, batches and their order change nothing."""

from __future__ import annotations

from itertools import pairwise
from tempfile import TemporaryFile
from typing import BinaryIO, cast

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lgmigrate.rules import KeyIndex

Key = tuple[str, str]
KEYS = st.lists(
    st.tuples(st.text("01 ", min_size=1, max_size=2), st.text("01 ", min_size=1, max_size=2)),
    max_size=60,
)


def open_spill() -> BinaryIO:
    """A spill file on the disk."""
    return cast("BinaryIO", TemporaryFile())


def doubles(
    keys: list[Key],
    cuts: list[int] | None = None,
    order: list[int] | None = None,
    memory_rows: int | None = None,
) -> pl.DataFrame:
    """The K001 of keys that are added in batches between ``cuts``, in an order of the batches."""
    if memory_rows is None:
        index = KeyIndex(("a", "b"), seed=b"made up")
    else:
        index = KeyIndex(("a", "b"), seed=b"made up", memory_rows=memory_rows, spill=open_spill)
    frame = pl.DataFrame(keys, schema={"a": pl.String, "b": pl.String}, orient="row")
    bounds = list(pairwise(sorted({0, len(keys), *(cuts or [])})))
    for number in order or range(len(bounds)):
        begin, end = bounds[number]
        assert index.add(frame[begin:end], first_record=begin + 1, file="f").is_empty()
    return index.finish()


@given(keys=KEYS)
def test_like_a_dictionary(keys: list[Key]) -> None:
    """The doubles are those that a dictionary of keys finds."""
    first: dict[Key, int] = {}
    expected = [
        (record, f"record {first[key]}")
        for record, key in enumerate(keys, 1)
        if first.setdefault(key, record) != record
    ]
    assert doubles(keys).select("record", "shape").rows() == expected


@given(keys=KEYS, data=st.data())
def test_one_double_more(keys: list[Key], data: st.DataObject) -> None:
    """A record that is given twice raises the findings by exactly one."""
    keys = [*keys, ("1", "1")]
    twice = data.draw(st.sampled_from(keys))
    place = data.draw(st.integers(0, len(keys)))
    assert doubles([*keys[:place], twice, *keys[place:]]).height == doubles(keys).height + 1


@given(keys=KEYS, memory_rows=st.integers(1, 20), data=st.data())
def test_spill_and_batches(keys: list[Key], memory_rows: int, data: st.DataObject) -> None:
    """With a spill file, in any batches and any order of them, the findings are the same."""
    cuts = data.draw(st.lists(st.integers(0, len(keys))))
    batches = max(len({0, len(keys), *cuts}) - 1, 0)
    order = data.draw(st.permutations(range(batches)))
    assert doubles(keys, cuts, order, memory_rows).equals(doubles(keys))
