"""Layouts of copybooks. Sizes and offsets are counted by hand from the manuals' rules."""

from __future__ import annotations

import pytest

from lgmigrate.errors import LayoutError
from lgmigrate.record.layout import Table, element
from tests.unit.record.copybook_cases import book, layout, places


def test_usages_have_the_bytes_of_the_manual() -> None:
    """Enterprise COBOL: COMP of 2, 4 and 8 bytes, COMP-3 half a byte a digit and the sign."""
    made = layout(
        "01 R.",
        "   05 A PIC X(3).",
        "   05 B PIC S9(4) COMP.",
        "   05 C PIC 9(5) BINARY.",
        "   05 D PIC S9(10) COMP-4.",
        "   05 E PIC S9(7)V99 COMP-3.",
        "   05 F PIC 9(4) PACKED-DECIMAL.",
        "   05 G PIC S9(3) SIGN LEADING SEPARATE.",
        "   05 H PIC N(5).",
        "   05 I PIC G(5) DISPLAY-1.",
        "   05 J PIC N(5) NATIONAL.",
        "   05 K COMP-1.",
        "   05 L COMP-2.",
        "   05 M PIC ZZ,ZZ9-.",
        "   05 FILLER PIC X(2).",
    )
    assert places(made) == [
        ("A", "single", 0, 3),
        ("B", "binary", 3, 2),
        ("C", "binary", 5, 4),
        ("D", "binary", 9, 8),
        ("E", "packed", 17, 5),
        ("F", "packed", 22, 3),
        ("G", "zoned", 25, 4),
        ("H", "double", 29, 10),
        ("I", "double", 39, 10),
        ("J", "national", 49, 10),
        ("K", "float", 59, 4),
        ("L", "float", 63, 8),
        ("M", "single", 71, 7),
        ("FILLER-1", "filler", 78, 2),
    ]
    assert [(one.digits, one.scale, one.sign) for one in made.fields[4:7]] == [
        (9, 2, "trailing"),
        (4, 0, "none"),
        (3, 0, "leading_separate"),
    ]


@pytest.mark.parametrize(
    ("dialect", "clause", "usage", "length"),
    [
        ("nec", "PIC S9(5) COMP", "zoned", 5),
        ("nec", "PIC S9(4) COMP-1", "binary", 2),
        ("nec", "PIC S9(8) COMP-2", "binary", 4),
        ("ibm", "PIC 9(2) COMP", "binary", 2),
        ("gnucobol", "PIC 9(2) COMP", "binary", 1),
        ("gnucobol:2-4-8", "PIC 9(2) COMP", "binary", 2),
        ("microfocus", "PIC 9(5) COMP", "binary", 3),
        ("microfocus", "PIC 9(5) COMP-6", "packed", 3),
        ("hitachi", "PIC 9(2) COMP-X", "binary", 1),
        ("fujitsu:byte", "PIC S9(7) COMP", "binary", 4),
    ],
)
def test_dialects_differ(dialect: str, clause: str, usage: str, length: int) -> None:
    """The same words take other bytes with other compilers; see the table in ``dialects``."""
    made = layout("01 R.", f"   05 A {clause}.", dialect=dialect)
    assert places(made) == [("A", usage, 0, length)]


def test_occurs_numbers_fields_from_the_outside_in() -> None:
    """OCCURS within OCCURS: NAME_1_2, and each table with its element's bytes."""
    made = layout(
        "01 R.",
        "   05 A OCCURS 2.",
        "      10 B PIC X.",
        "      10 C PIC 99 OCCURS 2.",
    )
    assert [one[0] for one in places(made)] == [
        *("B_1", "C_1_1", "C_1_2", "B_2", "C_2_1", "C_2_2"),
    ]
    assert made.tables == (
        Table(name="A", offset=0, size=5, least=2, most=2),
        Table(name="C", offset=1, size=2, least=2, most=2, within="A"),
    )
    assert places(element(made, "A")) == [
        ("B", "single", 0, 1),
        ("C_1", "zoned", 1, 2),
        ("C_2", "zoned", 3, 2),
    ]


def test_depending_on_names_its_counter() -> None:
    """OCCURS DEPENDING ON: the full form, with the field that counts."""
    made = layout(
        "01 R.",
        "   05 N PIC 9(2).",
        "   05 A OCCURS 0 TO 3 DEPENDING ON N.",
        "      10 B PIC X(4).",
        "   05 Z PIC X.",
    )
    assert made.length == 15
    assert made.tables == (Table(name="A", offset=2, size=4, least=0, most=3, depending="N"),)


def test_nothing_slides_with_some_compilers() -> None:
    """GnuCOBOL: what follows a variable table stands behind the most elements of it."""
    made = layout(
        "01 R.",
        "   05 N PIC 9.",
        "   05 A PIC X OCCURS 1 TO 3 DEPENDING ON N.",
        "   05 Z PIC X.",
        dialect="gnucobol",
    )
    assert made.tables == (Table(name="A", offset=1, size=1, least=3, most=3),)


def test_one_of_what_redefines_is_read() -> None:
    """By default the object; the rest of a shorter alternative is slack."""
    lines = (
        "01 R.",
        "   05 K PIC X.",
        "   05 A PIC X(8).",
        "   05 B REDEFINES A.",
        "      10 Y PIC 9(4).",
        "      10 M PIC 99.",
    )
    assert places(layout(*lines)) == [("K", "single", 0, 1), ("A", "single", 1, 8)]
    assert places(layout(*lines, choices={"A": "B"})) == [
        ("K", "single", 0, 1),
        ("Y", "zoned", 1, 4),
        ("M", "zoned", 5, 2),
        ("SLACK-1", "filler", 7, 2),
    ]


def test_a_choice_that_there_is_not_is_refused() -> None:
    """Both a wrong object and a wrong alternative are named, all at once."""
    lines = ("01 R.", "   05 A PIC X.", "   05 B REDEFINES A PIC 9.")
    with pytest.raises(LayoutError) as caught:
        layout(*lines, choices={"B": "A", "A": "R"})
    assert len(caught.value.faults) == 2


def test_sync_leaves_slack_bytes() -> None:
    """A fullword stands on a multiple of 4; elements of a table are all alike."""
    made = layout(
        "01 R.",
        "   05 A PIC X.",
        "   05 T OCCURS 2.",
        "      10 B PIC S9(9) COMP SYNC.",
        "      10 C PIC X.",
    )
    assert places(made) == [
        ("A", "single", 0, 1),
        ("SLACK-2", "filler", 1, 3),
        ("B_1", "binary", 4, 4),
        ("C_1", "single", 8, 1),
        ("SLACK-1_1", "filler", 9, 3),
        ("B_2", "binary", 12, 4),
        ("C_2", "single", 16, 1),
        ("SLACK-1_2", "filler", 17, 3),
    ]


def test_a_name_used_twice_is_told_apart_by_its_group() -> None:
    """GROUP.NAME where the name alone does not do."""
    made = layout(
        "01 R.",
        "   05 G.",
        "      10 A PIC X.",
        "   05 H.",
        "      10 A PIC X.",
        "      10 B PIC X.",
    )
    assert made.names() == ("G.A", "H.A", "B")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("01 R.", "   05 A PIC X.", "   05 A PIC X."), "made.cpy:3:11: Expected each name once"),
        (("01 R.", "   05 A."), "made.cpy:2:11: Expected a PICTURE with DISPLAY, got none"),
        (("01 R.", "   05 A REDEFINES Q PIC X."), "to redefine, got Q"),
        (("01 R PIC X OCCURS 2.",), "Expected no OCCURS at level 01"),
        (("01 R.", "   05 A PIC X DISPLAY-1."), "Expected a PICTURE of G or N"),
        (
            ("01 R.", "   05 A PIC X.", "   05 B PIC X.", "   05 C REDEFINES A PIC X."),
            "Expected REDEFINES right behind A, got B between",
        ),
        (
            ("01 R.", "   05 A PIC X OCCURS 1 TO 2 DEPENDING ON N.", "   05 N PIC 9."),
            "Expected N before what depends on it",
        ),
        (("01 R.", "   05 A PIC X COMP-9."), "Expected a clause of a data description"),
    ],
)
def test_faults_name_line_and_column(lines: tuple[str, ...], message: str) -> None:
    """Each fault of a copybook names its place and what was expected."""
    with pytest.raises(LayoutError) as caught:
        book(*lines)
    assert any(message in fault for fault in caught.value.faults), caught.value.faults
