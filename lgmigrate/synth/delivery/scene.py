"""Everything about the people of one chunk: the records of every file of a run.

First the keys of all files are made, each after those that it points at, then what they hold; a
file that points at items which are no keys comes after the file that has them, which is filled
before its turn where a key points at them. A chunk points at
its own records; only where it has none of a file, at those of the first chunk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
import polars as pl

from lgmigrate.standard.pack import Pack
from lgmigrate.synth.delivery.filling import Filling, filling
from lgmigrate.synth.delivery.keys import KeyPlan, key_plans
from lgmigrate.synth.delivery.plans import (
    REGISTER,
    FilePlan,
    Link,
    Place,
    Target,
    file_plans,
    single_values,
)
from lgmigrate.synth.delivery.population import CHUNK, Population, population
from lgmigrate.synth.delivery.records import chosen_people, records_of
from lgmigrate.synth.delivery.resident import known_of, with_parts
from lgmigrate.synth.delivery.rows import Rows, mark, starts

__all__ = ["Run", "Scene", "new_run"]

_NUMBER = "宛名番号"
_SHARE_OUTSIDE = 0.4  # of those who live elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What is asked for, with the plans of all files. ``order``: in which files are filled."""

    packs: tuple[Pack, ...]
    persons: int
    seed: int
    keys: Mapping[Place, KeyPlan]
    fillings: Mapping[Place, Filling]
    order: tuple[Place, ...]

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return -(-self.persons // CHUNK)

    @property
    def places(self) -> tuple[Place, ...]:
        """The files, in the order of the packs."""
        return tuple((pack.name, file.name) for pack in self.packs for file in pack.files)

    def scene(self, number: int) -> Scene:
        """The chunk of that number, from 0."""
        return Scene(run=self, number=number)


def new_run(packs: Sequence[Pack], persons: int, seed: int) -> Run:
    """Make the plans of a run."""
    plans = file_plans(packs)
    return Run(
        packs=tuple(packs),
        persons=persons,
        seed=seed,
        keys=key_plans(plans),
        fillings={plan.place: filling(plan) for plan in plans},
        order=_order(plans),
    )


def _order(plans: Sequence[FilePlan]) -> tuple[Place, ...]:
    """Files after those that own their records, or whose other items than keys they point at."""
    by_place = {plan.place: plan for plan in plans}
    done: dict[Place, None] = {}
    begun: set[Place] = set()

    def visit(place: Place) -> None:
        if place in begun:
            return
        begun.add(place)
        plan = by_place[place]
        for link in plan.links:
            for target in link.targets:
                there = by_place[target.place].file.by_name
                if link in plan.key_links or not all(there[name].key for name in target.items):
                    visit(target.place)
        done[place] = None

    for place in by_place:
        visit(place)
    return tuple(done)


@dataclass(kw_only=True)
class Scene:
    """One chunk of a run; what it holds is made when it is first asked for."""

    run: Run
    number: int
    _keys: dict[Place, pl.DataFrame] = field(default_factory=dict)
    _rows: dict[Place, Rows] = field(default_factory=dict)
    _whole: dict[Place, pl.DataFrame] = field(default_factory=dict)
    _begun: set[Place] = field(default_factory=set)
    _filled: set[Place] = field(default_factory=set)

    @cached_property
    def population(self) -> Population:
        """The people of the chunk."""
        records = max(0, min(CHUNK, self.run.persons - self.number * CHUNK))
        whole = any(pack.name == REGISTER for pack in self.run.packs)
        return population(self.number, records, self.run.seed, whole=whole)

    @cached_property
    def frames(self) -> dict[Place, pl.DataFrame]:
        """The records of every file, String columns of all its items."""
        for place in self.run.keys:
            self._make_keys(place)
        for place in self.run.order:
            self._fill(place)
        return self._whole

    def _make_keys(self, place: Place) -> None:
        """Make the keys of a file, once; not again while they are being made."""
        if place in self._begun:
            return
        self._begun.add(place)
        plan = self.run.keys[place]
        if plan.plan.registered:
            self._keys[place], self._rows[place] = self._registered(plan)
        else:
            pool = partial(self.pool, plan)
            made = records_of(plan, self.number, self.population, pool, self.run.seed)
            self._keys[place], self._rows[place] = made.keys, made.rows

    def _fill(self, place: Place) -> None:
        """Fill the records of a file, once; not again while they are being filled."""
        if place in self._filled or place not in self._keys:
            return
        self._filled.add(place)
        plan, rows, given = self.run.fillings[place], self._rows[place], self._keys[place]
        known = known_of(plan.plan, self.run.keys[place], rows, self.population)
        self._whole[place] = plan.fill(rows, given, known, partial(self._linked, place))

    def _registered(self, plan: KeyPlan) -> tuple[pl.DataFrame, Rows]:
        """The register's own records, with the items that its tables have."""
        people, chunk = self.population, self.population.chunk
        if chunk is None:
            msg = "Expected a population with its records, got one without"
            raise ValueError(msg)
        name = plan.plan.file.name
        frame = with_parts(chunk.jumin, people) if name == "jumin" else chunk.shien
        known = pl.DataFrame({_NUMBER: people.numbers}).with_row_index("who")
        joined = frame.select(_NUMBER).join(known, on=_NUMBER, how="left", maintain_order="left")
        who = joined["who"].cast(pl.Int64).to_numpy()
        seed = (self.run.seed, self.number, mark(*plan.plan.place))
        none = np.zeros(len(who), np.int64)
        rows = Rows(
            seed=seed,
            owner=self.number * CHUNK + who,
            state=np.arange(len(who)),
            history=none,
            who=who,
            birth=people.birth[who],
            female=people.female[who],
            foreign=people.foreign[who],
            year=none,
            start=starts(np.random.default_rng(seed), none, people.birth, who, none),
            latest=(frame["最新フラグ"] == "1").to_numpy(),
        )
        kept = [column for column in frame.columns if column in plan.plan.file.by_name]
        return frame.select(kept), rows

    def pool(self, plan: KeyPlan, link: Link) -> pl.DataFrame:
        """The values of a link, each once, by the names of its items; of people only those whom
        the pack of the file concerns.
        """
        pools = []
        for target in link.targets:
            values = self._values(target).rename(dict(zip(target.items, link.items, strict=True)))
            if not plan.plan.whole and self._is_people(target):
                values = self._concerned(plan, target, values)
            pools.append(values)
        return pl.concat(pools).unique(maintain_order=True)

    def _values(self, target: Target) -> pl.DataFrame:
        """The values of a target's items, each once."""
        self._make_keys(target.place)
        if not set(target.items) <= set(self._keys.get(target.place, pl.DataFrame()).columns):
            self._fill(target.place)
        frame = self._whole.get(target.place, self._keys.get(target.place))
        if frame is None or not set(target.items) <= set(frame.columns):
            return pl.DataFrame(schema=dict.fromkeys(target.items, pl.String))
        if self._is_people(target) and target.place[0] == REGISTER and target.place[1] == "jumin":
            return pl.DataFrame({target.items[0]: self.population.numbers})
        return single_values(frame.select(target.items)).unique(maintain_order=True)

    def _is_people(self, target: Target) -> bool:
        return len(target.items) == 1 and target.items[0] in self.run.keys[target.place].people

    def _concerned(self, plan: KeyPlan, target: Target, values: pl.DataFrame) -> pl.DataFrame:
        if values.height == len(self.population.numbers) and target.place[1] == "jumin":
            chosen = chosen_people(plan, self.number, self.population, self.run.seed)
        else:
            whose = mark(plan.plan.pack.name, *target.place)
            rng = np.random.default_rng([self.run.seed, self.number, whose])
            chosen = rng.random(values.height) < _SHARE_OUTSIDE
            chosen[:1] = True
        return values.filter(chosen)

    def _linked(self, place: Place, link: Link, keys: pl.DataFrame) -> pl.DataFrame | None:
        """The values of a link for the records of a file: of the same person where these are
        known by that there too, else of anybody.
        """
        plan = self.run.keys[place]
        pool = self.pool(plan, link)
        if not pool.height and self.number:
            first = self.run.scene(0)
            first.frames  # noqa: B018 - made when asked for
            pool = first.pool(plan, link)
        if not pool.height:
            return None
        rng = self._rows[place].generator("link" + link.items[0])
        rows = self._rows[place]
        drawn = pool[rng.integers(0, pool.height, len(rows.first))[rows.entity]]
        same = self._same_owner(place, link, keys)
        if same is None:
            return drawn
        return pl.DataFrame(
            {
                name: same[name].zip_with(same[name].is_not_null(), drawn[name])
                for name in link.items
            }
        )

    def _same_owner(self, place: Place, link: Link, keys: pl.DataFrame) -> pl.DataFrame | None:
        """What the record that owns a record has in the same items, or else what the target has for
        the same person; None where neither can be.
        """
        owner = self.run.keys[place].link
        if owner is not None:
            there = self._whole.get(owner.targets[0].place)
            if there is not None and link in self.run.keys[owner.targets[0].place].plan.links:
                by = dict(zip(owner.items, owner.targets[0].items, strict=True))
                return _joined(keys, there, by, {name: name for name in link.items})
        target = link.targets[0]
        there = self._whole.get(target.place)
        if there is None or _NUMBER not in keys.columns or _NUMBER in link.items:
            return None
        if _NUMBER not in self.run.keys[target.place].people:
            return None
        taken = dict(zip(link.items, target.items, strict=True))
        return _joined(keys, there, {_NUMBER: _NUMBER}, taken)


def _joined(
    keys: pl.DataFrame, there: pl.DataFrame, by: dict[str, str], taken: dict[str, str]
) -> pl.DataFrame:
    """The items ``taken`` of the first record there with the same values in ``by``, both by the
    names that they have here; null where there is none.
    """
    marks = [f"\0{number}" for number in range(len(by))]
    mine = keys.select(pl.col(name).alias(mark) for name, mark in zip(by, marks, strict=True))
    yours = there.select(
        *(pl.col(name).alias(mark) for name, mark in zip(by.values(), marks, strict=True)),
        *(pl.col(yours).alias(mine) for mine, yours in taken.items()),
    )
    yours = single_values(yours).unique(marks, keep="first", maintain_order=True)
    return mine.join(yours, on=marks, how="left", maintain_order="left").drop(marks)
