"""The MJ list and the shrink map: each form says the same, and every fault is told at once."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from lgmigrate.charset.mj import Ground, Moji, Relation, Table
from lgmigrate.charset.mj_sources import open_moji, read_moji_list, read_shrink_map
from lgmigrate.errors import CharsetError
from tests.unit.charset.mj_files import (
    HEADINGS,
    RELATIONS,
    ROWS,
    list_csv,
    list_json,
    list_xlsx,
    map_json,
    mojidata,
)

__all__: list[str] = []

LISTS = (list_xlsx, list_csv, list_json, mojidata)
MAPS = (map_json, mojidata)


@pytest.mark.parametrize("write", LISTS)
def test_list_is_read(write: Callable[[Path], Path], tmp_path: Path) -> None:
    """Every form gives the same glyphs, whatever the file is called."""
    found = read_moji_list(write(tmp_path / "list.dat"))
    assert [one.mj for one in found] == [row["MJ文字図形名"] for row in ROWS]
    assert found.by_code("MJ026190") == Moji(
        mj="MJ026190",
        ucs="邉",
        implemented="邉",
        ivs=("邉\U000e010f",),
        x0213="1-78-21",
        koseki="445000",
        juki="J+9089",
        toki="00445000",
        readings=("ヘン", "あたり"),
    )
    assert found.by_code("MJ030185") == Moji(
        mj="MJ030185",
        ucs="\u6717",
        implemented="\uf929",
        ivs=("\u6717\U000e0106",),
        svs=("\u6717\ufe00",),
        compatible="\uf929",
        x0213="1-85-46",
    )


@pytest.mark.parametrize("write", LISTS)
def test_details_of_rows(write: Callable[[Path], Path], tmp_path: Path) -> None:
    """包摂, several sequences, leading zeros that a spreadsheet drops, glyphs without any text."""
    found = read_moji_list(write(tmp_path / "list.dat"))
    glyphs = {one.mj: one for one in found}
    assert [one.mj for one in found if one.unified] == ["MJ028902"]
    assert glyphs["MJ059399"].ivs == ("\U0002b9e4\U000e0100", "博\U000e010a")
    assert glyphs["MJ030196"].koseki == "094190"
    assert glyphs["MJ037229"] == Moji(mj="MJ037229")
    assert found.by_code("MJ000000") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("邉", ["MJ026190"]),
        ("邉\U000e0112", ["MJ060238"]),
        ("邉\U000e0100", []),
        ("\u6717\ufe00", ["MJ030185"]),
        ("\uf929", ["MJ030185"]),
        ("\u6717", ["MJ030185"]),
        ("\ufa10", ["MJ030195"]),
        ("\u585a", ["MJ030195"]),
        ("博\U000e010a", ["MJ059399"]),
        ("", []),
        ("亜", []),
    ],
)
def test_text_stands_for_glyphs(text: str, expected: list[str], tmp_path: Path) -> None:
    """A sequence stands for its own glyph; a character for that which has it, or may have it."""
    found = read_moji_list(list_csv(tmp_path / "list.csv"))
    assert [one.mj for one in found.by_text(text)] == expected


def test_family_and_text_of_glyphs(tmp_path: Path) -> None:
    """All glyphs of a character are found, and what carries each in text."""
    found = read_moji_list(list_csv(tmp_path / "list.csv"))
    assert [(one.mj, one.text) for one in found.family("邉")] == [
        ("MJ026190", "邉"),
        ("MJ060238", "邉\U000e0112"),
    ]
    assert found.family("") == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_csv_in_either_encoding(encoding: str, tmp_path: Path) -> None:
    """A CSV is UTF-8, with or without BOM, or cp932."""
    path = list_csv(tmp_path / "list.csv", encoding=encoding)
    assert len(read_moji_list(path)) == len(ROWS)


@pytest.mark.parametrize("write", MAPS)
def test_map_is_read(write: Callable[[Path], Path], tmp_path: Path) -> None:
    """Every form gives the same relations, each with table, rank and hops."""
    found = read_shrink_map(write(tmp_path / "map.dat"))
    assert set(found.relations("MJ026190")) == {
        Relation("邉", Ground(Table.UNIFICATION)),
        Relation("辺", Ground(Table.PARENT, hop=1)),
        Relation("邊", Ground(Table.PARENT, hop=1)),
    }
    assert set(found.relations("MJ060238")) == {
        Relation("邉", Ground(Table.UNIFICATION)),
        Relation("邉", Ground(Table.WRONG)),
    }
    assert set(found.relations("MJ030195")) == {
        Relation("\u585a", Ground(Table.NOTICE_ONE, rank=1)),
        Relation("\ufa10", Ground(Table.NOTICE_TWO, rank=2)),
        Relation("\u585a", Ground(Table.DICTIONARY)),
        Relation("\u585a", Ground(Table.ANALOGY)),
    }
    assert found.relations("MJ000000") == ()
    assert len(found) == 12


def test_open_knows_files_by_content(tmp_path: Path) -> None:
    """One file of both, or one of each in any order; without a map there is none."""
    both = mojidata(tmp_path / "moji.db")
    alone = mojidata(tmp_path / "list.db", shrink=False)
    workbook, mapped = list_xlsx(tmp_path / "a"), map_json(tmp_path / "b")
    for paths in ((both,), (workbook, mapped), (mapped, workbook)):
        moji, shrink = open_moji(*paths)
        assert (len(moji), shrink and len(shrink)) == (len(ROWS), 12)
    for path in (alone, workbook):
        moji, shrink = open_moji(path)
        assert (len(moji), shrink) == (len(ROWS), None)


def test_missing_columns_are_named(tmp_path: Path) -> None:
    """A table without columns of the list says which."""
    path = tmp_path / "list.csv"
    kept = [one for one in HEADINGS if one not in {"実装したSVS", "X0213 包摂区分"}]
    path.write_text(",".join(kept) + "\n", encoding="utf-8")
    with pytest.raises(CharsetError, match=r"columns 実装したSVS, X0213 包摂区分, got none"):
        read_moji_list(path)


def test_all_faults_of_rows_at_once(tmp_path: Path) -> None:
    """Each fault names file, line and column; a glyph that comes again is one of them."""
    rows = (
        ROWS[0],
        ROWS[0],
        {"MJ文字図形名": "26190", "対応するUCS": "9089"},
        {"MJ文字図形名": "MJ026191", "実装したMoji_JohoコレクションIVS": "9089", "X0213": "78-21"},
        {"MJ文字図形名": "MJ026192", "実装したUCS": "U+D800", "実装したSVS": "9089_9089"},
    )
    path = list_csv(tmp_path / "list.csv", rows)
    with pytest.raises(CharsetError) as caught:
        read_moji_list(path)
    assert [
        fault.removeprefix(f"{path}, ").partition(", got")[0] for fault in caught.value.faults
    ] == [
        "line 3: Expected each MJ文字図形名 once",
        "line 4: Expected MJ文字図形名 as MJ026190",
        "line 4: 対応するUCS: Expected a form as U+9089",
        "line 5: X0213: Expected [12]-[0-9]{1,2}-[0-9]{1,2}",
        "line 5: 実装したMoji_JohoコレクションIVS: Expected a form as 9089_E010F",
        "line 6: 実装したUCS: Expected a form as U+9089",
        "line 6: 実装したSVS: Expected a form as 6B04_FE00",
    ]


def test_all_faults_of_the_map_at_once(tmp_path: Path) -> None:
    """An unknown table, a rank in another form, a missing character: each with its entry."""
    relations: tuple[dict[str, object], ...] = (
        RELATIONS[0],
        RELATIONS[0],
        {"MJ文字図形名": "MJ000001", "新しい表": [{"UCS": "U+4E00"}]},
        {"MJ文字図形名": "MJ000002", "辞書類等による関連字": [{"JIS X 0213": "1-16-76"}]},
        {
            "MJ文字図形名": "MJ000003",
            "法務省告示582号別表第四": [
                {"UCS": "U+4E00", "表": "三", "順位": "第1順位"},
                {"UCS": "U+4E00", "表": "一", "順位": "1"},
            ],
            "法務省戸籍法関連通達・通知": [{"UCS": "U+4E00", "種別": "実装したUCS"}],
        },
    )
    with pytest.raises(CharsetError) as caught:
        read_shrink_map(map_json(tmp_path / "map.json", relations))
    entries = [fault.partition("entry ")[2].partition(":")[0] for fault in caught.value.faults]
    assert entries == ["2", "3", "4", "5", "5", "5"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "columns MJ文字図形名"),
        (b"MJ\x81 ", "can be read"),
        (b"MJ\n", "columns MJ文字図形名"),
        (b"{", "damaged"),
        (b"[1]", "list of objects"),
        (b"{}", "list of objects"),
        (b"[]", "columns MJ文字図形名"),
        (b"PK\x03\x04", "damaged"),
        (b"SQLite format 3\x00", "damaged"),
    ],
)
def test_other_files_are_refused(content: bytes, expected: str, tmp_path: Path) -> None:
    """What is no list and no map is a fault of the caller that names the file."""
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(CharsetError, match=expected) as caught:
        open_moji(path)
    assert all(str(path) in fault for fault in caught.value.faults)
    with pytest.raises(CharsetError):
        read_shrink_map(path)


def test_damaged_rows_of_sqlite(tmp_path: Path) -> None:
    """A relation without a character, and one with a rank that is no number, are refused."""
    for number, values in enumerate(((None, "1-16-01", 1), ("亜", "1-16-01", "x"))):
        path = mojidata(tmp_path / f"{number}.db")
        with closing(sqlite3.connect(path)) as db:
            table = "mjsm_法務省告示582号別表第四_一"
            db.execute(f"INSERT INTO {table} VALUES ('MJ026190', ?, ?, ?)", values)  # noqa: S608  # own
            db.commit()
        with pytest.raises(CharsetError, match=r"\.db: Expected .* got a damaged file"):
            read_shrink_map(path)


def test_packed_workbook_and_missing_file(tmp_path: Path) -> None:
    """The archive that the workbook is distributed in is known as such; both faults are told."""
    packed = tmp_path / "mji.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(list_xlsx(tmp_path / "mji.xlsx"), "mji.00602.xlsx")
    with pytest.raises(CharsetError) as caught:
        open_moji(packed, tmp_path / "none")
    unpack, missing = caught.value.faults
    assert "mji.00602.xlsx: unpack it" in unpack
    assert "FileNotFoundError" in missing


def test_one_list_and_one_map(tmp_path: Path) -> None:
    """No list, or two of a kind, is refused."""
    mapped, both = map_json(tmp_path / "map.json"), mojidata(tmp_path / "moji.db")
    with pytest.raises(CharsetError, match="Expected one MJ文字情報一覧表, got 0"):
        open_moji(mapped)
    with pytest.raises(CharsetError, match="Expected one MJ縮退マップ at most, got 2"):
        open_moji(mapped, both)
    with pytest.raises(CharsetError, match="Expected one MJ文字情報一覧表, got 2"):
        open_moji(both, both)


def test_source_is_not_changed(tmp_path: Path) -> None:
    """The sqlite file is opened read-only, and nothing is left beside it."""
    path = mojidata(tmp_path / "moji.db")
    before = path.read_bytes()
    path.chmod(0o444)
    open_moji(path)
    assert (path.read_bytes(), [one.name for one in tmp_path.iterdir()]) == (before, ["moji.db"])


def test_official_names_of_tables() -> None:
    """The tables of the map have the names that the official JSON spells."""
    spelt = json.dumps(RELATIONS, ensure_ascii=False)
    for table in (Table.UNIFICATION, Table.PARENT, Table.DICTIONARY, Table.ANALOGY):
        assert f'"{table}"' in spelt
