"""Shift codes, spaces, halves and faults, case by case, on the scalar reference codec.

Codes from IBM's charts of 290 and 300: A = C1, ｱ = 81, 日 = 4562, 本 = 4566. X'57' is a hole of
290, X'4241' one of 300.
"""

from __future__ import annotations

from typing import Literal

import pytest

from lgmigrate import charset
from lgmigrate.testing.charset_reference import decode_text, encode_text

Usage = Literal["single", "double", "mixed"]


@pytest.mark.parametrize(
    ("usage", "data", "text", "codes"),
    [
        ("mixed", "", "", ()),
        ("mixed", "C181", "Aｱ", ()),
        ("mixed", "C1 0E 4562 4566 0F 81", "A日本ｱ", ()),
        ("mixed", "C1 0E 4562 0F 40 40", "A日  ", ()),
        # repeated shifts, and shifts around nothing, change nothing
        ("mixed", "0E 0E 4562 0E 4566 0F 0F C1", "日本A", ()),
        ("mixed", "0F C1 0E 0F", "A", ()),
        # the final shift-in is missing
        ("mixed", "C1 0E 4562", "A日", ("C003",)),
        ("mixed", "C1 0E", "A", ("C003",)),
        # spaces in double-byte mode: in pairs, alone at the end, before a shift, before a character
        ("mixed", "0E 4562 4040 0F", "日\u3000", ()),
        ("mixed", "0E 4562 4040 40", "日\u3000 ", ("C003",)),
        ("mixed", "0E 4562 40 0F C1", "日 A", ()),
        ("mixed", "0E 4562 40 4566 0F", "日 本", ()),
        # faults
        ("mixed", "0E 4562 45", None, ("C002",)),
        ("mixed", "0E 4562 45 0F", None, ("C002",)),
        ("mixed", "C1 57", None, ("C001",)),
        ("mixed", "0E 4241 0F", None, ("C001",)),
        ("mixed", "0E 6941 0F", None, ("C001",)),
        ("mixed", "C1 15", None, ("C004",)),
        ("mixed", "C1 25", None, ("C004",)),
        ("mixed", "C1 00", None, ("C004",)),
        ("mixed", "0E 0041 0F", None, ("C004",)),
        ("mixed", "57 00", None, ("C001",)),
        ("double", "4562 4566", "日本", ()),
        ("double", "4562 4040", "日\u3000", ()),
        ("double", "0E45 620F", None, ("C004",)),
        ("double", "4562 45", None, ("C002",)),
        ("double", "4241", None, ("C001",)),
        ("double", "4241 0000", None, ("C004",)),
        ("double", "C1C2", None, ("C001",)),
        ("single", "C1 40 81", "A ｱ", ()),
        ("single", "0E 4562 0F", None, ("C004",)),
        ("single", "57", None, ("C001",)),
        ("single", "57 00", None, ("C004",)),
    ],
)
def test_decode_host(usage: Usage, data: str, text: str | None, codes: tuple[str, ...]) -> None:
    """What a host's field says, and which finding says that it cannot be read."""
    page = charset.load("ibm930")
    assert decode_text(page, bytes.fromhex(data), usage) == (text, codes)


@pytest.mark.parametrize("usage", ["single", "double", "mixed"])
def test_decode_pure_double(usage: Usage) -> None:
    """A page without a single-byte set has pairs in every usage."""
    page = charset.load("ibm300")
    assert decode_text(page, bytes.fromhex("4562 4566"), usage) == ("日本", ())
    assert decode_text(page, bytes.fromhex("0E45 620F"), usage) == (None, ("C004",))
    assert encode_text(page, "日本", usage) == (bytes.fromhex("4562 4566"), ())


@pytest.mark.parametrize(
    ("name", "data", "text", "codes"),
    [
        ("cp932", "41 B1 93FA 20", "Aｱ日 ", ()),
        ("cp932", "93FA 93", None, ("C002",)),
        ("cp932", "93FA 80", None, ("C001",)),
        ("cp932", "F040", None, ("C001",)),
        ("cp932", "8120", None, ("C001",)),
        ("cp932", "41 0D 0A", None, ("C004",)),
        ("cp932", "41 0E", None, ("C004",)),
        ("cp932", "8740 FA4A", "①Ⅰ", ()),
        ("euc-jp", "41 8EB1 C6FC", "Aｱ日", ()),
        ("euc-jp", "8FB0A1 C6", None, ("C002",)),
        ("euc-jp", "8FB0A1", "丂", ()),
        ("euc-jp", "8FB0", None, ("C002",)),
        ("euc-jp", "8F", None, ("C002",)),
        ("euc-jp", "85", None, ("C001",)),
        ("euc-jp", "8F2020", None, ("C001",)),
        ("utf-8", "41 E697A5 F0A0AE9F", "A日𠮟", ()),
        ("utf-8", "E697", None, ("C002",)),
        ("utf-8", "C0AF", None, ("C001",)),
        ("utf-8", "E08080", None, ("C001",)),
        ("utf-8", "EDA080", None, ("C001",)),
        ("utf-8", "F4908080", None, ("C001",)),
        ("utf-8", "E6 41 A5", None, ("C001",)),
        ("utf-8", "C285", None, ("C004",)),
        ("utf-8", "EFBFBE", None, ("C004",)),
        ("utf-8", "EFB790", None, ("C004",)),
        ("utf-8", "F09FBFBF", None, ("C004",)),
        ("utf-8", "7F", None, ("C004",)),
        ("utf-8", "EE8080", "\ue000", ()),
    ],
)
@pytest.mark.parametrize("usage", ["single", "double", "mixed"])
def test_decode_by_first_byte(
    name: str, data: str, text: str | None, codes: tuple[str, ...], usage: Usage
) -> None:
    """Where the first byte tells the length, every usage reads the same."""
    assert decode_text(charset.load(name), bytes.fromhex(data), usage) == (text, codes)


@pytest.mark.parametrize(
    ("name", "usage", "text", "data", "codes"),
    [
        ("ibm930", "mixed", "", "", ()),
        ("ibm930", "mixed", "A日本ｱ", "C1 0E 4562 4566 0F 81", ()),
        ("ibm930", "mixed", "日 本", "0E 4562 0F 40 0E 4566 0F", ()),
        ("ibm930", "mixed", "日\u3000本", "0E 4562 4040 4566 0F", ()),
        ("ibm930", "mixed", "俠A", "0E 52EC 0F C1", ("C006",)),
        ("ibm930", "mixed", "俠\u0e01", None, ("C005",)),
        ("ibm930", "double", "日本", "4562 4566", ()),
        ("ibm930", "double", "日A", None, ("C005",)),
        ("ibm930", "single", "Aｱ", "C1 81", ()),
        ("ibm930", "single", "日", None, ("C005",)),
        ("ibm930", "mixed", "A\n", None, ("C005",)),
        ("ibm930", "mixed", "\ue000", None, ("C005",)),
        ("ibm930", "mixed", "\ud800", None, ("C005",)),
        ("ibm930", "mixed", "𠮟", None, ("C005",)),
        ("ibm1390", "mixed", "か\u309aか", "0E ECB5 4486 0F", ()),
        ("ibm1390", "mixed", "か\u309a€", "0E ECB5 0F E1", ()),
        ("ibm1390", "double", "€", "42E1", ()),
        ("cp932", "mixed", "Aｱ日①", "41 B1 93FA 8740", ()),
        ("cp932", "mixed", "日\x00", None, ("C005",)),
        ("cp932", "mixed", "丂", None, ("C005",)),
        ("euc-jp", "mixed", "Aｱ日丂", "41 8EB1 C6FC 8FB0A1", ()),
        ("euc-jp", "mixed", "¥", "5C", ("C006",)),
        ("utf-8", "mixed", "A日𠮟", "41 E697A5 F0A0AE9F", ()),
        ("utf-8", "mixed", "\x85", None, ("C005",)),
        ("utf-8", "mixed", "\ud800", None, ("C005",)),
        ("utf-8", "mixed", "\uffff", None, ("C005",)),
    ],
)
def test_encode(
    name: str, usage: Usage, text: str, data: str | None, codes: tuple[str, ...]
) -> None:
    """Fewest shifts, a closing shift-in, and a finding where a character has no bytes."""
    expected = None if data is None else bytes.fromhex(data)
    assert encode_text(charset.load(name), text, usage) == (expected, codes)
