"""Convert: a vendor's export to the standard layout, with the annex, findings and manifest.

The way of a block: framed in the main thread, then in a worker classified by record type, decoded,
taken through the steps, and written to memory as exchange records, annex and kept bytes; the main
thread writes the parts in the order of the blocks. The blocks of all sources make one row, so that
many small sources keep the workers as busy as a large one. Nothing has a final name until the last
source's trailer was compared with what was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from lgmigrate.charset.ledger import Ledger
from lgmigrate.exchange.format import RecordFormat
from lgmigrate.exchange.manifest import (
    CharsetEntry,
    FileEntry,
    Manifest,
    MappingEntry,
    PackEntry,
    SourceEntry,
    ToolEntry,
)
from lgmigrate.findings import CODES, Finding, frame, to_jsonl
from lgmigrate.mapping.model import Mapping
from lgmigrate.mapping.registry import load as load_mapping
from lgmigrate.pipeline.convert_block import BlockResult, Converter
from lgmigrate.pipeline.fit import Verdict, fit_findings, judge_block
from lgmigrate.pipeline.kinds import with_above
from lgmigrate.pipeline.lookups import Lookups, looked_up
from lgmigrate.pipeline.outputs import OutputFolder
from lgmigrate.pipeline.parallel import in_order, threads, worker_count
from lgmigrate.pipeline.plan import (
    Names,
    Plan,
    Style,
    exchange_format,
    is_municipality,
    make_plans,
)
from lgmigrate.pipeline.sources import Block, Source, assign, expand
from lgmigrate.pipeline.standard_files import SUFFIXES
from lgmigrate.pipeline.structure import Structure
from lgmigrate.pipeline.worker import Workers
from lgmigrate.standard.pack import Pack
from lgmigrate.version import __version__

__all__ = ["Doubt", "Progress", "Result", "convert", "stale_files"]

LEDGER = "gaiji.csv"
FRAMING_HEAD = b"source,record,prefix,suffix\r\n"

Progress = Callable[[int, int], None]
"""Called with records and bytes done so far."""

Doubt = Callable[[str, Verdict], None]
"""Called with the name of a source and how it fits its code page."""


@dataclass(slots=True)
class Result:
    """What a run did. ``counts``: records in, out and rejected, and findings, by name; ``codes``:
    findings by code. ``ok``: no finding of severity error or fatal.
    """

    out: Path
    counts: dict[str, int]
    codes: dict[str, int]
    manifest: Manifest

    @property
    def ok(self) -> bool:
        """Whether there is no finding of severity error or fatal."""
        return not any(CODES[code].severity in ("error", "fatal") for code in self.codes)

    @property
    def findings(self) -> pl.DataFrame:
        """The findings, read from ``findings.jsonl``."""
        path = self.out / "findings.jsonl"
        return pl.read_ndjson(path, schema=frame([]).schema) if path.stat().st_size else frame([])


@dataclass(slots=True)
class _Job:
    """A block of the source of that number, from 1; without a block the source's end. The first
    block comes with the verdict whether the source fits its code page.
    """

    number: int
    source: Source
    converter: Converter
    block: Block | None = None
    verdict: Verdict | None = None

    def work(self) -> tuple[_Job, BlockResult | None]:
        """Convert the block, if it is one."""
        return self, None if self.block is None else self.converter.work(self.block)


def _jobs(
    formats: dict[str, RecordFormat], paths: Sequence[tuple[Plan, Path]], lookups: Lookups
) -> Iterator[_Job]:
    """The blocks of all sources, each source's end behind them."""
    workers = Workers()
    base = 0
    types = [
        one.record.file.name
        for plan in dict.fromkeys(plan for plan, _ in paths)
        for one in plan.walk()
        if one.record.file
    ]
    shared = frozenset(name for name in types if types.count(name) > 1)
    for number, (plan, path) in enumerate(paths, start=1):
        source = Source(path, plan.mapping.framing)
        converter = Converter(
            plan, formats, workers, source.name, base, number=number, shared=shared, lookups=lookups
        )
        begun = False
        for block in with_above(plan, source.blocks()):
            verdict = None if begun else judge_block(plan, block)
            begun = True
            yield _Job(number, source, converter, block, verdict)
        yield _Job(number, source, converter)
        base += source.records


@dataclass(slots=True)
class _Run:
    """What is summed up over the blocks of all sources."""

    counts: dict[str, int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    records: dict[str, int] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    entries: list[SourceEntry] = field(default_factory=list)
    municipality: str | None = None

    def end(self, source: Source, check: Structure) -> None:
        """A source was read to its end."""
        self.note(check.findings)
        entry = SourceEntry(
            name=source.name,
            bytes=source.size,
            sha256=source.sha256,
            records=source.records,
            totals=check.totals_text(),
        )
        self.entries.append(entry)

    def add(self, result: BlockResult) -> None:
        for name, number in result.counts.items():
            self.counts[name] = self.counts.get(name, 0) + number
        for name, number in result.written.items():
            self.records[name] = self.records.get(name, 0) + number
        self.note(result.findings)
        self.ledger.merge(result.ledger)

    def note(self, findings: Sequence[Finding]) -> None:
        for finding in findings:
            self.codes[finding.code] = self.codes.get(finding.code, 0) + 1


def convert(
    sources: Sequence[str | Path] | str | Path,
    mapping: str | Path | Mapping,
    out: str | Path,
    *,
    format: Style = "xml",
    names: Names = "romaji",
    workers: int | None = None,
    overwrite: bool = False,
    bom: bool = False,
    executor: Executor | None = None,
    progress: Progress | None = None,
    doubt: Doubt | None = None,
) -> Result:
    """Convert sources of one mapping into one delivery in the folder ``out``.

    ``bom``: CSV begins with a byte order mark. ``executor`` may be any executor whose workers share
    this process's memory; else there are ``workers`` threads. ``doubt`` is told of a source that
    fits its code page badly, or has traces of a wrong conversion, before any of it is written;
    findings C010 and C011 say so as well.

    Raises:
        MappingError, PackError, LayoutError, CharsetError: a definition is wrong.
        FramingError: a source cannot be read as declared; nothing was written.
        UsageError: ``out`` holds files and ``overwrite`` was not given.
        OSError: the machine failed; nothing has a final name.
    """
    chosen = mapping if isinstance(mapping, Mapping) else load_mapping(str(mapping))
    plans = make_plans(chosen)
    given = [sources] if isinstance(sources, str | Path) else list(sources)
    paths = assign(plans, expand(given))
    run = _Run()
    count = worker_count(workers)
    formats = {
        record.record.file.name: exchange_format(chosen.pack, record.record.file, format, names)
        for plan in plans
        for record in plan.walk()
        if record.record.file
    }
    stale = stale_files(chosen.pack)
    with (
        OutputFolder(Path(out), overwrite=overwrite, stale=stale) as folder,
        threads(count, executor) as pool,
        looked_up(plans, paths) as lookups,
    ):
        if lookups.findings:
            run.note(lookups.findings)
            folder.open("findings.jsonl").write(to_jsonl(frame(lookups.findings)))
        check: Structure | None = None
        done = False
        records = size = 0  # of the sources that were read to their ends
        jobs = _jobs(formats, paths, lookups)
        for job, result in in_order(pool, _Job.work, jobs, ahead=count + 1):
            check = check or Structure(job.converter.plan, job.source.name)
            if job.verdict is not None:
                _tell(job.verdict, job.source, run, folder, doubt)
            if result is None:
                check.finish()
                for finding in check.findings:
                    folder.open("findings.jsonl").write(to_jsonl(frame([finding])))
                run.end(job.source, check)
                records, size, check = records + job.source.records, size + job.source.size, None
                continue
            if not done:
                run.municipality = result.municipality
                _write_heads(folder, plans, format, names, run.municipality, bom=bom)
                done = True
            check.add(result)
            run.add(result)
            _write(folder, result, job.number)
            folder.settle()
            job.converter.give_back(result)
            if progress:
                progress(records + check.records, size + job.source.size)
        if not done:
            _write_heads(folder, plans, format, names, None, bom=bom)
        suffix = f".{format}"
        for name, one in formats.items():
            folder.open(name + suffix).write(one.tail)
        folder.open("findings.jsonl")
        folder.open(LEDGER).write(run.ledger.to_csv())
        manifest = _manifest(plans[0], folder, run, suffix)
        folder.open("manifest.json").write(manifest.to_json().encode())
    run.counts["findings"] = sum(run.codes.values())
    run.counts.setdefault("records", 0)
    run.counts.setdefault("rejected", 0)
    return Result(Path(out), run.counts, dict(sorted(run.codes.items())), manifest)


def _tell(
    verdict: Verdict, source: Source, run: _Run, folder: OutputFolder, doubt: Doubt | None
) -> None:
    """Say how a source fits its code page, if it does not fit well."""
    findings = fit_findings(verdict, source.name)
    if findings:
        run.note(findings)
        folder.open("findings.jsonl").write(to_jsonl(frame(findings)))
        if doubt:
            doubt(source.name, verdict)


def stale_files(pack: Pack) -> list[str]:
    """Patterns of what another delivery may have left in a folder."""
    files = [file.name + suffix for file in pack.files for suffix in SUFFIXES]
    return [*files, "annex/*.csv", "rejected/*.csv", "rejected/*.dat"]


def _write_heads(
    folder: OutputFolder,
    plans: Sequence[Plan],
    style: Style,
    names: Names,
    municipality: str | None,
    *,
    bom: bool,
) -> None:
    """Begin every file. What is no 全国地方公共団体コード stands in the manifest only."""
    if not is_municipality(municipality):
        municipality = None
    for record in (one for plan in plans for one in plan.walk()):
        file = record.record.file
        if file is not None:
            pack = plans[0].mapping.pack
            one = exchange_format(pack, file, style, names, municipality, bom=bom)
            if not folder.begun(f"{file.name}.{style}"):
                folder.open(f"{file.name}.{style}").write(one.head)
        folder.open(f"annex/{record.name}.csv").write(record.annex.head)


def _write(folder: OutputFolder, result: BlockResult, source: int) -> None:
    for name, data in result.parts:
        if not folder.begun(name) and name in result.heads:
            folder.open(name).write(result.heads[name])
        folder.open(name).write(data)
    for odd in result.odd:
        if not folder.begun("annex/framing.csv"):
            folder.open("annex/framing.csv").write(FRAMING_HEAD)
        line = f"{source},{odd.record},{odd.prefix.hex()},{odd.suffix.hex()}\r\n"
        folder.open("annex/framing.csv").write(line.encode())


def _manifest(
    plan: Plan,
    folder: OutputFolder,
    run: _Run,
    suffix: str,
) -> Manifest:
    lists: dict[str, list[FileEntry]] = {"": [], "annex": [], "rejected": []}
    for name, output in folder.entries():
        part, _, _ = name.rpartition("/")
        key = name if part else name.removesuffix(suffix)
        entry = FileEntry(
            name=name,
            bytes=output.size,
            sha256=output.sha256,
            records=run.records.get(key, 0),
        )
        if part or (name.endswith(suffix) and name != LEDGER):
            lists[part].append(entry)
    mapping, pack, page = plan.mapping, plan.mapping.pack, plan.page
    return Manifest(
        tool=ToolEntry(name="lgmigrate", version=__version__),
        pack=PackEntry(
            name=pack.name, edition=pack.edition, status=pack.status, digest=pack.digest
        ),
        mapping=MappingEntry(name=mapping.name, digest=mapping.digest),
        charset=CharsetEntry(name=page.name, digest=page.digest),
        municipality=run.municipality,
        files=tuple(lists[""]),
        annex=tuple(lists["annex"]),
        rejected=tuple(lists["rejected"]),
        sources=tuple(run.entries),
    )
