"""The packs of insurance and welfare against what is public of 021, 022, 023, 024 and 025."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from lgmigrate.rules.conditions import ItemCondition, conditions
from lgmigrate.rules.items import item_rules
from lgmigrate.standard import File, Item, Pack, Reference, Target, load_pack
from lgmigrate.standard.facets import facets

SCHEMAS = Path(__file__).parents[3] / "schemas"
LAST = ["最新フラグ", "削除フラグ", "操作者ID", "操作年月日", "操作時刻"]
PERSONS = Reference(
    items=("宛名番号",),
    targets=(
        Target(pack="juki", file="jumin", items=("宛名番号",)),
        Target(pack="jutogai", file="jutogai", items=("宛名番号",)),
    ),
)


class Received(NamedTuple):
    """An item that 健康管理 receives: characters of a text, 0 for a flag; its code list there."""

    name: str
    digits: int
    code: str = ""
    null: bool = False


# The tables of an implementer, in their order. Dates are texts of ten characters there.
RECEIVED: dict[str, tuple[Received, ...]] = {
    "kokuho": (
        Received("宛名番号", 15),
        Received("市区町村保険者番号", 8),
        Received("保険者名称", 50, null=True),
        Received("国保記号番号", 12),
        Received("枝番", 2),
        Received("国保資格区分", 1, "024-1"),
        Received("国保資格取得年月日", 10),
        Received("国保資格取得事由", 2, "024-131"),
        Received("国保資格喪失年月日", 10, null=True),
        Received("国保資格喪失事由", 2, "024-132", null=True),
        Received("国保適用開始年月日", 10),
        Received("国保適用終了年月日", 10, null=True),
        Received("証区分", 2, "024-900001"),
        Received("有効期限", 10),
        Received("マル学マル遠区分", 1, "024-7", null=True),
    ),
    "koki": (
        Received("宛名番号", 15),
        Received("被保険者番号", 8),
        Received("個人区分コード", 1, "025-1"),
        Received("被保険者資格取得事由コード", 3, "025-11"),
        Received("被保険者資格取得年月日", 10),
        Received("被保険者資格喪失事由コード", 3, "025-12", null=True),
        Received("被保険者資格喪失年月日", 10, null=True),
        Received("保険者番号適用開始年月日", 10),
        Received("保険者番号適用終了年月日", 10, null=True),
    ),
    "kaigo": (
        Received("宛名番号", 15),
        Received("介護保険者番号", 6),
        Received("被保険者番号", 10),
        Received("被保険者区分コード", 1, "023-49"),
        Received("資格取得日", 10),
        Received("資格喪失日", 10),
        Received("要介護認定状況コード", 2, "023-63"),
        Received("要介護状態区分コード", 2, "023-35", null=True),
        Received("要介護認定日", 10, null=True),
        Received("要介護認定有効期間開始日", 10, null=True),
        Received("要介護認定有効期間終了日", 10, null=True),
        Received("公費受給者番号", 7),
    ),
    "shogai": (
        Received("宛名番号", 15),
        Received("返還日", 10, null=True),
        Received("資格状態コード", 2, "022-8"),
        Received("初回交付日", 10, null=True),
        Received("手帳番号", 10, null=True),
        Received("統計部位コード", 2, "022-17", null=True),
        Received("障害名", 1000, null=True),
        Received("障害種別コード", 1, "022-15", null=True),
        Received("総合等級コード", 1, "022-16", null=True),
    ),
    "seiho": (
        Received("宛名番号", 15),
        Received("生活保護開始年月日", 10),
        Received("停止年月日", 10),
        Received("停止解除年月日", 10, null=True),
        Received("単併給区分", 1, "021-19", null=True),
        Received("生活扶助フラグ", 0, "021-900001", null=True),
        Received("住宅扶助フラグ", 0, "021-900001", null=True),
        Received("教育扶助フラグ", 0, "021-900001", null=True),
        Received("医療扶助フラグ", 0, "021-900001", null=True),
        Received("出産扶助フラグ", 0, "021-900001", null=True),
        Received("生業扶助フラグ", 0, "021-900001", null=True),
        Received("葬祭扶助フラグ", 0, "021-900001", null=True),
        Received("廃止年月日", 10, null=True),
    ),
}
OF_SOME_ONLY = {"枝番", "証区分", "有効期限", "資格喪失日", "公費受給者番号", "停止年月日"}
"""Items without null in the source that not every person can have; README.md says why."""

NOT_PUBLIC = {"024-900001", "025-1", "025-11", "025-12"}
"""Lists of the source whose values are not public."""

OWN = {
    "kokuho": ["国保資格_履歴番号"],
    "koki": ["被保険者_履歴番号"],
    "kaigo": ["被保険者_履歴番号", "要介護認定_履歴番号"],
    "shogai": ["身体障害者手帳_履歴番号"],
    "seiho": ["生活保護受給_履歴番号"],
}

# Code lists as implementers publish them.
CODES = {
    ("kokuho", "024-1"): "1 世帯主 2 擬制世帯主 3 世帯員",
    ("kokuho", "024-7"): "1 マル学 2 マル遠 3 市外施設適用",
    ("kokuho", "024-131"): (
        "01 転入 02 社保離脱 03 生保廃止 04 出生 08 職権回復 09 その他 "
        "13 後期高齢者医療制度離脱 14 月中社保離脱 15 月中国保組合離脱"
    ),
    ("kokuho", "024-132"): (
        "41 転出 42 社保加入 43 生保開始 44 死亡 48 職権抹消 49 その他 "
        "51 後期高齢者医療制度加入（年齢到達） 52 後期高齢者医療制度加入（障害認定）"
    ),
    ("kaigo", "023-35"): (
        "01 非該当 09 みなし非該当 11 経過的要介護 12 要支援１ 13 要支援２ 19 みなし要支援 "
        "21 要介護１ 22 要介護２ 23 要介護３ 24 要介護４ 25 要介護５ 31 再調査 88 取消 99 なし"
    ),
    ("kaigo", "023-49"): "1 第１号被保険者 2 第２号被保険者",
    ("kaigo", "023-63"): "01 申請受理 02 申請取下 03 却下 04 認定 05 職権認定",
    ("shogai", "022-8"): (
        "10 申請（受理） 20 取下 30 却下 40 受給（決定） 50 廃止（支給取消・返還・喪失） 60 保留"
    ),
    ("shogai", "022-15"): "1 １種 2 ２種",
    ("shogai", "022-16"): "0 －級 1 １級 2 ２級 3 ３級 4 ４級 5 ５級 6 ６級",
    ("seiho", "021-19"): "1 単給 2 併給",
}
PARTS_OF_THE_BODY = "11 21 22 31 32 33 41 42 43 44 45 51 52 53 54 55 56 57"

ROMAJI = {
    "市区町村保険者番号": "shikuchosonhokenshabango",
    "国保資格取得年月日": "kokuhoshikakushutokunengappi",
    "国保適用終了年月日": "kokuhotekiyoshuryonengappi",
    "有効期限": "yukokigen",
    "被保険者資格喪失事由コード": "hihokenshashikakusoshitsujiyukodo",
    "要介護状態区分コード": "yokaigojotaikubunkodo",
    "要介護認定有効期間終了日": "yokaigoninteiyukokikanshuryobi",
    "公費受給者番号": "kohijukyushabango",
    "返還日": "henkanbi",
    "総合等級コード": "sogotokyukodo",
    "単併給区分": "tanheikyukubun",
    "住宅扶助フラグ": "jutakufujofuragu",
    "生業扶助フラグ": "seigyofujofuragu",
    "最新フラグ": "saishinfuragu",
}

# (pack, file, item): where it is needed.
NEEDED: dict[tuple[str, str, str], tuple[str, tuple[str, ...], bool]] = {
    ("kokuho", "kokuhoshikaku", "枝番"): ("国保資格区分", ("2",), True),
    ("kokuho", "kokuhoshikaku", "証区分"): ("国保資格区分", ("2",), True),
    ("kokuho", "kokuhoshikaku", "有効期限"): ("証区分", (), False),
    ("kokuho", "kokuhoshikaku", "国保資格喪失年月日"): ("国保資格喪失事由", (), False),
    ("kokuho", "kokuhoshikaku", "国保資格喪失事由"): ("国保資格喪失年月日", (), False),
    ("koki", "kokihihokensha", "被保険者資格喪失年月日"): ("被保険者資格喪失事由コード", (), False),
    ("koki", "kokihihokensha", "被保険者資格喪失事由コード"): ("被保険者資格喪失年月日", (), False),
    ("kaigo", "yokaigonintei", "要介護状態区分コード"): (
        "要介護認定状況コード",
        ("04", "05"),
        False,
    ),
    ("kaigo", "yokaigonintei", "要介護認定日"): ("要介護認定状況コード", ("04", "05"), False),
    ("kaigo", "yokaigonintei", "要介護認定有効期間開始日"): (
        "要介護状態区分コード",
        ("11", "12", "13", "21", "22", "23", "24", "25"),
        False,
    ),
    ("kaigo", "yokaigonintei", "要介護認定有効期間終了日"): (
        "要介護状態区分コード",
        ("11", "12", "13", "21", "22", "23", "24", "25"),
        False,
    ),
    ("shogai", "shintaitecho", "手帳番号"): ("資格状態コード", ("40", "50"), False),
    ("shogai", "shintaitecho", "初回交付日"): ("資格状態コード", ("40", "50"), False),
    ("shogai", "shintaitecho", "障害名"): ("資格状態コード", ("40",), False),
    ("shogai", "shintaitecho", "障害種別コード"): ("資格状態コード", ("40",), False),
    ("shogai", "shintaitecho", "総合等級コード"): ("資格状態コード", ("40",), False),
    ("seiho", "seihojukyu", "停止年月日"): ("停止解除年月日", (), False),
}

of_each_item = pytest.mark.parametrize(
    ("name", "received"),
    [(name, item) for name, items in RECEIVED.items() for item in items],
    ids=lambda one: one.name if isinstance(one, Received) else one,
)


@pytest.fixture(scope="module", params=RECEIVED)
def pack(request: pytest.FixtureRequest) -> Pack:
    """Each of the packs as it lies in the checkout."""
    return _pack(request.param)


def _pack(name: str) -> Pack:
    return load_pack(str(SCHEMAS / name / "1"))


def _items(pack: Pack) -> list[Item]:
    return [item for file in pack.files for item in file.items]


def _home(pack: Pack, name: str) -> File:
    """The first file of the pack that has the item."""
    return next(file for file in pack.files if name in file.by_name)


def test_domains_and_files() -> None:
    """業務ID and title as the list of 業務 has them; 介護保険 has its certifications apart."""
    packs = [_pack(name) for name in RECEIVED]
    assert [(one.domain, one.title, [file.name for file in one.files]) for one in packs] == [
        ("024", "国民健康保険", ["kokuhoshikaku"]),
        ("025", "後期高齢者医療", ["kokihihokensha"]),
        ("023", "介護保険", ["kaigohihokensha", "yokaigonintei"]),
        ("022", "障害者福祉", ["shintaitecho"]),
        ("021", "生活保護", ["seihojukyu"]),
    ]


def test_the_items_are_those_received_and_the_history(pack: Pack) -> None:
    """In the order of the source; beside them the history number of each file and its end."""
    own = OWN[pack.name]
    names = [item.name for file in pack.files for item in file.items[:-5]]
    assert [name for name in names if name.endswith("_履歴番号")] == own
    source = [item.name for item in RECEIVED[pack.name]]
    if len(pack.files) == 1:
        assert [name for name in names if name not in own] == source
    else:  # two files of one table: each has the numbers of the person
        assert set(names) - set(own) == set(source)
        assert len(names) == len(source) + len(own) + len(["宛名番号", "被保険者番号"])


def test_each_file_ends_as_every_file_does(pack: Pack) -> None:
    """The five of the operation last, and all of them required."""
    for file in pack.files:
        assert [item.name for item in file.items[-5:]] == LAST
        assert {item.condition for item in file.items[-5:]} == {"required"}


@of_each_item
def test_types_and_digits_of_an_item(name: str, received: Received) -> None:
    """Dates are DATE, flags 9 of one digit; texts have the characters of the source."""
    pack = _pack(name)
    item = _home(pack, received.name).by_name[received.name]
    if received.name.endswith(("年月日", "日", "期限")):
        assert (item.type, item.digits) == ("DATE", 10)
    elif not received.digits:
        assert (item.type, item.digits) == ("9", 1)
    else:
        assert item.type == ("N" if received.name in {"保険者名称", "障害名"} else "X")
        assert item.digits == received.digits


@of_each_item
def test_the_code_list_of_an_item(name: str, received: Received) -> None:
    """That of the source where its values are public, else 999; flags are 0 or 1."""
    pack = _pack(name)
    item = _home(pack, received.name).by_name[received.name]
    if received.code in NOT_PUBLIC:
        assert item.code == "999"
        assert facets(item, pack).codes == ()
        assert received.code in item.note
    elif received.code.endswith("900001"):
        assert facets(item, pack).codes == ("0", "1")
    else:
        assert item.code == received.code


@of_each_item
def test_what_is_never_null_is_required(name: str, received: Received) -> None:
    """But for what only some people have."""
    item = _home(_pack(name), received.name).by_name[received.name]
    required = not received.null and received.name not in OF_SOME_ONLY
    assert (item.condition == "required") == required


def test_inferred_is_all_but_what_031_has(pack: Pack) -> None:
    """Four items of every file have type and digits of the official definition 031."""
    certain = {"宛名番号", "操作者ID", "操作年月日", "操作時刻"}
    for file in pack.files:
        assert {item.name for item in file.items if not item.inferred} == certain


def test_the_key_is_the_person_and_a_history(pack: Pack) -> None:
    """A person has many records of a file: the source's key, 宛名番号, would not do."""
    assert [[item.name for item in file.keys] for file in pack.files] == [
        ["宛名番号", own] for own in OWN[pack.name]
    ]


def test_each_file_points_at_persons(pack: Pack) -> None:
    """A resident or one registered elsewhere."""
    assert all(PERSONS in file.references for file in pack.files)


def test_a_certification_points_at_the_insured() -> None:
    """By 被保険者番号, which is of the same type in both files."""
    kaigo = _pack("kaigo")
    number = Target(pack="", file="kaigohihokensha", items=("被保険者番号",))
    nintei, insured = kaigo.file("yokaigonintei"), kaigo.file("kaigohihokensha")
    assert nintei.references == (PERSONS, Reference(items=("被保険者番号",), targets=(number,)))
    here, there = nintei.by_name["被保険者番号"], insured.by_name["被保険者番号"]
    assert (here.type, here.digits) == (there.type, there.digits)


@pytest.mark.parametrize(("name", "code"), CODES, ids=" ".join)
def test_code_lists_are_the_public_ones(name: str, code: str) -> None:
    """Value and meaning of each, in order."""
    words = CODES[name, code].split()
    expected = list(zip(words[::2], words[1::2], strict=True))
    assert [(one.value, one.name) for one in _pack(name).code_lists[code].codes] == expected


def test_parts_of_the_body() -> None:
    """統計部位, 022-17: 18 values; some meanings hold a full-width space."""
    codes = {code.value: code.name for code in _pack("shogai").code_lists["022-17"].codes}
    assert list(codes) == PARTS_OF_THE_BODY.split()
    assert codes["11"] == "視覚障害"
    assert codes["41"] == "肢体不自由　上肢"
    assert codes["57"] == "内部障害　肝臓機能障害"


def test_no_other_code_lists(pack: Pack) -> None:
    """Beside the public ones: the flags of the pack, and 999 where values are not public."""
    public = {code for name, code in CODES if name == pack.name}
    own = {f"{pack.domain}-p1"}
    own |= {"022-17"} if pack.name == "shogai" else set()
    own |= {"999"} if any(item.code in NOT_PUBLIC for item in RECEIVED[pack.name]) else set()
    assert set(pack.code_lists) == public | own


@pytest.mark.parametrize("name", ROMAJI)
def test_romaji_are_hepburn_without_long_vowels(name: str) -> None:
    """As 031 writes them, in whichever pack."""
    found = {item.romaji for one in RECEIVED for item in _items(_pack(one)) if item.name == name}
    assert found == {ROMAJI[name]}


@pytest.mark.parametrize(("name", "file", "item"), NEEDED)
def test_a_condition_is_a_checked_one(name: str, file: str, item: str) -> None:
    """The item it looks at and its values."""
    pack = _pack(name)
    other, values, negated = NEEDED[name, file, item]
    home = pack.file(file)
    expected = ItemCondition(other=other, values=values, negated=negated)
    assert conditions(home.by_name[item], home, pack) == (expected,)


def test_no_condition_is_left_to_people(pack: Pack) -> None:
    """Every 条件付き必須 item is one of those above, and the rules check it."""
    conditional = {
        (pack.name, file.name, item.name)
        for file in pack.files
        for item in file.items
        if item.condition == "conditional"
    }
    assert conditional == {place for place in NEEDED if place[0] == pack.name}
    assert [item_rules(pack, file).unchecked for file in pack.files] == [()] * len(pack.files)


def test_open_ranges_are_stated() -> None:
    """0000-01-01 with the begin of a period, 9999-12-31 with its end, neither elsewhere."""
    items = [item for name in RECEIVED for item in _items(_pack(name))]
    begins = {item.name for item in items if "0000-01-01" in item.note}
    ends = {item.name for item in items if "9999-12-31" in item.note}
    assert begins == {
        "国保適用開始年月日",
        "保険者番号適用開始年月日",
        "要介護認定有効期間開始日",
    }
    assert ends == {
        "国保適用終了年月日",
        "有効期限",
        "保険者番号適用終了年月日",
        "要介護認定有効期間終了日",
    }
