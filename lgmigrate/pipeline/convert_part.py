"""The records of one type in a block, or the elements of one table in them: decoded, taken through
the steps, and written to memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.columns import kernels
from lgmigrate.columns.batch import NULL, Columns
from lgmigrate.columns.codec import Events, Rows
from lgmigrate.columns.table import EVENTS, KEEPS_VALUE
from lgmigrate.columns.unfolding import Unfolding
from lgmigrate.mapping.computed import compute, go_back
from lgmigrate.mapping.model import Derived
from lgmigrate.pipeline.convert_records import Full, Records
from lgmigrate.pipeline.convert_result import count
from lgmigrate.pipeline.convert_told import Told
from lgmigrate.pipeline.derive import Outer, gather, put_numbers
from lgmigrate.pipeline.elements import count_elements, holds_something
from lgmigrate.pipeline.plan import RecordPlan, is_municipality

__all__ = ["Part"]

ORDER_HEAD = b"layout,records\r\n"


@dataclass(slots=True)
class Part(Told):
    """Converts the records of one type in a block. ``alone``: row and field of those that found no
    record to take columns from.
    """

    alone: list[tuple[int, str]] = field(default_factory=list)

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

    def _derive(self, batch: Columns) -> None:
        """Fill the columns behind those of the layout."""
        column = len(self.plan.record.layout.fields)
        aboves = iter(self.records.aboves)
        self.alone, self.unlike = [], []
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
            elif derived.forward is not None:
                self._compute(batch, column, derived)
            column += len(derived.columns)

    def _compute(self, batch: Columns, column: int, derived: Derived) -> None:
        """Fill columns that are computed, and note the fields that do not come back of them."""
        names = self.plan.record.layout.names()
        fields = batch.frame(derived.fields, [names.index(one) for one in derived.fields])
        made = compute(derived, fields)
        for place, series in enumerate(made):
            batch.put(column + place, series)
        if derived.backward is None:
            return
        back = go_back(derived, pl.DataFrame([*made, *fields.select(derived.reads)]))
        for series in back:
            rows = np.flatnonzero(fields[series.name].ne_missing(series).to_numpy())
            self.unlike += [(row, names.index(series.name)) for row in rows.tolist()]

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
