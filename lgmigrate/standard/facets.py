"""What a value of an item may be, as plain facts, and a scalar judge of one value.

The facts are what the XSD of the pack is written from (``lgmigrate.standard.xsd``) and what the
compiled checks work with, so the three cannot differ. ``fits`` is the slow reference: its verdict
is the XSD's verdict for every text that XML can hold (held by a property test).

Half width (X) is printable ASCII and the half-width kana U+FF61..U+FF9F. Full width (Ｎ) is every
character but those and the controls U+0000..U+001F, U+007F..U+009F: characters that have no
half-width form pass, whatever plane they are in. Lengths are characters: a variation selector
(U+FE00..U+FE0F, U+E0100..U+E01EF) says how the character before it looks, and counts as none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lgmigrate.standard.pack import VALUE_SEPARATOR, Item, ItemType, Pack

__all__ = ["OPEN_START", "SELECTORS", "Facets", "Kind", "characters", "facets", "fits"]

Kind = Literal["any", "half", "full", "digits", "decimal", "signed", "date", "time", "year", "blob"]
"""any: text without a rule on its characters. The others: one for each data type of a pack."""

OPEN_START = "0000-01-01"
"""The first day of a period whose begin is not known (データ型 DATE): no day of the calendar."""

SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""The variation selectors, as ranges of a character class."""

_KINDS: dict[ItemType, Kind] = {
    "X": "half",
    "N": "full",
    "M": "any",
    "9": "digits",
    "9V": "decimal",
    "S9": "signed",
    "DATE": "date",
    "TIME": "time",
    "YEAR": "year",
    "BLOB": "blob",
}

_SHAPES: dict[Kind, re.Pattern[str]] = {
    "any": re.compile(".*", re.DOTALL),
    "half": re.compile("[ -~\uff61-\uff9f]*"),
    "full": re.compile("[^\x00-\x1f -\x9f\uff61-\uff9f]*"),
    "digits": re.compile("[0-9]+"),
    "decimal": re.compile(r"[0-9]+(\.[0-9]+)?"),
    "signed": re.compile("-?[0-9]+"),
    "date": re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "time": re.compile("[0-9]{2}:[0-9]{2}(:[0-9]{2})?"),
    "year": re.compile("[0-9]{4}"),
    "blob": re.compile("[A-Za-z0-9+/]*={0,2}"),
}

_SELECTOR = re.compile(f"[{SELECTORS}]")
_FIXED = {"date": 10, "time": 8, "year": 4}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What one item's values may be.

    ``min_chars`` and ``max_chars`` are characters of the whole value, ``max_chars`` 0 is no limit.
    ``integer`` and ``scale`` are the digits before and behind the point of the three kinds of
    numbers, ``integer`` 0 is no limit, ``scale`` 0 no point. Where ``codes`` is not empty, the
    value is one of them, and nothing else matters.
    """

    kind: Kind
    max_chars: int = 0
    integer: int = 0
    scale: int = 0
    codes: tuple[str, ...] = ()
    min_chars: int = 1


def facets(item: Item, pack: Pack) -> Facets:
    """The facts of an item.

    A value may be empty where text without a code list is neither a key nor 必須: "present and
    empty" is then told apart from "left out", as the exchange files do.
    """
    kind = _KINDS[item.type]
    codes = pack.code_lists[item.code].values() if item.code else ()
    text = kind in {"half", "full", "any"}
    may_be_empty = text and not codes and not item.key and item.condition != "required"
    numeric = kind in {"digits", "decimal", "signed"}
    return Facets(
        kind=kind,
        max_chars=_max_chars(item, kind),
        integer=item.digits if numeric else 0,
        scale=item.scale if numeric else 0,
        codes=codes,
        min_chars=0 if may_be_empty else 1,
    )


def _max_chars(item: Item, kind: Kind) -> int:
    if kind in _FIXED:
        return _FIXED[kind]
    if not item.digits:
        return 0
    if kind == "decimal":
        return item.digits + (item.scale + 1 if item.scale else 0)
    return item.digits + (kind == "signed")


def fits(value: str, facets: Facets, *, repeat: int = 0) -> str | None:
    """Why a value is none of the item's, as a finding code, or None where it is one.

    With ``repeat`` the text holds several values, that many at most.

    Returns:
        S013 more values than that; S005 not in the code list; S004 not of the type, or empty where
        it must not be; S006 no such date or time; S003 longer than the digits. The first that
        holds, in this order; of several values that of the first which does not fit.
    """
    if repeat:
        values = value.split(VALUE_SEPARATOR)
        if len(values) > repeat:
            return "S013"
        return next(filter(None, (fits(one, facets) for one in values)), None)
    if facets.codes:
        return None if value in facets.codes else "S005"
    if len(value) < facets.min_chars or not _SHAPES[facets.kind].fullmatch(value):
        return "S004"
    if facets.kind in _MOMENTS:
        return None if _MOMENTS[facets.kind](value) else "S006"
    return None if _has_room(value, facets) else "S003"


def _is_day(value: str) -> bool:
    if value == OPEN_START:
        return True
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_time(value: str) -> bool:
    hour, *rest = (int(part) for part in value.split(":"))
    return hour < 24 and all(part < 60 for part in rest)


def _has_room(value: str, facets: Facets) -> bool:
    if facets.integer:
        whole, _, fraction = value.removeprefix("-").partition(".")
        return len(whole) <= facets.integer and len(fraction) <= facets.scale
    return not facets.max_chars or characters(value) <= facets.max_chars


def characters(value: str) -> int:
    """The characters of a text, variation selectors not counted."""
    return len(_SELECTOR.sub("", value))


_MOMENTS: dict[Kind, Callable[[str], bool]] = {"date": _is_day, "time": _is_time}
