"""Days as numbers, as text and as words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lgmigrate.synth.days import EDGES, NO_DAY, day, days_text, times_text, unknown_words


def test_every_day_has_its_text() -> None:
    """The standard library's calendar writes the same days."""
    first = date(1900, 1, 1)
    expected = [(first + timedelta(days=number)).isoformat() for number in range(NO_DAY)]
    assert days_text().to_list() == [*expected, None]


def test_edges_are_around_the_first_days_of_eras() -> None:
    """Each row of edges holds an era's first day and the day before it."""
    starts = [day(1912, 7, 30), day(1926, 12, 25), day(1989, 1, 8), day(2019, 5, 1)]
    for row, start in zip(EDGES, starts, strict=True):
        assert {start - 1, start} <= set(row)


@pytest.mark.parametrize(
    ("when", "known", "words"),
    [
        ((1937, 3, 4), 0, "年月日不詳"),
        ((1937, 3, 4), 1, "昭和１２年月日不詳"),
        ((1937, 3, 4), 2, "昭和１２年３月日不詳"),
        ((1926, 12, 24), 1, "大正１５年月日不詳"),
        ((1926, 12, 25), 2, "昭和元年１２月日不詳"),
        ((1989, 1, 7), 1, "昭和６４年月日不詳"),
        ((2019, 4, 30), 1, "平成３１年月日不詳"),
        ((1912, 7, 29), 1, "明治４５年月日不詳"),
    ],
)
def test_unknown_words(when: tuple[int, int, int], known: int, words: str) -> None:
    """What is known stands in the Japanese calendar, full-width; the rest is 不詳."""
    assert unknown_words(day(*when), known) == words


def test_times_are_the_seconds_of_the_range() -> None:
    """From the first second to before the last."""
    assert times_text(8 * 3600 + 1798, 8 * 3600 + 1801).to_list() == [
        "08:29:58",
        "08:29:59",
        "08:30:00",
    ]
