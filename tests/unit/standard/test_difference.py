"""What changed between two editions: every kind of change, and whether old data still fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from lgmigrate.standard import Code, CodeList, File, Item, Pack, Target, load_pack
from lgmigrate.standard.difference import Difference, difference
from lgmigrate.standard.pairing import likeness

JUKI = load_pack("juki")


def edition(pack: Pack, change: Callable[[list[Item]], list[Item]], file: str = "jumin") -> Pack:
    """The next edition: the items of one file changed."""
    files = tuple(
        replace(one, items=tuple(change(list(one.items)))) if one.name == file else one
        for one in pack.files
    )
    return replace(pack, edition="2", files=files)


def with_item(pack: Pack, changed: str, /, **changes: object) -> Pack:
    """The next edition, in which one item of jumin has other properties."""

    def change(items: list[Item]) -> list[Item]:
        return [replace(one, **changes) if one.name == changed else one for one in items]  # type: ignore[arg-type]  # the test names fields of Item

    return edition(pack, change)


def told(found: Difference) -> list[tuple[str, str, str, str]]:
    """Item, aspect, effect and whether it is a guess, of every change of an item."""
    rows: list[tuple[str, str, str, str]] = []
    for one in found.items:
        known = one.after or one.before
        assert known is not None
        guess = "guess" if one.guessed else ""
        if one.before is None or one.after is None:
            kind = "added" if one.before is None else "removed"
            rows.append((known.name, kind, one.effect, guess))
        rows += [(known.name, aspect.name, aspect.effect, guess) for aspect in one.aspects]
    return rows


def test_nothing_changed() -> None:
    """A pack beside itself: every item is kept."""
    found = difference(JUKI, JUKI)
    assert found.empty
    assert len(found.kept) == sum(len(file.items) for file in JUKI.files)


@pytest.mark.parametrize(
    ("name", "changes", "aspects"),
    [
        ("住所_町字", {"digits": 18}, [("digits", "may_not_fit")]),
        ("住所_町字", {"digits": 300}, [("digits", "fits")]),
        ("住所_町字", {"digits": 0}, [("digits", "fits")]),
        ("住所_町字", {"type": "X"}, [("type", "may_not_fit")]),
        ("住所_町字", {"type": "M"}, [("type", "fits")]),
        ("住所_町字", {"repeat": 3}, [("repeat", "fits")]),
        ("住所_町字", {"condition": "required"}, [("condition", "may_not_fit")]),
        ("住所_町字", {"condition": "optional"}, [("condition", "fits")]),
        ("世帯番号", {"key": True}, [("key", "may_not_fit")]),
        ("個人履歴番号", {"key": False}, [("key", "fits")]),
        ("性別", {"code": ""}, [("code", "fits")]),
        ("性別", {"code": "001-5"}, [("code", "may_not_fit")]),
        ("住所_町字", {"code": "001-5"}, [("code", "may_not_fit")]),
        ("生年月日", {"unknown": False}, [("unknown", "may_not_fit")]),
        ("世帯番号", {"foreign": True}, [("reference", "fits")]),
        (
            "世帯番号",
            {"foreign": True, "targets": (Target(pack="", file="shien", items=("宛名番号",)),)},
            [("reference", "may_not_fit")],
        ),
        ("性別表記", {"name": "性別_表記"}, [("name", "fits")]),
        ("性別表記", {"romaji": "seibetsu_hyoki"}, [("romaji", "may_not_fit")]),
        ("性別表記", {"id": "00199999"}, [("id", "fits")]),
        (
            "性別表記",
            {"definition": "別の定義", "note": "別の説明"},
            [("definition", "fits"), ("note", "fits")],
        ),
        (
            "性別表記",
            {"mandatory": True, "section": "1"},
            [("mandatory", "fits"), ("section", "fits")],
        ),
    ],
)
def test_one_aspect(name: str, changes: dict[str, object], aspects: list[tuple[str, str]]) -> None:
    """What was changed is told, with what it means for data of the first edition, and no more."""
    found = difference(JUKI, with_item(JUKI, name, **changes))
    assert [(one[1], one[2]) for one in told(found)] == aspects
    assert not any(one.guessed for one in found.items)
    assert found.files == ()
    assert found.codes == ()


def test_scale_is_a_part_of_the_digits() -> None:
    """9V 7,2 to 9,0: more room before the point, none behind it."""
    wide = with_item(JUKI, "住所_町字", type="9V", digits=7, scale=2)
    narrow = with_item(JUKI, "住所_町字", type="9V", digits=9, scale=0)
    (change,) = difference(wide, narrow).items
    assert [(one.before, one.after, one.effect) for one in change.aspects] == [
        ("7,2", "9,0", "may_not_fit")
    ]


def test_a_new_item_that_must_have_a_value() -> None:
    """Old data has none: missing. A new optional item does no harm."""
    new = [
        Item(id="00199991", name="新一", romaji="shinichi", type="X", condition="required"),
        Item(id="00199992", name="新二", romaji="shinni", type="X"),
    ]
    found = difference(JUKI, edition(JUKI, lambda items: [*items, *new]))
    assert told(found) == [("新一", "added", "missing", ""), ("新二", "added", "fits", "")]


def test_an_item_that_is_gone() -> None:
    """Its data has no place any more."""
    found = difference(
        JUKI, edition(JUKI, lambda items: [one for one in items if one.name != "性別表記"])
    )
    assert told(found) == [("性別表記", "removed", "lost", "")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("氏名_外国人ローマ字", "氏名_外国人アルファベット"),
        ("氏名_フリガナ", "氏名_読み仮名"),
        ("通称_フリガナ", "通称_振り仮名"),
    ],
)
def test_names_that_editions_exchanged(old: str, new: str) -> None:
    """Without a common ID the likeness of the names says it, and that is a guess."""
    changed = with_item(JUKI, old, id="00199999", name=new, romaji="atarashii")
    assert told(difference(JUKI, changed)) == [
        (new, "id", "fits", "guess"),
        (new, "name", "fits", "guess"),
        (new, "romaji", "may_not_fit", "guess"),
    ]


def test_same_romaji_is_a_guess_too() -> None:
    """Another ID and another name, but the element is called as before."""
    changed = with_item(JUKI, "旧氏", id="00199999", name="古い氏")
    assert told(difference(JUKI, changed)) == [
        ("古い氏", "id", "fits", "guess"),
        ("古い氏", "name", "fits", "guess"),
    ]


def test_unlike_names_are_two_items() -> None:
    """What has nothing in common was removed and added."""
    changed = with_item(JUKI, "旧氏", id="00199999", name="備考", romaji="biko")
    assert sorted(told(difference(JUKI, changed))) == [
        ("備考", "added", "fits", ""),
        ("旧氏", "removed", "lost", ""),
    ]


def test_an_item_in_another_file() -> None:
    """Its ID says that it is the same; its data must move."""
    moved = next(item for item in JUKI.file("jumin").items if item.name == "性別表記")
    without = edition(JUKI, lambda items: [one for one in items if one is not moved])
    after = edition(without, lambda items: [*items, moved], "shien")
    (change,) = difference(JUKI, after).items
    assert change.files == ("jumin", "shien")
    assert [(one.name, one.effect) for one in change.aspects] == [("file", "may_not_fit")]


def test_another_order() -> None:
    """XML has its elements in the order of the items."""
    found = difference(JUKI, edition(JUKI, lambda items: [items[1], items[0], *items[2:]]))
    ((name, before, after, effect),) = [
        (one.name, one.before, one.after, one.effect)
        for change in found.files
        for one in change.aspects
    ]
    assert (name, before, after, effect) == ("order", "宛名番号", "個人履歴番号", "may_not_fit")
    assert found.items == ()


def test_files_come_go_and_get_other_names() -> None:
    """A file of another name with the same title is the same; its items are no changes."""
    jumin, shien = JUKI.files
    renamed = replace(jumin, name="juminhyo", group="juminhyo")
    new = File(name="shin", title="新", items=(replace(shien.items[0], id="00199999"),))
    found = difference(JUKI, replace(JUKI, files=(renamed, new)))
    kinds = [
        (one.before.name if one.before else "", one.after.name if one.after else "", one.effect)
        for one in found.files
    ]
    assert kinds == [
        ("jumin", "juminhyo", "may_not_fit"),
        ("shien", "", "lost"),
        ("", "shin", "fits"),
    ]
    assert {one.files for one in found.items} == {("shien", ""), ("", "shin")}


def test_a_file_with_most_items_is_the_same() -> None:
    """Neither name nor title stayed: a guess by the items."""
    jumin, shien = JUKI.files
    other = replace(jumin, name="x", group="x", title="別")
    (change,) = difference(JUKI, replace(JUKI, files=(other, shien))).files
    assert change.guessed
    assert {one.name for one in change.aspects} == {"name", "group", "title"}


def test_codes() -> None:
    """A value that is gone, one that means something else, a new one; lists that come and go."""
    lists = dict(JUKI.code_lists)
    sex = lists["001-1"]
    codes = (Code(value="0", name="不明"), sex.codes[1], Code(value="9", name="適用不能"))
    lists["001-1"] = replace(sex, codes=codes)
    del lists["001-14"]
    lists["001-99"] = CodeList(id="001-99", name="新しい一覧", codes=())
    after = with_item(JUKI, "氏名優先区分", code="")
    found = difference(JUKI, replace(after, code_lists=lists))
    assert [(one.code, one.value, one.before, one.after, one.effect) for one in found.codes] == [
        ("001-1", "0", "不明（未記入）", "不明", "may_not_fit"),
        ("001-1", "2", "女", None, "may_not_fit"),
        ("001-1", "9", None, "適用不能", "fits"),
        ("001-14", "", "氏名優先区分", None, "may_not_fit"),
        ("001-99", "", None, "新しい一覧", "fits"),
    ]


def test_many_changes_at_once() -> None:
    """Each is found under its kind, and nothing else is told."""
    after = with_item(JUKI, "住所_町字", digits=18)
    after = with_item(after, "氏名_外国人ローマ字", id="00199998", name="氏名_外国人アルファベット")
    after = with_item(after, "旧氏", condition="required")
    after = edition(after, lambda items: [one for one in items if one.name != "性別表記"])
    new = Item(id="00199999", name="電子メール", romaji="denshimeru", type="X", digits=100)
    after = edition(after, lambda items: [*items, new])
    assert told(difference(JUKI, after)) == [
        ("氏名_外国人アルファベット", "id", "fits", "guess"),
        ("氏名_外国人アルファベット", "name", "fits", "guess"),
        ("旧氏", "condition", "may_not_fit", ""),
        ("性別表記", "removed", "lost", ""),
        ("住所_町字", "digits", "may_not_fit", ""),
        ("電子メール", "added", "fits", ""),
    ]


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [("氏名", "氏名", 1.0), ("氏名_読み仮名", "氏名_フリガナ", 1.0), ("氏名", "備考", 0.0)],
)
def test_likeness(one: str, other: str, least: float) -> None:
    """Exchanged words count as the same; nothing in common is nothing."""
    assert likeness(one, other) == likeness(other, one) == least
