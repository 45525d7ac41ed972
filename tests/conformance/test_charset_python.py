"""cp932 and EUC-JP against Python's codecs: every byte string of the forms, every character."""

from __future__ import annotations

import pytest

from lgmigrate import charset
from lgmigrate.testing.charset_reference import decode_text, encode_text

CODECS = {"cp932": "cp932", "euc-jp": "euc_jp"}
NOT_TEXT = {"cp932": "\x80\xa0", "euc-jp": ""}
"""What Python maps the bytes 80 and A0 of cp932 to; FD-FF it maps to private use."""


def is_text(name: str, value: str) -> bool:
    """Neither a control character nor private use nor a byte that is no character."""
    return not any(
        char < " " or char == "\x7f" or "\ue000" <= char <= "\uf8ff" or char in NOT_TEXT[name]
        for char in value
    )


def python_decode(name: str, data: bytes) -> str | None:
    """Python's value where it is text."""
    try:
        value = data.decode(CODECS[name])
    except UnicodeDecodeError:
        return None
    return value if is_text(name, value) else None


def python_encode(name: str, char: str) -> bytes | None:
    """Python's bytes where the character is text."""
    try:
        return char.encode(CODECS[name]) if is_text(name, char) else None
    except UnicodeEncodeError:
        return None


@pytest.mark.parametrize("name", CODECS)
def test_every_byte_and_every_pair(name: str) -> None:
    """All 256 bytes and all 65,536 pairs of bytes mean what Python says."""
    page = charset.load(name)
    values = [bytes([byte]) for byte in range(256)]
    values += [code.to_bytes(2, "big") for code in range(0x10000)]
    differ = [
        data.hex()
        for data in values
        if decode_text(page, data, "mixed")[0] != python_decode(name, data)
    ]
    assert differ == []


def test_every_triple() -> None:
    """All three-byte codes of EUC-JP, those beyond its 94 by 94 included."""
    page = charset.load("euc-jp")
    values = [b"\x8f" + bytes([one, two]) for one in range(0x80, 256) for two in range(0x80, 256)]
    assert {data: decode_text(page, data, "mixed")[0] for data in values} == {
        data: python_decode("euc-jp", data) for data in values
    }


@pytest.mark.parametrize("name", CODECS)
def test_every_character(name: str) -> None:
    """Every character of the basic plane encodes as in Python; aliases are those that change."""
    page = charset.load(name)
    for point in range(0x10000):
        if 0xD800 <= point < 0xE000:
            continue
        char = chr(point)
        data = python_encode(name, char)
        if data is None:
            expected: tuple[bytes | None, tuple[str, ...]] = (None, ("C005",))
        else:
            expected = (data, () if data.decode(CODECS[name]) == char else ("C006",))
        assert encode_text(page, char, "mixed") == expected, f"U+{point:04X}"


@pytest.mark.parametrize(("name", "count"), [("cp932", 398), ("euc-jp", 0)])
def test_one_way_double_bytes(name: str, count: int) -> None:
    """The codes that Python does not encode back to: rows that NEC and IBM have twice."""
    expected = []
    for code in range(0x8140, 0x10000):
        data = code.to_bytes(2, "big")
        value = python_decode(name, data)
        if value is not None and len(value) == 1 and value.encode(CODECS[name]) != data:
            expected.append(code)
    double = charset.load(name).double
    assert [code for code in range(0x10000) if double[code] >> 29 & 0b101 == 1] == expected
    assert len(expected) == count
