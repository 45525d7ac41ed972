"""Records of the standard layout and their annex -> records of the vendor, by one worker."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.columns import kernels
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Encoded, Events
from lgmigrate.errors import FramingError
from lgmigrate.exchange.csv_format import CsvFormat
from lgmigrate.exchange.format import ReadFault
from lgmigrate.mapping.computed import go_back
from lgmigrate.mapping.model import Condition
from lgmigrate.mapping.records import ELEMENT
from lgmigrate.pipeline.kinds import fits
from lgmigrate.pipeline.plan import RecordPlan
from lgmigrate.pipeline.standard_files import ExchangeBlock, ExchangeFile, read_block

__all__ = ["Job", "Piece", "Restorer", "encode_items", "hashed"]


@dataclass(frozen=True, slots=True)
class Job:
    """A block of an exchange file, and the rows of the annex that belong to it (None: there is
    no annex). ``mine`` bool[n]: which of the block's records are of the type, None: all of them
    or, without an annex, those that its ``rows`` say.
    """

    file: ExchangeFile
    block: ExchangeBlock
    annex: NDArray[np.uint8] | None
    mine: NDArray[np.bool_] | None = None


@dataclass(slots=True)
class Piece:
    """Encoded records in order of their ``numbers`` (int64[n], of the whole source); ``places``
    int64[n] their numbers in the exchange file. ``events`` int64[n, 3], ``faults`` of reading.
    ``elements`` int64[n]: of the elements of a table their numbers. ``keys`` uint64[n]: hashes of
    what the records and the elements in them have in common, empty unless asked for.
    """

    numbers: NDArray[np.int64]
    encoded: Encoded
    places: NDArray[np.int64]
    events: NDArray[np.int64]
    elements: NDArray[np.int64]
    keys: NDArray[np.uint64]
    faults: tuple[ReadFault, ...] = field(default=())


def encode_items(plan: RecordPlan, batch: Columns, events: Events) -> Encoded:
    """Run the inverse steps over a batch of items and annex, and encode the records.

    The batch's heap begins with the program's pool; ``events`` holds what did not fit.
    """
    backward = plan.backward
    room = backward.program.text_bound(batch.used, batch.rows)
    batch.reserve(room)
    used = batch.used
    while True:
        batch.used = used
        events.start(batch)
        backward.program.run(batch, events)
        for part, sources, targets in backward.computed:
            names = [*(one.name for one in part.columns), *part.reads]
            for target, series in zip(
                targets, go_back(part, batch.frame(names, sources)), strict=True
            ):
                batch.put(target, series)
        encoded = backward.codec.encode(batch, events)
        if not events.overflow():
            return encoded


def hashed(plan: RecordPlan, names: tuple[str, ...], batch: Columns) -> NDArray[np.uint64]:
    """A hash of some items of each record, uint64[n]; nothing where there are no names."""
    file = plan.record.file
    if not names or file is None or not batch.rows:
        return np.zeros(0, np.uint64)
    return batch.frame(names, [file.index[name] for name in names]).hash_rows(seed=0).to_numpy()


class Restorer:
    """Restores the blocks of one record type; the memory of its workers is used again.

    ``keys``: the items that records have in common with the elements of their tables, which are
    hashed. ``before``: the conditions of the types that records of the file are first looked for.
    """

    def __init__(
        self,
        plan: RecordPlan,
        annex: CsvFormat,
        *,
        keys: tuple[str, ...] = (),
        before: tuple[tuple[Condition, ...], ...] = (),
    ) -> None:
        self.plan, self.annex, self.keys, self.before = plan, annex, keys, before
        self._idle: list[tuple[Columns, Events]] = []
        self._lock = threading.Lock()

    def work(self, job: Job) -> Piece:
        """Restore one block.

        Raises:
            ExchangeFault: the block or the annex is not well-formed.
            FramingError: M005, the annex does not belong to the records.
        """
        backward, rows = self.plan.backward, job.block.count
        with self._lock:
            batch, events = self._idle.pop() if self._idle else (None, Events())
        if batch is None or batch.views.shape[1] < rows:
            batch = Columns.allocate(backward.program.columns, rows + rows // 8 + 1, 0)
        size = job.block.end - job.block.start + (0 if job.annex is None else len(job.annex))
        batch.used = 0
        bound = len(backward.program.pool) + 2 * size + 16 * SLACK
        batch.reserve(bound + backward.program.text_bound(size, rows))
        backward.program.prepare(batch)
        read = read_block(job.file, job.block, batch)
        places = job.block.first + np.arange(batch.rows)
        faults = read.faults
        mine = self._mine(job, batch)
        if mine is not None:
            places = places[mine]
            faults = tuple(one for one in faults if one.row < len(mine) and mine[one.row])
            batch.views[:, : len(places)] = batch.views[:, np.flatnonzero(mine)]
            batch.rows = len(places)
        numbers = self._annex(job, batch)
        elements = self._elements(batch)
        keys = hashed(self.plan, self.keys, batch)
        encoded = encode_items(self.plan, batch, events)
        taken = events.taken().copy()
        piece = Piece(numbers, encoded, places, taken, elements, keys, faults)
        with self._lock:
            self._idle.append((batch, events))
        return piece

    def _mine(self, job: Job, batch: Columns) -> NDArray[np.bool_] | None:
        """Which records of the block are of the type, None for all."""
        file = self.plan.record.file
        if job.mine is not None or file is None or not (self.before or self.plan.record.rows):
            return job.mine
        names = [item.name for item in file.items]
        mine = fits(self.plan.record.rows, names, batch)
        for conditions in self.before:
            mine &= ~fits(conditions, names, batch)
        return mine

    def _elements(self, batch: Columns) -> NDArray[np.int64]:
        """The numbers of elements: those of the annex, else those of the item that has them, else
        none (0).
        """
        record = self.plan.record
        if record.table is None:
            return np.zeros(0, np.int64)
        column = self.plan.backward.annex[record.annex.index(ELEMENT)]
        if batch.nulls(column).all():
            column = next(
                (
                    record.file.index[step.items[0]]
                    for step in record.steps
                    if step.fields == (ELEMENT,) and step.kind == "rename" and record.file
                ),
                column,
            )
        values = batch.series(column).cast(pl.Int64, strict=False).fill_null(0)
        return values.to_numpy().copy()

    def _annex(self, job: Job, batch: Columns) -> NDArray[np.int64]:
        """Fill the annex's columns; -> the records' numbers, -1 where there is no annex."""
        lead = self.plan.backward.lead
        width = 1 + len(self.plan.keys) + len(self.plan.backward.annex)
        views = batch.views[lead : lead + width]
        numbers = np.full(batch.rows, -1, np.int64)
        if job.annex is None:
            views[:, : batch.rows] = (0, 1)
            return numbers
        start, size = batch.used, len(job.annex)
        batch.heap[start : start + size] = job.annex
        batch.used = start + size + SLACK
        part = Columns(views, batch.heap, 0, batch.used)
        read = self.annex.read(part, start, start + size)
        batch.used = part.used
        keys = np.array(self.plan.keys, np.int64)
        again = np.arange(lead + 1, lead + 1 + len(keys), dtype=np.int64)
        same = part.heap is batch.heap and read.rows == batch.rows and not read.faults
        if same and len(keys):
            same = kernels.first_difference(batch.views, batch.heap, batch.rows, keys, again) < 0
        batch.reserve(SLACK)
        if same:
            kernels.read_numbers(batch.views, batch.heap, batch.rows, lead, batch.used, numbers)
            same = bool((numbers > 0).all())
        if not same:
            place = f"record {job.block.first} of {job.file.path.name} or behind it"
            wanted = f"Expected the annex {self.plan.name}.csv of these records"
            msg = f"M005 {wanted}, got another - at {place}"
            raise FramingError(msg)
        return numbers
