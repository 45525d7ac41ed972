"""Records of one length without anything between them (F, FB)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lgmigrate.framing.frames import Frames, Odd, Position
from lgmigrate.framing.spec import EOF, FramingSpec
from lgmigrate.framing.spread import gather

__all__ = ["FixedFramer", "FixedUnframer"]


class FixedFramer:
    """``Framer`` for form fixed. What is left of a file whose size is no multiple of the length is
    its last record, which is short.
    """

    def __init__(self, spec: FramingSpec) -> None:
        self._length = spec.length
        self._eof = spec.eof

    def frame(self, buffer: NDArray[np.uint8], size: int, *, final: bool) -> Frames:
        """See ``Framer.frame``."""
        count = size // self._length
        consumed = count * self._length
        lengths = np.full(count, self._length, np.int64)
        odd = []
        if final:
            rest = buffer[consumed:size].tobytes()
            if rest and not (self._eof and rest == EOF * len(rest)):
                lengths = np.append(lengths, np.int64(len(rest)))
                rest = b""
            if rest != self._eof:
                odd.append(Odd(len(lengths), rest, b""))
            consumed = size
        starts = np.arange(len(lengths), dtype=np.int64) * self._length
        return Frames(starts=starts, lengths=lengths, consumed=consumed, odd=odd)


class FixedUnframer:
    """``Unframer`` for form fixed."""

    def __init__(self, spec: FramingSpec) -> None:
        self._length = spec.length
        self._eof = spec.eof
        self._short = False
        self._position = Position()

    def unframe(
        self,
        content: NDArray[np.uint8],
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
        odd: Sequence[Odd] = (),
    ) -> NDArray[np.uint8]:
        """See ``Unframer.unframe``; F001 for another length, if not of a short last one."""
        count = len(lengths)
        wrong = np.flatnonzero(lengths != self._length)
        if self._short and count:
            message = "Expected no record behind a short one, got another"
            self._position.refuse("F001", message, index=0)
        self._short = wrong.tolist() == [count - 1] and lengths[-1] < self._length
        if wrong.size and not self._short:
            index = int(wrong[0])
            message = f"Expected {self._length} bytes, got {lengths[index]}"
            self._position.refuse("F001", message, index=index)
        for index, prefix, suffix in odd:
            if index != count or suffix:
                message = "Expected no odd framing in records of fixed length, got some"
                self._position.refuse("F001", message, index=index)
            self._eof = prefix
        self._position.advance(count, count * self._length)
        return gather(content, starts, lengths)

    def finish(self) -> bytes:
        """X'1A' where it is declared or was there."""
        return self._eof
