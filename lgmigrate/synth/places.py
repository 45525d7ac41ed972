"""Places: an existing municipality with made-up towns, and municipalities that people come from.

The municipality codes are those of 全国地方公共団体コード with a computed check digit. Towns, town
codes, postcodes, buildings and lot numbers are made up. Every text fits the narrowest field that
the software's users have: 都道府県 4, 市区郡町村名 10, 町字 12, 番地号 12, 方書 16 characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from lgmigrate.synth.numbers import Integers, municipality_code

__all__ = [
    "ADDRESS_ITEMS",
    "DISTRICT",
    "HOME",
    "domiciles",
    "full_width",
    "local_addresses",
    "outside_addresses",
]

HOME = "131016"

ADDRESS_ITEMS = (
    "市区町村コード",
    "町字コード",
    "都道府県",
    "市区郡町村名",
    "町字",
    "番地号表記",
    "方書",
    "郵便番号",
)

DISTRICT = "地区管理コード1"

_TOWNS = (
    "朝霧台", "桜ケ谷一丁目", "桜ケ谷二丁目", "桜ケ谷三丁目", "白鷺町", "柳橋通一丁目",
    "柳橋通二丁目", "東雲坂", "若葉台一丁目", "若葉台二丁目", "千歳町", "松風町", "水車町",
    "鍛冶屋敷町", "紺屋横丁", "天神前", "大手町通南十二丁目", "北星ケ丘西一条十二丁目", "梅林町",
    "瑞穂町", "鶴舞一丁目", "鶴舞二丁目", "川端町", "泉町", "石神坂上", "観音堂町", "新開",
    "緑ケ丘ニュータウン東町", "扇町", "萩原",
)  # fmt: skip

_MUNICIPALITIES = (
    ("01202", "北海道", "函館市"), ("01204", "北海道", "旭川市"), ("02201", "青森県", "青森市"),
    ("03201", "岩手県", "盛岡市"), ("05201", "秋田県", "秋田市"), ("06201", "山形県", "山形市"),
    ("07201", "福島県", "福島市"), ("08220", "茨城県", "つくば市"), ("09201", "栃木県", "宇都宮市"),
    ("10201", "群馬県", "前橋市"), ("11203", "埼玉県", "川口市"), ("12207", "千葉県", "松戸市"),
    ("13104", "東京都", "新宿区"), ("13112", "東京都", "世田谷区"),
    ("13308", "東京都", "西多摩郡奥多摩町"), ("14205", "神奈川県", "藤沢市"),
    ("14104", "神奈川県", "横浜市中区"), ("16201", "富山県", "富山市"),
    ("17201", "石川県", "金沢市"), ("18201", "福井県", "福井市"), ("19201", "山梨県", "甲府市"),
    ("20201", "長野県", "長野市"), ("21201", "岐阜県", "岐阜市"), ("24201", "三重県", "津市"),
    ("25201", "滋賀県", "大津市"), ("27203", "大阪府", "豊中市"), ("28204", "兵庫県", "西宮市"),
    ("29201", "奈良県", "奈良市"), ("30201", "和歌山県", "和歌山市"), ("31201", "鳥取県", "鳥取市"),
    ("32201", "島根県", "松江市"), ("34207", "広島県", "福山市"), ("35203", "山口県", "山口市"),
    ("36201", "徳島県", "徳島市"), ("37201", "香川県", "高松市"), ("38201", "愛媛県", "松山市"),
    ("39201", "高知県", "高知市"), ("40203", "福岡県", "久留米市"), ("41201", "佐賀県", "佐賀市"),
    ("42201", "長崎県", "長崎市"), ("44201", "大分県", "大分市"), ("45201", "宮崎県", "宮崎市"),
    ("46201", "鹿児島県", "鹿児島市"), ("47201", "沖縄県", "那覇市"),
)  # fmt: skip

_BUILDINGS = (
    "メゾン若葉", "コーポ白鷺", "サンライズ朝霧", "市営住宅一号棟", "グランドハイツ桜ケ谷",
    "パークサイド千歳", "松風荘", "ハイム梅林", "ロイヤルコート鶴舞", "緑ケ丘団地十二号棟",
    "第二瑞穂マンション", "リバーサイドタワー東", "エステート泉", "ヴィラ扇",
    "セントラルレジデンス南",
)  # fmt: skip

_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
_FLATS = tuple(f"{floor}{room:02d}" for floor in range(1, 15) for room in range(1, 9))
_LOTS = 60
_POST_HOME = 1009000


def full_width(text: str) -> str:
    """ASCII digits to full-width digits."""
    return text.translate(_FULL)


@dataclass(frozen=True, slots=True)
class _Tables:
    towns: pl.Series
    districts: pl.Series
    town_codes: pl.Series
    codes: pl.Series
    prefectures: pl.Series
    names: pl.Series
    lots: pl.Series
    tails: pl.Series
    buildings: pl.Series
    rooms: pl.Series


@cache
def _tables() -> _Tables:
    tails = [f"番{full_width(str(number))}号" for number in range(1, 31)]
    tails += ["番地"] * 15
    tails += [f"番地の{full_width(str(number))}" for number in range(1, 16)]
    codes = [f"{1 + number // 3:04d}{number % 3 + 1:03d}" for number in range(len(_TOWNS))]
    return _Tables(
        towns=pl.Series(_TOWNS),
        districts=pl.Series([f"{1 + number // 6:02d}01" for number in range(len(_TOWNS))]),
        town_codes=pl.Series(codes),
        codes=pl.Series([municipality_code(five) for five, _, _ in _MUNICIPALITIES]),
        prefectures=pl.Series([prefecture for _, prefecture, _ in _MUNICIPALITIES]),
        names=pl.Series([name for _, _, name in _MUNICIPALITIES]),
        lots=pl.Series([full_width(str(number)) for number in range(1, _LOTS + 1)]),
        tails=pl.Series(tails),
        buildings=pl.Series([*_BUILDINGS, None]),
        rooms=pl.Series([full_width(flat) + "号" for flat in _FLATS]),
    )


def _lots(rng: np.random.Generator, count: int) -> tuple[pl.Series, pl.Series]:
    """番地号表記 and 方書; about a third of the addresses have a 方書."""
    tables = _tables()
    lots = tables.lots[rng.integers(0, _LOTS, count)]
    tails = tables.tails[rng.integers(0, len(tables.tails), count)]
    building = np.minimum(rng.integers(0, 3 * len(_BUILDINGS), count), len(_BUILDINGS))
    rooms = tables.rooms[rng.integers(0, len(_FLATS), count)]
    return lots + tails, tables.buildings[building] + rooms


def _seven(values: Integers) -> pl.Series:
    return pl.Series(values + 10**7).cast(pl.String).str.slice(1)


def local_addresses(rng: np.random.Generator, count: int) -> pl.DataFrame:
    """``count`` addresses in the municipality, columns ``ADDRESS_ITEMS`` and ``DISTRICT``."""
    tables = _tables()
    town = rng.integers(0, len(_TOWNS), count)
    lot, flat = _lots(rng, count)
    columns = (
        pl.Series([HOME]).new_from_index(0, count),
        tables.town_codes[town],
        pl.Series(["東京都"]).new_from_index(0, count),
        pl.Series(["千代田区"]).new_from_index(0, count),
        tables.towns[town],
        lot,
        flat,
        _seven(_POST_HOME + town),
        tables.districts[town],
    )
    return pl.DataFrame(dict(zip((*ADDRESS_ITEMS, DISTRICT), columns, strict=True)))


def outside_addresses(rng: np.random.Generator, count: int) -> pl.DataFrame:
    """``count`` addresses in other municipalities, columns ``ADDRESS_ITEMS``."""
    tables = _tables()
    place = rng.integers(0, len(_MUNICIPALITIES), count)
    town = rng.integers(0, len(_TOWNS), count)
    lot, flat = _lots(rng, count)
    columns = (
        tables.codes[place],
        tables.town_codes[town],
        tables.prefectures[place],
        tables.names[place],
        tables.towns[town],
        lot,
        flat,
        _seven((20 + place) * 100_000 + 9000 + town),
    )
    return pl.DataFrame(dict(zip(ADDRESS_ITEMS, columns, strict=True)))


def domiciles(rng: np.random.Generator, count: int) -> pl.Series:
    """``count`` 本籍 of at most 30 characters; one in fifty is 不明 or なし."""
    there = outside_addresses(rng, count)
    parts = ("都道府県", "市区郡町村名", "町字", "番地号表記")
    whole = there.select(pl.concat_str(parts)).to_series()
    words = pl.Series(["不明", "なし"])[rng.integers(0, 2, count)]
    return words.zip_with(pl.Series(rng.random(count) < 0.02), whole)
