"""The benchmark of many small files runs, and tells a figure a case."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import small


def test_every_case_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A line a case with its figures, and one for the pack."""
    assert small.main(["--files", "3", "--records", "2", "--runs", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for line, case in zip(lines[2:5], ("convert", "validate", "reformat"), strict=True):
        assert re.fullmatch(rf"{case} +\d+\.\d\d +-?\d+\.\d\d +-?\d+\.\d\d  3\.0", line)
    assert re.fullmatch(r"pack of 2,000 items: \d\.\d{3} s, .* times its CSV alone; .*", lines[5])


def test_the_pack_is_as_large_as_it_says(tmp_path: Path) -> None:
    """Files, items and values that fit their types."""
    pack = small.write_pack(tmp_path / "p", "p", 20, 100)
    assert sum(len(file.items) for file in pack.files) == 2_000
    assert {item.type for file in pack.files for item in file.items} >= {"X", "N", "9V", "DATE"}
