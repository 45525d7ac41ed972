"""Batches made by hand, and what every view of a batch must be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lgmigrate.columns.batch import NULL, Columns

__all__ = ["assert_views", "columns_of"]


def columns_of(rows: Sequence[Sequence[str | None]], columns: int) -> Columns:
    """A batch of these rows."""
    raw = [[None if cell is None else cell.encode() for cell in row] for row in rows]
    batch = Columns.allocate(columns, max(len(rows), 1), 4096)
    batch.rows = len(rows)
    batch.reserve(sum(len(cell or b"") + 16 for row in raw for cell in row))
    for number, row in enumerate(raw):
        for column, cell in enumerate(row):
            if cell is None:
                batch.views[column, number] = (0, 1)
                continue
            head = len(cell) | int.from_bytes(cell[:4], "little") << 32
            rest = int.from_bytes(cell[4:12], "little")
            if len(cell) > 12:
                rest = batch.used << 32
                batch.heap[batch.used : batch.used + len(cell)] = np.frombuffer(cell, np.uint8)
                batch.used += len(cell)
            batch.views[column, number] = (head, rest)
    return batch


def assert_views(batch: Columns, columns: Sequence[int]) -> None:
    """Null and empty are what they must be, and no stray bytes stand behind a short value."""
    for column in columns:
        for head, rest in batch.views[column, : batch.rows].tolist():
            size = head & 0xFFFFFFFF
            value = (head >> 32).to_bytes(4, "little") + rest.to_bytes(8, "little")
            assert size > 12 or not any(value[size:]) or (head, rest) == NULL
