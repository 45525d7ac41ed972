"""Keys of a whole file, each used once, in bounded memory.

A key is held as two 64-bit hashes, keyed by a seed that nobody can know beforehand, with the place
of its record: 32 bytes a record, never a value. What does not fit into ``memory_rows`` is spilled
in runs that are cut by the first hash, and ``finish`` goes through one part after the other. That
two different keys agree in all 128 bits, so that one is taken for a double, has a probability of
about n² / 2¹²⁹ for n records: below 10⁻²² for 100 million.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import blake2b
from itertools import pairwise
from typing import BinaryIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.findings import CODES, FINDING_SCHEMA

__all__ = ["PARTS", "KeyIndex"]

PARTS = 64
"""Parts that are looked at one after the other when rows were spilled."""

_SHIFT = np.uint64(58)  # the highest six bits of a hash choose its part
_RECORDS = 2**48  # a place is the number of the file times this, and the record number
_ROW = 32  # bytes of a row in a run
_FIRST_ROOM = 65_536  # rows
_NO_OFFSET = np.uint64(2**64 - 1)

Rows = NDArray[np.uint64]
"""uint64[4, n]: first hash, second hash, place, byte offset."""


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
        spill: Callable[[], BinaryIO] | None = None,
    ) -> None:
        digest = blake2b(seed, digest_size=16).digest()
        self._seeds = int.from_bytes(digest[:8]), int.from_bytes(digest[8:])
        self._names = names
        self._memory_rows = memory_rows
        self._open = spill
        self._files: list[str] = []
        self._held: Rows = np.empty((4, 0), np.uint64)
        self._used = 0
        self._spilled: BinaryIO | None = None
        self._runs: list[list[int]] = []  # of each run: where each part begins, in rows

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
        lacking = pl.any_horizontal(
            (pl.col(name).is_null() | (pl.col(name) == "")) for name in self._names
        )
        text = self._text()
        table = frame.select(
            lacking.alias("lacking"),
            *(text.hash(seed).alias(str(number)) for number, seed in enumerate(self._seeds)),
        )
        whole = (~table["lacking"]).to_numpy()
        places = self._places(file, first_record, frame.height)
        where = np.full(frame.height, _NO_OFFSET) if offsets is None else offsets.astype(np.uint64)
        rows = np.stack([table["0"].to_numpy(), table["1"].to_numpy(), places, where])
        self._hold(np.compress(whole, rows, axis=1))
        return self._findings("K002", rows[2:, ~whole])

    def finish(self) -> pl.DataFrame:
        """A K001 for each record whose key an earlier record has, in the order of the records.

        The shape names the first record with that key: ``record 17``, with its file where that is
        another. The index is closed then.
        """
        found = np.concatenate([_doubles(rows) for rows in self._parts()], axis=1)
        self.close()
        found = found[:, np.argsort(found[0], kind="stable")]
        return self._findings("K001", found[:2], found[2])

    def close(self) -> None:
        """Close the spill file, if there is one; for a run that ends before ``finish``."""
        if self._spilled is not None:
            self._spilled.close()

    def _text(self) -> pl.Expr:
        """The key as one text from which the parts can be had back: lengths, then values."""
        if len(self._names) == 1:
            return pl.col(self._names[0])
        lengths = [pl.col(name).str.len_bytes() for name in self._names]
        return pl.concat_str([*lengths, *(pl.col(name) for name in self._names)], separator=" ")

    def _places(self, file: str, first_record: int, rows: int) -> NDArray[np.uint64]:
        if file not in self._files:
            self._files.append(file)
        first = self._files.index(file) * _RECORDS + first_record
        return np.arange(first, first + rows, dtype=np.uint64)

    def _hold(self, rows: Rows) -> None:
        while rows.shape[1]:
            if self._used == self._held.shape[1]:
                self._make_room()
            taken = rows[:, : self._held.shape[1] - self._used]
            self._held[:, self._used : self._used + taken.shape[1]] = taken
            self._used += taken.shape[1]
            rows = rows[:, taken.shape[1] :]

    def _make_room(self) -> None:
        """Grow what is held, or spill it where it must not grow."""
        if self._open is not None and self._used >= self._memory_rows:
            self._write_run(self._open)
            return
        room = max(2 * self._used, _FIRST_ROOM)
        if self._open is not None:
            room = min(room, self._memory_rows)
        grown = np.empty((4, room), np.uint64)
        grown[:, : self._used] = self._held
        self._held = grown

    def _write_run(self, open_file: Callable[[], BinaryIO]) -> None:
        """Append what is held to the spill file, part after part, row after row."""
        if self._spilled is None:
            self._spilled = open_file()
        rows, self._used = self._held[:, : self._used], 0
        order = np.argsort(rows[0])
        bounds = np.arange(1, PARTS, dtype=np.uint64) << _SHIFT
        cuts = [0, *np.searchsorted(rows[0], bounds, sorter=order).tolist(), len(order)]
        start = self._runs[-1][-1] if self._runs else 0
        self._runs.append([start + cut for cut in cuts])
        for begin, end in pairwise(cuts):
            self._spilled.write(rows[:, order[begin:end]].T.tobytes())

    def _parts(self) -> Iterator[Rows]:
        """The rows, in parts such that equal keys are in the same part."""
        held = self._held[:, : self._used]
        if self._spilled is None:
            yield held
            return
        part_of = held[0] >> _SHIFT
        for part in range(PARTS):
            pieces = [np.compress(part_of == part, held, axis=1)]
            for run in self._runs:
                self._spilled.seek(run[part] * _ROW)
                raw = self._spilled.read((run[part + 1] - run[part]) * _ROW)
                pieces.append(np.frombuffer(raw, np.uint64).reshape(-1, 4).T)
            yield np.concatenate(pieces, axis=1)

    def _findings(
        self, code: str, found: NDArray[np.uint64], first: NDArray[np.uint64] | None = None
    ) -> pl.DataFrame:
        """Places and offsets, uint64[2, n], as findings; ``first`` are the places they repeat."""
        place, offset = pl.lit(pl.Series(found[0])), pl.lit(pl.Series(found[1]))
        shape = pl.lit(None) if first is None else self._repeats(place, pl.lit(pl.Series(first)))
        return pl.select(
            pl.lit(code).alias("code"),
            pl.lit(CODES[code].severity.value).alias("severity"),
            self._file(place).alias("file"),
            _record(place).alias("record"),
            pl.when(offset != int(_NO_OFFSET)).then(offset).alias("offset"),
            pl.lit("+".join(self._names)).alias("field"),
            shape.alias("shape"),
        ).cast(FINDING_SCHEMA)

    def _file(self, place: pl.Expr) -> pl.Expr:
        """UInt64[n] -> String[n]: the file of a place."""
        return pl.lit(pl.Series(self._files, dtype=pl.String)).gather(place // _RECORDS)

    def _repeats(self, place: pl.Expr, first: pl.Expr) -> pl.Expr:
        """UInt64[n], UInt64[n] -> String[n]: the record that is repeated."""
        here = pl.format("record {}", _record(first))
        elsewhere = pl.format("record {} of {}", _record(first), self._file(first))
        same = place // _RECORDS == first // _RECORDS
        return pl.when(same).then(here).otherwise(elsewhere)


def _record(place: pl.Expr) -> pl.Expr:
    """UInt64[n] -> UInt64[n]: the record number of a place."""
    return place % _RECORDS


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
