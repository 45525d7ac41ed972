"""Names of the entries of a record that tell each from the others.

An entry is named as it is written where no other has that name, else with as many of its groups in
front of it as are needed, with points: GROUP.NAME. Entries without a name are FILLER-1, FILLER-2
... in their order. All entries count, those that a choice among REDEFINES leaves out too, so that
a name does not depend on choices. The record's own name does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lgmigrate.record.tree import FILLER, Entry, Record

__all__ = ["Names"]


@dataclass(frozen=True, slots=True)
class _Path:
    """An entry below the record with the named groups around it, from the outside in."""

    entry: Entry
    around: tuple[str, ...]

    def ends(self, names: tuple[str, ...]) -> bool:
        """Whether a name, with some of its groups or all, in their order, means this entry."""
        if not self.entry.named or self.entry.name.upper() != names[-1]:
            return False
        groups = iter(self.around)
        return all(name in groups for name in names[:-1])


class Names:
    """The names of the entries of one record."""

    def __init__(self, record: Record) -> None:
        self._root = record.name.upper()
        self._paths = list(_paths(record.root, ()))
        self._names: dict[int, str] = {}
        fillers = 0
        for path in self._paths:
            if path.entry.named:
                self._names[id(path.entry)] = self._shortest(path)
            else:
                fillers += 1
                self._names[id(path.entry)] = f"{FILLER}-{fillers}"

    def of(self, entry: Entry) -> str:
        """The name of an entry below the record."""
        return self._names[id(entry)]

    def find(self, name: str) -> list[Entry]:
        """The entries that a name means, with groups in front of it (GROUP.NAME) or without."""
        names = tuple(name.upper().split("."))
        if len(names) > 1 and names[0] == self._root:
            names = names[1:]
        return [path.entry for path in self._paths if path.ends(names)]

    def doubled(self) -> list[Entry]:
        """The entries that nothing tells from one before them."""
        seen: set[tuple[str, ...]] = set()
        found = []
        for path in self._paths:
            if path.entry.named:
                whole = (*path.around, path.entry.name.upper())
                if whole in seen:
                    found.append(path.entry)
                seen.add(whole)
        return found

    def _shortest(self, path: _Path) -> str:
        names: tuple[str, ...] = (path.entry.name,)
        groups = list(path.around)
        while len(self.find(".".join(names))) > 1 and groups:
            names = (groups.pop(), *names)
        return ".".join(names)


def _paths(group: Entry, around: tuple[str, ...]) -> Iterator[_Path]:
    for child in group.children:
        yield _Path(child, around)
        inner = (*around, child.name.upper()) if child.named else around
        yield from _paths(child, inner)
