"""A code page as flat tables that a kernel reads, both directions.

Entries of the decode tables hold the UTF-8 bytes of a character, first byte lowest:

* ``single`` (uint64): bits 0-55 the bytes, 56-59 their number, 63 set where there is no character,
  62 set as well where that is because the byte is a control character or a shift code, 61 set for
  a one-way code.
* ``double``, ``triple`` (uint32): bits 0-23 the bytes, 24-27 their number, 31 set where there is
  no character, 30 set where the value needs more than three bytes: bits 0-23 are then an index
  into ``extended`` (uint64, as ``single``), 29 set for a one-way code.

A one-way code decodes to a character that encodes to other bytes (mixed usage, where a page has a
character in both sets and the single byte is preferred). Control characters are C0, DEL, C1 and
the noncharacters of Unicode; ``double``, ``triple`` and the encode tables never hold one.

Entries of the encode tables are by code point of the basic plane, 0 where there is none:

* ``to_single`` (uint16): bits 0-7 the byte, bit 8 set, bit 9 set for an alias.
* ``to_double`` (uint32): bits 0-23 the bytes as a big-endian number, 24-25 how many (1, 2, 3),
  bit 26 set for an alias. Forms host and double hold here what has two bytes; form lead holds
  every character, also those of one byte.

An alias is a character that encodes to bytes which decode to another character (a documented
fold). Code points beyond the basic plane, and sequences of two code points, are in ``pair_keys``
(sorted uint64, ``first << 32 | second``, second 0 for a single code point) with ``pair_values``
as in ``to_double``; a sequence goes before its first code point alone.

``single`` and ``lead`` have 256 entries, ``double``, ``to_single`` and ``to_double`` 65,536. So has
``triple``, by the second and third byte, where some ``lead`` is 3; elsewhere it has one entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["CodePage", "Form"]

Form = Literal["host", "double", "lead", "utf8"]
"""host: single-byte set and double-byte set with shift codes. double: double bytes only.
lead: the first byte says how many bytes a character has (cp932, EUC-JP). utf8: UTF-8."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class CodePage:
    """One code page. ``lead`` (uint8[256]): bytes of a character by its first byte, form lead;
    0 for a byte that begins no character.

    ``space`` is the single-byte space, ``double_space`` the double-byte one (big-endian number,
    X'4040' on hosts), ``double_spaces`` all double bytes that pad a double-byte field. ``zone``
    is the high nibble of digits in zoned decimals, in place: X'F0' or X'30'.
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
    shift_out: bytes = b""
    shift_in: bytes = b""
    space: int = 0x40
    double_space: int = 0x4040
    double_spaces: tuple[int, ...] = (0x4040,)
    zone: int = 0xF0
    provenance: str = ""
