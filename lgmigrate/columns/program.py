"""Steps between columns as one table that a kernel runs: constants, code maps, and the steps.

The text of constants and maps is the *pool*; it stands at the head of every heap that the
program works on (``prepare``), so that views on it hold for every batch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lgmigrate.columns import kernels
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Events
from lgmigrate.columns.table import EVENTS, narrow_table, wide_table

__all__ = ["Builder", "Program", "event_number"]

MOST = 8  # columns on one side of a step


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Program:
    """Compiled steps. ``columns``: how many batch columns they use in all; ``growth``: bytes of
    text that a row can need beyond three times the text of its sources.
    """

    pool: NDArray[np.uint8]
    steps: NDArray[np.int64]
    constants: NDArray[np.uint64]
    maps: NDArray[np.int64]
    slots: NDArray[np.int32]
    keys: NDArray[np.uint64]
    values: NDArray[np.uint64]
    inexact: NDArray[np.uint8]
    columns: int
    growth: int

    def prepare(self, batch: Columns) -> None:
        """Begin a batch: the pool at the head of the heap, nothing else in use."""
        batch.used = 0
        batch.reserve(len(self.pool) + SLACK)
        batch.heap[: len(self.pool)] = self.pool
        batch.used = len(self.pool)

    def text_bound(self, text_bytes: int, rows: int) -> int:
        """Bytes that the steps can need at most, for sources of ``text_bytes`` of text."""
        return 12 * text_bytes + self.growth * (rows + 1) + 2 * SLACK

    def run(self, batch: Columns, events: Events) -> None:
        """Run the steps over the batch, whose heap must have room for ``text_bound`` bytes."""
        events.state[kernels.HEAP] = batch.used
        kernels.run_steps(
            self.steps,
            batch.views,
            batch.heap,
            batch.rows,
            self.maps,
            self.slots,
            self.keys,
            self.values,
            self.inexact,
            self.constants,
            wide_table(),
            narrow_table(),
            events.array,
            events.state,
        )
        batch.used = int(events.state[kernels.HEAP])


@dataclass(slots=True)
class Builder:
    """Collects constants, maps and steps. ``columns`` is the number of columns given away."""

    columns: int = 0
    _pool: bytearray = field(default_factory=bytearray)
    _places: dict[str, int] = field(default_factory=dict)
    _constants: list[str] = field(default_factory=list)
    _maps: list[dict[str, str]] = field(default_factory=list)
    _inexact: list[bool] = field(default_factory=list)
    _steps: list[list[int]] = field(default_factory=list)
    _growth: int = 0

    def column(self) -> int:
        """A new column."""
        self.columns += 1
        return self.columns - 1

    def text(self, value: str) -> tuple[int, int]:
        """Place and size of a text in the pool."""
        raw = value.encode()
        if value not in self._places:
            self._places[value] = len(self._pool)
            self._pool += raw
        return self._places[value], len(raw)

    def constant(self, value: str) -> int:
        """The number of a constant."""
        self.text(value)
        if value not in self._constants:
            self._constants.append(value)
        return self._constants.index(value)

    def map(self, pairs: Mapping[str, str], back: Mapping[str, str] | None = None) -> int:
        """The number of a map of text to text; an empty target stands for null. ``back`` is the
        map of the way back, if there is one: bytes are kept of what it takes to other keys.
        """
        self._inexact += [
            back is not None and back.get(value, "") != key for key, value in pairs.items()
        ]
        for one in (*pairs, *pairs.values()):
            self.text(one)
        self._maps.append(dict(pairs))
        return len(self._maps) - 1

    def step(  # noqa: PLR0913  # the parts of a step's row, one a column of it
        self,
        kind: int,
        sources: Sequence[int],
        targets: Sequence[int],
        numbers: Sequence[int] = (),
        fields: Sequence[int] = (),
        *,
        fourth: int = -1,
    ) -> None:
        """Add a step: batch columns it reads and writes (-1: none), its one to three numbers
        and the fourth that some have, and the fields of the record layout that its events are
        noted for.
        """
        row = [-1] * 32
        row[kernels.STEP], row[kernels.SOURCES] = kind, len(sources)
        row[kernels.TARGETS], row[kernels.FOURTH] = len(targets), fourth
        row[kernels.FIRST : kernels.FIRST + len(numbers)] = numbers
        for start, part in (
            (kernels.SOURCE, sources),
            (kernels.TARGET, targets),
            (kernels.FIELD, fields),
        ):
            if len(part) > MOST:
                msg = f"Expected at most {MOST} columns on one side of a step, got {len(part)}"
                raise ValueError(msg)
            row[start : start + len(part)] = part
        self._steps.append(row)
        self._growth += 128 + (numbers[0] if kind == kernels.PAD else 0)

    def build(self) -> Program:
        """The program, with its pool and hash tables."""
        pool = np.frombuffer(bytes(self._pool) + bytes(SLACK), np.uint8).copy()
        keys = [key for one in self._maps for key in one]
        values = [value for one in self._maps for value in one.values()]
        key_views = self._views(keys)
        maps = np.zeros((max(len(self._maps), 1), 2), np.int64)
        tables: list[NDArray[np.int32]] = []
        first = start = 0
        for number, one in enumerate(self._maps):
            size = 1 << (2 * len(one) + 2).bit_length()
            table = np.full(size, -1, np.int32)
            kernels.fill_slots(key_views[first : first + len(one)], pool, table, first)
            maps[number] = (start, size - 1)
            tables.append(table)
            first, start = first + len(one), start + size
        return Program(
            pool=pool,
            steps=np.array(self._steps, np.int64).reshape(-1, 32),
            constants=self._views(self._constants or [""]),
            maps=maps,
            slots=np.concatenate(tables) if tables else np.full(1, -1, np.int32),
            keys=key_views if keys else self._views([""]),
            values=self._views(values or [""]),
            inexact=np.array(self._inexact or [False], np.uint8),
            columns=self.columns,
            growth=self._growth,
        )

    def _views(self, texts: Sequence[str]) -> NDArray[np.uint64]:
        """Views on the pool, uint64[n, 2]."""
        views = np.zeros((len(texts), 2), np.uint64)
        for number, text in enumerate(texts):
            place, size = self.text(text)
            raw = text.encode()
            head = size | int.from_bytes(raw[:4], "little") << 32
            rest = place << 32 if size > 12 else int.from_bytes(raw[4:12], "little")
            views[number] = (head, rest)
        return views


def event_number(code: str) -> int:
    """The number of a finding code among the kernels' events."""
    return EVENTS.index(code)
