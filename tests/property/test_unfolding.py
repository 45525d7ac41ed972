"""Folding takes back what unfolding did, and the full form is that of a plain recursion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lgmigrate.charset.registry import load
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Codec, Events
from lgmigrate.columns.unfolding import Unfolding
from tests.property.table_cases import Node, layout_of, records, shapes

PAGE = load("cp930")


def made(nodes: tuple[Node, ...]) -> Unfolding:
    """The program of a tree."""
    found = Unfolding.of(layout_of(nodes), PAGE)
    assert found is not None
    return found


def side_by_side(parts: list[bytes]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Records behind each other with slack: bytes, starts, lengths."""
    lengths = np.array([len(one) for one in parts], np.int64)
    content = np.frombuffer(b"".join(parts) + bytes(SLACK), np.uint8)
    return content, np.cumsum(lengths) - lengths, lengths


@given(st.data())
def test_unfold_is_the_plain_recursion(data: st.DataObject) -> None:
    """Present bytes stand where the recursion puts them, absent values are null."""
    nodes = data.draw(shapes())
    unfolding = made(nodes)
    found = data.draw(st.lists(records(nodes), min_size=1, max_size=5))
    result = unfolding.unfold(*side_by_side([one.folded for one in found]))
    assert not result.wrong.any()
    length = unfolding.layout.length
    codec = Codec(unfolding.layout, PAGE)

    def values(buffer: np.ndarray) -> Columns:
        count = len(found)
        batch = Columns.allocate(len(unfolding.layout.fields), count, 0)
        batch.reserve(codec.text_bound(count * length, count))
        events = Events()
        events.start(batch)
        codec.decode(buffer, np.arange(count, dtype=np.int64) * length, batch, events)
        return batch

    full = np.frombuffer(b"".join(one.full for one in found) + bytes(SLACK), np.uint8)
    expected, got = values(full), values(result.buffer)
    unfolding.blank(got, result.counts)
    names = unfolding.layout.names()
    for number, field in enumerate(unfolding.layout.fields):
        for row in range(len(found)):
            value = expected.value(number, row)
            if field.usage != "single" and value == "0":  # a count that may be absent itself
                assert got.value(number, row) in (None, "0"), names[number]
            else:
                assert got.value(number, row) == value, names[number]


@given(st.data())
def test_fold_takes_back_unfold(data: st.DataObject) -> None:
    """Any bytes in the fields come back, and the counts are those that were drawn."""
    nodes = data.draw(shapes())
    unfolding = made(nodes)
    found = data.draw(st.lists(records(nodes, raw=True), min_size=1, max_size=5))
    result = unfolding.unfold(*side_by_side([one.folded for one in found]))
    assert not result.wrong.any()
    folded, counts, wrong = unfolding.fold(result.buffer, result.starts)
    for start, size, one in zip(folded.starts, folded.sizes, found, strict=True):
        assert folded.buffer[start : start + size].tobytes() == one.folded
    assert (wrong == -1).all()
    assert np.array_equal(counts, result.counts)


@given(st.data())
def test_whole_records_keep_what_is_behind_the_counts(data: st.DataObject) -> None:
    """A full form with other filling is odd, has the same full form, and folds the same."""
    nodes = data.draw(shapes())
    unfolding = made(nodes)
    one = data.draw(records(nodes))
    short = unfolding.unfold(*side_by_side([one.folded]))
    whole = unfolding.unfold(*side_by_side([one.full]), whole=True)
    length = unfolding.layout.length
    assert not whole.wrong.any()
    assert whole.buffer[:length].tobytes() == short.buffer[:length].tobytes()
    assert bool(whole.odd[0]) == (one.full != short.buffer[:length].tobytes())


@given(st.data())
def test_any_bytes_fold_back_or_are_wrong(data: st.DataObject) -> None:
    """Whatever the bytes: a record comes back as it was, or is told to be wrong."""
    nodes = data.draw(shapes())
    unfolding = made(nodes)
    length = unfolding.layout.length
    raw = data.draw(st.lists(st.binary(max_size=length + 3), min_size=1, max_size=5))
    result = unfolding.unfold(*side_by_side(raw))
    folded, _, _ = unfolding.fold(result.buffer, result.starts)
    for row, one in enumerate(raw):
        start, size = int(folded.starts[row]), int(folded.sizes[row])
        same = folded.buffer[start : start + size].tobytes() == one
        assert same or result.wrong[row]


@pytest.mark.parametrize("more", [b"\x00", b""])
def test_a_length_that_does_not_fit_is_told(more: bytes) -> None:
    """A byte more or less than the count says is of the wrong length."""
    nodes = (Node("T", least=0, most=3, counter="binary", inside=(Node("F", size=2),)),)
    unfolding = made(nodes)
    record = b"\x02" + b"\xc1" * 4
    raw = record + more if more else record[:-1]
    result = unfolding.unfold(*side_by_side([raw, record]))
    assert result.reasons.tolist() == [-2, -1]
