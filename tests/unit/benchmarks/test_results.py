"""Figures, the table and the comparison of two results."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.cases.case import Case, Work
from benchmarks.compare import compare
from benchmarks.results import failed, figures, table
from benchmarks.worker import Timing

__all__: list[str] = []

CASE = Case(name="one", title="one case", run=lambda _: Work(0, 0), yardstick="plain C", aim=0.3)


def timing(**changes: Any) -> Timing:
    """Two runs of two and four seconds, the yardstick taking one second."""
    values: dict[str, Any] = {
        "name": "one",
        "records": 1000,
        "bytes": 8_000_000,
        "seconds": [4.0, 2.0],
        "cpu": [5.0, 4.0],
        "peak_rss": 200_000_000,
        "yardstick_seconds": [1.0, 1.5],
        "yardstick_cpu": [1.0, 1.0],
    }
    return Timing(**{**values, **changes})


def test_figures_are_of_the_best_run() -> None:
    """Rates come from the least seconds, the ratios from best, pairs and CPU seconds."""
    row = figures(CASE, timing())
    assert row["records_per_second"] == pytest.approx(500)
    assert row["mb_per_second"] == pytest.approx(4)
    assert row["ratio"] == pytest.approx(0.5)
    assert row["ratio_median"] == pytest.approx((0.25 + 0.75) / 2)
    assert row["ratio_cpu"] == pytest.approx(0.25)


def test_table_says_why_there_is_no_ratio() -> None:
    """Without the yardstick the cells are empty, and the reason stands in the row."""
    reason = "gcc is not installed"
    row = figures(CASE, timing(yardstick_seconds=[], yardstick_cpu=[], reason=reason))
    line = table([row]).splitlines()[-1]
    assert line.split()[:7] == ["one", "case", "500", "4", "200", "-", "-"]
    assert line.endswith("plain C: no ratio, gcc is not installed")


def test_table_shows_a_case_that_failed() -> None:
    """A case that failed keeps its row."""
    assert table([failed(CASE, "OSError: full")]).endswith("failed: OSError: full")


def result(**changes: Any) -> dict[str, Any]:
    """A result with the one case."""
    values = {"mapping": "m", "persons": 1000, "machine": {"cores": 2, "load": 0.5}}
    return {**values, "cases": [figures(CASE, timing(**changes))]}


def test_compare_gives_after_by_before() -> None:
    """Twice the speed is a rate of 2; the load may differ, the machine may not."""
    after = result(seconds=[1.0, 2.0], peak_rss=100_000_000)
    after["machine"] = {"cores": 4, "load": 0.1}
    lines = list(compare(result(), after))
    assert lines[0] == "not the same cores: 2, 4"
    assert lines[-1].split() == ["one", "2.00", "0.50", "0.50", "0.88"]


def test_compare_leaves_out_what_only_one_has() -> None:
    """A case that is missing or failed on one side has no line."""
    after = result()
    after["cases"] = [failed(CASE, "x")]
    assert len(list(compare(result(), after))) == 1
