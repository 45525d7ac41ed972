"""The types that fields have in a table of JSON or Parquet, and their text again.

Every value of a field fits its type, whatever its bytes, so that no value is lost on the way:

* JSON: whole numbers of at most 15 declared digits are numbers, because every reader of JSON holds
  those exactly; all else is text, as it is in CSV.
* Parquet: whole numbers are Int64 (UInt64 for eight unsigned binary bytes), those of 18 digits that
  may hold 19 in their bytes Decimal; numbers with decimals Decimal of their scale; dates Date,
  where no part of them may be unknown; floats Float64, but for those of base 16 in eight bytes,
  which have more digits. All else is text: identifiers keep their zeros.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import polars as pl

from lgmigrate.record.layout import Field

__all__ = ["as_text", "free_name", "json_column", "json_whole", "parquet_column", "same_value"]

EXACT = 15  # decimal digits that a double holds
INT64 = 17  # digits that a 64-bit integer holds, with one more that a half byte may have
DOUBLE = 8


def free_name(name: str, taken: set[str]) -> str:
    """The name, with as many underscores before it as make it another than those taken."""
    while name in taken:
        name = "_" + name
    return name


def json_column(field: Field) -> pl.Expr:
    """A field's text column as JSON has it."""
    column = pl.col(field.name)
    return column.cast(pl.Int64, strict=False) if json_whole(field) else column


def json_whole(field: Field) -> bool:
    """Whether a field is a number in JSON."""
    whole = field.numeric and field.usage != "float" and field.scale <= 0
    return whole and field.value == "number" and field.capacity - field.scale <= EXACT


def parquet_column(field: Field) -> pl.Expr:
    """A field's text column as Parquet has it."""
    column = pl.col(field.name)
    if field.usage == "date":
        return column if field.unknown else column.str.to_date("%Y-%m-%d", strict=False)
    if not field.numeric or field.value == "digits":
        return column
    if field.usage == "float":
        exact = field.base == "ieee" or field.length < DOUBLE
        return column.cast(pl.Float64, strict=False) if exact else column
    return column.cast(_number_type(field), strict=False)


def _number_type(field: Field) -> pl.DataType:
    if field.scale > 0:
        return pl.Decimal(38, field.scale)
    if field.usage == "binary" and field.scale == 0:
        unsigned = field.length == DOUBLE and not field.signed
        return pl.UInt64() if unsigned else pl.Int64()
    return pl.Decimal(38, 0) if field.capacity - field.scale > INT64 else pl.Int64()


def as_text(column: pl.Series) -> pl.Series:
    """A column of a table as text that encoding reads; String[n].

    Raises:
        ComputeError: its type has no such text.
    """
    if column.dtype.is_float():
        texts = [None if one is None else _float_text(one) for one in column.to_list()]
        return pl.Series(column.name, texts, dtype=pl.String)
    if column.dtype == pl.Date:
        return column.dt.strftime("%Y-%m-%d")
    return column.cast(pl.String)


def _float_text(value: float) -> str:
    text = repr(value).upper()
    return text.removesuffix(".0")


def same_value(field: Field, one: str | None, other: str | None) -> bool:
    """Whether two texts of a field say the same; numbers may be written in several ways."""
    if one == other:
        return True
    if one is None or other is None or not field.numeric or field.value == "digits":
        return False
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False
