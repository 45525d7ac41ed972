"""What the framing of a file that nobody knows may be, each guess with how sure it is, and why.

Only the first MiB is looked at, and the size of the file. A chain of lengths that holds to the end
is nearly sure; lines by their ends and what stands between them; fixed records by how often bytes
of one kind (digits, blanks, letters, zeros) stand at the same distance. A guess is no proof: decode
a few records and look.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset import load as load_page
from lgmigrate.charset.guard import CANDIDATES, best
from lgmigrate.charset.guard_sample import raw_sample
from lgmigrate.errors import FramingError, UsageError
from lgmigrate.framing.named import parse_framing
from lgmigrate.framing.split import framer
from lgmigrate.pipeline.sources import expand, fill, open_bytes

__all__ = ["Guess", "Guessed", "guess"]

Bytes = NDArray[np.uint8]

SAMPLE = 1 << 20
PERIODS = 1 << 18  # bytes that are looked at for fixed records
LONGEST = 8_000  # a record that a plain length may have, to be believed
CHAINS = ("vb", "rdw", "varseq", "prefix:4", "prefix:4:le", "prefix:2", "prefix:2:le")
CHAINS_OF_SELF = ("prefix:2:self", "prefix:2:le:self", "prefix:4:self", "prefix:4:le:self")
STRICT = ("vb", "rdw", "varseq")
ENDS = (
    ("lines:crlf", b"\r\n"),
    ("lines", b"\n"),
    ("lines:nel", b"\x15"),
    ("lines:ebcdic-lf", b"%"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A framing by its short name (``--framing``), how sure it is (0 to 1), and why."""

    framing: str
    sure: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guessed:
    """``size``: bytes of the file, None of a compressed one or of standard input. ``framings`` the
    surest first, ``pages`` the code pages that fit, the best first. ``front``: the first bytes.
    """

    source: str
    size: int | None
    framings: tuple[Guess, ...]
    pages: tuple[str, ...]
    front: bytes


def guess(source: str | Path) -> Guessed:
    """Guess how records stand in a file, and its code page.

    Raises:
        UsageError: it is several files.
        FramingError: there is none, or a compressed file is not whole.
    """
    paths = expand([source])
    if len(paths) != 1:
        msg = f"Expected one source, got {len(paths)} in {source}"
        raise UsageError(msg)
    path = paths[0]
    buffer = np.zeros(SAMPLE + 1, np.uint8)
    with open_bytes(path) as stream:
        filled = fill(stream, buffer, 0, SAMPLE + 1, None)
    whole = filled <= SAMPLE
    sample = buffer[: min(filled, SAMPLE)]
    packed = path.suffix in (".gz", ".zst") or str(path) == "-"
    size = filled if whole else None if packed else path.stat().st_size
    found = [*_chains(sample, whole=whole), *_lines(sample), *_fixed(sample, size)]
    found.sort(key=lambda one: -one.sure)
    pages = [load_page(name) for name in CANDIDATES]
    fits = best([raw_sample(sample)], pages[0], pages[1:]) if filled else ()
    return Guessed(
        source=path.name,
        size=size,
        framings=tuple(found[:5]),
        pages=tuple(one.page for one in fits if one.fits)[:3],
        front=sample[:256].tobytes(),
    )


def _chains(sample: Bytes, *, whole: bool) -> Iterator[Guess]:
    """Lengths that lead from record to record up to the end of the sample."""
    for name in (*CHAINS, *CHAINS_OF_SELF):
        reader = framer(parse_framing(name))
        try:
            frames = reader.frame(sample, len(sample), final=whole)
        except FramingError:
            continue
        count = len(frames.starts)
        if not count:
            continue
        longest = int(frames.lengths.max())
        believed = name in STRICT or longest <= LONGEST
        least = 2 if name in STRICT and whole else 8 if whole else 50
        if not believed or (count < least and not (whole and name in STRICT)):
            continue
        sure = min(0.99, 1 - 0.5 ** (count / 2)) if name in STRICT else 0.9
        if name not in STRICT and not frames.lengths.any():
            continue
        end = "to the end" if whole else "through the sample"
        yield Guess(
            framing=name, sure=sure, reason=f"{count:,} lengths in a chain {end}, up to {longest:,}"
        )


def _lines(sample: Bytes) -> Iterator[Guess]:
    data = sample.tobytes()
    if not data:
        return
    host = (sample >= 0x40).mean() > 0.9 and data.count(b"\x40") > data.count(b" ")
    for name, end in ENDS:
        count = data.count(end)
        if name == "lines":
            count -= data.count(b"\r\n")
        ebcdic = name in ("lines:nel", "lines:ebcdic-lf")
        if count < 2 or ebcdic != host:
            continue
        lines = data.split(end)[: count + 1]
        lengths = np.array([len(one) for one in lines[:-1]] or [0])
        controls = (sample < (0x40 if host else 0x20)).mean() - count * len(end) / len(data)
        if lengths.max() > 65_536 or controls > 0.02:
            continue
        same = float((lengths == np.median(lengths)).mean())
        sure = 0.6 + 0.35 * same if controls <= 0 else 0.5
        yield from () if host else _delimited(lines[:200], end)
        yield Guess(
            framing=name,
            sure=round(sure, 2),
            reason=f"{count:,} line ends X'{end.hex().upper()}', {same:.0%} of the lines are of "
            f"{int(np.median(lengths)):,} bytes",
        )


def _delimited(lines: list[bytes], end: bytes) -> Iterator[Guess]:
    for name, sign in (("csv", b","), ("csv:tab", b"\t")):
        counts = [one.count(sign) for one in lines[:-1] if b'"' not in one] or [
            one.count(sign) for one in lines[:-1]
        ]
        if not counts or min(counts) < 1:
            continue
        usual = max(set(counts), key=counts.count)
        share = counts.count(usual) / len(counts)
        if share > 0.8:
            yield Guess(
                framing=name,
                sure=round(0.5 + 0.48 * share, 2),
                reason=f"{usual + 1} columns in {share:.0%} of the first lines, line ends "
                f"X'{end.hex().upper()}'",
            )


def _kinds(sample: Bytes) -> list[Bytes]:
    """Which bytes are of which kind, as layouts have them at the same places of every record."""
    digits = ((sample >= 0x30) & (sample <= 0x39)) | (sample >= 0xF0) & (sample <= 0xF9)
    blanks = (sample == 0x20) | (sample == 0x40)
    zeros = sample == 0
    packed = ((sample & 0x0F) >= 0x0C) & ~blanks & ~digits
    rest = ~(digits | blanks | zeros | packed)
    return [digits, blanks, zeros, packed, rest & (sample < 0x80), rest & (sample >= 0x80)]


def _fixed(sample: Bytes, size: int | None) -> Iterator[Guess]:
    """The least distance at which bytes are most often of the same kind."""
    part = sample[:PERIODS]
    count = len(part)
    if count < 64:
        return
    length = 1 << (2 * count - 1).bit_length()
    together = np.zeros(length)
    base = 0.0
    for kind in _kinds(part):
        share = kind.mean()
        base += float(share * share)
        spectrum = np.fft.rfft(kind.astype(np.float64), length)
        together += np.fft.irfft(spectrum * np.conj(spectrum), length)
    most = min(count // 4, 32_760)
    distances = np.arange(8, most + 1)
    scores = (together[8 : most + 1] / (count - distances) - base) / max(1 - base, 1e-9)
    highest = float(scores.max(initial=0.0))
    if highest < 0.1:
        return
    distance = int(distances[np.flatnonzero(scores >= 0.93 * highest)[0]])
    near = range(distance, min(distance + 3, most + 1))
    distance = max(near, key=lambda one: float(scores[one - 8]))
    divides = size is not None and size % distance == 0
    sure = min(0.97, 0.35 + 0.6 * highest) if divides else 0.5 * highest
    words = "divides" if divides else "does not divide"
    reason = f"bytes alike at this distance ({highest:.2f}); it {words} the size"
    if size is None:
        reason = f"bytes alike at this distance ({highest:.2f}); the size is not known"
    yield Guess(framing=f"fixed:{distance}", sure=round(sure, 2), reason=reason)
