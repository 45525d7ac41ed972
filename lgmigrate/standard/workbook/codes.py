"""コード構成表 and コード一覧 of a workbook as rows of ``codes.csv``.

A list's ID and name stand once a list or are merged over its rows; 任意 is a list whose values the
municipality sets. Lists of another domain stand in the shared sheets （連携）: their ID here is the
domain's name, ``_`` and the number (住民基本台帳_1), so that it cannot be taken for list 1 of the
individual sheets （個別）, however the cell of an item joins the two (住民基本台帳1,
住民基本台帳_001).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from lgmigrate.errors import Faults
from lgmigrate.standard.tables import CODE_COLUMNS
from lgmigrate.standard.workbook.items import Entry
from lgmigrate.standard.workbook.rows import Ignored, SheetRow, table_rows
from lgmigrate.standard.workbook.sheets import Layout
from lgmigrate.standard.workbook.words import plain

__all__ = ["CodeTable", "read_codes"]

_FREE = "任意"
_LIST = re.compile(r"(.*?)[_\s:：‐－-]*0*([0-9]+)")
_MARKED_NOTE = re.compile("[※＊*注]|[(（]注")


@dataclass(slots=True, kw_only=True)
class CodeTable:
    """The code lists of a workbook: rows of codes.csv, and what was not read.

    ``names``: the name of each list by its ID. ``again``: lists of the municipality's own values
    that several sheets state, taken once.
    """

    entries: list[Entry] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    again: list[str] = field(default_factory=list)

    def find(self, cell: str, item: str) -> str | None:
        """The list that the コード cell of an item names, as the item's row has to say it.

        It is the ID as the cell has it, the same number, the same domain and number, or the name
        of a list; None where there is no such list, or more than one.
        """
        if cell in self.names:
            return cell
        key = _key(cell)
        same = [one for one in self.names if key is not None and _key(one) == key]
        if len(same) == 1:
            return cell if cell.isdecimal() and same[0].isdecimal() else same[0]
        wanted = plain(item) if cell in {"○", "〇", "有"} else plain(cell)
        named = [one for one, name in self.names.items() if plain(name) == wanted]
        return named[0] if len(named) == 1 and not same else None


def _key(text: str) -> tuple[str, int] | None:
    """The domain's name and the number of a list's ID; "" for a list of the domain itself."""
    found = _LIST.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return (found[1].strip(), int(found[2])) if found else None


def read_codes(layouts: Sequence[Layout], own: str, faults: Faults) -> CodeTable:
    """The lists of all sheets of codes; every wrong cell is noted. ``own`` is the domain's name."""
    table = CodeTable()
    sheets = [one for one in layouts if one.header]
    structure = [one for one in sheets if "コード値" not in one.columns]
    stated: dict[str, Entry] = {}
    for layout in structure:
        rows, ignored = table_rows(layout, _is_note)
        table.ignored += ignored
        for row in rows:
            if identity := _identity(row, "", own, faults):
                cells = {"コード名": row["コード名"], "備考": row["構成"] or row["備考"]}
                stated.setdefault(identity, Entry(row=row, cells=cells))
    values = [one for one in sheets if one not in structure]
    for layout in values:
        _Lists(table=table, layout=layout, own=own, stated=stated, faults=faults).read()
    for identity, entry in stated.items():
        if identity not in table.names and values:
            message = f"Expected the values of list {identity} in コード一覧, got none"
            faults.add(entry.place("コードID"), message)
    return table


def _is_note(row: SheetRow) -> bool:
    filled = [name for name, cell in row.cells.items() if cell]
    if filled in (["コードID"], ["コード名"]):
        return bool(_MARKED_NOTE.match(row[filled[0]]))
    return filled == ["備考"]


def _identity(row: SheetRow, domain: str, own: str, faults: Faults) -> str:
    """The ID of the list that a row begins or names; "" where it states none."""
    text = row["コードID"]
    domain = row["業務名"] or domain
    if not text.isdecimal() or not _is_shared(row.layout) or plain(domain) == plain(own) != "":
        return text
    if not domain:
        message = f"Expected the name of the domain (業務名) with list {text}, got none"
        faults.add(row.place("コードID"), message)
        return text
    return f"{domain}_{int(text)}"


def _is_shared(layout: Layout) -> bool:
    name = layout.sheet.name
    return ("連携" in name and "個別" not in name) or "業務名" in layout.columns


@dataclass(slots=True, kw_only=True)
class _Lists:
    """Reads the lists of one sheet. ``begun``: the row that began a list, until its first value;
    ``values``: the row of each value, by list.
    """

    table: CodeTable
    layout: Layout
    own: str
    stated: dict[str, Entry]
    faults: Faults
    current: str = ""
    domain: str = ""
    skipped: bool = False
    begun: SheetRow | None = None
    values: dict[str, dict[str, int]] = field(default_factory=dict)

    def read(self) -> None:
        """Add the sheet's lists to the table."""
        rows, ignored = table_rows(self.layout, _is_note)
        self.table.ignored += ignored
        before = set(self.table.names)
        for row in rows:
            self.domain = row["業務名"] or self.domain
            identity = _identity(row, self.domain, self.own, self.faults)
            if identity and identity != self.current:
                self._close()
                self._begin(row, identity, seen=identity in before)
            if row["コード値"]:
                self._value(row, stated=bool(identity))
            elif row["コード値の内容"]:
                message = "Expected コード値, got an empty cell"
                self.faults.add(row.place("コード値"), message)
                self.begun = None
        self._close()

    def _begin(self, row: SheetRow, identity: str, *, seen: bool) -> None:
        self.current, self.begun, self.skipped = identity, row, False
        if not seen:
            name = row["コード名"] or (
                self.stated[identity].cells["コード名"] if identity in self.stated else ""
            )
            self.table.names.setdefault(identity, name)
        elif row["コード値"] == _FREE:
            self.skipped, self.begun = True, None
            self.table.again.append(identity)
        else:
            message = f"Expected each list in one sheet, got {identity} of another again"
            self.faults.add(row.place("コードID"), message)

    def _close(self) -> None:
        """A list that ends without a value."""
        if self.begun is not None:
            message = f"Expected values of list {self.current}, got none"
            self.faults.add(self.begun.place("コード値"), message)
        self.begun = None

    def _value(self, row: SheetRow, *, stated: bool) -> None:
        value = row["コード値"]
        if not self.current:
            self.faults.add(row.place("コードID"), "Expected the ID of a list, got an empty cell")
            return
        if self.skipped:
            return
        opened = self.begun
        seen = self.values.setdefault(self.current, {})
        if value in seen:
            message = f"Expected each value of list {self.current} once, got {value} again"
            message += f" (row {seen[value] + 1} has it)"
            self.faults.add(row.place("コード値"), message)
            return
        seen[value] = row.number
        cells = {column: row[column] for column in CODE_COLUMNS}
        cells["コードID"] = self.current if stated or opened else ""
        known = self.stated.get(self.current) if opened else None
        if opened is not None and (opened is not row or known):
            cells["コード名"] = self.table.names[self.current]
            about = (known.cells["備考"] if known else "", opened["備考"], cells["備考"])
            cells["備考"] = "\n".join(dict.fromkeys(filter(None, about)))
        self.begun = None
        self.table.entries.append(Entry(row=row, cells=cells))
