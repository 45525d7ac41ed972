"""New workbooks: cells are what they are given as, and the same tables are the same bytes."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.workbook import Workbook

__all__ = ["new_workbook"]

_MADE = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the oldest that a zip can say
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def new_workbook(stream: io.BytesIO, title: str = "") -> Workbook:
    """A workbook that goes to ``stream`` when it is closed; a context manager."""
    book = xlsxwriter.Workbook(stream, _OPTIONS)
    book.set_properties({"created": _MADE, "title": title})
    return book
