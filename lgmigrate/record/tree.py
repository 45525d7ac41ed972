"""A record as a copybook describes it: entries within entries, with their clauses as written.

Nothing is computed here: clauses that a group hands down (USAGE, SIGN, SYNC) stand at the group,
sizes and offsets are in ``placing``, a flat layout for given choices in ``expand``. Names keep the
letters they were written in; COBOL does not tell upper from lower case.

Places (``source``, ``line``, ``column``) are for messages and take no part in comparisons.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from lgmigrate.record.dialects import Dialect
from lgmigrate.record.picture import Picture

__all__ = [
    "FILLER",
    "Condition",
    "Entry",
    "Key",
    "Occurs",
    "Range",
    "Record",
    "Renames",
    "SignClause",
    "Sync",
    "Value",
]

FILLER = "FILLER"
"""The name of an entry that has none."""

SignClause = Literal["", "trailing", "leading", "trailing_separate", "leading_separate"]
"""What a SIGN clause says; "" where there is none."""

Sync = Literal["", "sync", "left", "right"]
"""What a SYNCHRONIZED clause says; "" where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A literal or a figurative constant.

    ``kind``: text (``prefix`` is that of N"", X"", NX"" ...), number, or word (ZERO, SPACE ...).
    ``every`` is ALL in front of it.
    """

    kind: Literal["text", "number", "word"]
    text: str
    prefix: str = ""
    every: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """One value of a level-88 entry, or all from ``low`` THRU ``high``."""

    low: Value
    high: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A level-88 entry."""

    name: str
    values: tuple[Range, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """ASCENDING KEY or DESCENDING KEY of a table."""

    descending: bool
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurs:
    """OCCURS ``most`` TIMES, or ``least`` TO ``most`` TIMES DEPENDING ON ``depending``.

    Names with OF are written from the outside in, with points: GROUP.NAME.
    """

    least: int
    most: int
    depending: str = ""
    keys: tuple[Key, ...] = ()
    indexes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A data description entry with what stands below it.

    ``usage`` is the word of its USAGE clause in its short form (COMP-3, not COMPUTATIONAL-3), ""
    where there is none. ``unsigned`` is that of BINARY-LONG UNSIGNED and the like. ``note`` holds
    the lines of comment above it and behind it.
    """

    level: int
    name: str = FILLER
    picture: Picture | None = None
    usage: str = ""
    unsigned: bool = False
    sign: SignClause = ""
    sync: Sync = ""
    occurs: Occurs | None = None
    redefines: str = ""
    value: Value | None = None
    justified: bool = False
    blank_when_zero: bool = False
    external: bool = False
    shared: bool = False
    conditions: tuple[Condition, ...] = ()
    children: tuple[Entry, ...] = ()
    note: str = ""
    source: str = field(default="", compare=False)
    line: int = field(default=0, compare=False)
    column: int = field(default=0, compare=False)

    @property
    def group(self) -> bool:
        """Whether other entries stand below this one."""
        return bool(self.children)

    @property
    def named(self) -> bool:
        """Whether it has a name of its own."""
        return self.name.upper() != FILLER

    @property
    def place(self) -> str:
        """Where it is written, for messages."""
        return f"{self.source}:{self.line}:{self.column}" if self.source else self.name

    def walk(self) -> Iterator[Entry]:
        """The entry and all below it, in the order in which they are written."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class Renames:
    """A level-66 entry: another name for the items from ``first`` to ``last`` ("" for one)."""

    name: str
    first: str
    last: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One level-01 (or 77) entry with all below it, as a dialect understands it."""

    name: str
    root: Entry
    dialect: Dialect
    renames: tuple[Renames, ...] = ()
