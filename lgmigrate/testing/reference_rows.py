"""Delimited records, slow and obvious: what cutting and writing columns is held against.

Source: RFC 4180, sections 2.5 to 2.7: a column may stand in quotes; a quote within is doubled.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

__all__ = ["Quote", "join_row", "split_row"]

Quote = Literal["all", "minimal", "none"]


def join_row(cells: Sequence[bytes], delimiter: bytes, quote: Quote) -> bytes:
    """Cells -> a record. With ``none`` no cell may need quotes."""
    return delimiter.join(_written(cell, delimiter, quote) for cell in cells)


def _written(cell: bytes, delimiter: bytes, quote: Quote) -> bytes:
    special = any(sign in cell for sign in (delimiter, b'"', b"\r", b"\n"))
    if quote == "none" or (quote == "minimal" and not special):
        return cell
    return b'"' + cell.replace(b'"', b'""') + b'"'


def split_row(record: bytes, delimiter: bytes) -> tuple[list[bytes], bool]:
    """A record -> (its cells, whether every quote that opens a column also closes it)."""
    sign = re.escape(delimiter)
    column = re.compile(rb'"((?:[^"]|"")*)("?)([^%s]*)|([^%s]*)' % (sign, sign), re.DOTALL)
    cells, sound, at = [], True, 0
    while True:
        match = column.match(record, at)
        if match is None:
            raise AssertionError(record)
        quoted = match[4] is None
        cells.append(match[1].replace(b'""', b'"') if quoted else match[4])
        sound &= not quoted or (match[2] == b'"' and not match[3])
        if match.end() == len(record):
            return cells, sound
        at = match.end() + 1
