"""Numbers of one field, slow and obvious, by their hexadecimal digits.

Sources: z/Architecture Principles of Operation, SA22-7832, "Decimal-Number Formats": zoned and
packed, sign codes A C E F plus and B D minus; Enterprise COBOL, SIGN clause and USAGE (S9(n)
in the zone of its last or first byte, or a byte of its own with + or -). Where zones are X'3'
(ASCII) 3x is plus and 7x minus, as MF, GnuCOBOL and opensource COBOL write them; a sign byte that
was converted as text is one of ``{A-I`` (plus) or ``}J-R`` (minus), and so are those of compilers
that keep the letters of a host (Micro Focus: SIGN"EBCDIC", GnuCOBOL: -fsign=EBCDIC).

A number is held as ``units``: the whole number without its decimal point.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from typing import Literal

from lgmigrate.charset.page import CodePage
from lgmigrate.record.layout import Field, Overpunch

__all__ = ["decode", "encode", "write"]

MOST = 18
ALL_BITS = 2**64
HOST = 0xF0
_EXACT = Context(prec=400)
_PLUS, _MINUS = "acef", "bd"
_CONVERTED = {
    **{byte: f"+{digit}" for digit, byte in enumerate(b"{ABCDEFGHI")},
    **{byte: f"-{digit}" for digit, byte in enumerate(b"}JKLMNOPQR")},
}


def decode(field: Field, raw: bytes, page: CodePage) -> tuple[str | None, frozenset[str]]:
    """Bytes that are no raw null form -> (text or null, finding codes)."""
    if field.usage == "binary":
        order: Literal["big", "little"] = field.order
        units = int.from_bytes(raw, order, signed=field.sign != "none")
        negative = units < 0
        found = f"{units:+d}"
    else:
        found = _read(field, raw, page)
        if found[0] not in "+-":
            return None, frozenset({found})
        negative = found[0] == "-"
        units = int(found)
    zero = units == 0 and "zero" in field.null
    nines = "nines" in field.null and units == 10**field.digits - 1 and not negative
    if zero or nines:
        return None, frozenset()
    return show(field, units), frozenset()


def show(field: Field, units: int) -> str:
    """The canonical text of a number."""
    if field.value == "digits":
        return f"{units:0{field.digits}d}"
    if field.scale < 0:
        return str(units * 10**-field.scale)
    return f"{Decimal(units).scaleb(-field.scale):f}"


def _read(field: Field, raw: bytes, page: CodePage) -> str:
    """A sign and digits, or a finding code."""
    if not field.length:
        return _read_column(field, raw)
    if field.usage == "packed":
        return _read_packed(field, raw.hex()) if field.nibble else _read_bare(raw.hex())
    if field.sign.endswith("separate"):
        return _read_separate(field, raw, page)
    if field.sign == "none":
        return _read_zones(raw, page, "+")
    at = len(raw) - 1 if field.sign == "trailing" else 0
    sign = _sign_byte(raw[at], page, field.overpunch)
    if sign == "N001":
        return sign
    digit = bytes([page.zone + (raw[at] & 0xF if sign == "N003" else int(sign[1]))])
    digits = _read_zones(raw[:at] + digit + raw[at + 1 :], page, sign[0])
    return digits if digits == "N001" or sign != "N003" else "N003"


def _read_zones(raw: bytes, page: CodePage, sign: str) -> str:
    zone = f"{page.zone >> 4:x}"
    if not re.fullmatch(f"({zone}[0-9])*", raw.hex()):
        return "N001"
    return sign + (raw.hex()[1::2] or "0")


def _sign_byte(byte: int, page: CodePage, overpunch: Overpunch) -> str:
    """The sign and the digit of a byte, or a finding code."""
    half, digit = f"{byte >> 4:x}", f"{byte & 0xF:x}"
    if page.zone == HOST:
        if digit not in "0123456789":
            return "N001"
        if half in "0123456789":
            return "N003"
        return ("-" if half in _MINUS else "+") + digit
    if overpunch != "zone45" and byte in _CONVERTED:
        return _CONVERTED[byte]
    plus, minus = ("34", "57") if overpunch == "zone45" else ("3", "7")
    if half not in plus + minus or digit not in "0123456789":
        return "N001"
    return ("+" if half in plus else "-") + digit


def _read_separate(field: Field, raw: bytes, page: CodePage) -> str:
    trailing = field.sign == "trailing_separate"
    mark, body = (raw[-1], raw[:-1]) if trailing else (raw[0], raw[1:])
    digits = _read_zones(body, page, "+")
    if digits == "N001":
        return digits
    signs = {0x4E: "+", 0x60: "-"} if page.zone == HOST else {0x2B: "+", 0x2D: "-"}
    return signs[mark] + digits[1:] if mark in signs else "N003"


def _read_bare(nibbles: str) -> str:
    return "+" + nibbles if nibbles.isdecimal() else "N002"


def _read_packed(field: Field, nibbles: str) -> str:
    if not nibbles[:-1].isdecimal():
        return "N002"
    sign = nibbles[-1]
    if sign not in _PLUS + _MINUS or (sign in _MINUS and field.sign == "none"):
        return "N003"
    return ("-" if sign in _MINUS else "+") + nibbles[:-1]


def _read_column(field: Field, raw: bytes) -> str:
    """A delimited number: ASCII, a sign and a point only where the field has one."""
    if raw[:1] in (b"+", b"-") and field.sign == "none":
        return "N003"
    shape = rb"([+-]?)([0-9]*)(?:\.([0-9]*))?" if field.scale else rb"([+-]?)([0-9]*)()"
    match = re.fullmatch(shape, raw)
    if not match or not match[2] + (match[3] or b"") or len(match[3] or b"") > field.scale:
        return "N001"
    digits = match[2].decode() + (match[3] or b"").decode().ljust(field.scale, "0")
    if len(digits.lstrip("0")) > MOST:
        return "N001"
    return ("-" if match[1] == b"-" else "+") + (digits or "0")


def encode(field: Field, text: str) -> tuple[int | None, str]:
    """Text -> (units, "") or (None, finding code). What the field reads as null does not fit it,
    nor do digits beyond 64 bits, nor digits that the field has no place for.
    """
    match = re.fullmatch(r"(-?)([0-9]*)\.?([0-9]*)", text)
    if not match or not match[2] + match[3]:
        return None, "N006"
    whole, decimals = match[2], match[3]
    if int(whole + decimals) >= ALL_BITS:
        return None, "N005"
    exact = Decimal(text).scaleb(field.scale, _EXACT)
    units = int(exact)
    if units != exact:
        return None, "N005"
    fits = not (match[1] and field.sign == "none")
    if field.digits:
        fits &= abs(units) < 10**field.digits
    if field.usage == "binary" and fits:
        signed = field.sign != "none"
        limit = 1 << (8 * field.length - signed)
        fits = (-limit if signed else 0) <= units < limit
    means_null = (units == 0 and "zero" in field.null) or (
        "nines" in field.null and units == 10**field.digits - 1
    )
    return (units, "") if fits and not means_null else (None, "N005")


def write(field: Field, units: int, page: CodePage) -> bytes:
    """Units that fit -> the bytes of the field."""
    if not field.length:
        return show(field, units).encode()
    digits = str(abs(units))
    if field.usage == "binary":
        return units.to_bytes(field.length, field.order, signed=field.sign != "none")
    if field.usage == "packed":
        sign = "f" if field.sign == "none" else ("d" if units < 0 else field.plus)
        return bytes.fromhex((digits + sign * field.nibble).zfill(2 * field.length))
    room = field.length - field.sign.endswith("separate")
    raw = bytes(page.zone + int(digit) for digit in digits.zfill(room))
    if field.sign == "none":
        return raw
    host = page.zone == HOST
    if field.sign.endswith("separate"):
        mark = (b"\x60" if host else b"-") if units < 0 else (b"\x4e" if host else b"+")
        return raw + mark if field.sign == "trailing_separate" else mark + raw
    at = room - 1 if field.sign == "trailing" else 0
    return raw[:at] + _with_sign(field, raw[at] & 0xF, units < 0, page) + raw[at + 1 :]


def _with_sign(field: Field, digit: int, negative: bool, page: CodePage) -> bytes:  # noqa: FBT001  one of two signs
    if page.zone != HOST and field.overpunch == "ebcdic":
        return (b"}JKLMNOPQR" if negative else b"{ABCDEFGHI")[digit : digit + 1]
    if page.zone == HOST:
        plus, minus = int(field.plus, 16), 0xD
    else:
        plus, minus = (4, 5) if field.overpunch == "zone45" else (3, 7)
    return bytes([(minus if negative else plus) << 4 | digit])
