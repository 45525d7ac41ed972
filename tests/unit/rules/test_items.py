"""Each rule of an item, with values that pass and values that fail."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from lgmigrate.findings import FINDING_SCHEMA
from lgmigrate.rules import item_rules
from tests.unit.rules.packs import FILE, PACK, make_file, make_item, make_pack

RULES = item_rules(PACK, FILE)
GOOD: dict[str, str | None] = {
    "宛名番号": "0" * 15,
    "枝番": "0",
    "住民種別": "1",
    "氏名": "見本　太郎",
}


def codes_of(**values: str | None) -> list[tuple[str, str | None]]:
    """Code and field of what is found in one record: a good one with these values."""
    frame = pl.DataFrame({name: [value] for name, value in (GOOD | values).items()})
    found = RULES.check(
        frame.with_columns(pl.all().cast(pl.String)), first_record=1, file="made.xml"
    )
    return found.select("code", "field").rows()


def test_good_record() -> None:
    """A record with the required items only has no finding."""
    assert codes_of() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("住民種別", "2"),
        ("通称", ""),
        ("通称", "見本葛\U000e0100花子"),
        ("通称", "\ue000\U00020bb7㈱"),
        ("メモ", "A ｱ~"),
        ("メモ", ""),
        ("年度", "0000"),
        ("年度", "9999"),
        ("率", "007"),
        ("率", "123.45"),
        ("差額", "-1234"),
        ("差額", "0"),
        ("生年月日", "2024-02-29"),
        ("生年月日", "2000-02-29"),
        ("生年月日", "0000-01-01"),
        ("生年月日", "9999-12-31"),
        ("操作時刻", "23:59:59"),
        ("操作時刻", "00:00"),
        ("写真", "QUJD"),
        ("写真", "QQ=="),
        ("個人番号", None),
    ],
)
def test_passes(name: str, value: str | None) -> None:
    """Values that the item may have."""
    others = {"区分": "1"} if value == "2" else {}
    assert codes_of(**{name: value}, **others) == []


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("宛名番号", None, "S001"),
        ("住民種別", None, "S001"),
        ("氏名", None, "S001"),
        ("氏名", "", "S004"),
        ("氏名", "見本　太郎左", "S003"),
        ("氏名", "ﾐﾎﾝ", "S004"),
        ("氏名", "見本 太郎", "S004"),
        ("氏名", "見本\x85", "S004"),
        ("通称", "見本葛\U000e0100花子山", "S003"),
        ("メモ", "12345", "S003"),
        ("メモ", "ｱｲｳｴｵ", "S003"),
        ("メモ", "見本", "S004"),
        ("メモ", "a\tb", "S004"),
        ("枝番", "1234", "S003"),
        ("枝番", "-1", "S004"),
        ("枝番", "１", "S004"),
        ("枝番", "", "S004"),
        ("年度", "999", "S004"),
        ("率", "1234", "S003"),
        ("率", "1.234", "S003"),
        ("率", "1.", "S004"),
        ("率", ".5", "S004"),
        ("率", "-1", "S004"),
        ("差額", "-12345", "S003"),
        ("差額", "+1", "S004"),
        ("差額", "-", "S004"),
        ("住民種別", "3", "S005"),
        ("住民種別", "01", "S005"),
        ("住民種別", "", "S005"),
        ("生年月日", "2023-02-29", "S006"),
        ("生年月日", "1900-02-29", "S006"),
        ("生年月日", "0000-01-02", "S006"),
        ("生年月日", "2024-00-01", "S006"),
        ("生年月日", "2024-04-31", "S006"),
        ("生年月日", "2024-13-01", "S006"),
        ("生年月日", "2024-1-1", "S004"),
        ("生年月日", "20240101", "S004"),
        ("生年月日", "2024-01-01\n", "S004"),
        ("操作時刻", "24:00", "S006"),
        ("操作時刻", "23:60", "S006"),
        ("操作時刻", "23:59:60", "S006"),
        ("操作時刻", "9:00", "S004"),
        ("写真", "Q Q", "S004"),
        ("写真", "QUJ===", "S004"),
        ("宛名番号", "000000000000001", "S008"),
        ("個人番号", "983205673215", "S012"),
        ("個人番号", "98320567321", "S012"),
        ("個人番号", "", "S012"),
        ("個人番号", "9832056732140", "S003"),
        ("個人番号", "番号", "S004"),
        ("住民票コード", "1", "S012"),
        ("法人番号", "7000012050003", "S012"),
        ("住所_市区町村コード", "131017", "S012"),
        ("住所_市区町村コード", "13101", "S012"),
    ],
)
def test_fails(name: str, value: str | None, code: str) -> None:
    """Values that the item may not have: one finding, with the code that comes first."""
    assert codes_of(**{name: value}) == [(code, name)]


@pytest.mark.parametrize(
    ("date", "flag", "words", "fails"),
    [
        ("1964-07-01", "0", None, False),
        ("1964-07-01", None, None, False),
        ("1964-07-01", "0", "", False),
        (None, "1", "昭和３９年頃", False),
        (None, "0", None, False),
        (None, None, None, False),
        ("1964-07-01", "1", None, True),
        ("1964-07-01", "0", "昭和３９年頃", True),
        ("1964-07-01", "1", "昭和３９年頃", True),
        (None, "1", None, True),
        (None, "1", "", True),
        (None, "0", "昭和３９年頃", True),
        (None, None, "昭和３９年頃", True),
    ],
)
def test_unknown_date(
    date: str | None, flag: str | None, words: str | None, *, fails: bool
) -> None:
    """Date, flag and words must say the same; nothing at all is no contradiction."""
    found = codes_of(生年月日=date, 生年月日_不詳フラグ=flag, 生年月日_不詳表記=words)
    assert found == ([("S011", "生年月日")] if fails else [])


@pytest.mark.parametrize(
    ("part", "value", "fails"),
    [
        ("日_不詳フラグ", "1", True),
        ("日_不詳フラグ", "0", False),
        ("日_不詳表記", "頃", True),
        ("日_不詳表記", "", False),
    ],
)
def test_unknown_date_without_a_part(part: str, value: str, *, fails: bool) -> None:
    """A file with the flag or the words alone: they must not stand beside a date."""
    file = make_file(make_item("日", "DATE"), make_item(part, "N" if "表記" in part else "9"))
    rules = item_rules(make_pack(file), file)
    known = pl.DataFrame({"日": ["2024-01-01"], part: [value]})
    assert rules.check(known, first_record=1, file="f")["code"].to_list() == ["S011"] * fails
    unknown = known.with_columns(pl.lit(None, pl.String).alias("日"))
    assert rules.check(unknown, first_record=1, file="f").is_empty()


@pytest.mark.parametrize(("kind", "value", "fails"), [
    ("2", None, True), ("2", "", True), ("2", "1", False), ("1", None, False),
])  # fmt: skip
def test_condition(kind: str, value: str | None, *, fails: bool) -> None:
    """A conditional item is missed where its condition holds."""
    assert codes_of(住民種別=kind, 区分=value) == ([("S002", "区分")] if fails else [])


def test_conditional_date_that_is_unknown() -> None:
    """A date that is said to be unknown is not missing."""
    flag = make_item("日_不詳フラグ", "9", code="flag")
    stated = "※※日_不詳フラグが0の場合は出力必須"
    date = make_item("日", "DATE", condition="conditional", note=stated)
    file = make_file(date, flag, make_item("日_不詳表記", "N"))
    frame = pl.DataFrame(
        {
            "日": pl.Series([None, None, None], dtype=pl.String),
            "日_不詳フラグ": ["0", "1", "0"],
            "日_不詳表記": [None, "頃", "頃"],
        }
    )
    found = item_rules(make_pack(file), file).check(frame, first_record=1, file="f")
    assert found.select("record", "code").rows() == [(1, "S002"), (3, "S011")]


def test_conditions_for_people() -> None:
    """A condition in words only is listed, not checked."""
    assert RULES.unchecked == ("方書",)


@pytest.mark.parametrize("flagged", [True, False])
def test_words_of_a_date_without_a_flag_are_for_people(*, flagged: bool) -> None:
    """That words are missing shows by the flag; where the layout has none, nothing shows it."""
    words = make_item(
        "日_不詳表記", "N", condition="conditional", note="※※日が不詳の場合は出力必須"
    )
    flag = (make_item("日_不詳フラグ", "9", code="flag"),) if flagged else ()
    file = make_file(make_item("日", "DATE"), *flag, words)
    assert item_rules(make_pack(file), file).unchecked == (() if flagged else ("日_不詳表記",))


def test_place_and_shape() -> None:
    """A finding has record, offset, file and shape; findings stand by record, then by item."""
    frame = pl.DataFrame(
        {
            "宛名番号": ["0" * 15, "1" * 16],
            "枝番": ["1", "1"],
            "住民種別": ["9", "1"],
            "氏名": ["山田", "山田ﾀﾛｳ"],
            "生年月日": ["2024-01-01", None],
            "生年月日_不詳フラグ": ["1", "1"],
        }
    )
    found = RULES.check(
        frame, first_record=7, file="made.xml", offsets=np.array([100, 260], np.int64)
    )
    assert found.schema == FINDING_SCHEMA
    assert found.rows() == [
        ("S005", "error", "made.xml", 7, 100, "住民種別", "9(1)"),
        ("S011", "error", "made.xml", 7, 100, "生年月日", "9(4)+X(1)+9(2)+X(1)+9(2) | 9(1) | null"),
        ("S003", "error", "made.xml", 8, 260, "宛名番号", "9(16)"),
        ("S004", "error", "made.xml", 8, 260, "氏名", "漢字2+ｶﾅ3"),
        ("S011", "error", "made.xml", 8, 260, "生年月日", "null | 9(1) | null"),
    ]


def test_missing_value_has_no_shape() -> None:
    """What is not there has neither shape nor, without offsets, an offset."""
    found = RULES.check(pl.DataFrame({"氏名": ["山田"]}), first_record=1, file="f")
    assert found["field"].to_list() == ["宛名番号", "枝番", "住民種別"]
    assert found.select("offset", "shape").null_count().row(0) == (3, 3)


def test_no_records() -> None:
    """An empty batch has no findings."""
    empty = pl.DataFrame(schema={item.name: pl.String for item in FILE.items})
    found = RULES.check(empty, first_record=1, file="f")
    assert found.is_empty()
    assert found.schema == FINDING_SCHEMA


def test_code_list_of_the_municipality() -> None:
    """A code list without values (自治体固有コード) leaves type and length to be checked."""
    file = make_file(make_item("区分", digits=3, code="own"))
    pack = make_pack(file)
    pack.code_lists["own"] = type(pack.code_lists["kind"])(id="own", name="固有", codes=())
    found = item_rules(pack, file).check(
        pl.DataFrame({"区分": ["abc", "abcd"]}), first_record=1, file="f"
    )
    assert found.select("record", "code").rows() == [(2, "S003")]


def test_rules_say_their_codes() -> None:
    """Every rule lists the codes that it can give."""
    assert {code for rule in RULES.rules for code in rule.codes} == {
        "S001", "S002", "S003", "S004", "S005", "S006", "S008", "S011", "S012",
    }  # fmt: skip
