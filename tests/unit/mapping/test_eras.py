"""The default era table."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from lgmigrate.mapping.eras import ERAS


def day(number: int) -> date:
    """YYYYMMDD as a date."""
    return date(number // 10000, number // 100 % 100, number % 100)


def test_an_era_ends_on_the_day_before_the_next() -> None:
    """There is no day without an era and none with two."""
    for one, following in pairwise(ERAS):
        assert day(following.start) - day(one.end) == timedelta(days=1)
    assert ERAS[-1].end == 0


def test_first_days_are_those_of_the_edicts() -> None:
    """The first year of an era is the year of its first day."""
    starts = {"大正": 19120730, "昭和": 19261225, "平成": 19890108, "令和": 20190501}
    assert {era.name: era.start for era in ERAS if era.name in starts} == starts
    for era in ERAS:
        assert era.base + 1 == era.start // 10000
