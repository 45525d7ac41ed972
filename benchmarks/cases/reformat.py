"""Reformat: a delivery from XML to CSV, and there and back."""

from __future__ import annotations

import sys

import lgmigrate
from benchmarks.cases.case import Case, Command, Work
from benchmarks.cases.read import sax
from benchmarks.data import Place

__all__ = ["CASES"]


def _to_csv(place: Place, workers: int | None) -> Work:
    done = lgmigrate.reformat(
        place.standard, place.out / "csv", format="csv", workers=workers, overwrite=True
    )
    sizes = (path.stat().st_size for path in place.standard.glob("*.xml"))
    return Work(done.counts["records"], sum(sizes))


def _one(place: Place) -> Work:
    return _to_csv(place, 1)


def _all(place: Place) -> Work:
    return _to_csv(place, None)


def _back(place: Place) -> Work:
    """XML to CSV and to XML again, which must be the same; the bytes are those of what is read."""
    records, size = _to_csv(place, 1)
    done = lgmigrate.reformat(
        place.out / "csv", place.out / "xml", format="xml", workers=1, overwrite=True
    )
    for entry in done.manifests[""].files:
        size += (place.out / "csv" / entry.name).with_suffix(".csv").stat().st_size
    stated = (place.standard / "manifest.json").read_bytes()
    if (place.out / "xml" / "manifest.json").read_bytes() != stated:
        msg = "Expected the manifest that there was, got another"
        raise RuntimeError(msg)
    return Work(records, size)


def _convert(place: Place) -> Command:
    given = ("--work", str(place.work), "--mapping", place.mapping, "--records", str(place.persons))
    arguments = (sys.executable, "-m", "benchmarks.worker", "convert", *given)
    return Command((*arguments, "--runs", "1", "--alone"))


CASES = (
    Case(
        name="reformat_csv",
        title="XML to CSV to a folder, 1 worker",
        run=_one,
        yardstick="libxml2 SAX in C",
        prepare=sax,
        aim=1.0,
    ),
    Case(
        name="reformat_back",
        title="XML to CSV and back, 1 worker",
        run=_back,
        yardstick="convert, 1 worker",
        prepare=_convert,
        aim=0.5,
    ),
    Case(name="reformat_all", title="XML to CSV to a folder, all workers", run=_all),
)
