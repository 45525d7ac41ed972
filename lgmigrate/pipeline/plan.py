"""A mapping made ready to run: its code page, its compiled record types, its exchange formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage
from lgmigrate.columns.unfolding import Unfolding
from lgmigrate.errors import Faults, MappingError
from lgmigrate.exchange.csv_format import CsvFormat
from lgmigrate.exchange.format import RecordFormat
from lgmigrate.exchange.xml_format import XmlFormat
from lgmigrate.mapping.model import Mapping, RecordMapping
from lgmigrate.mapping.program import Backward, Forward, compile_backward, compile_forward
from lgmigrate.pipeline.kinds import Kinds
from lgmigrate.record.layout import RecordLayout
from lgmigrate.standard.pack import File, Pack

__all__ = [
    "Names",
    "Plan",
    "RecordPlan",
    "Style",
    "annex_names",
    "exchange_format",
    "is_municipality",
    "make_plan",
    "make_plans",
]

Style = Literal["xml", "csv"]
Names = Literal["romaji", "japanese"]


@dataclass(frozen=True, slots=True, eq=False)
class RecordPlan:
    """One record type, or a table of one. ``name``: what its annex and rejected records go by.
    ``keys``: the numbers of the key items. ``children``: its tables that become files.
    ``unfolding``: the program for records with tables of a variable number of elements; None where
    all records have one length. ``present`` is the same program for the fields of the record's own
    layout, without those of ``children``.
    """

    name: str
    record: RecordMapping
    forward: Forward
    backward: Backward
    annex: CsvFormat
    keys: tuple[int, ...]
    children: tuple[RecordPlan, ...] = ()
    unfolding: Unfolding | None = None
    present: Unfolding | None = None

    @property
    def layout(self) -> RecordLayout:
        """The layout with all fields, those of tables too."""
        return self.record.whole or self.record.layout

    def walk(self) -> Iterator[RecordPlan]:
        """The type, and its tables."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """One kind of source, ready to run. ``aboves``: for each record type the numbers of the types
    whose last record before it gives it columns.
    """

    mapping: Mapping
    page: CodePage
    records: tuple[RecordPlan, ...]
    kinds: Kinds
    aboves: tuple[tuple[int, ...], ...]

    def classify(
        self, buffer: NDArray[np.uint8], starts: NDArray[np.int64], lengths: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """The number of each record's type, int64[n]; -1: no such type."""
        return self.kinds.classify(buffer, starts, lengths)

    def walk(self) -> Iterator[RecordPlan]:
        """Every record type, and every table of one."""
        for record in self.records:
            yield from record.walk()


def annex_names(record: RecordMapping) -> tuple[str, ...]:
    """The columns of a record type's annex: the record's number, its keys, the fields."""
    keys = tuple(f"key:{item.name}" for item in record.file.keys) if record.file else ()
    return ("record", *keys, *record.annex)


def is_municipality(code: str | None) -> bool:
    """Whether it has the form of a 全国地方公共団体コード, as the root of an XML file needs it."""
    return code is not None and re.fullmatch("[0-9]{6}", code) is not None


def exchange_format(
    pack: Pack,
    file: File,
    style: Style,
    names: Names,
    municipality: str | None = None,
    *,
    bom: bool = False,
) -> RecordFormat:
    """One file of a pack in the chosen style; ``bom``: CSV begins with a byte order mark."""
    if style == "xml":
        return XmlFormat(pack, file, names=names, municipality=municipality)
    return CsvFormat(file.elements(names), bom=bom)


def make_plan(mapping: Mapping) -> Plan:
    """Compile a mapping of one kind of source, or the first kind of several.

    Raises:
        CharsetError: its code page is not known.
        MappingError: its steps cannot give what its items demand; a text in UTF-16 has an odd
            number of bytes; all faults at once.
    """
    page = mapping.code_page()
    if mapping.framing.form == "csv" and page.form not in ("lead", "utf8"):
        msg = f"{mapping.name}: Expected a code page with ASCII for form csv, got {page.name}"
        raise MappingError(msg)
    _check_units(mapping, page)
    layouts = [record.layout.name for part in (mapping, *mapping.others) for record in part.records]
    records = tuple(
        _record_plan(
            mapping,
            record,
            page,
            record.layout.name if layouts.count(record.layout.name) == 1 else record.name,
        )
        for record in mapping.records
    )
    names = [record.name for record in mapping.records]
    aboves = tuple(
        tuple(names.index(one.record) for one in record.derived if one.kind == "above")
        for record in mapping.records
    )
    return Plan(mapping, page, records, Kinds(mapping, page), aboves)


def make_plans(mapping: Mapping) -> list[Plan]:
    """Compile a mapping, one plan a kind of source.

    Raises:
        See ``make_plan``.
    """
    parts = mapping.all()
    return [
        make_plan(replace(part, others=parts[:number] + parts[number + 1 :]))
        for number, part in enumerate(parts)
    ]


def _record_plan(mapping: Mapping, record: RecordMapping, page: CodePage, name: str) -> RecordPlan:
    keys = tuple(n for n, item in enumerate(record.file.items) if item.key) if record.file else ()
    whole = record.whole or record.layout
    unfolding = present = Unfolding.of(whole, page) if record.table is None else None
    if unfolding is not None and whole is not record.layout:
        numbers = {one.name: number for number, one in enumerate(whole.fields)}
        own = np.array([numbers[one.name] for one in record.layout.fields], np.int64)
        present = replace(unfolding, slots=unfolding.slots[own], indexes=unfolding.indexes[own])
    return RecordPlan(
        name,
        record,
        compile_forward(mapping, record, page),
        compile_backward(mapping, record, page),
        CsvFormat(annex_names(record)),
        keys,
        tuple(_record_plan(mapping, child, page, child.name) for child in record.children),
        unfolding,
        present,
    )


def _check_units(mapping: Mapping, page: CodePage) -> None:
    """UTF-16 has two bytes a unit: a field of an odd number of bytes ends in half of one."""
    if page.form not in ("utf16le", "utf16be"):
        return
    faults = Faults(MappingError)
    for record in mapping.records:
        for field in record.layout.fields:
            if field.usage in ("single", "double", "mixed") and field.length % 2:
                place = f"{mapping.name}, layout {record.layout.name}, field {field.name}"
                wanted = f"an even length for text in {page.name}"
                faults.add(place, f"Expected {wanted}, got {field.length}")
    faults.raise_if_any()
