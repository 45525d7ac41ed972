"""Which column of a layout sheet says what, by the words of its header row.

Words are compared after NFKC, in small letters, without blanks. What stands in brackets is no part
of the word, but can say what the column counts: 長さ(バイト), 桁数(文字).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["HEADERS", "HEADER_ROWS", "Header", "Role", "find_header", "plain"]

Role = Literal[
    "number",
    "name",
    "physical",
    "position",
    "end",
    "length",
    "type",
    "decimals",
    "sign",
    "repeat",
    "note",
]

HEADER_ROWS = 30
"""The header stands within so many rows."""

HEADERS: dict[Role, tuple[str, ...]] = {
    "number": ("no", "no.", "項番", "番号", "#", "連番", "通番", "項目no", "項目番号", "seq"),
    "name": (
        "項目名",
        "論理名",
        "項目名称",
        "論理項目名",
        "データ項目名",
        "名称",
        "name",
        "日本語名",
    ),
    "physical": (
        *(
            "物理名",
            "項目id",
            "物理項目名",
            "フィールド名",
            "データ名",
            "英字名",
            "英語名",
            "変数名",
        ),
        *("cobol名", "fieldname", "field", "physicalname", "id"),
    ),
    "position": (
        *("位置", "開始位置", "オフセット", "開始", "開始桁", "開始バイト", "相対位置", "先頭位置"),
        *("桁位置", "バイト位置", "position", "start", "offset", "pos", "from"),
    ),
    "end": ("終了位置", "終了", "終了桁", "終了バイト", "end", "to"),
    "length": (
        *("桁数", "バイト数", "長さ", "レングス", "文字数", "サイズ", "桁", "項目長", "データ長"),
        *("バイト長", "length", "len", "size", "bytes", "byte", "digits"),
    ),
    "type": (
        *("属性", "型", "タイプ", "種別", "データ型", "項目タイプ", "データ属性", "データタイプ"),
        *("形式", "項目属性", "picture", "pic", "type", "datatype"),
    ),
    "decimals": (
        "小数",
        "小数桁",
        "小数部",
        "小数桁数",
        "小数点以下",
        "decimals",
        "scale",
        "decimal",
    ),
    "sign": ("符号", "符号有無", "sign", "signed"),
    "repeat": (
        "繰返",
        "繰返し",
        "繰り返し",
        "occurs",
        "回数",
        "繰返回数",
        "繰返し回数",
        "反復",
        "repeat",
    ),
    "note": (
        "備考",
        "摘要",
        "説明",
        "内容",
        "コメント",
        "補足",
        "notes",
        "note",
        "remarks",
        "comment",
    ),
}
_ROLES = {word: role for role, words in HEADERS.items() for word in words}
_BRACKETS = re.compile(r"[(\[【〔〈<].*?[)\]】〕〉>]")


@dataclass(slots=True, kw_only=True)
class Header:
    """A header row: its number from 0, the column of each role, and the columns of the name, of
    which the first that is filled counts (indented names). ``counts``: what lengths count, where
    the header says it. ``doubled``: roles that several columns have, with those.
    """

    row: int
    columns: dict[Role, int] = field(default_factory=dict)
    names: range = range(0)
    counts: Literal["", "bytes", "characters"] = ""
    doubled: dict[Role, list[int]] = field(default_factory=dict)


def plain(text: str) -> str:
    """A text as it is compared: NFKC, in small letters, without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).casefold()


def find_header(rows: Sequence[Sequence[str]]) -> Header | None:
    """The first row that names a name and what it takes; None where there is no such row."""
    for number, row in enumerate(rows[:HEADER_ROWS]):
        found = _read(number, row)
        if {"name", "physical"} & set(found.columns) and {"type", "length"} & set(found.columns):
            return found
    return None


def _read(number: int, row: Sequence[str]) -> Header:
    header = Header(row=number)
    for column, text in enumerate(row):
        word = plain(text)
        role = _ROLES.get(word) or _ROLES.get(_BRACKETS.sub("", word))
        if role is None:
            continue
        if role in header.columns:
            header.doubled.setdefault(role, [header.columns[role]]).append(column)
            continue
        header.columns[role] = column
        if role == "length":
            if "バイト" in word or "byte" in word:
                header.counts = "bytes"
            elif "文字" in word or "character" in word:
                header.counts = "characters"
    first = header.columns.get("name", header.columns.get("physical", 0))
    last = first + 1
    while last < len(row) and not row[last]:
        last += 1
    header.names = range(first, last)
    return header
