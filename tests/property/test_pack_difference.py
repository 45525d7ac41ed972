"""Law: a difference leaves no item out, is empty where nothing changed, and has a mirror image."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given

from lgmigrate.standard import Item, Pack
from lgmigrate.standard.difference import Difference, difference
from tests.property.pack_cases import Tables, tables
from tests.property.pack_cases import load as load_tables

__all__: list[str] = []


def load(made: Tables) -> Pack:
    """The pack of these tables."""
    with TemporaryDirectory() as folder:
        return load_tables(made, Path(folder) / "pack")


Side = tuple[str, str] | None


def side(item: Item | None) -> Side:
    """An item by its ID and name."""
    return None if item is None else (item.id, item.name)


def pairs(found: Difference) -> list[tuple[Side, Side]]:
    """What was paired, or stands alone."""
    changed = [(side(one.before), side(one.after)) for one in found.items]
    return changed + [(side(one.before), side(one.after)) for one in found.kept]


def items(pack: Pack) -> list[tuple[str, str]]:
    """All items of a pack."""
    return sorted((item.id, item.name) for file in pack.files for item in file.items)


@given(given=tables())
def test_a_pack_beside_itself(given: Tables) -> None:
    """Nothing changed, and everything is kept."""
    pack = load(given)
    found = difference(pack, pack)
    assert found.empty
    assert sorted(one for one, _ in pairs(found) if one) == items(pack)


@given(first=tables(), second=tables())
def test_every_item_is_in_one_place(first: Tables, second: Tables) -> None:
    """Each item of the first is kept, changed or removed; each of the second kept, changed, new."""
    before, after = load(first), load(second)
    found = pairs(difference(before, after))
    assert sorted(one for one, _ in found if one) == items(before)
    assert sorted(other for _, other in found if other) == items(after)


@given(first=tables(), second=tables())
def test_the_other_way_round(first: Tables, second: Tables) -> None:
    """What was added is removed, and what was before is after."""
    before, after = load(first), load(second)
    there, back = difference(before, after), difference(after, before)
    assert sorted(map(repr, pairs(there))) == sorted(repr((b, a)) for a, b in pairs(back))
    aspects = {
        (side(one.before), side(one.after), aspect.name, aspect.before, aspect.after)
        for one in there.items
        for aspect in one.aspects
    }
    mirrored = {
        (side(one.after), side(one.before), aspect.name, aspect.after, aspect.before)
        for one in back.items
        for aspect in one.aspects
    }
    assert aspects == mirrored
    codes = {(one.code, one.value, one.before, one.after) for one in there.codes}
    assert codes == {(one.code, one.value, one.after, one.before) for one in back.codes}
    for one in there.items:
        for aspect in one.aspects:
            if aspect.name in {"digits", "repeat", "condition"} and aspect.effect == "may_not_fit":
                (other,) = (
                    same
                    for change in back.items
                    if (change.after, change.before) == (one.before, one.after)
                    for same in change.aspects
                    if same.name == aspect.name
                )
                assert other.effect == "fits" or aspect.name == "digits"
