"""The IBM pages against ICU: every code and every character, through ``uconv``.

ICU is asked here in another way than by the generator: damage is escaped, not skipped. Two pages
are held against what their halves are by definition: 931 is 037 and 300 (ICU's table of that name
is a copy of 939), and 1027 is the single-byte half of 939 (ICU has it in no other form).
"""

from __future__ import annotations

import shutil
import subprocess
from functools import cache

import pytest

from lgmigrate import charset
from lgmigrate.charset import CodePage
from lgmigrate.testing.charset_reference import decode_text, encode_text

pytestmark = pytest.mark.skipif(
    shutil.which("uconv") is None, reason="uconv (icu-devtools) is absent"
)

HOSTS = {
    "ibm930": "ibm-930",
    "ibm939": "ibm-939",
    "ibm1390": "ibm-1390",
    "ibm1399": "ibm-1399",
    "ibm5026": "ibm-5026",
    "ibm5035": "ibm-5035",
}
DOUBLES = HOSTS | {"ibm300": "ibm-930", "ibm16684": "ibm-1390", "ibm931": "ibm-930"}
ALONE = {
    "ibm290": "ibm-290",
    "ibm037": "ibm-37",
    "ibm500": "ibm-500",
    "ibm1047": "ibm-1047",
    "ibm1140": "ibm-1140",
}
SINGLES = {
    **HOSTS,
    **ALONE,
    "ibm930": "ibm-290",
    "ibm1390": "ibm-8482",
    "ibm1399": "ibm-5123",
    "ibm1027": "ibm-939",
    "ibm931": "ibm-37",
}
OF_300 = ("ibm930", "ibm939", "ibm931", "ibm5026", "ibm5035", "ibm300")
CHARACTERS = [
    chr(point)
    for point in range(0xA0, 0x10000)
    if not 0xD800 <= point < 0xF900 and point not in range(0xFDD0, 0xFDF0) and point < 0xFFFE
]
ASTRAL = [chr(point) for point in range(0x10000, 0x30000) if point & 0xFFFE != 0xFFFE]


def uconv(data: bytes, source: str, target: str, *options: str) -> bytes:
    """One run over all of the data, in one block."""
    command = ["uconv", "-b", "50000000", "-f", source, "-t", target, *options]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def is_text(value: str) -> bool:
    """Neither ICU's escape of damage, nor a control character, nor private use."""
    damaged = "\\" in value and len(value) > 1
    return (
        bool(value)
        and not damaged
        and not any(
            char < " " or "\x7f" <= char < "\xa0" or "\ue000" <= char <= "\uf8ff" for char in value
        )
    )


@pytest.mark.parametrize("name", SINGLES)
def test_every_single_byte(name: str) -> None:
    """All 256 bytes decode as in ICU's single-byte half."""
    page = charset.load(name)
    codes = [byte for byte in range(256) if byte not in b"\x0e\x0f"]
    text = uconv(
        b"".join(bytes([byte]) + b"\x4e\x4e\x25" for byte in codes),
        SINGLES[name],
        "utf-8",
        *("--from-callback", "escape-c"),
    ).decode()
    values = text.split("++\n")[:-1]
    expected = {
        byte: value if is_text(value) else None for byte, value in zip(codes, values, strict=True)
    }
    assert sum(value is not None for value in expected.values()) >= 163
    assert {byte: decode_text(page, bytes([byte]), "single")[0] for byte in codes} == expected


@cache
def double_bytes(converter: str) -> dict[bytes, str | None]:
    """All 65,536 double bytes and what ICU decodes them to, private use and controls apart."""
    codes = [code.to_bytes(2, "big") for code in range(0x10000)]
    shiftless = [code for code in codes if code[0] not in b"\x0e\x0f"]
    text = uconv(
        b"".join(b"\x0e" + code + b"\x0f\x0f\x4e\x4e\x25" for code in shiftless),
        converter,
        "utf-8",
        *("--from-callback", "escape-c"),
    ).decode()
    expected: dict[bytes, str | None] = dict.fromkeys(codes)
    values = zip(shiftless, text.split("++\n")[:-1], strict=True)
    return expected | {code: value for code, value in values if is_text(value)}


@pytest.mark.parametrize("name", DOUBLES)
def test_every_double_byte(name: str) -> None:
    """Every double byte decodes as in ICU."""
    page = charset.load(name)
    expected = double_bytes(DOUBLES[name])
    assert sum(value is not None for value in expected.values()) >= 7_265
    assert {code: decode_text(page, code, "double")[0] for code in expected} == expected


@pytest.mark.parametrize("name", OF_300)
def test_symbols_of_windows(name: str) -> None:
    """With the option ms five codes differ from ICU, and no other one; both characters of each
    pair encode to the code.
    """
    page = charset.load(f"{name}:ms")
    differ = {
        code.hex(): (value, found)
        for code, value in double_bytes("ibm-930").items()
        if (found := decode_text(page, code, "double")[0]) != value
    }
    assert differ == {
        "4260": ("\u2212", "\uff0d"),
        "426a": ("\u00a6", "\uffe4"),
        "43a1": ("\u301c", "\uff5e"),
        "444a": ("\u2014", "\u2015"),
        "447c": ("\u2016", "\u2225"),
    }
    for code, (theirs, ours) in differ.items():
        assert theirs is not None
        assert ours is not None
        assert encode_text(page, ours, "double") == (bytes.fromhex(code), ())
        assert encode_text(page, theirs, "double") == (bytes.fromhex(code), ("C006",))


@pytest.mark.parametrize("name", ["ibm930", "ibm5026", "ibm1390"])
def test_user_defined_areas(name: str) -> None:
    """The codes of an area stand for ICU's private use, in the same order."""
    converter = "ibm-1390" if name == "ibm1390" else "ibm-930"
    count = {"ibm930": 4_370, "ibm5026": 1_880, "ibm1390": 6_205}[name]
    found: dict[int, int] = {}
    for area in charset.load(name).areas:
        found |= {code: area.first + place for place, code in enumerate(area.codes())}
    codes = sorted(found)
    data = b"\x0e" + b"".join(code.to_bytes(2, "big") for code in codes) + b"\x0f"
    text = uconv(data, converter, "utf-8").decode()
    assert text == "".join(chr(found[code]) for code in codes)
    assert len(codes) == count
    assert sorted(found.values()) == list(range(0xE000, 0xE000 + count))


def test_16684_is_the_double_half_of_1390() -> None:
    """ICU's own 16684 agrees on every character of the page, read as one text."""
    page = charset.load("ibm16684")
    codes = [code.to_bytes(2, "big") for code in range(0x4040, 0x10000)]
    values = {code: decode_text(page, code, "double")[0] for code in codes}
    known = {code: value for code, value in values.items() if value}
    text = uconv(b"".join(known), "ibm-16684", "utf-8").decode()
    assert text == "".join(known.values())


def encoded(converter: str, values: list[str], *options: str) -> dict[str, bytes]:
    """Character -> bytes, shift codes included; absent where ICU has none."""
    output = uconv(
        "".join(value + "\n" for value in values).encode("utf-32-be"),
        "utf-32-be",
        converter,
        *("--to-callback", "escape-java", *options),
    ).split(b"\x25")[:-1]
    return {
        value: code
        for value, code in zip(values, output, strict=True)
        if len(code) == 1 or (len(code) == 4 and code[:1] == b"\x0e")
    }


def sequences(page: CodePage) -> list[str]:
    """The two-code-point values of a page."""
    values = (decode_text(page, bytes(divmod(code, 256)), "double")[0] for code in range(0x10000))
    return [value for value in values if value and len(value) == 2]


@pytest.mark.parametrize("name", HOSTS)
def test_every_character(name: str) -> None:
    """Every character encodes as in ICU with its fallbacks, and fallbacks are the aliases."""
    page = charset.load(name)
    values = CHARACTERS + sequences(page)
    exact = encoded(HOSTS[name], values)
    expected = {
        value: (code, () if value in exact else ("C006",))
        for value, code in encoded(HOSTS[name], values, "--fallback").items()
    }
    assert len(expected) > 7_000
    found = {value: encode_text(page, value, "mixed") for value in values}
    assert {value: answer for value, answer in found.items() if answer[0]} == expected


@pytest.mark.parametrize("name", ALONE)
def test_every_character_of_single_bytes(name: str) -> None:
    """A single-byte page encodes what ICU encodes without its fallbacks."""
    page = charset.load(name)
    values = [chr(point) for point in range(0x20, 0x7F)] + CHARACTERS
    expected = {
        value: (code, ()) for value, code in encoded(ALONE[name], values).items() if len(code) == 1
    }
    assert len(expected) >= 163
    found = {value: encode_text(page, value, "mixed") for value in values}
    assert {value: answer for value, answer in found.items() if answer[0]} == expected


def test_every_character_of_931() -> None:
    """A character that 037 has is one byte; the others are those of 300."""
    page = charset.load("ibm931")
    exact = encoded("ibm-930", CHARACTERS)
    expected = {
        value: (code, () if value in exact else ("C006",))
        for value, code in encoded("ibm-930", CHARACTERS, "--fallback").items()
        if len(code) == 4
    }
    latin = encoded("ibm-37", CHARACTERS)
    expected |= {value: (code, ()) for value, code in latin.items() if len(code) == 1}
    assert len(expected) > 7_000
    found = {value: encode_text(page, value, "mixed") for value in CHARACTERS}
    assert {value: answer for value, answer in found.items() if answer[0]} == expected


@pytest.mark.parametrize("name", SINGLES)
def test_new_line(name: str) -> None:
    """ICU's U+000A is the page's, and the other byte with the option nl=15."""
    assert uconv(b"\x15\x25", SINGLES[name], "utf-8").decode() == "\x85\n"
    for option, newline, other in (
        ("", 0x25, 0x15),
        (":nl=25", 0x25, 0x15),
        (":nl=15", 0x15, 0x25),
    ):
        controls = charset.load(f"{name}{option}").controls.tolist()
        assert (controls.index(0x0A), controls.index(0x85)) == (newline, other)


@pytest.mark.parametrize("name", HOSTS)
def test_every_character_beyond_the_basic_plane(name: str) -> None:
    """Planes 1 and 2 hold what ICU encodes, and nothing else."""
    page = charset.load(name)
    expected = encoded(HOSTS[name], ASTRAL, "--fallback")
    pairs = zip(page.pair_keys.tolist(), page.pair_values.tolist(), strict=True)
    found = {
        chr(key >> 32): b"\x0e" + (value & 0xFFFF).to_bytes(2, "big") + b"\x0f"
        for key, value in pairs
        if key & 0xFFFFFFFF == 0
    }
    assert found == expected
    assert all(encode_text(page, char, "mixed") == (code, ()) for char, code in found.items())
