"""Law: fields read are the fields that the standard library's reader reads, nothing and two
quotes being null and empty; what RFC 4180 does not allow is a fault, whatever the blocks.
"""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lgmigrate.exchange.csv_format import CsvFormat
from lgmigrate.exchange.faults import ExchangeFault
from tests.unit.exchange.documents import read_all

__all__: list[str] = []

NAMES = ("一", "二", "三")
FIELDS = st.sampled_from(
    [
        "",
        "",
        '""',
        "x",
        '"a,b"',
        '"say ""yes"""',
        '"line\r\nline\n"',
        "１２３４５６７８９０",
        " ",
        "'",
        '"' + "long, " * 12 + '"',
        "x" * 40,
        '"""and more than twelve"""',
        '""""',
        '" x "',
    ]
)
ENDS = st.sampled_from(["\r\n", "\r\n", "\n"])
TABLES = st.lists(st.tuples(st.lists(FIELDS, min_size=1, max_size=5), ENDS), max_size=8)
SOUP = st.lists(st.sampled_from(['"', ",", "\n", "\r\n", "a", "あ", '""', '"a"']), max_size=24)


@given(TABLES, st.booleans(), st.sampled_from([1, 50, 1 << 20]))
def test_same_fields_as_csv(table: list[tuple[list[str], str]], last: bool, block: int) -> None:
    """Rows of legal fields are read field by field; those of another width are faults."""
    text = "".join(",".join(fields) + end for fields, end in table)
    if last and table and table[-1][0] != [""]:
        text = text.removesuffix(table[-1][1])
    format = CsvFormat(NAMES)
    rows, faults = read_all(format, format.head + text.encode(), len(NAMES), block)
    fields = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    fields = [row or [""] for row in fields]
    assert len(rows) == len(fields)
    for row, read, (written, _) in zip(rows, fields, table, strict=True):
        expected = [None if raw == "" else value for raw, value in zip(written, read, strict=True)]
        assert row == tuple([*expected, None, None, None][:3])
    wrong = [number for number, row in enumerate(fields) if len(row) != 3]
    assert [(fault.row, fault.item, fault.code) for fault in faults] == [
        (number, -1, "F008") for number in wrong
    ]


@given(SOUP.map("".join), st.sampled_from([1, 3, 1 << 20]))
def test_blocks_change_nothing(text: str, block: int) -> None:
    """Any text gives the same rows and faults, or the same refusal, in blocks and as a whole."""
    format = CsvFormat(NAMES)
    document = format.head + text.encode()
    if text.count('"') % 2:
        for size in (block, 1 << 20):
            with pytest.raises(ExchangeFault, match="F003"):
                read_all(format, document, len(NAMES), size)
        return
    whole = read_all(format, document, len(NAMES))
    assert read_all(format, document, len(NAMES), block) == whole
