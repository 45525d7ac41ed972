"""read_layout(write_layout(x)) == x for every layout without faults."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from hypothesis import assume, given
from hypothesis import strategies as st

from lgmigrate.record.layout import Field, Form, NullForm, RecordLayout, Sign
from lgmigrate.record.table import read_layout, write_layout

names = st.text('a ,"漢=|;', min_size=1, max_size=6)
common = {
    "name": names,
    "offset": st.just(0),
    "note": st.text('a ,"\u3000漢', max_size=6),
    "null": st.lists(st.sampled_from(get_args(NullForm)), unique=True, max_size=3).map(tuple),
    "plus": st.sampled_from(("C", "F")),
    "order": st.sampled_from(("big", "little")),
    "carrier": st.sampled_from(("zoned", "packed")),
    "form": st.sampled_from(get_args(Form)),
    "pivot": st.integers(0, 100),
    "unknown": st.sampled_from(("", "00", "99")),
}
lengths = st.integers(1, 20)
texts = st.builds(
    Field, usage=st.sampled_from(("single", "mixed", "filler")), length=lengths, **common
)
doubles = st.builds(Field, usage=st.just("double"), length=lengths.map(lambda n: 2 * n), **common)
dates = st.builds(Field, usage=st.just("date"), length=st.integers(4, 8), **common)
numbers = st.builds(
    Field,
    usage=st.sampled_from(("zoned", "packed", "binary")),
    length=lengths,
    digits=st.integers(1, 18),
    scale=st.integers(0, 3),
    sign=st.sampled_from(get_args(Sign)),
    value=st.sampled_from(("digits", "number")),
    **common,
)


def fitted(one: Field) -> Field:
    """The field with a length that its usage has, if its length did not fit."""
    digits = {"yyyymmdd": 8, "yymmdd": 6, "gyymmdd": 7}[one.form]
    if one.usage == "date":
        return replace(one, length=digits // 2 + 1 if one.carrier == "packed" else digits)
    if one.usage == "zoned":
        return replace(one, length=one.digits + one.sign.endswith("separate"))
    if one.usage == "packed":
        return replace(one, length=one.digits // 2 + 1)
    if one.usage == "binary":
        return replace(one, length=2 << one.length % 3)
    return one


@given(
    names,
    st.lists(st.one_of(texts, doubles, dates, numbers).map(fitted), min_size=1, max_size=6),
    st.booleans(),
)
def test_table_comes_back(name: str, fields: list[Field], delimited: bool) -> None:
    """Every attribute of every field, fixed and delimited."""
    made = []
    behind = 0
    for one in fields:
        made.append(replace(one, offset=behind, length=0 if delimited else one.length))
        behind += 1 if delimited else one.length
    layout = RecordLayout(name=name, length=0 if delimited else behind, fields=tuple(made))
    assume(not layout.faults())
    assert read_layout(write_layout(layout), name, source="table.csv") == layout
