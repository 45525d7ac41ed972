"""Reading a pack folder: what its cells become, and every fault with its file and line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lgmigrate.errors import PackError
from lgmigrate.standard.reader import read_pack
from lgmigrate.standard.tables import ITEM_COLUMNS

HEAD = 'name = "t"\nedition = "1"\ntitle = "試験"\nstatus = "profile"\nsource = "made up"\n'
FILES = "グループ_名称,日本語名称,説明\na,甲,\nb,乙,\n"
CODES = (
    "コードID,コード名,コード値,コード値の内容,備考\n"
    "1,性別,0,不明,\n"
    ",,1,男,\n"
    "999,自治体固有コード,任意,任意,\n"
)
Cells = dict[str, str]
Folder = Callable[..., Path]


def row(**cells: str) -> Cells:
    """A row of items.csv that is right, but for what is given."""
    short = {
        "id": "データ項目ID",
        "name": "データ項目",
        "romaji": "データ項目（ローマ字）",
        "file": "グループ_名称",
        "key": "グループ_主キー",
        "foreign": "グループ_外部キー",
        "type": "データ型",
        "digits": "桁数",
        "code": "コード",
        "repeat": "繰り返し",
        "condition": "データ出力条件",
        "text": "項目説明",
        "note": "備考",
        "inferred": "推定",
        "gaiji": "外字使用",
        "section": "標準仕様書関連箇所",
        "mandatory": "実装類型",
    }
    given = {short[name]: value for name, value in cells.items()}
    return {"グループ_名称": "a", "データ型": "X", "データ出力条件": "任意"} | given


KEY_A = row(id="01", name="番号", romaji="bango", key="○", digits="5", condition="必須")
KEY_B = row(id="02", name="番号", romaji="bango", file="b", key="○", digits="5", condition="必須")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Writes a pack folder: the tables given, else right ones, with more rows of items."""

    def write(
        *rows: Cells, head: str = HEAD, files: str = FILES, codes: str = CODES, keys: bool = True
    ) -> Path:
        lines = [",".join(ITEM_COLUMNS)]
        for one in ((KEY_A, KEY_B) if keys else ()) + rows:
            cells = (one.get(column, "") for column in ITEM_COLUMNS)
            lines.append(
                ",".join(f'"{cell}"' if re.search("[,\n]", cell) else cell for cell in cells)
            )
        tables = {"files.csv": files, "codes.csv": codes, "items.csv": "\n".join(lines) + "\n"}
        for name, text in {"pack.toml": head, **tables}.items():
            (tmp_path / name).write_text(text, encoding="utf-8", newline="")
        return tmp_path

    return write


def faults_of(folder: Path) -> list[str]:
    """The faults of a folder, each from its file's name on."""
    with pytest.raises(PackError) as caught:
        read_pack(folder)
    assert all(fault.startswith(str(folder)) for fault in caught.value.faults)
    return [fault.removeprefix(str(folder))[1:] for fault in caught.value.faults]


def test_cells_become_an_item(folder: Folder) -> None:
    """Types, digits, marks and conditions of the official template."""
    number = row(
        id="03",
        name="面積",
        romaji="menseki",
        type="9V",
        digits="7,2",
        condition="条件付き必須",
        text="※※ある場合",
        note="改定",
        inferred="○",
        repeat="3",
        section="1.2.1",
        mandatory="○",
    )
    pack = read_pack(folder(number))
    item = pack.file("a").by_name["面積"]
    assert (item.type, item.digits, item.scale, item.repeat) == ("9V", 7, 2, 3)
    assert (item.condition, item.inferred, item.key) == ("conditional", True, False)
    assert item.note == "※※ある場合\n改定"
    assert (item.section, item.mandatory) == ("1.2.1", True)


def test_wide_type_letter_is_full_width_text(folder: Folder) -> None:
    """The official sheets write Ｎ full width."""
    pack = read_pack(folder(row(id="03", name="名", romaji="na", type="Ｎ", digits="9")))
    assert pack.file("a").by_name["名"].type == "N"


def test_unknown_dates_are_marked_by_the_description(folder: Folder) -> None:
    """不詳日を許容する in 項目説明 makes a DATE an unknown date."""
    day = row(id="03", name="日", romaji="hi", type="DATE", digits="10", text="・不詳日を許容する")
    plain = row(id="04", name="期", romaji="ki", type="DATE", digits="10")
    items = read_pack(folder(day, plain)).file("a").by_name
    assert (items["日"].unknown, items["期"].unknown) == (True, False)


def test_codes_and_open_lists(folder: Folder) -> None:
    """A list's ID stands once, as in the official sheets; 任意 is a list without own values."""
    lists = read_pack(folder()).code_lists
    assert lists["1"].values() == ("0", "1")
    assert lists["999"].values() == ()


def test_a_list_is_found_by_its_number(folder: Folder) -> None:
    """The official sheets write the code of an item as 002 and the list's ID as the number 2."""
    pack = read_pack(folder(row(id="03", name="性", romaji="sei", digits="1", code="001")))
    assert pack.file("a").by_name["性"].code == "1"


def test_a_file_may_have_a_name_of_its_own_on_disk(folder: Folder) -> None:
    """グループ_名称 is the official name, ファイル名 the name that the file has."""
    files = "グループ_名称,日本語名称,説明,ファイル名\na,甲,,ko\nb,乙,,\n"
    pack = read_pack(folder(files=files))
    assert [(file.name, file.group) for file in pack.files] == [("ko", "a"), ("b", "b")]


def test_use_of_gaiji_is_stated_or_not(folder: Folder) -> None:
    """外字使用の有無 of older layouts; without the column nothing is known."""
    rows = [
        row(id=f"0{number}", name=name, romaji=f"r{number}", gaiji=cell)
        for number, (name, cell) in enumerate((("丙", "有"), ("丁", "無"), ("戊", "")), start=3)
    ]
    items = read_pack(folder(*rows)).file("a").items[1:]
    assert [item.gaiji for item in items] == [True, False, None]


def test_rows_of_a_file_stay_in_order(folder: Folder) -> None:
    """Rows of two files may stand mixed."""
    pack = read_pack(folder(row(id="03", name="乙", romaji="otsu", file="b", digits="1")))
    assert [[item.id for item in file.items] for file in pack.files] == [["01"], ["02", "03"]]


def test_digest_is_of_cells_not_of_bytes(folder: Folder) -> None:
    """Line ends and BOM do not change it; a cell does."""
    path = folder(row(id="03", name="甲", romaji="ko", digits="1"))
    before = read_pack(path).digest
    table = path / "items.csv"
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes().replace(b"\n", b"\r\n"))
    assert read_pack(path).digest == before
    other = folder(row(id="03", name="甲", romaji="ko", digits="2"))
    assert read_pack(other).digest != before


ONE = {"id": "03", "name": "丙", "romaji": "hei", "digits": "1"}


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"type": "Z"}, "Expected a type of X, N, M, 9, 9V, S9, YEAR, DATE, TIME, BLOB, got"),
        ({"digits": "0"}, "Expected a whole number of digits above 0 for X, got '0'"),
        ({"digits": "5,2"}, "Expected a whole number of digits above 0 for X, got '5,2'"),
        ({"type": "9V", "digits": "5"}, "Expected digits as n,m for 9V, got '5'"),
        ({"type": "DATE", "digits": "8"}, "Expected 10 digits for DATE, got 8"),
        ({"code": "7"}, "Expected a code list of codes.csv, got 7"),
        ({"type": "DATE", "digits": "10", "code": "1"}, "Expected a code list with X, N, M or"),
        ({"id": "01"}, "Expected each item ID once, got 01 again"),
        ({"id": ""}, "Expected データ項目ID, got an empty cell"),
        ({"name": "番号", "romaji": "bango2"}, "Expected each item of a once, got 番号 again"),
        ({"romaji": "bango"}, "Expected element names that differ, got bango of 番号 again"),
        ({"romaji": "番"}, "Expected romaji that can be an XML name, got '番'"),
        ({"romaji": ""}, "Expected romaji that can be an XML name, got ''"),
        ({"file": "c"}, "Expected a file of files.csv, got 'c'"),
        ({"foreign": "c"}, "Expected a file of files.csv that has 丙, got 'c'"),
        ({"foreign": "b"}, "Expected a file of files.csv that has 丙, got 'b'"),
        ({"foreign": "b.丁"}, "Expected a file of files.csv that has 丁, got 'b'"),
        ({"foreign": "b.番号|:"}, "Expected ○ or [pack:]file[.item], got ':'"),
        ({"gaiji": "可"}, "Expected 有 or 無 in 外字使用, got '可'"),
        ({"key": "○", "repeat": "2"}, "Expected one value of a key, got 繰り返し 2"),
        ({"condition": "なし"}, "Expected 必須, 条件付き必須, 任意, got 'なし'"),
        ({"key": "x"}, "Expected ○ or nothing in グループ_主キー, got 'x'"),
        ({"mandatory": "必須"}, "Expected ○ or nothing in 実装類型, got '必須'"),
        ({"repeat": "多"}, "Expected a number above 0 in 繰り返し, got '多'"),
        ({"repeat": "0"}, "Expected a number above 0 in 繰り返し, got '0'"),
    ],
)
def test_a_faulty_row_is_named_by_its_line(folder: Folder, cells: Cells, fault: str) -> None:
    """One fault, at line 4: the header and two keys stand above."""
    (found,) = faults_of(folder(row(**ONE | cells)))
    assert found.startswith(f"items.csv, line 4: {fault}")


def test_names_that_become_one_element_name(folder: Folder) -> None:
    """甲（乙） and 甲_乙 are one name in Japanese XML."""
    first = row(id="03", name="甲（乙）", romaji="x", digits="1")
    (found,) = faults_of(folder(first, row(id="04", name="甲_乙", romaji="y", digits="1")))
    assert found.startswith("items.csv, line 5: Expected element names that differ, got 甲_乙")


def test_a_line_break_in_a_cell_counts(folder: Folder) -> None:
    """The line is the row's first line in the file, as an editor shows it."""
    long = row(id="03", name="甲", romaji="ko", digits="1", text="一\n二\n三")
    (found,) = faults_of(folder(long, row(id="04", name="乙", romaji="otsu", type="Z")))
    assert found.startswith("items.csv, line 7: ")


def test_a_file_without_key_or_items(folder: Folder) -> None:
    """Both stand at the file's line in files.csv."""
    found = faults_of(folder(row(**ONE), keys=False))
    wanted = "Expected a key (グループ_主キー) in items.csv, got"
    assert found == [
        f"files.csv, line 2: {wanted} items without one",
        f"files.csv, line 3: {wanted} no items",
    ]


@pytest.mark.parametrize(
    ("table", "text", "fault"),
    [
        ("head", HEAD.replace('"profile"', '"official"'), "pack.toml, line 4: Expected profile|"),
        ("head", HEAD.replace('"profile"', '"imported"'), "pack.toml: Expected source_sha256"),
        ("head", HEAD.replace("title", "titel"), "pack.toml: Expected the key title, got none"),
        ("head", HEAD.replace('"1"', "1"), "pack.toml, line 2: Expected text for edition, got int"),
        ("head", HEAD + "x = [", "pack.toml: Expected TOML in UTF-8: "),
        ("files", FILES + "a,甲,\n", "files.csv, line 4: Expected each file once, got a again"),
        ("files", FILES + "B,甲,\n", "files.csv, line 4: Expected each file once, got B again"),
        ("files", FILES + "types,甲,\n", "files.csv, line 4: Expected a name other than types"),
        ("files", FILES + "Con,甲,\n", "files.csv, line 4: Expected a name that a file can have"),
        ("files", FILES + "x/y,甲,\n", "files.csv, line 4: Expected a name that a file can have"),
        ("files", FILES + "c\n", "files.csv, line 4: Expected 3 cells, got 1"),
        ("files", FILES + 'c,"甲', "files.csv, line 4: Expected CSV as RFC 4180 has it: "),
        ("files", FILES + "c,a\x0bb,\n", "files.csv, line 4: Expected characters of XML in 日"),
        ("files", FILES + "c,甲,\ufffe\n", "files.csv, line 4: Expected characters of XML in 説明"),
        ("files", '"', "files.csv, line 1: Expected CSV as RFC 4180 has it: "),
        ("files", "ファイル\na\n", "files.csv, line 1: Expected the columns グループ_名称, 日本語"),
        ("codes", CODES + "1,,1,男,\n", "codes.csv, line 5: Expected each value of 1 once, got 1"),
        ("codes", CODES + "1,,,男,\n", "codes.csv, line 5: Expected a code ID and a value, got an"),
        ("codes", CODES + "a+b,,1,,\na*b,,1,,\n", "codes.csv, line 6: Expected code IDs that"),
    ],
)
def test_a_faulty_table_is_named_by_its_line(
    folder: Folder, table: str, text: str, fault: str
) -> None:
    """The first fault of tables that are wrong in themselves."""
    assert faults_of(folder(**{table: text}))[0].startswith(fault)


def test_a_cell_that_is_longer_than_a_reader_of_csv_takes(folder: Folder) -> None:
    """It is a fault of the table, with its line."""
    (found, *_) = faults_of(folder(files=FILES + "c," + "甲" * 200_000 + ",\n"))
    assert found.startswith("files.csv, line 4: Expected CSV as RFC 4180 has it: ")


def test_a_code_that_does_not_fit_its_item(folder: Folder) -> None:
    """A list's value must be a value of the type and digits, or no record could have it."""
    sex = row(id="03", name="性別", romaji="seibetsu", type="9", digits="1", code="1")
    (found,) = faults_of(folder(sex, codes=CODES + "1,,2X,他,\n"))
    assert found == "codes.csv, line 5: Expected a value that fits 性別 (9, 1 digits), got 2X"


def test_all_faults_are_raised_at_once(folder: Folder) -> None:
    """Three rows, three kinds of faults, one error."""
    rows = [
        row(id="03", name="甲", romaji="ko", type="Z"),
        row(id="04", name="乙", romaji="otsu", code="7"),
        row(id="05", name="丙", romaji="hei", foreign="c"),
    ]
    assert [fault.partition(":")[0] for fault in faults_of(folder(*rows))] == [
        "items.csv, line 4",
        "items.csv, line 5",
        "items.csv, line 6",
    ]


def test_missing_tables_are_named_together(tmp_path: Path) -> None:
    """An empty folder lacks four files."""
    assert [fault.partition(":")[0] for fault in faults_of(tmp_path)] == [
        "pack.toml",
        "files.csv",
        "items.csv",
        "codes.csv",
    ]


def test_a_table_in_another_encoding(folder: Folder) -> None:
    """CP932 from a spreadsheet is a fault with the file's name, not an exception of its own."""
    path = folder()
    (path / "codes.csv").write_bytes(CODES.encode("cp932"))
    assert faults_of(path) == ["codes.csv: Expected UTF-8, got other bytes"]
