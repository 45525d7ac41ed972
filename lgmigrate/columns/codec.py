"""Records of one layout <-> a batch of columns: ``decode`` and ``encode``.

A codec holds the tables of one layout in one code page and is shared by all workers; ``Events``
and ``Columns`` belong to one worker. What the kernels promise stands in ``kernels``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage
from lgmigrate.columns import kernels
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.floats import FloatField, decode_floats, encode_floats
from lgmigrate.columns.table import (
    EraRow,
    era_table,
    field_table,
    page_numbers,
    shift_table,
    sign_bytes,
)
from lgmigrate.record.layout import RecordLayout

__all__ = ["Codec", "Dialect", "Encoded", "Events", "Rows"]


@dataclass(slots=True)
class Events:
    """What kernels noted of one batch: int64[n, 3] of row, field and event number."""

    array: NDArray[np.int64] = field(default_factory=lambda: np.zeros((1024, 3), np.int64))
    state: NDArray[np.int64] = field(default_factory=lambda: np.zeros(2, np.int64))

    def start(self, batch: Columns) -> None:
        """Begin a batch whose heap is in use up to ``batch.used``."""
        self.state[kernels.HEAP] = batch.used
        self.state[kernels.EVENTS] = 0

    def overflow(self) -> bool:
        """Whether events were only counted; if so there is room for all of them now, and the
        batch is to be run again.
        """
        number = int(self.state[kernels.EVENTS])
        if number <= len(self.array):
            return False
        self.array = np.zeros((number + number // 4, 3), np.int64)
        return True

    def add(self, field: int, noted: list[tuple[int, int]]) -> None:
        """Row and event number of what was noted of a field outside the kernels; those for which
        there is no room are counted.
        """
        first = int(self.state[kernels.EVENTS])
        kept = noted[: max(len(self.array) - first, 0)]
        if kept:
            rows, numbers = zip(*kept, strict=True)
            part = self.array[first : first + len(kept)]
            part[:, 0], part[:, 1], part[:, 2] = rows, field, numbers
        self.state[kernels.EVENTS] = first + len(noted)

    def taken(self) -> NDArray[np.int64]:
        """The events, int64[n, 3]."""
        return self.array[: int(self.state[kernels.EVENTS])]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How delimited records are written: ``delimiter`` one byte, ``quote`` around which columns."""

    delimiter: bytes = b","
    quote: Literal["all", "minimal", "none"] = "minimal"

    @property
    def policy(self) -> int:
        """The number that the kernels know the quoting by."""
        return ("all", "minimal", "none").index(self.quote)


@dataclass(frozen=True, slots=True)
class Rows:
    """Delimited records cut into columns: ``spans`` int64[fields, rows, 2] of place and size,
    ``odd`` and ``wrong`` bool[rows]: quoted otherwise than the dialect, wrong number of columns;
    ``tail``: where the room behind the source goes on.
    """

    spans: NDArray[np.int64]
    odd: NDArray[np.bool_]
    wrong: NDArray[np.bool_]
    tail: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """Encoded records in ``buffer`` (uint8), at ``starts`` with ``sizes`` (int64[rows])."""

    buffer: NDArray[np.uint8]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]


class Codec:
    """The columns of one record layout in one code page.

    ``columns`` are the batch columns of the fields; by default field ``n`` is column ``n``. A
    field that is FILLER has no value and needs none (-1).
    """

    def __init__(
        self,
        layout: RecordLayout,
        page: CodePage,
        eras: Sequence[EraRow] = (),
        *,
        dialect: Dialect | None = None,
        columns: Sequence[int] | None = None,
    ) -> None:
        self.layout = layout
        self.page = page
        self.dialect = dialect or Dialect()
        chosen = range(len(layout.fields)) if columns is None else columns
        self.table = field_table(layout, page, chosen)
        self.numbers = page_numbers(page)
        self.signs = sign_bytes(layout, page)
        self.floats = tuple(
            FloatField.of(field, number, page.space, column)
            for number, (field, column) in enumerate(zip(layout.fields, chosen, strict=True))
            if field.usage == "float"
        )
        self.shifts = shift_table(page)
        self.eras, self.names = era_table(eras)

    def text_bound(self, source_bytes: int, rows: int) -> int:
        """Bytes of text that decoding ``rows`` records of ``source_bytes`` can need at most."""
        return 4 * source_bytes + 64 * len(self.layout.fields) * (rows + 1)

    def split(
        self,
        source: NDArray[np.uint8],
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
        tail: int,
    ) -> Rows:
        """Cut delimited records into columns. ``source`` has room behind ``tail`` for the text
        of columns with doubled quotes: as many bytes as the records have.
        """
        fields = len(self.layout.fields)
        spans = np.empty((fields, len(starts), 2), np.int64)
        marks = np.zeros(len(starts), np.uint8)
        tail = kernels.split_rows(
            source,
            starts,
            lengths,
            fields,
            self.dialect.delimiter[0],
            self.dialect.policy,
            tail,
            spans,
            marks,
        )
        return Rows(spans, (marks & 1) != 0, (marks & 2) != 0, int(tail))

    def decode(
        self,
        source: NDArray[np.uint8],
        starts: NDArray[np.int64],
        batch: Columns,
        events: Events,
        rows: Rows | None = None,
    ) -> None:
        """Fill the layout's columns of ``batch`` from records at ``starts`` (int64[rows], places
        in ``source``), or from the columns of delimited records. The batch must have room for
        ``text_bound`` bytes, ``source`` has ``SLACK`` bytes behind its last record.
        """
        page = self.page
        spans = np.empty((1, 1, 2), np.int64) if rows is None else rows.spans
        kernels.decode_batch(
            source,
            starts,
            spans,
            rows is not None,
            self.table,
            self.numbers,
            page.single,
            page.double,
            page.triple,
            page.extended,
            page.lead,
            self.shifts,
            self.signs,
            self.eras,
            self.names,
            batch.views,
            batch.heap,
            events.array,
            events.state,
        )
        batch.rows = len(starts)
        batch.used = int(events.state[kernels.HEAP])
        for one in self.floats:
            events.add(*decode_floats(one, source, starts, batch))
        events.state[kernels.HEAP] = batch.used

    def list_codes(
        self, source: NDArray[np.uint8], spans: NDArray[np.int64], fields: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """What the ledger lists of text fields at ``spans`` (int64[n, 2] of place and size in
        ``source``), ``fields`` (int64[n]) their numbers: int64[m, 3] of the place in ``spans``, the
        code (in Unicode its code point), and its bytes.
        """
        page = self.page
        rows = self.table[fields]
        found = np.empty((4 * len(spans) + 64, 3), np.int64)
        while True:
            number = kernels.list_codes(
                source,
                spans,
                rows,
                self.numbers,
                page.single,
                page.double,
                page.triple,
                page.lead,
                self.shifts,
                found,
            )
            if number <= len(found):
                return found[:number]
            found = np.empty((number, 3), np.int64)

    def encode(self, batch: Columns, events: Events) -> Encoded:
        """The layout's columns of ``batch`` as records."""
        batch.reserve(SLACK)
        events.state[kernels.HEAP] = batch.used
        if self.layout.delimited:
            return self._encode_rows(batch, events)
        page, length = self.page, self.layout.length
        buffer = np.empty(batch.rows * length + SLACK, np.uint8)
        starts = np.arange(batch.rows, dtype=np.int64) * length
        kernels.encode_batch(
            batch.views,
            batch.heap,
            batch.rows,
            self.table,
            self.numbers,
            page.to_single,
            page.to_double,
            page.pair_keys,
            page.pair_values,
            self.signs,
            self.eras,
            self.names,
            buffer,
            starts,
            events.array,
            events.state,
        )
        for one in self.floats:
            events.add(*encode_floats(one, batch, buffer, starts))
        return Encoded(buffer, starts, np.full(batch.rows, length, np.int64))

    def _encode_rows(self, batch: Columns, events: Events) -> Encoded:
        page = self.page
        room = 4 * batch.used + 24 * batch.rows * len(self.layout.fields) + 4096
        starts, sizes = np.zeros(batch.rows, np.int64), np.zeros(batch.rows, np.int64)
        first = int(events.state[kernels.EVENTS])
        while True:
            buffer = np.empty(room, np.uint8)
            events.state[kernels.EVENTS] = first
            written = kernels.encode_rows(
                batch.views,
                batch.heap,
                batch.rows,
                self.table,
                self.numbers,
                page.to_single,
                page.to_double,
                page.pair_keys,
                page.pair_values,
                self.eras,
                self.names,
                self.dialect.delimiter[0],
                self.dialect.policy,
                buffer,
                starts,
                sizes,
                events.array,
                events.state,
            )
            if written >= 0:
                return Encoded(buffer, starts, sizes)
            room *= 2
