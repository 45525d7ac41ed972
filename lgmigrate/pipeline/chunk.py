"""Encoded records on their way back, and the bytes that were kept for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Chunk", "Kept"]


@dataclass(slots=True)
class Chunk:
    """Records at ``starts`` with ``lengths`` in ``content``; ``numbers`` ascend."""

    numbers: NDArray[np.int64]
    content: NDArray[np.uint8]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]


@dataclass(slots=True)
class Kept:
    """Kept bytes in order of their records: number, field ("" the whole record), bytes."""

    rows: Iterator[tuple[int, str, bytes]]
    ahead: tuple[int, str, bytes] | None = None

    def until(self, last: int) -> Iterator[tuple[int, str, bytes]]:
        """Those of the records up to number ``last`` that were not taken yet."""
        while True:
            row = self.ahead or next(self.rows, None)
            if row is None:
                return
            if row[0] > last:
                self.ahead = row
                return
            self.ahead = None
            yield row
