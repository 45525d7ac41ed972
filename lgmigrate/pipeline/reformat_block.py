"""One block of an exchange file in the bytes of another form, by one worker.

A value with a character that XML forbids is left out of XML, with finding S010 and its bytes kept
as ``record,item,bytes`` (UTF-8 in hexadecimal). What is not of the file's structure is a finding
(S009, F008) and stands in the file that was read.

Source: Extensible Markup Language (XML) 1.0 (Fifth Edition), production 2 (Char).
"""

from __future__ import annotations

import csv
import io
import threading
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from lgmigrate.columns.batch import NULL, SLACK, Columns
from lgmigrate.exchange.format import ReadFault, RecordFormat, fenced
from lgmigrate.exchange.kernels import check_text
from lgmigrate.findings import CODES, Finding, shape_of
from lgmigrate.pipeline.standard_files import ExchangeBlock, ExchangeFile, read_block

__all__ = ["VALUES_HEAD", "BlockResult", "Reformatter"]

VALUES_HEAD = b"record,item,bytes\r\n"
FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{FFFE}\x{FFFF}]"


@dataclass(slots=True)
class _Memory:
    """What one worker fills again and again."""

    batch: Columns
    out: NDArray[np.uint8]


@dataclass(slots=True)
class BlockResult:
    """The records of a block: ``data`` belongs to the ``memory`` of a worker. ``values`` are the
    lines of what could not be written.
    """

    data: memoryview
    rows: int
    memory: _Memory
    findings: list[Finding] = field(default_factory=list)
    values: bytes = b""


class Reformatter:
    """Reads the blocks of ``file`` and writes them in ``target``."""

    def __init__(self, file: ExchangeFile, target: RecordFormat) -> None:
        self.file, self.target = file, target
        self._items = [item.name for item in file.file.items]
        self._columns = np.arange(len(self._items), dtype=np.int64)
        self._strict = target.head.startswith(b"<") and file.style == "csv"
        self._idle: list[_Memory] = []
        self._lock = threading.Lock()

    def give_back(self, result: BlockResult) -> None:
        """The result's bytes are written: its memory may be used again."""
        with self._lock:
            self._idle.append(result.memory)

    def work(self, block: ExchangeBlock) -> BlockResult:
        """Read one block and write it.

        Raises:
            ExchangeFault: the block is not well-formed.
        """
        size = block.end - block.start
        with self._lock:
            memory = self._idle.pop() if self._idle else None
        if memory is None:
            room = 2 * size + 4 * SLACK
            memory = _Memory(Columns.allocate(len(self._items), 1, room), np.empty(room, np.uint8))
        batch = memory.batch
        batch.used = 0
        read = read_block(self.file, block, batch)
        findings = [self._finding(fault, block) for fault in read.faults]
        values = b""
        if self._strict and _is_forbidden(batch, size):
            lost, values = self._take_out(batch, block.first)
            findings = sorted([*findings, *lost], key=lambda one: one.record or 0)
        keep = np.ones(batch.rows, np.uint8)
        while (written := self.target.write(batch, self._columns, keep, memory.out)) < 0:
            memory.out = np.empty(-written, np.uint8)
        data = memoryview(memory.out)[:written]  # type: ignore[arg-type]  # numpy arrays are buffers
        return BlockResult(data, batch.rows, memory, findings, values)

    def _finding(self, fault: ReadFault, block: ExchangeBlock) -> Finding:
        return Finding(
            code=fault.code,
            severity=CODES[fault.code].severity,
            file=self.file.path.name,
            record=block.first + fault.row,
            offset=block.offset + block.start + fault.offset,
            field=self._items[fault.item] if fault.item >= 0 else None,
        )

    def _take_out(self, batch: Columns, first: int) -> tuple[list[Finding], bytes]:
        """Make null what XML cannot hold; -> the findings, and the lines that keep the values."""
        frame = batch.frame([str(number) for number in range(len(self._items))])
        places = sorted(
            (row, number)
            for number, column in enumerate(frame.get_columns())
            for row in column.str.contains(FORBIDDEN).fill_null(value=False).arg_true().to_list()
        )
        findings = []
        lines = io.StringIO()
        writer = csv.writer(lines, lineterminator="\r\n")
        for row, number in places:
            value = batch.value(number, row) or ""
            batch.views[number, row] = NULL
            name = self._items[number]
            writer.writerow((first + row, name, value.encode().hex()))
            findings.append(
                Finding(
                    code="S010",
                    severity=CODES["S010"].severity,
                    file=self.file.path.name,
                    record=first + row,
                    field=name,
                    shape=shape_of(value),
                )
            )
        return findings, lines.getvalue().encode()


def _is_forbidden(batch: Columns, size: int) -> bool:
    """Whether the block at the begin of the heap has a character that XML forbids."""
    with fenced(batch, 0, size, b"\n"):
        place, _ = check_text(batch.heap, 0, size, strict=True)
    return bool(place >= 0)
