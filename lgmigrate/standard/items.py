"""One row of データ項目一覧表 as an ``Item``.

The cells are those of the official template: ○ marks, 全角 Ｎ as a type letter, digits ``n,m`` for
numbers with a point, 必須 / 条件付き必須 / 任意.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lgmigrate.errors import Faults
from lgmigrate.standard.pack import Condition, Item, ItemType
from lgmigrate.standard.tables import Row

__all__ = ["ItemRow", "read_item"]

_TYPES: dict[str, ItemType] = {
    "X": "X",
    "Ｎ": "N",
    "N": "N",
    "M": "M",
    "9": "9",
    "9V": "9V",
    "S9": "S9",
    "YEAR": "YEAR",
    "DATE": "DATE",
    "TIME": "TIME",
    "BLOB": "BLOB",
}
_CONDITIONS: dict[str, Condition] = {
    "必須": "required",
    "条件付き必須": "conditional",
    "任意": "optional",
}
_FIXED: dict[str, int] = {"YEAR": 4, "DATE": 10, "TIME": 8}
_UNKNOWN = "不詳日を許容する"
_ROMAJI = re.compile("[A-Za-z_][A-Za-z0-9_.-]*")
_MARKS = {"": False, "○": True, "〇": True}
_GAIJI = {"": None, "有": True, "無": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """An item and the row it stands in."""

    row: Row
    item: Item


def read_item(row: Row, faults: Faults) -> Item:
    """The item of a row; what is wrong in its cells is noted and read as nothing.

    Where a 外部キー points is found out when all files are known (``standard.references``).
    """
    for column in ("データ項目ID", "データ項目"):
        if not row[column]:
            faults.add(row.place, f"Expected {column}, got an empty cell")
    romaji = row["データ項目（ローマ字）"]
    if not _ROMAJI.fullmatch(romaji):
        faults.add(row.place, f"Expected romaji that can be an XML name, got {romaji!r}")
    if row["データ型"] not in _TYPES:
        wanted = ", ".join(dict.fromkeys(_TYPES.values()))
        faults.add(row.place, f"Expected a type of {wanted}, got {row['データ型']!r}")
    kind = _TYPES.get(row["データ型"], "X")
    digits, scale = _read_digits(row, kind, faults)
    condition = row["データ出力条件"]
    if condition not in _CONDITIONS:
        faults.add(row.place, f"Expected {', '.join(_CONDITIONS)}, got {condition!r}")
    code = row["コード"]
    if code and kind not in {"X", "N", "M", "9"}:
        faults.add(row.place, f"Expected a code list with X, N, M or 9 only, got {kind}")
        code = ""
    key, repeat = _read_mark(row, "グループ_主キー", faults), _read_repeat(row, faults)
    if key and repeat:
        faults.add(row.place, f"Expected one value of a key, got 繰り返し {repeat}")
    if row["外字使用"] not in _GAIJI:
        faults.add(row.place, f"Expected 有 or 無 in 外字使用, got {row['外字使用']!r}")
    return Item(
        id=row["データ項目ID"],
        name=row["データ項目"],
        romaji=romaji,
        type=kind,
        digits=digits,
        scale=scale,
        code=code,
        key=key,
        foreign=bool(row["グループ_外部キー"]),
        condition=_CONDITIONS.get(condition, "optional"),
        repeat=repeat,
        unknown=kind == "DATE" and _UNKNOWN in row["項目説明"],
        inferred=_read_mark(row, "推定", faults),
        classes=tuple(row[f"クラス分類_LV{level}"] for level in (1, 2, 3)),
        definition=row["項目定義"],
        note="\n".join(filter(None, (row["項目説明"], row["備考"]))),
        sample=row["サンプル値"],
        gaiji=_GAIJI.get(row["外字使用"]),
        section=row["標準仕様書関連箇所"],
        mandatory=_read_mark(row, "実装類型", faults),
    )


def _read_mark(row: Row, column: str, faults: Faults) -> bool:
    if row[column] not in _MARKS:
        faults.add(row.place, f"Expected ○ or nothing in {column}, got {row[column]!r}")
    return _MARKS.get(row[column], False)


def _read_repeat(row: Row, faults: Faults) -> int:
    text = row["繰り返し"]
    if not re.fullmatch("([1-9][0-9]{0,4})?", text):
        faults.add(row.place, f"Expected a number above 0 in 繰り返し, got {text!r}")
        return 0
    return int(text or 0)


def _read_digits(row: Row, kind: ItemType, faults: Faults) -> tuple[int, int]:
    """Digits and scale, as ``(digits, scale)``; (0, 0) where none are stated."""
    text = row["桁数"]
    if not text:
        return _FIXED.get(kind, 0), 0
    form = "([1-9][0-9]{0,5}),([0-9]{1,5})" if kind == "9V" else "([1-9][0-9]{0,5})"
    if not (found := re.fullmatch(form, text)):
        wanted = "digits as n,m" if kind == "9V" else "a whole number of digits above 0"
        faults.add(row.place, f"Expected {wanted} for {kind}, got {text!r}")
        return 0, 0
    digits = int(found[1])
    if kind in _FIXED and digits != _FIXED[kind]:
        faults.add(row.place, f"Expected {_FIXED[kind]} digits for {kind}, got {digits}")
    return digits, int(found[2]) if kind == "9V" else 0
