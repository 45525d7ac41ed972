"""What is said and kept of the records of one type in a block: findings with their places, bytes
of values that would not be encoded to the same again, the characters and sums to be reported.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lgmigrate.columns import kernels
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Events, Rows
from lgmigrate.columns.table import EVENTS, KEEPS_VALUE, NO_FINDING
from lgmigrate.errors import FramingError
from lgmigrate.findings import CODES, Finding, shape_of_bytes
from lgmigrate.pipeline.convert_records import Full, Records
from lgmigrate.pipeline.convert_result import BlockResult
from lgmigrate.pipeline.elements import element_name, empty_element
from lgmigrate.pipeline.ledger_block import Fields, list_characters
from lgmigrate.pipeline.plan import RecordPlan
from lgmigrate.pipeline.sources import Block

if TYPE_CHECKING:
    from lgmigrate.pipeline.convert_block import Converter
    from lgmigrate.pipeline.worker import Worker

__all__ = ["Told"]

RAW_HEAD = b"record,field,bytes\r\n"
MODULUS = 10**18
UNREADABLE = frozenset({"C001", "C002", "C004"})  # what on_error = stop ends a run for

Kept = tuple[int, int, str, bytes]
"""Bytes that are kept: the number of the record, their place in it, the field's name, the bytes."""


@dataclass(slots=True)
class Told:
    """The records of one type in a block, and what is noted of them. ``buffer`` is where they
    stand, ``kept`` the bytes that are kept of them; ``unlike``: row and number of the fields that
    what is computed of them does not give back.
    """

    converter: Converter
    plan: RecordPlan
    block: Block
    records: Records
    worker: Worker
    result: BlockResult
    kept: list[Kept] = field(default_factory=list)
    unlike: list[tuple[int, int]] = field(default_factory=list)
    buffer: NDArray[np.uint8] = field(init=False)

    def __post_init__(self) -> None:
        self.buffer = self.block.buffer

    def _name(self, row: int, number: int) -> str:
        """A field's name, in an element with its number."""
        name = self.plan.record.layout.fields[number].name
        outer = self.records.outer
        return name if outer is None else f"{name}_{outer.numbers[row]}"

    def _tell(self, code: str, row: int, field: str | None = None) -> None:
        """A finding about a whole record, or about a field that has no one place."""
        number, place = int(self.records.numbers[row]), self._at(row, 0)
        self.result.findings.append(self.converter.finding(code, self.block, number, place, field))

    def _at(self, row: int, offset: int) -> int:
        """The place in the block of a byte of a record or element."""
        full, owners = self.records.full, self.records.owners
        if full is None or owners is None:
            return int(self.records.starts[row]) + offset
        return full.place(int(owners[row]), int(self._lead()[row]) + offset)

    def _lead(self) -> NDArray[np.int64]:
        """Where in its record each of the records begins: an element behind others."""
        outer, table = self.records.outer, self.plan.record.table
        if outer is None or table is None:
            return np.zeros(len(self.records.starts), np.int64)
        lead: NDArray[np.int64] = table.offset + (outer.numbers - 1) * table.size
        return lead

    def _span(self, row: int, number: int, rows: Rows | None) -> tuple[int, int]:
        """Place and size of a field in the block's buffer."""
        if rows is not None:
            return int(rows.spans[number, row, 0]), int(rows.spans[number, row, 1])
        one = self.plan.record.layout.fields[number]
        return int(self.records.starts[row]) + one.offset, one.length

    def _absent(self, rows: NDArray[np.int64], fields: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which values (int64[m] of row and field) are behind a count."""
        full, owners = self.records.full, self.records.owners
        inside = fields < len(self.plan.record.layout.fields)
        gone = np.zeros(len(rows), np.bool_)
        if full is None or owners is None:
            return gone
        rows, fields = rows[inside], fields[inside]
        outer = self.records.outer
        if outer is None and self.plan.present is not None:
            gone[inside] = self.plan.present.absent(full.counts, owners[rows], fields)
        elif outer is not None and self.plan.record.table is not None:
            offset = self.plan.record.table.offset
            first = next(
                n for n, one in enumerate(full.unfolding.layout.fields) if one.offset == offset
            )
            many = len(self.plan.record.layout.fields)
            whole = first + (outer.numbers[rows] - 1) * many + fields
            gone[inside] = full.unfolding.absent(full.counts, owners[rows], whole)
        return gone

    def _events(
        self,
        events: Events,
        present: NDArray[np.uint8],
        keep: NDArray[np.uint8],
        rows: Rows | None,
    ) -> None:
        """Findings, and the bytes of every value that would not be encoded to the same again."""
        taken = events.taken()
        taken = taken[~self._absent(taken[:, 0], taken[:, 1])]
        layout, block, records = self.plan.record.layout, self.block, self.records
        raw: dict[tuple[int, int], bytes] = {}
        for row, number in self.unlike:
            if present[row] and keep[row]:
                start, size = self._span(row, number, rows)
                raw[(row, number)] = self.buffer[start : start + size].tobytes()
        for row, number, event in taken[taken[:, 2] != kernels.WATCHED].tolist():
            if not present[row]:
                continue
            if number >= len(layout.fields):
                self._derived_event(row, number, EVENTS[event], keep, raw)
                continue
            start, size = self._span(row, number, rows)
            value = self.buffer[start : start + size].tobytes()
            place = start if rows is not None else self._at(row, layout.fields[number].offset)
            code = EVENTS[event]
            if code in UNREADABLE and self.converter.plan.page.on_error == "stop":
                msg = (
                    f"{self.converter.source}, record {records.numbers[row]}, byte "
                    f"{block.offset + place}, {self._name(row, number)}: {code} Expected characters"
                    f" of {self.converter.plan.page.name}, got other bytes, and on_error = stop"
                )
                raise FramingError(msg)
            if code not in NO_FINDING:
                if place >= block.size:  # a column whose doubled quotes were taken apart
                    place = int(records.starts[row])
                self.result.findings.append(
                    Finding(
                        code=code,
                        severity=CODES[code].severity,
                        file=self.converter.source,
                        record=int(records.numbers[row]),
                        offset=block.offset + place,
                        field=self._name(row, number),
                        shape=shape_of_bytes(value),
                    )
                )
            if keep[row] and code not in KEEPS_VALUE:
                raw[(row, number)] = value
        self._keep(raw, keep, rows)

    def _keep(
        self, raw: dict[tuple[int, int], bytes], keep: NDArray[np.uint8], rows: Rows | None
    ) -> None:
        """Keep the bytes of fields by row and number; of a delimited record all of it."""
        records, block = self.records, self.block
        if rows is not None:
            odd = {row for row, _ in raw} | {int(row) for row in np.flatnonzero(rows.odd)}
            for row in odd:
                if keep[row]:
                    start, size = int(records.starts[row]), int(records.lengths[row])
                    value = block.buffer[start : start + size].tobytes()
                    self.kept.append((int(records.numbers[row]), 0, "", value))
            return
        lead = self._lead()
        for (row, number), value in raw.items():
            at = self.plan.record.layout.fields[number].offset + int(lead[row])
            self.kept.append((int(records.numbers[row]), at, self._name(row, number), value))

    def _derived_event(
        self,
        row: int,
        number: int,
        code: str,
        keep: NDArray[np.uint8],
        raw: dict[tuple[int, int], bytes],
    ) -> None:
        """The finding of a column that is derived; the bytes that a function made it of are kept,
        others come from records that are kept as they are.
        """
        names = self.plan.record.layout.names()
        at = number - len(names)
        for derived in self.plan.record.derived:
            if at < len(derived.columns):
                if code not in NO_FINDING:
                    self._tell(code, row, derived.columns[at].name)
                if derived.given and keep[row] and code not in KEEPS_VALUE:
                    for name in derived.given:
                        start, size = self._span(row, names.index(name), None)
                        value = self.buffer[start : start + size].tobytes()
                        raw[(row, names.index(name))] = value
                return
            at -= len(derived.columns)

    def _keep_behind(self, full: Full, start: int, row: int) -> None:
        """Keep the elements of a record in its full form that have bytes behind a count."""
        origin, number = int(full.origins[row]), int(self.records.numbers[row])
        for table in self.plan.layout.tables if full.whole else ():
            for element in range(table.most) if not table.within else ():
                at = table.offset + element * table.size
                before = self.block.buffer[origin + at : origin + at + table.size]
                after = full.buffer[start + at : start + at + table.size]
                if not np.array_equal(before, after):
                    name = element_name(table, element + 1)
                    self.kept.append((number, at, name, before.tobytes()))

    def _keep_elements(
        self,
        plan: RecordPlan,
        starts: NDArray[np.int64],
        numbers: NDArray[np.int64],
        elements: NDArray[np.int64],
    ) -> None:
        """Keep the bytes of elements that become no record, if they are not those of an empty
        one.
        """
        table = plan.record.table
        if table is None or not len(starts):
            return
        found = self.buffer[starts[:, None] + np.arange(table.size)]
        empty = np.frombuffer(empty_element(plan), np.uint8)
        for row in np.flatnonzero((found != empty).any(axis=1)).tolist():
            number = int(elements[row])
            at = table.offset + (number - 1) * table.size
            name = element_name(table, number)
            self.kept.append((int(numbers[row]), at, name, found[row].tobytes()))

    def _write_kept(self) -> None:
        """The bytes that are kept of the records and of all their elements."""
        if not self.kept:
            return
        lines = bytearray()
        for number, _, name, value in sorted(self.kept):
            lines += f"{self.converter.base + number},{name},{value.hex()}\r\n".encode()
        self.result.heads[f"annex/{self.plan.name}.raw.csv"] = RAW_HEAD
        self.result.parts.append((f"annex/{self.plan.name}.raw.csv", bytes(lines)))

    def _ledger(self, events: Events, batch: Columns, rows: Rows | None) -> None:
        """The characters that the ledger lists."""
        taken = events.taken()
        taken = taken[~self._absent(taken[:, 0], taken[:, 1])]
        watched = taken[taken[:, 2] == kernels.WATCHED]
        if not len(watched):
            return
        watched = watched[np.lexsort((watched[:, 1], watched[:, 0]))]
        spans = [self._span(row, number, rows) for row, number, _ in watched.tolist()]

        def text(item: int) -> str:
            row, number, _ = watched[item].tolist()
            return batch.value(number, row) or ""

        some = Fields(
            self.buffer,
            np.array(spans, np.int64),
            watched[:, 1],
            self.records.numbers[watched[:, 0]],
            text,
        )
        self.result.listed.extend(list_characters(self.plan.forward.codec, some))

    def _summed(self) -> list[str]:
        """The fields of this record type that a trailer states the sum of."""
        return sorted(
            {
                total.of
                for record in self.converter.plan.records
                for total in record.record.totals
                if total.of and self.plan.record.label in total.types
            }
        )

    def _add_sum(self, name: str, total: int, without: int) -> None:
        """Add to a field's sum, and to the number of records whose value is not in it."""
        key = (self.plan.record.label, name)
        before, unread = self.result.sums.get(key, (0, 0))
        self.result.sums[key] = (before + total, unread + without)

    def _figures(self, batch: Columns) -> None:
        """The sums that a trailer states."""
        layout = self.plan.record.layout
        batch.reserve(SLACK)
        for name in self._summed():
            column = layout.names().index(name)
            total, without = kernels.sum_digits(
                batch.views, batch.heap, batch.rows, column, np.uint64(MODULUS), batch.used
            )
            self._add_sum(name, int(total), int(without))
