"""A batch of columns: string views on one heap, ready for kernels and for polars.

Every value is text in UTF-8, held as an Arrow string view of 16 bytes, two uint64:

* up to 12 bytes: ``length | bytes 0-3 << 32`` and ``bytes 4-11``, padded with zeros;
* longer: ``length | bytes 0-3 << 32`` and ``offset << 32``, the bytes being in the heap there.

Null is ``(0, 1)``, so that null and empty ``(0, 0)`` differ without a second array. The heap
begins with the constants of whoever fills it; it carries ``SLACK`` bytes behind its use so that
kernels may load and store a vector past the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.columns.arrow import export_views, import_views
from lgmigrate.columns.kernels import mark_present

__all__ = ["NULL", "SLACK", "Columns"]

NULL = (0, 1)
SLACK = 64
LONGEST_INLINE = 12
MAX_HEAP = 2**31 - 1  # the offset in a string view is a signed 32-bit number


@dataclass(slots=True)
class Columns:
    """``views`` is uint64[columns, capacity, 2], of which ``rows`` rows are in use; ``heap`` is
    uint8[...], of which ``used`` bytes are in use. Owned by one worker and filled again for each
    batch: whoever keeps values longer takes a copy (``series``, ``frame``).
    """

    views: NDArray[np.uint64]
    heap: NDArray[np.uint8]
    rows: int = 0
    used: int = 0

    @classmethod
    def allocate(cls, columns: int, capacity: int, heap: int) -> Columns:
        """Room for ``capacity`` rows and ``heap`` bytes of text."""
        views = np.zeros((columns, capacity, 2), np.uint64)
        return cls(views, np.zeros(heap + SLACK, np.uint8))

    @classmethod
    def from_frame(cls, frame: pl.DataFrame) -> Columns:
        """The String columns of a frame, in order, copied."""
        batch = cls.allocate(frame.width, max(frame.height, 1), 0)
        batch.rows = frame.height
        for number, series in enumerate(frame.get_columns()):
            batch.put(number, series)
        return batch

    def put(self, column: int, series: pl.Series) -> None:
        """Fill a column from a String Series of ``rows`` values, copied behind ``used``."""
        views, heap = import_views(series)
        self.reserve(len(heap))
        end = self.used + len(heap)
        self.heap[self.used : end] = heap
        long = (views[:, 0] & np.uint64(0xFFFFFFFF)) > LONGEST_INLINE
        views[long, 1] += np.uint64(self.used << 32)
        self.views[column, : self.rows] = views
        self.used = end

    def reserve(self, size: int) -> None:
        """Make room for ``size`` more bytes of text behind ``used``."""
        need = self.used + size + SLACK
        if need > MAX_HEAP:
            msg = f"Expected a batch of at most {MAX_HEAP} bytes of text, got {need}"
            raise MemoryError(msg)
        if need > len(self.heap):
            grown = np.zeros(max(need, len(self.heap) * 3 // 2), np.uint8)
            grown[: self.used] = self.heap[: self.used]
            self.heap = grown

    def nulls(self, column: int) -> NDArray[np.bool_]:
        """Which rows of a column are null."""
        views = self.views[column, : self.rows]
        null: NDArray[np.bool_] = (views[:, 0] == 0) & (views[:, 1] == 1)
        return null

    def value(self, column: int, row: int) -> str | None:
        """The value of one row of a column."""
        head, rest = (int(part) for part in self.views[column, row])
        if (head, rest) == NULL:
            return None
        size = head & 0xFFFFFFFF
        if size <= LONGEST_INLINE:
            return bytes(self.views[column, row].tobytes()[4 : 4 + size]).decode()
        start = rest >> 32
        return bytes(self.heap[start : start + size]).decode()

    def row(self, row: int, columns: Sequence[int] | NDArray[np.int64]) -> list[str | None]:
        """The values of one row, of these columns."""
        views = self.views[columns, row]
        raw = views.tobytes()
        found: list[str | None] = []
        for number, (head, rest) in enumerate(views.tolist()):
            if (head, rest) == NULL:
                found.append(None)
                continue
            size = head & 0xFFFFFFFF
            if size <= LONGEST_INLINE:
                start = 16 * number + 4
                found.append(raw[start : start + size].decode())
            else:
                start = rest >> 32
                found.append(self.heap[start : start + size].tobytes().decode())
        return found

    def series(self, column: int, name: str = "") -> pl.Series:
        """One column as a polars Series of String, copied."""
        return self.frame([name], [column]).to_series()

    def frame(self, names: Sequence[str], columns: Sequence[int] | None = None) -> pl.DataFrame:
        """Columns as a polars DataFrame of String, copied; ``columns`` picks them by number."""
        heap = self.heap[: self.used + SLACK].copy()
        chosen = range(len(names)) if columns is None else columns
        present = np.zeros(self.views.shape[0], np.int64)
        mark_present(self.views, self.rows, present)
        empty = pl.Series([None], dtype=pl.String).new_from_index(0, self.rows)
        columns_of = (
            export_views(self.views[number, : self.rows].copy(), heap) if present[number] else empty
            for number in chosen
        )
        return pl.DataFrame([one.alias(name) for name, one in zip(names, columns_of, strict=True)])
