"""The host pages against glibc, which has its own tables: every code through ``iconv``.

Both agree on every code, symbol pairs included. Only decoding of double-byte sets is compared:
where glibc has no code for a character it writes a substitute without a word. Its IBM290 is left
out: it reads half-width kana as full-width ones, unlike its own IBM930.
"""

from __future__ import annotations

import shutil
import subprocess

import pytest

from lgmigrate import charset
from lgmigrate.testing.charset_reference import decode_text

HOSTS = {
    "ibm930": "IBM930",
    "ibm939": "IBM939",
    "ibm1390": "IBM1390",
    "ibm1399": "IBM1399",
    "ibm5026": "IBM930",
    "ibm5035": "IBM939",
}
LATIN = {
    "ibm037": "IBM037",
    "ibm500": "IBM500",
    "ibm1047": "IBM1047",
    "ibm1140": "IBM1140",
}
SINGLES = HOSTS | LATIN | {"ibm290": "IBM930", "ibm1027": "IBM939", "ibm931": "IBM037"}
DOUBLES = HOSTS | {"ibm300": "IBM930", "ibm16684": "IBM1390", "ibm931": "IBM930"}


def has_converters() -> bool:
    """Whether this iconv is glibc's, with the IBM converters."""
    if shutil.which("iconv") is None:
        return False
    run = subprocess.run(["iconv", "-l"], capture_output=True, check=False)
    return all(f"{name}//".encode() in run.stdout for name in SINGLES.values())


pytestmark = pytest.mark.skipif(not has_converters(), reason="glibc's iconv is absent")


def iconv(data: bytes, converter: str) -> list[str]:
    """Decode values that stand between marks; what cannot be decoded leaves nothing."""
    command = ["iconv", "-c", "-f", converter, "-t", "UTF-8"]
    run = subprocess.run(command, input=data, capture_output=True, check=False)
    return run.stdout.decode().split("++\n")[:-1]


def text_only(value: str) -> str | None:
    """None for nothing, for a control character and for private use."""
    graphic = value and all(
        char >= " " and not "\x7f" <= char < "\xa0" and not "\ue000" <= char <= "\uf8ff"
        for char in value
    )
    return value if graphic else None


@pytest.mark.parametrize("name", SINGLES)
def test_every_single_byte(name: str) -> None:
    """All bytes but the shift codes decode alike."""
    page = charset.load(name)
    codes = [bytes([byte]) for byte in range(256) if byte not in b"\x0e\x0f"]
    values = iconv(b"".join(code + b"\x4e\x4e\x25" for code in codes), SINGLES[name])
    expected = dict(zip(codes, map(text_only, values), strict=True))
    assert sum(value is not None for value in expected.values()) >= 163
    assert {code: decode_text(page, code, "single")[0] for code in codes} == expected


@pytest.mark.parametrize("name", DOUBLES)
def test_every_double_byte(name: str) -> None:
    """Every pair of graphic bytes, and the double space, decode alike."""
    page = charset.load(name)
    codes = [b"\x40\x40"]
    codes += [bytes([one, two]) for one in range(0x41, 0xFF) for two in range(0x41, 0xFF)]
    data = b"".join(b"\x0e" + code + b"\x0f\x4e\x4e\x25" for code in codes)
    expected = dict(zip(codes, map(text_only, iconv(data, DOUBLES[name])), strict=True))
    found = {code: decode_text(page, code, "double")[0] for code in codes}
    differ = [code.hex() for code in codes if expected[code] != found[code]]
    assert differ == []
    assert sum(value is not None for value in expected.values()) >= 7_265
