"""The characters and lengths of made-up names and places."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata

import numpy as np
import polars as pl
import pytest

from lgmigrate.synth.names import foreign, japanese
from lgmigrate.synth.places import local_addresses, outside_addresses
from lgmigrate.synth.register import chunk_at

FULL_WIDTH = [
    "氏名",
    "氏名_外国人ローマ字",
    "氏名_外国人漢字",
    "氏名_フリガナ",
    "旧氏",
    "旧氏_フリガナ",
    "本籍",
    "戸籍_筆頭者",
    "生年月日_不詳表記",
    "通称",
    "通称_フリガナ",
    "性別表記",
    "続柄表記",
    "世帯主氏名",
    "国籍名等",
    "住所_都道府県",
    "住所_市区郡町村名",
    "住所_町字",
    "住所_番地号表記",
    "住所_方書",
    "転入前住所_市区郡町村名",
    "転入前住所_番地号表記",
    "転入前住所_国名等",
    "転出先住所（予定）_国名等",
]

LIMITS = {
    "本籍": 30,
    "戸籍_筆頭者": 20,
    "氏名": 20,
    "氏名_外国人ローマ字": 30,
    "通称": 15,
    "続柄表記": 12,
    "国籍名等": 8,
    "転入前住所_国名等": 8,
    "操作者ID": 8,
    "住所_都道府県": 4,
    "住所_市区郡町村名": 10,
    "住所_町字": 12,
    "住所_番地号表記": 12,
    "住所_方書": 16,
    "転入前住所_都道府県": 4,
    "転入前住所_市区郡町村名": 10,
    "転入前住所_町字": 12,
    "転入前住所_番地号表記": 12,
    "転入前住所_方書": 16,
}


@pytest.fixture(scope="module")
def jumin() -> pl.DataFrame:
    """A chunk large enough to hold every rare case."""
    return chunk_at(0, 60_000, 1, chunk=60_000).jumin


def characters(jumin: pl.DataFrame) -> str:
    """Every character of the full-width items and of the tables behind them."""
    texts = [*japanese().family, *japanese().given, *foreign().family, *foreign().given]
    texts += [value for name in FULL_WIDTH for value in jumin[name].drop_nulls().unique()]
    return "".join(sorted(set("".join(texts))))


def test_full_width_items_hold_full_width_only(jumin: pl.DataFrame) -> None:
    """East Asian width is wide or full for every character."""
    widths = {char: unicodedata.east_asian_width(char) for char in characters(jumin)}
    assert {char for char, width in widths.items() if width not in "WF"} == set()


def test_every_character_has_a_round_trip_in_cp932(jumin: pl.DataFrame) -> None:
    """The standard library's codec gives each back."""
    text = characters(jumin)
    assert text.encode("cp932").decode("cp932") == text


def test_some_characters_are_outside_jis_x_0208(jumin: pl.DataFrame) -> None:
    """The register has what such files have: 髙, 﨑, 德 in names that people bear."""
    names = "".join(jumin["氏名"].unique())
    assert {"髙", "﨑", "德"} <= set(names)
    with pytest.raises(UnicodeEncodeError):
        names.encode("shift_jis")


@pytest.mark.skipif(shutil.which("uconv") is None, reason="uconv (icu-devtools) is not installed")
@pytest.mark.parametrize("page", ["ibm-930", "ibm-939", "ibm-1390", "ibm-1399"])
def test_every_character_has_a_round_trip_on_hosts(jumin: pl.DataFrame, page: str) -> None:
    """ICU's converter gives each back."""
    text = characters(jumin).encode("utf-8")
    host = subprocess.run(
        ["uconv", "-f", "utf-8", "-t", page], input=text, capture_output=True, check=True
    ).stdout
    back = subprocess.run(
        ["uconv", "-f", page, "-t", "utf-8"], input=host, capture_output=True, check=True
    ).stdout
    assert back == text


@pytest.mark.parametrize(("item", "limit"), LIMITS.items())
def test_texts_fit(jumin: pl.DataFrame, item: str, limit: int) -> None:
    """No text is longer than the narrowest field that users have."""
    assert jumin[item].drop_nulls().str.len_chars().max() <= limit  # type: ignore[operator]  # int


@pytest.mark.parametrize("item", ["氏名", "住所_方書"])
def test_limits_are_reached(jumin: pl.DataFrame, item: str) -> None:
    """Some text is as long as the limit."""
    assert jumin[item].str.len_chars().max() == LIMITS[item]


def test_letters_longer_than_a_name_occur(jumin: pl.DataFrame) -> None:
    """ローマ字 of more than 20 characters, always beside a 通称."""
    long = jumin.filter(pl.col("氏名_外国人ローマ字").str.len_chars() > 20)
    assert long.height > 0
    assert long["通称"].null_count() == 0


@pytest.mark.parametrize("item", ["氏名_フリガナ", "旧氏_フリガナ", "通称_フリガナ"])
def test_kana_fit_in_half_width(jumin: pl.DataFrame, item: str) -> None:
    """Katakana with a half-width form, at most 40 bytes of it: a voicing mark is a byte."""
    half_width = {unicodedata.normalize("NFKC", chr(code)): 1 for code in range(0xFF66, 0xFF9E)}
    half_width["\u3000"] = 1
    for value in jumin[item].drop_nulls().unique():
        decomposed = unicodedata.normalize("NFD", value)
        bare = [char for char in decomposed if char not in "\u3099\u309a"]
        assert all(char in half_width for char in bare)
        assert len(decomposed) <= 40


@pytest.mark.parametrize("make", [local_addresses, outside_addresses])
def test_addresses_are_whole(make: object) -> None:
    """Codes and postcodes have their digits; only 方書 may be missing."""
    assert callable(make)
    frame = make(np.random.default_rng(3), 500)
    assert frame["市区町村コード"].str.contains(r"^\d{6}$").all()
    assert frame["町字コード"].str.contains(r"^\d{7}$").all()
    assert frame["郵便番号"].str.contains(r"^\d{7}$").all()
    nulls = {name for name in frame.columns if frame[name].null_count()}
    assert nulls == {"方書"}
