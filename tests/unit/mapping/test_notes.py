"""Notes: what is allowed in a mapping but worth knowing."""

from __future__ import annotations

import pytest

from lgmigrate.mapping.notes import check
from lgmigrate.mapping.reader import read_mapping
from tests.unit.mapping.conftest import Edit, Make


def test_fields_without_an_item_are_named(make: Make) -> None:
    """The annex is no surprise."""
    items, note = check(read_mapping(make()))
    assert (items.kind, items.place) == ("items", "人")
    assert items.text == "3 items of people have no step: 届出, 備考, 数"
    assert (note.kind, note.place) == ("annex", "人")
    assert note.text == "1 fields without an item go to the annex: 金額"
    _, note = check(read_mapping(make()), "ja")
    assert note.text == "項目のない1個のフィールドは標準外項目になります: 金額"


@pytest.mark.parametrize(
    ("edit", "kind", "text"),
    [
        (
            ('"氏名" = "氏名"', '"氏名" = "氏名"\n"備考" = "氏名"'),
            "overflow",
            "氏名 holds up to 10 characters, 備考 4; each value is checked.",
        ),
        (
            ('"氏名" = "氏名"', '"氏名" = "氏名"\n"備考" = "氏名"'),
            "shared",
            "氏名 is in 2 steps; on the way back only the first of them writes it.",
        ),
        (
            ('from = "カナ", widen = true', 'from = "カナ"'),
            "width",
            "カナ (single) goes as it is to カナ (type N); each value is checked.",
        ),
        (
            ('"氏名" = "氏名"', '"氏名" = { from = "氏名", trim = true }'),
            "kept",
            (
                "Not every value of 氏名 comes back through trim; its source bytes are then kept in"
                " the annex."
            ),
        ),
        (
            ("date = true, unknown = true", "date = true"),
            "partial",
            "誕生 has no items for an unknown date; a partly unknown 誕生 is kept in the annex.",
        ),
    ],
)
def test_each_kind_of_note(make: Make, edit: Edit, kind: str, text: str) -> None:
    """One thing changed brings its note."""
    notes = [(note.kind, note.text) for note in check(read_mapping(make(edit)))]
    assert (kind, text) in notes


def test_several_sources_of_one_value_are_listed(make: Make) -> None:
    """The note says which source the way back writes."""
    mapping = read_mapping(make(codes=("性別,X,0,不明,", "性別,X,0,不明,\n性別,Y,0,,1")))
    (note,) = [note for note in check(mapping) if note.kind == "codes"]
    assert note.text == (
        "Code map 性別 takes each of X, Y to 0, and the way back writes Y;"
        " source bytes that differ from that are kept in the annex."
    )


def test_a_signed_number_for_an_unsigned_item(make: Make) -> None:
    """A minus sign has no place in an item of type 9."""
    folder = make(
        ('"氏名" = "氏名"', '"氏名" = "氏名"\n"数" = "金額"'),
        body=("options\n", "options,sign\n"),
    )
    body = dict(folder.files)["body.csv"].decode().splitlines()
    rows = [body[0], *(f"{row},{'trailing' if '金額' in row else ''}" for row in body[1:])]
    files = tuple(
        (name, "\n".join(rows).encode() if name == "body.csv" else content)
        for name, content in folder.files
    )
    signed = type(folder)(place=folder.place, main=folder.main, files=files)
    assert "sign" in [note.kind for note in check(read_mapping(signed))]
