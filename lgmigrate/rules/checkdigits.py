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

_GROUP = 3  # digits that are looked up at once


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

    def form(self, value: pl.Expr) -> pl.Expr:
        """String[n] -> Boolean[n]: the value is so many digits; null where null."""
        return value.str.contains(f"^[0-9]{{{self.digits}}}$")

    def fails(self, value: pl.Expr) -> pl.Expr:
        """String[n] -> Boolean[n]: the check digit does not fit; null where null."""
        number = pl.when(self.form(value)).then(value).str.to_integer(strict=False)
        base, check = self._parts(number)
        wrong = check != self._expected(self._weighted(base) % self.modulus)
        if self.strict:
            return ~self.form(value) | wrong
        return wrong.and_(number != 0).fill_null(value=False)

    def _parts(self, number: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
        """The digits that are weighted, and the check digit."""
        if self.leading:
            power = 10 ** (self.digits - 1)
            return number % power, number // power
        return number // 10, number % 10

    def _weighted(self, base: pl.Expr) -> pl.Expr:
        """The sum of digits times weights, by a table for each group of digits."""
        total = pl.lit(0, pl.Int32)
        for start in range(0, len(self.weights), _GROUP):
            group = base // 10**start % 10**_GROUP
            table = _sums(self.weights[start : start + _GROUP])
            total += pl.lit(table).gather(group.cast(pl.UInt32))
        return total

    def _expected(self, remainder: pl.Expr) -> pl.Expr:
        if self.modulus == 9:  # 法人番号: 1 to 9
            return 9 - remainder
        if self.digits == 6:  # 団体コード: the last digit of the difference
            return (11 - remainder) % 10
        return pl.when(remainder <= 1).then(0).otherwise(11 - remainder)


@cache
def _sums(weights: tuple[int, ...]) -> pl.Series:
    """The weighted sum of the digits of each number of ``_GROUP`` digits."""
    numbers = range(10**_GROUP)
    return pl.Series(
        [sum(n // 10**i % 10 * weight for i, weight in enumerate(weights)) for n in numbers],
        dtype=pl.Int32,
    )


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
