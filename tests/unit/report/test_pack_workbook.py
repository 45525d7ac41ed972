"""The workbook of a pack, taken apart as the zip of XML files that it is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from lgmigrate.errors import Faults, PackError, UsageError
from lgmigrate.report.pack_workbook import to_xlsx
from lgmigrate.standard.catalog import pack_folder
from lgmigrate.standard.pack import Pack
from lgmigrate.standard.tables import CODE_COLUMNS, FILE_COLUMNS, ITEM_COLUMNS, Row, read_table

__all__: list[str] = []

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Tables = tuple[list[Row], list[Row], list[Row]]


def tables(name: str) -> tuple[Pack, Tables]:
    """A shipped pack and the rows of its tables."""
    pack, folder = pack_folder(name)
    faults = Faults(PackError)
    found = (
        read_table(folder.joinpath("files.csv"), FILE_COLUMNS, faults),
        read_table(folder.joinpath("items.csv"), ITEM_COLUMNS, faults),
        read_table(folder.joinpath("codes.csv"), CODE_COLUMNS, faults),
    )
    faults.raise_if_any()
    return pack, found


def sheets(data: bytes) -> dict[str, dict[str, str]]:
    """The cells of each sheet by name (``D7``)."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        read = {
            name: ET.fromstring(packed.read(name))  # noqa: S314  # what this test has made itself
            for name in packed.namelist()
            if name.endswith(".xml")
        }
    texts = ["".join(one.itertext()) for one in read["xl/sharedStrings.xml"].iter(f"{MAIN}si")]
    found = {}
    for number, sheet in enumerate(read["xl/workbook.xml"].iter(f"{MAIN}sheet"), 1):
        root = read[f"xl/worksheets/sheet{number}.xml"]
        found[sheet.get("name", "")] = {
            cell.get("r", ""): texts[int(value)] if cell.get("t") == "s" else value
            for cell in root.iter(f"{MAIN}c")
            if (value := cell.findtext(f"{MAIN}v")) is not None
        }
    return found


def test_the_form_is_that_of_the_official_template() -> None:
    """Title, two header rows, IDs in two columns, end marks; sheets of lists and legends."""
    pack, rows = tables("jutogai")
    made = sheets(to_xlsx(pack, *rows))
    assert list(made) == [
        *("項目定義書（住登外者宛名番号管理）", "移行ファイル構成表"),
        *("コード一覧（個別）_住登外者宛名番号管理", "凡例）レイアウト定義"),
        *("凡例）列項目説明", "凡例）データ型"),
    ]
    items = made["項目定義書（住登外者宛名番号管理）"]
    assert items["B1"] == "■地方公共団体情報システム-（住登外者宛名番号管理）項目定義書"
    assert [items.get(f"{one}5") for one in "BDEFIL"] == [
        *(
            "データ項目ID",
            "データ項目",
            "データ項目（ローマ字）",
            "グループ",
            "クラス分類",
            "データ型",
        ),
    ]
    assert [items[f"{one}6"] for one in "FGHIJK"] == [
        "名称",
        "主キー",
        "外部キー",
        "LV1",
        "LV2",
        "LV3",
    ]
    assert [items.get(f"{one}7", "") for one in "BCDEGLM"] == [
        *("031", "1", "宛名番号", "atenabango", "○", "X", "15"),
    ]
    assert {items["B36"], items["V36"], items["W8"]} == {"e"}
    assert "推定" not in items.values()
    codes = made["コード一覧（個別）_住登外者宛名番号管理"]
    assert [codes[one] for one in ("C1", "C2", "A4", "A5", "C5")] == [
        *("業務名", "住登外者宛名番号管理", "コードID", "1", "0"),
    ]


def test_columns_of_our_own_where_they_are_used() -> None:
    """推定 stands behind the template's columns in a pack that infers."""
    pack, rows = tables("juki")
    items = next(iter(sheets(to_xlsx(pack, *rows)).values()))
    assert (items["V5"], items["W5"]) == ("備考", "推定")


def test_the_same_pack_gives_the_same_bytes() -> None:
    """No time of making is in the file."""
    pack, rows = tables("jutogai")
    assert to_xlsx(pack, *rows) == to_xlsx(pack, *rows)


def changed(row: Row, cells: Mapping[str, str]) -> Row:
    """A row with other cells."""
    return Row(place=row.place, cells={**row.cells, **cells})


def test_no_cell_is_a_formula_and_none_is_cut() -> None:
    """Texts stay texts; one that a cell cannot hold is refused with its place."""
    pack, (files, items, codes) = tables("jutogai")
    items[0] = changed(items[0], {"備考": "=1+1"})
    assert "=1+1" in next(iter(sheets(to_xlsx(pack, files, items, codes)).values())).values()
    items[0] = changed(items[0], {"備考": "あ" * 32_768})
    with pytest.raises(UsageError, match="row 7: Expected at most 32,767 characters, got 32,768"):
        to_xlsx(pack, files, items, codes)


def test_lists_of_other_domains_have_a_sheet() -> None:
    """Where they stand behind all others; else all lists stay together in their order."""
    pack, (files, items, codes) = tables("jutogai")
    other = [changed(codes[0], {"コードID": "住民基本台帳_1"}), changed(codes[1], {})]
    made = sheets(to_xlsx(pack, files, items, [*codes, *other]))
    shared = made["コード一覧（連携）_住登外者宛名番号管理"]
    assert [shared.get(one) for one in ("A5", "A6", "C6")] == ["住民基本台帳_1", None, "1"]
    made = sheets(to_xlsx(pack, files, items, [*other, *codes]))
    assert [name for name in made if "連携" in name] == []


def test_titles_that_no_sheet_can_have() -> None:
    """Cut and cleaned, and never twice the same."""
    pack, rows = tables("jutogai")
    made = sheets(to_xlsx(replace(pack, title="a/b[c]:" + "長" * 40), *rows))
    assert all(len(name) <= 31 for name in made)
    assert len(made) == 6
