"""Law: every planted damage is found when the records are decoded, in its field and with an
expected code; an undamaged record has no finding.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lgmigrate.charset import CodePage, load
from lgmigrate.columns import kernels
from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Codec, Events
from lgmigrate.columns.table import EraRow
from lgmigrate.mapping.eras import ERAS
from lgmigrate.record.layout import Field, RecordLayout
from lgmigrate.synth.dirt import Damage, Scene, plant, plant_rows

RECORDS = 120
DECODING = "C001 C002 C003 C004 N001 N002 N003 N004 D001 D002 D003"
CODES = {int(getattr(kernels, code)): code for code in DECODING.split()}
ROWS = [
    EraRow(code=int(era.code), name=era.name, start=era.start, end=era.end, base=era.base)
    for era in ERAS
]


def layout(parts: list[Field], *, delimited: bool) -> RecordLayout:
    """The fields one behind the other."""
    fields: list[Field] = []
    at = 0
    for number, part in enumerate(parts):
        values = {name: getattr(part, name) for name in Field.__slots__}
        values |= {"offset": number if delimited else at}
        values |= {"length": 0 if delimited else part.length}
        fields.append(Field(**values))
        at += part.length
    return RecordLayout(name="made_up", length=0 if delimited else at, fields=tuple(fields))


def part(name: str, usage: str, length: int, **rest: object) -> Field:
    """A field without its place."""
    return Field(name=name, usage=usage, offset=0, length=length, **rest)  # type: ignore[arg-type]


COMMON = [
    part("ID", "zoned", 10, digits=10, value="digits"),
    part("KANA", "single", 12, null=("blank",)),
    part("MIXED", "mixed", 20, null=("blank",)),
    part("BIRTH", "date", 7, form="gyymmdd", unknown="00", null=("zero",)),
    part("DAY", "date", 8, null=("zero",)),
]
SIGNED = [
    part("SIGNED", "zoned", 5, digits=5, sign="trailing"),
    part("SEPARATE", "zoned", 4, digits=3, sign="leading_separate"),
]
HOST = [
    part("NAME", "double", 12, null=("blank",)),
    part("PACKED", "packed", 4, digits=7, sign="trailing"),
    part("EVEN", "packed", 3, digits=4),
    part("DATE", "date", 5, carrier="packed", null=("zero",)),
]


def host_record(page: CodePage) -> bytes:
    """COMMON, SIGNED and HOST in a host code page, from the tables of the page."""

    def single(text: str, length: int) -> bytes:
        coded = bytes(int(page.to_single[ord(char)]) & 0xFF for char in text)
        return coded.ljust(length, b"\x40")

    def double(text: str) -> bytes:
        codes = [int(page.to_double[ord(char)]) & 0xFFFF for char in text]
        return b"".join(code.to_bytes(2, "big") for code in codes)

    mixed = single("A", 1) + b"\x0e" + double("漢字") + b"\x0f" + single("B", 1)
    return b"".join(
        [
            single("1234567890", 10),
            single("ABC ｱｲ", 12),
            (mixed + b"\x0e" + double("山川") + b"\x0f").ljust(20, b"\x40"),
            single("3450812", 7),
            single("20200131", 8),
            single("1234", 4) + b"\xc5",
            single("+123", 4),
            double("東京太郎").ljust(12, b"\x40"),
            bytes.fromhex("1234567C"),
            bytes.fromhex("01234F"),
            bytes.fromhex("020200131F"),
        ]
    )


def text_record(encoding: str) -> bytes:
    """COMMON and SIGNED in a code page of lead bytes."""
    parts = ["1234567890", "ABC ｱｲ", "A漢字B山川", "3450812", "20200131", "12345", "+123"]
    lengths = [one.length for one in COMMON + SIGNED]
    coded = [part.encode(encoding) for part in parts]
    return b"".join(one.ljust(length) for one, length in zip(coded, lengths, strict=True))


def found(
    codec: Codec, source: NDArray[np.uint8], starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> dict[int, set[tuple[str, str]]]:
    """Record -> field and code of what decoding finds."""
    batch = Columns.allocate(
        len(codec.layout.fields), len(starts), codec.text_bound(len(source), len(starts))
    )
    events = Events()
    events.start(batch)
    tail = int(lengths.sum()) + len(starts)
    rows = codec.split(source, starts, lengths, tail) if codec.layout.delimited else None
    codec.decode(source, starts, batch, events, rows)
    assert not events.overflow()
    notes: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for row, field, event in events.taken().tolist():
        if event not in (kernels.ODD, kernels.WATCHED):
            notes[row + 1].add((codec.layout.fields[field].name, CODES[event]))
    return notes


def agree(damages: list[Damage], notes: dict[int, set[tuple[str, str]]]) -> None:
    """One finding a damage, in its field, expected; none elsewhere."""
    assert {one.record for one in damages} == set(notes)
    for one in damages:
        ((field, code),) = notes[one.record]
        assert field == one.field
        assert code in one.expected


def check_fixed(record: bytes, fields: list[Field], page: CodePage, seed: int) -> None:
    """Plant in copies of one record and decode them."""
    made = layout(fields, delimited=False)
    made.check()
    assert len(record) == made.length
    records = np.tile(np.frombuffer(record, np.uint8), (RECORDS, 1)).copy()
    where = Scene(layout=made, page=page, keys=frozenset({"ID"}), eras=ERAS)
    damages = plant(records, where, np.random.default_rng(seed), 0.7, 1)
    starts = np.arange(RECORDS, dtype=np.int64) * made.length
    source = np.concatenate([records.ravel(), np.zeros(SLACK, np.uint8)])
    lengths = np.full(RECORDS, made.length)
    agree(damages, found(Codec(made, page, ROWS), source, starts, lengths))


@given(page=st.sampled_from(["ibm930", "ibm939", "ibm1390", "ibm1399"]), seed=st.integers(0, 2**32))
def test_host_records(page: str, seed: int) -> None:
    """EBCDIC records of every usage."""
    check_fixed(host_record(load(page)), COMMON + SIGNED + HOST, load(page), seed)


@given(seed=st.integers(0, 2**32))
def test_lead_byte_records(seed: int) -> None:
    """Fixed records in cp932."""
    check_fixed(text_record("cp932"), COMMON + SIGNED, load("cp932"), seed)


@given(page=st.sampled_from(["cp932", "utf-8"]), quoted=st.booleans(), seed=st.integers(0, 2**32))
def test_delimited_records(page: str, quoted: bool, seed: int) -> None:  # a case
    """CSV rows, quoted or not, a doubled quote inside."""
    made = layout(COMMON, delimited=True)
    values = ["1234567890", 'A""C', "A漢字B山川", "3450812", "20200131"]
    if not quoted:
        values[1] = "AC"
    row = ",".join(f'"{value}"' if quoted else value for value in values).encode(page)
    rows = [row] * RECORDS
    where = Scene(layout=made, page=load(page), eras=ERAS)
    damages = plant_rows(rows, where, np.random.default_rng(seed), 0.7, 1)
    lengths = np.array([len(one) for one in rows], np.int64)
    starts = np.cumsum(lengths + 1) - lengths - 1
    source = np.frombuffer(b"\n".join(rows) + b"\n" + bytes(2 * lengths.sum() + SLACK), np.uint8)
    agree(damages, found(Codec(made, load(page), ROWS), source.copy(), starts, lengths))
