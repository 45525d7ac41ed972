"""Floating-point fields: base 16 of hosts and IEEE 754, a pass in Python beside the kernels.

Sources: z/Architecture Principles of Operation, SA22-7832, "Hexadecimal-Floating-Point
Instructions" (sign, seven bits of a power of 16 in excess 64, a fraction of 6 or 14 hexadecimal
digits; true zero is all zeros); IEEE 754-2019, binary32 and binary64.

The text of a number is the shortest decimal that gives the same bytes back: nine digits are always
enough for four bytes and eighteen for eight. It has an exponent (``1.5E-30``) below 0.0000001 and
from 10 to the 21st on. Infinity and what is no number (NaN) are null and N001. What encoding does
not write leaves ODD: minus zero, and base 16 whose fraction begins with zeros.

Floats are rare, so each distinct value of a batch is read once, and only layouts with floats pay.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import lru_cache
from typing import Self

import numpy as np
from numpy.typing import NDArray

from lgmigrate.columns import kernels as k
from lgmigrate.columns.batch import LONGEST_INLINE, NULL, Columns
from lgmigrate.record.layout import Base, Field

__all__ = ["FloatField", "decode_floats", "encode_floats"]

_NUMBER = re.compile(r"-?(?=\.?[0-9])[0-9]*\.?[0-9]*(?:E[+-]?[0-9]{1,4})?")
_PLAIN = range(-7, 21)  # powers of ten that are written without an exponent
_FURTHEST = 400  # no format here has such powers of ten


@dataclass(frozen=True, slots=True)
class _Format:
    """Numbers ``m * 2**e`` with ``m`` below ``2**bits`` and ``e`` from ``lowest`` in ``step``s; the
    exponent field is ``exponents`` wide. ``digits``: of the shortest decimal, those of which two
    never mean the same number, and those that always tell two numbers apart.
    """

    bits: int
    lowest: int
    step: int
    exponents: int
    digits: tuple[int, int]


_FORMATS: dict[tuple[Base, int], _Format] = {
    ("hex", 4): _Format(24, -280, 4, 7, (6, 9)),
    ("hex", 8): _Format(56, -312, 4, 7, (15, 18)),
    ("ieee", 4): _Format(24, -149, 1, 8, (6, 9)),
    ("ieee", 8): _Format(53, -1074, 1, 11, (15, 17)),
}


@dataclass(frozen=True, slots=True)
class FloatField:
    """A float of a layout: its number there, its batch column, where it stands and in which form;
    ``written`` and ``others`` are the bytes that mean null, ``zero`` whether the number zero does.
    """

    number: int
    column: int
    offset: int
    size: int
    base: Base
    little: bool
    written: bytes
    others: frozenset[bytes]
    zero: bool
    has_null: bool

    @classmethod
    def of(cls, field: Field, number: int, space: int, column: int) -> Self:
        """The float field ``number`` of a layout; ``space`` is the code page's."""
        fills = {"zero": 0, "low": 0, "blank": space, "high": 0xFF}
        forms = {one: bytes([fills[one]]) * field.length for one in field.null}
        return cls(
            number,
            column,
            field.offset,
            field.length,
            field.base,
            field.order == "little",
            forms[field.null[0]] if field.null else bytes(field.length),
            frozenset(raw for one, raw in forms.items() if one != "zero"),
            "zero" in field.null,
            bool(field.null),
        )

    def read(self, raw: bytes) -> tuple[str | None, int]:
        """Bytes of the field -> (text or null, event or -1)."""
        if raw in self.others:
            return None, -1 if raw == self.written else k.ODD
        text, same = _text(raw[::-1] if self.little else raw, self.base)
        if text is None:
            return None, k.N001
        if text == "0" and self.zero:
            return None, -1 if raw == self.written else k.ODD
        return text, -1 if same and not self._means_null(raw) else k.ODD

    def write(self, text: str | None) -> tuple[bytes, int]:
        """Text or null -> (bytes of the field, event or -1)."""
        if text is None:
            return self.written, -1 if self.has_null else k.N004
        if not _NUMBER.fullmatch(text):
            return self.written, k.N006
        raw = _bytes(Decimal(text), self.size, self.base)
        if raw is None:
            return self.written, k.N005
        raw = raw[::-1] if self.little else raw
        return (self.written, k.N005) if self._means_null(raw) else (raw, -1)

    def _means_null(self, raw: bytes) -> bool:
        return raw in self.others or (self.zero and not any(raw))


def decode_floats(
    one: FloatField, source: NDArray[np.uint8], starts: NDArray[np.int64], batch: Columns
) -> tuple[int, list[tuple[int, int]]]:
    """Fill the field's column from records at ``starts``; -> its number in the layout, and the
    row and event of everything noted.
    """
    places = starts[:, None] + np.arange(one.offset, one.offset + one.size)
    raws = np.ascontiguousarray(source[places]).view(f"V{one.size}").ravel()
    distinct, inverse = np.unique(raws.view(f"<u{one.size}"), return_inverse=True)
    read = [one.read(int(value).to_bytes(one.size, "little")) for value in distinct]
    views = _views([text for text, _ in read], batch)
    batch.views[one.column, : len(starts)] = views[inverse]
    events = np.array([event for _, event in read], np.int64)[inverse]
    rows = np.flatnonzero(events >= 0)
    return one.number, list(zip(rows.tolist(), events[rows].tolist(), strict=True))


def encode_floats(
    one: FloatField, batch: Columns, buffer: NDArray[np.uint8], starts: NDArray[np.int64]
) -> tuple[int, list[tuple[int, int]]]:
    """Write the field's column into the records at ``starts`` of ``buffer``; -> as
    ``decode_floats``.
    """
    texts = [batch.value(one.column, row) for row in range(batch.rows)]
    written = {text: one.write(text) for text in set(texts)}
    found = [written[text] for text in texts]
    content = np.frombuffer(b"".join(raw for raw, _ in found), np.uint8)
    places = starts[:, None] + np.arange(one.offset, one.offset + one.size)
    buffer[places] = content.reshape(-1, one.size)
    return one.number, [(row, event) for row, (_, event) in enumerate(found) if event >= 0]


def _views(texts: Sequence[str | None], batch: Columns) -> NDArray[np.uint64]:
    """String views of these texts, long ones on the batch's heap behind what is in use."""
    packed = []
    heap = bytearray()
    for text in texts:
        if text is None:
            packed.append(struct.pack("<QQ", *NULL))
            continue
        raw = text.encode()
        if len(raw) <= LONGEST_INLINE:
            packed.append(struct.pack("<I12s", len(raw), raw))
        else:
            packed.append(struct.pack("<I4sII", len(raw), raw, 0, batch.used + len(heap)))
            heap += raw
    batch.reserve(len(heap))
    batch.heap[batch.used : batch.used + len(heap)] = np.frombuffer(heap, np.uint8)
    batch.used += len(heap)
    return np.frombuffer(b"".join(packed), np.uint64).reshape(-1, 2)


@lru_cache(maxsize=1 << 14)
def _text(raw: bytes, base: Base) -> tuple[str | None, bool]:
    """Big-endian bytes -> (the number, whether encoding it gives these bytes); None: no number."""
    form = _FORMATS[base, len(raw)]
    field = int.from_bytes(raw, "big")
    negative = field >> (8 * len(raw) - 1)
    stored = 8 * len(raw) - 1 - form.exponents
    exponent = (field >> stored) & ((1 << form.exponents) - 1)
    whole = field & ((1 << stored) - 1)
    if base == "ieee":
        if exponent + 1 == 1 << form.exponents:
            return None, False
        whole |= (1 << stored) * (exponent > 0)
        exponent = max(exponent - 1, 0)
    if not whole:
        return "0", not any(raw)
    power = form.lowest + form.step * exponent
    top, bottom = whole << max(power, 0), 1 << max(-power, 0)
    decimal = Decimal(0)
    normal = _normal(whole, power, form)
    full = whole >> (form.bits - form.step) > 0  # else the next numbers are relatively far off
    for digits in range(form.digits[0] if full else 1, form.digits[1] + 1):
        decimal = Context(prec=digits).divide(Decimal(top), Decimal(bottom))
        if _nearest(decimal, form) == normal:
            break
    shown = _shown(-decimal if negative else decimal)
    return shown, normal == (whole, power)


def _normal(whole: int, power: int, form: _Format) -> tuple[int, int]:
    """The same number without zeros before its fraction, where the format has it so."""
    while power > form.lowest and whole << form.step < 1 << form.bits:
        whole, power = whole << form.step, power - form.step
    if form.step > 1 and whole >> (form.bits - form.step) == 0:
        return -1, 0  # below the smallest number that encoding writes
    return whole, power


def _nearest(value: Decimal, form: _Format) -> tuple[int, int]:
    """The number of the format nearest to a decimal above zero, ties to even."""
    top, bottom = value.as_integer_ratio()
    power = top.bit_length() - bottom.bit_length() - form.bits - form.step
    power = max(power - (power - form.lowest) % form.step, form.lowest)
    while True:
        above, below = top << max(-power, 0), bottom << max(power, 0)
        whole, rest = divmod(above, below)
        whole += 2 * rest > below or (2 * rest == below and whole & 1)
        if whole < 1 << form.bits:
            return whole, power
        power += form.step


def _bytes(value: Decimal, size: int, base: Base) -> bytes | None:
    """The big-endian bytes whose number is this one; None where there are none: too large, too
    small, or with more digits than such a number keeps.
    """
    if not value:
        return bytes(size)
    if abs(value.adjusted()) > _FURTHEST:
        return None
    form = _FORMATS[base, size]
    whole, power = _nearest(abs(value), form)
    if (whole, power) != _normal(whole, power, form) or not whole:
        return None
    stored = 8 * size - 1 - form.exponents
    field = ((power - form.lowest) // form.step << stored) + whole
    if field >> stored >= (1 << form.exponents) - (base == "ieee"):
        return None
    raw = (field | (value < 0) << (8 * size - 1)).to_bytes(size, "big")
    text, _ = _text(raw, base)
    return raw if text is not None and Decimal(text) == value else None


def _shown(value: Decimal) -> str:
    """A decimal without needless zeros, with an exponent where it is far from the point."""
    sign, digits, _ = value.as_tuple()
    shown = "".join(map(str, digits)).rstrip("0")
    power = value.adjusted()
    if power in _PLAIN:
        plain = f"{value:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    point = f"{shown[0]}.{shown[1:]}" if shown[1:] else shown
    return f"{'-' if sign else ''}{point}E{power}"
