"""One file of a pack as CSV: a header row, then a record a row, written and read by kernels.

Null is nothing between the commas, empty is two quotes. Rows end with CRLF when written; CRLF and
LF are read. A quote opens or closes wherever it stands, so that a row's end is known without
understanding its fields; a field that has quotes in other places than RFC 4180 allows is a fault
(F008 with its item) and null.

Source: RFC 4180, section 2.
"""

from __future__ import annotations

import csv
import io

import numpy as np
from numpy.typing import NDArray

from lgmigrate.columns.batch import Columns
from lgmigrate.exchange.faults import FOREIGN, MALFORMED, UNCLOSED, ExchangeFault
from lgmigrate.exchange.format import ReadFault, ReadResult, fenced, make_capacity, room_needed
from lgmigrate.exchange.kernels import (
    BROKEN,
    DONE,
    FULL,
    GROW,
    SCRATCH,
    check_text,
    read_csv,
    scan_csv,
    write_csv,
)

__all__ = ["CsvFormat"]

_BOM = b"\xef\xbb\xbf"
_FAULTS = 256  # at first; a block with more is read again with room for all


class CsvFormat:
    """The CSV format of a file whose columns are ``names``; see ``RecordFormat``."""

    def __init__(self, names: tuple[str, ...], bom: bool = False) -> None:  # noqa: FBT001, FBT002 - fixed by the seam
        self.names = names
        header = ",".join(_quoted(name) for name in names) + "\r\n"
        self.head = (_BOM if bom else b"") + header.encode()
        self.tail = b""

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
        scratch = np.zeros(80, np.uint8)
        scratch = np.zeros(SCRATCH, np.uint8)
        size = write_csv(batch.views, batch.heap, batch.rows, keep, columns, out, scratch)
        if size >= 0:
            return int(size)
        return -room_needed(batch, columns, 3 * len(columns) + 2, len(out))

    def open(self, first: bytes) -> int:
        """Check the header row; see ``RecordFormat.open``."""
        begin = len(_BOM) if first.startswith(_BOM) else 0
        end = first.find(b"\n", begin) + 1
        while end and first.count(b'"', begin, end) % 2:
            end = first.find(b"\n", end) + 1
        end = end or len(first)
        try:
            text = first[begin:end].decode()
            header = next(csv.reader(io.StringIO(text, newline=""), strict=True), [])
        except UnicodeDecodeError as error:
            message = "Expected a header row in UTF-8, got other bytes"
            raise ExchangeFault(FOREIGN, begin + error.start, message) from None
        except csv.Error:
            raise ExchangeFault(FOREIGN, begin, "Expected a header row, got other text") from None
        faults = [
            f"Expected the name of column {number + 1} to be {name!r}, got another"
            for number, (name, got) in enumerate(zip(self.names, header, strict=False))
            if name != got
        ]
        if len(header) != len(self.names):
            faults.append(f"Expected {len(self.names)} columns, got {len(header)}")
        if faults:
            raise ExchangeFault(FOREIGN, begin, *faults)
        return end

    def cut(self, buffer: NDArray[np.uint8], start: int, size: int, final: bool) -> int:  # noqa: FBT001 - the seam's fourth
        """The end of the last complete row; see ``RecordFormat.cut``."""
        _, last, quote = scan_csv(buffer, start, size)
        if not final:
            return int(last)
        if quote >= 0:
            message = "Expected a quote to be closed, got the end of the file"
            raise ExchangeFault(UNCLOSED, int(quote), message)
        return size

    def count(self, buffer: NDArray[np.uint8], start: int, end: int) -> int:
        """The number of rows; see ``RecordFormat.count``."""
        rows, last, _ = scan_csv(buffer, start, end)
        return int(rows) + int(last < end)

    def read(self, batch: Columns, start: int, end: int) -> ReadResult:
        """Read the rows of a block; see ``RecordFormat.read``."""
        make_capacity(batch, len(self.names), 1)
        faults = np.zeros((_FAULTS, 3), np.int64)
        with fenced(batch, start, end, b'\n"'):
            wrong, _ = check_text(batch.heap, start, end, strict=False)
            if wrong >= 0:
                message = "Expected UTF-8, got other bytes"
                raise ExchangeFault(MALFORMED, int(wrong) - start, message)
            while True:
                status, rows, used, found = read_csv(
                    batch.heap, start, end, batch.used, len(self.names), batch.views, faults
                )
                if status == FULL:
                    capacity = max(self.count(batch.heap, start, end), int(rows) + 1)
                    make_capacity(batch, len(self.names), capacity)
                elif status == GROW:
                    batch.reserve(end - start)
                elif status == BROKEN:
                    message = "Expected a quote to be closed, got the end of the block"
                    raise ExchangeFault(UNCLOSED, end - start, message)
                elif found > len(faults):
                    faults = np.zeros((found, 3), np.int64)
                elif status == DONE:
                    break
        batch.rows, batch.used = int(rows), int(used)
        listed = (
            ReadFault(row, item, "F008", offset) for row, item, offset in faults[:found].tolist()
        )
        return ReadResult(batch.rows, tuple(listed))

    def close(self, rest: bytes) -> None:
        """Nothing stands behind the last row."""
        if rest:
            raise ExchangeFault(
                MALFORMED, 0, f"Expected the end of the file, got {len(rest)} bytes"
            )


def _quoted(name: str) -> str:
    """A column's name as it stands in the header row."""
    if not name or any(mark in name for mark in ',"\r\n'):
        return '"' + name.replace('"', '""') + '"'
    return name
