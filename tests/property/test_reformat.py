"""Law: a delivery there and back, between XML and CSV, is the same bytes.

Whatever text XML can hold is held: marks, line ends, characters beyond the BMP, null and empty.
What it cannot hold (XML 1.0, production 2) is kept beside, so that no value is ever lost.
"""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lgmigrate.exchange.csv_format import CsvFormat
from lgmigrate.exchange.xml_format import XmlFormat
from lgmigrate.pipeline.reformat import reformat
from lgmigrate.standard.pack import Names
from tests.property.test_exchange_round_trip import FILE, PACK, ROWS
from tests.unit.exchange.documents import NAMES, Row, frame_of, write_all

__all__: list[str] = []

FORBIDDEN = st.sampled_from(["\x00", "\x08", "\x0b", "\x0c", "\x0e", "\x1f", "\ufffe", "\uffff"])
PLAIN = st.sampled_from(["", "山", "a,b", '"', "\r\n", "\x7f", "\U0001f600"])
ODD = st.none() | st.lists(FORBIDDEN | PLAIN, max_size=4).map("".join)
ODD_ROWS = st.lists(st.tuples(*[ODD] * len(NAMES)), max_size=4)
STYLES = st.sampled_from(["romaji", "japanese"])


def is_forbidden(value: str | None) -> bool:
    """Production 2 by hand: TAB, LF, CR, and from U+0020 on, without U+FFFE and U+FFFF."""
    return any(
        (ord(one) < 0x20 and one not in "\t\n\r") or one in "\ufffe\uffff" for one in value or ""
    )


@given(ROWS, STYLES, STYLES)
def test_from_xml(rows: list[Row], names: Names, between: Names) -> None:
    """XML, CSV, XML."""
    document = write_all(XmlFormat(PACK, FILE, names, "131016"), frame_of(rows, len(NAMES)))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "jumin.xml").write_bytes(document)
        done = reformat(
            place / "jumin.xml", place / "c", packs=[PACK], format="csv", names=between, workers=1
        )
        assert (done.codes, done.counts["records"]) == ({}, len(rows))
        reformat(place / "c", place / "x", packs=[PACK], format="xml", names=names, workers=1)
        assert (place / "x" / "jumin.xml").read_bytes() == document


@given(ROWS, st.booleans())
def test_from_csv(rows: list[Row], bom: bool) -> None:
    """CSV, XML, CSV."""
    document = write_all(CsvFormat(NAMES, bom), frame_of(rows, len(NAMES)))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "jumin.csv").write_bytes(document)
        done = reformat(place / "jumin.csv", place / "x", packs=[PACK], format="xml", workers=1)
        assert (done.codes, done.counts["records"]) == ({}, len(rows))
        reformat(place / "x", place / "c", packs=[PACK], format="csv", bom=bom, workers=1)
        assert (place / "c" / "jumin.csv").read_bytes() == document


@given(ODD_ROWS)
def test_no_value_is_lost(rows: list[Row]) -> None:
    """What comes back from XML, and what was kept, are together what there was."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        document = write_all(CsvFormat(NAMES), frame_of(rows, len(NAMES)))
        (place / "jumin.csv").write_bytes(document)
        done = reformat(place / "jumin.csv", place / "x", packs=[PACK], format="xml", workers=1)
        reformat(place / "x", place / "c", packs=[PACK], format="csv", workers=1)
        lost = {
            (row, item)
            for row, values in enumerate(rows)
            for item, value in enumerate(values)
            if is_forbidden(value)
        }
        left = [
            tuple(None if (row, item) in lost else value for item, value in enumerate(values))
            for row, values in enumerate(rows)
        ]
        expected = write_all(CsvFormat(NAMES), frame_of(left, len(NAMES)))
        assert (place / "c" / "jumin.csv").read_bytes() == expected
        assert done.codes == ({"S010": len(lost)} if lost else {})
        path = place / "x" / "annex" / "jumin.values.csv"
        kept = {}
        if lost:
            with path.open(encoding="utf-8", newline="") as stream:
                kept = {
                    (int(row["record"]) - 1, NAMES.index(row["item"])): bytes.fromhex(row["bytes"])
                    for row in csv.DictReader(stream)
                }
        assert kept == {place: (rows[place[0]][place[1]] or "").encode() for place in lost}
