"""One field, slow and obvious: what the compiled column codecs are held against.

A value is decoded and encoded as ``lgmigrate.record.layout.Field`` describes it, one at a time.
Text stands in ``lgmigrate.testing.charset_reference``, numbers, floats and dates in
``reference_numbers``, ``reference_floats`` and ``reference_dates``; this module holds what all
usages share: null forms, padding, and the one rule from which ``keeps`` follows: the bytes of a
source must be kept where encoding the decoded value does not give them back.

Text: spaces at its end are padding, so they are no part of a value. An empty text is null.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lgmigrate.charset.page import CodePage
from lgmigrate.charset.registry import load
from lgmigrate.columns.table import EraRow
from lgmigrate.record.layout import Field
from lgmigrate.testing import reference_dates, reference_floats, reference_numbers
from lgmigrate.testing.charset_reference import (
    Usage,
    cut_text,
    decode_text,
    encode_text,
    is_lone_space,
    shift_at,
)

__all__ = ["NO_CODES", "decode_value", "encode_value"]

NO_CODES: frozenset[str] = frozenset()
LOST = frozenset({"C001", "C002", "C004", "N001", "N002", "N003", "N004", "D001", "D003"})
_UTF16 = ("utf16le", "utf16be")
_RAW = {"low": 0x00, "high": 0xFF}


def decode_value(
    field: Field, raw: bytes, page: CodePage, eras: Sequence[EraRow] = ()
) -> tuple[str | None, frozenset[str], bool]:
    """Bytes of one field -> (text or null, finding codes, whether the bytes must be kept)."""
    page = _page_of(field, page)
    text, codes = _decode(field, raw, page, eras)
    back, faults = encode_value(field, text, page, eras)
    return text, codes, bool(codes & LOST) or back != raw or bool(faults - {"C006"})


def encode_value(
    field: Field, text: str | None, page: CodePage, eras: Sequence[EraRow] = ()
) -> tuple[bytes, frozenset[str]]:
    """Text or null -> (bytes of the field, finding codes).

    C006 tells of an alias, C007 that only the first characters are there. Every other code means
    that the bytes say null; N004 that null cannot be said, so that a number is zero. A delimited
    column of such a value is empty.
    """
    page = _page_of(field, page)
    if field.usage == "filler":
        return _null(field, page), NO_CODES
    if text is None:
        cannot = field.length > 0 and not _is_text(field) and not field.null
        return _null(field, page), frozenset({"N004"} if cannot else ())
    raw, codes = _encode(field, text, page, eras)
    if raw is None:
        return (_null(field, page) if field.length else b""), codes
    return raw, codes


def _is_text(field: Field) -> bool:
    return field.usage in ("single", "double", "mixed", "national", "filler")


def _page_of(field: Field, page: CodePage) -> CodePage:
    """The code page of a field: national text is UTF-16 in every one; a user's table for private
    use stays where the page is of Unicode.
    """
    if field.usage != "national":
        return page
    unicode = page if page.form.startswith("utf") else load("utf-16be")
    return replace(unicode, form="utf16be" if field.order == "big" else "utf16le", space=0x20)


def _usage(field: Field, page: CodePage) -> Usage:
    """How the code page reads a text field."""
    if page.form == "double" or field.usage == "double":
        return "double"
    return "single" if field.usage == "single" else "mixed"


def _written(field: Field) -> str:
    """The null form that encoding writes."""
    return field.null[0] if field.null else ("blank" if _is_text(field) else "zero")


def _null(field: Field, page: CodePage) -> bytes:
    """The bytes that say "no value"."""
    form = _written(field)
    if not field.length:
        digits = bool(field.null) and form in ("zero", "nines") and not _is_text(field)
        return _digits_null(field, page, form) if digits else b""
    if form in _RAW:
        return bytes([_RAW[form]]) * field.length
    if form == "blank":
        wide = _usage(field, page) == "double" or page.form in _UTF16
        wide &= field.usage in ("single", "double", "mixed", "national")
        return _padded(b"", field, page) if wide else bytes([page.space]) * field.length
    return _digits_null(field, page, form)


def _digits_null(field: Field, page: CodePage, form: str) -> bytes:
    if field.usage == "float":
        return bytes(field.length)
    if field.usage == "date":
        digits = ("0" if form == "zero" else "9") * reference_dates.FORM_DIGITS[field.form]
        return reference_dates.carry(field, digits, page)
    units = 0 if form == "zero" else 10**field.digits - 1
    return reference_numbers.write(field, units, page)


def _decode(
    field: Field, raw: bytes, page: CodePage, eras: Sequence[EraRow]
) -> tuple[str | None, frozenset[str]]:
    if field.usage == "filler" or _is_null(field, raw, page):
        return None, NO_CODES
    if _is_text(field):
        text, found = _decode_text(field, raw, page)
        return text or None, frozenset(found) | _private(text or "")
    digits = field.nibble and field.usage in ("zoned", "packed", "date")
    if digits and raw == bytes([page.space]) * len(raw):
        return None, frozenset({"N004"})
    if field.usage == "date":
        return reference_dates.decode(field, raw, page, eras)
    if field.usage == "float":
        return reference_floats.decode(field, raw)
    return reference_numbers.decode(field, raw, page)


def _private(text: str) -> frozenset[str]:
    """The warnings about characters that say no more than that there was one."""
    private = any("\ue000" <= char <= "\uf8ff" or char >= "\U000f0000" for char in text)
    return frozenset({"C008"} if private else ()) | frozenset({"C009"} if "\ufffd" in text else ())


def _is_null(field: Field, raw: bytes, page: CodePage) -> bool:
    """Whether the bytes are a null form that does not depend on digits."""
    if not raw:
        return True
    forms = {bytes([_RAW[form]]) * len(raw) for form in field.null if form in _RAW}
    wide = _is_text(field) and page.form in _UTF16  # where two spaces are another character
    if not wide and ("blank" in field.null or _is_text(field)):
        forms.add(bytes([page.space]) * len(raw))
    return raw in forms


def _decode_text(field: Field, raw: bytes, page: CodePage) -> tuple[str | None, tuple[str, ...]]:
    usage = _usage(field, page)
    if not field.length:
        return decode_text(page, raw, usage)
    if page.form == "utf8" or (page.form == "host" and usage == "single"):
        return decode_text(page, raw.rstrip(bytes([page.space])), usage)
    if page.form in _UTF16:
        order = "utf-16-be" if page.form == "utf16be" else "utf-16-le"
        pads = [char.encode(order) for char in (" \u3000" if usage == "double" else " ")]
        while len(raw) % 2 == 0 and raw[-2:] in pads:
            raw = raw[:-2]
        return decode_text(page, raw, usage)
    if page.form == "lead":
        text, codes = decode_text(page, raw, usage)
        spaces = " \u3000" if usage == "double" else " "
        return (None if text is None else text.rstrip(spaces)), codes
    if usage == "double":
        spaces_2 = {pair.to_bytes(2, "big") for pair in page.double_spaces}
        spaces_2.add(bytes([page.space]) * 2)
        while raw[-2:] in spaces_2 and len(raw) % 2 == 0:
            raw = raw[:-2]
        return decode_text(page, raw, usage)
    text, codes = decode_text(page, raw, usage)
    return (None if text is None else text[: len(text) - _padding(raw, page)]), codes


def _padding(raw: bytes, page: CodePage) -> int:
    """How many single-byte spaces, whatever shift codes between them, end a mixed field."""
    spaces, at, shifted = 0, 0, False
    while at < len(raw):
        shift = shift_at(page, raw, at)
        if shift is not None:
            shifted = shift.out
            at += len(shift.code)
        elif not shifted:
            spaces = spaces + 1 if raw[at] == page.space else 0
            at += 1
        else:
            spaces = 0
            at += 1 if is_lone_space(page, raw, at) else 2
    return spaces


def _encode(
    field: Field, text: str, page: CodePage, eras: Sequence[EraRow]
) -> tuple[bytes | None, frozenset[str]]:
    """The bytes of a value, or None with the code of its first fault."""
    if _is_text(field):
        return _encode_text(field, text, page)
    if field.usage == "date":
        digits = reference_dates.encode(field, text, eras)
        if digits is None:
            return None, frozenset({"D004"})
        return reference_dates.carry(field, digits, page), NO_CODES
    if field.usage == "float":
        raw, code = reference_floats.encode(field, text)
    else:
        units, code = reference_numbers.encode(field, text)
        raw = None if units is None else reference_numbers.write(field, units, page)
    if raw is None:
        return None, frozenset({code})
    if _is_null(field, raw, page):
        return None, frozenset({"N005"})
    return raw, NO_CODES


def _encode_text(field: Field, text: str, page: CodePage) -> tuple[bytes | None, frozenset[str]]:
    usage = _usage(field, page)
    raw, codes = encode_text(page, text, usage)
    if raw is None or not field.length:
        return raw, frozenset(codes)
    if len(raw) > field.length:
        raw, codes = cut_text(page, text, usage, field.length), ("C007",)
    return _padded(raw, field, page), frozenset(codes)


def _padded(raw: bytes, field: Field, page: CodePage) -> bytes:
    """A text's bytes with the spaces behind it; an odd byte is a single-byte space."""
    room = field.length - len(raw)
    if page.form in _UTF16:
        space = "\u3000" if field.usage == "double" else " "
        order = "utf-16-be" if page.form == "utf16be" else "utf-16-le"
        return raw + space.encode(order) * (room // 2) + bytes([page.space]) * (room % 2)
    if page.form == "utf8" or _usage(field, page) != "double":
        return raw + bytes([page.space]) * room
    pairs = page.double_space.to_bytes(2, "big") * (room // 2)
    return raw + pairs + bytes([page.space]) * (room % 2)
