"""One case in a process of its own: warmed up, then run beside its yardstick, turn by turn.

    python -m benchmarks.worker CASE --work FOLDER --mapping NAME --records N --runs R [--alone]

Prints a line of JSON. The peak of memory is this process's own: yardsticks are other processes.
``--alone`` leaves the yardstick out. The data must have been made (``benchmarks.data.prepare``).
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.cases import by_name
from benchmarks.cases.case import Case, Command
from benchmarks.data import Place, clear, load, place_of
from benchmarks.measure import peak_rss

__all__ = ["Timing", "main", "time_case"]


@dataclass(slots=True)
class Timing:
    """What a case's process reports: a value a run in the lists, in seconds; ``cpu`` is of all
    its threads. ``peak_rss`` in bytes.
    """

    name: str
    records: int = 0
    bytes: int = 0
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak_rss: int = 0
    yardstick_seconds: list[float] = field(default_factory=list)
    yardstick_cpu: list[float] = field(default_factory=list)
    reason: str = ""


def time_case(case: Case, place: Place, runs: int, *, alone: bool) -> Timing:
    """Run a case ``runs`` times, and its yardstick before each."""
    timing = Timing(case.name)
    command = case.prepare(place) if case.prepare and not alone else Command()
    timing.reason = command.reason
    clear(place.small.out)
    case.run(place.small)
    clear(place.small.out)
    for _ in range(runs):
        if command.arguments:
            seconds, cpu = _yardstick(command)
            timing.yardstick_seconds.append(seconds)
            timing.yardstick_cpu.append(cpu)
        clear(place.out)
        gc.collect()
        start, used = time.perf_counter(), time.process_time()
        work = case.run(place)
        timing.seconds.append(time.perf_counter() - start)
        timing.cpu.append(time.process_time() - used)
        timing.records, timing.bytes = work
        clear(place.out)
    timing.peak_rss = peak_rss()
    return timing


def _yardstick(command: Command) -> tuple[float, float]:
    """Seconds and CPU seconds of one run."""
    if command.out is not None:
        clear(command.out)
    done = subprocess.run(command.arguments, capture_output=True, text=True, check=True)
    if command.out is not None:
        clear(command.out)
    found = json.loads(done.stdout.splitlines()[-1])
    if isinstance(found["seconds"], list):
        return min(found["seconds"]), min(found["cpu"])
    return float(found["seconds"]), float(found["cpu"])


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.worker")
    parser.add_argument("case")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--mapping", required=True)
    parser.add_argument("--records", type=int, required=True)
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--alone", action="store_true")
    given = parser.parse_args(arguments)
    place = place_of(given.work, load(given.mapping), given.records)
    timing = time_case(by_name(given.case), place, given.runs, alone=given.alone)
    print(json.dumps(asdict(timing)))


if __name__ == "__main__":
    main()
