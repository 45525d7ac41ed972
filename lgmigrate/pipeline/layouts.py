"""Record layouts from files of any kind: a layout table, a copybook, a layout sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import cast, get_args

from lgmigrate.errors import Faults, LayoutError
from lgmigrate.record.copybook import Copybook, read_copybook
from lgmigrate.record.copybook_source import Form
from lgmigrate.record.expand import expand
from lgmigrate.record.layout import RecordLayout
from lgmigrate.record.sheet import read_sheet
from lgmigrate.record.table import read_layout

__all__ = ["COPYBOOKS", "load_copybook", "load_layouts", "read_definition"]

COPYBOOKS = (".cpy", ".cob", ".cbl")
"""How the names of copybooks end."""


def load_layouts(
    path: str | Path,
    *,
    dialect: str = "ibm",
    form: str = "fixed",
    record: str = "",
    choices: Mapping[str, str] | None = None,
) -> tuple[RecordLayout, ...]:
    """The layouts that a file describes: those of all its records, or of ``record``.

    ``dialect`` is that of COBOL in it; ``form`` (fixed, variable, free) and ``choices`` (what
    REDEFINES another entry is read in its place) are for copybooks. COPY finds files beside the
    copybook. A sheet is one record.

    Raises:
        LayoutError: everything that is wrong in the file.
    """
    place = Path(path)
    if place.suffix.lower() not in COPYBOOKS:
        if choices:
            msg = f"{place}: Expected choices with a copybook only, got some"
            raise LayoutError(msg)
        return _tabular(place, dialect, record)
    if form not in get_args(Form):
        msg = f"Expected form {', '.join(get_args(Form))}, got {form}"
        raise LayoutError(msg)
    return _copybook(place, dialect, cast("Form", form), record, choices or {})


def _tabular(path: Path, dialect: str, record: str) -> tuple[RecordLayout, ...]:
    """The layouts of a layout table, which its columns tell, or of a layout sheet."""
    if path.suffix.lower() == ".csv":
        text = read_definition(path)
        head = set(next(csv.reader(io.StringIO(text, newline="")), []))
        if head >= {"field", "usage"}:
            if record:
                msg = f"{path}: Expected a record with a copybook or a sheet only, got {record}"
                raise LayoutError(msg)
            return (read_layout(text, path.stem, source=str(path)),)
    found = read_sheet(path, dialect=dialect)
    chosen = tuple(one for one in found if record in ("", one.name))
    if not chosen:
        names = ", ".join(one.name for one in found)
        msg = f"{path}: Expected a record of {names}, got {record}"
        raise LayoutError(msg)
    return chosen


def read_definition(path: Path) -> str:
    """The text of a file that is UTF-8, or else cp932, as such files are in Japan.

    Raises:
        LayoutError: it cannot be read, or is neither.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"{path}: Expected a file that can be read, got {type(error).__name__}"
        raise LayoutError(msg) from error
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    msg = f"{path}: Expected text in UTF-8 or cp932, got neither"
    raise LayoutError(msg)


def _copybook(
    path: Path, dialect: str, form: Form, record: str, choices: Mapping[str, str]
) -> tuple[RecordLayout, ...]:
    book = load_copybook(path, dialect=dialect, form=form)
    try:
        records = [book.record(record)] if record else book.records
    except KeyError:
        names = ", ".join(one.name for one in book.records)
        msg = f"{path}: Expected a record of {names}, got {record}"
        raise LayoutError(msg) from None
    faults = Faults(LayoutError)
    found = []
    for one in records:
        with faults.collecting():
            found.append(expand(one, choices=choices))
    faults.raise_if_any()
    return tuple(found)


def load_copybook(path: Path, *, dialect: str = "ibm", form: Form = "fixed") -> Copybook:
    """The records of a copybook; COPY finds files beside it, with any of ``COPYBOOKS`` or none.

    Raises:
        LayoutError: everything that is wrong in it.
    """

    def library(name: str) -> tuple[str, str] | None:
        wanted = {name.casefold(), *(f"{name}{end}".casefold() for end in COPYBOOKS)}
        for other in sorted(path.parent.iterdir()):
            if other.name.casefold() in wanted and other.is_file():
                return str(other), read_definition(other)
        return None

    return read_copybook(
        read_definition(path),
        path.stem,
        source=str(path),
        dialect=dialect,
        library=library,
        form=form,
    )
