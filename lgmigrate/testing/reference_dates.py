"""Dates of one field, slow and obvious, with ``datetime``.

Digits stand in zoned or packed form, packed ones with a leading half byte 0 where their number is
even, and with a sign. Eras are those of the mapping's table. What a field with ``unknown`` says of
a day or month that nobody knows becomes words: ``昭和３９年５月日不詳``, ``昭和３９年月日不詳``,
``年月日不詳``; 00 and 99 are both read so, the declared one is written. Wholly unknown is all zeros
or all nines, unless that means null. Words have full-width digits and the first year is 元; on the
way back half-width digits and 1 do as well, and an era's year in a field of western years.

Before 1873-01-01, when the Gregorian calendar began (Cabinet Order No. 337 of Meiji 5), a date of
an era is lunar and is not computed: it stays in words, ``明治５年１２月２日``. A lunar month has up
to 30 days; days that were counted back in the new calendar are accepted as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import MAXYEAR, MINYEAR, date

from lgmigrate.charset.page import CodePage
from lgmigrate.columns.table import EraRow
from lgmigrate.record.layout import Field

__all__ = ["FORM_DIGITS", "carry", "decode", "encode"]

FORM_DIGITS = {"yyyymmdd": 8, "yymmdd": 6, "gyymmdd": 7}
GREGORIAN = date(1873, 1, 1)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
LAST_DAYS = (date(1912, 7, 30), date(1926, 12, 25))
"""The days of 大正 and of 昭和 that their predecessors' last years are used for as well."""


def decode(
    field: Field, raw: bytes, page: CodePage, eras: Sequence[EraRow]
) -> tuple[str | None, frozenset[str]]:
    """Bytes that are no raw null form -> (text or null, finding codes)."""
    digits, code = _digits(field, raw, page)
    if code:
        return None, frozenset({code})
    zeros, nines = not digits.strip("0"), not digits.strip("9")
    if (zeros and "zero" in field.null) or (nines and "nines" in field.null):
        return None, frozenset()
    if field.unknown and (zeros or nines):
        return "年月日不詳", frozenset()
    if field.form == "gyymmdd":
        return _decode_era(field, digits, eras)
    full = int(digits[:-4])
    if field.form == "yymmdd":
        full += 1900 if full >= field.pivot else 2000
    if full == 0:
        return None, frozenset({"D001"})
    return _show(field, str(full), full, digits[-4:])


def _digits(field: Field, raw: bytes, page: CodePage) -> tuple[str, str]:
    """(digits, "") or ("", finding code)."""
    nibbles, wanted = raw.hex(), FORM_DIGITS[field.form]
    if field.carrier == "zoned" or not field.length:
        zone = f"{page.zone >> 4:x}"
        if not re.fullmatch(f"({zone}[0-9]){{{wanted}}}", nibbles):
            return "", "N001"
        return nibbles[1::2], ""
    if not nibbles[:-1].isdecimal():
        return "", "N002"
    if nibbles[-1] not in "acef":
        return "", "N003"
    lead = nibbles[:-1][:-wanted]
    return ("", "D001") if lead.strip("0") else (nibbles[:-1][-wanted:], "")


def _decode_era(
    field: Field, digits: str, eras: Sequence[EraRow]
) -> tuple[str | None, frozenset[str]]:
    number = int(digits[1:3])
    found = [era for era in eras if era.code == int(digits[0])]
    if not found:
        return None, frozenset({"D003"})
    if number == 0:
        return None, frozenset({"D001"})
    era = found[0]
    shown = era.name + ("元" if number == 1 else str(number))
    return _show(field, shown, era.base + number, digits[-4:], era)


def _show(
    field: Field, shown: str, year: int, mmdd: str, era: EraRow | None = None
) -> tuple[str | None, frozenset[str]]:
    """A date that is not wholly unknown -> (text or null, finding codes)."""
    month, day = int(mmdd[:2]), int(mmdd[2:])
    words = f"{shown}年".translate(WIDE)
    no_month, no_day = (bool(field.unknown) and part in (0, 99) for part in (month, day))
    if no_month and no_day:
        return f"{words}月日不詳", frozenset()
    if no_day and 1 <= month <= 12:
        return f"{words}{month}月日不詳".translate(WIDE), frozenset()
    found = _day(year, month, day)
    if era and year < GREGORIAN.year and 1 <= month <= 12 and (found or 1 <= day <= 30):
        return f"{words}{month}月{day}日".translate(WIDE), frozenset()
    if found is None:
        return None, frozenset({"D001"})
    outside = era is not None and not _within(found, era) and found not in LAST_DAYS
    return found.isoformat(), frozenset({"D002"} if outside else ())


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _within(day: date, era: EraRow) -> bool:
    number = int(f"{day:%Y%m%d}") if day.year > 999 else 0
    return era.start <= number and (era.end == 0 or number <= era.end)


def encode(field: Field, text: str, eras: Sequence[EraRow]) -> str | None:
    """A date as text -> the digits of the field's form; None where it does not fit.

    Words are read in any spelling of the same date.
    """
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return _encode_day(field, day, eras)
    names = "|".join(re.escape(era.name) for era in eras) or "(?!)"
    digits = "([0-9]{1,4}|[０-９]{1,4})"
    match = re.fullmatch(
        rf"(?:({names})(?:{digits}|(元))|{digits})?年(?:{digits}月(?:{digits}日|日不詳)|月日不詳)",
        text,
    )
    if match is None:
        return None
    name, era_year, first, western, *rest = match.groups()
    number = "1" if first else (era_year or western)
    month, day_number = (None if part is None else int(part) for part in rest)
    if number is None:
        return _unknown(field) if month is None else None
    era = next((era for era in eras if era.name == name), None)
    if not field.unknown and day_number is None:
        return None
    return _encode_words(field, era, int(number), month, day_number)


def _encode_day(field: Field, day: date, eras: Sequence[EraRow]) -> str | None:
    digits = f"{day.year:04}{day.month:02}{day.day:02}"
    if field.form == "yyyymmdd":
        return digits
    if field.form == "yymmdd":
        return digits[2:] if 1900 + field.pivot <= day.year < 2000 + field.pivot else None
    for era in eras:
        if _within(day, era) and day >= GREGORIAN and day.year - era.base <= 99:
            return f"{era.code}{day.year - era.base:02}{digits[4:]}"
    return None


def _unknown(field: Field) -> str | None:
    """The digits of a date of which nothing is known."""
    count = FORM_DIGITS[field.form]
    ways = [("0", "zero"), ("9", "nines")]
    if field.unknown == "99":
        ways.reverse()
    free = [digit * count for digit, null in ways if null not in field.null]
    return free[0] if field.unknown and free else None


def _encode_words(
    field: Field, era: EraRow | None, year: int, month: int | None, day: int | None
) -> str | None:
    full = year + era.base if era else year
    if not MINYEAR <= full <= MAXYEAR or year == 0 or (month is not None and not 1 <= month <= 12):
        return None
    lunar = era is not None and full < GREGORIAN.year
    if day is not None and month is not None:
        longest = 30 if lunar else 0
        if not (1 <= day <= longest or _day(full, month, day)):
            return None
    tail = (field.unknown if month is None else f"{month:02}") + (
        field.unknown if day is None else f"{day:02}"
    )
    if field.form == "gyymmdd":
        digits = f"{era.code}{year:02}{tail}" if era and year <= 99 else ""
    elif lunar:
        return None
    elif field.form == "yymmdd":
        digits = f"{full % 100:02}{tail}" if 1900 + field.pivot <= full < 2000 + field.pivot else ""
    else:
        digits = f"{full:04}{tail}"
    wholly = bool(field.unknown) and (not digits.strip("0") or not digits.strip("9"))
    return digits if digits and not wholly else None


def carry(field: Field, digits: str, page: CodePage) -> bytes:
    """Digits in the field's carrier."""
    if field.carrier == "zoned" or not field.length:
        return bytes(page.zone + int(digit) for digit in digits)
    sign = "f" if field.sign == "none" else field.plus
    return bytes.fromhex(digits.zfill(2 * field.length - 1) + sign)
