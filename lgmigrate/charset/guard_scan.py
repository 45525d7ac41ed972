"""Samples cut into characters by the rules of a code page, whatever its form.

Pages whose first byte tells the length of a character, and the forms of Unicode, are cut here;
those of hosts in ``guard_host``. In raw samples control characters count as blanks.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.guard_host import host, raw_host
from lgmigrate.charset.guard_sample import (
    BLANK,
    CONTROL,
    NOTHING,
    Sample,
    Scan,
    begins,
    made,
    pairs,
    points_of,
)
from lgmigrate.charset.page import CodePage

__all__ = ["scan"]


def scan(sample: Sample, page: CodePage) -> Scan:
    """Cut a sample."""
    if not len(sample.data):
        none = np.zeros(0, np.int64)
        return made(none, none.astype(np.int32), none.astype(np.bool_))
    if page.form == "lead":
        found = _lead(sample, page)
    elif page.form == "utf8":
        found = _utf8(sample)
    elif page.form in ("utf16le", "utf16be"):
        found = _utf16(sample, big=page.form == "utf16be")
    elif sample.usage == "raw" and page.form == "host":
        return raw_host(sample, page)
    else:
        return host(sample, page)
    if sample.usage == "raw":
        points = found.points
        points[points == CONTROL] = BLANK
    return found


def _lead(sample: Sample, page: CodePage) -> Scan:
    """Pages whose first bytes tell the length: in a run of bytes that may be first bytes every
    other one is, from the front; a byte that is no trail byte anywhere begins a run.
    """
    data, new, table = sample.data, begins(sample), points_of(page)
    width = page.lead[data]
    high = np.flatnonzero(width > 1)
    number = np.arange(len(high))
    fresh = np.ones(len(high), np.bool_)
    fresh[1:] = (np.diff(high) != 1) | new[high[1:]] | ~table.trails[data[high[1:]]]
    start = np.maximum.accumulate(np.where(fresh, number, 0))
    step, own = number - start, width[high[start]] if len(high) else width[high]
    lead = (step == 0) | ((step >= own) & ((step - own) & 1 == 0))
    first = high[lead]
    size = np.where(step[lead] == 0, own[lead], 2).astype(np.int64)
    ends = sample.ends()
    whole = first + size <= ends[np.searchsorted(sample.starts, first, "right") - 1]
    halves, first, size = first[~whole], first[whole], size[whole]
    points = np.full(len(data), NOTHING, np.int32)
    alone = np.ones(len(data), np.bool_)
    alone[halves] = False
    for n in (1, 2):
        alone[first[size > n] + n] = False
    points[:] = table.single[data]
    last = data[first + size - 1].astype(np.int64)
    codes = data[first + size - 2].astype(np.int64) << 8 | last
    points[first] = np.where(size == 2, table.double[codes], table.triple[codes])
    wide = np.zeros(len(data), np.bool_)
    wide[first] = True
    at = np.flatnonzero(alone)
    return made(at, points[at], wide[at], halves)


@lru_cache(maxsize=1)
def _unicode_kind() -> NDArray[np.int32]:
    """int32[0x110000]: each code point itself, or what it counts as."""
    table = np.arange(0x110000, dtype=np.int32)
    table[:0x20] = table[0x7F:0xA0] = CONTROL
    table[0xD800:0xE000] = table[0xFDD0:0xFDF0] = NOTHING
    table[0xFFFE::0x10000] = table[0xFFFF::0x10000] = NOTHING
    table[[0x00, 0x20, 0x3000, 0xFEFF]] = BLANK
    return table


@lru_cache(maxsize=1)
def _sixteen_kind() -> NDArray[np.int32]:
    """As ``_unicode_kind``: scripts that Japanese registers have none of count as no character,
    since nearly any two bytes are some character of UTF-16; so do the ideographs of extension A,
    where the kana of hosts would lie, and the spaces from U+2000 on: U+0020, its bytes exchanged.
    """
    table = _unicode_kind().copy()
    known = (
        (0, 0x460),
        (0x1E00, 0x2000),
        (0x2010, 0x2800),
        (0x2E80, 0x3400),
        (0x4E00, 0xA000),
        (0xE000, 0xFB00),
        (0xFE00, 0x10000),
    )
    plausible = np.zeros(0x10000, np.bool_)
    for first, end in known:
        plausible[first:end] = True
    table[:0x10000][~plausible] = NOTHING
    return table


def _utf8(sample: Sample) -> Scan:
    data = np.append(sample.data, np.zeros(3, np.uint8))
    size = np.zeros(256, np.int64)
    size[:0x80], size[0xC2:0xE0], size[0xE0:0xF0], size[0xF0:0xF5] = 1, 2, 3, 4
    cut = (data[:-3] & 0xC0 != 0x80) | begins(sample)
    at = np.flatnonzero(cut)
    have = np.diff(np.append(at, len(sample.data)))
    want = size[data[at]]
    byte = [data[at + n].astype(np.int32) for n in range(4)]
    tail = [one & 0x3F for one in byte]
    point = byte[0].copy()
    two, three, four = want == 2, want == 3, want == 4
    point[two] = ((byte[0] & 0x1F) << 6 | tail[1])[two]
    point[three] = ((byte[0] & 0x0F) << 12 | tail[1] << 6 | tail[2])[three]
    long = (byte[0] & 0x07) << 18 | tail[1] << 12 | tail[2] << 6 | tail[3]
    point[four] = long[four]
    good = (have == want) & (point <= 0x10FFFF)
    good &= (point >= 0x800) | ~three
    good &= (point >= 0x10000) | ~four
    points = np.where(good, _unicode_kind()[point.clip(0, 0x10FFFF)], NOTHING).astype(np.int32)
    last = np.append(begins(sample), True)[at + have]
    broken = last & (have < want)
    return made(at[~broken], points[~broken], (have > 1)[~broken], at[broken])


def _utf16(sample: Sample, *, big: bool) -> Scan:
    data, new = sample.data, begins(sample)
    first, halves = pairs(np.arange(len(data)), new)
    high, low = (first, first + 1) if big else (first + 1, first)
    units = data[high].astype(np.int32) << 8 | data[low]
    upper, lower = units >> 10 == 0xD8 >> 2, units >> 10 == 0xDC >> 2
    pair = np.append(upper[:-1] & lower[1:] & ~new[first[1:]], np.zeros(min(len(units), 1), bool))
    points = _sixteen_kind()[units]
    behind = np.append(units[1:], 0)
    points[pair] = (0x10000 + ((units & 0x3FF) << 10 | behind & 0x3FF))[pair]
    keep = np.append(np.ones(min(len(units), 1), np.bool_), ~pair[:-1])
    return made(first[keep], points[keep], np.ones(int(keep.sum()), np.bool_), halves)
