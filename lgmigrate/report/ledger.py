"""The ledger of characters as a workbook: 外字一覧 with every row, 集計 with its totals.

Texts are written as strings, whatever they begin with, so that no cell is a formula. The same
ledger gives the same bytes.
"""

from __future__ import annotations

import io
from collections import Counter

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from lgmigrate.charset.ledger import HEADERS, KINDS, STATUSES, Ledger, LedgerRow, cells
from lgmigrate.errors import UsageError
from lgmigrate.report.workbook import new_workbook

__all__ = ["MOST_ROWS", "to_xlsx"]

MOST_ROWS = 1_048_575  # of a sheet, below its header
_COLUMNS = ("文字", *HEADERS)
_WIDTHS = (6, 14, 16, 16, 12, 14, 8, 8, 8, 10, 40, 40, 40)
_TOTALS = ("区分", "状態", "文字の種類", "件数")


def to_xlsx(ledger: Ledger) -> bytes:
    """The workbook.

    Raises:
        UsageError: there are more rows than a sheet holds.
    """
    rows = ledger.rows()
    if len(rows) > MOST_ROWS:
        msg = f"Expected at most {MOST_ROWS:,} rows for a workbook, got {len(rows):,}: write CSV"
        raise UsageError(msg)
    stream = io.BytesIO()
    with new_workbook(stream) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDE5F0", "bottom": 1})
        _list(book, rows, head)
        _sums(book, rows, head)
    return stream.getvalue()


def _list(book: Workbook, rows: tuple[LedgerRow, ...], head: Format) -> None:
    sheet = book.add_worksheet("外字一覧")
    for column, (header, width) in enumerate(zip(_COLUMNS, _WIDTHS, strict=True)):
        sheet.write_string(0, column, header, head)
        sheet.set_column(column, column, width)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate((row.text, *cells(row))):
            if isinstance(value, int):
                sheet.write_number(number, column, value)
            elif value:
                sheet.write_string(number, column, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(_COLUMNS) - 1)


def _sums(book: Workbook, rows: tuple[LedgerRow, ...], head: Format) -> None:
    sheet = book.add_worksheet("集計")
    different: Counter[tuple[str, str]] = Counter()
    occurring: Counter[tuple[str, str]] = Counter()
    for row in rows:
        different[row.kind, row.status] += 1
        occurring[row.kind, row.status] += row.count
    for column, header in enumerate(_TOTALS):
        sheet.write_string(0, column, header, head)
        sheet.set_column(column, column, 14)
    line = 1
    for kind, kind_word in KINDS.items():
        for status, status_word in STATUSES.items():
            if different[kind, status]:
                sheet.write_string(line, 0, kind_word)
                sheet.write_string(line, 1, status_word)
                sheet.write_number(line, 2, different[kind, status])
                sheet.write_number(line, 3, occurring[kind, status])
                line += 1
    sheet.write_string(line, 0, "合計", head)
    sheet.write_blank(line, 1, None, head)
    sheet.write_number(line, 2, different.total(), head)
    sheet.write_number(line, 3, occurring.total(), head)
    sheet.freeze_panes(1, 0)
