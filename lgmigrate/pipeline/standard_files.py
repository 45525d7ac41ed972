"""Exchange files on disk, read a block of whole records at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.errors import FramingError
from lgmigrate.exchange.faults import MALFORMED, ExchangeFault
from lgmigrate.exchange.format import ReadResult, RecordFormat
from lgmigrate.pipeline.digest import Digest
from lgmigrate.pipeline.plan import Names, Style, exchange_format
from lgmigrate.pipeline.sources import fill, open_bytes
from lgmigrate.standard.pack import File, Pack

__all__ = ["SUFFIXES", "ExchangeBlock", "ExchangeFile", "find_exchange_file", "read_block"]

BLOCK = 1 << 20
HEAD = 1 << 16
SUFFIXES = (".xml", ".csv", ".xml.gz", ".csv.gz", ".xml.zst", ".csv.zst")
_TAG = re.compile(rb"<(?:[^\s<>/!?:]+:)?([^\s<>/!?:]+)")
LONGEST = 1 << 26  # bytes of a record; an element that is never closed must not fill memory


@dataclass(frozen=True, slots=True)
class ExchangeBlock:
    """Whole records at ``buffer[start:end]``. ``offset`` is the place of ``buffer[0]`` in the
    file, ``first`` the number of the first record, from 1, ``count`` how many there are.
    """

    buffer: NDArray[np.uint8]
    start: int
    end: int
    offset: int
    first: int
    count: int


def find_exchange_file(folder: Path, file: File) -> Path | None:
    """The exchange file of ``file`` in a delivery: ``<file>.xml`` or ``<file>.csv``, or one of
    these compressed; None where there is none.
    """
    for suffix in SUFFIXES:
        path = folder / f"{file.name}{suffix}"
        if path.is_file():
            return path
    return None


class ExchangeFile:
    """One exchange file of a pack. ``format`` and the style of its ``names`` are known as soon as
    ``blocks`` has begun; ``size`` and, where the file is ``hashed``, ``sha256`` are known at its
    end.
    """

    def __init__(
        self, path: Path, pack: Pack, file: File, *, block: int = BLOCK, hashed: bool = False
    ) -> None:
        self.path, self.pack, self.file, self.block = path, pack, file, block
        self.style: Style = "csv" if ".csv" in path.suffixes else "xml"
        self.names: Names = "romaji"
        self.format = self._format("romaji")
        self.size = 0
        self.records = 0
        self.hashed = hashed
        self.sha256 = ""

    def _format(self, names: Names) -> RecordFormat:
        self.names = names
        return exchange_format(self.pack, self.file, self.style, names)

    def blocks(self) -> Iterator[ExchangeBlock]:
        """The records, a block at a time.

        Raises:
            ExchangeFault: the file is not well-formed (X001), not of this pack (X003).
        """
        rest = np.zeros(0, np.uint8)
        final = False
        start = -1
        with open_bytes(self.path) as stream, ThreadPoolExecutor(1) as hashing:
            digest = Digest(hashing) if self.hashed else None
            while not final:
                room = max(self.block, 2 * len(rest)) if start >= 0 else HEAD
                buffer = np.zeros(max(room, len(rest) + HEAD) + SLACK, np.uint8)
                room = len(buffer) - SLACK
                buffer[: len(rest)] = rest
                filled = fill(stream, buffer, len(rest), room, digest)
                self.size += filled - len(rest)
                final = filled < room
                offset = self.size - filled
                try:
                    if start < 0:
                        start = self._open(buffer[:filled].tobytes())
                    end = self.format.cut(buffer, start, filled, final)
                except ExchangeFault as fault:
                    raise self._placed(fault, offset) from fault
                if end > start:
                    count = self.format.count(buffer, start, end)
                    first = self.records + 1
                    self.records += count
                    yield ExchangeBlock(buffer, start, end, offset, first, count)
                rest, start = buffer[end:filled].copy(), 0
                if len(rest) > LONGEST:
                    message = f"Expected a record of at most {LONGEST} bytes, got no end of one"
                    raise self._placed(ExchangeFault(MALFORMED, 0, message), self.size - len(rest))
            self.sha256 = digest.hexdigest() if digest else ""
        try:
            self.format.close(bytes(rest))
        except ExchangeFault as fault:
            raise self._placed(fault, self.size - len(rest)) from fault

    def _open(self, head: bytes) -> int:
        """Check the head; item names may be in either style."""
        if self.style == "xml":
            names = self._names_in(head)
            if names != self.names:
                self.format = self._format(names)
            return self.format.open(head)
        try:
            return self.format.open(head)
        except ExchangeFault as fault:
            if fault.code != "X003":
                raise
            self.format = self._format("japanese")
            return self.format.open(head)

    def _names_in(self, head: bytes) -> Names:
        """The style of the first item's element; romaji where the head has none."""
        romaji, japanese = (set(self.file.elements(one)) for one in ("romaji", "japanese"))
        for tag in _TAG.finditer(head):
            name = tag[1].decode(errors="replace")
            if name in romaji:
                break
            if name in japanese:
                return "japanese"
        return "romaji"

    def _placed(self, fault: ExchangeFault, offset: int) -> ExchangeFault:
        """The same fault with its place in the file."""
        at = None if fault.offset is None else fault.offset + offset
        return ExchangeFault(
            fault.code, at, *(f"{self.path.name}: {message}" for message in fault.messages)
        )

    def faulted(self, fault: ExchangeFault, block: ExchangeBlock) -> ExchangeFault:
        """A fault of reading a block, with its place in the file."""
        return self._placed(fault, block.offset + block.start)


def read_block(file: ExchangeFile, block: ExchangeBlock, batch: Columns) -> ReadResult:
    """Copy a block behind what is in use of the batch's heap, and read its records.

    Raises:
        ExchangeFault: the block is not well-formed; the place is that of the file.
        FramingError: a block of more text than a batch holds.
    """
    size = block.end - block.start
    try:
        batch.reserve(2 * size + 4 * SLACK)
    except MemoryError as error:
        msg = f"{file.path.name}: X001 {error}"
        raise FramingError(msg) from error
    start = batch.used
    batch.heap[start : start + size] = block.buffer[block.start : block.end]
    batch.used = start + size + SLACK
    try:
        return file.format.read(batch, start, start + size)
    except ExchangeFault as fault:
        raise file.faulted(fault, block) from fault
