"""Import of the official template: what cells become, how odd sheets are read, and damages."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping

import pytest

from lgmigrate.standard.workbook.column_map import ColumnMap, SheetMap
from lgmigrate.standard.workbook.importing import Import, import_workbook
from tests.unit.standard.workbook_cases import Grid, book, item, official

__all__: list[str] = []

Sheets = dict[str, Grid]
ITEMS, CODES, SHARED = "項目定義書（試験業務）", "コード一覧（個別）", "コード一覧（連携）"
GIVEN = {"name": "t", "edition": "1"}


def read(sheets: Mapping[str, Grid], name: str = "w.xlsx", **given: str) -> Import:
    """The import of these sheets."""
    return import_workbook(book(sheets), name, GIVEN | given)


def rows(done: Import, name: str) -> list[dict[str, str]]:
    """The rows of a table that would be written."""
    assert done.faults == ()
    return list(csv.DictReader(io.StringIO(done.files[name].decode())))


def column(done: Import, name: str) -> list[str]:
    """A column of items.csv."""
    return [row[name] for row in rows(done, "items.csv")]


def test_the_template_becomes_a_pack() -> None:
    """IDs in two columns, types, digits, keys, conditions and repetition; the head from cells."""
    done = read(official())
    assert column(done, "データ項目ID") == [f"0010000{number}" for number in range(1, 7)]
    assert column(done, "データ型") == ["X", "Ｎ", "X", "9V", "X", "9"]
    assert column(done, "桁数") == ["15", "100", "1", "5,2", "15", "1"]
    assert column(done, "項目説明")[1] == "説明\n※※ある場合"
    assert done.pack is not None
    pack = done.pack
    assert (pack.title, pack.domain, pack.status, pack.names) == (
        *("試験業務", "001", "imported", "romaji"),
    )
    assert [file.group for file in pack.files] == ["住民", "税"]
    assert pack.file("住民").by_name["面積"].repeat == 3
    assert [one.items for one in pack.file("税").references] == [("番号",)]


def test_lists_of_both_kinds_are_kept_apart() -> None:
    """List 1 is not list 1 of 住民基本台帳, however a cell joins name and number."""
    for cell in ("住民基本台帳1", "住民基本台帳_1", "住民基本台帳_001", "住民基本台帳－１"):
        sheets = official()
        sheets[ITEMS].put("M12", cell)
        done = read(sheets)
        assert done.pack is not None
        assert column(done, "コード")[5] == "住民基本台帳_1"
        lists = done.pack.code_lists
        assert [code.name for code in lists["1"].codes] == ["不明", "男"]
        assert [code.name for code in lists["住民基本台帳_1"].codes] == ["日本人", "外国人"]


def test_numbers_shown_with_zeros_are_values_with_zeros() -> None:
    """A code value 1 of the format 00 is 01, and a list without values takes any."""
    done = read(official())
    assert done.pack is not None
    assert done.pack.code_lists["2"].values() == ("01", "02")
    assert done.pack.code_lists["999"].values() == ()


@pytest.mark.parametrize("cell", ["3、2", "３，２", "３,２", " 3,2 ", "3 ,\n2"])
def test_ways_to_write_two_digits(cell: str) -> None:
    """Any width, either comma."""
    sheets = official()
    sheets[ITEMS].put("L10", cell)
    assert column(read(sheets), "桁数")[3] == "3,2"


def test_numbers_and_widths() -> None:
    """15.0 is 15, full-width digits and marks are the pack's, an odd letter too."""
    sheets = official()
    for place, value in (("L7", 15.0), ("L8", "１００桁"), ("F7", "◯"), ("N10", "３")):
        sheets[ITEMS].put(place, value)
    sheets[ITEMS].put("K9", "ｘ")
    done = read(sheets)
    assert column(done, "桁数")[:2] == ["15", "100"]
    assert column(done, "グループ_主キー")[0] == "○"
    assert (column(done, "繰り返し")[3], column(done, "データ型")[2]) == ("3", "X")


def test_header_words_in_any_width_and_with_blanks() -> None:
    """Headers are compared without blanks, line ends, width and case."""
    sheets = official()
    for place, value in (("K5", "データ\n型"), ("H6", "Lv１"), ("A5", "データ項目 ＩＤ※1")):
        sheets[ITEMS].put(place, value)
    assert column(read(sheets), "データ型")[1] == "Ｎ"


def test_header_that_is_not_merged() -> None:
    """グループ over its first column only, and the ID over the first of its two."""
    sheets = official()
    sheets[ITEMS].merges = []
    assert column(read(sheets), "データ項目ID")[5] == "00100006"


def test_id_in_one_column() -> None:
    """A text of eight digits, or the number that it became."""
    sheets = official()
    for number, row in enumerate(sheets[ITEMS].rows):
        if 6 <= number < 12:
            row[0] = f"0010000{number}" if number % 2 else 100000 + number
        row[1:2] = []
    sheets[ITEMS].merges = []
    assert column(read(sheets), "データ項目ID")[:2] == ["00100006", "00100007"]


def test_merged_cells_of_the_data_count_for_each_row() -> None:
    """A group merged over its rows, and a list's ID and name over its values."""
    sheets = official()
    sheets[ITEMS].merges.append("E7:E10")
    for row in (8, 9, 10):
        sheets[ITEMS].put(f"E{row}", None)
    sheets[CODES].merges += ["A6:A7", "B6:B7"]
    done = read(sheets)
    assert column(done, "グループ_名称") == ["住民"] * 4 + ["税"] * 2
    assert [row["コードID"] for row in rows(done, "codes.csv")][:3] == ["1", "1", "2"]


def test_sheets_of_one_group_each() -> None:
    """Several sheets of items are one table, in their order."""
    sheets = official()
    second = Grid(rows=[list(row) for row in sheets[ITEMS].rows[:6]], merges=sheets[ITEMS].merges)
    second.rows += sheets[ITEMS].rows[10:12]
    del sheets[ITEMS].rows[10:12]
    sheets["項目定義書（試験業務）税"] = second
    done = read(sheets)
    assert column(done, "グループ_名称") == ["住民"] * 4 + ["税"] * 2


def test_rows_that_are_none_are_told() -> None:
    """End mark and what is behind it, the header again, notes, prepared IDs."""
    sheets = official()
    rows_ = sheets[ITEMS].rows
    rows_.insert(9, list(rows_[4]))
    rows_.insert(9, ["001"])
    rows_.append(["001", 9, "後"])
    done = read(sheets)
    assert len(column(done, "データ項目")) == 6
    assert {one.reason: one.rows for one in done.ignored if one.sheet == ITEMS} == {
        "end": (15,),
        "after_end": (16,),
        "header": (11,),
        "note": (10,),
    }


def test_a_row_of_the_letter_e_is_data_if_it_is_not_the_last() -> None:
    """Only the last row of marks ends a table."""
    sheets = official()
    sheets[CODES].rows[7:8] = [["e", "e", "e", "e"]]
    sheets[CODES].rows[8:9] = []
    done = read(sheets)
    assert [row["コード値"] for row in rows(done, "codes.csv")][:3] == ["0", "1", "e"]


def test_group_that_no_file_can_be_named_after() -> None:
    """Its file gets a name without the signs; the group stays."""
    sheets = official()
    for row in range(7, 11):
        sheets[ITEMS].put(f"E{row}", "住民/人 票")
    files = rows(read(sheets), "files.csv")
    assert (files[0]["グループ_名称"], files[0]["ファイル名"]) == ("住民/人 票", "住民_人_票")


@pytest.mark.parametrize(
    ("name", "edition", "title"),
    [
        ("001_住民基本台帳_基本データリスト【第2.1版】_20230929.xlsx", "2.1", "住民基本台帳"),
        ("基本データリスト【第２．０版】.xlsx", "2.0", ""),
        ("layout_V2.7.xlsx", "2.7", ""),
    ],
)
def test_head_from_the_file_name(name: str, edition: str, title: str) -> None:
    """Edition, domain and title as official lists are named, where no cell states them."""
    sheets = official()
    sheets[ITEMS].put("A1", "")
    sheets[CODES].put("C1", "")
    sheets["項目定義書"] = sheets.pop(ITEMS)
    head = import_workbook(book(sheets), name, {"name": "t"}).head
    assert (head["edition"], head["title"]) == (edition, title)


def test_options_count_most_and_missing_ones_are_named() -> None:
    """What is given wins; what is nowhere is asked for by its option, all at once."""
    done = read(official(), title="別", domain="002")
    assert (done.head["title"], done.head["domain"]) == ("別", "002")
    faults = import_workbook(book(official()), "w.xlsx").faults
    assert [re.findall("--[a-z]+", one) for one in faults] == [["--name"], ["--edition"]]
    named = import_workbook(
        book(official()), "w.xlsx", {"edition": "1"}, names_by_domain={"001": "juki"}
    )
    assert named.head["name"] == "juki"
    wrong = import_workbook(book(official()), "w.xlsx", GIVEN | {"name": "a b", "domain": "1"})
    assert [one.split(":")[0] for one in wrong.faults] == ["--name", "--domain"]


Damage = tuple[Callable[[Sheets], None], str]


def put(sheet: str, place: str, value: str | float | None) -> Callable[[Sheets], None]:
    """Change one cell."""
    return lambda sheets: sheets[sheet].put(place, value)


def drop(sheet: str, letter: str) -> Callable[[Sheets], None]:
    """Take a column away, with the merged ranges, which would stand elsewhere then."""

    def change(sheets: Sheets) -> None:
        sheets[sheet].merges = []
        sheets[sheet].drop(letter)

    return change


def items(rest: str) -> str:
    """The place of a fault in the sheet of items."""
    return f"w.xlsx, sheet {ITEMS}, {rest}"


def codes(rest: str) -> str:
    """The place of a fault in the sheet of individual lists."""
    return f"w.xlsx, sheet {CODES}, {rest}"


DAMAGES: dict[str, Damage] = {
    "unknown type": (put(ITEMS, "K7", "Q"), items("row 7, column K: Expected a type of X")),
    "no type": (put(ITEMS, "K8", None), items("row 8, column K: Expected a type of X")),
    "digits 0": (put(ITEMS, "L7", 0), items("row 7, column L: Expected a number above 0")),
    "digits text": (put(ITEMS, "L8", "十"), items("row 8, column L: Expected a number above 0")),
    "digits of X": (put(ITEMS, "L9", "1,2"), items("row 9, column L: Expected a whole number")),
    "digits of 9V": (put(ITEMS, "L10", 5), items("row 10, column L: Expected digits as n,m")),
    "digits with a point": (put(ITEMS, "L10", "3.2"), items("row 10, column L: Expected a number")),
    "two digits": (put(ITEMS, "L8", "5\n2"), items("row 8, column L: Expected a number above 0")),
    "control": (put(ITEMS, "P8", "定\x0b義"), items("row 8, column P: Expected characters of XML")),
    "condition": (put(ITEMS, "O9", "適宜"), items("row 9, column O: Expected 必須, 条件付き必須")),
    "no condition": (put(ITEMS, "O9", None), items("row 9, column O: Expected 必須")),
    "repeat": (put(ITEMS, "N10", "多数"), items("row 10, column N: Expected a number above 0")),
    "key mark": (put(ITEMS, "F8", "?"), items("row 8, column F: Expected ○ or nothing")),
    "day of 8": (put(ITEMS, "K7", "DATE"), items("row 7, column L: Expected 10 digits for DATE")),
    "half an ID": (put(ITEMS, "B8", None), items("row 8, column A: Expected a domain of 3")),
    "実装類型": (put(ITEMS, "S8", "?"), items("row 8, column S: Expected ○ or nothing")),
    "no romaji": (put(ITEMS, "D8", None), items("row 8, column D: Expected romaji")),
    "romaji": (put(ITEMS, "D8", "1a"), items("row 8, column D: Expected romaji")),
    "same romaji": (put(ITEMS, "D8", "bango"), items("row 8, column C: Expected element names")),
    "no name": (
        put(ITEMS, "C8", None),
        items("row 8, column C: Expected データ項目, got an empty"),
    ),
    "no group": (put(ITEMS, "E8", None), items("row 8, column E: Expected グループ_名称")),
    "same name": (
        put(ITEMS, "C8", "番号"),
        items("row 8, column C: Expected each データ項目 once"),
    ),
    "same ID": (put(ITEMS, "B8", 1), items("row 8, column A: Expected each データ項目ID once")),
    "ID": (put(ITEMS, "B8", "x1"), items("row 8, column A: Expected a domain of 3 characters")),
    "long ID": (put(ITEMS, "B8", 123456), items("row 8, column A: Expected a domain of 3")),
    "list": (put(ITEMS, "M9", 7), items("row 9, column M: Expected a list of the sheets")),
    "other list": (put(ITEMS, "M12", "税1"), items("row 12, column M: Expected a list of")),
    "code of 9V": (put(ITEMS, "M10", 1), items("row 10, column M: Expected a code list with X")),
    "no such file": (put(ITEMS, "G11", "x.y"), items("row 11, column G: Expected a file of")),
    "error": (put(ITEMS, "K7", "#REF!"), items("row 7, column K: Expected a type")),
    "same value": (put(CODES, "C7", "0"), codes("row 7, column C: Expected each value of list 1")),
    "no value": (put(CODES, "C7", None), codes("row 7, column C: Expected コード値")),
    "long value": (put(CODES, "C7", "12"), codes("row 7, column C: Expected a value that fits")),
    "no list ID": (put(CODES, "A6", None), codes("row 6, column A: Expected the ID of a list")),
    "no key": (put(ITEMS, "F11", None), items("row 11, column E: Expected a key")),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damage_is_told_with_its_place(name: str) -> None:
    """Sheet, row and column; nothing is there to be written."""
    change, expected = DAMAGES[name]
    sheets = official()
    change(sheets)
    done = read(sheets)
    assert any(fault.startswith(expected) for fault in done.faults), done.faults
    assert (done.files, done.pack) == ({}, None)


APART = ("unknown type", "digits text", "condition", "repeat", "other list", "same value")


def test_damages_are_told_all_at_once() -> None:
    """Several wrong cells of both sheets, and each of them by exactly one fault."""
    sheets = official()
    for name in APART:
        DAMAGES[name][0](sheets)
    faults = read(sheets).faults
    for name in APART:
        assert sum(fault.startswith(DAMAGES[name][1]) for fault in faults) == 1, faults
    assert len(faults) == len(APART)


LETTERS = "CDEFGHIJKLMNOPQRSTU"
NAMES = [
    "データ項目",
    "データ項目（ローマ字）",
    "グループ_名称",
    "グループ_主キー",
    "グループ_外部キー",
]
NAMES += ["クラス分類_LV1", "クラス分類_LV2", "クラス分類_LV3", "データ型", "桁数", "コード"]
NAMES += ["繰り返し", "データ出力条件", "項目定義", "項目説明", "標準仕様書関連箇所"]
NAMES += ["実装類型", "サンプル値", "備考"]


@pytest.mark.parametrize(("letter", "name"), list(zip(LETTERS, NAMES, strict=True)))
def test_a_missing_column_is_told(letter: str, name: str) -> None:
    """Each column of the template, once; the sheet and the rows of its header are the place."""
    sheets = official()
    head = sheets[ITEMS].rows[4]
    head[5:7], head[8:10] = ["グループ"] * 2, ["クラス分類"] * 2
    drop(ITEMS, letter)(sheets)
    faults = read(sheets).faults
    assert faults == (items(f"row 5-6: Expected the column {name}, got none"),)


def test_two_missing_columns_and_a_missing_one_of_codes() -> None:
    """All of them are told."""
    sheets = official()
    drop(ITEMS, "U")(sheets)
    drop(ITEMS, "K")(sheets)
    drop(CODES, "D")(sheets)
    sheets[ITEMS].put("L9", 7)
    faults = read(sheets).faults
    for expected in (
        items("row 5-6: Expected the column 備考"),
        items("row 5-6: Expected the column データ型"),
        codes("row 4: Expected the column コード値の内容"),
        items("row 9, column L: Expected a list of the sheets of codes"),
    ):
        assert any(one.startswith(expected) for one in faults), faults
    assert len(faults) == 4
    drop(CODES, "C")(sheets)
    assert not any("Expected a list" in one for one in read(sheets).faults)


def test_a_list_without_values_is_told_where_it_begins() -> None:
    """In the middle of a sheet, and at its end."""
    sheets = official()
    sheets[CODES].rows[7:9] = [[2, "区分の別"]]
    assert read(sheets).faults[0].startswith(codes("row 8, column C: Expected values of list 2"))
    sheets[CODES].rows[8:9] = []
    assert read(sheets).faults[0].startswith(codes("row 8, column C: Expected values of list 2"))


def test_a_list_of_two_sheets() -> None:
    """The municipality's own list may stand in each sheet, another only in one."""
    sheets = official()
    second = Grid(rows=[*sheets[CODES].rows[:5], [999, "自治体固有コード", "任意", "任意"]])
    sheets["コード一覧（個別）_2"] = second
    done = read(sheets)
    assert (done.faults, done.codes.again) == ((), ["999"])
    second.rows.append([1, "性別", "0", "不明"])
    place = "w.xlsx, sheet コード一覧（個別）_2, row 7, column A: Expected each list in one sheet"
    assert read(sheets).faults[0].startswith(place)


def test_shared_lists_need_the_name_of_their_domain() -> None:
    """A bare number in the shared sheet would be taken for an individual list."""
    sheets = official()
    sheets[SHARED].drop("A")
    expected = f"w.xlsx, sheet {SHARED}, row 2, column A: Expected the name of the domain"
    assert any(one.startswith(expected) for one in read(sheets).faults)
    for row in sheets[SHARED].rows[1:]:
        row[0] = "住民基本台帳_1"
    assert column(read(sheets), "コード")[5] == "住民基本台帳_1"


def test_no_sheet_of_items() -> None:
    """The sheets that are there are named."""
    sheets = official()
    del sheets[ITEMS]
    faults = read(sheets).faults
    assert any("Expected a sheet of items" in one and CODES in one for one in faults)


def test_a_sheet_of_items_without_header_or_rows() -> None:
    """Both are told with the sheet."""
    sheets = official()
    del sheets[ITEMS].rows[6:]
    assert items("")[:-2] + ": Expected rows of items below the header, got none" in (
        read(sheets).faults
    )
    del sheets[ITEMS].rows[4:]
    assert items("")[:-2] + ": Expected a header row with" in read(sheets).faults[0]


def test_items_are_known_without_the_name_of_the_sheet() -> None:
    """By the header, hidden or not."""
    sheets = official()
    sheets["Sheet1"] = sheets.pop(ITEMS)
    sheets["Sheet2"] = sheets.pop(CODES)
    sheets["Sheet2"].hidden = True
    done = read(sheets)
    assert done.faults == ()
    assert [(one.role, one.reason) for one in done.layouts if "Sheet" in one.sheet.name] == [
        ("items", "header"),
        ("codes", "header"),
    ]


def test_cells_that_are_right_stay_as_they_are() -> None:
    """Text that the pack takes is not rewritten, for the official list is what it says."""
    sheets = official()
    sheets[ITEMS].put("M9", "001")
    sheets[ITEMS].rows[7] = item(2, "氏名", "shimei", "N", "100", sample="　全角　", note="a\n\n b")
    done = read(sheets)
    assert (column(done, "コード")[2], column(done, "データ型")[1]) == ("001", "N")
    assert (column(done, "サンプル値")[1], column(done, "備考")[1]) == ("全角", "a\n\n b")
    assert done.pack is not None
    assert done.pack.file("住民").by_name["性別"].code == "1"


def test_a_list_that_the_workbook_does_not_have() -> None:
    """A mapping file says which list is meant, or that the item has none."""
    sheets = official()
    sheets[ITEMS].put("M12", "税1")
    for meant in ("002", ""):
        columns = ColumnMap(codes={"税1": meant})
        sheets[ITEMS].put("L12", 2)
        done = import_workbook(book(sheets), "w.xlsx", GIVEN, columns)
        assert column(done, "コード")[5] == meant


def test_a_template_without_romaji() -> None:
    """A mapping file says that there is none: the elements are Japanese then."""
    sheets = official()
    drop(ITEMS, "D")(sheets)
    sheets[ITEMS].rows[4][4:6], sheets[ITEMS].rows[4][7:9] = ["グループ"] * 2, ["クラス分類"] * 2
    none = {"データ項目（ローマ字）": "", "備考": ""}
    columns = ColumnMap(sheets={ITEMS: SheetMap(columns=none)})
    done = import_workbook(book(sheets), "w.xlsx", GIVEN, columns)
    assert column(done, "データ項目（ローマ字）")[0] == "i00100001"
    assert column(done, "備考") == [""] * 6
    assert done.head["names"] == "japanese"


def test_dashes_are_nothing() -> None:
    """In columns of numbers, marks and lists."""
    sheets = official()
    for place in ("L8", "M9", "N10", "F8", "G11"):
        sheets[ITEMS].put(place, "－")
    done = read(sheets)
    assert [column(done, name)[at] for name, at in (("桁数", 1), ("コード", 2))] == ["", ""]
    assert (column(done, "繰り返し")[3], column(done, "グループ_外部キー")[4]) == ("", "")


def test_notes_below_lists() -> None:
    """A note in the column of IDs or names is no list; another text is one without values."""
    for text, right in (("※1 国の定め", True), ("（注）国の定め", True), ("国の定め", False)):
        sheets = official()
        sheets[CODES].rows[9:9] = [[text]]
        assert (read(sheets).faults == ()) is right


def test_samples_that_are_numbers() -> None:
    """As they are shown."""
    sheets = official()
    sheets[ITEMS].put("T7", (1, "000"))
    assert column(read(sheets), "サンプル値")[0] == "001"


def test_an_item_without_id() -> None:
    """Both cells are empty; another ID of one cell may be merged over both."""
    sheets = official()
    sheets[ITEMS].rows[7][:2] = [None, None]
    assert read(sheets).faults == (
        items("row 8, column A: Expected データ項目ID, got an empty cell"),
    )
    sheets[ITEMS].rows[7][0] = "A2"
    sheets[ITEMS].merges.append("A8:B8")
    assert column(read(sheets), "データ項目ID")[1] == "A2"
