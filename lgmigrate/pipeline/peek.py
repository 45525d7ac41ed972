"""One record of a source, taken apart: its bytes, and each field with its value or its finding.

This is the one place that shows values, for whoever looks for a fault at the source; nothing of it
is kept anywhere. A source that breaks off later can still be looked at up to there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Events, Rows
from lgmigrate.columns.table import EVENTS
from lgmigrate.errors import UsageError
from lgmigrate.mapping.model import Mapping
from lgmigrate.mapping.registry import load as load_mapping
from lgmigrate.pipeline.plan import Plan, RecordPlan, make_plans
from lgmigrate.pipeline.sources import Block, Source, expand, kind_of

__all__ = ["PeekedField", "PeekedRecord", "peek"]

QUOTE = 0x22


@dataclass(frozen=True, slots=True, kw_only=True)
class PeekedField:
    """One field. ``offset`` is that of its first byte in the file. ``value`` is None for no value,
    for FILLER, and where a code says that it does not decode. ``kept``: its bytes are not those
    that the way back would write, so that convert keeps them.
    """

    name: str
    usage: str
    offset: int
    raw: bytes
    value: str | None = None
    codes: tuple[str, ...] = ()
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PeekedRecord:
    """One record. ``number`` counts from 1, ``offset`` is that of its first byte in the file,
    ``type`` is the name of its record type, "" where it is none of the mapping's. ``codes`` are of
    the record as a whole; it has no fields then.
    """

    source: str
    number: int
    offset: int
    type: str
    raw: bytes
    fields: tuple[PeekedField, ...] = ()
    codes: tuple[str, ...] = ()


def peek(
    source: str | Path,
    mapping: str | Path | Mapping,
    *,
    record: int | None = None,
    offset: int | None = None,
) -> PeekedRecord:
    """Record number ``record`` of a source, or the one that the byte at ``offset`` belongs to, with
    its line end or its length prefix; without both the first record.

    Raises:
        UsageError: both are given, the source has no such record, or it is several files.
        FramingError: there is no such source, or it cannot be read as declared up to there.
        MappingError, PackError, LayoutError, CharsetError: a definition is wrong.
    """
    if record is not None and offset is not None:
        msg = "Expected a record or an offset, got both"
        raise UsageError(msg)
    chosen = mapping if isinstance(mapping, Mapping) else load_mapping(str(mapping))
    paths = expand([source])
    if len(paths) != 1:
        msg = f"Expected one source, got {len(paths)} in {source}"
        raise UsageError(msg)
    plan = kind_of(make_plans(chosen), paths[0])
    opened = Source(paths[0], plan.mapping.framing)
    found = _by_number(opened, record or 1) if offset is None else _by_offset(opened, offset)
    return _taken_apart(plan, opened.name, found)


@dataclass(frozen=True, slots=True)
class _Found:
    number: int
    offset: int
    raw: bytes


def _found(block: Block, row: int) -> _Found:
    start, length = int(block.starts[row]), int(block.lengths[row])
    raw = block.buffer[start : start + length].tobytes()
    return _Found(block.number + row, block.offset + start, raw)


def _by_number(source: Source, number: int) -> _Found:
    for block in source.blocks():
        if block.number <= number < block.number + len(block.starts):
            return _found(block, number - block.number)
    msg = f"Expected a record in 1..{source.records}, got {number}"
    raise UsageError(msg)


def _by_offset(source: Source, offset: int) -> _Found:
    """What stands between two records belongs to the one before it, a prefix to the one behind."""
    prefixed = source.spec.form in ("variable", "prefixed")
    before: _Found | None = None
    for block in source.blocks():
        place = offset - block.offset
        edges = block.starts + block.lengths if prefixed else block.starts
        row = int(np.searchsorted(edges, place, "right")) - (not prefixed)
        if row < 0:
            break
        if row < len(edges) - (not prefixed):
            return _found(block, row)
        if len(edges):
            before = None if prefixed else _found(block, len(edges) - 1)
    if before is None or not 0 <= offset < max(source.size, before.offset + 1):
        msg = f"Expected an offset in 0..{max(source.size - 1, 0)}, got {offset}"
        raise UsageError(msg)
    return before


def _taken_apart(plan: Plan, source: str, found: _Found) -> PeekedRecord:
    size = len(found.raw)
    buffer = np.zeros(2 * (size + SLACK), np.uint8)
    buffer[:size] = np.frombuffer(found.raw, np.uint8)
    starts, lengths = np.zeros(1, np.int64), np.array([size], np.int64)
    whole = PeekedRecord(
        source=source, number=found.number, offset=found.offset, type="", raw=found.raw
    )
    kind = int(plan.classify(buffer, starts, lengths)[0])
    if kind < 0:
        return replace(whole, codes=("F004",))
    record = plan.records[kind]
    whole = replace(whole, type=record.name)
    rows: Rows | None = None
    if record.record.layout.delimited:
        rows = record.forward.codec.split(buffer, starts, lengths, size)
        if rows.wrong[0]:
            return replace(whole, codes=("F008",))
        places = _columns(found.raw, plan.mapping.framing.delimiter[0])
    elif size != record.record.layout.length:
        return replace(whole, codes=("F010",))
    else:
        places = [(one.offset, one.end) for one in record.record.layout.fields]
    return replace(whole, fields=_fields(record, buffer, rows, found, places))


def _fields(
    plan: RecordPlan,
    buffer: np.ndarray[tuple[int], np.dtype[np.uint8]],
    rows: Rows | None,
    found: _Found,
    places: list[tuple[int, int]],
) -> tuple[PeekedField, ...]:
    layout, forward = plan.record.layout, plan.forward
    count = max(forward.program.columns, len(layout.fields)) + 1
    text = forward.codec.text_bound(len(found.raw), 1)
    batch = Columns.allocate(count, 1, 0)
    forward.program.prepare(batch)
    batch.reserve(text + forward.program.text_bound(text, 1))
    events = Events()
    events.start(batch)
    forward.codec.decode(buffer, np.zeros(1, np.int64), batch, events, rows)
    values = batch.frame(layout.names()).row(0)
    forward.program.run(batch, events)
    noted: dict[int, list[int]] = {}
    for _, number, event in events.taken().tolist():
        noted.setdefault(number, []).append(event)
    return tuple(
        PeekedField(
            name=one.name,
            usage=one.usage,
            offset=found.offset + start,
            raw=found.raw[start:end],
            value=None if one.usage == "filler" else values[number],
            codes=tuple(dict.fromkeys(EVENTS[event] for event in noted.get(number, ()) if event)),
            kept=0 in noted.get(number, ()),
        )
        for number, (one, (start, end)) in enumerate(zip(layout.fields, places, strict=True))
    )


def _columns(raw: bytes, delimiter: int) -> list[tuple[int, int]]:
    """Where the columns of a delimited record stand, quotes included, delimiters not."""
    ends = []
    inside = False
    for at, byte in enumerate(raw):
        inside ^= byte == QUOTE
        if byte == delimiter and not inside:
            ends.append(at)
    return list(zip([0, *(end + 1 for end in ends)], [*ends, len(raw)], strict=True))
