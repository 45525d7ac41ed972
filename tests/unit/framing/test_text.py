"""Lines and rows: ends of every kind, quotes, byte order mark, X'1A', and the way back."""

from __future__ import annotations

import csv
import io
import random

import numpy as np
import pytest

from lgmigrate.errors import FramingError
from lgmigrate.framing import text
from lgmigrate.framing.frames import Frames, Odd
from lgmigrate.framing.spec import BOM, FramingSpec
from lgmigrate.framing.split import Splitter, framer, join, split, unframer

LF = FramingSpec(form="lines", end=b"\n")
CRLF = FramingSpec(form="lines", end=b"\r\n")
ROWS = FramingSpec(form="csv", end=b"\r\n")


def frame(spec: FramingSpec, data: bytes) -> Frames:
    """The frames of a whole file."""
    return framer(spec).frame(np.frombuffer(data, np.uint8), len(data), final=True)


def split_singly(spec: FramingSpec, data: bytes) -> None:
    """Feed a byte at a time, and close."""
    splitter = Splitter(spec)
    for byte in data:
        splitter.feed(bytes((byte,)))
    splitter.close()


@pytest.mark.parametrize(
    ("spec", "data", "records", "odd"),
    [
        (CRLF, b"a\r\nbc\r\n", [b"a", b"bc"], []),
        (CRLF, b"a\r\nbc\n", [b"a", b"bc"], [Odd(1, b"", b"\n")]),
        (LF, b"a\nbc\r\n\n", [b"a", b"bc", b""], [Odd(1, b"", b"\r\n")]),
        (LF, b"a\nbc", [b"a", b"bc"], [Odd(1, b"", b"")]),
        (CRLF, b"a\r\nbc\r", [b"a", b"bc"], [Odd(1, b"", b"\r")]),
        (LF, b"a\rb\n", [b"a\rb"], []),
        (LF, b"\nb\r", [b"", b"b"], [Odd(1, b"", b"\r")]),
        (LF, b"a\n\x1a", [b"a"], [Odd(1, b"\x1a", b"")]),
        (LF, b"a\x1a\x1a", [b"a"], [Odd(0, b"", b""), Odd(1, b"\x1a\x1a", b"")]),
        (LF, b"a\x1ab\n", [b"a\x1ab"], []),
        (LF, b"", [], []),
        (LF, b"\x1a", [], [Odd(0, b"\x1a", b"")]),
        (FramingSpec(form="lines", end=b"\x15"), b"\xc1\x15\n\x25", [b"\xc1", b"\n\x25"], None),
        (FramingSpec(form="lines", end=b"\x25"), b"\xc1\x25\xc2\r\x25", [b"\xc1", b"\xc2\r"], []),
        (FramingSpec(form="lines", end=b"\n", eof=b"\x1a"), b"a\n\x1a", [b"a"], []),
        (FramingSpec(form="lines", end=b"\n", eof=b"\x1a"), b"a\n", [b"a"], [Odd(1, b"", b"")]),
        (FramingSpec(form="lines", end=b"\n", bom=True), BOM + b"a\n", [b"a"], []),
        (FramingSpec(form="lines", end=b"\n", bom=True), b"a\n", [b"a"], [Odd(0, b"", b"\n")]),
        (FramingSpec(form="lines", end=b"\n", bom=True), b"", [], [Odd(0, b"", b"")]),
        (FramingSpec(form="lines", end=b"\n", bom=True), BOM, [], []),
        (LF, BOM + b"a\n" + BOM + b"b\n", [b"a", BOM + b"b"], [Odd(0, BOM, b"\n")]),
        (LF, BOM + b"a\r\n", [b"a"], [Odd(0, BOM, b"\r\n")]),
        (LF, BOM + b"\x1a", [], [Odd(0, BOM + b"\x1a", b"")]),
        (ROWS, b'"a\r\nb",c\r\nd\r\n', [b'"a\r\nb",c', b"d"], []),
        (ROWS, b'"a""\n",""\r\n"",b\n', [b'"a""\n",""', b'"",b'], [Odd(1, b"", b"\n")]),
        (ROWS, b'"a\r\n"', [b'"a\r\n"'], [Odd(0, b"", b"")]),
        (
            FramingSpec(form="csv", end=b"\r\n", quote="none"),
            b'"a\r\nb"\r\n',
            [b'"a', b'b"'],
            [],
        ),
    ],
)
def test_records_and_what_is_odd(
    spec: FramingSpec, data: bytes, records: list[bytes], odd: list[Odd] | None
) -> None:
    """Content without its end; the way back needs what differs from the spec, and nothing else."""
    frames = frame(spec, data)
    assert split(spec, data) == records
    assert odd is None or frames.odd == odd
    writer = unframer(spec)
    content = np.frombuffer(data, np.uint8)
    written = writer.unframe(content, frames.starts, frames.lengths, frames.odd)
    assert written.tobytes() + writer.finish() == data


def test_kanji_that_look_like_a_byte_order_mark_stay() -> None:
    """In EUC-JP EF BB BF begins two characters, and the line is not UTF-8."""
    pair = b"\xef\xbb\xbf\xf4"
    assert len(pair.decode("euc_jp")) == 2
    assert split(LF, pair + b"\n") == [pair]


def test_quote_never_closed_is_refused_with_the_place_of_its_row() -> None:
    """The row that was open at the end of the file, over all chunks."""
    splitter = Splitter(ROWS)
    assert splitter.feed(b'a\r\n"b\r\nc') == [b"a"]
    with pytest.raises(FramingError) as raised:
        splitter.close()
    wanted = "F003 Expected a closing quote before the end of the file, got none"
    assert str(raised.value) == f"{wanted} - at record 2, offset 3"


@pytest.mark.parametrize(("spec", "code"), [(LF, "F001"), (ROWS, "F003")])
@pytest.mark.parametrize("data", [b"a\r\n12345678\r\n", b"a\r\n123456789", b'a\r\n"2345678\n"\r\n'])
def test_lines_without_end_do_not_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch, spec: FramingSpec, code: str, data: bytes
) -> None:
    """A line is refused when it is longer than any line may be, whole and byte by byte."""
    monkeypatch.setattr(text, "LONGEST", 7)
    message = f"^{code} Expected a line end within 7 bytes, got none - at record 2, offset 3$"
    with pytest.raises(FramingError, match=message):
        split(spec, data)
    with pytest.raises(FramingError, match=message):
        split_singly(spec, data)


@pytest.mark.parametrize(
    ("spec", "records", "message"),
    [
        (LF, [b"a", b"b\nc"], "F001 Expected a record without a line end, got one inside - at r"),
        (LF, [b"a", b"b\r"], "F001 Expected a record without a line end, got one inside - at r"),
        (ROWS, [b"a", b"b\nc"], "F003 Expected line ends inside closed quotes only, got others"),
        (ROWS, [b"a", b'"b'], "F003 Expected line ends inside closed quotes only, got others"),
        (ROWS, [b"a", b'"b', b'"'], "F003 Expected line ends inside closed quotes only, got oth"),
    ],
)
def test_records_that_would_not_come_back_are_refused(
    spec: FramingSpec, records: list[bytes], message: str
) -> None:
    """Nothing is written that frames to other records."""
    with pytest.raises(FramingError) as raised:
        join(spec, records)
    assert str(raised.value).startswith(message)
    assert "record 2" in str(raised.value)


@pytest.mark.parametrize("odd", [[Odd(0, b"", b"")], [Odd(3, b"", b"")], [Odd(0, b"", b"\n\n")]])
def test_odd_framing_of_other_records_is_refused(odd: list[Odd]) -> None:
    """A line in the middle that has no end is two lines made one."""
    content = np.frombuffer(b"ab", np.uint8)
    with pytest.raises(FramingError, match=r"^F001 "):
        unframer(LF).unframe(content, np.array([0, 1]), np.array([1, 1]), odd)


def test_records_behind_a_last_line_without_end_are_refused() -> None:
    """The same over two batches."""
    content = np.frombuffer(b"ab", np.uint8)
    writer = unframer(LF)
    writer.unframe(content, np.array([0]), np.array([1]), [Odd(0, b"", b"")])
    with pytest.raises(FramingError, match=r"^F001 Expected a line end behind each .* record 1$"):
        writer.unframe(content, np.array([1]), np.array([1]))


def test_rows_are_those_of_the_standard_library() -> None:
    """Rows written by the csv module, with all that may stand in quotes, keep their number."""
    chance = random.Random(7)  # noqa: S311 - made-up rows
    pieces = ["a", "漢ソ表", "", ",", '"', "\r\n", "\n", "é"]
    rows = [
        ["".join(chance.choices(pieces, k=chance.randrange(4))) for _ in "abc"] for _ in "x" * 500
    ]
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    found = split(ROWS, out.getvalue().encode("utf-8"))
    lines = [next(csv.reader(io.StringIO(line.decode("utf-8"), newline=""))) for line in found]
    assert lines == rows


def test_second_bytes_like_a_backslash_or_a_bar_do_no_harm() -> None:
    """ソ, 表 and ポ end in X'5C' and X'7C' in cp932."""
    row = '"ソ表","ポ"'.encode("cp932")
    assert b"\x5c" in row
    assert b"\x7c" in row
    assert split(ROWS, row + b"\r\n" + row) == [row, row]
