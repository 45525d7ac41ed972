"""Rows of MJ文字情報一覧表, in whatever form they came, as glyphs; or every fault in them.

The headings are those of the official workbook (Ver.006.02). They are compared without blanks,
underscores and 「(参考)」, which is how the forms of the list differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from sys import intern
from typing import TypeVar

from lgmigrate.charset.mj import Moji, MojiList, selector
from lgmigrate.errors import CharsetError, Faults

__all__ = ["MJ", "Row", "as_char", "as_text", "check_columns", "column", "moji_list", "places"]

T = TypeVar("T")

_REQUIRED = {
    "mj": "MJ文字図形名",
    "ucs": "対応するUCS",
    "implemented": "実装したUCS",
    "ivs": "実装したMoji_JohoコレクションIVS",
    "svs": "実装したSVS",
    "x0213": "X0213",
    "class": "X0213 包摂区分",
    "koseki": "戸籍統一文字番号",
    "juki": "住基ネット統一文字コード",
}
_OPTIONAL = {
    "compatible": "対応する互換漢字",
    "x0212": "X0212",
    "toki": "登記統一文字番号(参考)",
    "readings": "読み(参考)",
}
_COLUMNS = _REQUIRED | _OPTIONAL

MJ = re.compile(r"MJ[0-9]{6}")
_NUMBERS = {"koseki": 6, "toki": 8}  # digits; a spreadsheet drops leading zeros
_FORMS = {
    "x0213": re.compile(r"[12]-[0-9]{1,2}-[0-9]{1,2}"),
    "class": re.compile(r"[0-9]"),
    "koseki": re.compile(r"[0-9]{6}"),
    "toki": re.compile(r"[0-9]{8}"),
    "juki": re.compile(r"J\+[0-9A-F]{4}"),
}
_HEX = re.compile(r"[0-9A-F]{4,6}")

Row = tuple[str, dict[str, str]]
"""Where a row stands, and its cells by the names of the columns."""


def _plain(heading: object) -> str:
    return re.sub(r"[\s_]|[(（]参考[)）]", "", str(heading))


_BY_HEADING = {_plain(heading): name for name, heading in _COLUMNS.items()}


def column(heading: object) -> str:
    """The name of the column with this heading; nothing for a heading that is not asked for."""
    return _BY_HEADING.get(_plain(heading), "")


def places(headings: Iterable[object]) -> dict[str, int]:
    """The names of the columns that are asked for, and their places among the headings."""
    found = dict[str, int]()
    for place, heading in enumerate(headings):
        if name := column(heading):
            found.setdefault(name, place)
    return found


def check_columns(place: str, names: Iterable[str]) -> None:
    """Refuse a table without one of the columns that must be there, naming all that are missing.

    Raises:
        CharsetError: there are such columns.
    """
    there = set(names)
    missing = [heading for name, heading in _REQUIRED.items() if name not in there]
    if missing:
        msg = f"{place}: Expected MJ文字情報一覧表 with the columns {', '.join(missing)}, got none"
        raise CharsetError(msg)


def as_text(cell: object) -> str:
    """A cell as text; the numbers of a workbook are floats."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _code(digits: str) -> str:
    if not _HEX.fullmatch(digits) or 0xD800 <= (code := int(digits, 16)) < 0xE000:
        raise ValueError
    return chr(code)


def as_char(cell: str) -> str:
    """The character of ``U+9089``, or of a cell that holds the character itself or nothing.

    Raises:
        ValueError: the cell holds something else.
    """
    if len(cell) > 1:
        prefix, digits = cell[:2], cell[2:]
        return _code(digits if prefix == "U+" else "")
    return cell


def _sequences(cell: str) -> tuple[str, ...]:
    """``9089_E010F;...``, or the sequences themselves between the semicolons.

    Raises:
        ValueError: something is not a base and a variation selector.
    """
    found = []
    for one in filter(None, cell.split(";")):
        text = "".join(map(_code, one.split("_"))) if "_" in one else one
        if len(text) != 2 or not selector(text[1]) or selector(text[0]):
            raise ValueError
        found.append(text)
    return tuple(found)


def _moji(place: str, row: dict[str, str], faults: Faults) -> Moji | None:
    """One row, or None and what is wrong with it."""
    before = len(faults.found)

    def read(name: str, reader: Callable[[str], T], form: str) -> T | None:
        try:
            return reader(row.get(name, ""))
        except ValueError:
            faults.add(place, f"{_COLUMNS[name]}: Expected a form as {form}, got {row[name]!r}")
        return None

    if not MJ.fullmatch(row.get("mj", "")):
        faults.add(place, f"Expected MJ文字図形名 as MJ026190, got {row.get('mj', '')!r}")
    for name, digits in _NUMBERS.items():
        if row.get(name):
            row[name] = row[name].zfill(digits)
    for name, form in _FORMS.items():
        if row.get(name) and not form.fullmatch(row[name]):
            faults.add(place, f"{_COLUMNS[name]}: Expected {form.pattern}, got {row[name]!r}")
    found = Moji(
        mj=row.get("mj", ""),
        ucs=read("ucs", as_char, "U+9089") or "",
        implemented=read("implemented", as_char, "U+9089") or "",
        ivs=read("ivs", _sequences, "9089_E010F") or (),
        svs=read("svs", _sequences, "6B04_FE00") or (),
        compatible=read("compatible", as_char, "U+9089") or "",
        x0213=row.get("x0213", ""),
        unified=row.get("class", "") not in {"", "0"},
        x0212=row.get("x0212", ""),
        koseki=row.get("koseki", ""),
        juki=row.get("juki", ""),
        toki=row.get("toki", ""),
        readings=tuple(map(intern, filter(None, row.get("readings", "").split("・")))),
    )
    return found if len(faults.found) == before else None


def moji_list(rows: Iterable[Row]) -> MojiList:
    """The list of these rows.

    Raises:
        CharsetError: every fault in the rows; an MJ文字図形名 that stands in two of them.
    """
    faults, found = Faults(CharsetError), dict[str, Moji]()
    for place, row in rows:
        one = _moji(place, row, faults)
        if one and one.mj in found:
            faults.add(place, f"Expected each MJ文字図形名 once, got {one.mj} again")
        elif one:
            found[one.mj] = one
    faults.raise_if_any()
    return MojiList(found.values())
