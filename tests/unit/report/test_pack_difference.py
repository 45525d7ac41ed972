"""The tables of a difference, and the workbook of them read back."""

from __future__ import annotations

import io
from dataclasses import replace

import python_calamine

from lgmigrate.mapping.impact import impact
from lgmigrate.mapping.registry import load
from lgmigrate.report.pack_difference import tables, to_document, to_xlsx
from lgmigrate.standard import load_pack
from lgmigrate.standard.difference import difference

JUKI = load_pack("juki")
JUMIN, SHIEN = JUKI.files
ITEMS = tuple(
    replace(item, digits=18, definition="=1+1") if item.name == "住所_町字" else item
    for item in JUMIN.items
)
FOUND = difference(JUKI, replace(JUKI, edition="2", files=(replace(JUMIN, items=ITEMS), SHIEN)))
REACHES = [impact(FOUND, load("open_fixed"))]
BROKEN = {"rival": ("rival: Expected a package, got ImportError",)}


def test_tables_in_two_languages() -> None:
    """The same rows, with the words of the language."""
    ja, en = (tables(FOUND, REACHES, BROKEN, language) for language in ("ja", "en"))
    assert [one.title for one in ja] == ["概要", "ファイル", "項目", "コード", "影響"]
    assert [one.title for one in en] == ["Summary", "Files", "Items", "Codes", "Mappings"]
    assert [len(one.rows) for one in ja] == [len(one.rows) for one in en] == [2, 0, 2, 0, 2]
    name = "住所_町字"
    assert ja[2].rows[0] == (
        *("jumin", "00190036", name, "桁数", "120", "18", "適合しないことがある"),
    )
    assert en[2].rows[0][3:] == ("digits", "120", "18", "may not fit")
    assert ja[4].rows[0][3:] == (name, "項目が変わった", "桁数 120 -> 18")
    assert ja[4].rows[1] == ("rival", "", "", "", "読めない変換定義", BROKEN["rival"][0])
    assert all(len(row) == len(one.head) for one in (*ja, *en) for row in one.rows)


def test_the_workbook_has_the_tables() -> None:
    """A sheet a table, every cell a text; what looks like a formula stays as it is."""
    made = tables(FOUND, REACHES, BROKEN, "ja")
    data = to_xlsx(made)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == [one.title for one in made]
    for one in made:
        head, *rows = book.get_sheet_by_name(one.title).to_python(skip_empty_area=False)
        assert tuple(head) == one.head
        assert [tuple(map(str, row)) for row in rows] == list(one.rows)
    assert any("=1+1" in row for one in made for row in one.rows)
    assert to_xlsx(made) == data


def test_the_document_has_everything() -> None:
    """Kinds, both sides, effects and aspects, for programs."""
    document = to_document(FOUND, REACHES, BROKEN)
    assert (document["before"], document["after"]) == ("juki@1 (profile)", "juki@2 (profile)")
    (item,) = document["items"]
    assert (item["kind"], item["effect"], item["guessed"]) == ("changed", "may_not_fit", False)
    assert [one["name"] for one in item["aspects"]] == ["digits", "definition"]
    assert document["mappings"][0]["impacts"][0]["aspects"][0]["after"] == "18"
    assert document["broken"] == {"rival": list(BROKEN["rival"])}
