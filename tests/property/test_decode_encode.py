"""encode(decode(b)) == b, for any bytes that the framing accepts, in every form of table."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lgmigrate.framing.spec import FramingSpec
from lgmigrate.framing.split import join
from lgmigrate.mapping.model import Condition
from lgmigrate.pipeline.decode import Decoded, decode
from lgmigrate.pipeline.encode import encode
from lgmigrate.pipeline.record_types import RecordType, TypeFile
from lgmigrate.pipeline.table_writers import Form
from lgmigrate.record.layout import Field, RecordLayout
from tests.property.charset_cases import page_of
from tests.property.column_cases import Case, fields, pages_of, raws
from tests.property.table_cases import layout_of, records, shapes

FORMS: tuple[Form, ...] = ("csv", "jsonl", "parquet")
WHOLE = settings(max_examples=max(settings().max_examples // 3, 1))
"""For a law over whole files: an example opens and writes several."""
forms = st.sampled_from(FORMS)


def check(
    data: bytes, layout: RecordLayout | TypeFile, charset: str, spec: FramingSpec, form: Form
) -> Decoded:
    """Decode and encode: the bytes are the same, and nothing is found on the way back."""
    with tempfile.TemporaryDirectory(prefix="lgmigrate-test-") as name:
        folder = Path(name)
        source, table, back = folder / "source.dat", folder / "t.out", folder / "back.dat"
        source.write_bytes(data)
        page = page_of(charset)
        result = decode(source, layout, table, charset=page, framing=spec, format=form, workers=1)
        again = encode(table, layout, back, charset=page, framing=spec, format=form, workers=1)
        assert back.read_bytes() == data
        assert again.identical in (None, True)
        assert again.codes == {}
        return result


def framing_of(kind: str, length: int, lines: bool) -> FramingSpec:
    """A framing by a word."""
    if kind == "fixed":
        return FramingSpec(form="fixed", length=length)
    if kind == "lines" and lines:
        return FramingSpec(form="lines", end=b"\r\n")
    return FramingSpec(form="variable", blocked=kind == "blocked")


@st.composite
def sources(draw: st.DrawFn) -> tuple[RecordLayout, str, FramingSpec, bytes]:
    """A layout of a few fields, and a file of records with almost right bytes and any."""
    some = draw(st.lists(fields(delimited=False), min_size=1, max_size=4))
    pages = [name for name in pages_of(some[0]) if all(name in pages_of(one) for one in some)]
    charset = draw(st.sampled_from(pages))
    placed: list[Field] = []
    for number, one in enumerate(some):
        offset = placed[-1].end if placed else 0
        placed.append(replace(one, name=f"F{number}", offset=offset))
    layout = RecordLayout(name="made", length=placed[-1].end, fields=tuple(placed))
    layout.check()
    rows = draw(
        st.lists(st.tuples(*(raws(Case(one, charset)) for one in placed)).map(b"".join), max_size=6)
    )
    spec = framing_of(
        draw(st.sampled_from(["fixed", "variable", "blocked", "lines"])),
        layout.length,
        not any(b"\n" in row for row in rows),
    )
    if spec.form != "fixed":
        rows += draw(st.lists(st.binary(max_size=layout.length + 2), max_size=2))
        if spec.form == "lines":
            rows = [row.replace(b"\n", b"x").rstrip(b"\r\x1a") + b"x" for row in rows]
    return layout, charset, spec, join(spec, rows)


@WHOLE
@given(sources(), forms)
def test_any_bytes_come_back(
    source: tuple[RecordLayout, str, FramingSpec, bytes], form: Form
) -> None:
    """Fields of every usage, in records that are fixed, variable, blocked, or lines."""
    layout, charset, spec, data = source
    check(data, layout, charset, spec, form)


@WHOLE
@given(st.data(), forms, st.booleans())
def test_tables_with_counts_come_back(data: st.DataObject, form: Form, blocked: bool) -> None:
    """Variable records with nested tables, and records that are none of the layout."""
    nodes = data.draw(shapes())
    found = data.draw(st.lists(records(nodes, raw=True), max_size=4))
    others = data.draw(st.lists(st.binary(max_size=30), max_size=2))
    rows = data.draw(st.permutations([one.folded for one in found] + others))
    spec = FramingSpec(form="variable", blocked=blocked)
    result = check(join(spec, rows), layout_of(nodes), "cp930", spec, form)
    assert result.counts["records"] >= len(found)


@WHOLE
@given(st.data(), forms)
def test_full_forms_come_back(data: st.DataObject, form: Form) -> None:
    """Records of one length, with any bytes behind the counts."""
    nodes = data.draw(shapes())
    layout = layout_of(nodes)
    found = data.draw(st.lists(records(nodes, raw=True), max_size=3))
    rows = []
    for one in found:
        noise = data.draw(st.binary(min_size=layout.length, max_size=layout.length))
        kept = zip(one.full, one.present, noise, strict=True)
        rows.append(bytes(byte if there else other for byte, there, other in kept))
    spec = FramingSpec(form="fixed", length=layout.length)
    result = check(b"".join(rows), layout, "cp930", spec, form)
    assert result.counts["records"] == len(found)


TYPES = TypeFile(
    types=(
        RecordType(
            name="A",
            layout=RecordLayout(
                name="a",
                length=6,
                fields=(
                    Field(name="KBN", usage="zoned", offset=0, length=1, digits=1, value="digits"),
                    Field(name="record", usage="single", offset=1, length=5),
                ),
            ),
            when=(Condition(name="KBN", values=("1",)),),
        ),
        RecordType(
            name="B",
            layout=RecordLayout(
                name="b",
                length=4,
                fields=(
                    Field(name="KBN", usage="single", offset=0, length=1),
                    Field(name="GAKU", usage="packed", offset=1, length=3, digits=5, scale=2),
                ),
            ),
            when=(Condition(name="KBN", values=("2", "3")),),
        ),
    )
)


@WHOLE
@given(
    st.lists(
        st.binary(max_size=6)
        | st.sampled_from(["1", "2", "3"]).flatmap(
            lambda kind: st.binary(min_size=3, max_size=5).map(lambda raw: kind.encode() + raw)
        ),
        max_size=8,
    ),
    forms,
)
def test_types_among_each_other_come_back(rows: Sequence[bytes], form: Form) -> None:
    """Records of several types and of none keep their order."""
    spec = FramingSpec(form="variable")
    check(join(spec, rows), TYPES, "cp932", spec, form)


cells = st.sampled_from(
    [
        b"",
        b"a",
        b'"a"',
        b'"a""b"',
        b'" a "',
        b"12",
        b"-1",
        b"\x81\x40",
        b'"a,b"',
        b'"a\r\nb"',
        b"a ",
        b"x\x1ay",
    ]
)


@WHOLE
@given(st.lists(st.lists(cells, min_size=1, max_size=3), max_size=5), forms)
def test_rows_of_any_quoting_come_back(rows: Sequence[Sequence[bytes]], form: Form) -> None:
    """CSV of two columns, quoted as it likes, and with more or fewer columns."""
    layout = RecordLayout(
        name="rows",
        length=0,
        fields=(
            Field(name="A", usage="mixed", offset=0, length=0),
            Field(name="B", usage="zoned", offset=1, length=0, digits=3, sign="leading_separate"),
        ),
    )
    data = b"".join(b",".join(row) + b"\r\n" for row in rows)
    spec = FramingSpec(form="csv", end=b"\r\n")
    check(data, layout, "cp932", spec, form)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("tail", [b"", b"\x1a"])
def test_what_stands_around_records_comes_back(form: Form, tail: bytes) -> None:
    """Line ends of several kinds, and the end of a file."""
    layout = RecordLayout(
        name="l", length=2, fields=(Field(name="A", usage="single", offset=0, length=2),)
    )
    spec = FramingSpec(form="lines", end=b"\r\n")
    check(b"ab\r\ncd\nef\r\ngh" + tail, layout, "cp932", spec, form)
