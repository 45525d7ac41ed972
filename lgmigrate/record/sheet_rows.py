"""The rows of one layout sheet below its header, as what they say of fields.

A row without anything is passed over, and so are rows that begin with ※ or 注, rows that repeat the
header (page breaks), and rows of the name alone (headings of sections). A row of notes alone goes
on with the notes above it. A row of 合計 or レコード長 states the length of the record.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from lgmigrate.errors import Faults, LayoutError
from lgmigrate.record.sheet_headers import Header, Role, plain
from lgmigrate.record.sheet_types import Kind, parse_type
from lgmigrate.record.workbook import Sheet

__all__ = ["TOTALS", "Row", "read_rows"]

TOTALS = ("合計", "計", "レコード長", "total", "全長", "レコードサイズ", "recordlength", "lrecl")
"""What a cell says that states the length of the record, in the table or above it."""

_SIGNED = ("有", "あり", "有り", "○", "s", "+", "±", "yes", "signed", "符号付", "符号付き")
_UNSIGNED = ("", "無", "なし", "無し", "-", "×", "no", "unsigned", "符号なし")
_RANGE = re.compile(r"([0-9]{1,9})(?:[-~〜ー]([0-9]{1,9}))?")
_LENGTH = re.compile(r"([0-9]{1,9})(?:[,.]([0-9]{1,2}))?(?:バイト|bytes?|文字|桁)?")
_COUNT = re.compile(r"([0-9]{1,5})(?:回)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field as its row states it. ``row`` is its number from 0; ``position``, ``end`` and
    ``length`` are as written, None where the cell is empty.
    """

    row: int
    name: str
    kind: Kind
    position: int | None = None
    end: int | None = None
    length: int | None = None
    scale: int = 0
    repeat: int = 1
    note: str = ""


def read_rows(
    sheet: Sheet, header: Header, faults: Faults, dialect: str
) -> tuple[list[Row], int, bool]:
    """The rows, the length that the table states (0: none), and whether all were understood."""
    found: list[Row] = []
    stated = 0
    before = len(faults.found)
    for number in range(header.row + 1, len(sheet.rows)):
        reader = _Reader(sheet, header, number, faults)
        cells = [text for text in sheet.rows[number] if text]
        if not cells or reader.skipped(cells[0]):
            continue
        if any(plain(cell) in TOTALS for cell in cells):
            stated = reader.number("length", _LENGTH) or stated
            continue
        name, note = reader.name(), reader.text("note")
        if not name and found and not reader.text("type") and not reader.text("length"):
            joined = " ".join(filter(None, (found[-1].note, note)))
            found[-1] = replace(found[-1], note=joined)
            continue
        if len(cells) == 1 and name:
            continue
        row = reader.row(name, dialect)
        if row is not None:
            found.append(row)
    return found, stated, len(faults.found) == before


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the cells of one row by their roles."""

    sheet: Sheet
    header: Header
    at: int
    faults: Faults

    def text(self, role: Role) -> str:
        column = self.header.columns.get(role)
        return "" if column is None else " ".join(self.sheet.label(self.at, column).split())

    def name(self) -> str:
        """The first filled cell of the name's columns: names are indented."""
        texts = (self.sheet.text(self.at, column).strip() for column in self.header.names)
        return " ".join(next(filter(None, texts), "").split())

    def skipped(self, first: str) -> bool:
        columns = self.header.columns.values()
        same = all(
            self.sheet.text(self.at, one) == self.sheet.text(self.header.row, one)
            for one in columns
        )
        return same or plain(first).startswith(("※", "注", "(注", "*"))

    def fault(self, role: Role, message: str) -> None:
        column = self.header.columns.get(role)
        self.faults.add(self.sheet.place(self.at, column), message)

    def number(self, role: Role, form: re.Pattern[str], group: int = 1) -> int | None:
        """The number of a cell, None where it is empty or, with a fault, none."""
        text = plain(self.text(role))
        if not text:
            return None
        match = form.fullmatch(text)
        if match is None:
            if group == 1:
                self.fault(role, f"Expected a number as {role}, got {self.text(role)!r}")
            return None
        return int(match[group]) if match[group] else None

    def row(self, name: str, dialect: str) -> Row | None:
        before = len(self.faults.found)
        if not name:
            self.fault("name", "Expected a name, got none")
        kind = self._kind(dialect)
        length = self.number("length", _LENGTH)
        if kind and length is None and not kind.size and not self.text("length"):
            self.fault("length", "Expected a length, got none")
        if length == 0:
            self.fault("length", "Expected a length of 1 or more, got 0")
        repeat = self.number("repeat", _COUNT)
        if repeat == 0:
            self.fault("repeat", "Expected a repeat of 1 or more, got 0")
        position, decimals = self.number("position", _RANGE), self.number("decimals", _COUNT)
        end = self.number("end", _RANGE) or self.number("position", _RANGE, 2)
        scale = decimals or self.number("length", _LENGTH, 2) or 0
        if len(self.faults.found) > before or kind is None:
            return None
        physical = self.text("physical")
        notes = (name if physical and physical != name else "", self.text("note"))
        return Row(
            row=self.at,
            name=unicodedata.normalize("NFKC", physical) or name,
            kind=kind,
            position=position,
            end=end,
            length=length,
            scale=scale,
            repeat=repeat or 1,
            note=" ".join(filter(None, notes)),
        )

    def _kind(self, dialect: str) -> Kind | None:
        text = self.text("type")
        if not text:
            self.fault("type", "Expected a type, got none")
            return None
        try:
            kind = parse_type(text, dialect)
        except LayoutError as error:
            for fault in error.faults:
                self.fault("type", fault)
            return None
        sign = plain(self.text("sign"))
        if sign not in _SIGNED + _UNSIGNED:
            self.fault("sign", f"Expected 有 or 無 as sign, got {self.text('sign')!r}")
        if sign in _SIGNED and kind.usage in ("zoned", "packed", "binary"):
            return replace(kind, sign="trailing")
        return kind
