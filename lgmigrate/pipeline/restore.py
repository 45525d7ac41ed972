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

from lgmigrate.columns.table import EVENTS
from lgmigrate.errors import FramingError
from lgmigrate.exchange.manifest import Manifest
from lgmigrate.findings import CODES, Finding, frame, to_jsonl
from lgmigrate.framing.frames import Odd, Unframer
from lgmigrate.framing.split import unframer
from lgmigrate.mapping.model import Mapping
from lgmigrate.mapping.registry import load as load_mapping
from lgmigrate.pipeline.annex import Annex, framing_rows, kept_bytes, rejected_records
from lgmigrate.pipeline.chunk import Chunk, Kept
from lgmigrate.pipeline.envelope import enveloped
from lgmigrate.pipeline.merge import merge, patch
from lgmigrate.pipeline.outputs import OutputFolder
from lgmigrate.pipeline.parallel import in_order, threads, worker_count
from lgmigrate.pipeline.plan import Plan, RecordPlan, make_plan
from lgmigrate.pipeline.restore_block import Job, Piece, Restorer
from lgmigrate.pipeline.standard_files import ExchangeFile, find_exchange_file

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
    plan = make_plan(chosen)
    folder = Path(standard)
    run = _Run(plan, folder, worker_count(workers))
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
    """One restore: its inputs, and what it found."""

    def __init__(self, plan: Plan, folder: Path, workers: int) -> None:
        self.plan, self.folder, self.workers = plan, folder, workers
        self.findings: list[Finding] = []
        self.records = self.bytes = 0
        self.opened = ExitStack()  # holds the annexes, which a fault may leave half read
        self.progress: Callable[[int, int], None] | None = None
        manifest = folder / "manifest.json"
        self.sources: list[tuple[str, str | None]] = [(plan.mapping.source_name, None)]
        self.ends: list[int] = []
        self.municipality: str | None = None
        self.stated: set[str] = set()
        if manifest.is_file():
            stated = Manifest.from_json(manifest.read_text("utf-8"))
            if stated.sources:
                names = _apart([_plain(one.name) for one in stated.sources])
                hashes = [one.sha256 for one in stated.sources]
                self.sources = list(zip(names, hashes, strict=True))
                self.ends = np.cumsum([one.records for one in stated.sources]).tolist()
            self.municipality = stated.municipality
            self.stated = {one.name.split(".", 1)[0] for one in stated.files}

    def write(self, target: OutputFolder, pool: Executor) -> None:
        """Write every source of the delivery."""
        odd = framing_rows(self.folder)
        framing = self.plan.mapping.framing
        current = last = 0
        out = unframer(framing)
        base = 0  # records of the sources before the current one
        target.open(self.sources[0][0])
        waiting = odd.get(1, [])
        for chunk in self._merged(pool):
            for numbers, starts, lengths in self._by_source(chunk):
                while current < len(self.ends) - 1 and int(numbers[0]) > self.ends[current]:
                    self._finish(target, out, current, waiting, last)
                    base = self.ends[current]
                    current += 1
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
        for empty in range(current + 1, len(self.sources)):
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
        self, chunk: Chunk
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]]:
        """The chunk's records, cut where a source ends."""
        cuts = [int(np.searchsorted(chunk.numbers, end, "right")) for end in self.ends[:-1]]
        bounds = sorted({0, *cuts, len(chunk.numbers)})
        for start, end in pairwise(bounds):
            part = slice(start, end)
            yield chunk.numbers[part], chunk.starts[part], chunk.lengths[part]

    def _merged(self, pool: Executor) -> Iterator[Chunk]:
        streams: list[tuple[RecordPlan, Iterator[Chunk]]] = []
        files = 0
        whole = True
        for plan in self.plan.records:
            if plan.record.file is None:
                continue
            path = find_exchange_file(self.folder, plan.record.file)
            if path is None:
                if plan.record.file.name in self.stated:
                    msg = f"F001 Expected the exchange file {plan.record.file.name}, got none"
                    raise FramingError(msg)
                continue
            files += 1
            annex = self._annex(plan)
            whole = whole and annex is not None
            file = ExchangeFile(path, self.plan.mapping.pack, plan.record.file)
            streams.append((plan, self._data(pool, plan, file, annex)))
        if not files:
            names = ", ".join(one.record.file.name for one in self.plan.records if one.record.file)
            msg = f"F001 Expected an exchange file ({names}) in {self.folder}, got none"
            raise FramingError(msg)
        if whole:
            parts = [stream for _, stream in streams]
            for plan in self.plan.records:
                if plan.record.file is None:
                    annex = self._annex(plan)
                    if annex is not None:
                        parts.append(annex.special(plan, kept_bytes(self.folder, plan.name)))
            return merge([*parts, *rejected_records(self.folder)])
        self.findings.append(
            Finding(code="M006", severity=CODES["M006"].severity, file=self.folder.name)
        )
        code = self.plan.mapping.municipality
        values = {code: self.municipality} if code and self.municipality else {}
        records = ((plan, chunk) for plan, stream in streams for chunk in stream)
        return (chunk for _, chunk in enveloped(self.plan, records, values))

    def _annex(self, plan: RecordPlan) -> Annex | None:
        annex = Annex.find(self.folder, plan)
        if annex is not None:
            self.opened.callback(annex.release)
        return annex

    def _data(
        self, pool: Executor, plan: RecordPlan, file: ExchangeFile, annex: Annex | None
    ) -> Iterator[Chunk]:
        """The encoded records of one record type, in order."""
        restorer = Restorer(plan, plan.annex)
        kept = kept_bytes(self.folder, plan.name) if annex else Kept(iter(()))
        empty = () if annex else plan.record.annex

        def jobs() -> Iterator[Job]:
            for block in file.blocks():
                yield Job(file, block, annex.take(block.count) if annex else None)
            if annex:
                annex.close()

        for piece in in_order(pool, restorer.work, jobs(), ahead=self.workers + 1):
            chunk = Chunk(
                piece.numbers, piece.encoded.buffer, piece.encoded.starts, piece.encoded.sizes
            )
            placed = patch(chunk, kept, plan.record.layout)
            self._note(plan, file, piece, placed, empty)
            yield chunk

    def _note(
        self,
        plan: RecordPlan,
        file: ExchangeFile,
        piece: Piece,
        placed: set[tuple[int, str]],
        empty: tuple[str, ...],
    ) -> None:
        """Findings of what did not encode, but for values whose bytes were kept and for fields
        that are ``empty`` because there is no annex, which M006 says once.
        """
        fields = plan.record.layout.fields
        for row, number, event in piece.events.tolist():
            name, code = fields[number].name, EVENTS[event]
            if not event or name in empty or (row, name) in placed or (row, "") in placed:
                continue
            if code == "C005" and self.plan.page.on_error == "stop":
                msg = (
                    f"{file.path.name}, record {piece.first + row}, {name}: C005 Expected "
                    f"characters of {self.plan.page.name}, got others, and on_error = stop"
                )
                raise FramingError(msg)
            self.findings.append(
                Finding(
                    code=code,
                    severity=CODES[code].severity,
                    file=file.path.name,
                    record=piece.first + row,
                    field=name,
                )
            )
        for fault in piece.faults:
            self.findings.append(
                Finding(
                    code=fault.code,
                    severity=CODES[fault.code].severity,
                    file=file.path.name,
                    record=piece.first + fault.row,
                )
            )


def _plain(name: str) -> str:
    """A source's name without the suffix of a compression, and with none of its folders."""
    for suffix in (".gz", ".zst"):
        name = name.removesuffix(suffix)
    return Path(name).name


def _apart(names: list[str]) -> list[str]:
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
