"""Records that are text: lines, and rows of delimited text whose quotes may hold line ends.

A row ends at the first line end with an even number of quotes before it: inside quotes the number
is odd, and a quote that stands for itself is written twice. So one pass finds the quotes, one the
line ends, and no field is looked at. A quote in the middle of an unquoted field (RFC 4180, 2.5
forbids it) joins rows that do not belong together; their number of columns tells.

The end of a row is LF with the CR before it, if there is one; X'15' and X'25' stand alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from lgmigrate.framing.frames import Frames, Odd, Position
from lgmigrate.framing.spec import BOM, EOF, FramingSpec
from lgmigrate.framing.spread import spread

__all__ = ["LONGEST", "TextFramer", "TextUnframer"]

LONGEST = 1 << 24
"""Bytes of a line at most. A line end that is missing, or a quote that is never closed, would
otherwise gather the rest of the file in memory."""

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]

CR = 13
QUOTE = 34


class TextFramer:
    """``Framer`` for the forms lines and csv; an open quote at the end is F003."""

    def __init__(self, spec: FramingSpec) -> None:
        self._spec = spec
        self._position = Position()

    def frame(self, buffer: Bytes, size: int, *, final: bool) -> Frames:
        """See ``Framer.frame``. Every file of lines frames, unless a line exceeds ``LONGEST``."""
        view = buffer[:size]
        fronts, ends, stops = _cut(view, self._spec)
        long = np.flatnonzero(stops - fronts > LONGEST)
        if long.size:
            self._endless(int(long[0]), int(fronts[long[0]]))
        consumed = int(stops[-1]) + 1 if stops.size else 0
        if size - consumed > LONGEST:
            self._endless(len(stops), consumed)
        odd = [
            Odd(index, b"", view[ends[index] : stops[index] + 1].tobytes())
            for index in np.flatnonzero(stops + 1 - ends != len(self._spec.end)).tolist()
        ]
        tail = self._spec.eof
        if final:
            rest = view[consumed:].tobytes()
            content, suffix, tail = self._last(rest, len(stops), consumed)
            if content or suffix:
                odd.append(Odd(len(stops), b"", suffix))
                fronts = np.append(fronts, consumed)
                ends = np.append(ends, consumed + len(content))
            consumed = size
        starts = self._without_mark(view, fronts, ends, odd)
        if final and tail != self._default_tail(len(starts)):
            odd.append(Odd(len(starts), tail, b""))
        self._position.advance(len(starts), consumed)
        return Frames(starts=starts, lengths=ends - starts, consumed=consumed, odd=odd)

    def _last(self, rest: bytes, index: int, at: int) -> tuple[bytes, bytes, bytes]:
        """What stands behind the last line end: content, half a line end, end of the file."""
        if _quoted(self._spec) and rest.count(b'"') % 2:
            message = "Expected a closing quote before the end of the file, got none"
            self._position.refuse("F003", message, index=index, at=at)
        line = rest.rstrip(EOF)
        if line == BOM and not self._position.records + index and self._spec.end[-1:] == b"\n":
            return b"", b"", rest
        content = line.removesuffix(b"\r") if self._spec.end[-1:] == b"\n" else line
        return content, line[len(content) :], rest[len(line) :]

    def _without_mark(self, view: Bytes, fronts: Numbers, ends: Numbers, odd: list[Odd]) -> Numbers:
        """The starts of contents: the fronts of lines, but behind a byte order mark.

        A mark that is not declared is taken for one only where the first line is UTF-8: in EUC
        the three bytes are a kanji and half of another.
        """
        if self._position.records or not len(fronts) or self._spec.end[-1:] != b"\n":
            return fronts
        line = view[: ends[0]].tobytes()
        found = line.startswith(BOM) and (self._spec.bom or _is_utf8(line))
        if found:
            fronts = fronts.copy()
            fronts[0] = len(BOM)
        if odd and odd[0].record == 0:
            odd[0] = odd[0]._replace(prefix=BOM if found else b"")
        elif found != self._spec.bom:
            odd.insert(0, Odd(0, BOM if found else b"", self._spec.end))
        return fronts

    def _default_tail(self, count: int) -> bytes:
        empty = not self._position.records and not count
        return (BOM if self._spec.bom and empty else b"") + self._spec.eof

    def _endless(self, index: int, at: int) -> NoReturn:
        code = "F003" if _quoted(self._spec) else "F001"
        message = f"Expected a line end within {LONGEST} bytes, got none"
        self._position.refuse(code, message, index=index, at=at)


class TextUnframer:
    """``Unframer`` for the forms lines and csv. What it writes frames to the same records again:
    it looks, and refuses contents with line ends that are not quoted.
    """

    def __init__(self, spec: FramingSpec) -> None:
        self._spec = spec
        self._position = Position()
        self._tail: bytes | None = None
        self._ended = True

    def unframe(
        self, content: Bytes, starts: Numbers, lengths: Numbers, odd: Sequence[Odd] = ()
    ) -> Bytes:
        """See ``Unframer.unframe``; F001 for a line that holds a line end, F003 for such a row."""
        count = len(lengths)
        own = {index: (prefix, suffix) for index, prefix, suffix in odd}
        if count in own:
            self._tail = own.pop(count)[0]
        if any(not 0 <= index < count for index in own):
            message = "Expected odd framing of these records, got others"
            self._position.refuse("F001", message, index=count)
        if self._spec.bom and count and not self._position.records:
            own.setdefault(0, (BOM, self._spec.end))
        before = np.zeros(count, np.int64)
        after = np.full(count, len(self._spec.end), np.int64)
        for index, (prefix, suffix) in own.items():
            before[index], after[index] = len(prefix), len(suffix)
        out, places = spread(content, starts, lengths, before, after)
        ends = places + lengths
        default = np.delete(ends, list(own)) if own else ends
        for number, byte in enumerate(self._spec.end):
            out[default + number] = byte
        for index, (prefix, suffix) in own.items():
            place, end = int(places[index]), int(ends[index])
            out[place - len(prefix) : place] = np.frombuffer(prefix, np.uint8)
            out[end : end + len(suffix)] = np.frombuffer(suffix, np.uint8)
        last = self._spec.end[-1:]
        unended = sorted(index for index, (_, suffix) in own.items() if not suffix.endswith(last))
        if count and (not self._ended or unended not in ([], [count - 1])):
            message = "Expected a line end behind each record but the last, got none"
            self._position.refuse("F001", message, index=unended[0] if self._ended else -1)
        self._ended = self._ended and not unended
        self._look(out, ends[: count - len(unended)])
        self._position.advance(count, len(out))
        return out

    def finish(self) -> bytes:
        """X'1A' where it is declared or was there, and the byte order mark of an empty file."""
        if self._tail is not None:
            return self._tail
        empty = not self._position.records
        return (BOM if self._spec.bom and empty else b"") + self._spec.eof

    def _look(self, out: Bytes, ends: Numbers) -> None:
        """Refuse bytes that would frame to other records than those ending at ``ends``."""
        _, found, _ = _cut(out, self._spec)
        if np.array_equal(found, ends):
            return
        both = min(len(found), len(ends))
        index = int(np.argmax(np.append(found[:both] != ends[:both], True)))
        if _quoted(self._spec):
            message = "Expected line ends inside closed quotes only, got others"
            self._position.refuse("F003", message, index=index)
        message = "Expected a record without a line end, got one inside"
        self._position.refuse("F001", message, index=index)


def _cut(view: Bytes, spec: FramingSpec) -> tuple[Numbers, Numbers, Numbers]:
    """Where the ended lines of ``view`` stand: first bytes, ends of content, last bytes."""
    stops = np.flatnonzero(view == spec.end[-1])
    if stops.size and _quoted(spec):
        quotes = (view[: stops[-1] + 1] == QUOTE).view(np.uint8)
        odd = np.bitwise_xor.reduceat(quotes, _behind(stops))
        stops = stops[np.bitwise_xor.accumulate(odd) == 0]
    fronts = _behind(stops)
    if spec.end[-1:] != b"\n":
        return fronts, stops, stops
    returns = (view[stops - 1] == CR) & (stops > fronts) if stops.size else stops
    return fronts, stops - returns, stops


def _behind(stops: Numbers) -> Numbers:
    """The first bytes of the lines whose last bytes are ``stops``."""
    fronts = np.zeros(len(stops), np.int64)
    fronts[1:] = stops[:-1] + 1
    return fronts


def _quoted(spec: FramingSpec) -> bool:
    return spec.form == "csv" and spec.quote != "none"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
