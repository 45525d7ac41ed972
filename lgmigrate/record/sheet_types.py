"""What the type cell of a layout sheet means: a letter, a word, or a COBOL picture.

Source of the letters: the public help of HULFT DataMagic 3, list of field types (項目タイプの一覧),
and of HULFT 8, format information: X one-byte text, N double-byte text, M text of both, 9 unsigned
zoned, S signed zoned, P signed packed, B signed binary of 2, 4 or 8 bytes, F float of 4 or 8, Z
digits as text from the left, D a date as text, I an image that is not converted. Their sizes are
bytes. Z is read as text; so is a date whose length is not that of a form that ``Field`` knows.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Literal

from lgmigrate.errors import LayoutError
from lgmigrate.record.layout import Field, Sign, Usage

__all__ = ["LETTERS", "WORDS", "Counts", "Kind", "make_field", "parse_type"]

Counts = Literal["bytes", "characters"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What a type cell says. ``counts`` is what its lengths count, where the type says it;
    ``digits``, ``scale`` and ``size`` come from a picture, ``size`` in bytes, else 0.
    """

    usage: Usage
    sign: Sign = "none"
    counts: Literal["", "bytes"] = ""
    digits: int = 0
    scale: int = 0
    size: int = 0
    order: Literal["big", "little"] = "big"
    whole: bool = False

    @property
    def open(self) -> bool:
        """Whether bytes and characters (or digits) of it differ, and neither is said."""
        return self.usage in ("double", "packed", "binary") and not self.counts and not self.size


LETTERS: dict[str, Kind] = {
    "X": Kind(usage="single", counts="bytes"),
    "N": Kind(usage="double", counts="bytes"),
    "M": Kind(usage="mixed", counts="bytes"),
    "9": Kind(usage="zoned", counts="bytes"),
    "S": Kind(usage="zoned", sign="trailing", counts="bytes"),
    "P": Kind(usage="packed", sign="trailing", counts="bytes"),
    "B": Kind(usage="binary", sign="trailing", counts="bytes"),
    "F": Kind(usage="float", counts="bytes"),
    "Z": Kind(usage="single", counts="bytes"),
    "D": Kind(usage="date", counts="bytes"),
    "I": Kind(usage="filler", counts="bytes"),
}
"""The letters, by DataMagic's meaning."""

WORDS: dict[str, Kind] = {
    **dict.fromkeys(
        ("半角", "文字", "英数", "英数字", "半角英数", "半角英数字", "半角カナ", "カナ", "CHAR"),
        Kind(usage="single"),
    ),
    **dict.fromkeys(("全角", "漢字", "日本語", "全角文字", "2バイト文字"), Kind(usage="double")),
    **dict.fromkeys(("混在", "全半角", "全角半角", "漢字混在", "半角全角"), Kind(usage="mixed")),
    **dict.fromkeys(("数値", "数字", "ゾーン", "ZONE", "外部10進"), Kind(usage="zoned")),
    **dict.fromkeys(
        ("符号付数値", "符号付き数値", "符号付ゾーン", "符号付きゾーン"),
        Kind(usage="zoned", sign="trailing"),
    ),
    **dict.fromkeys(
        ("パック", "PACK", "PACKED", "内部10進", "COMP-3", "符号付パック", "符号付きパック"),
        Kind(usage="packed", sign="trailing"),
    ),
    **dict.fromkeys(("符号なしパック", "符号無パック"), Kind(usage="packed")),
    **dict.fromkeys(
        ("バイナリ", "2進", "BINARY", "COMP", "COMP-4"), Kind(usage="binary", sign="trailing")
    ),
    **dict.fromkeys(("浮動小数点", "浮動小数", "FLOAT"), Kind(usage="float")),
    **dict.fromkeys(("日付", "年月日", "DATE"), Kind(usage="date")),
    **dict.fromkeys(("FILLER", "予備", "空き"), Kind(usage="filler")),
}
"""Words, after NFKC, in capital letters."""

_PICTURE = re.compile(
    r"(?:PIC(?:TURE)?\s+(?:IS\s+)?)?(\S+?)(?:\s+(?:USAGE\s+(?:IS\s+)?)?(\S+))?\.?"
)
_USAGES = {"COMPUTATIONAL": "COMP"}


def parse_type(text: str, dialect: str = "ibm") -> Kind:
    """The meaning of a type cell; ``dialect`` is for the usage of a picture.

    Raises:
        LayoutError: it has none; without a place.
    """
    word = unicodedata.normalize("NFKC", text).strip().upper()
    known = LETTERS.get(word) or WORDS.get(re.sub(r"\s", "", word).removesuffix("型"))
    if known:
        return known
    match = _PICTURE.fullmatch(word)
    if match is None or not re.match(r"[SXN9AGVP(]", match[1]):
        msg = f"Expected a letter ({' '.join(LETTERS)}), a word or a picture, got {text!r}"
        raise LayoutError(msg)
    return _picture(match[1], match[2] or "", dialect)


def _picture(symbols: str, usage: str, dialect: str) -> Kind:
    from lgmigrate.record.dialects import (  # noqa: PLC0415  where a picture is read
        binary_length,
        find_dialect,
    )
    from lgmigrate.record.picture import parse_picture  # noqa: PLC0415  where a picture is read

    picture = parse_picture(symbols)
    usage = re.sub("^COMPUTATIONAL", "COMP", usage)
    chosen = find_dialect(dialect)
    if not picture.numeric:
        if usage not in ("", "DISPLAY", "DISPLAY-1", "NATIONAL"):
            msg = f"Expected a numeric picture with {usage}, got {symbols!r}"
            raise LayoutError(msg)
        kind: Usage = chosen.text
        if picture.wide:
            kind = "double" if picture.category.startswith("double") else chosen.wide
            kind = "national" if usage == "NATIONAL" else kind
        return Kind(usage=kind, size=picture.size * (2 if picture.wide else 1))
    found = chosen.usages.get(usage or "DISPLAY")
    if found is None or found.form not in ("display", "packed", "binary"):
        msg = f"Expected a usage of dialect {dialect}, got {usage!r}"
        raise LayoutError(msg)
    sign: Sign = "trailing" if picture.signed else "none"
    common: dict[str, Any] = {"sign": sign, "digits": picture.digits, "scale": picture.scale}
    if found.form == "display":
        return Kind(usage="zoned", size=picture.digits, **common)
    if found.form == "packed":
        return Kind(usage="packed", size=picture.digits // 2 + 1, **common)
    size = found.length or binary_length(picture.digits, found.sizes, signed=picture.signed)
    return Kind(usage="binary", size=size, order=found.order, whole=found.full, **common)


def make_field(name: str, kind: Kind, length: int, counts: Counts, *, scale: int = 0) -> Field:
    """The field, at offset 0, of a type and the number in its length cell (0: the picture's)."""
    bytes_ = kind.size
    digits = kind.digits
    if not bytes_:
        bytes_, digits = length, length
        if kind.usage == "double" and counts == "characters":
            bytes_ = 2 * length
        elif kind.usage == "packed":
            in_digits = counts == "characters"
            bytes_ = length // 2 + 1 if in_digits else length
            digits = length if in_digits else max(2 * length - 1, 1)
            digits = 18 if digits == 19 and not in_digits else digits  # 10 bytes
        elif kind.usage == "binary":
            in_digits = counts == "characters"
            bytes_ = next((size for size, most in ((2, 4), (4, 9)) if length <= most), 8)
            bytes_, digits = (bytes_, length) if in_digits else (length, 0)
    attributes: dict[str, Any] = {"usage": kind.usage, "length": bytes_}
    if kind.usage == "date":
        form = {8: "yyyymmdd", 6: "yymmdd", 7: "gyymmdd", 5: "yyyymmdd"}.get(bytes_)
        if form is None:
            attributes["usage"] = "single"
        else:
            carrier = "packed" if bytes_ == 5 else "zoned"  # 8 digits and a sign
            attributes |= {"form": form, "carrier": carrier}
    elif kind.usage in ("zoned", "packed", "binary"):
        scale = kind.scale or scale
        keep = kind.usage == "zoned" and kind.sign == "none" and not scale
        attributes |= {
            "digits": 0 if kind.whole else digits,
            "scale": scale,
            "sign": kind.sign,
            "order": kind.order,
            "value": "digits" if keep else "number",
        }
    return Field(name=name, offset=0, **attributes)
