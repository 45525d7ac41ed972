"""Restore: the standard layout, with its annex, back into the vendor's form.

Each record type's exchange file is read in step with its annex; the encoded records of all types,
the header, the trailer and what convert rejected are merged by the records' numbers. Bytes that
convert kept because encoding would not give them back are put in their places. Without an annex
(another system's delivery) the fields that the pack has no item for are left empty, header and
trailer are made up from the mapping, and a finding says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain, count, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lgmigrate.errors import FramingError
from lgmigrate.exchange.manifest import Manifest
from lgmigrate.findings import CODES, Finding, frame, to_jsonl
from lgmigrate.framing.frames import Odd, Unframer
from lgmigrate.framing.split import unframer
from lgmigrate.mapping.model import Mapping
from lgmigrate.mapping.registry import load as load_mapping
from lgmigrate.pipeline.annex import framing_rows, rejected_records
from lgmigrate.pipeline.chunk import Chunk
from lgmigrate.pipeline.envelope import enveloped
from lgmigrate.pipeline.merge import merge
from lgmigrate.pipeline.outputs import OutputFolder
from lgmigrate.pipeline.parallel import threads, worker_count
from lgmigrate.pipeline.plan import Plan, RecordPlan, make_plans
from lgmigrate.pipeline.restore_streams import Streams
from lgmigrate.pipeline.sources import assign, plain_name

__all__ = ["Restored", "restore"]


@dataclass(slots=True)
class Restored:
    """What a restore did. ``identical``: each file's name -> whether it has the SHA-256 that the
    manifest states for the source (None: no manifest).
    """

    out: Path
    counts: dict[str, int]
    codes: dict[str, int]
    identical: dict[str, bool | None] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether there is no finding of severity error or fatal."""
        return not any(CODES[code].severity in ("error", "fatal") for code in self.codes)


def restore(
    standard: str | Path,
    mapping: str | Path | Mapping,
    out: str | Path,
    *,
    workers: int | None = None,
    overwrite: bool = False,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Restored:
    """Restore the delivery in the folder ``standard`` into the folder ``out``.

    ``progress`` is called with records and bytes written so far.

    Raises:
        FramingError: a file is missing, is not of the pack, is not well-formed, or the annex
            belongs to other records; nothing was written.
        MappingError, PackError, LayoutError, CharsetError: a definition is wrong.
        UsageError: ``out`` holds files and ``overwrite`` was not given.
    """
    chosen = mapping if isinstance(mapping, Mapping) else load_mapping(str(mapping))
    folder = Path(standard)
    run = _Run(make_plans(chosen), folder, worker_count(workers))
    run.progress = progress
    with (
        OutputFolder(Path(out), overwrite=overwrite, stale=["findings.jsonl"]) as target,
        threads(run.workers, executor) as pool,
        run.opened,
    ):
        run.write(target, pool)
        if run.findings:
            target.open("findings.jsonl").write(to_jsonl(frame(run.findings)))
        hashes = {name: one.sha256 for name, one in target.entries()}
    identical: dict[str, bool | None] = {}
    for name, wanted in run.sources:
        identical[name] = None if wanted is None else hashes[name] == wanted
    codes: dict[str, int] = {}
    for finding in run.findings:
        codes[finding.code] = codes.get(finding.code, 0) + 1
    return Restored(Path(out), {"records": run.records}, dict(sorted(codes.items())), identical)


class _Run:
    """One restore: its inputs, and what it found. ``sources``: the name and the stated hash of
    each, of all kinds in their order; ``ends``: the number of the last record of each; ``kinds``:
    for each plan the numbers of its sources.
    """

    def __init__(self, plans: list[Plan], folder: Path, workers: int) -> None:
        self.plans, self.folder, self.workers = plans, folder, workers
        self.findings: list[Finding] = []
        self.records = self.bytes = 0
        self.opened = ExitStack()  # holds the annexes, which a fault may leave half read
        self.progress: Callable[[int, int], None] | None = None
        manifest = folder / "manifest.json"
        self.sources: list[tuple[str, str | None]] = [
            (_made_name(plan.mapping.source_name), None) for plan in plans
        ]
        self.ends: list[int] = []
        self.kinds = [[number] for number in range(len(plans))]
        self.municipality: str | None = None
        self.stated: frozenset[str] = frozenset()
        if manifest.is_file():
            stated = Manifest.from_json(manifest.read_text("utf-8"))
            if stated.sources:
                names = apart([plain_name(one.name) for one in stated.sources])
                hashes = [one.sha256 for one in stated.sources]
                self.sources = list(zip(names, hashes, strict=True))
                self.ends = np.cumsum([one.records for one in stated.sources]).tolist()
                self.kinds = _kinds(plans, [Path(one.name) for one in stated.sources])
            self.municipality = stated.municipality
            self.stated = frozenset(one.name.split(".", 1)[0] for one in stated.files)

    def write(self, target: OutputFolder, pool: Executor) -> None:
        """Write every source of the delivery."""
        odd = framing_rows(self.folder)
        types = tuple(one for plan in self.plans for one in plan.walk() if one.record.file)
        streams = []
        for plan in self.plans:
            one = Streams(
                plan,
                self.folder,
                types,
                self.stated,
                pool,
                self.workers + 1,
                self.opened,
                self.findings,
            )
            streams.append((one, one.data()))
        if not any(parts for _, parts in streams):
            names = ", ".join(one.record.file.name for one in types if one.record.file)
            msg = f"F001 Expected an exchange file ({names}) in {self.folder}, got none"
            raise FramingError(msg)
        if not all(one.whole for one, _ in streams):
            self.findings.append(
                Finding(code="M006", severity=CODES["M006"].severity, file=self.folder.name)
            )
        for (one, parts), mine in zip(streams, self.kinds, strict=True):
            if mine and (parts or one.whole):
                self._write_kind(target, one, parts, mine, odd)

    def _write_kind(
        self,
        target: OutputFolder,
        streams: Streams,
        parts: list[tuple[RecordPlan, Iterator[Chunk]]],
        mine: list[int],
        odd: dict[int, list[tuple[int, bytes, bytes]]],
    ) -> None:
        """Write the sources of one kind."""
        framing = streams.plan.mapping.framing
        place = last = 0
        current = mine[0]
        out = unframer(framing)
        start = base = self.ends[current - 1] if self.ends and current else 0
        target.open(self.sources[current][0])
        waiting = odd.get(current + 1, [])
        for chunk in self._merged(streams, parts, start, mine):
            for numbers, starts, lengths in self._by_source(chunk, mine):
                while place < len(mine) - 1 and int(numbers[0]) > self.ends[current]:
                    self._finish(target, out, current, waiting, last)
                    base = self.ends[current]
                    place += 1
                    current = mine[place]
                    last = 0
                    out, waiting = unframer(framing), odd.get(current + 1, [])
                local = numbers - base
                here, waiting = _take(waiting, local)
                data = out.unframe(chunk.content, starts, lengths, here)
                target.open(self.sources[current][0]).write(memoryview(data))  # type: ignore[arg-type]  # numpy arrays are buffers
                last = int(local[-1])
                self.records += len(numbers)
                self.bytes += len(data)
                if self.progress:
                    self.progress(self.records, self.bytes)
        self._finish(target, out, current, waiting, last)
        for empty in mine[place + 1 :]:
            self._finish(target, unframer(framing), empty, odd.get(empty + 1, []), 0)

    def _finish(
        self,
        target: OutputFolder,
        out: Unframer,
        current: int,
        waiting: Sequence[tuple[int, bytes, bytes]],
        last: int,
    ) -> None:
        """Write the end of a source whose last record is number ``last``."""
        output = target.open(self.sources[current][0])
        end = [prefix for record, prefix, _ in waiting if record > last]
        output.write(b"".join(end) if end else out.finish())

    def _by_source(
        self, chunk: Chunk, mine: list[int]
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
        """The chunk's records, cut where a source ends."""
        ends = [self.ends[one] for one in mine[:-1]] if self.ends else []
        cuts = [int(np.searchsorted(chunk.numbers, end, "right")) for end in ends]
        bounds = sorted({0, *cuts, len(chunk.numbers)})
        for start, end in pairwise(bounds):
            part = slice(start, end)
            yield chunk.numbers[part], chunk.starts[part], chunk.lengths[part]

    def _merged(
        self,
        streams: Streams,
        parts: list[tuple[RecordPlan, Iterator[Chunk]]],
        start: int,
        mine: list[int],
    ) -> Iterator[Chunk]:
        """The records of one kind of source in order."""
        if streams.whole:
            high = self.ends[mine[-1]] if self.ends and mine[-1] + 1 < len(self.ends) else 1 << 62
            data = [stream for _, stream in parts]
            rejected = rejected_records(self.folder, start, high)
            return merge([*data, *streams.special(), *rejected])
        code = streams.plan.mapping.municipality
        values = {code: self.municipality} if code and self.municipality else {}
        records = ((plan, chunk) for plan, stream in parts for chunk in stream)
        return (
            Chunk(chunk.numbers + start, chunk.content, chunk.starts, chunk.lengths)
            for _, chunk in enveloped(streams.plan, records, values)
        )


def _kinds(plans: list[Plan], names: list[Path]) -> list[list[int]]:
    """For each plan the numbers of its sources."""
    if len(plans) == 1:
        return [list(range(len(names)))]
    kinds: list[list[int]] = [[] for _ in plans]
    for number, (plan, _) in enumerate(assign(plans, names)):
        kinds[plans.index(plan)].append(number)
    return kinds


def _made_name(pattern: str) -> str:
    """A name that fits a pattern."""
    return pattern.replace("*", "").replace("?", "1")


def apart(names: list[str]) -> list[str]:
    """The names, with a number in those that another file of the run has already."""
    taken = {"findings.jsonl"}
    apart = []
    for name in map(Path, names):
        numbered = (f"{name.stem}.{number}{name.suffix}" for number in count(2))
        free = next(one for one in chain([name.name], numbered) if one not in taken)
        taken.add(free)
        apart.append(free)
    return apart


def _take(
    waiting: list[tuple[int, bytes, bytes]], numbers: NDArray[np.int64]
) -> tuple[list[Odd], list[tuple[int, bytes, bytes]]]:
    """The framing rows of these records, by their place among them, and the rows behind; rows of
    records that someone took out of the delivery are left aside.
    """
    here: list[Odd] = []
    for number, (record, prefix, suffix) in enumerate(waiting):
        place = int(np.searchsorted(numbers, record))
        if place >= len(numbers):
            return here, waiting[number:]
        if numbers[place] == record:
            here.append(Odd(place, prefix, suffix))
    return here, []
