"""One ``[[record]]`` of a mapping: its layout, what tells its type, its steps, its tables.

Columns that it has beside its fields are declared by the tables ``join``, ``above``, ``number``,
``python``, ``case`` and ``sum`` below it, those of a table's element by its ``[[record.child]]``.
A column from another record is known as ``record.field``; in a child, the fields of the record
around it are known by their own names, and ``#`` is the number of the element, from 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Names
from dataclasses import dataclass, replace
from typing import cast

from lgmigrate.errors import Faults
from lgmigrate.mapping.computed import read_computed
from lgmigrate.mapping.conditions import read_conditions
from lgmigrate.mapping.layouts import read_record_layout
from lgmigrate.mapping.model import CodeMap, Condition, Derived, RecordMapping, Role, Total
from lgmigrate.mapping.steps import read_steps
from lgmigrate.mapping.tables import Table
from lgmigrate.record.layout import Field, RecordLayout, element
from lgmigrate.standard.pack import File, Pack

__all__ = ["ELEMENT", "Context", "Draft", "finish_records", "read_record"]

ELEMENT = "#"
"""The column with the number of an element of a table."""

_ROLES = ("data", "header", "trailer", "other")
_NUMBER = Field(name="", usage="single", offset=0, length=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the readers of the parts share."""

    place: str
    files: dict[str, bytes]
    maps: Names[str, CodeMap]
    pack: Pack | None
    faults: Faults


@dataclass(slots=True, kw_only=True)
class Draft:
    """A record type as far as it is known before the others are: ``source`` is the name of its
    source, ``reads`` the tables of what it takes from other records.
    """

    table: Table
    record: RecordMapping
    source: str
    joins: list[Table]
    aboves: list[Table]


def read_record(table: Table, type_field: str, context: Context) -> Draft | None:
    """One record type; None, and faults, where its layout cannot be read."""
    name = table.text("name")
    role = cast("Role", table.choice("role", _ROLES, "data"))
    source = table.text("source", "")
    code = table.text("type", "")
    when = read_conditions(table, "when")
    rows = read_conditions(table, "rows")
    layout = read_record_layout(table, context.files, context.place)
    file = _file(table, role, context)
    steps = read_steps(table, file, context.maps)
    totals = tuple(_totals(table))
    derived = (*_numbers(table, layout), *read_computed(table, layout, context.place))
    children = list(table.tables("child"))
    joins, aboves = list(table.tables("join")), list(table.tables("above"))
    table.close()
    if layout is None:
        return None
    record = RecordMapping(
        name=name,
        layout=layout,
        role=role,
        type=code,
        file=file,
        steps=steps,
        annex=(),
        totals=totals,
        derived=derived,
        when=when,
        rows=rows,
        constants=_constants(layout, type_field, code, when),
    )
    if children:
        record = _with_children(record, children, context)
    return Draft(table=table, record=record, source=source, joins=joins, aboves=aboves)


def finish_records(drafts: list[Draft]) -> list[RecordMapping]:
    """The record types with the columns that they take from one another, and their annexes."""
    known = {draft.record.name: draft for draft in drafts}
    finished = []
    for draft in drafts:
        found = []
        for table, kind in [(one, "join") for one in draft.joins] + [
            (one, "above") for one in draft.aboves
        ]:
            derived = _from_other(table, kind, draft, known)
            if derived is not None:
                found.append(derived)
        finished.append(_with_annex(replace(draft.record, derived=(*found, *draft.record.derived))))
    return finished


def _with_annex(record: RecordMapping) -> RecordMapping:
    taken = {name for step in record.steps for name in step.fields}
    taken |= {name for part in record.derived for name in part.given}
    taken |= {name for name, _ in record.constants}
    annex = tuple(
        one.name for one in record.layout.fields if one.usage != "filler" and one.name not in taken
    )
    return replace(record, annex=(ELEMENT, *annex) if record.table else annex)


def _constants(
    layout: RecordLayout, type_field: str, code: str, when: tuple[Condition, ...]
) -> tuple[tuple[str, str], ...]:
    """The fields that have one value in every record of the type."""
    names = set(layout.names())
    found = {type_field: code} if code and type_field in names else {}
    for one in when:
        if len(one.values) == 1 and not one.negated and one.values[0] and one.name in names:
            found.setdefault(one.name, one.values[0])
    return tuple(found.items())


def _from_other(table: Table, kind: str, draft: Draft, known: dict[str, Draft]) -> Derived | None:
    """The columns of a join, or of the record above."""
    name = table.text("record")
    fields = table.texts("fields")
    on = table.table("on") if kind == "join" else None
    pairs = tuple((key, on.text(key)) for key in on.values) if on else ()
    table.close()
    other = known.get(name)
    if other is None or other is draft:
        table.fault(f"Expected another record of the mapping, got {name}", "record")
        return None
    if kind == "above" and other.source != draft.source:
        table.fault(f"Expected a record of the same source, got {name}", "record")
    if kind == "join" and other.source == draft.source:
        table.fault(f"Expected a record of another source, got {name}", "record")
    if kind == "join" and not pairs:
        table.fault("Expected at least one pair of fields in on, got none", "on")
    whole = other.record.whole or other.record.layout
    if any(one.depending for one in whole.tables):
        table.fault(f"Expected a record of one length, got {name}, of a variable one", "record")
    theirs = {one.name: one for one in other.record.layout.fields}
    ours = {one.name for one in draft.record.layout.fields}
    for mine, their in pairs:
        if mine not in ours:
            table.fault(f"Expected a field of layout {draft.record.layout.name}, got {mine}", "on")
        if their not in theirs:
            table.fault(f"Expected a field of layout {other.record.layout.name}, got {their}", "on")
    missing = [one for one in fields if one not in theirs]
    if missing:
        wanted = f"fields of layout {other.record.layout.name}"
        table.fault(f"Expected {wanted}, got {', '.join(missing)}", "fields")
    columns = tuple(replace(theirs[one], name=f"{name}.{one}") for one in fields if one in theirs)
    return Derived(
        kind="join" if kind == "join" else "above",
        columns=columns,
        fields=tuple(one for one in fields if one in theirs),
        record=name,
        on=pairs,
        line=table.line(),
    )


def _numbers(table: Table, layout: RecordLayout | None) -> Iterator[Derived]:
    """The columns that number records alike."""
    for one in table.tables("number"):
        name, by = one.text("name"), one.texts("by")
        one.close()
        names = layout.names() if layout else ()
        for field in by:
            if layout and field not in names:
                one.fault(f"Expected a field of layout {layout.name}, got {field}", "by")
        if name in names:
            one.fault(f"Expected a name that no field has, got {name}", "name")
        yield Derived(
            kind="number", columns=(replace(_NUMBER, name=name),), fields=by, line=one.line()
        )


def _with_children(record: RecordMapping, tables: list[Table], context: Context) -> RecordMapping:
    """The record with its tables as records of their own, and a gap in its layout for each."""
    children = []
    gone: set[str] = set()
    for table in tables:
        child = _child(record, table, context)
        if child is None or child.table is None:
            continue
        place = child.table
        span = range(place.offset, place.offset + place.size * place.most)
        gone |= {one.name for one in record.layout.fields if one.offset in span}
        children.append(child)
    left = tuple(one for one in record.layout.fields if one.name not in gone)
    layout = replace(record.layout, fields=left)
    return replace(record, layout=layout, whole=record.layout, children=tuple(children))


def _child(record: RecordMapping, table: Table, context: Context) -> RecordMapping | None:
    name = table.text("name", "") or f"{record.name}_{table.text('table')}"
    wanted = table.text("table")
    count = table.text("count", "")
    file = _file(table, "data", context)
    steps = read_steps(table, file, context.maps)
    table.close()
    tables = {one.name: one for one in record.layout.tables if not one.within}
    place = tables.get(wanted)
    if place is None:
        names = ", ".join(tables) or "none"
        table.fault(f"Expected a table of layout {record.layout.name} ({names}), got {wanted}")
        return None
    if count and count not in record.layout.names():
        table.fault(f"Expected a field of layout {record.layout.name}, got {count}", "count")

    layout = element(record.layout, wanted)
    own = set(layout.names())
    used = [name for step in steps for name in step.fields]
    outer = {one.name: one for one in record.layout.fields}
    taken = tuple(dict.fromkeys(one for one in used if one not in own and one in outer))
    derived = Derived(
        kind="parent",
        columns=(*(outer[one] for one in taken), replace(_NUMBER, name=ELEMENT)),
        fields=taken,
        line=table.line(),
    )
    child = RecordMapping(
        name=name,
        layout=replace(layout, name=name),
        role="data",
        type="",
        file=file,
        steps=steps,
        annex=(),
        derived=(derived,),
        table=place,
        count=count or place.depending,
    )
    return _with_annex(child)


def _file(table: Table, role: Role, context: Context) -> File | None:
    if role != "data":
        return None
    name = table.text("file")
    if context.pack is None or not name:
        return None
    known = {file.name: file for file in context.pack.files}
    if name not in known:
        names = ", ".join(known)
        table.fault(f"Expected a file of {context.pack.label}: {names}; got {name}", "file")
    return known.get(name)


def _totals(table: Table) -> Iterator[Total]:
    for one in table.tables("totals"):
        yield Total(field=one.text("field"), types=one.texts("types"), of=one.text("of", ""))
        one.close()
