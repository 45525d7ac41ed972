"""Validate: every item of every record of a delivery against its pack, keys, and the manifest."""

from __future__ import annotations

import secrets
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import polars as pl

from lgmigrate.columns.batch import Columns
from lgmigrate.errors import FramingError, UsageError
from lgmigrate.exchange.manifest import Manifest
from lgmigrate.findings import CODES, FINDING_SCHEMA, Finding, frame
from lgmigrate.mapping.registry import load as load_mapping
from lgmigrate.pipeline.parallel import in_order, threads, worker_count
from lgmigrate.pipeline.read import FRAME_BLOCK, frame_of, open_standard
from lgmigrate.pipeline.standard_files import ExchangeBlock, ExchangeFile, find_exchange_file
from lgmigrate.rules import KeyIndex, item_rules
from lgmigrate.standard import load_pack
from lgmigrate.standard.pack import Pack

__all__ = ["Report", "validate"]

LINE_FEED = 0x0A
HELD_KEYS = 500_000  # keys in memory, 32 bytes each; more are spilled


@dataclass(slots=True)
class Report:
    """``counts``: records by file; ``codes``: findings by code. ``findings`` is a frame of all of
    them, empty where they were handed to ``on_findings``.
    """

    pack: str
    counts: dict[str, int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    findings: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FINDING_SCHEMA))

    @property
    def ok(self) -> bool:
        """Whether there is no finding of severity error or fatal."""
        return not any(CODES[code].severity in ("error", "fatal") for code in self.codes)


def validate(
    path: str | Path,
    pack: str | Pack | None = None,
    *,
    mapping: str | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    on_findings: Callable[[pl.DataFrame], None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Report:
    """Check a delivery (a folder) or one exchange file.

    The pack is named, or is that of a mapping. Findings are handed to ``on_findings`` in batches
    as they come, where it is given, so that memory stays bounded however many there are.
    ``progress`` is called with records and bytes read so far.

    Raises:
        UsageError: neither a pack nor a mapping is given.
        FramingError: there is no exchange file, or one is not well-formed or not of the pack.
        PackError, MappingError: a definition is wrong.
    """
    chosen = _pack_of(pack, mapping)
    given = Path(path)
    files = [open_standard(given, chosen)] if given.is_file() else list(_files(given, chosen))
    if not files:
        names = ", ".join(f"{file.name}.xml" for file in chosen.files)
        msg = f"F001 Expected an exchange file ({names}) in {given}, got none"
        raise FramingError(msg)
    report = Report(chosen.label)
    kept: list[pl.DataFrame] = []
    take = on_findings or kept.append

    def note(found: pl.DataFrame) -> None:
        if found.height:
            for code, number in found["code"].value_counts().iter_rows():
                report.codes[code] = report.codes.get(code, 0) + number
            take(found)

    def read() -> None:
        if progress:
            progress(sum(one.records for one in files), sum(one.size for one in files))

    count = worker_count(workers)
    with threads(count, executor) as pool:
        for file in files:
            _check_file(file, chosen, pool, count, note, read)
            report.counts[file.file.name] = file.records
    if given.is_dir():
        note(frame(_against_manifest(given, files)))
    if kept:
        report.findings = pl.concat(kept)
    report.codes = dict(sorted(report.codes.items()))
    return report


def _pack_of(pack: str | Pack | None, mapping: str | None) -> Pack:
    if pack is not None:
        return load_pack(pack) if isinstance(pack, str) else pack
    if mapping is None:
        msg = "Expected a pack or a mapping, got neither"
        raise UsageError(msg)
    return load_mapping(mapping).pack


def _files(folder: Path, pack: Pack) -> Iterator[ExchangeFile]:
    for file in pack.files:
        path = find_exchange_file(folder, file)
        if path is not None:
            yield ExchangeFile(path, pack, file, block=FRAME_BLOCK, hashed=True)


def _check_file(
    file: ExchangeFile,
    pack: Pack,
    pool: Executor,
    workers: int,
    note: Callable[[pl.DataFrame], None],
    read: Callable[[], None],
) -> None:
    rules = item_rules(pack, file.file)
    names = [item.name for item in file.file.items]
    keys = tuple(item.name for item in file.file.keys)
    local = threading.local()

    def work(block: ExchangeBlock) -> tuple[int, pl.DataFrame, pl.DataFrame, np.ndarray | None]:
        if not hasattr(local, "batch"):
            local.batch = Columns.allocate(len(names), 1, 0)
        batch: Columns = local.batch
        whole, faults = frame_of(file, block, batch, names)
        starts = _line_starts(block)
        where = {"first_record": block.first, "file": file.path.name, "offsets": starts}
        found = rules.check(whole, **where)  # type: ignore[arg-type]  # the three are spelled once
        if faults:
            structure = frame(
                Finding(
                    code=fault.code,
                    severity=CODES[fault.code].severity,
                    file=file.path.name,
                    record=block.first + fault.row,
                    offset=block.offset + block.start + fault.offset,
                    field=names[fault.item] if fault.item >= 0 else None,
                )
                for fault in faults
            )
            found = pl.concat([structure, found]).sort("record", maintain_order=True)
        return block.first, found, whole.select(keys), starts

    with ExitStack() as stack:

        def spill() -> BinaryIO:
            return cast("BinaryIO", stack.enter_context(tempfile.TemporaryFile()))

        index = KeyIndex(keys, seed=secrets.token_bytes(16), memory_rows=HELD_KEYS, spill=spill)
        for first, found, frames, starts in in_order(pool, work, file.blocks(), ahead=workers + 1):
            note(found)
            read()
            note(index.add(frames, first_record=first, file=file.path.name, offsets=starts))
        note(index.finish())


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


def _against_manifest(folder: Path, files: list[ExchangeFile]) -> Iterator[Finding]:
    """Files that are not what the manifest says they are."""
    path = folder / "manifest.json"
    if not path.is_file():
        return
    stated = {entry.name: entry for entry in Manifest.from_json(path.read_text("utf-8")).files}
    for file in files:
        entry = stated.pop(file.path.name, None)
        same = entry is None or (entry.bytes, entry.sha256, entry.records) == (
            file.size,
            file.sha256,
            file.records,
        )
        if not same:
            yield _differs(file.path.name)
    for name in stated:
        yield _differs(name)


def _differs(name: str) -> Finding:
    return Finding(code="X002", severity=CODES["X002"].severity, file=name)
