"""Which file and which item of one pack is which of another.

An item is the same where its ID is the same, or, where the IDs differ (a profile and an official
list), where file and name are. What is left over is paired by romaji, then by likeness of the names
among items of one type in one file: a guess, and marked as such. A pairing is the same whichever
of the packs comes first.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from lgmigrate.standard.pack import File, Item, Pack

__all__ = ["Pair", "likeness", "pair_files", "pair_items"]

One = TypeVar("One", File, Item)

_LIKE_NAMES = 0.55
_LIKE_FILES = 0.5
_SAME_WORDS = (
    ("アルファベット", "ローマ字"),
    ("読み仮名", "フリガナ"),
    ("振り仮名", "フリガナ"),
    ("ふりがな", "フリガナ"),
)
"""Words that editions of the official lists have exchanged for each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair(Generic[One]):
    """What is one in both packs, or is in one of them only."""

    before: One | None
    after: One | None
    guessed: bool = False


def likeness(one: str, other: str) -> float:
    """How alike two names are, 0 to 1: the share of the pairs of characters that both have."""
    first, second = _grams(one), _grams(other)
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def _grams(name: str) -> Counter[str]:
    plain = unicodedata.normalize("NFKC", name)
    for word, same in _SAME_WORDS:
        plain = plain.replace(word, same)
    plain = f"^{plain}$"
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1))


def pair_files(before: Pack, after: Pack) -> tuple[Pair[File], ...]:
    """The files of both packs, those of the first in its order, what was added behind them.

    A file is the same by its name on disk, its group or its title; a guess where half of the items
    are the same.
    """
    matcher = _Matcher(before.files, after.files)
    for key in (_file_name, _file_group, _file_title):
        matcher.by_key(key)
    matcher.by_likeness(_like_files, _LIKE_FILES)
    return tuple(matcher.pairs())


def _file_name(file: File) -> Hashable:
    return file.name


def _file_group(file: File) -> Hashable:
    return file.group or None


def _file_title(file: File) -> Hashable:
    return file.title or None


def _like_files(one: File, other: File) -> float:
    names, others = set(one.by_name), set(other.by_name)
    total = len(names) + len(others)
    return 2 * len(names & others) / total if total else 0.0


def pair_items(
    before: Pack, after: Pack, files: Sequence[Pair[File]]
) -> Iterator[tuple[tuple[str, str], Pair[Item]]]:
    """The items of both packs, each with the names of its file before and after; "" for none.

    The two names are one where the files are a pair, whatever these are called.
    """
    homes = {
        item.id: pair.before.name for pair in files if pair.before for item in pair.before.items
    }
    new_homes = {
        item.id: pair.after.name for pair in files if pair.after for item in pair.after.items
    }
    same = {pair.after.name: pair.before.name for pair in files if pair.before and pair.after}
    moved = _Matcher(
        [item for file in before.files for item in file.items],
        [item for file in after.files for item in file.items],
    )

    def home(item: Item, *, new: bool) -> str:
        """The file of an item, by the name it has in the first pack."""
        return same.get(new_homes[item.id], f"+{new_homes[item.id]}") if new else homes[item.id]

    moved.by_key(lambda item: item.id)
    moved.by_keys(
        lambda item: (home(item, new=False), item.name),
        lambda item: (home(item, new=True), item.name),
    )
    moved.by_keys(
        lambda item: (home(item, new=False), item.romaji),
        lambda item: (home(item, new=True), item.romaji),
        guessed=True,
    )
    moved.by_likeness(
        lambda one, other: (
            likeness(one.name, other.name)
            if home(one, new=False) == home(other, new=True) and one.type == other.type
            else 0.0
        ),
        _LIKE_NAMES,
    )
    for pair in moved.pairs():
        old = homes[pair.before.id] if pair.before else ""
        new = new_homes[pair.after.id] if pair.after else ""
        together = old and same.get(new) == old
        yield (new if together else old, new), pair


class _Matcher(Generic[One]):
    """Takes pairs out of two sequences, the surest first."""

    def __init__(self, before: Sequence[One], after: Sequence[One]) -> None:
        self._before: Sequence[One] = before
        self._after: Sequence[One] = after
        self._pairs: dict[int, tuple[int, bool]] = {}
        self._taken: set[int] = set()

    def by_key(self, key: Callable[[One], Hashable]) -> None:
        """Pair what has the same key, where each side has it once; None is no key."""
        self.by_keys(key, key)

    def by_keys(
        self,
        key: Callable[[One], Hashable],
        other_key: Callable[[One], Hashable],
        *,
        guessed: bool = False,
    ) -> None:
        """The same with a key a side."""
        old = self._once(self._before, self._pairs, key)
        new = self._once(self._after, self._taken, other_key)
        for value, number in old.items():
            if value in new:
                self._take(number, new[value], guessed=guessed)

    def by_likeness(self, like: Callable[[One, One], float], least: float) -> None:
        """Pair what is most alike, first the most alike."""
        found = []
        for number, one in enumerate(self._before):
            if number in self._pairs:
                continue
            for other_number, other in enumerate(self._after):
                if other_number in self._taken:
                    continue
                value = like(one, other)
                if value >= least:
                    names = tuple(sorted((_label(one), _label(other))))
                    found.append((-value, names, number, other_number))
        for _, _, number, other_number in sorted(found):
            if number not in self._pairs and other_number not in self._taken:
                self._take(number, other_number, guessed=True)

    def pairs(self) -> Iterator[Pair[One]]:
        """All pairs, in the order of the first sequence; then what only the second has."""
        for number, one in enumerate(self._before):
            if number in self._pairs:
                other, guessed = self._pairs[number]
                yield Pair(before=one, after=self._after[other], guessed=guessed)
            else:
                yield Pair(before=one, after=None)
        for number, one in enumerate(self._after):
            if number not in self._taken:
                yield Pair(before=None, after=one)

    def _take(self, number: int, other: int, *, guessed: bool) -> None:
        self._pairs[number] = (other, guessed)
        self._taken.add(other)

    def _once(
        self,
        items: Sequence[One],
        gone: dict[int, tuple[int, bool]] | set[int],
        key: Callable[[One], Hashable],
    ) -> dict[Hashable, int]:
        left = [(number, key(one)) for number, one in enumerate(items) if number not in gone]
        often = Counter(value for _, value in left)
        return {value: number for number, value in left if value is not None and often[value] == 1}


def _label(one: File | Item) -> str:
    return one.name
