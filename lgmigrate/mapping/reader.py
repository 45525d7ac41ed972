"""A mapping folder -> a ``Mapping``, checked as a whole: every fault at once, with file and line.

The folder holds ``mapping.toml``, the record layouts that it names, and ``codes.csv`` where it
has code maps. The format is described in ``mappings/README.md``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Names
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Literal, cast

from lgmigrate import charset
from lgmigrate.errors import Faults, LgmigrateError, MappingError
from lgmigrate.framing.spec import EOF, FramingSpec
from lgmigrate.mapping.checks import check_maps, check_record, check_source
from lgmigrate.mapping.codes import read_codes
from lgmigrate.mapping.eras import ERAS
from lgmigrate.mapping.model import (
    CodeMap,
    Era,
    Mapping,
    RecordMapping,
    Role,
    Step,
    Total,
)
from lgmigrate.mapping.steps import read_steps
from lgmigrate.mapping.tables import Table, read_toml
from lgmigrate.record.layout import RecordLayout
from lgmigrate.record.table import read_layout
from lgmigrate.standard import load_pack
from lgmigrate.standard.pack import File, Pack

__all__ = ["CODES", "Folder", "read_mapping"]

CODES = "codes.csv"
ENDS = {"crlf": b"\r\n", "lf": b"\n", "nl15": b"\x15", "nl25": b"\x25"}
"""nl15 and nl25: the EBCDIC new line, X'15' or X'25' by host and transfer."""

NO_PACK = Pack(
    name="",
    edition="",
    title="",
    status="profile",
    source="",
    source_sha256="",
    digest="",
    files=(),
)
"""Stands in while the other faults of a mapping without a usable pack are collected."""

Form = Literal["fixed", "variable", "lines", "csv"]
Quote = Literal["all", "minimal", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The files of a mapping: ``main`` is the name of the TOML file, ``files`` pairs of name and
    bytes in order of their names, ``place`` where they stand, for messages.
    """

    place: str
    main: str
    files: tuple[tuple[str, bytes], ...]

    @property
    def digest(self) -> str:
        """The SHA-256 over the names, sizes and bytes of the files."""
        total = hashlib.sha256()
        for name, content in self.files:
            total.update(f"{name}\0{len(content)}\0".encode())
            total.update(content)
        return total.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What the readers of the parts share."""

    folder: Folder
    texts: dict[str, str]
    maps: Names[str, CodeMap]
    pack: Pack | None
    faults: Faults

    def place(self, name: str) -> str:
        return f"{self.folder.place}/{name}"


@lru_cache(maxsize=64)
def read_mapping(folder: Folder) -> Mapping:
    """The mapping of a folder; the same bytes give the same value, read once.

    Raises:
        MappingError: with everything that is wrong in any of its files.
    """
    faults = Faults(MappingError)
    texts = _texts(folder, faults)
    faults.raise_if_any()
    root = read_toml(texts[folder.main], f"{folder.place}/{folder.main}", faults)
    head = root.table("mapping")
    source = root.table("source")
    maps: dict[str, CodeMap] = {}
    if CODES in texts:
        maps = read_codes(texts[CODES], f"{folder.place}/{CODES}", faults)
    pack = _pack(head, faults)
    context = _Context(folder=folder, texts=texts, maps=maps, pack=pack, faults=faults)
    framing = _framing(source.table("framing"))
    declared = list(root.tables("record"))
    type_field = source.text("type_field", "")
    records = [(one, _record(one, type_field, context)) for one in declared]
    known = [(table, record) for table, record in records if record is not None]
    title = head.text("title")
    mapping = Mapping(
        name=head.text("name"),
        title=title,
        title_en=head.text("title_en", title),
        pack=pack or NO_PACK,
        charset=_charset(source, folder),
        framing=framing,
        records=tuple(record for _, record in known),
        eras=_eras(source),
        lossless=head.flag("lossless"),
        type_field=type_field,
        municipality=source.text("municipality", ""),
        source_name=source.text("name"),
        digest=folder.digest,
        folder=folder.place,
    )
    for table in (root, head, source):
        table.close()
    for table, record in known:
        check_record(mapping, record, table)
    if len(known) == len(records):
        check_source(mapping, source)
        check_maps(mapping, maps, context.place(CODES), faults)
    faults.raise_if_any()
    return mapping


def _texts(folder: Folder, faults: Faults) -> dict[str, str]:
    texts = {}
    for name, content in folder.files:
        try:
            texts[name] = content.decode("utf-8")
        except UnicodeDecodeError as error:
            faults.add(f"{folder.place}/{name}", f"Expected UTF-8, got a fault: {error.reason}")
    if folder.main not in dict(folder.files):
        faults.add(folder.place, f"Expected the file {folder.main}, got none")
    return texts


def _pack(head: Table, faults: Faults) -> Pack | None:
    name = head.text("pack")
    try:
        return load_pack(name)
    except LgmigrateError as error:
        faults.extend(f"{head.at('pack')}: {fault}" for fault in error.faults)
        return None


def _charset(source: Table, folder: Folder) -> str:
    """A code page's name with options, or the file of a site, relative to the folder."""
    name = source.text("charset")
    if name:
        place = Path(folder.place)
        with source.faults.collecting():
            charset.read_profile(name, folder=place, place=source.at("charset"))
            charset.load(name, folder=place)
    return name


def _framing(table: Table) -> FramingSpec:
    end = table.text("end", "")
    if end and end not in ENDS:
        table.fault(f"Expected end = {', '.join(ENDS)}, got {end}", "end")
    spec = FramingSpec(
        form=cast("Form", table.text("form")),
        length=table.number("length", 0),
        blocked=table.flag("blocked", default=False),
        block=table.number("block", 0),
        end=ENDS.get(end, b""),
        quote=cast("Quote", table.text("quote", "minimal")),
        delimiter=table.text("delimiter", ",").encode(),
        bom=table.flag("bom", default=False),
        eof=EOF if table.flag("eof", default=False) else b"",
    )
    for message in spec.faults():
        table.fault(message)
    table.close()
    return spec


def _eras(source: Table) -> tuple[Era, ...]:
    eras: list[Era] = []
    for table in source.tables("eras"):
        era = Era(
            code=table.text("code"),
            name=table.text("name"),
            start=table.day("start"),
            end=table.day("end", 0),
            base=table.number("base"),
        )
        if len(era.code) != 1 or era.code not in "0123456789":
            table.fault(f"Expected one digit, got {era.code}", "code")
        if era.end and era.end < era.start:
            table.fault(f"Expected an end behind the start {era.start}, got {era.end}", "end")
        if era.code in {one.code for one in eras}:
            table.fault(f"Expected each era code once, got {era.code} again", "code")
        eras.append(era)
        table.close()
    return tuple(eras) or ERAS


def _record(table: Table, type_field: str, context: _Context) -> RecordMapping | None:
    """One record type; None, and faults, where its layout cannot be read."""
    name = table.text("name")
    role = cast("Role", table.choice("role", ("data", "header", "trailer"), "data"))
    code = table.text("type", "")
    layout = _layout(table, context)
    file = _file(table, role, context)
    steps = read_steps(table, file, context.maps)
    totals = tuple(_totals(table))
    table.close()
    if layout is None:
        return None
    return RecordMapping(
        name=name,
        layout=layout,
        role=role,
        type=code,
        file=file,
        steps=steps,
        annex=_annex(layout, steps, type_field),
        totals=totals,
    )


def _layout(table: Table, context: _Context) -> RecordLayout | None:
    name = table.text("layout")
    if not name:
        return None
    if name not in context.texts:
        table.fault(f"Expected a file of the mapping's folder, got {name}", "layout")
        return None
    stem = PurePosixPath(name).stem
    try:
        return read_layout(context.texts[name], stem, source=context.place(name))
    except LgmigrateError as error:
        context.faults.extend(error.faults)
        return None


def _file(table: Table, role: Role, context: _Context) -> File | None:
    if role != "data":
        return None
    name = table.text("file")
    if context.pack is None or not name:
        return None
    known = {file.name: file for file in context.pack.files}
    if name not in known:
        names = ", ".join(known)
        table.fault(f"Expected a file of {context.pack.label}: {names}; got {name}", "file")
    return known.get(name)


def _totals(table: Table) -> list[Total]:
    totals = []
    for one in table.tables("totals"):
        total = Total(field=one.text("field"), types=one.texts("types"), of=one.text("of", ""))
        totals.append(total)
        one.close()
    return totals


def _annex(layout: RecordLayout, steps: tuple[Step, ...], type_field: str) -> tuple[str, ...]:
    taken = {name for step in steps for name in step.fields} | {type_field}
    return tuple(
        one.name for one in layout.fields if one.usage != "filler" and one.name not in taken
    )
