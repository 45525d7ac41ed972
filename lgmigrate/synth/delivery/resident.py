"""What the register knows of people, for the items that its records leave to others."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from lgmigrate.synth.days import day
from lgmigrate.synth.delivery.keys import KeyPlan
from lgmigrate.synth.delivery.plans import FilePlan
from lgmigrate.synth.delivery.population import Population
from lgmigrate.synth.delivery.rows import Rows

__all__ = ["known_of", "with_parts"]

_SPACE = "\u3000"
_KNOWN = (
    "氏名", "氏名_フリガナ", "氏_日本人", "名_日本人", "氏_日本人_フリガナ", "名_日本人_フリガナ",
    "性別", "生年月日", "個人番号", "世帯番号", "住所_市区町村コード", "住所_町字コード",
    "住所_都道府県", "住所_市区郡町村名", "住所_町字", "住所_番地号表記", "住所_方書",
    "住所_郵便番号",
)  # fmt: skip
"""Items that are of the person wherever they stand in a record of that person."""

_ERAS = ("明治", "大正", "昭和", "平成", "令和")
_ERA_STARTS = (day(1912, 7, 30), day(1926, 12, 25), day(1989, 1, 8), day(2019, 5, 1))


def with_parts(jumin: pl.DataFrame, people: Population) -> pl.DataFrame:
    """The records of 住民票 with the parts of Japanese names and the era of the birthday."""
    japanese = pl.col("住民種別") == "1"
    parts = [
        pl.when(japanese & pl.col(whole).str.contains(_SPACE))
        .then(pl.col(whole).str.split(_SPACE).list.get(number, null_on_oob=True))
        .alias(name)
        for whole, names in (
            ("氏名", ("氏_日本人", "名_日本人")),
            ("氏名_フリガナ", ("氏_日本人_フリガナ", "名_日本人_フリガナ")),
            ("戸籍_筆頭者", ("戸籍_筆頭者_氏", "戸籍_筆頭者_名")),
        )
        for number, name in enumerate(names)
    ]
    era = pl.Series(_ERAS)[np.searchsorted(_ERA_STARTS, people.birth, side="right")]
    eras = pl.DataFrame({"宛名番号": people.numbers, "生年月日_元号": era})
    joined = jumin.join(eras, on="宛名番号", how="left", maintain_order="left")
    return joined.with_columns(parts)


def known_of(plan: FilePlan, keys: KeyPlan, rows: Rows, people: Population) -> pl.DataFrame:
    """What is known of the person of each record, for the items that the file has too; null where
    a record is of nobody in the register.
    """
    if people.latest is None or plan.registered or not keys.people:
        return pl.DataFrame()
    names = [
        name
        for name in _KNOWN
        if name in plan.file.by_name and name in people.latest.columns and _is_like(plan, name)
    ]
    if not names:
        return pl.DataFrame()
    none = people.latest.select(names).clear(1)
    table = people.latest.select(names).vstack(none)
    return table[np.where(rows.who >= 0, rows.who, table.height - 1)]


def _is_like(plan: FilePlan, name: str) -> bool:
    """Whether the item has the type and room that the register's has."""
    facts = plan.facets[name]
    kind, room = _shapes()[name]
    return facts.kind == kind and (not facts.max_chars or facts.max_chars >= room)


@cache
def _shapes() -> dict[str, tuple[str, int]]:
    """Kind and most characters of the items, as the register makes them."""
    sizes = {"性別": 1, "生年月日": 10, "個人番号": 12, "世帯番号": 15, "住所_市区町村コード": 6}
    sizes |= {"住所_町字コード": 7, "住所_郵便番号": 7}
    kinds = dict.fromkeys(sizes, "half") | {"生年月日": "date"}
    return {name: (kinds.get(name, "full"), sizes.get(name, 40)) for name in _KNOWN}
