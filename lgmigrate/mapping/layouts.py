"""The record layout that a ``[[record]]`` names: a layout table, a copybook's record, a sheet.

``layout = "person.cpy"`` with ``record = "JUMIN-REC"`` (needless where there is one), ``dialect``,
``form`` (fixed, variable, free), ``choose = { "OBJECT" = "ALTERNATIVE" }`` for what REDEFINES
another entry, and ``[[record.refine]]`` for what the definition does not say of its fields. COPY
finds other files of the mapping's folder by their names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, cast, get_args

from lgmigrate.errors import LgmigrateError
from lgmigrate.mapping.tables import Table
from lgmigrate.record.layout import Carrier, NullForm, Overpunch, RecordLayout, Sign, Usage
from lgmigrate.record.layout import Form as DateForm
from lgmigrate.record.refine import REFINED, Refinement

if TYPE_CHECKING:
    from lgmigrate.record.copybook_source import Form
    from lgmigrate.record.definition import Choice, Finder

__all__ = ["only_layout", "read_choice", "read_record_layout"]

_FORMS = ("fixed", "variable", "free")
_WORDS: dict[str, tuple[str, ...]] = {
    "usage": get_args(Usage),
    "sign": get_args(Sign),
    "value": ("digits", "number"),
    "plus": ("C", "F"),
    "overpunch": get_args(Overpunch),
    "carrier": get_args(Carrier),
    "form": get_args(DateForm),
    "unknown": ("00", "99"),
}


def read_record_layout(table: Table, files: dict[str, bytes], folder: str) -> RecordLayout | None:
    """The layout of a record; None, and faults, where it cannot be read. ``files`` are those of
    the mapping by their names.
    """
    name = table.text("layout")
    chosen = read_choice(table)
    if not name:
        return None
    if name not in files:
        table.fault(f"Expected a file of the mapping's folder, got {name}", "layout")
        return None
    from lgmigrate.record.definition import layouts_of  # noqa: PLC0415  parsers, if they are needed

    find = _finder(files, folder)
    return only_layout(table, lambda: layouts_of(files[name], f"{folder}/{name}", find, chosen))


def read_choice(table: Table) -> Choice:
    """What a ``[[record]]`` says of its layout."""
    from lgmigrate.record.definition import Choice  # noqa: PLC0415  parsers, if they are needed

    chosen = table.table("choose", required=False)
    return Choice(
        record=table.text("record", ""),
        dialect=table.text("dialect", "ibm"),
        form=cast("Form", table.choice("form", _FORMS, "fixed")),
        choices=tuple((key, chosen.text(key)) for key in chosen.values),
        refinements=tuple(_refinements(table)),
    )


def only_layout(table: Table, read: Callable[[], tuple[RecordLayout, ...]]) -> RecordLayout | None:
    """The one layout that a definition has; None, and faults, where it is wrong or has several."""
    try:
        found = read()
        for one in found:
            one.check()
    except LgmigrateError as error:
        table.faults.extend(error.faults)
        return None
    if len(found) == 1:
        return found[0]
    names = ", ".join(one.name for one in found)
    table.fault(
        f"Expected record = one of {names} of {table.text('layout')}, got nothing", "record"
    )
    return None


def _finder(files: dict[str, bytes], folder: str) -> Finder:
    def find(wanted: str) -> tuple[str, bytes] | None:
        for name, data in files.items():
            if wanted.upper() in (name.upper(), PurePath(name).stem.upper()):
                return f"{folder}/{name}", data
        return None

    return find


def _refinements(table: Table) -> Iterator[Refinement]:
    for one in table.tables("refine"):
        changes: dict[str, Any] = {}
        names = one.texts("fields")
        for key in REFINED:
            if not one.has(key):
                continue
            if key == "null":
                changes[key] = one.texts(key)
                for form in changes[key]:
                    if form not in get_args(NullForm):
                        wanted = ", ".join(get_args(NullForm))
                        one.fault(f"Expected null = {wanted}, got {form}", key)
            elif key in ("scale", "pivot"):
                changes[key] = one.number(key)
            elif key == "note":
                changes[key] = one.text(key)
            else:
                changes[key] = one.choice(key, _WORDS[key])
        one.close()
        if not changes:
            one.fault(f"Expected at least one of {', '.join(REFINED)}, got none")
        yield Refinement(names=names, changes=changes, place=one.at())
