"""The codec's own cases: fillers without a column, other spaces, and what its numbers promise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lgmigrate import charset
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Codec, Dialect, Events, Rows
from lgmigrate.columns.table import EVENTS
from lgmigrate.record.layout import Field, RecordLayout


def decoded(codec: Codec, records: list[bytes]) -> tuple[Columns, list[tuple[int, int, str]]]:
    """Records of a codec in a batch with the columns it uses, and the events by code."""
    content = b"".join(records)
    source = np.frombuffer(content + bytes(len(content) + SLACK), np.uint8).copy()
    sizes = np.array([len(record) for record in records], np.int64)
    starts = np.cumsum(sizes) - sizes
    batch = Columns.allocate(2, len(records), codec.text_bound(len(content), len(records)))
    events = Events()
    events.start(batch)
    rows: Rows | None = None
    if codec.layout.delimited:
        rows = codec.split(source, starts, sizes, len(content))
    codec.decode(source, starts, batch, events, rows)
    return batch, [(row, field, EVENTS[event]) for row, field, event in events.taken().tolist()]


def test_filler_without_a_column() -> None:
    """A filler that has no column leaves every column alone, empty or not."""
    names = ("a", "filler", "b")
    fields = tuple(
        Field(name=name, usage="filler" if n == 1 else "mixed", offset=n, length=0)
        for n, name in enumerate(names)
    )
    layout = RecordLayout(name="r", length=0, fields=fields)
    codec = Codec(layout, charset.load("utf-8"), columns=(0, -1, 1))
    batch, events = decoded(codec, [b"x,,y", b"x,z,y", b"x,,"])
    assert batch.frame(["a", "b"]).rows() == [("x", "y"), ("x", "y"), ("x", None)]
    assert events == [(1, 1, "ODD")]


def test_other_space() -> None:
    """A page with two double-byte spaces trims both and keeps the bytes of the other."""
    page = replace(charset.load("ibm930"), double_spaces=(0x4040, 0x4566))
    layout = RecordLayout(
        name="r", length=6, fields=(Field(name="a", usage="double", offset=0, length=6),)
    )
    records = [bytes.fromhex(raw) for raw in ("456240404040", "456245664566", "456645664566")]
    batch, events = decoded(Codec(layout, page), records)
    assert batch.series(0).to_list() == ["日", "日", None]
    assert events == [(1, 0, "ODD"), (2, 0, "ODD")]


@pytest.mark.parametrize(("quote", "policy"), [("all", 0), ("minimal", 1), ("none", 2)])
def test_dialect(quote: str, policy: int) -> None:
    """The numbers that the kernels know the quoting by."""
    assert Dialect(quote=quote).policy == policy  # type: ignore[arg-type]  # one of the three


def test_more_columns_than_fields() -> None:
    """A column that no field is for is cut off, and the row is marked."""
    layout = RecordLayout(
        name="r", length=0, fields=(Field(name="a", usage="mixed", offset=0, length=0),)
    )
    codec = Codec(layout, charset.load("utf-8"))
    source = np.frombuffer(b"x,yz" + bytes(100), np.uint8).copy()
    starts, sizes = np.array([0, 3]), np.array([3, 1])
    rows = codec.split(source, starts, sizes, 4)
    assert rows.wrong.tolist() == [True, False]
    assert rows.spans[0].tolist() == [[0, 1], [3, 1]]
