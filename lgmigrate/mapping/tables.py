"""TOML tables that know where they stand: every fault of a definition names file and line.

``tomllib`` gives values without their places, so the lines are found by a scan for table headers
and keys. The scan leans on ``tomllib`` having accepted the text, and knows only what that leaves
open: headers, dotted and quoted keys, and texts over several lines.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from lgmigrate.errors import Faults, MappingError

__all__ = ["Path", "Table", "key_lines", "read_toml"]

Path = tuple[str | int, ...]
"""The keys that lead to a value; a number picks one table of an array of tables."""

KEY = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
DOTTED = rf"{KEY}(?:\s*\.\s*{KEY})*"
HEADER = re.compile(rf"\s*(\[\[?)\s*({DOTTED})\s*\]")
ENTRY = re.compile(rf"\s*({DOTTED})\s*=")
FENCES = ('"""', "'" * 3)


def key_lines(text: str) -> dict[Path, int]:
    """The line, from 1, on which each table and each key of a valid TOML text stands."""
    lines: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    table: Path = ()
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if fence:
            fence = "" if fence in line else fence
            continue
        if header := HEADER.match(line):
            table = _resolved(_keys(header[2]), counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                lines.setdefault(table, number)
                table = (*table, counts[table])
            lines[table] = number
        elif entry := ENTRY.match(line):
            keys = _keys(entry[1])
            for end in range(1, len(keys) + 1):
                lines.setdefault((*table, *keys[:end]), number)
            fence = next((one for one in FENCES if line.count(one) == 1), "")
    return lines


def _keys(dotted: str) -> tuple[str, ...]:
    whole: dict[str, object] = tomllib.loads(f"{dotted} = 0")
    keys = []
    value: object = whole
    while isinstance(value, dict):
        ((key, value),) = value.items()
        keys.append(key)
    return tuple(keys)


def _resolved(keys: tuple[str, ...], counts: dict[Path, int]) -> Path:
    """The path of a header, with the number of the newest table of each array on the way."""
    path: Path = ()
    for number, key in enumerate(keys):
        path = (*path, key)
        if path in counts and number < len(keys) - 1:
            path = (*path, counts[path])
    return path


def read_toml(text: str, place: str, faults: Faults) -> Table:
    """The root table of a text.

    Raises:
        MappingError: the text is not TOML.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        msg = f"{place}: Expected TOML, got a fault: {error}"
        raise MappingError(msg) from error
    return Table(values=values, place=place, lines=key_lines(text), faults=faults)


@dataclass(slots=True, kw_only=True)
class Table:
    """One table. Each getter takes a key; a missing or ill-typed value is a fault, and the
    getter then returns its default. ``close`` makes a fault of every key that nobody took.
    """

    values: Mapping[str, object]
    place: str
    lines: dict[Path, int]
    faults: Faults
    path: Path = ()
    taken: set[str] = field(default_factory=set)

    def at(self, *keys: str | int) -> str:
        """``file:line`` of a key, or of the nearest table around it."""
        return f"{self.place}:{self.line(*keys)}"

    def line(self, *keys: str | int) -> int:
        """The line of a key, or of the nearest table around it."""
        path = (*self.path, *keys)
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, message: str, *keys: str | int) -> None:
        """Note a fault of this table, or of one of its keys."""
        self.faults.add(self.at(*keys), message)

    def has(self, key: str) -> bool:
        """Whether the table has the key."""
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required where there is no default."""
        value = self._value(key, str, "a text", default)
        return value if isinstance(value, str) else default or ""

    def choice(self, key: str, options: tuple[str, ...], default: str | None = None) -> str:
        """One of some texts."""
        value = self.text(key, default)
        if value not in options and (value or default is not None):
            self.fault(f"Expected {key} = {', '.join(options)}, got {value}", key)
            return options[0]
        return value or options[0]

    def number(self, key: str, default: int | None = None) -> int:
        """A whole number of at least 0."""
        value = self._value(key, int, "a whole number", default)
        if isinstance(value, int) and not isinstance(value, bool):
            if value >= 0:
                return value
            self.fault(f"Expected {key} of at least 0, got {value}", key)
        return default or 0

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """A truth value: true or false."""
        value = self._value(key, bool, "true or false", default)
        return value if isinstance(value, bool) else bool(default)

    def day(self, key: str, default: int | None = None) -> int:
        """A day (TOML: 1868-01-25) as the number YYYYMMDD."""
        value = self._value(key, date, "a day like 1868-01-25", default)
        return int(f"{value:%Y%m%d}") if isinstance(value, date) else default or 0

    def texts(self, key: str) -> tuple[str, ...]:
        """One text, or a list of texts."""
        value = self.values.get(key)
        self.taken.add(key)
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            return tuple(value)
        got = "nothing" if value is None else type(value).__name__
        self.fault(f"Expected {key} = a text or a list of texts, got {got}", key)
        return ()

    def table(self, key: str, *, required: bool = True) -> Table:
        """A table below this one; an empty one where it is missing."""
        value = self._value(key, dict, "a table", None if required else {})
        return self._below(value if isinstance(value, dict) else {}, key)

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of an array of tables; none where the key is missing."""
        value = self._value(key, list, "an array of tables", [])
        for number, one in enumerate(value if isinstance(value, list) else ()):
            if isinstance(one, dict):
                yield self._below(one, key, number)
            else:
                self.fault(f"Expected {key} = an array of tables, got {type(one).__name__}", key)

    def inline(self, key: str, value: Mapping[str, object]) -> Table:
        """A table that stands in the value of a key."""
        return self._below(value, key)

    def close(self) -> None:
        """Make a fault of every key that no getter was asked for."""
        for key in self.values:
            if key not in self.taken:
                self.fault(f"Expected {', '.join(sorted(self.taken))}, got the key {key}", key)

    def _below(self, values: Mapping[str, object], *keys: str | int) -> Table:
        path = (*self.path, *keys)
        return Table(
            values=values, place=self.place, lines=self.lines, faults=self.faults, path=path
        )

    def _value(self, key: str, kind: type, wanted: str, default: object) -> object:
        self.taken.add(key)
        value = self.values.get(key)
        if value is None:
            if default is None:
                self.fault(f"Expected {key} = {wanted}, got nothing", key)
            return None
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.fault(f"Expected {key} = {wanted}, got {type(value).__name__}", key)
            return None
        return value
