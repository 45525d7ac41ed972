"""``lgmigrate layout``: fields with their places, tables of copybooks, copybooks as understood."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lgmigrate.record.definition import Choice, load_layouts
from tests.cli.conftest import Run
from tests.unit.record.copybook_cases import fixed

__all__: list[str] = []


@pytest.fixture
def copybook(tmp_path: Path) -> Path:
    """Two records, one with alternatives and a table."""
    path = tmp_path / "zei.cpy"
    lines = (
        *("01 HEAD.", "   05 KUBUN PIC X.", "   05 FILLER PIC X(9)."),
        *("01 BODY.", "   05 KUBUN PIC X.", "   05 A PIC 9(5).", "   05 B REDEFINES A PIC X(5)."),
        *("   05 KI OCCURS 2.", "      10 GAKU PIC S9(3) COMP-3."),
    )
    path.write_text(fixed(*lines), encoding="utf-8")
    return path


def test_show(run: Run, copybook: Path) -> None:
    """Every record, its alternatives and tables, a line a field."""
    lines = run("layout", "show", copybook).stdout.splitlines()
    assert lines[0] == "HEAD: 10 bytes, 2 fields"
    assert "A is redefined: B (--choose A=NAME)" in lines
    assert "table KI: 2 to 2 elements of 2 bytes, counted by -" in lines
    assert [line.split() for line in lines][-2:] == [
        ["6", "2", "packed", "3", "trailing", "GAKU_1"],
        ["8", "2", "packed", "3", "trailing", "GAKU_2"],
    ]
    document = json.loads(run("layout", "show", copybook, "--record", "BODY", "--json").stdout)
    assert [one["length"] for one in document] == [10]
    assert document[0]["redefines"] == {"A": ["A", "B"]}
    chosen = run("layout", "show", copybook, "--record", "BODY", "--choose", "A=B", "--json")
    assert json.loads(chosen.stdout)[0]["fields"][1]["name"] == "B"


def test_show_as_copybook(run: Run, copybook: Path, tmp_path: Path) -> None:
    """The text is a copybook again; another kind of layout has none."""
    shown = run("layout", "show", copybook, "--copybook").stdout
    again = tmp_path / "again.cpy"
    again.write_text(shown, encoding="utf-8")
    assert load_layouts(again) == load_layouts(copybook)
    (tmp_path / "t.csv").write_text("field,usage,length\nA,single,1\n", encoding="utf-8")
    assert run("layout", "show", tmp_path / "t.csv", "--copybook").exit_code == 2


def test_import(run: Run, copybook: Path, tmp_path: Path) -> None:
    """A table a record, which is the same layout; a folder with files is left alone."""
    out = tmp_path / "tables"
    assert run("layout", "import", copybook, "--out", out).exit_code == 0
    assert sorted(one.name for one in out.iterdir()) == ["BODY.csv", "HEAD.csv"]
    assert load_layouts(out / "BODY.csv") == load_layouts(copybook, Choice(record="BODY"))
    assert run("layout", "import", copybook, "--out", out).exit_code == 2
    made = run("layout", "import", copybook, "--out", out, "--overwrite", "--json")
    assert json.loads(made.stdout)["files"] == ["HEAD.csv", "BODY.csv"]


def test_faults(run: Run, tmp_path: Path) -> None:
    """3 for a definition that is wrong or not there, 2 for a choice that is none."""
    assert run("layout", "show", tmp_path / "none.cpy").exit_code == 3
    (tmp_path / "bad.cpy").write_text(fixed("01 R.", "   05 A PIC Q."), encoding="utf-8")
    result = run("layout", "show", tmp_path / "bad.cpy")
    assert result.exit_code == 3
    assert "bad.cpy:2:20" in result.stderr
    assert run("layout", "show", tmp_path / "bad.cpy", "--choose", "A").exit_code == 2
