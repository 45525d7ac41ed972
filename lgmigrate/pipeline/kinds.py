"""Which record type each record of a source is: by its type code, by conditions, by its length.

The types are tried in their order, and the first that fits is taken. A type code is compared in
bytes at its one place; a condition by the value that the field decodes to; a type with neither
fits the records of its length, or all where no other type is so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Codec, Dialect, Events
from lgmigrate.columns.table import EraRow
from lgmigrate.errors import MappingError
from lgmigrate.mapping.model import Condition, Mapping, RecordMapping
from lgmigrate.pipeline.sources import Block

if TYPE_CHECKING:
    from lgmigrate.pipeline.plan import Plan

__all__ = ["Kinds", "era_rows", "fits", "with_above"]


def era_rows(mapping: Mapping) -> list[EraRow]:
    """The eras as codecs take them."""
    return [
        EraRow(code=int(era.code), name=era.name, start=era.start, end=era.end, base=era.base)
        for era in mapping.eras
    ]


def fits(conditions: tuple[Condition, ...], names: list[str], batch: Columns) -> NDArray[np.bool_]:
    """Which rows of a batch meet all conditions; column ``n`` of it is known by ``names[n]``."""
    met = np.ones(batch.rows, np.bool_)
    for one in conditions:
        values = batch.series(names.index(one.name)).fill_null("")
        met &= values.is_in(list(one.values)).to_numpy() != one.negated
    return met


@dataclass(frozen=True, slots=True, eq=False)
class _Kind:
    """One type: its code in bytes, and a codec of the fields that its conditions look at."""

    record: RecordMapping
    code: bytes
    codec: Codec | None

    def meets(
        self,
        buffer: NDArray[np.uint8],
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
    ) -> NDArray[np.bool_]:
        """Which records meet the conditions; one that is too short for them does not."""
        met = np.zeros(len(starts), np.bool_)
        codec = self.codec
        if codec is None:
            return ~met
        rows = None
        if codec.layout.delimited:
            some = np.arange(len(starts))
            end = int((starts + lengths).max())
            buffer = np.concatenate([buffer[:end], np.zeros(end + SLACK, np.uint8)])
            rows = codec.split(buffer, starts, lengths, end)
        else:
            some = np.flatnonzero(lengths >= codec.layout.length)
        size = int(lengths[some].sum())
        names = list(codec.layout.names())
        batch = Columns.allocate(len(names), max(len(some), 1), codec.text_bound(size, len(some)))
        events = Events()
        while True:
            batch.used = 0
            events.start(batch)
            codec.decode(buffer, starts[some], batch, events, rows)
            if not events.overflow():
                break
        met[some] = fits(self.record.when, names, batch)
        if rows is not None:
            met &= ~rows.wrong
        return met


class Kinds:
    """The record types of one kind of source."""

    def __init__(self, mapping: Mapping, page: CodePage) -> None:
        self._delimiter = mapping.framing.delimiter if mapping.framing.form == "csv" else b""
        self._place = (0, 0)
        if mapping.type_field:
            field = mapping.records[0].layout.field(mapping.type_field)
            if field.offset and self._delimiter:
                wanted = "Expected the type code in the first column"
                msg = f"{mapping.name}: {wanted}, got {field.name}"
                raise MappingError(msg)
            self._place = (0 if self._delimiter else field.offset, field.length)
        self._kinds = [
            _Kind(record, _in_page(record.type, page), _codec(mapping, record, page))
            for record in mapping.records
        ]
        open_ = [one for one in mapping.records if not (one.type or one.when)]
        self._by_length = len(open_) > 1

    def classify(
        self, buffer: NDArray[np.uint8], starts: NDArray[np.int64], lengths: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """The number of each record's type, int64[n]; -1: no such type."""
        kinds = np.full(len(starts), -1, np.int64)
        for number, kind in enumerate(self._kinds):
            rows = np.flatnonzero(kinds < 0)
            if not len(rows):
                break
            if kind.code:
                rows = self._with_code(kind.code, buffer, starts, lengths, rows)
            if kind.codec is not None and len(rows):
                rows = rows[kind.meets(buffer, starts[rows], lengths[rows])]
            if self._by_length and not kind.code and kind.codec is None:
                layout = kind.record.whole or kind.record.layout
                rows = rows[lengths[rows] == layout.length]
            kinds[rows] = number
        return kinds

    def _with_code(
        self,
        code: bytes,
        buffer: NDArray[np.uint8],
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
        rows: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Those of the rows that have the type code at its place."""
        place, size = self._place
        forms = [code]
        if self._delimiter:
            forms = [code + self._delimiter, b'"' + code + b'"' + self._delimiter]
        elif len(code) != size:
            return rows[:0]
        found = np.zeros(len(rows), np.bool_)
        for form in forms:
            wanted = np.frombuffer(form, np.uint8)
            inside = np.flatnonzero(lengths[rows] >= place + len(form))
            at = starts[rows[inside], None] + place + np.arange(len(form))
            found[inside] |= (buffer[at] == wanted).all(axis=1)
        return rows[found]


def with_above(plan: Plan, blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks of a source, each with the last records before it of the types that give columns
    to those behind them.
    """
    wanted = sorted({number for numbers in plan.aboves for number in numbers})
    last: dict[int, bytes] = {}
    for block in blocks:
        if wanted:
            block.above = dict(last)
            kinds = plan.classify(block.buffer, block.starts, block.lengths)
            for number in wanted:
                rows = np.flatnonzero(kinds == number)
                if len(rows):
                    start, length = int(block.starts[rows[-1]]), int(block.lengths[rows[-1]])
                    last[number] = block.buffer[start : start + length].tobytes()
        yield block


def _codec(mapping: Mapping, record: RecordMapping, page: CodePage) -> Codec | None:
    """A codec of the fields that the conditions of a type look at."""
    if not record.when:
        return None
    wanted = {one.name for one in record.when}
    layout = record.layout
    if not layout.delimited:
        fields = tuple(one for one in layout.fields if one.name in wanted)
        layout = replace(layout, fields=fields, length=max(one.end for one in fields))
    dialect = Dialect(delimiter=mapping.framing.delimiter, quote=mapping.framing.quote)
    return Codec(layout, page, era_rows(mapping), dialect=dialect)


def _in_page(code: str, page: CodePage) -> bytes:
    """A type code in the bytes of the code page."""
    found = bytearray()
    for sign in code:
        single, double = int(page.to_single[ord(sign)]), int(page.to_double[ord(sign)])
        if single:
            found.append(single & 255)
        elif page.form == "utf8":
            found += sign.encode()
        elif double:
            found += (double & 0xFFFFFF).to_bytes(double >> 24 & 3, "big")
    return bytes(found)
