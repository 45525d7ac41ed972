"""Character sets made into the flat tables of a code page (``page.CodePage`` describes them).

Three flags follow from the rows and are never given: a code is one-way when its character encodes
to another code, a character is an alias when its code decodes to another character, and a code is
watched when a table has a remark about it or when its character is one that the ledger lists.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset import overlay, private
from lgmigrate.charset.cells import Overlay
from lgmigrate.charset.page import CodePage, Remark, Shift
from lgmigrate.charset.repertoire import CharacterSet, controls
from lgmigrate.charset.traits import Traits

__all__ = ["SIGNS", "SPELLINGS", "Traits", "assemble"]

NO_CHARACTER, CONTROL, ONE_WAY, WATCHED, COUNT_AT = 1 << 63, 1 << 62, 1 << 61, 1 << 60, 56
WIDE_NO_CHARACTER, WIDE_EXTENDED, WIDE_ONE_WAY, WIDE_WATCHED = 1 << 31, 1 << 30, 1 << 29, 1 << 28
WIDE_COUNT_AT = 24
SINGLE_PRESENT, SINGLE_ALIAS = 1 << 8, 1 << 9
BYTES_AT, ALIAS = 24, 1 << 26

SPELLINGS = frozenset("+\uff0b&\uff06{\uff5b\\\uff3c\u3010\u3014")
"""Watched because they stand where a code is spelled out: ``U+2363A``, ``&#x2363A;``, ``{...}``."""
SIGNS = frozenset("\ufffd\u3013\u25a0")
"""Watched because they replace a lost character."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """The sets of a page without controls, with what the tables say of single rows."""

    sets: tuple[CharacterSet, ...]
    uncertain: frozenset[tuple[int, int]]
    remarks: Mapping[int, Remark]
    extended: list[int] = field(default_factory=list)

    def watched(self, rows: CharacterSet) -> NDArray[np.bool_]:
        """bool[n] by ``rows.codes``."""
        signs = np.array([ord(sign) << 32 for sign in sorted(SIGNS | SPELLINGS)], np.uint64)
        listed = np.isin(rows.keys, signs) | private.holds(rows.keys)
        if self.remarks:
            listed |= np.isin(rows.codes, np.array(list(self.remarks), np.int64))
        return np.asarray(listed, np.bool_)

    def one_way(self, rows: CharacterSet) -> NDArray[np.bool_]:
        """bool[n] by ``rows.codes``: the character encodes to other bytes, or to none."""
        keys, first = np.unique(
            np.concatenate([each.encode_keys for each in self.sets]), return_index=True
        )
        codes = [each.encode_codes | each.width << 32 for each in self.sets]
        preferred = np.concatenate(codes)[first]
        place = np.searchsorted(keys, rows.keys).clip(max=len(keys) - 1)
        same = (keys[place] == rows.keys) & (preferred[place] == (rows.codes | rows.width << 32))
        return np.asarray(~same, np.bool_)

    def aliases(self, rows: CharacterSet) -> NDArray[np.bool_]:
        """bool[m] by ``rows.encode_codes``: the code decodes to another character."""
        if not len(rows.codes):
            return np.ones(len(rows.encode_codes), np.bool_)
        order = np.argsort(rows.codes)
        codes, keys = rows.codes[order], rows.keys[order]
        place = np.searchsorted(codes, rows.encode_codes).clip(max=len(codes) - 1)
        same = (codes[place] == rows.encode_codes) & (keys[place] == rows.encode_keys)
        doubtful = [key for width, key in self.uncertain if width == rows.width]
        if doubtful:
            same &= ~np.isin(rows.encode_keys, np.array(doubtful, np.uint64))
        return np.asarray(~same, np.bool_)


def _utf8(points: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Code points -> their UTF-8 bytes, first byte lowest, and the number of bytes."""
    tail = [0x80 | (points >> drop & 0x3F) for drop in (0, 6, 12)]
    two = 0xC0 | points >> 6 | tail[0] << 8
    three = 0xE0 | points >> 12 | tail[1] << 8 | tail[0] << 16
    four = 0xF0 | points >> 18 | tail[2] << 8 | tail[1] << 16 | tail[0] << 24
    sizes = [points < 0x80, points < 0x800, points < 0x10000]
    count = np.select(sizes, [1, 2, 3], 4).astype(np.uint64)
    return np.select(sizes, [points, two, three], four), count


def _values(keys: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Keys -> up to eight bytes of UTF-8, first byte lowest, and their number."""
    packed, count = _utf8(keys >> np.uint64(32))
    second = keys & np.uint64(0xFFFFFFFF)
    more, more_count = _utf8(second)
    packed |= np.where(second > 0, more << count * np.uint64(8), 0)
    count += np.where(second > 0, more_count, 0)
    return packed, count


def _without_controls(one: CharacterSet) -> CharacterSet:
    text, back = ~controls(one.keys), ~controls(one.encode_keys)
    return CharacterSet(
        width=one.width,
        codes=one.codes[text],
        keys=one.keys[text],
        encode_keys=one.encode_keys[back],
        encode_codes=one.encode_codes[back],
    )


def _control_bytes(sets: tuple[CharacterSet, ...]) -> NDArray[np.int32]:
    """int32[256]: the control character of each byte, -1 for none."""
    table = np.full(256, -1, np.int32)
    for one in sets:
        if one.width == 1:
            held = controls(one.keys)
            table[one.codes[held]] = (one.keys[held] >> np.uint64(32)).astype(np.int32)
    return table


def _single(
    rows: _Rows, control: NDArray[np.int32], shifts: tuple[Shift, ...]
) -> NDArray[np.uint64]:
    table = np.full(256, NO_CHARACTER, np.uint64)
    table[control >= 0] |= np.uint64(CONTROL)
    for one in rows.sets:
        if one.width == 1:
            packed, count = _values(one.keys)
            flags = np.where(rows.one_way(one), np.uint64(ONE_WAY), np.uint64(0))
            flags |= np.where(rows.watched(one), np.uint64(WATCHED), np.uint64(0))
            table[one.codes] = packed | count << np.uint64(COUNT_AT) | flags
    for shift in shifts:
        table[shift.code[0]] = NO_CHARACTER | CONTROL
    return table


def _wide(width: int, rows: _Rows) -> NDArray[np.uint32]:
    """``double`` (width 2) or ``triple`` (width 3); long values are appended to ``extended``."""
    table = np.full(65_536, WIDE_NO_CHARACTER, np.uint32)
    for one in rows.sets:
        if one.width == width and len(one.codes):
            packed, count = _values(one.keys)
            low = packed & np.uint64(0xFFFFFF)
            far = (count > 3) | ((one.keys & np.uint64(0xFFFFFFFF)) > 0)  # sequences of any size
            long = np.flatnonzero(far)
            first = len(rows.extended) // 2
            low[long] = np.arange(len(long), dtype=np.uint64) + np.uint64(first)
            low[long] |= np.uint64(WIDE_EXTENDED)
            rows.extended.extend(np.stack([packed[long], count[long]], axis=1).ravel().tolist())
            low |= np.where(far, 0, count).astype(np.uint64) << np.uint64(WIDE_COUNT_AT)
            low |= np.where(rows.one_way(one), np.uint64(WIDE_ONE_WAY), np.uint64(0))
            low |= np.where(rows.watched(one), np.uint64(WIDE_WATCHED), np.uint64(0))
            table[one.codes & 0xFFFF] = low.astype(np.uint32)
    return table


def _shift_lengths(shifts: tuple[Shift, ...]) -> NDArray[np.uint8]:
    """uint8[256]: bytes of the longest shift code that may begin with a byte."""
    table = np.zeros(256, np.uint8)
    for shift in shifts:
        table[shift.code[0]] = max(table[shift.code[0]], len(shift.code))
    return table


def _digest(page: CodePage) -> str:
    """SHA-256 over everything that decides what bytes become."""
    spaces = (page.space, page.double_space, page.double_spaces)
    sums = hashlib.sha256(repr((page.form, page.shifts, spaces, page.zone)).encode())
    for table in (page.single, page.double, page.triple, page.extended, page.lead):
        sums.update(table.tobytes())
    for other in (page.to_single, page.to_double, page.pair_keys, page.pair_values):
        sums.update(other.tobytes())
    return sums.hexdigest()


def assemble(
    traits: Traits,
    sets: tuple[CharacterSet, ...],
    lead: NDArray[np.uint8] | None = None,
    overlays: tuple[Overlay, ...] = (),
) -> CodePage:
    """Make a page; ``sets`` in the order in which the encoder prefers them, ``overlays`` in the
    order in which they win over each other.

    Raises:
        CharsetError: an overlay has codes that the page cannot have.
    """
    lead = _shift_lengths(traits.shifts) if lead is None else lead.copy()
    cells = overlay.resolve(traits, lead, overlays)
    text = tuple(_without_controls(one) for one in sets)
    text, uncertain = overlay.apply(text, cells, traits.form)
    control = _control_bytes(sets)
    if traits.on_error == "private-use":
        text = private.fill(text, traits, lead, control)
    rows = _Rows(text, uncertain, overlay.remarks(cells))
    tables = {width: _wide(width, rows) for width in (2, 3)}
    to_single = np.zeros(65_536, np.uint16)
    to_double = np.zeros(65_536, np.uint32)
    pair_keys: list[NDArray[np.uint64]] = [np.zeros(0, np.uint64)]
    pair_values: list[NDArray[np.uint32]] = [np.zeros(0, np.uint32)]
    for one in text:
        alias = rows.aliases(one)
        basic = ((one.encode_keys & np.uint64(0xFFFFFFFF)) == 0) & (
            one.encode_keys >> np.uint64(32) < 0x10000
        )
        points = (one.encode_keys[basic] >> np.uint64(32)).astype(np.int64)
        value = one.encode_codes | one.width << BYTES_AT | np.where(alias, ALIAS, 0)
        if one.width == 1:
            flags = SINGLE_PRESENT | np.where(alias, SINGLE_ALIAS, 0)
            to_single[points] = (one.encode_codes | flags)[basic]
        if one.width > 1 or traits.form == "lead":
            to_double[points] = value[basic]
        if traits.form.startswith("utf") and one.width == 2:
            to_double[one.codes] = ALIAS
        pair_keys.append(one.encode_keys[~basic])
        pair_values.append(value[~basic].astype(np.uint32))
    keys, order = np.unique(np.concatenate(pair_keys), return_index=True)  # of two, the first
    three = any(one.width == 3 for one in text)
    page = CodePage(
        single=_single(rows, control, traits.shifts),
        double=tables[2],
        triple=tables[3] if three else np.full(1, WIDE_NO_CHARACTER, np.uint32),
        extended=np.array(rows.extended, np.uint64),
        lead=lead,
        to_single=to_single,
        to_double=to_double,
        pair_keys=keys,
        pair_values=np.concatenate(pair_values)[order],
        controls=control,
        remarks=rows.remarks,
        **traits._asdict(),
    )
    return replace(page, digest=_digest(page))
