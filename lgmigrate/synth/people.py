"""Households, their people and what happened to them, as arrays; no text yet.

A household is drawn from a template of roles; whatever a role fixes (sex, age beside the head of
household, relationship words) follows from tables. What happens is drawn before any date, since
it fixes how many records there are: every event writes a full record of the person, and a person
has at most three. Dates come after, each drawn between the one before it and ``HORIZON``.

Invariant: exactly one living head in every household with a living person; dates of a person's
records never go back; nobody has a record from before their birth.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lgmigrate.synth.days import EDGES, NO_DAY, Days, day

__all__ = ["ENTRY", "HORIZON", "LAST", "MINOR", "MOVE", "RELATIONS", "People", "people"]

HORIZON = day(2025, 9, 30)
"""The day before which everything has happened; what follows an event may be weeks later."""

RELATIONS = (
    ("世帯主", "02"),
    ("夫", "11"),
    ("妻", "12"),
    ("夫（未届）", "13"),
    ("妻（未届）", "14"),
    ("子", "20"),
    ("子の夫", "20", "11"),
    ("子の妻", "20", "12"),
    ("子の子", "20", "20"),
    ("子の子の子", "20", "20", "20"),
    ("子の子の子の子", "20", "20", "20", "20"),
    ("父", "51"),
    ("母", "52"),
    ("夫の母", "11", "52"),
    ("妻の母", "12", "52"),
    ("兄", "71"),
    ("弟", "74"),
    ("姉", "81"),
    ("妹", "84"),
    ("縁故者", "96"),
    ("同居人", "99"),
)
"""続柄表記 and 続柄コード1 to 4."""

(HEAD, SPOUSE, PARTNER, CHILD, CHILD_SPOUSE, GRANDCHILD, GREAT, GREAT_GREAT, FATHER, MOTHER,
 SPOUSE_MOTHER, ELDER, YOUNGER, RELATIVE, LODGER) = range(15)  # fmt: skip

_MALE_RELATION = (0, 1, 3, 5, 6, 8, 9, 10, 11, 11, 13, 15, 16, 19, 20)
_FEMALE_RELATION = (0, 2, 4, 5, 7, 8, 9, 10, 12, 12, 13, 17, 18, 19, 20)
# Years by which a role is younger than the head: from, to.
_YOUNGER = ((0, 0), (-6, 6), (-6, 6), (22, 34), (22, 34), (46, 60), (70, 85), (94, 97), (-35, -20),
            (-35, -20), (-30, -18), (-10, -1), (1, 10), (-12, 12), (-10, 10))  # fmt: skip
_DEATH = (0, 0.015, 0.01, 0.003, 0.003, 0.002, 0, 0, 0.12, 0.1, 0.1, 0.02, 0.01, 0.02, 0.01)

_TEMPLATES: tuple[tuple[float, int, int, tuple[int, ...]], ...] = (
    # weight, age of the head from, to, roles
    (0.380, 19, 95, (HEAD,)),
    (0.170, 27, 90, (HEAD, SPOUSE)),
    (0.010, 25, 70, (HEAD, PARTNER)),
    (0.070, 36, 75, (HEAD, CHILD)),
    (0.030, 30, 65, (HEAD, MOTHER)),
    (0.010, 30, 65, (HEAD, FATHER)),
    (0.010, 22, 60, (HEAD, YOUNGER)),
    (0.006, 20, 60, (HEAD, ELDER)),
    (0.010, 30, 70, (HEAD, LODGER)),
    (0.008, 30, 70, (HEAD, RELATIVE)),
    (0.120, 36, 70, (HEAD, SPOUSE, CHILD)),
    (0.110, 36, 65, (HEAD, SPOUSE, CHILD, CHILD)),
    (0.025, 36, 60, (HEAD, SPOUSE, CHILD, CHILD, CHILD)),
    (0.012, 36, 60, (HEAD, SPOUSE, CHILD, CHILD, MOTHER)),
    (0.008, 36, 60, (HEAD, SPOUSE, CHILD, CHILD, FATHER, MOTHER)),
    (0.006, 36, 60, (HEAD, SPOUSE, CHILD, SPOUSE_MOTHER)),
    (0.006, 58, 80, (HEAD, SPOUSE, CHILD, CHILD_SPOUSE)),
    (0.008, 62, 85, (HEAD, SPOUSE, CHILD, CHILD_SPOUSE, GRANDCHILD, GRANDCHILD)),
    (0.004, 62, 90, (HEAD, CHILD, GRANDCHILD)),
    (0.002, 87, 96, (HEAD, CHILD, GRANDCHILD, GREAT)),
    (0.001, 99, 104, (HEAD, CHILD, GRANDCHILD, GREAT, GREAT_GREAT)),
)
_COUPLE = 1

NORMAL, MOVED, LEFT, DIED, WIDOWED, STRUCK = range(6)
"""What happens to a household: nothing, a move inside, a move out, the death of somebody who
lives alone, the death of the head of a couple, removal by the office."""

ENTRY, MOVE, MINOR, LAST = range(4)
"""What writes a record of a person, in order of time: entry, a move with the household, a small
correction, and the last one: death, leaving, removal, or becoming head."""

_REMOVALS_KEPT_FROM = day(2014, 6, 20)  # removed records are kept for 150 years since this day
_FOREIGN_FROM = day(2012, 7, 9)  # the day on which foreign residents entered the register
_LATEST_BIRTH = HORIZON - 400
_YEAR = 365.2425


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """``household`` and what follows is by person; ``head`` (a person) and the three after it by
    household; ``person`` and the rest by record. ``kin`` bear the family's name. ``entry`` and
    ``exit`` are 異動事由 (exit 0: none, 53: becomes head). ``settled`` is 住所を定めた年月日.
    """

    household: NDArray[np.int64]
    female: NDArray[np.bool_]
    foreign: NDArray[np.bool_]
    kin: NDArray[np.bool_]
    spouse: NDArray[np.bool_]
    birth: Days
    entered: Days
    entry: NDArray[np.int8]
    exit: NDArray[np.int8]
    removed: Days
    unknown: NDArray[np.bool_]
    head: NDArray[np.int64]
    moved: NDArray[np.bool_]
    abroad: NDArray[np.bool_]
    person: NDArray[np.int64]
    stage: NDArray[np.int64]
    number: NDArray[np.int64]
    latest: NDArray[np.bool_]
    date: Days
    event: NDArray[np.int8]
    status: NDArray[np.int8]
    relation: NDArray[np.int64]
    head_now: NDArray[np.int64]
    settled: Days


@dataclass(frozen=True, slots=True)
class _Templates:
    slots: NDArray[np.int64]
    sizes: NDArray[np.int64]
    roles: NDArray[np.int64]
    ages: NDArray[np.float64]


@cache
def _templates() -> _Templates:
    total = sum(weight for weight, *_ in _TEMPLATES)
    slots = [
        number
        for number, (weight, *_) in enumerate(_TEMPLATES)
        for _ in range(max(1, round(1000 * weight / total)))
    ]
    roles = np.zeros((len(_TEMPLATES), 6), np.int64)
    for number, template in enumerate(_TEMPLATES):
        roles[number, : len(template[3])] = template[3]
    return _Templates(
        slots=np.array(slots),
        sizes=np.array([len(template[3]) for template in _TEMPLATES]),
        roles=roles,
        ages=np.array([template[1:3] for template in _TEMPLATES], np.float64),
    )


@dataclass(frozen=True, slots=True)
class _Draft:
    """Who there is and what happens to them, before any date."""

    template: NDArray[np.int64]
    kind: NDArray[np.int64]
    head_age: NDArray[np.float64]
    first: NDArray[np.int64]
    household: NDArray[np.int64]
    role: NDArray[np.int64]
    exit: NDArray[np.int8]
    stages: NDArray[np.bool_]


def _members(
    template: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The first person of each household, and of each person household and role."""
    tables = _templates()
    sizes = tables.sizes[template]
    first = np.cumsum(sizes) - sizes
    household = np.repeat(np.arange(len(template)), sizes)
    place = np.arange(len(household)) - first[household]
    return first, household, tables.roles[template[household], place]


def _draft(rng: np.random.Generator, records: int) -> _Draft:
    """Households that write exactly ``records`` records: as many as fit, then single ones."""
    tables = _templates()
    count = records // 2 + 32
    template = tables.slots[rng.integers(0, len(tables.slots), count)]
    kind = np.full(count, NORMAL)
    chance = rng.random(count)
    kind[chance < 0.083] = STRUCK
    kind[chance < 0.080] = MOVED
    kind[chance < 0.038] = LEFT
    kind[(chance > 0.94) & (tables.sizes[template] == 1)] = DIED
    kind[(chance > 0.94) & (template == _COUPLE)] = WIDOWED
    low, high = tables.ages[template].T
    head_age = low + rng.random(count) * (high - low)
    old = (kind == DIED) | (kind == WIDOWED)
    head_age[old] = 62 + rng.random(int(old.sum())) * np.where(kind[old] == DIED, 52, 28)

    first, household, role = _members(template)
    whose = kind[household]
    stages = np.zeros((len(role), 4), bool)
    stages[:, ENTRY] = True
    stages[:, MOVE] = whose == MOVED
    exits = np.zeros(len(role), np.int8)
    exits[whose == LEFT] = 21
    exits[whose == STRUCK] = 26
    exits[(whose == DIED) | ((whose == WIDOWED) & (role == HEAD))] = 23
    exits[(whose == WIDOWED) & (role == SPOUSE)] = 53
    staying = (whose == NORMAL) | (whose == MOVED)
    chance = rng.random(len(role))
    exits[staying & (chance < np.array(_DEATH)[role])] = 23
    grown = (role == CHILD) & (head_age[household] > 54)
    exits[staying & grown & (chance > 0.96)] = 21
    abroad = (exits == 21) & (rng.random(count)[household] < 0.06)
    exits[abroad] = 22
    stages[:, LAST] = exits > 0
    both = stages[:, MOVE] & stages[:, LAST]
    stages[:, MINOR] = (rng.random(len(role)) < 0.04) & ~both

    written = np.bincount(household, stages.sum(axis=1), count).astype(np.int64)
    total = np.cumsum(written)
    kept = int(np.searchsorted(total, records, "right"))
    rest = records - (int(total[kept - 1]) if kept else 0)
    kept_people = int(first[kept]) if kept < count else len(role)
    filled = np.concatenate([template[:kept], np.zeros(rest, np.int64)])
    first, household, role = _members(filled)
    alone = np.zeros((rest, 4), bool)
    alone[:, ENTRY] = True
    return _Draft(
        template=filled,
        kind=np.concatenate([kind[:kept], np.full(rest, NORMAL)]),
        head_age=np.concatenate([head_age[:kept], 30 + rng.random(rest) * 40]),
        first=first,
        household=household,
        role=role,
        exit=np.concatenate([exits[:kept_people], np.zeros(rest, np.int8)]),
        stages=np.concatenate([stages[:kept_people], alone]),
    )


def _between(rng: np.random.Generator, low: Days, share: float) -> Days:
    """A day from ``low`` on, within ``share`` of the time up to ``HORIZON``."""
    drawn: Days = low + (rng.random(len(low)) * share * (HORIZON - low)).astype(np.int32)
    return drawn


def _births(rng: np.random.Generator, draft: _Draft) -> Days:
    """Birthdays by role, some of those near a change of era moved onto it."""
    head = HORIZON - 200 - draft.head_age * _YEAR
    low, high = np.array(_YOUNGER, np.float64)[draft.role].T
    years = low + rng.random(len(low)) * (high - low)
    drawn = (head[draft.household] + years * _YEAR).astype(np.int32)
    birth: Days = np.clip(drawn, 0, _LATEST_BIRTH).astype(np.int32)
    chance = rng.random(len(birth))
    for edge in EDGES:
        near = np.flatnonzero((np.abs(birth - edge[0]) < 600) & (chance < 0.25))
        birth[near] = np.array(edge)[rng.integers(0, len(edge), len(near))]
    return birth


def _sexes(rng: np.random.Generator, draft: _Draft) -> NDArray[np.bool_]:
    """Who is female: as the role says, a couple of both, else as it comes."""
    role, household = draft.role, draft.household
    female = rng.random(len(role)) < 0.5
    heads = draft.first
    alone = _templates().sizes[draft.template] == 1
    female[heads] = rng.random(len(heads)) < np.where(alone, 0.5, 0.2)
    couple = (role == SPOUSE) | (role == PARTNER)
    female[couple] = ~female[heads[household[couple]]]
    beside = np.flatnonzero(role == CHILD_SPOUSE)
    female[beside] = ~female[beside - 1]
    female[role == FATHER] = False
    female[(role == MOTHER) | (role == SPOUSE_MOTHER)] = True
    return female


def people(rng: np.random.Generator, records: int) -> People:
    """Households that write exactly ``records`` records in all."""
    draft = _draft(rng, records)
    household, role, first, kind = draft.household, draft.role, draft.first, draft.kind
    count = len(first)
    female = _sexes(rng, draft)
    foreign = (rng.random(count) < 0.028)[household]
    foreign |= (role == SPOUSE) & (rng.random(len(role)) < 0.02)
    birth = _births(rng, draft)

    base = birth[first] + (15 * _YEAR + rng.random(count) * 25 * _YEAR).astype(np.int32)
    base = np.minimum(base, HORIZON - 300).astype(np.int32)
    own = birth + np.where(role == CHILD_SPOUSE, int(18 * _YEAR), 0)  # who marries in is grown
    entered = np.maximum(own, base[household])
    here = entered == birth
    entered = np.where(foreign, np.maximum(entered, _FOREIGN_FROM), entered).astype(np.int32)
    here &= entered == birth
    chance = rng.random(count)
    abroad = chance < np.where(foreign[first], 0.6, 0.03)
    struck_in = ~abroad & (chance > 0.985)
    entry = np.where(abroad, 2, np.where(struck_in, 6, 1))[household]
    entry[foreign & (entered == _FOREIGN_FROM)] = 6
    entry[here] = 3

    moved = kind == MOVED
    latest_entry = np.maximum.reduceat(entered, first).astype(np.int32)
    move = _between(rng, latest_entry, 0.5)[household]
    minor = _between(rng, np.where(moved[household], move, entered).astype(np.int32), 0.5)
    before = np.where(draft.stages[:, MINOR], minor, entered)
    before = np.maximum(before, np.where(moved[household], move, before))
    settled = np.maximum(np.maximum.reduceat(before, first), latest_entry)
    out = _between(rng, np.maximum(settled, _REMOVALS_KEPT_FROM).astype(np.int32), 0.95)
    dates = np.stack([entered, move, minor, out[household]], axis=1)
    small = np.array([42, 43, 44], np.int8)[rng.integers(0, 3, len(role))]
    events = np.stack([entry, np.full(len(role), 41), small, draft.exit], axis=1)

    person, stage = np.nonzero(draft.stages)
    start = np.flatnonzero(np.r_[True, person[1:] != person[:-1]]) if len(person) else person
    latest = np.r_[person[1:] != person[:-1], True]
    status = np.ones(len(person), np.int8)
    gone = stage == LAST
    outcome = np.zeros(128, np.int8)
    outcome[[21, 22, 23, 26, 53]] = [2, 2, 3, 9, 1]
    status[gone] = outcome[draft.exit[person[gone]]]
    relation = np.array([_MALE_RELATION, _FEMALE_RELATION])[female.astype(int), role]
    relation[(role == SPOUSE_MOTHER) & ~female[first[household]]] += 1
    becomes_head = gone & (draft.exit[person] == 53)
    removed = np.where((draft.exit > 0) & (draft.exit != 53), out[household], NO_DAY)
    unknown = ~foreign & ~here & (rng.random(len(role)) < 0.005)
    return People(
        household=household,
        female=female,
        foreign=foreign,
        kin=(role != LODGER) & (role != RELATIVE) & (role != SPOUSE_MOTHER) & (role != PARTNER),
        spouse=role == SPOUSE,
        birth=birth,
        entered=entered,
        entry=entry.astype(np.int8),
        exit=draft.exit,
        removed=removed.astype(np.int32),
        unknown=unknown,
        head=first,
        moved=moved,
        abroad=abroad,
        person=person,
        stage=stage,
        number=np.arange(len(person)) - start[person] + 1,
        latest=latest,
        date=dates[person, stage].astype(np.int32),
        event=events[person, stage].astype(np.int8),
        status=status,
        relation=np.where(becomes_head, 0, relation[person]),
        head_now=np.where(becomes_head, person, first[household[person]]),
        settled=np.where(
            moved[household[person]] & (stage >= MOVE), move[person], entered[person]
        ).astype(np.int32),
    )
