"""Rows of a table -> records, by one worker, with the bytes that decoding kept in their places.

Kept bytes are used where the table still has the value that they decode to: the record is decoded
again with them, and a field with another value keeps what was encoded of the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Encoded, Events
from lgmigrate.columns.table import EVENTS, NO_FINDING
from lgmigrate.errors import FramingError
from lgmigrate.findings import CODES, Finding
from lgmigrate.pipeline.chunk import Chunk
from lgmigrate.pipeline.decode_block import RawRow, TypeCodec
from lgmigrate.pipeline.merge import merge
from lgmigrate.pipeline.table_readers import TablePart
from lgmigrate.pipeline.table_types import same_value

__all__ = ["Encoder", "Job", "Piece"]

Numbers = NDArray[np.int64]
Placed = set[tuple[int, int]]
"""Row and field of each value that kept bytes stand for."""


@dataclass(slots=True)
class Job:
    """Parts of one table with the records' numbers, and the bytes that were kept for them."""

    parts: list[tuple[TablePart, Numbers]]
    kept: dict[int, list[RawRow]]


@dataclass(slots=True)
class Piece:
    """Encoded records in order of their numbers."""

    chunks: list[Chunk]
    findings: list[Finding] = field(default_factory=list)


class Encoder:
    """Encodes the tables of one run; several workers may call it at once."""

    def __init__(self, codecs: Sequence[TypeCodec], page: CodePage, name: str) -> None:
        self.codecs, self.page, self.name = tuple(codecs), page, name

    def work(self, job: Job) -> Piece:
        """Encode some rows.

        Raises:
            FramingError: a character without bytes, where the code page says that it ends a run.
        """
        piece = Piece([])
        chunks = [
            _Part(self, part, numbers, job.kept, piece).encode() for part, numbers in job.parts
        ]
        piece.chunks = list(merge([iter([one]) for one in chunks]))
        piece.findings.sort(key=lambda one: (one.record or 0, one.field or ""))
        return piece


class _Part:
    """The rows of one type."""

    def __init__(
        self,
        encoder: Encoder,
        part: TablePart,
        numbers: Numbers,
        kept: dict[int, list[RawRow]],
        piece: Piece,
    ) -> None:
        self.encoder, self.batch, self.numbers, self.piece = encoder, part.columns, numbers, piece
        self.one = encoder.codecs[part.kind]
        self.layout = self.one.type.layout
        self.kept = {
            row: kept[number] for row, number in enumerate(numbers.tolist()) if number in kept
        }
        self.fields = {one.name: number for number, one in enumerate(self.layout.fields)}

    def encode(self) -> Chunk:
        """The records; what did not encode is found."""
        events = Events()
        while True:
            events.start(self.batch)
            encoded = self.one.codec.encode(self.batch, events)
            if not events.overflow():
                break
        noted = events.taken()
        if self.layout.delimited:
            encoded, placed = self._rows(encoded)
        else:
            placed = self._patch(encoded)
            encoded, noted = self._fold(encoded, noted)
        self._note(noted, placed)
        return Chunk(self.numbers, encoded.buffer, encoded.starts, encoded.sizes)

    # --- kept bytes ----------------------------------------------------------------------------

    def _patch(self, encoded: Encoded) -> Placed:
        """Put kept bytes of fields into records of constant offsets."""
        placed: Placed = set()
        length = self.layout.length
        rows = np.array(sorted(self.kept), np.int64)
        if not len(rows):
            return placed
        whole = encoded.buffer[: self.batch.rows * length].reshape(-1, length)
        changed = np.zeros(len(rows) * length + SLACK, np.uint8)
        records = changed[: len(rows) * length].reshape(-1, length)
        records[:] = whole[rows]
        patches: list[tuple[int, int, bytes]] = []  # place among the rows, field, bytes
        for place, row in enumerate(rows.tolist()):
            for _, name, offset, raw in self.kept[row]:
                number = self.fields.get(name, -1)
                if number < 0 or not self._fits(number, offset, raw):
                    continue
                patches.append((place, number, raw))
                records[place, offset : offset + len(raw)] = np.frombuffer(raw, np.uint8)
        again = self._decoded(changed, np.arange(len(rows), dtype=np.int64) * length)
        for place, number, _ in patches:
            one, row = self.layout.fields[number], int(rows[place])
            part = slice(one.offset, one.end)
            if one.usage == "filler" or same_value(
                one, again.value(number, place), self.batch.value(number, row)
            ):
                whole[row, part] = records[place, part]
                placed.add((row, number))
        return placed

    def _fits(self, number: int, offset: int, raw: bytes) -> bool:
        one = self.layout.fields[number]
        return one.offset == offset and one.length == len(raw)

    def _decoded(self, buffer: NDArray[np.uint8], starts: Numbers) -> Columns:
        codec, count = self.one.codec, len(starts)
        batch = Columns.allocate(len(self.layout.fields), max(count, 1), 0)
        batch.reserve(codec.text_bound(count * self.layout.length, count))
        events = Events()
        events.start(batch)
        codec.decode(buffer, starts, batch, events)
        return batch

    def _rows(self, encoded: Encoded) -> tuple[Encoded, Placed]:
        """Take delimited records as they were, where all their values are."""
        placed: Placed = set()
        whole = [(row, self.kept[row][0][3]) for row in sorted(self.kept)]
        if not whole:
            return encoded, placed
        lengths = np.array([len(raw) for _, raw in whole], np.int64)
        size = int(lengths.sum())
        source = np.zeros(2 * size + SLACK, np.uint8)
        source[:size] = np.frombuffer(b"".join(raw for _, raw in whole), np.uint8)
        starts = np.cumsum(lengths) - lengths
        codec = self.one.codec
        cut = codec.split(source, starts, lengths, size)
        batch = Columns.allocate(len(self.layout.fields), len(whole), 0)
        batch.reserve(codec.text_bound(size, len(whole)))
        events = Events()
        events.start(batch)
        codec.decode(source, starts, batch, events, cut)
        end = int((encoded.starts + encoded.sizes).max())
        for place, (row, raw) in enumerate(whole):
            same = not cut.wrong[place] and all(
                one.usage == "filler"
                or same_value(one, batch.value(number, place), self.batch.value(number, row))
                for number, one in enumerate(self.layout.fields)
            )
            if same:
                encoded.starts[row] = end + int(starts[place])
                encoded.sizes[row] = len(raw)
                placed |= {(row, number) for number in range(len(self.layout.fields))}
        buffer = np.concatenate([encoded.buffer[:end], source])
        return Encoded(buffer, encoded.starts, encoded.sizes), placed

    # --- counts --------------------------------------------------------------------------------

    def _fold(self, encoded: Encoded, noted: Numbers) -> tuple[Encoded, Numbers]:
        """Leave out what is not there by the counts; -> the records, and the other events."""
        unfolding = self.one.unfolding
        if unfolding is None:
            return encoded, noted
        folded, counts, wrong = unfolding.fold(encoded.buffer, encoded.starts)
        for row in np.flatnonzero(wrong >= 0).tolist():
            self._find("N005", row, unfolding.tables[int(wrong[row])].depending)
        for number in np.flatnonzero(unfolding.slots >= 0).tolist():
            gone = counts[unfolding.slots[number]] <= unfolding.indexes[number]
            for row in np.flatnonzero(gone & ~self.batch.nulls(number)).tolist():
                self._find("S013", row, self.layout.fields[number].name)
        if self.one.whole:
            self._behind(encoded, counts)
            folded = encoded
        return folded, unfolding.present(noted, counts)

    def _behind(self, encoded: Encoded, counts: Numbers) -> None:
        """Put kept bytes behind the counts of records in their full form."""
        unfolding, length = self.one.unfolding, self.layout.length
        ends = np.array([one.end for one in self.layout.fields], np.int64)
        starts = np.array([one.offset for one in self.layout.fields], np.int64)
        for row, kept in self.kept.items():
            for _, name, offset, raw in kept:
                number = self.fields.get(name, -1)
                if unfolding is None or (number >= 0 and self._fits(number, offset, raw)):
                    continue
                inside = np.flatnonzero((starts < offset + len(raw)) & (ends > offset))
                rows = np.full(len(inside), row, np.int64)
                if unfolding.absent(counts, rows, inside).all():
                    place = row * length + offset
                    encoded.buffer[place : place + len(raw)] = np.frombuffer(raw, np.uint8)

    # --- findings ------------------------------------------------------------------------------

    def _note(self, noted: Numbers, placed: Placed) -> None:
        """Findings of what did not encode, but for values whose bytes were kept."""
        for row, number, event in noted.tolist():
            code, name = EVENTS[event], self.layout.fields[number].name
            if code in NO_FINDING or (row, number) in placed:
                continue
            if code == "C005" and self.encoder.page.on_error == "stop":
                wanted = f"C005 Expected characters of {self.encoder.page.name}"
                place = f"{self.encoder.name}, record {int(self.numbers[row])}, {name}"
                msg = f"{place}: {wanted}, got others, and on_error = stop"
                raise FramingError(msg)
            self._find(code, row, name)

    def _find(self, code: str, row: int, name: str) -> None:
        self.piece.findings.append(
            Finding(
                code=code,
                severity=CODES[code].severity,
                file=self.encoder.name,
                record=int(self.numbers[row]),
                field=name,
            )
        )
