"""Floats of one field, slow and obvious, by exact fractions.

Sources: z/Architecture Principles of Operation, SA22-7832, "Hexadecimal-Floating-Point
Instructions"; IEEE 754-2019, binary32 and binary64. Where base 16 is written, the nearest number
with a normalised fraction is; ties go to the even one.
"""

from __future__ import annotations

import re
import struct
from decimal import Context, Decimal
from fractions import Fraction

from lgmigrate.record.layout import Field

__all__ = ["decode", "encode"]

_DIGITS = {4: 9, 8: 18}  # enough to tell any two numbers of so many bytes apart
_IEEE = {4: ">f", 8: ">d"}


def decode(field: Field, raw: bytes) -> tuple[str | None, frozenset[str]]:
    """Bytes that are no raw null form -> (text or null, finding codes)."""
    ordered = raw if field.order == "big" else raw[::-1]
    number = _hex(ordered) if field.base == "hex" else _ieee(ordered)
    if number is None:
        return None, frozenset({"N001"})
    if number == 0:
        return (None if "zero" in field.null else "0"), frozenset()
    for digits in range(1, _DIGITS[len(raw)] + 1):
        shortest = Context(prec=digits).divide(
            Decimal(number.numerator), Decimal(number.denominator)
        )
        if _read(field, _nearest(field, Fraction(shortest))) == number:
            break
    return _show(shortest), frozenset()


def encode(field: Field, text: str) -> tuple[bytes | None, str]:
    """Text -> (bytes, "") or (None, finding code). What the field reads as null does not fit it,
    nor does what comes back as another number.
    """
    if not re.fullmatch(r"-?(?=\.?[0-9])[0-9]*\.?[0-9]*(E[+-]?[0-9]{1,4})?", text):
        return None, "N006"
    value = Decimal(text)
    if value and abs(value.adjusted()) > 400:
        return None, "N005"
    raw = _nearest(field, Fraction(value)) if value else bytes(field.length)
    if raw is None:
        return None, "N005"
    back, _ = decode(field, raw)
    return (raw, "") if back is not None and Decimal(back) == value else (None, "N005")


def _read(field: Field, raw: bytes | None) -> Fraction | None:
    if raw is None:
        return None
    ordered = raw if field.order == "big" else raw[::-1]
    return _hex(ordered) if field.base == "hex" else _ieee(ordered)


def _hex(raw: bytes) -> Fraction:
    sign, power = (-1 if raw[0] & 0x80 else 1), (raw[0] & 0x7F) - 64
    fraction = Fraction(int.from_bytes(raw[1:], "big"), 256 ** (len(raw) - 1))
    return sign * fraction * Fraction(16) ** power


def _ieee(raw: bytes) -> Fraction | None:
    (number,) = struct.unpack(_IEEE[len(raw)], raw)
    return Fraction(number) if number - number == 0 else None


def _nearest(field: Field, value: Fraction) -> bytes | None:
    nearest = _nearest_hex if field.base == "hex" else _nearest_ieee
    found = nearest(value, field.length)
    return found if found is None or field.order == "big" else found[::-1]


def _nearest_hex(value: Fraction, size: int) -> bytes | None:
    """The power of 16 by which a number is below 1, then its digits."""
    places = 2 * (size - 1)
    power, rest = 0, abs(value)
    while rest >= 1:
        rest, power = rest / 16, power + 1
    while rest < Fraction(1, 16) and power > -64:
        rest, power = rest * 16, power - 1
    digits: int = round(rest * 16**places)
    if digits == 16**places:
        digits, power = digits // 16, power + 1
    if power > 63 or digits < 16 ** (places - 1):
        return None
    return bytes([(value < 0) << 7 | power + 64]) + digits.to_bytes(size - 1, "big")


def _nearest_ieee(value: Fraction, size: int) -> bytes | None:
    """The neighbour that is nearest, of all those that are one step from a first guess."""
    kind = _IEEE[size]
    try:
        guess = struct.pack(kind, float(abs(value)))
    except OverflowError:
        return None
    number = int.from_bytes(guess, "big")
    top = int.from_bytes(struct.pack(kind, float("inf")), "big")
    near = range(max(number - 1, 0), min(number + 2, top))

    def far(one: int) -> tuple[Fraction, int]:
        (found,) = struct.unpack(kind, one.to_bytes(size, "big"))
        return abs(Fraction(found) - abs(value)), one & 1

    best = min(near, key=far) | (value < 0) << (8 * size - 1)
    return best.to_bytes(size, "big")


def _show(value: Decimal) -> str:
    """Without an exponent from 0.0000001 to below 10 to the 21st."""
    sign, digits, _ = value.as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    power = value.adjusted()
    if not -7 <= power < 21:
        return "-" * sign + text[0] + ("." + text[1:]) * (len(text) > 1) + f"E{power}"
    if power < 0:
        return "-" * sign + "0." + "0" * (-power - 1) + text
    whole, rest = text[: power + 1].ljust(power + 1, "0"), text[power + 1 :]
    return "-" * sign + whole + ("." + rest) * bool(rest)
