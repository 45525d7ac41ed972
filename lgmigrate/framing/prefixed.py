"""Records behind a plain length: 2 or 4 bytes, in either byte order, counting themselves or not.

Source: files of PC compilers and transfer programs; GnuCOBOL writes variable sequential files so,
by COB_VARSEQ_FORMAT 0 (2 bytes and 2 zeros), 1 (4 bytes, big-endian), 2 (4 bytes, of the machine)
and 3 (2 bytes, big-endian). Nothing but the next length tells a wrong one, so that a record is
refused that is longer than ``MOST``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lgmigrate.framing.frames import Frames, Odd, Position
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.framing.spread import spread

__all__ = ["MOST", "PrefixedFramer", "PrefixedUnframer"]

MOST = 1 << 24
"""The most bytes of a record: a length that is wrong must not read the rest of a file at once."""


class PrefixedFramer:
    """``Framer`` for form prefixed; an impossible length is F002, half a one at the end F001."""

    def __init__(self, spec: FramingSpec) -> None:
        self._spec = spec
        self._width = spec.prefix + spec.zeros
        self._position = Position()

    def frame(self, buffer: NDArray[np.uint8], size: int, *, final: bool) -> Frames:
        """See ``Framer.frame``."""
        spec, width = self._spec, self._width
        data = buffer[:size].tobytes()
        starts: list[int] = []
        lengths: list[int] = []
        place = 0
        while place + width <= size:
            length = int.from_bytes(data[place : place + spec.prefix], spec.order)
            length -= width if spec.inclusive else 0
            if not 0 <= length <= MOST:
                wanted = f"Expected a length of 0 to {MOST} bytes, got {length}"
                self._position.refuse("F002", wanted, index=len(starts), at=place)
            if any(data[place + spec.prefix : place + width]):
                got = data[place : place + width].hex().upper()
                wanted = f"Expected {spec.zeros} zeros behind the length, got X'{got}'"
                self._position.refuse("F002", wanted, index=len(starts), at=place)
            if place + width + length > size:
                break
            starts.append(place + width)
            lengths.append(length)
            place += width + length
        if final and place < size:
            code, rest = "F002", size - place
            wanted = f"Expected a whole record behind its length, got {rest} bytes"
            if rest < width:
                code, wanted = "F001", f"Expected a length of {width} bytes, got {rest}"
            self._position.refuse(code, wanted, index=len(starts), at=place)
        self._position.advance(len(starts), place)
        return Frames(
            starts=np.array(starts, np.int64),
            lengths=np.array(lengths, np.int64),
            consumed=place,
            odd=[],
        )


class PrefixedUnframer:
    """``Unframer`` for form prefixed."""

    def __init__(self, spec: FramingSpec) -> None:
        self._spec = spec
        self._width = spec.prefix + spec.zeros
        self._position = Position()

    def unframe(
        self,
        content: NDArray[np.uint8],
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
        odd: Sequence[Odd] = (),
    ) -> NDArray[np.uint8]:
        """See ``Unframer.unframe``; F002 for a record that its length cannot hold."""
        spec, width = self._spec, self._width
        if odd:
            wanted = "Expected no odd framing with plain lengths, got some"
            self._position.refuse("F002", wanted, index=odd[0].record)
        stated = lengths + (width if spec.inclusive else 0)
        most = min((1 << 8 * spec.prefix) - 1, MOST + (width if spec.inclusive else 0))
        long = np.flatnonzero(stated > most)
        if long.size:
            wanted = f"Expected at most {most} bytes, got {stated[long[0]]}"
            self._position.refuse("F002", wanted, index=int(long[0]))
        count = len(lengths)
        room = np.full(count, width, np.int64)
        out, places = spread(content, starts, lengths, room, np.zeros(count, np.int64))
        heads = places - width
        for number in range(spec.prefix):
            last = number if spec.order == "little" else spec.prefix - 1 - number
            out[heads + last] = (stated >> (8 * number)) & 0xFF
        for number in range(spec.zeros):
            out[heads + spec.prefix + number] = 0
        self._position.advance(count, len(out))
        return out

    def finish(self) -> bytes:
        """Nothing is held back."""
        return b""
