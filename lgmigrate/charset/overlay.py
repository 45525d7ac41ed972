"""Tables laid over the sets of a code page: the rows of a user's table win over those of the page.

A cell that decodes takes the place of what its code decoded to, and of every character that was
written as this code. On the way back a character that the page already writes keeps its code,
unless the cell is preferred; of several cells with one text the first is written. A text of two
characters that do not combine is read, and written as its characters. In a page that holds Unicode
cells are read only: every character is written as itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.cells import Cell, Overlay
from lgmigrate.charset.page import Form, Remark
from lgmigrate.charset.repertoire import CharacterSet
from lgmigrate.charset.traits import Traits
from lgmigrate.errors import CharsetError, Faults

__all__ = ["apply", "key_of", "remarks", "resolve"]

_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_COMBINING = re.compile("[\u02e5-\u02e9\u0300-\u036f\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""What may be the second of a sequence that is one code: tone letters, combining marks, variation
selectors. The kernels (``combines``) look for sequences where one of these follows."""
_UNICODE_FORMS = ("utf8", "utf16le", "utf16be")


def resolve(
    traits: Traits, lead: NDArray[np.uint8], overlays: Iterable[Overlay]
) -> tuple[Cell, ...]:
    """The cells of all overlays by codes of the page: keys that are code points of private use
    (width 0) become the code of the user-defined area that stands for them.

    Raises:
        CharsetError: codes that the page cannot have, all of them.
    """
    name, form = traits.name, traits.form
    faults = Faults(CharsetError)
    by_point = {
        area.first + place: code
        for area in traits.areas
        for place, code in enumerate(area.codes())
        if form not in _UNICODE_FORMS
    }
    found = []
    for overlay in overlays:
        for cell in overlay.cells:
            one = cell
            for expected in _wrong_text(cell):
                shown = " ".join(f"U+{ord(char):04X}" for char in cell.text)
                faults.add(name, f"Expected {expected}, got {shown}")
            if form in _UNICODE_FORMS:
                if cell.width:
                    shown = f"{cell.code:0{2 * cell.width}X}"
                    faults.add(name, f"Expected private use (U+E000 ...) as a code, got {shown}")
                if cell.preferred or cell.direction == "encode":
                    shown = f"U+{cell.code:04X}"
                    faults.add(
                        name, f"Expected codes that are only read, got {shown} to be written"
                    )
                one = cell._replace(width=2, direction="decode")
            elif not cell.width:
                if cell.code not in by_point:
                    faults.add(name, f"Expected a user-defined code, got U+{cell.code:04X}")
                    continue
                code = by_point[cell.code]
                one = cell._replace(code=code, width=3 if code > 0xFFFF else 2)
            elif not _possible(one, form, lead):
                shown = f"{cell.code:0{2 * cell.width}X}"
                faults.add(name, f"Expected a code that this code page can have, got {shown}")
            found.append(one)
    faults.raise_if_any()
    return tuple(found)


def _is_one(text: str) -> bool:
    """Whether encoding takes a text for one character: a single code point, or a sequence."""
    return len(text) < 2 or _COMBINING.fullmatch(text[1]) is not None


def _wrong_text(cell: Cell) -> Iterator[str]:
    """What no cell may have as its text, and what was expected instead."""
    if cell.width == 1 and len(cell.text) > 1:
        yield "one code point for a single byte"
    if cell.text and _SELECTOR.fullmatch(cell.text[0]):
        yield "a character before a variation selector"
    if cell.direction == "encode" and not _is_one(cell.text):
        yield "a character or a sequence to write as a code"


def _possible(cell: Cell, form: Form, lead: NDArray[np.uint8]) -> bool:
    """Whether records in this form can hold the code."""
    first = cell.code >> 8 * (cell.width - 1)
    if not 0 <= first <= 0xFF:
        return False
    if form == "lead":
        return int(lead[first]) == cell.width
    if cell.width == 1:
        return form == "host" and not lead[first]
    return cell.width == 2 and first >= 0x21 and not lead[first]


def apply(
    sets: tuple[CharacterSet, ...], cells: tuple[Cell, ...], form: Form
) -> tuple[tuple[CharacterSet, ...], frozenset[tuple[int, int]]]:
    """The sets with the cells in them -> the sets, and (width, key) of every uncertain character.

    The cells of a later overlay come later and win.
    """
    if not cells:
        return sets, frozenset()
    laid = _Laid(shared=form == "lead")
    for one in sets:
        laid.there[one.width] = dict(zip(one.codes.tolist(), one.keys.tolist(), strict=True))
        pairs = zip(one.encode_keys.tolist(), one.encode_codes.tolist(), strict=True)
        laid.back[one.width] = dict(pairs)
    replaced = {(cell.width, cell.code) for cell in cells if cell.direction != "encode"}
    for width, rows in laid.back.items():
        kept = {key: code for key, code in rows.items() if (width, code) not in replaced}
        laid.back[width] = kept
    for cell in cells:
        laid.lay(cell)
    return (
        tuple(_rows(width, laid.there[width], laid.back[width]) for width in laid.there),
        frozenset(laid.uncertain),
    )


@dataclass(slots=True, kw_only=True)
class _Laid:
    """Rows by width: ``there`` code -> key, ``back`` key -> code; ``shared``: a character has one
    code in all widths together.
    """

    shared: bool
    there: dict[int, dict[int, int]] = field(default_factory=dict)
    back: dict[int, dict[int, int]] = field(default_factory=dict)
    uncertain: set[tuple[int, int]] = field(default_factory=set)

    def lay(self, cell: Cell) -> None:
        """One cell into the rows."""
        there = self.there.setdefault(cell.width, {})
        self.back.setdefault(cell.width, {})
        if not cell.text:
            there.pop(cell.code, None)
            return
        key = key_of(cell.text)
        if cell.direction != "encode":
            there[cell.code] = key
        if cell.direction == "decode" or not _is_one(cell.text):
            return
        others = list(self.back) if self.shared else [cell.width]
        if self._written(key, others) and not cell.preferred:
            return
        for width in others:
            self.back[width].pop(key, None)
        self.back[cell.width][key] = cell.code
        mark = (cell.width, key)
        if cell.uncertain:
            self.uncertain.add(mark)
        else:
            self.uncertain.discard(mark)

    def _written(self, key: int, others: list[int]) -> bool:
        """Whether a character has a code that decodes to it again; an alias has none."""
        return any(
            key in self.back[width] and self.there.get(width, {}).get(self.back[width][key]) == key
            for width in others
        )


def key_of(text: str) -> int:
    """One or two code points as the key of a row."""
    return ord(text[0]) << 32 | (ord(text[1]) if len(text) > 1 else 0)


def _rows(width: int, there: dict[int, int], back: dict[int, int]) -> CharacterSet:
    codes = sorted(there)
    return CharacterSet(
        width=width,
        codes=np.array(codes, np.int64),
        keys=np.array([there[code] for code in codes], np.uint64),
        encode_keys=np.array(list(back), np.uint64),
        encode_codes=np.array(list(back.values()), np.int64),
    )


def remarks(cells: tuple[Cell, ...]) -> dict[int, Remark]:
    """By code, what the ledger says of it."""
    return {cell.code: cell.remark for cell in cells if cell.remark is not None}
