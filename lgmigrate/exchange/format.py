"""The seam between the pipeline and the exchange files: bytes in, bytes out, no file opened.

A writer asks for ``head``, any number of ``write`` and ``tail``. A reader calls ``open`` with the
first bytes, then ``cut``, ``count`` and ``read`` block by block, and ``close`` with what is left.
Blocks may be read in any order and by several threads, each with a batch of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from lgmigrate.columns.batch import SLACK, Columns

__all__ = ["ReadFault", "ReadResult", "RecordFormat", "fenced", "make_capacity", "room_needed"]


class ReadFault(NamedTuple):
    """A fault of the data's structure. ``row`` counts from the start of the block, ``item`` is
    the item's number or -1, ``offset`` counts bytes from the start of the block.
    """

    row: int
    item: int
    code: str
    offset: int


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What one block held: its number of records, and the faults in the order of the bytes."""

    rows: int
    faults: tuple[ReadFault, ...] = ()


class RecordFormat(Protocol):
    """One file of a pack in one format."""

    @property
    def head(self) -> bytes:
        """What stands before the first record."""

    @property
    def tail(self) -> bytes:
        """What stands behind the last record."""

    def write(
        self,
        batch: Columns,
        columns: NDArray[np.int64],
        keep: NDArray[np.uint8],
        out: NDArray[np.uint8],
    ) -> int:
        """Write the records of a batch.

        Args:
            batch: the values; a null is an item without a value.
            columns: int64[items], the batch's column of each item, -1 for an item that is
                never present; several items may name one column.
            keep: uint8[rows], 0 leaves the record out.
            out: uint8[...], overwritten from its start; nothing is stored past its end.

        Returns:
            The number of bytes written; or, where ``out`` is too small, minus the size to grow
            it to (larger than ``len(out)``) before the call is repeated.
        """

    def open(self, first: bytes) -> int:
        """Check the head of a document that begins with ``first``.

        Returns:
            The offset of the first record.

        Raises:
            ExchangeFault: X001 not well-formed, or the head is not complete in ``first``;
                X003 a document of another kind.
        """

    def cut(self, buffer: NDArray[np.uint8], start: int, size: int, final: bool) -> int:  # noqa: FBT001 - the seam's fourth
        """The end of the last complete record in ``buffer[start:size]``; ``start`` if none is.

        ``start`` must be a record's boundary; ``final`` says that the document ends at ``size``.

        Raises:
            ExchangeFault: the bytes can never become complete (X001, F003); the offset counts from
                the start of the buffer.
        """

    def count(self, buffer: NDArray[np.uint8], start: int, end: int) -> int:
        """The number of records in ``buffer[start:end]``, both being record boundaries."""

    def read(self, batch: Columns, start: int, end: int) -> ReadResult:
        """Read the records of ``batch.heap[start:end]`` into ``batch.views`` and ``batch.rows``.

        Views point into the block, which must stay where it is; values that had to be rewritten
        are appended behind ``batch.used``. ``batch.views`` grows where it has too few rows.

        Raises:
            ExchangeFault: X001, the block is not well-formed (F003: a quote is not closed); the
                offset counts from ``start``.
        """

    def close(self, rest: bytes) -> None:
        """Check what stands behind the last record.

        Raises:
            ExchangeFault: X001, the document does not end as it must.
        """


@contextmanager
def fenced(batch: Columns, start: int, end: int, fence: bytes) -> Iterator[None]:
    """Put ``fence`` and zeros behind the block, so that no kernel runs past its end, and put
    back what stood there. ``batch.used`` is moved behind the fence first, so that a heap that
    grows takes block and fence along.
    """
    if not 0 <= start <= end <= len(batch.heap) - SLACK:
        msg = f"Expected a block in a heap of {len(batch.heap)} bytes, got {start}..{end}"
        raise ValueError(msg)
    batch.used = max(batch.used, end + SLACK)
    behind = batch.heap[end : end + SLACK]
    saved = behind.copy()
    behind[:] = 0
    behind[: len(fence)] = np.frombuffer(fence, np.uint8)
    try:
        yield
    finally:
        batch.heap[end : end + SLACK] = saved


def make_capacity(batch: Columns, items: int, rows: int) -> None:
    """See to it that the batch has a column for each item and room for ``rows`` rows."""
    columns, capacity = batch.views.shape[:2]
    if columns < items or capacity < rows:
        batch.views = Columns.allocate(max(columns, items), max(capacity, rows), 0).views


def room_needed(batch: Columns, columns: NDArray[np.int64], literals: int, room: int) -> int:
    """A size for ``out`` that is enough unless most characters need escaping.

    ``literals``: the bytes of markup in a record that has every item; ``room``: what was not
    enough. The result is at least twice that, so that repeating comes to an end.
    """
    text = 0
    for column in columns[columns >= 0]:
        lengths = batch.views[column, : batch.rows, 0] & np.uint64(0xFFFFFFFF)
        text += int(lengths.sum())
    return max(text + text // 16 + literals * batch.rows + 4 * SLACK, 2 * room)
