"""Import of the five tables of the 中間標準レイアウト, whose headers are known by synonyms."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping

import pytest

from lgmigrate.standard.workbook.column_map import read_map
from lgmigrate.standard.workbook.importing import Import, import_workbook
from tests.unit.standard.workbook_cases import Grid, Value, book, five

__all__: list[str] = []

ITEMS, CODES, FILES = "データ項目一覧表", "コード一覧", "移行ファイル構成表"
GIVEN = {"name": "t", "title": "住民基本台帳", "domain": "001"}
NAME = "layout.xlsx"


def read(sheets: Mapping[str, Grid], columns: str = "", **given: str) -> Import:
    """The import of these sheets with a mapping file."""
    known = read_map(columns.encode(), "map.toml")
    return import_workbook(book(sheets), NAME, GIVEN | given, known)


def column(done: Import, name: str, table: str = "items.csv") -> list[str]:
    """A column of a table that would be written."""
    assert done.faults == ()
    return [row[name] for row in csv.DictReader(io.StringIO(done.files[table].decode()))]


def test_the_five_tables_become_a_pack() -> None:
    """Files, items, key columns out of the diagram, lists; Japanese element names."""
    done = read(five())
    assert done.pack is not None
    pack = done.pack
    assert (pack.edition, pack.names, pack.domain) == ("2.7", "japanese", "001")
    assert [(one.name, one.description) for one in pack.files] == [
        ("住民票", "人ごと"),
        ("世帯", "世帯ごと"),
    ]
    (reference,) = pack.file("住民票").references
    (target,) = reference.targets
    assert (reference.items, target.file, target.items) == (("世帯番号",), "世帯", ("番号",))
    assert pack.code_lists["01"].name == "性別コード"
    assert [code.name for code in pack.code_lists["01"].codes] == ["男", "女"]
    items = pack.file("住民票").by_name
    assert [one.name for one in items.values() if one.key] == ["住民番号"]
    assert [one.gaiji for one in items.values()] == [False, False, True, True, None]
    assert [one.condition for one in items.values()] == [
        *("required", "required", "optional", "conditional", "optional"),
    ]


def test_types_and_digits() -> None:
    """Words of the older layouts; a day of eight digits is a DATE without them."""
    done = read(five())
    kinds = list(zip(column(done, "データ型"), column(done, "桁数"), strict=True))
    assert kinds == [
        *(("9", "15"), ("X", "15"), ("N", "100"), ("M", "300"), ("X", "1")),
        *(("X", "15"), ("DATE", ""), ("9V", "3,2")),
    ]
    assert done.items.short_days == 1
    assert done.items.types["混在"] == ("M", 1)


def test_ids_and_romaji_are_made() -> None:
    """Domain and serial number, and ``i`` before it; both are counted for the dry run."""
    done = read(five())
    assert column(done, "データ項目ID")[0::7] == ["00100001", "00100008"]
    assert column(done, "データ項目（ローマ字）")[7] == "i00100008"
    assert (done.items.made_ids, done.items.made_romaji, done.items.made_conditions) == (8, 8, 0)


def test_ids_that_are_there_are_kept() -> None:
    """Romaji is made of them."""
    sheets = five()
    for number in range(9):
        sheets[ITEMS].put(f"I{number + 1}", f"A{number}" if number else "項目ID")
    assert column(read(sheets), "データ項目（ローマ字）")[0] == "iA1"


def test_made_ids_need_the_domain() -> None:
    """The option is named."""
    done = import_workbook(book(five()), NAME, {"name": "t", "title": "住民"})
    assert done.faults[0].endswith("give --domain")


def test_without_a_column_of_conditions() -> None:
    """Keys are required, all else is optional."""
    sheets = five()
    sheets[ITEMS].drop("H")
    done = read(sheets)
    assert column(done, "データ出力条件") == ["必須" if n in {0, 5} else "任意" for n in range(8)]
    assert done.items.made_conditions == 8


def split(name: str, label: str | None) -> dict[str, Grid]:
    """The same items in a sheet a file, the file named by the sheet or above the header."""
    sheets = five()
    rows = sheets.pop(ITEMS).rows
    for file, part in (("住民票", rows[1:6]), ("世帯", rows[6:])):
        title: list[list[Value]] = [] if label is None else [[label, None, file], []]
        body = [list(row[1:]) for row in (rows[0], *part)]
        sheets[name.format(file=file)] = Grid(rows=[*title, *body])
    return sheets


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("データ項目一覧表（{file}）", None),
        ("データ項目一覧_{file}", None),
        ("項目一覧 {file}", "移行ファイル名称："),
        ("{file}の項目一覧", "移行ファイル 名称"),
    ],
)
def test_a_sheet_a_file(name: str, label: str | None) -> None:
    """The file stands in the sheet's name or above the header."""
    done = read(split(name, label))
    assert column(done, "グループ_名称") == ["住民票"] * 5 + ["世帯"] * 3


def test_lists_found_by_their_names() -> None:
    """An item names its list by name or by ID, with or without zeros."""
    for cell in ("性別コード", "01", "1", 1):
        sheets = five()
        sheets[ITEMS].put("F6", cell)
        done = read(sheets)
        assert done.pack is not None
        assert done.pack.file("住民票").by_name["性別"].code == "01"


def test_a_diagram_that_is_a_drawing() -> None:
    """Key columns may say the same; it is passed over and told."""
    sheets = five()
    sheets["移行ファイル関連図"] = Grid(rows=[["図を参照"]])
    done = read(sheets)
    assert done.faults == ()
    assert [one.reason for one in done.layouts if one.role == "ignore"] == ["drawing"]


def test_names_on_disk_of_the_table_of_files() -> None:
    """A column of file IDs names the files."""
    sheets = five()
    for row, name in zip(sheets[FILES].rows[1:], ("ファイルID", "jumin", "setai"), strict=True):
        row.append(name)
    assert column(read(sheets), "ファイル名", "files.csv") == ["jumin", "setai"]


def put(sheet: str, place: str, value: str | float | None) -> Callable[[dict[str, Grid]], None]:
    """Change one cell."""
    return lambda sheets: sheets[sheet].put(place, value)


DAMAGES = {
    "type": (put(ITEMS, "C3", "不明"), f"{ITEMS}, row 3, column C: Expected a type of"),
    "digits": (put(ITEMS, "D3", "若干"), f"{ITEMS}, row 3, column D: Expected a number"),
    "gaiji": (put(ITEMS, "E3", "少々"), f"{ITEMS}, row 3, column E: Expected 有 or 無"),
    "list": (put(ITEMS, "F6", "年号"), f"{ITEMS}, row 6, column F: Expected a list of"),
    "key": (put(ITEMS, "G3", "？"), f"{ITEMS}, row 3, column G: Expected ○ or nothing"),
    "required": (put(ITEMS, "H3", "？"), f"{ITEMS}, row 3, column H: Expected 必須"),
    "name": (put(ITEMS, "B4", "世帯番号"), f"{ITEMS}, row 4, column B: Expected each データ項目"),
    "file": (put(ITEMS, "A7", "税"), f"{ITEMS}, row 7, column A: Expected a file of files.csv"),
    "value": (put(CODES, "B3", "1"), f"{CODES}, row 3, column B: Expected each value of list 01"),
    "fit": (put(CODES, "B3", "22"), f"{CODES}, row 3, column B: Expected a value that fits"),
    "source": (
        put("移行ファイル関連図", "A3", "税"),
        "移行ファイル関連図, row 3, column A: Expected a file",
    ),
    "item": (
        put("移行ファイル関連図", "B3", "年"),
        "移行ファイル関連図, row 3, column B: Expected an item",
    ),
    "target": (
        put("移行ファイル関連図", "C3", "税"),
        "移行ファイル関連図, row 3, column C: Expected a f",
    ),
    "goal": (
        put("移行ファイル関連図", "D3", "年"),
        "移行ファイル関連図, row 3, column D: Expected an i",
    ),
    "twice": (put(FILES, "B4", "住民票"), f"{FILES}, row 4, column B: Expected each file once"),
    "structure": (
        put("コード構成表", "A2", "02"),
        "コード構成表, row 2, column A: Expected the values",
    ),
    "no type": (
        put(ITEMS, "C1", "備考"),
        f"{ITEMS}, row 1: Expected the column データ型, got none",
    ),
    "no digits": (put(ITEMS, "D1", "幅"), f"{ITEMS}, row 1: Expected the column 桁数, got none"),
    "no key": (put(ITEMS, "G1", "幅"), f"{ITEMS}, row 1: Expected the column グループ_主キー"),
    "no meaning": (put(CODES, "C1", "幅"), f"{CODES}, row 1: Expected the column コード値の内容"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_told_with_its_place(name: str) -> None:
    """Sheet, row and column; nothing is there to be written."""
    change, expected = DAMAGES[name]
    sheets = five()
    change(sheets)
    done = read(sheets)
    place = f"{NAME}, sheet {expected}"
    assert any(fault.startswith(place) for fault in done.faults), done.faults
    assert (done.files, done.pack) == ({}, None)


def test_damages_are_told_all_at_once() -> None:
    """Of all five tables."""
    names = ("type", "digits", "list", "value", "source", "twice")
    sheets = five()
    for name in names:
        DAMAGES[name][0](sheets)
    faults = read(sheets).faults
    for name in names:
        assert any(one.startswith(f"{NAME}, sheet {DAMAGES[name][1]}") for one in faults), name


def odd() -> dict[str, Grid]:
    """A workbook that is not understood by itself: odd names, headers and types."""
    return {
        "A": Grid(
            rows=[
                ["頁", "ふぁいる", "なまえ", "しゅるい", "ながさ", "鍵"],
                [1, "甲", "番号", "ばんごう型", 5, "○"],
                [1, None, "名前", "漢字", 9],
            ]
        ),
        "B": Grid(rows=[["コードID", "コード名", "コード値", "コード値の内容"], [1, "x", 1, "y"]]),
    }


ODD = """
[sheets]
"B" = "ignore"
[sheets."A"]
role = "items"
header = 1
[sheets."A".columns]
"グループ_名称" = "ふぁいる"
"データ項目" = "C"
"データ型" = "D"
"桁数" = "ながさ"
"グループ_主キー" = "F"
[types]
"ばんごう型" = "9"
[files]
"甲" = "kou"
"""


def test_a_mapping_file_for_the_odd_workbook() -> None:
    """Roles, header, columns by letter and header, types, names on disk."""
    assert any("Expected a sheet of items" in one for one in read(odd(), edition="1").faults)
    done = read(odd(), ODD, edition="1")
    assert column(done, "データ型") == ["9", "N"]
    assert column(done, "グループ_名称") == ["甲", "甲"]
    assert column(done, "ファイル名", "files.csv") == ["kou"]
    assert done.codes.entries == []


MAP_FAULTS = {
    '"B" = "ignore"': ('"C" = "ignore"', "line 3: Expected a sheet of A, B, got C"),
    '"データ項目" = "C"': ('"なまえ" = "C"', "line 9: Expected a column of"),
    '"データ型" = "D"': ('"データ型" = "種別"', "line 10: Expected a header or column letter"),
    '"甲" = "kou"': ('"乙" = "kou"', "line 16: Expected a group of 甲, got 乙"),
}


@pytest.mark.parametrize("right", MAP_FAULTS)
def test_a_mapping_file_that_does_not_fit_the_workbook(right: str) -> None:
    """The line of the mapping file is told."""
    wrong, expected = MAP_FAULTS[right]
    faults = read(odd(), ODD.replace(right, wrong), edition="1").faults
    assert any(one.startswith(f"map.toml, {expected}") for one in faults), faults


def test_a_column_that_a_mapping_file_says_there_is_none_of() -> None:
    """It is blank, and no fault."""
    sheets = five()
    sheets[ITEMS].put("G1", "幅")
    none = '[sheets."データ項目一覧表"]\ncolumns = { "グループ_主キー" = "" }\n'
    faults = read(sheets, none).faults
    assert len(faults) == 2
    assert all("Expected a key" in one for one in faults)


def test_one_file_needs_no_name_in_the_sheet_of_its_items() -> None:
    """The only file of 移行ファイル構成表 is meant."""
    sheets = five()
    del sheets[FILES].rows[3:], sheets["移行ファイル関連図"], sheets[ITEMS].rows[6:]
    sheets[ITEMS].drop("A")
    assert column(read(sheets), "グループ_名称") == ["住民票"] * 5


def test_a_number_with_a_point_and_no_scale() -> None:
    """Older tables give the digits alone: there is none behind the point."""
    sheets = five()
    sheets[ITEMS].put("C9", "小数")
    sheets[ITEMS].put("D9", 7)
    assert column(read(sheets), "桁数")[7] == "7,0"


def test_dashes_in_marks() -> None:
    """－ is 任意, no key and no gaiji."""
    sheets = five()
    for place in ("E4", "G4", "H4"):
        sheets[ITEMS].put(place, "－")
    done = read(sheets)
    assert [column(done, one)[2] for one in ("外字使用", "グループ_主キー", "データ出力条件")] == [
        *("無", "", "任意"),
    ]
