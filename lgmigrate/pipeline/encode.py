"""Encode: a plain table back into a vendor's file, with what ``decode`` kept beside the table.

``encode(decode(b)) == b`` for any bytes that the framing accepts, as long as the sidecars lie
beside the table. Of a table that was changed, what was changed is encoded and all else stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from glob import escape
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage
from lgmigrate.errors import FramingError, UsageError
from lgmigrate.findings import CODES, Finding, frame, to_jsonl
from lgmigrate.framing.frames import Odd
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.framing.split import unframer
from lgmigrate.pipeline.chunk import Chunk
from lgmigrate.pipeline.convert import Progress
from lgmigrate.pipeline.decode import Definition, definition_of, form_of
from lgmigrate.pipeline.encode_block import Encoder, Job
from lgmigrate.pipeline.merge import merge
from lgmigrate.pipeline.outputs import OutputFolder
from lgmigrate.pipeline.parallel import in_order, threads, worker_count
from lgmigrate.pipeline.record_types import TypeFile
from lgmigrate.pipeline.sidecars import (
    FINDINGS,
    RawRows,
    State,
    find_state,
    framing_rows,
    rejected_chunks,
)
from lgmigrate.pipeline.table_readers import TablePart, read_table
from lgmigrate.pipeline.table_writers import Form, table_names
from lgmigrate.record.layout import RecordLayout

__all__ = ["EncodedFile", "encode"]

Numbers = NDArray[np.int64]


@dataclass(slots=True)
class EncodedFile:
    """What a run did. ``identical``: whether the file has the SHA-256 of the one that was decoded;
    None where that is not known, there being no sidecars. ``sidecars``: those that were taken.
    """

    records: int
    bytes: int
    codes: dict[str, int]
    identical: bool | None = None
    sidecars: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is no finding of severity error or fatal."""
        return not any(CODES[code].severity in ("error", "fatal") for code in self.codes)


def encode(
    table: str | Path,
    layout: str | Path | RecordLayout | TypeFile,
    out: str | Path,
    *,
    charset: str | Path | CodePage | None = None,
    gaiji: Sequence[str | Path] = (),
    on_error: str | None = None,
    framing: str | FramingSpec | None = None,
    format: Form | None = None,
    overwrite: bool = False,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> EncodedFile:
    """Encode a table into the file ``out``. ``table`` is the name that was given to ``decode``:
    with several record types, CSV and Parquet have a file for each beside it.

    Findings are written to ``out`` with ``.findings.jsonl`` behind it.

    Raises:
        LayoutError, CharsetError: a definition is wrong.
        FramingError: the table has not the columns of the layout, or the sidecars are not those of
            the table; nothing was written.
        UsageError: ``out`` exists and ``overwrite`` was not given.
    """
    defined = definition_of(layout, charset, framing, gaiji, on_error)
    base, target = Path(table), Path(out)
    state = find_state(base)
    if state is not None:
        state.check(base, defined.types, defined.page, defined.spec)
    if target.is_dir() or (not overwrite and target.exists()):
        msg = f"Expected no file of that name (or --overwrite), got {target}"
        raise UsageError(msg)
    count = worker_count(workers)
    run = _Run(defined, base, form_of(base, format), state)
    stale = [escape(target.name) + FINDINGS]
    with ExitStack() as stack:
        pool = stack.enter_context(threads(count, executor))
        folder = stack.enter_context(OutputFolder(target.parent, overwrite=True, stale=stale))
        run.write(folder, target.name, pool, count, progress)
        sha256 = folder.open(target.name).sha256
    identical = None if state is None else sha256 == state.sha256
    sidecars = tuple(f"{base.name}{part}" for part in state.sidecars) if state else ()
    return EncodedFile(run.records, run.size, dict(sorted(run.codes.items())), identical, sidecars)


class _Run:
    """One run: its tables, and what is summed up."""

    def __init__(self, defined: Definition, base: Path, form: Form, state: State | None) -> None:
        self.defined, self.base, self.form, self.state = defined, base, form, state
        self.encoder = Encoder(defined.codecs, defined.page, base.name)
        self.records = self.size = 0
        self.codes: dict[str, int] = {}
        self.findings: list[Finding] = []

    def write(
        self,
        folder: OutputFolder,
        name: str,
        pool: Executor,
        workers: int,
        progress: Progress | None,
    ) -> None:
        """Write the file."""
        out = unframer(self.defined.spec)
        output = folder.open(name)
        waiting = framing_rows(self.base) if self.state else []
        last = 0
        for chunk in self._merged(pool, workers):
            here, waiting = _take(waiting, chunk.numbers)
            data = out.unframe(chunk.content, chunk.starts, chunk.lengths, here)
            output.write(data.tobytes())
            last = int(chunk.numbers[-1])
            self.records += len(chunk.numbers)
            self.size += len(data)
            self._tell(folder, name)
            if progress:
                progress(self.records, self.size)
        ends = [one.prefix for one in waiting if one.record > last]
        rest = b"".join(ends) if ends else out.finish()
        output.write(rest)
        self.size += len(rest)
        self._tell(folder, name)

    def _tell(self, folder: OutputFolder, name: str) -> None:
        if self.findings:
            folder.open(name + FINDINGS).write(to_jsonl(frame(self.findings)))
            for finding in self.findings:
                self.codes[finding.code] = self.codes.get(finding.code, 0) + 1
            self.findings = []

    def _merged(self, pool: Executor, workers: int) -> Iterator[Chunk]:
        """The records of all types, and the rejected ones, in order of their numbers."""
        names = table_names(self.base.name, self.form, self.defined.codecs)
        paths = [self.base.with_name(one) for one in dict.fromkeys(names)]
        missing = [path.name for path in paths if not path.is_file()]
        if missing:
            msg = f"{self.base.parent}: Expected the tables {', '.join(missing)}, got no such files"
            raise FramingError(msg)
        streams = [self._stream(pool, workers, path, kind) for kind, path in enumerate(paths)]
        if self.state:
            streams.append(rejected_chunks(self.base))
        return merge(streams)

    def _stream(self, pool: Executor, workers: int, path: Path, kind: int) -> Iterator[Chunk]:
        jobs = self._jobs(path, kind)
        for piece in in_order(pool, self.encoder.work, jobs, ahead=workers + 1):
            self.findings += piece.findings
            yield from piece.chunks

    def _jobs(self, path: Path, kind: int) -> Iterator[Job]:
        """The rows of one table with their numbers, which ascend, and the bytes kept for them."""
        kept = RawRows(self.base if self.state else None)
        last = 0
        for parts in read_table(path, self.form, self.defined.codecs, kind):
            numbered = [(part, self._numbers(path, part, last)) for part in parts]
            if not numbered:
                continue
            behind = last
            for part, numbers in numbered:
                if int(numbers[0]) <= last or (np.diff(numbers) <= 0).any():
                    wanted = "Expected record numbers that ascend"
                    msg = f"{path.name}: M005 {wanted}, got others in row {part.first} or behind"
                    raise FramingError(msg)
                behind = max(behind, int(numbers[-1]))
            last = behind
            yield Job(numbered, kept.until(last))

    def _numbers(self, path: Path, part: TablePart, last: int) -> Numbers:
        if part.numbers is not None:
            return part.numbers
        if self.state or len(self.defined.codecs) > 1:
            msg = f"{path.name}: M005 Expected the numbers of the records, got none"
            raise FramingError(msg)
        return np.arange(last + 1, last + 1 + part.columns.rows, dtype=np.int64)


def _take(waiting: list[Odd], numbers: Numbers) -> tuple[list[Odd], list[Odd]]:
    """The framing rows of these records, by their place among them, and the rows behind; rows of
    records that someone took out of the table are left aside.
    """
    here: list[Odd] = []
    for number, one in enumerate(waiting):
        place = int(np.searchsorted(numbers, one.record))
        if place >= len(numbers):
            return here, waiting[number:]
        if numbers[place] == one.record:
            here.append(one._replace(record=place))
    return here, []
