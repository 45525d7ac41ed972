"""Fields, values and almost right bytes for the laws of the column codecs, and how to run one.

An example is one field with many rows, since a kernel is called for a batch. Almost right bytes
are an encoded value with one thing changed in it, as real dirt is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import strategies as st

from lgmigrate.charset import CodePage
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Codec, Dialect, Events, Rows
from lgmigrate.columns.table import EVENTS, KEEPS_VALUE, EraRow
from lgmigrate.record.layout import Field, RecordLayout
from lgmigrate.testing.charset_reference import encode_text
from lgmigrate.testing.reference import decode_value, encode_value
from tests.property.charset_cases import PAGES, PIECES, page_of, some_bytes
from tests.property.column_batches import assert_views, columns_of

__all__ = [
    "ERAS",
    "Case",
    "Outcome",
    "cases",
    "check_decoded",
    "check_encoded",
    "codec_of",
    "decode",
    "encode",
    "fields",
    "pages_of",
    "raws",
    "texts",
    "values",
]

DELIMITED = tuple(name for name in PAGES if page_of(name.split("+")[0]).form in ("lead", "utf8"))
DOUBLE = tuple(name for name in PAGES if page_of(name.split("+")[0]).form == "double")
ERAS = (
    EraRow(code=1, name="明治", start=18680125, end=19120729, base=1867),
    EraRow(code=2, name="大正", start=19120730, end=19261224, base=1911),
    EraRow(code=3, name="昭和", start=19261225, end=19890107, base=1925),
    EraRow(code=4, name="平成", start=19890108, end=20190430, base=1988),
    EraRow(code=5, name="令和", start=20190501, end=0, base=2018),
)
SIGNS = ("none", "trailing", "leading", "trailing_separate", "leading_separate")


@dataclass(frozen=True, slots=True)
class Case:
    """A field in a code page; shown by its name, a page's tables are long."""

    field: Field
    name: str

    @property
    def page(self) -> CodePage:
        """The code page."""
        return page_of(self.name)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the kernels did with one row: the value, its codes, whether the bytes are kept."""

    value: Any
    codes: frozenset[str]
    odd: bool


# --- fields ------------------------------------------------------------------------------------


def _nulls(*forms: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(forms), unique=True, max_size=3).map(tuple)


@st.composite
def _number(draw: st.DrawFn, usage: str) -> Field:
    signs = SIGNS if usage == "zoned" else SIGNS[:2]
    nibble = usage != "packed" or draw(st.booleans())
    sign = draw(st.sampled_from(signs)) if nibble else "none"
    digits = draw(st.integers(1, 18))
    value = "digits" if sign == "none" and draw(st.booleans()) else "number"
    few = st.integers(0, min(digits, 4))
    scale = draw(few | few | st.integers(digits - 18, 18)) if value == "number" else 0
    nulls = _nulls("blank", "zero", "low", "high", "nines")
    length = digits + sign.endswith("separate") if usage == "zoned" else digits // 2 + 1
    if not nibble:
        length = (digits + 1) // 2
    if usage == "binary":
        length = draw(st.integers(1, 8))
        nulls = st.sampled_from([(), ("zero",), ("nines",), ("high", "zero"), ("zero", "nines")])
        if 256**length < 2 * 10**digits:
            nulls = st.sampled_from([(), ("zero",), ("high", "zero")])
        if value == "number" and draw(st.booleans()):
            digits, scale = 0, max(scale, 0)
            nulls = st.sampled_from([(), ("zero",), ("high",), ("high", "zero")])
    overpunch = "zone"
    if usage == "zoned" and sign in ("trailing", "leading"):
        overpunch = draw(st.sampled_from(("zone", "mf", "ebcdic", "zone45")))
    return Field(
        name="f",
        usage=usage,  # type: ignore[arg-type]  # sampled from the usages
        offset=0,
        length=length,
        digits=digits,
        scale=scale,
        sign=sign,  # type: ignore[arg-type]  # sampled from the signs
        plus=draw(st.sampled_from(("C", "F"))),
        value=value,  # type: ignore[arg-type]  # one of the two
        order=draw(st.sampled_from(("big", "little"))),
        nibble=nibble,
        overpunch=overpunch,  # type: ignore[arg-type]  # sampled from the forms
        null=draw(nulls),  # type: ignore[arg-type]  # sampled from the forms
    )


@st.composite
def _float(draw: st.DrawFn) -> Field:
    return Field(
        name="f",
        usage="float",
        offset=0,
        length=draw(st.sampled_from((4, 8))),
        base=draw(st.sampled_from(("hex", "ieee"))),
        order=draw(st.sampled_from(("big", "little"))),
        null=draw(_nulls("blank", "zero", "low", "high")),  # type: ignore[arg-type]
    )


@st.composite
def _date(draw: st.DrawFn) -> Field:
    form, digits = draw(st.sampled_from((("yyyymmdd", 8), ("yymmdd", 6), ("gyymmdd", 7))))
    carrier = draw(st.sampled_from(("zoned", "packed")))
    return Field(
        name="f",
        usage="date",
        offset=0,
        length=digits if carrier == "zoned" else digits // 2 + 1,
        sign=draw(st.sampled_from(("none", "trailing"))),
        plus=draw(st.sampled_from(("C", "F"))),
        carrier=carrier,  # type: ignore[arg-type]  # one of the two
        form=form,  # type: ignore[arg-type]  # one of the three
        pivot=draw(st.sampled_from((0, 30, 100))),
        unknown=draw(st.sampled_from(("", "00", "99"))),
        null=draw(_nulls("blank", "zero", "low", "high", "nines")),  # type: ignore[arg-type]
    )


@st.composite
def _text(draw: st.DrawFn) -> Field:
    usage = draw(st.sampled_from(("single", "double", "mixed", "mixed", "national")))
    odd = usage in ("single", "mixed") and draw(st.booleans())
    length = 2 * draw(st.integers(1, 8)) + odd
    return Field(
        name="f",
        usage=usage,  # type: ignore[arg-type]  # sampled from the usages
        offset=0,
        length=length,
        order=draw(st.sampled_from(("big", "little"))),
        null=draw(_nulls("blank", "low", "high")),  # type: ignore[arg-type]
    )


@st.composite
def _filler(draw: st.DrawFn) -> Field:
    null = draw(_nulls("blank", "low", "high"))
    return Field(name="f", usage="filler", offset=0, length=draw(st.integers(1, 9)), null=null)  # type: ignore[arg-type]


@st.composite
def _column(draw: st.DrawFn) -> Field:
    """A column of a delimited record."""
    usage = draw(st.sampled_from(("single", "mixed", "zoned", "date", "filler")))
    source = draw({"zoned": _number("zoned"), "date": _date()}.get(usage, _filler()))
    null = source.null if usage in ("zoned", "date") else ()
    return Field(
        name="f",
        usage=usage,  # type: ignore[arg-type]  # sampled from the usages
        offset=0,
        length=0,
        digits=source.digits,
        scale=min(max(source.scale, 0), source.digits),
        sign=source.sign,
        value=source.value,
        form=source.form,
        pivot=source.pivot,
        unknown=source.unknown,
        null=null,
    )


def pages_of(field: Field) -> tuple[str, ...]:
    """The code pages that a field can stand in."""
    if not field.length:
        return DELIMITED
    even = field.length % 2 == 0 and field.usage in ("single", "double", "mixed", "national")
    return PAGES if even else tuple(name for name in PAGES if name not in DOUBLE)


def fields(*, delimited: bool | None = None) -> st.SearchStrategy[Field]:
    """Fields without faults, of records that are fixed, delimited, or either."""
    fixed = st.one_of(
        _text(),
        _number("zoned"),
        _number("packed"),
        _number("binary"),
        _float(),
        _date(),
        _filler(),
    )
    if delimited is None:
        return fixed | _column()
    return _column() if delimited else fixed


@st.composite
def cases(draw: st.DrawFn, *, delimited: bool | None = None) -> Case:
    """A field in a code page that it can stand in."""
    field = draw(fields(delimited=delimited))
    assert field.faults() == []
    return Case(field, draw(st.sampled_from(pages_of(field))))


# --- values ------------------------------------------------------------------------------------


def texts(length: int) -> st.SearchStrategy[str]:
    """Texts that mostly fit, of letters that have bytes somewhere, or of any."""
    letters = st.lists(st.sampled_from(PIECES), max_size=max(length, 4)).map("".join)
    return letters | st.text(max_size=4) | st.text(st.sampled_from("日本　A "), max_size=length)


def _numbers(field: Field) -> st.SearchStrategy[str]:
    if field.usage == "float":
        return _floats(field)
    most = 10**field.digits if field.digits else 1 << (8 * field.length - field.signed)
    edges = st.sampled_from((0, 1, most - 1, most, most // 10, -1, 1 - most))
    units = edges | st.integers(-most, most)
    if field.value == "digits":
        return units.map(lambda unit: f"{unit:0{field.digits}d}")
    sign_and_digits = units.map(lambda unit: (unit < 0, f"{abs(unit):0{field.scale + 1}d}"))
    if field.scale <= 0:
        return units.map(lambda unit: str(unit) + "0" * -field.scale)
    return sign_and_digits.map(
        lambda pair: "-" * pair[0] + pair[1][: -field.scale] + "." + pair[1][-field.scale :]
    )


def _floats(field: Field) -> st.SearchStrategy[str]:
    wide = field.length == 8
    some = st.floats(width=32 if not wide else 64, allow_nan=False, allow_infinity=False)
    exact = some.map(lambda number: f"{Decimal(repr(number)):E}".replace("E+", "E"))
    whole = st.integers(-(10**7), 10**7) | st.integers(-(10**17), 10**17)
    edges = st.sampled_from(
        (
            *("7.237005E75", "7.237005577332262E75", "7.3E75", "5.397605E-79", "5E-79", "-1234"),
            *("3.4028235E38", "3.5E38", "1E-45", "1.7976931348623157E308", "5E-324", "2E-324"),
            *("16777216", "16777217", "9007199254740993", "72057594037927935", "0.1", "1E999"),
        )
    )
    return exact | whole.map(str) | whole.map(lambda unit: f"{unit / 8}") | edges


_PARTS = st.sampled_from(("", "1", "4", "05", "６", "１２", "13", "0", "31", "99", "100"))
_YEARS = st.sampled_from(
    ("", "39", "1", "元", "６４", "1964", "２０００", "1999", "9999", "0", "99", "100", "12345")
)
_NAMES = st.sampled_from(("", "", "明治", "昭和", "令和", "慶応"))


@st.composite
def _words(draw: st.DrawFn) -> str:
    day = draw(_PARTS)
    tail = f"{day}日" if day and draw(st.booleans()) else "日不詳"
    return f"{draw(_NAMES)}{draw(_YEARS)}年{draw(_PARTS)}月{tail}"


_DATES = st.one_of(
    st.dates().map(str),
    st.sampled_from(
        (
            *("1912-07-29", "1912-07-30", "1926-12-24", "1926-12-25", "1989-01-07", "1989-01-08"),
            *("2019-04-30", "2019-05-01", "1872-12-31", "1873-01-01", "1868-01-24", "2100-01-01"),
            *("2024-02-29", "2023-02-29", "1900-02-29", "2000-02-29", "2024-02-30", "2024-13-01"),
            *("2024-00-00", "0000-01-01", "9999-12-31", "年月日不詳", "2024-1-1", "20240101"),
        )
    ),
    _words(),
)
_NOT_NUMBERS = st.sampled_from(
    (
        *("", "-", ".", "1.", ".5", "-.5", "+1", "1e3", "１", "1 ", "--1", "1.2.3", "-0", "-0.0"),
        *("007", "1234567890123456789", "1234567890123456789x", "0.000", "1.50"),
        *("0.0000000000000000001", "999999999999999999", "-999999999999999999"),
        *("18446744073709551615", "18446744073709551616", "1E5", "E5", "1E", "10", "1000"),
        *("-9223372036854775808", "-9223372036854775809", "255", "256", "-128", "-129", "65535"),
    )
)


def values(field: Field) -> st.SearchStrategy[str | None]:
    """Values that mostly fit the field, and null."""
    if field.numeric:
        chosen = st.one_of(_numbers(field), _numbers(field), _NOT_NUMBERS)
    elif field.usage == "date":
        chosen = _DATES
    else:
        chosen = texts(field.length or 12)
    return st.none() | chosen | chosen


# --- bytes -------------------------------------------------------------------------------------

_DIRT = st.sampled_from(
    bytes.fromhex("00 0E 0F 15 20 22 2C 2D 30 39 40 41 4A 50 5C 60 70 7B 7D 80 81 A0 A1 C0 C1")
    + bytes.fromhex("0C 0D 1A 2B 3A 42 4E 57 6F 8E 8F 99 9C BF D0 DF E3 EF F0 F9 FA FE FF")
)


@st.composite
def _almost(draw: st.DrawFn, case: Case) -> bytes:
    raw, _ = encode_value(case.field, draw(values(case.field)), case.page, ERAS)
    if not raw:
        return raw
    at = draw(st.integers(0, len(raw) - 1))
    one = draw(_DIRT | st.integers(0, 255))
    nibbles = (raw[at] & 0xF0 | one & 0xF, raw[at] & 0xF | one & 0xF0)
    ways = {
        "as is": raw,
        "byte": raw[:at] + bytes([one]) + raw[at + 1 :],
        "high": raw[:at] + bytes([nibbles[1]]) + raw[at + 1 :],
        "low": raw[:at] + bytes([nibbles[0]]) + raw[at + 1 :],
        "tail": raw[:at] + bytes([one]) * (len(raw) - at),
        "swap": raw[at:] + raw[:at],
        "more": (raw[:at] + bytes([one]) + raw[at:])[: len(raw)],
    }
    return ways[draw(st.sampled_from(sorted(ways)))]


def raws(case: Case) -> st.SearchStrategy[bytes]:
    """Bytes of the field: almost right ones, and any."""
    size = case.field.length
    if not size:
        return st.one_of(_almost(case), _almost(case), st.binary(max_size=8))
    some = st.lists(_DIRT, min_size=size, max_size=size).map(bytes)
    anything = st.binary(min_size=size, max_size=size)
    if case.field.usage == "national":
        order = "utf-16-be" if case.field.order == "big" else "utf-16-le"
        units = st.sampled_from("A 日　\ue000𠮟\x00\ufffe").map(lambda one: one.encode(order))
        parts = st.lists(units, min_size=size, max_size=size).map(b"".join)
        return st.one_of(_almost(case), parts.map(lambda raw: raw[:size]), some, anything)
    if case.field.usage in ("mixed", "single", "double"):
        mixture = some_bytes(case.name, size)
        return st.one_of(_almost(case), mixture, mixture, some, anything)
    return st.one_of(_almost(case), _almost(case), _almost(case), some, anything)


# --- running -----------------------------------------------------------------------------------


def codec_of(*fields: Field, name: str) -> Codec:
    """A codec of a record of these fields, at their offsets."""
    length = max(one.end for one in fields) if fields[0].length else 0
    layout = RecordLayout(name="r", length=length, fields=fields)
    layout.check()
    return Codec(layout, page_of(name), ERAS, dialect=Dialect(quote="all"))


def decode(case: Case, rows: Sequence[bytes], *, capacity: int = 4096) -> list[Outcome]:
    """Decode each of these bytes as a record of one field."""
    codec = codec_of(case.field, name=case.name)
    content = b"".join(rows)
    source = np.frombuffer(content + bytes(SLACK), np.uint8)
    sizes = np.array([len(row) for row in rows], np.int64)
    starts = np.cumsum(sizes) - sizes
    batch = Columns.allocate(1, len(rows), codec.text_bound(len(content), len(rows)))
    events = Events(np.zeros((capacity, 3), np.int64))
    events.start(batch)
    cut = None
    if not case.field.length:
        none = np.zeros(len(rows), np.bool_)
        spans = np.ascontiguousarray(np.stack([starts, sizes], 1)[None])
        cut = Rows(spans, none, none, len(content))
    codec.decode(source, starts, batch, events, cut)
    assert_views(batch, [0])
    return _outcomes(batch.series(0).to_list(), events)


def encode(case: Case, rows: Sequence[str | None]) -> list[Outcome]:
    """Encode each of these values as a record of one field."""
    batch = columns_of([[row] for row in rows], 1)
    events = Events(np.zeros((4096, 3), np.int64))
    events.start(batch)
    encoded = codec_of(case.field, name=case.name).encode(batch, events)
    content, ends = encoded.buffer.tobytes(), encoded.starts + encoded.sizes
    pairs = zip(encoded.starts.tolist(), ends.tolist(), strict=True)
    found = [content[start:end] for start, end in pairs]
    if not case.field.length:
        found = [raw[1:-1].replace(b'""', b'"') for raw in found]
    return _outcomes(found, events)


def _outcomes(found: list[Any], events: Events) -> list[Outcome]:
    assert not events.overflow()
    noted: list[set[str]] = [set() for _ in found]
    for row, field, event in events.taken().tolist():
        assert field == 0
        if EVENTS[event] != "WATCHED":
            noted[row].add(EVENTS[event])
    return [
        Outcome(value, frozenset(codes - {"ODD"}), "ODD" in codes)
        for value, codes in zip(found, noted, strict=True)
    ]


# --- against the reference ---------------------------------------------------------------------


def check_decoded(case: Case, rows: Sequence[bytes]) -> None:
    """Hold the decoding kernel against the reference, row by row.

    The kernels mark bytes as odd wherever encoding the value gives others; they may mark a few
    more: characters that may join, those of a double-byte field that have a single byte too, and
    single-byte spaces that pad a double-byte field.
    """
    for raw, found in zip(rows, decode(case, rows), strict=True):
        value, codes, keeps = decode_value(case.field, raw, case.page, ERAS)
        assert (found.value, found.codes) == (value, codes), (case, raw.hex())
        marked = found.odd or bool(found.codes - KEEPS_VALUE)
        assert marked or not keeps, (case, raw.hex())
        if marked and not keeps:
            assert value is not None or raw.endswith(b" "), (case, raw.hex())
            assert _may_mark(case, raw, value or ""), (case, raw.hex())


def _may_mark(case: Case, raw: bytes, value: str) -> bool:
    page = case.page
    if re.search("[\u02e5-\u02e9\u0300-\u036f\u309a]", value):
        return True
    if case.field.usage != "double":
        return False
    padded = page.form == "lead" and raw[-1:] == b" "
    return padded or (page.form == "host" and any(_has_single(page, char) for char in value))


def _has_single(page: CodePage, char: str) -> bool:
    """Whether a character has a single byte."""
    return encode_text(page, char, "single")[0] is not None


def check_encoded(case: Case, rows: Sequence[str | None]) -> None:
    """Hold the encoding kernel against the reference, row by row."""
    for value, found in zip(rows, encode(case, rows), strict=True):
        raw, codes = encode_value(case.field, value, case.page, ERAS)
        assert (found.value, found.codes) == (raw, codes), (case, ascii(value))
