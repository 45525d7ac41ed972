"""The pack juki against what is public of the official lists."""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat

import pytest

from lgmigrate.standard import Item, Pack, Reference, Target, load_pack
from lgmigrate.standard.facets import facets, fits

FOLDER = Path(__file__).parents[3] / "schemas" / "juki" / "1"
LAST = ["最新フラグ", "削除フラグ", "操作者ID", "操作年月日", "操作時刻"]

# 031 住登外者宛名番号管理, official item definition: the items that 001 has too.
OFFICIAL = [
    ("宛名番号", "atenabango", "X", 15, "required"),
    ("個人番号", "kojinbango", "X", 12, "optional"),
    ("氏_日本人", "uji_nihonjin", "N", 50, None),
    ("名_日本人", "na_nihonjin", "N", 50, None),
    ("氏名", "shimei", "N", 100, None),
    ("性別", "seibetsu", "X", 1, None),
    ("生年月日", "seinengappi", "DATE", 10, None),
    ("生年月日_不詳表記", "seinengappi_fushohyoki", "N", 72, "conditional"),
    ("住所_市区町村コード", "jusho_shikuchosonkodo", "X", 6, None),
    ("住所_町字コード", "jusho_choazakodo", "X", 7, "optional"),
    ("住所_都道府県", "jusho_todofuken", "N", 4, None),
    ("住所_市区郡町村名", "jusho_shikugunchosonmei", "N", 12, None),
    ("住所_番地号表記", "jusho_banchigohyoki", "N", 50, "conditional"),
    ("住所_方書", "jusho_katagaki", "N", 300, "conditional"),
    ("住所_方書_フリガナ", "jusho_katagaki_furigana", "N", 300, "optional"),
    ("住所_郵便番号", "jusho_yubinbango", "X", 7, "optional"),
    ("業務ID", "gyomuid", "X", 3, None),
    ("操作者ID", "sosashaid", "X", 10, "required"),
    ("操作年月日", "sosanengappi", "DATE", 10, "required"),
    ("操作時刻", "sosajikoku", "TIME", 8, "required"),
]


@pytest.fixture(scope="module")
def juki() -> Pack:
    """The pack as it lies in the checkout."""
    return load_pack(str(FOLDER))


def test_it_says_that_it_is_a_profile(juki: Pack) -> None:
    """Wherever the pack shows itself."""
    assert juki.label == "juki@1 (profile)"
    assert "Not the official item list" in juki.source
    assert juki.namespace == "urn:lgmigrate:pack:juki:1"


def test_files_and_keys(juki: Pack) -> None:
    """The keys are the standard's for the history, the person's first day for the protection."""
    keys = {file.name: [item.name for item in file.keys] for file in juki.files}
    assert keys == {
        "jumin": ["宛名番号", "個人履歴番号", "個人履歴番号_枝番号"],
        "shien": ["宛名番号", "支援措置開始年月日"],
    }
    assert juki.file("shien").references == (
        Reference(
            items=("宛名番号",), targets=(Target(pack="", file="jumin", items=("宛名番号",)),)
        ),
    )


def test_items_end_as_every_file_does(juki: Pack) -> None:
    """177 items in the history; the five of the operation last."""
    assert [len(file.items) for file in juki.files] == [177, 9]
    for file in juki.files:
        assert [item.name for item in file.items[-5:]] == LAST


@pytest.mark.parametrize(("name", "romaji", "kind", "digits", "condition"), OFFICIAL)
def test_items_are_as_031_has_them(
    juki: Pack, name: str, romaji: str, kind: str, digits: int, condition: str | None
) -> None:
    """Names, types and digits; conditions where residents and non-residents do not differ."""
    item = juki.file("jumin").by_name[name]
    assert (item.romaji, item.type, item.digits) == (romaji, kind, digits)
    assert condition in {None, item.condition}


def test_every_sample_fits_its_item(juki: Pack) -> None:
    """サンプル値 are values of their own item."""
    samples = [item for file in juki.files for item in file.items]
    assert all(item.sample for item in samples)
    assert not [item.id for item in samples if fits(item.sample, facets(item, juki))]


def test_conditions_are_stated(juki: Pack) -> None:
    """条件付き必須 and a condition behind ※※ go together."""
    items = [item for file in juki.files for item in file.items]
    stated = [item.name for item in items if "※※" in item.note]
    assert stated == [item.name for item in items if item.condition == "conditional"]


def test_unknown_dates_have_their_flag(juki: Pack) -> None:
    """A date with a flag allows 不詳日; its flag is a code of two values, its words are text."""
    items = juki.file("jumin").by_name
    unknown = {item.name for item in items.values() if item.unknown}
    assert unknown == {name.removesuffix("_不詳フラグ") for name in items if "_不詳フラグ" in name}
    assert len(unknown) == 8
    for name in unknown:
        assert facets(items[f"{name}_不詳フラグ"], juki).codes == ("0", "1")
        words: Item | None = items.get(f"{name}_不詳表記")
        assert words is None or (words.type, words.digits) == ("N", 72)


def test_reasons_of_change_are_one_list(juki: Pack) -> None:
    """異動事由 has the values of the three lists of 記載, 消除 and 修正."""
    lists = juki.code_lists
    parts = [value for part in ("20", "21", "22") for value in lists[f"001-{part}"].values()]
    assert lists["001-20+21+22"].values() == tuple(parts)
    assert facets(juki.file("jumin").by_name["異動事由"], juki).codes == tuple(parts)


@pytest.mark.parametrize("names", ["romaji", "japanese"])
def test_element_names_are_xml_names(juki: Pack, names: str) -> None:
    """Expat takes every one, and no two of a file are the same."""
    for file in juki.files:
        elements = file.elements("romaji" if names == "romaji" else "japanese")
        assert len(set(elements)) == len(elements)
        for element in elements:
            expat.ParserCreate().Parse(f"<{element}/>", True)  # noqa: FBT003 - no keywords
