"""Check digits against numbers that their owners publish, and against sums made by hand."""

from __future__ import annotations

import polars as pl
import pytest

from lgmigrate.rules.checkdigits import CheckedNumber, checked_number


def fails(number: CheckedNumber, value: str | None) -> bool | None:
    """Whether one value fails; None is no failure."""
    frame = pl.DataFrame({"v": pl.Series([value], dtype=pl.String)})
    frame = frame.with_columns(number.number(pl.col("v")).alias("n"))
    result: bool | None = frame.select(number.fails(pl.col("v"), pl.col("n"))).item()
    return result


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("個人番号", "983205673214"),  # the sample of the notice of the number system
        ("法人番号", "7000012050002"),  # 国税庁
        ("市区町村コード", "131016"),  # 東京都千代田区
        ("住所_市区町村コード", "011002"),  # 札幌市
        ("団体コード", "271004"),  # 大阪市
        ("市区町村コード", "016373"),  # 芽室町
        # weights 2 to 7 from the lowest base digit; sum, remainder, digit by hand
        ("住民票コード", "00000000019"),  # 1*2 = 2; 11 - 2 = 9
        ("住民票コード", "10000000006"),  # tenth digit weighs 5; 11 - 5 = 6
        ("住民票コード", "12345678903"),  # 0+27+32+35+36+35+8+12+... = 195; 195 % 11 = 8
        ("宛名番号", "000000000000019"),  # 1*2 = 2; 9
        ("世帯番号", "000000000000060"),  # 6*2 = 12; remainder 1 gives 0
        ("転入前_世帯番号", "100000000000008"),  # fourteenth digit weighs 3; 8
    ],
)
def test_fits(item: str, value: str) -> None:
    """A number with its check digit passes; with any other digit there, it fails."""
    number = checked_number(item)
    assert number is not None
    assert fails(number, value) is False
    place = 0 if item == "法人番号" else len(value) - 1
    for digit in set("0123456789") - {value[place]}:
        assert fails(number, value[:place] + digit + value[place + 1 :]) is True


@pytest.mark.parametrize(
    ("item", "value", "expected"),
    [
        ("個人番号", "", True),
        ("個人番号", "98320567321", True),
        ("個人番号", "９８３２０５６７３２１４", True),
        ("個人番号", "+98320567321", True),
        ("個人番号", "9832056732140", True),
        ("個人番号", "000000000000", False),
        ("市区町村コード", "000000", True),
        ("宛名番号", "000000000000000", False),
        ("宛名番号", "123", None),
        ("宛名番号", "A00000000000000", None),
        ("宛名番号", None, None),
    ],
)
def test_form(item: str, value: str | None, *, expected: bool | None) -> None:
    """Public numbers must be all digits; a person's number of another form is old, not wrong."""
    number = checked_number(item)
    assert number is not None
    assert fails(number, value) is expected


def test_null_is_no_failure() -> None:
    """A public number that is not there does not fail."""
    number = checked_number("個人番号")
    assert number is not None
    assert not fails(number, None)


@pytest.mark.parametrize("name", ["氏名", "住所_町字コード", "基礎年金番号"])
def test_other_items(name: str) -> None:
    """Items of other names have no check digit."""
    assert checked_number(name) is None
