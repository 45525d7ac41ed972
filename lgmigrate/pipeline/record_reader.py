"""The records of one type, as DataFrames of the columns that are asked for.

A view has codecs of its own for the fields that it decodes: those that a condition looks at, for
all records, and the others, for the records that meet it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage
from lgmigrate.columns.batch import Columns
from lgmigrate.columns.codec import Codec, Events, Rows
from lgmigrate.columns.table import EraRow
from lgmigrate.columns.unfolding import Unfolding
from lgmigrate.errors import UsageError
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.mapping.model import Mapping
from lgmigrate.mapping.registry import load as load_mapping
from lgmigrate.pipeline.decode import definition_of
from lgmigrate.pipeline.kinds import era_rows
from lgmigrate.pipeline.plan import make_plans
from lgmigrate.pipeline.record_types import ERA_ROWS, TypeFile, Types, dialect_of
from lgmigrate.pipeline.sources import Block, kind_of
from lgmigrate.pipeline.table_types import free_name, parquet_column
from lgmigrate.record.layout import RecordLayout

__all__ = ["RecordReader", "RecordView", "mapped_reader", "plain_reader"]

Numbers = NDArray[np.int64]
Classify = Callable[[NDArray[np.uint8], Numbers, Numbers], Numbers]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecordReader:
    """How the records of one type are read. ``classify`` tells the types of records, and ``kind``
    is the number of this one.
    """

    layout: RecordLayout
    page: CodePage
    spec: FramingSpec
    eras: tuple[EraRow, ...]
    classify: Classify
    kind: int
    unfolding: Unfolding | None

    @property
    def number(self) -> str:
        """The name of the column with the records' numbers: ``record``, if no field has it."""
        return free_name("record", set(self.layout.names()))

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """The columns and their types: the number of the record, and all fields but FILLER."""
        fields = [one for one in self.layout.fields if one.usage != "filler"]
        empty = pl.DataFrame(schema={one.name: pl.String() for one in fields})
        typed = empty.select(map(parquet_column, fields)).schema
        return {self.number: pl.Int64(), **typed}

    def view(
        self, columns: Sequence[str] | None = None, predicate: pl.Expr | None = None
    ) -> RecordView:
        """The records that meet a condition, with some of the columns; by default all."""
        wanted = list(self.schema) if columns is None else list(columns)
        asked = [] if predicate is None else predicate.meta.root_names()
        first = _Fields.of(self, asked if predicate is not None else wanted)
        rest = [name for name in wanted if name not in asked]
        second = _Fields.of(self, rest) if predicate is not None else None
        return RecordView(self, wanted, predicate, first, second)


@dataclass(frozen=True, slots=True, eq=False)
class _Fields:
    """Some fields, ready to be decoded. ``numbers``: their places in the whole layout."""

    names: tuple[str, ...]
    numbers: Numbers
    codec: Codec | None
    unfolding: Unfolding | None

    @classmethod
    def of(cls, reader: RecordReader, names: Sequence[str]) -> _Fields:
        """The fields of these names; what is no field is left out."""
        wanted = set(names)
        numbers = [n for n, one in enumerate(reader.layout.fields) if one.name in wanted]
        fields = tuple(reader.layout.fields[n] for n in numbers)
        if not fields:
            return cls((), np.zeros(0, np.int64), None, None)
        layout = replace(reader.layout, fields=fields)
        codec = Codec(layout, reader.page, reader.eras, dialect=dialect_of(reader.spec))
        own, unfolding = np.array(numbers, np.int64), reader.unfolding
        if unfolding is not None:
            slots, indexes = unfolding.slots[own], unfolding.indexes[own]
            unfolding = replace(unfolding, slots=slots, indexes=indexes)
        return cls(layout.names(), own, codec, unfolding)


@dataclass(frozen=True, slots=True, eq=False)
class _Shaped:
    """Records of the shape of their layout. ``spans``: the columns of delimited ones."""

    buffer: NDArray[np.uint8]
    starts: Numbers
    numbers: Numbers
    spans: Rows | None = None
    counts: Numbers | None = None

    def chosen(self, rows: slice | Numbers) -> _Shaped:
        """Some of them."""
        spans = self.spans
        if spans is not None:
            some = np.ascontiguousarray(spans.spans[:, rows])
            spans = Rows(some, spans.odd[rows], spans.wrong[rows], spans.tail)
        counts = None if self.counts is None else np.ascontiguousarray(self.counts[:, rows])
        return _Shaped(self.buffer, self.starts[rows], self.numbers[rows], spans, counts)


@dataclass(frozen=True, slots=True, eq=False)
class RecordView:
    """What a query asks for; several workers may use it at once."""

    reader: RecordReader
    columns: Sequence[str]
    predicate: pl.Expr | None
    first: _Fields
    second: _Fields | None

    def frame(self, block: Block, limit: int | None = None) -> tuple[pl.DataFrame, int]:
        """The records of a block, of which ``limit`` at most are looked at, and how many were."""
        shaped = self._shaped(block)
        if limit is not None:
            shaped = shaped.chosen(slice(limit))
        looked = len(shaped.numbers)
        found = self._decoded(shaped, self.first)
        if self.predicate is not None and self.second is not None:
            met = found.select(self.predicate.alias("")).to_series().fill_null(value=False)
            rows = np.flatnonzero(met.to_numpy())
            if len(rows):
                found = found[rows] if len(rows) < looked else found
                rest = self._decoded(shaped.chosen(rows), self.second)
                found = found.hstack(rest.drop(self.reader.number))
            else:
                found = pl.DataFrame(schema=self.reader.schema)
        return found.select(self.columns), looked

    def _shaped(self, block: Block) -> _Shaped:
        """The records of the type that have the shape of its layout."""
        reader = self.reader
        kinds = reader.classify(block.buffer, block.starts, block.lengths)
        rows = np.flatnonzero(kinds == reader.kind)
        starts, lengths, numbers = block.starts[rows], block.lengths[rows], rows + block.number
        if reader.layout.delimited:
            codec = Codec(reader.layout, reader.page, dialect=dialect_of(reader.spec))
            spans = codec.split(block.buffer, starts, lengths, block.size)
            found = _Shaped(block.buffer, starts, numbers, spans)
            return found.chosen(np.flatnonzero(~spans.wrong))
        if reader.unfolding is not None:
            whole = reader.spec.form == "fixed"
            full = reader.unfolding.unfold(block.buffer, starts, lengths, whole=whole)
            found = _Shaped(full.buffer, full.starts, numbers, counts=full.counts)
            return found.chosen(np.flatnonzero(~full.wrong))
        found = _Shaped(block.buffer, starts, numbers)
        right = lengths == reader.layout.length
        return found if right.all() else found.chosen(np.flatnonzero(right))

    def _decoded(self, shaped: _Shaped, fields: _Fields) -> pl.DataFrame:
        """The numbers of records, and these fields of them."""
        numbers = pl.Series(self.reader.number, shaped.numbers, pl.Int64)
        codec, count = fields.codec, len(shaped.numbers)
        if codec is None:
            return pl.DataFrame([numbers])
        spans = shaped.spans
        size = count * sum(one.length for one in codec.layout.fields)
        if spans is not None:
            size = int(spans.spans[fields.numbers, :, 1].sum())
        batch = Columns.allocate(len(fields.names), max(count, 1), codec.text_bound(size, count))
        events = Events()
        events.start(batch)
        codec.decode(shaped.buffer, shaped.starts, batch, events, spans)
        if fields.unfolding is not None and shaped.counts is not None:
            fields.unfolding.blank(batch, shaped.counts)
        frame = batch.frame(fields.names)
        return frame.select(numbers, *map(parquet_column, codec.layout.fields))


def plain_reader(
    layout: str | Path | RecordLayout | TypeFile,
    record: str | None,
    charset: str | Path | CodePage | None,
    framing: str | FramingSpec | None,
    gaiji: Sequence[str | Path] = (),
    on_error: str | None = None,
) -> RecordReader:
    """The reader of a record type by its layout alone, by default of the first type.

    Raises:
        LayoutError, CharsetError: a definition is wrong.
        UsageError: there is no such record type, no code page, or no framing where one is needed.
    """
    defined = definition_of(layout, charset, framing, gaiji, on_error)
    kind = _kind([one.name for one in defined.types], record)
    return RecordReader(
        layout=defined.types[kind].layout,
        page=defined.page,
        spec=defined.spec,
        eras=ERA_ROWS,
        classify=Types.of(defined.types, defined.page, defined.spec).classify,
        kind=kind,
        unfolding=defined.codecs[kind].unfolding,
    )


def mapped_reader(source: Path, mapping: str | Path | Mapping, record: str | None) -> RecordReader:
    """The reader of a record type by a mapping, by default of the first type with data.

    Raises:
        MappingError, PackError, LayoutError, CharsetError: a definition is wrong.
        UsageError: the mapping has no such record type.
        FramingError: the source is of no kind of the mapping.
    """
    chosen = mapping if isinstance(mapping, Mapping) else load_mapping(str(mapping))
    plan = kind_of(make_plans(chosen), source)
    names = [one.name for one in plan.records]
    data = next((one.name for one in plan.records if one.record.role == "data"), None)
    kind = _kind(names, record or data)
    return RecordReader(
        layout=plan.records[kind].layout,
        page=plan.page,
        spec=plan.mapping.framing,
        eras=tuple(era_rows(plan.mapping)),
        classify=plan.classify,
        kind=kind,
        unfolding=plan.records[kind].unfolding,
    )


def _kind(names: Sequence[str], record: str | None) -> int:
    """The number of a record type.

    Raises:
        UsageError: there is none of that name.
    """
    if record is None:
        return 0
    if record not in names:
        msg = f"Expected a record type of {', '.join(names)}, got {record}"
        raise UsageError(msg)
    return list(names).index(record)
