"""The pack jutogai against the official workbook, read as the zip of XML files that it is."""

from __future__ import annotations

import csv
import hashlib
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from lgmigrate.standard import load_pack
from lgmigrate.standard.workbook.column_map import read_map
from lgmigrate.standard.workbook.importing import import_workbook

__all__: list[str] = []

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "schemas" / "jutogai"
WORKBOOK = ROOT.parent / "shared" / "data" / "official_031_item_definition_20230929.xlsx"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

needs_workbook = pytest.mark.skipif(
    not WORKBOOK.is_file(), reason=f"the official workbook is not there: {WORKBOOK}"
)

LETTERS = {
    "データ項目": "D",
    "データ項目（ローマ字）": "E",
    "グループ_名称": "F",
    "グループ_主キー": "G",
    "グループ_外部キー": "H",
    "クラス分類_LV1": "I",
    "クラス分類_LV2": "J",
    "クラス分類_LV3": "K",
    "データ型": "L",
    "桁数": "M",
    "コード": "N",
    "繰り返し": "O",
    "データ出力条件": "P",
    "項目定義": "Q",
    "項目説明": "R",
    "標準仕様書関連箇所": "S",
    "実装類型": "T",
    "サンプル値": "U",
    "備考": "V",
}
"""The columns of the sheet of items, as one sees them in it."""


def sheet(number: int) -> dict[str, str]:
    """The cells of a sheet by name (``D7``), as the XML has them; blanks at the ends taken off."""
    with zipfile.ZipFile(WORKBOOK) as packed:
        strings = ET.fromstring(packed.read("xl/sharedStrings.xml"))  # noqa: S314  # the official file
        rows = ET.fromstring(packed.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314  # as above
    texts = [
        "".join(
            one.text or "" for one in entry.findall(f"{MAIN}t") + entry.findall(f"{MAIN}r/{MAIN}t")
        )
        for entry in strings
    ]
    cells = {}
    for cell in rows.iter(f"{MAIN}c"):
        value = cell.findtext(f"{MAIN}v")
        if value is not None:
            cells[cell.get("r", "")] = (
                texts[int(value)] if cell.get("t") == "s" else value
            ).strip()
    return cells


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table of the pack, as the csv module reads them."""
    with (FOLDER / "1" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@needs_workbook
def test_every_cell_of_every_item() -> None:
    """29 items in rows 7 to 35: each cell is that of the sheet, the ID its two cells joined."""
    cells, rows = sheet(1), table("items.csv")
    assert len(rows) == 29
    for number, row in enumerate(rows, 7):
        identity = f"{cells[f'B{number}']}{int(cells[f'C{number}']):05}"
        shown = {name: cells.get(f"{letter}{number}", "") for name, letter in LETTERS.items()}
        expected = {"データ項目ID": identity, **shown, "推定": "", "外字使用": ""}
        assert row == expected
    assert not cells.keys() & {f"D{number}" for number in range(37, 100)}
    assert cells["D36"] == "e"


@needs_workbook
def test_every_cell_of_the_lists() -> None:
    """The rows 6 to 11 of the second sheet."""
    cells, rows = sheet(2), table("codes.csv")
    columns = ("コードID", "コード名", "コード値", "コード値の内容", "備考")
    expected = [
        {
            name: cells.get(f"{letter}{row}", "")
            for name, letter in zip(columns, "ABCDE", strict=True)
        }
        for row in range(6, 12)
    ]
    assert rows == expected
    assert not {one for one in cells if int(re.sub("[A-Z]", "", one)) > 11}


@needs_workbook
def test_the_pack_is_what_the_import_makes() -> None:
    """Every file of the folder, from the workbook and the committed mapping file."""
    data = WORKBOOK.read_bytes()
    columns = read_map((FOLDER / "import.toml").read_bytes(), "import.toml")
    given = {"name": "jutogai", "edition": "1"}
    files = import_workbook(data, WORKBOOK.name, given, columns).files
    assert files == {path.name: path.read_bytes() for path in (FOLDER / "1").iterdir()}
    assert load_pack("jutogai").source_sha256 == hashlib.sha256(data).hexdigest()


def test_the_pack_says_what_it_is() -> None:
    """Imported, of domain 031, and its file has a name of its own on disk."""
    pack = load_pack("jutogai")
    assert (pack.label, pack.domain, pack.title) == (
        *("jutogai@1 (imported)", "031", "住登外者宛名番号管理"),
    )
    (file,) = pack.files
    assert (file.name, file.group) == ("jutogai", "住登外者宛名基本情報")
    assert [item.name for item in file.keys] == ["宛名番号"]
    assert file.by_name["生年月日"].unknown
    assert {name: file.by_name[name].code for name in ("性別", "代表宛名フラグ")} == {
        "性別": "1",
        "代表宛名フラグ": "2",
    }
    assert pack.code_lists["999"].codes == ()
