"""Law: the size of the batches and the order of the records change nothing but record numbers."""

from __future__ import annotations

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lgmigrate.rules import item_rules
from tests.unit.rules.packs import FILE, PACK

RULES = item_rules(PACK, FILE)
SAMPLES = [
    "", "1", "2", "12", "000000000000019", "000000000000018", "見本", "見本　太郎左", "ｱ",
    "2024-02-29", "2023-02-29", "23:59", "1.25", "-12", "983205673214", "983205673215", "131016",
    "QUJD", "\x01",
]  # fmt: skip
RECORDS = st.lists(
    st.fixed_dictionaries({item.name: st.none() | st.sampled_from(SAMPLES) for item in FILE.items}),
    min_size=1,
    max_size=12,
)


def make_frame(records: list[dict[str, str | None]]) -> pl.DataFrame:
    """Records as a batch."""
    return pl.DataFrame(records, schema={item.name: pl.String for item in FILE.items})


def check(frame: pl.DataFrame, size: int, offsets: NDArray[np.int64]) -> pl.DataFrame:
    """The findings of a frame, in batches of ``size`` records."""
    return pl.concat(
        RULES.check(
            frame[start : start + size],
            first_record=start + 1,
            file="f",
            offsets=offsets[start : start + size],
        )
        for start in range(0, frame.height, size)
    )


@given(records=RECORDS, size=st.integers(1, 13))
def test_batch_size(records: list[dict[str, str | None]], size: int) -> None:
    """Any batches give the findings of the whole, in the same order."""
    frame = make_frame(records)
    offsets = np.arange(frame.height, dtype=np.int64) * 100
    assert check(frame, size, offsets).equals(check(frame, frame.height, offsets))


@given(records=RECORDS, data=st.data())
def test_order(records: list[dict[str, str | None]], data: st.DataObject) -> None:
    """Shuffled records have the findings that they had, at their new places."""
    order = data.draw(st.permutations(range(len(records))))
    offsets = np.arange(len(records), dtype=np.int64)
    found = check(make_frame(records), len(records), offsets)
    moved = check(make_frame([records[old] for old in order]), len(records), offsets)
    before = {old: found.filter(offset=old).drop("record", "offset") for old in order}
    for new, old in enumerate(order):
        assert moved.filter(offset=new).drop("record", "offset").equals(before[old])
