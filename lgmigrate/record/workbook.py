"""A workbook (xlsx) as grids of text cells with their merged ranges, each cell with its place.

The cells come from python-calamine. What it does not tell is read from the parts of the file
(``workbook_parts``): numbers shown with leading zeros (code value 1 shown as 01), and
cells that hold an error. Line ends in a cell become LF; outer blanks go, inner ones stay.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from lxml import etree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from lgmigrate.errors import PackError
from lgmigrate.record.workbook_parts import Part, read_parts

__all__ = ["Book", "Cell", "Merge", "Sheet", "letter", "read_book"]

Cell = tuple[int, int]
"""Row and column, both from 0."""

_ZIP, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_CELLS = 20_000_000  # of a sheet: one stray cell at the far end makes it as large as that


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A merged range; its text stands in the first cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet from A1 on. ``padded`` are numbers as they are shown, where that has zeros in
    front; ``numbers`` are the cells that hold numbers.
    """

    book: str
    name: str
    rows: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    numbers: frozenset[Cell] = frozenset()
    padded: Mapping[Cell, str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Columns of the widest row."""
        return max(map(len, self.rows), default=0)

    @cached_property
    def _merged(self) -> dict[Cell, Merge]:
        return {
            (row, column): one
            for one in self.merges
            for row in range(one.top, one.bottom + 1)
            for column in range(one.left, one.right + 1)
        }

    def merge(self, row: int, column: int) -> Merge | None:
        """The merged range that a cell is in."""
        return self._merged.get((row, column))

    def text(self, row: int, column: int) -> str:
        """The text of a cell itself; "" outside the grid."""
        line = self.rows[row] if row < len(self.rows) else ()
        return line[column] if column < len(line) else ""

    def label(self, row: int, column: int) -> str:
        """The text that a cell shows: that of its merged range, if it is in one."""
        one = self.merge(row, column)
        return self.text(one.top, one.left) if one else self.text(row, column)

    def filled(self, row: int, column: int) -> str:
        """The text of a cell of a table: a merged range gives its text to each of its rows, in
        its first column.
        """
        one = self.merge(row, column)
        return self.text(one.top if one and one.left == column else row, column)

    def shown(self, row: int, column: int) -> str:
        """As ``filled``, numbers with the zeros in front that they are shown with."""
        one = self.merge(row, column)
        top = one.top if one and one.left == column else row
        return self.padded.get((top, column)) or self.text(top, column)

    def place(self, row: int | None = None, column: int | None = None) -> str:
        """Where a person finds a cell: workbook, sheet, row from 1, column letter."""
        parts = [self.book, f"sheet {self.name}"]
        if row is not None:
            parts.append(f"row {row + 1}")
        if column is not None:
            parts.append(f"column {letter(column)}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A workbook: its file name and its sheets in order."""

    name: str
    sheets: tuple[Sheet, ...]


def letter(column: int) -> str:
    """The letters of a column from 0: A, B, ... Z, AA."""
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def read_book(data: bytes, name: str) -> Book:
    """The workbook in these bytes; ``name`` is that of its file.

    Raises:
        PackError: it is no xlsx, is encrypted, is damaged, or has a sheet too large to read.
    """
    _check_kind(data, name)
    try:
        parts = read_parts(data)
        for title, part in parts.items():
            if part.cells > _MOST_CELLS:
                msg = f"{name}, sheet {title}: Expected at most {_MOST_CELLS:,} cells, got more"
                raise PackError(msg)
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            hidden = {
                one.name: one.visible != SheetVisibleEnum.Visible for one in book.sheets_metadata
            }
            sheets = tuple(
                _sheet(book.get_sheet_by_name(title), name, part, hidden=hidden.get(title, False))
                for title, part in parts.items()
            )
    except (
        *(CalamineError, zipfile.BadZipFile, zipfile.LargeZipFile, etree.XMLSyntaxError),
        *(LookupError, ValueError, RuntimeError, EOFError, OSError),  # broken parts of the zip
        *(zlib.error, lzma.LZMAError, struct.error, OverflowError),
    ) as error:
        msg = f"{name}: Expected a workbook (xlsx), got a damaged file ({type(error).__name__})"
        raise PackError(msg) from error
    return Book(name=name, sheets=sheets)


def _check_kind(data: bytes, name: str) -> None:
    if data.startswith(_COMPOUND):
        got = "an encrypted workbook: save it without a password"
        if _ENCRYPTED not in data:
            got = "the older form xls: save it as xlsx"
        msg = f"{name}: Expected a workbook (xlsx), got {got}"
        raise PackError(msg)
    if not data.startswith(_ZIP):
        msg = f"{name}: Expected a workbook (xlsx), got another file"
        raise PackError(msg)


def _sheet(sheet: CalamineSheet, book: str, part: Part, *, hidden: bool) -> Sheet:
    values = sheet.to_python(skip_empty_area=False)
    rows = [[_text(value) for value in row] for row in values]
    numbers = frozenset(
        (row, column)
        for row, line in enumerate(values)
        for column, value in enumerate(line)
        if isinstance(value, int | float) and not isinstance(value, bool)
    )
    for (row, column), error in part.errors.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = error
    return Sheet(
        book=book,
        name=sheet.name,
        rows=tuple(map(tuple, rows)),
        merges=tuple(
            Merge(top=top, left=left, bottom=bottom, right=right)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        ),
        hidden=hidden,
        numbers=numbers,
        padded=part.padded,
    )


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _moment(value)


def _moment(value: object) -> str:
    """A day or a time as the data types DATE and TIME write it; anything else as it is."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        hours, rest = divmod(int(value.total_seconds()), 3600)
        return f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
    return str(value)
