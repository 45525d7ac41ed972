"""Numbers written as the values of an item: a different value for each number.

A key needs values that are never used twice, whatever the item's type and digits are, and a value
that another item points at must be one of that item's too. A ``Form`` says how many values there
is room for and gives the value of each number from 0; ``meet`` is what two items both accept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.standard.facets import Facets, Kind, fits
from lgmigrate.synth.days import days_text, times_text
from lgmigrate.synth.numbers import (
    atena_numbers,
    corporate_numbers,
    personal_numbers,
    resident_codes,
)
from lgmigrate.synth.people import HORIZON
from lgmigrate.synth.register import ATENA_FROM, HOUSEHOLDS_FROM

__all__ = ["NEWEST_YEAR", "Form", "form", "meet", "padded", "wide"]

Integers = NDArray[np.int64]

NEWEST_YEAR = 2025
_YEARS, _DAYS, _SECONDS = 120, 36_500, 86_400
_DIGITS = 10  # of a number in text, however long the item is
_LONG = 15  # digits of a number in a number item without limit
_SPREAD = 7_919  # a prime: neighbouring numbers give digits that look unlike

_WITHIN: dict[Kind, frozenset[Kind]] = {
    "any": frozenset(
        ("half", "full", "digits", "decimal", "signed", "date", "time", "year", "blob")
    ),
    "half": frozenset(("digits", "decimal", "signed", "date", "time", "year", "blob")),
    "decimal": frozenset(("digits", "year")),
    "signed": frozenset(("digits", "year")),
    "blob": frozenset(("digits", "year")),
    "digits": frozenset(("year",)),
    "full": frozenset(),
    "date": frozenset(),
    "time": frozenset(),
    "year": frozenset(),
}
"""Kinds whose plain values are values of the wider kind too."""

_CHECKED = {
    "個人番号": 10**9,
    "住民票コード": 10**9,
    "法人番号": 10**9,
    "宛名番号": 10**9 - ATENA_FROM,
    "世帯番号": 10**9 - HOUSEHOLDS_FROM,
}
"""Numbers with a check digit, by the end of an item's name, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How the numbers ``0 .. capacity - 1`` are written. ``checked`` is the kind of number with a
    check digit, "" for a plain one; ``width`` the digits of a plain one in half-width text, with
    zeros before it.
    """

    facets: Facets
    capacity: int
    checked: str = ""
    width: int = 1

    def text(self, numbers: Integers) -> pl.Series:
        """int64[n], below ``capacity`` -> String[n], different for different numbers."""
        if self.facets.codes:
            return pl.Series(self.facets.codes, dtype=pl.String)[numbers]
        if self.checked:
            return _checked(self.checked, numbers)
        match self.facets.kind:
            case "year":
                found = pl.Series(NEWEST_YEAR - numbers).cast(pl.String)
            case "date":
                found = days_text()[HORIZON - numbers]
            case "time":
                found = times_text(0, _SECONDS)[numbers * _SPREAD % _SECONDS]
            case "full":
                found = wide(numbers + 1, len(str(self.capacity)))
            case "digits" | "decimal" | "signed":
                found = pl.Series(numbers + 1).cast(pl.String)
            case _:
                found = pl.Series(numbers + 1).cast(pl.String).str.zfill(self.width)
        return found


def form(name: str, facets: Facets, sample: str = "") -> Form:
    """The form of the values of an item of that name; the sample shows how wide numbers are."""
    if facets.codes:
        return Form(facets=facets, capacity=len(facets.codes))
    checked = next((one for one in _CHECKED if name.rpartition("_")[2].endswith(one)), "")
    if checked and fits(_checked(checked, np.zeros(1, np.int64))[0], facets) is None:
        return Form(facets=facets, capacity=_CHECKED[checked], checked=checked)
    kind = facets.kind
    fixed = {"year": _YEARS, "date": _DAYS, "time": _SECONDS}
    if kind in fixed:
        return Form(facets=facets, capacity=fixed[kind])
    if kind in {"digits", "decimal", "signed"}:
        digits = min(facets.integer or _LONG, _LONG)
    else:
        digits = min(facets.max_chars or _DIGITS, _DIGITS)
        if kind == "blob" and digits >= 4:
            digits = digits // 4 * 4  # base64 comes in fours
    width = len(sample) if sample.isascii() and sample.isdecimal() else digits
    return Form(facets=facets, capacity=10**digits - 1, width=min(width, digits))


def meet(one: Facets, other: Facets) -> Facets | None:
    """What values of both items may be; None where no value that a form writes is of both. The
    result is ``other`` itself where that is within ``one``.
    """
    if one.codes or other.codes:
        first, second = (other, one) if other.codes else (one, other)
        codes = tuple(code for code in first.codes if fits(code, second) is None)
        return replace(first, codes=codes) if codes else None
    if one.kind == other.kind or other.kind in _WITHIN[one.kind]:
        narrow, broad = other, one
    elif one.kind in _WITHIN[other.kind]:
        narrow, broad = one, other
    else:
        return None
    room = broad.integer or broad.max_chars
    if narrow.kind in {"date", "time", "year"}:
        return narrow if not room or room >= narrow.max_chars else None
    if narrow.kind in {"digits", "decimal", "signed"}:
        scale = min(narrow.scale, broad.scale)
        return replace(narrow, integer=_least(narrow.integer, room), scale=scale, max_chars=0)
    return replace(
        narrow,
        max_chars=_least(narrow.max_chars, room),
        min_chars=max(narrow.min_chars, broad.min_chars),
    )


def padded(numbers: Integers, width: int) -> pl.Series:
    """Numbers with zeros before them, ``width`` digits of at most 18."""
    return pl.Series(numbers + 10**width).cast(pl.String).str.slice(1)


def wide(numbers: Integers, width: int) -> pl.Series:
    """Numbers in full-width digits with zeros before them."""
    table = _four()
    parts = []
    for start in range(0, width, 4):
        size = min(4, width - start)
        part = table[numbers // 10**start % 10**size]
        parts.append(part if size == 4 else part.str.slice(4 - size))
    whole: pl.Series = parts.pop()
    for part in reversed(parts):
        whole = whole + part
    return whole


def _least(one: int, other: int) -> int:
    """The smaller limit, where 0 is none."""
    return min(one, other) if one and other else one or other


@cache
def _four() -> pl.Series:
    """0000 to 9999 in full-width digits."""
    table = str.maketrans("0123456789", "０１２３４５６７８９")
    return pl.Series([f"{number:04d}".translate(table) for number in range(10_000)])


def _checked(kind: str, numbers: Integers) -> pl.Series:
    """Numbers with check digits, spread over their range; those of addressees in order."""
    if kind == "宛名番号":
        return atena_numbers(numbers + ATENA_FROM)
    if kind == "世帯番号":
        return atena_numbers(numbers + HOUSEHOLDS_FROM)
    if kind == "住民票コード":
        return resident_codes((numbers * 1_618_033_989 + 12_345_678) % 10**10)
    mixed = (numbers * 271_828_183 + 12_345_678) % 10**11
    return personal_numbers(mixed) if kind == "個人番号" else corporate_numbers(mixed)
