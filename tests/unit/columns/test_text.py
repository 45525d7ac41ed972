"""Text and its dirt, case by case, on the kernels and on the scalar reference.

Codes from IBM's charts of 290, 300 and 16684 (A = C1, ｱ = 81, 日 = 4562, ˥ = D942) and from the
charts of cp932 and EUC-JP (日 = 93FA and C6FC, ｱ = B1 and 8EB1).
"""

from __future__ import annotations

import pytest

from lgmigrate.record.layout import Field, NullForm, Usage
from lgmigrate.testing.reference import decode_value, encode_value
from tests.property.column_cases import Case, decode, encode

DECODED = [
    ("single", "ibm930", "C1 81 40 40", "Aｱ", None, False),
    ("single", "ibm930", "40 C1 40 40", " A", None, False),
    ("single", "ibm930", "40 40", None, None, False),
    ("single", "ibm930", "C1 15", None, "C004", True),
    ("single", "ibm930", "C1 57", None, "C001", True),
    ("double", "ibm930", "4562 4040", "日", None, False),
    ("double", "ibm930", "4040 4562", "\u3000日", None, False),
    ("double", "ibm930", "4562 4241", None, "C001", True),
    ("double", "ibm930", "4562 0E40", None, "C004", True),
    ("double", "ibm300", "4562 4040", "日", None, False),
    ("mixed", "ibm930", "0E 4562 0F C1 40 40", "日A", None, False),
    ("mixed", "ibm930", "0E 4562 4040 40 40", "日\u3000\u3000", "C003", True),
    ("mixed", "ibm930", "0E 4562 40", "日 ", "C003", True),  # a lone X'40' in double-byte mode
    ("mixed", "ibm930", "0E 4562 45 0F", None, "C002", True),
    ("mixed", "ibm930", "0E 4562 45", None, "C002", True),
    ("mixed", "ibm930", "0E 0E 4562 0F", "日", None, True),  # a repeated shift
    ("mixed", "ibm930", "0E 4562 0F 0F", "日", None, True),
    ("mixed", "ibm930", "0E 4562", "日", "C003", True),
    ("mixed", "ibm930", "C1 0E 0F 40", "A", None, True),  # shift codes around nothing
    ("mixed", "ibm930", "0E 0F 40 40", None, None, True),
    ("mixed", "ibm930", "0E 4562 0F 0E 4566 0F", "日本", None, True),
    ("mixed", "ibm930", "C1 05", None, "C004", True),
    ("mixed", "ibm1390", "0E D942 D946 0F", "˥˩", None, True),  # encoded as one code
    ("mixed", "cp932", "93FA B1 20 20", "日ｱ", None, False),
    ("mixed", "cp932", "B1 93", None, "C002", True),
    ("mixed", "cp932", "41 0A", None, "C004", True),
    ("mixed", "cp932", "93FA 817F", None, "C001", True),
    ("mixed", "cp932", "8754 20", "Ⅰ", None, False),
    ("mixed", "cp932", "FA4A 20", "Ⅰ", None, True),  # the other code of the same character
    ("double", "cp932", "93FA 8140", "日", None, False),
    ("double", "cp932", "93FA 2020", "日", None, True),
    ("double", "cp932", "2020", None, None, True),
    ("mixed", "euc-jp", "C6FC 8EB1 20", "日ｱ", None, False),
    ("mixed", "euc-jp", "8FB0A1 20", "丂", None, False),  # JIS X 0212, three bytes
    ("mixed", "euc-jp", "8FB0", None, "C002", True),
    ("mixed", "utf-8", "E697A5 20", "日", None, False),
    ("mixed", "utf-8", "E697 20", None, "C002", True),
    ("mixed", "utf-8", "41 E697 41 20", None, "C001", True),
    ("mixed", "utf-8", "F0A0AE9F 20", "𠮟", None, False),
    ("mixed", "utf-8", "C1A1", None, "C001", True),  # an overlong form
    ("mixed", "utf-8", "EDA080", None, "C001", True),  # a surrogate
    ("mixed", "utf-8", "C285", None, "C004", True),
    ("mixed", "utf-8", "EFBFBF", None, "C004", True),
]


@pytest.mark.parametrize(("usage", "name", "raw", "text", "code", "kept"), DECODED)
def test_decode(
    usage: Usage, name: str, raw: str, text: str | None, code: str | None, *, kept: bool
) -> None:
    """The value, the finding, and whether the bytes are kept."""
    content = bytes.fromhex(raw)
    case = Case(Field(name="f", usage=usage, offset=0, length=len(content)), name)
    codes = frozenset({code} if code else ())
    assert decode_value(case.field, content, case.page) == (text, codes, kept)
    (found,) = decode(case, [content])
    assert (found.value, found.codes) == (text, codes)
    assert found.odd == (kept and (text is not None or code is None))


ENCODED = [
    ("single", "ibm930", 4, "Aｱ", "C1 81 40 40", None),
    ("single", "ibm930", 4, "日", "40 40 40 40", "C005"),
    ("double", "ibm930", 4, "日", "4562 4040", None),
    ("double", "ibm930", 4, "A", "4040 4040", "C005"),
    ("double", "ibm930", 2, "日本", "4562", "C007"),
    ("mixed", "ibm930", 6, "日A", "0E 4562 0F C1 40", None),
    ("mixed", "ibm930", 5, "日本", "0E 4562 0F 40", "C007"),
    ("mixed", "ibm930", 3, "日", "40 40 40", "C007"),  # no room for the shift-in
    ("mixed", "ibm930", 4, "𠮟", "40 40 40 40", "C005"),
    ("mixed", "ibm1390", 4, "か\u309a", "0E ECB5 0F", None),
    ("mixed", "cp932", 4, "日ｱ", "93FA B1 20", None),
    ("mixed", "cp932", 1, "日", "20", "C007"),
    ("mixed", "cp932", 4, "~〜", "7E 8160 20", "C006"),  # a wave dash is written as U+FF5E
    ("double", "cp932", 4, "日", "93FA 8140", None),
    ("mixed", "euc-jp", 4, "丂", "8FB0A1 20", None),
    ("mixed", "utf-8", 4, "日", "E697A5 20", None),
    ("mixed", "utf-8", 2, "日", "2020", "C007"),
    ("mixed", "utf-8", 4, "a\nb", "20202020", "C005"),
    ("mixed", "utf-8", 4, "\u0085", "20202020", "C005"),
    ("mixed", "utf-8", 4, "\U0001fffe", "20202020", "C005"),
]


@pytest.mark.parametrize(("usage", "name", "length", "text", "raw", "code"), ENCODED)
def test_encode(
    usage: Usage, name: str, length: int, text: str, raw: str, code: str | None
) -> None:
    """The bytes, padded, and the finding."""
    case = Case(Field(name="f", usage=usage, offset=0, length=length), name)
    expected = (bytes.fromhex(raw), frozenset({code} if code else ()))
    assert encode_value(case.field, text, case.page) == expected
    (found,) = encode(case, [text])
    assert (found.value, found.codes) == expected


FILLER = [
    ((), "404040", False, "404040"),
    ((), "C14040", True, "404040"),
    (("low",), "000000", False, "000000"),
    (("low",), "404040", True, "000000"),
    (("high",), "FFFFFF", False, "FFFFFF"),
]


@pytest.mark.parametrize(("nulls", "raw", "kept", "written"), FILLER)
def test_filler(nulls: tuple[NullForm, ...], raw: str, written: str, *, kept: bool) -> None:
    """A filler holds no value; other bytes than it is written with are kept."""
    case = Case(Field(name="f", usage="filler", offset=0, length=3, null=nulls), "ibm930")
    assert decode_value(case.field, bytes.fromhex(raw), case.page) == (None, frozenset(), kept)
    (found,) = decode(case, [bytes.fromhex(raw)])
    assert (found.value, found.codes, found.odd) == (None, frozenset(), kept)
    (back,) = encode(case, [None])
    assert back.value == bytes.fromhex(written)
