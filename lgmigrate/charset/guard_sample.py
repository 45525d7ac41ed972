"""Samples of a source and the characters in them: what the guard looks at.

A sample is fields of text side by side in one buffer, or a stretch of a source whose layout is
not known (usage raw). What is cut of it is only counted, never kept as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.listing import ENCODE, listing
from lgmigrate.charset.page import CodePage
from lgmigrate.charset.private import PLANE

__all__ = [
    "BLANK",
    "CONTROL",
    "NOTHING",
    "USER",
    "Points",
    "Sample",
    "SampleUsage",
    "Scan",
    "begins",
    "fields_sample",
    "made",
    "pairs",
    "points_of",
    "raw_sample",
]

SampleUsage = Literal["single", "double", "mixed", "raw", "packed"]
"""The usage of a text field; raw: layout not known; packed: packed decimals, for symptoms only."""

NOTHING, CONTROL, BLANK, USER = -1, -2, -3, -4
"""Instead of a code point: no character, a control character, a blank, a code of a user-defined
area that no table maps."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Sample:
    """``data`` uint8[n] holds fields side by side, the first byte of each at ``starts``
    (int64[m], from 0 on), which is byte ``offsets`` (int64[m]) of the source.
    """

    data: NDArray[np.uint8]
    starts: NDArray[np.int64]
    offsets: NDArray[np.int64]
    usage: SampleUsage

    def ends(self) -> NDArray[np.int64]:
        """int64[m]: the places behind the last bytes of the fields."""
        return np.append(self.starts[1:], len(self.data))

    def offset(self, place: int) -> int:
        """The byte of the source that a byte of ``data`` is."""
        field = int(np.searchsorted(self.starts, place, "right")) - 1
        return int(self.offsets[field]) + place - int(self.starts[field])


def fields_sample(fields: Sequence[bytes], usage: SampleUsage = "mixed", offset: int = 0) -> Sample:
    """Fields that stand one behind the other in a source, from byte ``offset`` on."""
    lengths = np.array([len(one) for one in fields], np.int64)
    lengths = lengths[lengths > 0]
    starts = np.cumsum(lengths) - lengths
    data = np.frombuffer(b"".join(fields), np.uint8)
    return Sample(data=data, starts=starts, offsets=starts + offset, usage=usage)


def raw_sample(data: bytes | NDArray[np.uint8], offset: int = 0) -> Sample:
    """A stretch of a source whose layout is not known."""
    array = np.frombuffer(data, np.uint8) if isinstance(data, bytes) else data
    starts = np.zeros(min(len(array), 1), np.int64)
    return Sample(data=array, starts=starts, offsets=starts + offset, usage="raw")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scan:
    """The characters of a sample in order: ``at`` int64[k] the places of their first bytes,
    ``points`` int32[k] code points, or what stands instead of one, ``wide`` bool[k]: of two or
    more bytes. The others are places: ``halves`` of characters that break off, ``outs`` and
    ``ins`` of shift codes that change the set, ``repeated`` of those that do not, ``orphans`` of
    shifts back that no shift to double bytes of their field goes before, ``unclosed`` of fields
    that end in double bytes (usage raw: of shifts to double bytes that are not followed by double
    bytes and a shift back).
    """

    at: NDArray[np.int64]
    points: NDArray[np.int32]
    wide: NDArray[np.bool_]
    halves: NDArray[np.int64]
    outs: NDArray[np.int64]
    ins: NDArray[np.int64]
    repeated: NDArray[np.int64]
    orphans: NDArray[np.int64]
    unclosed: NDArray[np.int64]


class Points(NamedTuple):
    """Code points of a page by code: int32[256], int32[65536] twice, see ``points_of``; bool[256],
    which bytes end a character of two.
    """

    single: NDArray[np.int32]
    double: NDArray[np.int32]
    triple: NDArray[np.int32]
    trails: NDArray[np.bool_]


@lru_cache(maxsize=64)
def points_of(page: CodePage) -> Points:
    """Code points by code, or what stands instead of one; of sequences the first one. The private
    use of ``on_error`` is no character.
    """
    single = np.full(256, NOTHING, np.int32)
    double = np.full(65_536, NOTHING, np.int32)
    triple = np.full(65_536, NOTHING, np.int32)
    for area in page.areas:
        codes = np.array(area.codes(), np.int64)
        double[codes[codes < 0x10000]] = USER
        triple[codes[codes > 0xFFFF] & 0xFFFF] = USER
    rows = listing(page)
    decoded = rows.directions != ord(ENCODE)
    for width, table in ((1, single), (2, double), (3, triple)):
        chosen = decoded & (rows.widths == width)
        keys = (rows.keys[chosen] >> np.uint64(32)).astype(np.int32)
        table[rows.codes[chosen] & (0xFFFF if width > 1 else 0xFF)] = keys
    if page.on_error == "private-use":
        for table in (single, double, triple):
            table[table >= PLANE] = NOTHING
        for area in page.areas:
            codes = np.array(area.codes(), np.int64)
            table = double if codes[0] < 0x10000 else triple
            places = codes & 0xFFFF
            own = table[places] == area.first + np.arange(len(codes))
            table[places[own]] = USER
    single[page.controls >= 0] = CONTROL
    single[[shift.code[0] for shift in page.shifts]] = CONTROL
    double[list(page.double_spaces)] = BLANK
    single[[page.space, 0x00]] = BLANK
    if page.form == "host":
        single[0xFF] = BLANK
    for table in (single, double, triple):
        table[table == 0x3000] = BLANK
    trails = np.zeros(256, np.bool_)
    trails[np.flatnonzero(double != NOTHING) & 0xFF] = True
    return Points(single, double, triple, trails)


def made(
    at: NDArray[np.int64],
    points: NDArray[np.int32],
    wide: NDArray[np.bool_],
    halves: NDArray[np.int64] | None = None,
    **places: NDArray[np.int64],
) -> Scan:
    """A scan; places that are not given are none."""
    none = np.zeros(0, np.int64)
    names = ("outs", "ins", "repeated", "orphans", "unclosed")
    return Scan(
        at=at,
        points=points,
        wide=wide,
        halves=none if halves is None else halves,
        **{name: places.get(name, none) for name in names},
    )


def begins(sample: Sample) -> NDArray[np.bool_]:
    """bool[n]: which bytes are the first of a field."""
    mask = np.zeros(len(sample.data), np.bool_)
    mask[sample.starts] = True
    return mask


def pairs(
    double: NDArray[np.int64], begins: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places of double bytes -> those of first bytes, and of bytes that are left over."""
    if not len(double):
        return double, double
    number = np.arange(len(double))
    fresh = np.ones(len(double), np.bool_)
    fresh[1:] = (np.diff(double) != 1) | begins[double[1:]]
    first = np.maximum.accumulate(np.where(fresh, number, 0))
    even = (number - first) & 1 == 0
    last = np.append(fresh[1:], True)
    return double[even & ~last], double[even & last]
