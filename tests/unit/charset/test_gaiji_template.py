"""The table to be filled in: which codes it has, and that it reads back as it is."""

from __future__ import annotations

import csv
import io

from lgmigrate.charset.gaiji import parse_gaiji
from lgmigrate.charset.gaiji_template import template
from lgmigrate.charset.ledger import LedgerRow

HEADER = (
    "外字コード,旧文字セット,字形ID,MJ文字図形名,UCS,IVS,行政事務標準文字コード,代替文字,読み,"
    "同定区分,使用件数,備考"
)


def lost(source: str, page: str = "ibm930", **more: str | int) -> LedgerRow:
    """A code without a character."""
    return LedgerRow(page=page, source=source, **more)  # type: ignore[arg-type]  # fields by name


def cells(data: bytes) -> list[list[str]]:
    """The lines behind the header."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))[1:]


def test_the_form_of_the_file() -> None:
    """UTF-8 with BOM, CRLF, the columns that municipalities hand over."""
    data = template([lost("6941", count=3)])
    assert data.startswith(b"\xef\xbb\xbf")
    assert data[3:].decode().split("\r\n") == [HEADER, "X'6941',ibm930,,,,,,,,,3,", ""]


def test_codes_without_a_character_only() -> None:
    """Mapped characters, signs and written-out tokens are nothing to fill in."""
    data = template(
        [
            lost("6941"),
            lost("6942", ucs="U+E001", kind="user"),
            lost("6943", ucs="U+9089", status="exact"),
            lost("A2AE", ucs="U+3013"),
            lost("&#x2363A;"),
        ]
    )
    assert [line[0] for line in cells(data)] == ["X'6941'", "X'6942'"]


def test_a_code_once() -> None:
    """Rows of one code page and code are one line with the sum of their counts."""
    data = template([lost("6941", count=3), lost("6941", ucs="U+E000", count=4)])
    assert [(line[0], line[10]) for line in cells(data)] == [("X'6941'", "7")]


def test_unicode_sources_are_keyed_by_code_point() -> None:
    """The bytes of UTF-8 are nothing that a person looks up."""
    data = template([lost("EE8080", page="utf-8", ucs="U+E000")])
    assert [line[0] for line in cells(data)] == ["U+E000"]
    assert parse_gaiji(data, "t").rows[0].width == 0


def test_candidates_and_notes() -> None:
    """Candidates go into the note, for a person to choose from; no cell is a formula."""
    data = template([lost("6941", note="=1+1")], lambda row: [f"{row.source}?", "U+8FBA 辺"])
    assert cells(data)[0][-1] == "'=1+1; 候補: 6941?, U+8FBA 辺"


def test_reading_it_back_untouched() -> None:
    """Every code is there, and none has a character; nothing is warned about."""
    sources = ("80A1", "80E1", "0E41", "4A", "8FF5A1")
    table = parse_gaiji(template(lost(source) for source in sources), "t.csv")
    assert [f"{row.code:0{2 * row.width}X}" for row in table.rows] == list(sources)
    assert {(row.text, row.status) for row in table.rows} == {("", "unmapped")}
    assert table.warnings == ()


def test_an_empty_ledger() -> None:
    """The header alone reads back as a table without rows."""
    assert parse_gaiji(template([]), "t.csv").rows == ()
