"""The double-byte sets of Japanese hosts that follow JIS X 0208, by name, and their free areas.

* ``jef`` (Fujitsu): the zone of ``jis``; nothing of the extension zone, which a table supplies.
* ``keis`` (Hitachi): the zone too. KEIS78 has the signs of 1983, with the subset signs exchanged,
  box drawing at AFA1, and the four moved characters in its extension zone; KEIS of all years reads
  the two halves of the joined sign 令和. Source of these: jef4j (JSON tables, CC0).
* ``jipsj`` (NEC): the seven-bit codes of the zone up to row 83; ``jipse``: byte by byte its image
  in NEC's EBCDIC (``singles.host_bytes``).
* ``letsj`` (Unisys): the zone of 1990, and JIS X 0212 with only the first byte raised.

The user-defined areas stand for private use from U+E000 on, as Fujitsu's Charset Manager and jef4j
have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import cast

from lgmigrate.charset import jis78
from lgmigrate.charset.jis import Policy, Symbols, Year, supplement, zone
from lgmigrate.charset.page import Area
from lgmigrate.charset.repertoire import CharacterSet
from lgmigrate.charset.singles import host_bytes
from lgmigrate.charset.zone import Zone
from lgmigrate.errors import CharsetError, Faults

__all__ = ["areas", "double_names", "double_set"]

_SPACES: Mapping[str, tuple[int, ...]] = {
    "jef": (0x4040, 0xA1A1),
    "keis": (0x4040, 0xA1A1),
    "jipsj": (0x2121,),
    "jipse": (0x4F4F,),
    "letsj": (0x2020, 0xA1A1),
}
"""The double-byte spaces of a set; the first is written unless another is chosen."""

_KEIS78_BOX = "┌┏┏┐┓┓└┗┗┘┛┛├┣┣┤┫┫┬┳┳┴┻┻┼╋╋─━━│┃┃╎╏╏"
"""From AFA1 on: each in three weights, of which Unicode knows two; the third is read only."""

_KEIS78_MOVED = {0x5CC3: "堯", 0x61FC: "槇", 0x65A7: "瑤", 0x6BA2: "遙"}
_KEIS_JOINED = {0x73FA: "令", 0x73FB: "和"}


def double_names() -> tuple[str, ...]:
    """The names of the sets of this module."""
    return tuple(_SPACES)


@cache
def double_set(
    name: str, year: int = 0, policy: str = "", symbols: str = "", space: str = ""
) -> CharacterSet:
    """The set of this name, of width 2; ``space`` is the space that is written, in hexadecimal.

    Without a choice the year is 78, in ``letsj`` always 90; policy ``code``; symbols ``jis``.

    Raises:
        CharsetError: the name or a choice is not known; all of them.
    """
    faults = Faults(CharsetError)
    year = 90 if name == "letsj" else year or 78
    policy, symbols = policy or "code", symbols or "jis"
    spaces = [f"{code:04x}" for code in _SPACES.get(name, ())]
    space = space.lower() or (spaces or [""])[0]
    for value, known in (
        (name, double_names()),
        (str(year), ("78", "83", "90")),
        (policy, ("code", "face")),
        (symbols, ("ms", "jis", "ibm")),
        *([(space, spaces)] if spaces else []),
    ):
        if value not in known:
            faults.add("double-byte set", f"Expected one of {', '.join(known)}, got {value!r}")
    faults.raise_if_any()
    choices = cast("Year", year), cast("Policy", policy), cast("Symbols", symbols)
    return _spaced(_zone(name, *choices), name, int(space, 16)).characters(width=2)


def _zone(name: str, year: Year, policy: Policy, symbols: Symbols) -> Zone:
    """The cells of a set, with the space of the JIS zone alone."""
    base = zone(year, policy, symbols)
    if name == "keis":
        return _keis(base, zone(90, "code", symbols), year)
    if name == "letsj":
        more = supplement(symbols)
        aliases = {**more.aliases, **base.aliases}
        return Zone(there={**base.there, **more.there}, aliases=aliases)
    if name == "jef":
        return base
    seven = replace(base, there={code: base.there[code] for code in base.there if code < 0xF4A1})
    seven = seven.recoded(lambda code: code - 0x8080)
    return seven if name == "jipsj" else seven.recoded(_image)


def _keis(base: Zone, today: Zone, year: Year) -> Zone:
    """The zone with what Hitachi has of its own; ``today`` is that of 1990."""
    there = {**base.there, **_KEIS_JOINED}
    read = frozenset(_KEIS_JOINED)
    if year == 78:
        there |= {code: today.there[code] for code in jis78.SIGNS_1983}
        there |= {0xA2BE: there[0xA2BF], 0xA2BF: there[0xA2BE]}
        there |= {code: char for code, char in today.there.items() if char in jis78.MOVED}
        there |= {**_KEIS78_MOVED, **dict(enumerate(_KEIS78_BOX, 0xAFA1))}
        read |= frozenset(range(0xAFA3, 0xAFC5, 3))
    return Zone(there=there, aliases={**today.aliases, **base.aliases}, decode_only=read)


def _spaced(cells: Zone, name: str, space: int) -> Zone:
    """With all spaces of the set; those that are not ``space`` are read only."""
    there = {**cells.there, **dict.fromkeys(_SPACES[name], "\u3000")}
    read = cells.decode_only | (frozenset(_SPACES[name]) - {space})
    return replace(cells, there=there, decode_only=read)


def _image(code: int) -> int:
    """A code of JIPS(J) in JIPS(E)."""
    table = host_bytes()
    return table[code >> 8] << 8 | table[code & 0xFF]


def _image_area(area: Area) -> Iterator[Area]:
    """An area of JIPS(J) in JIPS(E): an area for each lead byte, trail bytes as they came."""
    table = host_bytes()
    trails = [table[byte] for low, high in area.trails for byte in range(low, high + 1)]
    starts = [at for at, byte in enumerate(trails) if not at or byte != trails[at - 1] + 1]
    ends = [*starts[1:], len(trails)]
    runs = tuple((trails[at], trails[end - 1]) for at, end in zip(starts, ends, strict=True))
    for place, lead in enumerate(range(area.leads[0], area.leads[1] + 1)):
        yield Area((table[lead], table[lead]), runs, area.first + place * len(trails))


def areas(name: str) -> tuple[Area, ...]:
    """The user-defined areas of a set, in the order of private use; none for other names."""
    if name == "jef":
        return (Area((0x80, 0xA0), ((0xA1, 0xFE),), 0xE000),)
    if name == "keis":
        return (Area((0x81, 0xA0), ((0xA1, 0xFE),), 0xE000),)
    if name == "jipsj":
        low = Area((0x74, 0x7E), ((0x21, 0x7E),), 0xE000)
        return (low, Area((0xE0, 0xFE), ((0xA1, 0xFE),), low.first + len(low.codes())))
    if name == "jipse":
        return tuple(image for area in areas("jipsj") for image in _image_area(area))
    return ()
