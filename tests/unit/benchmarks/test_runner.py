"""The runner from end to end, on a handful of records; its figures are not looked at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.cases import CASES
from benchmarks.cases.case import Case
from benchmarks.data import load, place_of, prepare
from benchmarks.measure import peak_rss
from benchmarks.runner import main
from benchmarks.stages import main as stages

__all__: list[str] = []

RECORDS = 500


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A work folder that is filled by the first to use it."""
    return tmp_path_factory.mktemp("bench-out")


def test_a_case_gives_its_figures(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One case in its own process: a row of the table and of the JSON file."""
    given = ["--records", str(RECORDS), "--runs", "2", "--case", "convert_discard"]
    assert main([*given, "--work", str(work)]) == 0
    assert "convert, output thrown away" in capsys.readouterr().out
    found = json.loads((work / "result.json").read_text(encoding="utf-8"))
    (row,) = found["cases"]
    assert found["persons"] == RECORDS
    assert row["records"] >= RECORDS
    assert row["runs"] == 2
    assert row["peak_rss"] > 0


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cases_do_their_work(case: Case, work: Path) -> None:
    """Every case takes every record of the register."""
    place = place_of(work, load("ibm_kanji_host"), RECORDS)
    prepare(place)
    done = case.run(place)
    assert done.records >= RECORDS
    assert done.bytes > 0


def test_a_failing_case_is_told(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A case whose process fails is a row with the reason, and exit 1."""
    place = place_of(work, load("ibm_kanji_host"), RECORDS)
    prepare(place)
    path = place.standard / "jumin.xml"
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    try:
        given = ["--records", str(RECORDS), "--runs", "1", "--case", "read_columns"]
        assert main([*given, "--work", str(work)]) == 1
    finally:
        path.write_bytes(content)
    assert "failed: " in capsys.readouterr().out


def test_stages_name_every_kind(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each usage of the layout and each kind of step has its line, on both ways."""
    stages(["--work", str(work), "--repeat", "1"])
    told = capsys.readouterr().out
    for name in ("convert", "restore", "zoned x", "mixed x", "split_date x", "join_date x"):
        assert name in told


def test_peak_memory_is_that_of_a_python_process() -> None:
    """More than a bare interpreter holds, and bytes, not kilobytes."""
    assert peak_rss() > 5_000_000
