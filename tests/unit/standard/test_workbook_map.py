"""The mapping file of an import: its forms, and every fault in it with its line."""

from __future__ import annotations

import pytest

from lgmigrate.errors import PackError
from lgmigrate.standard.workbook.column_map import SheetMap, read_map

__all__: list[str] = []

RIGHT = """
[sheets]
"メモ" = "ignore"
[sheets."項目"]
role = "items"
header = [5, 6]
columns = { "データ型" = "L", "備考" = "" }
[types]
"文字 列" = "N"
[codes]
"税1" = ""
[files]
"住民票" = "jumin"
"""


def test_what_a_file_says() -> None:
    """Rows are from 0 inside; words of types are compared as headers are."""
    found = read_map(RIGHT.encode(), "m.toml")
    columns = {"データ型": "L", "備考": ""}
    assert found.sheet("項目") == SheetMap(role="items", header=(4, 5), columns=columns)
    assert found.sheet("メモ") == SheetMap(role="ignore")
    assert found.sheet("無い") == SheetMap()
    assert (dict(found.types), dict(found.files)) == ({"文字列": "N"}, {"住民票": "jumin"})
    assert dict(found.codes) == {"税1": ""}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[sheet]", "line 1: Expected sheets, types, codes, files, got the key sheet"),
        ("types = 1", "line 1: Expected types = a table, got int"),
        ('[sheets]\n"a" = "item"', "line 2: Expected role = items, codes"),
        ('[sheets]\n"a" = 1', "line 2: Expected a = a role or a table, got 1"),
        ("[sheets.a]\nrolle = 1", "line 2: Expected role, header, columns, got the key rolle"),
        ("[sheets.a]\nheader = 0", "line 2: Expected header = a row from 1"),
        ("[sheets.a]\nheader = [3, 2]", "line 2: Expected header = a row from 1"),
        ("[sheets.a]\nheader = [1, 2, 3]", "line 2: Expected header = a row from 1"),
        ("[sheets.a]\nheader = []", "line 2: Expected header = a row from 1"),
        ('[sheets.a]\nheader = "1"', "line 2: Expected header = a row from 1"),
        ("[sheets.a]\ncolumns = 1", "line 2: Expected columns = a table, got 1"),
        ("[sheets.a.columns]\nx = 1", "line 2: Expected x = a text, got int"),
        ('[types]\n"文字" = "Z"', "line 2: Expected a type of X, N, M"),
        ("[files]\na = 1", "line 2: Expected a = a text, got int"),
    ],
)
def test_a_fault_has_its_line(text: str, expected: str) -> None:
    """One fault each; unknown keys are among them."""
    with pytest.raises(PackError) as caught:
        read_map(text.encode(), "m.toml")
    (fault,) = caught.value.faults
    assert fault.startswith(f"m.toml, {expected}")


def test_faults_are_told_all_at_once() -> None:
    """Of every table."""
    with pytest.raises(PackError) as caught:
        read_map(b"x = 1\n[sheets]\na = 1\n[types]\nb = 'Z'\n[files]\nc = 1\n", "m.toml")
    places = sorted(fault.split(":")[0] for fault in caught.value.faults)
    assert places == [f"m.toml, line {line}" for line in (1, 3, 5, 7)]


@pytest.mark.parametrize("data", [b"[", b"\xff\xfe"])
def test_what_is_no_toml(data: bytes) -> None:
    """Said in one fault that names the file."""
    with pytest.raises(PackError, match=r"m\.toml: Expected TOML in UTF-8"):
        read_map(data, "m.toml")
