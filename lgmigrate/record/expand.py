"""A record of a copybook as the flat layout that codecs read.

Every occurrence of every item becomes a field: NAME, in a table NAME_1, NAME_2 ..., in tables
within tables NAME_1_1 (the outer number first); ``names`` says what NAME is. Of items that
REDEFINES puts in one place, one is taken. Bytes that belong to no field (SYNC, shorter
alternatives, FILLER) are fields of usage filler. A table of a variable number stands with the most
elements it can have.

What a copybook does not say is assumed as docs/copybooks.md tells: an unsigned whole number of
USAGE DISPLAY keeps its leading zeros, other numbers do not; nothing means "no value".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lgmigrate.errors import Faults, LayoutError
from lgmigrate.record.dialects import Dialect
from lgmigrate.record.layout import Field, RecordLayout, Table
from lgmigrate.record.names import Names
from lgmigrate.record.placing import Place, area_of, place_record, storage_of
from lgmigrate.record.tree import Entry, Occurs, Record

__all__ = ["alternatives", "expand"]


def alternatives(record: Record) -> dict[str, tuple[str, ...]]:
    """What ``choices`` of ``expand`` can say: object of REDEFINES -> all that can be read in its
    place, itself first.
    """
    names = Names(record)
    found = {}
    for entry in record.root.walk():
        areas = area_of(entry.children)
        for number, child in enumerate(entry.children):
            same = [one for at, one in enumerate(entry.children) if areas[at] == number]
            if len(same) > 1:
                found[names.of(child)] = tuple(map(names.of, same))
    return found


def expand(
    record: Record,
    *,
    choices: Mapping[str, str] | None = None,
    joined: Collection[str] = (),
) -> RecordLayout:
    """The layout of a record, with its tables.

    ``choices``: object of REDEFINES -> what is read in its place; else the object itself.
    ``joined``: of groups with these names each becomes one field of text; other names are ignored.

    Raises:
        LayoutError: every choice that there is not, and every contradiction (``Field.faults``).
    """
    faults = Faults(LayoutError)
    expander = _Expander(record, faults, joined)
    expander.choose(choices or {})
    faults.raise_if_any()
    root = place_record(record)
    leaves = expander.filled(expander.group(root, "", 0), 0, root.length)
    faults.raise_if_any()
    layout = RecordLayout(
        name=record.name,
        length=root.length,
        fields=tuple(leaf.named() for leaf in leaves),
        tables=tuple(expander.tables),
    )
    faults.extend(layout.faults([leaf.place for leaf in leaves]))
    faults.raise_if_any()
    return layout


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A field whose name lacks the numbers of the tables around it, and where it is written."""

    field: Field
    place: str
    indices: tuple[int, ...] = ()

    def named(self) -> Field:
        number = "".join(f"_{index}" for index in self.indices)
        return replace(self.field, name=self.field.name + number)

    def moved(self, by: int, index: int) -> _Leaf:
        """The same field in another element of the table around it."""
        there = replace(self.field, offset=self.field.offset + by)
        return replace(self, field=there, indices=(index, *self.indices))


class _Expander:
    """Makes the fields of one record."""

    def __init__(self, record: Record, faults: Faults, joined: Collection[str]) -> None:
        self.record = record
        self.faults = faults
        self.names = Names(record)
        self._joined = {id(one) for name in joined for one in self.names.find(name) if one.group}
        self.tables: list[Table] = []
        self._chosen: dict[int, Entry] = {}  # id of an object -> what is read in its place
        self._slacks = 0
        self._last = _last_table(record.root)

    def choose(self, choices: Mapping[str, str]) -> None:
        """Take in the choices, or note what is wrong with them."""
        known = alternatives(self.record)
        for wanted, name in choices.items():
            items, others = self.names.find(wanted), self.names.find(name)
            place = f"record {self.record.name}"
            if len(items) != 1 or self.names.of(items[0]) not in known:
                listed = ", ".join(known) or "no REDEFINES"
                self.faults.add(place, f"Expected an object of REDEFINES ({listed}), got {wanted}")
                continue
            listed_names = known[self.names.of(items[0])]
            if len(others) != 1 or self.names.of(others[0]) not in listed_names:
                listed = ", ".join(listed_names)
                self.faults.add(place, f"Expected for {wanted} one of {listed}, got {name}")
                continue
            self._chosen[id(items[0])] = others[0]

    def group(self, place: Place, within: str, start: int) -> list[_Leaf]:
        """The fields of a group or an item. ``within`` is the table around it, whose element begins
        at ``start``.
        """
        if not place.entry.group or id(place.entry) in self._joined:
            return [self._leaf(place)]
        found: list[_Leaf] = []
        entries = place.entry.children
        areas = area_of(entries)
        for number, entry in enumerate(entries):
            if areas[number] != number:
                continue
            taken = self._chosen.get(id(entry), entry)
            first = next(one for one in place.children if one.entry is taken)
            if taken.occurs is None:
                found += self.group(first, within, start)
            else:
                found += self._table(first, taken.occurs, within, start)
        return found

    def _table(self, first: Place, occurs: Occurs, within: str, start: int) -> Iterator[_Leaf]:
        """The fields of every element of a table, which are all like those of the first."""
        name = self.names.of(first.entry)
        varies = self.record.dialect.slides or first.entry is self._last
        depending = self._counter(first.entry, occurs) if occurs.depending and varies else ""
        self.tables.append(
            Table(
                name=name,
                offset=first.offset - start,
                size=first.length,
                least=occurs.least if depending else occurs.most,
                most=occurs.most,
                depending=depending,
                within=within,
            )
        )
        element = self.filled(self.group(first, name, first.offset), first.offset, first.end)
        for number in range(occurs.most):
            for leaf in element:
                yield leaf.moved(number * first.length, number + 1)

    def _counter(self, entry: Entry, occurs: Occurs) -> str:
        """The name of the field that counts the elements."""
        found = self.names.find(occurs.depending)
        if not found:
            message = f"Expected {occurs.depending}, which counts, in the record, got none"
            self.faults.add(entry.place, message)
            return ""
        return self.names.of(found[0])

    def filled(self, leaves: Sequence[_Leaf], start: int, end: int) -> list[_Leaf]:
        """The fields with those of the bytes between them, from ``start`` to ``end``."""
        found: list[_Leaf] = []
        at = start
        for leaf in leaves:
            if leaf.field.offset > at:
                found.append(self._slack(at, leaf.field.offset))
            found.append(leaf)
            at = leaf.field.end
        if end > at:
            found.append(self._slack(at, end))
        return found

    def _slack(self, start: int, end: int) -> _Leaf:
        self._slacks += 1
        name = f"SLACK-{self._slacks}"
        made = Field(name=name, usage="filler", offset=start, length=end - start)
        return _Leaf(made, f"record {self.record.name}")

    def _leaf(self, place: Place) -> _Leaf:
        entry = place.entry
        made = Field(
            name=self.names.of(entry),
            offset=place.offset,
            length=place.length,
            note=entry.note.replace("\n", " / "),
            **_coding(place, self.record.dialect),
        )
        return _Leaf(made, entry.place)


def _coding(place: Place, dialect: Dialect) -> dict[str, Any]:
    """The attributes of a field that say how its bytes are read."""
    entry, picture = place.entry, place.entry.picture
    if entry.group:
        return {"usage": dialect.text}
    storage = storage_of(entry, place.clauses.usage, dialect)
    if not entry.named or storage.form == "address":
        return {"usage": "filler"}
    if storage.form == "float":
        return {"usage": "float", "base": storage.base, "order": storage.order}
    if storage.form == "display":
        return _display(place, dialect)
    signed = picture.signed if picture else not entry.unsigned and place.clauses.usage != "INDEX"
    if picture and not picture.numeric:  # COMP-X of PIC X
        signed = False
    found: dict[str, Any] = {
        "scale": picture.scale if picture else 0,
        "sign": "trailing" if signed else "none",
    }
    digits = picture.digits if picture else 0
    if storage.form == "binary":
        whole = storage.full or not digits
        return {
            "usage": "binary",
            "digits": 0 if whole else digits,
            "order": storage.order,
            **found,
        }
    return {
        "usage": "packed",
        "digits": digits,
        "nibble": storage.form == "packed" or signed,
        **found,
    }


def _display(place: Place, dialect: Dialect) -> dict[str, Any]:
    """Those of an item of which each position is a character or a digit."""
    picture, clauses = place.entry.picture, place.clauses
    if picture is None or clauses.usage == "NATIONAL":
        return {"usage": "national", "order": dialect.national_order}
    if picture.wide:
        double = clauses.usage == "DISPLAY-1" or picture.category.startswith("double")
        usage = "double" if double else dialect.wide
        return {"usage": usage, "order": dialect.national_order if usage == "national" else "big"}
    if picture.category == "numeric_edited":
        return {"usage": "single"}
    if not picture.numeric:
        return {"usage": dialect.text}
    sign = (clauses.sign or "trailing") if picture.signed else "none"
    inside = sign in ("trailing", "leading")
    plain = sign == "none" and picture.scale == 0
    return {
        "usage": "zoned",
        "digits": picture.digits,
        "scale": picture.scale,
        "sign": sign,
        "overpunch": dialect.overpunch if inside else "zone",
        "value": "digits" if plain else "number",
    }


def _last_table(entry: Entry) -> Entry | None:
    """The table at the very end of a record: only there do elements that are not there make it
    shorter where nothing slides.
    """
    while entry.group:
        entry = entry.children[-1]
        if entry.redefines:
            return None
        if entry.occurs:
            return entry
    return None
