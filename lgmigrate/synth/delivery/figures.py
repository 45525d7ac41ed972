"""Numbers that items hold: money, areas, rates and counts, by what the item's name says."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.standard.facets import Facets
from lgmigrate.synth.days import days_text
from lgmigrate.synth.delivery.details import Details
from lgmigrate.synth.delivery.forms import padded
from lgmigrate.synth.delivery.rows import rank_of

__all__ = ["figures", "years"]

Numbers = NDArray[np.int64]

_MONEY = re.compile("額|税|料|金|費|価格|収入|所得|控除|標準|報酬|分$|手当|給付")
_VALUE = re.compile("評価額|標準|価格|収入|所得")
_AREA = re.compile("面積|地積")
_RATE = re.compile("率|割合")
_ENGINE = re.compile("排気量|出力")
_FLAG = re.compile("フラグ|有無|要否|可否|区分|種別")
_COUNT = 12  # of months, instalments, people of a household
_BELOW = 0.03  # of amounts below zero where the item has a sign
_ROOM = 15  # digits of an int64 that are used


def figures(name: str, facets: Facets) -> Callable[[Details], pl.Series]:
    """How the numbers of an item of that name are made; they fit its digits."""
    digits = min(facets.integer or _ROOM, _ROOM)
    most = 10**digits - 1
    if name.endswith("年月日") and digits >= 8:
        return lambda details: days_text()[details.rows.days(rank_of(name))].str.replace_all(
            "-", ""
        )
    if name.endswith("年月") and digits >= 6:
        return lambda details: _months(details, name)
    if re.search("年度|年$", name) and digits >= 4:
        return lambda details: pl.Series(years(details)).cast(pl.String)
    if name.endswith("番号"):
        return lambda details: pl.Series(details.rows.owner % most + 1).cast(pl.String)
    fraction = facets.scale if facets.kind == "decimal" else 0
    sign = _BELOW if facets.kind == "signed" and _MONEY.search(name) else 0.0

    def made(details: Details) -> pl.Series:
        numbers = np.minimum(_numbers(details.rows.uniform(name), name), most)
        text = pl.Series(numbers).cast(pl.String)
        if fraction:
            width = min(fraction, 3)
            behind = (details.rows.uniform(name + ".") * 10**width).astype(np.int64)
            text = text + "." + padded(behind, width)
        if sign:
            below = (details.rows.uniform(name + "-") < sign) & (numbers > 0)
            text = pl.Series(["", "-"])[below.astype(np.int64)] + text
        return text

    return made


def years(details: Details) -> Numbers:
    """The year of a record; where it has none, that of its begin."""
    years = days_text()[details.rows.start].str.slice(0, 4).cast(pl.Int64).to_numpy()
    return np.where(details.rows.year > 0, details.rows.year, years)


def _months(details: Details, name: str) -> pl.Series:
    days = days_text()[details.rows.days(rank_of(name))]
    return days.str.slice(0, 4) + days.str.slice(5, 2)


def _numbers(drawn: NDArray[np.float64], name: str) -> Numbers:
    """Numbers in the order of what was drawn, 0..1."""
    if "手数料" in name:
        found = np.floor(drawn * 3) * 100
    elif _AREA.search(name):
        found = 10 ** (1.4 + drawn * 1.3)
    elif _RATE.search(name):
        found = drawn * 101
    elif _ENGINE.search(name):
        found = drawn * 3
    elif _MONEY.search(name):
        yen = 10 ** (5.5 + drawn * 2) if _VALUE.search(name) else 10 ** (3 + drawn * 2.3)
        found = np.floor(yen / 100) * 100
    elif _FLAG.search(name):
        found = drawn < 0.2
    else:
        found = 1 + drawn**2 * _COUNT
    return found.astype(np.int64)
