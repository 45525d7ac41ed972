"""The character sets that Python's own codecs know, asked of them when they are loaded.

Source: the codecs ``cp932``, ``euc_jp``, ``shift_jis_2004``, ``euc_jis_2004``, ``cp037``,
``cp500``, ``cp1140`` and ``ascii`` of the standard library. Left out are the user-defined area
(private use in Unicode), and the bytes 80, A0 and FD-FF of cp932, which Windows maps to controls,
to no-break space and to private use, and which no text holds. The codec ``euc_jis_2004`` also
reads JIS X 0212 in the rows that JIS X 0213 leaves free; so does the set made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.repertoire import CharacterSet

__all__ = [
    "CP932_LEAD",
    "EUC_LEAD",
    "cp932",
    "euc_jis_2004",
    "euc_jp",
    "jis_x_0208",
    "shift_jis_2004",
    "single_byte",
]

_PRIVATE = range(0xE000, 0xF900)
_PLANES = (range(0x20, 0xD800), range(0xF900, 0x10000), range(0x20000, 0x2A6E0))
"""Code points that a codec may encode: the basic plane, and the ideographs of plane 2 that
JIS X 0213 takes from (extension B)."""


def _lead(*ranges: tuple[int, int, int]) -> NDArray[np.uint8]:
    """(first byte, last byte, bytes of a character) each -> uint8[256]."""
    table = np.zeros(256, np.uint8)
    for first, last, width in ranges:
        table[first : last + 1] = width
    return table


CP932_LEAD = _lead((0x00, 0x7F, 1), (0x81, 0x9F, 2), (0xA1, 0xDF, 1), (0xE0, 0xFC, 2))
EUC_LEAD = _lead((0x00, 0x7F, 1), (0x8E, 0x8E, 2), (0x8F, 0x8F, 3), (0xA1, 0xFE, 2))


def _candidates(lead: NDArray[np.uint8], trails: range) -> Iterator[bytes]:
    """Every byte sequence of the form that the lead bytes and the trail bytes allow."""
    for first in range(256):
        width = int(lead[first])
        if width == 1:
            yield bytes([first])
        elif width == 2:
            yield from (bytes([first, trail]) for trail in trails)
        elif width == 3:
            yield from (bytes([first, one, two]) for one in trails for two in trails)


def _decode(codec: str, codes: Iterable[bytes]) -> dict[bytes, str]:
    """Each code on its own, where it is text: one character, or a base and a combining one."""
    values = {}
    for code in codes:
        try:
            value = code.decode(codec)
        except UnicodeDecodeError:
            continue
        # where a trail byte is none, codecs that go on behind it give two characters of ASCII
        sequence = len(value) == 2 and value > "\x7f" and value[1] > "\x7f"
        if (len(value) == 1 or sequence) and ord(value[0]) not in _PRIVATE:
            values[code] = value
    return values


def _encode(codec: str, lead: NDArray[np.uint8], sequences: Iterable[str]) -> dict[str, bytes]:
    """Text -> bytes, for all that the codec may have; line ends keep the answers apart."""
    values = [chr(point) for points in _PLANES for point in points]
    values += sequences
    answers = "\n".join(values).encode(codec, "ignore").split(b"\n")
    pairs = zip(values, answers, strict=True)
    return {value: code for value, code in pairs if code and lead[code[0]] == len(code)}


def _keys(values: Iterable[str]) -> NDArray[np.uint64]:
    return np.array(
        [ord(value[0]) << 32 | (ord(value[1]) if len(value) == 2 else 0) for value in values],
        np.uint64,
    )


def _numbers(codes: Iterable[bytes]) -> NDArray[np.int64]:
    return np.array([int.from_bytes(code, "big") for code in codes], np.int64)


def _rows(width: int, there: Mapping[bytes, str], back: Mapping[str, bytes]) -> CharacterSet:
    """The rows of one width."""
    there = {code: value for code, value in there.items() if len(code) == width}
    back = {value: code for value, code in back.items() if len(code) == width}
    return CharacterSet(
        width=width,
        codes=_numbers(there),
        keys=_keys(there.values()),
        encode_keys=_keys(back),
        encode_codes=_numbers(back.values()),
    )


def _sets(codec: str, lead: NDArray[np.uint8], trails: range) -> tuple[CharacterSet, ...]:
    there = _decode(codec, _candidates(lead, trails))
    back = _encode(codec, lead, (value for value in there.values() if len(value) == 2))
    return tuple(_rows(width, there, back) for width in range(1, int(lead.max()) + 1))


def cp932() -> tuple[CharacterSet, ...]:
    """The single-byte and the double-byte characters of cp932."""
    return _sets("cp932", CP932_LEAD, range(0x40, 0xFD))


def shift_jis_2004() -> tuple[CharacterSet, ...]:
    """The single-byte and the double-byte characters of Shift_JIS-2004, sequences included; its
    lead bytes are those of cp932.
    """
    return _sets("shift_jis_2004", CP932_LEAD, range(0x40, 0xFD))


def euc_jp() -> tuple[CharacterSet, ...]:
    """The characters of EUC-JP of one, two (SS2 included) and three bytes (SS3)."""
    return _sets("euc_jp", EUC_LEAD, range(0xA1, 0xFF))


def euc_jis_2004() -> tuple[CharacterSet, ...]:
    """The characters of EUC-JIS-2004, as those of EUC-JP; sequences included."""
    return _sets("euc_jis_2004", EUC_LEAD, range(0xA1, 0xFF))


def jis_x_0208() -> CharacterSet:
    """JIS X 0208 with seven-bit codes, 2121-7426: EUC-JP's two bytes less X'8080'."""
    lead = _lead((0xA1, 0xFE, 2))
    there = _decode("euc_jp", _candidates(lead, range(0xA1, 0xFF)))
    one = _rows(2, there, _encode("euc_jp", lead, ()))
    return CharacterSet(
        width=2,
        codes=one.codes - 0x8080,
        keys=one.keys,
        encode_keys=one.encode_keys,
        encode_codes=one.encode_codes - 0x8080,
    )


def single_byte(codec: str, cells: Mapping[int, str] | None = None) -> CharacterSet:
    """The set of a codec of single bytes (``cp037``, ``ascii`` ...), controls included, with
    other characters in the ``cells``.
    """
    there = _decode(codec, (bytes([byte]) for byte in range(256)))
    there |= {bytes([byte]): value for byte, value in (cells or {}).items()}
    return _rows(1, there, {value: code for code, value in there.items()})
