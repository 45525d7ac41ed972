"""What makes a mapping unusable: contradictions of steps, layouts and pack, each with its line.

Faults only. What is allowed but worth knowing (a field longer than its item, several source
values for one code) is a note, see ``lgmigrate.mapping.notes``.
"""

from __future__ import annotations

from collections.abc import Mapping as Names
from dataclasses import dataclass

from lgmigrate.errors import Faults
from lgmigrate.mapping.model import CodeMap, Mapping, RecordMapping, Step, StepKind
from lgmigrate.mapping.tables import Table
from lgmigrate.record.layout import Field
from lgmigrate.standard.pack import File, Item, Pack

__all__ = ["check_maps", "check_parts", "check_record", "check_source"]

TEXT = frozenset({"single", "double", "mixed", "national"})
NUMBER = frozenset({"zoned", "packed", "binary"})
VALUES = TEXT | NUMBER | {"float"}
MANY = 99


@dataclass(frozen=True, slots=True)
class _Rule:
    """What a kind of step takes and gives: how many fields and items, of which usages and types."""

    fields: tuple[int, int]
    items: tuple[int, int]
    usages: frozenset[str]
    types: frozenset[str]


RULES: dict[StepKind, _Rule] = {
    "rename": _Rule((1, 1), (1, 1), VALUES, frozenset({"X", "N", "9", "9V", "S9", "YEAR"})),
    "constant": _Rule((0, 0), (1, 1), frozenset(), frozenset()),
    "codes": _Rule((1, 1), (1, 1), VALUES, frozenset({"X", "N", "9"})),
    "join": _Rule((2, MANY), (1, 1), VALUES, frozenset({"X", "N"})),
    "split": _Rule((1, 1), (2, MANY), TEXT, frozenset({"X", "N"})),
    "pad": _Rule((1, 1), (1, 1), VALUES, frozenset({"X", "9"})),
    "trim": _Rule((1, 1), (1, 1), TEXT, frozenset({"X", "N"})),
    "date": _Rule((1, 1), (1, 3), frozenset({"date"}), frozenset({"DATE"})),
    "time": _Rule((1, 1), (1, 1), NUMBER | {"single"}, frozenset({"TIME"})),
    "chain": _Rule((1, 1), (2, MANY), TEXT, frozenset({"X"})),
    "cut": _Rule((1, 1), (2, MANY), NUMBER | {"single"}, frozenset({"X", "9"})),
    "widen": _Rule((1, 1), (1, 1), TEXT - {"double"}, frozenset({"N"})),
}


def check_source(mapping: Mapping, source: Table) -> None:
    """Faults of the records as a set: roles, type codes, framing and the header's fields."""
    for role in ("header", "trailer"):
        if sum(record.role == role for record in mapping.records) > 1:
            source.fault(f"Expected at most one {role}, got more")
    types = [record.type for record in mapping.records if record.type and not record.when]
    for code in sorted({code for code in types if types.count(code) > 1}):
        source.fault(f'Expected each type once, got "{code}" again', "type_field")
    if not mapping.type_field and any(one.type for one in mapping.records):
        source.fault("Expected a type_field where records have a type, got none")
    open_ = [one for one in mapping.records if not (one.type or one.when)]
    lengths = {one.layout.length for one in open_}
    if len(lengths) < len(open_):
        names = ", ".join(one.name for one in open_)
        source.fault(f"Expected a type, when, or a length of its own for each record, got {names}")
    if mapping.type_field:
        _check_type_field(mapping, source)
    _check_framing(mapping, source)
    headers = [record for record in mapping.records if record.role == "header"]
    fields = headers[0].layout.names() if headers else ()
    if mapping.municipality and mapping.municipality not in fields:
        field = mapping.municipality
        source.fault(f"Expected a field of the header, got {field}", "municipality")


def _check_type_field(mapping: Mapping, source: Table) -> None:
    places = set()
    for record in mapping.records:
        known = {one.name: one for one in record.layout.fields}
        field = known.get(mapping.type_field)
        if field is None:
            message = f"Expected the field {mapping.type_field} in layout {record.layout.name}"
            source.fault(f"{message}, got none", "type_field")
            continue
        places.add((field.offset, field.length))
        if field.usage not in {"single", "mixed", "zoned"}:
            message = f"Expected a type code in text or zoned digits, got {field.usage}"
            source.fault(message, "type_field")
        if field.length and len(record.type) > field.length:
            message = f"Expected a type of at most {field.length} characters"
            source.fault(f"{message}, got {record.type}", "type_field")
    if len(places) > 1:
        message = f"Expected {mapping.type_field} at one place in every layout"
        source.fault(f"{message}, got {len(places)}", "type_field")


def _check_framing(mapping: Mapping, source: Table) -> None:
    framing = mapping.framing
    for record in mapping.records:
        layout = record.layout
        if layout.delimited != (framing.form == "csv"):
            kind = "a delimited" if framing.form == "csv" else "a fixed"
            source.fault(
                f"Expected {kind} layout for form = {framing.form}, got {layout.name}", "framing"
            )
        elif framing.length not in {0, layout.length}:
            message = f"Expected length = {layout.length} as in layout {layout.name}"
            source.fault(f"{message}, got {framing.length}", "framing", "length")


def check_parts(parts: list[Mapping], root: Table) -> None:
    """Faults of the records of all sources together."""
    records = [record for mapping in parts for record in mapping.records]
    if not any(one.role == "data" for record in records for one in record.walk()):
        root.fault("Expected one data record or more, got none")
    names = [one.name for record in records for one in record.walk()]
    for name in sorted({one for one in names if names.count(one) > 1}):
        root.fault(f"Expected a name of its own for each record, got {name} again")
    sources = [mapping.source_name for mapping in parts]
    for name in sorted({name for name in sources if sources.count(name) > 1}):
        root.fault(f"Expected a name of its own for each source, got {name} again")
    for file in {one.file.name for record in records for one in record.walk() if one.file}:
        every = (one for record in records for one in record.walk())
        types = [one for one in every if one.file and one.file.name == file]
        if any(one.table for one in types) and len(types) > 1:
            root.fault(f"Expected one record for file {file} where it is of a table, got more")
        for one in types[:-1]:
            if not one.rows:
                root.fault(f"Expected rows for {one.name}, as others become {file} too, got none")


def check_maps(parts: list[Mapping], maps: Names[str, CodeMap], place: str, faults: Faults) -> None:
    """A code map that no step uses is a fault: the step was forgotten, or the map is dead."""
    used = {
        step.codes.name
        for mapping in parts
        for record in mapping.records
        for one in record.walk()
        for step in one.steps
        if step.codes
    }
    for name in maps:
        if name not in used:
            faults.add(place, f"Expected every code map in a step, got none with {name}")


def check_record(mapping: Mapping, record: RecordMapping, table: Table) -> None:
    """Faults of one record type: its steps one by one, then what they miss together."""
    for child in record.children:
        check_record(mapping, child, table)
    _check_conditions(record, table)
    if record.role != "data" and record.steps:
        table.fault(f"Expected no steps in a {record.role}, got {len(record.steps)}")
    if record.role != "trailer" and record.totals:
        table.fault(f"Expected totals in a trailer only, got some in a {record.role}", "totals")
    for number, total in enumerate(record.totals):
        for message in _total_faults(mapping, record, total.field, total.types, total.of):
            table.fault(message, "totals", number)
    if record.file is None:
        return
    seen: set[str] = set()
    for step in record.steps:
        found = list(_step_faults(step, record, record.file, mapping))
        found += [
            f"Expected each item once, got {name} again" for name in step.items if name in seen
        ]
        seen.update(step.items)
        table.faults.extend(f"{table.place}:{step.line}: {message}" for message in found)
    for item in record.file.items if not mapping.draft else ():
        if item.name not in seen and (item.key or item.condition == "required"):
            table.fault(f"Expected a step for the required item {item.name}, got none", "items")


def _check_conditions(record: RecordMapping, table: Table) -> None:
    known = set(record.layout.names())
    for one in record.when:
        if one.name not in known:
            table.fault(f"Expected a field of layout {record.layout.name}, got {one.name}", "when")
    for one in record.rows:
        if record.file is None or one.name not in record.file.by_name:
            table.fault(f"Expected an item of the record's file, got {one.name}", "rows")


def _total_faults(
    mapping: Mapping, record: RecordMapping, name: str, types: tuple[str, ...], of: str
) -> list[str]:
    found = []
    fields = {one.name: one for one in record.layout.fields}
    if name not in fields:
        found.append(f"Expected a field of layout {record.layout.name}, got {name}")
    elif fields[name].usage not in NUMBER:
        found.append(f"Expected a number for a total, got {name}, {fields[name].usage}")
    by_type = {one.label: one for one in mapping.records}
    for code in types:
        if code not in by_type:
            found.append(f"Expected a type of the records, got {code}")
            continue
        summed = {one.name: one for one in by_type[code].layout.fields}
        if of and of not in summed:
            found.append(f"Expected a field of layout {by_type[code].layout.name}, got {of}")
        elif of and summed[of].usage not in NUMBER:
            found.append(f"Expected a number to add up, got {of}, {summed[of].usage}")
    return found


def _step_faults(step: Step, record: RecordMapping, file: File, mapping: Mapping) -> list[str]:
    layout = record.layout
    fields = {one.name: one for one in record.columns}
    found = [
        f"Expected a field of layout {layout.name}, got {name}"
        for name in step.fields
        if name not in fields
    ]
    found += [
        f"Expected an item of file {file.name}, got {name}"
        for name in step.items
        if name not in file.by_name
    ]
    rule = RULES[step.kind]
    for what, names, (low, high) in (
        ("field", step.fields, rule.fields),
        ("item", step.items, rule.items),
    ):
        if not low <= len(names) <= high:
            wanted = f"{low} {what}" if low == high else f"{low} or more {what}s"
            found.append(f"Expected {wanted} for {step.kind}, got {len(names)}")
    if found:
        return found
    sources = [fields[name] for name in step.fields]
    items = [file.by_name[name] for name in step.items]
    for field in sources:
        if field.usage not in rule.usages:
            usages = ", ".join(sorted(rule.usages))
            found.append(f"Expected {usages} for {step.kind}, got {field.name}, {field.usage}")
    for item in items[:1] if step.kind == "date" else items:
        if rule.types and item.type not in rule.types:
            types = ", ".join(sorted(rule.types))
            found.append(
                f"Expected an item of {types} for {step.kind}, got {item.name}, {item.type}"
            )
    found += _kind_faults(step, sources, items, lossless=mapping.lossless)
    found += _code_faults(step, sources, items, mapping.pack)
    return found


def _kind_faults(
    step: Step, fields: list[Field], items: list[Item], *, lossless: bool
) -> list[str]:
    """Faults in the numbers, separators and values of a step."""
    found = []
    if not step.separator and (
        step.kind in {"split", "chain"} or (step.kind == "join" and lossless)
    ):
        found.append(f"Expected a separator for {step.kind}, got an empty one")
    if step.kind in {"pad", "cut", "time"} and (fields[0].scale or fields[0].signed):
        found.append(f"Expected an unsigned whole number for {step.kind}, got another")
    if step.kind == "time" and not _holds_time(fields[0]):
        found.append("Expected six digits HHMMSS for time, got another form")
    if step.kind == "chain" and (step.codes is None or not all(map(all, step.codes.pairs))):
        found.append("Expected a code map without empty values for chain, got another")
    if step.kind == "date" and len(items) == 2:
        found.append("Expected a date alone or its triple, got 2 items")
    if step.kind == "constant":
        found += _constant_faults(step.value, items[0])
    if step.kind in {"pad", "cut"}:
        found += _width_faults(step, fields[0], items)
    return found


def _width_faults(step: Step, field: Field, items: list[Item]) -> list[str]:
    if not step.width:
        return [f"Expected a width of at least 1 for {step.kind}, got 0"]
    if step.kind == "pad":
        found = []
        if items[0].digits and step.width > items[0].digits:
            found.append(f"Expected a width of at most {items[0].digits}, got {step.width}")
        if field.capacity > step.width:
            found.append(f"Expected a width of at least {field.capacity}, got {step.width}")
        return found
    room = step.width * len(items)
    if field.numeric and field.value != "digits":
        return [f"Expected value digits for cut, got {field.value}"]
    if _size(field) > room:
        return [f"Expected items for {_size(field)} characters, got room for {room}"]
    return []


def _size(field: Field) -> int:
    """Characters of a field whose text is of one size, else 0."""
    if field.numeric:
        return field.digits
    return field.length if field.usage == "single" else 0


def _holds_time(field: Field) -> bool:
    if field.numeric:
        return field.digits == 6 and field.value == "digits"
    return field.length in {0, 6}


def _constant_faults(value: str, item: Item) -> list[str]:
    if not value:
        return [f"Expected a value for {item.name}, got an empty one"]
    if item.digits and len(value) > item.digits:
        return [f"Expected at most {item.digits} characters for {item.name}, got {len(value)}"]
    return []


def _code_faults(step: Step, fields: list[Field], items: list[Item], pack: Pack) -> list[str]:
    """Values that the item's code list does not have, and values that no field can hold."""
    found = []
    targets = [target for _, target in step.codes.pairs if target] if step.codes else []
    if step.kind == "constant":
        targets = [step.value]
    for item in items if targets else ():
        codes = pack.code_lists.get(item.code)
        known = codes.values() if codes else ()
        for target in dict.fromkeys(targets):
            if known and target not in known:
                found.append(
                    f"Expected a value of code list {item.code} for {item.name}, got {target}"
                )
            elif step.codes and item.digits and len(target) > item.digits:
                found.append(
                    f"Expected at most {item.digits} characters for {item.name}, got {target}"
                )
    if step.codes and step.kind in {"codes", "cut"}:
        found += [
            f"Expected codes that {fields[0].name} can hold in map {step.codes.name}, got {source}"
            for source, _ in step.codes.pairs
            if source and not _can_hold(fields[0], source, step.width if step.kind == "cut" else 0)
        ]
    return found


def _can_hold(field: Field, value: str, width: int) -> bool:
    if width:
        return len(value) == width
    if field.numeric and field.value == "digits":
        return value.isdecimal() and len(value) == field.digits
    if field.numeric:
        return value.lstrip("-").isdecimal() and (value == "0" or not value.startswith("0"))
    room = field.length // 2 if field.usage in {"double", "national"} else field.length
    return not field.length or len(value) <= room
