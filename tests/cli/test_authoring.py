"""``mapping new`` and ``mapping coverage`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.unit.mapping.test_scaffold import COPYBOOK
from tests.unit.pipeline.test_computed import make

__all__: list[str] = []


def test_new(run: Run, tmp_path: Path) -> None:
    """The matches are shown, the draft loads, and an existing folder is left alone."""
    (tmp_path / "nozei.cpy").write_text(COPYBOOK, encoding="utf-8")
    arguments = (
        *("mapping", "new", "--layout", tmp_path / "nozei.cpy", "--pack", "shuno"),
        *("--file", "choteishuno", "--charset", "ibm930", "--out", tmp_path / "draft"),
    )
    result = run(*arguments)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert any(
        line.split()[:3] == ["ZEIGAKU", "税額", "1.00"] and line.endswith("taken") for line in lines
    )
    assert run("mapping", "check", tmp_path / "draft").exit_code == 0
    assert run(*arguments).exit_code == 2
    assert run(*arguments[:-1], tmp_path / "other", "--framing", "nonsense").exit_code == 3
    made = run(*arguments[:-1], tmp_path / "third", "--framing", "rdw", "--json")
    document = json.loads(made.stdout)
    assert "MEMO" in document["fields"]
    assert all(one["refused"] is None for one in document["matches"] if one["sure"])


def test_coverage(run: Run, tmp_path: Path) -> None:
    """A table, JSON, Markdown; no value of the data in any of them."""
    mapping = make(tmp_path)
    arguments = ("mapping", "coverage", mapping, tmp_path / "ZEI.DAT")
    shown = run(*arguments).stdout
    assert any(
        line.split() == ["義務者", "姓", "mixed", "4", "75.0%", "0", "0", "氏名"]
        for line in shown.splitlines()
    )
    document = json.loads(run(*arguments, "--json").stdout)
    assert document["records"] == {"義務者": 4}
    assert document["fields"][1]["filled"] == 3
    written = run(*arguments, "--markdown").stdout
    assert "| 義務者 | 姓 | mixed | 75% | 氏名 |" in written.splitlines()
    for text in (shown, json.dumps(document, ensure_ascii=False), written):
        assert "山田" not in text
        assert "P0001" not in text
    assert run("mapping", "coverage", mapping, tmp_path / "none").exit_code == 4
