"""Where a 外部キー points: the forms of its cell, and what is one reference."""

from __future__ import annotations

import pytest

from lgmigrate.errors import Faults, PackError
from lgmigrate.standard.pack import Item, Reference, Target
from lgmigrate.standard.references import Places, references
from lgmigrate.standard.tables import Row


def item(name: str, *targets: Target, key: bool = False) -> Item:
    """An item of that name."""
    return Item(id=name, name=name, romaji=name, type="X", key=key, targets=targets)


def place(file: str, name: str, pack: str = "") -> Target:
    """One place."""
    return Target(pack=pack, file=file, items=(name,))


FILES = {
    "tochi": {name: item(name, key=name != "地目") for name in ("物件番号", "課税年度", "地目")},
    "kaoku": {name: item(name, key=True) for name in ("家屋番号", "課税年度")},
    "hyoka": {name: item(name, key=True) for name in ("物件番号", "課税年度", "所有者番号")},
}
GROUPS = {"土地": "tochi", "家屋": "kaoku", "評価": "hyoka"}


def named(cell: str, name: str, group: str = "評価") -> tuple[tuple[Target, ...], list[str]]:
    """What a cell of an item names, and its faults."""
    faults = Faults(PackError)
    row = Row(place="here", cells={"グループ_外部キー": cell, "グループ_名称": group})
    found = Places(files=FILES, groups=GROUPS).named(row, item(name), faults)
    return found, faults.found


@pytest.mark.parametrize(
    ("cell", "name", "targets"),
    [
        ("", "物件番号", ()),
        ("tochi", "物件番号", (place("tochi", "物件番号"),)),
        ("土地", "物件番号", (place("tochi", "物件番号"),)),
        ("tochi.地目", "物件番号", (place("tochi", "地目"),)),
        ("x:y", "宛名番号", (place("y", "宛名番号", "x"),)),
        ("x:y.番号 | kaoku", "課税年度", (place("y", "番号", "x"), place("kaoku", "課税年度"))),
        ("○", "物件番号", (place("tochi", "物件番号"),)),
        ("○", "課税年度", ()),  # two other files have it
        ("〇", "地目", ()),  # no other file has it as a key
    ],
)
def test_forms_of_a_cell(cell: str, name: str, targets: tuple[Target, ...]) -> None:
    """A file by its name on disk or its group's, an item, another pack, alternatives, ○."""
    assert named(cell, name) == (targets, [])


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("yama", "here: Expected a file of files.csv that has 物件番号, got 'yama'"),
        ("kaoku", "here: Expected a file of files.csv that has 物件番号, got 'kaoku'"),
        ("tochi.色", "here: Expected a file of files.csv that has 色, got 'tochi'"),
        ("tochi|", "here: Expected ○ or [pack:]file[.item], got ''"),
    ],
)
def test_a_cell_that_names_nothing(cell: str, fault: str) -> None:
    """The fault has the row's place."""
    assert named(cell, "物件番号")[1] == [fault]


def test_keys_of_one_file_are_one_reference() -> None:
    """物件番号 and 課税年度 identify a record of tochi together; 地目 is no key of it."""
    items = (
        item("物件番号", place("tochi", "物件番号")),
        item("地目", place("tochi", "地目")),
        item("年度", place("tochi", "課税年度")),
    )
    both = Target(pack="", file="tochi", items=("物件番号", "課税年度"))
    assert references(items, FILES) == (
        Reference(items=("物件番号", "年度"), targets=(both,)),
        Reference(items=("地目",), targets=(place("tochi", "地目"),)),
    )


def test_two_items_at_one_key_are_two_references() -> None:
    """所有者 and 使用者 are two persons, not one."""
    items = (item("所有者", place("kaoku", "家屋番号")), item("使用者", place("kaoku", "家屋番号")))
    assert [one.items for one in references(items, FILES)] == [("所有者",), ("使用者",)]


def test_places_in_other_packs_stand_alone() -> None:
    """Their keys are not known when this pack is loaded."""
    items = (item("甲", place("f", "甲", "p")), item("乙", place("f", "乙", "p")))
    assert [one.items for one in references(items, FILES)] == [("甲",), ("乙",)]
