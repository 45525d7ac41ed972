"""Steps one by one where a law is not enough: tables against unicodedata, and the small passes."""

from __future__ import annotations

import unicodedata

import numpy as np
import polars as pl
import pytest

from lgmigrate.columns import kernels as k
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Events
from lgmigrate.columns.program import Builder, event_number
from lgmigrate.columns.table import EVENTS, KEEPS_VALUE, NO_FINDING, narrow_table
from lgmigrate.findings import CODES
from tests.property.column_batches import columns_of


def run(
    builder: Builder, columns: dict[int, list[str | None]], rows: int
) -> tuple[Columns, list[list[int]]]:
    """A program over the given columns; the batch and its events."""
    program = builder.build()
    batch, events = Columns.allocate(program.columns, rows, 0), Events()
    batch.rows = rows
    program.prepare(batch)
    for column, values in columns.items():
        batch.put(column, pl.Series(values, dtype=pl.String))
    text = batch.used
    events.start(batch)
    batch.reserve(program.text_bound(text, rows))
    program.run(batch, events)
    assert not events.overflow()
    return batch, events.taken().tolist()


def through(kind: int, values: list[str | None]) -> list[str | None]:
    """A step of one source and one target without numbers."""
    builder = Builder()
    source, target = builder.column(), builder.column()
    builder.step(kind, [source], [target], (), [0])
    batch, _ = run(builder, {source: values}, len(values))
    found: list[str | None] = batch.series(target).to_list()
    return found


def test_event_codes() -> None:
    """Every event but two is a finding's code, and the events that keep a value are warnings."""
    assert EVENTS[0] == "ODD"
    assert set(EVENTS) - NO_FINDING <= set(CODES)
    assert all(CODES[code].severity == "warning" for code in KEEPS_VALUE - NO_FINDING)
    assert event_number("M001") == k.M001
    for name, number in vars(k).items():
        if len(name) == 4 and name[0] in "CNDMSK" and name[1:].isdecimal():
            assert EVENTS[number] == name


def test_widen_is_compatibility() -> None:
    """A character of half width is widened to what NFKC makes of it, or to what has it as NFKC."""
    ascii_letters = [chr(point) for point in range(0x20, 0x7F)]
    kana = [chr(point) for point in range(0xFF61, 0xFF9E)]
    wide = through(k.WIDEN, [*ascii_letters, *kana])
    for char, found in zip(ascii_letters, wide, strict=False):
        assert found is not None
        assert unicodedata.normalize("NFKC", found) == char
        assert unicodedata.east_asian_width(found) == "F"
    expected = [unicodedata.normalize("NFKC", char) for char in kana]
    assert wide[len(ascii_letters) :] == expected


def test_voiced_kana() -> None:
    """A kana with its mark is the one character that NFKC composes, where there is one."""
    values = [chr(kana) + mark for kana in range(0xFF66, 0xFF9E) for mark in "\uff9e\uff9f"]
    for value, found in zip(values, through(k.WIDEN, [*values]), strict=True):
        composed = unicodedata.normalize("NFKC", value)
        if len(composed) == 1 and value[0] not in "ﾜｦ":  # ヷ and ヺ are in no vendor's set
            assert found == composed
        else:
            alone = "\u309b" if value[1] == "\uff9e" else "\u309c"
            assert found == unicodedata.normalize("NFKC", value[0]) + alone


def test_narrow_undoes_widen() -> None:
    """Every entry of the table is widened to the character it stands for."""
    table = narrow_table()
    points = np.flatnonzero(table).tolist()
    halves = ["".join(chr(p) for p in (table[at] & 0xFFFF, table[at] >> 16) if p) for at in points]
    assert len(points) >= 95 + 63 + 26
    assert through(k.WIDEN, [*halves]) == [chr(at) for at in points]
    assert through(k.NARROW, [chr(at) for at in points]) == halves


def test_words_without_a_place() -> None:
    """A date in words whose mapping wants the date only is lost, and M003 says so."""
    builder = Builder()
    source, date = builder.column(), builder.column()
    builder.step(k.SPLIT_DATE, [source], [date, -1, -1], (0, 0), [5])
    batch, noted = run(builder, {source: ["2024-02-29", "昭和３９年月日不詳", None]}, 3)
    assert batch.series(date).to_list() == ["2024-02-29", None, None]
    assert noted == [[1, 5, event_number("M003")]]


def test_constant_and_match() -> None:
    """A constant is written in every row; a value that differs from it is M004, null as well."""
    builder = Builder()
    item, target, absent = builder.column(), builder.column(), builder.column()
    long = builder.constant("a constant of more than twelve bytes")
    builder.step(k.CONSTANT, (), [target], (long,))
    builder.step(k.ABSENT, (), [absent])
    builder.step(k.MATCH, [item], (), (long,), [7])
    values = ["a constant of more than twelve bytes", "a constant of more than twelve bits", None]
    batch, noted = run(builder, {item: [*values]}, 3)
    assert batch.series(target).to_list() == values[:1] * 3
    assert batch.series(absent).to_list() == [None] * 3
    assert noted == [[1, 7, event_number("M004")], [2, 7, event_number("M004")]]


def test_builder_shares_texts() -> None:
    """A text stands in the pool once, a constant has one number."""
    builder = Builder()
    assert builder.text("の") == builder.text("の") == (0, 3)
    assert builder.constant("夫") == builder.constant("夫") == 0
    assert builder.constant("妻") == 1


def test_too_many_columns() -> None:
    """A step has eight columns on a side at most."""
    with pytest.raises(ValueError, match="Expected at most 8 columns on one side of a step, got 9"):
        Builder().step(k.JOIN, range(9), [9])


def test_empty_program() -> None:
    """A program without steps, maps and constants leaves its columns alone."""
    builder = Builder()
    source = builder.column()
    batch, noted = run(builder, {source: ["日", None]}, 2)
    assert batch.series(source).to_list() == ["日", None]
    assert noted == []


def test_require() -> None:
    """The first column that must hold a value and does not, row by row."""
    batch = columns_of([["a", "b"], [None, None], ["a", None], ["", ""]], 2)
    codes, keep = np.zeros(4, np.int64), np.ones(4, np.uint8)
    missing = k.require(batch.views, batch.rows, np.array([1, 0]), codes, keep)
    assert missing == 2
    assert codes.tolist() == [-1, 0, 0, -1]
    assert keep.tolist() == [1, 0, 0, 1]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["a", "a"], [None, None], ["", ""]], -1),
        ([["a", "a"], [None, ""]], 1),
        ([["longer than twelve", "longer than twelve"], ["twelve bytes", "twelve bytes"]], -1),
        ([["longer than twelve", "longer than twenty"]], 0),
        ([["long, and longer yet!", "long, but longer yet!"]], 0),
        ([], -1),
    ],
)
def test_first_difference(rows: list[list[str | None]], expected: int) -> None:
    """The first row in which two columns differ."""
    batch = columns_of(rows, 2)
    one, other = np.array([0]), np.array([1])
    assert k.first_difference(batch.views, batch.heap, batch.rows, one, other) == expected


def test_number_views() -> None:
    """Numbers as text: short ones in the view, long ones in the heap."""
    numbers = np.array([0, 7, 10**11, 10**12 - 1, 10**12, 2**63 - 1], np.int64)
    batch, state = Columns.allocate(1, len(numbers), 1024), np.zeros(2, np.int64)
    batch.rows = len(numbers)
    k.number_views(numbers, batch.views, 0, batch.heap, state)
    batch.used = int(state[0])
    assert batch.series(0).to_list() == [str(number) for number in numbers.tolist()]


def test_sum_digits() -> None:
    """The sum of a column and how many rows have no number in it."""
    values = ["1", "009", None, "", "x", "-1", "999999999999999998"]
    batch = columns_of([[value] for value in values], 1)
    scratch = len(batch.heap) - SLACK
    total, without = k.sum_digits(batch.views, batch.heap, batch.rows, 0, 10**18, scratch)
    assert (int(total), int(without)) == ((1 + 9 + 10**18 - 2) % 10**18, 4)
