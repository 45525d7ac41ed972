"""Every code of a page with its characters, read back out of the flat tables of the page.

A row is a code of one to three bytes, one or two code points, and a direction: ``=`` both ways,
``>`` from bytes to text only, ``<`` from text to bytes only. Control characters of single bytes
are listed with the others. In a page of form utf8, utf16le or utf16be these are the bytes below
X'80', and the private use that a user's table maps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage

__all__ = ["BOTH", "DECODE", "ENCODE", "Listing", "lines", "listing"]

BOTH, DECODE, ENCODE = "=><"

_CODECS = {"utf8": "utf-8", "utf16le": "utf-16-le", "utf16be": "utf-16-be"}
_DIRECTIONS = np.array([ord(sign) for sign in (BOTH, DECODE, ENCODE)], np.uint8)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Listing:
    """The rows of a page, by width, then code, then characters, each once: ``widths`` uint8[n]
    bytes of the code, ``codes`` int64[n] big-endian numbers, ``keys`` uint64[n]
    ``first << 32 | second`` code point (second 0: one alone), ``directions`` uint8[n] the signs.
    """

    widths: NDArray[np.uint8]
    codes: NDArray[np.int64]
    keys: NDArray[np.uint64]
    directions: NDArray[np.uint8]


def listing(page: CodePage) -> Listing:
    """All rows of a page."""
    parts = [*_single(page), *_controls(page)]
    if page.form in _CODECS:
        parts += _private(page)
    else:
        parts += _wide(page)
        parts += _encoded(page, parts)
    widths = np.concatenate([np.full(len(part.codes), part.width, np.uint8) for part in parts])
    codes = np.concatenate([part.codes for part in parts])
    keys = np.concatenate([part.keys for part in parts])
    signs = np.concatenate([_DIRECTIONS[part.directions] for part in parts])
    order = np.lexsort((keys, codes, widths))
    return Listing(
        widths=widths[order], codes=codes[order], keys=keys[order], directions=signs[order]
    )


def lines(page: CodePage) -> Iterator[str]:
    """Each row as text: hexadecimal code, ``U+XXXX[ U+YYYY]``, direction, tab separated."""
    rows = listing(page)
    columns = zip(
        rows.widths.tolist(),
        rows.codes.tolist(),
        rows.keys.tolist(),
        rows.directions.tobytes().decode("ascii"),
        strict=True,
    )
    for width, code, key, direction in columns:
        text = f"U+{key >> 32:04X}"
        if key & 0xFFFFFFFF:
            text += f" U+{key & 0xFFFFFFFF:04X}"
        yield f"{code:0{2 * width}X}\t{text}\t{direction}"


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Rows of one width; ``directions`` are numbers into ``_DIRECTIONS``."""

    width: int
    codes: NDArray[np.int64]
    keys: NDArray[np.uint64]
    directions: NDArray[np.int64]


def _points(
    packed: NDArray[np.uint64], at: NDArray[np.uint64]
) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """UTF-8 bytes (first byte lowest), place of a character in bits -> code point, place behind."""
    rest = packed >> at
    byte = [rest >> np.uint64(8 * n) & np.uint64(0xFF) for n in range(4)]
    tail = [one & np.uint64(0x3F) for one in byte]
    sizes = [byte[0] < 0x80, byte[0] < 0xE0, byte[0] < 0xF0]
    six, twelve, eighteen = np.uint64(6), np.uint64(12), np.uint64(18)
    two = (byte[0] & np.uint64(0x1F)) << six | tail[1]
    three = (byte[0] & np.uint64(0x0F)) << twelve | tail[1] << six | tail[2]
    four = (byte[0] & np.uint64(0x07)) << eighteen | tail[1] << twelve | tail[2] << six | tail[3]
    width = np.select(sizes, [8, 16, 24], 32).astype(np.uint64)
    return np.select(sizes, [byte[0], two, three], four), at + width


def _keys(packed: NDArray[np.uint64], count: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Entries as in ``CodePage.single`` without flags -> keys."""
    first, behind = _points(packed, np.zeros(len(packed), np.uint64))
    more = behind < count * np.uint64(8)
    second, _ = _points(packed, np.where(more, behind, 0).astype(np.uint64))
    return first << np.uint64(32) | np.where(more, second, 0).astype(np.uint64)


def _single(page: CodePage) -> Iterator[_Part]:
    codes = np.flatnonzero(page.single >> np.uint64(63) == 0)
    entries = page.single[codes]
    keys = _keys(entries & np.uint64((1 << 56) - 1), entries >> np.uint64(56) & np.uint64(15))
    one_way = (entries >> np.uint64(61) & np.uint64(1)).astype(np.int64)
    yield _Part(1, codes, keys, one_way)


def _controls(page: CodePage) -> Iterator[_Part]:
    codes = np.flatnonzero(page.controls >= 0)
    keys = page.controls[codes].astype(np.uint64) << np.uint64(32)
    yield _Part(1, codes, keys, np.zeros(len(codes), np.int64))


def _table(page: CodePage, table: NDArray[np.uint32]) -> tuple[NDArray[np.int64], ...]:
    """``double`` or ``triple`` -> indices with a character, their keys, whether one-way."""
    codes = np.flatnonzero(table >> 31 == 0)
    entries = table[codes].astype(np.uint64)
    packed, count = entries & np.uint64(0xFFFFFF), entries >> np.uint64(24) & np.uint64(15)
    long = np.flatnonzero(entries >> np.uint64(30) & np.uint64(1))
    places = 2 * packed[long].astype(np.int64)
    packed[long], count[long] = page.extended[places], page.extended[places + 1]
    one_way = (entries >> np.uint64(29) & np.uint64(1)).astype(np.int64)
    return codes, _keys(packed, count).astype(np.int64), one_way


def _wide(page: CodePage) -> Iterator[_Part]:
    codes, keys, one_way = _table(page, page.double)
    yield _Part(2, codes, keys.astype(np.uint64), one_way)
    if len(page.triple) > 1:
        first = int(np.flatnonzero(page.lead == 3)[0]) << 16
        codes, keys, one_way = _table(page, page.triple)
        yield _Part(3, codes | first, keys.astype(np.uint64), one_way)


def _encoded(page: CodePage, decoded: list[_Part]) -> Iterator[_Part]:
    """What characters encode to where the code decodes to something else."""
    # in form lead, to_double holds the single bytes too
    single = np.flatnonzero(page.to_single if page.form != "lead" else np.zeros(0))
    double = np.flatnonzero(page.to_double)
    values = page.to_double[double].astype(np.int64)
    pairs = page.pair_values.astype(np.int64)
    high = np.uint64(32)
    keys = np.concatenate(
        [single.astype(np.uint64) << high, double.astype(np.uint64) << high, page.pair_keys]
    )
    codes = np.concatenate(
        [page.to_single[single].astype(np.int64) & 0xFF, values & 0xFFFFFF, pairs & 0xFFFFFF]
    )
    widths = np.concatenate([np.ones(len(single), np.int64), values >> 24 & 3, pairs >> 24 & 3])
    for width in (1, 2, 3):
        chosen = widths == width
        there = {
            pair
            for part in decoded
            if part.width == width
            for pair in zip(part.codes.tolist(), part.keys.tolist(), strict=True)
        }
        back = zip(codes[chosen].tolist(), keys[chosen].tolist(), strict=True)
        only = np.array([pair not in there for pair in back], np.bool_)
        if only.any():
            yield _Part(width, codes[chosen][only], keys[chosen][only], np.full(int(only.sum()), 2))


def _private(page: CodePage) -> Iterator[_Part]:
    """What a user's table makes of private use, by the bytes of the code point."""
    points, keys, one_way = _table(page, page.double)
    for point, key, way in zip(points.tolist(), keys.tolist(), one_way.tolist(), strict=True):
        code = chr(point).encode(_CODECS[page.form])
        yield _Part(
            len(code),
            np.array([int.from_bytes(code, "big")], np.int64),
            np.array([key], np.uint64),
            np.array([way], np.int64),
        )
