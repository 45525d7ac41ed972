"""Numbers with check digits, over whole arrays.

Sources: 全国地方公共団体コード: weights 6 5 4 3 2, last digit of 11 - r. 個人番号: 総務省令第85号
第5条, weights 2..7 then 2..6 from the lowest digit. 住民票コード: the same formula over 10 digits.
法人番号: 国税庁, weights 1 2 from the lowest digit, 9 - r, the first digit.
宛名番号, 世帯番号: 住民記録システム標準仕様書 1.1.13, M11W2~7, remainder 0 gives 0; what 10
gives is not stated there, here 0.

The numbers are made up. A number with a right check digit may be the number of somebody; nothing
here is taken from anybody.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

__all__ = [
    "atena_numbers",
    "corporate_numbers",
    "municipality_code",
    "personal_numbers",
    "resident_codes",
]

Integers = NDArray[np.int64]


def _weighted(base: Integers, digits: int) -> Integers:
    """The sum of the digits, lowest first, times 2 3 4 5 6 7 2 3 ..., modulo 11."""
    total = np.zeros(len(base), np.int64)
    rest = base
    for number in range(digits):
        upper = rest // 10
        total += (rest - upper * 10) * (2 + number % 6)
        rest = upper
    return total % 11


def _checked(base: Integers, digits: int) -> Integers:
    """Base and check digit together; a remainder of 0 or 1 gives 0."""
    remainder = _weighted(base, digits)
    return base * 10 + np.where(remainder <= 1, 0, 11 - remainder)


def _text(values: Integers, digits: int) -> pl.Series:
    return pl.Series(values + 10**digits).cast(pl.String).str.slice(1)


def atena_numbers(base: Integers) -> pl.Series:
    """15 digits: five zeros, the nine digits of ``base``, the check digit."""
    return _text(_checked(base, 9), 15)


def personal_numbers(base: Integers) -> pl.Series:
    """個人番号: the 11 digits of ``base`` and the check digit."""
    return _text(_checked(base, 11), 12)


def resident_codes(base: Integers) -> pl.Series:
    """住民票コード: the 10 digits of ``base`` and the check digit."""
    return _text(_checked(base, 10), 11)


def corporate_numbers(base: Integers) -> pl.Series:
    """法人番号: the check digit and the 12 digits of ``base``."""
    total = np.zeros(len(base), np.int64)
    for number in range(12):
        total += base // 10**number % 10 * (1 + number % 2)
    return _text((9 - total % 9) * 10**12 + base, 13)


def municipality_code(five: str) -> str:
    """A 団体コード of six digits from its first five."""
    total = sum(int(digit) * weight for digit, weight in zip(five, (6, 5, 4, 3, 2), strict=True))
    return five + str((11 - total % 11) % 10)
