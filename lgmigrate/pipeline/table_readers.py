"""Tables of records, decoded or made by others, read back a few thousand records at a time.

A table has the fields of its layout by their names, FILLER left out, in any order, and the numbers
of the records, which ascend. Without numbers the records are taken as they come. JSON lines are
nested as ``nesting`` has them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.columns import kernels
from lgmigrate.columns.batch import NULL, SLACK, Columns
from lgmigrate.errors import FramingError
from lgmigrate.exchange.csv_format import CsvFormat
from lgmigrate.exchange.faults import ExchangeFault
from lgmigrate.pipeline.decode_block import TypeCodec
from lgmigrate.pipeline.nesting import Nested, flat_values, nest
from lgmigrate.pipeline.sources import fill, open_bytes
from lgmigrate.pipeline.table_types import as_text
from lgmigrate.pipeline.table_writers import Form, number_column, type_key
from lgmigrate.record.layout import RecordLayout

__all__ = ["TablePart", "read_table"]

Numbers = NDArray[np.int64]

BLOCK = 1 << 20
LONGEST = 1 << 26  # bytes of a row; a quote that is never closed must not fill memory
BOM = b"\xef\xbb\xbf"


@dataclass(slots=True)
class TablePart:
    """Records of type number ``kind``: field ``n`` is column ``n``. ``numbers`` None: none are
    given. ``first`` is the row of the first one in its file, for messages.
    """

    kind: int
    columns: Columns
    numbers: Numbers | None
    first: int


def read_table(
    path: Path, form: Form, types: Sequence[TypeCodec], kind: int
) -> Iterator[list[TablePart]]:
    """The records of one table; those of type ``kind``, but in JSON lines those of all types.

    Raises:
        FramingError: the file is not of its form, or has other columns than the layout.
    """
    if form == "jsonl":
        return _JsonLines(path, types).parts()
    if form == "parquet":
        return _parquet_parts(path, types, kind)
    return _csv_parts(path, types, kind)


def _refuse(path: Path, *faults: str) -> FramingError:
    return FramingError(*(f"{path.name}: {fault}" for fault in faults))


def _places(
    path: Path, names: Sequence[str], layout: RecordLayout, number: str
) -> tuple[list[int], int]:
    """The column of each field in a table (-1 for FILLER), and that of the numbers (-1: none).

    Raises:
        FramingError: with every column that is missing, unknown or doubled.
    """
    wanted = {one.name for one in layout.fields if one.usage != "filler"}
    faults = [f"Expected a column {name}, got none" for name in wanted if name not in names]
    known = wanted | {number}
    if not set(names) <= known:
        extra = sum(name not in known for name in names)
        faults.append(f"Expected the columns of layout {layout.name}, got {extra} others")
    if len(set(names)) < len(names):
        faults.append("Expected each column once, got one again")
    if faults:
        raise _refuse(path, *sorted(faults))
    places = [names.index(one.name) if one.name in wanted else -1 for one in layout.fields]
    return places, names.index(number) if number in names else -1


def _ordered(batch: Columns, places: Sequence[int]) -> Columns:
    """The batch with the columns of the layout, in its order."""
    views = np.empty((len(places), max(batch.rows, 1), 2), np.uint64)
    for column, place in enumerate(places):
        if place < 0:
            views[column] = NULL
        else:
            views[column, : batch.rows] = batch.views[place, : batch.rows]
    return Columns(views, batch.heap, batch.rows, batch.used)


def _numbers(path: Path, batch: Columns, column: int, first: int) -> Numbers | None:
    if column < 0:
        return None
    found = np.zeros(batch.rows, np.int64)
    batch.reserve(SLACK)
    kernels.read_numbers(batch.views, batch.heap, batch.rows, column, batch.used, found)
    wrong = np.flatnonzero(found < 1)
    if len(wrong):
        raise _refuse(path, f"Expected a record number in row {first + int(wrong[0])}, got none")
    return found


# --- CSV -----------------------------------------------------------------------------------------


def _csv_parts(path: Path, types: Sequence[TypeCodec], kind: int) -> Iterator[list[TablePart]]:
    target: CsvFormat | None = None
    places: list[int] = []
    number = -1
    rest = np.zeros(0, np.uint8)
    row, start, final = 1, 0, False
    layout = types[kind].type.layout
    with open_bytes(path) as stream:
        while not final:
            room = max(BLOCK, 2 * len(rest))
            buffer = np.zeros(room + SLACK, np.uint8)
            buffer[: len(rest)] = rest
            filled = fill(stream, buffer, len(rest), room, None)
            final = filled < room
            if target is None:
                names = _header(path, buffer[:filled].tobytes())
                places, number = _places(path, names, layout, number_column(types))
                target = CsvFormat(tuple(names))
                start = target.open(buffer[:filled].tobytes())
            try:
                end = target.cut(buffer, start, filled, final)
                if end > start:
                    batch = _csv_batch(path, target, buffer[start:end], row)
                    numbers = _numbers(path, batch, number, row)
                    yield [TablePart(kind, _ordered(batch, places), numbers, row)]
                    row += batch.rows
            except ExchangeFault as fault:
                raise _refuse(
                    path, *(f"row {row} or behind: {one}" for one in fault.faults)
                ) from fault
            rest, start = buffer[end:filled].copy(), 0
            if len(rest) > LONGEST:
                raise _refuse(path, f"Expected a row of at most {LONGEST} bytes, got no end of one")


def _header(path: Path, head: bytes) -> list[str]:
    text = head.removeprefix(BOM)
    end = text.find(b"\n") + 1
    while end and text.count(b'"', 0, end) % 2:
        end = text.find(b"\n", end) + 1
    try:
        line = text[: end or len(text)].decode()
        return next(csv.reader(io.StringIO(line, newline=""), strict=True), [])
    except (UnicodeDecodeError, csv.Error) as error:
        raise _refuse(path, "Expected a row of column names in UTF-8, got others") from error


def _csv_batch(path: Path, target: CsvFormat, block: NDArray[np.uint8], row: int) -> Columns:
    batch = Columns.allocate(len(target.names), 1, 0)
    batch.reserve(2 * len(block) + 4 * SLACK)
    batch.heap[: len(block)] = block
    batch.used = len(block) + SLACK
    read = target.read(batch, 0, len(block))
    if read.faults:
        place = row + read.faults[0].row
        raise _refuse(path, f"Expected {len(target.names)} columns in row {place}, got others")
    return batch


# --- Parquet -------------------------------------------------------------------------------------


def _parquet_parts(path: Path, types: Sequence[TypeCodec], kind: int) -> Iterator[list[TablePart]]:
    one = types[kind]
    try:
        scanned = pl.scan_parquet(path)
        names = list(scanned.collect_schema())
        rows = int(scanned.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _refuse(path, "Expected a Parquet file, got another") from error
    places, number = _places(path, names, one.type.layout, number_column(types))
    for first in range(0, rows, one.rows):
        frame = scanned.slice(first, one.rows).collect()
        texts = []
        for column in frame.get_columns():
            try:
                texts.append(as_text(column))
            except pl.exceptions.PolarsError as error:
                wanted = f"Expected a column of values in {column.name}, got {column.dtype}"
                raise _refuse(path, wanted) from error
        batch = Columns.from_frame(pl.DataFrame(texts))
        numbers = _numbers(path, batch, number, first + 1)
        yield [TablePart(kind, _ordered(batch, places), numbers, first + 1)]


# --- JSON lines ----------------------------------------------------------------------------------


class _JsonLines:
    def __init__(self, path: Path, types: Sequence[TypeCodec]) -> None:
        self._path, self._types = path, tuple(types)
        self._number, self._type = number_column(types), type_key(types)
        self._kinds = {one.type.name: kind for kind, one in enumerate(types)}
        self._contents: list[tuple[Nested, ...]] = [nest(one.type.layout) for one in types]
        self._numbered: bool | None = None

    def parts(self) -> Iterator[list[TablePart]]:
        """The records, a block of lines at a time."""
        rest, row, final = b"", 1, False
        with open_bytes(self._path) as stream:
            while not final:
                buffer = np.zeros(BLOCK, np.uint8)
                filled = fill(stream, buffer, 0, BLOCK, None)
                final = filled < BLOCK
                lines = (rest + buffer[:filled].tobytes()).split(b"\n")
                rest = b"" if final else lines.pop()
                yield self._block(lines, row)
                row += len(lines)

    def _block(self, lines: Sequence[bytes], first: int) -> list[TablePart]:
        rows: list[list[tuple[int, dict[int, object]]]] = [[] for _ in self._types]
        for row, line in enumerate(lines, start=first):
            if not line.strip():
                continue
            kind, number, values = self._record(line, row)
            rows[kind].append((number, values))
        parts = []
        for kind, found in enumerate(rows):
            if found:
                layout = self._types[kind].type.layout
                columns = [
                    pl.Series(str(n), [values.get(n) for _, values in found], dtype=pl.String)
                    for n in range(len(layout.fields))
                ]
                batch = Columns.from_frame(pl.DataFrame(columns))
                numbers = np.array([number for number, _ in found], np.int64)
                parts.append(TablePart(kind, batch, numbers if self._numbered else None, first))
        return parts

    def _record(self, line: bytes, row: int) -> tuple[int, int, dict[int, object]]:
        """Type, number and values of a line."""
        values: dict[int, object] = {}
        try:
            record = json.loads(line.removeprefix(BOM), parse_int=str, parse_float=str)
        except ValueError as error:
            raise _refuse(self._path, f"Expected JSON in row {row}, got another text") from error
        if not isinstance(record, dict):
            raise _refuse(self._path, f"Expected an object in row {row}, got another value")
        kind = 0
        if len(self._types) > 1:
            kind = self._kinds.get(str(record.pop(self._type, "")), -1)
            if kind < 0:
                wanted = f"Expected {self._type} = {', '.join(self._kinds)} in row {row}"
                raise _refuse(self._path, f"{wanted}, got another")
        given = record.pop(self._number, None)
        numbered = given is not None
        if self._numbered is None:
            self._numbered = numbered
        number = int(given) if isinstance(given, str) and given.isdecimal() else 0
        if numbered != self._numbered or (numbered and number < 1):
            raise _refuse(self._path, f"Expected a record number in row {row}, got none")
        faults = flat_values(self._contents[kind], record, values)
        faults += [
            f"Expected a text or a number in {self._types[kind].type.layout.fields[n].name}"
            for n, value in values.items()
            if not isinstance(value, str | None)
        ]
        if faults:
            raise _refuse(self._path, *(f"row {row}: {fault}" for fault in faults))
        return kind, number, values
