"""Facts of items as people write them, and what becomes of conditions."""

from __future__ import annotations

from typing import get_args

import pytest

from lgmigrate.report.page.facts import (
    digits,
    place,
    reference_text,
    stated_conditions,
    users,
    written_type,
)
from lgmigrate.rules.items import item_rules
from lgmigrate.standard import load_pack, pack_names
from lgmigrate.standard.pack import Item, ItemType, Target
from tests.unit.report.packs import related

__all__: list[str] = []


@pytest.mark.parametrize(
    ("kind", "size", "scale", "wanted"),
    [("X", 15, 0, "15"), ("9V", 9, 2, "9,2"), ("9V", 0, 0, ""), ("DATE", 10, 0, "10")],
)
def test_digits(kind: ItemType, size: int, scale: int, wanted: str) -> None:
    """As in the official template: n,m for 9V."""
    item = Item(id="1", name="a", romaji="a", type=kind, digits=size, scale=scale)
    assert digits(item) == wanted
    assert written_type(item) == f"{kind} {wanted}".strip()


def test_every_type_can_be_written() -> None:
    """No type of the model is forgotten."""
    for kind in get_args(ItemType):
        assert written_type(Item(id="1", name="a", romaji="a", type=kind)) == kind


def test_places() -> None:
    """A file of the pack by its name, one of another pack with that pack's."""
    assert place(Target(pack="", file="tochi", items=("a", "b"))) == "tochi.a+b"
    reference = related().file("ko").references[1]
    wanted = "所有者_宛名番号 → juki:jumin.宛名番号 | jutogai:jutogai.宛名番号"
    assert reference_text(reference) == wanted


@pytest.mark.parametrize("name", pack_names())
def test_conditions_for_people_are_those_that_no_rule_checks(name: str) -> None:
    """The items that the rules leave to people, and only they, have no finding beside them."""
    pack = load_pack(name)
    for file in pack.files:
        stated = stated_conditions(file, pack)
        assert list(stated) == [one.name for one in file.items if one.condition == "conditional"]
        people = [item for item, found in stated.items() if not any(one.code for one in found)]
        rules = item_rules(pack, file)
        assert people == list(rules.unchecked)
        checked = {
            item for item, found in stated.items() if any(one.code == "S002" for one in found)
        }
        assert checked == {rule.item for rule in rules.rules if "S002" in rule.codes}


def test_users_of_a_code_list() -> None:
    """Every item that names the list, with its file."""
    pack = load_pack("juki")
    found = [(file.name, item.name) for file, item in users(pack.code_lists["001-32"], pack)]
    assert found == [("shien", "支援措置区分")]
