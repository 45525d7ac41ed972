"""A mapping as rows for people."""

from __future__ import annotations

from lgmigrate.mapping.describe import describe
from lgmigrate.mapping.reader import read_mapping
from tests.unit.mapping.conftest import Make


def test_every_field_and_item_has_its_row(make: Make) -> None:
    """Steps in order, then the annex; nothing of a record is left out but its type and FILLER."""
    mapping = read_mapping(make())
    rows = describe(mapping)
    record = mapping.records[1]
    shown = {name for row in rows for name in row.fields}
    assert shown == set(record.layout.names()) - {"区分", "FILLER"}
    assert [row.kind for row in rows][-1] == "annex"
    assert {row.file for row in rows} == {"people"}


def test_steps_are_told_in_both_languages(make: Make) -> None:
    """The words carry the step's numbers and values."""
    mapping = read_mapping(make())
    english = {row.kind: row.step for row in describe(mapping)}
    japanese = {row.kind: row.step for row in describe(mapping, "ja")}
    assert english["pad"] == "zeros on the left to 8"
    assert english["constant"] == 'constant "001"'
    assert english["date"] == "date with its unknown items"
    assert japanese["codes"] == "コード対応性別"
    assert japanese["cut"] == "2文字ずつ"
    assert japanese["annex"] == "標準外項目"


def test_usages_stand_beside_the_fields(make: Make) -> None:
    """A reader sees how each field is coded."""
    rows = describe(read_mapping(make()))
    assert [row.usages for row in rows if row.fields == ("番号",)] == [("zoned",)]


def test_parts_through_a_code_map(make: Make) -> None:
    """A cut with codes names the map."""
    folder = make(
        ("cut = 2", 'cut = 2\ncodes = "続"'),
        codes=("note,preferred\n", "note,preferred\n続,01,02,,\n"),
    )
    assert [row.step for row in describe(read_mapping(folder)) if row.kind == "cut"] == [
        "parts of 2 characters, code map 続"
    ]
