"""Calendar days as numbers and as the text of the standard layout.

A day is an int32: days since 1900-01-01. ``NO_DAY`` stands for no date and becomes null. Era
starts as the software's users are given them: 大正 1912-07-30, 昭和 1926-12-25, 平成 1989-01-08,
令和 2019-05-01.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

__all__ = ["EDGES", "NO_DAY", "Days", "day", "days_text", "times_text", "unknown_words"]

Days = NDArray[np.int32]

_EPOCH = date(1900, 1, 1)
_LAST = date(2060, 12, 31)
NO_DAY = (_LAST - _EPOCH).days + 1


def day(year: int, month: int, number: int) -> int:
    """The number of a calendar day."""
    return (date(year, month, number) - _EPOCH).days


EDGES = (
    (day(1912, 7, 29), day(1912, 7, 30), day(1912, 7, 31)),
    (day(1926, 12, 24), day(1926, 12, 25), day(1926, 12, 26)),
    (day(1989, 1, 7), day(1989, 1, 8)),
    (day(2019, 4, 30), day(2019, 5, 1)),
)
"""The days around each change of era, an era a row."""

_ERAS = (
    ("明治", day(1900, 1, 1), 1867),
    ("大正", day(1912, 7, 30), 1911),
    ("昭和", day(1926, 12, 25), 1925),
    ("平成", day(1989, 1, 8), 1988),
    ("令和", day(2019, 5, 1), 2018),
)


@cache
def days_text() -> pl.Series:
    """YYYY-MM-DD by day number; null at ``NO_DAY``."""
    dates = pl.date_range(_EPOCH, _LAST, eager=True).dt.strftime("%Y-%m-%d")
    return dates.append(pl.Series([None], dtype=pl.String)).rechunk()


@cache
def times_text(first: int, last: int) -> pl.Series:
    """HH:MM:SS of the seconds of a day from ``first`` to before ``last``."""
    seconds = pl.Series(np.arange(first, last, dtype=np.int64) * 1_000_000_000)
    return seconds.cast(pl.Time).dt.strftime("%H:%M:%S")


_WIDE = {ord("0") + digit: "０１２３４５６７８９"[digit] for digit in range(10)}


def unknown_words(number: int, known: int) -> str:
    """The words for a date of which only ``known`` parts are known: 0 nothing, 1 the year, 2 the
    year and the month. The first year of an era is 元年; digits are full-width.
    """
    if known == 0:
        return "年月日不詳"
    era, _, base = next(era for era in reversed(_ERAS) if number >= era[1])
    when = _EPOCH + timedelta(days=number)
    year = when.year - base
    month = when.month if known == 2 else ""
    return f"{era}{'元' if year == 1 else year}年{month}月日不詳".translate(_WIDE)
