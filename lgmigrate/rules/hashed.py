"""Rows known by the hash of some of their values, with the place of each, in bounded memory.

Values are held as two 64-bit hashes, keyed by a seed that nobody can know beforehand, with the
place of the record: 32 bytes a row, never a value. What does not fit into ``memory_rows`` is
spilled in runs that are cut by the first hash, so that rows with equal hashes are found in equal
parts. That two different values agree in all 128 bits has a probability of about n² / 2¹²⁹ for n
rows: below 10⁻²² for 100 million.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from itertools import pairwise
from typing import BinaryIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.findings import CODES, FINDING_SCHEMA

__all__ = [
    "Hasher",
    "Places",
    "RowStore",
    "Rows",
    "Spill",
    "lacking",
    "parts",
    "record_of",
    "rows_of",
]

Rows = NDArray[np.uint64]
"""uint64[4, n]: first hash, second hash, place, byte offset."""

Spill = Callable[[], BinaryIO]
"""Opens a new file for reading and writing, which is the store's from then on."""

_PARTS = 64
_SHIFT = np.uint64(58)  # the highest six bits of a hash choose its part
_RECORDS = 2**48  # a place is the number of the file times this, and the record number
_ROW = 32  # bytes of a row in a run
_FIRST_ROOM = 65_536  # rows
_NO_OFFSET = np.uint64(2**64 - 1)


class Hasher:
    """Hashes of values; equal seeds give equal hashes."""

    def __init__(self, seed: bytes) -> None:
        digest = blake2b(seed, digest_size=16).digest()
        self._seeds = int.from_bytes(digest[:8]), int.from_bytes(digest[8:])

    def hashes(self, frame: pl.DataFrame, names: Sequence[str]) -> NDArray[np.uint64]:
        """uint64[2, n] of the columns' values together; what they are called does not matter."""
        text = _text(names)
        return np.stack(
            [frame.select(text.hash(seed)).to_series().to_numpy() for seed in self._seeds]
        )


def _text(names: Sequence[str]) -> pl.Expr:
    """The values as one text from which they can be had back: lengths, then values."""
    if len(names) == 1:
        return pl.col(names[0])
    lengths = [pl.col(name).str.len_bytes() for name in names]
    return pl.concat_str([*lengths, *(pl.col(name) for name in names)], separator=" ")


def lacking(names: Sequence[str]) -> pl.Expr:
    """Boolean[n]: one of the columns has no value, or an empty one."""
    return pl.any_horizontal((pl.col(name).is_null() | (pl.col(name) == "")) for name in names)


class Places:
    """Where rows stand, as numbers: files in the order in which they are first named."""

    def __init__(self) -> None:
        self._files: list[str] = []

    def of(self, file: str, records: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """uint64[n] record numbers -> uint64[n] places in that file."""
        if file not in self._files:
            self._files.append(file)
        return records + np.uint64(self._files.index(file) * _RECORDS)

    def file(self, place: pl.Expr) -> pl.Expr:
        """UInt64[n] -> String[n]: the file of a place."""
        return pl.lit(pl.Series(self._files, dtype=pl.String)).gather(place // _RECORDS)

    def findings(
        self, code: str, rows: NDArray[np.uint64], field: str, shape: pl.Expr | None = None
    ) -> pl.DataFrame:
        """Places and offsets, uint64[2, n], as findings of one code about one field."""
        place, offset = pl.lit(pl.Series(rows[0])), pl.lit(pl.Series(rows[1]))
        return pl.select(
            pl.lit(code).alias("code"),
            pl.lit(CODES[code].severity.value).alias("severity"),
            self.file(place).alias("file"),
            record_of(place).alias("record"),
            pl.when(offset != int(_NO_OFFSET)).then(offset).alias("offset"),
            pl.lit(field).alias("field"),
            (pl.lit(None) if shape is None else shape).alias("shape"),
        ).cast(FINDING_SCHEMA)


def record_of(place: pl.Expr) -> pl.Expr:
    """UInt64[n] -> UInt64[n]: the record number of a place."""
    return place % _RECORDS


def rows_of(
    hashes: NDArray[np.uint64], places: NDArray[np.uint64], offsets: NDArray[np.int64] | None
) -> Rows:
    """The rows of a batch; ``offsets`` are the byte offsets of the records, where known."""
    where = np.full(len(places), _NO_OFFSET) if offsets is None else offsets.astype(np.uint64)
    return np.stack([hashes[0], hashes[1], places, where])


def parts(*stores: RowStore) -> Sequence[int | None]:
    """What to ask each store for, one after the other: equal hashes are in equal parts."""
    return range(_PARTS) if any(store.is_spilled for store in stores) else (None,)


class RowStore:
    """Rows, of which ``memory_rows`` are held in memory; more go to the file that ``spill`` opens.

    Without ``spill`` every row is held. ``close`` closes the file.
    """

    def __init__(self, memory_rows: int, spill: Spill | None) -> None:
        self._memory_rows = memory_rows
        self._open = spill
        self._held: Rows = np.empty((4, 0), np.uint64)
        self._used = 0
        self._spilled: BinaryIO | None = None
        self._runs: list[list[int]] = []  # of each run: where each part begins, in rows
        self._cuts: list[int] | None = None  # of what is held, once it is sorted

    def add(self, rows: Rows) -> None:
        """Hold rows, or spill those before them."""
        self._cuts = None
        while rows.shape[1]:
            if self._used == self._held.shape[1]:
                self._make_room()
            taken = rows[:, : self._held.shape[1] - self._used]
            self._held[:, self._used : self._used + taken.shape[1]] = taken
            self._used += taken.shape[1]
            rows = rows[:, taken.shape[1] :]

    @property
    def is_spilled(self) -> bool:
        """Whether some rows are no longer in memory."""
        return bool(self._runs)

    def part(self, number: int | None) -> Rows:
        """The rows of one of the ``parts`` of several stores; None: all, where none is spilled."""
        if number is None:
            return self._held[:, : self._used]
        if self._cuts is None:
            self._cuts = self._sort()
        pieces = [self._held[:, self._cuts[number] : self._cuts[number + 1]]]
        for run in self._runs:
            assert self._spilled is not None  # noqa: S101  a run was written to it
            self._spilled.seek(run[number] * _ROW)
            raw = self._spilled.read((run[number + 1] - run[number]) * _ROW)
            pieces.append(np.frombuffer(raw, np.uint64).reshape(-1, 4).T)
        return np.concatenate(pieces, axis=1)

    def close(self) -> None:
        """Close the spill file, if there is one."""
        if self._spilled is not None:
            self._spilled.close()

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

    def _sort(self) -> list[int]:
        """Put what is held into the order of the parts; where each of them begins, and the end."""
        held = self._held[:, : self._used]
        held[:] = held[:, np.argsort(held[0])]
        bounds = np.arange(1, _PARTS, dtype=np.uint64) << _SHIFT
        return [0, *np.searchsorted(held[0], bounds).tolist(), self._used]

    def _write_run(self, open_file: Spill) -> None:
        """Append what is held to the spill file, part after part, row after row."""
        if self._spilled is None:
            self._spilled = open_file()
        cuts = self._sort()
        start = self._runs[-1][-1] if self._runs else 0
        self._runs.append([start + cut for cut in cuts])
        for begin, end in pairwise(cuts):
            self._spilled.write(self._held[:, begin:end].T.tobytes())
        self._used = 0
