"""Layouts with tables, nested and of elements by count, and records of them in both forms.

A layout is drawn as a tree; its fields, tables and records are made by plain recursion, a way that
shares nothing with the programs of ``lgmigrate.columns.unfolding``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import strategies as st

from lgmigrate.record.layout import Field, RecordLayout, Table

__all__ = ["Node", "Shape", "layout_of", "records", "shapes"]

COUNT = 1  # bytes of a binary count
FILL = b"\x40"


@dataclass(frozen=True, slots=True)
class Node:
    """A field of ``size`` bytes, or a table of ``most`` elements with ``inside``; ``counter`` is
    how its count is written, "" where it has always ``most``.
    """

    name: str
    size: int = 0
    least: int = 0
    most: int = 0
    counter: str = ""
    inside: tuple[Node, ...] = ()

    @property
    def element(self) -> int:
        """Bytes of an element, or of the field."""
        return self.size or sum(one.whole for one in self.inside)

    @property
    def whole(self) -> int:
        """Bytes in the full form, with its count."""
        return self.element * max(self.most, 1) + width(self.counter)


@dataclass(frozen=True, slots=True)
class Shape:
    """A record in both forms. ``present``: which bytes of the full form are in the folded one."""

    folded: bytes
    full: bytes
    present: tuple[bool, ...]


def width(counter: str) -> int:
    """Bytes of a count."""
    return {"": 0, "zoned": 2, "packed": 2, "binary": 1, "little": 2}[counter]


def written(counter: str, number: int) -> bytes:
    """A count in its bytes (EBCDIC)."""
    if counter == "zoned":
        return bytes(0xF0 + int(digit) for digit in f"{number:02}")
    if counter == "packed":
        return bytes.fromhex(f"{number:03}C")
    return number.to_bytes(width(counter), "little" if counter == "little" else "big")


def _counter_field(name: str, counter: str, offset: int) -> Field:
    size = width(counter)
    if counter in ("binary", "little"):
        order = "little" if counter == "little" else "big"
        return Field(name=name, usage="binary", offset=offset, length=size, order=order)  # type: ignore[arg-type]  # one of the two
    if counter == "packed":
        return Field(
            name=name, usage="packed", offset=offset, length=size, digits=3, sign="trailing"
        )
    return Field(name=name, usage="zoned", offset=offset, length=size, digits=2)


def layout_of(nodes: tuple[Node, ...]) -> RecordLayout:
    """The layout of a tree: numbered fields in the full form, and its tables."""
    fields: list[Field] = []
    tables: dict[str, Table] = {}

    def place(inside: tuple[Node, ...], at: int, numbers: str, within: str, start: int) -> int:
        for one in inside:
            if one.size:
                name = one.name + numbers
                fields.append(Field(name=name, usage="single", offset=at, length=one.size))
                at += one.size
                continue
            depending = ""
            if one.counter:
                depending = f"N{one.name}"
                fields.append(_counter_field(depending + numbers, one.counter, at))
                at += width(one.counter)
            tables.setdefault(
                one.name,
                Table(
                    name=one.name,
                    offset=at - start,
                    size=one.element,
                    least=one.least if one.counter else one.most,
                    most=one.most,
                    depending=depending,
                    within=within,
                ),
            )
            for number in range(one.most):
                at = place(one.inside, at, f"{numbers}_{number + 1}", one.name, at)
        return at

    length = place(nodes, 0, "", "", 0)
    return RecordLayout(
        name="made", length=length, fields=tuple(fields), tables=tuple(tables.values())
    )


def _counted(nodes: tuple[Node, ...]) -> bool:
    return any(one.counter or _counted(one.inside) for one in nodes)


@st.composite
def shapes(draw: st.DrawFn) -> tuple[Node, ...]:
    """A tree with at least one table that has a count."""
    numbers = iter(range(100))

    def some(depth: int) -> tuple[Node, ...]:
        found: list[Node] = []
        for _ in range(draw(st.integers(1, 3))):
            name = f"F{next(numbers)}"
            if depth < 3 and draw(st.booleans()):
                counter = draw(st.sampled_from(["", "zoned", "packed", "binary", "little"]))
                most = draw(st.integers(1, 3))
                least = draw(st.integers(0, most))
                inside = some(depth + 1)
                found.append(Node(name, least=least, most=most, counter=counter, inside=inside))
            else:
                found.append(Node(name, size=draw(st.integers(1, 9))))
        return tuple(found)

    nodes = some(0)
    if not _counted(nodes):
        nodes += (Node("LAST", least=0, most=3, counter="binary", inside=(Node("END", size=4),)),)
    return nodes


@st.composite
def records(draw: st.DrawFn, nodes: tuple[Node, ...], *, raw: bool = False) -> Shape:
    """A record of a tree: right counts, and letters in its fields, or any bytes where ``raw``."""

    def parts(inside: tuple[Node, ...], *, present: bool) -> Iterator[tuple[bytes, bool]]:
        for one in inside:
            if one.size:
                content = st.binary(min_size=one.size, max_size=one.size)
                if not raw:
                    letters = st.integers(0xC1, 0xC9)
                    content = st.lists(letters, min_size=one.size, max_size=one.size).map(bytes)
                yield (draw(content) if present else FILL * one.size), present
                continue
            number = one.most
            if one.counter:
                number = draw(st.integers(one.least, one.most)) if present else 0
                yield written(one.counter, number), present
            for element in range(one.most):
                yield from parts(one.inside, present=present and element < number)

    made = list(parts(nodes, present=True))
    return Shape(
        b"".join(part for part, present in made if present),
        b"".join(part for part, _ in made),
        tuple(there for part, there in made for _ in part),
    )
