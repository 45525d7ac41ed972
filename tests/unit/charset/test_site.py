"""The file of a site and its table of cells: what they say, and all that may be wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lgmigrate import charset
from lgmigrate.charset.cells import Cell
from lgmigrate.charset.site import read_cells, read_site
from lgmigrate.errors import CharsetError
from lgmigrate.testing.charset_reference import decode_text, encode_text


def site(folder: Path, text: str) -> Path:
    """A site's file."""
    path = folder / "city.toml"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def cells(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    """A site's table of cells."""
    path = folder / "cells.csv"
    path.write_text(text, encoding=encoding, newline="")
    return path


def site_faults(path: Path) -> list[str]:
    """What is wrong in a site's file, without the folder."""
    with pytest.raises(CharsetError) as caught:
        read_site(path)
    return [fault.replace(f"{path}", path.name) for fault in caught.value.faults]


def cell_faults(path: Path) -> list[str]:
    """What is wrong in a table of cells, without the folder."""
    with pytest.raises(CharsetError) as caught:
        read_cells(path)
    return [fault.replace(f"{path}", path.name) for fault in caught.value.faults]


def test_a_whole_file(tmp_path: Path) -> None:
    """Options are those of a name; paths are relative to the file."""
    table = cells(tmp_path, "code,ucs\n")
    (tmp_path / "gaiji").mkdir()
    gaiji = tmp_path / "gaiji" / "one.csv"
    gaiji.touch()
    profile = read_site(
        site(
            tmp_path,
            'base = "jef:ascii"\nsymbols = "jis"\nnewline = 15\nspace = "A1A1"\n'
            'on_error = "stop"\ncells = "cells.csv"\ngaiji = ["gaiji/one.csv"]\n'
            'sequences = "all"\nprivate_use = true\n',
        )
    )
    assert profile.name == "jef:ascii:78:face:jis:nl=15:space=a1a1@city"
    assert (profile.symbols, profile.newline, profile.space) == ("jis", "15", "a1a1")
    assert profile.on_error == "stop"
    assert (profile.cells, profile.gaiji) == ((table,), (gaiji,))
    assert (profile.sequences, profile.private_use) == ("all", True)


def test_what_a_file_leaves_out(tmp_path: Path) -> None:
    """Sequences where they are needed, and no private use."""
    profile = read_site(site(tmp_path, 'base = "jef"\n'))
    assert (profile.sequences, profile.private_use) == ("needed", False)
    assert (profile.cells, profile.gaiji) == ((), ())


def test_everything_wrong_in_a_file_at_once(tmp_path: Path) -> None:
    """Each fault has its line."""
    path = site(
        tmp_path,
        '# a city\nbase = "jef:ms"\nsymbols = "jis"\nspace = 4040\n\ncolour = 1\n'
        'cells = ["none.csv"]\ngaiji = 7\n',
    )
    assert site_faults(path) == [
        (
            "city.toml:6: Expected base, symbols, newline, space, on_error, cells, gaiji, "
            "sequences, private_use, got the key colour"
        ),
        "city.toml:4: Expected space = a text, got int",
        "city.toml:7: Expected a file, got none of the name none.csv",
        "city.toml:8: Expected gaiji = a text or a list of texts, got int",
        "city.toml:3: Expected one of ms, jis, ibm once, got jis too",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            'sequences = "some"\nprivate_use = 1\n',
            [
                "city.toml:3: Expected sequences = all, needed, none, got some",
                "city.toml:4: Expected private_use = true or false, got int",
            ],
        ),
        (
            'private_use = "yes"\nsequences = ["all"]\n',
            [
                "city.toml:4: Expected sequences = all, needed, none, got list",
                "city.toml:3: Expected private_use = true or false, got str",
            ],
        ),
    ],
)
def test_how_tables_are_read_is_checked(tmp_path: Path, text: str, found: list[str]) -> None:
    """Words and truth values, nothing that stands for them."""
    (tmp_path / "one.csv").touch()
    path = site(tmp_path, f'base = "jef"\ngaiji = "one.csv"\n{text}')
    assert site_faults(path) == found


def test_how_to_read_tables_without_any(tmp_path: Path) -> None:
    """The keys are about the tables that the file names; without one they say nothing."""
    path = site(tmp_path, 'base = "jef"\nsequences = "all"\ngaiji = []\nprivate_use = false\n')
    assert site_faults(path) == [
        "city.toml:2: Expected gaiji beside sequences, got none",
        "city.toml:4: Expected gaiji beside private_use, got none",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "city.toml:1: Expected base = a code page, got nothing"),
        ("\nbase = 930\n", "city.toml:2: Expected base = a code page, got int"),
        ("base = \n", "city.toml: Expected TOML, got a fault: Invalid value (at line 1, column 8)"),
    ],
)
def test_a_file_without_a_base(tmp_path: Path, text: str, fault: str) -> None:
    """A code page to start from is what a file cannot do without."""
    assert site_faults(site(tmp_path, text)) == [fault]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The reason of the system is named."""
    path = tmp_path / "city.toml"
    assert site_faults(path) == [
        "city.toml: Expected a file, got a fault: No such file or directory"
    ]


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    """Nothing is guessed."""
    path = tmp_path / "city.toml"
    path.write_bytes("base = 'jef' # 市\n".encode("cp932"))
    assert site_faults(path) == ["city.toml: Expected UTF-8, got a fault: invalid start byte"]


def test_cells(tmp_path: Path) -> None:
    """Codes of one to three bytes, one or two code points, none; a note is not read."""
    path = cells(
        tmp_path,
        "Code,ucs,direction,note\r\n5B,U+005C,,円記号\r\n4261,2212,decode,\r\n"
        "8fa2b7,U+304B U+309A,encode\r\n\r\n4262,,both,\r\n",
        encoding="utf-8-sig",
    )
    assert read_cells(path).cells == (
        Cell(0x5B, 1, "\\", "both", preferred=True),
        Cell(0x4261, 2, "\u2212", "decode"),
        Cell(0x8FA2B7, 3, "か\u309a", "encode", preferred=True),
        Cell(0x4262, 2, "", "both", preferred=True),
    )


def test_everything_wrong_in_a_table_at_once(tmp_path: Path) -> None:
    """Each fault has its line."""
    path = cells(
        tmp_path,
        "code,ucs,direction\n5,U+0041,\n5B,U+00,\n5C,U+0041 U+0042 U+0043,\n5D,U+D800,\n"
        "5E,U+000A,\n5F,U+FFFE,\n60,U+110000,\n61,U+0041,up\n62,,encode\n63,U+0041,,x\n"
        "64,U+0044,\n64,U+0045,\n65,U+0044,\n",
    )
    points = "Expected one or two code points such as U+005C, got"
    assert cell_faults(path) == [
        "cells.csv:2: Expected a code of one to three bytes in hexadecimal, got '5'",
        f"cells.csv:3: {points} 'U+00'",
        f"cells.csv:4: {points} 'U+0041 U+0042 U+0043'",
        "cells.csv:5: Expected a character, got U+D800",
        "cells.csv:6: Expected a character, got U+000A",
        "cells.csv:7: Expected a character, got U+FFFE",
        "cells.csv:8: Expected a character, got U+110000",
        "cells.csv:9: Expected direction = both, decode, encode, got 'up'",
        "cells.csv:10: Expected code points for direction = encode, got none",
        "cells.csv:11: Expected 3 columns, got 4",
        "cells.csv:13: Expected each code once, got that of line 12 again",
        "cells.csv:14: Expected each character once, got that of line 12 again",
    ]


def test_a_header_that_is_none(tmp_path: Path) -> None:
    """Columns are named, and no other ones than these."""
    known = "code, ucs, direction, note"
    assert cell_faults(cells(tmp_path, "code,glyph,code\n")) == [
        f"cells.csv:1: Expected the columns {known}, got 'code'",
        f"cells.csv:1: Expected the columns {known}, got 'glyph'",
        f"cells.csv:1: Expected the columns {known}, got 'code'",
        "cells.csv:1: Expected the column ucs, got none",
    ]
    assert len(cell_faults(cells(tmp_path, ""))) == 2


def test_a_table_that_is_not_csv(tmp_path: Path) -> None:
    """A field beyond what a CSV reader takes is a fault of the table, with its line."""
    path = cells(tmp_path, f"code,ucs\n5B,{'0' * 200_000}\n")
    (found,) = cell_faults(path)
    assert found.startswith("cells.csv:2: Expected CSV, got a fault: ")


def test_a_page_with_cells(tmp_path: Path) -> None:
    """A cell wins over the page's both ways; as a code that is only read nothing is written."""
    cells(tmp_path, "code,ucs,direction\n5B,U+005C,\nB2,U+00A5,\n4260,U+FF0D,decode\n42C1,,\n")
    page = charset.load(site(tmp_path, 'base = "ibm930"\ncells = "cells.csv"\n'))
    assert page.name == "ibm930@city"
    assert decode_text(page, b"\x5b\xb2", "single") == ("\\\u00a5", ())
    assert encode_text(page, "\\\u00a5", "single") == (b"\x5b\xb2", ())
    assert decode_text(page, b"\x42\x60", "double") == ("\uff0d", ())
    assert encode_text(page, "\uff0d", "double") == (None, ("C005",))
    assert decode_text(page, b"\x42\xc1", "double") == (None, ("C001",))
    assert "cells of cells.csv" in page.provenance
