"""What a new edition means for a mapping of the old one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lgmigrate.mapping.impact import Impact, Reach, impact
from lgmigrate.mapping.registry import load
from lgmigrate.standard import Item, Pack, load_pack
from lgmigrate.standard.difference import difference

JUKI = load_pack("juki")
MAPPING = load("open_fixed")
(PERSON,) = (one for one in MAPPING.data_records() if one.file and one.file.name == "jumin")


def line_of(item: str) -> int:
    """The line of the step that gives an item."""
    (line,) = (step.line for step in PERSON.steps if item in step.items)
    return line


def reach(change: Callable[[Item], Item | None], *new: Item) -> Reach:
    """What it means when the items of jumin are changed or left out, and others are new."""
    jumin, shien = JUKI.files
    items = [one for one in map(change, jumin.items) if one is not None]
    files = (replace(jumin, items=(*items, *new)), shien)
    return impact(difference(JUKI, replace(JUKI, files=files)), MAPPING)


def only(changed: str, /, **changes: object) -> Callable[[Item], Item | None]:
    """Changes one item."""
    return lambda item: replace(item, **changes) if item.name == changed else item  # type: ignore[arg-type]  # the test names fields of Item


def kinds(found: Reach) -> list[tuple[str, int, str, str]]:
    """Item, line, kind and detail of each impact."""
    return [(one.item, one.line, one.kind, one.detail) for one in found.impacts]


def test_the_same_pack() -> None:
    """Nothing to do."""
    found = impact(difference(JUKI, JUKI), MAPPING)
    assert found == Reach(mapping="open_fixed", impacts=(), optional=0)
    assert found.untouched


def test_an_item_that_is_gone() -> None:
    """The step that gives it is named with its line."""
    found = reach(lambda item: None if item.name == "住所_町字" else item)
    assert kinds(found) == [("住所_町字", line_of("住所_町字"), "gone", "")]


def test_an_item_that_no_step_gives_may_go() -> None:
    """What the mapping never gave does not concern it."""
    given = {name for step in PERSON.steps for name in step.items}
    idle = next(item.name for item in JUKI.file("jumin").items if item.name not in given)
    assert reach(lambda item: None if item.name == idle else item).untouched


def test_another_name() -> None:
    """Steps name items by their Japanese names; a change of romaji alone is none of theirs."""
    line = line_of("住所_町字")
    found = reach(only("住所_町字", name="住所_町名"))
    assert kinds(found) == [("住所_町字", line, "renamed", "住所_町字 -> 住所_町名")]
    assert reach(only("住所_町字", romaji="jusho_chomei")).untouched


def test_less_room() -> None:
    """The aspects in which values may not fit come along; more room is no matter."""
    (one,) = reach(only("住所_町字", digits=18)).impacts
    assert one.kind == "changed"
    assert [(part.name, part.before, part.after) for part in one.aspects] == [
        ("digits", "120", "18")
    ]
    assert reach(only("住所_町字", digits=400)).untouched


def test_new_items() -> None:
    """A required one needs a step, and so does one that became required; others are counted."""
    new = [
        Item(id="00199991", name="新一", romaji="shinichi", type="X", condition="required"),
        Item(id="00199992", name="新二", romaji="shinni", type="X"),
        Item(id="00199993", name="新三", romaji="shinsan", type="X"),
    ]
    found = reach(lambda item: item, *new)
    assert kinds(found) == [("新一", 0, "unmapped", "")]
    assert found.optional == 2
    given = {name for step in PERSON.steps for name in step.items}
    idle = next(
        item.name
        for item in JUKI.file("jumin").items
        if item.name not in given and item.condition == "optional"
    )
    assert kinds(reach(only(idle, condition="required"))) == [(idle, 0, "unmapped", "")]


def with_sex(*values: str) -> Pack:
    """The pack with these values of 性別 alone."""
    codes = tuple(one for one in JUKI.code_lists["001-1"].codes if one.value in values)
    lists = {**JUKI.code_lists, "001-1": replace(JUKI.code_lists["001-1"], codes=codes)}
    return replace(JUKI, code_lists=lists)


def test_codes_that_are_gone() -> None:
    """The code map of 性別 gives 2, which the list has no more."""
    found = impact(difference(JUKI, with_sex("0", "1")), MAPPING)
    assert ("性別", line_of("性別"), "codes", "2") in kinds(found)
    assert all(one.kind in {"codes", "changed"} for one in found.impacts)


def test_a_file_of_another_name_and_one_that_is_gone() -> None:
    """Record types name the file that they become."""
    jumin, _ = JUKI.files
    after = replace(JUKI, files=(replace(jumin, name="juminhyo"),))
    found = impact(difference(JUKI, after), MAPPING)
    files = [one for one in found.impacts if one.kind == "file"]
    record = PERSON.name
    assert files[0] == Impact(
        record=record, line=0, item="", kind="file", detail="jumin -> juminhyo"
    )
    assert files[1].detail == "shien"
    assert {one.kind for one in found.impacts if one.record == record} == {"file"}
