"""The workbook of a ledger, taken apart as the zip of XML files that it is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from lgmigrate.charset.ledger import HEADERS, Ledger
from lgmigrate.charset.page import Remark
from lgmigrate.errors import UsageError
from lgmigrate.report import ledger as module
from lgmigrate.report.ledger import to_xlsx

__all__: list[str] = []

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def filled() -> Ledger:
    """Three rows; texts that a spreadsheet would calculate, follow or round."""
    ledger = Ledger()
    formula = Remark("user", "user", "exact", "MJ000001", '=HYPERLINK("http://x")')
    ledger.add("ibm930", "6941", "邉\U000e0101", ["氏名"], "=A.DAT:1", 5, formula)
    ledger.add("ibm930", "6942", "", ["0012"], "http://x:1", 2)
    ledger.add("ibm930", "6943", "", ["1E5"], "A.DAT:3")
    return ledger


def parts(data: bytes) -> dict[str, ET.Element]:
    """The XML files of a workbook, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {
            name: ET.fromstring(packed.read(name))  # noqa: S314  # what this test has made itself
            for name in packed.namelist()
            if name.endswith(".xml")
        }


def rows(data: bytes, number: int) -> Iterator[list[str | float | None]]:
    """The cells of a sheet: strings as str, numbers as float."""
    found = parts(data)
    shared = ["".join(one.itertext()) for one in found["xl/sharedStrings.xml"].iter(f"{MAIN}si")]
    for row in found[f"xl/worksheets/sheet{number}.xml"].iter(f"{MAIN}row"):
        cells: list[str | float | None] = []
        for cell in row.iter(f"{MAIN}c"):
            value = cell.findtext(f"{MAIN}v")
            if value is None:
                cells.append(None)
            else:
                cells.append(shared[int(value)] if cell.get("t") == "s" else float(value))
        yield cells


def test_the_list_has_every_row() -> None:
    """A header, then the columns of the CSV behind the character itself; counts are numbers."""
    head, first, second, _ = rows(to_xlsx(filled()), 1)
    assert head == ["文字", *HEADERS]
    assert first == [
        *("邉\U000e0101", "ibm930", "6941", "U+9089", "U+E0101", "MJ000001"),
        *("外字", "外字表", "一致", 5.0, "氏名", "=A.DAT:1", '=HYPERLINK("http://x")'),
    ]
    assert [one for one in second if one is not None][:2] == ["ibm930", "6942"]
    assert "0012" in second


def test_no_cell_is_a_formula_or_a_link() -> None:
    """Texts stay texts, whatever they begin with."""
    for name, root in parts(to_xlsx(filled())).items():
        if name.startswith("xl/worksheets/"):
            assert [
                one.tag for one in root.iter() if one.tag in (f"{MAIN}f", f"{MAIN}hyperlink")
            ] == []


def test_the_header_stays_and_filters() -> None:
    """The sheet is named, its first row is frozen, and every column has a filter."""
    found = parts(to_xlsx(filled()))
    names = [one.get("name") for one in found["xl/workbook.xml"].iter(f"{MAIN}sheet")]
    assert names == ["外字一覧", "集計"]
    sheet = found["xl/worksheets/sheet1.xml"]
    (pane,) = sheet.iter(f"{MAIN}pane")
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    (area,) = sheet.iter(f"{MAIN}autoFilter")
    assert area.get("ref") == "A1:M4"


def test_the_totals() -> None:
    """Characters and occurrences by class and status, and all of them."""
    assert list(rows(to_xlsx(filled()), 2)) == [
        ["区分", "状態", "文字の種類", "件数"],
        ["拡張", "未同定", 2.0, 3.0],
        ["外字", "一致", 1.0, 5.0],
        ["合計", None, 3.0, 8.0],
    ]


def test_an_empty_ledger_is_a_workbook_too() -> None:
    """Headers and a total of nothing."""
    assert list(rows(to_xlsx(Ledger()), 1)) == [["文字", *HEADERS]]
    assert list(rows(to_xlsx(Ledger()), 2))[-1] == ["合計", None, 0.0, 0.0]


def test_the_same_ledger_gives_the_same_bytes() -> None:
    """No time and no user of the machine is in it."""
    assert to_xlsx(filled()) == to_xlsx(filled())
    (made,) = (
        one.text
        for one in parts(to_xlsx(filled()))["docProps/core.xml"].iter()
        if one.tag.endswith("created")
    )
    assert made == "1980-01-01T00:00:00Z"


def test_no_row_is_left_out_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than a sheet holds are refused."""
    monkeypatch.setattr(module, "MOST_ROWS", 2)
    with pytest.raises(UsageError, match="at most 2 rows"):
        to_xlsx(filled())
