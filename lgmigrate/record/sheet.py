"""Layout sheets (項目定義書), xlsx or CSV, as record layouts: one sheet, one record.

``sheet_headers`` knows the columns by their words, ``sheet_types`` letters, words and pictures of
types, ``sheet_rows`` the rows, ``sheet_places`` what lengths count and whether positions fit.
Sheets of a workbook without such a table (covers, histories) are passed over, hidden ones too.
docs/layout-sheets.md has the tables for readers.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from pathlib import Path
from typing import Literal

from lgmigrate.errors import Faults, LayoutError, PackError
from lgmigrate.record.layout import RecordLayout
from lgmigrate.record.sheet_headers import Header, find_header, plain
from lgmigrate.record.sheet_places import SheetTable
from lgmigrate.record.sheet_rows import TOTALS, read_rows
from lgmigrate.record.workbook import Book, Sheet, read_book

__all__ = ["read_sheet", "sheet_layouts"]

_TITLES = ("レコード名", "レコード名称", "レコードid", "recordname")
_STATED = re.compile(r"([0-9]{1,9})(?:バイト|bytes?)?")


def read_sheet(
    path: str | Path,
    *,
    sheet: str = "",
    dialect: str = "ibm",
    lengths: Literal["", "bytes", "characters"] = "",
) -> tuple[RecordLayout, ...]:
    """The layouts of the sheets of a file, or of the one that ``sheet`` names.

    ``dialect`` is that of COBOL pictures with a USAGE. ``lengths`` says what the lengths of
    double-byte text, packed and binary numbers count, where neither the header nor positions do.

    Raises:
        LayoutError: every fault at once, each with file, sheet, row and column.
    """
    place = Path(path)
    try:
        data = place.read_bytes()
    except OSError as error:
        msg = f"{place}: Expected a file that can be read, got {type(error).__name__}"
        raise LayoutError(msg) from error
    return sheet_layouts(data, str(place), sheet=sheet, dialect=dialect, lengths=lengths)


def sheet_layouts(
    data: bytes,
    name: str,
    *,
    sheet: str = "",
    dialect: str = "ibm",
    lengths: Literal["", "bytes", "characters"] = "",
) -> tuple[RecordLayout, ...]:
    """As ``read_sheet``, from the bytes of a file of that name.

    Raises:
        LayoutError: as ``read_sheet``.
    """
    faults = Faults(LayoutError)
    found: list[RecordLayout] = []
    tables = 0
    for one in _chosen(_book(data, name), sheet):
        header = find_header(one.rows)
        if header is None:
            continue
        tables += 1
        layout = _layout(one, header, faults, dialect=dialect, lengths=lengths)
        if layout is None:
            continue
        if layout.name in {other.name for other in found}:
            faults.add(one.place(), f"Expected each record once, got {layout.name} again")
        found.append(layout)
    if not tables:
        faults.add(name, "Expected a table with columns 項目名, 属性 and 桁数, got none")
    faults.raise_if_any()
    return tuple(found)


def _book(data: bytes, name: str) -> Book:
    if Path(name).suffix.lower() != ".csv":
        try:
            return read_book(data, name)
        except PackError as error:
            raise LayoutError(*error.faults) from error
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        msg = f"{name}: Expected text in UTF-8 or cp932, got neither"
        raise LayoutError(msg)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        msg = f"{name}: Expected rows of CSV, got {error}"
        raise LayoutError(msg) from error
    rows = tuple(tuple(cell.strip() for cell in line) for line in lines)
    return Book(name=name, sheets=(Sheet(book=name, name=Path(name).stem, rows=rows),))


def _chosen(book: Book, sheet: str) -> tuple[Sheet, ...]:
    if not sheet:
        return tuple(one for one in book.sheets if not one.hidden)
    found = tuple(one for one in book.sheets if one.name == sheet)
    if not found:
        names = ", ".join(one.name for one in book.sheets)
        msg = f"{book.name}: Expected a sheet of {names}, got {sheet}"
        raise LayoutError(msg)
    return found


def _layout(
    sheet: Sheet, header: Header, faults: Faults, *, dialect: str, lengths: str
) -> RecordLayout | None:
    before = len(faults.found)
    for role, columns in header.doubled.items():
        place = sheet.place(header.row, columns[1])
        faults.add(place, f"Expected one column of {role}, got {len(columns)}")
    if "type" not in header.columns:
        faults.add(sheet.place(header.row), "Expected a column of type, got none")
    if len(faults.found) > before:
        return None
    rows, stated, good = read_rows(sheet, header, faults, dialect)
    if not good:
        return None
    title = _beside(sheet, header.row, _TITLES)
    above = _STATED.fullmatch(plain(_beside(sheet, header.row, TOTALS)))
    stated = stated or (int(above[1]) if above else 0)
    name = unicodedata.normalize("NFKC", title) or sheet.name
    table = SheetTable(
        sheet=sheet, header=header, rows=rows, stated=stated, lengths=lengths, faults=faults
    )
    return table.layout(name)


def _beside(sheet: Sheet, until: int, words: tuple[str, ...]) -> str:
    """What stands behind one of these words above the header: in the cell, or in the next one."""
    for row in range(until):
        for column, text in enumerate(sheet.rows[row]):
            word, _, behind = unicodedata.normalize("NFKC", text).partition(":")
            if re.sub(r"\(.*?\)", "", plain(word)) not in words:
                continue
            others = (one for one in sheet.rows[row][column + 1 :] if one)
            return behind.strip() or next(others, "")
    return ""
