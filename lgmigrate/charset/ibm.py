"""The sets of IBM hosts, with their policies: symbols, the two new lines, user-defined areas.

Sources: ICU's converters (``tables/provenance.json``); Python's codecs for 037, 500 and 1140. The
user-defined areas are X'6941' and following with trail bytes 41-FE, 190 to a lead byte: 4,370
codes to X'7FFE', 1,880 to X'72EA' (5026 and 5035), 6,205 to X'89BD' (16684). In the order of
their codes they stand for U+E000 and following, as in ICU.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lgmigrate.charset.page import Area
from lgmigrate.charset.profile import Symbols
from lgmigrate.charset.repertoire import CharacterSet, read_table
from lgmigrate.charset.stdlib import single_byte

__all__ = ["PYTHON", "SYMBOLS", "areas", "double", "single", "with_cells", "with_new_line"]

SYMBOLS = {0x4260: 0xFF0D, 0x426A: 0xFFE4, 0x43A1: 0xFF5E, 0x444A: 0x2015, 0x447C: 0x2225}
"""The five codes of 300 that converters read in two ways: code -> its character in ``ms``, the
reading of Windows (and of Java). ICU and glibc, ``ibm`` here, read U+2212, U+00A6, U+301C, U+2014
and U+2016. Both characters encode to the code, the one that is not read as an alias."""

PYTHON = {"ibm037": "cp037", "ibm500": "cp500", "ibm1140": "cp1140"}
"""Single-byte set -> Python's codec."""

_SHIFTS = {0x0E: 0x0E, 0x0F: 0x0F}
_TRAILS = (0x41, 0xFE)
_PRIVATE = 0xE000


def with_cells(one: CharacterSet, cells: dict[int, int]) -> CharacterSet:
    """A set whose codes stand for these code points; what encodes stays as it is."""
    kept = ~np.isin(one.codes, np.array(list(cells), np.int64))
    new = np.array([point << 32 for point in cells.values()], np.uint64)
    return replace(
        one,
        codes=np.concatenate([one.codes[kept], np.array(list(cells), np.int64)]),
        keys=np.concatenate([one.keys[kept], new]),
    )


def with_new_line(one: CharacterSet, newline: str) -> CharacterSet:
    """An EBCDIC set where the byte ``newline`` ("15" or "25") is U+000A, and the other one
    U+0085: hosts and transfers differ in it.
    """
    return with_cells(
        one, {0x15: 0x0A, 0x25: 0x85} if newline == "15" else {0x15: 0x85, 0x25: 0x0A}
    )


def single(name: str) -> CharacterSet:
    """A single-byte set: ibm290, ibm1027, ibm8482, ibm5123, ibm037, ibm500, ibm1047, ibm1140."""
    if name in PYTHON:
        return single_byte(PYTHON[name])
    return with_cells(read_table(name), _SHIFTS)


def double(name: str, symbols: Symbols) -> CharacterSet:
    """A double-byte set: ibm300, ibm16684 (which has both characters of each pair of symbols)."""
    one = read_table(name)
    return with_cells(one, SYMBOLS) if symbols == "ms" else one


def areas(family: str) -> tuple[Area, ...]:
    """The user-defined areas of a family of IBM; a lead byte that is not full is an area."""
    if family in ("ibm5026", "ibm5035"):
        full, part = (0x69, 0x71), Area((0x72, 0x72), ((0x41, 0xEA),), _PRIVATE + 9 * 190)
    elif family in ("ibm1390", "ibm1399", "ibm16684"):
        full, part = (0x69, 0x88), Area((0x89, 0x89), ((0x41, 0xBD),), _PRIVATE + 32 * 190)
    else:
        return (Area((0x69, 0x7F), (_TRAILS,), _PRIVATE),)
    return Area(full, (_TRAILS,), _PRIVATE), part
