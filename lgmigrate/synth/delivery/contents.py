"""How the values of an item are made, going by the tables of its pack and by its name.

Whatever a way of making gives is tried on a few records before it is taken, so that a value always
is one that the item accepts; text that is longer than the item is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import polars as pl

from lgmigrate.standard.facets import Facets, fits
from lgmigrate.standard.pack import VALUE_SEPARATOR, Item
from lgmigrate.synth.days import days_text, times_text
from lgmigrate.synth.delivery.details import Details
from lgmigrate.synth.delivery.figures import figures, years
from lgmigrate.synth.delivery.forms import form
from lgmigrate.synth.delivery.rows import Rows, rank_of
from lgmigrate.synth.delivery.words import Make, drawn, half_words, wide_words
from lgmigrate.synth.people import HORIZON

__all__ = ["maker", "repeated"]

_TRIED = 48  # records on which a way of making is tried
_OFFICE_HOURS = (8 * 3600 + 1800, 17 * 3600 + 900)
_IMAGE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
"""A picture of one dot."""
_OPEN_END = "9999-12-31"
_SHARE_OPEN = 0.5  # of the ends of periods whose sample is open
_SHARE_SECOND = 0.4  # of repeated items that have a second value
_FLAG = re.compile("フラグ|有無|要否|可否")
_LATEST, _DELETED = "最新フラグ", "削除フラグ"


def maker(item: Item, facets: Facets) -> Make:
    """How the values of an item are made; a null is a record that has none."""
    for make in _ways(item, facets):
        cut = _cut(make, facets)
        found = cut(Details(rows=_trial())).drop_nulls().unique()
        if len(found) and all(fits(value, facets) is None for value in found):
            return cut
    value = form("", facets)
    return lambda details: value.text(drawn(details, item.name, min(value.capacity, 1000)))


def repeated(make: Make, details: Details, item: Item) -> pl.Series:
    """Values of a repeated item: one or two, as many as it may have, never the same twice."""
    first = make(details)
    if item.repeat == 1:
        return first
    second = first.shift(1)
    chosen = details.rows.uniform(item.name + VALUE_SEPARATOR) < _SHARE_SECOND
    both = pl.Series(chosen) & (first != second)
    return (first + VALUE_SEPARATOR + second).zip_with(both.fill_null(value=False), first)


def _trial() -> Rows:
    """Records that show what a way of making gives."""
    count = _TRIED
    days = (HORIZON - np.arange(count) * 500).astype(np.int32)
    return Rows(
        seed=(0,),
        owner=np.arange(count) * 1_000_003,
        state=np.arange(count),
        history=np.zeros(count, np.int64),
        who=np.full(count, -1),
        birth=days - 9000,
        female=np.arange(count) % 2 == 0,
        foreign=np.arange(count) % 3 == 0,
        year=np.where(np.arange(count) % 2 == 0, 2025, 0),
        start=days - 1000,
        latest=np.arange(count) % 2 == 0,
    )


def _ways(item: Item, facets: Facets) -> Iterator[Make]:
    """Ways to fill an item, the best one first."""
    name = item.name
    if name.endswith((_LATEST, _DELETED)):
        yield lambda details: _flag(details.rows.latest & name.endswith(_LATEST))
    if name.endswith("性別") and {"1", "2"} <= set(facets.codes):
        yield lambda details: pl.Series(["1", "2"])[details.rows.female.astype(np.int64)]
    if facets.codes:
        yield _codes(name, facets.codes)
        return
    simple = {"date": _date, "time": _time, "year": _year, "blob": _image}
    if facets.kind in simple:
        yield simple[facets.kind](item)
    elif facets.kind in ("digits", "decimal", "signed"):
        yield figures(name, facets)
    elif facets.kind == "full" or (facets.kind == "any" and _is_wide(item)):
        yield from wide_words(item, facets)
    else:
        yield from half_words(item, facets)


def _is_wide(item: Item) -> bool:
    """Whether an item of mixed text seems to hold Japanese."""
    return not item.sample.isascii() if item.sample else not re.search("番号|コード", item.name)


def _cut(make: Make, facets: Facets) -> Make:
    if not facets.max_chars or facets.codes or facets.kind not in ("full", "half", "any", "blob"):
        return make
    return lambda details: make(details).str.slice(0, facets.max_chars)


def _flag(truths: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> pl.Series:
    return pl.Series(["0", "1"])[truths.astype(np.int64)]


def _codes(name: str, codes: tuple[str, ...]) -> Make:
    """A code of the list: the first ones more often, but flags that are mostly not set."""
    table = pl.Series(codes, dtype=pl.String)
    if set(codes) == {"0", "1"} and _FLAG.search(name):
        return lambda details: table[(drawn(details, name, 6) == 0).astype(np.int64)]
    weights = 1 / (3 + np.arange(len(codes)))
    slots = np.repeat(np.arange(len(codes)), np.ceil(weights * 40).astype(np.int64))
    return lambda details: table[slots[drawn(details, name, len(slots))]]


def _date(item: Item) -> Make:
    rank = rank_of(item.name)
    share = _SHARE_OPEN if item.sample == _OPEN_END else 0.0

    def made(details: Details) -> pl.Series:
        found = days_text()[details.rows.days(rank)]
        if share:
            is_open = details.rows.uniform(item.name) < share
            found = found.set(pl.Series(is_open), _OPEN_END)
        return found

    return made


def _year(item: Item) -> Make:
    del item
    return lambda details: pl.Series(years(details)).cast(pl.String)


def _image(item: Item) -> Make:
    del item
    return lambda details: pl.Series([_IMAGE]).new_from_index(0, details.rows.count)


def _time(item: Item) -> Make:
    times = times_text(*_OFFICE_HOURS)
    return lambda details: times[drawn(details, item.name, len(times))]
