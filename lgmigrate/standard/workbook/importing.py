"""An official workbook as a pack: the whole of the import, without writing anything.

Two forms are known: the official template of 基本データリスト and 項目定義書 (デジタル庁), and the
five tables of the 中間標準レイアウト. Every fault is told with sheet, row and column, all at once;
what comes out without one loads as a pack.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lgmigrate.errors import Faults, PackError
from lgmigrate.record.workbook import read_book
from lgmigrate.standard.pack import Pack
from lgmigrate.standard.tables import CODE_COLUMNS, FILE_COLUMNS, ITEM_COLUMNS
from lgmigrate.standard.workbook.codes import CodeTable, read_codes
from lgmigrate.standard.workbook.column_map import ColumnMap
from lgmigrate.standard.workbook.files import (
    FileTable,
    add_relations,
    name_files,
    read_files,
)
from lgmigrate.standard.workbook.head import Head, Sources, first, read_head, sources
from lgmigrate.standard.workbook.items import ItemTable, read_items
from lgmigrate.standard.workbook.rows import Ignored
from lgmigrate.standard.workbook.sheets import Layout, detect
from lgmigrate.standard.workbook.tables import Written, head_toml, judged
from lgmigrate.standard.workbook.words import Role
from lgmigrate.standard.xsd import TYPES_FILE, generate, generate_types

__all__ = ["Import", "import_workbook"]

_WITHOUT_CODES = frozenset({"9V", "S9", "YEAR", "DATE", "TIME", "BLOB"})


@dataclass(slots=True, kw_only=True)
class Import:
    """What a workbook was found to be. ``pack`` and ``files`` (the pack folder: name -> bytes) are
    there if ``faults`` is empty.
    """

    source: str
    layouts: tuple[Layout, ...] = ()
    items: ItemTable = field(default_factory=lambda: ItemTable(official=False))
    codes: CodeTable = field(default_factory=CodeTable)
    tables: FileTable = field(default_factory=FileTable)
    head: Head = field(default_factory=lambda: Head(values={}, origins={}))
    ignored: tuple[Ignored, ...] = ()
    faults: tuple[str, ...] = ()
    pack: Pack | None = None
    files: dict[str, bytes] = field(default_factory=dict)

    def raise_if_wrong(self) -> None:
        """Raise every fault at once.

        Raises:
            PackError: the faults, each with its place.
        """
        if self.faults:
            raise PackError(*self.faults)


def import_workbook(
    data: bytes,
    name: str,
    given: Mapping[str, str] | None = None,
    columns: ColumnMap | None = None,
    *,
    names_by_domain: Mapping[str, str] | None = None,
) -> Import:
    """The pack that a workbook holds, or every fault in it.

    Args:
        data: the bytes of the file.
        name: its file name, which may state domain, title and edition.
        given: name, edition, title, domain as the caller wants them.
        columns: a mapping file for a workbook that is not understood by itself.
        names_by_domain: the name that a pack of a domain gets where none is given or stated.

    Raises:
        PackError: it is no workbook that can be read at all.
    """
    book = read_book(data, name)
    columns = columns or ColumnMap()
    faults = Faults(PackError)
    layouts = detect(book, columns, faults)
    sound = not faults.found  # else cells that are not where they belong would be faults too
    found = sources(book, layouts, given or {})
    done = Import(source=name, layouts=layouts)
    done.tables = read_files(_of(layouts, "files"), faults)
    domain = first(found, "domain")
    groups = done.tables.groups
    done.items = read_items(_of(layouts, "items"), columns.types, domain, groups, faults)
    if done.items.made_ids and not domain and sound:
        faults.add(name, "Expected the domain of items without ID, got none: give --domain")
    done.codes = read_codes(_of(layouts, "codes"), first(found, "title"), faults)
    columns.check_files((*groups, *done.items.groups), faults)
    name_files(done.tables, done.items, columns.files)
    left = add_relations(_of(layouts, "relations"), done.items, done.tables, faults)
    done.ignored = (*done.items.ignored, *done.codes.ignored, *done.tables.ignored, *left)
    _check_codes(done, columns.codes, faults)
    ids = [one.cells["データ項目ID"] for one in done.items.entries]
    done.head = read_head(book, _with_name(found, ids, names_by_domain or {}), ids, faults)
    if sound:
        _build(done, data, faults)
    done.faults = tuple(dict.fromkeys(faults.found))
    return done


def _of(layouts: Sequence[Layout], role: Role) -> tuple[Layout, ...]:
    return tuple(one for one in layouts if one.role == role and one.header)


def _with_name(found: Sources, ids: Sequence[str], names: Mapping[str, str]) -> Sources:
    """The sources, and behind them the name that packs of the domain have."""
    starts = {one[:3] for one in ids}
    domain = first(found, "domain") or (next(iter(starts)) if len(starts) == 1 else "")
    return (*found, ("domain", {"name": names.get(domain, "")}))


def _has_values(layout: Layout) -> bool:
    """Whether a sheet of codes has the columns by which its lists are known."""
    return {"コードID", "コード値"} <= layout.columns.keys() or "構成" in layout.columns


def _check_codes(done: Import, given: Mapping[str, str], faults: Faults) -> None:
    """Write the lists' IDs into the items as they have to be said; note what is not there."""
    for entry in done.items.entries:
        cell = entry.cells["コード"] = given.get(entry.cells["コード"], entry.cells["コード"])
        if not cell:
            continue
        if entry.cells["データ型"] in _WITHOUT_CODES:
            message = f"Expected a code list with X, N, M or 9 only, got {entry.cells['データ型']}"
            faults.add(entry.place("コード"), message)
        code = done.codes.find(cell, entry.cells["データ項目"])
        if code is None and not all(map(_has_values, _of(done.layouts, "codes"))):
            continue  # the sheet that may have the list could not be read
        if code is None:
            known = ", ".join(done.codes.names) or "none"
            message = f"Expected a list of the sheets of codes ({known}), got {cell}"
            faults.add(entry.place("コード"), message)
        else:
            entry.cells["コード"] = code


def _build(done: Import, data: bytes, faults: Faults) -> None:
    """The files of the pack folder, if the reader of packs takes them."""
    entries = {entry.cells["グループ_名称"]: entry for entry in reversed(done.items.entries)}
    files, items = Written(columns=FILE_COLUMNS), Written(columns=ITEM_COLUMNS)
    codes = Written(columns=CODE_COLUMNS)
    for row in done.tables.rows:
        group = row["グループ_名称"]
        place = done.tables.places.get(group) or entries.get(group)
        where = place.place("グループ_名称") if place else done.source
        files.add(row, where)
    for entry in done.items.entries:
        items.add(entry.cells, entry)
    for entry in done.codes.entries:
        codes.add(entry.cells, entry)
    head = {
        "name": done.head["name"] or "unnamed",
        "edition": done.head["edition"] or "0",
        "title": done.head["title"] or "-",
        "domain": done.head["domain"],
        "status": "imported",
        "names": done.head["names"],
        "source": done.source,
        "source_sha256": hashlib.sha256(data).hexdigest(),
    }
    tables = {"files.csv": files, "items.csv": items, "codes.csv": codes}
    comment = "Imported by `lgmigrate pack import` from the workbook that source names."
    written = {"pack.toml": head_toml(head, comment)}
    written |= {name: table.data for name, table in tables.items()}
    pack = judged(written, tables, faults)
    if faults.found or pack is None:
        return
    written[TYPES_FILE] = generate_types(pack).encode()
    for file in pack.files:
        written[f"{file.name}.xsd"] = generate(pack, file, pack.names).encode()
    done.pack, done.files = pack, written
