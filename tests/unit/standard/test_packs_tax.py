"""The packs of the taxes against what is public of 010, 012, 013 and 036."""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat

import pytest

from lgmigrate.rules.conditions import ItemCondition, conditions
from lgmigrate.standard import File, Item, Pack, Reference, Target, load_pack
from lgmigrate.standard.facets import facets, fits

SCHEMAS = Path(__file__).parents[3] / "schemas"
NAMES = ["kojinzei", "kotei", "keiji", "shuno"]
LAST = ["最新フラグ", "削除フラグ", "操作者ID", "操作年月日", "操作時刻"]
PERSONS = (
    Target(pack="juki", file="jumin", items=("宛名番号",)),
    Target(pack="jutogai", file="jutogai", items=("宛名番号",)),
)

# What 健康管理 receives of 010 (name, characters of a text, code list); None: a number or year.
RECEIVED: dict[str, list[tuple[str, int | None, str]]] = {
    "nozeigimusha": [
        ("宛名番号", 15, ""),
        ("課税年度", None, ""),
        ("指定都市_行政区等コード", 12, ""),
        ("未申告区分", 1, "010-2"),
        ("他団体課税対象者区分", 1, "010-900001"),
        ("他団体課税対象者の課税先市区町村コード", 6, ""),
    ],
    "kazei": [
        ("宛名番号", 15, ""),
        ("課税年度", None, ""),
        ("指定都市_行政区等コード", 12, ""),
        ("課税非課税区分", 1, "010-5"),
    ],
    "zeigakukojo": [
        ("宛名番号", 15, ""),
        ("課税年度", None, ""),
        ("税額・税額控除コード", 3, "010-28"),
        ("指定都市_行政区等コード", 12, ""),
        ("税額控除金額", None, ""),
    ],
}

# Groups that other systems hand over: their item names.
PLATE = ("標板文字", "分類番号", "かな文字", "一連指定番号")
PUBLIC = {
    ("kotei", "tochi"): (
        "物件番号 課税年度 土地基本_履歴番号 土地_登記所在地 登記地目 登記地積 納税義務者_宛名番号 "
        "現況地目 現況地積 課税地積 現況用途コード1 現況用途コード2 現況用途コード3 "
        "分筆・合筆原因区分 分筆元・合筆先_物件番号 分筆元・合筆先_履歴番号 画地番号 "
        "土地_現況所在地 市区町村コード"
    ),
    ("kotei", "kaoku"): (
        "市区町村コード 物件番号 課税年度 家屋基本_履歴番号 納税義務者_宛名番号 家屋_登記所在地 "
        "家屋番号 登記種類区分 登記建築年月日 登記建築年月日_不詳表記 現況建築年月日 "
        "現況種類区分 主たる用途区分 現況用途区分2 現況用途区分3 床面積 合計現況床面積 "
        "家屋_現況所在地 分棟・合棟原因区分 分棟元・合棟先_物件番号 分棟元・合棟先_履歴番号"
    ),
    ("kotei", "tochihyoka"): (
        "市区町村コード 物件番号 課税年度 評価年度 評価額 土地評価_履歴番号 登録年月日"
    ),
    ("kotei", "kaokuhyoka"): (
        "市区町村コード 物件番号 課税年度 評価年度 評価額 家屋評価_履歴番号 登録年月日"
    ),
    ("keiji", "sharyo"): (
        "市区町村コード 軽自管理番号 軽自履歴番号 納税義務者_宛名番号 使用者_宛名番号 "
        "所有者_宛名番号 一括納税対象者区分 申告区分 申告事由 申告年月日 "
        "異動（登録・取得）年月日 車両情報の異動年月日 異動事由 処理年月日 種別コード 排気区分 "
        "総排気量又は定格出力 車台番号 初度検査（届出）年月 所有形態区分 課税区分 廃車年月日 "
        + " ".join(f"車両番号（標識番号）_{part}" for part in PLATE)
    ),
}

# The key that every record of 036 has.
KEY = (
    "市区町村コード",
    "賦課年度",
    "相当年度",
    "通知書番号",
    "業務詳細（科目）コード",
    "特別徴収義務者指定番号",
    "期別",
    "申告履歴番号",
    "事業年度番号",
    "児童_宛名番号",
)


@pytest.fixture(scope="module", params=NAMES)
def pack(request: pytest.FixtureRequest) -> Pack:
    """Each of the packs as it lies in the checkout."""
    return _pack(request.param)


def _pack(name: str) -> Pack:
    return load_pack(str(SCHEMAS / name / "1"))


def _items(pack: Pack) -> list[Item]:
    return [item for file in pack.files for item in file.items]


def _file(pack: str, file: str) -> File:
    return _pack(pack).file(file)


def test_it_says_that_it_is_a_profile(pack: Pack) -> None:
    """Its label and its source; README.md says what is inferred."""
    assert pack.label == f"{pack.name}@1 (profile)"
    assert "Not the official item list" in pack.source
    readme = (SCHEMAS / pack.name / "README.md").read_text(encoding="utf-8")
    assert "Status: **profile**" in readme
    assert "## What is inferred" in readme


def test_item_ids_are_of_the_domain_and_none_of_its_own(pack: Pack) -> None:
    """The three digits of the 業務, then a number from 90001."""
    assert (
        pack.domain
        == {"kojinzei": "010", "kotei": "012", "keiji": "013", "shuno": "036"}[pack.name]
    )
    for item in _items(pack):
        assert item.id.startswith(f"{pack.domain}9")
        assert len(item.id) == 8


def test_every_file_ends_with_the_five_items(pack: Pack) -> None:
    """In this order, and no record without them."""
    for file in pack.files:
        assert [item.name for item in file.items[-5:]] == LAST
        assert {item.condition for item in file.items[-5:]} == {"required"}


def test_keys_are_required_and_of_one_value(pack: Pack) -> None:
    """A record without a part of its key cannot be told from others."""
    for file in pack.files:
        assert {(item.condition, item.repeat) for item in file.keys} == {("required", 0)}


@pytest.mark.parametrize("file", RECEIVED)
def test_kojinzei_has_what_health_receives(file: str) -> None:
    """Names, characters and code lists of 010; everything else is a history number or the end."""
    items = _file("kojinzei", file).by_name
    for name, digits, code in RECEIVED[file]:
        item = items[name]
        assert (item.type == "X") == (digits is not None)
        assert digits in {None, item.digits}
        assert item.code == code
    others = set(items) - {name for name, _, _ in RECEIVED[file]} - set(LAST)
    assert [name.endswith("履歴番号") for name in others] == [True]


def test_kojinzei_code_lists() -> None:
    """010-2 and 010-5 in full, 57 kinds of amounts, no values where none are public."""
    lists = _pack("kojinzei").code_lists
    assert [(code.value, code.name) for code in lists["010-2"].codes] == [
        ("0", "非該当（未申告なし）"),
        ("1", "該当（一部未申告）"),
        ("2", "該当（完全未申告）"),
    ]
    assert [(code.value, code.name) for code in lists["010-5"].codes] == [
        ("0", "非課税"),
        ("1", "課税"),
    ]
    amounts = {code.value: code.name for code in lists["010-28"].codes}
    assert list(amounts) == [f"{number:03}" for number in range(1, 58)]
    assert amounts["001"] == "市町村民税_調整控除額"
    assert amounts["029"] == "市町村民税所得割額"
    assert amounts["057"] == "免除税額（森林環境税）"
    assert lists["010-900001"].codes == ()


def test_the_place_of_taxation_is_needed_for_those_taxed_elsewhere() -> None:
    """A condition that is checked."""
    pack = _pack("kojinzei")
    file = pack.file("nozeigimusha")
    item = file.by_name["他団体課税対象者の課税先市区町村コード"]
    stated = ItemCondition(other="他団体課税対象者区分", values=("1",))
    assert conditions(item, file, pack) == (stated,)


@pytest.mark.parametrize(("pack_name", "file"), PUBLIC)
def test_the_public_items_of_a_group(pack_name: str, file: str) -> None:
    """All of them, and nothing but the end of every file beside them."""
    names = [item.name for item in _file(pack_name, file).items]
    assert sorted(names[:-5]) == sorted(PUBLIC[pack_name, file].split())


def test_areas_have_two_decimals() -> None:
    """地積 and 床面積 are hundredths of a square metre; no other item of 固定資産税 has a point."""
    areas = [item for item in _items(_pack("kotei")) if item.type == "9V"]
    assert {item.name for item in areas} == {
        "登記地積",
        "現況地積",
        "課税地積",
        "床面積",
        "合計現況床面積",
    }
    assert {item.scale for item in areas} == {2}


def test_only_the_registered_date_of_building_may_be_unknown() -> None:
    """Its words are beside it, 72 characters as in 031, and there is no flag."""
    unknown = [item.name for name in NAMES for item in _items(_pack(name)) if item.unknown]
    assert unknown == ["登記建築年月日"]
    items = _file("kotei", "kaoku").by_name
    words = items["登記建築年月日_不詳表記"]
    assert (words.type, words.digits, words.condition) == ("N", 72, "conditional")
    assert "登記建築年月日_不詳フラグ" not in items


@pytest.mark.parametrize("file", ["choteishuno", "shunorireki"])
def test_records_of_036_have_the_common_key(file: str) -> None:
    """The ten items first among the keys; 合併前_市区町村コード is there and is no key."""
    layout = _file("shuno", file)
    own = ("収納履歴番号",) if file == "shunorireki" else ()
    assert tuple(item.name for item in layout.keys) == KEY + own
    assert not layout.by_name["合併前_市区町村コード"].key
    common = {"宛名番号", "被保険者番号", "申告区分", "事業年度開始日", "事業年度終了日"}
    assert common <= set(layout.by_name)


def test_amounts_of_choteishuno() -> None:
    """国民健康保険 in six parts, 法人住民税 in two, what was written off in three."""
    names = set(_file("shuno", "choteishuno").by_name)
    parts = {f"{of}{kind}分" for of in ("医療", "介護", "支援") for kind in ("一般", "退職")}
    assert {f"調定額_国民健康保険内訳_{part}" for part in parts} <= names
    for of in ("調定額", "収納額"):
        assert {f"{of}_法人住民税内訳_{part}" for part in ("均等割額", "法人税割額")} <= names
    for part in ("本税（料）", "督促手数料", "延滞金"):
        assert f"不納欠損金額_{part}" in names
    assert len(names) >= 83  # columns of 036o005


def test_amounts_are_whole_yen_of_13_digits() -> None:
    """額, 金額, 手数料 and 延滞金, in every pack."""
    ends = ("額", "金額", "督促手数料", "延滞金", "本税（料）")
    amounts = [item for name in NAMES for item in _items(_pack(name)) if item.name.endswith(ends)]
    assert len(amounts) > 30
    assert {item.type for item in amounts} == {"9", "S9"}
    assert {item.digits for item in amounts} == {13}


def test_years_and_municipalities_have_their_types(pack: Pack) -> None:
    """年度 is a YEAR; a 市区町村コード has six characters; a 宛名番号 has fifteen."""
    for item in _items(pack):
        if item.name.endswith("年度"):
            assert item.type == "YEAR", item.name
        if item.name.endswith("市区町村コード"):
            assert (item.type, item.digits) == ("X", 6), item.name
        if item.name.endswith("宛名番号"):
            assert (item.type, item.digits) == ("X", 15), item.name


def test_a_payer_is_a_resident_or_one_registered_elsewhere() -> None:
    """宛名番号 and those of 納税義務者, 使用者 and 所有者 point there, each on its own."""
    pointing = {
        (file.name, *reference.items)
        for name in NAMES
        for file in _pack(name).files
        for reference in file.references
        if reference.targets == PERSONS
    }
    assert pointing == {
        ("nozeigimusha", "宛名番号"),
        ("tochi", "納税義務者_宛名番号"),
        ("kaoku", "納税義務者_宛名番号"),
        ("sharyo", "納税義務者_宛名番号"),
        ("sharyo", "使用者_宛名番号"),
        ("sharyo", "所有者_宛名番号"),
        ("choteishuno", "宛名番号"),
        ("shunorireki", "宛名番号"),
    }
    vehicle = _file("keiji", "sharyo").by_name
    assert vehicle["使用者_宛名番号"].condition == "optional"
    assert vehicle["所有者_宛名番号"].condition == "optional"


@pytest.mark.parametrize(
    ("pack_name", "file", "target", "items"),
    [
        ("kojinzei", "kazei", "nozeigimusha", ("宛名番号", "課税年度")),
        ("kojinzei", "zeigakukojo", "kazei", ("宛名番号", "課税年度")),
        ("kotei", "tochihyoka", "tochi", ("市区町村コード", "物件番号", "課税年度")),
        ("kotei", "kaokuhyoka", "kaoku", ("市区町村コード", "物件番号", "課税年度")),
        ("shuno", "shunorireki", "choteishuno", KEY),
    ],
)
def test_references_within_a_pack(
    pack_name: str, file: str, target: str, items: tuple[str, ...]
) -> None:
    """Several items together, to the items of the same names."""
    reference = Reference(items=items, targets=(Target(pack="", file=target, items=items),))
    assert reference in _file(pack_name, file).references


def test_codes_without_public_values_take_any(pack: Pack) -> None:
    """List 999 and 010-900001 have no values; every other list has some."""
    free = {code for code, one in pack.code_lists.items() if not one.codes}
    assert free <= {"999", "010-900001"}
    used = {item.code for item in _items(pack)} - {""}
    assert used == set(pack.code_lists)


def test_every_sample_fits_its_item(pack: Pack) -> None:
    """サンプル値 are values of their own item."""
    assert all(item.sample for item in _items(pack))
    assert not [item.id for item in _items(pack) if fits(item.sample, facets(item, pack))]


def test_conditions_are_stated(pack: Pack) -> None:
    """条件付き必須 and a condition behind ※※ go together."""
    stated = [item.id for item in _items(pack) if "※※" in item.note]
    assert stated == [item.id for item in _items(pack) if item.condition == "conditional"]


@pytest.mark.parametrize("names", ["romaji", "japanese"])
def test_element_names_are_xml_names(pack: Pack, names: str) -> None:
    """Expat takes every one, and no two of a file are the same."""
    for file in pack.files:
        elements = file.elements("romaji" if names == "romaji" else "japanese")
        assert len(set(elements)) == len(elements)
        for element in elements:
            expat.ParserCreate().Parse(f"<{element}/>", True)  # noqa: FBT003 - no keywords


def test_an_item_of_several_files_is_the_same_item(pack: Pack) -> None:
    """One name, one romaji and one type wherever it stands."""
    seen: dict[str, tuple[str, str, int]] = {}
    for item in _items(pack):
        form = (item.romaji, item.type, item.digits)
        assert seen.setdefault(item.name, form) == form, item.name
