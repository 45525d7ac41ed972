"""What is doubtful in a gaiji table, with and without the MJ list."""

from __future__ import annotations

import pytest

from lgmigrate.charset.gaiji import parse_gaiji
from lgmigrate.charset.gaiji_check import Problem, check
from lgmigrate.charset.mj import Moji, MojiList

# 邉 has many glyphs: one has the code point by itself, the others have sequences.
LIST = MojiList(
    (
        Moji("MJ000001", ucs="\u9089", implemented="\u9089", ivs=("\u9089\U000e0102",)),
        Moji("MJ000002", ucs="\u9089", ivs=("\u9089\U000e0103",)),
        Moji("MJ000003", ucs="\u4fae", implemented="\ufa30", compatible="\ufa30"),
        Moji("MJ000004", ucs="\u4e0d"),
    )
)


def problems(text: str, mj: MojiList | None = LIST) -> list[Problem]:
    """The problems of a table in CSV."""
    return list(check(parse_gaiji(f"外字コード,MJ,UCS,優先,方向\n{text}".encode(), "t"), mj))


@pytest.mark.parametrize(
    ("mj", "ucs"),
    [
        ("MJ000001", "9089"),
        ("MJ000001", "9089_E0102"),
        ("MJ000002", "9089_E0103"),
        ("MJ000003", "FA30"),
        ("", "9089_E0103"),
        ("", "4E00"),
    ],
)
def test_nothing_doubtful(mj: str, ucs: str) -> None:
    """A glyph with a text that carries it; a character without a glyph."""
    assert problems(f"80A1,{mj},{ucs},,\n") == []


@pytest.mark.parametrize(
    ("mj", "ucs", "kind", "message"),
    [
        ("MJ999999", "9089", "mj", "Expected a name of the MJ list, got MJ999999"),
        (
            "MJ000002",
            "9089",
            "text",
            "Expected U+9089 U+E0103 for MJ000002, got U+9089, which leaves the glyph open",
        ),
        (
            "MJ000001",
            "9089_E0103",
            "text",
            "Expected U+9089 or U+9089 U+E0102 for MJ000001, got U+9089 U+E0103",
        ),
        ("MJ000004", "8FBA", "text", "Expected without a code point for MJ000004, got U+8FBA"),
        ("", "9089_E01EF", "ivs", "Expected a sequence of the MJ list, got U+9089 U+E01EF"),
        ("", "4E00_E0103", "ivs", "Expected a sequence of the MJ list, got U+4E00 U+E0103"),
        ("MJ000002", "", "open", "Expected a character, got none; MJ000002 is U+9089 U+E0103"),
        ("", "", "open", "Expected a character, got none"),
    ],
)
def test_against_the_list(mj: str, ucs: str, kind: str, message: str) -> None:
    """One problem each, with line and code."""
    (problem,) = problems(f"80A1,{mj},{ucs},,\n")
    assert problem == (2, "X'80A1'", kind, message)


def test_without_a_list() -> None:
    """What needs the list is not looked at."""
    assert problems("80A1,MJ999999,9089,,\n80A2,,4E00_E0103,,\n", None) == []


def test_codes_that_do_not_come_back() -> None:
    """Of several codes of one character the others become the written one."""
    found = problems("80A1,,9089,,\n80A2,,9089,,\n80A3,,8FBA,1,\n80A4,,8FBA,,復号\n")
    assert found == [
        (
            3,
            "X'80A2'",
            "way_back",
            "Expected U+9089 to come back as X'80A2', got X'80A1' of line 2; none is preferred",
        ),
        (
            5,
            "X'80A4'",
            "way_back",
            "Expected U+8FBA to come back as X'80A4', got X'80A3' of line 4",
        ),
    ]


def test_one_glyph_with_two_characters() -> None:
    """An MJ文字図形名 names one glyph, so two texts for it contradict each other."""
    assert problems("80A1,MJ000001,9089,,\n80A2,MJ000001,9089_E0102,,\n") == [
        (
            3,
            "X'80A2'",
            "mj",
            "Expected one character for MJ000001, got U+9089 U+E0102 here and U+9089 in line 2",
        )
    ]
