"""The finding code of a value that is none of an item's."""

from __future__ import annotations

import pytest

from lgmigrate.standard import Code, CodeList, Item, Pack
from lgmigrate.standard.facets import Facets, facets, fits

PACK = Pack(
    name="t",
    edition="1",
    title="",
    status="profile",
    source="",
    source_sha256="",
    digest="",
    files=(),
    code_lists={
        "1": CodeList(id="1", name="性別", codes=(Code(value="0", name=""),)),
        "999": CodeList(id="999", name="自治体固有コード", codes=()),
    },
)


@pytest.mark.parametrize(
    ("facets", "value", "code"),
    [
        (Facets(kind="half", max_chars=3), "a ｱ", None),
        (Facets(kind="half", max_chars=3), "abcd", "S003"),
        (Facets(kind="half", max_chars=3), "あ", "S004"),
        (Facets(kind="half", max_chars=3), "ああああ", "S004"),
        (Facets(kind="half", max_chars=3), "", "S004"),
        (Facets(kind="half", max_chars=3, min_chars=0), "", None),
        (Facets(kind="half"), "a" * 1000, None),
        (Facets(kind="full", max_chars=3), "葛\U000e0100城跡", None),
        (Facets(kind="full", max_chars=2), "葛\U000e0100城跡", "S003"),
        (Facets(kind="full", max_chars=3), "a", "S004"),
        (Facets(kind="full", max_chars=3), "\x85", "S004"),
        (Facets(kind="any", max_chars=3), "aあ\n", None),
        (Facets(kind="any", max_chars=3), "aあ\n1", "S003"),
        (Facets(kind="digits", integer=2), "09", None),
        (Facets(kind="digits", integer=2), "100", "S003"),
        (Facets(kind="digits", integer=2), "-1", "S004"),
        (Facets(kind="digits", integer=2), "１", "S004"),
        (Facets(kind="decimal", integer=2, scale=1), "12.5", None),
        (Facets(kind="decimal", integer=2, scale=1), "12", None),
        (Facets(kind="decimal", integer=2, scale=1), "1.25", "S003"),
        (Facets(kind="decimal", integer=2, scale=1), "125.5", "S003"),
        (Facets(kind="decimal", integer=2, scale=1), "1.", "S004"),
        (Facets(kind="signed", integer=2), "-12", None),
        (Facets(kind="signed", integer=2), "-123", "S003"),
        (Facets(kind="signed", integer=2), "+1", "S004"),
        (Facets(kind="date"), "2024-02-29", None),
        (Facets(kind="date"), "0000-01-01", None),
        (Facets(kind="date"), "9999-12-31", None),
        (Facets(kind="date"), "2023-02-29", "S006"),
        (Facets(kind="date"), "0000-01-02", "S006"),
        (Facets(kind="date"), "2023/02/28", "S004"),
        (Facets(kind="date"), "", "S004"),
        (Facets(kind="time"), "23:59", None),
        (Facets(kind="time"), "23:59:59", None),
        (Facets(kind="time"), "24:00", "S006"),
        (Facets(kind="time"), "23:59:60", "S006"),
        (Facets(kind="time"), "9:00", "S004"),
        (Facets(kind="year"), "0000", None),
        (Facets(kind="year"), "99", "S004"),
        (Facets(kind="blob"), "QUJD", None),
        (Facets(kind="blob"), "QUJ D", "S004"),
        (Facets(kind="half", max_chars=2, codes=("2X", "0")), "2X", None),
        (Facets(kind="half", max_chars=2, codes=("2X", "0")), "2Y", "S005"),
        (Facets(kind="half", max_chars=2, codes=("2X", "0")), "", "S005"),
    ],
)
def test_a_value_and_its_finding(facets: Facets, value: str, code: str | None) -> None:
    """By hand from the standard's words on each data type."""
    assert fits(value, facets) == code


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        (
            Item(id="", name="", romaji="", type="X", digits=15),
            Facets(kind="half", max_chars=15, min_chars=0),
        ),
        (
            Item(id="", name="", romaji="", type="X", digits=15, key=True),
            Facets(kind="half", max_chars=15),
        ),
        (
            Item(id="", name="", romaji="", type="N", digits=9, condition="conditional"),
            Facets(kind="full", max_chars=9, min_chars=0),
        ),
        (
            Item(id="", name="", romaji="", type="N", digits=9, condition="required"),
            Facets(kind="full", max_chars=9),
        ),
        (
            Item(id="", name="", romaji="", type="X", digits=1, code="1"),
            Facets(kind="half", max_chars=1, codes=("0",)),
        ),
        (
            Item(id="", name="", romaji="", type="X", digits=3, code="999"),
            Facets(kind="half", max_chars=3, min_chars=0),
        ),
        (
            Item(id="", name="", romaji="", type="9V", digits=7, scale=2),
            Facets(kind="decimal", max_chars=10, integer=7, scale=2),
        ),
        (
            Item(id="", name="", romaji="", type="S9", digits=7),
            Facets(kind="signed", max_chars=8, integer=7),
        ),
        (Item(id="", name="", romaji="", type="DATE"), Facets(kind="date", max_chars=10)),
        (Item(id="", name="", romaji="", type="BLOB"), Facets(kind="blob")),
    ],
)
def test_the_facts_of_an_item(item: Item, wanted: Facets) -> None:
    """Only text without code list that is neither key nor 必須 may be empty."""
    assert facets(item, PACK) == wanted
