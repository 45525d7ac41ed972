"""Which sheet of a workbook is what, where its header stands, and which column is which.

A sheet's role is known by its name, else by its header. A header is one to three rows: the text
of a merged cell counts for every column below it (グループ over 名称, 主キー and 外部キー), that of
an unmerged one for the columns to its right that have a text of their own in the row below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lgmigrate.errors import Faults
from lgmigrate.record.workbook import Book, Sheet
from lgmigrate.record.workbook_parts import column_number
from lgmigrate.standard.workbook.column_map import ColumnMap, SheetMap
from lgmigrate.standard.workbook.words import (
    OFFICIAL_COLUMNS,
    OFFICIAL_SIGNS,
    REQUIRED,
    ROLE_NAMES,
    SYNONYMS,
    Role,
    plain,
)

__all__ = ["Layout", "detect"]

_HEADER_ROWS, _DEPTH = 40, 3  # rows in which a header may begin, rows that it may have
_LEAST: Mapping[Role, int] = {"items": 4, "codes": 3, "files": 3, "relations": 4}
_TELLING: Mapping[Role, tuple[str, ...]] = {
    "items": ("データ項目",),
    "codes": ("コードID", "コード値"),
    "files": ("グループ_名称",),
    "relations": ("関連元項目", "関連先ファイル"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A sheet as it is read. ``columns``: ours -> the sheet's (from 0; an ID may stand in two
    columns), ``texts``: ours -> the header as the sheet has it, ``absent``: those that a mapping
    file says there are none of. ``first`` is the first row below the header, ``header`` its rows
    from 1 ("5-6"), "" where none was found.
    """

    sheet: Sheet
    role: Role
    reason: str
    first: int = 0
    header: str = ""
    columns: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()
    unused: tuple[tuple[int, str], ...] = ()
    official: bool = False

    def place(self, row: int, column: str = "") -> str:
        """Where a cell stands that holds one of our columns."""
        found = self.columns.get(column)
        return self.sheet.place(row, found[0] if found else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    top: int
    bottom: int
    columns: dict[str, tuple[int, ...]]
    texts: dict[str, str]
    unused: tuple[tuple[int, str], ...]


def detect(book: Book, columns: ColumnMap, faults: Faults) -> tuple[Layout, ...]:
    """Every sheet with its role and columns; a header or column that must be there is noted."""
    columns.check_sheets(tuple(one.name for one in book.sheets), faults)
    found = [_sheet(one, columns.sheet(one.name), columns, faults) for one in book.sheets]
    official = any(_is_official(one) for one in found)
    structured = any("構成" in one.columns for one in found if one.role == "codes")
    layouts = tuple(
        _checked(one, faults, official=official, structured=structured) for one in found
    )
    if not any(one.role == "items" for one in layouts):
        names = ", ".join(one.name for one in book.sheets)
        faults.add(book.name, f"Expected a sheet of items (データ項目一覧), got {names}")
    return layouts


def _is_official(layout: Layout) -> bool:
    return layout.role == "items" and len(OFFICIAL_SIGNS & set(layout.columns)) >= 4


def _sheet(sheet: Sheet, given: SheetMap, columns: ColumnMap, faults: Faults) -> Layout:
    named = plain(sheet.name)
    said = [(match.start(), role) for role, form in ROLE_NAMES if (match := form.search(named))]
    by_name = min(said, key=lambda one: one[0])[1] if said else None
    role = given.role or by_name
    reason = "map" if given.role else "name"
    if role is None:
        role = _by_header(sheet)
        reason = "header"
    if role is None:
        return Layout(sheet=sheet, role="ignore", reason="unknown")
    if role == "ignore":
        return Layout(sheet=sheet, role=role, reason=reason)
    header = _header(sheet, role, *given.header) if given.header else _best(sheet, role)
    if header is None:
        if role == "relations" and not given.role:  # a drawing; key columns may say the same
            return Layout(sheet=sheet, role="ignore", reason="drawing")
        wanted = ", ".join(REQUIRED[role])
        faults.add(sheet.place(), f"Expected a header row with {wanted}, got none")
        return Layout(sheet=sheet, role=role, reason=reason)
    found = Layout(
        sheet=sheet,
        role=role,
        reason=reason,
        first=header.bottom + 1,
        header="-".join(map(str, dict.fromkeys((header.top + 1, header.bottom + 1)))),
        columns=header.columns,
        texts=header.texts,
        unused=header.unused,
    )
    heads = {
        plain(text): column
        for column, pieces in enumerate(_pieces(sheet, header.top, header.bottom))
        for text in ("_".join(pieces), *pieces[-1:])
    }
    return _with_map(found, heads, columns, faults)


def _by_header(sheet: Sheet) -> Role | None:
    best: tuple[int, Role] | None = None
    for role, least in _LEAST.items():
        header = _best(sheet, role)
        if header is None or len(header.columns) < least:
            continue
        telling = all(one in header.columns for one in _TELLING[role])
        if telling and (best is None or len(header.columns) > best[0]):
            best = len(header.columns), role
    return best[1] if best else None


def _best(sheet: Sheet, role: Role) -> _Header | None:
    """The rows in which the most columns are known; fewer rows, then earlier ones."""
    best: _Header | None = None
    for depth in range(1, _DEPTH + 1):
        for top in range(min(len(sheet.rows), _HEADER_ROWS)):
            one = _header(sheet, role, top, top + depth - 1)
            if len(one.columns) >= 2 and (best is None or len(one.columns) > len(best.columns)):
                best = one
    return best


def _header(sheet: Sheet, role: Role, top: int, bottom: int) -> _Header:
    words, columns = SYNONYMS[role], dict[str, tuple[int, ...]]()
    texts, unused = dict[str, str](), list[tuple[int, str]]()
    end = bottom
    for column, pieces in enumerate(_pieces(sheet, top, bottom)):
        if not pieces:
            continue
        whole = [plain(one) for one in pieces]
        tries = ("_".join(whole[start:]) for start in range(len(whole)))
        name = next((words[one] for one in tries if one in words), "")
        text = "_".join(pieces).replace("\n", "")
        same = sheet.merge(top, column)
        if name and name not in columns:
            columns[name], texts[name] = (column,), text
            for row in range(top, bottom + 1):
                merge = sheet.merge(row, column)
                end = max(end, merge.bottom if merge else row)
        elif name and same is not None and same.left == columns[name][0]:
            columns[name] = (*columns[name], column)
        else:
            unused.append((column, text))
    if role == "items":
        _take_second_half(sheet, end + 1, columns, unused)
    return _Header(top=top, bottom=end, columns=columns, texts=texts, unused=tuple(unused))


def _pieces(sheet: Sheet, top: int, bottom: int) -> Iterator[tuple[str, ...]]:
    """The texts of the header over each column, from above, each once."""
    carried = [""] * (bottom - top + 1)
    for column in range(sheet.width):
        pieces: list[str] = []
        below = [sheet.label(row, column) for row in range(top, bottom + 1)]
        for number, text in enumerate(below):
            merge = sheet.merge(top + number, column)
            if text or merge is not None:
                carried[number:] = [text] + [""] * (len(carried) - number - 1)
            open_below = any(below[number + 1 :]) and number < len(below) - 1
            piece = text or (carried[number] if open_below else "")
            if piece and piece not in pieces[-1:]:
                pieces.append(piece)
        yield tuple(pieces)


def _take_second_half(
    sheet: Sheet,
    first: int,
    columns: dict[str, tuple[int, ...]],
    unused: Sequence[tuple[int, str]],
) -> None:
    """An ID in two columns (031 and 1) under a header that is not merged over both."""
    known = columns.get("データ項目ID")
    if known is None or len(known) > 1:
        return
    right = known[0] + 1
    taken = {one for many in columns.values() for one in many} | {one for one, _ in unused}
    if right in taken:
        return
    filled = [row for row in range(first, len(sheet.rows)) if sheet.text(row, known[0])]
    digits = [row for row in filled if sheet.text(row, right).isdecimal()]
    if digits and len(digits) * 2 > len(filled):
        columns["データ項目ID"] = (known[0], right)


def _with_map(
    layout: Layout, heads: Mapping[str, int], columns: ColumnMap, faults: Faults
) -> Layout:
    """The layout with the columns that a mapping file names in the place of those found."""
    found, texts, absent = dict(layout.columns), dict(layout.texts), set[str]()
    name_of_sheet, known = layout.sheet.name, set(SYNONYMS[layout.role].values())
    for name, wanted in columns.sheet(name_of_sheet).columns.items():
        if name not in known:
            message = f"Expected a column of {', '.join(sorted(known))}, got {name}"
            faults.add(columns.place(name), message)
        elif not wanted:
            absent.add(name)
            found.pop(name, None)
        elif (at := _named(wanted, heads)) is None:
            message = f"Expected a header or column letter of {name_of_sheet}, got {wanted}"
            faults.add(columns.place(name), message)
        else:
            found = {one: had for one, had in found.items() if one == name or had != at}
            found[name], texts[name] = at, wanted
    used = {one for many in found.values() for one in many}
    return replace(
        layout,
        columns=dict(sorted(found.items(), key=lambda one: one[1])),
        texts={name: texts[name] for name in found},
        absent=frozenset(absent),
        unused=tuple(one for one in layout.unused if one[0] not in used),
    )


def _named(wanted: str, heads: Mapping[str, int]) -> tuple[int, ...] | None:
    """The columns of a header text or of letters (L, B:C)."""
    if (at := heads.get(plain(wanted))) is not None:
        return (at,)
    if re.fullmatch("[A-Z]{1,3}(:[A-Z]{1,3})?", wanted):
        return tuple(map(column_number, wanted.split(":")))
    return None


def _checked(layout: Layout, faults: Faults, *, official: bool, structured: bool) -> Layout:
    """The layout with its form; columns that must be there and are not are noted.

    Where コード構成表 has the names of the lists (``structured``), コード一覧 need not have them.
    """
    if layout.role == "ignore" or not layout.header:
        return layout
    wanted = REQUIRED[layout.role]
    if layout.role == "items" and official:
        wanted = OFFICIAL_COLUMNS
    if layout.role == "codes":
        values = "構成" not in layout.columns
        wanted = (*wanted, *(("コード値", "コード値の内容") if values else ()))
        wanted = (*wanted, *(() if values and structured else ("コード名",)))
    missing = [one for one in wanted if one not in layout.columns and one not in layout.absent]
    place = f"{layout.sheet.place()}, row {layout.header}"
    for one in missing:
        faults.add(place, f"Expected the column {one}, got none")
    return replace(layout, official=official)
