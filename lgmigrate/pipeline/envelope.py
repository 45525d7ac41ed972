"""Header and trailer around records that have none: made up from the mapping.

Used where records do not come from a source of this mapping: another system's delivery, or a
made-up register. The records are numbered as they come; the trailer's figures are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import polars as pl

from lgmigrate.columns import kernels
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Events
from lgmigrate.mapping.model import Role
from lgmigrate.pipeline.chunk import Chunk
from lgmigrate.pipeline.plan import Plan, RecordPlan
from lgmigrate.pipeline.restore_block import encode_items

__all__ = ["enveloped", "vendor_batch"]


def vendor_batch(
    plan: RecordPlan, items: pl.DataFrame | None, annex: pl.DataFrame | None, rows: int
) -> Columns:
    """A batch ready for ``encode_items``: columns of ``items`` and ``annex`` by their names (of
    items and of fields), null for all others.
    """
    backward = plan.backward
    batch = Columns.allocate(backward.program.columns, max(rows, 1), 0)
    backward.program.prepare(batch)
    batch.rows = rows
    batch.views[:, :rows] = (0, 1)
    if items is not None and plan.record.file is not None:
        index = plan.record.file.index
        for series in items.get_columns():
            if series.null_count() < rows:
                batch.put(index[series.name], series)
    if annex is not None:
        places = dict(zip(plan.record.annex, backward.annex, strict=True))
        for series in annex.get_columns():
            if series.null_count() < rows:
                batch.put(places[series.name], series)
    return batch


def enveloped(
    plan: Plan,
    records: Iterable[tuple[RecordPlan, Chunk]],
    values: Mapping[str, str],
) -> Iterator[tuple[RecordPlan, Chunk]]:
    """The records as they come, numbered, between a header that holds ``values`` and a trailer
    that holds the figures its mapping declares.
    """
    number = 0
    counts: dict[str, int] = {}
    sums: dict[tuple[str, str], int] = {}
    for record, chunk in _special(plan, "header", values):
        number += 1
        yield record, _numbered(chunk, number)
    for record, chunk in records:
        code, rows = record.record.label, len(chunk.numbers)
        counts[code] = counts.get(code, 0) + rows
        _add_sums(plan, record, chunk, sums)
        yield record, _numbered(chunk, number + 1)
        number += rows
    figures: dict[str, str] = {}
    for record in plan.records:
        for total in record.record.totals:
            if total.of:
                figure = sum(sums.get((code, total.of), 0) for code in total.types)
                figure %= 10 ** record.record.layout.field(total.field).digits
            else:
                figure = sum(counts.get(code, 0) for code in total.types)
            figures[total.field] = str(figure)
    for record, chunk in _special(plan, "trailer", figures):
        yield record, _numbered(chunk, number + 1)


def _numbered(chunk: Chunk, first: int) -> Chunk:
    numbers = np.arange(first, first + len(chunk.numbers), dtype=np.int64)
    return Chunk(numbers, chunk.content, chunk.starts, chunk.lengths)


def _special(
    plan: Plan, role: Role, values: Mapping[str, str]
) -> Iterator[tuple[RecordPlan, Chunk]]:
    """A header or trailer with these values; a column header has its columns' names."""
    for record in plan.records:
        if record.record.role != role:
            continue
        names = record.record.annex
        titles = role == "header" and record.record.layout.delimited
        row = {name: name if titles else values.get(name) for name in names}
        frame = pl.DataFrame([row], schema=dict.fromkeys(names, pl.String))
        encoded = encode_items(record, vendor_batch(record, None, frame, 1), Events())
        chunk = Chunk(np.ones(1, np.int64), encoded.buffer, encoded.starts, encoded.sizes)
        yield record, chunk


def _add_sums(
    plan: Plan, record: RecordPlan, chunk: Chunk, sums: dict[tuple[str, str], int]
) -> None:
    """Read the fields that a trailer sums up back from the encoded records."""
    code, layout = record.record.label, record.record.layout
    wanted = {
        total.of
        for one in plan.records
        for total in one.record.totals
        if total.of and code in total.types
    }
    if not wanted or not len(chunk.numbers):
        return
    forward = record.forward
    size = int(chunk.lengths.sum())
    content = np.concatenate([chunk.content, np.zeros(size + 2 * SLACK, np.uint8)])
    rows = len(chunk.numbers)
    split = None
    if layout.delimited:
        split = forward.codec.split(content, chunk.starts, chunk.lengths, len(chunk.content))
    batch = Columns.allocate(len(layout.fields), rows, forward.codec.text_bound(size, rows))
    events = Events()
    events.start(batch)
    forward.codec.decode(content, chunk.starts, batch, events, split)
    batch.reserve(SLACK)
    for name in wanted:
        column = layout.names().index(name)
        modulus = np.uint64(10**18)
        total, _ = kernels.sum_digits(
            batch.views, batch.heap, batch.rows, column, modulus, batch.used
        )
        sums[(code, name)] = sums.get((code, name), 0) + int(total)
