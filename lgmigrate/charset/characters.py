"""Single codes of a page: the text of a code, the code of a text; for the ledger and for people."""

from __future__ import annotations

import numpy as np

from lgmigrate.charset.page import CodePage

__all__ = ["code_text", "has_code"]


def code_text(page: CodePage, code: int, width: int) -> str:
    """What a code of ``width`` bytes decodes to, "" for no character. In pages that hold Unicode
    the code is a code point, and a user's table may have another text for it.
    """
    if page.form.startswith("utf"):
        entry = int(page.double[code]) if 0xE000 <= code < 0xF900 else 1 << 31
        return chr(code) if entry >> 31 else _wide_text(page, entry)
    if width == 1:
        entry = int(page.single[code])
        return "" if entry >> 63 else _text(entry, entry >> 56 & 15)
    table = page.double if width == 2 else page.triple
    entry = int(table[code & 0xFFFF])
    return "" if entry >> 31 else _wide_text(page, entry)


def has_code(page: CodePage, char: str) -> bool:
    """Whether a page has bytes for one character."""
    point = ord(char)
    if page.form.startswith("utf"):
        return True
    if point < 0x10000:
        return bool(page.to_single[point]) or bool(page.to_double[point])
    return bool(np.isin(np.uint64(point << 32), page.pair_keys))


def _wide_text(page: CodePage, entry: int) -> str:
    if entry >> 30 & 1:
        place = 2 * (entry & 0xFFFFFF)
        return _text(int(page.extended[place]), int(page.extended[place + 1]))
    return _text(entry, entry >> 24 & 15)


def _text(packed: int, size: int) -> str:
    return packed.to_bytes(8, "little")[:size].decode()
