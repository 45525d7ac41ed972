"""Gaiji tables in the JSON form of a vendor's whole set: options, sequences, zones, faults."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lgmigrate.charset.gaiji import GaijiTable, Sequences, parse_gaiji
from lgmigrate.errors import CharsetError

Row = tuple[int, str, str]

KNOWN = (
    "cjk_ci, combination, decode_only, encode_only, oneway, substitution, unmappable, variant_only"
)


def entry(code: str, unicode: str, *options: str, **more: str) -> dict[str, Any]:
    """One object of the table."""
    return {"code": code, "unicode": unicode, **more, "text": "", "options": list(options)}


def read(*entries: object, ivs: Sequences = "needed") -> GaijiTable:
    """The table of some objects, one a line, the first in line 2."""
    text = "[\n" + ",\n".join(json.dumps(one) for one in entries) + "\n]\n"
    return parse_gaiji(text.encode(), "t.json", ivs=ivs)


def rows(*entries: dict[str, Any], ivs: Sequences = "needed") -> list[Row]:
    """Code, text and direction of each row."""
    return [(row.code, row.text, row.direction) for row in read(*entries, ivs=ivs).rows]


def faults(*entries: object) -> tuple[str, ...]:
    """The faults of a table, without the name of its file."""
    with pytest.raises(CharsetError) as caught:
        read(*entries)
    return tuple(fault.removeprefix("t.json, ") for fault in caught.value.faults)


# Two glyphs of 丈 (U+4E08): the common cell and a variant, as the vendor's table has them.
COMMON = entry("BEE6", "4E08", hd="E0102", aj1="E0100")
VARIANT = entry("41A5", "4E08", "oneway", hd="E0103", aj1="E0101")
JO, JO_COMMON, JO_VARIANT = "\u4e08", "\u4e08\U000e0102", "\u4e08\U000e0103"


@pytest.mark.parametrize(
    ("ivs", "expected"),
    [
        (
            "all",
            [
                (0xBEE6, JO_COMMON, "both"),
                (0xBEE6, JO, "encode"),
                (0x41A5, JO_VARIANT, "both"),
            ],
        ),
        (
            "needed",
            [
                (0xBEE6, JO, "both"),
                (0xBEE6, JO_COMMON, "encode"),
                (0x41A5, JO_VARIANT, "both"),
            ],
        ),
        (
            "none",
            [
                (0xBEE6, JO, "both"),
                (0xBEE6, JO_COMMON, "encode"),
                (0x41A5, JO, "decode"),
                (0x41A5, JO_VARIANT, "encode"),
            ],
        ),
    ],
)
def test_sequences(ivs: Sequences, expected: list[Row]) -> None:
    """Option oneway is about the base alone: with its selector every glyph comes back."""
    assert sorted(rows(COMMON, VARIANT, ivs=ivs)) == sorted(expected)


def test_sequences_where_they_are_needed_unless_asked_otherwise() -> None:
    """A common cell stays an ordinary character; its variant is told from it."""
    text = json.dumps([COMMON, VARIANT])
    table = parse_gaiji(text.encode(), "t.json")
    assert {row.code: row.text for row in table.rows if row.direction == "both"} == {
        0xBEE6: JO,
        0x41A5: JO_VARIANT,
    }


@pytest.mark.parametrize(
    ("ivs", "expected"),
    [
        ("all", [(0x42BB, "\u4fae\U000e0103", "both"), (0x42BB, "\ufa30", "encode")]),
        ("needed", [(0x42BB, "\u4fae\U000e0103", "both"), (0x42BB, "\ufa30", "encode")]),
        ("none", [(0x42BB, "\ufa30", "both"), (0x42BB, "\u4fae\U000e0103", "encode")]),
    ],
)
def test_a_compatibility_ideograph_of_the_same_code(ivs: Sequences, expected: list[Row]) -> None:
    """cjk_ci: what is not decoded to is still written as the code."""
    both = entry("42BB", "4FAE", "oneway", hd="E0103"), entry("42BB", "FA30", "cjk_ci")
    assert rows(*both, ivs=ivs) == expected


def test_directions() -> None:
    """decode_only and encode_only objects count for one direction."""
    found = rows(
        entry("4040", "3000"),
        entry("A1A1", "3000", "decode_only"),
        entry("A1AB", "3099", "encode_only"),
        entry("A1AB", "309B"),
    )
    assert found == [
        (0x4040, "\u3000", "both"),
        (0xA1A1, "\u3000", "decode"),
        (0xA1AB, "\u309b", "both"),
        (0xA1AB, "\u3099", "encode"),
    ]


def test_a_second_code_point() -> None:
    """Field sp makes a sequence that has nothing to do with its first character."""
    kana = entry("71AB", "1B019"), entry("71AC", "1B019", sp="3099")
    assert rows(*kana) == [
        (0x71AB, "\U0001b019", "both"),
        (0x71AC, "\U0001b019\u3099", "both"),
    ]


def test_substitutions() -> None:
    """Another character stands for the glyph: written as this code only if no code has it."""
    table = read(
        entry("71AD", "1B02A", "substitution"),
        entry("74AD", "1B02A"),
        entry("72AE", "1B025", "substitution"),
    )
    assert [(row.code, row.direction, row.status) for row in table.rows] == [
        (0x71AD, "decode", "reduced"),
        (0x74AD, "both", "exact"),
        (0x72AE, "both", "reduced"),
    ]
    assert table.warnings == ()


@pytest.mark.parametrize("options", [("oneway", "unmappable"), ("oneway",)])
def test_codes_without_a_character(options: tuple[str, ...]) -> None:
    """U+FFFD is never a character: the code is unmapped."""
    (row,) = read(entry("71F7", "FFFD", *options)).rows
    assert (row.text, row.status) == ("", "unmapped")


def test_what_the_ledger_lists() -> None:
    """Exact characters of the zone of JIS X 0208 are nothing to list; the extension is."""
    cells = read(entry("4040", "3000"), entry("B0A1", "4E9C"), entry("41A1", "4E02")).overlay()
    remarks = {cell.code: cell.remark for cell in cells.cells}
    assert (remarks[0x4040], remarks[0xB0A1]) == (None, None)
    extension = remarks[0x41A1]
    assert extension is not None
    assert (extension.kind, extension.method, extension.status) == ("extension", "table", "exact")


def test_the_zone_of_a_set_of_seven_bits() -> None:
    """Where JIS X 0208 stands at 2121-7E7E, the codes from A1A1 on are the extension."""
    table = read(entry("3021", "4E9C"), entry("3022", "5516"), entry("A1A1", "4E02"))
    assert [row.kind for row in table.rows] == ["standard", "standard", "extension"]


def test_lines_are_those_of_the_file() -> None:
    """An object on several lines counts from its first one."""
    text = '[\n {"code": "41A1",\n "unicode": "4E02"},\n\n {"code": "41A2", "unicode": "4E24"}]'
    assert [row.line for row in parse_gaiji(text.encode(), "t.json").rows] == [2, 5]


def test_all_faults_at_once() -> None:
    """Every wrong object is named with its line."""
    assert faults(
        entry("41G1", "4E02"),
        entry("41A2", "D800"),
        entry("41A3", ""),
        entry("41A4", "4E02") | {"options": ["sometimes"]},
        {"code": 0x41A5, "unicode": "4E02"},
        "41A6",
        entry("41A7", "4E02"),
        entry("41A7", "4E24"),
        entry("41A8", "4E02", hd="8FBA"),
    ) == (
        "line 2: Expected a code in hex such as X'80A1', F040 or U+E000, got '41G1'",
        "line 3: Expected a character, got U+D800: a surrogate",
        "line 4: Expected unicode in hex, got none",
        f"line 5: Expected options of {KNOWN}, got ['sometimes']",
        "line 6: Expected hex in quotes for code, got another value",
        "line 7: Expected an object with code and unicode, got another value",
        "line 10: Expected a selector such as E0103 as hd, got '8FBA'",
        "line 9: Expected one character for X'41A7', got U+4E24 here and U+4E02 in line 8",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"code": "41A1",\n "unicode": }]', "t.json, line 2: Expected JSON"),
        ('[{"code": "41A1", "unicode": "4E02"}', "t.json, line 1: Expected JSON"),
        ('[{"code": "41A1", "unicode": "4E02"}]\n[]', "t.json, line 2: Expected one list"),
        ("[\n" + "[" * 100_000, "t.json, line 2: Expected an object"),
        ("[\n\n" + "1" * 10_000 + "]", "t.json, line 3: Expected an object"),
    ],
)
def test_text_that_is_no_list(text: str, message: str) -> None:
    """The line of the first fault of the syntax."""
    with pytest.raises(CharsetError) as caught:
        parse_gaiji(text.encode(), "t.json")
    assert caught.value.faults[0].startswith(message)
