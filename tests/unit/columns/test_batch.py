"""Single values of a batch: null, empty, held in the view, and on the heap."""

from __future__ import annotations

import polars as pl

from lgmigrate.columns.batch import Columns

__all__: list[str] = []

VALUES = [None, "", "日", "twelve bytes", "thirteen byte", "長い氏名の見本　太郎"]


def test_value_is_that_of_the_series() -> None:
    """Views of up to 12 bytes hold the text, longer ones say where it is."""
    batch = Columns.from_frame(pl.DataFrame({"a": ["x"] * len(VALUES), "b": VALUES}))
    assert [batch.value(1, row) for row in range(len(VALUES))] == VALUES
    assert batch.series(1).to_list() == VALUES
