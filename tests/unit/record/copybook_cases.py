"""Copybooks of one line a clause, as text of the fixed form."""

from __future__ import annotations

from lgmigrate.record.copybook import Copybook, read_copybook
from lgmigrate.record.expand import expand
from lgmigrate.record.layout import RecordLayout


def fixed(*lines: str) -> str:
    """Lines in fixed form: six columns of numbers, a blank indicator."""
    return "".join(f"{number:06} {line}\n" for number, line in enumerate(lines, start=1))


def book(*lines: str, dialect: str = "ibm") -> Copybook:
    """The copybook of these lines."""
    return read_copybook(fixed(*lines), "REC", source="made.cpy", dialect=dialect)


def layout(
    *lines: str, dialect: str = "ibm", choices: dict[str, str] | None = None
) -> RecordLayout:
    """The layout of the only record of these lines."""
    return expand(book(*lines, dialect=dialect).records[0], choices=choices)


def places(made: RecordLayout) -> list[tuple[str, str, int, int]]:
    """Name, usage, offset and length of every field."""
    return [(one.name, one.usage, one.offset, one.length) for one in made.fields]
