"""XML files: what is written, byte for byte; what is read, refused and reported."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest

from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.errors import PackError
from lgmigrate.exchange.faults import ExchangeFault
from lgmigrate.exchange.format import ReadFault, ReadResult
from lgmigrate.exchange.xml_format import XmlFormat
from lgmigrate.standard.pack import File, Item
from tests.unit.exchange.documents import (
    REPEATED,
    Row,
    frame_of,
    make_pack,
    read_all,
    write_frame,
)

__all__: list[str] = []

NAMES = ("a", "b", "c")
PACK, FILE = make_pack(NAMES)
ROOT = '<migrationFile xmlns="urn:lgmigrate:pack:juki:1" pack="juki" edition="1" file="jumin"'
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def _read(body: str, names: tuple[str, ...] = NAMES) -> tuple[list[Row], list[ReadFault], int]:
    """Rows, faults with offsets from the body's start, and blocks that were read slowly."""
    pack, file = make_pack(names)
    format = XmlFormat(pack, file)
    document = format.head + body.encode() + format.tail
    rows, faults = read_all(format, document, len(names))
    head = len(format.head)
    placed = [fault._replace(offset=fault.offset - head) for fault in faults]
    return rows, placed, format.fallbacks


def test_bytes_written() -> None:
    """One record a line; null is left out, empty is a pair of tags, markup is escaped."""
    format = XmlFormat(PACK, FILE, municipality="131016")
    rows: list[Row] = [("1", None, "<&>"), (None, "", None), ("山田　太郎、長い値", None, None)]
    assert format.head.decode() == (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{ROOT} municipality="131016">\n'
    )
    assert write_frame(format, frame_of(rows, 3)).decode() == (
        "<record><a>1</a><c>&lt;&amp;&gt;</c></record>\n"
        "<record><b></b></record>\n"
        "<record><a>山田　太郎、長い値</a></record>\n"
    )
    assert format.tail == b"</migrationFile>\n"


def test_names_of_both_styles() -> None:
    """The element names are the pack's romaji or its Japanese names."""
    item = Item(id="1", name="宛名番号", romaji="atenabango", type="9")
    file = File(name="jumin", title="", items=(item,))
    for style, name in (("romaji", "atenabango"), ("japanese", "宛名番号")):
        format = XmlFormat(PACK, file, names="romaji" if style == "romaji" else "japanese")
        written = write_frame(format, frame_of([("7",)], 1)).decode()
        assert written == f"<record><{name}>7</{name}></record>\n"


def test_columns_are_indirect() -> None:
    """One column may feed several items, and an item may have none."""
    written = write_frame(XmlFormat(PACK, FILE), frame_of([("x", "y")], 2), columns=[1, -1, 1])
    assert written == b"<record><a>y</a><c>y</c></record>\n"


def test_rows_not_kept_are_left_out() -> None:
    """A row whose ``keep`` is 0 leaves no trace."""
    batch = Columns.from_frame(frame_of([("1",), ("2",), ("3",)], 1))
    pack, file = make_pack(("a",))
    out = np.zeros(1000, np.uint8)
    keep = np.array([0, 1, 0], np.uint8)
    size = XmlFormat(pack, file).write(batch, np.array([0]), keep, out)
    assert out[:size].tobytes() == b"<record><a>2</a></record>\n"


def test_many_escapes_need_more_room_than_estimated() -> None:
    """A value of nothing but ampersands ends after growing, five bytes for one."""
    pack, file = make_pack(("a",))
    written = write_frame(XmlFormat(pack, file), frame_of([("&" * 5000,)] * 3, 1))
    assert written == (b"<record><a>" + b"&amp;" * 5000 + b"</a></record>\n") * 3


@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint is not installed")
def test_xmllint_agrees(tmp_path: object) -> None:
    """Another program finds the document well-formed."""
    format = XmlFormat(PACK, FILE, municipality='"1&<')
    document = format.head + write_frame(format, frame_of([("<", "\r]]>", None)], 3)) + format.tail
    result = subprocess.run(["xmllint", "--noout", "-"], input=document, check=False)
    assert result.returncode == 0


def test_plain_markup_is_fast() -> None:
    """White space, empty-element tags, references and CRLF stay with the kernel."""
    body = (
        "  <record>\r\n\t<a>1</a>\r\n<b/></record>\r\n"
        "<record><c>&#x3042;&#65;&quot;&apos;</c></record>"
        "<record><a>x\r\ny\rz</a><b>&#13;</b></record>\n\n"
    )
    rows, faults, fallbacks = _read(body)
    assert rows == [("1", "", None), (None, None, "あA\"'"), ("x\ny\nz", "\r", None)]
    assert (faults, fallbacks) == ([], 0)


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ("<record><a><![CDATA[<b>&amp;]]>x</a></record>", [("<b>&amp;x", None, None)]),
        ("<!-- </record> --><record><a>1<!-- c -->2</a></record>", [("12", None, None)]),
        ("<record ><a >1</a ></record\n>", [("1", None, None)]),
        ("<record/><record />", [(None,) * 3] * 2),
        ("<?p </record>?><record><a>1</a></record>", [("1", None, None)]),
        ("<record><a>]]<![CDATA[>]]></a></record>", [("]]>", None, None)]),
    ],
)
def test_declined_markup_means_the_same(body: str, rows: list[Row]) -> None:
    """What the kernel declines, a conforming parser reads; the block is counted."""
    assert _read(body) == (rows, [], 1)


@pytest.mark.parametrize(
    ("body", "row", "fault"),
    [
        ("<record><x>1</x><b>2</b></record>", (None, "2", None), (0, -1, 8)),
        ("<record><a>1</a><a>2</a></record>", ("1", None, None), (0, 0, 16)),
        ("<record><b>1</b><a>2</a></record>", ("2", "1", None), (0, 0, 16)),
        ("<record><a k='v'>1</a></record>", ("1", None, None), (0, 0, 8)),
        ("<record k='v'><a>1</a></record>", ("1", None, None), (0, -1, 0)),
        ("<record><a>1</a>x<b>2</b></record>", ("1", "2", None), (0, 0, 8)),
        ("<record>x<a>1</a></record>", ("1", None, None), (0, -1, 0)),
        ("<record><a>1<x/></a><b>2</b></record>", (None, "2", None), (0, 0, 8)),
        ("x<record><a>1</a></record>", ("1", None, None), (0, -1, 1)),
        ("<y/><record><a>1</a></record>", ("1", None, None), (0, -1, 0)),
        ("<!-- <x> --><record><x/></record>", (None, None, None), (0, -1, 20)),
    ],
)
def test_structural_faults(body: str, row: Row, fault: tuple[int, int, int]) -> None:
    """A fault names record, item and the byte of the tag; the rest of the record is delivered."""
    number, item, offset = fault
    assert _read(body) == ([row], [ReadFault(number, item, "S009", offset)], 1)


def test_fault_in_a_later_piece() -> None:
    """Rows and offsets go on across the pieces that the slow path parses."""
    plain = "<record><a>" + "x" * 1000 + "</a></record>\n"
    rows, faults, _ = _read(plain * 600 + "<record><b>1</b><a>2</a></record>\n" + plain)
    assert len(rows) == 602
    assert faults == [ReadFault(600, 0, "S009", len(plain) * 600 + 16)]


@pytest.mark.parametrize(
    ("body", "offset"),
    [
        (b"<record><a>\xff</a></record>", 11),
        (b"<record><a>\xe3\x81</a></record>", 13),
        (b"<record><a>\x01</a></record>", 11),
        (b"<record><a>\xef\xbf\xbf</a></record>", 13),
    ],
)
def test_forbidden_bytes_are_placed(body: bytes, offset: int) -> None:
    """Bytes that are no UTF-8 or no character of XML refuse the block at their place."""
    format = XmlFormat(PACK, FILE)
    with pytest.raises(ExchangeFault, match="X001") as caught:
        read_all(format, format.head + body + format.tail, 3)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    "body",
    [
        "<record><a>&foo;</a></record>",
        "<record><a>&#0;</a></record>",
        "<record><a>]]></a></record>",
        "<record><a>1</b></record>",
        "<record><a>1</record>",
        "<record><a>1</a>",
        "<!DOCTYPE x><record></record>",
        "</migrationFile><migrationFile>",
        "<record></record>text",
    ],
)
def test_not_well_formed_is_refused(body: str) -> None:
    """What is no document with records only is refused as a whole, without its text."""
    with pytest.raises(ExchangeFault, match=r"^X001 at byte ") as caught:
        _read(body)
    assert "foo" not in str(caught.value)


def test_error_is_placed_in_its_line() -> None:
    """A parser's error is placed within the line of the record that has it."""
    format = XmlFormat(PACK, FILE)
    good = b"<record><a>1</a></record>\n"
    batch = Columns.allocate(3, 1, 1000)
    block = good * 5 + b"<record><a>&foo;</a></record>\n"
    batch.heap[: len(block)] = np.frombuffer(block, np.uint8)
    with pytest.raises(ExchangeFault) as caught:
        format.read(batch, 0, len(block))
    assert caught.value.offset is not None
    assert 5 * len(good) <= caught.value.offset < len(block)


@pytest.mark.parametrize(
    "head",
    [
        f"{ROOT}>",
        f"\ufeff<?xml version='1.0'?>{ROOT}>",
        f'<?xml version="1.0" encoding="utf-8" standalone="yes"?><!-- <x> -->\n<?p?>{ROOT} >',
        "<migrationFile\n file='jumin' edition='1'\tpack='juki' xmlns='urn:lgmigrate:pack:juki:1'>",
        f'{ROOT} municipality="131016">\r\n  ',
        f'{ROOT} xmlns:xsi="{INSTANCE}" xsi:schemaLocation="a > b">',
    ],
)
def test_heads_that_say_the_same(head: str) -> None:
    """Order, quotes, white space, comments and a byte order mark may differ."""
    format = XmlFormat(PACK, FILE)
    assert format.open((head + "<record/>").encode()) == len(head.encode())


def test_prefixed_names() -> None:
    """A document may bind the namespace to a prefix; it is read slowly."""
    format = XmlFormat(PACK, FILE)
    head = ROOT.replace("<m", "<p:m").replace("xmlns=", "xmlns:p=") + ">"
    body = "<p:record><p:a>1</p:a></p:record><p:record><p:c>2</p:c></p:record>"
    document = (head + body + "</p:migrationFile>").encode()
    assert read_all(format, document, 3) == ([("1", None, None), (None, None, "2")], [])
    assert format.fallbacks == 1


def test_values_of_a_repeated_item() -> None:
    """They are joined by LF; one that has an LF itself, however written, is left out and told."""
    names = ("a", REPEATED[0])
    tag = REPEATED[0]

    def record(value: str) -> str:
        return f"<record><{tag}>1</{tag}><{tag}>{value}</{tag}><{tag}/></record>"

    assert _read(record("2") + record("\t"), names) == (
        [(None, "1\n2\n"), (None, "1\n\t\n")], [], 0
    )  # fmt: skip
    for value in ("2\n3", "\n", "2&#10;", "\r\n", "<![CDATA[\n]]>"):
        rows, faults, slow = _read(record(value), names)
        assert rows == [(None, "1\n")]
        assert [fault[:3] for fault in faults] == [(0, 1, "S004")]
        assert slow == 1


def test_a_root_without_records() -> None:
    """An empty-element root, or one with comments only, has no record."""
    for body in ("/>", "></migrationFile>", "> <!-- --> </migrationFile><!-- -->\n"):
        assert read_all(XmlFormat(PACK, FILE), (ROOT + body).encode(), 3) == ([], [])


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ("", "X001"),
        (ROOT, "X001"),
        (f"<!DOCTYPE migrationFile>{ROOT}>", "X001"),
        (f"<!-- -- -->{ROOT}>", "X001"),
        (f'{ROOT} pack="juki">', "X001"),
        (f'{ROOT} municipality="&x;">', "X001"),
        (f'<?xml version="1.0" encoding="Shift_JIS"?>{ROOT}>', "X003"),
        (ROOT.replace("migrationFile", "other") + ">", "X003"),
        (ROOT.replace("juki:1", "juki:2") + ">", "X003"),
        (ROOT.replace('edition="1"', 'edition="2"') + ">", "X003"),
        (ROOT.replace('file="jumin"', "") + ">", "X003"),
        (f'{ROOT} other="1">', "X003"),
        (f'{ROOT} xmlns:x="urn:x" x:file="jumin">', "X003"),
        (f'{ROOT} municipality="13101">', "X003"),
        (f'{ROOT} municipality="">', "X003"),
    ],
)
def test_heads_that_are_refused(head: str, code: str) -> None:
    """A head that is not well-formed is X001, another document X003."""
    with pytest.raises(ExchangeFault) as caught:
        XmlFormat(PACK, FILE).open(head.encode())
    assert caught.value.code == code


def test_all_differences_of_a_head_are_told() -> None:
    """Pack, edition and municipality are all named."""
    format = XmlFormat(PACK, FILE, municipality="131016")
    head = ROOT.replace('pack="juki" edition="1"', 'pack="x" edition="y"') + ' municipality="z">'
    with pytest.raises(ExchangeFault) as caught:
        format.open(head.encode())
    assert len(caught.value.messages) == 3


@pytest.mark.parametrize(
    "rest", ["", "</migrationFile", "</migrationFile>x", "<record>", "</other>", "\x00"]
)
def test_tails_that_are_refused(rest: str) -> None:
    """A document that was cut off, or goes on, is refused."""
    format = XmlFormat(PACK, FILE)
    with pytest.raises(ExchangeFault, match="X001"):
        format.close(rest.encode())


def test_names_that_are_no_element_names() -> None:
    """Every item whose name cannot be an element, or is not unique, is told at once."""
    pack, file = make_pack(("a", "1a", "a b", "a", "p:x"))
    with pytest.raises(PackError) as caught:
        XmlFormat(pack, file)
    assert len(caught.value.faults) == 4


def test_what_stands_behind_the_block_stays() -> None:
    """Reading a block leaves the bytes of the heap behind it as they were."""
    format = XmlFormat(PACK, FILE)
    block = b"<record><a>a value that is longer &amp; rewritten</a></record>"
    behind = b"<record><a>" * 20
    batch = Columns.allocate(3, 1, 4000)
    batch.heap[: len(block + behind)] = np.frombuffer(block + behind, np.uint8)
    batch.used = len(block + behind)
    assert format.read(batch, 0, len(block)) == ReadResult(1)
    assert batch.heap[: len(block + behind)].tobytes() == block + behind
    assert batch.series(0).to_list() == ["a value that is longer & rewritten"]


def test_batch_grows_for_rows_and_values() -> None:
    """A batch with room for neither the rows nor the rewritten values gets it."""
    format = XmlFormat(PACK, FILE)
    block = b"<record><a>a value that is longer &amp; rewritten</a></record>\n" * 100
    batch = Columns.allocate(1, 1, len(block))
    batch.heap[: len(block)] = np.frombuffer(block, np.uint8)
    assert format.read(batch, 0, len(block)).rows == 100
    assert set(batch.series(0)) == {"a value that is longer & rewritten"}
    assert len(batch.heap) >= batch.used + SLACK


def test_wrong_sizes_are_the_callers_fault() -> None:
    """Columns that are not those of the file are refused."""
    batch = Columns.from_frame(frame_of([("1",)], 1))
    with pytest.raises(ValueError, match="Expected 3 columns"):
        XmlFormat(PACK, FILE).write(
            batch, np.array([0]), np.ones(1, np.uint8), np.zeros(100, np.uint8)
        )
    with pytest.raises(ValueError, match="Expected a block"):
        XmlFormat(PACK, FILE).read(batch, 0, len(batch.heap))
