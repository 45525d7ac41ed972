"""Workbooks as grids of texts: what cells become, merged ranges, and files that are none."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, time, timedelta

import pytest
import xlsxwriter

from lgmigrate.errors import PackError
from lgmigrate.record.workbook import letter, read_book

__all__: list[str] = []


def written() -> bytes:
    """A sheet with each kind of cell in column A, and merged ranges."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        form = {one: book.add_format({"num_format": one}) for one in ("000", "yyyy-mm-dd", "hh:mm")}
        sheet = book.add_worksheet("甲")
        sheet.write_string(0, 0, " 　上\r\n下\r \n")
        sheet.write_number(1, 0, 15.0)
        sheet.write_number(2, 0, 5, form["000"])
        sheet.write_number(3, 0, 1.5)
        sheet.write_datetime(4, 0, datetime(2021, 11, 1), form["yyyy-mm-dd"])  # noqa: DTZ001  # a cell has no zone
        sheet.write_datetime(5, 0, time(9, 30), form["hh:mm"])
        sheet.write(6, 0, True)  # noqa: FBT003  # a cell
        sheet.write_formula(7, 0, "=1/0", value="#DIV/0!")
        sheet.write_formula(8, 0, '="a"', value="計算")
        sheet.write_rich_string(9, 0, form["000"], "太", form["hh:mm"], "字")
        sheet.write_string(10, 0, "_x0041_")
        sheet.write_datetime(11, 0, datetime(2021, 11, 1, 2, 3), form["yyyy-mm-dd"])  # noqa: DTZ001  # as above
        hours = book.add_format({"num_format": "[h]:mm:ss"})
        sheet.write_datetime(12, 0, timedelta(hours=30, minutes=5, seconds=9), hours)
        sheet.merge_range("C2:D4", "広い")
        book.add_worksheet("乙").hide()
    return stream.getvalue()


def test_cells_are_texts() -> None:
    """Whole numbers without a point, days and times as the data types write them, errors told."""
    sheet = read_book(written(), "w.xlsx").sheets[0]
    assert [sheet.text(row, 0) for row in range(14)] == [
        *("上\n下", "15", "5", "1.5", "2021-11-01", "09:30:00", "TRUE", "#DIV/0!"),
        *("計算", "太字", "_x0041_", "2021-11-01 02:03:00", "30:05:09", ""),
    ]
    assert (sheet.shown(2, 0), sheet.shown(1, 0)) == ("005", "15")
    assert {row for row, column in sheet.numbers} == {1, 2, 3}


def test_merged_ranges() -> None:
    """A label counts for the whole range; a table gets the text in each row, in one column."""
    sheet = read_book(written(), "w.xlsx").sheets[0]
    assert {sheet.label(row, column) for row in (1, 2, 3) for column in (2, 3)} == {"広い"}
    assert [sheet.filled(row, 2) for row in range(5)] == ["", "広い", "広い", "広い", ""]
    assert [sheet.filled(row, 3) for row in range(5)] == [""] * 5


def test_places_and_hidden_sheets() -> None:
    """Workbook, sheet, row from 1, letter; hidden sheets are there too."""
    first, second = read_book(written(), "w.xlsx").sheets
    assert (first.hidden, second.hidden, second.rows) == (False, True, ())
    assert first.place(6, 11) == "w.xlsx, sheet 甲, row 7, column L"
    assert [letter(one) for one in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def repacked(change: dict[str, bytes | None]) -> bytes:
    """The workbook with parts replaced or (None) taken away."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written())) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = change.get(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
FAR = b'<c r="XFD1048576"><v>1</v></c>'


def far_cell() -> bytes:
    """A workbook whose first sheet has a cell in its last corner."""
    with zipfile.ZipFile(io.BytesIO(written())) as old:
        sheet = old.read(SHEET)
    row = b'<row r="1048576">' + FAR + b"</row></sheetData>"
    return repacked({SHEET: sheet.replace(b"</sheetData>", row)})


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "got another file"),
        ("データ項目,型\n".encode("cp932"), "got another file"),
        (COMPOUND, "older form xls"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (written()[:-40], "damaged"),
        (repacked({SHEET: None}), "damaged"),
        (repacked({SHEET: b"<worksheet"}), "damaged"),
        (repacked({"xl/workbook.xml": None}), "damaged"),
        (far_cell(), "at most 20,000,000 cells"),
    ],
)
def test_what_is_no_workbook(data: bytes, word: str) -> None:
    """Said in one fault that names the file, whatever it is."""
    with pytest.raises(PackError, match=word) as caught:
        read_book(data, "x.xlsx")
    assert [one.startswith("x.xlsx") for one in caught.value.faults] == [True]


def test_a_workbook_without_styles() -> None:
    """Numbers are then what they are."""
    names = ("xl/styles.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml")
    with zipfile.ZipFile(io.BytesIO(written())) as old:
        parts = {name: old.read(name) for name in names[1:]}
    parts = {
        name: re.sub(rb"<(Relationship|Override) [^>]*styles.xml[^>]*/>", b"", part)
        for name, part in parts.items()
    }
    sheet = read_book(repacked({names[0]: None, **parts}), "w.xlsx").sheets[0]
    assert (sheet.shown(2, 0), sheet.padded) == ("5", {})
