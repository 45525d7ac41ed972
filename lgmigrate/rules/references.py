"""References between the files of a delivery: what a 外部キー points at is there.

All files are read before anything is decided, in any order; values are known by their hashes only
(``rules.hashed``). A record whose 外部キー has no value, or lacks one of several items, points at
nothing. A value that is in none of the files it may point at is K003; where one of these files is
not in the delivery it may be there, and one K004 a reference says so, with the number of records.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.findings import CODES, FINDING_SCHEMA
from lgmigrate.rules.hashed import Hasher, Places, Rows, RowStore, Spill, lacking, parts, rows_of
from lgmigrate.standard.pack import VALUE_SEPARATOR, File, Pack, Reference, Target

__all__ = ["Batch", "ReferenceIndex"]

_Place = tuple[str, str, tuple[str, ...]]  # pack, file and items that a reference points at


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Records of a file: ``frame`` has String columns by the items' names, ``first_record`` counts
    from 1 through the file, ``file`` is its name in the findings, ``offsets`` int64[n] are the byte
    offsets of the records, where known.
    """

    frame: pl.DataFrame
    first_record: int
    file: str
    offsets: NDArray[np.int64] | None = None


@dataclass(slots=True, kw_only=True)
class _Pointing:
    """One reference of one file: the targets that are in the delivery, and those that are not."""

    reference: Reference
    present: tuple[_Place, ...]
    absent: tuple[str, ...]
    rows: RowStore
    file: str = ""
    counts: int = 0

    @property
    def field(self) -> str:
        return "+".join(self.reference.items)


@dataclass(slots=True)
class ReferenceIndex:
    """The references of the files of a delivery.

    Args:
        files: every file of the delivery, with its pack.
        seed: random bytes of this run.
        memory_rows: rows that each reference and each target hold in memory before they spill.
        spill: opens a new file for what is spilled; without it everything is held.
    """

    files: Sequence[tuple[Pack, File]]
    seed: bytes
    memory_rows: int = 100_000
    spill: Spill | None = None
    _hasher: Hasher = field(init=False)
    _places: Places = field(init=False, default_factory=Places)
    _targets: dict[_Place, RowStore] = field(init=False, default_factory=dict)
    _pointing: dict[tuple[str, str], list[_Pointing]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._hasher = Hasher(self.seed)
        here = {(pack.name, file.name): file for pack, file in self.files}
        for pack, file in self.files:
            for reference in file.references:
                self._point(pack, file, reference, here)

    def _point(
        self, pack: Pack, file: File, reference: Reference, here: dict[tuple[str, str], File]
    ) -> None:
        present: list[_Place] = []
        absent: list[str] = []
        for target in reference.targets:
            name = target.pack or pack.name
            found = here.get((name, target.file))
            if found is None or not set(target.items) <= set(found.by_name):
                absent.append(_label(target))
            else:
                present.append((name, target.file, target.items))
        for place in present:
            if place not in self._targets:
                self._targets[place] = RowStore(self.memory_rows, self.spill)
        one = _Pointing(
            reference=reference,
            present=tuple(present),
            absent=tuple(absent),
            rows=RowStore(self.memory_rows, self.spill),
        )
        self._pointing.setdefault((pack.name, file.name), []).append(one)

    def items(self, pack: Pack, file: File) -> tuple[str, ...]:
        """The items of a file where a reference begins or ends: the columns that ``add`` needs."""
        names = {name for place in self._of(pack, file) for name in place[2]}
        for one in self._pointing.get((pack.name, file.name), ()):
            names.update(one.reference.items)
        return tuple(item.name for item in file.items if item.name in names)

    def add(self, pack: Pack, file: File, batch: Batch) -> None:
        """Take in a batch of a file, with the columns ``items`` at least."""
        for place in self._of(pack, file):
            some = batch.frame.filter(~lacking(place[2]))
            hashes = self._hasher.hashes(some, place[2])
            self._targets[place].add(rows_of(hashes, np.zeros(some.height, np.uint64), None))
        for one in self._pointing.get((pack.name, file.name), ()):
            one.file = batch.file
            rows = self._rows(one.reference.items, file, batch)
            one.counts += len(np.unique(rows[2]))
            if one.present:
                one.rows.add(rows)

    def finish(self) -> Iterator[pl.DataFrame]:
        """The findings, reference by reference, each in the order of its records."""
        for found in self._pointing.values():
            for one in found:
                yield from self._missing(one)
        self.close()

    def close(self) -> None:
        """Close the spill files; for a run that ends before ``finish``."""
        for store in self._targets.values():
            store.close()
        for found in self._pointing.values():
            for one in found:
                one.rows.close()

    def _of(self, pack: Pack, file: File) -> list[_Place]:
        """The places in a file that references point at."""
        return [place for place in self._targets if place[:2] == (pack.name, file.name)]

    def _rows(self, items: tuple[str, ...], file: File, batch: Batch) -> Rows:
        """The rows of a batch that point anywhere; a repeated item may point at several places."""
        columns = batch.frame.select(items).with_row_index("row")
        if len(items) == 1 and file.by_name[items[0]].repeat:
            values = pl.col(items[0]).str.split(VALUE_SEPARATOR)
            columns = columns.with_columns(values).explode(items[0])
        some = columns.filter(~lacking(items))
        row = some["row"].to_numpy()
        records = row.astype(np.uint64) + np.uint64(batch.first_record)
        where = None if batch.offsets is None else batch.offsets[row]
        hashes = self._hasher.hashes(some, items)
        return rows_of(hashes, self._places.of(batch.file, records), where)

    def _missing(self, one: _Pointing) -> Iterator[pl.DataFrame]:
        """What points at no record of the files that are there."""
        if not one.present:
            yield self._unknown(one, one.counts)
            return
        targets = [self._targets[place] for place in one.present]
        found = []
        for part in parts(one.rows, *targets):
            there = np.concatenate([store.part(part)[:2] for store in targets], axis=1)
            rows = one.rows.part(part)
            found.append(rows[2:, ~_within(rows[:2], there)])
        missing = np.concatenate(found, axis=1)
        if not missing.shape[1]:
            return
        missing = missing[:, np.unique(missing[0], return_index=True)[1]]  # one a record, in order
        if one.absent:
            yield self._unknown(one, missing.shape[1])
            return
        yield self._places.findings("K003", missing, one.field)

    def _unknown(self, one: _Pointing, records: int) -> pl.DataFrame:
        """One K004, where there are records that point anywhere."""
        if not records:
            return pl.DataFrame(schema=FINDING_SCHEMA)
        values = {
            "code": "K004",
            "severity": CODES["K004"].severity.value,
            "file": one.file,
            "field": one.field,
            "shape": f"{records} records, no {', '.join(one.absent)}",
        }
        return pl.DataFrame([values], schema=FINDING_SCHEMA)


def _label(target: Target) -> str:
    return f"{target.pack}:{target.file}" if target.pack else target.file


def _within(rows: NDArray[np.uint64], there: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Boolean[n]: the pair of hashes of each column of ``rows`` is a column of ``there``."""
    sorted_there = there[:, np.lexsort((there[1], there[0]))]
    first = np.ones(sorted_there.shape[1], np.bool_)
    first[1:] = (sorted_there[:, 1:] != sorted_there[:, :-1]).any(axis=0)
    sorted_there = sorted_there[:, first]
    at = np.searchsorted(sorted_there[0], rows[0])
    within = np.zeros(rows.shape[1], np.bool_)
    near = np.arange(rows.shape[1])
    while len(near):  # once, but for different values whose first hashes agree
        near = near[at[near] < sorted_there.shape[1]]
        near = near[sorted_there[0, at[near]] == rows[0, near]]
        within[near] = sorted_there[1, at[near]] == rows[1, near]
        near = near[~within[near]]
        at[near] += 1
    return within
