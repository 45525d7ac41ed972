"""One block of a source, converted by one worker: records to the bytes of every output."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lgmigrate.exchange.format import RecordFormat
from lgmigrate.findings import CODES, Finding
from lgmigrate.framing.frames import Odd
from lgmigrate.pipeline.convert_part import Part
from lgmigrate.pipeline.convert_records import Records
from lgmigrate.pipeline.convert_result import BlockResult, count
from lgmigrate.pipeline.derive import Above, decode_rows
from lgmigrate.pipeline.ledger_block import block_ledger
from lgmigrate.pipeline.lookups import Lookups
from lgmigrate.pipeline.plan import Plan
from lgmigrate.pipeline.sources import Block
from lgmigrate.pipeline.worker import Workers

__all__ = ["BlockResult", "Converter"]

REJECTED_HEAD = b"record,bytes\r\n"
UNKNOWN = "unknown"  # the name that records of no known type go by


class Converter:
    """Converts the blocks of one source. ``base``: the records of the sources before it;
    ``number``: that of the source, from 1; ``shared``: the files that several record types become.
    """

    def __init__(
        self,
        plan: Plan,
        formats: dict[str, RecordFormat],
        workers: Workers,
        source: str,
        base: int,
        *,
        number: int = 1,
        shared: frozenset[str] = frozenset(),
        lookups: Lookups | None = None,
    ) -> None:
        self.plan, self.formats, self.source, self.base = plan, formats, source, base
        self.number, self.shared, self.lookups = number, shared, lookups or Lookups()
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
                aboves = self._aboves(number, block, kinds, chosen)
                records = _records(block, chosen, aboves)
                tail = Part(self, plan, block, records, worker, result).run(tail)
        unknown = _records(block, np.flatnonzero(kinds < 0))
        if len(unknown.starts):
            self.reject(UNKNOWN, block, unknown, result)
            for at, start in zip(unknown.numbers.tolist(), unknown.starts.tolist(), strict=True):
                result.findings.append(self.finding("F004", block, at, start))
        result.ledger = block_ledger(self.plan.page.name, self.source, result.listed)
        result.findings.sort(key=lambda one: (one.record or 0, one.offset or 0, one.code))
        if result.findings:
            from lgmigrate.findings import frame, to_jsonl  # noqa: PLC0415  polars, only if needed

            result.parts.append(("findings.jsonl", to_jsonl(frame(result.findings))))
        return result

    def finding(
        self, code: str, block: Block, number: int, start: int, field: str | None = None
    ) -> Finding:
        """A finding about a whole record, or about a field that has no one place; ``start`` is the
        record's place in the block's buffer.
        """
        return Finding(
            code=code,
            severity=CODES[code].severity,
            file=self.source,
            record=number,
            offset=block.offset + start,
            field=field,
        )

    def reject(self, name: str, block: Block, records: Records, result: BlockResult) -> None:
        """Keep records byte for byte, with their numbers."""
        data = bytearray()
        index = bytearray()
        for start, length, number in zip(
            records.starts.tolist(),
            records.lengths.tolist(),
            records.numbers.tolist(),
            strict=True,
        ):
            data += block.buffer[start : start + length].tobytes()
            index += f"{self.base + number},{length}\r\n".encode()
        result.heads[f"rejected/{name}.csv"] = REJECTED_HEAD
        result.parts.append((f"rejected/{name}.dat", bytes(data)))
        result.parts.append((f"rejected/{name}.csv", bytes(index)))
        count(result.counts, "rejected", len(records.starts))

    def _aboves(
        self, number: int, block: Block, kinds: NDArray[np.int64], chosen: NDArray[np.int64]
    ) -> tuple[Above, ...]:
        """For each ``above`` of a type: the last records of that type before ``chosen``."""
        found = []
        for other in self.plan.aboves[number]:
            plan = self.plan.records[other]
            rows = np.flatnonzero(kinds == other)
            held = block.above.get(other)
            first = np.zeros(0, np.uint8) if held is None else np.frombuffer(held, np.uint8)
            buffer = np.concatenate([first, block.buffer])
            starts = block.starts[rows] + len(first)
            lengths = block.lengths[rows]
            if held is not None:
                starts = np.concatenate([[0], starts])
                lengths = np.concatenate([[len(first)], lengths])
            before = np.searchsorted(rows, chosen) - (held is None)
            batch, right = decode_rows(plan.forward.codec, buffer, starts, lengths)
            places = before.astype(np.int64)
            known = places >= 0
            known[known] = right[places[known]]
            places[~known] = -1
            found.append(Above(plan.record.layout.names(), batch, places))
        return tuple(found)


def _records(block: Block, chosen: NDArray[np.int64], aboves: tuple[Above, ...] = ()) -> Records:
    """Records of a block by their rows."""
    return Records(
        block.starts[chosen], block.lengths[chosen], chosen + block.number, aboves=aboves
    )
