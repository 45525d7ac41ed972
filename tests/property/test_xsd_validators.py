"""Law: of any pack, the XSD for two processors, ``facets.fits`` and ``validate`` say the same.

The packs have items of all types, digits, code lists and 繰り返し as they come; the records have
values that are often near what the item may hold, any number of them.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import get_args
from xml.sax.saxutils import escape

from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from lgmigrate import validate
from lgmigrate.standard import Code, CodeList, File, Item, ItemType, Pack
from lgmigrate.standard.facets import facets, fits
from tests.schemas import compiled, compiled_by_xmlschema

LISTS = {
    "1": CodeList(id="1", name="一", codes=(Code(value="0", name="a"), Code(value="1", name="b"))),
    "2": CodeList(id="2", name="二", codes=(Code(value="99", name="c"),)),
    "999": CodeList(id="999", name="自治体固有コード", codes=()),
}
KEY = Item(id="0", name="鍵", romaji="kagi", type="9", key=True, condition="required")
TYPES: tuple[ItemType, ...] = get_args(ItemType)
Values = dict[str, list[str]]


@st.composite
def items(draw: st.DrawFn, number: int) -> Item:
    """An item with that number in its names."""
    kind = draw(st.sampled_from(TYPES))
    digits = draw(st.integers(0, 4))
    coded = kind in {"X", "N", "9"} and draw(st.booleans())
    return Item(
        id=f"{number}",
        name=f"項目{number}",
        romaji=f"komoku{number}",
        type=kind,
        digits=digits,
        scale=draw(st.integers(0, 3)) if kind == "9V" and digits else 0,
        code=draw(st.sampled_from(sorted(LISTS))) if coded else "",
        condition=draw(st.sampled_from(("required", "optional"))),
        repeat=draw(st.sampled_from((0, 0, 1, 2, 3))),
    )


NEAR = {
    "X": st.text("0A ~ｱ\t", max_size=6),
    "N": st.text("あ漢　𠮷\U000e0100\ue000A", max_size=6),
    "M": st.text("あA\n\U000e0100", max_size=6),
    "9": st.from_regex(r"[0-9]{1,5}", fullmatch=True),
    "9V": st.from_regex(r"[0-9]{1,3}(\.[0-9]{1,4})?", fullmatch=True),
    "S9": st.from_regex(r"-?[0-9]{1,5}", fullmatch=True),
    "YEAR": st.from_regex(r"[0-9]{3,5}", fullmatch=True),
    "DATE": st.dates().map(str)
    | st.from_regex(r"(2023|2024|1900|0000)-[01][0-9]-[0-3][0-9]", fullmatch=True),
    "TIME": st.from_regex(r"[0-2][0-9]:[0-6][0-9](:[0-6][0-9])?", fullmatch=True),
    "BLOB": st.from_regex("[A-Za-z0-9+/]{0,4}={0,3}", fullmatch=True),
}
OTHER = st.sampled_from(("", "0", "1", "99", " ", "\n", "\r", "\t", "あ", "ｱ", "1\n", '<&">]]>'))


def values_of(item: Item) -> st.SearchStrategy[list[str]]:
    """Values of an item: mostly as many as there may be."""
    value = st.one_of(NEAR[item.type], NEAR[item.type], NEAR[item.type], OTHER)
    most = item.repeat or 1
    usual = st.lists(value, min_size=1, max_size=most)
    return st.one_of(usual, usual, usual, st.lists(value, max_size=most + 1))


@st.composite
def cases(draw: st.DrawFn) -> tuple[tuple[Item, ...], list[Values]]:
    """The items of a file, and records of it."""
    chosen = tuple(draw(items(number)) for number in range(1, draw(st.integers(2, 5))))
    records = st.fixed_dictionaries({item.name: values_of(item) for item in chosen})
    return chosen, draw(st.lists(records, min_size=1, max_size=8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Of one record: whether elements are missing or too many; the indices of elements with wrong
    values; code and item of each finding.
    """

    ill_formed: bool
    wrong: set[int]
    findings: set[tuple[str, str]]


def expected(chosen: tuple[Item, ...], values: Values, pack: Pack) -> Expected:
    """What the slow judge of single values says of a record."""
    ill_formed, wrong, findings, index = False, set(), set(), 1
    for item in chosen:
        facts = facets(item, pack)
        for value in values[item.name]:
            # A line break in a repeated item's value would be two values.
            if fits(value, facts) or (item.repeat and "\n" in value):
                wrong.add(index)
            index += 1
        ill_formed |= len(values[item.name]) > max(item.repeat, 1)
        whole = [one for one in values[item.name] if not (item.repeat and "\n" in one)]
        if len(whole) < len(values[item.name]):
            findings.add(("S004", item.name))
        if not item.repeat and len(whole) > 1:
            findings.add(("S009", item.name))
            whole = whole[:1]
        if whole:
            found = fits("\n".join(whole), facts, repeat=item.repeat)
            findings |= {(found, item.name)} if found else set()
        elif item.condition == "required":
            findings.add(("S001", item.name))
        ill_formed |= item.condition == "required" and not values[item.name]
    return Expected(ill_formed=ill_formed, wrong=wrong, findings=findings)


def document(chosen: tuple[Item, ...], records: list[Values], pack: Pack) -> str:
    """An exchange file, a key of its own in each record."""
    lines = [f'<migrationFile xmlns="{pack.namespace}" pack="t" edition="1" file="f">']
    for number, values in enumerate(records):
        elements = [f"<kagi>{number}</kagi>"] + [
            f"<{item.romaji}>{escape(value, {chr(13): '&#13;'})}</{item.romaji}>"
            for item in chosen
            for value in values[item.name]
        ]
        lines.append(f"<record>{''.join(elements)}</record>")
    return "\n".join([*lines, "</migrationFile>\n"])


def wanted(judged: list[Expected]) -> dict[int, set[int] | None]:
    """The records that a schema refuses, with the elements; None: refused, wherever that is told,
    because after an element that is missing or too many no more need be told.
    """
    return {
        number: None if one.ill_formed else one.wrong
        for number, one in enumerate(judged)
        if one.ill_formed or one.wrong
    }


def told(places: set[tuple[int, int]], judged: list[Expected]) -> dict[int, set[int] | None]:
    """What a processor says, in the same form."""
    return {
        number: None if judged[number].ill_formed else {e for n, e in places if n == number}
        for number in {number for number, _ in places}
    }


ONE = Item(id="1", name="項目1", romaji="komoku1", type="X", digits=2, repeat=3)
MIXED = Item(id="2", name="項目2", romaji="komoku2", type="M", repeat=2)


@given(case=cases())
@example(case=((ONE,), [{"項目1": ["1\n2"]}, {"項目1": ["1", "2"]}, {"項目1": ["", ""]}]))
@example(case=((MIXED,), [{"項目2": ["a\nb"]}, {"項目2": ["a", "b"]}, {"項目2": ["a", "b", "c"]}]))
def test_all_say_the_same(case: tuple[tuple[Item, ...], list[Values]]) -> None:
    """Which record is wrong, at which element, and with which finding."""
    chosen, records = case
    file = File(name="f", title="ファイル", items=(KEY, *chosen))
    pack = Pack(
        name="t",
        edition="1",
        title="試験",
        status="profile",
        source="made up",
        source_sha256="",
        digest="0" * 64,
        files=(file,),
        code_lists=LISTS,
    )
    judged = [expected(chosen, values, pack) for values in records]
    text = document(chosen, records, pack)
    root = etree.fromstring(text.encode())

    schema = compiled(pack, file)
    schema.validate(root)
    paths = [str(entry.path) for entry in schema.error_log]  # type: ignore[attr-defined]  # see lxml
    assert told({place_of(path) for path in paths}, judged) == wanted(judged)

    places = {record: (number, -1) for number, record in enumerate(root)}
    places |= {
        element: (number, index)
        for number, record in enumerate(root)
        for index, element in enumerate(record)
    }
    errors = compiled_by_xmlschema(pack, file).iter_errors(root)
    said = {places[error.elem] for error in errors}  # type: ignore[index]  # typed for ElementTree
    assert told(said, judged) == wanted(judged)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.xml"
        path.write_text(text, encoding="utf-8", newline="")
        report = validate(path, pack)
    found = {tuple(row) for row in report.findings.select("record", "code", "field").iter_rows()}
    assert found == {(n, *one) for n, each in enumerate(judged, start=1) for one in each.findings}


def place_of(path: str) -> tuple[int, int]:
    """Record and element of libxml2's ``/*/*[3]/*[2]``; a step without a number is the only one."""
    numbers = [int((re.findall("[0-9]+", step) or ["1"])[0]) - 1 for step in path.split("/")[2:]]
    return numbers[0], numbers[1] if len(numbers) > 1 else -1
