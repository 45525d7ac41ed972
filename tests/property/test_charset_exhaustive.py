"""Every code of every page through the kernels: back as itself, or marked; an alias is reported.

Exhaustive over all 65,536 double bytes and 256 single bytes, hence without hypothesis.
"""

from __future__ import annotations

import numpy as np
import pytest

from lgmigrate.charset import CodePage
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Codec, Events
from lgmigrate.columns.table import EVENTS
from lgmigrate.record.layout import Field, RecordLayout
from lgmigrate.testing.charset_reference import Usage
from tests.property.charset_cases import OPTIONS, PAGES, page_of

__all__: list[str] = []

LOST = {"C001", "C002", "C004"}


def run(page: CodePage, usage: Usage, rows: np.ndarray) -> tuple[list[str | None], list[set[str]]]:
    """Records of one field of this usage (uint8[n, size]) -> values, and what is noted of each.

    Values that decode are encoded again; ``differs`` says that other bytes came.
    """
    size = rows.shape[1]
    one = Field(name="f", usage=usage, offset=0, length=size)
    codec = Codec(RecordLayout(name="r", length=size, fields=(one,)), page)
    source = np.concatenate([rows.ravel(), np.zeros(SLACK, np.uint8)])
    starts = np.arange(len(rows), dtype=np.int64) * size
    batch = Columns.allocate(1, len(rows), codec.text_bound(rows.size, len(rows)))
    events = Events(np.zeros((8 * len(rows), 3), np.int64))
    events.start(batch)
    codec.decode(source, starts, batch, events)
    assert not events.overflow()
    noted: list[set[str]] = [set() for _ in range(len(rows))]
    for row, _, event in events.taken().tolist():
        noted[row].add(EVENTS[event])
    values = batch.series(0).to_list()
    events.start(batch)
    encoded = codec.encode(batch, events)
    back = encoded.buffer[: rows.size].reshape(rows.shape)
    for row in np.flatnonzero((back != rows).any(axis=1)).tolist():
        noted[row].add("differs")
    return values, noted


def fields_of(page: CodePage) -> list[tuple[Usage, np.ndarray]]:
    """All codes of a page in fields of each usage that can hold them."""
    single = np.arange(256, dtype=np.uint8)[:, None]
    pairs = np.arange(65_536, dtype=np.uint32)
    double = np.stack([pairs >> 8, pairs & 0xFF], axis=1).astype(np.uint8)
    if page.form in ("lead", "utf8"):
        return [("mixed", single), ("mixed", double)]
    if page.form != "host":
        return [("double", double)]
    found: list[tuple[Usage, np.ndarray]] = [("single", single)]
    if page.shift_out:
        before = np.frombuffer(page.shift_out, np.uint8)
        after = np.frombuffer(page.shift_in, np.uint8)
        whole = [np.broadcast_to(part, (65_536, len(part))) for part in (before, after)]
        found += [
            ("double", double),
            ("mixed", np.concatenate([whole[0], double, whole[1]], axis=1)),
        ]
    return found


@pytest.mark.parametrize(
    "name", [*(name for name in PAGES if "+" not in name), *(f"{one}+private" for one in OPTIONS)]
)
def test_every_code(name: str) -> None:
    """A value comes back as its bytes, or the bytes are marked as odd; nothing is lost unsaid."""
    page = page_of(name)
    for usage, rows in fields_of(page):
        values, noted = run(page, usage, rows)
        for number, (value, notes) in enumerate(zip(values, noted, strict=True)):
            if notes & LOST:
                assert value is None, (usage, number)
            elif "differs" in notes:
                assert notes & {"ODD", "C003"}, (usage, hex(number), notes)
