"""Law: what is written is read again as it was, by us and by readers that are not ours.

XML 1.0, section 2.11, makes a line end of CR; it is therefore written as a reference. RFC 4180
knows no null: the standard library's reader sees null and empty as one.
"""

from __future__ import annotations

import csv
import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from lgmigrate.columns.batch import Columns
from lgmigrate.exchange.csv_format import CsvFormat
from lgmigrate.exchange.format import RecordFormat
from lgmigrate.exchange.xml_format import XmlFormat
from tests.unit.exchange.documents import (
    NAMES,
    REPEATED,
    Row,
    frame_of,
    make_pack,
    read_all,
    write_all,
)

__all__: list[str] = []

PACK, FILE = make_pack()

CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
MARKS = st.sampled_from(
    [*"&<>\"',;]\t\n\r", "]]>", "\r\n", "&amp;", "\u3000", "髙", "𠮷", "葛\U000e0100"]
)
VALUES = st.none() | st.text(CHARACTERS, max_size=40) | st.lists(MARKS, max_size=30).map("".join)
ROWS = st.lists(st.tuples(*[VALUES] * len(NAMES)), max_size=5)


@given(ROWS, st.sampled_from([1, 100, 1 << 20]))
def test_xml_returns(rows: list[Row], block: int) -> None:
    """XML gives back every value, null and empty apart, without the slow path."""
    format = XmlFormat(PACK, FILE)
    document = write_all(format, frame_of(rows, len(NAMES)))
    assert read_all(format, document, len(NAMES), block) == (rows, [])
    assert format.fallbacks == 0


@given(ROWS)
def test_xml_read_by_lxml(rows: list[Row]) -> None:
    """A conforming parser reads the same values from what is written."""
    root = etree.fromstring(write_all(XmlFormat(PACK, FILE), frame_of(rows, len(NAMES))))
    read = []
    for record in root:
        values: dict[str, list[str]] = {}
        for child in record:
            values.setdefault(etree.QName(child).localname, []).append(child.text or "")
        assert list(values) == [name for name in NAMES if name in values]
        assert all(len(texts) == 1 or name in REPEATED for name, texts in values.items())
        read.append(tuple("\n".join(values[name]) if name in values else None for name in NAMES))
    assert read == rows


@given(ROWS, st.sampled_from([1, 100, 1 << 20]), st.booleans())
def test_csv_returns(rows: list[Row], block: int, bom: bool) -> None:
    """CSV gives back every value, null and empty apart."""
    format = CsvFormat(NAMES, bom)
    document = write_all(format, frame_of(rows, len(NAMES)))
    assert read_all(format, document, len(NAMES), block) == (rows, [])


@given(ROWS)
def test_csv_read_by_csv(rows: list[Row]) -> None:
    """The standard library's reader sees the same fields."""
    document = write_all(CsvFormat(NAMES), frame_of(rows, len(NAMES)))
    read = list(csv.reader(io.StringIO(document.decode(), newline=""), strict=True))
    assert read == [list(NAMES), *([value or "" for value in row] for row in rows)]


@given(ROWS, st.integers(0, 600), st.sampled_from(["xml", "csv"]))
def test_output_is_never_overrun(rows: list[Row], room: int, style: str) -> None:
    """Whatever the room, nothing is stored behind it, and too little room asks for more."""
    format: RecordFormat = XmlFormat(PACK, FILE) if style == "xml" else CsvFormat(NAMES)
    batch = Columns.from_frame(frame_of(rows, len(NAMES)))
    memory = np.full(room + 256, 0xA5, np.uint8)
    keep = np.ones(max(len(rows), 1), np.uint8)
    size = format.write(batch, np.arange(len(NAMES)), keep, memory[:room])
    assert (memory[room:] == 0xA5).all()
    assert size <= room
    assert size >= 0 or -size > room
