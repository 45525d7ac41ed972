"""The fields of a layout as a record of JSON: tables as arrays of objects, and back.

An element's keys are the names of its fields without the element's numbers (``KINGAKU_3`` in the
third element is ``KINGAKU``); a table of one field is an array of values. FILLER has no key.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from lgmigrate.record.layout import RecordLayout, Table

__all__ = ["Array", "Leaf", "Nested", "flat_values", "nest", "nested_expression", "nested_values"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field by its number, known as ``key``."""

    key: str
    field: int


@dataclass(frozen=True, slots=True)
class Array:
    """A table: the contents of each of its elements. ``plain``: an element is one value.

    ``table`` and ``indexes`` (of the elements around it, from 0) tell which table it is.
    """

    key: str
    elements: tuple[tuple[Nested, ...], ...]
    plain: bool
    table: str
    indexes: tuple[int, ...]


Nested = Leaf | Array


def nest(layout: RecordLayout) -> tuple[Nested, ...]:
    """The contents of a record, in the order of their bytes."""
    within: dict[str, list[Table]] = {}
    for one in sorted(layout.tables, key=lambda table: table.offset):
        within.setdefault(one.within, []).append(one)
    offsets = [one.offset for one in layout.fields]
    length = layout.length or len(layout.fields)
    return _Nest(layout, within, offsets).inside("", 0, length, ())


@dataclass(frozen=True, slots=True)
class _Nest:
    layout: RecordLayout
    within: dict[str, list[Table]]
    offsets: list[int]

    def inside(
        self, name: str, start: int, length: int, indexes: tuple[int, ...]
    ) -> tuple[Nested, ...]:
        """The contents of the record, or of an element of table ``name``."""
        found: list[Nested] = []
        at = start
        for one in self.within.get(name, ()):
            first = start + one.offset
            found += self._leaves(at, first, indexes)
            array = self._array(one, first, indexes)
            if array is not None:
                found.append(array)
            at = first + one.size * one.most
        found += self._leaves(at, start + length, indexes)
        return tuple(_apart(found))

    def _leaves(self, start: int, stop: int, indexes: tuple[int, ...]) -> list[Leaf]:
        """The fields of a part without tables; their names without the elements' numbers."""
        low, high = bisect_left(self.offsets, start), bisect_left(self.offsets, stop)
        numbers = "".join(f"_{index + 1}" for index in indexes)
        fields = enumerate(self.layout.fields[low:high], start=low)
        return [
            Leaf(one.name.removesuffix(numbers), number)
            for number, one in fields
            if one.usage != "filler"
        ]

    def _array(self, table: Table, first: int, indexes: tuple[int, ...]) -> Array | None:
        elements = tuple(
            self.inside(table.name, first + index * table.size, table.size, (*indexes, index))
            for index in range(table.most)
        )
        if not elements or not elements[0]:
            return None
        one = elements[0][0]
        plain = len(elements[0]) == 1 and isinstance(one, Leaf) and one.key == table.name
        return Array(table.name, elements, plain, table.name, indexes)


def _apart(contents: list[Nested]) -> list[Nested]:
    """Keys that are apart: a name that is there already has its place behind it."""
    seen: set[str] = set()
    found: list[Nested] = []
    for place, one in enumerate(contents):
        key = one.key if one.key not in seen else f"{one.key}#{place}"
        seen.add(key)
        if isinstance(one, Leaf):
            found.append(Leaf(key, one.field))
        else:
            found.append(replace(one, key=key))
    return found


def nested_expression(
    contents: Sequence[Nested],
    names: Sequence[str],
    counted: Callable[[Array], str | None],
) -> list[pl.Expr]:
    """The contents as columns of a frame whose columns are the fields by ``names``. ``counted``
    gives the column with an array's number of elements, None where it has always the same.
    """
    made = []
    for one in contents:
        if isinstance(one, Leaf):
            made.append(pl.col(names[one.field]).alias(one.key))
            continue
        elements = []
        for inside in one.elements:
            parts = nested_expression(inside, names, counted)
            elements.append(parts[0] if one.plain else pl.struct(parts))
        array = pl.concat_list(elements)
        count = counted(one)
        if count is not None:
            array = array.list.head(pl.col(count))
        made.append(array.alias(one.key))
    return made


def nested_values(
    contents: Sequence[Nested],
    values: Sequence[object],
    counted: Callable[[Array], int | None],
) -> dict[str, object]:
    """The contents of one record as an object of JSON. ``values`` are those of the fields by
    number; ``counted`` gives an array's number of elements, None where it has always the same.
    """
    made: dict[str, object] = {}
    for one in contents:
        if isinstance(one, Leaf):
            made[one.key] = values[one.field]
            continue
        elements = [nested_values(inside, values, counted) for inside in one.elements]
        array = [next(iter(each.values())) if one.plain else each for each in elements]
        made[one.key] = array[: counted(one)]
    return made


def flat_values(
    contents: Sequence[Nested], record: Mapping[str, object], into: dict[int, object]
) -> list[str]:
    """Put the values of a record into ``into`` by their fields' numbers.

    Returns:
        What is wrong with its form, without any of its values.
    """
    faults = []
    keys = {one.key for one in contents}
    if any(key not in keys for key in record):
        faults.append("Expected the keys of the layout only, got another")
    for one in contents:
        value = record.get(one.key)
        if isinstance(one, Leaf):
            into[one.field] = value
        elif value is None:
            continue
        elif not isinstance(value, list) or len(value) > len(one.elements):
            faults.append(f"Expected an array of at most {len(one.elements)} in {one.key}")
        else:
            for inside, element in zip(one.elements, value, strict=False):
                if one.plain:
                    into[inside[0].field] = element  # type: ignore[union-attr]  # plain: a Leaf
                elif isinstance(element, dict):
                    faults += flat_values(inside, element, into)
                elif element is not None:
                    faults.append(f"Expected objects in {one.key}")
    return faults
