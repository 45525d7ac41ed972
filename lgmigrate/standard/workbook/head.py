"""Name, edition, title and domain of the pack that a workbook becomes, and where each is from.

What the caller says counts most, then what the sheets state, then the name of the file, which of
official lists is like ``001_住民基本台帳_基本データリスト【第2.1版】_20230929.xlsx``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from lgmigrate.errors import Faults
from lgmigrate.record.workbook import Book, Sheet
from lgmigrate.standard.workbook.sheets import Layout
from lgmigrate.standard.workbook.words import plain

__all__ = ["HEAD_LABELS", "Head", "Origin", "Sources", "first", "read_head", "sources"]

Origin = Literal["option", "workbook", "file name", "form", "domain"]
"""Where a value is from: an option, a cell, the file's name, the form of the workbook, or the packs
of its domain that are there."""

HEAD_LABELS = {
    "name": "レイアウト定義の名前",
    "edition": "版",
    "title": "業務名",
    "domain": "業務ID",
    "names": "要素名",
}
"""Labels of cells that state a value, in the cell to the right or below."""

_LABEL_ROWS = 20
_FORMS = {
    "name": "[A-Za-z0-9_][A-Za-z0-9_.-]*",
    "edition": "[A-Za-z0-9_][A-Za-z0-9_.-]*",
    "title": r"[^\n]+",
    "domain": "[0-9A-Za-z]{3}",
    "names": "romaji|japanese",
}
_OPTIONAL = frozenset({"domain", "names"})
_EDITION = re.compile(r"(?:第|[Vv](?:er)?\.? ?)([0-9]+(?:\.[0-9]+)*)版?")
_OFFICIAL_FILE = re.compile(r"([0-9]{3})_([^_]+)_")
_TITLE = re.compile(r"[(（]([^()（）]+)[)）]\s*(?:項目定義書|基本データリスト)")
_SHEET_TITLE = re.compile(r"(?:項目定義書|基本データリスト)[(（_]([^()（）_]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of the pack; ``origins`` says where each value is from."""

    values: Mapping[str, str]
    origins: Mapping[str, Origin]

    def __getitem__(self, key: str) -> str:
        """A value; "" where there is none."""
        return self.values.get(key, "")


Sources = Sequence[tuple[Origin, Mapping[str, str]]]
"""What each source says, the one that counts most first."""


def sources(book: Book, layouts: Sequence[Layout], given: Mapping[str, str]) -> Sources:
    """What the caller, the sheets and the file's name say, by the keys of ``HEAD_LABELS``."""
    romaji = any("データ項目（ローマ字）" in one.columns for one in layouts)
    return (
        ("option", given),
        ("workbook", dict(_stated(book, layouts))),
        ("file name", _from_file_name(book.name.rsplit(".", 1)[0])),
        ("form", {"names": "romaji" if romaji else "japanese"}),
    )


def first(found: Sources, key: str) -> str:
    """The value that counts; "" where nothing says it."""
    return next((values[key] for _, values in found if values.get(key)), "")


def read_head(book: Book, found: Sources, ids: Sequence[str], faults: Faults) -> Head:
    """The head; a value that is missing or has a wrong form is noted with the option for it.

    Args:
        book: the workbook.
        found: what each source says.
        ids: the item IDs, whose first three characters are the domain of official lists.
        faults: takes what is wrong.
    """
    values: dict[str, str] = {}
    origins: dict[str, Origin] = {}
    for key, form in _FORMS.items():
        for origin, said in (*found, ("workbook", {"domain": _domain(ids)})):
            if said.get(key):
                values[key], origins[key] = said[key], origin
                break
        if key not in values:
            if key not in _OPTIONAL:
                faults.add(book.name, f"Expected the {key} of the pack, got none: give --{key}")
        elif not re.fullmatch(form, values[key]):
            where = f"--{key}" if origins[key] == "option" else book.name
            faults.add(where, f"Expected {form} as {key}, got {values[key]!r}: give --{key}")
    return Head(values=values, origins=origins)


def _from_file_name(stem: str) -> dict[str, str]:
    found = {}
    if edition := _EDITION.search(unicodedata.normalize("NFKC", stem)):
        found["edition"] = edition[1]
    if official := _OFFICIAL_FILE.match(stem):
        found["domain"], found["title"] = official[1], official[2]
    return found


def _domain(ids: Sequence[str]) -> str:
    """The domain that all item IDs begin with, as official ones of eight digits do."""
    if not all(re.fullmatch("[0-9A-Za-z]{3}[0-9]{5}", one) for one in ids):
        return ""
    first = {one[:3] for one in ids}
    return next(iter(first)) if len(first) == 1 else ""


def _stated(book: Book, layouts: Sequence[Layout]) -> Iterator[tuple[str, str]]:
    """What cells state, the first sheet that does; titles of sheets where no label does."""
    found: dict[str, str] = {}
    above = {one.sheet.name: int(one.header.split("-")[0]) - 1 for one in layouts if one.header}
    for sheet in book.sheets:
        rows = min(len(sheet.rows), above.get(sheet.name, _LABEL_ROWS))
        if "連携" in sheet.name:
            continue
        for key, label in HEAD_LABELS.items():
            if key not in found and (value := _beside(sheet, rows, plain(label))):
                found[key] = value
    for layout in layouts:
        sheet = layout.sheet
        texts = [one for row in sheet.rows[: above.get(sheet.name, 0)] for one in row if one]
        for text in texts:
            if title := _TITLE.search(text):
                found.setdefault("title", title[1])
            if edition := _EDITION.search(unicodedata.normalize("NFKC", text)):
                found.setdefault("edition", edition[1])
        if layout.role == "items" and (title := _SHEET_TITLE.search(sheet.name)):
            found.setdefault("title", title[1])
    yield from found.items()


def _beside(sheet: Sheet, rows: int, label: str) -> str:
    """The value to the right of a label or, where nothing stands there, below it."""
    for row in range(rows):
        for column, text in enumerate(sheet.rows[row]):
            if not text or plain(text).rstrip(":") != label:
                continue
            merge = sheet.merge(row, column)
            right = (merge.right if merge else column) + 1
            below = (merge.bottom if merge else row) + 1
            value = sheet.label(row, right) or sheet.label(below, column)
            if value and plain(value) not in map(plain, HEAD_LABELS.values()):
                return value
    return ""
