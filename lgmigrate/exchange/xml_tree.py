"""Records by a conforming parser: what the kernel declines is read here, the same way but slowly.

The block is cut at its records into pieces, each parsed by lxml as the content of the document's
own root element, so that memory stays small and limits and namespaces are the parser's. It reads
CDATA, comments, empty-element tags, prefixes and white space in tags; what is well-formed but not
a record of the file is a finding S009, and the record is delivered with what is recognisable. A
value of a repeated item that has an LF in it, as no column can hold, is left out with an S004.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from lgmigrate.columns.batch import NULL, Columns
from lgmigrate.exchange.faults import MALFORMED, ExchangeFault
from lgmigrate.exchange.format import ReadFault, ReadResult, make_capacity
from lgmigrate.exchange.kernels import BROKEN, outline_xml
from lgmigrate.exchange.xml_document import (
    RECORD,
    Frame,
    conforming_parser,
    error_offset,
    error_reason,
)
from lgmigrate.standard.pack import VALUE_SEPARATOR

__all__ = ["Elements", "read_tree"]

PIECE = 1 << 18  # bytes; a piece is at least one record
_MARKUP = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|</[^>]*+>"
    rb"|(<(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+>)",
    re.DOTALL,
)
_SPACE = " \t\r\n"


@dataclass(frozen=True, slots=True)
class Elements:
    """The element name of each item, in order; which of the items may stand several times."""

    names: tuple[str, ...]
    repeated: frozenset[int]


def read_tree(batch: Columns, start: int, end: int, frame: Frame, elements: Elements) -> ReadResult:
    """Read the records of ``batch.heap[start:end]``; values are appended to the heap.

    Args:
        batch: where the records go, its heap holding the block.
        start: where the block begins.
        end: where it ends.
        frame: the root's tags, which give the prefixes their meaning.
        elements: the names of a record's elements.

    Raises:
        ExchangeFault: X001, not well-formed; the offset counts from ``start``.
    """
    block = batch.heap[start:end].tobytes()
    reader = _Reader(frame.namespace, elements)
    place = 0
    while place < len(block):
        piece = block[place : _piece_end(batch.heap, start + place, end) - start]
        document = frame.start + piece + frame.end
        try:
            root = etree.fromstring(document, conforming_parser())
        except etree.XMLSyntaxError as error:
            offset = error_offset(error, document) - len(frame.start)
            offset = place + min(max(offset, 0), len(piece))
            raise ExchangeFault(MALFORMED, offset, error_reason(error)) from None
        reader.read(root, piece, place)
        place += len(piece)
    result = reader.finish(len(block))
    make_capacity(batch, len(elements.names), result.rows)
    for row, values in enumerate(reader.rows):
        _store(batch, row, values)
    batch.rows = result.rows
    return result


def _piece_end(heap: NDArray[np.uint8], start: int, end: int) -> int:
    """The end of the last element that is complete within about ``PIECE`` bytes."""
    size = PIECE
    while start + size < end:
        status, _, last, _ = outline_xml(heap, start, start + size)
        if status == BROKEN:
            break
        if last > start:
            return int(last)
        size *= 2
    return end


def _store(batch: Columns, row: int, values: Sequence[str | None]) -> None:
    """Put one record's values into the batch."""
    for item, value in enumerate(values):
        view = batch.views[item, row]
        if value is None:
            view[:] = NULL
            continue
        data = value.encode()
        size = len(data)
        if size <= 12:
            view[0] = size | int.from_bytes(data[:4], "little") << 32
            view[1] = int.from_bytes(data[4:], "little")
            continue
        batch.reserve(size)
        batch.heap[batch.used : batch.used + size] = np.frombuffer(data, np.uint8)
        view[0] = size | int.from_bytes(data[:4], "little") << 32
        view[1] = batch.used << 32
        batch.used += size


class _Fault(NamedTuple):
    """A fault before the place of its element is known; ``item`` is -1 where it is of none."""

    row: int
    item: int
    code: str
    element: etree._Element


class _Reader:
    """Collects the records of one block, piece by piece."""

    def __init__(self, namespace: str, elements: Elements) -> None:
        self.record = f"{{{namespace}}}{RECORD}"
        self.index = {f"{{{namespace}}}{name}": item for item, name in enumerate(elements.names)}
        self.repeated = elements.repeated
        self.rows: list[list[str | None]] = []
        self.faults: list[ReadFault] = []
        self.is_text_pending = False

    def read(self, root: etree._Element, piece: bytes, base: int) -> None:
        """Take the records of one piece, which begins ``base`` bytes into the block."""
        found: list[_Fault] = []
        self.is_text_pending |= _is_text(root.text)
        for element in root:
            row = len(self.rows)
            if self.is_text_pending:
                found.append(_Fault(row, -1, "S009", element))
            if element.tag == self.record:
                self.rows.append(self._values(element, row, found))
            else:
                found.append(_Fault(row, -1, "S009", element))
            self.is_text_pending = _is_text(element.tail)
        if found:
            places = _places(root, piece)
            for row, item, code, element in found:
                self.faults.append(ReadFault(row, item, code, base + places[element]))

    def finish(self, size: int) -> ReadResult:
        """The whole block of ``size`` bytes: text before a record is that record's fault, text
        behind the last one stands at the block's end.
        """
        if self.is_text_pending:
            self.faults.append(ReadFault(len(self.rows), -1, "S009", size))
        return ReadResult(len(self.rows), tuple(self.faults))

    def _values(self, record: etree._Element, row: int, found: list[_Fault]) -> list[str | None]:
        values: list[str | None] = [None] * len(self.index)
        if record.attrib or _is_text(record.text):
            found.append(_Fault(row, -1, "S009", record))
        reached = 0
        for element in record:
            item = self.index.get(element.tag, -1)
            known = item >= 0
            again = item in self.repeated
            before = values[item] if known else None
            if known and not len(element) and (before is None or again):
                value = element.text or ""
                if again and VALUE_SEPARATOR in value:
                    found.append(_Fault(row, item, "S004", element))
                else:
                    values[item] = value if before is None else before + VALUE_SEPARATOR + value
            behind = item >= (reached - 1 if again else reached)
            regular = known and behind and not len(element) and not element.attrib
            if not regular or _is_text(element.tail):
                found.append(_Fault(row, item, "S009", element))
            reached = max(reached, item + 1)
        return values


def _is_text(text: str | None) -> bool:
    """Whether there is anything but white space."""
    return bool(text and text.strip(_SPACE))


def _places(root: etree._Element, piece: bytes) -> dict[etree._Element, int]:
    """Where the start tag of each element stands: in a well-formed piece the tags come in the
    order of the elements.
    """
    tags = (match.start() for match in _MARKUP.finditer(piece) if match[1])
    return dict(zip(root.iterdescendants(), tags, strict=True))
