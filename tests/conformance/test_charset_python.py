"""Pages against Python's codecs: every byte string of their forms, every character."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lgmigrate import charset
from lgmigrate.testing.charset_reference import decode_text, encode_text

CODECS = {
    "cp932": "cp932",
    "shift_jis-2004": "shift_jis_2004",
    "euc-jp": "euc_jp",
    "euc-jis-2004": "euc_jis_2004",
}
NOT_TEXT = {"cp932": "\x80\xa0"}
"""What Python maps the bytes 80 and A0 of cp932 to; FD-FF it maps to private use."""

LATIN = {"ibm037": "cp037", "ibm500": "cp500", "ibm1140": "cp1140"}
PLANES = range(0x30000)
"""Planes 0 to 2; JIS X 0213 takes from no later one."""


def is_text(name: str, value: str) -> bool:
    """Neither a control character nor private use nor a byte that is no character."""
    return not any(
        char < " "
        or char == "\x7f"
        or "\ue000" <= char <= "\uf8ff"
        or char in NOT_TEXT.get(name, "")
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


def scalars() -> Iterator[str]:
    """Every code point of the planes but surrogates."""
    return (chr(point) for point in PLANES if not 0xD800 <= point < 0xE000)


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


@pytest.mark.parametrize("name", ["euc-jp", "euc-jis-2004"])
def test_every_triple(name: str) -> None:
    """All three-byte codes of EUC, those beyond its 94 by 94 included."""
    page = charset.load(name)
    values = [b"\x8f" + bytes([one, two]) for one in range(0x80, 256) for two in range(0x80, 256)]
    assert {data: decode_text(page, data, "mixed")[0] for data in values} == {
        data: python_decode(name, data) for data in values
    }


@pytest.mark.parametrize("name", CODECS)
def test_every_character(name: str) -> None:
    """Every character encodes as in Python; aliases are those that change."""
    page = charset.load(name)
    known = {chr(key >> 32) for key in page.pair_keys.tolist()}
    for char in scalars():
        data = python_encode(name, char)
        if char > "\uffff":
            assert (data is not None) == (char in known), ascii(char)
        if data is None:
            if char > "\uffff":
                continue
            expected: tuple[bytes | None, tuple[str, ...]] = (None, ("C005",))
        else:
            expected = (data, () if data.decode(CODECS[name]) == char else ("C006",))
        assert encode_text(page, char, "mixed") == expected, ascii(char)


@pytest.mark.parametrize("name", ["shift_jis-2004", "euc-jis-2004"])
def test_sequences(name: str) -> None:
    """The 25 characters of JIS X 0213 that are two code points in Unicode, both ways; apart from
    each other the code points are two characters.
    """
    page = charset.load(name)
    keys = [key for key in page.pair_keys.tolist() if key & 0xFFFFFFFF]
    assert len(keys) == 25
    assert len(page.pair_keys) == 25 + 303
    for key in keys:
        text = chr(key >> 32) + chr(key & 0xFFFFFFFF)
        data = text.encode(CODECS[name])
        assert data.decode(CODECS[name]) == text
        assert encode_text(page, text, "mixed") == (data, ())
        assert decode_text(page, data, "mixed") == (text, ())
        apart = text[0] + "A" + text
        assert encode_text(page, apart, "mixed")[0] == apart.encode(CODECS[name])


@pytest.mark.parametrize(
    ("name", "count"), [("cp932", 398), ("shift_jis-2004", 0), ("euc-jp", 0), ("euc-jis-2004", 0)]
)
def test_one_way_double_bytes(name: str, count: int) -> None:
    """The codes that Python does not encode back to: rows that NEC and IBM have twice."""
    expected = []
    for code in range(0x8140, 0x10000):
        data = code.to_bytes(2, "big")
        value = python_decode(name, data) if charset.load(name).lead[data[0]] == 2 else None
        if value is not None and value.encode(CODECS[name]) != data:
            expected.append(code)
    double = charset.load(name).double
    assert [code for code in range(0x10000) if double[code] >> 29 & 0b101 == 1] == expected
    assert len(expected) == count


def test_three_bytes_that_do_not_come_back() -> None:
    """EUC-JIS-2004 reads JIS X 0212 where JIS X 0213 has no row; Python writes those characters
    as JIS X 0213 has them.
    """
    page = charset.load("euc-jis-2004")
    for trails in range(0xA1A1, 0xFEFF):
        data = b"\x8f" + trails.to_bytes(2, "big")
        value = python_decode("euc-jis-2004", data)
        assert bool(page.triple[trails] >> 31) == (value is None)
        if value is not None:
            back = value.encode("euc_jis_2004")
            assert bool(page.triple[trails] >> 29 & 1) == (back != data), data.hex()


@pytest.mark.parametrize("name", LATIN)
def test_latin_hosts(name: str) -> None:
    """All bytes and all characters of the EBCDIC pages that Python has."""
    page = charset.load(name)
    text = [bytes([byte]).decode(LATIN[name]) for byte in range(256)]
    control = [char < " " or "\x7f" <= char < "\xa0" for char in text]
    for byte, char in enumerate(text):
        expected = (None, ("C004",)) if control[byte] else (char, ())
        assert decode_text(page, bytes([byte]), "single") == expected
    there = {char: byte for byte, char in enumerate(text) if not control[byte]}
    for point in range(0x10000):
        data = bytes([there[chr(point)]]) if chr(point) in there else None
        assert encode_text(page, chr(point), "single")[0] == data


@pytest.mark.parametrize("escape", ["$B", "$@"])
def test_every_code_of_iso_2022_jp(escape: str) -> None:
    """Every code of JIS X 0208 decodes as in Python, behind either shift code: the one of 1978 is
    read as the one of 1983.
    """
    page = charset.load("iso-2022-jp")
    for code in range(0x2121, 0x7F7F):
        data = code.to_bytes(2, "big")
        if not (0x21 <= data[0] <= 0x7E and 0x21 <= data[1] <= 0x7E):
            continue
        try:
            value = (b"\x1b$B" + data + b"\x1b(B").decode("iso2022_jp")
        except UnicodeDecodeError:
            value = None
        found = decode_text(page, f"\x1b{escape}".encode() + data + b"\x1b(B", "mixed")
        assert found == ((value, ()) if value is not None else (None, ("C001",))), data.hex()


def test_every_character_of_iso_2022_jp() -> None:
    """Python writes JIS X 0208 and ASCII alike; JIS X 0201 only where the name says roman."""
    ascii_page, roman = charset.load("iso-2022-jp"), charset.load("iso-2022-jp:roman")
    number = 0
    for char in scalars():
        try:
            data = char.encode("iso2022_jp") if char >= " " and char != "\x7f" else None
        except UnicodeEncodeError:
            data = None
        if char in "\u00a5\u203e":
            assert data is not None
            assert encode_text(ascii_page, char, "mixed") == (None, ("C005",))
            assert encode_text(roman, char, "mixed")[0] == data[3:4]
        elif char <= "\uffff":
            assert encode_text(ascii_page, char, "mixed")[0] == data, ascii(char)
            number += data is not None
    assert number == 95 + 6_879
    assert encode_text(roman, "\\~", "mixed") == (None, ("C005",))
    kanji = "日本".encode("iso2022_jp").replace(b"\x1b(B", b"\x1b(J")
    assert encode_text(roman, "日本", "mixed") == (kanji, ())
    assert decode_text(roman, kanji, "mixed") == ("日本", ())


@pytest.mark.parametrize(
    ("name", "codec"), [("utf-8", "utf-8"), ("utf-16le", "utf-16-le"), ("utf-16be", "utf-16-be")]
)
def test_every_character_of_unicode(name: str, codec: str) -> None:
    """Every code point that is text, alone and among others."""
    page = charset.load(name)
    text = "".join(
        char
        for char in scalars()
        if char >= " "
        and not "\x7f" <= char < "\xa0"
        and ord(char) & 0xFFFE != 0xFFFE
        and not "\ufdd0" <= char <= "\ufdef"
    )
    data = text.encode(codec)
    assert encode_text(page, text, "mixed") == (data, ())
    assert decode_text(page, data, "mixed") == (text, ())
