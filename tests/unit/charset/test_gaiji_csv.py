"""Gaiji tables as CSV: spellings of codes and characters, columns, faults, warnings."""

from __future__ import annotations

from pathlib import Path

import pytest

from lgmigrate.charset.gaiji import GaijiRow, GaijiTable, parse_gaiji, read_gaiji
from lgmigrate.charset.page import Remark
from lgmigrate.errors import CharsetError

NABE = "\u9089"  # 邉
SEQUENCE = "\u9089\U000e0119"


def read(text: str, *, private_use: bool = False) -> GaijiTable:
    """The table of a text in UTF-8."""
    return parse_gaiji(text.encode(), "t.csv", private_use=private_use)


def one(text: str) -> GaijiRow:
    """The only row of a table."""
    (row,) = read(text).rows
    return row


def faults(text: str, *, private_use: bool = False) -> tuple[str, ...]:
    """The faults of a table, without the name of its file."""
    with pytest.raises(CharsetError) as caught:
        read(text, private_use=private_use)
    return tuple(fault.removeprefix("t.csv, ") for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("spelled", "code", "width"),
    [
        ("80A1", 0x80A1, 2),
        ("80a1", 0x80A1, 2),
        ("X'80A1'", 0x80A1, 2),
        ("x’80a1’", 0x80A1, 2),
        ("0x80A1", 0x80A1, 2),
        ("80 A1", 0x80A1, 2),
        ("８０Ａ１", 0x80A1, 2),
        ("F040", 0xF040, 2),
        ("4A", 0x4A, 1),
        ("8FF5A1", 0x8FF5A1, 3),
        ("U+E000", 0xE000, 0),
        ("u+f0000", 0xF0000, 0),
        ("\ue000", 0xE000, 0),
    ],
)
def test_spellings_of_codes(spelled: str, code: int, width: int) -> None:
    """A code has the same number however it is spelled; code points of private use have width 0."""
    row = one(f"外字コード,UCS\n{spelled},9089\n")
    assert (row.code, row.width) == (code, width)


@pytest.mark.parametrize(
    ("ucs", "ivs", "text"),
    [
        ("U+9089", "", NABE),
        ("9089", "", NABE),
        ("0x9089", "", NABE),
        ("Ｕ＋９０８９", "", NABE),
        ("邉", "", NABE),
        ("2000B", "", "\U0002000b"),
        ("D840DC0B", "", "\U0002000b"),
        ("U+9089 U+E0119", "", SEQUENCE),
        ("U+9089U+E0119", "", SEQUENCE),
        ("9089_E0119", "", SEQUENCE),
        ("9089 E0119", "", SEQUENCE),
        ('"<9089,E0119>"', "", SEQUENCE),
        (SEQUENCE, "", SEQUENCE),
        ("9089", "E0119", SEQUENCE),
        ("U+9089", "U+E0119", SEQUENCE),
        ("邉", "VS42", SEQUENCE),
        ("9089", "9089_E0119", SEQUENCE),
        ("", "9089_E0119", SEQUENCE),
        ("9089_E0119", "E0119", SEQUENCE),
        ("4E0D", "FE00", "\u4e0d\ufe00"),
        ("4E0D", "VS1", "\u4e0d\ufe00"),
        ("FA30", "", "\ufa30"),
        ("\ufa30", "", "\ufa30"),
        ("304B 309A", "", "\u304b\u309a"),
        ("か゚", "", "\u304b\u309a"),
        ("", "", ""),
    ],
)
def test_spellings_of_characters(ucs: str, ivs: str, text: str) -> None:
    """UCS and IVS give one text; compatibility ideographs stay what they are."""
    assert one(f"外字コード,UCS,IVS\n80A1,{ucs},{ivs}\n").text == text


def test_a_code_without_prefix_is_of_the_named_character_set() -> None:
    """E000 is a code point where 旧文字セット names Unicode, and two bytes elsewhere."""
    rows = read("外字コード,旧文字セット,UCS\nE000,Unicode,9089\nE000,SJIS,8FBA\n").rows
    assert [(row.code, row.width) for row in rows] == [(0xE000, 0), (0xE000, 2)]


def test_every_column_is_read() -> None:
    """A full line, header with blanks and in full width, and columns that are left aside."""
    row = one(
        "ベンダコード,旧文字セット,字形ＩＤ,ＭＪ文字図形名,Unicode,異体字セレクタ,"
        "行政事務標準文字コード,代替文字(縮退),よみ,同定区分(一致|デザイン差|類似|不可),使用件数,"
        "備 考,優先,方向,#担当\n"
        "80A1,JEF,g1,mj030219,9089,E0119,MJP1,U+8FBA,なべ,デザイン差,12,戸籍より,○,復号,係\n"
    )
    assert row == GaijiRow(
        code=0x80A1,
        width=2,
        text=SEQUENCE,
        mj="MJ030219",
        mjplus="MJP1",
        status="unified",
        substitute="辺",
        preferred=True,
        direction="decode",
        reading="なべ",
        note="戸籍より",
        line=2,
    )


@pytest.mark.parametrize(
    ("word", "status"),
    [("", "exact"), ("一致", "exact"), ("デザイン差", "unified"), ("類似", "reduced")],
)
def test_identification_of_a_character(word: str, status: str) -> None:
    """同定区分 becomes the status of the row."""
    assert one(f"外字コード,UCS,同定区分\n80A1,9089,{word}\n").status == status


@pytest.mark.parametrize("word", ["", "不可", "未同定"])
def test_a_code_that_nobody_identified(word: str) -> None:
    """Without UCS a row is unmapped, and its cell takes the character of the code away."""
    table = read(f"外字コード,UCS,同定区分,備考\n80A1,,{word},かすれ\n")
    (cell,) = table.overlay().cells
    assert table.rows[0].status == "unmapped"
    assert (cell.text, cell.direction) == ("", "decode")
    assert cell.remark == Remark("user", "user", "unmapped", "", "かすれ")


def test_a_glyph_without_a_character_is_a_warning() -> None:
    """MJ文字図形名 alone gives no text; the warning names the line."""
    table = read("外字コード,UCS,MJ文字図形名\n80A1,,MJ030219\n")
    assert table.rows[0].status == "unmapped"
    assert [warning[:13] for warning in table.warnings] == ["t.csv, line 2"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_delimiters_and_line_ends(encoding: str, delimiter: str, newline: str) -> None:
    """What a spreadsheet saves is read, whichever way it saves it."""
    lines = ["旧コード,UCS,読み,備考", "80A1,9089,なべ,①", ",,,", "80A2,908A,,"]
    text = newline.join(lines).replace(",", delimiter)
    rows = parse_gaiji(text.encode(encoding), "t.csv").rows
    assert [(row.code, row.text, row.note, row.line) for row in rows] == [
        (0x80A1, "邉", "①", 2),
        (0x80A2, "邊", "", 4),
    ]


def test_a_cell_may_hold_line_ends_and_delimiters() -> None:
    """Lines are counted as an editor counts them."""
    rows = read('外字コード,UCS,備考\n80A1,9089,"一,\n二"\n80A2,908A,\n').rows
    assert [(row.note, row.line) for row in rows] == [("一,\n二", 2), ("", 4)]


def test_all_faults_at_once() -> None:
    """Every wrong cell of every line is named, in the order of the lines."""
    assert faults(
        "外字コード,UCS,IVS,MJ文字図形名,優先,方向\n"
        "80G1,D800,,MJ1,,\n"
        ",9089,,,,\n"
        "80A2,,E0119,,,\n"
        "80A3,9089\n"
        "80A4,9089,,,,,x\n"
        "80A5,110000,,,多分,横\n"
        "U+9089,9089,,,,\n"
    ) == (
        "line 2: Expected a code in hex such as X'80A1', F040 or U+E000, got '80G1'",
        "line 2: Expected a character, got U+D800: a surrogate",
        "line 2: Expected MJ and six digits, got 'MJ1'",
        "line 3: Expected a code in hex such as X'80A1', F040 or U+E000, got ''",
        "line 4: Expected a base character before a selector, got 'E0119'",
        "line 5: Expected 6 cells, got 2",
        "line 6: Expected 6 cells, got 7",
        "line 7: Expected a character such as U+9089, U+9089 U+E0119 or 9089_E0119, got '110000'",
        "line 7: Expected 1 or nothing in 優先, got '多分'",
        "line 7: Expected 両方, 復号 or 符号化 in 方向, got '横'",
        "line 8: Expected private use (U+E000-F8FF, U+F0000-10FFFF) as a code, got 'U+9089'",
    )


@pytest.mark.parametrize(
    ("ucs", "ivs", "message"),
    [
        ("FFFE", "", "got U+FFFE: a noncharacter"),
        ("FDD0", "", "got U+FDD0: a noncharacter"),
        ("FFFD", "", "got U+FFFD: the replacement character"),
        ("0085", "", "got U+0085: a control character"),
        ("E000", "", "got U+E000: private use"),
        ("F0000", "", "got U+F0000: private use"),
        ("3042 3044 3046", "", "at most two code points, got 3"),
        ("9089_E0119", "E0118", "Expected one selector"),
        ("8FBA", "9089_E0119", "UCS and IVS of one character"),
        ("9089", "8FBA", "Expected a selector"),
        ("9089", "VS257", "VS1-VS256"),
        ("なべさん", "", "Expected a character such as"),
    ],
)
def test_characters_that_no_table_may_give(ucs: str, ivs: str, message: str) -> None:
    """The fault says what is wrong with the character."""
    (fault,) = faults(f"外字コード,UCS,IVS\n80A1,{ucs},{ivs}\n")
    assert message in fault


def test_private_use_where_it_is_allowed() -> None:
    """With leave, a character of private use is one like others."""
    assert read("外字コード,UCS\n80A1,E92E\n", private_use=True).rows[0].text == "\ue92e"


def test_a_code_that_a_spreadsheet_made_a_number_of() -> None:
    """80E1 shown as 8.00E+02 is not read as another code."""
    (fault,) = faults("外字コード,UCS\n8.00E+02,9089\n")
    assert fault.endswith("got '8.00E+02'; a spreadsheet has made a number of it")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("外字コード,UCS,びこう\n80A1,9089,\n", "got 'びこう'"),
        ("外字コード,UCS,旧コード\n80A1,9089,\n", "Expected one column 外字コード"),
        ("外字,UCS\n80A1,9089\n", "Expected a column 外字コード"),
        ("外字コード,備考\n80A1,9089\n", "Expected a column UCS"),
        ("外字コード,UCS,\n80A1,9089,x\n", "no cell below an empty header"),
        ('外字コード,UCS\n80A1,"9089\n', "balanced quotes"),
        ("外字コード,UCS,同定区分\n80A1,9089,不可\n", "no UCS where 同定区分 is 不可"),
        ("外字コード,UCS,同定区分\n80A1,,一致\n", "UCS where 同定区分 is 一致"),
        ("外字コード,UCS,同定区分\n80A1,9089,たぶん\n", "as 同定区分, got 'たぶん'"),
        ("外字コード,UCS,代替文字\n80A1,9089,U+E000\n", "代替文字: Expected a character"),
        ("", "got an empty file"),
    ],
)
def test_faults_of_the_table(text: str, message: str) -> None:
    """Headers, quotes and contradictions."""
    assert any(message in fault for fault in faults(text))


def test_bytes_of_no_encoding() -> None:
    """Neither UTF-8 nor cp932: the line is named."""
    with pytest.raises(CharsetError, match=r"t\.csv, line 2: Expected utf-8-sig or cp932"):
        parse_gaiji("外字コード,UCS\n".encode("cp932") + b"80A1,\x81\xff\n", "t.csv")


def test_trailing_empty_cells_and_headers() -> None:
    """A spreadsheet's empty columns at the right do no harm."""
    assert one("外字コード,UCS,,\n80A1,9089,,,\n").text == NABE


def test_one_code_with_two_characters() -> None:
    """The fault names both lines."""
    assert faults("外字コード,UCS\n80A1,9089\n80A2,8FBA\nX'80A1',908A\n") == (
        "line 4: Expected one character for X'80A1', got U+908A here and U+9089 in line 2",
    )


def test_one_code_twice() -> None:
    """The same row again counts once, with a warning."""
    table = read("外字コード,UCS,備考\n80A1,9089,一\n80A1,9089,二\n")
    assert [row.note for row in table.rows] == ["一"]
    assert table.warnings == (
        "t.csv, line 3: X'80A1' stands already in line 2; the first is taken",
    )


def test_several_codes_of_one_character() -> None:
    """Without a preferred code the first is written, which the cells and a warning say."""
    table = read("外字コード,UCS\n80A1,9089\n80A2,9089\n80A3,8FBA\n")
    assert [cell.uncertain for cell in table.overlay().cells] == [True, True, False]
    (warning,) = table.warnings
    assert warning == (
        "t.csv, line 2: U+9089 has several codes and none is preferred: lines 2 (X'80A1'), "
        "3 (X'80A2'); the first is written, and every use is reported"
    )


@pytest.mark.parametrize("word", ["1", "○", "yes"])
def test_a_preferred_code(word: str) -> None:
    """優先 settles which code is written."""
    table = read(f"外字コード,UCS,優先\n80A1,9089,\n80A2,9089,{word}\n")
    cells = table.overlay().cells
    assert [(cell.preferred, cell.uncertain) for cell in cells] == [(False, False), (True, False)]
    assert table.warnings == ()


def test_two_preferred_codes() -> None:
    """Of one character only one code can be preferred."""
    (fault,) = faults("外字コード,UCS,優先\n80A1,9089,1\n80A2,9089,1\n")
    assert fault == (
        "line 2: Expected one preferred code for U+9089, got several: "
        "lines 2 (X'80A1'), 3 (X'80A2')"
    )


def test_codes_that_are_only_read() -> None:
    """方向 復号 keeps a code from being written, so nothing is unclear."""
    table = read("外字コード,UCS,方向\n80A1,9089,\n80A2,9089,復号\n80A1,8FBA,符号化\n")
    assert [(cell.code, cell.text, cell.direction) for cell in table.overlay().cells] == [
        (0x80A1, "邉", "both"),
        (0x80A2, "邉", "decode"),
        (0x80A1, "辺", "encode"),
    ]
    assert table.warnings == ()


def test_several_old_character_sets() -> None:
    """A table is used with one code page: several names of sets are a warning."""
    table = read("外字コード,旧文字セット,UCS\n80A1,JEF,9089\nF040,SJIS,8FBA\nE000,Unicode,908A\n")
    assert [warning for warning in table.warnings if "JEF (line 2), SJIS (line 3)" in warning]


def test_cells_carry_what_the_ledger_says() -> None:
    """Status, MJ文字図形名 and note of a row."""
    (cell,) = read("外字コード,UCS,MJ,同定区分,備考\n80A1,9089,MJ030219,類似,n\n").overlay().cells
    assert (cell.code, cell.width, cell.text) == (0x80A1, 2, NABE)
    assert cell.remark == Remark("user", "user", "reduced", "MJ030219", "n")


def test_a_file(tmp_path: Path) -> None:
    """The digest is that of the file; a missing file is a fault."""
    path = tmp_path / "gaiji.csv"
    path.write_bytes(b"code,UCS\n80A1,9089\n")
    table = read_gaiji(path)
    assert (table.name, table.digest[:12]) == (str(path), "dd7b5dbf8eb5")
    with pytest.raises(CharsetError, match="Expected a gaiji table"):
        read_gaiji(tmp_path / "none.csv")
