"""The register is consistent: keys, heads, histories, dates, codes, check digits."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from lgmigrate.errors import UsageError
from lgmigrate.rules import item_rules
from lgmigrate.standard import load_pack
from lgmigrate.synth.register import Chunk, chunk_at, register

# 業務 001 code lists, as implementers publish them.
CODES = {
    "性別": "0 1 2",
    "住民種別": "1 2",
    "住民状態": "1 2 3 9",
    "第30条45規定区分": "01 02 03 04 05 06",
    "在留資格等コード": "T22 T26 T41 T44 T61 T63 T71 X14 T60",
    "在留期間等コード_年": "00 01 02 03 04 05",
    "在留期間等コード_月": "00 01 02 03 04 05 06 07 08 09 10 11",
    "在留期間等コード_日": "000",
    "氏名優先区分": "01 02 03 04 05 06 07 08 09 10 11 12 13",
    "異動事由": "01 02 03 06 21 22 23 26 41 42 43 44 53",
    "記載の事由": "01 02 03 04 05 06 07 08 09",
    "消除の事由": "21 22 23 24 25 26 27 28",
    "続柄コード1": "02 11 12 13 14 20 51 52 71 74 81 84 96 99",
    "続柄コード2": "11 12 20 52",
    "続柄コード3": "20",
    "続柄コード4": "20",
    "最新フラグ": "0 1",
    "削除フラグ": "0",
}

WORDS = {
    "02": "世帯主", "11": "夫", "12": "妻", "13": "夫（未届）", "14": "妻（未届）", "20": "子",
    "51": "父", "52": "母", "71": "兄", "74": "弟", "81": "姉", "84": "妹", "96": "縁故者",
    "99": "同居人",
}  # fmt: skip

REQUIRED = [
    "宛名番号",
    "個人履歴番号",
    "個人履歴番号_枝番号",
    "世帯番号",
    "住民種別",
    "住民状態",
    "異動年月日_不詳フラグ",
    "異動事由",
    "氏名",
    "性別",
    "性別表記",
    "生年月日_不詳フラグ",
    "住所_市区町村コード",
    "住所_町字コード",
    "住所_都道府県",
    "住所_市区郡町村名",
    "住所_郵便番号",
    "続柄コード1",
    "続柄表記",
    "最新フラグ",
    "削除フラグ",
    "操作者ID",
    "操作年月日",
    "操作時刻",
]


@pytest.fixture(scope="module")
def chunk() -> Chunk:
    """A chunk large enough for every case."""
    return chunk_at(0, 40_000, 5, chunk=40_000)


@pytest.fixture(scope="module")
def jumin(chunk: Chunk) -> pl.DataFrame:
    """Its records of 住民票."""
    return chunk.jumin


def weighted(digits: str) -> int:
    """Lowest digit times 2, then 3 4 5 6 7 2 3 ..., modulo 11."""
    return sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(digits))) % 11


def test_required_items_are_filled(jumin: pl.DataFrame) -> None:
    """No required item is null, and everything is text."""
    assert {name for name in REQUIRED if jumin[name].null_count()} == set()
    assert set(jumin.dtypes) == {pl.String}


@pytest.mark.parametrize(("item", "values"), CODES.items())
def test_codes_are_in_their_lists(jumin: pl.DataFrame, item: str, values: str) -> None:
    """Every value stands in the item's code list."""
    assert set(jumin[item].drop_nulls().unique()) <= set(values.split())


@pytest.mark.parametrize(
    ("item", "length"),
    [("宛名番号", 15), ("世帯番号", 15), ("個人番号", 12), ("住民票コード", 11)],
)
def test_check_digits_fit(jumin: pl.DataFrame, item: str, length: int) -> None:
    """The last digit follows from the others; remainders 0 and 1 give 0."""
    for number in jumin[item].drop_nulls().unique():
        remainder = weighted(number[:-1])
        assert len(number) == length
        assert int(number[-1]) == (0 if remainder <= 1 else 11 - remainder)


def test_municipality_codes_have_their_check_digit(jumin: pl.DataFrame) -> None:
    """Weights 6 5 4 3 2; the last digit of 11 minus the remainder."""
    for code in jumin["転入前住所_市区町村コード"].drop_nulls().unique():
        total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2)))  # noqa: B905
        assert int(code[5]) == (11 - total % 11) % 10


@pytest.mark.parametrize("item", ["宛名番号", "個人番号", "住民票コード"])
def test_a_number_is_of_one_person(jumin: pl.DataFrame, item: str) -> None:
    """People and their numbers are one to one."""
    latest = jumin.filter(pl.col("最新フラグ") == "1")[item].drop_nulls()
    assert latest.n_unique() == len(latest)


def test_histories_count_from_one(jumin: pl.DataFrame) -> None:
    """履歴番号 1, 2, 3 without a gap; 最新フラグ on the last, and only there."""
    for _, rows in jumin.group_by("宛名番号"):
        count = rows.height
        assert rows["個人履歴番号"].to_list() == [str(number + 1) for number in range(count)]
        assert rows["最新フラグ"].to_list() == ["0"] * (count - 1) + ["1"]
        assert rows["異動年月日"].drop_nulls().is_sorted()
        assert rows["生年月日"].n_unique() == 1


def test_share_of_histories(jumin: pl.DataFrame) -> None:
    """About 15 % of the people have more than one record, nobody more than three."""
    counts = jumin.group_by("宛名番号").len()["len"]
    assert 0.12 < (counts > 1).sum() / len(counts) < 0.18
    assert counts.max() == 3


def test_every_living_household_has_one_head(jumin: pl.DataFrame) -> None:
    """Among the latest records of people who live here, one a household is 世帯主."""
    living = jumin.filter((pl.col("最新フラグ") == "1") & (pl.col("住民状態") == "1"))
    heads = living.group_by("世帯番号").agg((pl.col("続柄コード1") == "02").sum().alias("heads"))
    assert heads["heads"].unique().to_list() == [1]
    assert living.height > 0.8 * jumin["宛名番号"].n_unique()


def test_the_named_head_is_the_head(jumin: pl.DataFrame) -> None:
    """世帯主氏名 of a head is their own name."""
    heads = jumin.filter(pl.col("続柄コード1") == "02")
    assert (heads["世帯主氏名"] == heads["氏名"]).all()


def test_relationship_words_follow_from_the_codes(jumin: pl.DataFrame) -> None:
    """続柄表記 is the codes' words joined by の; every depth up to four occurs."""
    names = ["続柄コード1", "続柄コード2", "続柄コード3", "続柄コード4"]
    depths = set()
    for *codes, words in jumin.select(*names, "続柄表記").unique().rows():
        given = [code for code in codes if code is not None]
        assert words == "の".join(WORDS[code] for code in given)
        assert codes[: len(given)] == given
        depths.add(len(given))
    assert depths == {1, 2, 3, 4}


def test_status_follows_from_the_event(jumin: pl.DataFrame) -> None:
    """転出 2, 死亡 3, 職権消除 9, everything else 1; removal items stand with removals only."""
    status = {"21": "2", "22": "2", "23": "3", "26": "9"}
    pairs = jumin.select("異動事由", "住民状態").unique().rows()
    assert all(status.get(event, "1") == state for event, state in pairs)
    assert {"2", "3", "9"} <= {state for _, state in pairs}
    gone = pl.col("住民状態") != "1"
    for item in ("消除の届出年月日", "消除の事由", "消除の異動年月日_不詳フラグ"):
        assert jumin.select((pl.col(item).is_not_null() == gone).all()).item()


def test_dates_are_in_order(jumin: pl.DataFrame) -> None:
    """Birth, entry, the event, its notice; notices of removal are three different days."""
    assert (jumin["住民となった年月日"] <= jumin["異動年月日"]).all()
    assert (jumin["異動年月日"] <= jumin["異動届出年月日"]).all()
    assert (jumin["異動届出年月日"] <= jumin["操作年月日"]).all()
    assert (jumin["住所を定めた年月日"] <= jumin["異動年月日"]).all()
    known = jumin.filter(pl.col("生年月日").is_not_null())
    assert (known["生年月日"] <= known["住民となった年月日"]).all()
    left = jumin.filter(pl.col("転出届出年月日").is_not_null())
    assert (left["転出届出年月日"] < left["消除の異動年月日"]).all()
    assert (left["消除の届出年月日"] < left["異動届出年月日"]).all()


def test_births_here_are_births(jumin: pl.DataFrame) -> None:
    """Entry by birth is on the birthday, and from nowhere."""
    born = jumin.filter(pl.col("記載の事由") == "03")
    assert born.height > 0
    assert (born["生年月日"] == born["住民となった年月日"]).all()
    assert born["転入前住所_市区町村コード"].null_count() == born.height


@pytest.mark.parametrize(
    ("item", "least", "most"),
    [
        ("生年月日", 0.003, 0.007),
        ("住民となった年月日", 0.001, 0.003),
        ("消除の異動年月日", 0.0001, 0.002),
        ("異動年月日", 0.0001, 0.002),
    ],
)
def test_unknown_dates_are_the_three_items(
    jumin: pl.DataFrame, item: str, least: float, most: float
) -> None:
    """Flag 1 with words and no date, flag 0 with a date and no words, or none of the three."""
    rows = jumin.select(
        pl.col(item).is_not_null().alias("date"),
        pl.col(item + "_不詳フラグ").alias("flag"),
        pl.col(item + "_不詳表記").is_not_null().alias("words"),
    )
    assert set(rows.rows()) <= {(True, "0", False), (False, "1", True), (False, None, False)}
    assert least < rows["words"].mean() < most  # type: ignore[operator]  # a float


def test_every_form_of_unknown_words_occurs(jumin: pl.DataFrame) -> None:
    """Nothing known; the year; the year and the month."""
    words = jumin["生年月日_不詳表記"].drop_nulls()
    era = "(明治|大正|昭和|平成|令和)[元０-９]+年"
    for form in ("年月日不詳", era + "月日不詳", era + "[０-９]+月日不詳"):
        assert words.str.contains(f"^{form}$").any()


def test_japanese_residents_have_a_family_register(jumin: pl.DataFrame) -> None:
    """本籍 and 筆頭者 are filled for them and for nobody else; families share both."""
    japanese = pl.col("住民種別") == "1"
    for item in ("本籍", "戸籍_筆頭者"):
        assert jumin.select((pl.col(item).is_not_null() == japanese).all()).item()
    children = jumin.filter((pl.col("続柄表記") == "子") & japanese & (pl.col("最新フラグ") == "1"))
    families = children.group_by("世帯番号").agg(pl.col("本籍").n_unique())
    assert families["本籍"].unique().to_list() == [1]


def test_the_checks_of_the_pack_find_nothing(chunk: Chunk) -> None:
    """Types, lengths, code lists, conditions and check digits as the pack states them."""
    pack = load_pack("juki")
    for name, frame in (("jumin", chunk.jumin), ("shien", chunk.shien)):
        file = pack.file(name)
        assert set(frame.columns) <= set(file.by_name)
        empty = (pl.lit(None, pl.String).alias(item.name) for item in file.items)
        whole = frame.select(
            pl.col(item.name) if item.name in frame.columns else none
            for item, none in zip(file.items, empty, strict=True)
        )
        rules = item_rules(pack, file)
        assert rules.check(whole, first_record=1, file=name).height == 0


@pytest.mark.parametrize(
    "days", ["1989-01-07 1989-01-08", "2019-04-30 2019-05-01", "1926-12-24 1926-12-25 1926-12-26"]
)
def test_era_edges_occur(jumin: pl.DataFrame, days: str) -> None:
    """Births on the days around a change of era."""
    assert set(days.split()) <= set(jumin["生年月日"].drop_nulls())


def test_foreign_residents(jumin: pl.DataFrame) -> None:
    """About 3 %, with ローマ字, nationality and status; nobody else has these."""
    foreign = pl.col("住民種別") == "2"
    assert 0.02 < jumin.filter(foreign).height / jumin.height < 0.045
    for item in ("氏名_外国人ローマ字", "国籍名等", "在留資格等コード", "氏名優先区分"):
        assert jumin.select((pl.col(item).is_not_null() == foreign).all()).item()
    aliases = jumin.filter(pl.col("通称").is_not_null())
    assert 0 < aliases.height < jumin.filter(foreign).height
    assert (aliases["氏名"] == aliases["通称"]).all()
    assert set(aliases["氏名優先区分"].unique()) <= {"09", "11"}


def test_moves_keep_the_former_address(jumin: pl.DataFrame) -> None:
    """After 転居 the address before it stands in 転居前住所, as the record before had it."""
    names = ("市区町村コード", "町字コード", "町字", "番地号表記", "郵便番号")
    before = jumin.with_columns(
        pl.col("住所_" + name).shift(1).over("宛名番号").alias("was_" + name) for name in names
    )
    moved = before.filter(pl.col("異動事由") == "41")
    assert moved.height > 0
    for name in names:
        assert (moved["転居前住所_" + name] == moved["was_" + name]).all()


def test_protected_people_live_here(chunk: Chunk) -> None:
    """支援措置 for about 0.3 % of the people, each once, over a year."""
    living = chunk.jumin.filter((pl.col("最新フラグ") == "1") & (pl.col("住民状態") == "1"))
    shien = chunk.shien
    assert set(shien["宛名番号"]) <= set(living["宛名番号"])
    assert shien["宛名番号"].n_unique() == shien.height
    assert 0.002 < shien.height / chunk.jumin["宛名番号"].n_unique() < 0.004
    assert set(shien["支援措置区分"]) == {"1", "2", "3"}
    for start, end in shien.select("支援措置開始年月日", "支援措置終了年月日").rows():
        assert (date.fromisoformat(end) - date.fromisoformat(start)).days == 364


def test_numbers_are_unique_over_chunks() -> None:
    """宛名番号 and 世帯番号 of different chunks differ."""
    chunks = list(register(3000, 2, chunk=700))
    for item in ("宛名番号", "世帯番号", "個人番号"):
        seen = [set(one.jumin[item].drop_nulls()) for one in chunks]
        assert sum(map(len, seen)) == len(set.union(*seen))


@pytest.mark.parametrize("arguments", [(-1, 0, 10), (10, -1, 10), (10, 0, 0)])
def test_arguments_out_of_range(arguments: tuple[int, int, int]) -> None:
    """A fault of the caller is raised before anything is made."""
    persons, seed, size = arguments
    with pytest.raises(UsageError):
        register(persons, seed, chunk=size)
