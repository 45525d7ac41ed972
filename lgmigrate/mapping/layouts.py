"""The record layout that a ``[[record]]`` names: a layout table, or a record of a copybook.

``layout = "person.cpy"`` with ``record = "JUMIN-REC"`` (needless where the copybook has one),
``dialect``, ``form`` (fixed, variable, free), and ``choose = { "OBJECT" = "ALTERNATIVE" }`` for
what REDEFINES another entry. COPY finds other files of the mapping's folder by their names.
"""

from __future__ import annotations

from collections.abc import Mapping as Names
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast

from lgmigrate.errors import Faults, LgmigrateError
from lgmigrate.mapping.tables import Table
from lgmigrate.record.layout import RecordLayout
from lgmigrate.record.table import read_layout

if TYPE_CHECKING:
    from lgmigrate.record.copybook import Copybook
    from lgmigrate.record.copybook_source import Form
    from lgmigrate.record.tree import Record

__all__ = ["COPYBOOKS", "read_record_layout"]

COPYBOOKS = (".cpy", ".cob", ".cbl")
_FORMS = ("fixed", "variable", "free")


def read_record_layout(
    table: Table, texts: Names[str, str], folder: str, faults: Faults
) -> RecordLayout | None:
    """The layout of a record, None, and faults, where it cannot be read. ``texts`` are the files
    of the mapping by their names.
    """
    name = table.text("layout")
    record = table.text("record", "")
    dialect = table.text("dialect", "")
    form = table.choice("form", _FORMS, "fixed")
    chosen = table.table("choose", required=False)
    choices = {key: chosen.text(key) for key in chosen.values}
    if not name:
        return None
    if name not in texts:
        table.fault(f"Expected a file of the mapping's folder, got {name}", "layout")
        return None
    place = f"{folder}/{name}"
    try:
        if not name.lower().endswith(COPYBOOKS):
            for key in ("record", "dialect", "form", "choose"):
                if table.has(key):
                    table.fault(f"Expected {key} with a copybook only, got {name}", key)
            return read_layout(texts[name], PurePosixPath(name).stem, source=place)
        from lgmigrate.record.copybook import read_copybook  # noqa: PLC0415  where one is read
        from lgmigrate.record.expand import expand  # noqa: PLC0415  where one is read

        book = read_copybook(
            texts[name],
            PurePosixPath(name).stem,
            source=place,
            dialect=dialect or "ibm",
            library=lambda wanted: _find(wanted, texts, folder),
            form=cast("Form", form),
        )
        found = _record(book, record, table, name)
        return expand(found, choices=choices) if found else None
    except LgmigrateError as error:
        faults.extend(error.faults)
        return None


def _find(wanted: str, texts: Names[str, str], folder: str) -> tuple[str, str] | None:
    """The file that COPY names: with any suffix, in letters of either case."""
    for name, text in texts.items():
        if wanted.upper() in (name.upper(), PurePosixPath(name).stem.upper()):
            return f"{folder}/{name}", text
    return None


def _record(book: Copybook, record: str, table: Table, name: str) -> Record | None:
    names = ", ".join(one.name for one in book.records)
    if not record:
        if len(book.records) == 1:
            return book.records[0]
        table.fault(f"Expected record = one of {names} of {name}, got nothing", "record")
        return None
    try:
        return book.record(record)
    except KeyError:
        table.fault(f"Expected record = one of {names} of {name}, got {record}", "record")
        return None
