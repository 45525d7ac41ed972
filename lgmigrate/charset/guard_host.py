"""Samples of hosts cut into characters: shift codes, single bytes and pairs of bytes.

The rules are those of the text codecs, but a fault does not end a field, and spaces, X'00' and
X'FF' are blanks wherever a character may begin.

Raw samples hold numbers and binary fields as well. Of these only double bytes between two shift
codes are cut, an even number of at most ``LONGEST_RUN`` bytes of which none is below the space,
and outside of them runs of at least ``LEAST_STRETCH`` bytes that may be graphic. What may be
double bytes without shift codes (PIC N, PIC G), ``LEAST_PAIRS`` pairs in a row that are characters
or spaces, is left out: nobody can tell whether it is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.guard_sample import (
    BLANK,
    NOTHING,
    Sample,
    Scan,
    begins,
    made,
    pairs,
    points_of,
)
from lgmigrate.charset.page import CodePage

__all__ = ["host", "raw_host"]

LONGEST_RUN = 512
LEAST_STRETCH = 6
LEAST_PAIRS = 3


def host(sample: Sample, page: CodePage) -> Scan:
    """Pages of hosts, and double bytes alone."""
    fresh = begins(sample)
    always = page.form == "double" or sample.usage == "double"
    places = lengths = np.zeros(0, np.int64)
    out = np.zeros(0, np.bool_)
    if not always and sample.usage != "single":
        places, lengths, out = _shifts(sample, page)
    order = np.argsort(np.concatenate([2 * sample.starts, 2 * places + 1]), kind="stable")
    where = np.concatenate([sample.starts, places])[order]
    shift = order >= len(sample.starts)
    mode = np.concatenate([np.full(len(sample.starts), always), out])[order]
    spans = np.diff(np.append(where, len(sample.data)))
    double = np.repeat(mode, spans)
    single = ~double
    for n in range(int(lengths.max(initial=0))):
        inside = places[lengths > n] + n
        single[inside] = double[inside] = False
    if page.form != "double" or page.double_spaces:
        blank = double & ((sample.data == page.space) | (sample.data == 0) | (sample.data == 0xFF))
        double &= ~blank
        single |= blank
    before = np.append(np.zeros(1, np.bool_), mode[:-1])
    same = shift & (before == mode)
    last = np.append(~shift[1:], True)
    orphan = same & ~mode & np.append(np.zeros(1, np.bool_), ~shift[:-1])
    return _joined(
        sample,
        page,
        single,
        double,
        fresh,
        outs=where[shift & ~same & mode],
        ins=where[shift & ~same & ~mode],
        repeated=where[same],
        orphans=where[orphan],
        unclosed=where[mode & last & shift],
    )


def _joined(
    sample: Sample,
    page: CodePage,
    single: NDArray[np.bool_],
    double: NDArray[np.bool_],
    fresh: NDArray[np.bool_],
    **places: NDArray[np.int64],
) -> Scan:
    """Characters where single and double bytes are told apart."""
    table = points_of(page)
    data = sample.data
    first, halves = pairs(np.flatnonzero(double), fresh)
    codes = data[first].astype(np.int64) << 8 | data[first + 1]
    points = np.full(len(data), NOTHING, np.int32)
    np.copyto(points, table.single[data], where=single)
    points[first] = table.double[codes]
    wide = np.zeros(len(data), np.bool_)
    wide[first] = True
    single |= wide
    at = np.flatnonzero(single)
    return made(at, points[at], wide[at], halves, **places)


def _shifts(
    sample: Sample, page: CodePage
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Shift codes in a sample: places, lengths, whether to double bytes; in order."""
    data = sample.data
    ends = sample.ends()
    found: dict[tuple[int, int], dict[int, bool]] = {}
    for one in page.shifts:
        kind = found.setdefault((one.code[0], len(one.code)), {})
        kind[int.from_bytes(one.code, "big")] = one.out
    parts = []
    for (first, length), kinds in found.items():
        at = np.flatnonzero(data == first)
        if length > 1:
            at = at[at + length <= ends[np.searchsorted(sample.starts, at, "right") - 1]]
        code = np.zeros(len(at), np.int64)
        for n in range(length):
            code = code << 8 | data[at + n]
        for out in (True, False):
            wanted = [number for number, one in kinds.items() if one == out]
            here = at[np.isin(code, wanted)]
            parts.append((here, np.full(len(here), length), np.full(len(here), out)))
    places = np.concatenate([part[0] for part in parts] or [np.zeros(0, np.int64)])
    lengths = np.concatenate([part[1] for part in parts] or [np.zeros(0, np.int64)])
    outs = np.concatenate([part[2] for part in parts] or [np.zeros(0, np.bool_)])
    order = np.argsort(places)
    return places[order], lengths[order], outs[order]


def raw_host(sample: Sample, page: CodePage) -> Scan:
    """Only what stands between shift codes, and what may be single-byte text outside."""
    data = sample.data
    places, lengths, out = _shifts(sample, page)
    inner = places + lengths
    size = np.append(places[1:], len(data)) - inner
    behind = np.append(out[1:], True)
    whole = out & ~behind & (size > 0) & (size <= LONGEST_RUN) & (size % 2 == 0)
    low = np.append(0, np.cumsum((data < page.space) | (data == 0xFF), dtype=np.int32))
    whole &= low[inner.clip(max=len(data))] == low[(inner + size).clip(max=len(data))]
    step = np.zeros(len(data) + 1, np.int8)
    step[inner[whole]] += 1
    step[inner[whole] + size[whole]] -= 1
    double = np.cumsum(step[:-1], dtype=np.int8).astype(np.bool_)
    graphic = (data >= page.space) & (data != 0xFF) & (data != 0x7F) & ~double
    for n in range(int(lengths.max(initial=0))):
        graphic[(places[lengths > n] + n)[: len(data)]] = False
    graphic &= ~_unshifted(sample, page, graphic)
    edges = np.flatnonzero(np.diff(graphic, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    short = ends - starts < LEAST_STRETCH
    step[:] = 0
    step[starts[short]] += 1
    step[ends[short]] -= 1
    graphic &= np.cumsum(step[:-1], dtype=np.int8) == 0
    blank = double & (data == page.space)
    back = np.append(np.zeros(1, np.bool_), whole[:-1])
    return _joined(
        sample,
        page,
        graphic | blank,
        double & ~blank,
        begins(sample),
        outs=places[whole],
        ins=places[back & ~out],
        unclosed=places[out & ~whole],
    )


def _unshifted(sample: Sample, page: CodePage, graphic: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """bool[n]: bytes of pairs in a row that are double-byte characters."""
    size = len(sample.data)
    covered = np.zeros(size, np.bool_)
    if size < 2 * LEAST_PAIRS:
        return covered
    table = points_of(page).double
    known = (table > 0) | (table == BLANK)
    codes = sample.data[:-1].astype(np.uint16) << np.uint16(8) | sample.data[1:]
    pair = known[codes] & graphic[:-1] & graphic[1:]
    last = size - 2 * LEAST_PAIRS + 1
    row = pair[:last].copy()
    for n in range(1, LEAST_PAIRS):
        row &= pair[2 * n : last + 2 * n]
    for n in range(2 * LEAST_PAIRS):
        covered[n : last + n] |= row
    return covered
