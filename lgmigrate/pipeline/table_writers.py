"""Tables of decoded records: CSV, JSON lines, Parquet.

``make`` runs in the workers and gives what one batch is in the table, ``write`` takes those of a
block in order, in the main thread; ``finish`` completes the files. CSV and Parquet have a file a
record type, JSON lines one file with a key for the type. The record's number is the first column.

Parquet is written in one go at the end, since its columns stand apart: until then the rows wait in
compressed files of a temporary folder beside the output.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal, Protocol, cast

import numpy as np
import polars as pl

from lgmigrate.exchange.csv_format import CsvFormat
from lgmigrate.pipeline.decode_block import Batch, TypeCodec
from lgmigrate.pipeline.nesting import Array, nest, nested_expression, nested_values
from lgmigrate.pipeline.outputs import OutputFolder
from lgmigrate.pipeline.table_types import free_name, json_column, json_whole, parquet_column

__all__ = ["Form", "TableWriter", "number_column", "table_names", "table_writer", "type_key"]

Form = Literal["csv", "jsonl", "parquet"]

WAITING = 1 << 26  # bytes of rows that wait in memory
ROW_GROUP = 1 << 17
FEW = 16  # rows of a batch below which a value at a time is faster than a column at a time


class TableWriter(Protocol):
    """Writes the tables of one run."""

    def make(self, batch: Batch) -> object:
        """What a batch is in the table; the batch may be used again behind it."""

    def write(self, parts: Sequence[object]) -> None:
        """Write what was made of one block."""

    def finish(self) -> None:
        """Complete the tables."""

    def release(self) -> None:
        """Let go of what was held, whether the tables are complete or not."""


def number_column(types: Sequence[TypeCodec]) -> str:
    """The name of the column with the records' numbers: ``record``, if no field has it."""
    return free_name("record", _names(types))


def type_key(types: Sequence[TypeCodec]) -> str:
    """The key of the record type in JSON lines: ``type``, if no field has it."""
    return free_name("type", _names(types))


def _names(types: Sequence[TypeCodec]) -> set[str]:
    names = {name for one in types for name in one.type.layout.names()}
    return names | {table.name for one in types for table in one.type.layout.tables}


def table_names(name: str, form: Form, types: Sequence[TypeCodec]) -> list[str]:
    """The name of each type's table for a run whose output is ``name``."""
    if len(types) == 1 or form == "jsonl":
        return [name] * len(types)
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, form
    return [f"{stem}.{one.type.name}.{suffix}" for one in types]


def table_writer(
    form: Form,
    types: Sequence[TypeCodec],
    names: Sequence[str],
    open_table: Callable[[str], Callable[[bytes | memoryview], object]],
    open_stream: Callable[[str], BinaryIO],
    folder: OutputFolder | None,
    *,
    bom: bool,
) -> TableWriter:
    """The writer of a form. ``open_table`` gives a function that appends bytes to a table,
    ``open_stream`` the file itself; rows may wait in ``folder``.
    """
    if form == "csv":
        return _CsvTables(types, names, open_table, bom=bom)
    if form == "jsonl":
        return _JsonLines(types, open_table(names[0]))
    return _ParquetTables(types, names, open_stream, folder.folder if folder else Path())


class _CsvTables:
    def __init__(
        self,
        types: Sequence[TypeCodec],
        names: Sequence[str],
        open_table: Callable[[str], Callable[[bytes | memoryview], object]],
        *,
        bom: bool,
    ) -> None:
        number = number_column(types)
        self._formats, self._columns, self._writes = [], [], []
        for one, name in zip(types, names, strict=True):
            fields = one.type.layout.fields
            shown = [n for n, field in enumerate(fields) if field.usage != "filler"]
            self._formats.append(CsvFormat((number, *(fields[n].name for n in shown)), bom=bom))
            self._columns.append(np.array([len(fields), *shown], np.int64))
            self._writes.append(open_table(name))
            self._writes[-1](self._formats[-1].head)

    def make(self, batch: Batch) -> object:
        """See ``TableWriter.make``."""
        target, columns = self._formats[batch.kind], self._columns[batch.kind]
        rows = batch.columns.rows
        keep = np.ones(rows, np.uint8)
        out = np.empty(2 * batch.columns.used + 16 * rows * len(columns) + 4096, np.uint8)
        while (size := target.write(batch.columns, columns, keep, out)) < 0:
            out = np.empty(-size, np.uint8)
        return batch.kind, out[:size].tobytes()

    def write(self, parts: Sequence[object]) -> None:
        """See ``TableWriter.write``."""
        for kind, data in cast("Sequence[tuple[int, bytes]]", parts):
            self._writes[kind](data)

    def finish(self) -> None:
        """Nothing stands behind the last row."""

    def release(self) -> None:
        """Nothing is held."""


class _JsonLines:
    def __init__(
        self, types: Sequence[TypeCodec], write: Callable[[bytes | memoryview], object]
    ) -> None:
        self._types = tuple(types)
        self._number, self._type = number_column(types), type_key(types)
        self._write = write
        self._made = [self._expressions(one) for one in types]
        self._nested = [nest(one.type.layout) for one in types]
        self._whole = [[json_whole(field) for field in one.type.layout.fields] for one in types]

    def _expressions(self, one: TypeCodec) -> tuple[list[pl.Expr], Mapping[str, int]]:
        """The columns of a record, and the slot of the count of each array by its column."""
        layout = one.type.layout
        slots: dict[str, int] = {}
        taken = set(layout.names())

        def counted(array: Array) -> str | None:
            if one.unfolding is None:
                return None
            slot = one.unfolding.slot(array.table, array.indexes)
            if slot < 0:
                return None
            name = free_name(f"#{slot}", taken)
            slots[name] = slot
            return name

        columns = nested_expression(nest(layout), layout.names(), counted)
        return columns, slots

    def make(self, batch: Batch) -> object:
        """See ``TableWriter.make``."""
        if len(batch.numbers) < FEW:
            return self._few(batch)
        one = self._types[batch.kind]
        fields = [
            (number, field)
            for number, field in enumerate(one.type.layout.fields)
            if field.usage != "filler"
        ]
        columns, slots = self._made[batch.kind]
        frame = batch.columns.frame([field.name for _, field in fields], [n for n, _ in fields])
        frame = frame.with_columns(json_column(field) for _, field in fields)
        head = [pl.Series(self._number, batch.numbers)]
        if len(self._types) > 1:
            head.append(
                pl.Series(self._type, [one.type.name]).new_from_index(0, len(batch.numbers))
            )
        if batch.counts is not None:
            counts = [pl.Series(name, batch.counts[slot]) for name, slot in slots.items()]
            frame = frame.with_columns(counts)
        nested = frame.select(columns)
        lines = pl.DataFrame([*head, *nested.get_columns()])
        encoded = lines.select(pl.struct(pl.all()).struct.json_encode().alias("line"))
        return encoded.with_columns(pl.Series("number", batch.numbers))

    def _few(self, batch: Batch) -> pl.DataFrame:
        """The same lines, made value by value: where there are many types and many fields, what
        each column costs beside its values would be most of the time.
        """
        one = self._types[batch.kind]
        contents, whole = self._nested[batch.kind], self._whole[batch.kind]
        every = np.arange(len(whole))
        lines = []
        for row, number in enumerate(batch.numbers.tolist()):
            texts = batch.columns.row(row, every)
            values = [
                int(text) if text is not None and number_like else text
                for text, number_like in zip(texts, whole, strict=True)
            ]
            record: dict[str, object] = {self._number: number}
            if len(self._types) > 1:
                record[self._type] = one.type.name
            record |= nested_values(contents, values, partial(_elements, one, batch, row))
            lines.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")))
        return pl.DataFrame({"line": lines, "number": batch.numbers})

    def write(self, parts: Sequence[object]) -> None:
        """See ``TableWriter.write``: the records of all types in their order."""
        if not parts:
            return
        whole = pl.concat(cast("Sequence[pl.DataFrame]", parts)).sort("number")
        text = whole.get_column("line").str.join("\n").item()
        self._write(text.encode() + b"\n")

    def finish(self) -> None:
        """Nothing stands behind the last line."""

    def release(self) -> None:
        """Nothing is held."""


def _elements(one: TypeCodec, batch: Batch, row: int, array: Array) -> int | None:
    """The number of elements of an array in one record, None where it has always the same."""
    if one.unfolding is None or batch.counts is None:
        return None
    slot = one.unfolding.slot(array.table, array.indexes)
    return None if slot < 0 else int(batch.counts[slot][row])


class _ParquetTables:
    def __init__(
        self,
        types: Sequence[TypeCodec],
        names: Sequence[str],
        open_stream: Callable[[str], BinaryIO],
        folder: Path,
    ) -> None:
        self._types = tuple(types)
        self._number = number_column(types)
        self._streams = [open_stream(name) for name in names]
        self._folder = Path(tempfile.mkdtemp(prefix=".lgmigrate-", dir=folder))
        self._waiting: list[list[pl.DataFrame]] = [[] for _ in types]
        self._few: list[list[tuple[object, ...]]] = [[] for _ in types]
        self._sizes = [0] * len(types)
        self._files: list[list[Path]] = [[] for _ in types]

    def make(self, batch: Batch) -> object:
        """See ``TableWriter.make``."""
        fields = [
            (number, field)
            for number, field in enumerate(self._types[batch.kind].type.layout.fields)
            if field.usage != "filler"
        ]
        if len(batch.numbers) < FEW:
            columns = np.array([n for n, _ in fields], np.int64)
            rows = enumerate(batch.numbers.tolist())
            return batch.kind, [(n, *batch.columns.row(row, columns)) for row, n in rows]
        frame = batch.columns.frame([field.name for _, field in fields], [n for n, _ in fields])
        numbers = pl.Series(self._number, batch.numbers)
        return batch.kind, frame.select(numbers, *(parquet_column(field) for _, field in fields))

    def write(self, parts: Sequence[object]) -> None:
        """See ``TableWriter.write``."""
        found = cast("Sequence[tuple[int, pl.DataFrame | list[tuple[object, ...]]]]", parts)
        for kind, part in found:
            if isinstance(part, list):
                self._few[kind] += part
                if len(self._few[kind]) >= FEW:
                    self._gather(kind)
                continue
            self._gather(kind)
            self._waiting[kind].append(part)
            self._sizes[kind] += int(part.estimated_size())
            if self._sizes[kind] > WAITING // len(self._types):
                self._put_aside(kind)

    def _gather(self, kind: int) -> None:
        """Make a frame of the rows that came one by one."""
        rows, self._few[kind] = self._few[kind], []
        if not rows:
            return
        layout = self._types[kind].type.layout
        fields = [field for field in layout.fields if field.usage != "filler"]
        schema = {self._number: pl.Int64(), **{field.name: pl.String() for field in fields}}
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        typed = frame.select(self._number, *map(parquet_column, fields))
        self._waiting[kind].append(typed)
        self._sizes[kind] += int(typed.estimated_size())

    def _put_aside(self, kind: int) -> None:
        path = self._folder / f"{kind}-{len(self._files[kind])}.arrow"
        pl.concat(self._waiting[kind]).write_ipc(path, compression="lz4")
        self._files[kind].append(path)
        self._waiting[kind], self._sizes[kind] = [], 0

    def finish(self) -> None:
        """Write the tables."""
        for kind, one in enumerate(self._types):
            self._gather(kind)
            parts = [pl.scan_ipc(path) for path in self._files[kind]]
            parts += [frame.lazy() for frame in self._waiting[kind]]
            if not parts:
                fields = [field for field in one.type.layout.fields if field.usage != "filler"]
                schema = {field.name: pl.String() for field in fields}
                empty = pl.DataFrame(schema=schema).select(map(parquet_column, fields))
                parts = [empty.insert_column(0, pl.Series(self._number, [], pl.Int64)).lazy()]
            pl.concat(parts).sink_parquet(self._streams[kind], row_group_size=ROW_GROUP)

    def release(self) -> None:
        """Take away what waited."""
        shutil.rmtree(self._folder, ignore_errors=True)
