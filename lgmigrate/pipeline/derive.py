"""The columns that a record has beside its fields: filled between decoding and the steps.

``Outer`` gives an element of a table the columns of the record around it, ``Above`` a record
those of the last record of another type before it. Joins and numbers come from ``lookups``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Codec, Events

__all__ = ["Above", "Outer", "decode_rows", "gather", "put_numbers"]


@dataclass(frozen=True, slots=True)
class Outer:
    """The decoded records around elements, whose columns have these ``names``: ``rows`` int64[n],
    the row of each element's record; ``numbers`` int64[n], the number of each element, from 1;
    ``counted`` bool[n], whether a field says that the element is there.
    """

    names: tuple[str, ...]
    batch: Columns
    rows: NDArray[np.int64]
    numbers: NDArray[np.int64]
    counted: NDArray[np.bool_]

    def columns(self, fields: tuple[str, ...]) -> list[int]:
        """The numbers of columns by their names."""
        return [self.names.index(name) for name in fields]

    def chosen(self, keep: NDArray[np.bool_]) -> Outer:
        """That of some of the elements."""
        rows, numbers, counted = self.rows[keep], self.numbers[keep], self.counted[keep]
        return Outer(self.names, self.batch, rows, numbers, counted)


@dataclass(frozen=True, slots=True)
class Above:
    """Decoded records of one type, whose columns have these ``names``; ``rows`` int64[n]: the row
    of the one above each record, -1 where there is none.
    """

    names: tuple[str, ...]
    batch: Columns
    rows: NDArray[np.int64]

    def columns(self, fields: tuple[str, ...]) -> list[int]:
        """The numbers of columns by their names."""
        return [self.names.index(name) for name in fields]

    def chosen(self, keep: NDArray[np.bool_]) -> Above:
        """That of some of the records."""
        return Above(self.names, self.batch, self.rows[keep])


def gather(
    target: Columns, column: int, source: Columns, number: int, rows: NDArray[np.int64]
) -> None:
    """Fill a column from another batch: row ``rows[i]`` of its column ``number``, null for -1."""
    places = pl.Series(rows, dtype=pl.Int64)
    places = places.set(places < 0, None)
    target.put(column, source.series(number).gather(places))


def put_numbers(target: Columns, column: int, numbers: NDArray[np.int64]) -> None:
    """Fill a column with whole numbers; null for those below 0."""
    values = pl.Series(numbers, dtype=pl.Int64)
    target.put(column, values.set(values < 0, None).cast(pl.String))


def decode_rows(
    codec: Codec,
    buffer: NDArray[np.uint8],
    starts: NDArray[np.int64],
    lengths: NDArray[np.int64],
) -> tuple[Columns, NDArray[np.bool_]]:
    """Records decoded into a batch of their own, and which of them have the layout's shape; the
    others are null in every column.
    """
    names: Sequence[str] = codec.layout.names()
    parts = [buffer[s : s + n] for s, n in zip(starts.tolist(), lengths.tolist(), strict=True)]
    size = int(lengths.sum())
    content = np.concatenate([*parts, np.zeros(size + SLACK, np.uint8)])
    places = np.cumsum(lengths) - lengths
    rows = None
    if codec.layout.delimited:
        rows = codec.split(content, places, lengths, size)
        right = ~rows.wrong
    else:
        right = lengths == codec.layout.length
        content = np.concatenate([content, np.zeros(codec.layout.length, np.uint8)])
    batch = Columns.allocate(
        len(names), max(len(starts), 1), codec.text_bound(max(size, 1), len(starts))
    )
    events = Events()
    while True:
        batch.used = 0
        events.start(batch)
        codec.decode(content, places, batch, events, rows)
        if not events.overflow():
            break
    batch.views[:, np.flatnonzero(~right)] = (0, 1)
    return batch, right
