"""Gaiji tables in the JSON form of jef4j: a vendor's whole double-byte set, one object a code.

An object has ``code`` and ``unicode`` (hex), where there is one ``hd`` (the selector of the
Hanyo-Denshi collection) or ``sp`` (a second code point), and ``options``:

* ``oneway``, ``variant_only``: the base character alone is not written as this code. With ``hd``
  the sequence is, so the code comes back.
* ``decode_only``, ``encode_only``: the object counts for one direction.
* ``cjk_ci``: the object gives the compatibility ideograph of a code that has a sequence, too.
* ``substitution``: another character stands for the glyph. ``combination``: one of two joined.
* ``unmappable``, or ``unicode`` FFFD: Unicode has no such character.

``aj1`` (selectors of Adobe-Japan1, which share no sequence with the others) and ``text`` are not
read. Source: https://github.com/hidekatsu-izuno/jef4j, its tables under CC0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from lgmigrate.charset.cells import Direction
from lgmigrate.charset.gaiji_forms import SpellingError, code_of, is_selector, text_of
from lgmigrate.charset.gaiji_rows import GaijiRow, Status
from lgmigrate.errors import Faults

__all__ = ["Sequences", "read_json"]

Sequences = Literal["all", "needed", "none"]
"""Which codes decode to base and selector: all that have one, those whose base alone would not
come back as this code, or none. Where they are needed only, the ordinary codes of a set are
ordinary characters and the variants beside them stay distinct. Sequences are written as their
codes in any case."""

_OPTIONS = frozenset(
    (
        *("oneway", "variant_only", "decode_only", "encode_only", "cjk_ci", "substitution"),
        *("combination", "unmappable"),
    )
)
_FOUR = re.compile("[0-9A-F]{4}")
_IDEOGRAPH = re.compile("(?:[3-9][0-9A-F]|F[9A])[0-9A-F]{2}|2[0-9A-E][0-9A-F]{3}")
_SELECTOR = re.compile("E01[0-9A-E][0-9A-F]")
_BETWEEN = re.compile(r"[\s,]*")


@dataclass(slots=True)
class _Entry:
    """One object. ``base`` has no selector, ``sequence`` is "" where the object has none."""

    line: int
    code: int
    width: int
    base: str
    sequence: str
    options: frozenset[str]

    @property
    def oneway(self) -> bool:
        return not self.options.isdisjoint(("oneway", "variant_only"))

    @property
    def writes(self) -> bool:
        return "decode_only" not in self.options

    @property
    def status(self) -> Status:
        if not self.base:
            return "unmapped"
        other = not self.options.isdisjoint(("substitution", "combination"))
        return "reduced" if other else "exact"


def read_json(
    place: str, text: str, faults: Faults, *, ivs: Sequences = "needed", private_use: bool = False
) -> list[GaijiRow]:
    """The rows of a table; faults of single objects go into ``faults``.

    An object may become several rows: what its code decodes to, and what else is written as it.
    """
    entries = []
    for line, value in _objects(place, text, faults):
        try:
            entries.append(_entry(line, value, private_use=private_use))
        except SpellingError as error:
            faults.add(f"{place}, line {line}", str(error))
    by_code: dict[tuple[int, int], list[_Entry]] = {}
    for entry in entries:
        by_code.setdefault((entry.width, entry.code), []).append(entry)
    zone = _standard_zone([entry.code for entry in entries])
    own = {entry.base for entry in entries if "substitution" not in entry.options}
    return [row for same in by_code.values() for row in _rows(same, ivs, zone, own)]


def _objects(place: str, text: str, faults: Faults) -> Iterator[tuple[int, Any]]:
    """The values of the list, each with its line."""
    decoder = json.JSONDecoder()
    at, line, counted = text.index("[") + 1, 1, 0
    try:
        while True:
            at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # matches nothing, too
            if text[at : at + 1] == "]":
                break
            value, end = decoder.raw_decode(text, at)
            line += text.count("\n", counted, at)
            counted = at
            yield line, value
            at = end
    except json.JSONDecodeError as error:
        faults.add(f"{place}, line {error.lineno}", f"Expected JSON, got: {error.msg}")
        return
    except (ValueError, RecursionError):  # a number of thousands of digits, lists in lists
        here = f"{place}, line {text.count(chr(10), 0, at) + 1}"
        faults.add(here, "Expected an object with code and unicode, got another value")
        return
    if text[at + 1 :].strip():
        last = text.rstrip().count("\n") + 1
        faults.add(f"{place}, line {last}", "Expected one list, got more behind its end")


def _entry(line: int, value: Any, *, private_use: bool) -> _Entry:  # noqa: ANN401  # any JSON
    if not isinstance(value, dict):
        msg = "Expected an object with code and unicode, got another value"
        raise SpellingError(msg)
    cells = {name: value.get(name, "") for name in ("code", "unicode", "hd", "sp")}
    if wrong := [name for name, cell in cells.items() if not isinstance(cell, str)]:
        msg = f"Expected hex in quotes for {', '.join(wrong)}, got another value"
        raise SpellingError(msg)
    options = value.get("options", [])
    if not isinstance(options, list) or not _OPTIONS.issuperset(map(str, options)):
        msg = f"Expected options of {', '.join(sorted(_OPTIONS))}, got {options!r}"
        raise SpellingError(msg)
    code, width = _code(cells["code"])
    if cells["unicode"] == "FFFD" or "unmappable" in options:
        return _Entry(line, code, width, "", "", frozenset(options))
    base = _text(cells["unicode"], cells["sp"], private_use=private_use)
    if not base:
        msg = "Expected unicode in hex, got none"
        raise SpellingError(msg)
    sequence = _text(cells["unicode"], cells["hd"], private_use=private_use)
    if cells["hd"] and not is_selector(sequence[-1]):
        msg = f"Expected a selector such as E0103 as hd, got {cells['hd']!r}"
        raise SpellingError(msg)
    return _Entry(line, code, width, base, sequence if cells["hd"] else "", frozenset(options))


def _code(cell: str) -> tuple[int, int]:
    """The code and its bytes; four digits without the detour over every spelling."""
    return (int(cell, 16), 2) if _FOUR.fullmatch(cell) else code_of(cell)


def _text(first: str, second: str, *, private_use: bool) -> str:
    """One or two code points; ideographs without the detour over every spelling."""
    if _IDEOGRAPH.fullmatch(first) and (not second or _SELECTOR.fullmatch(second)):
        return chr(int(first, 16)) + (chr(int(second, 16)) if second else "")
    return text_of(f"{first} {second}", private_use=private_use)


def _standard_zone(codes: list[int]) -> range:
    """The lead bytes of the codes that JIS X 0208 fills: 21-7E where the table has codes of that
    form, else A1-FE.
    """
    seven_bits = sum(0x2121 <= code <= 0x7E7E and code & 0x80 == 0 for code in codes)
    return range(0x21, 0x7F) if 2 * seven_bits > len(codes) else range(0xA1, 0xFF)


def _rows(same: list[_Entry], ivs: Sequences, zone: range, own: set[str]) -> Iterator[GaijiRow]:
    """The rows of one code: first what it decodes to, then what else is written as it.

    A substitution is written only where no code has the character for its own (``own``).
    """
    if len(same) == 1 and not same[0].options and not same[0].sequence:
        yield _row(same[0], same[0].base, "both", zone)
        return
    chosen = _chosen([entry for entry in same if "encode_only" not in entry.options], ivs)
    written = {
        text: entry
        for entry in reversed(same)
        if entry.writes and not ("substitution" in entry.options and entry.base in own)
        for text in (entry.sequence, "" if entry.oneway else entry.base)
        if text
    }
    for text, entry in chosen.items():
        yield _row(entry, text, "both" if text in written else "decode", zone)
    for text, entry in written.items():
        if text not in chosen:
            yield _row(entry, text, "encode", zone)


def _row(entry: _Entry, text: str, direction: Direction, zone: range) -> GaijiRow:
    loose = bool(entry.sequence) and entry.oneway and text == entry.base
    return GaijiRow(
        code=entry.code,
        width=entry.width,
        text=text,
        status="unified" if loose else entry.status,
        direction=direction,
        note=", ".join(sorted(entry.options & {"combination", "substitution"})),
        kind="standard" if entry.code >> 8 in zone or entry.code == 0x4040 else "extension",
        line=entry.line,
    )


def _chosen(reading: list[_Entry], ivs: Sequences) -> dict[str, _Entry]:
    """What a code decodes to, with the object that says so: one text, several where objects
    contradict each other.
    """
    pairs = [(entry.sequence, entry) for entry in reading if entry.sequence]
    exact = [(entry.base, entry) for entry in reading if "cjk_ci" in entry.options]
    if pairs and (ivs == "all" or (ivs == "needed" and all(one.oneway for _, one in pairs))):
        found = pairs
    elif exact and (ivs == "none" or not pairs):
        found = exact
    else:
        found = [(entry.base, entry) for entry in reading if "cjk_ci" not in entry.options]
    first: dict[str, _Entry] = {}
    for text, entry in found:
        first.setdefault(text, entry)
    return first
