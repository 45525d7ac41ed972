"""Gaiji tables as pairs of codes: the table of a Fujitsu host conversion, and plain pairs."""

from __future__ import annotations

import pytest

from lgmigrate.charset.gaiji import GaijiTable, parse_gaiji
from lgmigrate.errors import CharsetError

TITLE = "CODE_CONVERT_Unicode-FJHOSTcode_USER_TABLE1.0"


def read(text: str, encoding: str = "utf-8", *, private_use: bool = False) -> GaijiTable:
    """The table of a text."""
    return parse_gaiji(text.encode(encoding), "t.txt", private_use=private_use)


def rows(text: str) -> list[tuple[int, str, str]]:
    """Code, text and direction of each row."""
    return [(row.code, row.text, row.direction) for row in read(text).rows]


def faults(text: str) -> tuple[str, ...]:
    """The faults of a table, without the name of its file."""
    with pytest.raises(CharsetError) as caught:
        read(text)
    return tuple(fault.removeprefix("t.txt, ") for fault in caught.value.faults)


def test_host_table_of_the_manual() -> None:
    """The example of the vendor's manual: four codes of private use, the same both ways."""
    pairs = "".join(f"{0x80A1 + at:04X}:{0xE92E + at:04X} ;コード部\n" for at in range(4))
    text = f"{TITLE} ;タイトル\nJEF->Unicode ;種別\n;JEF:Unic\n{pairs}Unicode->JEF\n{pairs}"
    table = read(text, "cp932", private_use=True)
    assert [(row.code, row.text, row.direction, row.line) for row in table.rows] == [
        (0x80A1, "\ue92e", "both", 4),
        (0x80A2, "\ue92f", "both", 5),
        (0x80A3, "\ue930", "both", 6),
        (0x80A4, "\ue931", "both", 7),
    ]
    assert table.warnings == ()


def test_host_table_with_several_pairs_a_line() -> None:
    """Commas stand between pairs; what follows a semicolon does not count."""
    assert rows(f"{TITLE}\nJEF->Unicode\n80A1:9089,80A2:908A, ; 80A3:8FBA\n") == [
        (0x80A1, "邉", "decode"),
        (0x80A2, "邊", "decode"),
    ]


def test_sections_are_directions() -> None:
    """The host code stands first in both sections; a pair of one section is for one direction."""
    assert rows(f"{TITLE}\nUnicode->JEF\n80A1:9089\nJEF->Unicode\n80A1:9089\n80A2:9089\n") == [
        (0x80A1, "邉", "both"),
        (0x80A2, "邉", "decode"),
    ]


def test_several_characters_may_be_written_as_one_code() -> None:
    """Unicode->JEF folds; only JEF->Unicode must have one character a code."""
    text = f"{TITLE}\nJEF->Unicode\n80A1:9089\nUnicode->JEF\n80A1:9089\n80A1:908A\n"
    assert rows(text) == [(0x80A1, "邉", "both"), (0x80A1, "邊", "encode")]


def test_faults_of_a_host_table() -> None:
    """All at once, with lines."""
    text = f"{TITLE}\n80A1:9089\nJEF->SJIS\nJEF->Unicode\n80G2:9089\n80A3=9089\n80A4:DFFF\n80A5:\n"
    assert faults(text) == (
        "line 2: Expected JEF->Unicode or Unicode->JEF before the first pair",
        "line 3: Expected JEF->Unicode or Unicode->JEF, got 'JEF->SJIS'",
        "line 5: Expected a code in hex such as X'80A1', F040 or U+E000, got '80G2'",
        "line 6: Expected a pair such as 80A1:9089, got '80A3=9089'",
        "line 7: Expected a character, got U+DFFF: a surrogate",
        "line 8: Expected a character, got none",
    )


def test_transfer_table_of_the_manual() -> None:
    """Comments that name the sides, a default code that is not used, UTF-8 as hex."""
    table = read(
        "# \n# Shift-JIS -> UTF8 \n# \n# default output code \ndefaultcode=0xe296a1 \n"
        "#incode #outcode \n0x8740  0xe291a0 \n0xfa5c  0xe7ba8a \n"
    )
    # CIRCLED DIGIT ONE is E2 91 A0, U+7E8A is E7 BA 8A: by the definition of UTF-8
    assert [(row.code, row.width, row.text, row.direction) for row in table.rows] == [
        (0x8740, 2, "\u2460", "decode"),
        (0xFA5C, 2, "\u7e8a", "decode"),
    ]
    (warning,) = table.warnings
    assert warning.startswith("t.txt, line 5: the default code is not used")


def test_transfer_table_of_the_other_direction() -> None:
    """``UTF-8 -> IBM漢字``: the right side is the host code, and the pairs are for writing."""
    assert rows("* UTF-8 -> IBM漢字\n0xe98289 0x6941\n") == [(0x6941, "邉", "encode")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("host unicode\n80A1 9089\n", (0x80A1, "邉", "both")),
        ("Unicode,JEF\n9089,80A1\n", (0x80A1, "邉", "both")),
        ("host utf-8\n80A1 E98289\n", (0x80A1, "邉", "both")),
        ("host -> unicode\n80A1=9089\n", (0x80A1, "邉", "decode")),
        ("# unicode → keis\n9089:80A1\n", (0x80A1, "邉", "encode")),
        ("host ucs\n80A1\t9089_E0119\n", (0x80A1, "\u9089\U000e0119", "both")),
        ("host ucs\n80A1 U+9089 U+E0119 # 邉の異体字\n", (0x80A1, "\u9089\U000e0119", "both")),
        ("host ucs\n8FF5A1 : 2000B ; five digits\n", (0x8FF5A1, "\U0002000b", "both")),
    ],
)
def test_declared_sides(text: str, expected: tuple[int, str, str]) -> None:
    """A line before the pairs says which side is which."""
    assert rows(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "80A1 U+9089\n80A2 908A\n",
        "X'80A1' 9089\nX'80A2' 908A\n",
        "9089 X'80A1'\n908A X'80A2'\n",
        "80A1 E98289\n80A2 E9828A\n",
        "E98289 80A1\nE9828A 80A2\n",
    ],
)
def test_sides_without_doubt(text: str) -> None:
    """Prefixes, or UTF-8 throughout, tell the sides."""
    assert rows(text) == [(0x80A1, "邉", "both"), (0x80A2, "邊", "both")]


@pytest.mark.parametrize("text", ["80A1 9089\n", "; 外字\n80A1:9089\n", "9089=80A1\n"])
def test_sides_in_doubt(text: str) -> None:
    """Two codes of four digits each may be either; the fault says how to declare them."""
    (fault,) = faults(text)
    assert "Expected to know which side is the host code" in fault
    assert "`host unicode`" in fault


def test_faults_of_pairs() -> None:
    """All at once, with lines."""
    assert faults("host unicode\n80A1 9089\n80A2\n80A3 D800\n80G4 9089\n80A1 908A\n") == (
        "line 3: Expected a pair of codes, got '80A2'",
        "line 4: Expected a character, got U+D800: a surrogate",
        "line 5: Expected a code in hex such as X'80A1', F040 or U+E000, got '80G4'",
        "line 6: Expected one character for X'80A1', got U+908A here and U+9089 in line 2",
    )


def test_bytes_that_are_no_utf8() -> None:
    """A side declared as UTF-8 must hold it."""
    (fault,) = faults("host utf-8\n80A1 9089\n")
    assert fault == "line 2: Expected one character in UTF-8, got '9089'"
