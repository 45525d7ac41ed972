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
    """``Framer`` for form fixed: a file whose size is no multiple of the length is refused."""

    def __init__(self, spec: FramingSpec) -> None:
        self._length = spec.length
        self._eof = spec.eof
        self._position = Position()

    def frame(self, buffer: NDArray[np.uint8], size: int, *, final: bool) -> Frames:
        """See ``Framer.frame``; F001 where the last record is short."""
        count = size // self._length
        consumed = count * self._length
        odd = []
        if final:
            rest = buffer[consumed:size].tobytes()
            if rest and not (self._eof and rest == EOF * len(rest)):
                message = f"Expected {self._length} bytes, got {len(rest)}"
                self._position.refuse("F001", message, index=count, at=consumed)
            if rest != self._eof:
                odd.append(Odd(count, rest, b""))
            consumed = size
        self._position.advance(count, consumed)
        return Frames(
            starts=np.arange(count, dtype=np.int64) * self._length,
            lengths=np.full(count, self._length, np.int64),
            consumed=consumed,
            odd=odd,
        )


class FixedUnframer:
    """``Unframer`` for form fixed."""

    def __init__(self, spec: FramingSpec) -> None:
        self._length = spec.length
        self._eof = spec.eof
        self._position = Position()

    def unframe(
        self,
        content: NDArray[np.uint8],
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
        odd: Sequence[Odd] = (),
    ) -> NDArray[np.uint8]:
        """See ``Unframer.unframe``; F001 for a record of another length."""
        count = len(lengths)
        wrong = np.flatnonzero(lengths != self._length)
        if wrong.size:
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
