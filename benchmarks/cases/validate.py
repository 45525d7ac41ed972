"""Validate: every item, key and control figure of a delivery."""

from __future__ import annotations

import lgmigrate
from benchmarks.cases.case import Case, Work
from benchmarks.data import Place, load

__all__ = ["CASES"]


def _run(place: Place) -> Work:
    pack = load(place.mapping).pack
    report = lgmigrate.validate(place.standard, pack=pack)
    if not report.ok:
        msg = f"Expected a delivery without errors, got {report.codes}"
        raise RuntimeError(msg)
    files = [place.standard / f"{name}.xml" for name in report.counts]
    size = sum(path.stat().st_size for path in files if path.is_file())
    return Work(sum(report.counts.values()), size)


CASES = (Case(name="validate", title="validate a delivery, all workers", run=_run),)
