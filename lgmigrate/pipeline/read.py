"""Records and exchange files as polars DataFrames, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from lgmigrate.columns.batch import Columns
from lgmigrate.errors import FramingError, UsageError
from lgmigrate.exchange.format import ReadFault
from lgmigrate.mapping.model import Mapping
from lgmigrate.pipeline.record_reader import mapped_reader
from lgmigrate.pipeline.sources import Source
from lgmigrate.pipeline.standard_files import (
    ExchangeBlock,
    ExchangeFile,
    find_exchange_file,
    read_block,
)
from lgmigrate.standard import load_pack
from lgmigrate.standard.pack import Pack

__all__ = ["FRAME_BLOCK", "frame_of", "open_standard", "read_records", "read_standard"]

FRAME_BLOCK = 3 << 20  # a frame costs some microseconds a column, so it holds more records


def read_records(
    source: str | Path, mapping: str | Path | Mapping, *, record: str | None = None
) -> Iterator[pl.DataFrame]:
    """The records of one type of a source, decoded, a DataFrame a batch.

    Columns are the layout's fields, FILLER left out, in the types of the Parquet tables of
    ``decode``: numbers as Int64 or Decimal, dates as Date, or as String where the day may be
    unknown, text as String; identifiers keep their zeros and are String. A value that does not
    decode is null. Column ``record`` is the record's number. ``record`` names the record type; by
    default it is the first one with data.

    Raises:
        UsageError: the mapping has no such record type.
        FramingError: the source cannot be read as declared.
    """
    reader = mapped_reader(Path(source), mapping, record)
    view = reader.view()
    for block in Source(Path(source), reader.spec, hashed=False).blocks():
        frame, records = view.frame(block)
        if records:
            yield frame


def open_standard(path: Path, pack: Pack | None = None, name: str | None = None) -> ExchangeFile:
    """An exchange file by its path, or by its folder and its name in the pack. By default its name
    without suffixes is that of a file of the pack.

    Raises:
        UsageError: no pack was given and none can be told, or the pack has no such file.
        FramingError: the folder has no such file.
    """
    stem = name or path.name.split(".", 1)[0]
    packs = [pack] if pack is not None else _packs_with(stem)
    found = [(one, file) for one in packs for file in one.files if file.name == stem]
    if not found:
        msg = f"Expected a file of a pack, got {name or path.name}"
        raise UsageError(msg)
    one, file = found[0]
    place = find_exchange_file(path, file) if path.is_dir() else path
    if place is None:
        msg = f"{path}: F001 Expected an exchange file {file.name}, got none"
        raise FramingError(msg)
    return ExchangeFile(place, one, file, block=FRAME_BLOCK)


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
