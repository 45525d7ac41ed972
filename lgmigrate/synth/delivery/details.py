"""What several items of a record say together: a name with its parts and its reading, an address
with its parts, so that 氏名, 氏 and 氏名_フリガナ are of one person. Whose they are is what stands
before them in the items' names: ``世帯主_氏名`` and ``氏名`` are two people.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import polars as pl

from lgmigrate.synth.delivery.rows import Rows
from lgmigrate.synth.names import foreign, japanese, pick
from lgmigrate.synth.places import domiciles, local_addresses, outside_addresses

__all__ = ["Details", "half_kana"]

_SPACE = "\u3000"
_ELSEWHERE = ("転入", "転出", "前住所", "本籍", "課税先")


@dataclass(slots=True, kw_only=True)
class Details:
    """Names and addresses of the records, made when they are first asked for."""

    rows: Rows
    _names: dict[str, dict[str, pl.Series]] = field(default_factory=dict)
    _addresses: dict[str, pl.DataFrame] = field(default_factory=dict)

    def name(self, whose: str, part: str) -> pl.Series:
        """A part of a name: 氏名, 氏, 名, the same with カナ behind, 漢字 or ローマ字."""
        if whose not in self._names:
            own = not whose
            self._names[whose] = _names(self.rows, self.rows.generator("name" + whose), own=own)
        return self._names[whose][part][self.rows.entity]

    def address(self, whose: str, part: str) -> pl.Series:
        """A part of an address, as ``ADDRESS_ITEMS`` has them."""
        if whose not in self._addresses:
            rng = self.rows.generator("address" + whose)
            away = any(word in whose for word in _ELSEWHERE)
            made = outside_addresses if away else local_addresses
            self._addresses[whose] = made(rng, len(self.rows.first))
        return self._addresses[whose][part][self.rows.entity]

    def place(self, whose: str) -> pl.Series:
        """A whole address without a building."""
        parts = ("都道府県", "市区郡町村名", "町字", "番地号表記")
        return _joined([self.address(whose, part) for part in parts])

    def domicile(self) -> pl.Series:
        """本籍."""
        made = domiciles(self.rows.generator("domicile"), len(self.rows.first))
        return made[self.rows.entity]


def _joined(columns: list[pl.Series]) -> pl.Series:
    return pl.select(pl.concat_str([pl.lit(one) for one in columns])).to_series()


def _names(rows: Rows, rng: np.random.Generator, *, own: bool) -> dict[str, pl.Series]:
    """The parts of a name of each owner: their own, or that of anybody."""
    count = len(rows.first)
    tables = japanese()
    female = rows.female[rows.first] if own else rng.random(count) < 0.5
    family = pick(rng, tables.family_pick, count)
    given = np.where(
        female,
        pick(rng, tables.female_pick, count),
        pick(rng, tables.male_pick, count),
    )
    shown = tables.family[family] + _SPACE + tables.given[given]
    kana = tables.family_kana[family] + _SPACE + tables.given_kana[given]
    letters, kanji, read = _foreign_names(rng, count)
    abroad = pl.Series(rows.foreign[rows.first] if own else np.zeros(count, bool))
    mostly = kanji.is_not_null()
    return {
        "氏名": kanji.zip_with(mostly, letters).zip_with(abroad, shown),
        "氏": tables.family[family].set(abroad, None),
        "名": tables.given[given].set(abroad, None),
        "氏名カナ": read.zip_with(abroad, kana),
        "氏カナ": tables.family_kana[family].set(abroad, None),
        "名カナ": tables.given_kana[given].set(abroad, None),
        "旧氏": tables.family[pick(rng, tables.family_pick, count)].set(abroad, None),
        "ローマ字": letters.set(~abroad, None),
        "漢字": kanji.set(~abroad, None),
        "通称": shown.set(~abroad, None),
        "通称カナ": kana.set(~abroad, None),
        "国籍": foreign().nation[rng.integers(0, len(foreign().nation), count)].set(~abroad, None),
    }


def _foreign_names(rng: np.random.Generator, count: int) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Names in letters, in 漢字 (null where the nation has none) and in kana."""
    tables = foreign()
    nation = rng.integers(0, len(tables.nation), count)
    family = tables.family_first[nation] + rng.integers(0, tables.family_count[nation])
    given = tables.given_first[nation] + rng.integers(0, tables.given_count[nation])
    kanji = tables.family_kanji[family] + _SPACE + tables.given_kanji[given]
    return (
        tables.family[family] + _SPACE + tables.given[given],
        kanji.set(pl.Series(~tables.kanji[nation]), None),
        tables.family_kana[family] + _SPACE + tables.given_kana[given],
    )


@cache
def _halves() -> tuple[list[str], list[str]]:
    """Full-width kana and their half-width forms."""
    plain = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF66, 0xFF9E)}
    found = {full: half for half, full in plain.items()}
    for half, full in plain.items():
        for mark, sign in (("\uff9e", "\u3099"), ("\uff9f", "\u309a")):
            voiced = unicodedata.normalize("NFC", full + sign)
            if len(voiced) == 1:
                found[voiced] = half + mark
    found |= {_SPACE: " ", "ー": "ｰ", "ヮ": "ﾜ", "ヰ": "ｲ", "ヱ": "ｴ"}
    return list(found), list(found.values())


def half_kana(text: pl.Series) -> pl.Series:
    """Full-width kana in half width."""
    return text.str.replace_many(*_halves())
