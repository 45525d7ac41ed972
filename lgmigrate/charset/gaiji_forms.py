"""How gaiji tables spell codes and characters, and in which encodings they come.

Codes: ``80A1``, ``X'80A1'``, ``0x80A1``, ``F040``, ``8FF5A1``, ``U+E000``. Characters:
``U+9089``, ``U+9089 U+E0119``, ``9089_E0119``, ``<9089,E0119>``, ``9089``, or the character
itself. Full-width letters, digits and signs in codes count as half-width ones; a character that
stands for itself is never normalised, since that would replace compatibility ideographs.
"""

from __future__ import annotations

import re
from unicodedata import normalize

from lgmigrate.errors import Faults

__all__ = [
    "SpellingError",
    "code_of",
    "decoded",
    "is_private",
    "is_selector",
    "is_unicode_name",
    "names_key",
    "substitute_of",
    "text_of",
]

_ENCODED = re.compile(r"(?:X'([0-9A-F ]+)'|0X([0-9A-F]+)|\$?([0-9A-F ]+))")
_POINT = re.compile(r"(?:U\+|0X|\\U)?([0-9A-F]{4,8})")
_SELECTOR = re.compile(r"VS([0-9]{1,3})")
_NUMBER = re.compile(r"[0-9](\.[0-9]+)?E\+[0-9]+")  # 80E1 as a spreadsheet shows it: 8.00E+02
_UNICODE = frozenset(
    ("UNICODE", "UCS", "UCS2", "UCS4", "UTF8", "UTF16", "UTF16LE", "UTF16BE", "UTF32")
)

CODE_FORMS = "a code in hex such as X'80A1', F040 or U+E000"
TEXT_FORMS = "a character such as U+9089, U+9089 U+E0119 or 9089_E0119"


class SpellingError(ValueError):
    """A cell is not spelled as a code or a character; the text says what was expected."""


def decoded(data: bytes, place: str, faults: Faults) -> str:
    """The text of a table: UTF-8 or UTF-16 by its BOM, else UTF-8, else cp932, each strictly."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        codecs: tuple[str, ...] = ("utf-16",)
    else:
        codecs = ("utf-8-sig", "cp932")
    for codec in codecs:
        try:
            return data.decode(codec)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
    faults.add(f"{place}, line {line}", f"Expected {' or '.join(codecs)}, got other bytes")
    faults.raise_if_any()
    return ""


def names_key(name: str) -> str:
    """A name or header without what does not tell it apart: case, width, blanks, brackets."""
    plain = re.sub(r"\(.*?\)", "", normalize("NFKC", name))
    return re.sub(r"[\s_./・-]", "", plain).casefold()


def is_unicode_name(name: str) -> bool:
    """Whether this names an encoding of Unicode."""
    return names_key(name).upper() in _UNICODE


def is_selector(char: str) -> bool:
    """Whether a character is a variation selector."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def is_private(point: int) -> bool:
    """Whether this is a code point of private use."""
    return 0xE000 <= point <= 0xF8FF or 0xF0000 <= point <= 0x10FFFF


def code_of(cell: str, *, unicode: bool = False) -> tuple[int, int]:
    """A code as number and bytes (1 to 3), or as code point of private use and 0.

    ``unicode``: hex without a prefix is a code point.

    Raises:
        SpellingError: the cell is no code.
    """
    plain = normalize("NFKC", cell).strip().upper().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if len(plain) == 1 and is_private(ord(plain)):
        return ord(plain), 0
    point = re.fullmatch(r"U\+([0-9A-F]{4,6})", plain)
    if point is None and unicode:
        point = re.fullmatch(r"(?:0X)?([0-9A-F]{4,6})", plain)
    if point is not None:
        number = int(point[1], 16)
        if not is_private(number):
            msg = f"Expected private use (U+E000-F8FF, U+F0000-10FFFF) as a code, got {cell!r}"
            raise SpellingError(msg)
        return number, 0
    host = _ENCODED.fullmatch(plain)
    digits = "".join(host[host.lastindex or 0].split()) if host else ""
    if len(digits) not in {2, 4, 6}:
        hint = "; a spreadsheet has made a number of it" if _NUMBER.fullmatch(plain) else ""
        msg = f"Expected {CODE_FORMS}, got {cell!r}{hint}"
        raise SpellingError(msg)
    return int(digits, 16), len(digits) // 2


def _point(token: str, cell: str) -> int:
    found = _POINT.fullmatch(token)
    digits = found[1] if found else ""
    number = int(digits or "0", 16)
    if len(digits) == 8 and 0xD800 <= number >> 16 < 0xDC00 <= number & 0xFFFF < 0xE000:
        return 0x10000 + ((number >> 16 & 0x3FF) << 10 | number & 0x3FF)
    if not found or number > 0x10FFFF:
        msg = f"Expected {TEXT_FORMS}, got {cell!r}"
        raise SpellingError(msg)
    return number


def _characters(cell: str) -> str:
    """A cell's text: spelled in hex, or itself where it is one character or two."""
    if not cell:
        return ""
    plain = normalize("NFKC", cell).upper().strip("<> ").replace("U+", " U+")
    tokens = [token for token in re.split(r"[\s,_]+", plain) if token]
    if len(cell) <= 2:
        return cell
    if numbers := [_SELECTOR.fullmatch(token) for token in tokens if token.startswith("VS")]:
        tokens = [token for token in tokens if not token.startswith("VS")]
    points = [_point(token, cell) for token in tokens]
    for found in numbers:
        number = int(found[1]) if found else 0
        if not 1 <= number <= 256:
            msg = f"Expected a selector VS1-VS256, got {cell!r}"
            raise SpellingError(msg)
        points.append(0xFE00 + number - 1 if number <= 16 else 0xE0100 + number - 17)
    return "".join(map(chr, points))


def _checked(text: str, cell: str, *, private_use: bool) -> str:
    for char in text:
        point = ord(char)
        kind = ""
        if 0xD800 <= point < 0xE000:
            kind = "a surrogate"
        elif point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF:
            kind = "a noncharacter"
        elif point < 0x20 or 0x7F <= point < 0xA0:
            kind = "a control character"
        elif point == 0xFFFD:
            kind = "the replacement character, which stands for a lost one"
        elif is_private(point) and not private_use:
            kind = "private use, which no other system can read"
        if kind:
            msg = f"Expected a character, got U+{point:04X}: {kind}"
            raise SpellingError(msg)
    if text and is_selector(text[0]):
        msg = f"Expected a base character before a selector, got {cell!r}"
        raise SpellingError(msg)
    if len(text) > 2:
        msg = f"Expected at most two code points, got {len(text)}: {cell!r}"
        raise SpellingError(msg)
    return text


def text_of(ucs: str, selector: str = "", *, private_use: bool = False) -> str:
    """The character of the cells UCS and IVS, "" where both are empty. The selector may stand in
    either, or the whole sequence in both.

    Raises:
        SpellingError: the cells are no character, contradict each other, or name one that no
            table may give.
    """
    ucs, selector = ucs.strip(), selector.strip()
    text, variant = _characters(ucs), _characters(selector)
    if variant and not is_selector(variant[-1]):
        msg = f"Expected a selector such as U+E0119 as IVS, got {selector!r}"
        raise SpellingError(msg)
    if len(variant) > 1:
        if text and text not in {variant, variant[:-1]}:
            msg = f"Expected UCS and IVS of one character, got {ucs!r} and {selector!r}"
            raise SpellingError(msg)
        text = variant
    elif variant and text and is_selector(text[-1]) and len(text) > 1:
        if text[-1] != variant:
            msg = f"Expected one selector, got {ucs!r} and {selector!r}"
            raise SpellingError(msg)
    else:
        text += variant
    return _checked(text, f"{ucs} {selector}".strip(), private_use=private_use)


def substitute_of(cell: str) -> str:
    """What stands for a character that cannot be used: ``U+8FBA``, or any text itself.

    Raises:
        SpellingError: the text holds what no table may give.
    """
    cell = cell.strip()
    plain = normalize("NFKC", cell).upper()
    text = text_of(cell) if plain.startswith("U+") else cell
    for char in text:
        _checked(char, cell, private_use=False)
    return text
