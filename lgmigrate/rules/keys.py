"""Keys of a whole file, each used once, in bounded memory (``rules.hashed``)."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.findings import FINDING_SCHEMA
from lgmigrate.rules.hashed import (
    Hasher,
    Places,
    Rows,
    RowStore,
    Spill,
    lacking,
    parts,
    record_of,
    rows_of,
)

__all__ = ["KeyIndex"]


class KeyIndex:
    """Finds records with the key of an earlier record, over all batches of a file.

    Batches may come in any order; the first of several records is the one that stands first.

    Args:
        names: the columns that make up the key; without any, no record is another's double.
        seed: random bytes of this run; the same for every part of it.
        memory_rows: records that are held in memory before they are spilled.
        spill: opens a new file for reading and writing, which is this object's from then on, and
            closed by ``close``; without it every record is held in memory.
    """

    def __init__(
        self,
        names: tuple[str, ...],
        *,
        seed: bytes,
        memory_rows: int = 2_000_000,
        spill: Spill | None = None,
    ) -> None:
        self._names = names
        self._hasher = Hasher(seed)
        self._places = Places()
        self._rows = RowStore(memory_rows, spill)

    def add(
        self,
        frame: pl.DataFrame,
        *,
        first_record: int,
        file: str,
        offsets: NDArray[np.int64] | None = None,
    ) -> pl.DataFrame:
        """Take in the keys of a batch.

        Args:
            frame: the key columns, String[n] each; others are ignored.
            first_record: absolute number of the batch's first record, from 1.
            file: the file's name, for the findings.
            offsets: int64[n], byte offset of each record in the file.

        Returns:
            A K002 for each record that lacks a part of its key, as a frame of ``FINDING_SCHEMA``.
            Such a record is in no double.
        """
        if not self._names:
            return pl.DataFrame(schema=FINDING_SCHEMA)
        whole = (~frame.select(lacking(self._names)).to_series()).to_numpy()
        records = np.arange(first_record, first_record + frame.height, dtype=np.uint64)
        places = self._places.of(file, records)
        rows = rows_of(self._hasher.hashes(frame, self._names), places, offsets)
        self._rows.add(np.compress(whole, rows, axis=1))
        if whole.all():
            return pl.DataFrame(schema=FINDING_SCHEMA)
        return self._places.findings("K002", rows[2:, ~whole], self._field)

    def finish(self) -> pl.DataFrame:
        """A K001 for each record whose key an earlier record has, in the order of the records.

        The shape names the first record with that key: ``record 17``, with its file where that is
        another. The index is closed then.
        """
        doubles = [_doubles(self._rows.part(part)) for part in parts(self._rows)]
        found = np.concatenate(doubles, axis=1)
        self.close()
        found = found[:, np.argsort(found[0], kind="stable")]
        if not found.shape[1]:
            return pl.DataFrame(schema=FINDING_SCHEMA)
        place, first = pl.lit(pl.Series(found[0])), pl.lit(pl.Series(found[2]))
        return self._places.findings("K001", found[:2], self._field, self._repeats(place, first))

    def close(self) -> None:
        """Close the spill file, if there is one; for a run that ends before ``finish``."""
        self._rows.close()

    @property
    def _field(self) -> str:
        return "+".join(self._names)

    def _repeats(self, place: pl.Expr, first: pl.Expr) -> pl.Expr:
        """UInt64[n], UInt64[n] -> String[n]: the record that is repeated."""
        here = pl.format("record {}", record_of(first))
        file = self._places.file(first)
        elsewhere = pl.format("record {} of {}", record_of(first), file)
        return pl.when(self._places.file(place) == file).then(here).otherwise(elsewhere)


def _doubles(rows: Rows) -> Rows:
    """The rows whose key stands in an earlier row: place, offset, place of the first; uint64[3, m].

    Sorted by the first hash, only rows whose neighbour has the same are looked at more closely.
    """
    order = np.argsort(rows[0])
    hashes = rows[0, order]
    same = hashes[1:] == hashes[:-1]
    near = np.zeros(len(order), np.bool_)
    near[1:] |= same
    near[:-1] |= same
    some = rows[:, order[near]]
    some = some[:, np.lexsort((some[2], some[1], some[0]))]
    again = np.zeros(some.shape[1], np.bool_)
    again[1:] = (some[:2, 1:] == some[:2, :-1]).all(axis=0)
    begins = np.maximum.accumulate(np.where(again, 0, np.arange(len(again))))
    return np.stack([some[2, again], some[3, again], some[2, begins[again]]])
