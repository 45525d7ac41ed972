"""The memory of the workers of a conversion."""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Events
from lgmigrate.exchange.format import RecordFormat
from lgmigrate.pipeline.plan import RecordPlan

__all__ = ["Worker", "Workers"]


class Worker:
    """The memory of one worker: a batch and output buffers a record type, used again and again."""

    def __init__(self) -> None:
        self.batches: dict[str, Columns] = {}
        self.events = Events()
        self.buffers: dict[str, NDArray[np.uint8]] = {}

    def batch(self, plan: RecordPlan, rows: int, source_bytes: int) -> Columns:
        """A batch with room for ``rows`` records of ``source_bytes``."""
        forward = plan.forward
        batch = self.batches.get(plan.name)
        if batch is None or batch.views.shape[1] < rows:
            columns = max(forward.program.columns, len(plan.record.layout.fields)) + 1
            batch = Columns.allocate(columns, rows + rows // 8, 0)
            self.batches[plan.name] = batch
        forward.program.prepare(batch)
        text = forward.codec.text_bound(source_bytes, rows)
        room = text + forward.program.text_bound(text // 4, rows)
        need = batch.used + room + SLACK
        if len(batch.heap) < need:
            batch.heap = np.empty(need, np.uint8)
            forward.program.prepare(batch)
        return batch

    def write(
        self,
        name: str,
        target: RecordFormat,
        batch: Columns,
        columns: NDArray[np.int64],
        keep: NDArray[np.uint8],
    ) -> memoryview:
        """The records of a batch in a buffer of this worker."""
        out = self.buffers.get(name)
        if out is None:
            out = np.empty(4096 * max(batch.rows, 64), np.uint8)
        while (written := target.write(batch, columns, keep, out)) < 0:
            out = np.empty(-written, np.uint8)
        self.buffers[name] = out
        return memoryview(out)[:written]  # type: ignore[arg-type]  # numpy arrays are buffers


class Workers:
    """The workers of a run that are idle; as many are made as are at work at once."""

    def __init__(self) -> None:
        self._idle: list[Worker] = []
        self._lock = threading.Lock()

    def take(self) -> Worker:
        """An idle worker, or a new one."""
        with self._lock:
            return self._idle.pop() if self._idle else Worker()

    def give_back(self, worker: Worker) -> None:
        """What was made with its memory is written: the worker is idle."""
        with self._lock:
            self._idle.append(worker)
