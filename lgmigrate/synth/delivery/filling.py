"""Which items of a record have a value, and the record with all of them.

Required items have one always, optional ones in a share of the records, those of an event that
most records do not know in few. Every optional item is there in some record of a chunk and absent
in another. Unknown dates come with their flag and words. A condition that is checked is held: an
item gets its value wherever it has to have one, and mostly nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.rules.conditions import ItemCondition, conditions
from lgmigrate.rules.unknown import FLAG, Triple, triples
from lgmigrate.standard.facets import fits
from lgmigrate.standard.pack import Item
from lgmigrate.synth.delivery.contents import maker, repeated
from lgmigrate.synth.delivery.details import Details
from lgmigrate.synth.delivery.forms import form
from lgmigrate.synth.delivery.plans import FilePlan, Link
from lgmigrate.synth.delivery.rows import Rows
from lgmigrate.synth.delivery.words import Make

__all__ = ["Filling", "filling"]

Truths = NDArray[np.bool_]

_NEVER, _KNOWN, _UNKNOWN = range(3)  # what is known of a date
_SHARE_UNKNOWN = 0.01
_SHARE_ABSENT = 0.002  # of what the register always has
_LEAST_KNOWN = 8  # dates, before one of them is made unknown

_EVENT = re.compile(
    "^(.*?(?:喪失|廃止|終了|返還|停止|解除|取消|欠損|廃車|変更|更正|修正|延長|還付|転出|死亡|分筆|分棟|特例))"
)
_ADDRESS = re.compile(
    "^(.*_)?(市区町村コード|町字コード|郵便番号|都道府県名?|市区郡町村名|町字|番地号表記|方書)$"
)
_AT_HOME = re.compile("日本人|本籍|戸籍")
_ABROAD = re.compile("外国人|在留|国籍|通称|ローマ字|アルファベット")
_SHARE_RARE, _SHARE_EVENT, _SHARE_LITTLE, _SHARE_MOST = 0.03, 0.25, 0.6, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """What is made for the records of a file. ``links`` are those without a key; ``circular`` the
    items whose conditions ask only for what is made with them, or for the items themselves.
    """

    plan: FilePlan
    makers: Mapping[str, Make]
    triples: Mapping[str, Triple]
    conditions: Mapping[str, tuple[ItemCondition, ...]]
    circular: frozenset[str]
    links: tuple[Link, ...]

    def fill(
        self,
        rows: Rows,
        given: pl.DataFrame,
        known: pl.DataFrame,
        linked: Callable[[Link, pl.DataFrame], pl.DataFrame | None],
    ) -> pl.DataFrame:
        """The records, String columns of all items in their order.

        Args:
            rows: the records.
            given: their keys, and what else is there already.
            known: what is known of the person that a record is of.
            linked: the values of a link for records with these columns, None where there are none.
        """
        made = _Made(rows=rows, given=given)
        details = Details(rows=rows)
        for item in self.plan.file.items:
            if item.name in self.makers and item.name not in given.columns:
                make = self.makers[item.name]
                several = item.repeat and not item.targets
                values = repeated(make, details, item) if several else make(details)
                if item.name in known.columns:
                    values = known[item.name].zip_with(known[item.name].is_not_null(), values)
                made.values[item.name] = values
                made.present[item.name] = self._present(made, item)
        for link in self.links:
            self._link(made, link, linked(link, given))
        for name, triple in self.triples.items():
            self._triple(made, name, triple)
        if self.plan.registered:
            self._leave_out(made)
        self._hold(made)
        return made.frame([item.name for item in self.plan.file.items])

    def _present(self, made: _Made, item: Item) -> Truths:
        """Who has the item, before conditions are looked at."""
        rows, values = made.rows, made.values[item.name]
        if self._is_required(item.name):
            made.values[item.name] = self._filled(values, item, rows)
            return np.ones(rows.count, bool)
        if item.name in self.conditions:
            made.values[item.name] = self._filled(values, item, rows)
            if item.name not in self.circular:
                return np.zeros(rows.count, bool)
        bundle, share = _share(item)
        chosen = rows.uniform("present" + bundle) < share
        possible = values.is_not_null().to_numpy()
        texts = (item.name, *item.classes)
        if any(_ABROAD.search(text) for text in texts):
            possible = possible & rows.foreign
        elif any(_AT_HOME.search(text) for text in texts):
            possible = possible & ~rows.foreign
        return _some_of(rows.generator(item.name), chosen & possible, possible)

    def _is_required(self, name: str) -> bool:
        item = self.plan.file.by_name[name]
        return item.key or item.condition == "required"

    def _filled(self, values: pl.Series, item: Item, rows: Rows) -> pl.Series:
        """The values with one in each record."""
        if not values.null_count():
            return values
        whole = values.fill_null(strategy="forward").fill_null(strategy="backward")
        value = form("", self.plan.facets[item.name])
        return whole.fill_null(value.text(np.zeros(1, np.int64))[0]).head(rows.count)

    def _link(self, made: _Made, link: Link, values: pl.DataFrame | None) -> None:
        """The items of a reference, all of them or none of them."""
        required = any(self._is_required(name) for name in link.items)
        chosen = np.ones(made.rows.count, bool)
        if not required:
            some = made.rows.uniform("present" + link.items[0]) < _SHARE_LITTLE
            chosen = _some_of(made.rows.generator(link.items[0]), some, chosen)
        for name in link.items:
            if values is not None:
                made.values[name], made.present[name] = values[name], chosen
            else:  # nothing to point at: the one value that a circle agrees on
                value = form(name, self.plan.facets[name])
                one = value.text(np.zeros(1, np.int64))
                made.values[name] = one.new_from_index(0, made.rows.count)
                made.present[name] = chosen & required

    def _leave_out(self, made: _Made) -> None:
        """Leave out a few of the optional items that the register always has."""
        said = {part: date for date, one in self.triples.items() for part in one.items}
        for item in self.plan.file.items:
            if item.name not in made.given.columns or item.key or item.condition != "optional":
                continue
            made.take(item.name)
            if len(made.present[item.name]) > 1 and made.present[item.name].all():
                chosen = made.rows.generator("absent" + item.name).random(made.rows.count)
                if item.name in said:
                    chosen[made.unknown(self.triples[said[item.name]])] = 1
                made.present[item.name] = chosen > max(_SHARE_ABSENT, chosen.min())

    def _triple(self, made: _Made, name: str, triple: Triple) -> None:
        """What is known of a date; some that are known become unknown, where that can be said."""
        parts = [part for part in (triple.flag, triple.words) if part]
        given = made.given.columns
        if name in given and all(part in given for part in parts):
            return
        made.take(name, *parts)
        state = np.where(made.present[name], _KNOWN, _NEVER)
        state[made.unknown(triple)] = _UNKNOWN
        if self._may_be_unknown(name, triple):
            known = np.flatnonzero(state == _KNOWN)
            rng = made.rows.generator("unknown" + name)
            count = int(len(known) * _SHARE_UNKNOWN) + (len(known) >= _LEAST_KNOWN)
            state[rng.permutation(known)[:count]] = _UNKNOWN
            if triple.words and self._is_required(triple.words):
                state[:] = _UNKNOWN
        made.states[name] = state
        self._state(made, name, triple)

    def _may_be_unknown(self, name: str, triple: Triple) -> bool:
        flag = triple.flag
        can_say = not flag or fits("1", self.plan.facets[flag]) is None
        return can_say and not self._is_required(name)

    def _state(self, made: _Made, name: str, triple: Triple) -> None:
        """Date, flag and words as the date's state has them."""
        state = made.states[name]
        made.present[name] = state == _KNOWN
        if self._is_required(name):
            made.present[name] = np.ones(len(state), bool)
        if triple.words:
            required = self._is_required(triple.words)
            made.present[triple.words] = (state == _UNKNOWN) | required
        if triple.flag:
            facts = self.plan.facets[triple.flag]
            no = next((one for one in ("0", "2", *facts.codes) if fits(one, facts) is None), None)
            if no is not None and no != "1":
                made.values[triple.flag] = pl.Series([no, "1"])[(state == _UNKNOWN).astype(int)]
            shown = state != _NEVER if no == "0" else state == _UNKNOWN
            required = self._is_required(triple.flag)
            made.present[triple.flag] = shown | required

    def _hold(self, made: _Made) -> None:
        """Give items a value wherever their conditions say so, until all of them hold."""
        if not self.conditions:
            return
        dates = {part: date for date, one in self.triples.items() for part in one.items}
        expressions = [
            pl.any_horizontal(one.holds() for one in stated).fill_null(value=False).alias(name)
            for name, stated in self.conditions.items()
        ]
        others = {one.other for stated in self.conditions.values() for one in stated}
        names = [*dict.fromkeys([*self.conditions, *sorted(others)])]
        for _ in range(len(self.conditions) + 1):
            held = made.frame(names).select(expressions)
            changed = False
            for name in self.conditions:
                lacking = held[name].to_numpy() & ~made.filled(name)
                date = dates.get(name, "")
                if date == name:
                    lacking &= ~made.unknown(self.triples[date])
                if lacking.any():
                    changed |= self._give(made, name, lacking, date)
            if not changed:
                return

    def _give(self, made: _Made, name: str, lacking: Truths, date: str) -> bool:
        """Give some records a value; an unknown date where these are its words."""
        made.take(name)
        if date and date in made.states and name != self.triples[date].flag:
            state = _KNOWN if name == date else _UNKNOWN
            made.states[date] = np.where(lacking, state, made.states[date])
            self._state(made, date, self.triples[date])
        else:
            made.present[name] = made.present[name] | lacking
        return bool((made.filled(name) & lacking).any())


@dataclass(slots=True, kw_only=True)
class _Made:
    """What is made so far: ``given`` columns stand until they are taken over."""

    rows: Rows
    given: pl.DataFrame
    values: dict[str, pl.Series] = field(default_factory=dict)
    present: dict[str, Truths] = field(default_factory=dict)
    states: dict[str, NDArray[np.int64]] = field(default_factory=dict)

    def take(self, *names: str) -> None:
        """Take given columns over, so that they can be changed."""
        for name in names:
            if name not in self.values and name in self.given.columns:
                self.values[name] = self.given[name]
                self.present[name] = self.given[name].is_not_null().to_numpy()

    def filled(self, name: str) -> Truths:
        """Who has a value of an item."""
        if name in self.values:
            found: Truths = self.present[name] & self.values[name].is_not_null().to_numpy()
            return found
        if name in self.given.columns:
            return self.given[name].is_not_null().to_numpy()
        return np.zeros(self.rows.count, bool)

    def unknown(self, triple: Triple) -> Truths:
        """Whose date is said to be unknown."""
        if triple.date in self.states:
            stated: Truths = self.states[triple.date] == _UNKNOWN
            return stated
        found = np.zeros(self.rows.count, bool)
        if triple.words in self.given.columns:
            found |= self.given[triple.words].is_not_null().to_numpy()
        if triple.flag in self.given.columns:
            found |= (self.given[triple.flag] == "1").fill_null(value=False).to_numpy()
        return found

    def frame(self, names: list[str]) -> pl.DataFrame:
        """The columns of these items; null for a record that does not have one."""
        none = pl.Series([None], dtype=pl.String).new_from_index(0, self.rows.count)
        columns = {}
        for name in names:
            if name in self.values:
                present = self.present[name]
                values = self.values[name]
                columns[name] = values if present.all() else values.set(pl.Series(~present), None)
            else:
                columns[name] = self.given[name] if name in self.given.columns else none
        return pl.DataFrame(columns)


def filling(plan: FilePlan) -> Filling:
    """How the items of a file are filled."""
    stated = {
        item.name: found
        for item in plan.file.items
        if (found := conditions(item, plan.file, plan.pack)) and not item.key
    }
    links = tuple(link for link in plan.links if not plan.has_key(link))
    linked = {name for link in (*links, *plan.key_links) for name in link.items}
    return Filling(
        plan=plan,
        makers={
            item.name: maker(item, plan.facets[item.name])
            for item in plan.file.items
            if not item.key and item.name not in linked
        },
        triples={
            name: triple
            for name, triple in triples(plan.file).items()
            if not any(plan.file.by_name[part].key for part in triple.items)
        },
        conditions=stated,
        circular=frozenset(
            name
            for name in stated
            if _leads_back(name, stated) or all(one.other == name + FLAG for one in stated[name])
        ),
        links=links,
    )


def _leads_back(name: str, stated: Mapping[str, tuple[ItemCondition, ...]]) -> bool:
    """Whether an item's condition asks, through those of others, for the item itself."""
    seen: set[str] = set()
    open_names = [name]
    while open_names:
        for one in stated.get(open_names.pop(), ()):
            if one.other == name:
                return True
            if one.other not in seen:
                seen.add(one.other)
                open_names.append(one.other)
    return False


def _share(item: Item) -> tuple[str, float]:
    """What an item is there together with, and in which share of the records."""
    if "国外" in item.name:
        return item.name, _SHARE_RARE
    if found := _EVENT.match(item.name):
        return found[1], _SHARE_EVENT
    if found := _ADDRESS.match(item.name):
        return found[1] or "address", _SHARE_MOST
    if item.condition == "conditional":
        return item.name, _SHARE_LITTLE
    return item.name, _SHARE_MOST if len(item.name) % 2 else _SHARE_LITTLE


def _some_of(rng: np.random.Generator, chosen: Truths, possible: Truths) -> Truths:
    """The same, with somebody who has a value and somebody who has none, where there can be."""
    rows = np.flatnonzero(possible)
    if len(rows) and not chosen.any():
        chosen[rng.choice(rows)] = True
    if len(chosen) > 1 and chosen.all():
        chosen[rng.integers(len(chosen))] = False
    return chosen
