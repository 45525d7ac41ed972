"""The elements of tables (OCCURS) that become records of files of their own.

An element has its place in the record around it; one that holds nothing is no record. What such
an element's bytes are where nothing else is known, is the same on both ways: ``empty_element``.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.columns.batch import NULL, Columns
from lgmigrate.columns.codec import Events
from lgmigrate.pipeline.plan import RecordPlan
from lgmigrate.record.layout import Table

__all__ = ["count_elements", "element_name", "element_places", "empty_element", "holds_something"]


@lru_cache(maxsize=1024)
def empty_element(plan: RecordPlan) -> bytes:
    """The bytes of an element whose fields have no value."""
    codec = plan.forward.codec
    batch = Columns.allocate(len(codec.layout.fields), 1, 0)
    batch.rows = 1
    batch.views[:, 0] = NULL
    events = Events()
    events.start(batch)
    return codec.encode(batch, events).buffer[: codec.layout.length].tobytes()


def element_name(table: Table, number: int) -> str:
    """The name that an element's bytes are kept by."""
    return f"{table.name}_{number}"


def element_places(plan: RecordPlan) -> dict[str, tuple[int, int]]:
    """Offset and size of every field and element of a record by the names that bytes are kept by:
    ``NAME``, in a table ``NAME_1``, and ``TABLE_1`` for a whole element.
    """
    places = {one.name: (one.offset, one.length) for one in plan.layout.fields}
    for table in plan.layout.tables:
        if not table.within:
            for number in range(table.most):
                at = table.offset + number * table.size
                places[element_name(table, number + 1)] = (at, table.size)
    return places


def count_elements(plan: RecordPlan, around: Columns, names: tuple[str, ...]) -> NDArray[np.int64]:
    """How many elements each record has by the field that counts them, int64[n]: -1 where there
    is none, where it does not decode, or says more than there can be.
    """
    table, field = plan.record.table, plan.record.count
    counts = np.full(around.rows, -1, np.int64)
    if table is None or not field:
        return counts
    values = around.series(names.index(field)).cast(pl.Int64, strict=False).fill_null(-1)
    counts[:] = values.to_numpy()
    counts[counts > table.most] = -1
    return counts


def holds_something(plan: RecordPlan, batch: Columns) -> NDArray[np.bool_]:
    """Which elements have a value that is neither null, empty nor zero."""
    found = np.zeros(batch.rows, np.bool_)
    for number, field in enumerate(plan.record.layout.fields):
        if field.usage == "filler":
            continue
        values = batch.series(number).fill_null("")
        if field.numeric or field.usage == "date":
            values = values.str.strip_chars("0.+-")
        found |= (values != "").to_numpy()
    return found
