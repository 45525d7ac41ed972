"""Results of a run: figures from timings, as a table for people and as JSON for ``compare``.

Ratios are seconds of the yardstick by seconds of the case: 1 is as fast as the yardstick. They are
given for the best run of each, for the median of the runs taken as pairs, and for CPU seconds of
all threads (what a core does in its time; a case with one worker still hashes and writes beside).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from benchmarks.cases.case import Case
from benchmarks.worker import Timing

__all__ = ["failed", "figures", "table"]

Row = dict[str, Any]

_MEGA = 1_000_000


def figures(case: Case, timing: Timing) -> Row:
    """The figures of one case."""
    best = min(timing.seconds)
    row: Row = {
        "name": case.name,
        "title": case.title,
        "records": timing.records,
        "bytes": timing.bytes,
        "runs": len(timing.seconds),
        "seconds": best,
        "seconds_median": median(timing.seconds),
        "cpu": min(timing.cpu),
        "records_per_second": timing.records / best,
        "mb_per_second": timing.bytes / best / _MEGA,
        "peak_rss": timing.peak_rss,
        "yardstick": case.yardstick,
        "reason": timing.reason,
        "aim": case.aim,
    }
    if timing.yardstick_seconds:
        pairs = zip(timing.yardstick_seconds, timing.seconds, strict=True)
        row |= {
            "yardstick_seconds": min(timing.yardstick_seconds),
            "ratio": min(timing.yardstick_seconds) / best,
            "ratio_median": median(one / other for one, other in pairs),
            "ratio_cpu": min(timing.yardstick_cpu) / min(timing.cpu),
        }
    return row


def failed(case: Case, reason: str) -> Row:
    """A case that did not come to an end."""
    return {"name": case.name, "title": case.title, "failed": reason}


_HEAD = ("case", "records/s", "MB/s", "peak MB", "ratio", "median", "CPU", "aim", "against")


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The figures as lines of text."""
    lines = [_HEAD, *(_line(row) for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(_HEAD))]
    text = []
    for line in lines:
        cells = [
            cell.ljust(width) if n in {0, len(_HEAD) - 1} else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        text.append("  ".join(cells).rstrip())
    return "\n".join(text)


def _line(row: Mapping[str, Any]) -> tuple[str, ...]:
    if "failed" in row:
        return (row["title"], *("-" for _ in _HEAD[2:]), f"failed: {row['failed']}")
    against = row["yardstick"]
    if row["reason"]:
        against = f"{against}: no ratio, {row['reason']}"
    return (
        row["title"],
        f"{row['records_per_second']:,.0f}",
        f"{row['mb_per_second']:,.0f}",
        f"{row['peak_rss'] / _MEGA:,.0f}",
        *(f"{row[key]:.2f}" if key in row else "-" for key in _RATIOS),
        f"{row['aim']:.2f}" if row["aim"] else "-",
        against or "-",
    )


_RATIOS = ("ratio", "ratio_median", "ratio_cpu")
