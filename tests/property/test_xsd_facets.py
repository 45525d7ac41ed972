"""A value fits an item exactly where the XSD made from the same tables says that it is valid."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from lgmigrate.standard import Code, CodeList, File, Item, Pack
from lgmigrate.standard.facets import facets, fits
from tests.schemas import compiled

VALUES = CodeList(
    id="c+1", name="値", codes=(Code(value="2X", name="a"), Code(value="0", name="b"))
)
ITEMS = {
    item.romaji: item
    for item in (
        Item(id="01", name="鍵", romaji="key", type="X", digits=3, key=True, condition="required"),
        Item(id="02", name="半角", romaji="half", type="X", digits=4),
        Item(id="03", name="全角", romaji="full", type="N", digits=4),
        Item(id="04", name="必須", romaji="filled", type="N", digits=4, condition="required"),
        Item(id="05", name="整数", romaji="digits", type="9", digits=3),
        Item(id="06", name="実数", romaji="decimal", type="9V", digits=3, scale=2),
        Item(id="07", name="実数整数部", romaji="whole", type="9V", digits=2),
        Item(id="08", name="符号付き", romaji="signed", type="S9", digits=3),
        Item(id="09", name="年月日", romaji="date", type="DATE", digits=10),
        Item(id="10", name="時刻", romaji="time", type="TIME", digits=8),
        Item(id="11", name="年", romaji="year", type="YEAR", digits=4),
        Item(id="12", name="画像", romaji="blob", type="BLOB"),
        Item(id="13", name="コード", romaji="code", type="X", digits=2, code="c+1"),
        Item(id="14", name="桁数なし", romaji="unlimited", type="S9"),
        Item(id="15", name="自由", romaji="own", type="X", digits=2, code="999"),
        Item(id="16", name="実数桁数なし", romaji="endless", type="9V"),
        Item(id="17", name="混在", romaji="mixed", type="M", digits=3),
        Item(id="18", name="混在必須", romaji="any", type="M", condition="required"),
    )
}
PACK = Pack(
    name="t",
    edition="1",
    title="試験",
    status="profile",
    source="made up",
    source_sha256="",
    digest="0" * 64,
    files=(File(name="all", title="全て", items=tuple(ITEMS.values())),),
    code_lists={"c+1": VALUES, "999": CodeList(id="999", name="自治体固有コード", codes=())},
)

# What XML 1.0 can hold: no surrogates, no controls but tab, LF and CR, no U+FFFE and U+FFFF.
XML_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r\x7f\x85\u00a0\u3000｡ﾟ\ue000")
    | st.sampled_from("\ufe00\ufe0f\ufe10\U000e00ff\U000e0100\U000e01ef\U000e01f0")
    | st.sampled_from("09aZ -.:/+=あｱ"),
    max_size=7,
)
DAYS = st.builds(
    "{:04}-{:02}-{:02}".format,
    st.one_of(st.integers(0, 9999), st.sampled_from((0, 1, 1900, 2000, 2023, 2024, 9999))),
    st.integers(0, 13),
    st.integers(0, 32),
)
TIMES = st.builds(
    ":".join, st.lists(st.integers(0, 61).map("{:02}".format), min_size=1, max_size=4)
)
NUMBERS = st.from_regex(r"[-+]?[0-9]{0,5}(\.[0-9]{0,4})?", fullmatch=True)
BASE64 = st.from_regex("[A-Za-z0-9+/]{0,9}={0,3}", fullmatch=True)
CODES = st.sampled_from(("2X", "0", "2x", "00", ""))


@lru_cache
def schema_of(name: str) -> etree.XMLSchema:
    """The compiled schema of a file that has this one item."""
    return compiled(PACK, File(name="f", title="ファイル", items=(ITEMS[name],)))


def is_valid(name: str, value: str) -> bool:
    """What libxml2 says to a document with one record that has this one value."""
    space = f"{{{PACK.namespace}}}"
    root = etree.Element(f"{space}migrationFile", pack="t", edition="1", file="f")
    record = etree.SubElement(root, f"{space}record")
    etree.SubElement(record, f"{space}{name}").text = value
    return schema_of(name).validate(root)


@given(
    name=st.sampled_from(sorted(ITEMS)),
    value=st.one_of(XML_TEXT, DAYS, TIMES, NUMBERS, BASE64, CODES),
)
@example(name="date", value="0000-01-01")
@example(name="date", value="0000-03-05")
@example(name="date", value="0000-02-29")
@example(name="date", value="1900-02-29")
@example(name="date", value="2000-02-29")
@example(name="date", value="2024-02-29")
@example(name="date", value="9999-12-31")
@example(name="date", value=" 2024-02-28")
@example(name="date", value="２０２４-02-28")
@example(name="time", value="24:00")
@example(name="half", value="\n")
@example(name="full", value="葛\U000e0100の葛\U000e0100")
@example(name="full", value="葛\U000e0100葛\U000e0100")
@example(name="whole", value="5.0")
@example(name="digits", value="٣")
def test_fits_says_what_the_schema_says(name: str, value: str) -> None:
    """Both take the value, or both refuse it."""
    assert (fits(value, facets(ITEMS[name], PACK)) is None) == is_valid(name, value)


@given(day=st.dates())
def test_every_day_of_the_calendar_is_valid(day: date) -> None:
    """The pattern of dates takes all days that the standard library's calendar has."""
    assert is_valid("date", day.isoformat())
