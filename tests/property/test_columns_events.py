"""Events beyond the capacity of their array are counted, so that the batch can be run again."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Events
from tests.property.column_cases import cases, codec_of, raws


@given(st.data(), st.integers(0, 40))
def test_capacity(data: st.DataObject, capacity: int) -> None:
    """Decoding into a small array, then into the one that ``overflow`` makes room for."""
    case = data.draw(cases(delimited=False))
    content = data.draw(st.lists(raws(case), min_size=1, max_size=30))
    codec = codec_of(case.field, name=case.name)
    source = np.frombuffer(b"".join(content) + bytes(SLACK), np.uint8)
    starts = np.arange(len(content), dtype=np.int64) * case.field.length

    def run(events: Events) -> list[str | None]:
        batch = Columns.allocate(1, len(content), codec.text_bound(len(source), len(content)))
        events.start(batch)
        codec.decode(source, starts, batch, events)
        found: list[str | None] = batch.series(0).to_list()
        return found

    ample, tight = Events(), Events(np.zeros((capacity, 3), np.int64))
    expected = run(ample)
    assert not ample.overflow()
    assert run(tight) == expected
    assert tight.overflow() == (len(ample.taken()) > capacity)
    if len(ample.taken()) > capacity:
        assert run(tight) == expected
        assert not tight.overflow()
    assert tight.taken().tolist() == ample.taken().tolist()
