"""Fields with shift codes, rule by rule, with bytes written by hand.

JEF: X'28' (also X'38', X'30E2' for other sizes of print) and X'29'; KEIS: X'0A42' and X'0A41'.
日 is JIS 467C, 本 4B5C: C6FC and CBDC in JEF and KEIS; X'C1' is A, X'40' a space.
"""

from __future__ import annotations

import pytest

from lgmigrate.record.layout import Field, NullForm
from tests.property.column_cases import Case, decode, encode

__all__: list[str] = []


def field(usage: str, length: int, *null: NullForm) -> Field:
    """A field of text at the front of a record."""
    return Field(name="f", usage=usage, offset=0, length=length, null=null)  # type: ignore[arg-type]  # a usage of text


DECODED = [
    ("a field begins with single bytes", "jef", "C1 28 C6FC 29 C1", "A日A", None, False),
    ("no shift back at the end", "jef", "28 C6FC", "日", "C003", True),
    ("nothing behind a shift to double bytes", "jef", "C1 28", "A", "C003", True),
    ("a shift to double bytes and back at once", "jef", "C1 28 29 40", "A", None, True),
    ("a shift to double bytes twice", "jef", "28 28 C6FC 29", "日", None, True),
    ("a shift back twice", "jef", "28 C6FC 29 29", "日", None, True),
    ("a shift back without one before", "jef", "29 C1", "A", None, True),
    ("another size of print", "jef", "38 C6FC 29", "日", None, True),
    ("the third size of print", "jef", "30E2 C6FC 29", "日", None, True),
    ("a change of size between characters", "jef", "28 C6FC 38 CBDC 29", "日本", None, True),
    ("the first byte of a shift code alone", "jef", "C1 30 C1", None, "C004", True),
    ("a space of two bytes", "jef", "28 C6FC 4040 CBDC 29", "日\u3000本", None, False),
    ("the other space of two bytes", "jef", "28 C6FC A1A1 CBDC 29", "日\u3000本", None, True),
    ("a lone space among double bytes", "jef", "28 C6FC 40 29", "日 ", None, True),
    ("spaces moved over the end", "jef", "28 C6FC 40 40 40", "日\u3000 ", "C003", True),
    ("the space that is not written", "jef:space=a1a1", "28 C6FC 4040 29", "日\u3000", None, True),
    ("half a character before the shift", "jef", "28 C6FC CB 29", None, "C002", True),
    ("half a character at the end", "jef", "28 C6FC CB", None, "C002", True),
    ("a shift code of two bytes", "keis83", "0A42 C6FC 0A41 C1", "日A", None, False),
    ("X'0A' as half of a character", "keis83", "0A42 C6 0A41 C1", None, "C002", True),
    ("X'0A' without its second byte", "keis83", "0A42 C6FC 0A", None, "C002", True),
    ("X'0A' before another byte", "keis83", "0A42 C6FC 0A43", None, "C004", True),
    ("X'0A' among single bytes", "keis83", "C1 0A C1", None, "C004", True),
    ("a shift code of JIS8", "jipsj", "1A70 467C 1A71 41", "日A", None, False),
    ("X'93' and any even byte", "letsj", "9372 C6FC 93F3 41", "日A", None, True),
    ("the shift codes that are written", "letsj", "9370 C6FC 93F1 41", "日A", None, False),
    ("escape sequences", "iso-2022-jp", "1B2442 467C 1B2842 41", "日A", None, False),
    ("JIS C 6226 as an escape", "iso-2022-jp", "1B2440 467C 1B2842 41", "日A", None, True),
]


@pytest.mark.parametrize(
    ("name", "raw", "text", "code", "odd"),
    [row[1:] for row in DECODED],
    ids=[row[0] for row in DECODED],
)
def test_decode(name: str, raw: str, text: str | None, code: str | None, *, odd: bool) -> None:
    """The text, the finding, and whether the bytes must be kept to come back."""
    content = bytes.fromhex(raw)
    (found,) = decode(Case(field("mixed", len(content)), name), [content])
    assert (found.value, found.codes) == (text, frozenset({code} if code else ()))
    assert odd == (found.odd or code not in (None, "C003"))


@pytest.mark.parametrize(
    ("null", "raw", "text", "code"),
    [
        ((), "0000 0000", None, "C004"),
        (("low",), "0000 0000", None, None),
        ((), "FFFF FFFF", None, "C001"),
        (("high",), "FFFF FFFF", None, None),
        (("low", "high"), "0000 FFFF", None, "C004"),
        ((), "4040 4040", None, None),
        ((), "C6FC 4040", "日", None),
    ],
)
def test_runs_in_a_field_of_double_bytes(
    null: tuple[NullForm, ...], raw: str, text: str | None, code: str | None
) -> None:
    """Low and high values are no value where the layout says so, and findings elsewhere."""
    content = bytes.fromhex(raw)
    (found,) = decode(Case(field("double", len(content), *null), "jef"), [content])
    assert (found.value, found.codes) == (text, frozenset({code} if code else ()))


ENCODED = [
    ("shifts only where the set changes", "jef", 10, "A日本A", "C1 28 C6FC CBDC 29 C1 40", None),
    ("spaces behind the shift back", "jef", 6, "日", "28 C6FC 29 40 40", None),
    ("cut between two characters", "jef", 5, "日本", "28 C6FC 29 40", "C007"),
    ("no room for the shift back", "jef", 3, "日", "40 40 40", "C007"),
    ("no room for the shift forth", "jef", 4, "A日", "C1 40 40 40", "C007"),
    ("exactly full", "jef", 6, "日本", "28 C6FC CBDC 29", None),
    ("two bytes a shift", "keis83", 8, "日A", "0A42 C6FC 0A41 C1 40", None),
    ("two bytes a shift, cut", "keis83", 7, "日本", "0A42 C6FC 0A41 40", "C007"),
    ("three bytes a shift, cut", "iso-2022-jp", 9, "A日本", "41 1B2442 467C 1B2842", "C007"),
    ("no code at all", "jef", 8, "日\U0002000b", "40" * 8, "C005"),
    ("no code behind the cut", "jef", 4, "日本\U0002000b", "40" * 4, "C005"),
]


@pytest.mark.parametrize(
    ("name", "length", "text", "raw", "code"),
    [row[1:] for row in ENCODED],
    ids=[row[0] for row in ENCODED],
)
def test_encode(name: str, length: int, text: str, raw: str, code: str | None) -> None:
    """What does not fit is cut at a character, closed, padded, and reported."""
    wanted = bytes.fromhex(raw)
    (found,) = encode(Case(field("mixed", length), name), [text])
    assert found.value == wanted.ljust(length, b" " if name == "iso-2022-jp" else b"\x40")
    assert found.codes == frozenset({code} if code else ())
