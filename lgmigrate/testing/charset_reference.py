"""Text of one field, slow and obvious: what the compiled text codecs are held against.

Form host, usage mixed: a field begins in single-byte mode; the page's shift codes shift wherever a
character may begin; a repeated shift changes nothing; where the final shift-in is missing the
value is kept and C003 says so. In double-byte mode a single-byte space with which no double-byte
character begins is one space. Usage double is pairs of bytes without shift codes, and so is every
usage of form double. In form lead the first byte says how long a character is; forms utf8 and
utf16 are Unicode in every usage, where a user's table may replace private use.

A value lost has exactly one code: C001 no character, C002 half a character, C004 a control
character or a shift code, C005 (encode) no bytes. It is that of the first fault; but usages single
and double look at C002 first, and at C004 before C001. Nothing is trimmed or padded here.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal

from lgmigrate.charset.assemble import SIGNS, SPELLINGS
from lgmigrate.charset.page import CodePage, Shift

__all__ = [
    "Usage",
    "cut_text",
    "decode_text",
    "encode_text",
    "is_lone_space",
    "listed_codes",
    "shift_at",
]

Usage = Literal["single", "double", "mixed"]

_UNICODE = {"utf8": "utf-8", "utf16le": "utf-16-le", "utf16be": "utf-16-be"}


class _FaultError(Exception):
    """The value is lost; the argument is the finding's code."""


def decode_text(page: CodePage, data: bytes, usage: Usage) -> tuple[str | None, tuple[str, ...]]:
    """Bytes of one field -> (text, finding codes); text is None where the value is lost."""
    try:
        if page.form in _UNICODE:
            chars = _decode_utf8(data) if page.form == "utf8" else _decode_utf16(page, data)
            return "".join(_replaced(page, char) for char in chars), ()
        if page.form == "lead":
            return "".join(_decode_lead(page, data)), ()
        if page.form == "double" or usage == "double":
            return _decode_double(page, data), ()
        if usage == "single":
            return _decode_single(page, data), ()
        return _decode_mixed(page, data)
    except _FaultError as fault:
        return None, (str(fault),)


def encode_text(page: CodePage, text: str, usage: Usage) -> tuple[bytes | None, tuple[str, ...]]:
    """Text -> (bytes of one field, finding codes); bytes are None where a character has none.

    Mixed usage on a host prefers the single byte, shifts only where the set changes and closes
    with a shift-in. C006 says that a character was encoded by an alias.
    """
    if page.form in _UNICODE:
        plain = all(
            not _is_control(char)
            and not "\ud800" <= char <= "\udfff"
            and _replaced(page, char) == char
            for char in text
        )
        return (text.encode(_UNICODE[page.form]), ()) if plain else (None, ("C005",))
    output, alias, shifted = bytearray(), False, False
    at = 0
    try:
        while at < len(text):
            code, is_alias, taken = _encode_one(page, text, at, usage)
            wide = page.form == "host" and usage == "mixed" and len(code) == 2
            if wide != shifted:
                output += page.shift_out if wide else page.shift_in
                shifted = wide
            output += code
            alias |= is_alias
            at += taken
    except _FaultError as fault:
        return None, (str(fault),)
    if shifted:
        output += page.shift_in
    return bytes(output), ("C006",) if alias else ()


def cut_text(page: CodePage, text: str, usage: Usage, limit: int) -> bytes:
    """The bytes of as many characters from the front as fit ``limit`` bytes; every character of
    the text has bytes. A sequence that is one code is not cut.
    """
    for end in range(len(text), 0, -1):
        raw, _ = encode_text(page, text[:end], usage)
        if raw is not None and len(raw) <= limit and _whole(page, text, end, usage):
            return raw
    return b""


def _whole(page: CodePage, text: str, end: int, usage: Usage) -> bool:
    """Whether ``end`` is between two codes of the text."""
    if page.form in _UNICODE:
        return True
    at = 0
    while at < end:
        at += _encode_one(page, text, at, usage)[2]
    return at == end


def listed_codes(page: CodePage, data: bytes, usage: Usage) -> list[tuple[int, int]]:
    """What the ledger lists of a field: codes that are watched or have no character, with their
    bytes, in order; of a Unicode field whose bytes are sound its code points.
    """
    if page.form in _UNICODE:
        text = data.decode(_UNICODE[page.form])
        sizes = [(char, len(char.encode(_UNICODE[page.form]))) for char in text]
        return [(ord(char), size) for char, size in sizes if _is_listed(char)]
    found, at = [], 0
    shifted = page.form == "double" or (page.form == "host" and usage == "double")
    mixed = page.form == "host" and usage == "mixed"
    while at < len(data):
        shift = shift_at(page, data, at) if mixed else None
        if shift is not None:
            shifted = shift.out
            at += len(shift.code)
            continue
        width = 2 if shifted else 1
        if page.form == "lead":
            width = max(int(page.lead[data[at]]), 1)
        if at + width > len(data):
            break
        if not (shifted and is_lone_space(page, data, at)):
            code = int.from_bytes(data[at : at + width], "big")
            if _watched(page, code, width):
                found.append((code, width))
        else:
            width = 1
        at += width
    return found


def _watched(page: CodePage, code: int, width: int) -> bool:
    """Whether the ledger lists a code of a page that is not Unicode."""
    if width == 1:
        entry = int(page.single[code])
        return entry >> 62 == 2 or bool(entry >> 60 & 1 and not entry >> 63)
    entry = int((page.double if width == 2 else page.triple)[code & 0xFFFF])
    if entry >> 31:
        return page.form == "lead" or code >> 8 >= page.space
    return bool(entry >> 28 & 1)


def _is_listed(char: str) -> bool:
    private = "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000"
    return private or char in SIGNS or char in SPELLINGS


def _is_control(char: str) -> bool:
    point = ord(char)
    nowhere = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
    return unicodedata.category(char) == "Cc" or nowhere


def _decode_utf8(data: bytes) -> Iterator[str]:
    at = 0
    while at < len(data):
        byte = data[at]
        if 0x80 <= byte < 0xC2 or byte > 0xF4:
            raise _FaultError("C001")
        width = 1 + (byte >= 0xC0) + (byte >= 0xE0) + (byte >= 0xF0)
        if at + width > len(data):
            raise _FaultError("C002")
        try:
            char = data[at : at + width].decode()
        except UnicodeDecodeError:
            raise _FaultError("C001") from None
        if _is_control(char):
            raise _FaultError("C004")
        yield char
        at += width


def _decode_utf16(page: CodePage, data: bytes) -> Iterator[str]:
    at = 0
    while at < len(data):
        unit = int.from_bytes(data[at : at + 2], "big" if page.form == "utf16be" else "little")
        width = 4 if 0xD800 <= unit < 0xDC00 else 2
        if len(data) % 2 or at + width > len(data):
            raise _FaultError("C002")
        try:
            char = data[at : at + width].decode(_UNICODE[page.form])
        except UnicodeDecodeError:
            raise _FaultError("C001") from None
        if _is_control(char):
            raise _FaultError("C004")
        yield char
        at += width


def _replaced(page: CodePage, char: str) -> str:
    """What a user's table has for a character of private use, else the character."""
    if "\ue000" <= char <= "\uf8ff" and not int(page.double[ord(char)]) >> 31:
        return _wide(page, int(page.double[ord(char)]))
    return char


def _single(page: CodePage, byte: int) -> str:
    entry = int(page.single[byte])
    if entry >> 63:
        raise _FaultError("C004" if entry >> 62 & 1 else "C001")
    return entry.to_bytes(8, "little")[: entry >> 56 & 0xF].decode()


def _double(page: CodePage, first: int, second: int) -> str:
    entry = int(page.double[first << 8 | second])
    if entry >> 31 and first < page.space:
        raise _FaultError("C004")
    return _wide(page, entry)


def _wide(page: CodePage, entry: int) -> str:
    if entry >> 31:
        raise _FaultError("C001")
    if entry >> 30 & 1:
        value, size = page.extended[2 * (entry & 0xFFFFFF) :][:2].tolist()
        return int(value).to_bytes(8, "little")[:size].decode()
    return entry.to_bytes(4, "little")[: entry >> 24 & 0xF].decode()


def _decode_single(page: CodePage, data: bytes) -> str:
    if any(int(page.single[byte]) >> 62 & 1 for byte in data):
        raise _FaultError("C004")
    return "".join(_single(page, byte) for byte in data)


def _decode_double(page: CodePage, data: bytes) -> str:
    if len(data) % 2:
        raise _FaultError("C002")
    pairs = list(zip(data[::2], data[1::2], strict=True))
    values = [int(page.double[first << 8 | second]) for first, second in pairs]
    if any(
        value >> 31 and first < page.space for value, (first, _) in zip(values, pairs, strict=True)
    ):
        raise _FaultError("C004")
    return "".join(_double(page, first, second) for first, second in pairs)


def _decode_lead(page: CodePage, data: bytes) -> Iterator[str]:
    at = 0
    while at < len(data):
        width = int(page.lead[data[at]])
        if width == 0:
            raise _FaultError("C001")
        if at + width > len(data):
            raise _FaultError("C002")
        if width == 1:
            yield _single(page, data[at])
        else:
            table = page.double if width == 2 else page.triple
            last_two = data[at + width - 2] << 8 | data[at + width - 1]
            yield _wide(page, int(table[last_two]))
        at += width


def shift_at(page: CodePage, data: bytes, at: int) -> Shift | None:
    """The shift code that stands in ``data`` at ``at``."""
    return next((shift for shift in page.shifts if data.startswith(shift.code, at)), None)


def is_lone_space(page: CodePage, data: bytes, at: int) -> bool:
    """Whether a byte in double-byte mode is a space by itself."""
    if data[at] != page.space:
        return False
    return at + 1 >= len(data) or bool(int(page.double[data[at] << 8 | data[at + 1]]) >> 31)


def _decode_mixed(page: CodePage, data: bytes) -> tuple[str, tuple[str, ...]]:
    text, at, shifted = "", 0, False
    while at < len(data):
        shift = shift_at(page, data, at)
        if shift is not None:
            shifted = shift.out
            at += len(shift.code)
        elif not shifted:
            text += _single(page, data[at])
            at += 1
        elif is_lone_space(page, data, at):
            text += " "
            at += 1
        else:
            if at + 1 >= len(data):
                raise _FaultError("C002")
            unmapped = int(page.double[data[at] << 8 | data[at + 1]]) >> 31
            following = shift_at(page, data, at + 1)
            if unmapped and following is not None and not following.out:
                raise _FaultError("C002")
            text += _double(page, data[at], data[at + 1])
            at += 2
    return text, ("C003",) if shifted else ()


def _encode_one(page: CodePage, text: str, at: int, usage: Usage) -> tuple[bytes, bool, int]:
    """The code of the character at ``at``, whether it is an alias, code points taken."""
    point = ord(text[at])
    following = ord(text[at + 1]) if at + 1 < len(text) else 0
    doubles = page.form != "host" or usage != "single"
    singles = page.form == "host" and usage != "double"
    entry = _pair(page, point, following) if doubles and following else 0
    if entry:
        return _code(entry), bool(entry >> 26 & 1), 2
    if singles and point < 0x10000:
        entry = int(page.to_single[point])
        if entry:
            return bytes([entry & 0xFF]), bool(entry >> 9 & 1), 1
    if point >= 0x10000:
        entry = _pair(page, point, 0)
        if entry >> 24 & 3 == 1 and page.form in ("host", "double"):
            entry = entry if singles else 0
        elif not doubles:
            entry = 0
    elif doubles:
        entry = int(page.to_double[point])
    if not entry:
        raise _FaultError("C005")
    return _code(entry), bool(entry >> 26 & 1), 1


def _code(entry: int) -> bytes:
    """An entry as in ``CodePage.to_double`` -> the bytes."""
    return (entry & 0xFFFFFF).to_bytes(3, "big")[3 - (entry >> 24 & 3) :]


def _pair(page: CodePage, first: int, second: int) -> int:
    """The entry of a sequence of two code points, or of one beyond the basic plane; 0 for none."""
    key = first << 32 | second
    place = bisect_left(page.pair_keys, key)
    if place < len(page.pair_keys) and int(page.pair_keys[place]) == key:
        return int(page.pair_values[place])
    return 0
