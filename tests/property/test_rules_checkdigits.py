"""Law: of the ten numbers that differ in the check digit only, one passes: the ordinance's."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lgmigrate.rules.checkdigits import NUMBERS, CheckedNumber


def expected_digit(number: CheckedNumber, base: str) -> int:
    """The check digit by the words of its source, one digit at a time."""
    lowest_first = [int(digit) for digit in reversed(base)]
    if number.digits == 13:  # 法人番号: Q_n is 1 for odd n, 2 for even n
        return 9 - sum(p * (1 if n % 2 else 2) for n, p in enumerate(lowest_first, 1)) % 9
    if number.digits == 6:  # 団体コード: weights 2 to 6 from the lowest
        total = sum(p * q for q, p in enumerate(lowest_first, 2))
        return int(str(11 - total % 11)[-1])
    weights = [n + 1 if n <= 6 else n - 5 if n <= 12 else n - 11 for n in range(1, 15)]
    remainder = sum(p * q for p, q in zip(lowest_first, weights, strict=False)) % 11
    return 0 if remainder <= 1 else 11 - remainder


@given(name=st.sampled_from(sorted(NUMBERS)), data=st.data())
def test_one_digit_passes(name: str, data: st.DataObject) -> None:
    """The check digit of any base digits."""
    number = NUMBERS[name]
    size = number.digits - 1
    base = data.draw(st.text("0123456789", min_size=size, max_size=size))
    numbers = [f"{digit}{base}" if number.leading else f"{base}{digit}" for digit in range(10)]
    frame = pl.DataFrame({"v": numbers})
    frame = frame.with_columns(number.number(pl.col("v")).alias("n"))
    fails = frame.select(number.fails(pl.col("v"), pl.col("n"))).to_series().to_list()
    assert [digit for digit in range(10) if not fails[digit]] == [expected_digit(number, base)]
