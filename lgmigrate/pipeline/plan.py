"""A mapping made ready to run: its code page, its compiled record types, its exchange formats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage
from lgmigrate.errors import Faults, MappingError
from lgmigrate.exchange.csv_format import CsvFormat
from lgmigrate.exchange.format import RecordFormat
from lgmigrate.exchange.xml_format import XmlFormat
from lgmigrate.mapping.model import Mapping, RecordMapping
from lgmigrate.mapping.program import Backward, Forward, compile_backward, compile_forward
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
]

Style = Literal["xml", "csv"]
Names = Literal["romaji", "japanese"]


@dataclass(frozen=True, slots=True, eq=False)
class RecordPlan:
    """One record type. ``name``: what its annex and rejected records go by, the name of its
    layout. ``keys``: the numbers of the key items.
    """

    name: str
    record: RecordMapping
    forward: Forward
    backward: Backward
    annex: CsvFormat
    keys: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """``types`` are the record types' codes in the bytes of the source, in order of ``records``;
    ``type_place`` is where the code stands in a fixed record.
    """

    mapping: Mapping
    page: CodePage
    records: tuple[RecordPlan, ...]
    types: tuple[bytes, ...]
    type_place: tuple[int, int]

    def classify(
        self, buffer: NDArray[np.uint8], starts: NDArray[np.int64], lengths: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """The number of each record's type, int64[n]; -1: no such type."""
        kinds = np.full(len(starts), -1, np.int64)
        if not self.mapping.type_field:
            kinds[:] = 0
            return kinds
        place, size = self.type_place
        delimited = self.mapping.framing.form == "csv"
        for number, code in enumerate(self.types):
            forms = [code]
            if delimited:
                mark = self.mapping.framing.delimiter
                forms = [code + mark, b'"' + code + b'"' + mark]
            elif len(code) != size:
                continue
            for form in forms:
                wanted = np.frombuffer(form, np.uint8)
                inside = np.flatnonzero(lengths >= place + len(form))
                found = starts[inside, None] + place + np.arange(len(form))
                kinds[inside[(buffer[found] == wanted).all(axis=1)]] = number
        return kinds


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
    """Compile a mapping.

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
    layouts = [record.layout.name for record in mapping.records]
    records = tuple(
        RecordPlan(
            record.layout.name if layouts.count(record.layout.name) == 1 else record.name,
            record,
            compile_forward(mapping, record, page),
            compile_backward(mapping, record, page),
            CsvFormat(annex_names(record)),
            tuple(n for n, item in enumerate(record.file.items) if item.key) if record.file else (),
        )
        for record in mapping.records
    )
    place = (0, 0)
    if mapping.type_field:
        field = mapping.records[0].layout.field(mapping.type_field)
        if field.offset and mapping.framing.form == "csv":
            msg = f"{mapping.name}: Expected the type code in the first column, got {field.name}"
            raise MappingError(msg)
        place = (0 if mapping.framing.form == "csv" else field.offset, field.length)
    types = tuple(_in_page(record.type, page) for record in mapping.records)
    return Plan(mapping, page, records, types, place)


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
