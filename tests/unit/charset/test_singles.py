"""Single-byte sets of Japanese hosts: the cells in which they differ, controls, both directions."""

from __future__ import annotations

import pytest

from lgmigrate.charset.singles import host_bytes, single_names, single_set
from lgmigrate.errors import CharsetError

EBCDIC = ("ebcdik", "ebcdic", "nec-kana", "fujitsu-kana", "fujitsu-english", "fujitsu-ascii")
SIGNS = "[]!|^\\$~"
WITH_KANA = ("ebcdik", "nec-kana", "fujitsu-kana")


def decoded(name: str) -> dict[int, str]:
    """Byte -> character."""
    one = single_set(name)
    keys = one.keys.tolist()
    assert all(key & 0xFFFFFFFF == 0 for key in keys)
    return dict(zip(one.codes.tolist(), [chr(key >> 32) for key in keys], strict=True))


def encoded(name: str) -> dict[str, int]:
    """Character -> byte."""
    one = single_set(name)
    chars = [chr(key >> 32) for key in one.encode_keys.tolist()]
    assert len(set(chars)) == len(chars)
    return dict(zip(chars, one.encode_codes.tolist(), strict=True))


def spelled(name: str, text: str) -> bytes:
    """Text in bytes of a set."""
    back = encoded(name)
    return bytes(back[char] for char in text)


@pytest.mark.parametrize("name", single_names())
def test_every_byte_comes_back(name: str) -> None:
    """What a byte decodes to is written as this byte."""
    back = encoded(name)
    assert {byte: back[char] for byte, char in decoded(name).items()} == {
        byte: byte for byte in decoded(name)
    }


@pytest.mark.parametrize("name", EBCDIC)
def test_capitals_digits_and_common_signs(name: str) -> None:
    """Where the sets agree they are code page 037."""
    text = " .<(+&*);-/,%_>?:#@'=\"{}0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    agreed = "".join(char for char in text if char not in "{}")
    assert spelled(name, agreed) == agreed.encode("cp037")
    assert spelled(name, "{}") == b"\xc0\xd0"


@pytest.mark.parametrize("name", EBCDIC)
def test_controls_are_those_of_037(name: str) -> None:
    """Bytes 00-3F and FF; 15 is NEL and 25 is LF."""
    cells = decoded(name)
    for byte in (*range(0x40), 0xFF):
        assert cells[byte] == bytes([byte]).decode("cp037")


@pytest.mark.parametrize("name", WITH_KANA)
def test_kana(name: str) -> None:
    """The whole row of kana, as on IBM's katakana hosts."""
    kana = "".join(map(chr, range(0xFF61, 0xFFA0)))
    assert spelled(name, kana).hex() == (
        "414243444546474849515253545556588182838485868788898a8c8d8e8f9091929394959697"
        "98999a9d9e9fa2a3a4a5a6a7a8a9aaacadaeafbabbbcbdbebf"
    )


SMALL = {
    "ebcdik": "59626364656667686970717273747576777880" + "8b9b9ca0abb0b1",
    "nec-kana": "57596263646566676869707172737475767778" + "808b9b9ca0abb0",
    "ebcdic": "818283848586878889919293949596979899" + "a2a3a4a5a6a7a8a9",
    "fujitsu-english": "818283848586878889919293949596979899" + "a2a3a4a5a6a7a8a9",
    "fujitsu-ascii": "818283848586878889919293949596979899" + "a2a3a4a5a6a7a8a9",
}


@pytest.mark.parametrize("name", SMALL)
def test_small_letters(name: str) -> None:
    """Small letters are where the makers differ most."""
    assert spelled(name, "abcdefghijklmnopqrstuvwxyz").hex() == SMALL[name]


def test_katakana_of_fujitsu_has_no_small_letters() -> None:
    """Its kana leave them no room."""
    assert not set("abcdefghijklmnopqrstuvwxyz") & set(encoded("fujitsu-kana"))


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("ebcdik", "4a5a4f6a5f5be0a1"),
        ("ebcdic", "4a5a4f6a5f5be0a1"),
        ("nec-kana", "4a5a4f6a5f5be0a1"),
        ("fujitsu-ascii", "4a5a4f6a5fe05ba1"),
    ],
)
def test_national_signs(name: str, codes: str) -> None:
    """[ ] ! | ^, backslash, dollar and tilde."""
    assert spelled(name, SIGNS).hex() == codes


@pytest.mark.parametrize("name", ["fujitsu-kana", "fujitsu-english"])
def test_national_signs_of_fujitsu(name: str) -> None:
    """Its own signs, and the bytes that other signs are written as."""
    cells = decoded(name)
    own = [cells[byte] for byte in (0x4A, 0x4F, 0x5A, 0x5B, 0x5F, 0x6A, 0xA1, 0xE0)]
    assert own == list("£|!\\¬¦‾$")
    assert spelled(name, "[^~").hex() == "4a5fa1"
    assert "]" not in encoded(name)


def test_latin_ebcdic_has_kana_between_its_letters() -> None:
    """Some of its kana."""
    assert spelled("ebcdic", "ｱｲｺﾃﾄﾈﾉﾊﾋﾑﾒﾟ").hex() == "596270808a8e8f909aa0aab7"


def test_jis8() -> None:
    """ASCII and kana; the yen sign and the overline are written as backslash and tilde."""
    cells = decoded("jis8")
    assert [cells[byte] for byte in range(0x80)] == [chr(byte) for byte in range(0x80)]
    kana = bytes(range(0xA1, 0xE0))
    assert "".join(cells[byte] for byte in kana) == kana.decode("shift_jis")
    assert not cells.keys() & {0xA0, *range(0xE0, 0x100)}
    assert spelled("jis8", "¥‾") == b"\x5c\x7e"


@pytest.mark.parametrize("name", [*WITH_KANA, "ebcdic", "fujitsu-english", "fujitsu-ascii"])
def test_yen_sign_is_the_byte_of_the_backslash(name: str) -> None:
    """One sign, two names."""
    assert spelled(name, "¥") == spelled(name, "\\")


def test_ascii() -> None:
    """Seven bits, and nothing that is written as something else."""
    assert encoded("ascii") == {chr(byte): byte for byte in range(0x80)}


def test_host_bytes_of_nec() -> None:
    """Bytes of two-byte codes, those that are no character alone included."""
    table = host_bytes()
    assert [table[byte] for byte in b'!"azA{|}~'] == list(bytes.fromhex("4f7f57b0c1c06ad0a1"))
    upper = bytes(table[byte] for byte in range(0xE0, 0xFF))
    assert upper.hex() == "b2b3b4b5b6b7b8b9cacbcccdcecfdadbdcdddedfeaebecedeeeffafbfcfdfe"
    graphic = [*range(0x21, 0x7F), *range(0xA1, 0xFF)]
    assert len({table[byte] for byte in graphic}) == 188


def test_unknown_name() -> None:
    """The message lists what there is."""
    with pytest.raises(CharsetError, match=r"Expected one of jis8, ascii, ebcdik.*got 'ebcdix'"):
        single_set("ebcdix")
