"""データ項目一覧表 of a workbook as rows of ``items.csv``, every wrong cell noted with its place.

The official template states everything. The older form has no romaji (then ``i`` and the item's
ID), may have no IDs (then the domain and a serial number), may name the file in the sheet's name
or above the header, and may state the group in its first row only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lgmigrate.errors import Faults
from lgmigrate.standard.pack import ItemType
from lgmigrate.standard.tables import ITEM_COLUMNS
from lgmigrate.standard.workbook import cells
from lgmigrate.standard.workbook.rows import Ignored, SheetRow, table_rows
from lgmigrate.standard.workbook.sheets import Layout
from lgmigrate.standard.workbook.words import BLANK_MARKS, ROLE_NAMES, SYNONYMS, plain

__all__ = ["Entry", "ItemTable", "read_items"]

_CONDITIONS = ("必須", "条件付き必須", "任意")
_DAY_DIGITS = {"DATE": "10", "TIME": "8", "YEAR": "4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of a table of the pack, and the row of the workbook that it comes from."""

    row: SheetRow
    cells: dict[str, str]

    def place(self, column: str = "") -> str:
        """Where the row, or one of its cells, stands in the workbook."""
        return self.row.place(column)


@dataclass(slots=True, kw_only=True)
class ItemTable:
    """The items of a workbook, what was not read, and what was made of what it does not state.

    ``types``: words of the workbook -> (type, items), where they differ. ``made_ids``,
    ``made_romaji``, ``made_conditions``: items that got one. ``short_days``: items of date or time
    whose 桁数 was left out, as it counts another form than YYYY-MM-DD and HH:MM:SS.
    """

    official: bool
    entries: list[Entry] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    types: dict[str, tuple[str, int]] = field(default_factory=dict)
    made_ids: int = 0
    made_romaji: int = 0
    made_conditions: int = 0
    short_days: int = 0

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in the order in which they first stand."""
        return tuple(dict.fromkeys(one.cells["グループ_名称"] for one in self.entries))


def read_items(
    layouts: Sequence[Layout],
    types: Mapping[str, ItemType],
    domain: str,
    files: Sequence[str],
    faults: Faults,
) -> ItemTable:
    """The items of all sheets of items.

    Args:
        layouts: the sheets, with their columns.
        types: data types by the words of a mapping file.
        domain: the domain (業務ID), for IDs of a workbook that has none.
        files: the groups that 移行ファイル構成表 has.
        faults: takes every wrong cell.
    """
    table = ItemTable(official=any(one.official for one in layouts))
    reader = _Reader(table=table, types=types, domain=domain, faults=faults)
    for layout in layouts:
        rows, ignored = table_rows(layout, _is_note)
        table.ignored += ignored
        group = "" if "グループ_名称" in layout.columns else _group(layout, files)
        for row in rows:
            stated = table.official and "グループ_名称" in layout.columns
            group = row["グループ_名称"] or ("" if stated else group)
            table.entries.append(Entry(row=row, cells=reader.cells(row, group)))
        if not rows and layout.header:
            faults.add(layout.sheet.place(), "Expected rows of items below the header, got none")
    _check_doubles(table.entries, faults)
    return table


def _is_note(row: SheetRow) -> bool:
    """Nothing of what makes an item: an ID prepared for one, a remark, a group that goes on."""
    telling = ("データ項目", "データ項目（ローマ字）", "データ型", "桁数")
    kept = [one for one, cell in row.cells.items() if cell and not one.startswith(("グ", "ク"))]
    return not any(row[one] for one in telling) and len(kept) < 2


def _group(layout: Layout, files: Sequence[str]) -> str:
    """The file of a sheet that has no column for it: above the header, or the sheet's name."""
    sheet = layout.sheet
    for row in range(layout.first):
        for column in range(sheet.width):
            known = SYNONYMS["files"].get(plain(sheet.text(row, column)).rstrip(":"))
            if known == "グループ_名称":
                right = (sheet.text(row, one) for one in range(column + 1, sheet.width))
                if found := next(filter(None, right), ""):
                    return found
    name = sheet.name
    for _, form in ROLE_NAMES:
        name = re.sub(f"(データ)?({form.pattern})(表|書)?", "", name)
    name = name.strip(" 　_-－:：()（）【】[]")
    known_files = {plain(one): one for one in files}
    if plain(name) in known_files or len(files) != 1:
        return known_files.get(plain(name), name)
    return files[0]


@dataclass(slots=True, kw_only=True)
class _Reader:
    table: ItemTable
    types: Mapping[str, ItemType]
    domain: str
    faults: Faults

    def cells(self, row: SheetRow, group: str) -> dict[str, str]:
        """The cells of a row as ``items.csv`` has them; a wrong one as it stands."""
        found = {column: row[column] for column in ITEM_COLUMNS}
        found["グループ_名称"] = group
        for column in ("データ項目", "グループ_名称"):
            if not found[column]:
                self._fault(row, column, f"Expected {column}, got an empty cell")
        self._type(row, found)
        key = cells.mark if self.table.official else cells.key_mark
        self._take(row, found, "桁数", cells.digits, "a number above 0 or n,m")
        self._take(row, found, "繰り返し", cells.repeat, "a number above 0")
        self._take(row, found, "グループ_主キー", key, "○ or nothing")
        for column in ("推定", "実装類型"):
            self._take(row, found, column, cells.mark, "○ or nothing")
        self._take(row, found, "外字使用", cells.gaiji, "有 or 無")
        foreign = cells.mark(row["グループ_外部キー"])
        if foreign is not None:  # else it names the place: [pack:]file[.item]
            found["グループ_外部キー"] = foreign
        if found["コード"] in BLANK_MARKS:
            found["コード"] = ""
        self._digits(row, found)
        self._condition(row, found)
        self._id(row, found)
        self._romaji(row, found)
        return found

    def _fault(self, row: SheetRow, column: str, message: str) -> None:
        """Note a wrong cell; a column that is not there has been noted once for all rows."""
        if column in row.layout.columns:
            self.faults.add(row.place(column), message)

    def _take(
        self,
        row: SheetRow,
        found: dict[str, str],
        column: str,
        read: Callable[[str], str | None],
        wanted: str,
    ) -> None:
        value = read(row[column])
        if value is None:
            self._fault(row, column, f"Expected {wanted}, got {row[column]!r}")
        else:
            found[column] = value

    def _type(self, row: SheetRow, found: dict[str, str]) -> None:
        text = row["データ型"]
        kind = cells.data_type(text, self.types)
        if kind is None:
            wanted = "X, N, M, 9, 9V, S9, YEAR, DATE, TIME, BLOB"
            self._fault(row, "データ型", f"Expected a type of {wanted}, got {text!r}")
            return
        if kind == "9" and "," in (cells.digits(row["桁数"]) or "") and not self.table.official:
            kind = "9V"
        found["データ型"] = kind
        if kind != text:
            self.table.types[text] = (kind, self.table.types.get(text, ("", 0))[1] + 1)

    def _digits(self, row: SheetRow, found: dict[str, str]) -> None:
        kind, text = found["データ型"], found["桁数"]
        if cells.digits(text) is None or cells.data_type(kind, {}) is None:
            return
        fixed = _DAY_DIGITS.get(kind)
        if fixed and text and text != fixed:
            if self.table.official:
                self._fault(row, "桁数", f"Expected {fixed} digits for {kind}, got {text!r}")
            else:
                found["桁数"] = ""
                self.table.short_days += 1
        elif kind == "9V" and text and "," not in text:
            if self.table.official:
                self._fault(row, "桁数", f"Expected digits as n,m for {kind}, got {text!r}")
            else:
                found["桁数"] = f"{text},0"
        elif kind != "9V" and "," in text:
            self._fault(row, "桁数", f"Expected a whole number for {kind}, got {text!r}")

    def _condition(self, row: SheetRow, found: dict[str, str]) -> None:
        text, column = row["データ出力条件"], "データ出力条件"
        if column not in row.layout.columns:
            found[column] = "必須" if found["グループ_主キー"] else "任意"
            self.table.made_conditions += 1
            return
        value = cells.condition(text)
        if value is None or (self.table.official and not text):
            wanted = ", ".join(_CONDITIONS)
            self._fault(row, column, f"Expected {wanted}, got {text!r}")
        else:
            found[column] = value

    def _id(self, row: SheetRow, found: dict[str, str]) -> None:
        column = "データ項目ID"
        if column not in row.layout.columns:
            self.table.made_ids += 1
            found[column] = f"{self.domain}{self.table.made_ids:05}"
            return
        parts = row.parts(column)
        found[column] = _joined(parts, self.domain)
        if not any(text for text, _ in parts):
            self._fault(row, column, f"Expected {column}, got an empty cell")
        elif not found[column]:
            texts = ", ".join(repr(text) for text, _ in parts)
            wanted = "a domain of 3 characters and a number of at most 5 digits"
            self._fault(row, column, f"Expected {wanted}, got {texts}")

    def _romaji(self, row: SheetRow, found: dict[str, str]) -> None:
        column = "データ項目（ローマ字）"
        if column not in row.layout.columns:
            found[column] = f"i{found['データ項目ID']}"
            self.table.made_romaji += 1
        elif not re.fullmatch("[A-Za-z_][A-Za-z0-9_.-]*", found[column]):
            wanted = "romaji that can be an XML name"
            self._fault(row, column, f"Expected {wanted}, got {found[column]!r}")


def _joined(parts: Sequence[tuple[str, bool]], domain: str) -> str:
    """An ID of one cell, or of two: 031 and 1 are 03100001. "" where it is none."""
    texts = [unicodedata.normalize("NFKC", text) for text, _ in parts]
    if len(parts) == 1:
        text, number = parts[0]
        if not number:
            return text
        return f"{domain}{text:0>5}" if domain and len(text) <= 5 else f"{text:0>8}"
    head = f"{texts[0]:0>3}" if texts[0].isdecimal() else texts[0]
    if len(head) != 3 or not re.fullmatch("[0-9]{1,5}", texts[1]):
        return ""
    return f"{head}{texts[1]:0>5}"


def _check_doubles(entries: Sequence[Entry], faults: Faults) -> None:
    ids: dict[str, Entry] = {}
    names: dict[tuple[str, str], Entry] = {}
    for entry, column, first in _firsts(entries, ids, names):
        where = f"row {first.row.number + 1} of sheet {first.row.layout.sheet.name}"
        message = f"Expected each {column} once, got {entry.cells[column]} again ({where} has it)"
        faults.add(entry.place(column), message)


def _firsts(
    entries: Sequence[Entry], ids: dict[str, Entry], names: dict[tuple[str, str], Entry]
) -> Iterator[tuple[Entry, str, Entry]]:
    """Each entry whose ID, or whose name in its group, an earlier one has."""
    for entry in entries:
        identity, name = entry.cells["データ項目ID"], entry.cells["データ項目"]
        group = entry.cells["グループ_名称"]
        if identity and (first := ids.setdefault(identity, entry)) is not entry:
            yield entry, "データ項目ID", first
        known = "グループ_名称" in entry.row.layout.columns or not entry.row.layout.official
        if name and known and (first := names.setdefault((group, name), entry)) is not entry:
            yield entry, "データ項目", first
