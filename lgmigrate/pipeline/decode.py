"""Decode: a vendor's file to a plain table by its layout alone, with what ``encode`` needs for it.

Blocks are framed in the main thread and decoded by workers, which give the rows of the table ready
to be written; the main thread writes them in order. Nothing has a final name until all is written.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from glob import escape
from pathlib import Path
from typing import BinaryIO

from lgmigrate.charset.page import CodePage
from lgmigrate.charset.registry import load as load_page
from lgmigrate.errors import UsageError
from lgmigrate.findings import CODES, frame, to_jsonl
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.pipeline.convert import Progress
from lgmigrate.pipeline.decode_block import BlockResult, Decoder, RawRow, TypeCodec, type_codecs
from lgmigrate.pipeline.outputs import OutputFolder
from lgmigrate.pipeline.parallel import in_order, threads, worker_count
from lgmigrate.pipeline.record_types import RecordType, TypeFile, Types, load_types
from lgmigrate.pipeline.sidecars import (
    FINDINGS,
    FRAMING,
    PARTS,
    RAW,
    REJECTED,
    REJECTED_DATA,
    STATE,
    State,
    definition_digest,
)
from lgmigrate.pipeline.sources import Block, Source, expand
from lgmigrate.pipeline.table_writers import Form, TableWriter, table_names, table_writer
from lgmigrate.record.layout import RecordLayout

__all__ = ["Decoded", "Definition", "decode", "definition_of", "form_of"]

HEADS = {
    RAW: b"record,field,offset,bytes\r\n",
    FRAMING: b"record,prefix,suffix\r\n",
    REJECTED: b"record,bytes\r\n",
}
_FORMS: Mapping[str, Form] = {
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}


@dataclass(slots=True)
class Decoded:
    """What a run did. ``counts``: records read, decoded and rejected, values whose bytes were
    kept, and findings; ``codes``: findings by code. ``tables`` and ``sidecars``: names of files.
    """

    counts: dict[str, int]
    codes: dict[str, int]
    tables: tuple[str, ...] = ()
    sidecars: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether there is no finding of severity error or fatal."""
        return not any(CODES[code].severity in ("error", "fatal") for code in self.codes)


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """Layouts, code page and framing, ready to run."""

    types: tuple[RecordType, ...]
    page: CodePage
    spec: FramingSpec
    codecs: tuple[TypeCodec, ...]


def definition_of(
    layout: str | Path | RecordLayout | TypeFile,
    charset: str | Path | CodePage | None,
    framing: str | FramingSpec | None,
    gaiji: Sequence[str | Path] = (),
    on_error: str | None = None,
) -> Definition:
    """What ``decode`` and ``encode`` go by. A framing that is not given is that of fixed records,
    or of CSV, where the layouts leave no choice.

    Raises:
        LayoutError, CharsetError: a definition is wrong.
        UsageError: no code page is given, or no framing where one is needed.
    """
    if isinstance(layout, RecordLayout):
        layout.check()
        layout = TypeFile(types=(RecordType(name=layout.name, layout=layout),))
    given = layout if isinstance(layout, TypeFile) else load_types(layout)
    wanted = charset or given.charset
    if not wanted:
        msg = "Expected a code page (charset), got none"
        raise UsageError(msg)
    page = wanted if isinstance(wanted, CodePage) else _page(wanted, given, gaiji, on_error)
    spec = framing or given.framing or _default_framing(given.types)
    if isinstance(spec, str):
        from lgmigrate.framing.named import parse_framing  # noqa: PLC0415  only words need it

        spec = parse_framing(spec)
    return Definition(given.types, page, spec, type_codecs(given.types, page, spec))


def _page(
    name: str | Path, given: TypeFile, gaiji: Sequence[str | Path], on_error: str | None
) -> CodePage:
    return load_page(name, gaiji=[*given.gaiji, *gaiji], on_error=on_error)


def _default_framing(types: Sequence[RecordType]) -> FramingSpec:
    first = types[0].layout
    if first.delimited:
        return FramingSpec(form="csv", end=b"\r\n")
    if any(one.variable or one.layout.length != first.length for one in types):
        msg = "Expected a framing for records of several lengths, got none"
        raise UsageError(msg)
    return FramingSpec(form="fixed", length=first.length)


def form_of(path: Path, form: Form | None) -> Form:
    """The form of a table: as given, or by the suffix of its name.

    Raises:
        UsageError: neither tells it.
    """
    found = form or _FORMS.get(path.suffix.lower())
    if found is None:
        msg = f"Expected a format, or a name that ends with {', '.join(_FORMS)}, got {path.name}"
        raise UsageError(msg)
    return found


def decode(
    source: str | Path,
    layout: str | Path | RecordLayout | TypeFile,
    out: str | Path | BinaryIO,
    *,
    charset: str | Path | CodePage | None = None,
    gaiji: Sequence[str | Path] = (),
    on_error: str | None = None,
    framing: str | FramingSpec | None = None,
    format: Form | None = None,
    bom: bool = False,
    overwrite: bool = False,
    workers: int | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Decoded:
    """Decode one file into a table ``out``: a path, or a stream (CSV and JSON lines only).

    A value that does not decode is null and a finding. With a path, what ``encode`` needs to give
    the file back byte for byte is kept beside the table, see ``sidecars``; a stream has none.
    ``bom``: CSV begins with a byte order mark. ``executor`` and ``progress`` are as for
    ``convert``.

    Raises:
        LayoutError, CharsetError: a definition is wrong.
        FramingError: the source cannot be read as declared; nothing was written.
        UsageError: ``out`` exists and ``overwrite`` was not given, or cannot hold this table.
    """
    defined = definition_of(layout, charset, framing, gaiji, on_error)
    paths = expand([source])
    if len(paths) != 1:
        msg = f"Expected one source, got {len(paths)} in {source}"
        raise UsageError(msg)
    opened = Source(paths[0], defined.spec)
    count = worker_count(workers)
    with ExitStack() as stack:
        pool = stack.enter_context(threads(count, executor))
        if isinstance(out, str | Path):
            chosen = form_of(Path(out), format)
            folder = stack.enter_context(_folder(Path(out), overwrite=overwrite))
            run = _Run(defined, opened, chosen, Path(out).name, folder, None, bom=bom)
        else:
            if format == "parquet" or (len(defined.codecs) > 1 and format != "jsonl"):
                msg = "Expected JSON lines, or CSV of one record type, for a stream, got another"
                raise UsageError(msg)
            run = _Run(defined, opened, format or "csv", "", None, out, bom=bom)
        stack.callback(run.tables.release)
        for result in in_order(pool, run.work, opened.blocks(), ahead=count + 1):
            run.write(result)
            if progress:
                progress(run.counts["read"], opened.size)
        run.finish()
    return run.result()


def _folder(out: Path, *, overwrite: bool) -> OutputFolder:
    """The folder of the output, whose earlier sidecars go when it comes."""
    if out.is_dir() or (not overwrite and out.exists()):
        msg = f"Expected no file of that name (or --overwrite), got {out}"
        raise UsageError(msg)
    stale = [escape(out.name) + part for part in (*PARTS, STATE, FINDINGS)]
    return OutputFolder(out.parent, overwrite=True, stale=stale)


class _Run:
    """One run: where it writes, and what is summed up over the blocks."""

    def __init__(
        self,
        defined: Definition,
        source: Source,
        form: Form,
        name: str,
        folder: OutputFolder | None,
        stream: BinaryIO | None,
        *,
        bom: bool,
    ) -> None:
        self.defined, self.source, self.form, self.name = defined, source, form, name
        self.folder = folder
        self.counts = dict.fromkeys(("read", "records", "rejected", "kept", "findings"), 0)
        self.codes: dict[str, int] = {}
        types = Types.of(defined.types, defined.page, defined.spec)
        self.decoder = Decoder(types, defined.codecs, defined.page, source.name)
        self.names = table_names(name, form, defined.codecs)
        opener = partial(_open_table, folder, stream)
        self.tables: TableWriter = table_writer(
            form, defined.codecs, self.names, opener, partial(_open_stream, folder), folder, bom=bom
        )

    def work(self, block: Block) -> BlockResult:
        """Decode one block, in a worker."""
        result = BlockResult(read=len(block.starts))
        for batch in self.decoder.batches(block, result):
            result.parts.append(self.tables.make(batch))
        return result

    def write(self, result: BlockResult) -> None:
        """Write what a block gave."""
        self.tables.write(result.parts)
        self.counts["read"] += result.read
        self.counts["rejected"] += len(result.rejected)
        self.counts["records"] += result.read - len(result.rejected)
        self.counts["kept"] += len(result.raw)
        self.counts["findings"] += len(result.findings)
        for finding in result.findings:
            self.codes[finding.code] = self.codes.get(finding.code, 0) + 1
        if self.folder is None:
            return
        if result.findings:
            self._append(FINDINGS, to_jsonl(frame(result.findings)))
        if result.raw:
            self._append(RAW, _raw_lines(result.raw))
        if result.odd:
            rows = (f"{one.record},{one.prefix.hex()},{one.suffix.hex()}" for one in result.odd)
            self._append(FRAMING, _lines(rows))
        if result.rejected:
            rows = (f"{number},{len(raw)}" for number, raw in result.rejected)
            self._append(REJECTED, _lines(rows))
            self._append(REJECTED_DATA, b"".join(raw for _, raw in result.rejected))

    def _append(self, part: str, data: bytes) -> None:
        folder = self.folder
        if folder is None:
            return
        name = self.name + part
        if not folder.begun(name):
            folder.open(name).write(HEADS.get(part, b""))
        folder.open(name).write(data)

    def finish(self) -> None:
        """Complete the tables, and say which run the sidecars are of."""
        self.tables.finish()
        folder = self.folder
        if folder is None:
            return
        hashes = {
            part: folder.open(self.name + part).sha256
            for part in PARTS
            if folder.begun(self.name + part)
        }
        if hashes:
            state = State(
                definition=definition_digest(self.defined.types, self.defined.spec),
                charset=self.defined.page.digest,
                form=self.form,
                records=self.counts["read"],
                source=self.source.name,
                size=self.source.size,
                sha256=self.source.sha256,
                sidecars=hashes,
            )
            self._append(STATE, state.to_json())

    def result(self) -> Decoded:
        """What the run did."""
        begun = [name for name, _ in self.folder.entries()] if self.folder else []
        tables = tuple(dict.fromkeys(self.names)) if self.folder else ()
        sidecars = tuple(name for name in begun if name not in tables)
        return Decoded(self.counts, dict(sorted(self.codes.items())), tables, sidecars)


def _open_table(
    folder: OutputFolder | None, stream: BinaryIO | None, name: str
) -> Callable[[bytes | memoryview], object]:
    if folder is not None:
        return folder.open(name).write
    return stream.write if stream is not None else bytes


def _open_stream(folder: OutputFolder | None, name: str) -> BinaryIO:
    if folder is None:
        msg = f"Expected a file for {name}, got a stream"
        raise UsageError(msg)
    return folder.open(name).stream


def _lines(rows: Iterable[str]) -> bytes:
    return "".join(f"{row}\r\n" for row in rows).encode()


def _raw_lines(rows: Sequence[RawRow]) -> bytes:
    """Rows of ``F.raw.csv``; a field's name may hold what CSV quotes."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows((record, name, at, raw.hex()) for record, name, at, raw in rows)
    return text.getvalue().encode()
