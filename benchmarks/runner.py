"""``make bench``: every case in a process of its own, beside its yardstick; a table, a JSON file.

    python -m benchmarks.runner [--records N] [--mapping M] [--runs R] [--quick] [--case NAME]...
    python -m benchmarks.runner --memory      peak memory of each case at N and at 5 N records

The data is made on the first run and kept in the work folder (bench-out). No figure is a test: the
machine is shared and noisy, only ratios of one run mean something.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.cases import CASES, by_name
from benchmarks.cases.case import Case
from benchmarks.data import SMALL, Place, load, place_of, prepare
from benchmarks.measure import machine
from benchmarks.results import failed, figures, table
from benchmarks.worker import Timing

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent
RECORDS, QUICK = 1_000_000, 20_000
RUNS = 3
TIMES = 5  # the larger set of --memory
MEMORY_CASES = ("convert_all", "restore_all", "read_frames", "validate")
MOST_MEMORY = 500  # MB


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; -> 1 where a case failed."""
    given = _parser().parse_args(arguments)
    records = given.records or (QUICK if given.quick else RECORDS)
    runs = given.runs or (1 if given.quick else RUNS)
    facts = machine()
    print(", ".join(f"{name} {value}" for name, value in facts.items()))
    mapping = load(given.mapping)
    work: Path = given.work
    _ready(place_of(work, mapping, SMALL))
    result: dict[str, Any] = {"machine": facts, "mapping": given.mapping, "persons": records}
    if given.memory:
        sizes = (records, TIMES * records)
        rows = [_memory(case, work, given.mapping, sizes) for case in map(by_name, MEMORY_CASES)]
        result["memory"] = rows
        lines = [_memory_line(row) for row in rows]
        name = "memory.json"
    else:
        _ready(place_of(work, mapping, records))
        chosen = [by_name(name) for name in given.case] if given.case else list(CASES)
        rows = [_case(case, work, given.mapping, records, runs) for case in chosen]
        result["cases"] = rows
        title = f"{records:,} records of {given.mapping}, best of {runs}"
        lines = ["", f"{title}; ratio: seconds of the yardstick / seconds of the case", ""]
        lines.append(table(rows))
        name = "result.json"
    print("\n".join(lines))
    path = work / name
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\n{path}")
    return int(any("failed" in row for row in rows))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.runner")
    parser.add_argument("--records", type=int, default=0, help=f"default {RECORDS:,}")
    parser.add_argument("--mapping", default="ibm_kanji_host")
    parser.add_argument("--runs", type=int, default=0, help=f"default {RUNS}")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK:,} records, one run")
    parser.add_argument("--memory", action="store_true", help=f"peak memory at N and {TIMES} N")
    parser.add_argument("--work", type=Path, default=Path("bench-out"))
    parser.add_argument(
        "--case", action="append", choices=[case.name for case in CASES], help="only this one"
    )
    return parser


def _ready(place: Place) -> None:
    """Make the data; what was written goes to the disk before anything is timed."""
    _say(f"data: {place.persons:,} records of {place.mapping}")
    prepare(place)
    if hasattr(os, "sync"):
        os.sync()


def _case(case: Case, work: Path, mapping: str, records: int, runs: int) -> dict[str, Any]:
    _say(f"{case.name}: {case.title}")
    timing = _timing(case, place_of(work, load(mapping), records), runs, alone=False)
    return failed(case, timing) if isinstance(timing, str) else figures(case, timing)


def _timing(case: Case, place: Place, runs: int, *, alone: bool) -> Timing | str:
    """What the case's process reports, or the last line of its complaint."""
    command = [sys.executable, "-m", "benchmarks.worker", case.name, "--runs", str(runs)]
    command += ["--work", str(place.work), "--mapping", place.mapping]
    command += ["--records", str(place.persons)]
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [*command, *(["--alone"] if alone else [])],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        return lines[-1] if lines else f"exit {done.returncode}"
    return Timing(**json.loads(done.stdout.splitlines()[-1]))


def _memory(case: Case, work: Path, mapping: str, sizes: Sequence[int]) -> dict[str, Any]:
    """Peak memory of one run at each size."""
    peaks: list[int] = []
    for records in sizes:
        place = place_of(work, load(mapping), records)
        _ready(place)
        _say(f"{case.name}: {records:,} records")
        timing = _timing(case, place, 1, alone=True)
        if isinstance(timing, str):
            return failed(case, timing)
        peaks.append(timing.peak_rss)
    return {"name": case.name, "title": case.title, "records": list(sizes), "peak_rss": peaks}


def _memory_line(row: dict[str, Any]) -> str:
    if "failed" in row:
        return f"{row['title']}: failed: {row['failed']}"
    small, large = (one / 1_000_000 for one in row["peak_rss"])
    return (
        f"{row['title']}: {small:,.0f} MB at {row['records'][0]:,} records, {large:,.0f} MB at "
        f"{row['records'][1]:,} ({large / small:.2f}; aim: <= {MOST_MEMORY} MB, 0.90 to 1.10)"
    )


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
