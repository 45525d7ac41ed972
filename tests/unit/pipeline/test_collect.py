"""The ledger of sources: every field of every record type, as convert writes it too.

Codes put into the sources: IBM's user-defined area begins at X'6941' (with private use from
U+E000 on); X'447D' is 〓, as iconv has it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lgmigrate.charset.ledger import Ledger, LedgerRow
from lgmigrate.errors import FramingError
from lgmigrate.mapping.registry import load as load_mapping
from lgmigrate.pipeline.collect import collect
from lgmigrate.pipeline.convert import convert
from tests.unit.pipeline.conftest import Made

__all__: list[str] = []

HOST = "ibm_kanji_host"
LENGTH = 800
NAME, FLAT = 47, 334  # 氏名漢字, 現住所_方書 of the record layout


def changed(source: Path, to: Path, *changes: tuple[int, int, str]) -> Path:
    """A host source with bytes (hex) put into records (from 1) at places."""
    data = bytearray(source.read_bytes())
    for record, place, code in changes:
        at = (record - 1) * LENGTH + place
        data[at : at + len(code) // 2] = bytes.fromhex(code)
    to.write_bytes(data)
    return to


def row_of(ledger: Ledger, source: str) -> LedgerRow:
    """The one row of a code."""
    (row,) = (one for one in ledger.rows() if one.source == source)
    return row


def test_a_clean_source_has_no_rows(few: Made) -> None:
    """Nothing is listed that needs no eye."""
    assert collect(few(HOST).source, HOST).rows() == ()


def test_every_code_with_its_places(few: Made, tmp_path: Path) -> None:
    """Counts, fields and the first three records, over text of both sets and the lost signs."""
    source = changed(
        few(HOST).source,
        tmp_path / "x.dat",
        *((record, NAME, "6941") for record in (9, 5, 12, 11)),
        (7, NAME, "69416941"),
        (8, FLAT, "0E447D69410F"),
        (8, NAME, "447D"),
    )
    ledger = collect(source, HOST)
    assert row_of(ledger, "6941") == LedgerRow(
        page="ibm930",
        source="6941",
        kind="user",
        method="none",
        status="unmapped",
        count=7,
        fields=("氏名漢字", "現住所_方書"),
        records=("x.dat:5", "x.dat:7", "x.dat:8"),
        note="外字領域の、変換先のない符号",
    )
    lost = row_of(ledger, "447D")
    assert (lost.ucs, lost.kind, lost.status) == ("U+3013", "standard", "unmapped")
    assert (lost.count, lost.records) == (2, ("x.dat:8",))
    assert len(ledger) == 2


def test_it_is_what_convert_writes(few: Made, tmp_path: Path) -> None:
    """Collect before and convert after give one list, whatever becomes of the records."""
    source = changed(
        few(HOST).source,
        tmp_path / "x.dat",
        (3, NAME, "6941"),
        (4, NAME, "6942"),
        (5, FLAT, "0EE4E64EF2F9F0F8F90F"),
    )
    convert(source, HOST, tmp_path / "out")
    expected = (tmp_path / "out" / "gaiji.csv").read_bytes()
    assert expected.count(b"\r\n") >= 3
    assert collect(source, HOST).to_csv() == expected


def test_written_codes_are_listed(few: Made, tmp_path: Path) -> None:
    """U+9089 spelled out in a name, as tokens, without the text around them."""
    spelled = "U+9089 {外字}".encode("cp932")
    source = tmp_path / "x.csv"
    rows = few("package_csv").source.read_bytes().split(b"\r\n")
    columns = rows[3].split(b",")
    quoted = columns[12].startswith(b'"')
    columns[12] = b'"' + spelled + b'"' if quoted else spelled
    rows[3] = b",".join(columns)
    source.write_bytes(b"\r\n".join(rows))
    ledger = collect(source, "package_csv")
    assert [(row.source, row.ucs, row.fields) for row in ledger.rows()] == [
        ("U+9089", "", ("氏名漢字",)),
        ("{外字}", "", ("氏名漢字",)),
    ]


def test_a_table_names_what_it_maps(few: Made, tmp_path: Path) -> None:
    """With a gaiji table the row has the character, its MJ name and its status."""
    source = changed(few(HOST).source, tmp_path / "x.dat", (3, NAME, "69416942"))
    table = tmp_path / "t.csv"
    table.write_text(
        "外字コード,MJ文字図形名,UCS,IVS,同定区分\n6941,MJ026193,U+9089,U+E0119,類似\n",
        encoding="utf-8",
    )
    ledger = collect(source, load_mapping(HOST, gaiji=[table]))
    row = row_of(ledger, "6941")
    assert (row.ucs, row.ivs, row.mj) == ("U+9089", "U+E0119", "MJ026193")
    assert (row.kind, row.method, row.status) == ("user", "user", "reduced")
    assert row_of(ledger, "6942").status == "unmapped"


def test_private_use_is_shown_where_it_is_asked_for(few: Made, tmp_path: Path) -> None:
    """The first code of IBM's area is U+E000."""
    source = changed(few(HOST).source, tmp_path / "x.dat", (3, NAME, "6941"))
    row = row_of(collect(source, load_mapping(HOST, on_error="private-use")), "6941")
    assert (row.ucs, row.status) == ("U+E000", "unmapped")


def test_another_code_page(few: Made, tmp_path: Path) -> None:
    """--charset takes the mapping's place; a page's own word to stop does not end the search."""
    source = changed(few(HOST).source, tmp_path / "x.dat", (3, NAME, "6941"))
    ledger = collect(source, load_mapping(HOST, charset="ibm930:on_error=stop"))
    assert row_of(ledger, "6941").page.startswith("ibm930")
    with pytest.raises(FramingError, match="on_error"):
        collect(source, load_mapping(HOST, on_error="stop"))


def test_sources_are_one_ledger(few: Made, tmp_path: Path) -> None:
    """Several sources add up, and places name the source."""
    first = changed(few(HOST).source, tmp_path / "a.dat", (3, NAME, "6941"))
    second = changed(few(HOST).source, tmp_path / "b.dat", (4, NAME, "6941"))
    seen: list[tuple[int, int]] = []
    ledger = collect([first, second], HOST, progress=lambda *done: seen.append(done))
    row = row_of(ledger, "6941")
    assert (row.count, row.records) == (2, ("a.dat:3", "b.dat:4"))
    size = first.stat().st_size
    assert seen[-1] == (2 * size // LENGTH, 2 * size)


@pytest.mark.parametrize("missing", [10, LENGTH])
def test_a_source_that_is_not_whole_is_refused(few: Made, tmp_path: Path, missing: int) -> None:
    """A file that is no multiple of its records, or has no trailer, is not read as declared."""
    source = tmp_path / "x.dat"
    source.write_bytes(few(HOST).source.read_bytes()[:-missing])
    with pytest.raises(FramingError, match=r"x\.dat"):
        collect(source, HOST)
