"""The records of one type in a block, or the elements of one table in them: decoded, taken through
the steps, and written to memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.columns import kernels
from lgmigrate.columns.batch import NULL, SLACK, Columns
from lgmigrate.columns.codec import Events, Rows
from lgmigrate.columns.table import EVENTS, KEEPS_VALUE, NO_FINDING
from lgmigrate.columns.unfolding import Unfolding
from lgmigrate.errors import FramingError
from lgmigrate.findings import CODES, Finding, shape_of_bytes
from lgmigrate.mapping.model import Derived
from lgmigrate.pipeline.convert_result import BlockResult, count
from lgmigrate.pipeline.derive import Above, Outer, gather, put_numbers
from lgmigrate.pipeline.elements import (
    count_elements,
    element_name,
    empty_element,
    holds_something,
)
from lgmigrate.pipeline.ledger_block import Fields, list_characters
from lgmigrate.pipeline.plan import RecordPlan, is_municipality
from lgmigrate.pipeline.sources import Block

if TYPE_CHECKING:
    from lgmigrate.pipeline.convert_block import Converter
    from lgmigrate.pipeline.worker import Worker

__all__ = ["Part", "Records"]

RAW_HEAD = b"record,field,bytes\r\n"
ORDER_HEAD = b"layout,records\r\n"
MODULUS = 10**18
UNREADABLE = frozenset({"C001", "C002", "C004"})  # what on_error = stop ends a run for

Kept = tuple[int, int, str, bytes]
"""Bytes that are kept: the number of the record, their place in it, the field's name, the bytes."""


@dataclass(frozen=True, slots=True)
class Full:
    """Records of a variable number of elements in their full form. ``origins`` and ``sizes``
    int64[n]: where they stand in the block as they are; ``whole``: they are so there too.
    """

    unfolding: Unfolding
    buffer: NDArray[np.uint8]
    counts: NDArray[np.int64]
    origins: NDArray[np.int64]
    sizes: NDArray[np.int64]
    whole: bool

    def place(self, record: int, offset: int) -> int:
        """The place in the block of a byte of the full form."""
        gone = 0 if self.whole else self.unfolding.missing(self.counts[:, record], offset)
        return int(self.origins[record]) + offset - gone


@dataclass(frozen=True, slots=True)
class Records:
    """Records, or elements, in a buffer: places and sizes, the numbers of the records in their
    source, from 1, and of elements the records around them. ``owners`` int64[n]: the place of
    each, or of the record around it, in ``full``.
    """

    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    numbers: NDArray[np.int64]
    outer: Outer | None = None
    aboves: tuple[Above, ...] = ()
    full: Full | None = None
    owners: NDArray[np.int64] | None = None

    def chosen(self, keep: NDArray[np.bool_]) -> Records:
        """Some of them."""
        return Records(
            self.starts[keep],
            self.lengths[keep],
            self.numbers[keep],
            self.outer.chosen(keep) if self.outer else None,
            tuple(one.chosen(keep) for one in self.aboves),
            self.full,
            None if self.owners is None else self.owners[keep],
        )

    def plain(self) -> Records:
        """Where they stand in the block as they are."""
        if self.full is None or self.owners is None:
            return self
        origins, sizes = self.full.origins[self.owners], self.full.sizes[self.owners]
        return Records(origins, sizes, self.numbers)


@dataclass(slots=True)
class Part:
    """The records of one type in a block. ``kept``: the bytes that are kept of them; ``alone``:
    row and field of those that found no record to take columns from.
    """

    converter: Converter
    plan: RecordPlan
    block: Block
    records: Records
    worker: Worker
    result: BlockResult
    kept: list[Kept] = field(default_factory=list)
    alone: list[tuple[int, str]] = field(default_factory=list)
    buffer: NDArray[np.uint8] = field(init=False)

    def __post_init__(self) -> None:
        self.buffer = self.block.buffer

    def run(self, tail: int) -> int:
        """Decode, check and write; -> where the room behind the block goes on."""
        count(self.result.by_type, self.plan.record.label, len(self.records.starts))
        rows: Rows | None = None
        if self.plan.record.layout.delimited:
            rows = self.plan.forward.codec.split(
                self.block.buffer, self.records.starts, self.records.lengths, tail
            )
            tail = rows.tail
        rows, wrong = self._shaped(rows)
        lost = self._convert(rows) if len(self.records.starts) else self.records
        numbers = np.concatenate([wrong.numbers, lost.numbers])
        if len(numbers):
            order = np.argsort(numbers)
            lost = lost.plain()
            starts = np.concatenate([wrong.starts, lost.starts])[order]
            lengths = np.concatenate([wrong.lengths, lost.lengths])[order]
            rejected = Records(starts, lengths, numbers[order])
            self.converter.reject(self.plan.name, self.block, rejected, self.result)
        self._write_kept()
        return tail

    def _shaped(self, rows: Rows | None) -> tuple[Rows | None, Records]:
        """Leave out the records of another shape than the layout's; -> ``rows`` without them,
        and which they are.
        """
        if self.plan.unfolding is not None:
            return rows, self._unfold(self.plan.unfolding)
        length = self.plan.record.layout.length
        odd = self.records.lengths != length if rows is None else rows.wrong
        wrong = self.records.chosen(odd)
        if not len(wrong.starts):
            return rows, wrong
        code = "F010" if rows is None else "F008"
        for row in np.flatnonzero(odd).tolist():
            self._tell(code, row)
        for name in self._summed():
            self._add_sum(name, 0, len(wrong.starts))
        self.records = self.records.chosen(~odd)
        if rows is not None:
            spans = np.ascontiguousarray(rows.spans[:, ~odd])
            rows = Rows(spans, rows.odd[~odd], rows.wrong[~odd], rows.tail)
        return rows, wrong

    def _unfold(self, unfolding: Unfolding) -> Records:
        """Take the records in their full form; -> those that do not fit, as they are. What stands
        behind a count where all records have one length is kept.
        """
        records = self.records
        whole = self.converter.plan.mapping.framing.form == "fixed"
        found = unfolding.unfold(self.buffer, records.starts, records.lengths, whole=whole)
        for row in np.flatnonzero(found.wrong).tolist():
            table, at = int(found.reasons[row]), int(found.places[row])
            name = unfolding.counted(table) if table >= 0 else None
            place = int(records.starts[row]) + min(at, int(records.lengths[row]))
            number = int(records.numbers[row])
            self.result.findings.append(
                self.converter.finding("F010", self.block, number, place, name)
            )
        for name in self._summed() if found.wrong.any() else ():
            self._add_sum(name, 0, int(found.wrong.sum()))
        full = Full(unfolding, found.buffer, found.counts, records.starts, records.lengths, whole)
        for row in np.flatnonzero(found.odd & ~found.wrong).tolist():
            self._keep_behind(full, int(found.starts[row]), row)
        lengths = np.full(len(found.starts), self.plan.layout.length, np.int64)
        unfolded = Records(
            found.starts,
            lengths,
            records.numbers,
            aboves=records.aboves,
            full=full,
            owners=np.arange(len(found.starts)),
        )
        self.records = unfolded.chosen(~found.wrong)
        self.buffer = found.buffer
        return records.chosen(found.wrong)

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

    def _convert(self, rows: Rows | None) -> Records:
        """Decode and write the records of the right shape; -> those that are to be rejected."""
        plan, records = self.plan, self.records
        events = self.worker.events
        batch = self._decoded(events, rows)
        present = np.ones(batch.rows, np.uint8)
        if records.outer is not None:
            present[~records.outer.counted & ~holds_something(plan, batch)] = 0
        keep = self._demand(batch, events, present)
        self._write(batch, keep)
        self._events(events, present, keep, rows)
        self._ledger(events, batch, rows)
        self._figures(batch)
        lost = records.chosen(keep == 0)
        if lost.outer is not None:
            self._keep_elements(plan, lost.starts, lost.numbers, lost.outer.numbers)
            return lost.chosen(np.zeros(len(lost.starts), np.bool_))
        count(self.result.counts, "records", int(keep.sum()))
        for child in plan.children:
            self._elements(child, batch, np.flatnonzero(keep))
        return lost

    def _decoded(self, events: Events, rows: Rows | None) -> Columns:
        """The columns of the records: fields, what is derived, and what the steps make of them."""
        plan, records = self.plan, self.records
        size = int(records.lengths.sum())
        while True:
            batch = self.worker.batch(plan, len(records.starts), size)
            events.start(batch)
            plan.forward.codec.decode(self.buffer, records.starts, batch, events, rows)
            self._blank(batch)
            if plan.record.derived:
                self._derive(batch)
                batch.reserve(plan.forward.program.text_bound(batch.used, batch.rows))
            plan.forward.program.run(batch, events)
            if not events.overflow():
                break
        for row, name in self.alone:
            self._tell("M007", row, name)
        return batch

    def _blank(self, batch: Columns) -> None:
        """Make what is absent in records of a variable number of elements null."""
        full, owners = self.records.full, self.records.owners
        if full is None or owners is None:
            return
        if self.plan.present is not None:
            self.plan.present.blank(batch, np.ascontiguousarray(full.counts[:, owners]))
            return
        rows = np.arange(batch.rows)
        for number in range(len(self.plan.record.layout.fields)):
            gone = self._absent(rows, np.full(batch.rows, number))
            batch.views[number, np.flatnonzero(gone)] = NULL

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

    def _derive(self, batch: Columns) -> None:
        """Fill the columns behind those of the layout."""
        column = len(self.plan.record.layout.fields)
        aboves = iter(self.records.aboves)
        self.alone = []
        for here, derived in enumerate(self.plan.record.derived):
            outer = self.records.outer
            if derived.kind == "parent" and outer is not None:
                for place, number in enumerate(outer.columns(derived.fields)):
                    gather(batch, column + place, outer.batch, number, outer.rows)
                put_numbers(batch, column + len(derived.fields), outer.numbers)
            elif derived.kind == "above":
                above = next(aboves)
                for place, number in enumerate(above.columns(derived.fields)):
                    gather(batch, column + place, above.batch, number, above.rows)
                self._alone(above.rows < 0, derived.fields[0])
            elif derived.kind == "join":
                self._join(batch, column, here, derived)
            elif derived.kind == "number":
                numbers = self.converter.lookups.numbered(
                    self.plan.record.name, here, self.converter.number, self.records.numbers
                )
                put_numbers(batch, column, numbers)
            column += len(derived.columns)

    def _join(self, batch: Columns, column: int, here: int, derived: Derived) -> None:
        """Fill the columns of a join from the records that have the same key."""
        names = self.plan.record.layout.names()
        own = [name for name, _ in derived.on]
        keys = batch.frame(own, [names.index(name) for name in own])
        found = self.converter.lookups.joined(self.plan.record.name, here, keys)
        present = keys.select(pl.all_horizontal(pl.all().is_not_null())).to_series().to_numpy()
        self._alone((found.rows < 0) & present, own[0])
        for place, number in enumerate(found.columns(derived.fields)):
            gather(batch, column + place, found.batch, number, found.rows)

    def _alone(self, rows: NDArray[np.bool_], field: str) -> None:
        """Note the records for which there is none to take columns from."""
        self.alone += [(int(row), field) for row in np.flatnonzero(rows)]

    def _elements(self, child: RecordPlan, around: Columns, rows: NDArray[np.int64]) -> None:
        """The elements of one table in ``rows`` of the decoded records, as records of its file."""
        table = child.record.table
        if table is None or not len(rows):
            return
        names = tuple(one.name for one in self.plan.record.columns)
        counts = count_elements(child, around, names)[rows]
        read = np.where(counts < 0, table.most, counts)
        most = np.arange(table.most)
        inside = most < read[:, None]  # bool[records, elements]
        owner, number = np.nonzero(inside)
        records = self.records
        starts = records.starts[rows, None] + table.offset + most * table.size
        elements = Records(
            starts[owner, number],
            np.full(len(owner), table.size, np.int64),
            records.numbers[rows[owner]],
            Outer(names, around, rows[owner], number + 1, counts[owner] >= 0),
            full=records.full,
            owners=None if records.owners is None else records.owners[rows[owner]],
        )
        if records.full is None:
            owner, number = np.nonzero(~inside)
            numbers = records.numbers[rows[owner]]
            self._keep_elements(child, starts[owner, number], numbers, number + 1)
        if len(elements.starts):
            part = Part(self.converter, child, self.block, elements, self.worker, self.result)
            part.buffer = self.buffer
            part._convert(None)
            self.kept += part.kept

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

    def _demand(
        self, batch: Columns, events: Events, present: NDArray[np.uint8]
    ) -> NDArray[np.uint8]:
        """Which records are kept: those that have every item that the pack demands."""
        keep = present.copy()
        forward = self.plan.forward
        if not len(forward.demanded):
            return keep
        columns = forward.items[forward.demanded]
        missing = np.zeros(batch.rows, np.int64)
        if not kernels.require(batch.views, batch.rows, columns, missing, keep):
            return keep
        taken = events.taken()
        told = {
            int(row)
            for row, _, event in taken
            if event and EVENTS[event] not in KEEPS_VALUE and not keep[row]
        }
        file = self.plan.record.file
        for row in np.flatnonzero((keep == 0) & (present != 0)):
            if int(row) in told or file is None:
                continue
            item = file.items[int(forward.demanded[missing[row]])]
            self._tell("K002" if item.key else "S001", int(row), item.name)
        return keep

    def _write(self, batch: Columns, keep: NDArray[np.uint8]) -> None:
        """The exchange records, and the annex behind them."""
        plan, result, forward = self.plan, self.result, self.plan.forward
        kept = int(keep.sum())
        if plan.record.file is not None:
            name = plan.record.file.name
            target = self.converter.formats[name]
            data = self.worker.write(f"{plan.name}.file", target, batch, forward.items, keep)
            suffix = "xml" if target.head.startswith(b"<") else "csv"
            result.parts.append((f"{name}.{suffix}", data))
            count(result.written, name, kept)
            if name in self.converter.shared and kept:
                order = f"annex/{name}.order.csv"
                result.heads[order] = ORDER_HEAD
                result.parts.append((order, f"{plan.name},{kept}\r\n".encode()))
        number = batch.views.shape[0] - 1
        batch.reserve(32 * (batch.rows + 1))
        state = np.array([batch.used, 0], np.int64)
        numbers = self.records.numbers + self.converter.base
        kernels.number_views(numbers, batch.views, number, batch.heap, state)
        batch.used = int(state[0])
        keys = [int(forward.items[key]) for key in plan.keys]
        columns = np.array([number, *keys, *forward.annex], np.int64)
        data = self.worker.write(f"{plan.name}.annex", plan.annex, batch, columns, keep)
        result.parts.append((f"annex/{plan.name}.csv", data))
        count(result.written, f"annex/{plan.name}.csv", kept)
        if plan.record.role in ("header", "trailer"):
            self._special(batch)

    def _special(self, batch: Columns) -> None:
        """Headers and trailers are told by their values; a header may name the municipality."""
        plan, result = self.plan, self.result
        names = plan.record.layout.names()
        code = self.converter.plan.mapping.municipality
        for row in range(batch.rows):
            one = {name: batch.value(column, row) for column, name in enumerate(names)}
            at = int(self.records.numbers[row])
            if plan.record.role == "trailer":
                result.special.append(("trailer", at, plan.name, one))
                continue
            result.special.append(("header", at, plan.name, one))
            if code:
                result.municipality = one.get(code)
                if result.municipality and not is_municipality(result.municipality):
                    self._tell("S004", row, code)

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
                if derived.kind == "python" and keep[row] and code not in KEEPS_VALUE:
                    for name in derived.fields:
                        start, size = self._span(row, names.index(name), None)
                        value = self.buffer[start : start + size].tobytes()
                        raw[(row, names.index(name))] = value
                return
            at -= len(derived.columns)

    def _lead(self) -> NDArray[np.int64]:
        """Where in its record each of the records begins: an element behind others."""
        outer, table = self.records.outer, self.plan.record.table
        if outer is None or table is None:
            return np.zeros(len(self.records.starts), np.int64)
        lead: NDArray[np.int64] = table.offset + (outer.numbers - 1) * table.size
        return lead

    def _write_kept(self) -> None:
        """The bytes that are kept of the records and of all their elements."""
        if not self.kept:
            return
        lines = bytearray()
        for number, _, name, value in sorted(self.kept):
            lines += f"{self.converter.base + number},{name},{value.hex()}\r\n".encode()
        self.result.heads[f"annex/{self.plan.name}.raw.csv"] = RAW_HEAD
        self.result.parts.append((f"annex/{self.plan.name}.raw.csv", bytes(lines)))

    def _span(self, row: int, number: int, rows: Rows | None) -> tuple[int, int]:
        """Place and size of a field in the block's buffer."""
        if rows is not None:
            return int(rows.spans[number, row, 0]), int(rows.spans[number, row, 1])
        one = self.plan.record.layout.fields[number]
        return int(self.records.starts[row]) + one.offset, one.length

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
