"""Unknown dates: a date, its 不詳フラグ and its 不詳表記 must say the same.

Source: デジタル庁 項目定義書 (不詳日を許容する); 住民記録システム標準仕様書 1.1.8: an unknown date
is passed on as unknown, and no date is made up for it. Known: date, flag 0, no words. Unknown: no
date, flag 1, words. A date that never was, such as that of an event that did not happen, has none
of the three, or the flag 0. Files that lack the flag or the words are checked by what they have.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lgmigrate.rules.conditions import is_filled
from lgmigrate.standard.pack import File, Item

__all__ = ["FLAG", "Triple", "triples"]

FLAG, WORDS = "_不詳フラグ", "_不詳表記"


@dataclass(frozen=True, slots=True, kw_only=True)
class Triple:
    """A date item with the names of its flag and its words, "" where the file has no such item."""

    date: str
    flag: str = ""
    words: str = ""

    @property
    def items(self) -> tuple[str, ...]:
        """The items that there are."""
        return tuple(name for name in (self.date, self.flag, self.words) if name)

    def declared(self) -> pl.Expr:
        """Boolean[n], never null: the date is said to be unknown."""
        return self._flagged() | self._worded()

    def contradicts(self) -> pl.Expr:
        """Boolean[n], never null: the items do not say the same."""
        known = pl.col(self.date).is_not_null()
        with_date = known & self.declared()
        if not (self.flag and self.words):
            return with_date
        return with_date | (~known & (self._flagged() != self._worded()))

    def _flagged(self) -> pl.Expr:
        if not self.flag:
            return pl.lit(value=False)
        return (pl.col(self.flag) == "1").fill_null(value=False)

    def _worded(self) -> pl.Expr:
        return is_filled(self.words) if self.words else pl.lit(value=False)


def triples(file: File) -> dict[str, Triple]:
    """The unknown-date triples of a file, by the name of the date."""
    return {item.name: _triple(item, file) for item in file.items if _has_parts(item, file)}


def _has_parts(item: Item, file: File) -> bool:
    names = (item.name + FLAG, item.name + WORDS)
    return item.type == "DATE" and any(name in file.by_name for name in names)


def _triple(item: Item, file: File) -> Triple:
    flag, words = item.name + FLAG, item.name + WORDS
    return Triple(
        date=item.name,
        flag=flag if flag in file.by_name else "",
        words=words if words in file.by_name else "",
    )
