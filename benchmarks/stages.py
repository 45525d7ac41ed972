"""Where the time of convert, restore and read goes: each stage of one block, on one thread.

    python -m benchmarks.stages [--mapping M] [--work FOLDER] [--repeat R]

Nanoseconds a record, the best of several repeats on one block that stays in the cache; decoding,
encoding and steps are split by kind as well, each kind run alone over the same batch. The stages
are not the whole: reading and writing files and fresh memory come on top.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import SMALL, Place, load, place_of, prepare
from lgmigrate.columns import kernels
from lgmigrate.columns.batch import NULL, Columns
from lgmigrate.columns.codec import Codec, Events
from lgmigrate.columns.program import Program
from lgmigrate.exchange.kernels import check_text
from lgmigrate.mapping.model import Mapping
from lgmigrate.pipeline.plan import RecordPlan, exchange_format, make_plan
from lgmigrate.pipeline.restore_block import Job, Restorer
from lgmigrate.pipeline.sources import Source
from lgmigrate.pipeline.standard_files import ExchangeBlock, ExchangeFile, read_block

__all__ = ["main"]

_FIELDS = {
    kernels.FILLER: "filler",
    kernels.SINGLE: "single",
    kernels.DOUBLE: "double",
    kernels.MIXED: "mixed",
    kernels.ZONED: "zoned",
    kernels.PACKED: "packed",
    kernels.BINARY: "binary",
    kernels.DATE: "date",
    kernels.LEAD: "lead",
    kernels.LEAD_DOUBLE: "lead, double",
    kernels.UTF8: "utf-8",
}
_STEPS = (
    *("PAD", "UNPAD", "CODES", "JOIN", "SPLIT", "SPLIT_DATE", "JOIN_DATE", "CHAIN", "UNCHAIN"),
    *("CUT", "UNCUT", "WIDEN", "NARROW", "TRIM", "CONSTANT", "MATCH", "TIME", "UNTIME", "CHECK"),
    "ABSENT",
)
_STEP_NAMES = {int(getattr(kernels, name)): name.lower() for name in _STEPS}


@dataclass(slots=True)
class _Clock:
    """Prints what a stage takes: nanoseconds a record, the best of ``repeat`` after a first one."""

    repeat: int
    records: int = field(default=1)

    def __call__(self, name: str, work: Callable[..., object], *arguments: object) -> None:
        work(*arguments)
        seconds = []
        for _ in range(self.repeat):
            start = time.perf_counter()
            work(*arguments)
            seconds.append(time.perf_counter() - start)
        print(f"{min(seconds) / self.records * 1e9:>9,.0f}  {name}")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stages")
    parser.add_argument("--mapping", default="ibm_kanji_host")
    parser.add_argument("--work", type=Path, default=Path("bench-out"))
    parser.add_argument("--repeat", type=int, default=20)
    given = parser.parse_args(arguments)
    mapping = load(given.mapping)
    place = place_of(given.work, mapping, SMALL)
    prepare(place)
    number, plan = next(
        (number, one)
        for number, one in enumerate(make_plan(mapping).records)
        if one.record.role == "data"
    )
    print("convert, ns a record")
    _convert(mapping, place, number, plan, _Clock(given.repeat))
    print("\nrestore, ns a record")
    _restore(mapping, place, plan, _Clock(given.repeat))


def _convert(mapping: Mapping, place: Place, number: int, plan: RecordPlan, clock: _Clock) -> None:
    """One block: told apart, decoded, through the steps, written."""
    whole, codec, program = make_plan(mapping), plan.forward.codec, plan.forward.program
    block = next(iter(Source(place.source, mapping.framing).blocks()))
    framed = (block.buffer, block.starts, block.lengths)
    chosen = np.flatnonzero(whole.classify(*framed) == number)
    starts, lengths = block.starts[chosen], block.lengths[chosen]
    size = int(lengths.sum())
    clock.records = len(chosen)
    clock("classify", whole.classify, *framed)
    text = codec.text_bound(size, len(chosen))
    heap = text + program.text_bound(text // 4, len(chosen)) + len(program.pool)
    width = max(program.columns, len(codec.layout.fields)) + 1
    batch, events = Columns.allocate(width, len(chosen), heap), Events()
    rows = None
    if codec.layout.delimited:
        rows = codec.split(block.buffer, starts, lengths, block.size)
        clock("split rows", codec.split, block.buffer, starts, lengths, block.size)

    def decode(codec: Codec) -> None:
        program.prepare(batch)
        events.start(batch)
        codec.decode(block.buffer, starts, batch, events, rows)

    clock("decode", decode, codec)
    for name, part in _by_field_kind(codec):
        clock(f"  {name}", decode, part)
    decode(codec)
    _steps(program, batch, events, clock)
    _write(mapping, plan, batch, chosen + block.number, clock)
    clock(f"SHA-256 of {size // len(chosen)} bytes of the source", _hash, block.buffer[:size])


def _write(
    mapping: Mapping, plan: RecordPlan, batch: Columns, numbers: NDArray[np.int64], clock: _Clock
) -> None:
    """Demands, XML and annex of a batch after its steps."""
    forward, file = plan.forward, plan.record.file
    if file is None:
        return
    keep, codes = np.ones(batch.rows, np.uint8), np.zeros(batch.rows, np.int64)
    demanded = forward.items[forward.demanded]
    clock("demands", kernels.require, batch.views, batch.rows, demanded, codes, keep)
    target = exchange_format(mapping.pack, file, "xml", "romaji")
    out = np.zeros(8192 * batch.rows, np.uint8)
    written = target.write(batch, forward.items, keep, out)
    clock("write XML", target.write, batch, forward.items, keep, out)
    clock(f"SHA-256 of {written // batch.rows} bytes of XML", _hash, out[:written])
    last = len(batch.views) - 1
    batch.reserve(32 * (batch.rows + 1))
    state = np.array([batch.used, 0], np.int64)
    kernels.number_views(numbers, batch.views, last, batch.heap, state)
    columns = [last, *(int(forward.items[key]) for key in plan.keys), *forward.annex]
    clock("write annex", plan.annex.write, batch, np.array(columns, np.int64), keep, out)


def _restore(mapping: Mapping, place: Place, plan: RecordPlan, clock: _Clock) -> None:
    """One block: read, joined with its annex, back through the steps, encoded."""
    file, codec, program = plan.record.file, plan.backward.codec, plan.backward.program
    if file is None:
        return
    source = ExchangeFile(place.standard / f"{file.name}.xml", mapping.pack, file)
    block = max(source.blocks(), key=lambda block: block.count)
    clock.records = block.count
    annex = _annex_rows(place.standard / "annex" / f"{plan.name}.csv", block)
    job = Job(source, block, annex)
    clock("all of it", Restorer(plan, plan.annex).work, job)
    bounds = (block.buffer, block.start, block.end)
    final = strict = True
    clock("cut", source.format.cut, *bounds, final)
    clock("count", source.format.count, *bounds)
    batch, events = Columns.allocate(program.columns, block.count, 0), Events()
    size = block.end - block.start + len(annex)
    batch.reserve(2 * size + len(program.pool) + program.text_bound(size, block.count))

    def read() -> None:
        program.prepare(batch)
        read_block(source, block, batch)

    clock("read", read)
    clock("  check of text", check_text, *bounds, strict)
    batch.views[plan.backward.lead :, : batch.rows] = NULL
    _steps(program, batch, events, clock)

    def encode(codec: Codec) -> None:
        events.start(batch)
        codec.encode(batch, events)

    clock("encode (annex empty)", encode, codec)
    for name, part in _by_field_kind(codec):
        clock(f"  {name}", encode, part)
    clock(f"SHA-256 of {size // block.count} bytes of XML", _hash, block.buffer[: block.end])


def _steps(program: Program, batch: Columns, events: Events, clock: _Clock) -> None:
    """The steps together and by kind; at last together again, for what follows."""
    used = batch.used

    def run(program: Program) -> None:
        batch.used = used
        events.start(batch)
        program.run(batch, events)

    clock("steps", run, program)
    kinds = program.steps[:, kernels.STEP]
    for kind in np.unique(kinds).tolist():
        part = np.ascontiguousarray(program.steps[kinds == kind])
        clock(f"  {_STEP_NAMES[kind]} x {len(part)}", run, replace(program, steps=part))
    run(program)


def _by_field_kind(codec: Codec) -> Iterator[tuple[str, Codec]]:
    """The codec with the fields of one kind at a time."""
    kinds = codec.table[:, kernels.KIND]
    for kind in np.unique(kinds).tolist():
        part = Codec(codec.layout, codec.page, dialect=codec.dialect)
        part.table = np.ascontiguousarray(codec.table[kinds == kind])
        part.eras, part.names = codec.eras, codec.names
        yield f"{_FIELDS[kind]} x {len(part.table)}", part


def _hash(data: NDArray[np.uint8]) -> None:
    hashlib.sha256(data.data)


def _annex_rows(path: Path, block: ExchangeBlock) -> NDArray[np.uint8]:
    """The rows of the annex that belong to a block."""
    lines = path.read_bytes().splitlines(keepends=True)
    return np.frombuffer(b"".join(lines[block.first : block.first + block.count]), np.uint8)


if __name__ == "__main__":
    main()
