"""Law: a value fails with the code that ``facets.fits`` gives it, and with no other."""

from __future__ import annotations

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from lgmigrate.rules.values import value_check
from lgmigrate.standard.facets import Facets, Kind, fits

KINDS: tuple[Kind, ...] = (
    "any", "half", "full", "digits", "decimal", "signed", "date", "time", "year", "blob",
)  # fmt: skip
FACTS = st.builds(
    Facets,
    kind=st.sampled_from(KINDS),
    max_chars=st.integers(0, 12),
    integer=st.integers(0, 5),
    scale=st.integers(0, 3),
    codes=st.sampled_from([(), ("0", "1", "", "１")]),
    min_chars=st.integers(0, 1),
)
VALUES = st.lists(
    st.text(max_size=14)
    | st.text("0123456789-.:", max_size=12)
    | st.text("0129 AZ~=+/ｱﾟあ漢　０\x7f\x85\xa0\U000e0100\ue000\U0010ffff", max_size=14)
    | st.dates().map(str)
    | st.times().map(lambda time: time.isoformat("seconds"))
    | st.from_regex(r"[0-9]{4}-[01][0-9]-[0-3][0-9]", fullmatch=True)
    | st.from_regex(r"[0-2][0-9]:[0-6][0-9](:[0-6][0-9])?", fullmatch=True)
    | st.from_regex(r"-?[0-9]{1,6}(\.[0-9]{1,4})?", fullmatch=True),
    min_size=1,
)


@given(facts=FACTS, values=VALUES)
@example(
    facts=Facets(kind="date"),
    values=[f"{year:04d}-{end}" for year in range(10_000) for end in ("02-28", "02-29", "02-30")],
)
@example(
    facts=Facets(kind="date"),
    values=[f"2023-{month:02d}-{day:02d}" for month in range(14) for day in range(33)],
)
def test_agrees_with_fits(facts: Facets, values: list[str]) -> None:
    """The expression over the column and the judge of one value say the same, code by code."""
    check = value_check(pl.col("v"), facts)
    frame = pl.DataFrame({"v": values}, schema={"v": pl.String})
    found = frame.select(pl.when(check.fails).then(check.code)).to_series().to_list()
    assert found == [fits(value, facts) for value in values]
    assert set(found) <= {None, *check.codes}


@given(
    facts=FACTS,
    values=st.lists(st.none() | VALUES.map("\n".join) | st.text("0９\n", max_size=6), min_size=1),
    repeat=st.integers(1, 5),
)
@example(facts=Facets(kind="half", min_chars=0), values=["", "\n", "1\n", "1\n\n2"], repeat=2)
def test_agrees_with_fits_on_several_values(
    facts: Facets, values: list[str | None], repeat: int
) -> None:
    """The same of cells that hold several values, with too many of them among the faults."""
    check = value_check(pl.col("v"), facts, repeat)
    frame = pl.DataFrame({"v": values}, schema={"v": pl.String})
    found = frame.select(pl.when(check.fails).then(check.code)).to_series().to_list()
    assert found == [
        None if value is None else fits(value, facts, repeat=repeat) for value in values
    ]
    assert set(found) <= {None, *check.codes}
