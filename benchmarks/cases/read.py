"""Read: XML to columns, as the kernels give them, and as polars frames."""

from __future__ import annotations

from pathlib import Path

import lgmigrate
from benchmarks.cases.case import Case, Command, Work
from benchmarks.data import Place, load
from benchmarks.yardsticks.build import build
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.pipeline.read import open_standard
from lgmigrate.pipeline.standard_files import find_exchange_file, read_block

__all__ = ["CASES", "sax"]

BLOCK = 1 << 20


def _largest(place: Place) -> Path:
    """The largest exchange file of the delivery."""
    files = (find_exchange_file(place.standard, file) for file in load(place.mapping).pack.files)
    return max((path for path in files if path), key=lambda path: path.stat().st_size)


def _columns(place: Place) -> Work:
    """String views of every item, UTF-8 and the characters of XML checked, one thread."""
    path = _largest(place)
    target = open_standard(path, load(place.mapping).pack).format
    room = BLOCK
    batch = Columns.allocate(1, 1, 2 * room)
    records = total = filled = 0
    start = -1
    final = False
    with path.open("rb", buffering=0) as stream:
        while not final:
            while filled < room:
                got = stream.readinto(batch.heap[filled:room].data)
                if not got:
                    final = True
                    break
                filled += got
                total += got
            if start < 0:
                start = target.open(batch.heap[:filled].tobytes())
            end = target.cut(batch.heap, start, filled, final)
            batch.used = filled + SLACK
            records += target.read(batch, start, end).rows
            rest = filled - end
            batch.heap[:rest] = batch.heap[end:filled].copy()
            start, filled = 0, rest
    target.close(batch.heap[:filled].tobytes())
    return Work(records, total)


def _blocks(place: Place) -> Work:
    """The same by the pipeline's reader, which also hashes the file and counts each block."""
    pack = load(place.mapping).pack
    file = open_standard(_largest(place), pack)
    batch = Columns.allocate(len(file.file.items), 1, 0)
    records = 0
    for block in file.blocks():
        batch.used = 0
        records += read_block(file, block, batch).rows
    return Work(records, file.size)


def _frames(place: Place) -> Work:
    """The same as polars DataFrames of String."""
    path = _largest(place)
    records = sum(frame.height for frame in lgmigrate.read_standard(path, load(place.mapping).pack))
    return Work(records, path.stat().st_size)


def sax(place: Place) -> Command:
    """The largest exchange file through libxml2's push parser."""
    built = build("sax", place.programs)
    if built.program is None:
        return Command(reason=built.reason)
    return Command((str(built.program), str(_largest(place))))


CASES = (
    Case(
        name="read_columns",
        title="XML to columns, 1 thread",
        run=_columns,
        yardstick="libxml2 SAX in C",
        prepare=sax,
        aim=2.0,
    ),
    Case(
        name="read_blocks",
        title="the same, with SHA-256 of the file",
        run=_blocks,
        yardstick="libxml2 SAX in C",
        prepare=sax,
    ),
    Case(
        name="read_frames",
        title="XML to polars frames",
        run=_frames,
        yardstick="libxml2 SAX in C",
        prepare=sax,
    ),
)
