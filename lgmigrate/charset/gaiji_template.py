"""The gaiji table to be filled in: one line for each code of a ledger that has no character yet.

Codes are written ``X'80E1'``: a spreadsheet makes the number 800 of a bare 80E1. Read back
without a change, the table has every code and no character for any.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable

from lgmigrate.charset.gaiji_csv import COLUMNS
from lgmigrate.charset.gaiji_forms import is_private, is_unicode_name
from lgmigrate.charset.ledger import LedgerRow

__all__ = ["template"]

_CODE = re.compile("(?:[0-9A-F]{2}){1,3}")
_FORMULA = re.compile(r"[=+\-@]")  # what a spreadsheet calculates


def template(
    rows: Iterable[LedgerRow], candidates: Callable[[LedgerRow], Iterable[str]] | None = None
) -> bytes:
    """CSV (UTF-8 with BOM, CRLF) with ``COLUMNS`` for the codes that became no character, or one
    of private use only, in the order of the ledger.

    ``candidates`` gives what a code may be, as a person should read it; it goes into 備考, since
    only a person can say which one it is.
    """
    counts: dict[tuple[str, str], int] = {}
    first: dict[tuple[str, str], LedgerRow] = {}
    for row in rows:
        lost = row.status == "unmapped" and all(is_private(ord(char)) for char in row.text)
        if lost and (key := _key(row)):
            counts[row.page, key] = counts.get((row.page, key), 0) + row.count
            first.setdefault((row.page, key), row)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for (page, key), row in first.items():
        found = ", ".join(candidates(row)) if candidates else ""
        note = "; ".join(filter(None, (row.note, f"候補: {found}" if found else "")))
        cells = dict.fromkeys(COLUMNS, "") | {
            "外字コード": key,
            "旧文字セット": page,
            "MJ文字図形名": row.mj,
            "使用件数": str(counts[page, key]),
            "備考": f"'{note}" if _FORMULA.match(note) else note,
        }
        writer.writerow(cells[column] for column in COLUMNS)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _key(row: LedgerRow) -> str:
    """The code as a table spells it, "" for a row of a token that was written out."""
    if is_unicode_name(row.page):
        return row.ucs if len(row.text) == 1 else ""
    return f"X'{row.source}'" if _CODE.fullmatch(row.source) else ""
