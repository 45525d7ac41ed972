"""The wheel holds what it must, no more, and works where nothing of the project is near."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT, Installed

__all__: list[str] = []

pytestmark = pytest.mark.slow

NAMES = {"lgmigrate": "lgmigrate", "schemas": "lgmigrate_schemas", "mappings": "lgmigrate_mappings"}


def contents(wheel: Path) -> set[str]:
    """The wheel's files, without its metadata."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_wheel_holds_every_source_file_and_no_other(wheel: Path) -> None:
    """Every file of the three folders is there under its installed name; no tests, no tools."""
    expected = {
        f"{name}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder, name in NAMES.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert contents(wheel) == expected


@pytest.mark.parametrize(
    "pattern",
    [
        r"lgmigrate/py\.typed",
        r"lgmigrate/charset/tables/\w+\.z",
        r"lgmigrate_schemas/juki/1/pack\.toml",
        r"lgmigrate_schemas/juki/1/\w+\.csv",
        r"lgmigrate_schemas/juki/1/\w+\.xsd",
        r"lgmigrate_mappings/ibm_kanji_host/mapping\.toml",
        r"lgmigrate_mappings/open_fixed/mapping\.toml",
        r"lgmigrate_mappings/package_csv/mapping\.toml",
    ],
)
def test_wheel_holds(wheel: Path, pattern: str) -> None:
    """The kinds of data that the commands need are in the wheel."""
    assert any(re.fullmatch(pattern, name) for name in contents(wheel))


def test_wheel_holds_its_licences(wheel: Path) -> None:
    """The project's licence, and that of the data the tables are made from."""
    with zipfile.ZipFile(wheel) as archive:
        licences = {Path(name).name for name in archive.namelist() if "/licenses/" in name}
    assert licences == {"LICENSE", "LICENSE-ICU.txt"}


def test_modules_are_those_of_the_wheel(installed: Installed, tmp_path: Path) -> None:
    """The fresh environment sees the wheel's modules, not the working copy's."""
    names = sorted(NAMES.values())
    program = f"import {', '.join(names)}; print(*(one.__file__ for one in ({', '.join(names)})))"
    done = installed.run(tmp_path, "python", "-c", program)
    assert done.returncode == 0, done.stderr
    assert all(Path(one).is_relative_to(installed.folder) for one in done.stdout.split())


def test_version(installed: Installed, tmp_path: Path) -> None:
    """The command says the version of the distribution."""
    asked = installed.run(
        tmp_path, "python", "-c", "import importlib.metadata as m; print(m.version('lgmigrate'))"
    )
    done = installed.run(tmp_path, "lgmigrate", "--version")
    assert done.returncode == 0, done.stderr
    assert asked.stdout.strip() in done.stdout


def test_demo(installed: Installed, tmp_path: Path) -> None:
    """The tour runs from the wheel: packs, mappings and tables are found."""
    done = installed.run(tmp_path, "lgmigrate", "demo", "--persons", "200", "--out", "made")
    assert done.returncode == 0, done.stderr
    assert any((tmp_path / "made").rglob("*.xml"))
