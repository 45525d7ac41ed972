"""Which conditions of 条件付き必須 items are checked, and when they hold."""

from __future__ import annotations

import polars as pl
import pytest

from lgmigrate.rules.conditions import ItemCondition, conditions
from tests.unit.rules.packs import make_file, make_item, make_pack


def stated(note: str, condition: str = "conditional") -> tuple[ItemCondition, ...]:
    """The conditions of an item with that description, in a file with 住民種別 and 通称."""
    item = make_item("区分", condition=condition, note=note)
    file = make_file(make_item("住民種別", code="kind"), make_item("通称", "N"), item)
    return conditions(item, file, make_pack(file))


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("※※住民種別が2の場合は出力必須", [False, True, False]),
        ("※※住民種別が2（外国人住民）の場合は出力必須。", [False, True, False]),
        ("※※住民種別が1又は2の場合は出力必須", [True, True, False]),
        ("※※住民種別が2でない場合は出力必須", [True, False, False]),
        ("※※通称が存在する場合は出力必須", [True, False, False]),
        ("説明。\r\n※※住民種別が2の場合は出力必須\r\n次の行", [False, True, False]),
    ],
)
def test_holds(note: str, expected: list[bool]) -> None:
    """The condition holds for the records that its words mean; without a value it never does."""
    (one,) = stated(note)
    frame = pl.DataFrame({"住民種別": ["1", "2", None], "通称": ["花", "", None]})
    holds = frame.select(one.holds().fill_null(value=False)).to_series()
    assert holds.to_list() == expected


@pytest.mark.parametrize(
    "note",
    [
        "",
        "住民種別が2の場合は出力必須",
        "※※氏名未定でない場合は出力必須",
        "※※除票でない場合は出力必須",
        "※※住所に方書が存在する場合は出力必須",
        "※※住民種別が不詳の場合は出力必須",
        "※※住民種別が9の場合は出力必須",
        "※※住民種別が2かつ中長期在留者等で除票でない場合は出力必須",
    ],
)
def test_for_people(note: str) -> None:
    """Other words, items that the file lacks and values that the item cannot have: none."""
    assert stated(note) == ()


def test_alternatives() -> None:
    """Several conditions of an item are kept, each by itself."""
    note = "※※住民種別が2の場合は出力必須※※通称が存在する場合は出力必須"
    assert stated(note) == (
        ItemCondition(other="住民種別", values=("2",)),
        ItemCondition(other="通称"),
    )


@pytest.mark.parametrize("condition", ["required", "optional"])
def test_only_conditional_items(condition: str) -> None:
    """A required or an optional item has no condition, whatever its description says."""
    assert stated("※※住民種別が2の場合は出力必須", condition) == ()
