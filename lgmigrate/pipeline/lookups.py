"""What records take from the whole of the sources: joins, and numbers among records alike.

The sources concerned are read once before the conversion. Joined records stand in a temporary file
that is mapped into memory, and are decoded again where they are joined; in memory there are 32
bytes a joined record and 16 a numbered one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.columns.batch import Columns
from lgmigrate.errors import UsageError
from lgmigrate.findings import CODES, Finding
from lgmigrate.mapping.model import Derived
from lgmigrate.pipeline.derive import Above, decode_rows
from lgmigrate.pipeline.plan import Plan, RecordPlan
from lgmigrate.pipeline.sources import Block, Source

__all__ = ["Lookups", "looked_up"]

Key = tuple[str, int]
"""A record type's name, and the place of a join or number among what is derived for it."""


@dataclass(slots=True)
class _Store:
    """The records of one type that others join to, as they are, behind each other in a file."""

    plan: RecordPlan
    path: Path
    lengths: list[NDArray[np.int64]] = field(default_factory=list)
    places: list[tuple[str, NDArray[np.int64]]] = field(default_factory=list)
    keys: dict[tuple[str, ...], list[NDArray[np.uint64]]] = field(default_factory=dict)

    def add(self, source: str, numbers: NDArray[np.int64], block: Block, batch: Columns) -> None:
        """Take in the records of a block that have these numbers."""
        rows = numbers - block.number
        starts, lengths = block.starts[rows], block.lengths[rows]
        with self.path.open("ab") as stream:
            for start, length in zip(starts.tolist(), lengths.tolist(), strict=True):
                stream.write(block.buffer[start : start + length].tobytes())
        self.lengths.append(lengths)
        self.places.append((source, numbers))
        names = self.plan.record.layout.names()
        for fields, found in self.keys.items():
            found.append(_hashes(batch.frame(fields, [names.index(one) for one in fields])))


@dataclass(frozen=True, slots=True)
class _Join:
    """The joined records by the hashes of their keys: ``hashes`` ascending, ``rows`` of each."""

    plan: RecordPlan
    on: tuple[str, ...]
    content: NDArray[np.uint8]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    rows: NDArray[np.int64]

    def find(self, keys: pl.DataFrame) -> Above:
        """The first record with the same key, for each key."""
        wanted = _hashes(keys)
        places = np.searchsorted(self.hashes, wanted)
        inside = places < len(self.hashes)
        inside[inside] = self.hashes[places[inside]] == wanted[inside]
        inside &= keys.select(pl.all_horizontal(pl.all().is_not_null())).to_series().to_numpy()
        used, rows = np.unique(self.rows[places[inside]], return_inverse=True)
        names = self.plan.record.layout.names()
        codec = self.plan.forward.codec
        batch, _ = decode_rows(codec, self.content, self.starts[used], self.lengths[used])
        batch.rows = len(used)
        same = np.ones(len(rows), np.bool_)
        for mine, their in zip(keys.filter(inside).get_columns(), self.on, strict=True):
            theirs = batch.series(names.index(their)).gather(rows)
            same &= (mine == theirs).fill_null(value=False).to_numpy()
        found = np.full(len(wanted), -1, np.int64)
        found[inside] = np.where(same, rows, -1)
        return Above(names, batch, found)


@dataclass(slots=True)
class Lookups:
    """Joins and numbers by record type. ``findings``: records that are joined to by a key that
    another one has.
    """

    joins: dict[Key, _Join] = field(default_factory=dict)
    numbers: dict[tuple[Key, int], tuple[NDArray[np.int64], NDArray[np.int64]]] = field(
        default_factory=dict
    )
    findings: list[Finding] = field(default_factory=list)

    def joined(self, name: str, place: int, keys: pl.DataFrame) -> Above:
        """The record for each key."""
        return self.joins[name, place].find(keys)

    def numbered(
        self, name: str, place: int, source: int, records: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """The numbers of records of a source, which is counted from 1."""
        known, values = self.numbers[(name, place), source]
        found: NDArray[np.int64] = values[np.searchsorted(known, records)]
        return found


@contextmanager
def looked_up(plans: Sequence[Plan], paths: Sequence[tuple[Plan, Path]]) -> Iterator[Lookups]:
    """Read what the record types of these sources take from the whole of them.

    Raises:
        UsageError: a source that has to be read twice is the standard input.
        FramingError: a source cannot be read as declared.
    """
    lookups = Lookups()
    wanted = _joined_to(plans)
    numbered = [one for plan in plans for one in plan.records if _of_kind(one, "number")]
    if not wanted and not numbered:
        yield lookups
        return
    with tempfile.TemporaryDirectory(prefix="lgmigrate-") as folder:
        stores = {
            record.record.name: _Store(record, Path(folder) / f"{number}.dat")
            for number, record in enumerate(one for plan in plans for one in plan.records)
            if record.record.name in wanted
        }
        for name, keys in wanted.items():
            stores[name].keys = {on: [] for on in keys}
        hashes: dict[Key, list[tuple[int, NDArray[np.int64], NDArray[np.uint64]]]] = {}
        for number, (plan, path) in enumerate(paths, start=1):
            _read(plan, path, number, stores, hashes)
        for record in (one for plan in plans for one in plan.records):
            for place, derived in _of_kind(record, "join"):
                on = tuple(their for _, their in derived.on)
                lookups.joins[record.record.name, place] = _index(
                    stores[derived.record], on, lookups
                )
        for key, parts in hashes.items():
            _number(key, parts, lookups)
        yield lookups
        lookups.joins.clear()  # the files are mapped, and on some systems held, until then


def _of_kind(record: RecordPlan, kind: str) -> list[tuple[int, Derived]]:
    return [(n, one) for n, one in enumerate(record.record.derived) if one.kind == kind]


def _joined_to(plans: Iterable[Plan]) -> dict[str, set[tuple[str, ...]]]:
    """The record types that others join to, with the fields that they are joined by."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for plan in plans:
        for record in plan.records:
            for _, derived in _of_kind(record, "join"):
                on = tuple(their for _, their in derived.on)
                found.setdefault(derived.record, set()).add(on)
    return found


def _read(
    plan: Plan,
    path: Path,
    number: int,
    stores: dict[str, _Store],
    hashes: dict[Key, list[tuple[int, NDArray[np.int64], NDArray[np.uint64]]]],
) -> None:
    """Take in one source, if any of its record types is concerned."""
    concerned = [
        (kind, record)
        for kind, record in enumerate(plan.records)
        if record.record.name in stores or _of_kind(record, "number")
    ]
    if not concerned:
        return
    if str(path) == "-":
        msg = "Expected a file, as it is read twice for joins or numbers, got standard input"
        raise UsageError(msg)
    source = Source(path, plan.mapping.framing)
    for block in source.blocks():
        kinds = plan.classify(block.buffer, block.starts, block.lengths)
        for kind, record in concerned:
            rows = np.flatnonzero(kinds == kind)
            if not len(rows):
                continue
            layout = record.record.layout
            batch, _ = decode_rows(
                record.forward.codec, block.buffer, block.starts[rows], block.lengths[rows]
            )
            batch.rows = len(rows)
            names = list(layout.names())
            numbers = rows + block.number
            store = stores.get(record.record.name)
            if store is not None:
                store.add(source.name, numbers, block, batch)
            for place, derived in _of_kind(record, "number"):
                columns = [names.index(one) for one in derived.fields]
                found = _hashes(batch.frame(derived.fields, columns))
                hashes.setdefault((record.record.name, place), []).append((number, numbers, found))


def _hashes(keys: pl.DataFrame) -> NDArray[np.uint64]:
    return keys.hash_rows(seed=0).to_numpy()


def _index(store: _Store, on: tuple[str, ...], lookups: Lookups) -> _Join:
    """The records by key; of several with one key the first is taken, the others are told."""
    hashes = np.concatenate([*store.keys[on], np.zeros(0, np.uint64)])
    lengths = np.concatenate([*store.lengths, np.zeros(0, np.int64)])
    order = np.argsort(hashes, kind="stable")
    ascending = hashes[order]
    again = np.zeros(len(order), np.bool_)
    again[1:] = ascending[1:] == ascending[:-1]
    base = 0
    for source, numbers in store.places:
        here = order[again]
        here = here[(here >= base) & (here < base + len(numbers))] - base
        for number in np.sort(numbers[here]).tolist():
            severity = CODES["M008"].severity
            finding = Finding(
                code="M008", severity=severity, file=source, record=number, field=on[0]
            )
            if finding not in lookups.findings:
                lookups.findings.append(finding)
        base += len(numbers)
    starts = np.cumsum(lengths) - lengths
    content = np.memmap(store.path, np.uint8, "r") if len(order) else np.zeros(0, np.uint8)
    return _Join(store.plan, on, content, starts, lengths, ascending[~again], order[~again])


def _number(
    key: Key,
    parts: list[tuple[int, NDArray[np.int64], NDArray[np.uint64]]],
    lookups: Lookups,
) -> None:
    """The place of each record among those with the same key, from 1."""
    sources = np.concatenate([np.full(len(numbers), source) for source, numbers, _ in parts])
    records = np.concatenate([numbers for _, numbers, _ in parts])
    hashes = np.concatenate([found for _, _, found in parts])
    order = np.argsort(hashes, kind="stable")
    ascending = hashes[order]
    begins = np.ones(len(order), np.bool_)
    begins[1:] = ascending[1:] != ascending[:-1]
    first = np.flatnonzero(begins)
    values = np.empty(len(order), np.int64)
    values[order] = np.arange(len(order)) - np.repeat(first, np.diff([*first, len(order)])) + 1
    for source in np.unique(sources).tolist():
        here = sources == source
        lookups.numbers[key, source] = (records[here], values[here])
