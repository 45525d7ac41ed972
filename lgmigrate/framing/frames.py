"""What framing gives and takes: places of records in a buffer, and what is odd around them.

Records are never copied. A batch of records is two arrays over the caller's buffer. The bytes
around a record (a line end, an RDW) follow from the ``FramingSpec``; where they do not, they stand
in ``odd``, so that ``unframe`` gives the file back byte for byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, NoReturn, Protocol

import numpy as np
from numpy.typing import NDArray

from lgmigrate.errors import FramingError

__all__ = ["Framer", "Frames", "Odd", "Position", "Unframer"]


class Odd(NamedTuple):
    """Framing bytes that are not what ``unframe`` writes by itself.

    ``prefix`` and ``suffix`` are all bytes before and behind the content of record ``record`` of
    its batch, counted from 0. The number behind the last record stands for the end of the file:
    ``prefix`` is then all that is there (X'1A', or nothing where X'1A' is declared), ``suffix``
    is empty.
    """

    record: int
    prefix: bytes
    suffix: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """Complete records in a buffer.

    ``starts`` and ``lengths`` are int64[n]: the content of each record, without prefixes and line
    ends. ``consumed`` bytes of the buffer are done with. ``odd`` is in order of its records.
    """

    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    consumed: int
    odd: list[Odd]


class Framer(Protocol):
    """Bytes -> records, for one source from its first byte to its last."""

    def frame(self, buffer: NDArray[np.uint8], size: int, *, final: bool) -> Frames:
        """The complete records in ``buffer[:size]``.

        The caller puts the bytes that were not consumed at the front of its next buffer, and more
        behind them; where nothing was consumed, the next buffer has to be larger. The last call,
        even if it brings no bytes, is ``final``. Any chunking gives the same records.

        Raises:
            FramingError: the bytes are not framed as declared; the framer is of no use behind it.
        """
        ...


class Unframer(Protocol):
    """Records -> bytes, for one file from its first record to its last."""

    def unframe(
        self,
        content: NDArray[np.uint8],
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
        odd: Sequence[Odd] = (),
    ) -> NDArray[np.uint8]:
        """The framed bytes of a batch of records, which may be a view of ``content``.

        Record i is ``content[starts[i]:starts[i] + lengths[i]]``; records side by side are the
        fast case. ``odd`` is that of the batch's frames.

        Raises:
            FramingError: a record that cannot stand in this framing, or ``odd`` of other records.
        """
        ...

    def finish(self) -> bytes:
        """What is still to be written when there are no more records."""
        ...


@dataclass(slots=True)
class Position:
    """How far a source is framed: ``records`` before the buffer, and ``offset`` of its front."""

    records: int = 0
    offset: int = 0

    def advance(self, records: int, size: int) -> None:
        """Leave ``records`` records of ``size`` bytes behind."""
        self.records += records
        self.offset += size

    def refuse(self, code: str, message: str, *, index: int, at: int | None = None) -> NoReturn:
        """Refuse the source for record ``index`` of the buffer, at byte ``at`` of it if given.

        In the text records count from 1, and the offset is that of the file, from 0.

        Raises:
            FramingError: always.
        """
        place = f"record {self.records + index + 1}"
        if at is not None:
            place += f", offset {self.offset + at}"
        msg = f"{code} {message} - at {place}"
        raise FramingError(msg)
