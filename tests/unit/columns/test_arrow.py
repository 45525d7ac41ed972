"""String views to polars and back: nulls, empty values, long values, slices and chunks.

polars is the other side of every comparison: what it holds is what must come out.
"""

from __future__ import annotations

import gc

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lgmigrate.columns.arrow import export_views, import_views
from lgmigrate.columns.batch import NULL, SLACK, Columns
from tests.property.column_batches import columns_of

TWELVE, THIRTEEN = "twelve bytes", "thirteen byte"
VALUES = [None, "", "a", "日", TWELVE, THIRTEEN, "日本語の長い文字列", None, "x" * 5000]
LISTS = st.lists(st.none() | st.text(max_size=6) | st.sampled_from(VALUES), max_size=40)


def strings(values: list[str | None]) -> pl.Series:
    """A String Series, also of nulls only."""
    return pl.Series("values", values, dtype=pl.String)


def there_and_back(series: pl.Series) -> list[str | None]:
    """Through views of our own."""
    views, heap = import_views(series)
    found: list[str | None] = export_views(
        views, np.append(heap, np.zeros(SLACK, np.uint8))
    ).to_list()
    return found


@given(LISTS)
def test_any_values(values: list[str | None]) -> None:
    """Any values, as a batch and as views."""
    series = strings(values)
    assert there_and_back(series) == values
    batch = Columns.from_frame(series.to_frame())
    assert batch.series(0).to_list() == values
    assert batch.nulls(0).tolist() == [value is None for value in values]


@given(LISTS, st.integers(0, 40), st.integers(0, 40))
def test_slices(values: list[str | None], start: int, size: int) -> None:
    """A slice keeps its parent's buffers, and an offset into them."""
    series = strings(values).slice(start, size)
    assert there_and_back(series) == values[start : start + size]


@given(st.lists(LISTS, min_size=1, max_size=5))
def test_chunks(parts: list[list[str | None]]) -> None:
    """A Series in several chunks."""
    series = strings(parts[0])
    for part in parts[1:]:
        series = series.append(strings(part))
    assert there_and_back(series) == [value for part in parts for value in part]


@pytest.mark.parametrize(
    "series",
    [
        pl.concat([strings(["a long value of some kind"] * 2)] * 3, rechunk=False),
        strings([f"a long value, number {number}" for number in range(9)]).filter(
            [number % 3 == 0 for number in range(9)]
        ),
        strings([f"a long value, number {number}" for number in range(2000)]).shuffle(seed=1),
        pl.concat([strings([f"{'x' * 100}{number}"]) for number in range(50)]).rechunk(),
    ],
)
def test_many_buffers(series: pl.Series) -> None:
    """Long values in several data buffers, or in parts of one."""
    assert there_and_back(series) == series.to_list()


def test_layout_of_views() -> None:
    """Bytes of the Arrow columnar format: length, then the value or prefix and place."""
    views, heap = import_views(strings([None, "", "a日", THIRTEEN]))
    assert tuple(views[0].tolist()) == NULL
    assert views[1].tobytes() == bytes(16)
    assert views[2].tobytes() == b"\x04\0\0\0a\xe6\x97\xa5" + bytes(8)
    assert views[3].tobytes()[:12] == b"\x0d\0\0\0thir" + bytes(4)
    place = int(views[3, 1] >> np.uint64(32))
    assert heap[place : place + 13].tobytes() == THIRTEEN.encode()


def test_columns_share_a_heap() -> None:
    """Long values of several columns stand behind each other."""
    frame = pl.DataFrame({"a": [THIRTEEN, None], "b": [None, THIRTEEN * 2], "c": ["", "c"]})
    batch = Columns.from_frame(frame)
    assert batch.frame(["a", "b", "c"]).equals(frame)
    assert batch.frame(["b"], [1]).equals(frame.select("b"))
    assert batch.used == 39


def test_put_behind_other_values() -> None:
    """A column that is put later, and one that replaces another."""
    batch = Columns.allocate(2, 2, 0)
    batch.rows = 2
    batch.put(0, strings([THIRTEEN, "short"]))
    batch.put(1, strings([None, THIRTEEN[::-1]]))
    batch.put(0, strings([THIRTEEN.upper(), ""]))
    assert batch.series(0).to_list() == [THIRTEEN.upper(), ""]
    assert batch.series(1).to_list() == [None, THIRTEEN[::-1]]


def test_copies() -> None:
    """A Series stays as it was when its batch is filled again, and outlives the batch."""
    batch = columns_of([[THIRTEEN], ["b"]], 1)
    series = batch.series(0)
    batch.views[:] = 0
    batch.heap[:] = 0
    del batch
    gc.collect()
    assert series.to_list() == [THIRTEEN, "b"]


def test_equality_in_polars() -> None:
    """Views of our own compare and group as polars' do: no stray bytes behind short values."""
    batch = columns_of([["a"], [""], [None], [TWELVE], ["a"]], 1)
    series = batch.series(0)
    assert series.equals(strings(["a", "", None, TWELVE, "a"]))
    assert series.n_unique() == 4


def test_reserve() -> None:
    """Room behind the text in use, and a limit on a batch."""
    batch = columns_of([[THIRTEEN]], 1)
    used = batch.heap[: batch.used].tobytes()
    batch.reserve(10**6)
    assert len(batch.heap) >= batch.used + 10**6 + SLACK
    assert batch.heap[: batch.used].tobytes() == used
    with pytest.raises(MemoryError, match="Expected a batch of at most 2147483647 bytes of text"):
        batch.reserve(2**31)
