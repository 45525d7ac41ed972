"""COBOL dialects: how many bytes an item of a USAGE takes, in which form, and on which boundary.

A name is ``dialect`` or ``dialect:option:option``; ``DIALECTS`` and ``OPTIONS`` say which there
are. How sure a figure is: D the vendor's manual, M measured with GnuCOBOL 3.1.2 (64 bits), S told
by others, U common practice without a source. docs/copybooks.md has the same table for readers.

* ibm. D: Enterprise COBOL for z/OS Language Reference: USAGE (2, 4, 8 bytes for 1-4, 5-9, 10-18
  digits; COMP-5 with all bits; COMP-1, COMP-2 of base 16), SYNCHRONIZED (halfword up to 4 digits,
  fullword from 5; COMP-1 and INDEX fullword, COMP-2 doubleword), slack bytes within and between
  occurrences, variable location of what follows OCCURS DEPENDING ON. PIC N without USAGE depends
  on NSYMBOL there: DBCS here, NATIONAL with ``:national``.
* fujitsu. Sizes D: NetCOBOL user's guide, option BINARY: WORD here, BYTE with ``:byte``. The rest
  of the host (base 16, boundaries as ibm) U. ``:pc``: COMP-5 little-endian and IEEE U, sign bytes
  4x and 5x S (JRecord), COMP and BINARY big-endian S.
* hitachi. D: COBOL2002 language reference, extensions: COMP-X of 1, 2, 4 or 8 bytes, COMP-1 on 4
  and COMP-2 on 8; option -Bin1Byte (``:byte``: 1, 2, 4, 8 bytes, SYNC without effect); ``:pc``:
  binary items little-endian (without -BigEndian,Bin), floats so and IEEE U. The host (base 16) U.
* nec. S: A-VX COBOL85, offcom.jp: COMP is zoned, COMP-1 and COMP-2 are binary, COMP-3 and
  PACKED-DECIMAL packed, no COMP-4, COMP-5, BINARY, POINTER. 2 and 4 bytes, big-endian, and the
  boundaries U.
* microfocus. D: Language Reference, storage of COMP items (byte-storage and, with ``:ibmcomp``,
  word-storage mode; SYNCHRONIZED has an effect in word-storage mode only), COMP-5 in the byte order
  of the machine, COMP-X, COMP-6"2", IBMCOMP alignment to half and full words; NOODOSLIDE. Sign
  bytes D (3x, 7x). POINTER of 8 bytes and the coding of PIC N U.
* gnucobol. M: everything but PIC G (not known there); binary-size 1-2-4-8 of default.conf,
  ``:2-4-8`` of ibm.conf, ``:1--8`` of mf.conf; ``:ebcdic`` is -fsign=EBCDIC. USAGE NATIONAL is
  unfinished there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from lgmigrate.errors import LayoutError
from lgmigrate.record.layout import Base, Overpunch

__all__ = ["DIALECTS", "OPTIONS", "Dialect", "Sizes", "Storage", "binary_length", "find_dialect"]

Sizes = Literal["2-4-8", "1-2-4-8", "1--8"]
"""The bytes that binary items may have; 1--8: as few as hold the digits."""

Order = Literal["big", "little"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Storage:
    """How items of one USAGE are stored.

    ``form``: display (a byte a position), packed, unsigned (packed without a sign nibble where the
    PICTURE has no S), binary, float, address. ``length`` is that of the USAGE itself, 0 where the
    digits give it, by ``sizes`` in binary ones. ``full``: all bits of the item count, not only the
    digits of its PICTURE. ``picture``: whether one is needed, may be there, or must not.
    ``sync``: length -> boundary; without an entry SYNC has no effect.
    """

    form: Literal["display", "packed", "unsigned", "binary", "float", "address"]
    length: int = 0
    sizes: Sizes = "2-4-8"
    full: bool = False
    order: Order = "big"
    base: Base = "hex"
    picture: Literal["needed", "free", "none"] = "needed"
    sync: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What a compiler makes of the clauses.

    ``text`` is the usage of PIC X and PIC A: single-byte text on hosts; on other systems
    full-width characters stand in the same items (mixed). ``wide`` is that of PIC N without USAGE.
    ``slack``: where bytes go before a SYNC item that begins a group: before the group, or inside.
    ``tail``: where bytes go that fill an element of a table up to its boundary: behind its last
    item, or before that. ``sync_groups``: SYNC of a group holds for its items. ``slides``: what
    follows an OCCURS DEPENDING ON stands behind the elements that are there; else behind the most
    that there can be. ``larger``: a REDEFINES below level 01 may be larger than its object.
    """

    name: str
    usages: Mapping[str, Storage]
    text: Literal["single", "mixed"] = "single"
    wide: Literal["double", "national"] = "double"
    national_order: Order = "big"
    overpunch: Overpunch = "zone"
    slack: Literal["before", "inside"] = "before"
    tail: Literal["behind", "last"] = "behind"
    sync_groups: bool = True
    slides: bool = True
    larger: bool = True


_WORD = MappingProxyType({2: 2, 4: 4, 8: 4})
_SINGLE = MappingProxyType({4: 4})
_DOUBLE = MappingProxyType({8: 8})
_NATURAL = MappingProxyType({2: 2, 4: 4, 8: 8})

_BINARY = Storage(form="binary", sync=_WORD)
_NATIVE = replace(_BINARY, full=True)
_PACKED = Storage(form="packed")
_INDEX = Storage(form="binary", length=4, full=True, picture="none", sync=_SINGLE)
_ADDRESS = Storage(form="address", length=4, picture="none", sync=_SINGLE)
_ADDRESS_8 = replace(_ADDRESS, length=8, sync=_DOUBLE)
_TEXTS = dict.fromkeys(("DISPLAY", "DISPLAY-1", "NATIONAL"), Storage(form="display"))
_PACKS = dict.fromkeys(("COMP-3", "PACKED-DECIMAL"), _PACKED)


def _binaries(storage: Storage) -> dict[str, Storage]:
    return dict.fromkeys(("COMP", "COMP-4", "BINARY"), storage)


def _floats(base: Base, order: Order = "big") -> dict[str, Storage]:
    one = Storage(form="float", picture="none", base=base, order=order)
    return {
        "COMP-1": replace(one, length=4, sync=_SINGLE),
        "COMP-2": replace(one, length=8, sync=_DOUBLE),
    }


def _c_types(sync: Mapping[int, int]) -> dict[str, Storage]:
    """BINARY-CHAR to BINARY-DOUBLE, in the byte order of a PC."""
    one = Storage(form="binary", full=True, order="little", picture="none", sync=sync)
    sizes = {"CHAR": 1, "SHORT": 2, "LONG": 4, "DOUBLE": 8}
    return {f"BINARY-{name}": replace(one, length=length) for name, length in sizes.items()}


_HOST = {**_TEXTS, **_PACKS, **_binaries(_BINARY), **_floats("hex"), "INDEX": _INDEX}
_IBM = Dialect(
    name="ibm",
    usages={
        **_HOST,
        "COMP-5": _NATIVE,
        "POINTER": _ADDRESS,
        "FUNCTION-POINTER": _ADDRESS,
        "PROCEDURE-POINTER": _ADDRESS_8,
    },
)
_FUJITSU = Dialect(name="fujitsu", usages={**_HOST, "COMP-5": _NATIVE, "POINTER": _ADDRESS})
_BY_TWO = Storage(form="binary", sizes="1-2-4-8", full=True)
_HITACHI = Dialect(
    name="hitachi",
    usages={**_HOST, "COMP-5": _NATIVE, "COMP-X": _BY_TWO, "POINTER": _ADDRESS},
)
_FIXED = Storage(form="binary", full=True, picture="free")
_NEC = Dialect(
    name="nec",
    usages={
        **_TEXTS,
        **_PACKS,
        "COMP": Storage(form="display"),
        "COMP-1": replace(_FIXED, length=2, sync=_NATURAL),
        "COMP-2": replace(_FIXED, length=4, sync=_NATURAL),
        "INDEX": _INDEX,
    },
)
_BYTES = Storage(form="binary", sizes="1--8")
_PC_FLOATS = _floats("ieee", "little")
_PC = {
    **_TEXTS,
    **_PACKS,
    **_PC_FLOATS,
    "FLOAT-SHORT": _PC_FLOATS["COMP-1"],
    "FLOAT-LONG": _PC_FLOATS["COMP-2"],
    "COMP-6": Storage(form="unsigned"),
    "COMP-X": replace(_BYTES, full=True),
    **_c_types({}),
    "INDEX": replace(_INDEX, order="little"),
    "POINTER": replace(_ADDRESS_8, order="little"),
}
_MICROFOCUS = Dialect(
    name="microfocus",
    usages={
        name: replace(one, sync={})
        for name, one in {
            **_PC,
            **_binaries(_BYTES),
            "COMP-5": replace(_BYTES, full=True, order="little"),
            "PROCEDURE-POINTER": replace(_ADDRESS_8, order="little"),
        }.items()
    },
    text="mixed",
    slides=False,
)
_MIXED = Storage(form="binary", sizes="1-2-4-8", sync=_NATURAL)
_GNUCOBOL = Dialect(
    name="gnucobol",
    usages={
        **_PC,
        **_binaries(_MIXED),
        **_c_types(_NATURAL),
        "COMP-5": replace(_MIXED, full=True, order="little"),
        "COMP-X": replace(_BYTES, full=True, sync=_NATURAL),
        "COMP-N": replace(_BYTES, full=True, order="little", sync=_NATURAL),
        "PROGRAM-POINTER": replace(_ADDRESS_8, order="little"),
    },
    text="mixed",
    slack="inside",
    tail="last",
    sync_groups=False,
    slides=False,
    larger=False,
)


def _changed(dialect: Dialect, names: tuple[str, ...], **changes: object) -> Dialect:
    """The dialect with other storages of these usages."""
    found = {name: replace(dialect.usages[name], **changes) for name in names}  # type: ignore[arg-type]  # attributes of Storage
    return replace(dialect, usages={**dialect.usages, **found})


_COMPS = ("COMP", "COMP-4", "BINARY")


def _fujitsu_pc(one: Dialect) -> Dialect:
    usages = {**one.usages, **_PC_FLOATS, **_c_types({})}
    usages["COMP-5"] = replace(usages["COMP-5"], order="little")
    return replace(one, usages=usages, text="mixed", overpunch="zone45")


def _hitachi_pc(one: Dialect) -> Dialect:
    little = _changed(one, (*_COMPS, "COMP-5", "COMP-X", "INDEX"), order="little")
    return replace(little, usages={**little.usages, **_PC_FLOATS}, text="mixed")


DIALECTS: Mapping[str, Dialect] = {
    one.name: one for one in (_IBM, _FUJITSU, _HITACHI, _NEC, _MICROFOCUS, _GNUCOBOL)
}
"""The dialects by name, as they are without options."""

_NATIONAL: dict[str, Callable[[Dialect], Dialect]] = {
    "national": lambda one: replace(one, wide="national")
}
OPTIONS: Mapping[str, Mapping[str, Callable[[Dialect], Dialect]]] = {
    "ibm": _NATIONAL,
    "fujitsu": {
        "byte": lambda one: _changed(one, (*_COMPS, "COMP-5"), sizes="1--8"),
        "pc": _fujitsu_pc,
        **_NATIONAL,
    },
    "hitachi": {
        "byte": lambda one: _changed(one, (*_COMPS, "COMP-5"), sizes="1-2-4-8", sync={}),
        "pc": _hitachi_pc,
        **_NATIONAL,
    },
    "nec": {},
    "microfocus": {
        "ibmcomp": lambda one: _changed(one, (*_COMPS, "COMP-5"), sizes="2-4-8", sync=_WORD),
        **_NATIONAL,
    },
    "gnucobol": {
        "2-4-8": lambda one: _changed(one, _COMPS, sizes="2-4-8"),
        "1--8": lambda one: _changed(one, (*_COMPS, "COMP-5"), sizes="1--8"),
        "ebcdic": lambda one: replace(one, overpunch="ebcdic"),
    },
}
"""What can be said behind the name of each dialect."""


def find_dialect(name: str) -> Dialect:
    """The dialect of a name with its options, in any order and in letters of either case.

    Raises:
        LayoutError: there is none; with every fault of the name.
    """
    first, *options = name.lower().split(":")
    if first not in DIALECTS:
        msg = f"Expected dialect {', '.join(DIALECTS)}, got {name!r}"
        raise LayoutError(msg)
    known = OPTIONS[first]
    wrong = [one for one in options if one not in known or options.count(one) > 1]
    if wrong:
        wanted = ", ".join(known) or "none"
        msg = f"Expected options of {first} ({wanted}), each once, got {', '.join(wrong)}"
        raise LayoutError(msg)
    found = DIALECTS[first]
    for one in sorted(options):
        found = known[one](found)
    return replace(found, name=":".join((first, *sorted(options))))


def binary_length(digits: int, sizes: Sizes, *, signed: bool) -> int:
    """The bytes of a binary item of 1 to 18 digits."""
    bits: int = (10**digits - 1).bit_length() + signed
    least = -(-bits // 8)
    if sizes == "1--8":
        return least
    smallest = 2 if sizes == "2-4-8" else 1
    return 1 << (max(least, smallest) - 1).bit_length()
