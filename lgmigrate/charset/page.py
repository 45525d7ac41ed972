"""A code page as flat tables that a kernel reads, both directions.

Entries of the decode tables hold the UTF-8 bytes of a character, first byte lowest:

* ``single`` (uint64): bits 0-55 the bytes, 56-59 their number, 63 set where there is no character,
  62 set as well where that is because the byte is a control character or a shift code, 61 set for
  a one-way code, 60 for a watched one.
* ``double``, ``triple`` (uint32): bits 0-23 the bytes, 24-27 their number, 31 set where there is
  no character, 30 set where the value has two code points or more than three bytes: bits 0-23 are
  then an index into ``extended``, which holds two numbers a value (uint64): up to eight bytes, and
  their number; 29 set for a one-way code, 28 for a watched one.

A one-way code decodes to a character that encodes to other bytes (mixed usage, where a page has a
character in both sets and the single byte is preferred). A watched code is one that the ledger
lists wherever it occurs: what a user's table maps, private use, and the signs that stand for a
lost character. Control characters are C0, DEL, C1 and the noncharacters of Unicode; ``double``,
``triple`` and the encode tables never hold one.

Entries of the encode tables are by code point of the basic plane, 0 where there is none:

* ``to_single`` (uint16): bits 0-7 the byte, bit 8 set, bit 9 set for an alias.
* ``to_double`` (uint32): bits 0-23 the bytes as a big-endian number, 24-25 how many (1, 2, 3),
  bit 26 set for an alias. Forms host and double hold here what has two bytes; form lead holds
  every character, also those of one byte.

An alias is a character that encodes to bytes which decode to another character (a documented
fold), or one that a table gives several codes without saying which is preferred. Code points
beyond the basic plane, and sequences of two code points, are in ``pair_keys`` (sorted uint64,
``first << 32 | second``, second 0 for a single code point) with ``pair_values`` as in
``to_double``; a sequence goes before its first code point alone.

``single`` and ``lead`` have 256 entries, ``double``, ``to_single`` and ``to_double`` 65,536. So has
``triple``, by the second and third byte, where some ``lead`` is 3; elsewhere it has one entry.
Forms utf8, utf16le and utf16be need no tables; where a user's table maps private use, ``double`` is
by code point, and ``to_double`` is not 0 for these code points, which are never written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Area", "CodePage", "Form", "OnError", "Remark", "Shift"]

Form = Literal["host", "double", "lead", "utf8", "utf16le", "utf16be"]
"""host: single-byte set and double-byte set with shift codes. double: double bytes only.
lead: the first byte says how many bytes a character has (cp932, EUC-JP). utf8, utf16le, utf16be:
the encodings of Unicode."""

OnError = Literal["finding", "private-use", "stop"]
"""What becomes of bytes without a character: no value and a finding; a character of private use
and a warning; or the end of the run."""


class Shift(NamedTuple):
    """A shift code of one to three bytes: ``out`` to double bytes, else back to single ones."""

    code: bytes
    out: bool


class Area(NamedTuple):
    """The codes of a page that municipalities fill: lead bytes from ``leads[0]`` to ``leads[1]``
    with trail bytes of the ranges ``trails``. In this order they stand for private use from code
    point ``first`` on. In codes of three bytes the lead byte is the first two of them.
    """

    leads: tuple[int, int]
    trails: tuple[tuple[int, int], ...]
    first: int

    def codes(self) -> list[int]:
        """All codes, in order."""
        tails = [tail for low, high in self.trails for tail in range(low, high + 1)]
        leads = range(self.leads[0], self.leads[1] + 1)
        return [lead << 8 | tail for lead in leads for tail in tails]


class Remark(NamedTuple):
    """Where the character of one code comes from, for the ledger. ``kind``: of the page's own
    extension or of the user-defined area; ``method``: by which kind of table; ``status``: whether
    the character is the one of the source; ``mj``: MJ文字図形名.
    """

    kind: Literal["standard", "extension", "user"]
    method: Literal["rule", "table", "user"]
    status: Literal["exact", "unified", "reduced", "unmapped"]
    mj: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CodePage:
    """One code page. ``lead`` (uint8[256]): bytes of a character by its first byte, form lead,
    0 for a byte that begins no character; form host: bytes of the shift code that may begin with
    this byte, 0 for none.

    ``shifts`` are all shift codes that are read; the first to double bytes and the first back are
    written. ``space`` is the single-byte space, ``double_space`` the double-byte one (big-endian
    number, X'4040' on hosts), ``double_spaces`` all double bytes that pad a double-byte field
    (none, and two single-byte spaces as ``double_space``, where a page has no double bytes).
    ``zone`` is the high nibble of digits in zoned decimals, in place: X'F0' or X'30'.
    ``controls`` (int32[256]): the control character of a byte, -1 for none. ``areas``: the
    user-defined areas. ``remarks``: by code, what the ledger says of watched codes. ``warnings``:
    what the user's tables leave open.
    """

    name: str
    form: Form
    single: NDArray[np.uint64]
    double: NDArray[np.uint32]
    triple: NDArray[np.uint32]
    extended: NDArray[np.uint64]
    lead: NDArray[np.uint8]
    to_single: NDArray[np.uint16]
    to_double: NDArray[np.uint32]
    pair_keys: NDArray[np.uint64]
    pair_values: NDArray[np.uint32]
    controls: NDArray[np.int32]
    shifts: tuple[Shift, ...] = ()
    space: int = 0x40
    double_space: int = 0x4040
    double_spaces: tuple[int, ...] = (0x4040,)
    zone: int = 0xF0
    areas: tuple[Area, ...] = ()
    remarks: Mapping[int, Remark] = field(default_factory=dict)
    on_error: OnError = "finding"
    provenance: str = ""
    digest: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def shift_out(self) -> bytes:
        """The shift code that is written before double bytes, empty where there is none."""
        return next((shift.code for shift in self.shifts if shift.out), b"")

    @property
    def shift_in(self) -> bytes:
        """The shift code that is written behind double bytes, empty where there is none."""
        return next((shift.code for shift in self.shifts if not shift.out), b"")
