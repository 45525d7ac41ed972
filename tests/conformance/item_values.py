"""Values of an item that are right, and values that are wrong in one way each.

Made from the item's row alone (データ型, 桁数, コード一覧) by the legend of the official item
definitions, not from the facets that the XSD and the checks are made from: what they must agree on
is stated here once more, by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lgmigrate.standard.pack import Item

__all__ = ["WrongValue", "edges", "key_capacity", "key_value", "plain", "wrong_values"]

SOME = 40  # characters of a long value where the item states no digits
FIRST_DAY = date(2000, 1, 1)
NUMBERS = {
    "宛名番号": 15,
    "名寄せ先宛名番号": 15,
    "世帯番号": 15,
    "個人番号": 12,
    "住民票コード": 11,
}
"""Digits of the numbers whose last digit checks the others as 個人番号 does."""
FIXED_NUMBERS = {
    "市区町村コード": "131016",  # 千代田区
    "団体コード": "131016",
    "法人番号": "7000012050002",  # 国税庁
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongValue:
    """A value with one fault: ``constraint`` that it breaks, ``code`` of the finding."""

    constraint: str
    value: str
    code: str


def _number(item: Item) -> str:
    """The name of the number with a check digit that the item holds, by the end of its own; else
    "". 宛名番号 and 世帯番号 that have no room for 15 digits are not checked.
    """
    name = item.name.rpartition("_")[2]
    if name in FIXED_NUMBERS:
        return name
    return name if name in NUMBERS and NUMBERS[name] <= (item.digits or SOME) else ""


def key_capacity(item: Item, codes: tuple[str, ...]) -> int:
    """How many values ``key_value`` has for an item that is part of a key."""
    if codes:
        return len(codes)
    if number := _number(item):
        return 1 if number in FIXED_NUMBERS else 99_998
    if item.type in (most := {"DATE": 5000, "TIME": 80_000, "YEAR": 8000, "BLOB": 1}):
        return most[item.type]
    figures = min(item.digits or 5, 5)
    return int("9" * figures) - 1  # neither all zeros nor all nines


def key_value(item: Item, codes: tuple[str, ...], number: int) -> str:
    """The value with that number, from 0: values of different numbers differ."""
    if codes:
        return codes[number]
    if name := _number(item):
        return FIXED_NUMBERS.get(name) or _with_check_digit(number + 1, NUMBERS[name])
    minutes, second = divmod(number + 1, 60)
    special = {
        "DATE": (FIRST_DAY + timedelta(days=number)).isoformat(),
        "TIME": f"{minutes // 60:02}:{minutes % 60:02}:{second:02}",
        "YEAR": f"{1000 + number}",
        "BLOB": "QQ==",
        **dict.fromkeys(("9", "9V", "S9"), f"{number + 1}"),
    }
    text = f"{number + 1:0{min(item.digits or 5, 5)}}"
    return special.get(item.type) or (text.translate(_FULL) if item.type == "N" else text)


def plain(item: Item, codes: tuple[str, ...]) -> str:
    """A usual, short value; flags of unknown dates say that the date is known."""
    if item.name.endswith("_不詳フラグ"):
        return "0"
    return key_value(item, codes, 0)


def edges(item: Item, codes: tuple[str, ...], *, may_be_empty: bool) -> tuple[str, ...]:
    """Values that only just fit, beside the plain one: the longest, the ends of ranges, every
    code of the list.
    """
    if item.name.endswith("_不詳フラグ") or _number(item):
        return ()
    if codes:
        return codes
    digits = item.digits or SOME
    found = {
        "X": ("~" * digits, "ｱﾟ"[:digits], " "),
        "N": ("葛\U000e0100" * digits, "𠮷" * digits, "\u3000", "\ue000"),
        "M": ("葛\ufe00" * digits, "aあｱ"[:digits], " "),
        "9": ("9" * digits, "0"),
        "9V": (*_largest(item), "0"),
        "S9": ("9" * digits, "-" + "9" * digits, "-0"),
        "YEAR": ("0000", "9999"),
        "DATE": ("0000-01-01", "9999-12-31", "2024-02-29", "1600-02-29"),
        "TIME": ("23:59:59", "23:59", "00:00:00"),
        "BLOB": ("QUI=", "QUJD")[: 2 if digits >= 4 else 0],
    }[item.type]
    return (*found, "") if may_be_empty else found


def wrong_values(item: Item, codes: tuple[str, ...], *, may_be_empty: bool) -> Iterator[WrongValue]:
    """Each way in which a value can be none of the item's, one fault a value."""
    seen: set[str] = set()
    for one in _all_wrong_values(item, codes, may_be_empty):
        if one.value not in seen:
            seen.add(one.value)
            yield one


def _all_wrong_values(
    item: Item, codes: tuple[str, ...], may_be_empty: bool
) -> Iterator[WrongValue]:
    if codes:
        first = codes[0]
        yield WrongValue(constraint="empty", value="", code="S005")
        others = (first * 2, first + " ", " " + first, first.translate(_FULL), first.lower(), "@")
        for value in others:
            if value not in codes:
                yield WrongValue(constraint="enumeration", value=value, code="S005")
        return
    if not may_be_empty:
        yield WrongValue(constraint="empty", value="", code="S004")
    for value in _TYPELESS[item.type]:
        yield WrongValue(constraint="type", value=value, code="S004")
    for value in _IMPOSSIBLE.get(item.type, ()):
        yield WrongValue(constraint="moment", value=value, code="S006")
    for value in _too_long(item):
        yield WrongValue(constraint="length", value=value, code="S003")


_FULL = str.maketrans("0123456789", "０１２３４５６７８９")

_NO_NUMBERS = ("a", "１", "+1", "--1", "1-", " 1", "1 ", "1,0", "0x1", "1e1", "-", "٣")
_TYPELESS: dict[str, tuple[str, ...]] = {
    "X": ("あ", "Ａ", "１", "\t", "\n", "é", "\u3000", "\xa0", "\u200b", "ｱ\x7f"),
    "N": ("A", "1", "ｱ", " ", "\t", "\n", "~", "\x85", "\x7f", "あ あ", "ﾟ"),
    "M": (),
    "9": (*_NO_NUMBERS, "-1", "1.0"),
    "9V": (*_NO_NUMBERS, "-1", "1.", ".5", ".", "1.5.1", "１.５"),
    "S9": (*_NO_NUMBERS, "1.0", "-１", "−1"),
    "YEAR": ("202", "20233", "２０２３", "abcd", "-202", "2 23", "2023 "),
    "DATE": (
        *("2023/01/01", "20230101", "2023-1-1", "２０２３-01-01", "2023-01-01T", " 2023-01-01"),
        *("2023-01-01Z", "2023-01-01\n", "令和５年１月１日", "2023-01", "02023-01-01", "0"),
    ),
    "TIME": (
        "9:00",
        "090000",
        "09:00:0",
        "09",
        "０９:00",
        "09:00:00Z",
        "09:00:00.0",
        " 09:00",
        "-9:00",
    ),
    "BLOB": ("*", "A===", "あ", "A A", "=A", "QQ==\n"),
}
_IMPOSSIBLE: dict[str, tuple[str, ...]] = {
    "DATE": (
        *("2023-02-29", "1900-02-29", "2024-02-30", "2023-04-31", "2023-01-32", "2023-01-00"),
        *("2023-13-01", "2023-00-10", "0000-01-02", "0000-02-29", "9999-99-99"),
    ),
    "TIME": ("24:00", "24:00:00", "23:60", "23:59:60", "99:99:99"),
}


def _too_long(item: Item) -> tuple[str, ...]:
    digits = item.digits
    if not digits:
        return ()
    many = "1" * (digits + 1)
    point = ("0." + "1" * (item.scale + 1), f"{many}.1") if item.scale else ("0.1",)
    return {
        "X": ("A" * (digits + 1), "ｱ" * (digits + 1)),
        "N": ("あ" * (digits + 1), "葛\U000e0100" * (digits + 1), "𠮷" * (digits + 1)),
        "M": (("aあｱ漢" * digits)[: digits + 1], "葛\U000e0100" * (digits + 1)),
        "9": (many,),
        "9V": (many, *point),
        "S9": (many, "-" + many),
        "BLOB": ("A" * (digits + 1),),
    }.get(item.type, ())


def _largest(item: Item) -> tuple[str, ...]:
    whole = "9" * (item.digits or SOME)
    if not item.digits:
        return (whole, f"{whole}.{whole}")
    return (whole, f"{whole}.{'9' * item.scale}") if item.scale else (whole,)


def _with_check_digit(number: int, length: int) -> str:
    """M11W2～7 over the digits before the last; a remainder of 0 or 1 gives 0.

    As published for tests of 個人番号, 98320567321 has the digit 4.
    """
    base = f"{number:0{length - 1}}"
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(base)))
    rest = total % 11
    return f"{base}{0 if rest <= 1 else 11 - rest}"
