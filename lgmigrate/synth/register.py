"""A made-up register in terms of the standard layout, chunk by chunk.

Each chunk is made from a seed of its own, derived from the seed and the chunk's number, and no
household crosses it: any chunk can be made alone, in bounded memory. The same persons, seed and
chunk size give the same register. Numbers with check digits are unique over the register.

Source of the contents: the semantics of 住民記録システム標準仕様書 第1.0版 (history 1.2.1, dates
1.1.8, relationships 1.1.11, reasons 1.2.2). Nothing is taken from a real register.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.errors import Faults, UsageError
from lgmigrate.synth.days import NO_DAY, Days, day, days_text, times_text, unknown_words
from lgmigrate.synth.identity import identity
from lgmigrate.synth.names import foreign
from lgmigrate.synth.numbers import atena_numbers, personal_numbers, resident_codes
from lgmigrate.synth.people import HORIZON, MOVE, RELATIONS, People, people
from lgmigrate.synth.places import (
    ADDRESS_ITEMS,
    DISTRICT,
    HOME,
    local_addresses,
    outside_addresses,
)

__all__ = ["ATENA_FROM", "HOUSEHOLDS_FROM", "MAX_PERSONS", "Chunk", "chunk_at", "register"]

MAX_PERSONS = 400_000_000
"""More would run out of nine-digit numbers."""

ATENA_FROM, HOUSEHOLDS_FROM = 100_000_000, 550_000_000
_NUMBERS_FROM = day(2015, 10, 5)  # 個人番号 exist since this day
_SYSTEM_FROM = day(2012, 7, 9)  # older events were entered when this system began
_BUSINESS = "001"  # 住民基本台帳, in the list of business areas
_OFFICE_HOURS = (8 * 3600 + 1800, 17 * 3600 + 900)
_SHARE_PROTECTED = 0.003
_SHARE_UNKNOWN = 0.002  # of days of entry; ten times as many days of death are unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Records of both files, String columns by the items' names; null is no value. Items that
    no record of a register has are left out.
    """

    jumin: pl.DataFrame
    shien: pl.DataFrame


def register(persons: int, seed: int, *, chunk: int = 4096) -> Iterator[Chunk]:
    """``persons`` records of 住民票 in chunks of ``chunk``, the last one shorter.

    What is counted is records: a person with a history has up to three.

    Raises:
        UsageError: ``persons`` or ``chunk`` is not in its range, or ``seed`` is negative.
    """
    faults = Faults(UsageError)
    if not 0 <= persons <= MAX_PERSONS:
        faults.add("persons", f"Expected 0..{MAX_PERSONS}, got {persons}")
    if not 1 <= chunk <= MAX_PERSONS:
        faults.add("chunk", f"Expected 1..{MAX_PERSONS}, got {chunk}")
    if seed < 0:
        faults.add("seed", f"Expected 0 or more, got {seed}")
    faults.raise_if_any()
    return (
        chunk_at(number, min(chunk, persons - number * chunk), seed, chunk=chunk)
        for number in range(-(-persons // chunk))
    )


def chunk_at(number: int, records: int, seed: int, *, chunk: int = 4096) -> Chunk:
    """The chunk of that number, from 0, with ``records`` records."""
    rng = np.random.default_rng([seed, number])
    who = people(rng, records)
    persons = _persons(rng, who, number * chunk, seed)
    jumin = _jumin(rng, who, persons, number * chunk)
    return Chunk(jumin=jumin, shien=_shien(rng, who, persons))


def _dates(days: Days | NDArray[np.int64]) -> pl.Series:
    return days_text()[days]


def _triple(
    rng: np.random.Generator, name: str, days: Days, unknown: NDArray[np.bool_]
) -> dict[str, pl.Series]:
    """A date, its 不詳フラグ and its 不詳表記. Where it is unknown the date is left out and the
    words say what is known: mostly the year, or the month too, or nothing.
    """
    rows = np.flatnonzero(unknown)
    known = np.array([1, 1, 1, 1, 1, 1, 2, 2, 2, 0])[rng.integers(0, 10, len(rows))]
    words = [unknown_words(*one) for one in zip(days[rows].tolist(), known.tolist(), strict=True)]
    index = np.zeros(len(days), np.int64)
    index[rows] = np.arange(1, len(words) + 1)
    return {
        name: _dates(np.where(unknown, NO_DAY, days)),
        name + "_不詳フラグ": _choose(("0", "1"), unknown.astype(np.int64)),
        name + "_不詳表記": pl.Series([None, *words], dtype=pl.String)[index],
    }


def _choose(values: tuple[str | None, ...], index: NDArray[np.integer]) -> pl.Series:
    return _table(values)[index]


@cache
def _table(values: tuple[str | None, ...]) -> pl.Series:
    return pl.Series(values, dtype=pl.String)


def _all(value: str, count: int) -> pl.Series:
    return _table((value,)).new_from_index(0, count)


def _scramble(serial: NDArray[np.int64], seed: int, factor: int, digits: int) -> NDArray[np.int64]:
    """Serial numbers spread over all numbers of that many digits, each once."""
    modulus = 10**digits
    mixed: NDArray[np.int64] = ((serial + 12_345_678) * factor + seed * 7_919 % modulus) % modulus
    return mixed


def _persons(rng: np.random.Generator, who: People, start: int, seed: int) -> pl.DataFrame:
    """What stays the same over a person's records, a row a person."""
    count = len(who.household)
    serial = np.arange(start, start + count, dtype=np.int64)
    female = who.female.astype(np.int64)
    numbers = personal_numbers(_scramble(serial, seed, 2_718_281_831, 11))
    without = who.removed < _NUMBERS_FROM
    old = (who.entry != 3) & ~who.foreign & (rng.random(count) < _SHARE_UNKNOWN)
    columns = {
        "宛名番号": atena_numbers(ATENA_FROM + serial),
        "住民種別": _choose(("1", "2"), who.foreign.astype(np.int64)),
        **identity(rng, who),
        "性別": _choose(("1", "2"), female),
        "性別表記": _choose(("男", "女"), female),
        **_triple(rng, "生年月日", who.birth, who.unknown),
        **_triple(rng, "住民となった年月日", who.entered, old),
        "個人番号": numbers.set(pl.Series(without), None),
        "住民票コード": resident_codes(_scramble(serial, seed, 1_618_033_989, 10)),
        "記載の異動年月日": _dates(who.entered),
        "記載の異動年月日_不詳フラグ": _all("0", count),
        "記載の事由": _codes()[who.entry],
    }
    return pl.DataFrame(columns)


@cache
def _codes() -> pl.Series:
    """Two digits by number; null at 0."""
    return pl.Series([None, *(f"{number:02d}" for number in range(1, 100))], dtype=pl.String)


@cache
def _relations() -> pl.DataFrame:
    rows = [(words, *codes, *[None] * (4 - len(codes))) for words, *codes in RELATIONS]
    names = ["続柄表記", "続柄コード1", "続柄コード2", "続柄コード3", "続柄コード4"]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _jumin(
    rng: np.random.Generator, who: People, persons: pl.DataFrame, start: int
) -> pl.DataFrame:
    """A row a record."""
    count = len(who.person)
    household = who.household[who.person]
    same = persons[who.person]
    filed = who.date + rng.integers(0, 14, count).astype(np.int32)
    gone = who.status > 1
    removal = np.where(gone, who.date + rng.integers(0, 7, count), NO_DAY).astype(np.int32)
    filed[gone] = who.date[gone] + 7 + (filed[gone] - who.date[gone]) // 2
    entered_into = np.maximum(filed, _SYSTEM_FROM)
    operated = _dates(entered_into)
    unseen = (who.event == 23) & (rng.random(count) < 10 * _SHARE_UNKNOWN)
    event = _triple(rng, "異動年月日", who.date, unseen)
    stays = pl.Series(~gone)
    numbers = np.arange(HOUSEHOLDS_FROM + start, HOUSEHOLDS_FROM + start + len(who.head))
    columns = {
        "個人履歴番号": _codes_plain()[who.number],
        "個人履歴番号_枝番号": _all("0", count),
        "世帯番号": atena_numbers(numbers)[household],
        "住民状態": _codes_plain()[who.status],
        **event,
        "異動届出年月日": _dates(filed),
        "異動事由": _codes()[who.event],
        "世帯主氏名": persons["氏名"][who.head_now],
        **_relations()[who.relation].to_dict(),
        **_addresses(rng, who, household, persons),
        **{"消除の" + name: column.set(stays, None) for name, column in event.items()},
        "消除の届出年月日": _dates(removal),
        "消除の事由": _codes()[np.where(gone, who.event, 0)],
        "住所を定めた年月日": _dates(who.settled),
        "住所を定めた年月日_不詳フラグ": _all("0", count),
        "除票フラグ": _choose(("0", "1"), gone.astype(np.int64)),
        "市区町村コード": _all(HOME, count),
        "業務ID": _all(_BUSINESS, count),
        "最新フラグ": _choose(("0", "1"), who.latest.astype(np.int64)),
        "処理年月日": operated,
        **_operation(rng, operated),
    }
    return same.with_columns(**columns)


@cache
def _codes_plain() -> pl.Series:
    return pl.Series([str(number) for number in range(10)])


def _operation(rng: np.random.Generator, dates: pl.Series) -> dict[str, pl.Series]:
    """The items that every file ends with, after 最新フラグ."""
    count = len(dates)
    times = times_text(*_OFFICE_HOURS)
    return {
        "削除フラグ": _all("0", count),
        "操作者ID": _operators()[rng.integers(0, len(_operators()), count)],
        "操作年月日": dates,
        "操作時刻": times[rng.integers(0, len(times), count)],
    }


@cache
def _operators() -> pl.Series:
    return pl.Series([f"OP{number:06d}" for number in range(101, 141)])


def _addresses(
    rng: np.random.Generator, who: People, household: NDArray[np.int64], persons: pl.DataFrame
) -> dict[str, pl.Series]:
    """住所 and the addresses before and after it, by record."""
    count = len(who.head)
    moved = np.flatnonzero(who.moved)
    here = local_addresses(rng, count + len(moved))
    earlier = np.arange(count)
    earlier[moved] = count + np.arange(len(moved))
    arrived = who.stage >= MOVE
    nowhere = len(here)
    inside = who.moved[household] & arrived
    present = np.where(who.moved[household] & ~arrived, earlier[household], household)
    before = np.where(inside, earlier[household], nowhere)

    out = outside_addresses(rng, 2 * count)
    none = len(out)
    from_abroad = who.entry[who.person] == 2
    origin = np.where(who.entry[who.person] == 1, household, none)
    leaving = who.event == 21
    planned = np.where(leaving, count + household, none)
    confirmed = leaving & (rng.random(count) < 0.8)[household]
    left = np.where(leaving, who.date, NO_DAY)
    told = np.where(confirmed, who.date + rng.integers(3, 21, count)[household], NO_DAY)
    away = leaving | (who.event == 22)
    notice = np.where(away, who.date - rng.integers(1, 15, count)[household], NO_DAY)
    abroad = foreign()
    nation = rng.integers(0, len(abroad.nation), count)[household]
    came = np.where(from_abroad, nation, len(abroad.nation))
    went = np.where(who.event == 22, nation, len(abroad.nation))
    names, codes = _with_none(abroad.nation), _with_none(abroad.code)
    heads = persons["氏名"][who.head[household]]
    return {
        **_taken(here, present, "住所_"),
        DISTRICT: here[DISTRICT][present],
        **_taken(_with_null(here), before, "転居前住所_"),
        **_taken(_with_null(out), origin, "転入前住所_"),
        "転入前住所_世帯主氏名": heads.set(pl.Series(origin == none), None),
        "転入前住所_国名等": names[came],
        "転入前住所_国名コード": codes[came],
        **_taken(_with_null(out), planned, "転出先住所（予定）_"),
        "転出先住所（予定）_国名等": names[went],
        "転出先住所（予定）_国名コード": codes[went],
        **_taken(_with_null(out), np.where(confirmed, planned, none), "転出先住所（確定）_"),
        "転出届出年月日": _dates(notice),
        "転出予定年月日": _dates(np.where(away, who.date, NO_DAY)),
        "転出年月日（確定）": _dates(np.where(confirmed, left, NO_DAY)),
        "転入通知年月日": _dates(told),
    }


def _with_none(column: pl.Series) -> pl.Series:
    return pl.concat([column, pl.Series([None], dtype=pl.String)])


def _with_null(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame and one row of nulls behind it."""
    return frame.vstack(frame.clear(1)).rechunk()


def _taken(frame: pl.DataFrame, rows: NDArray[np.int64], prefix: str) -> dict[str, pl.Series]:
    taken = frame[rows]
    return {prefix + name: taken[name] for name in ADDRESS_ITEMS}


def _shien(rng: np.random.Generator, who: People, persons: pl.DataFrame) -> pl.DataFrame:
    """支援措置 of a few of the people who live here, a year each, by their last record."""
    living = np.flatnonzero(who.removed == NO_DAY)
    chosen = living[rng.random(len(living)) < _SHARE_PROTECTED]
    begin = HORIZON - rng.integers(1, 700, len(chosen))
    kind = np.where(begin < HORIZON - 365, 2, np.minimum(rng.integers(0, 5, len(chosen)), 1))
    columns = {
        "宛名番号": persons["宛名番号"][chosen],
        "支援措置開始年月日": _dates(begin),
        "支援措置終了年月日": _dates(begin + 364),
        "支援措置区分": _choose(("1", "2", "3"), np.where(kind < 2, 1 - kind, 2)),
        "最新フラグ": _all("1", len(chosen)),
        **_operation(rng, _dates(begin)),
    }
    return pl.DataFrame(columns)
