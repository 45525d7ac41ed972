"""Numbers by hand from the manuals, on the kernels and on the scalar reference.

Sources: z/Architecture Principles of Operation, SA22-7832, "Decimal-Number Formats" (zoned and
packed, preferred sign codes C and D, alternates A E F and B) and "Binary-Integer Representation"
(two's complement); Enterprise COBOL for z/OS, "Examples: numeric data and internal
representation", for signs that lead or are separate, and for floats (1234 = 434D2000). In ASCII
3x is plus and 7x minus (Micro Focus: "DISPLAY Non-SEPARATE Sign-Digit Characters"); the letters are
those of the same table under SIGN(EBCDIC). IEEE 754: the examples are powers of two and their sums.
"""

from __future__ import annotations

from typing import Any

import pytest

from lgmigrate.record.layout import Field, NullForm, Usage
from lgmigrate.testing.reference import decode_value, encode_value
from tests.property.column_cases import Case, decode, encode


def field(usage: Usage, length: int, digits: int, **options: Any) -> Field:
    """A field without faults."""
    one = Field(name="f", usage=usage, offset=0, length=length, digits=digits, **options)
    assert one.faults() == []
    return one


S = {"sign": "trailing"}
ZONED, ZONED_S = field("zoned", 3, 3), field("zoned", 3, 3, **S)
LEADING = field("zoned", 3, 3, sign="leading")
BEHIND = field("zoned", 4, 3, sign="trailing_separate")
BEFORE = field("zoned", 4, 3, sign="leading_separate")
PACKED, PACKED_S = field("packed", 2, 3), field("packed", 2, 3, **S)
PACKED_F = field("packed", 2, 3, **S, plus="F")
PACKED_EVEN = field("packed", 3, 4, **S)
CENTS = field("packed", 3, 5, **S, scale=2)
CODE, CODE_PACKED = field("zoned", 3, 3, value="digits"), field("packed", 2, 3, value="digits")
HALF, HALF_S = field("binary", 2, 4), field("binary", 2, 4, **S)
FULL_S, LITTLE = field("binary", 4, 9, **S), field("binary", 4, 9, **S, order="little")
DOUBLE_S = field("binary", 8, 18, **S)
WIDEST, WIDEST_PACKED = field("zoned", 18, 18, **S), field("packed", 10, 18, **S)
BARE, BARE_ODD = (field("packed", n, d, nibble=False) for n, d in ((2, 4), (2, 3)))
LETTERS = field("zoned", 3, 3, **S, overpunch="ebcdic")
LETTERS_LEADING = field("zoned", 3, 3, sign="leading", overpunch="ebcdic")
FOUR_FIVE = field("zoned", 3, 3, **S, overpunch="zone45")
BYTE, BYTE_S = field("binary", 1, 0), field("binary", 1, 0, **S)
THREE, ALL = field("binary", 3, 0, **S), field("binary", 8, 0)
ALL_S = field("binary", 8, 0, **S, order="little")
HUNDREDS, SMALL = field("packed", 2, 3, **S, scale=-2), field("zoned", 3, 3, scale=5)
HEX, HEX_LONG = field("float", 4, 0), field("float", 8, 0)
IEEE = field("float", 4, 0, base="ieee")
IEEE_LONG = field("float", 8, 0, base="ieee", order="little")

BOTH_WAYS = [
    (BARE, "ibm930", "1234", "1234"),
    (BARE, "ibm930", "4040", "4040"),  # what is blank elsewhere is digits here
    (BARE, "cp932", "0000", "0"),
    (BARE_ODD, "cp932", "0123", "123"),
    (LETTERS, "cp932", "313243", "123"),
    (LETTERS, "cp932", "31324C", "-123"),
    (LETTERS, "cp932", "31327B", "120"),
    (LETTERS, "cp932", "31327D", "-120"),
    (LETTERS, "ibm930", "F1F2D3", "-123"),  # the letters are these bytes on a host
    (LETTERS_LEADING, "cp932", "4A3233", "-123"),
    (LETTERS_LEADING, "cp932", "413233", "123"),
    (FOUR_FIVE, "cp932", "313243", "123"),
    (FOUR_FIVE, "cp932", "313253", "-123"),
    (FOUR_FIVE, "cp932", "303040", "0"),
    (BYTE, "cp932", "FF", "255"),
    (BYTE_S, "cp932", "80", "-128"),
    (THREE, "ibm930", "800000", "-8388608"),
    (THREE, "ibm930", "7FFFFF", "8388607"),
    (ALL, "ibm930", "FFFFFFFFFFFFFFFF", "18446744073709551615"),
    (ALL_S, "cp932", "0000000000000080", "-9223372036854775808"),
    (HUNDREDS, "ibm930", "123D", "-12300"),
    (HUNDREDS, "ibm930", "000C", "0"),
    (SMALL, "ibm930", "F1F2F3", "0.00123"),
    (HEX, "ibm930", "434D2000", "1234"),
    (HEX, "ibm930", "C34D2000", "-1234"),
    (HEX, "ibm930", "00000000", "0"),
    (HEX, "ibm930", "41100000", "1"),
    (HEX, "ibm930", "40800000", "0.5"),
    (HEX, "ibm930", "4019999A", "0.1"),
    (HEX, "ibm930", "7FFFFFFF", "7.237005E75"),  # the largest: 16 to the 63rd, nearly
    (HEX, "ibm930", "00100000", "5.397605E-79"),  # the smallest: 16 to the -65th
    (HEX_LONG, "ibm930", "434D200000000000", "1234"),
    (HEX_LONG, "ibm930", "401999999999999A", "0.1"),
    (HEX_LONG, "ibm930", "4E7FFFFFFFFFFFFF", "36028797018963967"),  # 2**55 - 1: a double has 53
    (IEEE, "ibm930", "449A4000", "1234"),
    (IEEE, "ibm930", "C49A4000", "-1234"),
    (IEEE, "ibm930", "3DCCCCCD", "0.1"),
    (IEEE, "ibm930", "7F7FFFFF", "3.4028235E38"),
    (IEEE, "ibm930", "00000001", "1E-45"),
    (IEEE_LONG, "cp932", "000000000000F03F", "1"),
    (IEEE_LONG, "cp932", "9A9999999999B93F", "0.1"),
    (IEEE_LONG, "cp932", "0100000000000000", "5E-324"),
    (ZONED, "ibm930", "F1F2F3", "123"),
    (ZONED, "ibm930", "F0F0F7", "7"),
    (ZONED, "cp932", "313233", "123"),
    (ZONED_S, "ibm930", "F1F2C3", "123"),
    (ZONED_S, "ibm930", "F1F2D3", "-123"),
    (ZONED_S, "ibm939", "F0F0C0", "0"),
    (ZONED_S, "cp932", "313233", "123"),
    (ZONED_S, "cp932", "313273", "-123"),
    (LEADING, "ibm930", "C1F2F3", "123"),
    (LEADING, "ibm930", "D1F2F3", "-123"),
    (BEHIND, "ibm930", "F1F2F34E", "123"),
    (BEHIND, "ibm930", "F1F2F360", "-123"),
    (BEFORE, "ibm930", "4EF1F2F3", "123"),
    (BEFORE, "ibm930", "60F1F2F3", "-123"),
    (BEFORE, "cp932", "2D313233", "-123"),
    (BEHIND, "cp932", "3132332B", "123"),
    (PACKED, "ibm930", "123F", "123"),
    (PACKED_S, "ibm930", "123C", "123"),
    (PACKED_S, "ibm930", "123D", "-123"),
    (PACKED_F, "ibm930", "123F", "123"),
    (PACKED_EVEN, "ibm930", "01234C", "1234"),
    (CENTS, "ibm930", "12345C", "123.45"),
    (CENTS, "ibm930", "00005D", "-0.05"),
    (CENTS, "ibm930", "00000C", "0.00"),
    (CODE, "ibm930", "F0F0F7", "007"),
    (CODE_PACKED, "ibm930", "007F", "007"),
    (HALF, "ibm930", "04D2", "1234"),
    (HALF_S, "ibm930", "FFFF", "-1"),
    (HALF_S, "ibm930", "FB2E", "-1234"),
    (FULL_S, "ibm930", "FFFFFFFF", "-1"),
    (FULL_S, "ibm930", "075BCD15", "123456789"),
    (LITTLE, "cp932", "15CD5B07", "123456789"),
    (LITTLE, "cp932", "FEFFFFFF", "-2"),
    (DOUBLE_S, "ibm930", "0DE0B6B3A763FFFF", "999999999999999999"),
    (DOUBLE_S, "ibm930", "F21F494C589C0001", "-999999999999999999"),
    (WIDEST, "ibm930", "F9" * 17 + "D9", "-" + "9" * 18),
    (WIDEST_PACKED, "ibm930", "09" + "99" * 8 + "9C", "9" * 18),
]


@pytest.mark.parametrize(("one", "name", "raw", "text"), BOTH_WAYS)
def test_both_ways(one: Field, name: str, raw: str, text: str) -> None:
    """The manual's bytes and the number they stand for."""
    case, content = Case(one, name), bytes.fromhex(raw)
    assert decode_value(one, content, case.page) == (text, frozenset(), False)
    assert encode_value(one, text, case.page) == (content, frozenset())
    (found,) = decode(case, [content])
    assert (found.value, found.codes, found.odd) == (text, frozenset(), False)
    (written,) = encode(case, [text])
    assert (written.value, written.codes) == (content, frozenset())


ONE_WAY = [
    # other sign codes than the preferred ones: A C E F plus, B D minus
    (PACKED_S, "ibm930", "123A", "123"),
    (PACKED_S, "ibm930", "123E", "123"),
    (PACKED_S, "ibm930", "123F", "123"),
    (PACKED_S, "ibm930", "123B", "-123"),
    (PACKED_F, "ibm930", "123C", "123"),
    (PACKED, "ibm930", "123C", "123"),
    (ZONED_S, "ibm930", "F1F2F3", "123"),
    (ZONED_S, "ibm930", "F1F2A3", "123"),
    (ZONED_S, "ibm930", "F1F2B3", "-123"),
    # minus zero
    (PACKED_S, "ibm930", "000D", "0"),
    (ZONED_S, "ibm930", "F0F0D0", "0"),
    (CENTS, "ibm930", "00000D", "0.00"),
    # sign bytes that became letters when EBCDIC was converted as text
    (ZONED_S, "cp932", "31327B", "120"),
    (ZONED_S, "cp932", "313243", "123"),
    (ZONED_S, "cp932", "31327D", "-120"),
    (ZONED_S, "cp932", "31324C", "-123"),
    # a plain digit, or the other sign, of another compiler
    (LETTERS, "cp932", "313233", "123"),
    (LETTERS, "cp932", "313273", "-123"),
    (FOUR_FIVE, "cp932", "313233", "123"),
    (FOUR_FIVE, "cp932", "313273", "-123"),
    (FOUR_FIVE, "cp932", "303050", "0"),
    # floats that are not written so: minus zero, fractions that begin with zeros
    (HEX, "ibm930", "80000000", "0"),
    (HEX, "ibm930", "45000000", "0"),
    (HEX, "ibm930", "4404D200", "1234"),
    (HEX_LONG, "ibm930", "44004D2000000000", "77.125"),
    (IEEE, "ibm930", "80000000", "0"),
    # more digits than declared
    (BARE_ODD, "cp932", "9123", "9123"),
    (PACKED_EVEN, "ibm930", "91234C", "91234"),
    (HALF, "ibm930", "FFFF", "65535"),
    (DOUBLE_S, "ibm930", "8000000000000000", "-9223372036854775808"),
]


@pytest.mark.parametrize(("one", "name", "raw", "text"), ONE_WAY)
def test_kept(one: Field, name: str, raw: str, text: str) -> None:
    """A number that encodes to other bytes: read, and its bytes are kept."""
    case, content = Case(one, name), bytes.fromhex(raw)
    assert decode_value(one, content, case.page) == (text, frozenset(), True)
    (found,) = decode(case, [content])
    assert (found.value, found.codes, found.odd) == (text, frozenset(), True)


DIRT = [
    (ZONED, "ibm930", "F1C1F3", "N001"),  # a letter
    (ZONED, "ibm930", "F1FAF3", "N001"),
    (ZONED, "ibm930", "F1F240", "N001"),  # blank at the end
    (ZONED, "ibm930", "404040", "N004"),
    (ZONED, "cp932", "202020", "N004"),
    (ZONED, "cp932", "314133", "N001"),
    (ZONED_S, "ibm930", "F1F243", "N003"),
    (ZONED_S, "ibm930", "F1F2CA", "N001"),
    (ZONED_S, "ibm930", "C1F2F3", "N001"),  # the sign on the other side
    (field("zoned", 1, 1, **S), "ibm930", "40", "N004"),
    (BEHIND, "ibm930", "F1F2F340", "N003"),
    (BEHIND, "ibm930", "F1F2404E", "N001"),
    (PACKED_S, "ibm930", "1A3C", "N002"),
    (PACKED_S, "ibm930", "12AC", "N002"),
    (PACKED_S, "ibm930", "1234", "N003"),
    (PACKED, "ibm930", "123D", "N003"),  # minus without a sign
    (PACKED_S, "ibm930", "4040", "N004"),
    (PACKED_S, "cp932", "2020", "N004"),
    (PACKED_S, "ibm930", "0000", "N003"),
    (PACKED_S, "ibm930", "FFFF", "N002"),
    (BARE, "ibm930", "123C", "N002"),
    (BARE, "ibm930", "FFFF", "N002"),
    (LETTERS, "cp932", "313220", "N001"),
    (LETTERS, "cp932", "314143", "N001"),
    (LETTERS, "cp932", "202020", "N004"),
    (LETTERS, "cp932", "000000", "N001"),
    (FOUR_FIVE, "cp932", "31327B", "N001"),  # a letter of the other form
    (FOUR_FIVE, "cp932", "31324A", "N001"),
    (FOUR_FIVE, "cp932", "FFFFFF", "N001"),
    (IEEE, "ibm930", "7F800000", "N001"),  # infinity
    (IEEE, "ibm930", "FFC00000", "N001"),  # no number
    (IEEE_LONG, "cp932", "000000000000F0FF", "N001"),
]


@pytest.mark.parametrize(("one", "name", "raw", "code"), DIRT)
def test_dirt(one: Field, name: str, raw: str, code: str) -> None:
    """Bytes that are no number: null, and the finding."""
    case, content = Case(one, name), bytes.fromhex(raw)
    assert decode_value(one, content, case.page) == (None, frozenset({code}), True)
    (found,) = decode(case, [content])
    assert (found.value, found.codes) == (None, frozenset({code}))


NULLS = [
    (("blank", "zero"), "4040", "4040"),
    (("zero", "blank"), "4040", "000F"),
    (("zero",), "000F", "000F"),
    (("low",), "0000", "0000"),
    (("high",), "FFFF", "FFFF"),
    (("nines", "low"), "999F", "999F"),
    (("nines", "low"), "0000", "999F"),
]


@pytest.mark.parametrize(("nulls", "raw", "written"), NULLS)
def test_null(nulls: tuple[NullForm, ...], raw: str, written: str) -> None:
    """Every listed form is null, the first is written, and the others are kept."""
    one = field("packed", 2, 3, null=nulls)
    case, content = Case(one, "ibm930"), bytes.fromhex(raw)
    assert decode_value(one, content, case.page) == (None, frozenset(), raw != written)
    (found,) = decode(case, [content])
    assert (found.value, found.codes, found.odd) == (None, frozenset(), raw != written)
    (back,) = encode(case, [None])
    assert back.value == bytes.fromhex(written)


def test_negative_nines() -> None:
    """Nines with a minus sign are a number."""
    one = field("packed", 2, 3, **S, null=("nines",))
    (found,) = decode(Case(one, "ibm930"), [bytes.fromhex("999D")])
    assert (found.value, found.codes, found.odd) == ("-999", frozenset(), False)


REFUSED = [
    (ZONED, "1000", "N005"),
    (ZONED, "-1", "N005"),
    (ZONED, "1.5", "N005"),
    (ZONED, "", "N006"),
    (ZONED, "abc", "N006"),
    (ZONED, "１２", "N006"),
    (CENTS, "1.234", "N005"),
    (HALF_S, "32768", "N005"),
    (WIDEST, "1" + "0" * 18, "N005"),
    (field("zoned", 3, 3, null=("zero",)), "0", "N005"),
    (field("zoned", 3, 3, null=("nines",)), "999", "N005"),
    (field("binary", 2, 4, **S, null=("high",)), "-1", "N005"),
    (BYTE, "256", "N005"),
    (BYTE, "-1", "N005"),
    (BYTE_S, "-129", "N005"),
    (ALL, "18446744073709551616", "N005"),
    (HUNDREDS, "12345", "N005"),  # no place for tens and ones
    (SMALL, "0.1", "N005"),
    (BARE, "-1", "N005"),
    (field("packed", 2, 4, nibble=False, null=("blank",)), "4040", "N005"),
    (field("packed", 2, 4, nibble=False, null=("low",)), "0", "N005"),
    (HEX, "16777217", "N005"),  # 25 bits
    (HEX, "7.3E75", "N005"),
    (HEX, "5E-79", "N005"),
    (IEEE, "16777217", "N005"),
    (IEEE, "3.5E38", "N005"),
    (IEEE_LONG, "1E999", "N005"),
    (IEEE_LONG, "9007199254740993", "N005"),
    (IEEE, "1e3", "N006"),
    (IEEE, "NaN", "N006"),
    (field("float", 4, 0, null=("zero",)), "0", "N005"),
    (field("float", 4, 0, null=("blank",)), "0.2509804", "N005"),  # X'40404040'
]


@pytest.mark.parametrize(("one", "text", "code"), REFUSED)
def test_refused(one: Field, text: str, code: str) -> None:
    """A value that the field cannot hold, or would read as null, is a finding."""
    (found,) = encode(Case(one, "ibm930"), [text])
    assert found.codes == {code}
    assert encode_value(one, text, Case(one, "ibm930").page)[1] == {code}


def test_null_without_form() -> None:
    """Null in a number that has no null form: zero, and a finding."""
    (found,) = encode(Case(PACKED_S, "ibm930"), [None])
    assert (found.value, found.codes) == (b"\x00\x0c", frozenset({"N004"}))


COLUMN = [
    ({"scale": 2, **S}, b"-1.50", "-1.50", None, False),
    ({"scale": 2}, b"1.5", "1.50", None, True),
    ({"scale": 2}, b"0001.50", "1.50", None, True),
    ({"scale": 2}, b".50", "0.50", None, True),
    ({"scale": 2}, b"999999999999999999", None, "N001", True),
    ({"scale": 2}, b"0.00", "0.00", None, False),
    ({"scale": 2, "null": ("zero",)}, b"0.00", None, None, False),
    ({"null": ("zero",)}, b"", None, None, True),
    ({"null": ("nines",)}, b"99999", None, None, False),
    ({"null": ("nines",)}, b"", None, None, True),
    ({"value": "digits"}, b"00012", "00012", None, False),
    ({"value": "digits"}, b"12", "00012", None, True),
    ({}, b"1234567890123456789", None, "N001", True),
    ({}, b"18446744073709551617", None, "N001", True),  # 1 behind 64 bits
    ({}, b"000000000000000000012", "12", None, True),
    (S, b"+12", "12", None, True),
    (S, b"-0", "0", None, True),
    ({}, b"-12", None, "N003", True),
    ({}, b"1,2", None, "N001", True),
    ({}, b"-", None, "N003", True),
    (S, b"-", None, "N001", True),
    ({}, b"   ", None, "N004", True),
]


@pytest.mark.parametrize(("options", "raw", "text", "code", "kept"), COLUMN)
def test_column(
    options: dict[str, Any], raw: bytes, text: str | None, code: str | None, *, kept: bool
) -> None:
    """Numbers of delimited records are text."""
    one = field("zoned", 0, 5, **options)
    codes = frozenset({code} if code else ())
    case = Case(one, "cp932")
    assert decode_value(one, raw, case.page) == (text, codes, kept)
    (found,) = decode(case, [raw])
    assert (found.value, found.codes, found.odd or bool(codes)) == (text, codes, kept)


FLOAT_NULLS = [
    (("zero",), "00000000", "00000000"),
    (("zero",), "80000000", "00000000"),
    (("low", "high"), "FFFFFFFF", "00000000"),
    (("blank",), "40404040", "40404040"),
]


@pytest.mark.parametrize(("nulls", "raw", "written"), FLOAT_NULLS)
def test_null_of_a_float(nulls: tuple[NullForm, ...], raw: str, written: str) -> None:
    """The bytes that mean no value, whatever number they would be."""
    one = field("float", 4, 0, null=nulls)
    case, content = Case(one, "ibm930"), bytes.fromhex(raw)
    assert decode_value(one, content, case.page) == (None, frozenset(), raw != written)
    (found,) = decode(case, [content])
    assert (found.value, found.codes, found.odd) == (None, frozenset(), raw != written)
    (back,) = encode(case, [None])
    assert back.value == bytes.fromhex(written)


def test_null_of_a_float_without_a_form() -> None:
    """Zero, and a finding."""
    (found,) = encode(Case(HEX, "ibm930"), [None])
    assert (found.value, found.codes) == (bytes(4), frozenset({"N004"}))


@pytest.mark.parametrize(
    ("order", "raw"), [("big", "65E5004100200020"), ("little", "E56541002000")]
)
def test_national_text(order: str, raw: str) -> None:
    """UTF-16 in every code page, padded with U+0020."""
    content = bytes.fromhex(raw)
    one = field("national", len(content), 0, order=order)
    for name in ("ibm930", "jef", "cp932", "utf-8"):
        case = Case(one, name)
        (found,) = decode(case, [content])
        assert (found.value, found.codes, found.odd) == ("日A", frozenset(), False)
        (written,) = encode(case, ["日A"])
        assert (written.value, written.codes) == (content, frozenset())


def test_half_a_pair_in_national_text() -> None:
    """A lone surrogate is no character."""
    (found,) = decode(Case(field("national", 4, 0), "ibm930"), [bytes.fromhex("DC000041")])
    assert (found.value, found.codes) == (None, frozenset({"C001"}))
