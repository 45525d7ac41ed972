"""Code pages for the laws of text: every family, its options, private use, and made-up tables.

A page is named as users name it; ``+private`` behind the name keeps codes without a character as
private use, ``+tables`` lays a gaiji table and a site's cells over it that hold whatever a table
may hold: sequences, characters beyond the basic plane, several codes of one text, codes that are
only read or only written, and characters that are replaced or taken away.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st

from lgmigrate import charset
from lgmigrate.charset import CodePage, registry
from lgmigrate.charset.cells import Cell, Overlay
from lgmigrate.charset.page import Remark
from lgmigrate.testing.charset_reference import Usage, encode_text

__all__ = [
    "HOSTS",
    "OPTIONS",
    "PAGES",
    "PIECES",
    "USAGES",
    "laid_over",
    "page_of",
    "pieces",
    "some_bytes",
    "spare_codes",
]

OPTIONS = (
    *("ibm930:ms", "ibm931:ms", "ibm300:ms"),
    *("jef:english:83:code", "jef:ascii:90:code:ms", "jef:kana:78:code:ibm:space=a1a1"),
    *("jef:jis8", "jef:noshift:83"),
    *("keis78:face:ms", "keis83:ebcdic:ibm", "keis90:noshift:space=a1a1"),
    *("jipsj:83:face", "jipse:90:ms", "jipse:noshift"),
    *("letsj:ascii:ms", "letsj:noshift", "iso-2022-jp:roman"),
)
"""Every option that changes characters somewhere."""

_PLAIN = (*charset.names(), *OPTIONS)
PAGES = (
    *_PLAIN,
    *(f"{name}{more}" for name in _PLAIN for more in ("+private", "+tables", "+private+tables")),
)
"""Every page that the laws of text are held on."""

PIECES = (
    *'AZ09 -,"ｱﾞｶﾟ日本髙𠮟か\u309aæ\u0300˩˥　－～¢①ａ',
    *("辻\U000e0102", "辻\U000e0103", "邉\U000e0119", "辻", "\U000e0119", "\ufe00", "令和", "川"),
    *("亜", "河", "〓", "￥", "¥", "£", "¬", "|", "\ue000", "\ue123", "\U000f4141", "\U000f00e1"),
    *("\U00020b9f\U000e0100", "\U0002000b", "A\u0300", "\u0300", "―", "‖", "堯", "尭", "⊂"),
)
"""Texts that have bytes somewhere, one code or two."""

USAGES: tuple[Usage, ...] = ("single", "double", "mixed")
_USER = Remark("user", "user", "exact", "MJ000001")


@cache
def page_of(name: str) -> CodePage:
    """The page of a name of ``PAGES``, or of any other."""
    base, *more = name.split("+")
    on_error = "private-use" if "private" in more else None
    if "tables" not in more:
        return charset.load(base, on_error=on_error)
    plain = charset.load(base)
    profile = registry.read_profile(base + (":on_error=private-use" if on_error else ""))
    return registry._page(profile, laid_over(plain), ("made up",), ())


HOSTS = tuple(name for name in PAGES if registry.read_profile(name.split("+")[0]).shifts)
"""The pages with shift codes."""


def spare_codes(page: CodePage) -> list[tuple[int, int]]:
    """Codes without a character that a table may fill, and their widths: single bytes, and some
    from either end of the user-defined areas, or of what the set leaves free.
    """
    if page.form.startswith("utf"):
        return [(point, 0) for point in range(0xE000, 0xE014)]
    single = np.flatnonzero(page.single >> np.uint64(62) == 2)
    if page.form == "lead":
        single = single[page.lead[single] == 1]
    elif page.form == "double":
        single = single[:0]
    area = [code for area in page.areas for code in area.codes()]
    if not area and (page.double >> 31 == 0).any():
        good = np.flatnonzero(page.double >> 31 == 0)
        leads, trails = np.unique(good >> 8)[1:], np.unique(good & 0xFF)[1:]
        grid = (leads[:, None] << 8 | trails).ravel()
        area = grid[page.double[grid] >> 31 == 1].tolist()
    wide = [(code, 3 if code > 0xFFFF else 2) for code in (*area[:12], *area[-12:])]
    return [*((int(byte), 1) for byte in single[:3]), *wide]


def _code(page: CodePage, text: str) -> tuple[int, int] | None:
    """The code of a character, and its width."""
    for usage in USAGES:
        raw, _ = encode_text(page, text, usage)
        if raw and not page.form.startswith("utf"):
            return int.from_bytes(raw, "big"), len(raw)
    return None


def laid_over(page: CodePage) -> tuple[Overlay, ...]:
    """A gaiji table and a site's cells for a page without tables."""
    spare = spare_codes(page)
    single = iter([one for one in spare if one[1] == 1])
    wide = iter([one for one in spare if one[1] != 1])
    rows: tuple[tuple[str, dict[str, Any]], ...] = (
        ("邉\U000e0119", {"remark": _USER}),
        ("\U00020b9f\U000e0100", {"remark": _USER._replace(status="unified")}),
        *[("辻\U000e0102", {"uncertain": True})] * 2,
        *(("辻\U000e0103", {"preferred": preferred}) for preferred in (False, True)),
        ("日", {"direction": "decode"}),
        ("本", {"preferred": True}),
        ("\U0002000b", {"direction": "encode"}),
        ("", {"remark": _USER._replace(status="unmapped")}),
        ("か\u309a", {}),
        ("令和", {"remark": _USER}),
        ("A\u0300", {}),
        ("\u0300", {}),
        ("\ue123", {}),
        ("𠮟", {"uncertain": True}),
        ("〓", {}),
    )
    if page.form.startswith("utf"):  # whose characters are written as themselves
        rows = tuple((text, {"remark": _USER}) for text, more in rows if "direction" not in more)
    gaiji = [Cell(*code, text, **more) for code, (text, more) in zip(wide, rows, strict=False)]
    cells = [
        Cell(*code, text, preferred=True) for code, text in zip(single, "æ\U0002000b", strict=False)
    ]
    if extra := next(single, None):
        cells.append(Cell(*extra, "\U0002a6a5", uncertain=True))
    for old, new in (("亜", ""), ("川", "河"), ("-", "¬")):
        if code := _code(page, old):
            cells.append(Cell(*code, new, direction="both" if new else "decode"))
    return Overlay(tuple(gaiji)), Overlay(tuple(cells))


# --- bytes -------------------------------------------------------------------------------------


@cache
def pieces(name: str) -> tuple[bytes, ...]:
    """What fields in a page are made of, and what spoils them: characters, shift codes, spaces of
    both widths, halves of all of these, runs of low and high values.
    """
    page = page_of(name)
    written = (page.shift_out, page.shift_in)
    others = [shift.code for shift in page.shifts if shift.code not in written][:4]
    found = [*written * 3, *others, *(code[:1] for code in (*written, *others))]
    space = bytes([page.space])
    found += [space, space, space * 2, *(code.to_bytes(2, "big") for code in page.double_spaces)]
    found += [bytes(4), b"\xff" * 4, b"\0", b"\xff", b"\x25"]
    for text in PIECES:
        for usage in USAGES:
            raw, _ = encode_text(page, text, usage)
            if raw:
                found += [raw, raw, raw[:-1], raw[-1:]]
    for code, width in spare_codes(page):
        if width:
            found.append(code.to_bytes(width, "big"))
        else:
            found.append(
                chr(code).encode(
                    {"utf8": "utf-8", "utf16le": "utf-16-le"}.get(page.form, "utf-16-be")
                )
            )
    return tuple(dict.fromkeys(piece for piece in found if piece))


def some_bytes(name: str, size: int) -> st.SearchStrategy[bytes]:
    """Bytes of a field of ``size``: pieces behind each other, cut to size."""
    space = bytes([page_of(name).space])
    parts = st.lists(st.sampled_from(pieces(name)), min_size=size // 3, max_size=size)
    return parts.map(lambda found: (b"".join(found) + space * size)[:size])
