"""How full the fields of a source are, and where a mapping carries each.

The sources are read once, block by block. A field of a table (OCCURS) stands there once for all of
its elements. No value is told, only how many there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Codec, Events
from lgmigrate.columns.table import EVENTS, KEEPS_VALUE
from lgmigrate.mapping.model import Mapping, RecordMapping
from lgmigrate.mapping.registry import load as load_mapping
from lgmigrate.pipeline.kinds import era_rows
from lgmigrate.pipeline.parallel import in_order, threads, worker_count
from lgmigrate.pipeline.plan import Plan, RecordPlan, make_plans
from lgmigrate.pipeline.record_types import dialect_of
from lgmigrate.pipeline.sources import Block, Source, assign, expand

__all__ = ["Carried", "Coverage", "FieldCoverage", "coverage"]

Carried = Literal["items", "annex", "type", "filler"]
"""items: a step takes it to items. annex: it is kept for the way back alone. type: its value is
that of the record type. filler: bytes without meaning, which are kept nowhere."""

NUMBERED = re.compile(r"(_[0-9]+)+$")
DIGITS = ("zoned", "packed", "binary", "float", "date")


@dataclass(slots=True, kw_only=True)
class FieldCoverage:
    """One field of one record type. ``values``: how many there are, with those of all elements.
    ``filled``: those that hold something: not "no value", not spaces alone; ``zero``: of these,
    the numbers that are zero; ``undecoded``: of these, bytes that do not decode. In FILLER those
    are filled that are neither spaces nor X'00'. ``items``: what they become.
    """

    record: str
    name: str
    usage: str
    carried: Carried
    items: tuple[str, ...] = ()
    values: int = 0
    filled: int = 0
    zero: int = 0
    undecoded: int = 0

    @property
    def rate(self) -> float:
        """The share of values that hold something, 0 to 1."""
        return self.filled / self.values if self.values else 0.0


@dataclass(slots=True)
class Coverage:
    """``records``: number of records by type; ``unknown``: those of no type, or not of the shape
    of their layout. ``fields`` in the order of the mapping.
    """

    records: dict[str, int] = field(default_factory=dict)
    unknown: int = 0
    fields: list[FieldCoverage] = field(default_factory=list)

    def lost(self) -> list[FieldCoverage]:
        """Fields that hold something and become no item, the fullest first."""
        found = [one for one in self.fields if one.carried in ("annex", "filler") and one.filled]
        return sorted(found, key=lambda one: (-one.rate, one.record))


def coverage(
    mapping: str | Path | Mapping,
    sources: Sequence[str | Path] | str | Path,
    *,
    workers: int | None = None,
) -> Coverage:
    """Count what the fields of the sources hold.

    Raises:
        FramingError: a source cannot be read as declared.
        MappingError, PackError, LayoutError, CharsetError: a definition is wrong.
    """
    chosen = mapping if isinstance(mapping, Mapping) else load_mapping(str(mapping))
    plans = make_plans(chosen)
    given = [sources] if isinstance(sources, str | Path) else list(sources)
    found = Coverage()
    counters = {plan: [_Counter(plan, one) for one in plan.records] for plan in plans}
    for all_of_plan in counters.values():
        for counter in all_of_plan:
            found.records[counter.name] = 0
            found.fields += counter.fields
    count = worker_count(workers)
    with threads(count, None) as pool:
        for plan, path in assign(plans, expand(given)):
            blocks = Source(path, plan.mapping.framing).blocks()
            work = partial(_work, plan, counters[plan])
            for result in in_order(pool, work, blocks, ahead=count + 1):
                found.unknown += result.unknown
                for counter, seen in zip(counters[plan], result.seen, strict=True):
                    found.records[counter.name] += seen.records
                    counter.add(seen)
    return found


@dataclass(slots=True)
class _Seen:
    """Counts of one record type in a block: int64[4, fields], values to undecoded."""

    records: int
    figures: NDArray[np.int64]


@dataclass(slots=True)
class _Result:
    unknown: int = 0
    seen: list[_Seen] = field(default_factory=list)


class _Counter:
    """Counts the fields of one record type."""

    def __init__(self, plan: Plan, record: RecordPlan) -> None:
        self.plan = record
        self.name = record.record.name
        self.layout = record.layout
        self.codec = Codec(
            self.layout,
            plan.page,
            era_rows(plan.mapping),
            dialect=dialect_of(plan.mapping.framing),
        )
        self.blanks = [0x40] if plan.page.form in ("host", "double") else [0x20]
        self.fixed = plan.mapping.framing.form == "fixed"
        places: dict[str, int] = {}
        self.places = np.zeros(len(self.layout.fields), np.int64)
        self.fields: list[FieldCoverage] = []
        bases = _bases(record.record)
        carried = dict(_carried(record.record, plan.mapping.type_field))
        for number, one in enumerate(self.layout.fields):
            name = bases.get(one.name, one.name)
            if name not in places:
                places[name] = len(self.fields)
                kind, items = carried.get(name, ("annex", ()))
                self.fields.append(
                    FieldCoverage(
                        record=self.name,
                        name=name,
                        usage=one.usage,
                        carried="filler" if one.usage == "filler" else kind,
                        items=items,
                    )
                )
            self.places[number] = places[name]

    def add(self, seen: _Seen) -> None:
        """Take in the counts of a block."""
        for number, place in enumerate(self.places.tolist()):
            one = self.fields[place]
            values, filled, zero, undecoded = seen.figures[:, number].tolist()
            one.values += values
            one.filled += filled
            one.zero += zero
            one.undecoded += undecoded

    def count(self, block: Block, rows: NDArray[np.int64]) -> tuple[_Seen, int]:
        """The counts of these records of a block, and how many are not of the shape."""
        starts, lengths, buffer = block.starts[rows], block.lengths[rows], block.buffer
        figures = np.zeros((4, len(self.layout.fields)), np.int64)
        split = gone = None
        if self.layout.delimited:
            split = self.codec.split(buffer, starts, lengths, block.size)
            good = ~split.wrong
            if not good.all():
                split = self.codec.split(buffer, starts[good], lengths[good], block.size)
        elif self.plan.unfolding is not None:
            unfolded = self.plan.unfolding.unfold(buffer, starts, lengths, whole=self.fixed)
            good, buffer = ~unfolded.wrong, unfolded.buffer
            starts = unfolded.starts
            kept = np.flatnonzero(good)
            many = len(self.layout.fields)
            owners, numbers = np.repeat(kept, many), np.tile(np.arange(many), len(kept))
            gone = self.plan.unfolding.absent(unfolded.counts, owners, numbers)
            gone = gone.reshape(len(kept), many)
        else:
            good = lengths == self.layout.length
        starts = starts[good]
        if len(starts):
            batch, taken = self._decode(buffer, starts, split, int(lengths.sum()))
            undecoded = np.zeros((batch.rows, len(self.layout.fields)), np.bool_)
            for row, number, event in taken:
                if number < len(self.layout.fields) and event not in KEEPS_VALUE:
                    undecoded[row, number] = True
            for number in range(len(self.layout.fields)):
                there = None if gone is None else ~gone[:, number]
                figures[:, number] = self._field(
                    batch, number, buffer, starts, undecoded[:, number], there
                )
        return _Seen(len(starts), figures), int((~good).sum())

    def _decode(
        self, buffer: NDArray[np.uint8], starts: NDArray[np.int64], split: object, size: int
    ) -> tuple[Columns, list[tuple[int, int, str]]]:
        rows = len(starts)
        bound = self.codec.text_bound(max(size, rows * self.layout.length), rows)
        batch = Columns.allocate(len(self.layout.fields), rows, bound)
        events = Events()
        while True:
            batch.used = 0
            events.start(batch)
            self.codec.decode(buffer, starts, batch, events, split)  # type: ignore[arg-type]  # Rows or None
            if not events.overflow():
                break
        batch.reserve(SLACK)
        taken = [(row, number, EVENTS[event]) for row, number, event in events.taken().tolist()]
        return batch, taken

    def _field(
        self,
        batch: Columns,
        number: int,
        buffer: NDArray[np.uint8],
        starts: NDArray[np.int64],
        undecoded: NDArray[np.bool_],
        there: NDArray[np.bool_] | None,
    ) -> tuple[int, int, int, int]:
        one = self.layout.fields[number]
        present: NDArray[np.bool_] = np.ones(batch.rows, np.bool_) if there is None else there
        zero = np.zeros(batch.rows, np.bool_)
        if one.usage == "filler":
            found = buffer[starts[:, None] + np.arange(one.offset, one.end)]
            filled = np.asarray((~np.isin(found, [0, *self.blanks])).any(axis=1))
            return int(present.sum()), int((filled & present).sum()), 0, 0
        values = batch.series(number)
        text = values.fill_null("")
        filled = (text.str.strip_chars(" \u3000") != "").to_numpy() | undecoded
        if one.usage in DIGITS:
            zero = ((text != "") & (text.str.strip_chars("0.+-") == "")).to_numpy()
        filled, zero, undecoded = filled & present, zero & present, undecoded & present
        return int(present.sum()), int(filled.sum()), int(zero.sum()), int(undecoded.sum())


def _work(plan: Plan, counters: list[_Counter], block: Block) -> _Result:
    """The counts of one block, in a worker."""
    kinds = plan.classify(block.buffer, block.starts, block.lengths)
    result = _Result(unknown=int((kinds < 0).sum()))
    for number, counter in enumerate(counters):
        seen, wrong = counter.count(block, np.flatnonzero(kinds == number))
        result.unknown += wrong
        result.seen.append(seen)
    return result


def _bases(record: RecordMapping) -> dict[str, str]:
    """Names of fields in tables -> the name of the item that occurs."""
    layout = record.whole or record.layout
    found = {}
    for table in layout.tables:
        if table.within:
            continue
        span = range(table.offset, table.offset + table.size * table.most)
        for one in layout.fields:
            if one.offset in span:
                found[one.name] = NUMBERED.sub("", one.name)
    return found


def _carried(
    record: RecordMapping, type_field: str
) -> Iterator[tuple[str, tuple[Carried, tuple[str, ...]]]]:
    """Where the fields of a record type go, by their names, those of its tables too."""
    for name, _ in record.constants:
        yield name, ("type", ())
    if type_field:
        yield type_field, ("type", ())
    for one in record.walk():
        for name, found in _items(one).items():
            base = NUMBERED.sub("", name) if one.table else name
            yield base, ("items", tuple(dict.fromkeys(found)))


def _items(record: RecordMapping) -> dict[str, list[str]]:
    """The items of every field, also through what is computed of it."""
    sources = {column.name: {column.name} for column in record.layout.fields}
    for part in record.derived:
        if part.kind in ("python", "case", "sum", "parent"):
            for column in part.columns:
                sources[column.name] = {column.name, *part.fields}
    items: dict[str, list[str]] = {}
    for step in record.steps:
        for source in [one for name in step.fields for one in sources.get(name, ())]:
            items.setdefault(source, []).extend(step.items)
    return items
