"""The rows of a sheet below its header, as cells by our columns; what is no row, with the reason.

A row whose cells are all "e" is the end mark of the official template; the last such row ends the
table. Blank rows are passed over; the header again, and rows that hold a note only, are told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from lgmigrate.standard.workbook.sheets import Layout
from lgmigrate.standard.workbook.words import plain

__all__ = ["Ignored", "SheetRow", "table_rows"]

Reason = Literal["end", "after_end", "header", "note"]
"""end mark, a row behind it, the header again, a row with a note only."""

_END = "e"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Rows of a sheet that are not read, from 1, and why."""

    sheet: str
    reason: Reason
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row: its number from 0, and its cells by column; a column that is not there is blank."""

    layout: Layout
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell of a column."""
        return self.cells.get(column, "")

    def place(self, column: str = "") -> str:
        """Where the row, or the cell of a column, stands."""
        return self.layout.place(self.number, column)

    def is_header(self, column: str) -> bool:
        """Whether the cell is the header of its column, or a part of it, again."""
        text, cell = self.layout.texts[column], plain(self[column])
        return cell == plain(text) or cell in map(plain, text.split("_"))

    def parts(self, column: str) -> tuple[tuple[str, bool], ...]:
        """The cells of a column that stands in several, and whether each is a number; one where
        they are merged.
        """
        sheet, columns = self.layout.sheet, self.layout.columns[column]
        merge = sheet.merge(self.number, columns[0])
        if merge is not None and merge.right > columns[0]:
            columns = columns[:1]
        return tuple(
            (sheet.filled(self.number, at), (self.number, at) in sheet.numbers) for at in columns
        )


def table_rows(
    layout: Layout, is_note: Callable[[SheetRow], bool]
) -> tuple[tuple[SheetRow, ...], tuple[Ignored, ...]]:
    """The rows of a sheet, and what is not read of it."""
    sheet, rows = layout.sheet, list[SheetRow]()
    left: dict[Reason, list[int]] = {"end": [], "after_end": [], "header": [], "note": []}
    end = _end(layout)
    for number in range(layout.first, len(sheet.rows)):
        row = _row(layout, number)
        reason = _reason(row, end, is_note)
        if reason is not None:
            left[reason].append(number + 1)
        elif any(row.cells.values()):
            rows.append(row)
    ignored = (
        Ignored(sheet=sheet.name, reason=reason, rows=tuple(numbers))
        for reason, numbers in left.items()
        if numbers
    )
    return tuple(rows), tuple(ignored)


def _row(layout: Layout, number: int) -> SheetRow:
    sheet = layout.sheet
    cells = {name: sheet.filled(number, columns[0]) for name, columns in layout.columns.items()}
    for name in {"コード値", "サンプル値"} & cells.keys():
        cells[name] = sheet.shown(number, layout.columns[name][0])
    return SheetRow(layout=layout, number=number, cells=cells)


def _end(layout: Layout) -> int:
    """The row of the end mark; behind the last row where there is none."""
    rows = layout.sheet.rows
    for number in range(len(rows) - 1, layout.first - 1, -1):
        filled = [one for one in rows[number] if one]
        if len(filled) > 1 and set(filled) == {_END}:
            return number
    return len(rows)


def _reason(row: SheetRow, end: int, is_note: Callable[[SheetRow], bool]) -> Reason | None:
    if row.number == end:
        return "end"
    filled = {name: cell for name, cell in row.cells.items() if cell}
    if not filled:
        return None
    if row.number > end:
        return "after_end"
    if len(filled) >= min(3, len(row.cells)) and all(map(row.is_header, filled)):
        return "header"
    return "note" if is_note(row) else None
