"""One block of a source, converted by one worker: records to the bytes of every output."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.ledger import Ledger
from lgmigrate.columns import kernels
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Events, Rows
from lgmigrate.columns.table import EVENTS, KEEPS_VALUE, NO_FINDING
from lgmigrate.errors import FramingError
from lgmigrate.exchange.format import RecordFormat
from lgmigrate.findings import CODES, Finding, shape_of_bytes
from lgmigrate.framing.frames import Odd
from lgmigrate.pipeline.ledger_block import Fields, Listed, block_ledger, list_characters
from lgmigrate.pipeline.plan import Plan, RecordPlan, is_municipality
from lgmigrate.pipeline.sources import Block
from lgmigrate.pipeline.worker import Worker, Workers

__all__ = ["BlockResult", "Converter"]

RAW_HEAD = b"record,field,bytes\r\n"
REJECTED_HEAD = b"record,bytes\r\n"
UNKNOWN = "unknown"  # the name that records of no known type go by
MODULUS = 10**18
UNREADABLE = frozenset({"C001", "C002", "C004"})  # what on_error = stop ends a run for


@dataclass(slots=True)
class BlockResult:
    """What one block gives. ``parts``: output name and bytes, in order; ``heads``: what begins a
    part that may not exist. ``special``: role, number in the source, record type and values of
    headers and trailers. ``by_type``: records by type code. ``sums``: type code and field ->
    sum modulo 10**18 and how many values had no digits. The buffers of the parts belong to
    ``worker``.
    """

    read: int
    parts: list[tuple[str, bytes | memoryview]] = field(default_factory=list)
    heads: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)
    special: list[tuple[Literal["header", "trailer"], int, str, dict[str, str | None]]] = field(
        default_factory=list
    )
    by_type: dict[str, int] = field(default_factory=dict)
    sums: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    odd: list[Odd] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    municipality: str | None = None
    worker: Worker | None = None


class Converter:
    """Converts the blocks of one source. ``base``: the records of the sources before it."""

    def __init__(
        self,
        plan: Plan,
        formats: dict[str, RecordFormat],
        workers: Workers,
        source: str,
        base: int,
    ) -> None:
        self.plan, self.formats, self.source, self.base = plan, formats, source, base
        self._workers = workers

    def give_back(self, result: BlockResult) -> None:
        """The result's buffers are written: its worker's memory may be used again."""
        if result.worker is not None:
            self._workers.give_back(result.worker)
            result.worker = None

    def work(self, block: Block) -> BlockResult:
        """Convert one block."""
        worker = self._workers.take()
        result = BlockResult(read=len(block.starts), worker=worker)
        result.odd = [Odd(block.number + one.record, one.prefix, one.suffix) for one in block.odd]
        kinds = self.plan.classify(block.buffer, block.starts, block.lengths)
        tail = block.size
        for number, plan in enumerate(self.plan.records):
            chosen = np.flatnonzero(kinds == number)
            if len(chosen):
                tail = _Part(self, plan, block, chosen, worker, result).run(tail)
        unknown = np.flatnonzero(kinds < 0)
        if len(unknown):
            self.reject(UNKNOWN, block, unknown, result)
            for row in unknown:
                result.findings.append(self.finding("F004", block, int(row)))
        result.ledger = block_ledger(self.plan.page.name, self.source, result.listed)
        result.findings.sort(key=lambda one: (one.record or 0, one.offset or 0, one.code))
        if result.findings:
            from lgmigrate.findings import frame, to_jsonl  # noqa: PLC0415  polars, only if needed

            result.parts.append(("findings.jsonl", to_jsonl(frame(result.findings))))
        return result

    def finding(self, code: str, block: Block, row: int, field: str | None = None) -> Finding:
        """A finding about a whole record of the block, or about a field that has no one place."""
        return Finding(
            code=code,
            severity=CODES[code].severity,
            file=self.source,
            record=block.number + row,
            offset=block.offset + int(block.starts[row]),
            field=field,
        )

    def reject(self, name: str, block: Block, rows: NDArray[np.int64], result: BlockResult) -> None:
        """Keep records byte for byte, with their numbers."""
        data = bytearray()
        index = bytearray()
        for row in rows:
            start, length = int(block.starts[row]), int(block.lengths[row])
            data += block.buffer[start : start + length].tobytes()
            index += f"{self.base + block.number + int(row)},{length}\r\n".encode()
        result.heads[f"rejected/{name}.csv"] = REJECTED_HEAD
        result.parts.append((f"rejected/{name}.dat", bytes(data)))
        result.parts.append((f"rejected/{name}.csv", bytes(index)))
        _count(result.counts, "rejected", len(rows))


@dataclass(slots=True)
class _Part:
    """The records of one type in a block. ``chosen``: their rows in the block."""

    converter: Converter
    plan: RecordPlan
    block: Block
    chosen: NDArray[np.int64]
    worker: Worker
    result: BlockResult

    def run(self, tail: int) -> int:
        """Decode, check and write; -> where the room behind the block goes on."""
        _count(self.result.by_type, self.plan.record.type, len(self.chosen))
        rows: Rows | None = None
        if self.plan.record.layout.delimited:
            block = self.block
            rows = self.plan.forward.codec.split(
                block.buffer, block.starts[self.chosen], block.lengths[self.chosen], tail
            )
            tail = rows.tail
        rows, wrong = self._shaped(rows)
        lost = self._convert(rows) if len(self.chosen) else self.chosen
        rejected = np.sort(np.concatenate([wrong, lost]))
        if len(rejected):
            self.converter.reject(self.plan.name, self.block, rejected, self.result)
        return tail

    def _shaped(self, rows: Rows | None) -> tuple[Rows | None, NDArray[np.int64]]:
        """Leave out the records of another shape than the layout's; -> ``rows`` without them,
        and which they are.
        """
        if rows is None:
            odd = self.block.lengths[self.chosen] != self.plan.record.layout.length
        else:
            odd = rows.wrong
        wrong = self.chosen[odd]
        if not len(wrong):
            return rows, wrong
        code = "F010" if rows is None else "F008"
        for row in wrong:
            self.result.findings.append(self.converter.finding(code, self.block, int(row)))
        for name in self._summed():
            self._add_sum(name, 0, len(wrong))
        self.chosen = self.chosen[~odd]
        if rows is not None:
            spans = np.ascontiguousarray(rows.spans[:, ~odd])
            rows = Rows(spans, rows.odd[~odd], rows.wrong[~odd], rows.tail)
        return rows, wrong

    def _convert(self, rows: Rows | None) -> NDArray[np.int64]:
        """Decode and write the records of the right shape; -> those that are to be rejected."""
        block, plan = self.block, self.plan
        starts = block.starts[self.chosen]
        events = self.worker.events
        size = int(block.lengths[self.chosen].sum())
        while True:
            batch = self.worker.batch(plan, len(starts), size)
            events.start(batch)
            plan.forward.codec.decode(block.buffer, starts, batch, events, rows)
            plan.forward.program.run(batch, events)
            if not events.overflow():
                break
        keep = self._demand(batch, events)
        self._write(batch, keep)
        self._events(events, keep, rows)
        self._ledger(events, batch, rows)
        self._figures(batch)
        _count(self.result.counts, "records", int(keep.sum()))
        lost: NDArray[np.int64] = self.chosen[keep == 0]
        return lost

    def _demand(self, batch: Columns, events: Events) -> NDArray[np.uint8]:
        """Which records are kept: those that have every item that the pack demands."""
        keep = np.ones(batch.rows, np.uint8)
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
        for row in np.flatnonzero(keep == 0):
            if int(row) in told or file is None:
                continue
            item = file.items[int(forward.demanded[missing[row]])]
            code = "K002" if item.key else "S001"
            at = int(self.chosen[row])
            self.result.findings.append(self.converter.finding(code, self.block, at, item.name))
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
            _count(result.written, name, kept)
        number = batch.views.shape[0] - 1
        batch.reserve(32 * (batch.rows + 1))
        state = np.array([batch.used, 0], np.int64)
        numbers = self.chosen + (self.converter.base + self.block.number)
        kernels.number_views(numbers, batch.views, number, batch.heap, state)
        batch.used = int(state[0])
        keys = [int(forward.items[key]) for key in plan.keys]
        columns = np.array([number, *keys, *forward.annex], np.int64)
        data = self.worker.write(f"{plan.name}.annex", plan.annex, batch, columns, keep)
        result.parts.append((f"annex/{plan.name}.csv", data))
        _count(result.written, f"annex/{plan.name}.csv", kept)
        if plan.record.role != "data":
            names = plan.record.layout.names()
            for row in range(batch.rows):
                one = {name: batch.value(column, row) for column, name in enumerate(names)}
                at = self.block.number + int(self.chosen[row])
                result.special.append((plan.record.role, at, plan.name, one))
                code = self.converter.plan.mapping.municipality
                if plan.record.role == "header" and code:
                    result.municipality = one.get(code)
                    if result.municipality and not is_municipality(result.municipality):
                        found = self.converter.finding(
                            "S004", self.block, int(self.chosen[row]), code
                        )
                        result.findings.append(found)

    def _events(self, events: Events, keep: NDArray[np.uint8], rows: Rows | None) -> None:
        """Findings, and the bytes of every value that would not be encoded to the same again."""
        taken = events.taken()
        layout, block = self.plan.record.layout, self.block
        raw: dict[tuple[int, int], bytes] = {}
        for row, number, event in taken[taken[:, 2] != kernels.WATCHED].tolist():
            at = int(self.chosen[row])
            one = layout.fields[number]
            start, size = self._span(row, number, rows)
            value = block.buffer[start : start + size].tobytes()
            code = EVENTS[event]
            if code in UNREADABLE and self.converter.plan.page.on_error == "stop":
                msg = (
                    f"{self.converter.source}, record {block.number + at}, byte "
                    f"{block.offset + start}, {one.name}: {code} Expected characters of "
                    f"{self.converter.plan.page.name}, got other bytes, and on_error = stop"
                )
                raise FramingError(msg)
            if code not in NO_FINDING:
                place = start if start < block.size else int(block.starts[at])
                self.result.findings.append(
                    Finding(
                        code=code,
                        severity=CODES[code].severity,
                        file=self.converter.source,
                        record=block.number + at,
                        offset=block.offset + place,
                        field=one.name,
                        shape=shape_of_bytes(value),
                    )
                )
            if keep[row] and code not in KEEPS_VALUE:
                raw[(row, number)] = value
        if rows is not None:
            odd = {row for row, _ in raw} | {int(row) for row in np.flatnonzero(rows.odd)}
            raw = {}
            for row in odd:
                at = int(self.chosen[row])
                start, size = int(block.starts[at]), int(block.lengths[at])
                if keep[row]:
                    raw[(row, -1)] = block.buffer[start : start + size].tobytes()
        if not raw:
            return
        first = self.converter.base + block.number
        lines = bytearray()
        for row, number in sorted(raw):
            name = layout.fields[number].name if number >= 0 else ""
            record = first + int(self.chosen[row])
            lines += f"{record},{name},{raw[(row, number)].hex()}\r\n".encode()
        self.result.heads[f"annex/{self.plan.name}.raw.csv"] = RAW_HEAD
        self.result.parts.append((f"annex/{self.plan.name}.raw.csv", bytes(lines)))

    def _span(self, row: int, number: int, rows: Rows | None) -> tuple[int, int]:
        """Place and size of a field in the block's buffer."""
        if rows is not None:
            return int(rows.spans[number, row, 0]), int(rows.spans[number, row, 1])
        one = self.plan.record.layout.fields[number]
        return int(self.block.starts[self.chosen[row]]) + one.offset, one.length

    def _ledger(self, events: Events, batch: Columns, rows: Rows | None) -> None:
        """The characters that the ledger lists."""
        taken = events.taken()
        watched = taken[taken[:, 2] == kernels.WATCHED]
        if not len(watched):
            return
        watched = watched[np.lexsort((watched[:, 1], watched[:, 0]))]
        spans = [self._span(row, number, rows) for row, number, _ in watched.tolist()]

        def text(item: int) -> str:
            row, number, _ = watched[item].tolist()
            return batch.value(number, row) or ""

        some = Fields(
            self.block.buffer,
            np.array(spans, np.int64),
            watched[:, 1],
            self.block.number + self.chosen[watched[:, 0]],
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
                if total.of and self.plan.record.type in total.types
            }
        )

    def _add_sum(self, name: str, total: int, without: int) -> None:
        """Add to a field's sum, and to the number of records whose value is not in it."""
        key = (self.plan.record.type, name)
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


def _count(counts: dict[str, int], name: str, number: int) -> None:
    counts[name] = counts.get(name, 0) + number
