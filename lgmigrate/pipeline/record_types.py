"""The record types of a file that is decoded by its layouts alone, without a mapping.

``--layout`` is a layout (table, copybook, sheet), or a ``layouts.toml``::

    charset = "cp930"                 # both as the options, which win
    framing = "rdw"

    [[record]]
    name = "JUMIN"                    # by default the layout's own
    layout = "jumin.cpy"              # beside this file
    record = "JUMIN-REC"              # which one, where the copybook has several
    dialect = "ibm"
    choose = { "SHUBETSU-A" = "SHUBETSU-B" }
    when = { "REC-KBN" = ["01", "02"] }

``when`` is that of a mapping's record: all conditions have to hold, of values as they are decoded.
The types are tried in their order; one without conditions takes the records that have its length,
or all, where it is the only one so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Codec, Dialect, Events
from lgmigrate.columns.table import EraRow
from lgmigrate.errors import Faults, LayoutError
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.mapping.conditions import read_conditions
from lgmigrate.mapping.eras import ERAS
from lgmigrate.mapping.layouts import only_layout, read_choice
from lgmigrate.mapping.model import Condition
from lgmigrate.mapping.tables import Table, read_toml
from lgmigrate.pipeline.kinds import fits
from lgmigrate.record.copybook_source import Form
from lgmigrate.record.layout import RecordLayout

__all__ = ["ERA_ROWS", "RecordType", "TypeFile", "Types", "dialect_of", "load_types"]

Numbers = NDArray[np.int64]

ERA_ROWS = tuple(
    EraRow(code=int(era.code), name=era.name, start=era.start, end=era.end, base=era.base)
    for era in ERAS
)
"""The eras of dates with an era digit, as most sources code them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordType:
    """One record type: what it goes by, its fields, what tells it from the others."""

    name: str
    layout: RecordLayout
    when: tuple[Condition, ...] = ()

    @property
    def least(self) -> int:
        """The bytes of its shortest record: tables with their fewest elements."""
        size = self.layout.length
        fewest: dict[str, int] = {"": 1}  # elements of a table in the whole record
        for one in self.layout.tables:  # a table stands before those within it
            least = one.least if one.depending else one.most
            size -= fewest[one.within] * (one.most - least) * one.size
            fewest[one.name] = fewest[one.within] * least
        return size

    @property
    def variable(self) -> bool:
        """Whether its records differ in length."""
        return any(one.depending for one in self.layout.tables)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeFile:
    """What ``--layout`` says: the types, and what a ``layouts.toml`` says beside them."""

    types: tuple[RecordType, ...]
    charset: str = ""
    gaiji: tuple[Path, ...] = ()
    framing: str = ""


def load_types(
    path: str | Path,
    *,
    record: str = "",
    dialect: str = "ibm",
    form: Form = "fixed",
    choices: Mapping[str, str] | None = None,
) -> TypeFile:
    """The record types of a layout, or of a ``layouts.toml``. ``record``, ``dialect``, ``form``
    and ``choices`` are for a copybook that is given itself.

    Raises:
        LayoutError, MappingError: everything that is wrong in the definitions.
    """
    from lgmigrate.record.definition import Choice, load_layouts  # noqa: PLC0415  parsers, if needed

    place = Path(path)
    if place.suffix.lower() == ".toml":
        return _type_file(place)
    chosen = Choice(
        record=record, dialect=dialect, form=form, choices=tuple((choices or {}).items())
    )
    found = load_layouts(place, chosen)
    if len(found) != 1:
        names = ", ".join(one.name for one in found)
        msg = f"{place}: Expected one record, or a layouts.toml of several, got {names}"
        raise LayoutError(msg)
    layout = found[0]
    layout.check()
    return TypeFile(types=(RecordType(name=layout.name, layout=layout),))


def _type_file(path: Path) -> TypeFile:
    faults = Faults(LayoutError)
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: Expected a file in UTF-8, got {type(error).__name__}"
        raise LayoutError(msg) from error
    root = read_toml(text, str(path), faults)
    charset, framing = root.text("charset", ""), root.text("framing", "")
    gaiji = root.texts("gaiji") if root.has("gaiji") else ()
    tables = list(root.tables("record"))
    if not tables:
        root.fault("Expected at least one [[record]], got none")
    found = [one for table in tables if (one := _record_type(table, path.parent))]
    root.close()
    _check_types(found, str(path), faults)
    faults.raise_if_any()
    folder = path.parent
    return TypeFile(
        types=tuple(found),
        charset=charset,
        gaiji=tuple(folder / one for one in gaiji),
        framing=framing,
    )


def _record_type(table: Table, folder: Path) -> RecordType | None:
    from lgmigrate.record.definition import load_layouts  # noqa: PLC0415  parsers, if needed

    file, name = table.text("layout"), table.text("name", "")
    chosen = read_choice(table)
    when = read_conditions(table, "when")
    table.close()
    if not file:
        return None
    layout = only_layout(table, lambda: load_layouts(folder / file, chosen))
    if layout is None:
        return None
    for one in when:
        if one.name not in layout.names():
            table.fault(f"Expected a field of layout {layout.name}, got {one.name}", "when")
    return RecordType(name=name or layout.name, layout=layout, when=when)


def _check_types(types: Sequence[RecordType], place: str, faults: Faults) -> None:
    """Names that are apart as names of files, one kind of records, one type for each length."""
    names = [one.name.casefold() for one in types]
    for one in types:
        if names.count(one.name.casefold()) > 1:
            faults.add(place, f"Expected each name once, got {one.name} again")
        if not one.name or any(sign in one.name for sign in '/\\:*?"<>|.') or one.name.isspace():
            faults.add(place, f"Expected a name that a file can have, got {one.name}")
        if one.layout.delimited != types[0].layout.delimited:
            faults.add(place, f"Expected delimited records in all types or none, got {one.name}")
        tables = [table.offset for table in one.layout.tables if table.depending]
        for condition in one.when:
            field = next((f for f in one.layout.fields if f.name == condition.name), None)
            if field and tables and field.end > min(tables):
                wanted = f"Expected {field.name} of when before tables with a count"
                faults.add(place, f"{wanted}, got it behind, in {one.name}")
    lengths = [one.layout.length for one in types if not one.when]
    for one in types:
        if not one.when and lengths.count(one.layout.length) > 1:
            faults.add(place, f"Expected when, or a length of its own, got neither in {one.name}")


def dialect_of(spec: FramingSpec) -> Dialect:
    """How delimited records are written."""
    return Dialect(delimiter=spec.delimiter, quote=spec.quote)


@dataclass(frozen=True, slots=True, eq=False)
class Types:
    """Tells the types of records. ``codecs``: of the fields that the conditions look at."""

    types: tuple[RecordType, ...]
    codecs: tuple[Codec | None, ...]

    @classmethod
    def of(cls, types: Sequence[RecordType], page: CodePage, spec: FramingSpec) -> Self:
        """The types with the codecs of their conditions."""
        return cls(tuple(types), tuple(_condition_codec(one, page, spec) for one in types))

    def classify(self, buffer: NDArray[np.uint8], starts: Numbers, lengths: Numbers) -> Numbers:
        """The number of each record's type, int64[n]; -1: no such type."""
        kinds = np.full(len(starts), -1, np.int64)
        by_length = sum(not one.when for one in self.types) > 1
        for number, (one, codec) in enumerate(zip(self.types, self.codecs, strict=True)):
            rows = np.flatnonzero(kinds < 0)
            if not len(rows):
                break
            if codec is not None:
                rows = rows[_meets(one, codec, buffer, starts[rows], lengths[rows])]
            elif by_length:
                sizes = lengths[rows]
                rows = rows[(sizes >= one.least) & (sizes <= one.layout.length)]
            kinds[rows] = number
        return kinds


def _condition_codec(one: RecordType, page: CodePage, spec: FramingSpec) -> Codec | None:
    if not one.when:
        return None
    layout = one.layout
    if not layout.delimited:
        wanted = {condition.name for condition in one.when}
        fields = tuple(field for field in layout.fields if field.name in wanted)
        layout = replace(layout, fields=fields, length=max(field.end for field in fields))
    return Codec(layout, page, ERA_ROWS, dialect=dialect_of(spec))


def _meets(
    one: RecordType, codec: Codec, buffer: NDArray[np.uint8], starts: Numbers, lengths: Numbers
) -> NDArray[np.bool_]:
    """Which records meet the conditions; one that is too short for them does not."""
    met = np.zeros(len(starts), np.bool_)
    rows = None
    if codec.layout.delimited:
        some = np.arange(len(starts))
        end = int((starts + lengths).max())
        buffer = np.concatenate([buffer[:end], np.zeros(end + SLACK, np.uint8)])
        rows = codec.split(buffer, starts, lengths, end)
    else:
        some = np.flatnonzero(lengths >= codec.layout.length)
    names = list(codec.layout.names())
    batch = Columns.allocate(len(names), max(len(some), 1), 0)
    batch.reserve(codec.text_bound(int(lengths[some].sum()), len(some)))
    events = Events()
    while True:
        batch.used = 0
        events.start(batch)
        codec.decode(buffer, starts[some], batch, events, rows)
        if not events.overflow():
            break
    met[some] = fits(one.when, names, batch)
    return met if rows is None else met & ~rows.wrong
