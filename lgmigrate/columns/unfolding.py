"""Records with OCCURS DEPENDING ON <-> their full form, in which every offset is constant.

In the full form each table has its most elements; those behind the count are absent, and filled
with the bytes that encoding writes for null. A codec of the layout then decodes every record, and
``blank`` makes the absent values null. The counts are read from the records' own bytes, both ways,
so that ``fold`` takes back what ``unfold`` did.

A record is walked by a small program (copy, table, loop, end) that is made once for a layout.
Counts stand before their tables; where tables are nested, each outer element has its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage
from lgmigrate.columns import unfolding_kernels as k
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Codec, Encoded, Events
from lgmigrate.columns.table import sign_bytes
from lgmigrate.errors import Faults, LayoutError
from lgmigrate.record.layout import Field, RecordLayout, Table

__all__ = ["Unfolded", "Unfolding"]

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]

_FORMS = {"zoned": k.ZONED, "packed": k.PACKED, "binary": k.BINARY}
_SIGNS = {
    "none": k.PLAIN,
    "trailing": k.TRAILING,
    "leading": k.LEADING,
    "trailing_separate": k.TRAILING_SEPARATE,
    "leading_separate": k.LEADING_SEPARATE,
}
HOST = 0xF0  # the zone of digits on hosts


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
        tables = _variable(layout.tables)
        if not tables:
            return None
        made = _Maker(layout, tables, page)
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


# --- making the program -------------------------------------------------------------------------


def _variable(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """The tables that have a count, and those around them."""
    known = {one.name: one for one in tables}
    wanted = set()
    for one in tables:
        if one.depending:
            name = one.name
            while name and name not in wanted:
                wanted.add(name)
                name = known[name].within
    return tuple(one for one in tables if one.name in wanted)


def _filling(layout: RecordLayout, page: CodePage) -> Bytes:
    """A record without a value, as encoding writes it."""
    batch = Columns.allocate(len(layout.fields), 1, 0)
    batch.rows = 1
    batch.views[:, 0] = (0, 1)
    events = Events()
    events.start(batch)
    record = Codec(layout, page).encode(batch, events).buffer[: layout.length]
    return np.concatenate([record, np.zeros(SLACK, np.uint8)])


class _Maker:
    """Makes the program of one layout. ``firsts``: where the first element of each table stands."""

    def __init__(self, layout: RecordLayout, tables: tuple[Table, ...], page: CodePage) -> None:
        self.layout, self.tables, self.page = layout, tables, page
        self.numbers = {one.name: number for number, one in enumerate(tables)}
        self.around = [self._around(one) for one in tables]
        self.firsts = [
            one.offset + sum(tables[outer].offset for outer in around)
            for one, around in zip(tables, self.around, strict=True)
        ]
        self.depth = max(len(around) for around in self.around) + 1
        self.rows = np.zeros((len(tables), 12), np.int64)
        self.used = 0
        self.signs: Bytes = np.zeros(0, np.uint8)
        self._blocks: list[Bytes] = []

    def _around(self, table: Table) -> list[int]:
        """The tables around a table, from the outside in."""
        found: list[int] = []
        name = table.within
        while name:
            found.insert(0, self.numbers[name])
            name = self.tables[found[0]].within
        return found

    def _counter(self, number: int) -> Field | None:
        """The count of a table: a field of the record, or of the first element of a table around
        it, whose fields have numbers behind their names.
        """
        name = self.tables[number].depending
        depth = len(self.around[number])
        names = {one.name: one for one in self.layout.fields}
        for level in range(depth + 1):
            found = names.get(name + "_1" * level)
            if found is not None:
                return found
        return None

    def check(self) -> None:
        """Fill the rows of the tables.

        Raises:
            LayoutError: with every fault of a count.
        """
        faults = Faults(LayoutError)
        for number, table in enumerate(self.tables):
            place = f"layout {self.layout.name}, table {table.name}"
            row = self.rows[number]
            row[k.SIZE], row[k.LEAST], row[k.MOST] = table.size, table.least, table.most
            row[k.SLOT] = self.used
            self.used += int(np.prod([self.tables[one].most for one in self.around[number]]))
            if not table.depending:
                row[k.FORM], row[k.LEAST] = k.FIXED, table.most
                continue
            field = self._counter(number)
            if field is None:
                faults.add(place, f"Expected the count {table.depending} in the record, got none")
            elif field.usage not in _FORMS or field.scale:
                faults.add(place, f"Expected a whole number in {field.name}, got {field.usage}")
            elif field.end > self.firsts[number]:
                faults.add(place, f"Expected the count {field.name} before the table, got it after")
            else:
                self._count(number, field)
        faults.raise_if_any()
        self.signs = np.concatenate([*self._blocks, np.zeros(8, np.uint8)])

    def _count(self, number: int, field: Field) -> None:
        """Where and how a count is written."""
        row = self.rows[number]
        inside = [
            outer
            for outer in self.around[number]
            if 0 <= field.offset - self.firsts[outer] < self.tables[outer].size
        ]
        row[k.LEVEL] = len(inside)
        row[k.COUNT] = field.offset - (self.firsts[inside[-1]] if inside else 0)
        row[k.FORM], row[k.LENGTH] = _FORMS[field.usage], field.length
        row[k.SIGN] = _SIGNS[field.sign] if field.nibble else k.BARE
        row[k.ORDER] = field.order == "little"
        row[k.ZONE] = len(self._blocks) << 32 | self.page.zone
        row[k.MINUS] = 0x60 if self.page.zone == HOST else 0x2D
        alone = RecordLayout(name="", length=field.length, fields=(field,))
        self._blocks.append(sign_bytes(alone, self.page)[:256])

    def program(self, within: str, size: int, base: int = 0) -> list[tuple[int, int, int]]:
        """The operations of a record, or of an element of table ``within``; ``base``: how many
        operations are before them.
        """
        inside = sorted(
            (one for one in self.tables if one.within == within), key=lambda one: one.offset
        )
        made: list[tuple[int, int, int]] = []
        at = 0
        for one in inside:
            if one.offset > at:
                made.append((k.COPY, one.offset - at, 0))
            number = self.numbers[one.name]
            start = base + len(made)
            if any(other.within == one.name for other in self.tables):
                body = self.program(one.name, one.size, start + 1)
                end = start + 1 + len(body)
                made += [(k.LOOP, number, end + 1), *body, (k.END, number, start + 1)]
            else:
                made.append((k.LEAF, number, 0))
            at = one.offset + one.size * one.most
        if at < size:
            made.append((k.COPY, size - at, 0))
        return made

    def places(self) -> tuple[Numbers, Numbers]:
        """The slot and the index of each field."""
        slots = np.full(len(self.layout.fields), -1, np.int64)
        indexes = np.zeros(len(self.layout.fields), np.int64)
        offsets = np.array([one.offset for one in self.layout.fields], np.int64)
        self._place("", 0, 0, (offsets, slots, indexes))
        return slots, indexes

    def _place(
        self, within: str, start: int, line: int, fields: tuple[Numbers, Numbers, Numbers]
    ) -> None:
        """Place the fields of the tables in one element, which begins at ``start``."""
        offsets, slots, indexes = fields
        for number, one in enumerate(self.tables):
            if one.within != within:
                continue
            first = start + one.offset
            edges = np.searchsorted(offsets, first + one.size * np.arange(one.most + 1))
            for index, (low, high) in enumerate(pairwise(edges.tolist())):
                slots[low:high] = int(self.rows[number, k.SLOT]) + line
                indexes[low:high] = index
                self._place(one.name, first + index * one.size, line * one.most + index, fields)
