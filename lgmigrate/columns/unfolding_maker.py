"""Makes the program by which ``unfolding`` walks the records of a layout, and its tables.

The program is a list of operations (``unfolding_kernels``): COPY bytes, LEAF for a table whose
elements have no counts inside, LOOP and END around the operations of an element that has some.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage
from lgmigrate.columns import unfolding_kernels as k
from lgmigrate.columns.table import sign_bytes
from lgmigrate.errors import Faults, LayoutError
from lgmigrate.record.layout import Field, RecordLayout, Table

__all__ = ["Maker", "counted_tables"]

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


def counted_tables(tables: tuple[Table, ...]) -> tuple[Table, ...]:
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


class Maker:
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
