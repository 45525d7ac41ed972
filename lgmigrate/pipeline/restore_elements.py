"""Encoded elements of a table into the records around them.

With an annex the elements come in order of their records' numbers, and are taken in step with
them. Without one (another system's delivery) they belong to the record that has the same values
in the items that both files have among their keys; then all of a table's elements are read first,
their bytes into a temporary file, with 24 bytes an element in memory.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lgmigrate.columns.batch import Columns
from lgmigrate.columns.codec import Codec, Events
from lgmigrate.findings import CODES, Finding
from lgmigrate.mapping.model import RecordMapping
from lgmigrate.pipeline.chunk import Chunk
from lgmigrate.pipeline.elements import empty_element
from lgmigrate.pipeline.plan import RecordPlan
from lgmigrate.pipeline.restore_block import Piece

__all__ = ["Foreign", "Own", "Placed", "Placer", "common_keys", "fill_empty"]


@dataclass(frozen=True, slots=True)
class Placed:
    """An element that could not be encoded as it is: the row of its record in the chunk, its own
    number, the number of its field, the event, and its number in the exchange file.
    """

    row: int
    element: int
    field: int
    event: int
    place: int


class Placer(Protocol):
    """Puts the elements of one table in their places."""

    def place(self, chunk: Chunk, keys: NDArray[np.uint64]) -> list[Placed]:
        """Put the elements of a chunk's records into it; ``keys`` are those of the records."""
        ...


def common_keys(record: RecordMapping, child: RecordMapping) -> tuple[str, ...]:
    """The items by which elements of another system's delivery belong to records."""
    if record.file is None or child.file is None:
        return ()
    theirs = {item.name for item in child.file.items}
    return tuple(item.name for item in record.file.keys if item.name in theirs)


def fill_empty(chunk: Chunk, child: RecordPlan) -> None:
    """Make all elements of a table empty ones."""
    table = child.record.table
    if table is None or not len(chunk.starts):
        return
    empty = np.frombuffer(empty_element(child) * table.most, np.uint8)
    at = chunk.starts[:, None] + table.offset + np.arange(len(empty))
    chunk.content[at] = empty


def _put(
    chunk: Chunk,
    child: RecordPlan,
    rows: NDArray[np.int64],
    elements: NDArray[np.int64],
    content: NDArray[np.uint8],
    starts: NDArray[np.int64],
) -> None:
    """Copy encoded elements into the chunk's rows."""
    table = child.record.table
    if table is None or not len(rows):
        return
    inside = np.arange(table.size)
    at = chunk.starts[rows] + table.offset + (elements - 1) * table.size
    chunk.content[at[:, None] + inside] = content[starts[:, None] + inside]


@dataclass(slots=True)
class Own:
    """The elements of a delivery with its annex."""

    plan: RecordPlan
    pieces: Iterator[Piece]
    ahead: list[Piece] = field(default_factory=list)

    def place(self, chunk: Chunk, keys: NDArray[np.uint64]) -> list[Placed]:
        """See ``Placer``; the keys are of no use here."""
        del keys
        placed: list[Placed] = []
        last = int(chunk.numbers[-1])
        while True:
            piece = self.ahead.pop() if self.ahead else next(self.pieces, None)
            if piece is None:
                return placed
            count = int(np.searchsorted(piece.numbers, last, "right"))
            placed += self._place(chunk, piece, count)
            if count < len(piece.numbers):
                self.ahead.append(_behind(piece, count))
                return placed

    def _place(self, chunk: Chunk, piece: Piece, count: int) -> list[Placed]:
        table = self.plan.record.table
        numbers, elements = piece.numbers[:count], piece.elements[:count]
        rows = np.minimum(np.searchsorted(chunk.numbers, numbers), len(chunk.numbers) - 1)
        most = table.most if table else 0
        here = (chunk.numbers[rows] == numbers) & (elements > 0) & (elements <= most)
        starts = piece.encoded.starts[:count][here]
        _put(chunk, self.plan, rows[here], elements[here], piece.encoded.buffer, starts)
        return [
            Placed(int(rows[row]), int(elements[row]), number, event, int(piece.places[row]))
            for row, number, event in piece.events.tolist()
            if row < count and here[row]
        ]


def _behind(piece: Piece, count: int) -> Piece:
    """A piece without its first elements."""
    encoded = piece.encoded
    events = piece.events[piece.events[:, 0] >= count].copy()
    events[:, 0] -= count
    rest = type(encoded)(encoded.buffer, encoded.starts[count:], encoded.sizes[count:])
    return Piece(
        piece.numbers[count:],
        rest,
        piece.places[count:],
        events,
        piece.elements[count:],
        piece.keys[count:],
    )


class Foreign:
    """The elements of another system's delivery; ``findings`` takes what has no place."""

    def __init__(
        self,
        plan: RecordPlan,
        codec: Codec,
        pieces: Iterator[Piece],
        findings: list[Finding],
        file: str,
    ) -> None:
        self.plan, self.codec, self._findings, self._file = plan, codec, findings, file
        self._stream = tempfile.TemporaryFile()  # noqa: SIM115  lives as long as this
        hashes, elements, places = [], [], []
        self._events: dict[int, list[tuple[int, int]]] = {}
        count = 0
        for piece in pieces:
            size = int(piece.encoded.sizes.sum())
            self._stream.write(piece.encoded.buffer[:size].tobytes())
            hashes.append(piece.keys)
            elements.append(piece.elements)
            places.append(piece.places)
            for row, number, event in piece.events.tolist():
                self._events.setdefault(count + row, []).append((number, event))
            count += len(piece.places)
        self._stream.flush()
        self._hashes = np.concatenate([*hashes, np.zeros(0, np.uint64)])
        self._elements = np.concatenate([*elements, np.zeros(0, np.int64)])
        self._places = np.concatenate([*places, np.zeros(0, np.int64)])
        self._order = np.argsort(self._hashes, kind="stable")
        self._hashes = self._hashes[self._order]
        self._left = np.ones(count, np.bool_)

    def place(self, chunk: Chunk, keys: NDArray[np.uint64]) -> list[Placed]:
        """See ``Placer``; the field that counts the elements is written as well."""
        table = self.plan.record.table
        placed: list[Placed] = []
        counts = np.zeros(len(chunk.starts), np.int64)
        if table is None:
            return placed
        if len(self._hashes):
            content = np.memmap(self._stream, np.uint8, "r")
            first = np.searchsorted(self._hashes, keys, "left")
            end = np.searchsorted(self._hashes, keys, "right")
            counts = end - first
            rows = np.repeat(np.arange(len(keys)), counts)
            inside = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
            found = self._order[first[rows] + inside]
            self._left[found] = False
            elements = self._elements[found]
            elements = np.where(elements > 0, elements, inside + 1)
            many = elements > table.most
            for one in found[many].tolist():
                self._tell("S013", one)
            rows, found, elements = rows[~many], found[~many], elements[~many]
            _put(chunk, self.plan, rows, elements, content, found * table.size)
            counts = np.zeros(len(keys), np.int64)
            np.maximum.at(counts, rows, elements)
            for row, one, element in zip(
                rows.tolist(), found.tolist(), elements.tolist(), strict=True
            ):
                for number, event in self._events.get(one, ()):
                    placed.append(Placed(row, element, number, event, int(self._places[one])))
        self._write_counts(chunk, counts)
        return placed

    def close(self) -> None:
        """Tell the elements that belong to no record."""
        for one in np.flatnonzero(self._left).tolist():
            self._tell("K003", one)
        self._stream.close()

    def _tell(self, code: str, one: int) -> None:
        severity, place = CODES[code].severity, int(self._places[one])
        self._findings.append(Finding(code=code, severity=severity, file=self._file, record=place))

    def _write_counts(self, chunk: Chunk, counts: NDArray[np.int64]) -> None:
        """Write how many elements each record has, where a field says so."""
        if not self.plan.record.count:
            return
        field = self.codec.layout.fields[0]
        batch = Columns.allocate(1, max(len(counts), 1), 0)
        batch.rows = len(counts)
        texts = [str(one).zfill(field.digits if field.value == "digits" else 1) for one in counts]
        import polars as pl  # noqa: PLC0415  only here

        batch.put(0, pl.Series(texts, dtype=pl.String))
        events = Events()
        events.start(batch)
        encoded = self.codec.encode(batch, events)
        inside = np.arange(field.length)
        at = chunk.starts[:, None] + field.offset + inside
        chunk.content[at] = encoded.buffer[encoded.starts[:, None] + field.offset + inside]
