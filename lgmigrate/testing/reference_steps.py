"""The steps between columns, slow and obvious: what ``run_steps`` of the kernels is held against.

A step takes the values of one row and gives those of its targets, with what it notes: nothing,
``ODD`` where its inverse would give other values back, or a finding's code where a value is lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from unicodedata import normalize

from lgmigrate.standard.facets import characters

__all__ = [
    "Stepped",
    "Value",
    "chain",
    "check",
    "codes",
    "cut",
    "join",
    "join_date",
    "narrow",
    "pad",
    "split",
    "split_date",
    "time",
    "trim",
    "unchain",
    "uncut",
    "unpad",
    "untime",
    "widen",
]

Value = str | None
Stepped = tuple[tuple[Value, ...], str]

HALF_KANA = [chr(point) for point in range(0xFF61, 0xFFA0)]
VOICED, HALF_VOICED = "\uff9e", "\uff9f"


def pad(value: Value, width: int, least: int) -> Stepped:
    """Zeros on the left to ``width``; the inverse strips down to ``least`` characters."""
    if value is None:
        return (None,), ""
    if len(value) > width:
        return (None,), "S003"
    padded = value.rjust(width, "0")
    return (padded,), "" if unpad(padded, least)[0] == (value,) else "ODD"


def unpad(value: Value, least: int) -> Stepped:
    """Without zeros on the left, but for ``least`` characters."""
    while value is not None and len(value) > least and value[0] == "0":
        value = value[1:]
    return (value,), ""


def codes(value: Value, pairs: Mapping[str, str], event: str, absent: Value) -> Stepped:
    """Through a map; an empty target is null, and null is ``absent``."""
    if value is None:
        return (absent,), ""
    if value not in pairs:
        return (None,), event
    return (pairs[value] or None,), ""


def join(values: Sequence[Value], mark: str) -> Stepped:
    """Values that are not null with ``mark`` between them; ODD where splitting gives others."""
    parts = [value for value in values if value is not None]
    if not parts:
        return (None,), ""
    joined = mark.join(parts)
    back, _ = split(joined, mark, len(values))
    return (joined,), "" if back == tuple(values) else "ODD"


def split(value: Value, mark: str, count: int) -> Stepped:
    """A value at each ``mark``, the last part taking the rest."""
    parts: list[Value] = [] if value is None else [*value.split(mark, count - 1)]
    return tuple(parts + [None] * (count - len(parts))), ""


def split_date(value: Value, *, words: bool) -> Stepped:
    """A date or its words -> date, flag, words; without a place for words they are lost."""
    if value is None:
        return (None, None, None), ""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return (value, "0", None), ""
    return (None, "1", value if words else None), "" if words else "M003"


def join_date(date: Value, words: Value) -> Stepped:
    """The date, or else its words."""
    return (words if date is None else date,), ""


def chain(value: Value, mark: str, pairs: Mapping[str, str], count: int) -> Stepped:
    """Words joined by ``mark`` -> their codes."""
    words = [] if value is None else value.split(mark)
    if len(words) > count or any(word not in pairs for word in words):
        return (None,) * count, "M002"
    found: list[Value] = [pairs[word] for word in words]
    return tuple(found + [None] * (count - len(words))), ""


def unchain(values: Sequence[Value], mark: str, pairs: Mapping[str, str]) -> Stepped:
    """Codes -> their words, joined by ``mark``; null is passed over."""
    found = [value for value in values if value is not None]
    if any(value not in pairs for value in found):
        return (None,), "M002"
    return (mark.join(pairs[value] for value in found) or None,), ""


def cut(value: Value, width: int, count: int, pairs: Mapping[str, str] | None) -> Stepped:
    """A value in parts of ``width`` bytes, each through the map if there is one."""
    if value is None:
        return (None,) * count, ""
    raw = value.encode()
    parts = [raw[at : at + width] for at in range(0, len(raw), width)]
    texts = [part.decode(errors="replace") for part in parts]
    if len(raw) % width or len(parts) > count or "".join(texts) != value:
        return (None,) * count, "M003"
    if pairs is not None and any(text not in pairs for text in texts):
        return (None,) * count, "M001"
    found = [text if pairs is None else pairs[text] or None for text in texts]
    odd = not any(found) or (pairs is not None and len(texts) < count)
    return tuple(found + [None] * (count - len(texts))), "ODD" if odd else ""


def uncut(values: Sequence[Value], pairs: Mapping[str, str] | None, absent: Value) -> Stepped:
    """Values behind each other, each through the map; null is ``absent`` or ends the value."""
    if all(value is None for value in values):
        return (None,), ""
    text = ""
    for number, value in enumerate(values):
        if value is None and absent is None:
            rest = any(one is not None for one in values[number:])
            return ((None,), "M003") if rest else ((text,), "")
        if value is not None and pairs is not None:
            if value not in pairs:
                return (None,), "M001"
            text += pairs[value]
        else:
            text += absent or "" if value is None else value
    return (text,), ""


def widen(value: Value) -> Stepped:
    """Half-width letters and kana in full width; ODD where there are others."""
    if value is None:
        return (None,), ""
    wide = ""
    joinable = False
    for char in value:
        if char in HALF_KANA:
            mark = {VOICED: "\u3099", HALF_VOICED: "\u309a"}.get(char)
            whole = normalize("NFC", wide[-1:] + mark) if mark and joinable else ""
            if len(whole) == 1:
                wide, joinable = wide[:-1] + whole, False
                continue
            alone = {VOICED: "\u309b", HALF_VOICED: "\u309c"}.get(char)
            wide += alone or normalize("NFKC", char)
            joinable = whole == "" and alone is None and char not in "\uff9c\uff66"
        else:
            wide += _wide(char)
            joinable = False
    plain = all(ord(char) < 0x80 or char in HALF_KANA for char in value)
    return (wide,), "" if plain else "ODD"


def _wide(char: str) -> str:
    if char == " ":
        return "\u3000"
    return chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char


def narrow(value: Value) -> Stepped:
    """Full-width letters and kana in half width; every other character stays."""
    if value is None:
        return (None,), ""
    return ("".join(_halves().get(char, char) for char in value),), ""


@cache
def _halves() -> dict[str, str]:
    """The half-width form of each character that widening makes."""
    half = {_wide(chr(point)): chr(point) for point in range(0x20, 0x7F)}
    for char in HALF_KANA:
        for mark in ("", VOICED, HALF_VOICED):
            whole = widen(char + mark)[0][0] or ""
            if len(whole) == 1:
                half[whole] = char + mark
    return half


def trim(value: Value) -> Stepped:
    """Without spaces of both widths on both sides; nothing else is null."""
    if value is None:
        return (None,), ""
    inner = value.strip(" \u3000")
    if inner == value:
        return (value,), ""
    return (inner or None,), "ODD"


def time(value: Value) -> Stepped:
    """HHMMSS -> HH:MM:SS."""
    if value is None:
        return (None,), ""
    match = re.fullmatch(r"([01][0-9]|2[0-3])([0-5][0-9])([0-5][0-9])", value)
    return (((":".join(match.groups()),), "")) if match else ((None,), "M003")


def untime(value: Value) -> Stepped:
    """HH:MM:SS or HH:MM -> HHMMSS."""
    if value is None:
        return (None,), ""
    match = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?", value)
    if match is None:
        return (None,), "M003"
    return (match[1] + match[2] + (match[3] or "00"),), ""


def check(value: Value, kind: str, most: int) -> Stepped:
    """At most ``most`` characters (0: any number) of a class: half, full, digits or any."""
    if value is None or not value:
        return (None,), "ODD" if value == "" else ""
    half = [char < "\x80" or char in HALF_KANA for char in value]
    good = {
        "half": all(half),
        "full": not any(half),
        "digits": all(char in "0123456789" for char in value),
        "any": True,
    }[kind]
    if not good:
        return (None,), "S004"
    return ((None,), "S003") if most and characters(value) > most else ((value,), "")
