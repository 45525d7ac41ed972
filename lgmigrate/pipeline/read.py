"""Records and exchange files as polars DataFrames, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from lgmigrate.columns.batch import Columns
from lgmigrate.columns.codec import Events, Rows
from lgmigrate.errors import UsageError
from lgmigrate.exchange.format import ReadFault
from lgmigrate.mapping.model import Mapping
from lgmigrate.mapping.registry import load as load_mapping
from lgmigrate.pipeline.plan import RecordPlan, make_plans
from lgmigrate.pipeline.sources import Block, Source, kind_of
from lgmigrate.pipeline.standard_files import ExchangeBlock, ExchangeFile, read_block
from lgmigrate.record.layout import MAX_DIGITS, Field
from lgmigrate.standard import load_pack
from lgmigrate.standard.pack import Pack

__all__ = ["FRAME_BLOCK", "frame_of", "open_standard", "read_records", "read_standard", "typed"]

FRAME_BLOCK = 3 << 20  # a frame costs some microseconds a column, so it holds more records


def read_records(
    source: str | Path, mapping: str | Path | Mapping, *, record: str | None = None
) -> Iterator[pl.DataFrame]:
    """The records of one type of a source, decoded, a DataFrame a batch.

    Columns are the layout's fields, FILLER left out: numbers as Int64 or Decimal, text and dates
    (``YYYY-MM-DD``, or words where the day is not known) as String; identifiers keep their zeros
    and are String. A value that does not decode is null. Column ``record`` is the record's
    number. ``record`` names the record type; by default it is the first one with data.

    Raises:
        UsageError: the mapping has no such record type.
        FramingError: the source cannot be read as declared.
    """
    chosen = mapping if isinstance(mapping, Mapping) else load_mapping(str(mapping))
    plan = kind_of(make_plans(chosen), Path(source))
    found = [
        (number, one)
        for number, one in enumerate(plan.records)
        if one.name == record or (record is None and one.record.role == "data")
    ]
    if not found:
        names = ", ".join(one.name for one in plan.records)
        msg = f"Expected a record type of {names}, got {record}"
        raise UsageError(msg)
    number, chosen_record = found[0]
    for block in Source(Path(source), plan.mapping.framing).blocks():
        kinds = plan.classify(block.buffer, block.starts, block.lengths)
        rows = np.flatnonzero(kinds == number)
        if len(rows):
            yield _decoded(chosen_record, block, rows)


def _decoded(
    plan: RecordPlan, block: Block, chosen: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> pl.DataFrame:
    layout, codec = plan.record.layout, plan.forward.codec
    rows: Rows | None = None
    if layout.delimited:
        rows = codec.split(block.buffer, block.starts[chosen], block.lengths[chosen], block.size)
        right = ~rows.wrong
        chosen = chosen[right]
        spans = np.ascontiguousarray(rows.spans[:, right])
        rows = Rows(spans, rows.odd[right], rows.wrong[right], rows.tail)
    else:
        chosen = chosen[block.lengths[chosen] == layout.length]
    starts = block.starts[chosen]
    size = int(block.lengths[chosen].sum())
    batch = Columns.allocate(
        len(layout.fields), max(len(starts), 1), codec.text_bound(size, len(starts))
    )
    events = Events()
    events.start(batch)
    codec.decode(block.buffer, starts, batch, events, rows)
    fields = [(n, one) for n, one in enumerate(layout.fields) if one.usage != "filler"]
    frame = batch.frame([one.name for _, one in fields], [n for n, _ in fields])
    numbers = pl.Series("record", chosen + block.number, pl.Int64)
    return frame.select(numbers, *(typed(one) for _, one in fields))


def typed(field: Field) -> pl.Expr:
    """A field's column in the type that fits its usage."""
    column = pl.col(field.name)
    if not field.numeric or field.value == "digits":
        return column
    if field.usage == "float":
        return column.cast(pl.Float64, strict=False)
    if field.scale > 0:
        return column.cast(pl.Decimal(38, field.scale), strict=False)
    if field.capacity > MAX_DIGITS and not field.signed:
        return column.cast(pl.UInt64, strict=False)
    return column.cast(pl.Int64, strict=False)


def open_standard(path: Path, pack: Pack | None = None) -> ExchangeFile:
    """An exchange file by its path; its name without suffixes is that of a file of the pack.

    Raises:
        UsageError: no pack was given and none can be told, or the pack has no such file.
    """
    stem = path.name.split(".", 1)[0]
    packs = [pack] if pack is not None else _packs_with(stem)
    for one in packs:
        for file in one.files:
            if file.name == stem:
                return ExchangeFile(path, one, file, block=FRAME_BLOCK)
    msg = f"Expected a file of a pack, got {path.name}"
    raise UsageError(msg)


def _packs_with(stem: str) -> list[Pack]:
    from lgmigrate.standard import pack_names  # noqa: PLC0415  only where no pack is given

    packs = [load_pack(name) for name in pack_names()]
    return [one for one in packs if any(file.name == stem for file in one.files)]


def read_standard(
    path: str | Path, pack: str | Path | Pack | None = None
) -> Iterator[pl.DataFrame]:
    """An exchange file (XML or CSV), a DataFrame a batch: String columns by the items' Japanese
    names, null where an item has no value.

    Raises:
        FramingError: the file is not well-formed, or not of the pack.
        UsageError: the pack cannot be told from the file's name.
    """
    chosen = load_pack(pack) if isinstance(pack, str | Path) else pack
    file = open_standard(Path(path), chosen)
    names = [item.name for item in file.file.items]
    batch = Columns.allocate(len(names), 1, 0)
    for block in file.blocks():
        yield frame_of(file, block, batch, names)[0]


def frame_of(
    file: ExchangeFile, block: ExchangeBlock, batch: Columns, names: list[str]
) -> tuple[pl.DataFrame, tuple[ReadFault, ...]]:
    """One block as a DataFrame, and the faults of its structure."""
    batch.used = 0
    faults = read_block(file, block, batch).faults
    return batch.frame(names), faults
