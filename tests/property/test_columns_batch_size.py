"""The size of a batch changes nothing: row by row gives what all rows at once give.

More rows than the kernels decode before they turn to the next field, fields behind each other.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Codec, Events
from lgmigrate.record.layout import Field
from tests.property.column_cases import Case as FieldCase
from tests.property.column_cases import codec_of, fields, pages_of, raws

Run = tuple[list[tuple[object, ...]], list[tuple[int, ...]], bytes]


def run(codec: Codec, records: list[bytes]) -> Run:
    """Values, events and the records encoded again."""
    source = np.frombuffer(b"".join(records) + bytes(SLACK), np.uint8)
    starts = np.arange(len(records), dtype=np.int64) * codec.layout.length
    bound = codec.text_bound(len(source), len(records))
    batch = Columns.allocate(len(codec.layout.fields), len(records), bound)
    events = Events(np.zeros((10000, 3), np.int64))
    events.start(batch)
    codec.decode(source, starts, batch, events)
    names = [str(number) for number in range(len(codec.layout.fields))]
    rows = batch.frame(names).rows()
    encoded = codec.encode(batch, events)
    assert not events.overflow()
    noted = sorted(map(tuple, events.taken().tolist()))
    return rows, noted, encoded.buffer[: len(records) * codec.layout.length].tobytes()


@st.composite
def records(draw: st.DrawFn) -> tuple[tuple[Field, ...], str, list[bytes]]:
    """Fields behind each other in one code page, and records of them."""
    chosen = draw(st.lists(fields(delimited=False), min_size=1, max_size=6))
    name = draw(st.sampled_from(sorted(set.intersection(*(set(pages_of(f)) for f in chosen)))))
    placed, parts, at = [], [], 0
    for number, field in enumerate(chosen):
        placed.append(replace(field, name=f"f{number}", offset=at))
        parts.append(draw(st.lists(raws(FieldCase(field, name)), min_size=1, max_size=8)))
        at += field.length
    count = draw(st.sampled_from((1, 2, 63, 64, 65, 150)))
    content = [b"".join(part[row % len(part)] for part in parts) for row in range(count)]
    return tuple(placed), name, content


@given(records())
def test_batch_size(example: tuple[tuple[Field, ...], str, list[bytes]]) -> None:
    """Decoded and encoded all at once, and one at a time."""
    chosen, name, content = example
    codec = codec_of(*chosen, name=name)
    whole, noted, written = run(codec, content)
    for number, record in enumerate(content):
        row, events, back = run(codec, [record])
        assert row == whole[number : number + 1]
        assert events == [(0, *event[1:]) for event in noted if event[0] == number]
        assert back == written[number * len(record) : (number + 1) * len(record)]
