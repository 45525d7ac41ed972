"""The yardsticks do the work that they are the measure of."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.data import Place, load, place_of, prepare
from benchmarks.yardsticks.build import build
from benchmarks.yardsticks.tables import UnsupportedError, tables

__all__: list[str] = []

PERSONS = 300
MAPPING = "ibm_kanji_host"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small register, and its exchange files by the library."""
    found = place_of(tmp_path_factory.mktemp("bench"), load(MAPPING), PERSONS)
    prepare(found)
    return found


def program(name: str, folder: Path) -> Path:
    """A yardstick, or a skip with the reason."""
    if shutil.which("gcc") is None:
        pytest.skip("gcc is not installed")
    built = build(name, folder)
    if built.program is None and name == "sax" and "parser.h" in built.reason:
        pytest.skip("libxml2's headers are not installed")
    assert built.program is not None, built.reason
    return built.program


def records(path: Path) -> Iterator[str]:
    """The lines of an exchange file that are records."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    return (line for line in lines if line.startswith("<record>"))


def test_convert_writes_the_records_of_the_library(place: Place, tmp_path: Path) -> None:
    """The XML of the C program is that of convert, byte for byte, in every file."""
    yardstick = program("convert", tmp_path)
    data = tmp_path / "tables"
    data.write_bytes(tables(load(MAPPING)))
    command = [yardstick, data, place.source, tmp_path]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    assert told["errors"] == 0
    assert told["bytes"] == place.source.stat().st_size
    files = sorted(path.name for path in place.standard.glob("*.xml"))
    assert files == ["jumin.xml", "shien.xml"]
    for name in files:
        written = (tmp_path / name).read_text(encoding="utf-8")
        assert written == "".join(records(place.standard / name))


def test_convert_without_a_folder_writes_nothing(place: Place, tmp_path: Path) -> None:
    """Thrown away, the output is as long as it would be."""
    yardstick = program("convert", tmp_path)
    data = tmp_path / "tables"
    data.write_bytes(tables(load(MAPPING)))
    command = [yardstick, data, place.source]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    size = sum(
        len(line.encode()) for path in place.standard.glob("*.xml") for line in records(path)
    )
    assert told["written"] == size
    assert not list(tmp_path.glob("*.xml"))


def test_sax_counts_records_and_elements(tmp_path: Path) -> None:
    """A root, two records and three items are six elements; text is counted as it is meant."""
    yardstick = program("sax", tmp_path)
    document = tmp_path / "a.xml"
    text = "<r><record><a>1</a><b>&lt;2</b></record>\n<record><a>漢</a></record></r>"
    document.write_text(text, encoding="utf-8", newline="")
    told = json.loads(subprocess.run([yardstick, document], capture_output=True, check=True).stdout)
    assert (told["records"], told["elements"]) == (2, 6)
    assert told["bytes"] == len(text.encode())
    assert told["text"] == len("1<2漢".encode())


@pytest.mark.parametrize("name", ["open_fixed", "package_csv"])
def test_tables_refuse_what_the_yardstick_cannot_convert(name: str) -> None:
    """A mapping of another form of records has no yardstick, and the reason is told."""
    with pytest.raises(UnsupportedError, match=r"^Expected a host code page and fixed framing"):
        tables(load(name))


def test_a_missing_compiler_is_a_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without gcc there is no program, and no exception."""
    monkeypatch.setattr("benchmarks.yardsticks.build.COMPILER", "no-such-compiler")
    built = build("convert", tmp_path)
    assert built.program is None
    assert built.reason == "no-such-compiler is not installed"
