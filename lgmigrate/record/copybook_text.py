"""Records as the text of a copybook, in fixed form: for show, and to be read again.

``read_copybook(write_copybook(book.records)).records == book.records`` for every copybook without
faults. Notes become comment lines above their entries; a literal that is too long for a line is
joined of parts with ``&``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lgmigrate.record.copybook_source import column_count
from lgmigrate.record.tree import Condition, Entry, Occurs, Record, Renames, Value

__all__ = ["write_copybook"]

_FIRST, _LAST = 8, 72
_PART = 48  # columns of a part of a literal; full bytes of hexadecimal ones too
_SIGNS = {
    "trailing": "SIGN TRAILING",
    "leading": "SIGN LEADING",
    "trailing_separate": "SIGN TRAILING SEPARATE",
    "leading_separate": "SIGN LEADING SEPARATE",
}
_SYNCS = {"sync": "SYNC", "left": "SYNC LEFT", "right": "SYNC RIGHT"}
_columns = column_count("cells")


def write_copybook(records: Sequence[Record]) -> str:
    """The text of these records, lines ended by LF."""
    lines: list[str] = []
    for record in records:
        lines += _entry(record.root, 0)
        for one in record.renames:
            lines += _renames(one)
    return "".join(f"{line}\n" for line in lines)


def _width(text: str) -> int:
    return _columns(text)[-1] - 1


def _entry(entry: Entry, depth: int) -> Iterator[str]:
    words = [f"{entry.level:02}", entry.name]
    if entry.redefines:
        words += ["REDEFINES", entry.redefines]
    if entry.picture:
        words += ["PIC", entry.picture.text]
    if entry.usage:
        words.append(entry.usage)
        words += ["UNSIGNED"] * entry.unsigned
    if entry.sign:
        words += _SIGNS[entry.sign].split()
    if entry.occurs:
        words += _occurs(entry.occurs)
    if entry.sync:
        words += _SYNCS[entry.sync].split()
    words += ["JUSTIFIED"] * entry.justified
    words += ["BLANK", "WHEN", "ZERO"] * entry.blank_when_zero
    if entry.value:
        words += ["VALUE", *_value(entry.value)]
    words += ["EXTERNAL"] * entry.external + ["GLOBAL"] * entry.shared
    yield from _lines(words, entry.note, depth)
    for one in entry.conditions:
        yield from _condition(one, depth + 1)
    for child in entry.children:
        yield from _entry(child, depth + 1)


def _condition(one: Condition, depth: int) -> Iterator[str]:
    words = ["88", one.name, "VALUE"]
    for value in one.values:
        words += _value(value.low)
        if value.high:
            words += ["THRU", *_value(value.high)]
    yield from _lines(words, one.note, depth)


def _renames(one: Renames) -> Iterator[str]:
    words = ["66", one.name, "RENAMES", *_qualified(one.first)]
    if one.last:
        words += ["THRU", *_qualified(one.last)]
    yield from _lines(words, one.note, 1)


def _occurs(occurs: Occurs) -> Iterator[str]:
    yield "OCCURS"
    if occurs.least < occurs.most:
        yield from (str(occurs.least), "TO")
    yield from (str(occurs.most), "TIMES")
    if occurs.depending:
        yield from ("DEPENDING", "ON", *_qualified(occurs.depending))
    for key in occurs.keys:
        yield from ("DESCENDING" if key.descending else "ASCENDING", "KEY")
        for name in key.names:
            yield from _qualified(name)
    if occurs.indexes:
        yield from ("INDEXED", "BY", *occurs.indexes)


def _qualified(name: str) -> Iterator[str]:
    """A name with points as COBOL has it: from the inside out, with OF."""
    for number, part in enumerate(reversed(name.split("."))):
        if number:
            yield "OF"
        yield part


def _value(value: Value) -> Iterator[str]:
    if value.every:
        yield "ALL"
    if value.kind != "text":
        yield value.text
        return
    for number, part in enumerate(_parts(value.text)):
        if number:
            yield "&"
        quoted = part.replace('"', '""')
        yield f'{value.prefix}"{quoted}"'


def _parts(text: str) -> Iterator[str]:
    """A literal in parts that fit a line."""
    part = ""
    for char in text:
        if _width(part + char) > _PART:
            yield part
            part = ""
        part += char
    yield part


def _lines(words: Iterable[str], note: str, depth: int) -> Iterator[str]:
    """An entry on as many lines as it needs, below the comments that belong to it."""
    for line in note.split("\n") if note else ():
        yield f"      * {line}"
    indent = " " * (_FIRST - 1 + min(3 * depth, 24))
    line = indent
    behind = list(words)
    behind[-1] += "."
    for word in behind:
        joined = line + word if line == indent else f"{line} {word}"
        if _width(joined) > _LAST and line.strip():
            yield line
            line = indent
            joined = " " * (_FIRST + 3) + word
        line = joined
    yield line
