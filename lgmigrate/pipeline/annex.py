"""The annex of a delivery: what the pack has no item for, and bytes kept for the way back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from lgmigrate.columns import kernels
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Events
from lgmigrate.errors import FramingError
from lgmigrate.exchange.faults import ExchangeFault
from lgmigrate.pipeline.chunk import Chunk, Kept
from lgmigrate.pipeline.merge import patch, places_of
from lgmigrate.pipeline.plan import RecordPlan
from lgmigrate.pipeline.restore_block import encode_items

__all__ = ["Annex", "Order", "framing_rows", "kept_bytes", "rejected_records"]

BLOCK = 1 << 20
SPECIAL = 4096  # records without a file that are read at once
REJECTED = 1024  # records of a chunk: merging costs a copy a chunk
LINE_FEED = 0x0A


class Annex:
    """The annex file of one record type, read row by row in step with its exchange file.

    Values never hold line ends (they are control characters, which are findings), so a row is
    a line.
    """

    def __init__(self, path: Path, plan: RecordPlan) -> None:
        self.path = path
        self._stream: BinaryIO = path.open("rb", buffering=0)
        self._rest = np.zeros(0, np.uint8)
        self._ended = False
        try:
            place = plan.annex.open(self._more(1 << 16).tobytes())
        except ExchangeFault as fault:
            self._stream.close()
            raise FramingError(*(f"{path.name}: {one}" for one in fault.faults)) from fault
        self._rest = self._rest[place:]

    @classmethod
    def find(cls, folder: Path, plan: RecordPlan) -> Annex | None:
        """The annex of a record type in a delivery, None where there is none."""
        path = folder / "annex" / f"{plan.name}.csv"
        return cls(path, plan) if path.is_file() else None

    def _more(self, size: int) -> NDArray[np.uint8]:
        """Read on; -> all bytes that are waiting."""
        data = np.frombuffer(self._stream.read(size), np.uint8)
        self._rest = np.concatenate([self._rest, data]) if len(data) else self._rest
        self._ended = not len(data)
        return self._rest

    def take(self, rows: int) -> NDArray[np.uint8]:
        """The bytes of the next ``rows`` rows; of fewer, where the annex ends."""
        while True:
            ends = np.flatnonzero(self._rest == LINE_FEED)
            if len(ends) >= rows:
                cut = int(ends[rows - 1]) + 1 if rows else 0
                break
            self._more(BLOCK)
            if self._ended:
                cut = len(self._rest)
                break
        taken, self._rest = self._rest[:cut], self._rest[cut:]
        return taken

    def release(self) -> None:
        """Close the file, wherever its reading stands."""
        self._stream.close()

    def close(self) -> None:
        """The end of the records.

        Raises:
            FramingError: M005, rows are left over.
        """
        self._more(1)
        self._stream.close()
        if len(self._rest):
            msg = f"{self.path.name}: M005 Expected as many rows as records, got more"
            raise FramingError(msg)

    def special(self, plan: RecordPlan, kept: Kept) -> Iterator[Chunk]:
        """The records of a type without a file, which the annex holds whole."""
        while len(rest := self.take(SPECIAL)):
            yield self._special(plan, kept, rest)
        self._stream.close()

    def _special(self, plan: RecordPlan, kept: Kept, rest: NDArray[np.uint8]) -> Chunk:
        rows = int((rest == LINE_FEED).sum())
        backward = plan.backward
        batch = Columns.allocate(backward.program.columns, rows, 0)
        batch.reserve(len(backward.program.pool) + 2 * len(rest) + 16 * SLACK)
        backward.program.prepare(batch)
        start = batch.used
        batch.heap[start : start + len(rest)] = rest
        batch.used = start + len(rest) + SLACK
        part = Columns(batch.views, batch.heap, 0, batch.used)
        plan.annex.read(part, start, start + len(rest))
        batch.rows, batch.used = part.rows, part.used
        numbers = np.zeros(rows, np.int64)
        batch.reserve(SLACK)
        kernels.read_numbers(batch.views, batch.heap, rows, 0, batch.used, numbers)
        encoded = encode_items(plan, batch, Events())
        chunk = Chunk(numbers, encoded.buffer, encoded.starts, encoded.sizes)
        patch(chunk, kept, places_of(plan.layout))
        return chunk


def kept_bytes(folder: Path, name: str) -> Kept:
    """The kept bytes of one record type."""
    return Kept(_kept_rows(folder / "annex" / f"{name}.raw.csv"))


def _kept_rows(path: Path) -> Iterator[tuple[int, str, bytes]]:
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                yield int(row["record"]), row["field"], bytes.fromhex(row["bytes"])


def framing_rows(folder: Path) -> dict[int, list[tuple[int, bytes, bytes]]]:
    """Framing bytes that were kept: source, from 1 -> record, bytes before, bytes behind."""
    found: dict[int, list[tuple[int, bytes, bytes]]] = {}
    path = folder / "annex" / "framing.csv"
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                one = (
                    int(row["record"]),
                    bytes.fromhex(row["prefix"]),
                    bytes.fromhex(row["suffix"]),
                )
                found.setdefault(int(row["source"]), []).append(one)
    return found


class Order:
    """Which record type each record of an exchange file is of, where several types have the file;
    ``name``: the type that is asked for.
    """

    def __init__(self, path: Path, name: str) -> None:
        self._name = name
        self._runs = self._read(path)
        self._left: tuple[str, int] = ("", 0)

    @classmethod
    def find(cls, folder: Path, file: str, name: str) -> Order | None:
        """That of a file in a delivery, None where there is none."""
        path = folder / "annex" / f"{file}.order.csv"
        return cls(path, name) if path.is_file() else None

    @staticmethod
    def _read(path: Path) -> Iterator[tuple[str, int]]:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                yield row["layout"], int(row["records"])

    def take(self, rows: int) -> NDArray[np.bool_]:
        """Which of the next ``rows`` records are of the type.

        Raises:
            FramingError: M005, it ends before them.
        """
        mine = np.zeros(rows, np.bool_)
        done = 0
        while done < rows:
            name, count = self._left
            if not count:
                following = next(self._runs, None)
                if following is None:
                    msg = "M005 Expected the order of as many records as there are, got fewer"
                    raise FramingError(msg)
                name, count = following
            some = min(count, rows - done)
            mine[done : done + some] = name == self._name
            done += some
            self._left = (name, count - some)
        return mine


def rejected_records(folder: Path, low: int, high: int) -> list[Iterator[Chunk]]:
    """The records with numbers above ``low``, up to ``high``, that convert rejected, a stream a
    file.
    """
    inside = sorted((folder / "rejected").glob("*.csv"))
    return [_within(_rejected(path), low, high) for path in inside]


def _within(chunks: Iterator[Chunk], low: int, high: int) -> Iterator[Chunk]:
    for chunk in chunks:
        inside = (chunk.numbers > low) & (chunk.numbers <= high)
        yield Chunk(
            chunk.numbers[inside], chunk.content, chunk.starts[inside], chunk.lengths[inside]
        )


def _rejected(path: Path) -> Iterator[Chunk]:
    with (
        path.open(encoding="utf-8", newline="") as stream,
        path.with_suffix(".dat").open("rb") as data,
    ):
        rows = csv.DictReader(stream)
        while some := list(islice(rows, REJECTED)):
            numbers = np.array([int(row["record"]) for row in some], np.int64)
            lengths = np.array([int(row["bytes"]) for row in some], np.int64)
            content = np.frombuffer(data.read(int(lengths.sum())), np.uint8)
            yield Chunk(numbers, content, np.cumsum(lengths) - lengths, lengths)
