"""Reduction (縮退) of text to JIS X 0213 or JIS X 0208, every loss with its ground, none silent.

A character that the target has is kept as it is. For another one the tables of ``mj`` give
candidates, and the most trusted ground decides; where it names several characters, or none, the
text is not reduced and the loss says so. The order of trust is that of ``Trust``. Text is never
normalised, and half-width katakana, which neither set has, are not widened.

Source of the sets: Python's codecs ``euc_jis_2004`` and ``euc_jp``. The first also reads JIS X 0212
at the code points (区) that plane 2 of JIS X 0213 leaves free; those are no part of the target.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Literal, NamedTuple

from lgmigrate.charset.mj import Ground, Moji, MojiList, ShrinkMap, Table, selector

__all__ = [
    "Candidate",
    "Loss",
    "Reduction",
    "Target",
    "Trust",
    "candidates",
    "reduce_text",
    "repertoire",
    "trust",
]

Target = Literal["x0213", "x0208"]

_PLANE_2 = (1, 3, 4, 5, 8, 12, 13, 14, 15, *range(78, 95))
"""The rows (区) of plane 2 of JIS X 0213."""

_TWINS = {
    "x0208": "\u00a2\uffe0\u00a3\uffe1\u00ac\uffe2\u00a5\uffe5\u203e\uffe3"
    "\u2014\u2015\u301c\uff5e\u2016\u2225\u2212\uff0d",
    "x0213": "\u00a2\uffe0\u00a3\uffe1\u00ac\uffe2\u00a5\uffe5\u203e\uffe3\u2014\u2015",
}
"""Symbols that two code points stand for, in pairs; vendors differ in which they use. In JIS X 0213
the others have cells of their own."""


class Trust(IntEnum):
    """How far a ground is trusted, the most trusted first.

    The glyph has a code point of its own; it is unified with the character (by
    JIS包摂規準・UCS統合規則, or because a sequence is left without its selector);
    告示582号別表第四, 一 and then 二, first rank; the circulars on family registers (民二5202号,
    民一2842号); 親字・正字, one hop. Then what is further off: second ranks, more hops;
    dictionaries and analogy; and last what 民一2842号 calls another character (別字), which is
    shown and never taken.
    """

    SAME = 0
    UNIFIED = 1
    NOTICE_ONE = 2
    NOTICE_TWO = 3
    CIRCULAR = 4
    PARENT = 5
    REMOTE = 6
    RELATED = 7
    OTHER = 8


_TRUST = {
    Table.IMPLEMENTED: Trust.SAME,
    Table.UCS: Trust.UNIFIED,
    Table.IVS: Trust.UNIFIED,
    Table.UNIFICATION: Trust.UNIFIED,
    Table.NOTICE_ONE: Trust.NOTICE_ONE,
    Table.NOTICE_TWO: Trust.NOTICE_TWO,
    Table.CORRECT: Trust.CIRCULAR,
    Table.VULGAR: Trust.CIRCULAR,
    Table.WRONG: Trust.CIRCULAR,
    Table.PARENT: Trust.PARENT,
    Table.DICTIONARY: Trust.RELATED,
    Table.ANALOGY: Trust.RELATED,
    Table.OTHER: Trust.OTHER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A character that another may become, with all grounds, the most trusted first."""

    text: str
    grounds: tuple[Ground, ...]

    @property
    def trust(self) -> tuple[Trust, int]:
        """The trust of the best ground, then its rank or hops; less is better.

        A character that is marked as another one (別字) is trusted only where it is unified.
        """
        best = trust(self.grounds[0])
        if best[0] > Trust.UNIFIED and any(one.table is Table.OTHER for one in self.grounds):
            return Trust.OTHER, 0
        return best


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A character or sequence that the target does not have, at ``at`` of the text.

    ``target`` is what it became, on ``ground``; it is empty, and ``ground`` None, where that is not
    decided. ``candidates`` are all that were to be had, in the order of trust; ``mj`` are the
    glyphs that the character stands for. A loss in two steps is two losses at one place.
    """

    at: int
    source: str
    target: str
    ground: Ground | None
    candidates: tuple[Candidate, ...]
    mj: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """The reduced text, None where something in it is not decided; and what was lost."""

    text: str | None
    losses: tuple[Loss, ...]


def trust(ground: Ground) -> tuple[Trust, int]:
    """The trust in a ground, then its rank or hops; less is better."""
    step = max(ground.rank, ground.hop)
    return (Trust.REMOTE if step > 1 else _TRUST[ground.table]), step


@cache
def repertoire(target: Target) -> frozenset[str]:
    """The characters of a target, and ASCII. JIS X 0213 has 25 that are two code points."""
    found = set(map(chr, range(0x80))) | set(_TWINS[target])
    codec, rows = ("euc_jis_2004", _PLANE_2) if target == "x0213" else ("euc_jp", ())
    codes = [(b"", row) for row in range(1, 95)] + [(b"\x8f", row) for row in rows]
    for plane, row in codes:
        for cell in range(1, 95):
            try:
                found.add((plane + bytes((row + 0xA0, cell + 0xA0))).decode(codec))
            except UnicodeDecodeError:
                continue
    return frozenset(found)


def _grounds(
    moji: Moji, shrink: ShrinkMap | None, *, sequence: bool
) -> Iterator[tuple[str, Ground]]:
    """What the list and the map say of a glyph, the characters in order of the tables."""
    if moji.implemented:
        yield moji.implemented, Ground(Table.IMPLEMENTED)
    base = Ground(Table.IVS if sequence else Table.UCS)
    for char in dict.fromkeys((moji.ucs, *(text[0] for text in (*moji.ivs, *moji.svs)))):
        if char:
            yield char, base
    for relation in shrink.relations(moji.mj) if shrink is not None else ():
        yield relation.text, relation.ground


def candidates(
    source: Moji | str, moji: MojiList, shrink: ShrinkMap | None
) -> tuple[Candidate, ...]:
    """What a glyph, a character or a sequence may become, the most trusted first.

    Candidates of equal trust stand in the order of their code points, which means nothing: who
    takes one decides. A character alone is taken for the glyphs that ``MojiList.by_text`` gives
    for it; a sequence that the list does not have has its base as candidate. Whether a target has
    a candidate is not looked at.
    """
    text = source if isinstance(source, str) else ""
    glyphs = (source,) if isinstance(source, Moji) else moji.by_text(source)
    grounds = defaultdict[str, dict[Ground, None]](dict)
    for one in glyphs:
        sequence = len(text) > 1 or not (text or one.implemented)
        for char, ground in _grounds(one, shrink, sequence=sequence):
            grounds[char][ground] = None
    if not glyphs and len(text) == 2 and selector(text[1]):
        grounds[text[0]][Ground(Table.IVS)] = None
    grounds.pop(text, None)
    found = [
        Candidate(text=char, grounds=tuple(sorted(ground, key=trust)))
        for char, ground in grounds.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.trust, one.text)))


def _characters(text: str) -> Iterator[tuple[int, str]]:
    """Where each character begins; a base with its selector, or a pair of JIS X 0213, is one."""
    at = 0
    while at < len(text):
        pair = text[at : at + 2]
        one = len(pair) == 2 and (selector(pair[1]) or pair in repertoire("x0213"))
        size = 2 if one else 1
        yield at, text[at : at + size]
        at += size


def _decided(found: tuple[Candidate, ...], weakest: Trust) -> Candidate | None:
    """The one candidate of the best trust, None where there are several or none."""
    best = [one for one in found if one.trust == found[0].trust]
    trusted = len(best) == 1 and best[0].trust[0] <= min(weakest, Trust.RELATED)
    return best[0] if trusted else None


class _Way(NamedTuple):
    """What a text is reduced to, and by what."""

    target: Target
    moji: MojiList
    shrink: ShrinkMap | None
    weakest: Trust


def _steps(at: int, source: str, way: _Way) -> Iterator[Loss]:
    """The losses of one character, the last of which gives what it becomes."""
    while source and source not in repertoire(way.target):
        glyphs = way.moji.by_text(source)
        known = candidates(source, way.moji, way.shrink)
        near = repertoire(way.target if source in repertoire("x0213") else "x0213")
        found = tuple(one for one in known if one.text in near)
        if not glyphs and selector(source[-1]):
            found = known  # a sequence that the list does not have: its base goes on alone
        decided = _decided(found, way.weakest)
        yield Loss(
            at=at,
            source=source,
            target=decided.text if decided else "",
            ground=decided.grounds[0] if decided else None,
            candidates=found,
            mj=tuple(one.mj for one in glyphs),
        )
        source = decided.text if decided else ""


def reduce_text(
    text: str,
    target: Target,
    moji: MojiList,
    shrink: ShrinkMap | None = None,
    *,
    weakest: Trust = Trust.RELATED,
) -> Reduction:
    """Reduce a text to what the target has.

    Reduction to JIS X 0208 goes by JIS X 0213: what the map gives first is reduced once more where
    JIS X 0208 does not have it. A candidate is taken when it is the only one of the best trust, and
    no less trusted than ``weakest``.

    Returns:
        The text, None where some character is not decided, and a loss for every step.
    """
    if repertoire(target).issuperset(text):
        return Reduction(text=text, losses=())
    way = _Way(target, moji, shrink, weakest)
    parts, losses = list[str](), list[Loss]()
    for at, source in _characters(text):
        steps = list(_steps(at, source, way))
        parts.append(steps[-1].target if steps else source)
        losses.extend(steps)
    return Reduction(text="".join(parts) if all(parts) else None, losses=tuple(losses))
