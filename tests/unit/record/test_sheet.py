"""Layout sheets in xlsx and CSV: columns, types, what lengths count, positions, every fault."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter

from lgmigrate.errors import LayoutError
from lgmigrate.record.layout import RecordLayout, Table
from lgmigrate.record.sheet import read_sheet, sheet_layouts
from lgmigrate.record.sheet_headers import HEADERS
from lgmigrate.record.sheet_types import LETTERS, WORDS, parse_type

__all__: list[str] = []

HEAD = "No.,項目名,開始位置,桁数,属性,小数,繰返,備考"
DOCS = Path(__file__).parents[3] / "docs" / "layout-sheets.md"


def layout(*lines: str, lengths: str = "") -> RecordLayout:
    """The layout of a CSV sheet."""
    data = "\n".join(lines).encode()
    (one,) = sheet_layouts(data, "s.csv", lengths=lengths)  # type: ignore[arg-type]  # tried here
    return one


def faults(*lines: str) -> list[str]:
    """The faults of a CSV sheet."""
    with pytest.raises(LayoutError) as caught:
        layout(*lines)
    return list(caught.value.faults)


def workbook(**sheets: list[list[object]]) -> bytes:
    """A workbook of these sheets."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return stream.getvalue()


def places(one: RecordLayout) -> list[tuple[str, str, int, int]]:
    return [(each.name, each.usage, each.offset, each.length) for each in one.fields]


def test_letters_take_bytes() -> None:
    """Sizes of DataMagic's letters are bytes, whatever the header calls them."""
    one = layout(
        HEAD,
        "1,CODE,1,8,X,,,",
        "2,NAME,9,40,N,,,",
        "3,ADDRESS,49,60,M,,,",
        "4,AGE,109,3,9,,,",
        "5,BALANCE,112,5,S,2,,",
        "6,AMOUNT,117,5,P,,,",
        "7,COUNT,122,4,B,,,",
        "8,RATE,126,8,F,,,",
        "9,BORN,134,8,D,,,",
        "10,TEXT,142,6,Z,,,",
        "11,IMAGE,148,3,I,,,",
    )
    assert places(one) == [
        ("CODE", "single", 0, 8),
        ("NAME", "double", 8, 40),
        ("ADDRESS", "mixed", 48, 60),
        ("AGE", "zoned", 108, 3),
        ("BALANCE", "zoned", 111, 5),
        ("AMOUNT", "packed", 116, 5),
        ("COUNT", "binary", 121, 4),
        ("RATE", "float", 125, 8),
        ("BORN", "date", 133, 8),
        ("TEXT", "single", 141, 6),
        ("IMAGE", "filler", 147, 3),
    ]
    assert one.length == 150
    amount, balance = one.field("AMOUNT"), one.field("BALANCE")
    assert (amount.digits, amount.sign) == (9, "trailing")
    assert (balance.digits, balance.scale, balance.sign) == (5, 2, "trailing")
    assert one.field("AGE").value == "digits"


@pytest.mark.parametrize(
    ("rows", "sizes"),
    [
        (("1,氏名,1,20,漢字,,,", "2,額,41,7,パック,,,", "3,末,45,1,半角,,,"), [40, 4, 1]),
        (("1,氏名,1,20,漢字,,,", "2,額,21,7,パック,,,", "3,末,28,1,半角,,,"), [20, 7, 1]),
        (("1,氏名,0,20,漢字,,,", "2,額,20,7,パック,,,", "3,末,24,1,半角,,,"), [20, 4, 1]),
        (("1,数,1,5,バイナリ,,,", "2,末,5,1,半角,,,"), [4, 1]),
    ],
)
def test_positions_tell_what_lengths_count(rows: tuple[str, ...], sizes: list[int]) -> None:
    """Characters and digits or bytes, for each usage: as the positions fit."""
    assert [one.length for one in layout(HEAD, *rows).fields] == sizes


@pytest.mark.parametrize(
    ("word", "size"), [("バイト数", 10), ("文字数", 20), ("長さ（バイト）", 10)]
)
def test_the_header_tells_what_lengths_count(word: str, size: int) -> None:
    """A header of bytes or of characters needs no positions."""
    assert layout(f"項目名,{word},属性", "氏名,10,漢字").length == size


def test_the_stated_length_tells_what_lengths_count() -> None:
    """Twenty characters and a code of eight bytes are a record of 48 bytes."""
    one = layout(
        "レコード名,個人",
        "レコード長：48バイト",
        "",
        "項目名,桁数,属性",
        "氏名,20,全角",
        "ＣＤ,8,Ｘ",
    )
    assert (one.name, one.length) == ("個人", 48)


def test_what_nothing_tells_is_a_fault_unless_the_caller_says_it() -> None:
    """No guess is made between bytes and characters."""
    lines = ("項目名,桁数,属性", "氏名,10,漢字")
    (fault,) = faults(*lines)
    assert fault.startswith("s.csv, sheet s, row 1, column B: Expected positions, the length of")
    assert layout(*lines, lengths="characters").length == 20
    assert layout(*lines, lengths="bytes").length == 10


def test_pictures() -> None:
    """Pictures bring their own lengths; a length beside them may count digits."""
    one = layout(
        "項目名,属性,桁数",
        "A,X(10),10",
        "B,S9(7) COMP-3,7",
        "C,PIC S9(5)V9(2) COMP-3,",
        "D,9(9) COMP,4",
        "E,N(20),20",
        "F,S9(3)V9,4",
    )
    assert [each.length for each in one.fields] == [10, 4, 4, 4, 40, 4]
    assert (one.field("C").digits, one.field("C").scale) == (7, 2)
    assert (one.field("F").sign, one.field("F").scale) == ("trailing", 1)


def test_repeats_are_numbered_fields_and_a_table() -> None:
    """Three children of four bytes behind one byte."""
    one = layout(HEAD, "1,区分,1,1,X,,,", "2,子,2,4,X,,3,", "3,末,14,2,X,,,")
    assert one.names() == ("区分", "子_1", "子_2", "子_3", "末")
    assert one.field("子_3").offset == 9
    assert one.tables == (Table(name="子", offset=1, size=4, least=3, most=3),)


def test_tolerated_rows() -> None:
    """Blank rows, headings, notes, repeated headers, notes that go on, a total, fillers."""
    one = layout(
        "ファイル定義書",
        "",
        HEAD,
        ",基本情報,,,,,,",
        "1,番号,1,8,X,,,世帯の",
        ",,,,,,,番号",
        "",
        HEAD,
        "2,予備,9,2,X,,,",
        "3,予備,11,1,X,,,",
        "※ 予備は空白,,,,,,,",
        ",合計,,11,,,,",
    )
    assert one.names() == ("番号", "予備-1", "予備-2")
    assert one.field("番号").note == "世帯の 番号"
    assert [each.usage for each in one.fields] == ["single", "filler", "filler"]


def test_workbook_of_several_sheets(tmp_path: Path) -> None:
    """A cover is passed over, each table is a layout, one can be named, names may be indented."""
    head: list[object] = ["No", "項目名", "", "物理名", "開始位置", "終了位置", "長さ", "型"]
    rows: list[list[object]] = [
        ["個人レコード"],
        head,
        [1, "氏名", "", "SHIMEI", 1, 20, 20, "N"],
        [2, "", "生年", "BIRTH", 21, 24, 4, "9"],
    ]
    path = tmp_path / "layout.xlsx"
    path.write_bytes(workbook(表紙=[["項目定義書"]], 個人=rows, 世帯=rows[1:]))
    person, household = read_sheet(path)
    assert (person.name, household.name) == ("個人", "世帯")
    assert places(person) == [("SHIMEI", "double", 0, 20), ("BIRTH", "zoned", 20, 4)]
    assert person.field("BIRTH").note == "生年"
    assert read_sheet(path, sheet="世帯") == (household,)
    with pytest.raises(LayoutError, match="Expected a sheet of 表紙, 個人, 世帯, got 税"):
        read_sheet(path, sheet="税")


def test_cp932() -> None:
    """CSV in cp932 is found out."""
    text = "項目名,桁数,属性\n氏名,4,Ｘ\n"
    assert sheet_layouts(text.encode("cp932"), "a.csv") == sheet_layouts(
        text.encode("utf-8-sig"), "a.csv"
    )


def test_gaps_overlaps_and_the_total_are_told_at_once() -> None:
    """A gap of 2, an overlap of 1, and 21 bytes stated where 20 are there."""
    found = faults(
        "レコード長,21",
        HEAD,
        "1,A,1,8,X,,,",
        "2,B,11,6,X,,,",
        "3,C,16,5,X,,,",
    )
    assert found == [
        "s.csv, sheet s, row 4, column C: Expected position 9, got 11: a gap of 2 bytes",
        "s.csv, sheet s, row 5, column C: Expected position 17, got 16: an overlap of 1 bytes",
        "s.csv, sheet s: Expected fields of 21 bytes together, got 20",
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("1,A,1,,X,,,", "row 2, column D: Expected a length, got none"),
        ("1,A,1,0,X,,,", "row 2, column D: Expected a length of 1 or more, got 0"),
        ("1,A,1,x,X,,,", "row 2, column D: Expected a number as length, got 'x'"),
        ("1,A,?,1,X,,,", "row 2, column C: Expected a number as position, got '?'"),
        ("1,A,1,1,,,,", "row 2, column E: Expected a type, got none"),
        ("1,,1,1,X,,,", "row 2, column B: Expected a name, got none"),
        ("1,A,1,1,X,,0,", "row 2, column G: Expected a repeat of 1 or more, got 0"),
        ("1,A,5,1,X,,,", "row 2, column C: Expected a first position 0 or 1, got 5"),
        ("1,A,1,3,N,,,", "row 2: Expected an even length for double-byte text, got 3"),
        ("1,A,1,3,X(4),,,", "row 2, column D: Expected length 4 by the picture, got 3"),
    ],
)
def test_a_fault_of_a_row(row: str, fault: str) -> None:
    """Each is told with its row and column."""
    assert faults(HEAD, row) == [f"s.csv, sheet s, {fault}"]


def test_faults_of_several_rows_are_told_at_once() -> None:
    """Types that are not known, a missing length, and a name that is there again."""
    found = faults(HEAD, "1,A,1,1,Q,,,", "2,B,2,,X,,,")
    assert ["row 2, column E" in found[0], "row 3, column D" in found[1]] == [True, True]
    assert faults(HEAD, "1,A,1,1,X,,,", "2,A,2,1,X,,,") == [
        "s.csv, sheet s, row 3: Expected each name once, got it again"
    ]


def test_faults_of_the_table() -> None:
    """No table, no types, two columns of one meaning, no field, the same record twice."""
    assert faults("a,b") == ["s.csv: Expected a table with columns 項目名, 属性 and 桁数, got none"]
    assert faults("項目名,桁数", "A,1") == [
        "s.csv, sheet s, row 1: Expected a column of type, got none"
    ]
    assert faults("項目名,桁数,長さ,属性", "A,1,1,X") == [
        "s.csv, sheet s, row 1, column C: Expected one column of length, got 2"
    ]
    assert faults(HEAD) == ["s.csv, sheet s: Expected at least one field, got none"]
    rows: list[list[object]] = [["レコード名", "R"], ["項目名", "桁数", "属性"], ["A", 1, "X"]]
    with pytest.raises(LayoutError, match="Expected each record once, got R again"):
        sheet_layouts(workbook(a=rows, b=rows), "w.xlsx")


def test_files_that_are_none(tmp_path: Path) -> None:
    """A file that is missing, damaged, or in no known code."""
    with pytest.raises(LayoutError, match="Expected a file that can be read"):
        read_sheet(tmp_path / "none.csv")
    with pytest.raises(LayoutError, match="Expected a workbook"):
        sheet_layouts(b"text", "w.xlsx")
    with pytest.raises(LayoutError, match="UTF-8 or cp932"):
        sheet_layouts(b"\xff\x81\x20", "w.csv")


def test_the_page_names_every_word() -> None:
    """Every header word, letter and type word stands on the page, and is understood."""
    page = DOCS.read_text(encoding="utf-8")
    words = [word for known in HEADERS.values() for word in known]
    assert [one for one in [*words, *LETTERS, *WORDS] if f"`{one}`" not in page] == []
    assert [one for one, kind in (LETTERS | WORDS).items() if parse_type(one) != kind] == []
