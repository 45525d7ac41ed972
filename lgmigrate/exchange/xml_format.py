"""One file of a pack as XML: a record a line, written and read by kernels.

What the kernel declines (comments, CDATA, attributes, prefixes, a fault) goes through a
conforming parser, block by block; ``fallbacks`` counts these blocks, because they are slow.
The law: whatever is accepted means what a conforming parser reads, and what such a parser refuses
is refused. The values of a repeated item are elements one behind the other; a cell holds them with
LF between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Literal

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.errors import Faults, PackError
from lgmigrate.exchange.faults import MALFORMED, ExchangeFault
from lgmigrate.exchange.format import ReadResult, fenced, make_capacity, room_needed
from lgmigrate.exchange.kernels import (
    BROKEN,
    DECLINED,
    DONE,
    FULL,
    GROW,
    SCRATCH,
    check_text,
    outline_xml,
    read_xml,
    scan_xml,
    write_xml,
)
from lgmigrate.exchange.xml_document import (
    RECORD,
    ROOT,
    Frame,
    close_document,
    conforming_parser,
    open_document,
    start_tag,
)
from lgmigrate.exchange.xml_tree import Elements, read_tree
from lgmigrate.standard.pack import File, Pack

__all__ = ["XmlFormat"]

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'


class XmlFormat:
    """The XML format of ``file``; see ``RecordFormat`` for the methods.

    One value serves any number of threads; ``open`` comes before reading and sets the document's
    own root for all of them. ``municipality`` None: not written, and not checked when reading.

    Raises:
        PackError: an item's name cannot be an element name, or two items have one name.
    """

    def __init__(
        self,
        pack: Pack,
        file: File,
        names: Literal["romaji", "japanese"] = "romaji",
        municipality: str | None = None,
    ) -> None:
        self.pack, self.file, self.municipality = pack, file, municipality
        self.names = file.elements(names)
        self._repeats = np.array([item.repeat > 0 for item in file.items], np.uint8)
        repeated = frozenset(np.flatnonzero(self._repeats).tolist())
        self._elements = Elements(self.names, repeated)
        _check_names(file.name, self.names)
        self.fallbacks = 0
        self._lock = Lock()
        start, end = start_tag(pack, file, municipality), f"</{ROOT}>".encode()
        self.head = _DECLARATION + start + b"\n"
        self.tail = end + b"\n"
        self._frame = Frame(start, end, pack.namespace)
        elements = [*self.names, RECORD]
        starts = [f"<{name}".encode() for name in elements]
        ends = [f"</{name}>".encode() for name in elements]
        written = [start + b">" for start in starts]
        self._written, self._written_pool = _literals(written, [*ends[:-1], ends[-1] + b"\n"])
        self._tags, self._pool = _literals(starts, ends)
        sizes = np.minimum(self._tags[:, (1, 3)], 32).astype(np.uint64)
        self._masks: NDArray[np.uint64] = (np.uint64(1) << sizes) - np.uint64(1)

    def write(
        self,
        batch: Columns,
        columns: NDArray[np.int64],
        keep: NDArray[np.uint8],
        out: NDArray[np.uint8],
    ) -> int:
        """Write the records of a batch; see ``RecordFormat.write``."""
        if len(columns) != len(self.names) or len(keep) < batch.rows:
            msg = (
                f"Expected {len(self.names)} columns and {batch.rows} rows to keep or not, "
                f"got {len(columns)} and {len(keep)}"
            )
            raise ValueError(msg)
        present = np.flatnonzero(columns >= 0)
        tags = self._written[np.append(present, len(self.names))]
        size = write_xml(
            batch.views,
            batch.heap,
            batch.rows,
            keep,
            columns[present],
            self._repeats[present],
            tags,
            self._written_pool,
            out,
            np.zeros(SCRATCH, np.uint8),
        )
        if size >= 0:
            return int(size)
        literals = int(tags[:, (1, 3)].sum())
        return -room_needed(batch, columns, literals, len(out))

    def open(self, first: bytes) -> int:
        """Check the head of a document; see ``RecordFormat.open``."""
        offset, self._frame = open_document(first, self.pack, self.file, self.municipality)
        return offset

    def cut(self, buffer: NDArray[np.uint8], start: int, size: int, final: bool) -> int:  # noqa: ARG002, FBT001 - the seam's
        """The end of the last complete record; see ``RecordFormat.cut``."""
        return self._scan(buffer, start, size)[1]

    def count(self, buffer: NDArray[np.uint8], start: int, end: int) -> int:
        """The number of records; see ``RecordFormat.count``."""
        return self._scan(buffer, start, end)[0]

    def _scan(self, buffer: NDArray[np.uint8], start: int, size: int) -> tuple[int, int]:
        """Records and the end of the last one."""
        records, last, is_odd = scan_xml(buffer, start, size)
        if is_odd:
            status, more, last, place = outline_xml(buffer, last, size)
            if status == BROKEN:
                message = "Expected well-formed XML, got markup that content cannot have"
                raise ExchangeFault(MALFORMED, int(place), message)
            records += more
        return int(records), int(last)

    def read(self, batch: Columns, start: int, end: int) -> ReadResult:
        """Read the records of a block; see ``RecordFormat.read``."""
        with fenced(batch, start, end, b"<"):
            wrong, has_brackets = check_text(batch.heap, start, end, strict=True)
            if wrong >= 0:
                message = "Expected UTF-8 and characters of XML, got other bytes"
                raise ExchangeFault(MALFORMED, int(wrong) - start, message)
            if self._frame.regular and not has_brackets:
                rows = self._read_plain(batch, start, end)
                if rows >= 0:
                    return ReadResult(rows)
        with self._lock:
            self.fallbacks += 1
        return read_tree(batch, start, end, self._frame, self._elements)

    def _read_plain(self, batch: Columns, start: int, end: int) -> int:
        """Read plain markup; -1 where the kernel declines the block."""
        make_capacity(batch, len(self.names), 1)
        follow = np.zeros(len(self._tags), np.int64)
        while True:
            status, rows, used = read_xml(
                batch.heap,
                start,
                end,
                batch.used,
                self._tags,
                self._masks,
                self._pool,
                batch.views,
                follow,
                self._repeats,
            )
            if status == FULL:
                capacity = max(self.count(batch.heap, start, end), int(rows) + 1)
                make_capacity(batch, len(self.names), capacity)
            elif status == GROW:
                batch.reserve(end - start)
            elif status == DECLINED:
                return -1
            elif status == DONE:
                batch.rows, batch.used = int(rows), int(used)
                return batch.rows

    def close(self, rest: bytes) -> None:
        """Check the end of a document; see ``RecordFormat.close``."""
        close_document(rest, self._frame)


def _literals(
    starts: Sequence[bytes], ends: Sequence[bytes]
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Offset and size of each start and end in a pool where vectors may be loaded: int64[n, 4]."""
    table = np.zeros((len(starts), 4), np.int64)
    pool = bytearray()
    for row, pair in enumerate(zip(starts, ends, strict=True)):
        for column, literal in enumerate(pair):
            table[row, 2 * column : 2 * column + 2] = len(pool), len(literal)
            pool += literal.ljust(-len(literal) % 32 + len(literal), b"\0")
    pool += bytes(SLACK)
    return table, np.frombuffer(pool, np.uint8).copy()


def _check_names(file: str, names: Sequence[str]) -> None:
    """Let the parser say which names can be element names."""
    if _are_names(names) and len(set(names)) == len(names):
        return
    faults = Faults(PackError)
    for number, name in enumerate(names):
        place = f"{file}, item {number + 1}"
        if not _are_names([name]):
            faults.add(place, f"Expected an element name, got {name!r}")
        if name in names[:number]:
            faults.add(place, f"Expected unique names, got {name!r} twice")
    faults.raise_if_any()


def _are_names(names: Sequence[str]) -> bool:
    """Whether a document of empty elements with these names is read as exactly these."""
    document = "".join(f"<{name}/>" for name in names)
    try:
        root = etree.fromstring(f"<root>{document}</root>".encode(), conforming_parser())
    except etree.XMLSyntaxError:
        return False
    return [child.tag for child in root] == list(names) and not any(
        child.attrib or child.tail or len(child) for child in root
    )
