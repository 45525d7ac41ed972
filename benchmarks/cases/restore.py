"""Restore: the standard layout with its annex back to the vendor's file."""

from __future__ import annotations

import sys

import lgmigrate
from benchmarks.cases.case import Case, Command, Work
from benchmarks.data import Place

__all__ = ["CASES"]


def _run(place: Place, workers: int | None) -> Work:
    done = lgmigrate.restore(
        place.standard, mapping=place.mapping, out=place.out, workers=workers, overwrite=True
    )
    if not all(done.identical.values()):
        msg = f"Expected the bytes of the source, got others in {', '.join(done.identical)}"
        raise RuntimeError(msg)
    return Work(done.counts["records"], place.source.stat().st_size)


def _one(place: Place) -> Work:
    return _run(place, 1)


def _all(place: Place) -> Work:
    return _run(place, None)


def _convert(place: Place) -> Command:
    given = ("--work", str(place.work), "--mapping", place.mapping, "--records", str(place.persons))
    arguments = (sys.executable, "-m", "benchmarks.worker", "convert", *given)
    return Command((*arguments, "--runs", "1", "--alone"))


CASES = (
    Case(
        name="restore",
        title="restore to a folder, 1 worker",
        run=_one,
        yardstick="convert, 1 worker",
        prepare=_convert,
        aim=0.5,
    ),
    Case(name="restore_all", title="restore to a folder, all workers", run=_all),
)
