"""Convert: a vendor's file to the standard layout, to a folder and with the output thrown away."""

from __future__ import annotations

import lgmigrate
from benchmarks.cases.case import Case, Command, Work
from benchmarks.data import Place, load
from benchmarks.yardsticks.build import build
from benchmarks.yardsticks.tables import UnsupportedError, tables
from lgmigrate.pipeline.convert_block import Converter
from lgmigrate.pipeline.plan import exchange_format, make_plan
from lgmigrate.pipeline.sources import Source
from lgmigrate.pipeline.worker import Workers

__all__ = ["CASES"]


def _run(place: Place, workers: int | None) -> Work:
    result = lgmigrate.convert(
        [place.source], mapping=place.mapping, out=place.out, workers=workers, overwrite=True
    )
    return Work(result.counts["records"], place.source.stat().st_size)


def _one(place: Place) -> Work:
    return _run(place, 1)


def _all(place: Place) -> Work:
    return _run(place, None)


def _discard(place: Place) -> Work:
    """Read, decode, map and write to memory, in one thread; no output is hashed or written."""
    mapping = load(place.mapping)
    plan = make_plan(mapping)
    formats = {
        file.name: exchange_format(mapping.pack, file, "xml", "romaji")
        for record in plan.records
        if (file := record.record.file)
    }
    source = Source(place.source, mapping.framing)
    converter = Converter(plan, formats, Workers(), source.name, 0)
    records = 0
    for block in source.blocks():
        result = converter.work(block)
        records += result.counts.get("records", 0)
        converter.give_back(result)
    return Work(records, source.size)


def _prepare(place: Place, *, write: bool) -> Command:
    built = build("convert", place.programs)
    if built.program is None:
        return Command(reason=built.reason)
    mapping = load(place.mapping)
    path = place.programs / f"{mapping.name}.tables"
    try:
        path.write_bytes(tables(mapping))
    except UnsupportedError as error:
        return Command(reason=f"the yardstick does not convert {mapping.name}: {error}")
    out = place.out.with_name("yardstick") if write else None
    arguments = (str(built.program), str(path), str(place.source), *([str(out)] if out else []))
    return Command(arguments, out=out)


def _to_file(place: Place) -> Command:
    return _prepare(place, write=True)


def _to_nowhere(place: Place) -> Command:
    return _prepare(place, write=False)


CASES = (
    Case(
        name="convert",
        title="convert to a folder, 1 worker",
        run=_one,
        yardstick="C to a file, 1 thread",
        prepare=_to_file,
        aim=0.3,
    ),
    Case(
        name="convert_discard",
        title="convert, output thrown away, 1 thread",
        run=_discard,
        yardstick="C, thrown away, 1 thread",
        prepare=_to_nowhere,
        aim=0.3,
    ),
    Case(name="convert_all", title="convert to a folder, all workers", run=_all),
)
