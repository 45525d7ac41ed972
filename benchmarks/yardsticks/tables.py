"""A mapping's way to the standard layout as the tables of the C yardstick of convert.

Only the mapping, the pack and the code page are read, never what the library compiles of them, so
the yardstick stays the same while the library changes. The file is a row of sections, each its
size in bytes (int64) and its bytes, in the order in which ``convert.c`` loads them.

Text entries are as in ``lgmigrate.charset.page``, with XML's escapes put in.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from unicodedata import normalize

import numpy as np

from lgmigrate.charset import load as load_page
from lgmigrate.charset.page import CodePage
from lgmigrate.mapping.model import CodeMap, Mapping, RecordMapping, Step
from lgmigrate.record.layout import Field

__all__ = ["UnsupportedError", "tables"]

ZONED, PACKED, SINGLE, DOUBLE, MIXED, WIDEN, DATE, FLAG, WORDS, CODES, TIME, CONSTANT = range(12)
_PLAIN = {"zoned": ZONED, "packed": PACKED, "single": SINGLE, "double": DOUBLE, "mixed": MIXED}
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_VOICED, _HALF_VOICED = "\uff9e", "\uff9f"
_NO_CHARACTER = 1 << 63
_CHUNK = 32  # literals are copied so many bytes at a time


class UnsupportedError(Exception):
    """The yardstick does not know a thing that the mapping uses."""


@dataclass(slots=True)
class _Tables:
    pool: bytearray
    codes: list[int] = field(default_factory=list)
    items: list[tuple[int, ...]] = field(default_factory=list)
    files: list[tuple[int, int, int]] = field(default_factory=list)

    def literal(self, text: str) -> tuple[int, int]:
        """Place and size of a literal in the pool, padded."""
        raw = text.encode()
        place = len(self.pool)
        self.pool += raw.ljust(-len(raw) % _CHUNK + len(raw), b"\0")
        return place, len(raw)


def tables(mapping: Mapping) -> bytes:
    """The tables of a mapping.

    Raises:
        UnsupportedError: the yardstick cannot convert this mapping.
    """
    page = load_page(mapping.charset)
    if page.form != "host" or mapping.framing.form != "fixed":
        msg = (
            f"Expected a host code page and fixed framing, got {page.form}, {mapping.framing.form}"
        )
        raise UnsupportedError(msg)
    data = mapping.data_records()
    names = [record.file.name for record in data if record.file]
    found = _Tables(bytearray(b"".join(name.encode() + b"\0" for name in names)))
    found.pool += bytes(-len(found.pool) % _CHUNK)
    for record in data:
        _record(found, record, page)
    eras, era_names = _eras(mapping)
    place = data[0].layout.field(mapping.type_field).offset
    numbers = struct.pack("<3q", mapping.framing.length, place, page.zone)
    text = _text(page)
    pairs = np.where(page.double & np.uint32(0xA0000000) == 0x80000000, 1 << 31, page.double)
    sections = (
        numbers,
        b"".join(struct.pack("<3q", *row) for row in found.files),
        b"".join(struct.pack("<16q", *row) for row in found.items),
        eras,
        bytes(found.pool) + bytes(_CHUNK),
        era_names,
        _words(found.codes),
        _words(text.single),
        page.extended.astype("<u8").tobytes(),
        _words(text.wide),
        pairs.astype("<u4").tobytes(),
        np.array(text.voiced, "<u4").tobytes(),
        np.array(text.half_voiced, "<u4").tobytes(),
    )
    return b"".join(struct.pack("<q", len(one)) + one for one in sections)


def _words(values: Iterable[int]) -> bytes:
    return np.array(list(values), "<u8").tobytes()


def _record(found: _Tables, record: RecordMapping, page: CodePage) -> None:
    if record.file is None:
        return
    code = next(byte for byte in range(256) if _decoded(page, byte) == record.type)
    by_item = {item: (step, n) for step in record.steps for n, item in enumerate(step.items)}
    first = len(found.items)
    for item in record.file.items:
        if item.name in by_item:
            name = item.element("romaji")
            tags = (*found.literal(f"<{name}>"), *found.literal(f"</{name}>"))
            found.items.append((*_item(found, record, *by_item[item.name]), *tags))
    found.files.append((code, first, len(found.items) - first))


def _item(found: _Tables, record: RecordMapping, step: Step, number: int) -> tuple[int, ...]:
    """Twelve numbers of an item: what ``struct item`` holds before its tags."""
    if step.kind == "constant":
        place, size = found.literal(step.value)
        return (CONSTANT, *([0] * 9), place, size)
    one = record.layout.field(step.fields[0])
    absent = codes = pad = 0
    if step.kind in ("rename", "pad") and one.usage in _PLAIN and not one.scale:
        kind = _PLAIN[one.usage]
        pad = step.width
    elif step.kind == "date":
        kind = (DATE, FLAG, WORDS)[number]
    elif step.kind == "widen" and one.usage == "single":
        kind = WIDEN
    elif step.kind == "time" and one.usage == "zoned":
        kind = TIME
    elif step.kind == "codes" and one.usage == "zoned" and step.codes:
        kind = CODES
        codes, absent = _codes(found, step.codes, one)
    else:
        msg = f"Expected a step that the yardstick knows, got {step.kind} of a {one.usage} field"
        raise UnsupportedError(msg)
    if one.sign != "none" or one.form == "yymmdd" or set(one.null) - {"zero"}:
        msg = f"Expected unsigned fields with zero as their null, got {one.name}"
        raise UnsupportedError(msg)
    return (
        kind,
        one.offset,
        one.length,
        one.digits,
        one.value == "digits",
        "zero" in one.null,
        pad,
        one.carrier == "packed",
        one.form == "gyymmdd",
        one.unknown == "00",
        codes,
        absent,
    )


def _codes(found: _Tables, codes: CodeMap, one: Field) -> tuple[int, int]:
    """Where the targets of a field's numbers begin, and the target of no value."""
    start = len(found.codes)
    targets = codes.forward()
    for number in range(10**one.digits):
        found.codes.append(_entry(targets.get(str(number).zfill(one.digits), "")))
    return start, _entry(targets.get("", ""))


def _entry(text: str) -> int:
    """Up to seven bytes of text with their number on top; 0 for none."""
    raw = text.encode()
    if len(raw) > 7:
        msg = f"Expected at most 7 bytes, got {len(raw)}"
        raise UnsupportedError(msg)
    return int.from_bytes(raw, "little") | len(raw) << 56


def _eras(mapping: Mapping) -> tuple[bytes, bytes]:
    rows = [(0, 0, 0, 0)] * 10
    names = bytearray()
    for era in mapping.eras:
        raw = era.name.encode()
        rows[int(era.code)] = (era.base, era.start, len(names), len(raw))
        names += raw
    return b"".join(struct.pack("<4q", *row) for row in rows), bytes(names)


@dataclass(frozen=True, slots=True)
class _Text:
    single: list[int]
    wide: list[int]
    voiced: list[int]
    half_voiced: list[int]


def _decoded(page: CodePage, byte: int) -> str | None:
    """The character of a single byte."""
    entry = int(page.single[byte])
    if entry & _NO_CHARACTER:
        return None
    return (entry & ((1 << 56) - 1)).to_bytes(7, "little")[: entry >> 56 & 15].decode()


def _text(page: CodePage) -> _Text:
    """Single bytes as text and as full-width text, a voiced mark joined to its kana."""
    text = _Text([], [], [], [])
    for byte in range(256):
        char = _decoded(page, byte)
        if char is None:
            text.single.append(_NO_CHARACTER)
            text.wide.append(_NO_CHARACTER)
            text.voiced.append(0)
            text.half_voiced.append(0)
            continue
        text.single.append(_entry(_ESCAPES.get(char, char)))
        mark = (char == _VOICED) + 2 * (char == _HALF_VOICED)
        text.wide.append(_entry(_wide(char)) | mark << 60)
        text.voiced.append(_joined(char, "\u3099"))
        text.half_voiced.append(_joined(char, "\u309a"))
    return text


def _wide(char: str) -> str:
    if char in (_VOICED, _HALF_VOICED):
        return "\u309b" if char == _VOICED else "\u309c"
    if char == " ":
        return "\u3000"
    if "!" <= char <= "~":
        return chr(ord(char) + 0xFEE0)
    return normalize("NFKC", char) if "\uff61" <= char <= "\uff9f" else char


def _joined(char: str, mark: str) -> int:
    """The kana with its mark, three bytes, if there is one; else 0."""
    whole = normalize("NFC", _wide(char) + mark) if "\uff66" <= char <= "\uff9d" else ""
    joined = len(whole) == 1 and whole not in "\u30f7\u30fa"
    return int.from_bytes(whole.encode(), "little") if joined else 0
