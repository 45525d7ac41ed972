"""What copybooks say, clause by clause, and every fault with its line and column."""

from __future__ import annotations

import pytest

from lgmigrate.errors import LayoutError
from lgmigrate.record.copybook import read_copybook
from lgmigrate.record.copybook_text import write_copybook
from tests.unit.record.copybook_cases import book, fixed, layout, places

__all__: list[str] = []


def faults(*lines: str, dialect: str = "ibm") -> list[str]:
    """What is wrong, without the name of the file."""
    with pytest.raises(LayoutError) as raised:
        book(*lines, dialect=dialect)
    return [one.removeprefix("made.cpy:") for one in raised.value.faults]


def test_columns_of_the_fixed_form() -> None:
    """1 to 6 and 73 to 80 are no text, 7 is the indicator: comment, debug line, continuation."""
    text = (
        "000100 01 REC.                                                          JUMIN001\n"
        "000200*    05 OUT PIC X(9).\n"
        "000300/ ページ替え\n"
        "000400D    05 DEBUG-ITEM PIC X(9).\n"
        "000500     05 LONG-NA\n"
        "000600-    ME PIC X(3).\n"
    )
    made = read_copybook(text, "X", source="x.cpy").records[0]
    assert [one.name for one in made.root.walk()] == ["REC", "LONG-NAME"]


def test_names_and_comments_in_japanese() -> None:
    """Full-width names take two columns a character; half-width kana is a comment's text."""
    text = "000100 01 住民レコード.\n000200*  ｼﾞｭｳﾐﾝ ﾊﾞﾝｺﾞｳ\n000300     05 宛名番号 PIC 9(15).\n"
    found = list(read_copybook(text, "R", source="x.cpy").records[0].root.walk())
    assert found[1].name == "宛名番号"
    assert found[1].note == "ｼﾞｭｳﾐﾝ ﾊﾞﾝｺﾞｳ"
    assert places(layout("01 R.", "   05 氏名 PIC N(20).")) == [("氏名", "double", 0, 40)]


def test_conditions_renames_and_filler_are_kept_for_show() -> None:
    """Levels 66, 77 and 88, FILLER with and without its word."""
    made = book(
        "01 REC.",
        "   05 SEX PIC X.",
        "      88 MALE VALUE '1'.",
        "      88 OTHERS VALUES '2' THRU '5' '9'.",
        "   05 FILLER PIC X(2).",
        "   05 PIC X(3).",
        "   66 HEAD RENAMES SEX.",
        "77 COUNTER PIC S9(4) COMP.",
    )
    record, counter = made.records
    sex = record.root.children[0]
    assert [one.name for one in sex.conditions] == ["MALE", "OTHERS"]
    low = sex.conditions[1].values[0]
    assert (low.low.text, low.high.text if low.high else "") == ("2", "5")
    assert sex.conditions[1].values[1].low.text == "9"
    assert [one.named for one in record.root.children] == [True, False, False]
    assert record.renames[0].first == "SEX"
    assert (counter.name, counter.root.level) == ("COUNTER", 77)


def test_copy_replaces_words_and_parts_of_words() -> None:
    """COPY ... REPLACING of pseudo-text, of a prefix, and nested."""
    inner = fixed("   05 :TAG:-NAME PIC X(:LEN:).", "   05 OLD-CODE PIC 9(3).")
    text = fixed(
        "01 REC.",
        "COPY PART REPLACING ==:TAG:== BY ==NEW== ==:LEN:== BY ==7==",
        "     LEADING ==OLD== BY ==CUR==.",
    )
    made = read_copybook(
        text,
        "REC",
        source="made.cpy",
        library=lambda name: ("part.cpy", inner) if name == "PART" else None,
    )
    found = [(one.name, one.picture.text) for one in made.records[0].root.walk() if one.picture]
    assert found == [("NEW-NAME", "X(7)"), ("CUR-CODE", "9(3)")]


def test_redefines_are_chosen() -> None:
    """The object by default; what is shorter leaves bytes without meaning."""
    lines = (
        "01 REC.",
        "   05 A PIC X(6).",
        "   05 B REDEFINES A.",
        "      10 B1 PIC 9(4).",
        "   05 C REDEFINES A PIC S9(7) COMP-3.",
        "   05 Z PIC X.",
    )
    assert places(layout(*lines))[0] == ("A", "single", 0, 6)
    assert places(layout(*lines, choices={"A": "B"}))[:2] == [
        ("B1", "zoned", 0, 4),
        ("SLACK-1", "filler", 4, 2),
    ]
    assert places(layout(*lines, choices={"A": "C"}))[0] == ("C", "packed", 0, 4)
    with pytest.raises(LayoutError, match="Expected for A one of A, B, C, got Q"):
        layout(*lines, choices={"A": "Q"})


def test_sync_leaves_slack_bytes() -> None:
    """Enterprise COBOL: a fullword from five digits on stands on a multiple of four."""
    made = layout(
        "01 REC.",
        "   05 A PIC X.",
        "   05 B PIC S9(9) COMP SYNC.",
        "   05 C PIC X.",
        "   05 D PIC S9(4) COMP SYNC.",
    )
    assert places(made) == [
        ("A", "single", 0, 1),
        ("SLACK-1", "filler", 1, 3),
        ("B", "binary", 4, 4),
        ("C", "single", 8, 1),
        ("SLACK-2", "filler", 9, 1),
        ("D", "binary", 10, 2),
    ]


def test_several_records_and_group_usage() -> None:
    """Each level 01 is a record; a group's USAGE and SIGN hold for its items."""
    made = book("01 A.", "   05 X PIC X.", "01 B COMP-3.", "   05 Y PIC S9(5).")
    assert [one.name for one in made.records] == ["A", "B"]
    assert places(layout("01 B COMP-3.", "   05 Y PIC S9(5).")) == [("Y", "packed", 0, 3)]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (("01 R.", "   05 A PIC X(3"), "2:20: Expected a PICTURE of symbols and repeat counts"),
        (("01 R.", "   05 A PIC Q."), "2:20: Expected a PICTURE of symbols"),
        (("01 R.", "   05 A PIC X COMP-3."), "2:11: Expected a PICTURE of digits with COMP-3"),
        (("01 R.", "   05 A PIC X", "   05 B PIC X."), "2:21: Expected a period behind the entry"),
        (("01 R.", "   05 A PIC X SMALL."), "2:22: Expected a clause of a data description"),
        (("01 R.", "   05 A PIC X.", "   05 A PIC X."), "3:11: Expected each name once in a group"),
        (("01 R.", "   05 B REDEFINES A PIC X."), "2:11: Expected an item before it in its group"),
        (("01 R.", "   05 A PIC X OCCURS 0."), "2:22: Expected at least one occurrence, got 0"),
        (("01 R.", "   05 A PIC X OCCURS 3 TO 2 DEPENDING ON N."), "2:22: Expected OCCURS n TO m"),
        (("01 R.", "   05 A PIC X.", "   04 B PIC X."), "3:11: Expected level 05 as of A, got 04"),
        (("01 R.", "   COPY NOWHERE."), "2:"),
        (("01 R.", "   05 A PIC 9(19) COMP."), "2:11: Expected at most 18 digits with COMP"),
        (("   XX A PIC X.",), "1:11: Expected a level number"),
    ],
)
def test_faults_have_line_and_column(lines: tuple[str, ...], fault: str) -> None:
    """Where it stands and what was expected."""
    found = faults(*lines)
    assert any(one.startswith(fault) for one in found), found


def test_every_fault_is_told_at_once() -> None:
    """Two wrong entries, two faults."""
    found = faults("01 R.", "   05 A PIC Q.", "   05 B PIC X COMP-3.", "   05 C PIC X(4).")
    assert [one.split(":")[0] for one in found] == ["2", "3"]


def test_long_literals_are_written_in_parts() -> None:
    """No line of the text passes column 72, and what is read again is the same."""
    value = "見本　" * 20
    parts = [value[at : at + 20] for at in range(0, len(value), 20)]
    literal = " &\n           ".join(f'N"{part}"' for part in parts)
    text = f"       01 R.\n          05 A PIC N(60) VALUE\n           {literal}.\n"
    made = read_copybook(text, "R", source="x.cpy")
    again = write_copybook(made.records)
    assert (
        max(sum(2 if ord(one) > 0xFF else 1 for one in line) for line in again.splitlines()) <= 72
    )
    assert read_copybook(again, "R", source="x.cpy").records == made.records
    found = made.records[0].root.children[0].value
    assert found is not None
    assert found.text == value
