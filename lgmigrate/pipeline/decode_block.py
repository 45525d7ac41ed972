"""One block of a source, decoded by one worker: its rows of each table, and what goes beside them.

Records are taken a few thousand at a time, so that a record with thousands of fields needs no more
memory than one with ten. What encoding would not give back is kept: the bytes of a value (by the
field), bytes behind a count (by the table), a whole delimited row (by no name), a whole record that
has no type or not the shape of its layout.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage
from lgmigrate.columns import kernels
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Codec, Events, Rows
from lgmigrate.columns.table import EVENTS, KEEPS_VALUE, NO_FINDING
from lgmigrate.columns.unfolding import Unfolded, Unfolding
from lgmigrate.errors import FramingError, LayoutError
from lgmigrate.findings import CODES, Finding, shape_of_bytes
from lgmigrate.framing.frames import Odd
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.pipeline.record_types import ERA_ROWS, RecordType, Types, dialect_of
from lgmigrate.pipeline.sources import Block

__all__ = ["Batch", "BlockResult", "Decoder", "RawRow", "TypeCodec", "type_codecs"]

Numbers = NDArray[np.int64]

ROOM = 1 << 25  # bytes of views and of records in their full form that are worked on at once
UNREADABLE = frozenset({"C001", "C002", "C004"})  # what on_error = stop ends a run for

RawRow = tuple[int, str, int, bytes]
"""Record, field ("" the whole record), place in the record's full form, bytes."""


@dataclass(frozen=True, slots=True, eq=False)
class TypeCodec:
    """A record type made ready. ``whole``: its records stand in their full form."""

    type: RecordType
    codec: Codec
    unfolding: Unfolding | None
    whole: bool

    @property
    def rows(self) -> int:
        """How many records are worked on at once."""
        return max(ROOM // (16 * len(self.type.layout.fields) + self.type.layout.length + 1), 1)


def type_codecs(
    types: Sequence[RecordType], page: CodePage, spec: FramingSpec
) -> tuple[TypeCodec, ...]:
    """The types with their codecs.

    Raises:
        LayoutError: a count is missing, or a layout does not fit the framing.
    """
    found = []
    for one in types:
        layout = one.layout
        if layout.delimited != (spec.form == "csv"):
            wanted = "csv" if layout.delimited else "another than csv"
            msg = f"layout {layout.name}: Expected a framing of form {wanted}, got {spec.form}"
            raise LayoutError(msg)
        if spec.form == "fixed" and spec.length != layout.length:
            wanted = f"Expected records of {layout.length} bytes"
            msg = f"layout {layout.name}: {wanted}, got a framing of {spec.length}"
            raise LayoutError(msg)
        codec = Codec(layout, page, ERA_ROWS, dialect=dialect_of(spec))
        found.append(TypeCodec(one, codec, Unfolding.of(layout, page), spec.form == "fixed"))
    return tuple(found)


@dataclass(slots=True)
class Batch:
    """Decoded records of type number ``kind``, ``columns`` as the layout's fields with the records'
    numbers behind them; ``counts`` as in ``Unfolded``, None where all records have one length.
    """

    kind: int
    columns: Columns
    numbers: Numbers
    counts: Numbers | None


@dataclass(slots=True)
class BlockResult:
    """What one block gives beside its tables. ``parts``: what was made of each batch, in order.
    ``rejected``: numbers and bytes of whole records, in their order.
    """

    read: int
    parts: list[object] = field(default_factory=list)
    raw: list[RawRow] = field(default_factory=list)
    rejected: list[tuple[int, bytes]] = field(default_factory=list)
    odd: list[Odd] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class Decoder:
    """Decodes the blocks of one source; several workers may call it at once."""

    def __init__(
        self, types: Types, codecs: Sequence[TypeCodec], page: CodePage, name: str
    ) -> None:
        self.types, self.codecs, self.page, self.source = types, tuple(codecs), page, name
        self._idle: list[tuple[dict[int, Columns], Events]] = []
        self._lock = threading.Lock()

    def batches(self, block: Block, result: BlockResult) -> Iterator[Batch]:
        """The records of a block by their types, which are to be used before the next is asked for.

        Raises:
            FramingError: bytes without a character, where the code page says that they end a run.
        """
        with self._lock:
            memory, events = self._idle.pop() if self._idle else ({}, Events())
        kinds = self.types.classify(block.buffer, block.starts, block.lengths)
        tail = block.size
        for kind, one in enumerate(self.codecs):
            chosen = np.flatnonzero(kinds == kind)
            for first in range(0, len(chosen), one.rows):
                part = _Part(self, kind, block, chosen[first : first + one.rows], result)
                tail = part.shape(tail)
                if len(part.chosen):
                    yield part.decode(memory, events)
        for row in np.flatnonzero(kinds < 0).tolist():
            self.reject(block, row, result, "F004")
        result.odd = [Odd(block.number + one.record, one.prefix, one.suffix) for one in block.odd]
        result.rejected.sort()
        result.raw.sort(key=lambda row: row[0])
        result.findings.sort(key=lambda one: (one.record or 0, one.offset or 0, one.code))
        with self._lock:
            self._idle.append((memory, events))

    def reject(
        self,
        block: Block,
        row: int,
        result: BlockResult,
        code: str,
        at: int = 0,
        field: str | None = None,
    ) -> None:
        """Keep a record byte for byte, and say why; ``at`` is the place of the fault in it."""
        start, length = int(block.starts[row]), int(block.lengths[row])
        raw = block.buffer[start : start + length].tobytes()
        result.rejected.append((block.number + row, raw))
        result.findings.append(
            Finding(
                code=code,
                severity=CODES[code].severity,
                file=self.source,
                record=block.number + row,
                offset=block.offset + start + min(at, length),
                field=field,
            )
        )


class _Part:
    """Some records of one type in a block. ``chosen``: their rows in the block."""

    def __init__(
        self, decoder: Decoder, kind: int, block: Block, chosen: Numbers, result: BlockResult
    ) -> None:
        self.decoder, self.kind, self.block, self.result = decoder, kind, block, result
        self.one = decoder.codecs[kind]
        self.chosen = chosen
        self.buffer = block.buffer
        self.starts = block.starts[chosen]
        self.rows: Rows | None = None
        self.counts: Numbers | None = None

    def shape(self, tail: int) -> int:
        """Leave out the records of another shape; -> where the room behind the block goes on."""
        block, one = self.block, self.one
        if one.type.layout.delimited:
            lengths = block.lengths[self.chosen]
            rows = one.codec.split(block.buffer, self.starts, lengths, tail)
            right = ~rows.wrong
            self._reject(~right, "F008")
            spans = np.ascontiguousarray(rows.spans[:, right])
            self.rows = Rows(spans, rows.odd[right], rows.wrong[right], rows.tail)
            self._keep(right)
            return rows.tail
        if one.unfolding is not None:
            self._unfold(one.unfolding)
            return tail
        right = block.lengths[self.chosen] == one.type.layout.length
        self._reject(~right, "F010")
        self._keep(right)
        return tail

    def _keep(self, right: NDArray[np.bool_]) -> None:
        if not right.all():
            self.chosen, self.starts = self.chosen[right], self.starts[right]

    def _reject(self, wrong: NDArray[np.bool_], code: str) -> None:
        for row in self.chosen[wrong].tolist():
            self.decoder.reject(self.block, row, self.result, code)

    def _unfold(self, unfolding: Unfolding) -> None:
        """Take the records in their full form."""
        block = self.block
        found = unfolding.unfold(
            block.buffer, self.starts, block.lengths[self.chosen], whole=self.one.whole
        )
        for row in np.flatnonzero(found.wrong).tolist():
            table = int(found.reasons[row])
            name = unfolding.tables[table].depending if table >= 0 else None
            at, row_of_block = int(found.places[row]), int(self.chosen[row])
            self.decoder.reject(block, row_of_block, self.result, "F010", at, name)
        for row in np.flatnonzero(found.odd).tolist():
            self._behind(unfolding, found, row)
        right = ~found.wrong
        self._keep(right)
        self.buffer = found.buffer
        self.counts = np.ascontiguousarray(found.counts[:, right])
        self.starts = found.starts[right]

    def _behind(self, unfolding: Unfolding, found: Unfolded, row: int) -> None:
        """Keep the bytes behind the counts of a record in its full form."""
        length = self.one.type.layout.length
        start = int(self.starts[row])
        whole = self.block.buffer[start : start + length]
        full = found.buffer[int(found.starts[row]) :][:length]
        places = np.flatnonzero(whole != full)
        runs = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
        number = self.block.number + int(self.chosen[row])
        for run in runs:
            first, last = int(run[0]), int(run[-1]) + 1
            name = unfolding.table_at(first)
            self.result.raw.append((number, name, first, whole[first:last].tobytes()))

    def decode(self, memory: dict[int, Columns], events: Events) -> Batch:
        """Decode the records; what was noted goes to the result."""
        codec, layout = self.one.codec, self.one.type.layout
        count = len(self.chosen)
        size = int(self.block.lengths[self.chosen].sum())
        if self.counts is not None:
            size = count * layout.length
        batch = memory.get(self.kind)
        if batch is None or batch.views.shape[1] < count:
            batch = Columns.allocate(len(layout.fields) + 1, count + count // 8, 0)
            memory[self.kind] = batch
        while True:
            batch.used = 0
            batch.rows = count
            batch.reserve(codec.text_bound(size, count) + 32 * (count + 1))
            events.start(batch)
            codec.decode(self.buffer, self.starts, batch, events, self.rows)
            if not events.overflow():
                break
        noted = events.taken()
        unfolding = self.one.unfolding
        if unfolding is not None and self.counts is not None:
            unfolding.blank(batch, self.counts)
            noted = unfolding.present(noted, self.counts)
        numbers = self.chosen + self.block.number
        self._note(noted, numbers)
        batch.reserve(32 * (count + 1) + SLACK)
        state = np.array([batch.used, 0], np.int64)
        kernels.number_views(numbers, batch.views, len(layout.fields), batch.heap, state)
        batch.used = int(state[0])
        return Batch(self.kind, batch, numbers, self.counts)

    def _note(self, noted: Numbers, numbers: Numbers) -> None:
        """Findings, and the bytes of every value that would not be encoded to the same again."""
        fields = self.one.type.layout.fields
        kept: dict[tuple[int, int], bytes] = {}
        for row, number, event in noted[noted[:, 2] != kernels.WATCHED].tolist():
            code = EVENTS[event]
            value, place = self._value(row, number)
            if code not in NO_FINDING:
                self._find(code, row, fields[number].name, value, place)
            if code not in KEEPS_VALUE:
                kept[row, number] = value
        raw = self.result.raw
        if self.rows is not None:
            odd = {row for row, _ in kept} | set(np.flatnonzero(self.rows.odd).tolist())
            for row in sorted(odd):
                at = int(self.chosen[row])
                start, size = int(self.block.starts[at]), int(self.block.lengths[at])
                raw.append((int(numbers[row]), "", 0, self.buffer[start : start + size].tobytes()))
            return
        for row, number in sorted(kept):
            one = fields[number]
            raw.append((int(numbers[row]), one.name, one.offset, kept[row, number]))

    def _value(self, row: int, number: int) -> tuple[bytes, int]:
        """The bytes of a field, and about where it stands in its record."""
        if self.rows is not None:
            start, size = (int(one) for one in self.rows.spans[number, row])
            first = int(self.block.starts[self.chosen[row]])
            place = start - first if start < self.block.size else 0
        else:
            one = self.one.type.layout.fields[number]
            start, size, place = int(self.starts[row]) + one.offset, one.length, one.offset
            if self.counts is not None and not self.one.whole and self.one.unfolding is not None:
                place -= self.one.unfolding.missing(self.counts[:, row], one.offset)
        return self.buffer[start : start + size].tobytes(), place

    def _find(self, code: str, row: int, name: str, value: bytes, place: int) -> None:
        at = int(self.chosen[row])
        number = self.block.number + at
        offset = self.block.offset + int(self.block.starts[at]) + place
        if code in UNREADABLE and self.decoder.page.on_error == "stop":
            wanted = f"{code} Expected characters of {self.decoder.page.name}"
            msg = (
                f"{self.decoder.source}, record {number}, byte {offset}, {name}: {wanted}, "
                "got other bytes, and on_error = stop"
            )
            raise FramingError(msg)
        self.result.findings.append(
            Finding(
                code=code,
                severity=CODES[code].severity,
                file=self.decoder.source,
                record=number,
                offset=offset,
                field=name,
                shape=shape_of_bytes(value),
            )
        )
