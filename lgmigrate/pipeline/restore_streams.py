"""The record types of one kind of source as streams of encoded records."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from lgmigrate.columns.batch import SLACK
from lgmigrate.columns.codec import Codec
from lgmigrate.columns.table import EVENTS
from lgmigrate.errors import FramingError
from lgmigrate.findings import CODES, Finding
from lgmigrate.pipeline.annex import Annex, Order, kept_bytes
from lgmigrate.pipeline.chunk import Chunk, Kept
from lgmigrate.pipeline.elements import element_places
from lgmigrate.pipeline.kinds import era_rows
from lgmigrate.pipeline.merge import patch
from lgmigrate.pipeline.parallel import in_order
from lgmigrate.pipeline.plan import Plan, RecordPlan
from lgmigrate.pipeline.restore_block import Job, Piece, Restorer
from lgmigrate.pipeline.restore_elements import (
    Foreign,
    Own,
    Placed,
    Placer,
    common_keys,
    fill_empty,
)
from lgmigrate.pipeline.standard_files import ExchangeFile, find_exchange_file

__all__ = ["Streams"]


@dataclass(slots=True)
class Streams:
    """The record types of ``plan`` in the delivery ``folder``. ``types``: all record types of the
    mapping that have a file, in order; ``stated``: the files that the manifest names.
    """

    plan: Plan
    folder: Path
    types: tuple[RecordPlan, ...]
    stated: frozenset[str]
    pool: Executor
    ahead: int
    opened: ExitStack
    findings: list[Finding] = field(default_factory=list)
    whole: bool = True

    def data(self) -> list[tuple[RecordPlan, Iterator[Chunk]]]:
        """The record types whose files are there. ``whole`` is then whether all have an annex.

        Raises:
            FramingError: F001, a file that the manifest names is missing.
        """
        streams = []
        for plan in self.plan.records:
            file = self._file(plan)
            if file is None:
                continue
            annex = self._annex(plan)
            self.whole = self.whole and annex is not None
            streams.append((plan, self._records(plan, file, annex)))
        return streams

    def special(self) -> Iterator[Iterator[Chunk]]:
        """The record types that have no file, from their annexes."""
        for plan in self.plan.records:
            if plan.record.file is None:
                annex = self._annex(plan)
                if annex is not None:
                    special = annex.special(plan, kept_bytes(self.folder, plan.name))
                    yield (self.folded(plan, chunk) for chunk in special)

    def _file(self, plan: RecordPlan) -> ExchangeFile | None:
        if plan.record.file is None:
            return None
        path = find_exchange_file(self.folder, plan.record.file)
        if path is None:
            if plan.record.file.name in self.stated:
                msg = f"F001 Expected the exchange file {plan.record.file.name}, got none"
                raise FramingError(msg)
            return None
        return ExchangeFile(path, self.plan.mapping.pack, plan.record.file)

    def _annex(self, plan: RecordPlan) -> Annex | None:
        annex = Annex.find(self.folder, plan)
        if annex is not None:
            self.opened.callback(annex.release)
        return annex

    def _pieces(
        self,
        plan: RecordPlan,
        file: ExchangeFile,
        annex: Annex | None,
        keys: tuple[str, ...] = (),
    ) -> Iterator[Piece]:
        """The blocks of a file, encoded."""
        name = file.file.name
        sharing = [one for one in self.types if one.record.file and one.record.file.name == name]
        names = [one.name for one in sharing]
        before = tuple(one.record.rows for one in sharing[: names.index(plan.name)])
        order = Order.find(self.folder, name, plan.name) if annex and len(sharing) > 1 else None
        restorer = Restorer(plan, plan.annex, keys=keys, before=() if annex else before)

        def jobs() -> Iterator[Job]:
            for block in file.blocks():
                mine = order.take(block.count) if order else None
                if annex and mine is None and len(sharing) > 1:
                    mine = np.zeros(block.count, np.bool_)  # no record of the file has an order
                count = block.count if mine is None else int(mine.sum())
                yield Job(file, block, annex.take(count) if annex else None, mine)
            if annex:
                annex.close()

        return in_order(self.pool, restorer.work, jobs(), ahead=self.ahead)

    def _records(
        self, plan: RecordPlan, file: ExchangeFile, annex: Annex | None
    ) -> Iterator[Chunk]:
        """The encoded records of one record type, in order, with the elements of its tables."""
        kept = kept_bytes(self.folder, plan.name) if annex else Kept(iter(()))
        empty = () if annex else plan.record.annex
        places = {name: at for name, (at, _) in element_places(plan).items()}
        tables = [(child, self._placer(plan, child, annex)) for child in plan.children]
        keys = self._common(plan) if annex is None else ()
        for piece in self._pieces(plan, file, annex, keys):
            chunk = Chunk(
                piece.numbers, piece.encoded.buffer, piece.encoded.starts, piece.encoded.sizes
            )
            elements = []
            for child, placer in tables:
                fill_empty(chunk, child)
                if placer is not None and len(chunk.numbers):
                    elements.append((child, placer.place(chunk, piece.keys)))
            placed = patch(chunk, kept, places)
            self._note(plan, file, piece, placed, empty)
            for child, some in elements:
                self._note_elements(child, some, placed, foreign=annex is None)
            yield self.folded(plan, chunk)
        for _, placer in tables:
            if isinstance(placer, Foreign):
                placer.close()

    def folded(self, plan: RecordPlan, chunk: Chunk) -> Chunk:
        """Records without the elements that are not there, where their number is variable."""
        form = self.plan.mapping.framing.form
        if plan.unfolding is None or form == "fixed" or not len(chunk.starts):
            return chunk
        content = np.concatenate([chunk.content, np.zeros(SLACK, np.uint8)])
        encoded, _, _ = plan.unfolding.fold(content, chunk.starts)
        return Chunk(chunk.numbers, encoded.buffer, encoded.starts, encoded.sizes)

    def _common(self, plan: RecordPlan) -> tuple[str, ...]:
        """The items by which the elements of all tables belong to a record: the same for each."""
        found = [common_keys(plan.record, child.record) for child in plan.children]
        return tuple(
            name for name in (found[0] if found else ()) if all(name in one for one in found)
        )

    def _placer(self, plan: RecordPlan, child: RecordPlan, annex: Annex | None) -> Placer | None:
        """The elements of a table; None where there is no file of them."""
        file = self._file(child)
        if file is None:
            return None
        if annex is not None:
            own = self._annex(child)
            if own is None:
                msg = f"M005 Expected the annex {child.name}.csv, got none"
                raise FramingError(msg)
            return Own(child, self._pieces(child, file, own))
        counted = [one for one in plan.record.layout.fields if one.name == child.record.count]
        layout = replace(
            plan.record.layout,
            fields=tuple(counted),
            length=max((one.end for one in counted), default=0),
        )
        codec = Codec(layout, self.plan.page, era_rows(self.plan.mapping))
        pieces = self._pieces(child, file, None, self._common(plan))
        return Foreign(child, codec, pieces, self.findings, file.path.name)

    def _note(
        self,
        plan: RecordPlan,
        file: ExchangeFile,
        piece: Piece,
        placed: set[tuple[int, str]],
        empty: tuple[str, ...],
    ) -> None:
        """Findings of what did not encode, but for values whose bytes were kept and for fields
        that are ``empty`` because there is no annex, which M006 says once.
        """
        fields = plan.record.layout.fields
        for row, number, event in piece.events.tolist():
            name = fields[number].name
            if not event or name in empty or (row, name) in placed or (row, "") in placed:
                continue
            self._tell(file.path.name, int(piece.places[row]), name, event)
        for fault in piece.faults:
            self.findings.append(
                Finding(
                    code=fault.code,
                    severity=CODES[fault.code].severity,
                    file=file.path.name,
                    record=int(piece.places[0]) + fault.row,
                )
            )

    def _note_elements(
        self, child: RecordPlan, some: list[Placed], placed: set[tuple[int, str]], *, foreign: bool
    ) -> None:
        """The same of elements."""
        file = child.record.file
        for one in some:
            name = child.record.layout.fields[one.field].name
            if not one.event or (foreign and name in child.record.annex):
                continue
            if (one.row, f"{name}_{one.element}") not in placed and file is not None:
                self._tell(file.name, one.place, f"{name}_{one.element}", one.event)

    def _tell(self, file: str, record: int, name: str, event: int) -> None:
        code = EVENTS[event]
        if code == "C005" and self.plan.page.on_error == "stop":
            msg = (
                f"{file}, record {record}, {name}: C005 Expected characters of "
                f"{self.plan.page.name}, got others, and on_error = stop"
            )
            raise FramingError(msg)
        self.findings.append(
            Finding(code=code, severity=CODES[code].severity, file=file, record=record, field=name)
        )
