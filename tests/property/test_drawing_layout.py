"""Law: boxes of a drawing never overlap, and lines go along lanes that no box reaches."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from lgmigrate.report.page.layers import Edge, Layout, Shape, layered

__all__: list[str] = []

SHAPE = Shape(most=3)
NEAR = 1e-6  # places are floats
CHAIN = [Edge(source=one, target=two, port=10) for one, two in ("ba", "cb", "ca")]
LOW_LANE = ({"a": 20.0, "b": 200.0, "c": 20.0, "d": 20.0, "e": 20.0}, CHAIN)
"""The lane of the line from c to a is below all boxes of the chain; d and e stand below it."""


@st.composite
def drawings(draw: st.DrawFn) -> tuple[dict[str, float], list[Edge]]:
    """Boxes, and lines between them; circles, loops and doubles are among them."""
    names = [f"n{number}" for number in range(draw(st.integers(1, 12)))]
    heights = {name: draw(st.floats(20, 200)) for name in names}
    ends = st.tuples(st.sampled_from(names), st.sampled_from(names))
    pairs = draw(st.lists(ends, max_size=20))
    return heights, [Edge(source=one, target=two, port=heights[one] / 2) for one, two in pairs]


def boxes(layout: Layout, heights: dict[str, float]) -> dict[str, tuple[float, ...]]:
    """Left, top, right and bottom of each box."""
    return {
        name: (x, y, x + SHAPE.width, y + heights[name]) for name, (x, y) in layout.places.items()
    }


@given(drawings())
def test_boxes_do_not_overlap(drawing: tuple[dict[str, float], list[Edge]]) -> None:
    """Every box has its place inside the drawing, and no two share any of it."""
    heights, edges = drawing
    layout = layered(heights, edges, SHAPE)
    placed = boxes(layout, heights)
    assert set(placed) == set(heights)
    for left, top, right, bottom in placed.values():
        assert min(left, top) >= -NEAR
        assert right <= layout.width + NEAR
        assert bottom <= layout.height + NEAR
    for one, two in combinations(placed.values(), 2):
        apart_across = one[2] <= two[0] or two[2] <= one[0]
        apart_down = one[3] <= two[1] + NEAR or two[3] <= one[1] + NEAR
        assert apart_across or apart_down


@given(drawings())
@example(LOW_LANE)
def test_lines_cross_no_box(drawing: tuple[dict[str, float], list[Edge]]) -> None:
    """A line begins at its box, ends at its target, turns in gaps and passes columns in lanes."""
    heights, edges = drawing
    layout = layered(heights, edges, SHAPE)
    placed = boxes(layout, heights)
    assert len(layout.routes) == len(edges)
    for edge, route in zip(edges, layout.routes, strict=True):
        source, target = placed[edge.source], placed[edge.target]
        assert route[0][0] in {source[0], source[2]}
        assert abs(route[0][1] - source[1] - edge.port) < NEAR
        assert route[-1][0] in {target[0], target[2]}
        assert abs(route[-1][1] - target[1] - SHAPE.entry) < NEAR
        assert all(-NEAR <= y <= layout.height + NEAR for _, y in route)
        steps = list(pairwise(route))
        for (x, _), (to_x, _) in steps[::2]:
            assert abs(to_x - x) in {SHAPE.gap, 0}
        for (x, y), (to_x, to_y) in steps[1::2]:
            assert (abs(to_x - x), to_y) == (SHAPE.width, y)
            for left, top, _, bottom in placed.values():
                assert left != min(x, to_x) or y < top or y > bottom


@given(drawings())
def test_what_is_pointed_at_stands_left(drawing: tuple[dict[str, float], list[Edge]]) -> None:
    """Where no circle forbids it, a target's column is left of all that point at it."""
    heights, edges = drawing
    order = {name: number for number, name in enumerate(heights)}
    falling = [one for one in edges if order[one.source] > order[one.target]]
    places = layered(heights, falling, SHAPE).places
    assert all(places[one.target][0] < places[one.source][0] for one in falling)


@given(drawings())
def test_same_drawing_same_places(drawing: tuple[dict[str, float], list[Edge]]) -> None:
    """Nothing but the boxes and the lines decides."""
    assert layered(*drawing, SHAPE) == layered(*drawing, SHAPE)
