"""Laws over all packs that ship."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lgmigrate.standard import File, Item, Pack, load_pack
from lgmigrate.standard.facets import facets, fits

SCHEMAS = Path(__file__).parents[3] / "schemas"
FOLDERS = sorted(path.parent for path in SCHEMAS.glob("*/*/pack.toml"))
OFFICIAL_SHEET = "jutogai"  # the items of an official workbook, as they are
LAST = [
    ("最新フラグ", "saishinfuragu", "9", 1),
    ("削除フラグ", "sakujofuragu", "9", 1),
    ("操作者ID", "sosashaid", "X", 10),
    ("操作年月日", "sosanengappi", "DATE", 10),
    ("操作時刻", "sosajikoku", "TIME", 8),
]

# 業務ID as the standard numbers the domains.
DOMAINS = {
    "juki": "001",
    "kojinzei": "010",
    "kotei": "012",
    "keiji": "013",
    "seiho": "021",
    "shogai": "022",
    "kaigo": "023",
    "kokuho": "024",
    "koki": "025",
    "jutogai": "031",
    "shuno": "036",
}

PACKS = [load_pack(str(folder)) for folder in FOLDERS]

each_pack = pytest.mark.parametrize("pack", PACKS, ids=lambda pack: f"{pack.name}@{pack.edition}")
each_file = pytest.mark.parametrize(
    ("pack", "file"),
    [(pack, file) for pack in PACKS for file in pack.files],
    ids=lambda one: one.name,
)


def _items(pack: Pack) -> list[Item]:
    return [item for file in pack.files for item in file.items]


def test_eleven_domains_ship() -> None:
    """Each with the number of its 業務."""
    assert {pack.name: pack.domain for pack in PACKS} == DOMAINS


def test_a_pack_lies_in_the_folder_of_its_name() -> None:
    """schemas/<pack>/<edition>."""
    assert [(pack.name, pack.edition) for pack in PACKS] == [one.parts[-2:] for one in FOLDERS]


def test_file_names_are_unique_over_all_packs() -> None:
    """A delivery of several domains may lie flat in one folder, whatever case the disk keeps."""
    names = [file.name for pack in PACKS if pack.edition == "1" for file in pack.files]
    assert len({name.lower() for name in names}) == len(names)
    assert all(re.fullmatch("[a-z0-9_]+", name) for name in names)


@each_file
def test_a_key_is_required_and_of_one_value(pack: Pack, file: File) -> None:
    """A record without a part of its key cannot be told from others."""
    assert file.keys, pack.name
    assert {(item.condition, item.repeat) for item in file.keys} == {("required", 0)}


@each_file
def test_a_file_ends_with_the_operation(pack: Pack, file: File) -> None:
    """Five items in this order; the official sheet of 031 has the last three of them only."""
    expected = LAST[2:] if pack.name == OFFICIAL_SHEET else LAST
    ends = [(item.name, item.romaji, item.type, item.digits) for item in file.items]
    assert ends[-len(expected) :] == expected
    assert {item.condition for item in file.items[-len(expected) :]} == {"required"}


@each_file
def test_a_reference_points_at_items_that_there_are(pack: Pack, file: File) -> None:
    """In the pack that it names, of the types that point there."""
    packs = {one.name: one for one in PACKS}
    for reference in file.references:
        here = [file.by_name[name] for name in reference.items]
        for target in reference.targets:
            home = packs[target.pack or pack.name].file(target.file)
            there = [home.by_name[name] for name in target.items]
            assert [(one.type, one.digits) for one in here] == [
                (one.type, one.digits) for one in there
            ]


@each_file
def test_every_file_leads_to_a_register_of_persons(pack: Pack, file: File) -> None:
    """By its references and theirs; the registers themselves are jumin and jutogai."""
    packs = {one.name: one for one in PACKS}
    seen: set[tuple[str, str]] = set()
    ahead = {(pack.name, file.name)}
    while ahead - seen:
        name, of = (ahead - seen).pop()
        seen.add((name, of))
        references = packs[name].file(of).references
        ahead |= {(one.pack or name, one.file) for ref in references for one in ref.targets}
    assert seen & {("juki", "jumin"), ("jutogai", "jutogai")}


@each_pack
def test_every_sample_of_one_value_fits_its_item(pack: Pack) -> None:
    """The official sheet has samples of several lines, one value a line and a word before it."""
    items = _items(pack)
    assert all(item.sample for item in items if pack.status == "profile")
    samples = [item for item in items if item.sample and "\n" not in item.sample]
    assert not [item.id for item in samples if fits(item.sample, facets(item, pack))]


@each_pack
def test_a_profile_says_that_it_is_not_official(pack: Pack) -> None:
    """In its source and in README.md; an imported pack has its workbook's hash instead."""
    readme = (SCHEMAS / pack.name / "README.md").read_text(encoding="utf-8")
    assert readme.startswith(f"# Pack {pack.name}: {pack.title}\n")
    assert f"Status: **{pack.status}**" in readme
    if pack.status == "profile":
        assert "Not the official item list" in pack.source
        assert "This is not the official item list" in readme
        assert not pack.source_sha256
    else:
        assert pack.source.endswith(".xlsx")
        assert re.fullmatch("[0-9a-f]{64}", pack.source_sha256)


@each_pack
def test_ids_of_a_profile_cannot_be_taken_for_official_ones(pack: Pack) -> None:
    """The official ones are counted from 00001 within the domain; those of a profile from 90001."""
    first = "9" if pack.status == "profile" else "0"
    assert all(re.fullmatch(f"{pack.domain}{first}[0-9]{{4}}", item.id) for item in _items(pack))


@each_pack
def test_every_code_list_is_used_by_an_item(pack: Pack) -> None:
    """Or by a list that is the union of several: 001-20+21+22."""
    used = {item.code for item in _items(pack)} - {""}
    united = {
        f"{pack.domain}-{part}"
        for code in used
        if "+" in code
        for part in code.removeprefix(f"{pack.domain}-").split("+")
    }
    assert set(pack.code_lists) == used | united


@each_pack
def test_list_numbers_are_of_the_domain(pack: Pack) -> None:
    """A profile has several domains' numbers beside each other, so they carry the 業務ID."""
    official = {code for code in pack.code_lists if pack.status == "imported"}
    assert all(
        code == "999" or code.startswith(f"{pack.domain}-")
        for code in set(pack.code_lists) - official
    )


@each_pack
def test_conditions_are_stated(pack: Pack) -> None:
    """条件付き必須 and a condition behind ※※ go together."""
    stated = [item.id for item in _items(pack) if "※※" in item.note]
    assert stated == [item.id for item in _items(pack) if item.condition == "conditional"]


@each_pack
def test_every_item_has_a_definition(pack: Pack) -> None:
    """And a DATE has its ten characters."""
    assert all(item.definition for item in _items(pack))
    assert not [item.id for item in _items(pack) if item.type == "DATE" and item.digits != 10]


def test_an_item_has_one_romaji_wherever_it_stands() -> None:
    """Lower case, and the same in every pack, the official one included."""
    romaji: dict[str, set[str]] = {}
    for pack in PACKS:
        for item in _items(pack):
            romaji.setdefault(item.name, set()).add(item.romaji)
    assert not {name: found for name, found in romaji.items() if len(found) > 1}
    assert all(re.fullmatch("[a-z][a-z0-9_]*", one) for found in romaji.values() for one in found)


def test_the_overview_names_every_pack_and_file() -> None:
    """schemas/README.md, a row a pack, in the order of the domains."""
    rows = [
        line
        for line in (SCHEMAS / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| [")
    ]
    by_domain = sorted(PACKS, key=lambda pack: pack.domain)
    for pack, row in zip(by_domain, rows, strict=True):
        head = f"| [`{pack.name}`]({pack.name}/README.md) | {pack.domain} {pack.title} |"
        assert row.startswith(head)
        assert row.endswith(f"| {pack.status} |")
        named = re.findall("`([a-z]+)`", row)
        assert named == [pack.name, *(file.name for file in pack.files)]
