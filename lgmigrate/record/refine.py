"""What a copybook or a sheet does not say of its fields: dates, "no value", identifiers.

A refinement names items and gives attributes of ``Field`` in the words of layout tables. The name
of an item of a table means all of its elements; that of a group of a copybook makes one field of
the group (a date of year, month and day). Offsets and lengths stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lgmigrate.errors import Faults, LayoutError
from lgmigrate.record.layout import Field, Form, RecordLayout

__all__ = ["REFINED", "Refinement", "refine"]

REFINED = (
    *("usage", "sign", "value", "null", "scale", "note", "plus", "overpunch", "carrier"),
    *("form", "pivot", "unknown"),
)
"""The attributes that a refinement may give."""

_FORMS: dict[tuple[str, int], Form] = {
    ("zoned", 8): "yyyymmdd",
    ("zoned", 7): "gyymmdd",
    ("zoned", 6): "yymmdd",
    ("packed", 5): "yyyymmdd",
}
"""The form of a date by its carrier and bytes, where only one has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refinement:
    """``names`` of items, ``changes`` of their attributes; ``place`` is for messages."""

    names: tuple[str, ...]
    changes: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""


def refine(layout: RecordLayout, refinements: Sequence[Refinement]) -> RecordLayout:
    """The layout with what is said of its fields.

    Raises:
        LayoutError: names that no field has, and what contradicts itself then; all at once.
    """
    faults = Faults(LayoutError)
    fields = {one.name: one for one in layout.fields}
    for one in refinements:
        for name in one.names:
            numbered = re.compile(re.escape(name) + "(_[0-9]+)+")
            found = [name] if name in fields else list(filter(numbered.fullmatch, fields))
            if not found:
                faults.add(one.place, f"Expected a field of layout {layout.name}, got {name}")
            for single in found:
                fields[single] = _changed(fields[single], one.changes)
            for message in fields[found[0]].faults() if found else ():
                faults.add(f"{one.place}, field {name}", message)
    faults.raise_if_any()
    return replace(layout, fields=tuple(fields.values()))


def _changed(old: Field, changes: Mapping[str, Any]) -> Field:
    usage = changes.get("usage", old.usage)
    base = old
    if usage != old.usage:
        base = Field(name=old.name, usage=usage, offset=old.offset, length=old.length)
        base = replace(base, note=old.note, order=old.order)
        if usage in ("zoned", "packed", "binary"):
            base = replace(base, digits=old.digits)
    if usage == "date" and old.usage != "date":
        carrier = changes.get("carrier", "packed" if old.usage == "packed" else "zoned")
        form = _FORMS.get((carrier, old.length), "yyyymmdd")
        base = replace(base, carrier=carrier, form=form)
    return replace(base, **changes)
