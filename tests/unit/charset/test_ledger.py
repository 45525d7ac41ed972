"""The ledger's rows, their merging, and the ledger as CSV."""

from __future__ import annotations

import csv
import io

import pytest

from lgmigrate.charset.ledger import HEADERS, Ledger, LedgerRow, literal_codes
from lgmigrate.charset.page import Remark
from lgmigrate.errors import CharsetError

__all__: list[str] = []

USER = Remark("user", "user", "exact", "MJ000001", "見出し")


def filled() -> Ledger:
    """A row of every kind."""
    ledger = Ledger()
    ledger.add("ibm930", "69C3", "邉\U000e0101", ["氏名", "住所"], "A.DAT:3", 2, USER)
    ledger.add("ibm930", "6941", "", ["氏名"], "A.DAT:9")
    ledger.add("cp932", "81AC", "〓", ["氏名"], "B.DAT:1", 4)
    ledger.add("utf-8", "U+2363A", "", ["氏名"], "C.CSV:1")
    ledger.add("jef", "80A1", "\ue000", ["氏名"], "D.DAT:1")
    ledger.add("jef", "C1", "A", ["氏名"], "D.DAT:2")
    extension = Remark("extension", "table", "reduced", note="=1+1")
    ledger.add("ibm1390", "DDB7", "か\u309a", ["方書 / 棟"], "-x:1", 1, extension)
    return ledger


def test_a_row_has_its_columns() -> None:
    """UCS and IVS apart, the fields sorted, the remark's words."""
    ledger = Ledger()
    ledger.add("ibm930", "69C3", "邉\U000e0101", ["氏名", "住所"], "A.DAT:3", 2, USER)
    assert ledger.rows() == (
        LedgerRow(
            page="ibm930",
            source="69C3",
            ucs="U+9089",
            ivs="U+E0101",
            mj="MJ000001",
            kind="user",
            method="user",
            status="exact",
            count=2,
            fields=("住所", "氏名"),
            records=("A.DAT:3",),
            note="見出し",
        ),
    )
    (row,) = ledger.rows()
    assert (row.text, row.key) == ("邉\U000e0101", ("ibm930", "69C3", "邉\U000e0101"))


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("6941", "", ("extension", "none", "unmapped")),
        ("EFBFBD", "\ufffd", ("standard", "rule", "unmapped")),
        ("A2AE", "〓", ("standard", "rule", "unmapped")),
        ("A2A3", "■", ("standard", "rule", "unmapped")),
        ("F040", "\ue000", ("user", "rule", "unmapped")),
        ("6941", "\U000f6941", ("user", "rule", "unmapped")),
        ("U+2363A", "", ("user", "none", "unmapped")),
        ("3021", "亜", ("standard", "rule", "exact")),
    ],
)
def test_without_a_remark_the_text_tells(
    source: str, text: str, expected: tuple[str, str, str]
) -> None:
    """No character, a sign for a lost one, private use and written codes need an eye."""
    ledger = Ledger()
    ledger.add("p", source, text, ["氏名"], "A:1")
    (row,) = ledger.rows()
    assert (row.kind, row.method, row.status) == expected
    assert bool(row.note) is (row.status == "unmapped")


def test_counts_add_up_and_three_records_are_named() -> None:
    """The same code again is the same row; the first three different records stay."""
    ledger = Ledger()
    for record in ("A:1", "A:1", "A:4", "A:5", "A:9"):
        ledger.add("p", "6941", "", [f"f{record[-1]}"], record)
    (row,) = ledger.rows()
    assert (row.count, row.records) == (5, ("A:1", "A:4", "A:5"))
    assert row.fields == ("f1", "f4", "f5", "f9")
    at_once = Ledger()
    at_once.add("p", "6941", "", ["f1", "f4", "f5", "f9"], ["A:1", "A:4", "A:5", "A:9"], 5)
    assert at_once.rows() == (row,)


def test_merged_in_order_is_as_if_never_parted() -> None:
    """Ledgers of blocks give what one ledger of all of them gives."""
    whole, left, right = Ledger(), Ledger(), Ledger()
    for number in range(1, 9):
        part = left if number < 5 else right
        for one in (whole, part):
            one.add("p", f"69{number % 3:02X}", "", [f"f{number}"], f"A:{number}", number)
    left.merge(right)
    assert left.rows() == whole.rows()
    assert sum(row.count for row in left.rows()) == 36
    assert [row.count for row in right.rows()] == [6, 7, 13]  # what was merged stays as it was


def test_rows_by_page_and_code_then_tokens() -> None:
    """Codes in the order of their length and value, what was written out behind them."""
    ledger = Ledger()
    for source in ("〓", "8FB0A1", "69C3", "U+2363A", "4A", "6941"):
        ledger.add("b", source, "", ["f"], "A:1")
    ledger.add("a", "FEFE", "", ["f"], "A:1")
    order = ["FEFE", "4A", "6941", "69C3", "8FB0A1", "U+2363A", "〓"]
    assert [row.source for row in ledger.rows()] == order


def test_csv_is_what_a_spreadsheet_opens() -> None:
    """A byte order mark, CR LF, Japanese headers and words."""
    ledger = Ledger()
    ledger.add("ibm930", "69C3", "邉\U000e0101", ["氏名", "住所"], "A.DAT:3", 2, USER)
    expected = (
        "\ufeff文字コード,旧コード(16進),UCS,IVS,MJ文字図形名,区分,方法,状態,"
        "件数,項目,最初のレコード,備考\r\n"
        "ibm930,69C3,U+9089,U+E0101,MJ000001,外字,外字表,一致,2,住所 / 氏名,A.DAT:3,見出し\r\n"
    )
    assert ledger.to_csv() == expected.encode()


def test_csv_comes_back() -> None:
    """from_csv of to_csv is the same ledger, as UTF-8 and as a spreadsheet saves it in cp932."""
    data = filled().to_csv()
    assert Ledger.from_csv(data).to_csv() == data
    with_texts = [row for row in filled().rows() if row.fields != ("方書 / 棟",)]
    assert set(with_texts) <= set(Ledger.from_csv(data).rows())
    old = data.decode("utf-8-sig").encode("cp932")
    assert Ledger.from_csv(old).rows() == Ledger.from_csv(data).rows()


def test_no_cell_is_a_formula() -> None:
    """What a spreadsheet would calculate is a text for it, and comes back as it was."""
    texts = ["=1+1", "+1", "-1", "@x", "'=1", "plain", "'plain"]
    ledger = Ledger()
    for number, note in enumerate(texts):
        remark = Remark("user", "user", "exact", note=note)
        ledger.add("p", f"69{number:02X}", "亜", ["f"], "-:1", 1, remark)
    data = ledger.to_csv()
    for cells in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert [row.note for row in Ledger.from_csv(data).rows()] == texts
    assert {row.records for row in Ledger.from_csv(data).rows()} == {("-:1",)}


def test_rows_of_several_ledgers_add_up() -> None:
    """Two ledgers one below the other in one file are their sum."""
    one = filled().to_csv()
    both = one + one.split(b"\r\n", 1)[1]
    assert [row.count for row in Ledger.from_csv(both).rows()] == [
        2 * row.count for row in filled().rows()
    ]


def test_every_fault_of_a_csv_is_told_with_its_line() -> None:
    """Columns, words, numbers and code points, all at once."""
    good = "p,6941,,,,外字,なし,未同定,1,氏名,A:1,"
    lines = [
        ",".join(HEADERS),
        good,
        "p,6941",
        good.replace("外字", "gaiji"),
        good.replace(",1,", ",x,"),
        good.replace("6941,,", "6941,9089,"),
        good.replace("6941,,", "6941,U+D800,"),
        good.replace("6941", ""),
        good.replace("なし", "?").replace("未同定", "?"),
    ]
    with pytest.raises(CharsetError) as raised:
        Ledger.from_csv("\r\n".join(lines).encode(), "L.csv")
    places = [fault.split(":")[0] for fault in raised.value.faults]
    assert places == [f"L.csv, line {number}" for number in (3, 4, 5, 6, 7, 8, 9, 9)]
    assert all("Expected" in fault and "got" in fault for fault in raised.value.faults)


@pytest.mark.parametrize("data", [b"", b"a,b\r\n1,2\r\n", b"\xff\xff\x80", b"x\r\n" * 3])
def test_what_is_no_ledger_is_refused(data: bytes) -> None:
    """Another table, no table, bytes of no text."""
    with pytest.raises(CharsetError, match=r"L\.csv"):
        Ledger.from_csv(data, "L.csv")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("山U+2363A太郎", ("U+2363A",)),
        ("山Ｕ＋２３６３Ａ太郎", ("Ｕ＋２３６３Ａ",)),
        ("u+9089 U+E0119", ("u+9089", "U+E0119")),
        ("&#x2363A;田", ("&#x2363A;",)),
        ("＆＃ｘ９０８９；", ("＆＃ｘ９０８９；",)),
        ("&#144954;", ("&#144954;",)),
        ("&MJ012345;", ("&MJ012345;",)),
        (r"\u9089", (r"\u9089",)),
        ("{外字}野【外字】", ("{外字}", "【外字】")),
        ("〔外字69C3〕", ("〔外字69C3〕",)),
        ("〓〓", ("〓", "〓")),
        # none: ASCII, no character of Unicode, and ordinary text
        ("U+41 U+0041 &#65;", ()),
        ("U+D800 U+110000 &#55296;", ()),
        ("U+2363A0B", ()),
        ("AU + 9089", ()),
        ("外字町（外）字{内字}", ()),
        ("渡邉太郎 {} & # 9089 ■", ()),
        ("", ()),
    ],
)
def test_literal_codes(text: str, expected: tuple[str, ...]) -> None:
    """What names a character, as it is written, and nothing around it."""
    assert literal_codes(text) == expected
