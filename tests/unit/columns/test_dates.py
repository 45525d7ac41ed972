"""Dates at the edges of eras and calendars, on the kernels and on the scalar reference.

Sources: the edicts that changed the eras (大正 from 1912-07-30, 昭和 from 1926-12-25, 平成 from
1989-01-08, 令和 from 2019-05-01); Cabinet Order No. 337 of Meiji 5 (明治6-01-01 = 1873-01-01).
"""

from __future__ import annotations

from typing import Any

import pytest

from lgmigrate.record.layout import Field, Form
from lgmigrate.testing.reference import decode_value, encode_value
from tests.property.column_cases import ERAS, Case, decode, encode

LENGTHS = {"yyyymmdd": 8, "yymmdd": 6, "gyymmdd": 7}


def field(form: Form, **options: Any) -> Field:
    """A date without faults."""
    length = LENGTHS[form]
    if options.get("carrier") == "packed":
        length = length // 2 + 1
    one = Field(name="f", usage="date", offset=0, length=length, form=form, **options)
    assert one.faults() == []
    return one


ERA, ERA_00 = field("gyymmdd"), field("gyymmdd", unknown="00")
FULL, FULL_00 = field("yyyymmdd"), field("yyyymmdd", unknown="00")
FULL_99 = field("yyyymmdd", unknown="99")
ZERO_00 = field("yyyymmdd", unknown="00", null=("zero",))
SHORT, SHORT_00 = field("yymmdd"), field("yymmdd", unknown="00")

DECODED = [
    (ERA, "3640107", "1989-01-07", (), False),
    (ERA, "3640108", "1989-01-08", ("D002",), True),
    (ERA, "4010108", "1989-01-08", (), False),
    (ERA, "4010107", "1989-01-07", ("D002",), True),
    (ERA, "4310430", "2019-04-30", (), False),
    (ERA, "4310501", "2019-05-01", ("D002",), True),
    (ERA, "5010501", "2019-05-01", (), False),
    (ERA, "5010430", "2019-04-30", ("D002",), True),
    (ERA, "1450729", "1912-07-29", (), False),
    (ERA, "1450730", "1912-07-30", (), True),  # both eras are in use
    (ERA, "2010730", "1912-07-30", (), False),
    (ERA, "1450731", "1912-07-31", ("D002",), True),
    (ERA, "2151224", "1926-12-24", (), False),
    (ERA, "2151225", "1926-12-25", (), True),
    (ERA, "3011225", "1926-12-25", (), False),
    (ERA, "3011224", "1926-12-24", ("D002",), True),
    (ERA, "1060101", "1873-01-01", (), False),
    (ERA, "1051202", "明治５年１２月２日", (), False),  # lunar: not computed
    (ERA, "1010908", "明治元年９月８日", (), False),
    (ERA, "1030230", "明治３年２月３０日", (), False),  # a lunar month has up to 30 days
    (ERA, "1030231", None, ("D001",), True),
    (ERA, "6010101", None, ("D003",), True),
    (ERA, "3000101", None, ("D001",), True),
    (ERA, "3630229", "1988-02-29", (), False),
    (ERA, "3620229", None, ("D001",), True),
    (ERA, "3621301", None, ("D001",), True),
    (ERA, "3390500", None, ("D001",), True),
    (ERA_00, "3390500", "昭和３９年５月日不詳", (), False),
    (ERA_00, "3390000", "昭和３９年月日不詳", (), False),
    (ERA_00, "5010000", "令和元年月日不詳", (), False),
    (ERA_00, "3390599", "昭和３９年５月日不詳", (), True),
    (ERA_00, "3390005", None, ("D001",), True),  # a day of no month
    (ERA_00, "0000000", "年月日不詳", (), False),
    (ERA_00, "9999999", "年月日不詳", (), True),
    (FULL, "20240229", "2024-02-29", (), False),
    (FULL, "20230229", None, ("D001",), True),
    (FULL, "19000229", None, ("D001",), True),
    (FULL, "20000229", "2000-02-29", (), False),
    (FULL, "20240230", None, ("D001",), True),
    (FULL, "20241301", None, ("D001",), True),
    (FULL, "20240001", None, ("D001",), True),
    (FULL, "00000101", None, ("D001",), True),
    (FULL, "00000000", None, ("D001",), True),
    (FULL, "18700230", None, ("D001",), True),
    (FULL_00, "19640000", "１９６４年月日不詳", (), False),
    (FULL_00, "19640500", "１９６４年５月日不詳", (), False),
    (FULL_99, "19640599", "１９６４年５月日不詳", (), False),
    (FULL_99, "19649999", "１９６４年月日不詳", (), False),
    (FULL_99, "99999999", "年月日不詳", (), False),
    (FULL_99, "00000000", "年月日不詳", (), True),
    (ZERO_00, "00000000", None, (), False),
    (ZERO_00, "99999999", "年月日不詳", (), False),
    (SHORT, "300101", "1930-01-01", (), False),
    (SHORT, "290101", "2029-01-01", (), False),
    (SHORT, "000229", "2000-02-29", (), False),
    (SHORT_00, "000000", "年月日不詳", (), False),
]


@pytest.mark.parametrize(("one", "digits", "text", "codes", "kept"), DECODED)
def test_decode(
    one: Field, digits: str, text: str | None, codes: tuple[str, ...], *, kept: bool
) -> None:
    """Zoned digits, and the same digits packed."""
    for name in ("ibm930", "cp932"):
        case = Case(one, name)
        raw = bytes(case.page.zone + int(digit) for digit in digits)
        assert decode_value(one, raw, case.page, ERAS) == (text, frozenset(codes), kept)
        (found,) = decode(case, [raw])
        assert (found.value, found.codes) == (text, frozenset(codes))
        assert found.odd or not kept or text is None
        assert kept or not found.odd


@pytest.mark.parametrize(("one", "digits", "text", "codes", "kept"), DECODED)
def test_encode(
    one: Field, digits: str, text: str | None, codes: tuple[str, ...], *, kept: bool
) -> None:
    """What was decoded without an event is encoded to the same digits."""
    case = Case(one, "ibm930")
    (found,) = encode(case, [text])
    if text is not None:
        assert (found.value == bytes(0xF0 + int(digit) for digit in digits)) != kept
    assert (found.value, found.codes) == encode_value(one, text, case.page, ERAS)


PACKED = [
    ("yyyymmdd", "020240229F", "2024-02-29", None),
    ("yyyymmdd", "120240229F", None, "D001"),  # the half byte in front is zero
    ("gyymmdd", "5060229F", "2024-02-29", None),
    ("gyymmdd", "506022AF", None, "N002"),
    ("gyymmdd", "5060229D", None, "N003"),
    ("gyymmdd", "50602291", None, "N003"),
    ("gyymmdd", "40404040", None, "N004"),
    ("yymmdd", "0240229F", "2024-02-29", None),
]


@pytest.mark.parametrize(("form", "raw", "text", "code"), PACKED)
def test_packed(form: Form, raw: str, text: str | None, code: str | None) -> None:
    """Packed dates: a leading half byte, digits, a sign."""
    case = Case(field(form, carrier="packed"), "ibm930")
    codes = frozenset({code} if code else ())
    assert decode_value(case.field, bytes.fromhex(raw), case.page, ERAS)[:2] == (text, codes)
    (found,) = decode(case, [bytes.fromhex(raw)])
    assert (found.value, found.codes) == (text, codes)


REFUSED = [
    (FULL, "2024-02-30"),
    (FULL, "0000-01-01"),
    (FULL, "2024-2-3"),
    (FULL, "１９６４年月日不詳"),  # no unknown convention
    (FULL_00, "明治３年月日不詳"),  # a lunar year is not computed
    (FULL_00, "０年月日不詳"),
    (FULL_00, "１９６４年１３月日不詳"),
    (FULL_99, "９９９９年月日不詳"),  # would be read as wholly unknown
    (SHORT, "1929-12-31"),
    (SHORT, "2030-01-01"),
    (SHORT_00, "２０００年月日不詳"),
    (ERA, "1872-12-31"),
    (ERA, "1868-01-24"),
    (ERA, "2118-01-01"),
    (ERA_00, "１９６４年月日不詳"),
    (ERA_00, "昭和０年月日不詳"),
    (ERA_00, "慶応３年月日不詳"),
    (ERA_00, "昭和年月日不詳"),
    (ERA_00, "昭和３９年月５日"),
    (field("yyyymmdd", unknown="00", null=("zero", "nines")), "年月日不詳"),
]


@pytest.mark.parametrize(("one", "text"), REFUSED)
def test_refused(one: Field, text: str) -> None:
    """What the field cannot say is D004."""
    case = Case(one, "ibm930")
    assert encode_value(one, text, case.page, ERAS)[1] == {"D004"}
    (found,) = encode(case, [text])
    assert found.codes == {"D004"}


SPELLINGS = [
    (FULL_00, "昭和39年5月日不詳", "19640500"),
    (FULL_00, "1964年5月日不詳", "19640500"),
    (ERA_00, "令和１年月日不詳", "5010000"),
    (ERA_00, "昭和39年5月5日", "3390505"),
    (ERA, "明治3年2月30日", "1030230"),
]


@pytest.mark.parametrize(("one", "text", "digits"), SPELLINGS)
def test_spellings(one: Field, text: str, digits: str) -> None:
    """Words of the same date in another spelling are read."""
    (found,) = encode(Case(one, "ibm930"), [text])
    assert (found.value, found.codes) == (bytes(0xF0 + int(d) for d in digits), frozenset())
