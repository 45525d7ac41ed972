"""Validate: every item of every record of a delivery against its pack, keys, and the manifests.

A delivery may hold several packs: each file is checked by its own, and what points from one file
into another is looked for there, whatever packs the two are of.
"""

from __future__ import annotations

import secrets
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import polars as pl

from lgmigrate.columns.batch import Columns
from lgmigrate.errors import UsageError
from lgmigrate.findings import CODES, FINDING_SCHEMA, Finding, frame
from lgmigrate.mapping.registry import load as load_mapping
from lgmigrate.pipeline.delivery import Delivery, delivery_files
from lgmigrate.pipeline.parallel import in_order, threads, worker_count
from lgmigrate.pipeline.read import frame_of
from lgmigrate.pipeline.standard_files import ExchangeBlock, ExchangeFile
from lgmigrate.rules import Batch, KeyIndex, ReferenceIndex, item_rules
from lgmigrate.standard import load_pack
from lgmigrate.standard.pack import Pack

__all__ = ["Report", "validate"]

LINE_FEED = 0x0A
HELD_KEYS = 500_000  # keys in memory, 32 bytes each; more are spilled
HELD_REFERENCES = 30_000  # the same of each reference, of which there may be dozens


@dataclass(slots=True)
class Report:
    """``packs``: the labels of the packs; ``counts``: records by file; ``codes``: findings by code.
    ``findings`` is a frame of all of them, empty where they were handed to ``on_findings``.
    ``unknown``: names in the delivery that were not checked, because they are of no known pack.
    """

    packs: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    findings: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FINDING_SCHEMA))

    @property
    def ok(self) -> bool:
        """Whether there is no finding of severity error or fatal."""
        return not any(CODES[code].severity in ("error", "fatal") for code in self.codes)


def validate(
    path: str | Path,
    pack: str | Path | Pack | Sequence[str | Path | Pack] | None = None,
    *,
    mapping: str | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    on_findings: Callable[[pl.DataFrame], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Check a delivery (a folder, with a folder a pack where it has several) or one exchange file.

    The packs that are named, or that of a mapping, come before those that manifests and files name
    (``delivery_files``). Findings are handed to ``on_findings`` in batches as they come, where it
    is given, so that memory stays bounded however many there are. ``progress`` is called with
    records and bytes read so far.

    Raises:
        FramingError: there is no exchange file, or one is not well-formed or not of its pack.
        UsageError: several of the packs have a file, and nothing says of which it is; packs and a
            mapping are given.
        PackError, MappingError: a definition is wrong.
    """
    delivery = delivery_files(Path(path), _packs(pack, mapping), hashed=True)
    files = delivery.required()
    named = _names(files)
    report = Report(tuple(one.label for one in delivery.packs), delivery.unknown)
    kept: list[pl.DataFrame] = []
    note = _noting(report, on_findings or kept.append)

    def read() -> None:
        if progress:
            progress(sum(one.records for one in files), sum(one.size for one in files))

    count = worker_count(workers)
    with ExitStack() as spilled, threads(count, executor) as pool:

        def spill() -> BinaryIO:
            return cast("BinaryIO", spilled.enter_context(tempfile.TemporaryFile()))

        whole = _Whole(delivery.path, pool, count, note, read, spill, files)
        for file, name in zip(files, named, strict=True):
            whole.check(file)
            report.counts[name] = file.records
        for found in whole.references.finish():
            note(found)
    note(frame(_against_manifests(delivery)))
    if kept:
        report.findings = pl.concat(kept)
    report.codes = dict(sorted(report.codes.items()))
    return report


def _noting(report: Report, take: Callable[[pl.DataFrame], None]) -> Callable[[pl.DataFrame], None]:
    """Counts findings in the report, and hands them on."""

    def note(found: pl.DataFrame) -> None:
        if found.height:
            for code, number in found["code"].value_counts().iter_rows():
                report.codes[code] = report.codes.get(code, 0) + number
            take(found)

    return note


def _packs(
    pack: str | Path | Pack | Sequence[str | Path | Pack] | None, mapping: str | None
) -> tuple[Pack, ...]:
    if mapping is not None:
        if pack is not None:
            msg = "Expected packs or a mapping, got both"
            raise UsageError(msg)
        return (load_mapping(mapping).pack,)
    given = [pack] if isinstance(pack, str | Path | Pack) else pack or ()
    return tuple(one if isinstance(one, Pack) else load_pack(one) for one in given)


def _names(files: Sequence[ExchangeFile]) -> list[str]:
    """What each file is called in the counts: its name, with its pack where two have that name."""
    often = Counter(one.file.name for one in files)
    return [
        one.file.name if often[one.file.name] == 1 else f"{one.pack.name}/{one.file.name}"
        for one in files
    ]


@dataclass(slots=True)
class _Whole:
    """The check of all files of a delivery, which are in the folder ``path`` or are it."""

    path: Path
    pool: Executor
    workers: int
    note: Callable[[pl.DataFrame], None]
    read: Callable[[], None]
    spill: Callable[[], BinaryIO]
    files: Sequence[ExchangeFile]
    references: ReferenceIndex = field(init=False)

    def __post_init__(self) -> None:
        self.references = ReferenceIndex(
            [(one.pack, one.file) for one in self.files],
            secrets.token_bytes(16),
            HELD_REFERENCES,
            self.spill,
        )

    def check(self, file: ExchangeFile) -> None:
        """Check the records of one file; what points into other files is known at the end only."""
        pack, items = file.pack, file.file.items
        rules = item_rules(pack, file.file)
        names = [item.name for item in items]
        keys = tuple(item.name for item in file.file.keys)
        kept = list(dict.fromkeys([*keys, *self.references.items(pack, file.file)]))
        shown = _shown(file.path, self.path)
        local = threading.local()

        def work(block: ExchangeBlock) -> tuple[pl.DataFrame, Batch]:
            if not hasattr(local, "batch"):
                local.batch = Columns.allocate(len(names), 1, 0)
            whole, faults = frame_of(file, block, local.batch, names)
            starts = _line_starts(block)
            found = rules.check(whole, first_record=block.first, file=shown, offsets=starts)
            if faults:
                structure = frame(
                    Finding(
                        code=fault.code,
                        severity=CODES[fault.code].severity,
                        file=shown,
                        record=block.first + fault.row,
                        offset=block.offset + block.start + fault.offset,
                        field=names[fault.item] if fault.item >= 0 else None,
                    )
                    for fault in faults
                )
                found = pl.concat([structure, found]).sort("record", maintain_order=True)
            return found, Batch(
                frame=whole.select(kept), first_record=block.first, file=shown, offsets=starts
            )

        index = KeyIndex(
            keys, seed=secrets.token_bytes(16), memory_rows=HELD_KEYS, spill=self.spill
        )
        for found, batch in in_order(self.pool, work, file.blocks(), ahead=self.workers + 1):
            self.note(found)
            self.read()
            doubtful = index.add(
                batch.frame, first_record=batch.first_record, file=shown, offsets=batch.offsets
            )
            self.note(doubtful)
            self.references.add(pack, file.file, batch)
        self.note(index.finish())


def _shown(path: Path, whole: Path) -> str:
    """A file's name in the findings: with its folder, where that is inside the delivery."""
    return path.relative_to(whole).as_posix() if path != whole else path.name


def _line_starts(block: ExchangeBlock) -> np.ndarray | None:
    """Where each record begins in the file, if each is a line of its own; else None."""
    whole = block.buffer[block.start : block.end]
    begins = np.flatnonzero(whole != LINE_FEED)
    if not len(begins):
        return None
    first, last = int(begins[0]), int(begins[-1])
    starts = np.flatnonzero(whole[first:last] == LINE_FEED) + first + 1
    if len(starts) != block.count - 1:
        return None
    return np.concatenate([[first], starts]) + (block.offset + block.start)


def _against_manifests(delivery: Delivery) -> Iterator[Finding]:
    """Files of a folder that are not what the manifest of their folder says they are."""
    whole = delivery.path
    for folder, manifest in delivery.manifests.items() if whole.is_dir() else ():
        stated = {entry.name: entry for entry in manifest.files}
        for file in delivery.files:
            if file.path.parent != whole / folder:
                continue
            entry = stated.pop(file.path.name, None)
            same = entry is None or (entry.bytes, entry.sha256, entry.records) == (
                file.size,
                file.sha256,
                file.records,
            )
            if not same:
                yield _differs(_shown(file.path, whole))
        for name in stated:
            yield _differs(f"{folder}/{name}" if folder else name)


def _differs(name: str) -> Finding:
    return Finding(code="X002", severity=CODES["X002"].severity, file=name)
