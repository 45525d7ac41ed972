"""The character sets of cp932 and EUC-JP, asked of Python's own codecs when they are loaded.

Source: the codecs ``cp932`` and ``euc_jp`` of the standard library. Left out are the user-defined
area (private use in Unicode), and the bytes 80, A0 and FD-FF of cp932, which Windows maps to
controls, to no-break space and to private use, and which no text holds.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.repertoire import CharacterSet, key

__all__ = ["CP932_LEAD", "EUC_LEAD", "cp932", "euc_jp"]

_PRIVATE = range(0xE000, 0xF900)


def _lead(*ranges: tuple[int, int, int]) -> NDArray[np.uint8]:
    """(first byte, last byte, bytes of a character) each -> uint8[256]."""
    table = np.zeros(256, np.uint8)
    for first, last, width in ranges:
        table[first : last + 1] = width
    return table


CP932_LEAD = _lead((0x00, 0x7F, 1), (0x81, 0x9F, 2), (0xA1, 0xDF, 1), (0xE0, 0xFC, 2))
EUC_LEAD = _lead((0x00, 0x7F, 1), (0x8E, 0x8E, 2), (0x8F, 0x8F, 3), (0xA1, 0xFE, 2))


def _candidates(lead: NDArray[np.uint8], trails: range) -> Iterable[bytes]:
    """Every byte sequence of the form that the lead bytes and the trail bytes allow."""
    for first in range(256):
        width = int(lead[first])
        if width == 1:
            yield bytes([first])
        elif width == 2:
            yield from (bytes([first, trail]) for trail in trails)
        elif width == 3:
            yield from (bytes([first, one, two]) for one in trails for two in trails)


def _decode(codec: str, codes: list[bytes]) -> list[str | None]:
    """Each code on its own; None where it is not one character of text."""
    values: list[str | None] = []
    for code in codes:
        try:
            value = code.decode(codec)
        except UnicodeDecodeError:
            values.append(None)
        else:
            values.append(value if len(value) == 1 and ord(value) not in _PRIVATE else None)
    return values


def _encode(codec: str, lead: NDArray[np.uint8]) -> dict[int, bytes]:
    """Code point -> bytes, for all of the basic plane; line ends keep the answers apart."""
    points = [
        point
        for point in range(0x20, 0x10000)
        if point not in _PRIVATE and not 0xD800 <= point < 0xE000
    ]
    text = "\n".join(map(chr, points))
    answers = text.encode(codec, "ignore").split(b"\n")
    return {
        point: code
        for point, code in zip(points, answers, strict=True)
        if code and lead[code[0]] == len(code)
    }


def _sets(codec: str, lead: NDArray[np.uint8], trails: range) -> tuple[CharacterSet, ...]:
    codes = list(_candidates(lead, trails))
    decoded = [
        (len(code), int.from_bytes(code, "big"), ord(value))
        for code, value in zip(codes, _decode(codec, codes), strict=True)
        if value is not None
    ]
    encoded = [
        (len(code), int.from_bytes(code, "big"), point)
        for point, code in _encode(codec, lead).items()
    ]
    there, back = np.array(decoded, np.int64), np.array(encoded, np.int64)
    sets = []
    for width in range(1, int(lead.max()) + 1):
        one, other = there[there[:, 0] == width], back[back[:, 0] == width]
        sets.append(
            CharacterSet(
                width=width,
                codes=one[:, 1],
                keys=key(one[:, 2].astype(np.uint32), np.zeros(len(one), np.uint32)),
                encode_keys=key(other[:, 2].astype(np.uint32), np.zeros(len(other), np.uint32)),
                encode_codes=other[:, 1],
            )
        )
    return tuple(sets)


def cp932() -> tuple[CharacterSet, ...]:
    """The single-byte and the double-byte characters of cp932."""
    return _sets("cp932", CP932_LEAD, range(0x40, 0xFD))


def euc_jp() -> tuple[CharacterSet, ...]:
    """The characters of EUC-JP of one, two (SS2 included) and three bytes (SS3)."""
    return _sets("euc_jp", EUC_LEAD, range(0xA1, 0xFF))
