"""Record layouts from files of any kind: a layout table, a copybook, a layout sheet.

The name tells a copybook (``COPYBOOKS``) and a workbook (.xlsx); of a CSV the columns tell whether
it is a layout table (``field`` and ``usage``) or a sheet. Text is UTF-8, or else cp932.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from lgmigrate.errors import Faults, LayoutError
from lgmigrate.record.copybook import Copybook, read_copybook
from lgmigrate.record.copybook_source import Form
from lgmigrate.record.expand import expand
from lgmigrate.record.layout import RecordLayout
from lgmigrate.record.refine import Refinement, refine
from lgmigrate.record.sheet import sheet_layouts
from lgmigrate.record.table import read_layout

__all__ = [
    "COPYBOOKS",
    "Choice",
    "Finder",
    "copybook_of",
    "is_copybook",
    "layouts_of",
    "load_copybook",
    "load_layouts",
]

COPYBOOKS = (".cpy", ".cob", ".cbl")
"""How the names of copybooks end."""

Finder = Callable[[str], tuple[str, bytes] | None]
"""What COPY names -> the name of the file, for messages, and its bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is read of a definition, and how.

    ``record`` is the record of a copybook, or the record of a sheet, "" for all. ``dialect`` is
    that of COBOL; ``form`` and ``choices`` (object of REDEFINES, what is read in its place) are
    for copybooks.
    """

    record: str = ""
    dialect: str = "ibm"
    form: Form = "fixed"
    choices: tuple[tuple[str, str], ...] = ()
    refinements: tuple[Refinement, ...] = ()


def is_copybook(name: str) -> bool:
    """Whether a file of that name is a copybook."""
    return name.lower().endswith(COPYBOOKS)


def layouts_of(
    data: bytes, name: str, find: Finder, chosen: Choice | None = None
) -> tuple[RecordLayout, ...]:
    """The layouts that a file of that name describes.

    Raises:
        LayoutError: everything that is wrong in the file, or in what is chosen of it.
    """
    chosen = chosen or Choice()
    if is_copybook(name):
        book = copybook_of(data, name, find, dialect=chosen.dialect, form=chosen.form)
        return _of_copybook(book, name, chosen)
    if chosen.choices or chosen.form != "fixed":
        msg = f"{name}: Expected a form and choices with a copybook only, got some"
        raise LayoutError(msg)
    found = _one_record(_tabular(data, name, chosen.dialect), name, chosen.record)
    if chosen.refinements and len(found) > 1:
        return _one_record(found, name, "")
    return tuple(refine(one, chosen.refinements) for one in found)


def copybook_of(
    data: bytes, name: str, find: Finder, *, dialect: str = "ibm", form: Form = "fixed"
) -> Copybook:
    """The records of a copybook.

    Raises:
        LayoutError: everything that is wrong in it.
    """

    def library(wanted: str) -> tuple[str, str] | None:
        found = find(wanted)
        return (found[0], _text(found[1], found[0])) if found else None

    return read_copybook(
        _text(data, name),
        PurePath(name).stem,
        source=name,
        dialect=dialect,
        library=library,
        form=form,
    )


def load_layouts(path: str | Path, chosen: Choice | None = None) -> tuple[RecordLayout, ...]:
    """The layouts of a file; COPY finds files beside it.

    Raises:
        LayoutError: see ``layouts_of``; or it cannot be read.
    """
    place = Path(path)
    return layouts_of(_bytes(place), str(place), _beside(place), chosen)


def load_copybook(path: str | Path, *, dialect: str = "ibm", form: Form = "fixed") -> Copybook:
    """The records of a copybook; COPY finds files beside it.

    Raises:
        LayoutError: see ``copybook_of``; or it cannot be read.
    """
    place = Path(path)
    return copybook_of(_bytes(place), str(place), _beside(place), dialect=dialect, form=form)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"{path}: Expected a file that can be read, got {type(error).__name__}"
        raise LayoutError(msg) from error


def _beside(path: Path) -> Finder:
    """Finds the file that COPY names: with any of ``COPYBOOKS`` or without, in either case."""

    def find(name: str) -> tuple[str, bytes] | None:
        wanted = {name.casefold(), *(f"{name}{end}".casefold() for end in COPYBOOKS)}
        for other in sorted(path.parent.iterdir()):
            if other.name.casefold() in wanted and other.is_file():
                return str(other), _bytes(other)
        return None

    return find


def _text(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    msg = f"{name}: Expected text in UTF-8 or cp932, got neither"
    raise LayoutError(msg)


def _of_copybook(book: Copybook, name: str, chosen: Choice) -> tuple[RecordLayout, ...]:
    try:
        records = [book.record(chosen.record)] if chosen.record else book.records
    except KeyError:
        names = ", ".join(one.name for one in book.records)
        msg = f"{name}: Expected a record of {names}, got {chosen.record}"
        raise LayoutError(msg) from None
    faults = Faults(LayoutError)
    found = []
    choices = dict(chosen.choices)
    joined = [one for part in chosen.refinements for one in part.names]
    for record in records:
        with faults.collecting():
            layout = expand(record, choices=choices, joined=joined)
            found.append(refine(layout, chosen.refinements))
    faults.raise_if_any()
    return tuple(found)


def _tabular(data: bytes, name: str, dialect: str) -> tuple[RecordLayout, ...]:
    """The layouts of a layout table, or of a layout sheet."""
    if name.lower().endswith(".csv"):
        text = _text(data, name)
        head = set(next(csv.reader(io.StringIO(text, newline="")), []))
        if head & {"field", "usage"}:
            return (read_layout(text, PurePath(name).stem, source=name),)
    return sheet_layouts(data, name, dialect=dialect)


def _one_record(
    found: tuple[RecordLayout, ...], name: str, record: str
) -> tuple[RecordLayout, ...]:
    chosen = tuple(one for one in found if record in ("", one.name))
    if not chosen:
        names = ", ".join(one.name for one in found)
        msg = f"{name}: Expected a record of {names}, got {record}"
        raise LayoutError(msg)
    return chosen
