"""How well bytes fit a code page: declared, then verified, never guessed in silence.

Most code pages of hosts read nearly any byte as some character, so that a wrong one is seen by
what it makes of the text: codes without a character, characters that break off, control
characters, and half-width kana beside Latin letters. The last is what tells the single-byte sets
with kana where others have lower case (IBM 930 and 939, kana and ASCII of JEF and KEIS): a word
is of one kind or the other, never of both.

``Fit.badness`` is the worse of two shares, that of single-byte and that of double-byte
characters, so that a file of digits does not hide its names. A user-defined area without a table
is no bad fit up to ``USER_LIMIT`` of the double-byte characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.guard_sample import BLANK, CONTROL, NOTHING, USER, Sample, Scan, raw_sample
from lgmigrate.charset.guard_scan import scan
from lgmigrate.charset.page import CodePage

__all__ = ["CANDIDATES", "LIMIT", "MARGIN", "Fit", "best", "fit"]

LIMIT = 0.05
"""A page fits up to this badness."""

MARGIN = 0.02
"""Another page is better only if its badness is lower by this."""

USER_LIMIT = 0.20
FEW = 16  # characters, of one width, below which a share says nothing
FEW_LETTERS = 64
MIXED_LIMIT = 0.05
"""Places where a kana stands beside a Latin letter, of all letters: X'81'-X'A9' read by the wrong
set. Abbreviations within names (ABｼﾞﾄﾞｳｼｬ) stay far below. Twice as many are let pass in a raw
sample, where numbers lie between."""

MARKS_LIMIT = 0.02
"""Kana text has ﾝ, ﾞ and ﾟ, whose bytes BD-BF are no letters in the other sets: about one in eight.
Where they are missing, the kana may be Latin lower case."""

VOWELS_LIMIT = 0.20
"""Lower case has vowels, in names of any origin about four in ten."""

DUBIOUS = 0.06  # above LIMIT, so that the other pages are asked; below any real misfit

CANDIDATES = (
    *("ibm930", "ibm939", "ibm1390", "ibm1399", "jef:kana", "jef:ascii", "keis83:ebcdik"),
    *("keis83:ebcdic", "jipsj", "jipse", "letsj", "cp932", "euc-jp", "iso-2022-jp", "utf-8"),
    *("utf-16le", "utf-16be"),
)
"""The pages that are tried beside a declared one that fits badly; of equals the first is named.
Pages that differ from one of these in few characters only cannot be told from it by counting."""

OTHER, KANA, MARK, LOWER, VOWEL, UPPER = range(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What a page makes of samples. ``singles`` and ``doubles`` are characters of one and of more
    bytes, blanks not counted; ``lost_singles`` and ``lost_doubles`` those of them that have no
    character; ``users`` codes of user-defined areas without one, ``halves`` characters that break
    off, ``controls`` control characters. ``outs`` and ``ins`` are shift codes that change the
    set, ``repeated`` others, ``orphans`` of these shifts back at the front of a field,
    ``unclosed`` fields that end in double bytes (raw samples: shifts to double bytes that no
    double bytes follow). ``kana`` and ``lower`` are half-width kana and Latin lower case of one
    byte, ``letters`` all of these and upper case, ``mixed`` places where kana and Latin meet,
    ``marks`` ﾝ, ﾞ and ﾟ among the kana, ``vowels`` among the lower case.
    """

    page: str
    singles: int = 0
    doubles: int = 0
    lost_singles: int = 0
    lost_doubles: int = 0
    users: int = 0
    halves: int = 0
    controls: int = 0
    outs: int = 0
    ins: int = 0
    repeated: int = 0
    orphans: int = 0
    unclosed: int = 0
    kana: int = 0
    lower: int = 0
    letters: int = 0
    mixed: int = 0
    marks: int = 0
    vowels: int = 0
    raw: bool = False

    @property
    def characters(self) -> int:
        """All characters, blanks not counted."""
        return self.singles + self.doubles

    @property
    def undecodable(self) -> float:
        """Share of the characters that have none in this page, user-defined areas included."""
        lost = self.lost_singles + self.lost_doubles + self.users + self.halves
        return lost / max(self.characters + self.halves, 1)

    @property
    def badness(self) -> float:
        """0 for a page that all fits, 1 for one that nothing fits."""
        single = double = 0.0
        wide = self.doubles + self.halves
        if wide >= FEW:
            double = (self.lost_doubles + self.halves) / wide
            double += max(0.0, self.users / wide - USER_LIMIT)
        if self.singles >= FEW:
            # outside the double bytes of a raw sample stand numbers and binary fields
            single = 0.0 if self.raw and self.outs else self.lost_singles / self.singles
            single += self.controls / self.singles
        if self.letters >= FEW_LETTERS:
            mixed = self.mixed / self.letters
            single += mixed if mixed > MIXED_LIMIT * (1 + self.raw) else 0.0
        if self.dubious:
            single += DUBIOUS
        return min(max(single, double), 1.0)

    @property
    def dubious(self) -> bool:
        """Whether kana lack what kana text has, or lower case what Latin text has, or a raw
        sample has no double bytes: reasons to ask the other pages, none to refuse this one.
        """
        few_marks = self.kana >= FEW_LETTERS and self.marks < MARKS_LIMIT * self.kana
        few_vowels = self.lower >= FEW_LETTERS and self.vowels < VOWELS_LIMIT * self.lower
        return few_marks or few_vowels or (self.raw and not self.doubles)

    @property
    def fits(self) -> bool:
        """Whether the page fits, taken alone."""
        return self.badness - (DUBIOUS if self.dubious else 0.0) <= LIMIT


def _kinds() -> NDArray[np.uint8]:
    """uint8[65536]: kinds of single-byte letters by code point; others and negatives OTHER."""
    table = np.zeros(0x10000, np.uint8)
    table[0xFF66:0xFF9D] = KANA
    table[0xFF9D:0xFFA0] = MARK
    table[ord("a") : ord("z") + 1] = LOWER
    table[[ord(one) for one in "aiueo"]] = VOWEL
    table[ord("A") : ord("Z") + 1] = UPPER
    return table


_KINDS = _kinds()


def fit(samples: Iterable[Sample | bytes], page: CodePage) -> Fit:
    """How a page fits samples; bytes are a stretch of a source whose layout is not known.

    Samples of packed decimals are left out.
    """
    parts: dict[str, int] = {}
    raw = False
    for one in samples:
        sample = raw_sample(one) if isinstance(one, bytes) else one
        if sample.usage == "packed":
            continue
        raw |= sample.usage == "raw"
        for name, count in _counted(scan(sample, page)).items():
            parts[name] = parts.get(name, 0) + count
    return Fit(page=page.name, raw=raw, **parts)


def _counted(found: Scan) -> dict[str, int]:
    points, wide = found.points, found.wide
    solid = points != BLANK
    lost, user, control = points == NOTHING, points == USER, points == CONTROL
    narrow = ~wide
    kinds = np.where(narrow & (points > 0), _KINDS[points & 0xFFFF], OTHER)
    count = np.bincount(kinds, minlength=6).tolist()
    kana, latin = (kinds == KANA) | (kinds == MARK), kinds >= LOWER
    beside = np.diff(found.at) == 1
    mixed = ((kana[:-1] & latin[1:]) | (latin[:-1] & kana[1:])) & beside
    return {
        "singles": int((solid & narrow).sum()),
        "doubles": int((solid & wide).sum()),
        "lost_singles": int((lost & narrow).sum()),
        "lost_doubles": int((lost & wide).sum()),
        "users": int(user.sum()),
        "halves": len(found.halves),
        "controls": int(control.sum()),
        "outs": len(found.outs),
        "ins": len(found.ins),
        "repeated": len(found.repeated),
        "orphans": len(found.orphans),
        "unclosed": len(found.unclosed),
        "kana": count[KANA] + count[MARK],
        "lower": count[LOWER] + count[VOWEL],
        "letters": sum(count) - count[OTHER],
        "mixed": int(mixed.sum()),
        "marks": count[MARK],
        "vowels": count[VOWEL],
    }


def best(
    samples: Sequence[Sample | bytes], declared: CodePage, others: Iterable[CodePage]
) -> tuple[Fit, ...]:
    """The fits of all pages, the best one first; of equals the declared one, then in order.

    A page that reads more double bytes in raw samples explains more, and is better.
    """
    fits = [fit(samples, page) for page in (declared, *others)]
    return tuple(sorted(fits, key=lambda one: (round(one.badness, 3), -_explained(one))))


def _explained(one: Fit) -> int:
    """Double bytes in raw samples, in steps, so that a few by chance do not count."""
    return (one.doubles // FEW).bit_length() if one.raw else 0
