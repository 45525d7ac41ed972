"""Small packs, and documents written and read whole, for the tests of the exchange files."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.exchange.format import ReadFault, RecordFormat
from lgmigrate.standard.pack import File, Item, Pack

__all__ = [
    "NAMES",
    "REPEATED",
    "Row",
    "frame_of",
    "make_pack",
    "read_all",
    "write_all",
    "write_frame",
]

Row = tuple[str | None, ...]

NAMES = (
    "a",
    "ab",
    "r",
    "record2",
    "shimei_kana",
    "氏名",
    "氏名カナ",
    "an_item_with_a_name_longer_than_a_vector",
    "とても長い名前のデータ項目のなかでもいちばん長いデータ項目の名前",
)

REPEATED = ("ab", "氏名カナ", "an_item_with_a_name_longer_than_a_vector")
"""Items that may have several values."""


def make_pack(names: Sequence[str] = NAMES) -> tuple[Pack, File]:
    """A pack with one file, ``jumin``, whose items have these names in both styles."""
    items = tuple(
        Item(id=f"{number:03d}", name=name, romaji=name, type="X", repeat=3 * (name in REPEATED))
        for number, name in enumerate(names)
    )
    file = File(name="jumin", title="住民", items=items)
    pack = Pack(
        name="juki",
        edition="1",
        title="住民基本台帳",
        status="profile",
        source="",
        source_sha256="",
        digest="",
        files=(file,),
    )
    return pack, file


def frame_of(rows: Sequence[Row], width: int) -> pl.DataFrame:
    """Rows as String columns ``0``, ``1``, ..."""
    schema = {str(number): pl.String for number in range(width)}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def write_frame(
    format: RecordFormat, frame: pl.DataFrame, columns: Sequence[int] | None = None
) -> bytes:
    """The records of a frame, ``out`` growing as the format asks."""
    batch = Columns.from_frame(frame)
    chosen = np.arange(frame.width) if columns is None else np.array(columns, np.int64)
    keep = np.ones(max(frame.height, 1), np.uint8)
    out = np.zeros(SLACK, np.uint8)
    for _ in range(40):
        size = format.write(batch, chosen, keep, out)
        if size >= 0:
            return out[:size].tobytes()
        assert -size > len(out)
        out = np.zeros(-size, np.uint8)
    raise AssertionError("Expected a size that is enough, got only larger ones")


def write_all(format: RecordFormat, frame: pl.DataFrame) -> bytes:
    """A whole document."""
    return format.head + write_frame(format, frame) + format.tail


def read_all(
    format: RecordFormat, document: bytes, width: int, block: int = 1 << 20
) -> tuple[list[Row], list[ReadFault]]:
    """A whole document, in blocks of about ``block`` bytes; faults with the row and the offset
    of the document.
    """
    rows: list[Row] = []
    faults: list[ReadFault] = []
    place, take = format.open(document), block
    buffer = np.frombuffer(document, np.uint8).copy()
    while place < len(document):
        size = min(place + take, len(document))
        end = format.cut(buffer, place, size, size == len(document))
        if end == place:
            if size == len(document):
                break
            take *= 2
            continue
        batch = Columns.allocate(width, 1, 3 + end - place)
        batch.views[:] = 0x55555555  # what an earlier batch left behind
        batch.heap[3 : 3 + end - place] = buffer[place:end]
        result = format.read(batch, 3, 3 + end - place)
        assert result.rows == batch.rows
        rows += batch.frame([str(number) for number in range(width)]).rows()
        assert format.count(buffer, place, end) == result.rows
        base = len(rows) - result.rows
        faults += [
            ReadFault(fault.row + base, fault.item, fault.code, fault.offset + place)
            for fault in result.faults
        ]
        place, take = end, block
    format.close(document[place:])
    return rows, faults
