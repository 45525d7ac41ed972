"""One cell of データ項目一覧表 as the tables of a pack have it.

A text that a pack takes as it is stays as it is (Ｎ, 002); another writing of the same becomes the
pack's (full-width digits, ３、2 as 3,2, ◯ as ○, 半角英数 as X). Each function returns the text, or
None where it is not understood.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from lgmigrate.standard.pack import ItemType
from lgmigrate.standard.workbook.words import BLANK_MARKS, MARKS, TYPES, plain

__all__ = ["condition", "data_type", "digits", "gaiji", "key_mark", "mark", "repeat"]

_OWN_TYPES = frozenset({"X", "N", "Ｎ", "M", "9", "9V", "S9", "YEAR", "DATE", "TIME", "BLOB"})
_CONDITIONS = {
    "必須": "必須",
    "条件付き必須": "条件付き必須",
    "条件付必須": "条件付き必須",
    "必須(条件付き)": "条件付き必須",
    "条件付き": "条件付き必須",
    "△": "条件付き必須",
    "任意": "任意",
}
_GAIJI = {
    **dict.fromkeys((*MARKS, "有", "有り", "あり"), "有"),
    **dict.fromkeys((*BLANK_MARKS, "無し"), "無"),
}


def _wide(text: str) -> str:
    """A number as it is meant, whatever width its digits and commas have; a blank between two
    digits stays, because two numbers are not one.
    """
    text = unicodedata.normalize("NFKC", text).replace("、", ",")
    return re.sub(r"(?<![0-9])\s+|\s+(?![0-9])", "", text).removesuffix("桁")


def data_type(text: str, own: Mapping[str, ItemType]) -> str | None:
    """A データ型; ``own`` are the words of a mapping file."""
    if (kind := own.get(plain(text))) is not None:
        return kind
    return text if text in _OWN_TYPES else TYPES.get(plain(text))


def digits(text: str) -> str | None:
    """桁数: a number, or n,m."""
    if text in BLANK_MARKS:
        return ""
    text = _wide(text)
    return text if re.fullmatch("([1-9][0-9]{0,5}(,[0-9]{1,5})?)?", text) else None


def repeat(text: str) -> str | None:
    """繰り返し: a number above 0."""
    if text in BLANK_MARKS:
        return ""
    text = _wide(text)
    return text if re.fullmatch("([1-9][0-9]{0,4})?", text) else None


def mark(text: str) -> str | None:
    """○ or nothing."""
    if not text or text in BLANK_MARKS:
        return ""
    return ("〇" if text == "〇" else "○") if text in MARKS else None


def key_mark(text: str) -> str | None:
    """主キー: ○ or nothing; older forms number the items of a key or name it."""
    if re.fullmatch("[1-9][0-9]?|PK|主|主キー", _wide(text)):
        return "○"
    return mark(text)


def condition(text: str) -> str | None:
    """データ出力条件; a mark is 必須, nothing is 任意."""
    if not text or text in BLANK_MARKS:
        return "任意"
    return "必須" if text in MARKS else _CONDITIONS.get(plain(text))


def gaiji(text: str) -> str | None:
    """外字使用: 有, 無 or nothing."""
    return _GAIJI.get(text) if text else ""
