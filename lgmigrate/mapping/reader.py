"""A mapping folder -> a ``Mapping``, checked as a whole: every fault at once, with file and line.

The folder holds ``mapping.toml``, the record layouts that it names, and ``codes.csv`` where it
has code maps. The format is described in ``mappings/README.md``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

from lgmigrate import charset
from lgmigrate.errors import Faults, LgmigrateError, MappingError
from lgmigrate.framing.spec import EOF, FramingSpec
from lgmigrate.mapping.checks import check_maps, check_parts, check_record, check_source
from lgmigrate.mapping.codes import read_codes
from lgmigrate.mapping.eras import ERAS
from lgmigrate.mapping.model import CodeMap, Era, Mapping, RecordMapping
from lgmigrate.mapping.records import Context, Draft, finish_records, read_record
from lgmigrate.mapping.tables import Table, read_toml
from lgmigrate.standard import load_pack
from lgmigrate.standard.pack import Pack

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

Form = Literal["fixed", "variable", "prefixed", "lines", "csv"]
Quote = Literal["all", "minimal", "none"]
Order = Literal["big", "little"]


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


@lru_cache(maxsize=64)
def read_mapping(folder: Folder) -> Mapping:
    """The mapping of a folder; the same bytes give the same value, read once.

    Raises:
        MappingError: with everything that is wrong in any of its files.
    """
    faults = Faults(MappingError)
    files = dict(folder.files)
    texts = _texts(folder, faults)
    faults.raise_if_any()
    root = read_toml(texts[folder.main], f"{folder.place}/{folder.main}", faults)
    head = root.table("mapping")
    maps: dict[str, CodeMap] = {}
    if CODES in texts:
        maps = read_codes(texts[CODES], f"{folder.place}/{CODES}", faults)
    pack = _pack(head, faults)
    context = Context(place=folder.place, files=files, maps=maps, pack=pack, faults=faults)
    sources = _sources(root)
    names = [source.text("name") for source in sources]
    drafts = _drafts(list(root.tables("record")), sources, names, context)
    records = finish_records([draft for draft in drafts if draft is not None])
    title = head.text("title")
    common = {
        "name": head.text("name"),
        "title": title,
        "title_en": head.text("title_en", title),
        "pack": pack or NO_PACK,
        "lossless": head.flag("lossless"),
        "draft": head.flag("draft", default=False),
        "digest": folder.digest,
        "folder": folder.place,
    }
    for table in (root, head):
        table.close()
    parts = []
    for source, name in zip(sources, names, strict=True):
        own = [
            (draft.table, record)
            for draft, record in zip(filter(None, drafts), records, strict=True)
            if draft.source == name
        ]
        mapping = _mapping(source, name, folder, common, [record for _, record in own])
        source.close()
        for table, record in own:
            check_record(mapping, record, table)
        if None not in drafts:
            check_source(mapping, source)
        parts.append(mapping)
    if None not in drafts:
        check_parts(parts, root)
        check_maps(parts, maps, f"{folder.place}/{CODES}", faults)
    faults.raise_if_any()
    return replace(parts[0], others=tuple(parts[1:]))


def _sources(root: Table) -> list[Table]:
    """The tables of the kinds of sources: ``[source]``, or several ``[[source]]``."""
    if isinstance(root.values.get("source"), list):
        return list(root.tables("source")) or [root.inline("source", {})]
    return [root.table("source")]


def _drafts(
    tables: list[Table], sources: list[Table], names: list[str], context: Context
) -> list[Draft | None]:
    """The record types, each with the name of its source."""
    type_fields = {
        name: source.text("type_field", "") for name, source in zip(names, sources, strict=True)
    }
    drafts = []
    for table in tables:
        source = table.text("source", names[0] if len(names) == 1 else None)
        if source not in type_fields:
            if source:
                table.fault(f"Expected a source of {', '.join(names)}, got {source}", "source")
            source = names[0]
        draft = read_record(table, type_fields[source], context)
        if draft is not None:
            draft.source = source
        drafts.append(draft)
    return drafts


def _mapping(
    source: Table,
    name: str,
    folder: Folder,
    common: dict[str, Any],
    records: list[RecordMapping],
) -> Mapping:
    """The mapping of one kind of source."""
    return Mapping(
        **common,
        charset=_charset(source, folder),
        framing=_framing(source.table("framing")),
        records=tuple(records),
        eras=_eras(source),
        type_field=source.text("type_field", ""),
        municipality=source.text("municipality", ""),
        source_name=name,
    )


def _texts(folder: Folder, faults: Faults) -> dict[str, str]:
    """The TOML file and the code maps, which are UTF-8."""
    texts = {}
    for name, content in folder.files:
        if name not in (folder.main, CODES):
            continue
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
        prefix=table.number("prefix", 0),
        order=cast("Order", table.choice("order", ("big", "little"), "big")),
        inclusive=table.flag("inclusive", default=False),
        zeros=table.number("zeros", 0),
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
