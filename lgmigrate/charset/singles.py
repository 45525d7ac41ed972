"""Single-byte sets of Japanese hosts by name: controls, Latin letters, signs, half-width kana.

``jis8`` is JIS X 0201 with eight bits, ``ascii`` the seven bits of ASCII. The others are EBCDIC:
control characters as in code page 037 (Python's codec), letters, digits and most signs as in every
EBCDIC, kana where all Japanese hosts have them. They differ in small letters and national signs:

* ``ebcdik`` (Hitachi) and ``nec-kana``: the tables of moriyoshi/ebcdic-kana (BSD-3-Clause);
  Jacode4e gives NEC's bytes alike. jef4j (JSON tables, CC0) has other small letters and ^ for NEC
  and the misprint X'A8' for U+FF92; two sources against one, so it is not followed.
* ``ebcdic`` (Hitachi, Latin small letters): jef4j; kana stand where the letters leave room, in the
  order of JIS X 0201 from X'42' on, which also shows that its X'8F' for U+FF88 is X'8E'.
* ``fujitsu-kana`` and ``fujitsu-english``: jef4j, after Fujitsu's manuals. Fujitsu's converter
  ``slctab.c`` (X11R5) instead has [ ] ! | ^ at 4A 5A 4F 6A 5F. The two agree on the bytes that
  [ ^ ~ are written as, and these are aliases here; a site whose tables say otherwise declares its
  own cells.
* ``fujitsu-ascii``: both sources, ~ and | as ``slctab.c`` has them.

X'5C' of JIS X 0201 and its like are the yen sign on some devices and the backslash on others; as in
cp932 they are U+005C here, and the yen sign is written as them. So is the overline as the tilde.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from lgmigrate.charset.repertoire import CharacterSet
from lgmigrate.charset.zone import Zone
from lgmigrate.errors import CharsetError

__all__ = ["host_bytes", "single_names", "single_set"]

_KANA = "".join(map(chr, range(0xFF61, 0xFFA0)))

_CONTROLS = {byte: bytes([byte]).decode("cp037") for byte in (*range(0x40), 0xFF)}

_COMMON = (
    "4B.<(+ 50& 5C*); 60-/ 6B,%_>? 79`:#@'=\" C0{ABCDEFGHI D0}JKLMNOPQR E2STUVWXYZ F00123456789"
)
"""What all EBCDIC sets of this module share; X'40' is the space."""

_KANA_AT = "41｡｢｣､･ｦｧｨｩ 51ｪｫｬｭｮｯ 58ｰ 81ｱｲｳｴｵｶｷｸｹｺ 8Cｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉ 9Dﾊﾋﾌ A2ﾍﾎﾏﾐﾑﾒﾓﾔﾕ ACﾖﾗﾘﾙ BAﾚﾛﾜﾝﾞﾟ"
_KANA_BETWEEN = (
    "42｡｢｣､･ｦｧｨ 51ｩｪｫｬｭｮｯｰｱ 62ｲｳｴｵｶｷｸｹ 70ｺｻｼｽｾｿﾀﾁﾂ 80ﾃ 8Aﾄﾅﾆﾇﾈﾉﾊ 9Aﾋﾌﾍﾎﾏﾐﾑ AAﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ"
)
_LATIN = "81abcdefghi 91jklmnopqr A2stuvwxyz"
_EBCDIK_SIGNS = "4A[ 4F! 5A] 5B\\ 5F^ 6A| A1~ E0$"
_FUJITSU_SIGNS = "4A£ 4F| 5A! 5B\\ 5F¬ 6A¦ A1‾ E0$"

_EBCDIC: dict[str, tuple[str, ...]] = {
    "ebcdik": (_KANA_AT, _EBCDIK_SIGNS, "59a 62bcdefghi 70jklmnopqr 80s 8Bt 9Buv A0w ABx B0yz"),
    "ebcdic": (_KANA_BETWEEN, _EBCDIK_SIGNS, _LATIN),
    "nec-kana": (
        _KANA_AT,
        _EBCDIK_SIGNS,
        "57a 59b 62cdefghij 70klmnopqrs 80t 8Bu 9Bvw A0x ABy B0z",
    ),
    "fujitsu-kana": (_KANA_AT, _FUJITSU_SIGNS),
    "fujitsu-english": (_LATIN, _FUJITSU_SIGNS),
    "fujitsu-ascii": (_LATIN, "4A[ 4F! 5A] 5B$ 5F^ 6A| A1~ E0\\"),
}
"""Runs of characters, each behind the byte of its first."""

_ALIASES = {
    "fujitsu-kana": {"[": 0x4A, "^": 0x5F, "~": 0xA1},
    "fujitsu-english": {"[": 0x4A, "^": 0x5F, "~": 0xA1},
    "fujitsu-ascii": {"¦": 0x6A},
}

_NEC_UPPER = (*range(0xB2, 0xBA), *range(0xCA, 0xD0), *range(0xDA, 0xE0), *range(0xEA, 0xF0))


def single_names() -> tuple[str, ...]:
    """The names of the sets of this module."""
    return ("jis8", "ascii", *_EBCDIC)


@cache
def single_set(name: str) -> CharacterSet:
    """The set of this name, of width 1, control characters included.

    Raises:
        CharsetError: no set has this name.
    """
    if name not in single_names():
        msg = f"single-byte set: Expected one of {', '.join(single_names())}, got {name!r}"
        raise CharsetError(msg)
    cells = _cells(name)
    aliases = dict(_ALIASES.get(name, {}))
    if name != "ascii":
        byte_of = {char: byte for byte, char in cells.items()}
        pairs = (("¥", "\\"), ("‾", "~"))
        aliases |= {other: byte_of[own] for other, own in pairs if own in byte_of}
    return Zone(there=cells, aliases=aliases).characters(width=1)


@cache
def host_bytes() -> Mapping[int, int]:
    """JIS X 0201's bytes -> those of NEC's EBCDIC, which JIPS(E) has for each byte of JIPS(J).

    Bytes E0-FE, which stand for no character alone, take the places that EBCDIC leaves free, in
    order, as Jacode4e gives them.
    """
    host = {char: byte for byte, char in _cells("nec-kana").items()}
    table = {byte: host[char] for byte, char in _cells("jis8").items() if char in host}
    return table | dict(zip(range(0xE0, 0xFF), (*_NEC_UPPER, *range(0xFA, 0xFF)), strict=True))


def _cells(name: str) -> Mapping[int, str]:
    """Byte -> character."""
    if name == "ascii":
        return {byte: chr(byte) for byte in range(0x80)}
    if name == "jis8":
        return {**{byte: chr(byte) for byte in range(0xA0)}, **dict(enumerate(_KANA, 0xA1))}
    cells = {**_CONTROLS, 0x40: " "}
    for run in " ".join((_COMMON, *_EBCDIC[name])).split(" "):
        cells |= dict(enumerate(run[2:], int(run[:2], 16)))
    return cells
