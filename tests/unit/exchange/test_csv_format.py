"""CSV files: what is written, byte for byte; what is read, refused and reported."""

from __future__ import annotations

import numpy as np
import pytest

from lgmigrate.columns.batch import Columns
from lgmigrate.exchange.csv_format import CsvFormat
from lgmigrate.exchange.faults import ExchangeFault
from lgmigrate.exchange.format import ReadFault
from tests.unit.exchange.documents import Row, frame_of, read_all, write_all, write_frame

__all__: list[str] = []

NAMES = ("宛名番号", "氏名", "備考")


def _read(body: bytes) -> tuple[list[Row], list[ReadFault]]:
    format = CsvFormat(NAMES)
    rows, faults = read_all(format, format.head + body, len(NAMES))
    return rows, [fault._replace(offset=fault.offset - len(format.head)) for fault in faults]


def test_bytes_written() -> None:
    """Nothing for null, two quotes for empty, quotes only where they are needed, CRLF."""
    rows: list[Row] = [("1", None, ""), (None, None, None), ("a,b", 'say "x"', "長い値、\r\n改行")]
    assert write_all(CsvFormat(NAMES), frame_of(rows, 3)).decode() == (
        '宛名番号,氏名,備考\r\n1,,""\r\n,,\r\n"a,b","say ""x""","長い値、\r\n改行"\r\n'
    )


def test_byte_order_mark_and_quoted_header() -> None:
    """The mark is written on request; a name that needs quotes has them."""
    assert CsvFormat(("a,b", 'c"', ""), bom=True).head == b'\xef\xbb\xbf"a,b","c""",""\r\n'


def test_columns_are_indirect() -> None:
    """One column may feed several items, and an item may have none."""
    assert write_frame(CsvFormat(NAMES), frame_of([("x", "y")], 2), [1, -1, 1]) == b"y,,y\r\n"


def test_rows_of_another_width() -> None:
    """Too few and too many columns are a fault; the row is delivered as far as it goes."""
    assert _read(b"1,2,3\r\n4,5\r\n6,7,8,9\n\n") == (
        [("1", "2", "3"), ("4", "5", None), ("6", "7", "8"), (None, None, None)],
        [
            ReadFault(1, -1, "F008", 7),
            ReadFault(2, -1, "F008", 12),
            ReadFault(3, -1, "F008", 20),
        ],
    )


def test_quotes_in_wrong_places() -> None:
    """A field with stray quotes is null, and a fault with its item; a row ends outside quotes."""
    assert _read(b'a"b"c,"d"e,x\r\n1,"p,\r\n"q,s\r\n') == (
        [(None, None, "x"), ("1", None, "s")],
        [
            ReadFault(0, 0, "F008", 0),
            ReadFault(0, 1, "F008", 6),
            ReadFault(1, 1, "F008", 16),
        ],
    )


def test_many_faults() -> None:
    """More faults than were expected are all told."""
    rows, faults = _read(b"1\n" * 1000)
    assert len(rows) == len(faults) == 1000
    assert faults[999] == ReadFault(999, -1, "F008", 1998)


def test_last_row_without_an_end() -> None:
    """The last row may lack its line end."""
    for end in (b"", b"\n", b"\r\n"):
        assert _read(b'1,2,3\r\n4,,""' + end) == ([("1", "2", "3"), ("4", None, "")], [])


def test_quote_never_closed() -> None:
    """An open quote at the end is F003, at the quote."""
    format = CsvFormat(NAMES)
    with pytest.raises(ExchangeFault, match="F003") as caught:
        read_all(format, format.head + b'1,2,"3\r\n4,5,6\r\n', 3)
    assert caught.value.offset == len(format.head) + 4


def test_block_that_ends_within_quotes() -> None:
    """A block that was not cut at a row's end is refused, not overrun."""
    batch = Columns.allocate(3, 4, 200)
    for block in (b'1,"2', b'1,a"2', b'1,"2"x"'):
        batch.heap[: len(block)] = np.frombuffer(block, np.uint8)
        with pytest.raises(ExchangeFault, match="F003"):
            CsvFormat(NAMES).read(batch, 0, len(block))


def test_bytes_that_are_no_utf8() -> None:
    """A block that is not UTF-8 is refused at the byte."""
    with pytest.raises(ExchangeFault, match="X001") as caught:
        _read(b"1,2,\x93\xfa\r\n")
    assert caught.value.offset == 4


@pytest.mark.parametrize(
    "head",
    ["宛名番号,氏名,備考\n", '\ufeff"宛名番号","氏名",備考\r\n', "宛名番号,氏名,備考"],
)
def test_headers_that_say_the_same(head: str) -> None:
    """A mark, quotes and the line end may differ."""
    assert CsvFormat(NAMES).open(head.encode()) == len(head.encode())


@pytest.mark.parametrize(
    "head",
    ["", "宛名番号,氏名\r\n", "氏名,宛名番号,備考\r\n", "宛名番号,氏名,備考,x\r\n", '"宛名番号'],
)
def test_headers_that_are_refused(head: str) -> None:
    """Other names, another order, another number of columns: X003."""
    with pytest.raises(ExchangeFault, match="X003"):
        CsvFormat(NAMES).open(head.encode())


def test_header_in_another_code_page() -> None:
    """A header that is not UTF-8 is X003, not a decoding error."""
    with pytest.raises(ExchangeFault, match="X003") as caught:
        CsvFormat(NAMES).open("宛名番号,氏名,備考\r\n".encode("cp932"))
    assert caught.value.offset == 0


def test_rest_behind_the_last_row() -> None:
    """Nothing may be left."""
    CsvFormat(NAMES).close(b"")
    with pytest.raises(ExchangeFault, match="X001"):
        CsvFormat(NAMES).close(b"x")


def test_wrong_sizes_are_the_callers_fault() -> None:
    """Columns that are not those of the file are refused."""
    batch = Columns.from_frame(frame_of([("1",)], 1))
    with pytest.raises(ValueError, match="Expected 3 columns"):
        CsvFormat(NAMES).write(batch, np.array([0]), np.ones(1, np.uint8), np.zeros(100, np.uint8))
