"""Records with counts, written out by hand, and layouts whose counts cannot be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lgmigrate.charset.registry import load
from lgmigrate.columns.batch import SLACK
from lgmigrate.columns.unfolding import Unfolded, Unfolding
from lgmigrate.errors import LayoutError
from lgmigrate.record.layout import Field, RecordLayout, Table

PAGE = load("cp930")
COUNT = Field(name="N", usage="zoned", offset=0, length=1, digits=1)


def layout(*fields: Field, tables: tuple[Table, ...]) -> RecordLayout:
    """A layout of these fields, one behind the other."""
    placed: list[Field] = []
    for one in fields:
        placed.append(replace(one, offset=placed[-1].end if placed else 0))
    found = RecordLayout(name="r", length=placed[-1].end, fields=tuple(placed), tables=tables)
    found.check()
    return found


def text(name: str, length: int) -> Field:
    """A field of text."""
    return Field(name=name, usage="single", offset=0, length=length)


def simple(count: Field = COUNT, least: int = 0) -> RecordLayout:
    """A count, up to three elements of two bytes, and a tail of one."""
    table = Table(name="T", offset=count.length, size=2, least=least, most=3, depending="N")
    elements = [text(f"F_{number}", 2) for number in (1, 2, 3)]
    return layout(count, *elements, text("END", 1), tables=(table,))


def unfolded(one: RecordLayout, *rows: bytes, whole: bool = False) -> Unfolded:
    """The full form of some records."""
    found = Unfolding.of(one, PAGE)
    assert found is not None
    lengths = np.array([len(row) for row in rows], np.int64)
    source = np.frombuffer(b"".join(rows) + bytes(SLACK), np.uint8)
    return found.unfold(source, np.cumsum(lengths) - lengths, lengths, whole=whole)


def full(result: Unfolded, row: int, length: int) -> bytes:
    """The full form of one record."""
    return result.buffer[row * length : (row + 1) * length].tobytes()


def test_absent_elements_are_filled_and_the_tail_has_its_place() -> None:
    """One element of three: two are spaces, and what stood behind it stands at the end."""
    result = unfolded(simple(), b"\xf1\xc1\xc2\xe9", b"\xf0\xe9")
    assert full(result, 0, 8) == b"\xf1\xc1\xc2\x40\x40\x40\x40\xe9"
    assert full(result, 1, 8) == b"\xf0" + b"\x40" * 6 + b"\xe9"
    assert result.counts.tolist() == [[1, 0]]


@pytest.mark.parametrize(
    ("count", "two", "bad"),
    [
        (COUNT, b"\xf2", b"\x40"),
        (replace(COUNT, sign="trailing"), b"\xc2", b"\xd2"),
        (replace(COUNT, sign="leading_separate", length=2), b"\x4e\xf2", b"\x60\xf2"),
        (replace(COUNT, sign="trailing_separate", length=2), b"\xf2\x4e", b"\xf2\x60"),
        (
            replace(COUNT, usage="packed", digits=3, length=2, sign="trailing"),
            b"\x00\x2c",
            b"\x00\x2d",
        ),
        (
            replace(COUNT, usage="packed", digits=3, length=2, sign="trailing"),
            b"\x00\x2f",
            b"\x0a\x2c",
        ),
        (replace(COUNT, usage="packed", digits=2, length=1, nibble=False), b"\x02", b"\x2a"),
        (replace(COUNT, usage="binary", digits=4, length=2), b"\x00\x02", b"\x02\x00"),
        (
            replace(COUNT, usage="binary", digits=4, length=2, order="little"),
            b"\x02\x00",
            b"\x00\x02",
        ),
        (
            replace(COUNT, usage="binary", digits=4, length=2, sign="trailing"),
            b"\x00\x02",
            b"\xff\xfe",
        ),
    ],
)
def test_counts_in_every_usage(count: Field, two: bytes, bad: bytes) -> None:
    """A count of two, and one that is no count, which is found at its place."""
    rest = b"\xc1\xc1\xc2\xc2\xe9"
    result = unfolded(simple(count), two + rest, bad + rest)
    assert result.counts.tolist() == [[2, 0]]
    assert result.reasons.tolist() == [-1, 0]
    assert result.places.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("digit", "right"), [(0xF0, False), (0xF1, True), (0xF3, True), (0xF4, False)]
)
def test_counts_have_bounds(digit: int, right: bool) -> None:
    """Fewer elements than the least, and more than the most, are no count."""
    record = bytes([digit]) + b"\xc1" * (2 * (digit - 0xF0)) + b"\xe9"
    assert bool(unfolded(simple(least=1), record).wrong[0]) != right


def nested() -> RecordLayout:
    """N households of M persons, each of one letter; both counts are single digits."""
    fields = [replace(COUNT)]
    for house in (1, 2):
        fields.append(replace(COUNT, name=f"M_{house}"))
        fields += [text(f"P_{house}_{person}", 1) for person in (1, 2)]
    tables = (
        Table(name="H", offset=1, size=3, least=0, most=2, depending="N"),
        Table(name="P", offset=1, size=1, least=0, most=2, depending="M", within="H"),
    )
    return layout(*fields, tables=tables)


def test_each_outer_element_has_its_own_count() -> None:
    """Two households of one and two persons; then one of none."""
    result = unfolded(nested(), b"\xf2\xf1\xc1\xf2\xc2\xc3", b"\xf1\xf0")
    assert full(result, 0, 7) == b"\xf2\xf1\xc1\x40\xf2\xc2\xc3"
    assert result.counts.tolist() == [[2, 1], [1, 0], [2, 0]]


def test_the_fault_of_an_inner_count_is_told_with_its_place() -> None:
    """The second household's count stands three bytes into the record."""
    result = unfolded(nested(), b"\xf2\xf1\xc1\xf9\xc2")
    assert (result.reasons[0], result.places[0]) == (1, 3)


def test_missing_bytes_and_tables_of_places() -> None:
    """What the record does not have before an offset, and which table a byte belongs to."""
    found = Unfolding.of(nested(), PAGE)
    assert found is not None
    counts = np.array([2, 1, 2], np.int64)
    assert [found.missing(counts, offset) for offset in (0, 3, 4, 7)] == [0, 0, 1, 1]
    assert [found.table_at(offset) for offset in (0, 1, 2)] == ["", "H", "P"]
    assert [found.slot("H", ()), found.slot("P", (0,)), found.slot("P", (1,))] == [0, 1, 2]


def test_a_layout_without_counts_has_no_program() -> None:
    """Tables that always have as many elements need none."""
    table = Table(name="T", offset=0, size=1, least=2, most=2)
    assert Unfolding.of(layout(text("A_1", 1), text("A_2", 1), tables=(table,)), PAGE) is None


def test_counts_that_cannot_be_are_refused_all_at_once() -> None:
    """A text as a count, and a count behind its table."""
    tables = (
        Table(name="A", offset=1, size=1, least=0, most=1, depending="TEXT"),
        Table(name="B", offset=2, size=1, least=0, most=1, depending="LATE"),
    )
    one = layout(
        text("TEXT", 1),
        text("A_1", 1),
        text("B_1", 1),
        replace(COUNT, name="LATE"),
        tables=tables,
    )
    with pytest.raises(LayoutError) as caught:
        Unfolding.of(one, PAGE)
    assert len(caught.value.faults) == 2
