"""COBOL copybooks: their text to records, as trees of entries.

``copybook_source`` knows the columns of lines, ``copybook_tokens`` words and literals,
``copybook_library`` COPY and REPLACE, ``copybook_clauses`` single entries; here they become trees
by their level numbers, and ``copybook_checks`` says what contradicts itself in a tree.

``read_copybook(write_copybook(x)) == x`` for every record without faults (``copybook_text``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from lgmigrate.errors import Faults, LayoutError
from lgmigrate.record.copybook_checks import check_record, redefined_records
from lgmigrate.record.copybook_clauses import Parsed, parse_entries
from lgmigrate.record.copybook_library import Library, Reading, read_tokens
from lgmigrate.record.copybook_source import Form, check_count
from lgmigrate.record.dialects import Dialect, find_dialect
from lgmigrate.record.tree import Condition, Entry, Record, Renames

__all__ = ["Copybook", "read_copybook"]

_TOP = (1, 77)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copybook:
    """The records of a copybook in their order, and what is unusual but allowed."""

    records: tuple[Record, ...]
    warnings: tuple[str, ...] = ()

    def record(self, name: str) -> Record:
        """The record of that name, in letters of either case.

        Raises:
            KeyError: there is none.
        """
        for one in self.records:
            if one.name.upper() == name.upper():
                return one
        raise KeyError(name)


@dataclass(slots=True)
class _Node:
    """An entry while what stands below it is collected."""

    entry: Entry
    children: list[_Node] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    renames: list[Renames] = field(default_factory=list)

    def frozen(self) -> Entry:
        return replace(
            self.entry,
            children=tuple(child.frozen() for child in self.children),
            conditions=tuple(self.conditions),
        )


def read_copybook(  # noqa: PLR0913  each says one thing of the text
    text: str,
    name: str,
    *,
    source: str,
    dialect: str | Dialect = "ibm",
    library: Library = lambda _: None,
    form: Form = "fixed",
    count: str = "cells",
    decimal_comma: bool = False,
) -> Copybook:
    """The records that a copybook describes.

    ``name`` is that of the record if the copybook has no level 01 of its own, ``source`` the name
    of its file for messages. ``library`` finds what COPY names. ``count`` says how columns are
    counted (``copybook_source.column_count``), ``decimal_comma`` that DECIMAL-POINT IS COMMA.

    Raises:
        LayoutError: every fault at once, each with file, line and column.
    """
    chosen = find_dialect(dialect) if isinstance(dialect, str) else dialect
    check_count(count)
    faults = Faults(LayoutError)
    reading = Reading(library, form, count, faults, [source])
    tokens = read_tokens(text, source, reading)
    parsed = parse_entries(tokens, faults, decimal_comma=decimal_comma)
    records = [
        Record(
            name=root.entry.name if root.entry.named else name,
            root=root.frozen(),
            dialect=chosen,
            renames=tuple(root.renames),
        )
        for root in _roots(parsed, name, faults)
    ]
    if not records and not faults.found:
        faults.add(source, "Expected at least one entry, got none")
    warnings: list[str] = []
    for one in records:
        check_record(one, faults, warnings)
    redefined_records(records, faults, warnings)
    faults.raise_if_any()
    return Copybook(records=tuple(records), warnings=tuple(warnings))


def _roots(parsed: Iterable[Parsed], name: str, faults: Faults) -> list[_Node]:
    """The trees by level numbers; one of level 01 is made where a copybook begins below it."""
    roots: list[_Node] = []
    stack: list[_Node] = []
    for one in parsed:
        made = one.entry
        if isinstance(made, Condition):
            _add_condition(stack, made, one, faults)
        elif isinstance(made, Renames):
            if roots:
                roots[-1].renames.append(made)
            else:
                faults.add(one.token.place, "Expected a record before level 66, got none")
        elif one.level in _TOP:
            stack = [_Node(made)]
            roots.append(stack[0])
        else:
            if not stack:
                place = {"source": made.source, "line": made.line, "column": made.column}
                stack = [_Node(Entry(level=1, name=name, **place))]  # type: ignore[arg-type]  # as the fields are
                roots.append(stack[0])
            _add_entry(stack, made, faults)
    return roots


def _add_entry(stack: list[_Node], made: Entry, faults: Faults) -> None:
    """Put an entry into the group that its level fits."""
    while len(stack) > 1 and stack[-1].entry.level >= made.level:
        stack.pop()
    parent = stack[-1]
    level = parent.children[0].entry.level if parent.children else made.level
    if parent.entry.level == 77:
        faults.add(made.place, f"Expected no level below 77, got {made.level:02}")
    elif level != made.level:
        faults.add(
            made.place,
            f"Expected level {level:02} as of {parent.children[0].entry.name}, got {made.level:02}",
        )
    parent.children.append(_Node(made))
    stack.append(parent.children[-1])


def _add_condition(stack: list[_Node], made: Condition, one: Parsed, faults: Faults) -> None:
    if not stack:
        faults.add(one.token.place, "Expected an item before level 88, got none")
        return
    known = stack[-1].conditions
    if any(other.name.upper() == made.name.upper() for other in known):
        faults.add(one.token.place, f"Expected level 88 {made.name} once, got it again")
    known.append(made)
