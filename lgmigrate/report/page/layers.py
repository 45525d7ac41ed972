"""Boxes in columns with lines between them that cross no box: a layered layout, always the same.

Method: Sugiyama, Tagawa, Toda, Methods for Visual Understanding of Hierarchical System Structures
(1981): levels, lanes for lines that pass a level, order by means of neighbours; the places within
a column are the least squares ones that keep the order (pool adjacent violators). What is pointed
at stands left of what points. Lines to the same box share a lane. A box that nothing joins to
another one stands in the grid below.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Edge", "Layout", "Point", "Shape", "layered"]

Point = tuple[float, float]
_Slot = tuple[str, int]
"""A box by its name and column, or, in any other column, the lane of the lines to that box."""

_SWEEPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Sizes: ``width`` of a column, ``gap`` between two, ``space`` below a box, ``lane`` height.

    Lines enter a box ``entry`` below its top. A level of more than ``most`` boxes is several
    columns.
    """

    width: float = 236
    gap: float = 84
    space: float = 22
    lane: float = 8
    entry: float = 16
    most: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A line from the box ``source``, ``port`` below its top, to the box ``target``."""

    source: str
    target: str
    port: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """``places``: the upper left corner of each box. ``routes``: an edge each, as points: from the
    first to the second through the gap, from there along a lane, and so on by turns.
    """

    places: dict[str, Point]
    routes: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def layered(heights: Mapping[str, float], edges: Sequence[Edge], shape: Shape) -> Layout:
    """Place boxes of these heights, in the order given where nothing else decides.

    Raises:
        KeyError: an edge names a box without a height.
    """
    between = [edge for edge in edges if edge.source != edge.target]
    joined = {name for edge in between for name in (edge.source, edge.target)}
    column = _columns([name for name in heights if name in joined], between, shape.most)
    chains = [_chain(edge, column) for edge in between]
    columns = _ordered(_slots(column, chains), chains)
    sizes = {slot: shape.lane for one in columns for slot in one}
    sizes |= {(name, number): heights[name] for name, number in column.items()}
    tops = _settled(columns, chains, sizes, shape)
    pitch = shape.width + shape.gap
    places = {name: (number * pitch, tops[name, number]) for name, number in column.items()}
    height = max((top + sizes[slot] for slot, top in tops.items()), default=-shape.space)
    alone = {name: size for name, size in heights.items() if name not in joined}
    places |= _grid(alone, max(len(columns), 4), height + shape.space, shape)
    return Layout(
        places=places,
        routes=tuple(_route(edge, column, places, tops, shape) for edge in edges),
        width=max((x + shape.width for x, _ in places.values()), default=0),
        height=max((height, *(places[name][1] + size for name, size in alone.items()), 0)),
    )


def _columns(names: Sequence[str], edges: Sequence[Edge], most: int) -> dict[str, int]:
    """The column of each box: right of all that it points at, but for circles."""
    targets: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        targets[edge.source].add(edge.target)
    column: dict[str, int] = {}
    number = 0
    left = list(names)
    while left:
        level = [name for name in left if targets[name] <= column.keys()] or left[:1]
        parts = -(-len(level) // most)
        for position, name in enumerate(level):
            column[name] = number + position * parts // len(level)
        number += parts
        left = [name for name in left if name not in column]
    return column


def _chain(edge: Edge, column: Mapping[str, int]) -> tuple[_Slot, ...]:
    """The slots that a line goes through, from its source to its target."""
    begin, end = column[edge.source], column[edge.target]
    step = 1 if end > begin else -1
    lanes = ((edge.target, number) for number in range(begin + step, end + step, step))
    return ((edge.source, begin), *lanes)


def _slots(column: Mapping[str, int], chains: Sequence[tuple[_Slot, ...]]) -> list[list[_Slot]]:
    columns: list[dict[_Slot, None]] = [{} for _ in range(max(column.values(), default=-1) + 1)]
    for slot in (*column.items(), *(slot for chain in chains for slot in chain)):
        columns[slot[1]][slot] = None
    return [list(one) for one in columns]


def _links(chains: Sequence[tuple[_Slot, ...]]) -> dict[_Slot, dict[int, list[_Slot]]]:
    """The neighbours of each slot, by their column."""
    found: dict[_Slot, dict[int, dict[_Slot, None]]] = defaultdict(lambda: defaultdict(dict))
    for chain in chains:
        for one, other in pairwise(chain):
            found[one][other[1]][other] = None
            found[other][one[1]][one] = None
    return {
        slot: {number: list(slots) for number, slots in sides.items()}
        for slot, sides in found.items()
    }


def _sweep(count: int) -> Iterator[tuple[int, int]]:
    """Every column but the first with the one before it, to the right and back, by turns."""
    for turn in range(_SWEEPS):
        if turn % 2:
            yield from ((number, number + 1) for number in range(count - 2, -1, -1))
        else:
            yield from ((number, number - 1) for number in range(1, count))


def _ordered(columns: list[list[_Slot]], chains: Sequence[tuple[_Slot, ...]]) -> list[list[_Slot]]:
    """The slots of each column in the order of the means of their neighbours."""
    links = _links(chains)
    for number, beside in _sweep(len(columns)):
        index = {slot: float(place) for place, slot in enumerate(columns[beside])}
        own = {slot: float(place) for place, slot in enumerate(columns[number])}
        columns[number].sort(key=_mean_of(links, beside, index, own))
    return columns


def _mean_of(
    links: Mapping[_Slot, Mapping[int, Sequence[_Slot]]],
    beside: int,
    values: Mapping[_Slot, float],
    own: Mapping[_Slot, float],
) -> Callable[[_Slot], float]:
    """The mean of the neighbours' values in a column, or the slot's own where it has none."""

    def mean(slot: _Slot) -> float:
        near = links[slot].get(beside, ())
        return sum(values[one] for one in near) / len(near) if near else own[slot]

    return mean


def _settled(
    columns: Sequence[Sequence[_Slot]],
    chains: Sequence[tuple[_Slot, ...]],
    sizes: Mapping[_Slot, float],
    shape: Shape,
) -> dict[_Slot, float]:
    """The top of each slot, the highest at 0."""
    links = _links(chains)
    tops: dict[_Slot, float] = {}
    for column in columns:
        tops |= zip(column, _apart([0.0] * len(column), column, sizes, shape), strict=True)
    for number, beside in _sweep(len(columns)):
        wanted = _mean_of(links, beside, tops, tops)
        column = columns[number]
        tops |= zip(column, _apart(list(map(wanted, column)), column, sizes, shape), strict=True)
    least = min(tops.values(), default=0)
    return {slot: top - least for slot, top in tops.items()}


def _apart(
    wanted: Sequence[float], column: Sequence[_Slot], sizes: Mapping[_Slot, float], shape: Shape
) -> list[float]:
    """Tops nearest to those wanted at which no slot reaches into the next one."""
    before = 0.0
    offsets = []
    blocks: list[tuple[float, int]] = []  # means that rise, and how many slots each is of
    for slot, top in zip(column, wanted, strict=True):
        offsets.append(before)
        mean, count = top - before, 1
        while blocks and blocks[-1][0] > mean:
            other, more = blocks.pop()
            mean, count = (mean * count + other * more) / (count + more), count + more
        blocks.append((mean, count))
        before += sizes[slot] + shape.space
    means = [mean for mean, count in blocks for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _grid(heights: Mapping[str, float], across: int, top: float, shape: Shape) -> dict[str, Point]:
    """Boxes in rows, each as high as its highest box."""
    places: dict[str, Point] = {}
    names = list(heights)
    for start in range(0, len(names), across):
        row = names[start : start + across]
        for number, name in enumerate(row):
            places[name] = (number * (shape.width + shape.gap), top)
        top += max(heights[name] for name in row) + shape.space
    return places


def _route(
    edge: Edge,
    column: Mapping[str, int],
    places: Mapping[str, Point],
    tops: Mapping[_Slot, float],
    shape: Shape,
) -> tuple[Point, ...]:
    (x, y), (to_x, to_y) = places[edge.source], places[edge.target]
    if edge.source == edge.target:
        return (x + shape.width, y + edge.port), (x + shape.width, y + shape.entry)
    near, far = (shape.width, 0.0) if to_x < x else (0.0, shape.width)
    points = [(x + far, y + edge.port)]
    for slot in _chain(edge, column)[1:-1]:
        left, middle = slot[1] * (shape.width + shape.gap), tops[slot] + shape.lane / 2
        points += [(left + near, middle), (left + far, middle)]
    return (*points, (to_x + near, to_y + shape.entry))
