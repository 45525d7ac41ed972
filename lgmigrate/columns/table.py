"""Record layouts and code pages as the tables that the kernels read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage
from lgmigrate.columns import kernels as k
from lgmigrate.record.layout import Field, RecordLayout

__all__ = [
    "EVENTS",
    "KEEPS_VALUE",
    "NO_FINDING",
    "EraRow",
    "era_table",
    "field_table",
    "narrow_table",
    "page_numbers",
    "shift_table",
    "sign_bytes",
    "wide_table",
]

EVENTS = (
    *("ODD", "C001", "C002", "C003", "C004", "C005", "C006", "C007"),
    *("N001", "N002", "N003", "N004", "N005", "N006", "D001", "D002", "D003", "D004"),
    *("M001", "M002", "M003", "M004", "S001", "S003", "S004", "S005", "K002"),
    *("WATCHED", "C008", "C009"),
)
"""The finding code of each event number; ODD and WATCHED are none: the source's bytes must be kept,
the ledger lists a character of the value.
"""

NO_FINDING = frozenset({"ODD", "WATCHED"})
"""Events that are no findings."""

KEEPS_VALUE = frozenset({"C003", "C006", "C008", "C009", "D002", "M004", "WATCHED"})
"""Events that leave the value as it is; after every other one but ODD it is null."""

_SIGNS = {
    "none": k.SIGN_NONE,
    "trailing": k.SIGN_TRAILING,
    "leading": k.SIGN_LEADING,
    "trailing_separate": k.SIGN_TRAILING_SEPARATE,
    "leading_separate": k.SIGN_LEADING_SEPARATE,
}
_NULLS = {"blank": k.BLANK, "zero": k.ZERO, "low": k.LOW, "high": k.HIGH, "nines": k.NINES}
_FORMS = {"yyyymmdd": k.YYYYMMDD, "yymmdd": k.YYMMDD, "gyymmdd": k.GYYMMDD}
_NUMBERS = {
    "zoned": k.ZONED,
    "packed": k.PACKED,
    "binary": k.BINARY,
    "date": k.DATE,
    "float": k.FLOAT,
}
_ANY_PAGE = {"filler": k.FILLER, "national": k.UTF16, **_NUMBERS}
_HOST_TEXT = {"single": k.SINGLE, "double": k.DOUBLE, "mixed": k.MIXED}
_LEAD_TEXT = {"single": k.LEAD, "double": k.LEAD_DOUBLE, "mixed": k.LEAD}
_LETTERS = (b"{ABCDEFGHI", b"}JKLMNOPQR")  # X'C0' to X'C9', X'D0' to X'D9' converted as text
HOST = 0xF0  # the zone of digits on hosts
_SIGNS_SIZE = k.WRITTEN + 32


@dataclass(frozen=True, slots=True, kw_only=True)
class EraRow:
    """An era as the kernels need it: ``code`` its digit in the source, ``start`` and ``end``
    YYYYMMDD (end 0: still running), ``base`` the year before its first.
    """

    code: int
    name: str
    start: int
    end: int
    base: int


def _kind(field: Field, page: CodePage) -> int:
    if field.usage in _ANY_PAGE:
        return _ANY_PAGE[field.usage]
    if page.form == "utf8":
        return k.UTF8
    if page.form in ("utf16le", "utf16be"):
        return k.UTF16_DOUBLE if field.usage == "double" else k.UTF16
    if page.form == "lead":
        return _LEAD_TEXT[field.usage]
    return k.DOUBLE if page.form == "double" else _HOST_TEXT[field.usage]


def field_table(layout: RecordLayout, page: CodePage, columns: Sequence[int]) -> NDArray[np.int64]:
    """int64[fields, 17]: one row a field; ``columns`` are their batch columns."""
    table = np.zeros((len(layout.fields), 17), np.int64)
    styles = _styles(layout)
    for number, field in enumerate(layout.fields):
        row = table[number]
        kind = _kind(field, page)
        nulls = sum(_NULLS[null] for null in field.null)
        write = _NULLS[field.null[0]] if field.null else 0
        if kind not in _NUMBERS.values():
            nulls |= k.BLANK
            write = write or k.BLANK
        if kind == k.BINARY and nulls & (k.LOW | k.BLANK):
            nulls, write = k.ZERO, k.ZERO
        if not field.nibble and nulls & k.LOW:  # the bytes of zero
            nulls = nulls & ~k.LOW | k.ZERO
            write = k.ZERO if write == k.LOW else write
        row[k.KIND], row[k.OFFSET], row[k.LENGTH] = kind, field.offset, field.length
        row[k.DIGITS], row[k.SCALE] = field.digits, field.scale
        row[k.SIGN] = _SIGNS[field.sign] if field.nibble else k.NO_NIBBLE
        row[k.SIGN_BYTES] = styles.index(_style(field)) * _SIGNS_SIZE
        row[k.VALUE] = field.value == "digits"
        row[k.NULLS], row[k.WRITE] = nulls, write
        row[k.PLUS] = int(field.plus, 16)
        own_order = kind == k.BINARY or field.usage == "national"
        row[k.ORDER] = (field.order == "little") if own_order else page.form == "utf16le"
        row[k.FORM], row[k.CARRIER] = _FORMS[field.form], field.carrier == "packed"
        row[k.PIVOT] = field.pivot
        row[k.UNKNOWN] = int(field.unknown) if field.unknown else -1
        row[k.COLUMN] = columns[number]
    return table


def _style(field: Field) -> tuple[str, str]:
    return field.overpunch, field.plus


def _styles(layout: RecordLayout) -> list[tuple[str, str]]:
    """How the layout's fields write signs into digits."""
    return list(dict.fromkeys(map(_style, layout.fields)))


def sign_bytes(layout: RecordLayout, page: CodePage) -> NDArray[np.uint8]:
    """uint8[288 * styles]: what a byte with a digit and a sign is, and which byte is written, for
    each way of the layout's fields; see ``kernels.NO_SIGN``.
    """
    blocks = [_sign_block(page.zone, *style) for style in _styles(layout)]
    return np.frombuffer(b"".join(blocks) + bytes(8), np.uint8)


def _sign_block(zone: int, overpunch: str, plus: str) -> bytes:
    """The bytes of one style: those that are read, the written ones last."""
    zones = {0x30: 0, 0x70: k.NEGATIVE}  # plus and minus of compilers for ASCII
    letters = dict(zip(b"".join(_LETTERS), _with_signs(), strict=True))
    block = bytearray([k.NO_DIGIT] * 256 + [0] * 32)
    if zone == HOST:
        zones = {half: k.NEGATIVE * (half in (0xB0, 0xD0)) for half in range(0xA0, 0x100, 0x10)}
        letters = {half | digit: k.NO_SIGN for half in range(0, 0xA0, 0x10) for digit in range(10)}
        written = [(int(plus, 16) if digit < 10 else 0xD) << 4 for digit in range(20)]
    elif overpunch == "zone45":
        zones |= {0x40: 0, 0x50: k.NEGATIVE}
        letters = {}
        written = [0x40] * 10 + [0x50] * 10
    else:
        written = [0x30] * 10 + [0x70] * 10
    codes = [half | digit % 10 for digit, half in enumerate(written)]
    if overpunch == "ebcdic" and zone != HOST:
        codes = list(b"".join(_LETTERS))
    meanings = letters | {half | d: sign | d for half, sign in zones.items() for d in range(10)}
    for byte, meaning in meanings.items():
        block[byte] = meaning | (0 if byte in codes or meaning & k.NO_SIGN else k.ALIAS)
    block[k.WRITTEN : k.WRITTEN + 10] = codes[:10]
    block[k.WRITTEN + k.NEGATIVE : k.WRITTEN + k.NEGATIVE + 10] = codes[10:]
    return bytes(block)


def _with_signs() -> list[int]:
    return [sign | digit for sign in (0, k.NEGATIVE) for digit in range(10)]


def page_numbers(page: CodePage) -> NDArray[np.int64]:
    """int64[11]: the spaces, digits, signs and written shift codes of a code page."""
    host = page.zone == HOST
    others = [pair for pair in page.double_spaces if pair != page.double_space]
    blank = page.space << 8 | page.space
    numbers = np.full(11, -1, np.int64)
    numbers[k.SPACE], numbers[k.DOUBLE_SPACE] = page.space, page.double_space
    numbers[k.OTHER_SPACE] = others[0] if others else -1
    if blank not in page.double_spaces:
        numbers[k.BLANK_PAIR] = blank
    numbers[k.ZONE] = page.zone
    for place, code in ((k.SHIFT_OUT, page.shift_out), (k.SHIFT_IN, page.shift_in)):
        if code:
            numbers[place] = int.from_bytes(code, "little") | len(code) << 24
    numbers[k.MINUS], numbers[k.POSITIVE] = (0x60, 0x4E) if host else (0x2D, 0x2B)
    numbers[k.GRAPHIC] = page.space
    numbers[k.GAIJI] = page.form.startswith("utf") and bool((page.double >> 31 == 0).any())
    return numbers


def shift_table(page: CodePage) -> NDArray[np.int64]:
    """int64[shifts, 4]: the shift codes that are read, those that are written first."""
    table = np.zeros((len(page.shifts), 4), np.int64)
    written = (page.shift_out, page.shift_in)
    order = sorted(page.shifts, key=lambda shift: shift.code not in written)
    for row, shift in zip(table, order, strict=True):
        size = len(shift.code)
        row[k.SHIFT_SIZE], row[k.SHIFT_MASK] = size, (1 << 8 * size) - 1
        row[k.SHIFT_BYTES] = int.from_bytes(shift.code, "little")
        row[k.SHIFT_MEANING] = shift.out + 2 * (shift.code in written)
    return table


def era_table(eras: Sequence[EraRow]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """int64[eras, 5] and the names as UTF-8 behind each other (uint8, with slack)."""
    table = np.zeros((len(eras), 5), np.int64)
    names = bytearray()
    for number, era in enumerate(eras):
        text = era.name.encode()
        place = len(names) << 8 | len(text)
        table[number] = (era.code, era.start, era.end, era.base, place)
        names += text
    return table, np.frombuffer(bytes(names) + bytes(64), np.uint8)


@cache
def wide_table() -> NDArray[np.uint16]:
    """uint16[192]: the full-width form of each ASCII character, then of U+FF61 to U+FF9F."""
    wide = np.zeros(192, np.uint16)
    wide[:128] = range(128)
    wide[0x20] = 0x3000
    wide[0x21:0x7F] = range(0xFF01, 0xFF5F)
    for point in range(0xFF61, 0xFFA0):
        wide[128 + point - 0xFF61] = ord(normalize("NFKC", chr(point)))
    wide[128 + 0xFF9E - 0xFF61] = 0x309B  # the marks alone, not their combining forms
    wide[128 + 0xFF9F - 0xFF61] = 0x309C
    return wide


@cache
def narrow_table() -> NDArray[np.uint32]:
    """uint32[65536]: the half-width form (one code point, or two: second << 16) of a full-width
    letter or kana; 0 where there is none. The inverse of widening.
    """
    narrow = np.zeros(65536, np.uint32)
    wide = wide_table()
    for point in (*range(0x20, 0x7F), *range(128, 128 + 63)):
        narrow[wide[point]] = point if point < 128 else 0xFF61 + point - 128
    for plain in range(0xFF66, 0xFF9E):
        for mark, combining in ((0xFF9E, "\u3099"), (0xFF9F, "\u309a")):
            whole = normalize("NFC", chr(int(wide[128 + plain - 0xFF61])) + combining)
            if len(whole) == 1 and whole not in "\u30f7\u30fa":  # ヷ ヺ: not what widening joins
                narrow[ord(whole)] = plain | mark << 16
    return narrow
