"""Who somebody is, a row a person: names, nationality and residence status.

氏名 is what the record shows: for Japanese residents family and given name; for foreign
residents the 漢字, the ローマ字 or the 通称, as 氏名優先区分 says. A ローマ字 name that is longer
than 氏名 may be is always that of somebody shown by 通称.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.synth.days import NO_DAY, days_text
from lgmigrate.synth.names import NAME_LIMIT, Foreign, foreign, japanese, pick
from lgmigrate.synth.people import HORIZON, People
from lgmigrate.synth.places import domiciles

__all__ = ["identity"]

_SPACE = "\u3000"
_BY_LETTERS, _BY_KANJI, _BY_ALIAS = range(3)
_PRIORITY = ("02", "02", "02", "01", "03", "04", "09", "11", "11")  # three of each pattern
_STATUS = ("T41", "T26", "T44", "T61", "T63", "T71", "T22", "X14", "T60")
_PERMANENT = 7  # from here on without a term: 永住者, 特別永住者

Numbers = NDArray[np.integer]


def identity(rng: np.random.Generator, who: People) -> dict[str, pl.Series]:
    """The columns of names, nationality and residence, null where they do not apply."""
    shown, kana = _japanese_names(rng, who)
    chosen = np.flatnonzero(who.foreign)
    columns = _foreign_columns(rng, who, chosen)
    shown.scatter(chosen, columns.pop("氏名"))
    kana.scatter(chosen, columns.pop("氏名_フリガナ"))
    rows = np.full(len(who.foreign), len(chosen))
    rows[chosen] = np.arange(len(chosen))
    none = pl.Series([None], dtype=pl.String)
    return {
        "氏名": shown,
        "氏名_フリガナ": kana,
        **_former_names(rng, who),
        **_family_register(rng, who, shown),
        **{name: column.append(none)[rows] for name, column in columns.items()},
    }


def _japanese_names(rng: np.random.Generator, who: People) -> tuple[pl.Series, pl.Series]:
    """氏名 and 氏名_フリガナ of everybody, as if Japanese; kin share a family name."""
    tables = japanese()
    count = len(who.household)
    shared = pick(rng, tables.family_pick, len(who.head))[who.household]
    family = np.where(who.kin, shared, pick(rng, tables.family_pick, count))
    male, female = tables.male_pick, tables.female_pick
    given = np.where(who.female, pick(rng, female, count), pick(rng, male, count))
    whole = (family >= tables.short_family) & (rng.random(count) < 0.3)
    last = np.where(who.female, female[-1], male[-1])  # the last slot holds a long name
    given = np.where(whole, last, given)
    return (
        tables.family[family] + _SPACE + tables.given[given],
        tables.family_kana[family] + _SPACE + tables.given_kana[given],
    )


def _former_names(rng: np.random.Generator, who: People) -> dict[str, pl.Series]:
    """旧氏 of some married women."""
    tables = japanese()
    family = pick(rng, tables.family_pick, len(who.household)).astype(np.int64)
    has = who.spouse & who.female & ~who.foreign & (rng.random(len(family)) < 0.04)
    family[~has] = len(tables.family)
    none = pl.Series([None], dtype=pl.String)
    return {
        "旧氏": pl.concat([tables.family, none])[family],
        "旧氏_フリガナ": pl.concat([tables.family_kana, none])[family],
    }


def _family_register(
    rng: np.random.Generator, who: People, shown: pl.Series
) -> dict[str, pl.Series]:
    """本籍 and 戸籍_筆頭者 of Japanese residents: kin share the head's, others have their own."""
    homes = domiciles(rng, len(who.head) + 1)
    heads = who.head[who.household]
    with_head = who.kin & ~who.foreign[heads]
    other = pl.Series(who.foreign)
    return {
        "本籍": homes[np.where(with_head, who.household, who.household + 1)].set(other, None),
        "戸籍_筆頭者": shown[np.where(with_head, heads, np.arange(len(heads)))].set(other, None),
    }


def _foreign_columns(
    rng: np.random.Generator, who: People, chosen: NDArray[np.int64]
) -> dict[str, pl.Series]:
    """All columns of the foreign residents, a row each."""
    tables = foreign()
    count = len(chosen)
    by_house = rng.integers(0, len(tables.nation), len(who.head))
    nation = by_house[who.household[chosen]]
    family = tables.family_first[nation] + rng.integers(0, tables.family_count[nation])
    given = tables.given_first[nation] + rng.integers(0, tables.given_count[nation])
    chance = rng.random(count)
    pattern = np.where(chance < 0.7, _BY_LETTERS, _BY_ALIAS)
    pattern[tables.kanji[nation] & (chance < 0.5)] = _BY_KANJI
    length = tables.family_letters[family] + 1 + tables.given_letters[given]
    pattern[(length > NAME_LIMIT) & (pattern == _BY_LETTERS)] = _BY_ALIAS

    letters = tables.family[family] + _SPACE + tables.given[given]
    read = tables.family_kana[family] + _SPACE + tables.given_kana[given]
    kanji = tables.family_kanji[family] + _SPACE + tables.given_kanji[given]
    alias, alias_kana = _aliases(rng, who.female[chosen])
    by_kanji, by_alias = pl.Series(pattern == _BY_KANJI), pl.Series(pattern == _BY_ALIAS)
    kanji = kanji.set(~by_kanji, None)
    alias, alias_kana = alias.set(~by_alias, None), alias_kana.set(~by_alias, None)
    priority = pattern * 3 + rng.integers(0, 3, count)
    return {
        "氏名": alias.zip_with(by_alias, kanji.zip_with(by_kanji, letters)),
        "氏名_フリガナ": alias_kana.zip_with(by_alias, read),
        "氏名_外国人ローマ字": letters,
        "氏名_外国人漢字": kanji,
        "通称": alias,
        "通称_フリガナ": alias_kana,
        "氏名優先区分": pl.Series(_PRIORITY)[priority],
        "外国人住民となった年月日": days_text()[who.entered[chosen]],
        "外国人住民となった年月日_不詳フラグ": pl.Series(["0"])[np.zeros(count, np.int64)],
        **_residence(rng, who, chosen, nation, tables),
    }


def _aliases(rng: np.random.Generator, female: NDArray[np.bool_]) -> tuple[pl.Series, pl.Series]:
    """通称 and its フリガナ: Japanese names, none of the long ones."""
    tables = japanese()
    family = pick(rng, tables.family_pick, len(female))
    family = np.where(family < tables.short_family, family, 0)
    first = np.where(female, tables.female_pick[0], tables.male_pick[0])
    given = np.where(
        female,
        pick(rng, tables.female_pick, len(female)),
        pick(rng, tables.male_pick, len(female)),
    )
    given = np.where(given < tables.short_given, given, first)
    return (
        tables.family[family] + _SPACE + tables.given[given],
        tables.family_kana[family] + _SPACE + tables.given_kana[given],
    )


@cache
def _letter_pairs() -> pl.Series:
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    return pl.Series([one + two for one in letters for two in letters])


def _residence(
    rng: np.random.Generator,
    who: People,
    chosen: NDArray[np.int64],
    nation: Numbers,
    tables: Foreign,
) -> dict[str, pl.Series]:
    """Nationality, 在留資格, its term and the card's number."""
    count = len(chosen)
    status = rng.integers(0, len(_STATUS) - 1, count)
    special = (tables.code == "410").to_numpy()[nation] & (rng.random(count) < 0.3)
    status[special] = len(_STATUS) - 1
    permanent = (status >= _PERMANENT).astype(np.int64)
    left = np.where(who.removed[chosen] == NO_DAY, HORIZON, who.removed[chosen])
    ends = np.where(permanent, NO_DAY, left + rng.integers(30, 1400, count))
    years = np.where(permanent, 3, rng.integers(0, 3, count))
    pairs = _letter_pairs()
    digits = pl.Series(10**8 + rng.integers(0, 10**8, count)).cast(pl.String).str.slice(1)
    card = pairs[rng.integers(0, len(pairs), count)] + digits
    return {
        "国籍等_国名コード": tables.code[nation],
        "国籍名等": tables.nation[nation],
        "第30条45規定区分": pl.Series(["01", "02"])[special.astype(np.int64)],
        "在留資格等コード": pl.Series(_STATUS)[status],
        "在留期間等コード_年": pl.Series(["01", "03", "05", None])[years],
        "在留期間等コード_月": pl.Series(["00", None])[permanent],
        "在留期間等コード_日": pl.Series(["000", None])[permanent],
        "在留期間の満了の日": days_text()[ends],
        "在留カード等番号": card + pairs[rng.integers(0, len(pairs), count)],
    }
