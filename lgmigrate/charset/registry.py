"""The code pages by name, made when first asked for and kept.

Sources: IBM pages from ICU (``tables/provenance.json``); cp932 and EUC-JP from Python's codecs;
CCSIDs and their halves (930 = 290 + 300, 939 = 1027 + 300, 1390 = 8482 + 16684, 1399 = 5123 +
16684) as IBM's character data gives them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from lgmigrate.charset.assemble import Traits, assemble
from lgmigrate.charset.page import CodePage
from lgmigrate.charset.repertoire import CharacterSet, key, read_table
from lgmigrate.charset.stdlib import CP932_LEAD, EUC_LEAD, cp932, euc_jp
from lgmigrate.errors import CharsetError

__all__ = ["load", "names"]

_FROM_ICU = "generated from ICU's converters, charset/tables/provenance.json"


def _host(name: str, single: str, double: str) -> CodePage:
    traits = Traits(name, "host", 0x40, 0x4040, (0x4040,), 0xF0, b"\x0e", b"\x0f", _FROM_ICU)
    return assemble(traits, (read_table(single), read_table(double)))


def _pure(name: str) -> CodePage:
    traits = Traits(name, "double", 0x40, 0x4040, (0x4040,), 0xF0, b"", b"", _FROM_ICU)
    return assemble(traits, (read_table(name),))


def _cp932() -> CodePage:
    source = "Python's codec cp932"
    traits = Traits("cp932", "lead", 0x20, 0x8140, (0x8140,), 0x30, b"", b"", source)
    return assemble(traits, cp932(), CP932_LEAD)


def _euc_jp() -> CodePage:
    source = "Python's codec euc_jp"
    traits = Traits("euc-jp", "lead", 0x20, 0xA1A1, (0xA1A1,), 0x30, b"", b"", source)
    return assemble(traits, euc_jp(), EUC_LEAD)


def _utf8() -> CodePage:
    codes = np.arange(0x80, dtype=np.int64)
    keys = key(codes.astype(np.uint32), np.zeros(0x80, np.uint32))
    ascii_set = CharacterSet(width=1, codes=codes, keys=keys, encode_keys=keys, encode_codes=codes)
    traits = Traits("utf-8", "utf8", 0x20, 0, (), 0x30, b"", b"", "The Unicode Standard")
    return assemble(traits, (ascii_set,))


_MAKERS: dict[str, Callable[[], CodePage]] = {
    "ibm930": lambda: _host("ibm930", "ibm290", "ibm300"),
    "ibm939": lambda: _host("ibm939", "ibm1027", "ibm300"),
    "ibm1390": lambda: _host("ibm1390", "ibm8482", "ibm16684"),
    "ibm1399": lambda: _host("ibm1399", "ibm5123", "ibm16684"),
    "ibm300": lambda: _pure("ibm300"),
    "ibm16684": lambda: _pure("ibm16684"),
    "cp932": _cp932,
    "euc-jp": _euc_jp,
    "utf-8": _utf8,
}

_SPELLINGS = {
    **{name.replace("-", ""): name for name in _MAKERS},
    **{
        prefix + name.removeprefix("ibm"): name
        for name in _MAKERS
        if name.startswith("ibm")
        for prefix in ("", "cp", "cp0", "cp00", "ccsid", "xibm")
    },
    **dict.fromkeys(("932", "ms932", "windows31j"), "cp932"),
}
"""Spelling without hyphens, underscores and blanks -> name. ``sjis`` is none: it may mean
cp932 or JIS X 0208 alone, and the two differ."""


def names() -> tuple[str, ...]:
    """The names of all code pages."""
    return tuple(_MAKERS)


def load(name: str) -> CodePage:
    """The code page of this name, in any case, with or without hyphens; the same one each time.

    Raises:
        CharsetError: no page has this name.
    """
    plain = "".join(char for char in name.lower() if char not in "-_ ")
    if plain not in _SPELLINGS:
        msg = f"code page: Expected one of {', '.join(names())}, got {name!r}"
        raise CharsetError(msg)
    return _page(_SPELLINGS[plain])


@cache
def _page(name: str) -> CodePage:
    return _MAKERS[name]()
