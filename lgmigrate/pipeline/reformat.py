"""A delivery in the other form of exchange files, XML or CSV, without a mapping.

Null and empty stay apart both ways. What lies beside the exchange files (annex, rejected records,
findings, the ledger of characters) comes along byte for byte, and the manifest keeps what it says
of sources, mapping and code page: a delivery that was changed is as whole as before, so that
``restore`` gives the vendor's bytes of it. The law: there and back gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from lgmigrate.errors import Faults, UsageError
from lgmigrate.exchange.manifest import FileEntry, Manifest
from lgmigrate.findings import CODES, Finding, frame, to_jsonl
from lgmigrate.pipeline.convert import Progress
from lgmigrate.pipeline.delivery import MANIFEST, Delivery, delivery_files
from lgmigrate.pipeline.outputs import OutputFolder
from lgmigrate.pipeline.parallel import in_order, threads, worker_count
from lgmigrate.pipeline.plan import Names, Style, exchange_format
from lgmigrate.pipeline.reformat_block import VALUES_HEAD, BlockResult, Reformatter
from lgmigrate.pipeline.reformat_manifest import differences, rewritten
from lgmigrate.pipeline.reformat_places import Place, places_of
from lgmigrate.pipeline.standard_files import BLOCK, ExchangeFile
from lgmigrate.standard import load_pack
from lgmigrate.standard.pack import Pack

__all__ = ["Reformatted", "reformat"]

FINDINGS = "findings.jsonl"
VALUES = ".values.csv"  # what is kept of values that XML cannot hold
PIECE = 1 << 20  # bytes that are copied at once


@dataclass(slots=True)
class Reformatted:
    """What a run did. ``counts``: records and findings; ``codes``: findings by code, of this run
    alone. ``manifests``: what was written, by the folder's name relative to ``out`` ("" is ``out``
    itself). ``unknown``: names of the delivery that were passed over, being of no known pack.
    """

    out: Path
    counts: dict[str, int] = field(default_factory=lambda: {"records": 0, "findings": 0})
    codes: dict[str, int] = field(default_factory=dict)
    manifests: dict[str, Manifest] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is no finding of severity error or fatal."""
        return not any(CODES[code].severity in ("error", "fatal") for code in self.codes)


def reformat(
    delivery: str | Path,
    out: str | Path,
    *,
    packs: Sequence[str | Path | Pack] | None = None,
    format: Style = "xml",
    names: Names | None = None,
    bom: bool = False,
    workers: int | None = None,
    overwrite: bool = False,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Reformatted:
    """Write a delivery (a folder), or one exchange file, in the form ``format`` into ``out``.

    The packs of the files are told as ``delivery_files`` does. ``names`` None: each file keeps the
    names of its elements or columns. ``bom``: CSV begins with a byte order mark. A file that is not
    what its manifest says is a finding X002 and is written all the same; the entry of a file that
    is missing stays as it was. A value that XML cannot hold is a finding S010 and kept in
    ``annex/<file>.values.csv``; faults of structure (S009, F008) are findings, and what they are
    about stands in the delivery alone.

    ``executor`` may be any executor whose workers share this process's memory; else there are
    ``workers`` threads. ``progress`` is called with records and bytes read so far.

    Raises:
        FramingError: there is no exchange file, one is not well-formed or not of its pack, or one
            that the manifest lists is of no known pack; nothing was written.
        PackError: there is no such pack.
        UsageError: ``out`` holds files, or is the delivery or in it; XML with a byte order mark.
    """
    given = [one if isinstance(one, Pack) else load_pack(one) for one in packs or ()]
    found = delivery_files(Path(delivery), given, hashed=True, block=BLOCK)
    found.required()
    _check_call(found, Path(out), bom=bom and format != "csv")
    places = list(places_of(found))
    stale = [place.prefix + name for place in places for name in place.stale()]
    count = worker_count(workers)
    done = Reformatted(Path(out), unknown=found.unknown)
    with (
        OutputFolder(Path(out), overwrite=overwrite, stale=stale) as folder,
        threads(count, executor) as pool,
    ):
        run = _Run(done, folder, pool, count, format, names, bom, progress)
        for place in places:
            run.write(place)
    done.counts["findings"] = sum(done.codes.values())
    done.codes = dict(sorted(done.codes.items()))
    return done


def _check_call(found: Delivery, out: Path, *, bom: bool) -> None:
    faults = Faults(UsageError)
    if bom:
        faults.add("bom", "Expected the form csv with a byte order mark, got xml")
    whole = found.path.is_dir()
    source, target = (found.path if whole else found.path.parent).resolve(), out.resolve()
    if target == source or (whole and source in target.parents):
        faults.add(str(out), "Expected a folder outside the delivery, got one within")
    faults.raise_if_any()


@dataclass(slots=True)
class _Run:
    """One run: where it writes and how, and how much was read."""

    done: Reformatted
    folder: OutputFolder
    pool: Executor
    workers: int
    style: Style
    names: Names | None
    bom: bool
    progress: Progress | None
    size: int = 0

    def write(self, place: Place) -> None:
        """Write one folder of the delivery."""
        copies = {name: self._copy(place, name) for name in place.copied()}
        if not place.files and place.stated is None:
            return
        self.folder.open(place.prefix + FINDINGS)
        municipality = place.municipality()
        files = {file.path.name: self._file(place, file, municipality) for file in place.files}
        read = {
            file.path.name: _entry(file.path.name, file.size, file.sha256, file.records)
            for file in place.files
        }
        if place.stated:
            differing = dict.fromkeys(differences(place.stated, read, copies))
            differing |= dict.fromkeys(place.elsewhere(municipality))
            self._note(place, [_differs(name) for name in differing])
        changed = self._changed(place, copies)
        manifest = rewritten(place.stated, place.pack, municipality, files, changed)
        self.folder.open(place.prefix + MANIFEST).write(manifest.to_json().encode())
        self.done.manifests[place.name] = manifest

    def _changed(self, place: Place, copies: Mapping[str, FileEntry]) -> dict[str, FileEntry]:
        """Entries of what lies beside the files and is not, or no more, as the manifest says."""
        stated = place.stated
        known = {one.name for one in (*stated.annex, *stated.rejected)} if stated else set()
        changed = {name: one for name, one in copies.items() if name not in known}
        for file in place.files:
            name = f"annex/{file.file.name}{VALUES}"
            if self.folder.begun(place.prefix + name):
                output = self.folder.open(place.prefix + name)
                entry = _entry(name, output.size, output.sha256)
                if entry != copies.get(name):
                    changed[name] = entry
        return changed

    def _copy(self, place: Place, name: str) -> FileEntry:
        """Copy a file byte for byte; -> its entry."""
        output = self.folder.open(place.prefix + name)
        piece = b""
        with (place.path / name).open("rb") as stream:
            while more := stream.read(PIECE):
                piece = more
                output.write(piece)
                self.folder.settle()
        entry = _entry(name, output.size, output.sha256)
        if name == FINDINGS and piece and not piece.endswith(b"\n"):
            output.write(b"\n")  # another line may come
        return entry

    def _file(self, place: Place, file: ExchangeFile, municipality: str | None) -> FileEntry:
        """Write one exchange file; -> its new entry."""
        blocks = file.blocks()
        first = next(blocks, None)  # with it the style of the names is known
        name = f"{file.file.name}.{self.style}"
        target = exchange_format(
            file.pack, file.file, self.style, self.names or file.names, municipality, bom=self.bom
        )
        output = self.folder.open(place.prefix + name)
        output.write(target.head)
        reformatter = Reformatter(file, target)
        records = 0
        begun = chain([] if first is None else [first], blocks)
        for result in in_order(self.pool, reformatter.work, begun, ahead=self.workers + 1):
            output.write(result.data)
            self._note(place, result.findings)
            self._keep(place, file, result)
            records += result.rows
            self.folder.settle()
            reformatter.give_back(result)
            if self.progress:
                self.progress(self.done.counts["records"] + records, self.size + file.size)
        output.write(target.tail)
        self.done.counts["records"] += records
        self.size += file.size
        return _entry(name, output.size, output.sha256, records)

    def _keep(self, place: Place, file: ExchangeFile, result: BlockResult) -> None:
        """Keep the values that could not be written."""
        name = f"{place.prefix}annex/{file.file.name}{VALUES}"
        if result.values:
            if not self.folder.begun(name):
                self.folder.open(name).write(VALUES_HEAD)
            self.folder.open(name).write(result.values)

    def _note(self, place: Place, findings: Sequence[Finding]) -> None:
        if findings:
            self.folder.open(place.prefix + FINDINGS).write(to_jsonl(frame(findings)))
        for one in findings:
            self.done.codes[one.code] = self.done.codes.get(one.code, 0) + 1


def _entry(name: str, size: int, sha256: str, records: int = 0) -> FileEntry:
    return FileEntry(name=name, bytes=size, sha256=sha256, records=records)


def _differs(name: str) -> Finding:
    return Finding(code="X002", severity=CODES["X002"].severity, file=name)
