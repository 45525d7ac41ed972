"""The records of a file in a chunk, before their items: whose they are, of which year, and when
things happened.

What an item's name says of the order of events gives its rank: what is applied for is decided
later, begins later still and ends last. Dates of a record follow their ranks, so that no period
ends before it begins, whatever the items are called.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lgmigrate.synth.days import Days, day
from lgmigrate.synth.people import HORIZON

__all__ = ["LENGTH", "Rows", "mark", "rank_of", "starts"]

Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]

_STEPS = ((0, 1), (0, 14), (0, 30), (0, 60), (0, 60), (30, 120), (10, 60), (60, 300))
"""Days from the rank before, from and to."""

_SHARE_CHANGED = 0.1  # of what the next record of a history says

LENGTH = 700
"""More days than lie between the first and the last event of a record."""

_ENDS = 7
_RANKS = (
    (4, "納期限|納付期限|納期$"),
    (
        7,
        "終了|満了|喪失|廃止|消滅|返還|返納|期限|終期|完了|取消|脱退|廃車|欠損|時効|除却|死亡|転出",
    ),
    (6, "解除|再開|終結"),
    (5, "停止|執行|督促|催告"),
    (4, "納付|収入|領収|収納|日計|支払|還付|充当"),
    (3, "変更|更正|更新|訂正|修正|操作|処理|登録"),
    (2, "開始|適用|交付|通知|発行|送付|支給|効力|始期|該当"),
    (0, "申請|申出|申告|届出|受付|受理|請求|依頼"),
)
_ENTRY, _LATER = 3, 15  # each record of a history was entered so many days after the one before
_MIDDLE = 1  # what the name does not say: decided, acquired, determined
_LATE = re.compile("満了|期限|終了")
_EARLY = re.compile("建築|初度|製造|新築|設立|登記")
_BIRTH = re.compile("生年月日|出生")


def mark(*names: str) -> int:
    """A number for names, as a part of a seed."""
    return zlib.crc32("/".join(names).encode())


@dataclass(frozen=True, slots=True)
class Rank:
    """When a date is: ``number`` in the order of events, ``after``: it may be after HORIZON."""

    number: int
    after: bool = False


BIRTH, EARLY = Rank(-2), Rank(-1)


def rank_of(name: str) -> Rank:
    """The rank of a date by the name of its item."""
    if _BIRTH.search(name):
        return BIRTH
    if _EARLY.search(name):
        return EARLY
    for number, words in _RANKS:
        if re.search(words, name):
            return Rank(number, number == _ENDS and bool(_LATE.search(name)))
    return Rank(_MIDDLE)


@dataclass(kw_only=True)
class Rows:
    """``owner``: a number of each record's owner, which no other chunk has; ``state``: the number,
    from 0, of what the records of one history are about, ``history`` from 0 in it; ``who`` the
    person in the population, -1 for another; ``start`` the day on which a state's events begin;
    ``latest`` the last record of its history. ``seed`` for what is drawn.
    """

    seed: tuple[int, ...]
    owner: Integers
    state: Integers
    history: Integers
    who: Integers
    birth: Days
    female: Truths
    foreign: Truths
    year: Integers
    start: Days
    latest: Truths

    @property
    def count(self) -> int:
        """How many records."""
        return len(self.owner)

    def generator(self, name: str) -> np.random.Generator:
        """Random numbers for what goes by that name, the same whatever else is drawn."""
        return np.random.default_rng([*self.seed, mark(name)])

    @cached_property
    def first(self) -> Integers:
        """The first record of each owner."""
        return np.unique(self.owner, return_index=True)[1]

    @cached_property
    def entity(self) -> Integers:
        """The number of each record's owner among the owners here, from 0."""
        return np.unique(self.owner, return_inverse=True)[1]

    def uniform(self, name: str) -> NDArray[np.float64]:
        """float64[n] in 0..1, the same for the same name: what a record says. The records of one
        history mostly say the same.
        """
        rng = self.generator(name)
        drawn = rng.random(int(self.state.max()) + 1 if self.count else 0)[self.state]
        changed = np.flatnonzero(self.history)
        changed = changed[rng.random(len(changed)) < _SHARE_CHANGED]
        drawn[changed] = rng.random(len(changed))
        return drawn

    @cached_property
    def _offsets(self) -> Days:
        """int32[ranks, n]: the days of each rank after the start."""
        rng = self.generator("days")
        states = int(self.state.max()) + 1 if self.count else 0
        low, high = np.array(_STEPS).T[:, :, None]
        steps = low + (rng.random((len(_STEPS), states)) * (high - low)).astype(np.int64)
        return np.cumsum(steps, axis=0).astype(np.int32)[:, self.state]

    def days(self, rank: Rank) -> Days:
        """The day of an event of that rank in each record."""
        if rank is BIRTH:
            return self.birth
        if rank is EARLY:
            ages = self.uniform("early") * 12_000
            return np.maximum(self.start - 30 - ages.astype(np.int32), 0).astype(np.int32)
        found: Days = self.start + self._offsets[rank.number]
        if rank.number == _ENTRY:
            found = (found + self.history * _LATER).astype(np.int32)
        return found if rank.after else np.minimum(found, np.maximum(self.start, HORIZON))


def starts(
    rng: np.random.Generator, year: Integers, birth: Days, owner: Integers, later: Integers
) -> Days:
    """The day on which events begin: in spring of their year; without one (0) as many periods of
    ``LENGTH`` before the newest of their owner as ``later`` says, in the lifetime.

    Args:
        rng: what is drawn from.
        year: int64[n].
        birth: int32[owners].
        owner: int64[n], the owner of each.
        later: int64[n].
    """
    periods = np.zeros(len(birth), np.int64)
    np.maximum.at(periods, owner, later)
    lived = np.maximum(HORIZON - birth - (periods + 1) * LENGTH, 30)
    recent = np.minimum(lived, 400)
    drawn = rng.random(len(birth)) * np.minimum(lived - recent, 2600)
    newest = HORIZON - recent - drawn.astype(np.int64)
    by_life = newest[owner] - later * LENGTH
    springs = np.array([day(number, 4, 1) for number in range(1901, 2060)])
    by_year = springs[np.clip(year, 1901, 2059) - 1901] + rng.integers(0, 60, len(year))
    return np.maximum(np.where(year > 0, by_year, by_life), 0).astype(np.int32)
