"""The keys of the records of a file in one chunk.

Owners are taken in the order in which they stand; the records of one owner stand together, the
older before the newer. Which owners have records, and how many, is drawn from the seed, the
chunk's number and the file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.synth.days import Days, days_text
from lgmigrate.synth.delivery.forms import NEWEST_YEAR
from lgmigrate.synth.delivery.keys import LIST, OUTSIDE, KeyPart, KeyPlan
from lgmigrate.synth.delivery.plans import Link
from lgmigrate.synth.delivery.population import CHUNK, Population
from lgmigrate.synth.delivery.rows import LENGTH, Rows, mark, rank_of, starts
from lgmigrate.synth.people import HORIZON
from lgmigrate.synth.register import ATENA_FROM

__all__ = ["OUTSIDE_FROM", "Pool", "Records", "chosen_people", "records_of"]

Integers = NDArray[np.int64]

OUTSIDE_FROM = 950_000_000 - ATENA_FROM
"""The first number of 住登外者, behind those of people and households."""

_MOST = 8  # records of an owner, histories aside
_SHARE_NONE = 0.92  # of records that have no number where most have none
_SHARE_SECOND, _SHARE_THIRD = 0.15, 0.02  # of histories
_ORDER = {"term": 0, "choice": 1, "number": 2, "history": 3, "date": 4, "year": 5}

Pool = Callable[[Link], pl.DataFrame]
"""The values that a link may have here, each once, by the names of its items, in the order of the
records there.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """``keys``: String columns of the keys and of what is linked with them."""

    keys: pl.DataFrame
    rows: Rows


@dataclass(slots=True, kw_only=True)
class _Owners:
    """``number`` as in ``Rows``; ``values`` are the columns that owners give."""

    number: Integers
    values: pl.DataFrame


def records_of(plan: KeyPlan, chunk: int, population: Population, pool: Pool, seed: int) -> Records:
    """The keys of a file's records in the chunk of that number.

    ``pool`` gives the values of links; for that of the owner only owners that may have records.
    """
    own = (seed, chunk, mark(*plan.plan.place))
    rng = np.random.default_rng(own)
    owners = _owners(plan, chunk, population, pool, seed, rng)
    links = {part.link: pool(part.link) for part in plan.parts if part.link is not None}
    if any(not values.height for values in links.values()):
        owners = _Owners(number=owners.number[:0], values=owners.values.clear())
    who = _who(plan, owners, population)
    birth = _births(rng, who, population)
    varied = sorted(
        (part for part in plan.parts if _is_varied(plan, part)), key=lambda p: _ORDER[p.role]
    )
    strides = np.cumprod([1, *(part.size for part in varied)]).tolist()
    counts = _counts(rng, plan, varied, strides, birth)
    owner = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    digits, later = {}, {}
    for part, (low, high) in zip(varied, pairwise(strides), strict=True):
        digits[part.item.name] = place // low % (high // low)
        most = np.minimum((counts[owner] - 1) // low, high // low - 1)
        later[part.item.name] = most - digits[part.item.name]
    states, history, last = _histories(rng, plan, len(owner))
    owner = owner[states]
    digits = {name: values[states] for name, values in digits.items()}
    later = {name: values[states] for name, values in later.items()}
    years = next((later[part.item.name] for part in varied if part.role == "year"), None)
    dates = next((later[part.item.name] for part in varied if part.role == "date"), None)
    year = _linked_years(plan, owners, owner) if years is None else NEWEST_YEAR - years
    rows = Rows(
        seed=own,
        owner=owners.number[owner],
        state=states,
        history=history,
        who=who[owner],
        birth=birth[owner],
        female=_of(population.female, who, rng.random(len(who)) < 0.5)[owner],
        foreign=_of(population.foreign, who, rng.random(len(who)) < 0.03)[owner],
        year=year,
        start=_starts(own, states, owner, year, birth, dates),
        latest=last if dates is None else last & (dates == 0),
    )
    maker = _Maker(rng, plan, rows, owner, digits, history, population, links)
    columns = {name: owners.values[name][owner] for name in owners.values.columns}
    for part in plan.parts:
        if part.role != "copy":
            columns |= maker.columns(part)
    for part in plan.parts:
        if part.role == "copy":
            columns[part.item.name] = columns[part.source]
    return Records(keys=pl.DataFrame(columns), rows=rows)


def _is_varied(plan: KeyPlan, part: KeyPart) -> bool:
    if part.role == "history":
        return plan.owner == "list"
    return part.role in _ORDER and part.size > 1


def _owners(
    plan: KeyPlan,
    chunk: int,
    population: Population,
    pool: Pool,
    seed: int,
    rng: np.random.Generator,
) -> _Owners:
    """Those who have records in this chunk."""
    if plan.link is not None:
        values = pool(plan.link)
        if not plan.spread and chunk:
            values = values.clear()
        number = chunk * CHUNK * _MOST * 4 + np.arange(values.height)
        if not plan.plan.whole and plan.link.targets[0].place[0] == plan.plan.pack.name:
            chosen = rng.random(values.height) < 0.9
            chosen[:1] = True
            values, number = values.filter(chosen), number[chosen]
        return _Owners(number=number, values=values)
    if plan.number is None:
        alone = np.zeros(1 if chunk == 0 else 0, np.int64)
        return _Owners(number=alone, values=pl.DataFrame({"": [""] * len(alone)}).select())
    name = plan.number.item.name
    if plan.owner == "people":
        index = np.arange(len(population.numbers))
        index = index[chosen_people(plan, chunk, population, seed)]
        values = pl.DataFrame({name: population.numbers[index]})
        return _Owners(number=chunk * CHUNK + index, values=values)
    count = max(1, round(plan.things * population.records / CHUNK)) if population.records else 0
    number = chunk * plan.things + np.arange(count)
    first = OUTSIDE_FROM if name in plan.people and plan.plan.pack.domain == OUTSIDE else 0
    number = number[number + first < plan.number.form.capacity]
    return _Owners(
        number=number, values=pl.DataFrame({name: plan.number.form.text(number + first)})
    )


def chosen_people(
    plan: KeyPlan, chunk: int, population: Population, seed: int
) -> NDArray[np.bool_]:
    """Who of the people the pack concerns, the same for all its files: somebody, where there is
    anybody.
    """
    low, high = plan.domain.ages
    age = (HORIZON - population.birth) / 365.2425
    rng = np.random.default_rng([seed, chunk, mark(plan.plan.pack.name)])
    chosen = (age >= low) & (age < high) & (rng.random(len(age)) < plan.domain.share)
    if len(chosen) and not chosen.any():
        chosen[0] = True
    return chosen


def _who(plan: KeyPlan, owners: _Owners, population: Population) -> Integers:
    """The person that each owner is, -1 for others."""
    names = [name for name in owners.values.columns if name in plan.people]
    if not names:
        return np.full(len(owners.number), -1)
    known = pl.DataFrame({names[0]: population.numbers}).with_row_index("who")
    joined = owners.values.select(names[0]).join(
        known, on=names[0], how="left", maintain_order="left"
    )
    return joined["who"].cast(pl.Int64).fill_null(-1).to_numpy()


def _births(rng: np.random.Generator, who: Integers, population: Population) -> Days:
    drawn = HORIZON - (rng.integers(20, 85, len(who)) * 365.2425 + rng.integers(0, 365, len(who)))
    return _of(population.birth, who, drawn.astype(np.int32))


def _of(values: NDArray, who: Integers, drawn: NDArray) -> NDArray:  # type: ignore[type-arg]  # of any kind
    """What is known of the people, else what was drawn."""
    if not len(values):
        return drawn
    found: NDArray = np.where(who >= 0, values[who], drawn)  # type: ignore[type-arg]  # as above
    return found


def _counts(
    rng: np.random.Generator,
    plan: KeyPlan,
    varied: list[KeyPart],
    strides: list[int],
    birth: Days,
) -> Integers:
    """How many records each owner has, histories aside."""
    most = strides[-1]
    if plan.owner == "list":
        return np.full(len(birth), min(most, LIST), np.int64)
    counts = 1 + (rng.random(len(birth)) ** 1.5 * min(most, _MOST)).astype(np.int64)
    for part, stride in zip(varied, strides, strict=False):
        if part.role == "date":
            periods = np.maximum((HORIZON - birth) // LENGTH, 1)
            counts = np.minimum(counts, periods * stride)
    return counts


def _histories(
    rng: np.random.Generator, plan: KeyPlan, count: int
) -> tuple[Integers, Integers, NDArray[np.bool_]]:
    """What each record is about, a number below ``count``; its number in the history of that, from
    0; and whether it is the last one there.
    """
    parts = [part for part in plan.parts if part.role == "history" and plan.owner != "list"]
    if not parts:
        return np.arange(count), np.zeros(count, np.int64), np.ones(count, bool)
    chance = rng.random(count)
    times = 1 + (chance < _SHARE_SECOND).astype(np.int64) + (chance < _SHARE_THIRD)
    times = np.minimum(times, parts[0].form.capacity)
    states = np.repeat(np.arange(count), times)
    history = np.arange(len(states)) - np.repeat(np.cumsum(times) - times, times)
    return states, history, history == times[states] - 1


def _starts(
    seed: tuple[int, ...],
    states: Integers,
    owner: Integers,
    year: Integers,
    birth: Days,
    dates: Integers | None,
) -> Days:
    """When the events of each record begin: at once for all that are about the same."""
    first = np.unique(states, return_index=True)[1]
    later = np.zeros(len(first), np.int64) if dates is None else dates[first]
    rng = np.random.default_rng([*seed, 1])
    return starts(rng, year[first], birth, owner[first], later)[states]


def _linked_years(plan: KeyPlan, owners: _Owners, owner: Integers) -> Integers:
    """The year that the owner gives, 0 where it gives none."""
    for name in owners.values.columns:
        if plan.plan.facets[name].kind == "year" or name.endswith(("年度", "年", "年分")):
            years = owners.values[name].cast(pl.Int64, strict=False).fill_null(0)
            return years.to_numpy()[owner]
    return np.zeros(len(owner), np.int64)


@dataclass(slots=True)
class _Maker:
    """The columns of the keys that owners do not give."""

    rng: np.random.Generator
    plan: KeyPlan
    rows: Rows
    owner: Integers
    digits: dict[str, Integers]
    history: Integers
    population: Population
    links: dict[Link, pl.DataFrame]

    def columns(self, part: KeyPart) -> dict[str, pl.Series]:
        """The column of a key; of a link the first of its parts gives all its columns."""
        name = part.item.name
        if part.link is not None:
            values = self.links[part.link]
            chosen = values[self._mixed() % values.height]
            return {column: chosen[column] for column in chosen.columns}
        return {name: self._column(part, self.digits.get(name))}

    def _column(self, part: KeyPart, digit: Integers | None) -> pl.Series:
        rows, value = self.rows, part.form
        drawn = np.zeros(rows.count, np.int64) if digit is None else digit
        match part.role:
            case "choice":
                found = value.text((self._mixed() + drawn) % value.capacity)
            case "year":
                found = self._years(part, digit)
            case "date":
                found = days_text()[rows.days(rank_of(part.item.name))]
            case "history":
                first = self._is_first(part)
                found = value.text(drawn if digit is not None else self.history * first)
            case "none":
                found = self._mostly_none(part)
            case "number" if self.plan.owner != "list":
                found = self._number(part, drawn)
            case _:
                found = value.text(drawn)
        return found

    def _mixed(self) -> Integers:
        """A number of each owner that shows nothing of their order."""
        mixed: Integers = self.rows.owner * 2_654_435_761 % 2**31 >> 7
        return mixed

    def _years(self, part: KeyPart, digit: Integers | None) -> pl.Series:
        year = np.where(self.rows.year > 0, self.rows.year, NEWEST_YEAR)
        if digit is not None and part.size > 1:
            year = self.rows.year
        return part.form.text(NEWEST_YEAR - year)

    def _is_first(self, part: KeyPart) -> bool:
        """Whether the part counts the histories; any other history number is the first one."""
        return part is next(one for one in self.plan.parts if one.role == "history")

    def _number(self, part: KeyPart, digit: Integers) -> pl.Series:
        if part.form.checked == "宛名番号" and part.size == 1 and len(self.population.numbers):
            return self.population.numbers[self.rows.owner % len(self.population.numbers)]
        return part.form.text((self.rows.owner * part.size + digit) % part.form.capacity)

    def _mostly_none(self, part: KeyPart) -> pl.Series:
        """0 for most owners."""
        has = pl.Series((self._mixed() % 1000) / 1000 > _SHARE_NONE)
        zero = pl.Series(["0"]).new_from_index(0, self.rows.count)
        return self._number(part, np.zeros(self.rows.count, np.int64)).zip_with(has, zero)
