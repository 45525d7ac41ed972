"""JIS X 0208 as the zone of hosts that follows its cells: code = cell + X'8080'.

Source: Python's codec ``euc_jp`` (JIS X 0208-1990), ``jis78`` for what was otherwise, and the two
readings of some signs. A zone takes one reading; the other one is written as the same code.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

from lgmigrate.charset import jis78
from lgmigrate.charset.repertoire import CharacterSet
from lgmigrate.charset.zone import Zone

__all__ = ["Policy", "Symbols", "Year", "jis_zone", "supplement", "zone"]

Year = Literal[78, 83, 90]
"""JIS C 6226-1978, JIS X 0208-1983, JIS X 0208-1990."""

Policy = Literal["code", "face"]
"""What a cell of 1978 stands for: the character that has the cell today (code), or the shape that
was printed (face). The editions of 1983 and 1990 are the same under both."""

Symbols = Literal["ms", "jis", "ibm"]
"""The reading of the signs of ``SIGNS``."""

SIGNS: dict[int, tuple[str, str, str]] = {
    0xA1BD: ("\u2015", "\u2014", "\u2014"),
    0xA1C1: ("\uff5e", "\u301c", "\u301c"),
    0xA1C2: ("\u2225", "\u2016", "\u2016"),
    0xA1DD: ("\uff0d", "\u2212", "\u2212"),
    0xA1F1: ("\uffe0", "\u00a2", "\uffe0"),
    0xA1F2: ("\uffe1", "\u00a3", "\uffe1"),
    0xA2CC: ("\uffe2", "\u00ac", "\uffe2"),
}
"""Code -> reading of Windows, of the standard, of IBM's hosts."""

_ROWS = range(0xA1, 0xFF)

BROKEN_BAR = 0xA243
"""The code of the one sign of JIS X 0212 that has two readings, in codes of ``supplement``."""


def zone(year: Year, policy: Policy, symbols: Symbols) -> Zone:
    """The cells of one edition, as ``jis_zone`` describes them."""
    cells = dict(_cells_1990())
    if year == 78:
        cells = _cells_1978(cells)
    if year < 90:
        cells = {code: char for code, char in cells.items() if code not in jis78.ADDED_1990}
    if year == 78 and policy == "face":
        cells = jis78.faces(cells)
    signs = {code: readings for code, readings in SIGNS.items() if code in cells}
    place = get_args(Symbols).index(symbols)
    cells |= {code: readings[place] for code, readings in signs.items()}
    aliases = {reading: code for code, readings in signs.items() for reading in readings}
    return Zone(there=cells, aliases=aliases | jis78.alternatives(cells))


def jis_zone(year: Year, policy: Policy, symbols: Symbols) -> CharacterSet:
    """The set of one edition, codes A1A1-F4A6, width 2.

    1978 has its own characters in the exchanged and the moved cells under either policy. A cell
    that is a variation sequence is also what its first character alone is written as.
    """
    return zone(year, policy, symbols).characters(width=2)


def supplement(symbols: Symbols) -> Zone:
    """JIS X 0212 (Python's codec ``euc_jp``), codes = cell + X'8000'."""
    found = {
        row << 8 | trail & 0x7F: char
        for row in _ROWS
        for trail in _ROWS
        if (char := _decoded(0x8F, row, trail))
    }
    other = "\u00a6" if symbols == "ms" else "\uffe4"
    if symbols == "ms":
        found[BROKEN_BAR] = "\uffe4"
    return Zone(there=found, aliases={other: BROKEN_BAR})


@cache
def _cells_1990() -> dict[int, str]:
    """Code -> character, as the codec has them."""
    return {
        row << 8 | trail: char for row in _ROWS for trail in _ROWS if (char := _decoded(row, trail))
    }


def _decoded(*code: int) -> str:
    """The character of an EUC-JP code, "" for none."""
    try:
        return bytes(code).decode("euc_jp")
    except UnicodeDecodeError:
        return ""


def _cells_1978(cells: dict[int, str]) -> dict[int, str]:
    """The cells before the changes of 1983."""
    before = {**jis78.MOVED}
    for pair in jis78.SWAPPED.split(" "):
        before |= {pair[0]: pair[1], pair[1]: pair[0]}
    return {
        code: before.get(char, char) for code, char in cells.items() if code not in jis78.ADDED_1983
    }
