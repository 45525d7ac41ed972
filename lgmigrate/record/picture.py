"""PICTURE character-strings: the category, the positions, the digits and the decimal point.

Source: ISO/IEC 1989 (COBOL), PICTURE clause: symbols, precedence and categories. PICTURE G is
that of DISPLAY-1 items, of IBM and others. What a PICTURE takes in bytes depends on its USAGE and
on the dialect; see ``placing``.

``parse_picture(picture.text) == picture`` for every picture that this module gives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lgmigrate.errors import LayoutError

__all__ = ["Category", "Picture", "parse_picture"]

Category = Literal[
    "alphabetic",
    "alphanumeric",
    "alphanumeric_edited",
    "numeric",
    "numeric_edited",
    "national",
    "national_edited",
    "double",
    "double_edited",
]
"""national: symbols N. double: symbols G. edited: with insertion or suppression symbols; a
numeric_edited one may be an external floating-point item (``+9.9E+99``).
"""

_ITEM = re.compile(r"(CR|DB|[ABEGNPSVXZ90/,.+*$\\\u00a5\uffe5-])(?:\((0*[1-9][0-9]{0,8})\))?")
_CURRENCY = "$\\\u00a5\uffe5"  # the yen sign in its three codes too
_SHORT = {"CR": "C", "DB": "D"}
_NUMERIC = re.compile(r"S?(?:9+V?|9*V9+|V?P+9+|9+P+V?)")
_FLOAT = re.compile(r"[+-](?:9+[.V]9*|[.V]9+)E[+-]99")
_SIGN = r"(?:[+-]|C|D)?"
_BODY = r"(?:Z+9*|\*+9*|9+)"
_EDITED = re.compile(
    rf"(?:[+-]\$?|\$[+-]){_BODY}|\$?{_BODY}{_SIGN}|\$?(?:\+\++|--+)9*|[+-]\$\$+9*|\$\$+9*{_SIGN}"
)
_INSERTED = re.compile(r"[B0/,.VP]")
_PLAIN: tuple[tuple[re.Pattern[str], Category], ...] = (
    (re.compile(r"A+"), "alphabetic"),
    (re.compile(r"9*[XA][XA9]*"), "alphanumeric"),
    (re.compile(r"(?=.*[XA])[XA9B0/]+"), "alphanumeric_edited"),
    (re.compile(r"N+"), "national"),
    (re.compile(r"(?=.*N)[NB0/]+"), "national_edited"),
    (re.compile(r"G+"), "double"),
    (re.compile(r"(?=.*G)[GB]+"), "double_edited"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A PICTURE, understood.

    ``text`` is in capital letters. ``size`` is the number of positions: characters of text, digits
    of a number (S, V and P take none). ``digits`` and ``scale`` are those of a numeric item:
    9(3)V99 has 5 and 2, 9(3)PP has 3 and -2, VPP9(3) has 3 and 5; elsewhere they are 0.
    """

    text: str
    category: Category
    size: int
    digits: int = 0
    scale: int = 0
    signed: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it is a number that is not edited."""
        return self.category == "numeric"

    @property
    def wide(self) -> bool:
        """Whether a position is a double-byte or national character."""
        return self.category.startswith(("national", "double"))


def parse_picture(text: str, *, decimal_comma: bool = False) -> Picture:
    """The picture of a character-string, in letters of either case.

    ``decimal_comma``: DECIMAL-POINT IS COMMA, that is, ``,`` and ``.`` have changed places.

    Raises:
        LayoutError: it is none; without a place.
    """
    upper = text.upper()
    symbols = _symbols(upper)
    size = sum(
        count * len(symbol) for symbol, count in symbols if symbol not in ("S", "V", "P")
    )  # CR and DB have two positions
    if not size:
        msg = f"Expected a PICTURE with a position for data, got {text!r}"
        raise LayoutError(msg)
    # Twice is enough to know a run by.
    runs = "".join(_SHORT.get(symbol, symbol) * min(count, 2) for symbol, count in symbols)
    for letter in _CURRENCY:
        runs = runs.replace(letter, "$")
    for pattern, category in _PLAIN:
        if pattern.fullmatch(runs):
            return Picture(text=upper, category=category, size=size)
    if _NUMERIC.fullmatch(runs):
        digits = sum(count for symbol, count in symbols if symbol == "9")
        scale = _scale(symbols)
        return Picture(
            text=upper,
            category="numeric",
            size=size,
            digits=digits,
            scale=scale,
            signed="S" in runs,
        )
    if decimal_comma:
        runs = runs.translate(str.maketrans(",.", ".,"))
    points = sum(count for symbol, count in symbols if symbol in ("V", ",."[not decimal_comma]))
    body = _INSERTED.sub("", runs)
    if _FLOAT.fullmatch(runs) or (points <= 1 and set(body) == {"9"} and set(runs) & set("B0/,.")):
        return Picture(text=upper, category="numeric_edited", size=size)
    if points <= 1 and _EDITED.fullmatch(body) and set(body) != {"9"}:
        return Picture(text=upper, category="numeric_edited", size=size)
    msg = f"Expected symbols of a PICTURE in an order that it can have, got {text!r}"
    raise LayoutError(msg)


def _symbols(text: str) -> list[tuple[str, int]]:
    """Each symbol and how often it stands there."""
    found = []
    at = 0
    while at < len(text):
        item = _ITEM.match(text, at)
        if item is None:
            rest = text[at : at + 10]
            msg = f"Expected a PICTURE of symbols and repeat counts, got {text!r} (at {rest!r})"
            raise LayoutError(msg)
        found.append((item[1], int(item[2] or 1)))
        at = item.end()
    return found


def _scale(symbols: list[tuple[str, int]]) -> int:
    """How many places behind the decimal point the last digit is."""
    names = [symbol for symbol, _ in symbols]
    if "P" in names:
        scaled = sum(count for symbol, count in symbols if symbol == "P")
        digits = sum(count for symbol, count in symbols if symbol == "9")
        return digits + scaled if names.index("P") < names.index("9") else -scaled
    if "V" not in names:
        return 0
    return sum(count for symbol, count in symbols[names.index("V") :] if symbol == "9")
