"""Copybooks: read(write(x)) == x, and for records of their layouts encode(decode(b)) == b."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from lgmigrate.framing.spec import FramingSpec
from lgmigrate.framing.split import join
from lgmigrate.pipeline.decode import decode
from lgmigrate.pipeline.encode import encode
from lgmigrate.record.copybook import Copybook, read_copybook
from lgmigrate.record.copybook_text import write_copybook
from lgmigrate.record.expand import expand
from lgmigrate.record.table import read_layout, write_layout
from tests.property.charset_cases import page_of
from tests.property.copybook_texts import copybooks

__all__: list[str] = []

WHOLE = settings(max_examples=max(settings().max_examples // 3, 1))
PAGES = {"ibm": "ibm930", "fujitsu": "jef", "hitachi": "keis83", "nec": "jipse"}


def read(text: str, dialect: str) -> Copybook:
    """A copybook; ``LayoutError`` where it has faults."""
    return read_copybook(text, "REC", source="made.cpy", dialect=dialect)


@given(copybooks())
def test_a_copybook_is_read_as_it_was_written(made: tuple[str, str]) -> None:
    """The text of what was understood is understood to be the same."""
    dialect, text = made
    book = read(text, dialect)
    again = write_copybook(book.records)
    assert read(again, dialect).records == book.records
    assert write_copybook(read(again, dialect).records) == again


@given(copybooks())
def test_its_layout_is_a_table(made: tuple[str, str]) -> None:
    """Every layout of a copybook holds together, and comes back from its table."""
    dialect, text = made
    layout = expand(read(text, dialect).records[0])
    layout.check()
    assert read_layout(write_layout(layout), layout.name, source="t.csv") == layout


@WHOLE
@given(copybooks(), st.data())
def test_bytes_come_back(made: tuple[str, str], data: st.DataObject) -> None:
    """Any bytes in records of the layout, with as many elements as they count."""
    dialect, text = made
    layout = expand(read(text, dialect).records[0])
    page = page_of(PAGES.get(dialect.split(":")[0], "cp932"))
    zero = 0xF0 if dialect in PAGES else 0x30
    records = []
    for _ in range(data.draw(st.integers(1, 3))):
        count = data.draw(st.integers(0, 3))
        whole = bytearray(data.draw(st.binary(min_size=layout.length, max_size=layout.length)))
        whole[0] = zero + count
        cut = sum((one.most - count) * one.size for one in layout.tables if one.depending)
        records.append(bytes(whole[: len(whole) - cut]))
    spec = FramingSpec(form="variable")
    with tempfile.TemporaryDirectory(prefix="lgmigrate-test-") as name:
        source, table, back = (Path(name) / one for one in ("s.dat", "t.csv", "b.dat"))
        source.write_bytes(join(spec, records))
        result = decode(source, layout, table, charset=page, framing=spec, workers=1)
        assert result.counts["rejected"] == 0
        encode(table, layout, back, charset=page, framing=spec, workers=1)
        assert back.read_bytes() == source.read_bytes()
