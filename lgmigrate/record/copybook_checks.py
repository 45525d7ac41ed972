"""What contradicts itself in a record of a copybook, each with the place of its entry.

Source: ISO/IEC 1989, data description entries: rules of REDEFINES, OCCURS, RENAMES, PICTURE and
USAGE. What a compiler would only warn of, or what another one takes, is a warning here.
"""

from __future__ import annotations

from collections.abc import Sequence

from lgmigrate.errors import Faults, LayoutError
from lgmigrate.record.dialects import Dialect
from lgmigrate.record.names import Names
from lgmigrate.record.placing import Clauses, Place, area_of, item_length, place_record
from lgmigrate.record.tree import Entry, Record

__all__ = ["check_record", "redefined_records"]


def check_record(record: Record, faults: Faults, warnings: list[str]) -> None:
    """Note the faults of one record, and what is unusual in it."""
    before = len(faults.found)
    names = Names(record)
    for entry in names.doubled():
        faults.add(entry.place, f"Expected each name once in a group, got {entry.name} again")
    if record.root.occurs:
        faults.add(record.root.place, f"Expected no OCCURS at level {record.root.level:02}, got it")
    _check_entry(record.root, Clauses(), record.dialect, faults, warnings)
    _check_counters(record, names, faults, warnings)
    for one in record.renames:
        for name in filter(None, (one.first, one.last)):
            if len(names.find(name)) != 1:
                place = f"{record.root.place}: 66 {one.name}"
                faults.add(place, f"Expected one item to rename, got {name}")
    if len(faults.found) == before:
        _check_sizes(place_record(record), record, faults, warnings)


def redefined_records(records: Sequence[Record], faults: Faults, warnings: list[str]) -> None:
    """Note level-01 entries that redefine what is no record before them."""
    del warnings
    seen: set[str] = set()
    for one in records:
        wanted = one.root.redefines
        if wanted and wanted.upper() not in seen:
            message = f"Expected a record before it to redefine, got {wanted}"
            faults.add(one.root.place, message)
        seen.add(one.name.upper())


def _check_entry(
    entry: Entry, outer: Clauses, dialect: Dialect, faults: Faults, warnings: list[str]
) -> None:
    clauses = outer.below(entry, dialect)
    if entry.usage and outer.usage and entry.usage != outer.usage:
        faults.add(entry.place, f"Expected {outer.usage} as of its group, got {entry.usage}")
    if entry.group:
        _check_group(entry, faults)
        for child in entry.children:
            _check_entry(child, clauses, dialect, faults, warnings)
        return
    try:
        item_length(entry, clauses, dialect)
    except LayoutError as error:
        faults.add(entry.place, str(error))
        return
    picture = entry.picture
    if picture is None:
        return
    text = not picture.numeric and picture.category != "numeric_edited"
    if clauses.usage in ("DISPLAY-1", "NATIONAL") and text and not picture.wide:
        wanted = "G or N" if clauses.usage == "DISPLAY-1" else "N"
        faults.add(
            entry.place,
            f"Expected a PICTURE of {wanted} with {clauses.usage}, got {picture.text}",
        )
    if entry.sign and not picture.signed:
        warnings.append(f"{entry.place}: SIGN has no effect without S in the PICTURE")
    if entry.justified and not text:
        faults.add(entry.place, f"Expected JUSTIFIED with text, got PICTURE {picture.text}")
    if entry.blank_when_zero and picture.category not in ("numeric", "numeric_edited"):
        faults.add(entry.place, f"Expected BLANK WHEN ZERO with digits, got {picture.text}")


def _check_group(entry: Entry, faults: Faults) -> None:
    if entry.picture is not None:
        faults.add(entry.place, f"Expected no PICTURE in a group, got {entry.picture.text}")
    for yes, clause in (
        (entry.justified, "JUSTIFIED"),
        (entry.blank_when_zero, "BLANK WHEN ZERO"),
    ):
        if yes:
            faults.add(entry.place, f"Expected no {clause} in a group, got it")
    areas = area_of(entry.children)
    for number, child in enumerate(entry.children):
        if not child.redefines:
            continue
        if areas[number] == number:
            message = f"Expected an item before it in its group to redefine, got {child.redefines}"
            faults.add(child.place, message)
            continue
        between = entry.children[areas[number] + 1 : number]
        strange = [
            one for at, one in enumerate(between, areas[number] + 1) if areas[at] != areas[number]
        ]
        if strange:
            got = f"{strange[0].name} between"
            message = f"Expected REDEFINES right behind {child.redefines}, got {got}"
            faults.add(child.place, message)
        if entry.children[areas[number]].occurs:
            faults.add(child.place, f"Expected {child.redefines} without OCCURS, got it with")


def _check_counters(record: Record, names: Names, faults: Faults, warnings: list[str]) -> None:
    """What OCCURS DEPENDING ON names: one whole number before the table."""
    order = {id(entry): number for number, entry in enumerate(record.root.walk())}
    for entry in record.root.walk():
        if entry.occurs is None or not entry.occurs.depending:
            continue
        wanted = entry.occurs.depending
        found = names.find(wanted)
        if not found:
            warnings.append(f"{entry.place}: {wanted}, which counts, is not in the record")
            continue
        if len(found) > 1:
            faults.add(entry.place, f"Expected one item to depend on, got {wanted} several times")
            continue
        counter = found[0]
        digits = counter.picture
        if counter.group or (digits is not None and not (digits.numeric and digits.scale == 0)):
            faults.add(entry.place, f"Expected a whole number to depend on, got {wanted}")
        elif order[id(counter)] > order[id(entry)]:
            faults.add(entry.place, f"Expected {wanted} before what depends on it, got it behind")


def _check_sizes(place: Place, record: Record, faults: Faults, warnings: list[str]) -> None:
    """Redefinitions that are larger than their objects."""
    if not place.entry.group:
        return
    sizes: dict[int, int] = {}
    firsts: dict[int, Place] = {}
    for child in place.children:
        sizes[id(child.entry)] = sizes.get(id(child.entry), 0) + child.length
        firsts.setdefault(id(child.entry), child)
    areas = area_of(place.entry.children)
    for number, entry in enumerate(place.entry.children):
        item = place.entry.children[areas[number]]
        if entry is not item and sizes.get(id(entry), 0) > sizes[id(item)]:
            message = f"{entry.name} has more bytes than {item.name}, which it redefines"
            if record.dialect.larger:
                warnings.append(f"{entry.place}: {message}")
            else:
                faults.add(entry.place, f"Expected at most the bytes of {item.name}, got more")
    for first in firsts.values():
        _check_sizes(first, record, faults, warnings)
