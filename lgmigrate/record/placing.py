"""Sizes and offsets: every occurrence of every entry of a record at its place in the bytes.

Source: ISO/IEC 1989 and the manuals that ``dialects`` names. A REDEFINES begins where its object
does, and the next item behind the longest of them. A SYNC item stands on its boundary, counted
from the start of the record; the bytes before it belong to no item. An element of a table that has
such items is filled up to the largest boundary in it, so that all elements are alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from lgmigrate.errors import LayoutError
from lgmigrate.record.dialects import Dialect, Storage, binary_length
from lgmigrate.record.tree import Entry, Record, SignClause, Sync

__all__ = [
    "MAX_BINARY",
    "Clauses",
    "Counter",
    "Place",
    "area_of",
    "item_length",
    "place_record",
    "storage_of",
]

MAX_BINARY = 18
"""The most digits of a binary item."""

Counter = Callable[[Entry, tuple[int, ...]], int]
"""How many elements a table with DEPENDING ON has, in which occurrence of its groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses:
    """The clauses that hold for an item: its own, or those of its groups."""

    usage: str = ""
    sign: SignClause = ""
    sync: Sync = ""

    def below(self, entry: Entry, dialect: Dialect) -> Clauses:
        """The clauses that hold at an entry, under those of its group."""
        handed = self.sync if dialect.sync_groups else ""
        return Clauses(
            usage=entry.usage or self.usage,
            sign=entry.sign or self.sign,
            sync=entry.sync or handed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One occurrence of an entry. ``indices`` are those of the tables around it, from 1;
    ``children`` every occurrence of every entry below, in their order.
    """

    entry: Entry
    clauses: Clauses
    offset: int
    length: int
    indices: tuple[int, ...] = ()
    children: tuple[Place, ...] = ()

    @property
    def end(self) -> int:
        """The offset behind the last byte."""
        return self.offset + self.length

    def items(self) -> Iterator[Place]:
        """The elementary items, in order; all alternatives of a REDEFINES among them."""
        if not self.entry.group:
            yield self
        for child in self.children:
            yield from child.items()


def storage_of(entry: Entry, usage: str, dialect: Dialect) -> Storage:
    """How an item is stored, where its usage is one of the dialect.

    Raises:
        LayoutError: the dialect does not know it, or it needs another PICTURE; without a place.
    """
    word = usage or "DISPLAY"
    storage = dialect.usages.get(word)
    if storage is None:
        known = ", ".join(dialect.usages)
        msg = f"Expected a usage of dialect {dialect.name} ({known}), got {word}"
        raise LayoutError(msg)
    picture = entry.picture
    if storage.form != "display" and storage.picture != "none" and picture is not None:
        text = word == "COMP-X" and picture.category == "alphanumeric" and picture.size <= 8
        if not (picture.numeric or text):
            msg = f"Expected a PICTURE of digits with {word}, got {picture.text}"
            raise LayoutError(msg)
        if storage.form == "binary" and picture.digits > MAX_BINARY:
            msg = f"Expected at most {MAX_BINARY} digits with {word}, got {picture.digits}"
            raise LayoutError(msg)
    if (picture is None) != (storage.picture == "none") and storage.picture != "free":
        wanted, got = ("no", "one") if picture else ("a", "none")
        msg = f"Expected {wanted} PICTURE with {word}, got {got}"
        raise LayoutError(msg)
    return storage


def item_length(entry: Entry, clauses: Clauses, dialect: Dialect) -> int:
    """The bytes of an elementary item.

    Raises:
        LayoutError: see ``storage_of``.
    """
    storage = storage_of(entry, clauses.usage, dialect)
    picture = entry.picture
    if storage.length or picture is None:
        return storage.length
    if storage.form == "binary":
        if not picture.numeric:
            return picture.size
        return binary_length(picture.digits, storage.sizes, signed=picture.signed)
    if storage.form == "packed" or (storage.form == "unsigned" and picture.signed):
        return picture.digits // 2 + 1
    if storage.form == "unsigned":
        return (picture.digits + 1) // 2
    separate = picture.signed and clauses.sign.endswith("separate")
    wide = picture.wide or clauses.usage in ("NATIONAL", "DISPLAY-1")
    return (picture.size + separate) * (2 if wide else 1)


def _boundary(entry: Entry, clauses: Clauses, dialect: Dialect) -> int:
    """The boundary of an elementary item, 1 without SYNC."""
    if not clauses.sync:
        return 1
    storage = storage_of(entry, clauses.usage, dialect)
    return storage.sync.get(item_length(entry, clauses, dialect), 1)


def area_of(children: tuple[Entry, ...]) -> dict[int, int]:
    """Number of each entry of a group -> that of the entry whose bytes it takes: its own, or that
    of the object it redefines (the first, where redefinitions redefine each other).
    """
    found: dict[int, int] = {}
    names: dict[str, int] = {}
    for number, child in enumerate(children):
        found[number] = number
        if child.redefines:
            found[number] = names.get(child.redefines.upper(), number)
        if child.named:
            names[child.name.upper()] = found[number]
    return found


def place_record(record: Record, counter: Counter | None = None) -> Place:
    """Where everything is in a record; ``counter`` says how many elements tables of a variable
    number have, the most by default.

    Raises:
        LayoutError: an item has no size in this dialect.
    """

    def most(entry: Entry, indices: tuple[int, ...]) -> int:
        del indices
        return entry.occurs.most if entry.occurs else 1

    placer = _Placer(record.dialect, counter or most)
    root = placer.place(record.root, Clauses(), _At(0, 0), ())
    return replace(root, length=root.length - placer.unused(record.root))


@dataclass(frozen=True, slots=True)
class _At:
    """An offset, and the same place in the first element of the tables around it, by which
    boundaries are counted.
    """

    offset: int
    first: int

    def plus(self, count: int) -> _At:
        return _At(self.offset + count, self.first + count)


@dataclass(slots=True)
class _Placer:
    """Places the entries of one record."""

    dialect: Dialect
    counter: Counter
    boundaries: dict[int, int] = field(default_factory=dict)
    left: dict[int, int] = field(default_factory=dict)

    def place(self, entry: Entry, outer: Clauses, at: _At, indices: tuple[int, ...]) -> Place:
        """One occurrence of an entry."""
        clauses = outer.below(entry, self.dialect)
        if not entry.group:
            length = item_length(entry, clauses, self.dialect)
            children: tuple[Place, ...] = ()
        else:
            children, length = self._group(entry, clauses, at, indices)
            fill = -length % self._largest(entry, clauses) if entry.occurs else 0
            if fill and self.dialect.tail == "last":
                children = _moved(children, fill)
            length += fill
        return Place(
            entry=entry,
            clauses=clauses,
            offset=at.offset,
            length=length,
            indices=indices,
            children=children,
        )

    def _group(
        self, entry: Entry, clauses: Clauses, at: _At, indices: tuple[int, ...]
    ) -> tuple[tuple[Place, ...], int]:
        """Every occurrence of every child, and the bytes of all of them."""
        found: list[Place] = []
        starts: dict[int, int] = {}
        behind = 0
        areas = area_of(entry.children)
        for number, child in enumerate(entry.children):
            again = areas[number] != number
            start = starts[areas[number]] if again else behind
            if not again:
                start += -(at.first + start) % self._leading(child, clauses)
            starts[number] = start
            made, size = self._occurrences(child, clauses, at.plus(start), indices)
            found += made
            behind = max(behind, start + size)
        return tuple(found), behind

    def _occurrences(
        self, child: Entry, clauses: Clauses, at: _At, indices: tuple[int, ...]
    ) -> tuple[list[Place], int]:
        """The elements of a table, or the entry itself, and the bytes that they take."""
        if child.occurs is None:
            one = self.place(child, clauses, at, indices)
            return [one], one.length
        occurs = child.occurs
        count = self.counter(child, indices) if occurs.depending else occurs.most
        found = []
        size = 0
        for number in range(1, count + 1):
            here = _At(at.offset + size, at.first)
            found.append(self.place(child, clauses, here, (*indices, number)))
            size += found[-1].length
        if not self.dialect.slides and count < occurs.most:
            one = self.place(child, clauses, at, (*indices, 1))
            self.left[id(child)] = one.length * (occurs.most - count)
            size = one.length * occurs.most
        return found, size

    def unused(self, entry: Entry) -> int:
        """The bytes at the end of an entry that elements which are not there would take; a record
        ends before them.
        """
        if id(entry) in self.left:
            return self.left[id(entry)]
        if (
            not entry.group
            or entry.occurs
            or len(set(area_of(entry.children).values())) < len(entry.children)
        ):
            return 0
        return self.unused(entry.children[-1])

    def _leading(self, entry: Entry, outer: Clauses) -> int:
        """The boundary before which bytes go in front of an entry."""
        clauses = outer.below(entry, self.dialect)
        if not entry.group:
            return _boundary(entry, clauses, self.dialect)
        if self.dialect.slack == "inside":
            return 1
        return self._leading(entry.children[0], clauses)

    def _largest(self, entry: Entry, clauses: Clauses) -> int:
        """The largest boundary of the items in a group."""
        known = self.boundaries.get(id(entry))
        if known is None:
            known = 1
            for child in entry.children:
                below = clauses.below(child, self.dialect)
                if child.group:
                    known = max(known, self._largest(child, below))
                else:
                    known = max(known, _boundary(child, below, self.dialect))
            self.boundaries[id(entry)] = known
        return known


def _moved(children: tuple[Place, ...], by: int) -> tuple[Place, ...]:
    """Children whose last item stands further behind."""
    last = children[-1]
    if last.children:
        moved = replace(last, children=_moved(last.children, by))
    else:
        moved = replace(last, offset=last.offset + by)
    return (*children[:-1], moved)
