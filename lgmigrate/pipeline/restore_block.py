"""Records of the standard layout and their annex -> records of the vendor, by one worker."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lgmigrate.columns import kernels
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Encoded, Events
from lgmigrate.errors import FramingError
from lgmigrate.exchange.csv_format import CsvFormat
from lgmigrate.exchange.format import ReadFault
from lgmigrate.pipeline.plan import RecordPlan
from lgmigrate.pipeline.standard_files import ExchangeBlock, ExchangeFile, read_block

__all__ = ["Job", "Piece", "Restorer", "encode_items"]


@dataclass(frozen=True, slots=True)
class Job:
    """A block of an exchange file, and the rows of the annex that belong to it (None: there is
    no annex).
    """

    file: ExchangeFile
    block: ExchangeBlock
    annex: NDArray[np.uint8] | None


@dataclass(slots=True)
class Piece:
    """Encoded records in order of their ``numbers`` (int64[n], of the whole source); ``first`` is
    the first one's number in the exchange file. ``events`` int64[n, 3], ``faults`` of reading.
    """

    numbers: NDArray[np.int64]
    encoded: Encoded
    first: int
    events: NDArray[np.int64]
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
        encoded = backward.codec.encode(batch, events)
        if not events.overflow():
            return encoded


class Restorer:
    """Restores the blocks of one record type; the memory of its workers is used again."""

    def __init__(self, plan: RecordPlan, annex: CsvFormat) -> None:
        self.plan, self.annex = plan, annex
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
        numbers = self._annex(job, batch)
        encoded = encode_items(self.plan, batch, events)
        piece = Piece(numbers, encoded, job.block.first, events.taken().copy(), read.faults)
        with self._lock:
            self._idle.append((batch, events))
        return piece

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
