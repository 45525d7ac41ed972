"""Law: rows read are the rows that a conforming parser reads, and what it refuses is refused.

The other reader is lxml on the whole document, which it sees as one tree; ours sees blocks.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from lgmigrate.columns.batch import Columns
from lgmigrate.exchange.faults import ExchangeFault
from lgmigrate.exchange.xml_format import XmlFormat
from tests.unit.exchange.documents import NAMES, REPEATED, Row, make_pack, read_all

__all__: list[str] = []

PACK, FILE = make_pack()
SPACE = " \t\r\n"

TEXTS = st.lists(
    st.sampled_from(
        [
            "あ",
            "x",
            "1",
            " ",
            "\n",
            "\r\n",
            "\r",
            "&amp;",
            "&lt;",
            "&gt;",
            "&quot;",
            "&apos;",
            "&#65;",
            "&#x3042;",
            "&#13;",
            "&#128512;",
            ">",
            "]]",
            "髙𠮷",
            "１２３４５６７８９０",
            "longer than one vector of thirty-two bytes",
        ]
    ),
    max_size=6,
).map("".join)

FRAGMENTS = st.sampled_from(
    [
        "<a>",
        "</a>",
        "<a/>",
        "<a />",
        "<a >",
        "</a >",
        "<a x='1'>",
        "<a x='>'>",
        "<a\r>",
        "<b>",
        "<record>",
        "</record>",
        "<record/>",
        "<record x='1'>",
        "</record >",
        "<record ",
        "<r>",
        "<!-- c -->",
        "<!-- </record> -->",
        "<!---->",
        "<!-->",
        "<!--",
        "-->",
        "<!-- -- -->",
        "<![CDATA[x]]>",
        "<![CDATA[</record>]]>",
        "<![CDATA[]]>",
        "<![CDATA[",
        "]]>",
        "]>",
        "<?p q?>",
        "<??>",
        "<?p </record>?>",
        "<?xml version='1.0'?>",
        "<!DOCTYPE a>",
        "<!X>",
        "&amp;",
        "&lt;",
        "&#65;",
        "&#0;",
        "&#xD800;",
        "&#x110000;",
        "&#xfffe;",
        "&#;",
        "&#x;",
        "&foo;",
        "&",
        "&amp",
        "&#65",
        "&#X41;",
        "&#x1F600;",
        ">",
        "<",
        '"',
        "'",
        "/",
        "=",
        ":",
        "\r\n",
        "\r",
        "\t",
        " ",
        "\x01",
        "\x7f",
        "\x85",
        "\ufffe",
        "\uffff",
        "\ufeff",
        "\u3000",
        "x",
        "氏",
        "<氏名>",
        "</氏名>",
        "<n:a>",
        "<a xmlns='urn:other'>",
        "<n:record>",
        "</ab>",
        "<x><record></record></x>",
        "<record></record>",
        "</migrationFile>",
        "<a><a/></a>",
        "<migrationFile>",
        f"<{NAMES[-1]}>v</{NAMES[-1]}>",
        "<n:a xmlns:n='urn:other'/>",
    ]
)


@st.composite
def documents(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A document that was well-formed before up to three changes: its head, and the rest."""
    format = XmlFormat(PACK, FILE)
    body = ""
    for _ in range(draw(st.integers(0, 3))):
        body += draw(st.sampled_from(["", "\n", "\r\n  "])) + "<record>"
        for name in draw(st.lists(st.sampled_from(NAMES), unique=True).map(_in_order)):
            for _ in range(draw(st.integers(1, 3)) if name in REPEATED else 1):
                body += draw(st.sampled_from(["", "", "\n\t"])) + draw(_element(name))
        body += "</record>"
    body += "\n"
    for _ in range(draw(st.integers(0, 3))):
        begin = draw(st.integers(0, len(body)))
        end = min(len(body), begin + draw(st.sampled_from([0, 0, 0, 1, 2, 5, 9])))
        body = body[:begin] + draw(FRAGMENTS) + body[end:]
    data = body.encode()
    if draw(st.integers(0, 9)) == 0:
        place = draw(st.integers(0, len(data) - 1)) if data else 0
        data = data[:place] + bytes([draw(st.integers(0, 255))]) + data[place + 1 :]
    if draw(st.integers(0, 9)) == 0:
        return format.head, data
    return format.head, data + format.tail


def _element(name: str) -> st.SearchStrategy[str]:
    return st.just(f"<{name}/>") | TEXTS.map(lambda text: f"<{name}>{text}</{name}>")


def _in_order(names: list[str]) -> list[str]:
    return sorted(names, key=NAMES.index)


def _tree(document: bytes) -> tuple[list[Row], set[int], bool] | None:
    """Rows, which of them have a fault, and whether there is text behind the last element."""
    try:
        root = etree.fromstring(document, etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError:
        return None
    space = "{urn:lgmigrate:pack:juki:1}"
    rows: list[Row] = []
    faulty: set[int] = set()
    is_text = bool(_text(root, "text()[not(preceding-sibling::*)]").strip(SPACE))
    for number, record in enumerate(root.iterchildren("*")):
        if is_text or record.tag != space + "record":
            faulty.add(len(rows))
        between = _text(
            record, f"following-sibling::text()[count(preceding-sibling::*) = {number + 1}]"
        )
        is_text = bool(between.strip(SPACE))
        if record.tag != space + "record":
            continue
        children = list(record.iterchildren("*"))
        order = [space + name for name in NAMES]
        repeated = [space + name for name in REPEATED]
        values, is_wrong = _values(children, order, repeated)
        if is_wrong:
            faulty.add(len(rows))
        places = [order.index(child.tag) if child.tag in order else -1 for child in children]
        again = {order.index(tag) for tag in repeated}
        strict = all(one < two or one == two in again for one, two in pairwise(places))
        mixed = any(
            child.attrib or next(child.iterchildren("*"), None) is not None for child in children
        )
        if (
            record.attrib
            or not strict
            or -1 in places
            or mixed
            or _text(record, "text()").strip(SPACE)
        ):
            faulty.add(len(rows))
        rows.append(tuple(values.get(name) for name in order))
    return rows, faulty, is_text


def _values(
    children: list[etree._Element], order: list[str], repeated: list[str]
) -> tuple[dict[str, str], bool]:
    """The values of a record by tag; whether one of a repeated item is wrong, having an LF."""
    values: dict[str, str] = {}
    is_wrong = False
    for child in children:
        plain = next(child.iterchildren("*"), None) is None
        if child.tag not in order or not plain:
            continue
        value = _text(child, "text()")
        if child.tag in repeated and "\n" in value:
            is_wrong = True
        elif child.tag not in values:
            values[child.tag] = value
        elif child.tag in repeated:
            values[child.tag] += "\n" + value
    return values, is_wrong


def _text(element: etree._Element, path: str) -> str:
    """The text nodes of a path, joined."""
    nodes = element.xpath(path)
    assert isinstance(nodes, list)
    return "".join(str(node) for node in nodes)


@given(documents(), st.sampled_from([1, 7, 40, 200, 1 << 20]))
def test_same_rows_as_lxml(parts: tuple[bytes, bytes], block: int) -> None:
    """Changed documents, in blocks of any size, are read as lxml reads them, or refused."""
    document = parts[0] + parts[1]
    expected = _tree(document)
    if expected is None or expected[2]:
        with pytest.raises(ExchangeFault, match="X001"):
            read_all(XmlFormat(PACK, FILE), document, len(NAMES), block)
        return
    rows, faults = read_all(XmlFormat(PACK, FILE), document, len(NAMES), block)
    assert rows == expected[0]
    assert {fault.row for fault in faults} == expected[1]
    assert {fault.code for fault in faults} <= {"S009", "S004"}


@given(documents(), st.integers(0, 400), st.integers(0, 400))
def test_any_bytes_as_a_block(parts: tuple[bytes, bytes], start: int, size: int) -> None:
    """Bytes from anywhere, with anything behind them, are content that lxml reads, or refused."""
    format = XmlFormat(PACK, FILE)
    body = parts[1]
    end = min(start + size, len(body))
    start = min(start, end)
    batch = Columns.allocate(len(NAMES), 1, len(body))
    batch.heap[: len(body)] = np.frombuffer(body, np.uint8)
    batch.used = len(body)
    expected = _tree(format.head.rstrip() + body[start:end] + format.tail)
    if expected is None:
        with pytest.raises(ExchangeFault, match="X001"):
            format.read(batch, start, end)
        return
    result = format.read(batch, start, end)
    rows, faulty, is_text = expected
    assert batch.frame(NAMES).rows() == rows
    assert {fault.row for fault in result.faults} == faulty | ({len(rows)} if is_text else set())
