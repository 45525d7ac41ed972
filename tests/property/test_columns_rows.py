"""A table of cells, written with any quoting and cut again, gives the cells.

What cannot be written without quotes is left out, and an event says so. Any record is cut as the
reference cuts it; it is marked where writing it again gives other bytes, and where its columns
are not as many as the layout's or its quotes do not close. A control character in a column is no
concern of this law: decoding the column reports it.
"""

from __future__ import annotations

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from lgmigrate import charset
from lgmigrate.columns.batch import SLACK
from lgmigrate.columns.codec import Codec, Dialect, Encoded, Events, Rows
from lgmigrate.columns.table import EVENTS
from lgmigrate.record.layout import Field, RecordLayout
from lgmigrate.testing.reference_rows import Quote, join_row, split_row
from tests.property.column_batches import columns_of

PAGES = st.sampled_from(("cp932", "euc-jp", "utf-8"))
DELIMITERS = st.sampled_from((b",", b"\t", b";"))
QUOTES: st.SearchStrategy[Quote] = st.sampled_from(("all", "minimal", "none"))
LETTERS = 'A",; 日ｱ0'
CELLS = st.none() | st.text(st.sampled_from(LETTERS), min_size=1, max_size=20)
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=30)
)
RECORDS = st.lists(
    st.lists(st.sampled_from([b'"', b'""', b",", b"a", b"\x83\x7c", b" "]), max_size=12).map(
        b"".join
    ),
    min_size=1,
    max_size=30,
)


def codec_of(width: int, name: str, dialect: Dialect) -> Codec:
    """A codec of text columns."""
    fields = tuple(Field(name=f"f{n}", usage="mixed", offset=n, length=0) for n in range(width))
    layout = RecordLayout(name="r", length=0, fields=fields)
    return Codec(layout, charset.load(name), dialect=dialect)


def split(codec: Codec, records: list[bytes]) -> tuple[list[list[bytes]], Rows]:
    """Records cut into cells."""
    content = b"".join(records)
    source = np.frombuffer(content + bytes(len(content) + SLACK), np.uint8).copy()
    sizes = np.array([len(record) for record in records], np.int64)
    rows = codec.split(source, np.cumsum(sizes) - sizes, sizes, len(content))
    assert rows.tail <= 2 * len(content)
    held = source.tobytes()
    cells = [
        [held[place : place + size] for place, size in row] for row in rows.spans.swapaxes(0, 1)
    ]
    return cells, rows


def records_of(encoded: Encoded) -> list[bytes]:
    """The records that were written."""
    content, ends = encoded.buffer.tobytes(), encoded.starts + encoded.sizes
    return [content[s:e] for s, e in zip(encoded.starts.tolist(), ends.tolist(), strict=True)]


def unwritable(cell: str | None, delimiter: bytes, quote: Quote) -> bool:
    """Whether a cell needs quotes where there are none."""
    signs = (delimiter.decode(), "\r", "\n")
    if quote != "none" or not cell:
        return False
    return cell[0] == '"' or any(sign in cell for sign in signs)


@given(TABLES, PAGES, DELIMITERS, QUOTES)
@example([['say "日本", twice', '"', None, '""']], "cp932", b",", "minimal")
@example([[None]], "utf-8", b",", "all")
@example([["A" * 3000 + '"' * 3000]], "utf-8", b",", "all")
def test_tables(table: list[list[str | None]], name: str, delimiter: bytes, quote: Quote) -> None:
    """Written as the reference writes, cut again, and nothing is marked."""
    codec = codec_of(len(table[0]), name, Dialect(delimiter=delimiter, quote=quote))
    batch, events = columns_of(table, len(table[0])), Events()
    events.start(batch)
    records = records_of(codec.encode(batch, events))
    assert not events.overflow()
    places = [(r, c) for r, row in enumerate(table) for c in range(len(row))]
    lost = {(r, c) for r, c in places if unwritable(table[r][c], delimiter, quote)}
    noted = {(row, field, EVENTS[event]) for row, field, event in events.taken().tolist()}
    noted = {one for one in noted if one[2] != "WATCHED"}
    assert noted == {(row, column, "C005") for row, column in lost}
    encoding = {"euc-jp": "euc_jp"}.get(name, name)
    cells = [
        [
            b"" if cell is None or (r, c) in lost else cell.encode(encoding)
            for c, cell in enumerate(row)
        ]
        for r, row in enumerate(table)
    ]
    assert records == [join_row(row, delimiter, quote) for row in cells]
    back, rows = split(codec, records)
    assert back == cells
    assert not rows.wrong.any()
    assert not rows.odd.any()


@given(RECORDS, QUOTES, st.integers(1, 4))
@example([b'"a', b'"a"b,c', b'a"b,c', b'"a""b",c', b'"",""', b",", b"", b'"'], "minimal", 2)
@example([b"\x83\x7c,b", b'"\x83\x7c",b'], "none", 2)
def test_records(records: list[bytes], quote: Quote, width: int) -> None:
    """Cut as the reference cuts, marked where it is not what would be written."""
    codec = codec_of(width, "cp932", Dialect(quote=quote))
    found, rows = split(codec, records)
    for record, cells, odd, wrong in zip(records, found, rows.odd, rows.wrong, strict=True):
        expected, sound = split_row(record, b",")
        assert bool(wrong) == (len(expected) != width or not sound), record
        if sound:
            assert cells == (expected + [b""] * width)[:width], record
            assert bool(odd) == (join_row(expected, b",", quote) != record), record
        else:
            assert odd
