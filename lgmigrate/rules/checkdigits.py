"""Check digits of the numbers that public bodies give, as expressions over columns.

Sources: 平成26年総務省令第85号 第5条 (個人番号); 平成14年総務省告示第436号 (住民票コード); 国税庁,
法人番号の検査用数字; 総務省, 全国地方公共団体コード; 住民記録システム標準仕様書 1.1.13 (宛名番号,
世帯番号: M11W2～7). For the last two the source does not say what a remainder of 1 gives; 0 is
taken, as in 個人番号.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import polars as pl

__all__ = ["NUMBERS", "CheckedNumber", "checked_number"]

_GROUP = 4  # digits that are looked up at once


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedNumber:
    """A number of ``digits`` digits, one of which checks the others.

    ``weights`` are those of the other digits, the lowest first. ``strict``: a value of another
    form than these digits fails; otherwise only such a value is looked at, and zeros pass.
    """

    code: Literal["S008", "S012"]
    digits: int
    weights: tuple[int, ...]
    modulus: Literal[9, 11]
    strict: bool = True
    leading: bool = False

    def number(self, value: pl.Expr) -> pl.Expr:
        """String[n] -> Int64[n]: the number; null where the value is not so many digits."""
        form = value.str.contains(f"^[0-9]{{{self.digits}}}$")
        return pl.when(form).then(value).str.to_integer(strict=False)

    def fails(self, value: pl.Expr, number: pl.Expr) -> pl.Expr:
        """String[n], its ``number`` -> Boolean[n]: the check digit does not fit.

        Null or false where the value is null.
        """
        wrong = self._check_digit(number) != self._expected(self._weighted(number) % self.modulus)
        if self.strict:
            return wrong.fill_null(value.is_not_null())
        return wrong & (number != 0)

    def _check_digit(self, number: pl.Expr) -> pl.Expr:
        return number // 10 ** (self.digits - 1) if self.leading else number % 10

    def _weighted(self, number: pl.Expr) -> pl.Expr:
        """The sum of the other digits times their weights, by a table for each group of digits."""
        lowest = 0 if self.leading else 1
        total = pl.lit(0, pl.Int32)
        for start in range(0, len(self.weights), _GROUP):
            group = number // 10 ** (start + lowest) % 10**_GROUP
            total += pl.lit(_sums(self.weights[start : start + _GROUP])).gather(group)
        return total

    def _expected(self, remainder: pl.Expr) -> pl.Expr:
        if self.modulus == 9:  # 法人番号: 1 to 9
            return 9 - remainder
        if self.digits == 6:  # 団体コード: the last digit of the difference
            return (11 - remainder) % 10
        return pl.when(remainder <= 1).then(0).otherwise(11 - remainder)


@cache
def _sums(weights: tuple[int, ...]) -> pl.Series:
    """The weighted sum of the lowest digits of each number of ``_GROUP`` digits."""
    numbers = pl.int_range(10**_GROUP, dtype=pl.Int32)
    digits = (numbers // 10**place % 10 * weight for place, weight in enumerate(weights))
    return pl.select(pl.sum_horizontal(digits)).to_series()


def _cycle(length: int) -> tuple[int, ...]:
    """Weights 2 to 7 over and over."""
    return tuple(2 + number % 6 for number in range(length))


_ADDRESSEE = CheckedNumber(code="S008", digits=15, weights=_cycle(14), modulus=11, strict=False)

NUMBERS: dict[str, CheckedNumber] = {
    "個人番号": CheckedNumber(code="S012", digits=12, weights=_cycle(11), modulus=11),
    "住民票コード": CheckedNumber(code="S012", digits=11, weights=_cycle(10), modulus=11),
    "法人番号": CheckedNumber(code="S012", digits=13, weights=(1, 2) * 6, modulus=9, leading=True),
    "市区町村コード": CheckedNumber(code="S012", digits=6, weights=(2, 3, 4, 5, 6), modulus=11),
    "団体コード": CheckedNumber(code="S012", digits=6, weights=(2, 3, 4, 5, 6), modulus=11),
    "宛名番号": _ADDRESSEE,
    "名寄せ先宛名番号": _ADDRESSEE,
    "世帯番号": _ADDRESSEE,
}
"""The numbers by the name of their item, which may have a prefix: ``住所_市区町村コード``."""


def checked_number(name: str) -> CheckedNumber | None:
    """The number that an item of that name holds, or None."""
    return NUMBERS.get(name.rpartition("_")[2])
