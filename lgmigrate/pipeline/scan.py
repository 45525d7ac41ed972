"""Vendors' files and exchange files as polars LazyFrames, which read only what a query asks for.

The columns of a query's conditions are decoded first, the others only for the records that meet
them; columns that nobody asks for are not decoded at all. Batches are polars DataFrames, which
speak the Arrow C stream protocol, so that other programs read them without a copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from lgmigrate.charset.page import CodePage
from lgmigrate.columns.batch import Columns
from lgmigrate.errors import UsageError
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.mapping.model import Mapping
from lgmigrate.pipeline.read import FRAME_BLOCK, open_standard
from lgmigrate.pipeline.record_reader import RecordReader, mapped_reader, plain_reader
from lgmigrate.pipeline.record_types import TypeFile
from lgmigrate.pipeline.sources import Source
from lgmigrate.pipeline.standard_files import ExchangeFile, read_block
from lgmigrate.record.layout import RecordLayout
from lgmigrate.standard import load_pack
from lgmigrate.standard.pack import Pack

__all__ = ["scan_records", "scan_standard"]

Batches = Callable[
    [list[str] | None, pl.Expr | None, int | None, int | None], Iterator[pl.DataFrame]
]


def scan_records(
    source: str | Path,
    *,
    layout: str | Path | RecordLayout | TypeFile | None = None,
    mapping: str | Path | Mapping | None = None,
    record: str | None = None,
    charset: str | Path | CodePage | None = None,
    gaiji: Sequence[str | Path] = (),
    on_error: str | None = None,
    framing: str | FramingSpec | None = None,
) -> pl.LazyFrame:
    """The records of one type of a source: columns as in the Parquet tables of ``decode``.

    Either ``layout``, with ``charset``, ``gaiji``, ``on_error`` and ``framing`` as for ``decode``,
    or ``mapping`` says how the source is read. ``record`` names the record type; by default it is
    the first one, of a mapping the first with data. A value that does not decode is null; records
    that are not of the shape of their layout are left out (``decode`` tells and keeps them).

    Raises:
        LayoutError, MappingError, CharsetError: a definition is wrong.
        UsageError: neither or both are given, or there is no such record type.
        FramingError, when the query runs: the source cannot be read as declared.
    """
    if (layout is None) == (mapping is None):
        msg = "Expected a layout or a mapping, got " + ("both" if layout else "neither")
        raise UsageError(msg)
    if mapping is not None:
        reader = mapped_reader(Path(source), mapping, record)
    elif layout is not None:
        reader = plain_reader(layout, record, charset, framing, gaiji, on_error)

    def batches(
        columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        yield from _records(Path(source), reader, columns, predicate, rows)

    return _lazy(batches, reader.schema, str(source))


def _records(
    path: Path,
    reader: RecordReader,
    columns: list[str] | None,
    predicate: pl.Expr | None,
    rows: int | None,
) -> Iterator[pl.DataFrame]:
    """The batches of one query, one after the other. polars calls this in a thread of its pool: to
    wait there for workers that need the pool themselves could be for ever.
    """
    view = reader.view(columns, predicate)
    left = rows
    for block in Source(path, reader.spec, hashed=False).blocks():
        found, read = view.frame(block, left)
        if found.height:
            yield found
        if left is not None:
            left -= read
            if left <= 0:
                return


def scan_standard(
    path: str | Path, *, pack: str | Path | Pack | None = None, file: str | None = None
) -> pl.LazyFrame:
    """An exchange file (XML or CSV): String columns by the items' Japanese names, null where an
    item has no value.

    ``path`` is the file, or a folder in which ``file`` names it. Without ``pack`` it is told by the
    name of the file.

    Raises:
        UsageError: the pack cannot be told, or has no such file.
        FramingError: there is no such file; or when the query runs, it is not well-formed.
    """
    chosen = load_pack(pack) if isinstance(pack, str | Path) else pack
    one = open_standard(Path(path), chosen, file)
    names = [item.name for item in one.file.items]

    def batches(
        columns: list[str] | None, predicate: pl.Expr | None, rows: int | None, _: int | None
    ) -> Iterator[pl.DataFrame]:
        opened = ExchangeFile(one.path, one.pack, one.file, block=FRAME_BLOCK)
        yield from _items(opened, names, columns, predicate, rows)

    return _lazy(batches, dict.fromkeys(names, pl.String()), str(one.path))


def _items(
    file: ExchangeFile,
    names: Sequence[str],
    columns: list[str] | None,
    predicate: pl.Expr | None,
    rows: int | None,
) -> Iterator[pl.DataFrame]:
    """The batches of one query of an exchange file."""
    wanted = list(names) if columns is None else columns
    asked = [] if predicate is None else predicate.meta.root_names()
    needed = list(dict.fromkeys([*wanted, *asked]))
    places = [names.index(name) for name in needed]
    batch = Columns.allocate(len(names), 1, 0)
    left = rows
    for block in file.blocks():
        batch.used = 0
        read_block(file, block, batch)
        if left is not None:
            batch.rows = min(batch.rows, left)
            left -= batch.rows
        found = batch.frame(needed, places)
        if predicate is not None:
            found = found.filter(predicate)
        if found.height:
            yield found.select(wanted)
        if left is not None and left <= 0:
            return


def _lazy(batches: Batches, schema: dict[str, pl.DataType], source: str) -> pl.LazyFrame:
    return register_io_source(batches, schema=schema, is_pure=True, explain_name=source)
