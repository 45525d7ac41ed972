"""Records with OCCURS DEPENDING ON <-> their full form, in which every offset is constant.

In the full form each table has its most elements; those behind the count are absent, and filled
with the bytes that encoding writes for null. A codec of the layout then decodes every record, and
``blank`` makes the absent values null. The counts are read from the records' own bytes, both ways,
so that ``fold`` takes back what ``unfold`` did.

A record is walked by a small program (copy, table, loop, end) that is made once for a layout.
Counts stand before their tables; where tables are nested, each outer element has its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage
from lgmigrate.columns import unfolding_kernels as k
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Codec, Encoded, Events
from lgmigrate.columns.unfolding_maker import Maker, counted_tables
from lgmigrate.record.layout import RecordLayout, Table

__all__ = ["Unfolded", "Unfolding"]

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Unfolded:
    """Records in their full form: ``buffer`` (with slack) and ``starts``, a record a row.

    ``wrong``: which do not fit; they are all filling. ``reasons`` int64[n]: -1 none, -2 the length,
    else the number of the table (of ``Unfolding.tables``) whose count is no count, which stands at
    ``places`` in its record. ``counts`` int64[slots, n]; ``odd``: records of the full form with
    other bytes behind a count than the filling.
    """

    buffer: Bytes
    starts: Numbers
    wrong: NDArray[np.bool_]
    counts: Numbers
    reasons: Numbers
    places: Numbers
    odd: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Unfolding:
    """The program of one layout. ``tables``: those that have elements of their own number, or such
    tables inside. ``slots`` and ``indexes`` int64[fields]: a field is there where its index is
    below the count of its slot; slot -1: always.
    """

    layout: RecordLayout
    tables: tuple[Table, ...]
    filling: Bytes
    slots: Numbers
    indexes: Numbers
    _rows: Numbers
    _program: Numbers
    _signs: Bytes
    _slots: int
    _depth: int

    @classmethod
    def of(cls, layout: RecordLayout, page: CodePage) -> Unfolding | None:
        """The program of a layout; None where all records have one length.

        Raises:
            LayoutError: a count is missing, is no number, or stands behind its table.
        """
        tables = counted_tables(layout.tables)
        if not tables:
            return None
        made = Maker(layout, tables, page)
        made.check()
        program = made.program("", layout.length)
        slots, indexes = made.places()
        return cls(
            layout,
            tables,
            _filling(layout, page),
            slots,
            indexes,
            made.rows,
            np.array(program, np.int64),
            made.signs,
            made.used,
            made.depth,
        )

    def counted(self, table: int) -> str:
        """The name of the field that counts the elements of a table."""
        return self.tables[table].depending

    def slot(self, table: str, indexes: Sequence[int]) -> int:
        """The slot of a table in an element of the tables around it, whose indexes (from 0) are
        given from the outside in; -1 where it always has as many elements.
        """
        known = {one.name: number for number, one in enumerate(self.tables)}
        if table not in known:
            return -1
        line, name = 0, table
        outer: list[int] = []
        while name := self.tables[known[name]].within:
            outer.insert(0, self.tables[known[name]].most)
        for most, index in zip(outer, indexes, strict=True):
            line = line * most + index
        return int(self._rows[known[table], k.SLOT]) + line

    def unfold(
        self, source: Bytes, starts: Numbers, lengths: Numbers, *, whole: bool = False
    ) -> Unfolded:
        """The full form of records at ``starts`` with ``lengths`` (int64[n]) in ``source``, which
        has slack behind the last. ``whole``: they are in the full form, with any bytes behind the
        counts.
        """
        count, length = len(starts), self.layout.length
        buffer = np.empty(count * length + SLACK, np.uint8)
        counts = np.zeros((self._slots, count), np.int64)
        reasons = np.full(count, k.RIGHT, np.int64)
        places = np.zeros(count, np.int64)
        odd = np.zeros(count, np.uint8)
        k.unfold_records(
            source,
            starts,
            lengths,
            whole,
            self._program,
            self._rows,
            self._signs,
            self.filling,
            length,
            buffer,
            counts,
            reasons,
            places,
            odd,
            np.zeros((self._depth + 1, 5), np.int64),
        )
        full = np.arange(count, dtype=np.int64) * length
        return Unfolded(buffer, full, reasons != k.RIGHT, counts, reasons, places, odd != 0)

    def table_at(self, offset: int) -> str:
        """The innermost table with a count around that byte of the full form; "" for none."""
        number = int(np.searchsorted([one.offset for one in self.layout.fields], offset, "right"))
        slot = int(self.slots[number - 1])
        if slot < 0:
            return ""
        firsts = self._rows[:, k.SLOT]
        return self.tables[int(np.argmax(np.where(firsts <= slot, firsts, -1)))].name

    def missing(self, counts: Numbers, offset: int) -> int:
        """How many bytes before ``offset`` of the full form a record with these counts
        (int64[slots]) does not have.
        """
        return self._missing("", 0, 0, counts, offset)

    def _missing(self, within: str, start: int, line: int, counts: Numbers, offset: int) -> int:
        gone = 0
        for number, one in enumerate(self.tables):
            first = start + one.offset
            if one.within != within or first >= offset:
                continue
            count = int(counts[int(self._rows[number, k.SLOT]) + line])
            for index in range(count):
                at = first + index * one.size
                if at >= offset:
                    break
                gone += self._missing(one.name, at, line * one.most + index, counts, offset)
            there = first + count * one.size
            gone += max(min(offset, first + one.most * one.size) - there, 0)
        return gone

    def fold(self, full: Bytes, starts: Numbers) -> tuple[Encoded, Numbers, Numbers]:
        """Records of the full form at ``starts`` in ``full`` (with slack) without what is absent.

        Returns:
            The records; their counts int64[slots, n]; and int64[n], the number of the table whose
            count is no count (its nearest one was taken), or -1.
        """
        count = len(starts)
        buffer = np.empty(count * self.layout.length + SLACK, np.uint8)
        sizes = np.zeros(count, np.int64)
        counts = np.zeros((self._slots, count), np.int64)
        wrong = np.full(count, k.RIGHT, np.int64)
        k.fold_records(
            full,
            starts,
            self._program,
            self._rows,
            self._signs,
            buffer,
            sizes,
            counts,
            wrong,
            np.zeros((self._depth + 1, 5), np.int64),
        )
        return Encoded(buffer, np.cumsum(sizes) - sizes, sizes), counts, wrong

    def blank(self, batch: Columns, counts: Numbers) -> None:
        """Make the absent values of a batch null; field ``n`` is column ``n``."""
        k.blank_absent(batch.views, batch.rows, self.slots, self.indexes, counts)

    def absent(self, counts: Numbers, rows: Numbers, fields: Numbers) -> NDArray[np.bool_]:
        """Which of these values (int64[m] of row and field number) are absent."""
        slots = self.slots[fields]
        found = self.indexes[fields] >= counts[np.maximum(slots, 0), rows]
        gone: NDArray[np.bool_] = found & (slots >= 0)
        return gone

    def present(self, events: Numbers, counts: Numbers) -> Numbers:
        """The events (int64[m, 3]) of values that are there."""
        return events[~self.absent(counts, events[:, 0], events[:, 1])]


def _filling(layout: RecordLayout, page: CodePage) -> Bytes:
    """A record without a value, as encoding writes it."""
    batch = Columns.allocate(len(layout.fields), 1, 0)
    batch.rows = 1
    batch.views[:, 0] = (0, 1)
    events = Events()
    events.start(batch)
    record = Codec(layout, page).encode(batch, events).buffer[: layout.length]
    return np.concatenate([record, np.zeros(SLACK, np.uint8)])
