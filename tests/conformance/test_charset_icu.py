"""The IBM pages against ICU: every code and every character, through ``uconv``.

ICU is asked here in another way than by the generator: damage is escaped, not skipped.
"""

from __future__ import annotations

import shutil
import subprocess

import pytest

from lgmigrate import charset
from lgmigrate.charset import CodePage
from lgmigrate.testing.charset_reference import decode_text, encode_text

pytestmark = pytest.mark.skipif(
    shutil.which("uconv") is None, reason="uconv (icu-devtools) is absent"
)

HOSTS = {"ibm930": "ibm-930", "ibm939": "ibm-939", "ibm1390": "ibm-1390", "ibm1399": "ibm-1399"}
DOUBLES = HOSTS | {"ibm300": "ibm-930", "ibm16684": "ibm-1390"}
SINGLES = HOSTS | {"ibm930": "ibm-290", "ibm1390": "ibm-8482", "ibm1399": "ibm-5123"}
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


@pytest.mark.parametrize("name", DOUBLES)
def test_every_double_byte(name: str) -> None:
    """All 65,536 double bytes decode as in ICU, private use and controls apart."""
    page = charset.load(name)
    codes = [code.to_bytes(2, "big") for code in range(0x10000)]
    shiftless = [code for code in codes if code[0] not in b"\x0e\x0f"]
    text = uconv(
        b"".join(b"\x0e" + code + b"\x0f\x0f\x4e\x4e\x25" for code in shiftless),
        DOUBLES[name],
        "utf-8",
        *("--from-callback", "escape-c"),
    ).decode()
    expected: dict[bytes, str | None] = dict.fromkeys(codes)
    values = zip(shiftless, text.split("++\n")[:-1], strict=True)
    expected |= {code: value for code, value in values if is_text(value)}
    assert sum(value is not None for value in expected.values()) >= 7_265
    assert {code: decode_text(page, code, "double")[0] for code in codes} == expected


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
