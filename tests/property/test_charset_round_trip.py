"""A code comes back as itself or is marked one-way; a character likewise or is an alias.

Exhaustive over every code and every character of every page, hence without hypothesis.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest

from lgmigrate import charset
from lgmigrate.charset import CodePage
from lgmigrate.testing.charset_reference import decode_text, encode_text

Usage = Literal["single", "double", "mixed"]

NAMES = (
    *charset.names(),
    *("ibm930:ms", "ibm931:ms", "ibm300:ms"),
    *("jef:english:83:code", "jef:ascii:90:code:ms", "jef:kana:78:code:ibm:space=a1a1"),
    *("jef:jis8", "jef:noshift:83"),
    *("keis78:face:ms", "keis83:ebcdic:ibm", "keis90:noshift:space=a1a1"),
    *("jipsj:83:face", "jipse:90:ms", "jipse:noshift"),
    *("letsj:ascii:ms", "letsj:noshift", "iso-2022-jp:roman"),
)
"""Every family, and every option that changes characters somewhere."""

UTF16 = {"utf16le": "utf-16-le", "utf16be": "utf-16-be"}


def codes(page: CodePage) -> Iterator[tuple[bytes, bool, Usage]]:
    """Every code that decodes, whether it is one-way, and a usage in which it is the whole text."""
    for byte, entry in enumerate(page.single.tolist()):
        if not entry >> 63:
            code = chr(byte).encode(UTF16[page.form]) if page.form in UTF16 else bytes([byte])
            yield code, bool(entry >> 61 & 1), "single"
    for number, entry in enumerate(page.double.tolist()):
        if not entry >> 31:
            yield number.to_bytes(2, "big"), bool(entry >> 29 & 1), "double"
    for number, entry in enumerate(page.triple.tolist()):
        if not entry >> 31:
            yield b"\x8f" + number.to_bytes(2, "big"), bool(entry >> 29 & 1), "mixed"


def shifted(page: CodePage, code: bytes) -> bytes:
    """A code as a field of mixed usage."""
    return page.shift_out + code + page.shift_in if len(code) == 2 else code


@pytest.mark.parametrize("name", NAMES)
def test_codes(name: str) -> None:
    """encode(decode(code)) == code exactly where the code is not marked."""
    page = charset.load(name)
    number = 0
    for code, one_way, usage in codes(page):
        text, _ = decode_text(page, code, usage)
        assert text is not None
        back, _ = encode_text(page, text, "mixed")
        assert (back == shifted(page, code)) != one_way, code.hex()
        number += 1
    assert number >= 95


def characters(page: CodePage) -> Iterator[tuple[str, Usage]]:
    """Every character of the encode tables, in every usage in which it has bytes."""
    for point in range(0x10000):
        if page.to_single[point]:
            yield chr(point), "single"
        if page.to_double[point]:
            yield chr(point), "double"
    for key in page.pair_keys.tolist():
        yield chr(key >> 32) + (chr(key & 0xFFFFFFFF) if key & 0xFFFFFFFF else ""), "double"


@pytest.mark.parametrize("name", NAMES)
def test_characters(name: str) -> None:
    """decode(encode(character)) == character exactly where no alias is reported."""
    page = charset.load(name)
    number = 0
    for text, usage in characters(page):
        data, found = encode_text(page, text, usage)
        assert data is not None
        assert found in ((), ("C006",))
        back, _ = decode_text(page, data, usage)
        assert (back == text) == (found == ()), ascii(text)
        number += 1
    assert number >= 95
