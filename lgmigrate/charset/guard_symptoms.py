"""Traces that a wrong conversion left in a source, each by name, with a count and its first place.

A source that went through a converter on its way here may fit its code page and be damaged all
the same. What each symptom is and from which count on it is told stands in ``SYMPTOMS``; a trace
that data without damage may have once or twice is told from several on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.guard_sample import BLANK, CONTROL, NOTHING, Sample, Scan
from lgmigrate.charset.guard_scan import scan
from lgmigrate.charset.page import CodePage

__all__ = ["SYMPTOMS", "Rule", "Symptom", "symptoms"]


class Rule(NamedTuple):
    """From which number of traces on a symptom is told, and from which share of what may show
    it: packed fields for text_mode, characters elsewhere.
    """

    least: int
    share: float


SYMPTOMS = {
    "text_mode": Rule(3, 0.02),
    "line_ends": Rule(3, 0.0005),
    "mojibake": Rule(3, 0.002),
    "symbols": Rule(2, 0.0),
    "shifts_lost": Rule(3, 0.0),
    "replaced": Rule(1, 0.0),
    "geta": Rule(3, 0.0),
}
"""text_mode: packed decimals without a sign, or with one within, as X'1A' and X'3F' are, which
converters write for bytes that they do not know: the file was converted as text.
line_ends: CR, LF or a new line within fields of text: something broke the records into lines.
mojibake: UTF-8 that was read as Shift_JIS or as Latin-1, and converted again.
symbols: both members of a pair that differs between the tables of vendors (〜 and ～, ¥ and \\):
parts of the source were converted by different tables. Counted is the rarer member.
shifts_lost: double bytes without their shift codes, or shifts back without one before.
replaced: U+FFFD, ? beside double-byte characters, or ？ in a row: characters were replaced.
geta: 〓, or ■ in a row, instead of a character.
"""

PAIRS = (
    *((0x301C, 0xFF5E), (0x2016, 0x2225), (0x2212, 0xFF0D), (0x2014, 0x2015), (0x00A6, 0xFFE4)),
    *((0x00A2, 0xFFE0), (0x00A3, 0xFFE1), (0x00AC, 0xFFE2), (0x00A5, 0x005C), (0x203E, 0x007E)),
)
"""Characters that stand for one symbol in the tables of different vendors, in double bytes (the
single bytes of hosts have some of them beside); the last two are X'5C' and X'7E' of JIS X 0201 and
of ASCII."""

SINGLE_PAIRS = len(PAIRS) - 2

UTF8_AS_SJIS = (0x7E3A, 0x7E67, 0x7E5D)
"""縺 繧 繝: what E3 81, E3 82 and E3 83, the first bytes of kana in UTF-8, are in Shift_JIS. No
name or address has them."""

LOST_STRETCH = 6  # bytes
LOST_SHARE = 0.25  # of a stretch in single bytes that are no characters, or such as names lack
LINE_ENDS = (0x0A, 0x0D, 0x85)


def _likely() -> NDArray[np.bool_]:
    """bool[65536]: what single bytes of names and addresses are, by code point: letters, digits,
    full-size kana, and the signs of numbers and abbreviations.
    """
    table = np.zeros(0x10000, np.bool_)
    for first, last in ("09", "AZ", "az", "ｱﾟ", "ｰｰ", "ｦｦ"):
        table[ord(first) : ord(last) + 1] = True
    table[[ord(sign) for sign in " -./&(),"]] = True
    return table


_LIKELY = _likely()


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """``offset`` is the byte of the source at which the first trace stands, in the first sample
    that has one.
    """

    name: str
    count: int
    offset: int


def symptoms(samples: Iterable[Sample], page: CodePage) -> tuple[Symptom, ...]:
    """The symptoms of samples, in order of ``SYMPTOMS``; none for what fits and is whole."""
    traces = _Traces()
    for sample in samples:
        if not len(sample.data):
            continue
        if sample.usage == "packed":
            _text_mode(sample, traces)
            continue
        found = scan(sample, page)
        points = found.points
        traces.characters += int((points != BLANK).sum())
        if sample.usage != "raw":
            traces.add("line_ends", sample, _line_ends(sample, found, page))
            _shifts_lost(sample, found, page, traces)
        traces.add("mojibake", sample, found.at[_mojibake(points)])
        for number, pair in enumerate(PAIRS):
            for member, point in enumerate(pair):
                # single bytes of a raw sample may be of numbers
                narrow = number >= SINGLE_PAIRS and sample.usage != "raw"
                at = found.at[(points == point) & (found.wide | narrow)]
                traces.pairs[number, member] += len(at)
                if len(at):
                    traces.place(f"{number} {member}", sample, int(at[0]))
        traces.add("replaced", sample, found.at[_replaced(found, page)])
        traces.add("geta", sample, found.at[_geta(points)])
    return tuple(traces.told())


class _Traces:
    """Counts and first places; ``characters`` and ``packed`` are what shares are of."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(SYMPTOMS, 0)
        self.places: dict[str, int] = {}
        self.pairs = np.zeros((len(PAIRS), 2), np.int64)
        self.characters = 0
        self.packed = 0

    def place(self, name: str, sample: Sample, at: int) -> None:
        """Keep the first place."""
        self.places.setdefault(name, sample.offset(at))

    def add(self, name: str, sample: Sample, at: NDArray[np.int64]) -> None:
        """Traces of one symptom at places of a sample, in order."""
        if len(at):
            self.counts[name] += len(at)
            self.place(name, sample, int(at[0]))

    def told(self) -> Iterable[Symptom]:
        """The symptoms whose counts and shares are large enough."""
        rarer = self.pairs.min(axis=1)
        many = np.flatnonzero(rarer >= SYMPTOMS["symbols"].least)
        if len(many):
            self.counts["symbols"] = int(rarer[many].sum())
            members = [(int(n), int(self.pairs[n].argmin())) for n in many]
            self.places["symbols"] = min(self.places[f"{n} {one}"] for n, one in members)
        for name, rule in SYMPTOMS.items():
            whole = self.packed if name == "text_mode" else self.characters
            count = self.counts[name]
            if count >= rule.least and count >= rule.share * whole:
                yield Symptom(name=name, count=count, offset=self.places[name])


def _text_mode(sample: Sample, traces: _Traces) -> None:
    """Packed decimals: digits, then a sign A-F; blanks, X'00' and X'FF' alone are no value."""
    data, starts, ends = sample.data, sample.starts, sample.ends()
    traces.packed += len(starts)
    high = data >> 4
    last = np.zeros(len(data), np.bool_)
    last[ends - 1] = True
    wrong = (high > 9) | ((data & 0x0F > 9) != last)
    bad = np.add.reduceat(wrong, starts, dtype=np.int64) > 0
    first = data[starts]
    same = np.add.reduceat(data == np.repeat(first, ends - starts), starts, dtype=np.int64)
    empty = (same == ends - starts) & np.isin(first, np.array([0x00, 0x20, 0x40, 0xFF], np.uint8))
    traces.add("text_mode", sample, starts[bad & ~empty])


def _line_ends(sample: Sample, found: Scan, page: CodePage) -> NDArray[np.int64]:
    """Places of line ends in single bytes; a shift code is none."""
    narrow = found.at[(found.points == CONTROL) & ~found.wide]
    points = page.controls[sample.data[narrow]]
    ends: NDArray[np.int64] = narrow[np.isin(points, np.array(LINE_ENDS, np.int32))]
    return ends


def _mojibake(points: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Characters that show UTF-8 read as Shift_JIS or as Latin-1 (C2-EF, then 80-BF)."""
    shown = np.isin(points, np.array(UTF8_AS_SJIS, np.int32))
    lead = (points[:-1] >= 0xC2) & (points[:-1] <= 0xEF)
    # the controls 80-9F of Latin-1 are no text, and the characters of Windows for them lie beyond
    behind = points[1:]
    tail = ((behind >= 0xA1) & (behind <= 0xBF)) | (behind == CONTROL)
    tail |= np.isin(behind, np.array([0x20AC, 0x201A, 0x201E, 0x2020, 0x2021, 0x02C6], np.int32))
    shown[:-1] |= lead & tail
    return np.asarray(shown, np.bool_)


def _shifts_lost(sample: Sample, found: Scan, page: CodePage, traces: _Traces) -> None:
    """Shifts back with text before but no shift to double bytes, and stretches of single bytes
    many of which are unlikely, whose pairs all are characters.
    """
    if page.form != "host" or not page.shifts:
        return
    starts = sample.starts[np.searchsorted(sample.starts, found.orphans, "right") - 1]
    text = np.append(0, np.cumsum(found.points != BLANK))
    before = np.searchsorted(found.at, found.orphans)
    front = np.searchsorted(found.at, starts)
    orphans = found.orphans[text[before] > text[front]]
    solid = ~found.wide & (found.points != BLANK) & (found.points != CONTROL)
    edges = np.flatnonzero(np.diff(solid, prepend=False, append=False))
    unlikely = (found.points == NOTHING) | ~_LIKELY[found.points & 0xFFFF]
    lost = np.append(0, np.cumsum(unlikely))
    firsts, lasts = edges[::2], edges[1::2]
    sizes = lasts - firsts
    doubtful = (sizes >= LOST_STRETCH) & (lost[lasts] - lost[firsts] >= LOST_SHARE * sizes)
    stretches = []
    for first, last in zip(firsts[doubtful].tolist(), lasts[doubtful].tolist(), strict=True):
        at = found.at[first : last - 1 : 2]
        codes = sample.data[at].astype(np.int64) << 8 | sample.data[at + 1]
        if (page.double[codes] >> 31 == 0).all():
            stretches.append(int(at[0]))
    places = np.concatenate([orphans, np.array(stretches, np.int64)])
    traces.add("shifts_lost", sample, np.sort(places))


def _replaced(found: Scan, page: CodePage) -> NDArray[np.bool_]:
    """U+FFFD; a ? of one byte between double-byte characters; ？ behind ？."""
    points, wide = found.points, found.wide
    shown = points == 0xFFFD
    if page.form != "host" and len(points) > 2:
        solid = wide & (points > 0x3040)
        shown[1:-1] |= (points[1:-1] == 0x3F) & solid[:-2] & solid[2:]
    shown[1:] |= (points[1:] == 0xFF1F) & (points[:-1] == 0xFF1F)
    return np.asarray(shown, np.bool_)


def _geta(points: NDArray[np.int32]) -> NDArray[np.bool_]:
    """〓; ■ behind ■."""
    shown = points == 0x3013
    shown[1:] |= (points[1:] == 0x25A0) & (points[:-1] == 0x25A0)
    return np.asarray(shown, np.bool_)
