"""移行ファイル構成表 and 移行ファイル関連図 of a workbook: rows of ``files.csv``, and key columns.

The official template has neither: its files are the groups of the items. The diagram is read where
it is a table (a file, its item, the file and the item that it points at).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lgmigrate.errors import Faults
from lgmigrate.standard.tables import FILE_COLUMNS
from lgmigrate.standard.workbook.items import Entry, ItemTable
from lgmigrate.standard.workbook.rows import Ignored, SheetRow, table_rows
from lgmigrate.standard.workbook.sheets import Layout
from lgmigrate.standard.workbook.words import plain

__all__ = ["FileTable", "add_relations", "name_files", "read_files"]

_NOT_IN_NAMES = re.compile(r"[\s/\\:*?\"<>|.]+")


@dataclass(slots=True, kw_only=True)
class FileTable:
    """The files of a workbook: rows of files.csv and, where a sheet has them, their places.

    ``made``: groups whose name no file can have -> the name that it got.
    """

    rows: list[dict[str, str]] = field(default_factory=list)
    places: dict[str, SheetRow] = field(default_factory=dict)
    ignored: list[Ignored] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in order."""
        return tuple(row["グループ_名称"] for row in self.rows)


def read_files(layouts: Sequence[Layout], faults: Faults) -> FileTable:
    """The files that the sheets of files state, each once."""
    table = FileTable()
    for layout in layouts:
        rows, ignored = table_rows(layout, lambda row: not row["グループ_名称"])
        table.ignored += ignored
        for row in rows:
            group = row["グループ_名称"]
            if group in table.places:
                message = f"Expected each file once, got {group} again"
                faults.add(row.place("グループ_名称"), message)
                continue
            cells = {column: row[column] for column in FILE_COLUMNS}
            if "日本語名称" not in layout.columns:
                cells["日本語名称"] = group
            table.rows.append(cells)
            table.places[group] = row
    return table


def name_files(table: FileTable, items: ItemTable, given: Mapping[str, str]) -> None:
    """Add the groups that only the items have, and the names on disk that are given or needed."""
    if not table.rows:
        blank = dict.fromkeys(FILE_COLUMNS, "")
        table.rows += [
            blank | {"グループ_名称": group, "日本語名称": group} for group in items.groups if group
        ]
    for row in table.rows:
        group = row["グループ_名称"]
        if group in given:
            row["ファイル名"] = given[group]
        elif not row["ファイル名"] and _NOT_IN_NAMES.search(group):
            row["ファイル名"] = table.made[group] = _NOT_IN_NAMES.sub("_", group).strip("_")


def add_relations(
    layouts: Sequence[Layout], items: ItemTable, files: FileTable, faults: Faults
) -> list[Ignored]:
    """Write what the table of relations says into the key cells; what is not read of it."""
    known = _Known(
        groups={plain(group): group for group in files.groups}
        | {plain(row["ファイル名"]): row["グループ_名称"] for row in files.rows},
        entries={
            (entry.cells["グループ_名称"], plain(entry.cells["データ項目"])): entry
            for entry in items.entries
        },
        faults=faults,
    )
    ignored: list[Ignored] = []
    for layout in layouts:
        rows, left = table_rows(layout, lambda row: not row["関連先ファイル"])
        ignored += left
        for row in rows:
            one = known.item(row, "関連元", row["関連元項目"])
            wanted = row["関連先項目"] or row["関連元項目"]
            target = known.item(row, "関連先", wanted)
            if one is not None and target is not None:
                _point(one, target)
    return ignored


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What a relation may name: groups, and items by group and name."""

    groups: Mapping[str, str]
    entries: Mapping[tuple[str, str], Entry]
    faults: Faults

    def item(self, row: SheetRow, side: str, name: str) -> Entry | None:
        """The item that one side of a relation names; None where there is none, which is noted."""
        text = row[f"{side}ファイル"]
        group = self.groups.get(plain(text)) if text else None
        if group is None:
            wanted = f"a file of {', '.join(dict.fromkeys(self.groups.values()))}"
            self.faults.add(row.place(f"{side}ファイル"), f"Expected {wanted}, got {text!r}")
            return None
        found = self.entries.get((group, plain(name)))
        if found is None:
            self.faults.add(row.place(f"{side}項目"), f"Expected an item of {group}, got {name!r}")
        return found


def _point(one: Entry, target: Entry) -> None:
    place, name = target.cells["グループ_名称"], target.cells["データ項目"]
    if name != one.cells["データ項目"]:
        place += f".{name}"
    known = [text for text in one.cells["グループ_外部キー"].split("|") if text not in {"", "○"}]
    one.cells["グループ_外部キー"] = "|".join(dict.fromkeys((*known, place)))
