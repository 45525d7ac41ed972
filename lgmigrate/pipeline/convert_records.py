"""Records of one type in a block, or elements of one table in them: where they stand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lgmigrate.columns.unfolding import Unfolding
from lgmigrate.pipeline.derive import Above, Outer

__all__ = ["Full", "Records"]


@dataclass(frozen=True, slots=True)
class Full:
    """Records of a variable number of elements in their full form. ``origins`` and ``sizes``
    int64[n]: where they stand in the block as they are; ``whole``: they are so there too.
    """

    unfolding: Unfolding
    buffer: NDArray[np.uint8]
    counts: NDArray[np.int64]
    origins: NDArray[np.int64]
    sizes: NDArray[np.int64]
    whole: bool

    def place(self, record: int, offset: int) -> int:
        """The place in the block of a byte of the full form."""
        gone = 0 if self.whole else self.unfolding.missing(self.counts[:, record], offset)
        return int(self.origins[record]) + offset - gone


@dataclass(frozen=True, slots=True)
class Records:
    """Records, or elements, in a buffer: places and sizes, the numbers of the records in their
    source, from 1, and of elements the records around them. ``owners`` int64[n]: the place of
    each, or of the record around it, in ``full``.
    """

    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    numbers: NDArray[np.int64]
    outer: Outer | None = None
    aboves: tuple[Above, ...] = ()
    full: Full | None = None
    owners: NDArray[np.int64] | None = None

    def chosen(self, keep: NDArray[np.bool_]) -> Records:
        """Some of them."""
        return Records(
            self.starts[keep],
            self.lengths[keep],
            self.numbers[keep],
            self.outer.chosen(keep) if self.outer else None,
            tuple(one.chosen(keep) for one in self.aboves),
            self.full,
            None if self.owners is None else self.owners[keep],
        )

    def plain(self) -> Records:
        """Where they stand in the block as they are."""
        if self.full is None or self.owners is None:
            return self
        origins, sizes = self.full.origins[self.owners], self.full.sizes[self.owners]
        return Records(origins, sizes, self.numbers)
