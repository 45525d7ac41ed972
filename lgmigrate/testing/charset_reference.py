"""Text of one field, slow and obvious: what the compiled text codecs are held against.

Form host, usage mixed: a field begins in single-byte mode; X'0E' and X'0F' shift wherever a
character may begin; a repeated shift changes nothing; where the final shift-in is missing the
value is kept and C003 says so. In double-byte mode X'4040' is a double-byte space, and an X'40'
that no X'40' follows is a single-byte one. Usage double is pairs of bytes without shift codes, and
so is every usage of form double. In form lead the first byte says how long a character is, and
form utf8 is UTF-8, in every usage.

A value lost has exactly one code: C001 no character, C002 half a character, C004 a control
character or a shift code, C005 (encode) no bytes. It is that of the first fault; but usages single
and double look at C002 first, and at C004 before C001. Nothing is trimmed or padded here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Literal

from lgmigrate.charset.page import CodePage

__all__ = ["decode_text", "encode_text"]

Usage = Literal["single", "double", "mixed"]

_FIRST_GRAPHIC = 0x40  # bytes below are EBCDIC controls: none begins a double byte


class _FaultError(Exception):
    """The value is lost; the argument is the finding's code."""


def decode_text(page: CodePage, data: bytes, usage: Usage) -> tuple[str | None, tuple[str, ...]]:
    """Bytes of one field -> (text, finding codes); text is None where the value is lost."""
    try:
        if page.form == "utf8":
            return "".join(_decode_utf8(data)), ()
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
    if page.form == "utf8":
        plain = all(not _is_control(char) and not "\ud800" <= char <= "\udfff" for char in text)
        return (text.encode(), ()) if plain else (None, ("C005",))
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


def _value(entry: int) -> str:
    """An entry as in ``CodePage.single`` -> its character or characters."""
    return entry.to_bytes(8, "little")[: entry >> 56 & 0xF].decode()


def _single(page: CodePage, byte: int) -> str:
    entry = int(page.single[byte])
    if entry >> 63:
        raise _FaultError("C004" if entry >> 62 & 1 else "C001")
    return _value(entry)


def _double(page: CodePage, first: int, second: int) -> str:
    entry = int(page.double[first << 8 | second])
    if entry >> 31 and first < _FIRST_GRAPHIC:
        raise _FaultError("C004")
    return _wide(page, entry)


def _wide(page: CodePage, entry: int) -> str:
    if entry >> 31:
        raise _FaultError("C001")
    if entry >> 30 & 1:
        return _value(int(page.extended[entry & 0xFFFFFF]))
    return entry.to_bytes(4, "little")[: entry >> 24 & 0xF].decode()


def _decode_single(page: CodePage, data: bytes) -> str:
    if any(int(page.single[byte]) >> 62 & 1 for byte in data):
        raise _FaultError("C004")
    return "".join(_single(page, byte) for byte in data)


def _decode_double(page: CodePage, data: bytes) -> str:
    if len(data) % 2:
        raise _FaultError("C002")
    pairs = list(zip(data[::2], data[1::2], strict=True))
    if any(first < _FIRST_GRAPHIC for first, _ in pairs):
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


def _decode_mixed(page: CodePage, data: bytes) -> tuple[str, tuple[str, ...]]:
    text, at, shifted = "", 0, False
    while at < len(data):
        byte, following = data[at : at + 1], data[at + 1 : at + 2]
        if byte in (page.shift_out, page.shift_in):
            shifted = byte == page.shift_out
            at += 1
        elif not shifted:
            text += _single(page, data[at])
            at += 1
        elif data[at] == page.space and following != byte:
            text += " "
            at += 1
        elif following in (b"", page.shift_in):
            raise _FaultError("C002")
        else:
            text += _double(page, data[at], data[at + 1])
            at += 2
    return text, ("C003",) if shifted else ()


def _encode_one(page: CodePage, text: str, at: int, usage: Usage) -> tuple[bytes, bool, int]:
    """The code of the character at ``at``, whether it is an alias, code points taken."""
    point = ord(text[at])
    following = ord(text[at + 1]) if at + 1 < len(text) else 0
    doubles = page.form != "host" or usage != "single"
    entry = _pair(page, point, following) if doubles and following else 0
    if entry:
        return _code(entry), bool(entry >> 26 & 1), 2
    if page.form == "host" and usage != "double" and point < 0x10000:
        entry = int(page.to_single[point])
        if entry:
            return bytes([entry & 0xFF]), bool(entry >> 9 & 1), 1
    if doubles:
        entry = int(page.to_double[point]) if point < 0x10000 else _pair(page, point, 0)
    if not entry:
        raise _FaultError("C005")
    return _code(entry), bool(entry >> 26 & 1), 1


def _code(entry: int) -> bytes:
    """An entry as in ``CodePage.to_double`` -> the bytes."""
    return (entry & 0xFFFFFF).to_bytes(3, "big")[3 - (entry >> 24 & 3) :]


def _pair(page: CodePage, first: int, second: int) -> int:
    """The entry of a sequence of two code points, or of one beyond the basic plane; 0 for none."""
    key = first << 32 | second
    for place in range(len(page.pair_keys)):
        if int(page.pair_keys[place]) == key:
            return int(page.pair_values[place])
    return 0
