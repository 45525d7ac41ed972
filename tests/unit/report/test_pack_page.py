"""The page of a pack: complete, closed to the outside, its texts never markup."""

from __future__ import annotations

import base64
import csv
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from string import Formatter
from unicodedata import normalize

import pytest

import lgmigrate.report
from lgmigrate.findings import Language
from lgmigrate.report.page.anchors import anchors
from lgmigrate.report.page.page import pack_page
from lgmigrate.report.page.words import WORDS, word
from lgmigrate.standard import load_pack, pack_names
from lgmigrate.standard.pack import Code, CodeList, Item
from tests.unit.report.markup import Node, parse
from tests.unit.report.packs import HOSTILE, hostile, pack_of, related

__all__: list[str] = []

ROOT = Path(__file__).resolve().parents[3]
JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
LANGUAGES: tuple[Language, ...] = ("ja", "en")


def tree(name: str, language: Language = "ja") -> Node:
    """The page of an installed pack, or of one made here."""
    pack = {"hostile": hostile, "related": related}.get(name, lambda: load_pack(name))()
    return parse(pack_page(pack, language).decode())


def rows(pack: str, table: str) -> list[dict[str, str]]:
    """The rows of a table of a pack that ships, as the csv module reads them."""
    path = ROOT / "schemas" / pack / load_pack(pack).edition / table
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [*pack_names(), "hostile", "related"])
def test_ids_are_unique_and_links_lead_somewhere(name: str, language: Language) -> None:
    """Links, labels and references of the drawing name ids of the page, each of which is there."""
    page = tree(name, language)
    ids = [value for one in page.walk() if (value := one.attributes.get("id"))]
    assert len(ids) == len(set(ids))
    named = []
    for one in page.walk():
        for key in ("for", "aria-labelledby", "aria-describedby"):
            named += (one.attributes.get(key) or "").split()
        if href := one.attributes.get("href"):
            assert href.startswith("#")
            named.append(href[1:])
        if marker := one.attributes.get("marker-end"):
            named.append(marker.removeprefix("url(#").removesuffix(")"))
    assert set(named) <= set(ids)
    assert len(named) > 10


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["juki", "hostile"])
def test_page_needs_nothing_from_elsewhere(name: str, language: Language) -> None:
    """No attribute names a resource, and the policy allows the page's own style and script."""
    page = tree(name, language)
    attributes = {key for one in page.walk() for key in one.attributes}
    assert attributes.isdisjoint(
        {"src", "srcset", "data", "action", "style", "background", "xlink"}
    )
    assert not {key for key in attributes if key.startswith("on")}
    assert not page.all("img") + page.all("iframe") + page.all("link") + page.all("object")
    (style,), (script,) = page.all("style"), page.all("script")
    assert "url(" not in style.text
    assert "@import" not in style.text
    assert "http" not in style.text + script.text
    (policy,) = (one for one in page.all("meta") if "http-equiv" in one.attributes)
    content = policy.attributes["content"] or ""
    assert content.startswith("default-src 'none';")
    for kind, text in (("style", style.text), ("script", script.text)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in content


@pytest.mark.parametrize("name", pack_names())
def test_every_item_of_the_tables_is_there(name: str) -> None:
    """A row an item in the order of the table, with what its cells say."""
    page = tree(name)
    files = [section for section in page.all("section") if section.attributes.get("data-list")]
    found = [
        row
        for section in files
        if section.attributes["data-list"] == "items"
        for row in section.all("tbody")[0].all("tr")
    ]
    groups = {row["グループ_名称"]: number for number, row in enumerate(rows(name, "files.csv"))}
    expected = sorted(rows(name, "items.csv"), key=lambda row: groups[row["グループ_名称"]])
    assert len(found) == len(expected)
    for row, cells in zip(found, expected, strict=True):
        text = row.text
        columns = ("データ項目ID", "データ項目", "データ項目（ローマ字）", "データ出力条件")
        for column in (*columns, "項目定義", "サンプル値", "備考", "クラス分類_LV3"):
            assert cells.get(column, "").strip() in text, (column, cells)
        for part in re.split("※※", cells["項目説明"]):
            assert part.strip() in text, cells
        kind = normalize("NFKC", cells["データ型"])
        assert f"{kind} {cells['桁数']}".strip() in text
        assert ("e" in classes(row)) == bool(cells.get("推定"))
        assert ("k" in classes(row)) == bool(cells["グループ_主キー"])
        assert ("f" in classes(row)) == bool(cells["グループ_外部キー"])
        assert bool(cells["コード"]) == any(
            (one.attributes["href"] or "").startswith("#c") for one in row.all("a")
        )


def classes(node: Node) -> list[str]:
    """The classes of an element."""
    return (node.attributes.get("class") or "").split()


@pytest.mark.parametrize("name", pack_names())
def test_every_file_and_code_is_there(name: str) -> None:
    """Titles, names and descriptions of files; IDs, names, values of code lists."""
    page = tree(name)
    text = page.text
    for row in rows(name, "files.csv"):
        assert all((row[column] or "") in text for column in ("日本語名称", "説明"))
    shown = [
        tuple(cell.text for cell in row.all("td"))
        for section in page.all("section")
        if section.attributes.get("data-list") == "codes"
        for body in section.all("tbody")
        for row in body.all("tr")
    ]
    tables = rows(name, "codes.csv")
    expected = [(row["コード値"].strip(), row["コード値の内容"].strip()) for row in tables]
    assert shown == [one for one in expected if one[0] != "任意"]
    assert all(row["コード名"] in text and row["コードID"] in text for row in tables)


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_stay_text(language: Language) -> None:
    """Names with markup are read as they are written; no element comes of them."""
    page = tree("hostile", language)
    assert len(page.all("script")) == 1
    assert not page.all("img")
    assert page.all("title")[0].text.startswith(HOSTILE)
    assert page.text.count(HOSTILE) > 15
    (input_,) = page.all("input")
    assert HOSTILE not in str(input_.attributes)


def test_same_pack_same_bytes() -> None:
    """Nothing of the run is in the page."""
    assert pack_page(related(), "ja") == pack_page(related(), "ja")


@pytest.mark.parametrize(
    ("language", "sentence"), [("ja", "公式の項目定義書ではありません"), ("en", "not the official")]
)
def test_status_is_told(language: Language, sentence: str) -> None:
    """A profile says that it is not official; an import names its file and the file's hash."""
    profile = tree("related", language).by_id("about").text
    assert sentence in profile
    made = replace(related(), status="imported", source="031.xlsx", source_sha256="ef" * 32)
    imported = parse(pack_page(made, language).decode()).by_id("about").text
    assert sentence not in imported
    assert "031.xlsx" in imported
    assert "ef" * 32 in imported


def test_conditions_say_who_checks_them() -> None:
    """A condition of a checked form names its finding, the words of an unknown date too; any other
    is for people, and an item without a stated condition as well.
    """
    items = (
        Item(id="1", name="番号", romaji="a", type="X", digits=3, key=True, condition="required"),
        Item(
            id="2", name="b", romaji="b", type="X", condition="conditional",
            note="前置き※※番号が1の場合は出力必須",
        ),
        Item(id="3", name="c", romaji="c", type="X", condition="conditional", note="※※任意の場合"),
        Item(id="4", name="d", romaji="d", type="X", condition="conditional"),
        Item(id="5", name="日", romaji="e", type="DATE", digits=10, unknown=True),
        Item(
            id="6", name="日_不詳表記", romaji="f", type="N", condition="conditional",
            note="※※不詳",
        ),
        Item(id="7", name="日_不詳フラグ", romaji="g", type="9", digits=1),
    )  # fmt: skip
    page = parse(pack_page(pack_of(_file(items), status="profile"), "en").decode())
    cells = {number: page.by_id(f"i-{number}").all("td")[5].text for number in range(1, 7)}
    assert cells == {
        1: "required",
        2: "conditional番号が1の場合は出力必須 checked: S002",
        3: "conditional任意の場合 for people",
        4: "conditional for people",
        5: "optional",
        6: "conditional不詳 checked: S011",
    }
    assert page.by_id("i-2").all("td")[6].text == "前置き"
    kinds = {number: classes(page.by_id(f"i-{number}")) for number in (2, 3, 6)}
    assert kinds == {2: ["c"], 3: ["p"], 6: ["c"]}


def _file(items: tuple[Item, ...]) -> lgmigrate.standard.File:
    return lgmigrate.standard.File(name="f", title="表", items=items)


def test_marks_of_types() -> None:
    """Digits as people write them; repetition, inference, unknown dates and gaiji as words."""
    items = (
        Item(id="1", name="a", romaji="a", type="9V", digits=9, scale=2, key=True),
        Item(id="2", name="b", romaji="b", type="X", digits=15, repeat=5, inferred=True),
        Item(id="3", name="c", romaji="c", type="DATE", digits=10, unknown=True),
        Item(id="4", name="d", romaji="d", type="M", gaiji=True),
        Item(id="5", name="e", romaji="e", type="BLOB", gaiji=False),
    )
    page = parse(pack_page(pack_of(_file(items), status="profile"), "en").decode())
    shown = [page.by_id(f"i-{number}").all("td")[2].text for number in range(1, 6)]
    assert shown == [
        "9V 9,2",
        "X 15 up to 5 inferred",
        "DATE 10 may be unknown",
        "M gaiji",
        "BLOB no gaiji",
    ]


def test_long_code_lists_scroll_and_empty_ones_say_why() -> None:
    """A list of 41 values has a box of its own; one without values is the municipality's."""
    many = tuple(Code(value=f"{number:02}", name=f"n{number}") for number in range(41))
    lists = (
        CodeList(id="long", name="", codes=many),
        CodeList(id="short", name="", codes=many[:40]),
        CodeList(id="own", name="", codes=()),
    )
    item = Item(id="1", name="a", romaji="a", type="X", digits=2, key=True, code="long")
    page = parse(pack_page(pack_of(_file((item,)), codes=lists, status="profile"), "en").decode())
    sections = [one for one in page.all("section") if one.attributes.get("data-list") == "codes"]
    assert [len([d for d in one.all("div") if "long" in classes(d)]) for one in sections] == [
        1,
        0,
        0,
    ]
    assert [len(one.all("td")) for one in sections] == [82, 80, 0]
    assert word("code.own", "en") in sections[2].text
    assert [one.text for one in sections[0].all("a")] == ["a"]


@pytest.mark.parametrize("key", WORDS)
def test_words_are_in_both_languages(key: str) -> None:
    """Both have the same places, the English ones no Japanese."""
    japanese, english = WORDS[key]
    places = [{name for _, name, _, _ in Formatter().parse(one) if name} for one in WORDS[key]]
    assert places[0] == places[1]
    assert japanese
    assert not JAPANESE.search(english)


def test_every_word_is_used() -> None:
    """The keys in the sources are those of the table; some are put together."""
    folder = Path(lgmigrate.report.__file__).parent / "page"
    sources = "".join(
        one.read_text(encoding="utf-8") for one in folder.glob("*.py") if one.name != "words.py"
    )
    named = set(re.findall(r"""["']([a-z_]+(?:[._][a-z_0-9]+)*)["']""", sources))
    composed = ("count.", "only.", "note.", "status.", "names.")
    conditions = {"required", "conditional", "optional"}
    unused = {key for key in WORDS if key not in named and not key.startswith(composed)}
    assert unused <= conditions


def test_anchors_last_where_they_can() -> None:
    """A plain name stays; any other is a number that no plain name can be."""
    assert anchors("c", ("001-1", "住民-4", "", "x y", "3")) == {
        "001-1": "c-001-1",
        "住民-4": "c.2",
        "": "c.3",
        "x y": "c.4",
        "3": "c-3",
    }


def test_what_the_official_list_says_beside_an_item() -> None:
    """標準仕様書関連箇所 and 実装類型 stand with the definition of an item that has them."""
    page = pack_page(load_pack("jutogai"), "ja").decode()
    pack = load_pack("jutogai")
    items = [item for file in pack.files for item in file.items]
    assert page.count("標準仕様書関連箇所: 0310002住登外者宛名情報管理機能") == len(items)
    assert page.count("実装類型: 出力の対象として必須") == sum(item.mandatory for item in items) > 0
