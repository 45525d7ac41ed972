"""Character sets made into the flat tables of a code page (``page.CodePage`` describes them).

Two flags follow from the rows and are never given: a code is one-way when its character encodes
to another code, and a character is an alias when its code decodes to another character.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage, Form
from lgmigrate.charset.repertoire import CharacterSet, controls

__all__ = ["Traits", "assemble"]

NO_CHARACTER, CONTROL, ONE_WAY, COUNT_AT = 1 << 63, 1 << 62, 1 << 61, 56
WIDE_NO_CHARACTER, WIDE_EXTENDED, WIDE_ONE_WAY, WIDE_COUNT_AT = 1 << 31, 1 << 30, 1 << 29, 24
SINGLE_PRESENT, SINGLE_ALIAS = 1 << 8, 1 << 9
BYTES_AT, ALIAS = 24, 1 << 26


class Traits(NamedTuple):
    """What is not a table in a code page, under the names of ``CodePage``."""

    name: str
    form: Form
    space: int
    double_space: int
    double_spaces: tuple[int, ...]
    zone: int
    shift_out: bytes
    shift_in: bytes
    provenance: str


def _utf8(points: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Code points -> their UTF-8 bytes, first byte lowest, and the number of bytes."""
    tail = [0x80 | (points >> drop & 0x3F) for drop in (0, 6, 12)]
    two = 0xC0 | points >> 6 | tail[0] << 8
    three = 0xE0 | points >> 12 | tail[1] << 8 | tail[0] << 16
    four = 0xF0 | points >> 18 | tail[2] << 8 | tail[1] << 16 | tail[0] << 24
    sizes = [points < 0x80, points < 0x800, points < 0x10000]
    count = np.select(sizes, [1, 2, 3], 4).astype(np.uint64)
    return np.select(sizes, [points, two, three], four), count


def _values(keys: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Keys -> entries as in ``single``, without flags."""
    packed, count = _utf8(keys >> np.uint64(32))
    second = keys & np.uint64(0xFFFFFFFF)
    more, more_count = _utf8(second)
    packed |= np.where(second > 0, more << count * np.uint64(8), 0)
    count += np.where(second > 0, more_count, 0)
    return packed | count << np.uint64(COUNT_AT)


def _one_way(one: CharacterSet, sets: tuple[CharacterSet, ...]) -> NDArray[np.bool_]:
    """bool[n] by ``one.codes``: the character encodes to other bytes, or to none."""
    keys, first = np.unique(np.concatenate([each.encode_keys for each in sets]), return_index=True)
    preferred = np.concatenate([each.encode_codes | each.width << 32 for each in sets])[first]
    place = np.searchsorted(keys, one.keys).clip(max=len(keys) - 1)
    same = (keys[place] == one.keys) & (preferred[place] == (one.codes | one.width << 32))
    return np.asarray(~same, np.bool_)


def _aliases(one: CharacterSet) -> NDArray[np.bool_]:
    """bool[m] by ``one.encode_codes``: the code decodes to another character."""
    order = np.argsort(one.codes)
    codes, keys = one.codes[order], one.keys[order]
    place = np.searchsorted(codes, one.encode_codes).clip(max=len(codes) - 1)
    same = (codes[place] == one.encode_codes) & (keys[place] == one.encode_keys)
    return np.asarray(~same, np.bool_)


def _without_controls(one: CharacterSet) -> CharacterSet:
    text, back = ~controls(one.keys), ~controls(one.encode_keys)
    return CharacterSet(
        width=one.width,
        codes=one.codes[text],
        keys=one.keys[text],
        encode_keys=one.encode_keys[back],
        encode_codes=one.encode_codes[back],
    )


def _single(
    sets: tuple[CharacterSet, ...], text: tuple[CharacterSet, ...], shifts: bytes
) -> NDArray[np.uint64]:
    table = np.full(256, NO_CHARACTER, np.uint64)
    table[list(shifts)] |= np.uint64(CONTROL)
    for one, rows in zip(sets, text, strict=True):
        if one.width == 1:
            table[one.codes[controls(one.keys)]] |= np.uint64(CONTROL)
            flag = np.where(_one_way(rows, text), np.uint64(ONE_WAY), np.uint64(0))
            table[rows.codes] = _values(rows.keys) | flag
    return table


def _wide(width: int, text: tuple[CharacterSet, ...], extended: list[int]) -> NDArray[np.uint32]:
    """``double`` (width 2) or ``triple`` (width 3); long values are appended to ``extended``."""
    table = np.full(65_536, WIDE_NO_CHARACTER, np.uint32)
    for rows in text:
        if rows.width == width:
            values = _values(rows.keys)
            count = values >> np.uint64(COUNT_AT)
            low = values & np.uint64(0xFFFFFF)
            long = np.flatnonzero(count > 3)
            low[long] = np.arange(len(long), dtype=np.uint64) + np.uint64(len(extended))
            low[long] |= np.uint64(WIDE_EXTENDED)
            extended.extend(values[long].tolist())
            low |= count << np.uint64(WIDE_COUNT_AT)
            low |= np.where(_one_way(rows, text), np.uint64(WIDE_ONE_WAY), np.uint64(0))
            table[rows.codes & 0xFFFF] = low.astype(np.uint32)
    return table


def assemble(
    traits: Traits, sets: tuple[CharacterSet, ...], lead: NDArray[np.uint8] | None = None
) -> CodePage:
    """Make a page; ``sets`` in the order in which the encoder prefers them."""
    text = tuple(_without_controls(one) for one in sets)
    extended: list[int] = []
    tables = {width: _wide(width, text, extended) for width in (2, 3)}
    to_single = np.zeros(65_536, np.uint16)
    to_double = np.zeros(65_536, np.uint32)
    pair_keys: list[NDArray[np.uint64]] = [np.zeros(0, np.uint64)]
    pair_values: list[NDArray[np.uint32]] = [np.zeros(0, np.uint32)]
    for rows in text:
        alias = _aliases(rows)
        basic = ((rows.encode_keys & np.uint64(0xFFFFFFFF)) == 0) & (
            rows.encode_keys >> np.uint64(32) < 0x10000
        )
        points = (rows.encode_keys[basic] >> np.uint64(32)).astype(np.int64)
        value = rows.encode_codes | rows.width << BYTES_AT | np.where(alias, ALIAS, 0)
        if rows.width == 1:
            flags = SINGLE_PRESENT | np.where(alias, SINGLE_ALIAS, 0)
            to_single[points] = (rows.encode_codes | flags)[basic]
        if rows.width > 1 or traits.form == "lead":
            to_double[points] = value[basic]
            pair_keys.append(rows.encode_keys[~basic])
            pair_values.append(value[~basic].astype(np.uint32))
    keys = np.concatenate(pair_keys)
    order = np.argsort(keys)
    widest = max(rows.width for rows in text)
    return CodePage(
        single=_single(sets, text, traits.shift_out + traits.shift_in),
        double=tables[2],
        triple=tables[3] if widest == 3 else np.full(1, WIDE_NO_CHARACTER, np.uint32),
        extended=np.array(extended, np.uint64),
        lead=np.zeros(256, np.uint8) if lead is None else lead.copy(),
        to_single=to_single,
        to_double=to_double,
        pair_keys=keys[order],
        pair_values=np.concatenate(pair_values)[order],
        **traits._asdict(),
    )
