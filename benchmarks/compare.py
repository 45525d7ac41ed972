"""Two results side by side: ``python -m benchmarks.compare BEFORE.json AFTER.json``.

``rate`` is records/s after by before, which means something only on one quiet machine; the ratios
to the yardsticks were taken turn by turn and hold on a noisy one too.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["compare", "main"]

Result = Mapping[str, Any]


def compare(before: Result, after: Result) -> Iterator[str]:
    """Lines: what differs of the circumstances, then each case that both have."""
    for name in ("mapping", "persons"):
        if before[name] != after[name]:
            yield f"not the same {name}: {before[name]}, {after[name]}"
    old, new = before["machine"], after["machine"]
    for name in sorted(old.keys() | new.keys()):
        if name != "load" and old.get(name) != new.get(name):
            yield f"not the same {name}: {old.get(name)}, {new.get(name)}"
    yield f"{'case':<18}{'rate':>8}{'memory':>8}{'ratio before':>14}{'after':>8}"
    earlier = {row["name"]: row for row in before["cases"]}
    for row in after["cases"]:
        other = earlier.get(row["name"])
        if other is None or "failed" in row or "failed" in other:
            continue
        rate = row["records_per_second"] / other["records_per_second"]
        memory = row["peak_rss"] / other["peak_rss"] if other["peak_rss"] else 0
        yield (f"{row['name']:<18}{rate:>8.2f}{memory:>8.2f}{_ratio(other):>14}{_ratio(row):>8}")


def _ratio(row: Result) -> str:
    return f"{row['ratio_median']:.2f}" if "ratio_median" in row else "-"


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare")
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    given = parser.parse_args(arguments)
    one, other = (
        json.loads(path.read_text(encoding="utf-8")) for path in (given.before, given.after)
    )
    print("\n".join(compare(one, other)))


if __name__ == "__main__":
    main()
