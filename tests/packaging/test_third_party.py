"""A mapping that somebody else ships: built, installed, found, used; a broken one beside it."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.packaging.conftest import Installed

__all__: list[str] = []

pytestmark = pytest.mark.slow

PROJECT = """\
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}-lgmigrate"
version = "1.2"

[project.entry-points."lgmigrate.mappings"]
{name} = "{name}"

[tool.setuptools]
packages = ["{name}"]

[tool.setuptools.package-data]
{name} = ["*.toml", "*.csv", "*.cpy"]
"""
MAPPING = """\
[mapping]
name = "toyvendor"
title = "見本社の支援措置"
title_en = "Support measures of a sample vendor"
pack = "juki@1"
lossless = true

[source]
charset = "cp932"
name = "SHIEN.TXT"

[source.framing]
form = "lines"
end = "lf"

[[record]]
name = "支援"
layout = "shien.cpy"
dialect = "gnucobol"
file = "shien"

[[record.refine]]
fields = ["KAISHI", "SHURYO", "KOSHIN-YMD"]
usage = "date"
null = "zero"

[[record.python]]
function = "steps:padded"
inverse = "steps:plain"
from = ["ATENA-NO"]
to = ["宛名"]

[record.items]
"宛名番号" = "宛名"
"支援措置区分" = "KUBUN"
"支援措置開始年月日" = { from = "KAISHI", date = true }
"支援措置終了年月日" = { from = "SHURYO", date = true }
"最新フラグ" = "SAISHIN"
"操作者ID" = "KOSHINSHA"
"操作年月日" = { from = "KOSHIN-YMD", date = true }
"操作時刻" = { from = "KOSHIN-TIME", time = true }
"削除フラグ" = "SAKUJO"
"""
COPYBOOK = """\
       01 SHIEN.
          05 ATENA-NO    PIC X(8).
          05 KUBUN       PIC X.
          05 KAISHI      PIC 9(8).
          05 SHURYO      PIC 9(8).
          05 SAISHIN     PIC 9.
          05 KOSHINSHA   PIC X(8).
          05 KOSHIN-YMD  PIC 9(8).
          05 KOSHIN-TIME PIC 9(6).
          05 SAKUJO      PIC 9.
"""
STEPS = '''\
"""Steps of a sample vendor."""

import polars as pl


def padded(number: pl.Expr) -> pl.Expr:
    return number.str.zfill(15)


def plain(number: pl.Expr) -> pl.Expr:
    return number.str.tail(8)
'''
SOURCE = b"".join(
    b"".join(fields) + b"\n"
    for fields in (
        (
            b"00000012",
            b"1",
            b"20250401",
            b"00000000",
            b"1",
            b"OPERATOR",
            b"20250401",
            b"093000",
            b"0",
        ),
        (
            b"00000007",
            b"2",
            b"20240401",
            b"20250331",
            b"1",
            b"OPERATOR",
            b"20250401",
            b"093001",
            b"0",
        ),
    )
)


def build(folder: Path, name: str, files: dict[str, str], target: Path) -> Path:
    """The wheel of a distribution with one mapping."""
    package = folder / name
    package.mkdir(parents=True)
    (folder / "pyproject.toml").write_text(PROJECT.format(name=name), encoding="utf-8")
    for file, text in files.items():
        (package / file).write_text(text, encoding="utf-8", newline="")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    command = [*pip, "wheel", "--no-deps", "--wheel-dir", str(target), str(folder)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return next(target.glob(f"{name}_lgmigrate-*.whl"))


@pytest.fixture(scope="module")
def vendors(installed: Installed, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The environment with two vendors' distributions: one good, one whose mapping is broken."""
    folder = tmp_path_factory.mktemp("vendors")
    good = {
        "__init__.py": 'MAPPING = "mapping.toml"\n',
        "mapping.toml": MAPPING,
        "shien.cpy": COPYBOOK,
        "steps.py": STEPS,
    }
    bad = {"__init__.py": "raise RuntimeError('no licence')\n"}
    wheels = [
        build(folder / "good", "toyvendor", good, folder),
        build(folder / "bad", "brokenvendor", bad, folder),
    ]
    places = sysconfig.get_paths("venv", {"base": str(installed.folder)})
    python = next(Path(places["scripts"]).glob("python*"))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    install = [*pip, "install", "--no-deps", "--no-index", *map(str, wheels)]
    done = subprocess.run(install, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return installed


def test_it_is_found_and_a_broken_one_is_named(vendors: Installed, tmp_path: Path) -> None:
    """Both stand in the list; the broken one with its distribution, the others work."""
    done = vendors.run(tmp_path, "lgmigrate", "mapping", "list", "--json")
    assert done.returncode == 0, done.stderr
    listed = {one["name"]: one for one in json.loads(done.stdout)}
    assert listed["toyvendor"]["title_en"] == "Support measures of a sample vendor"
    assert listed["toyvendor"]["faults"] == []
    assert "ibm_kanji_host" in listed
    (fault,) = listed["brokenvendor"]["faults"]
    assert "brokenvendor-lgmigrate 1.2" in fault
    assert "RuntimeError" in fault


def test_it_converts_and_comes_back(vendors: Installed, tmp_path: Path) -> None:
    """By its name, with its own function and copybook, byte for byte."""
    (tmp_path / "SHIEN.TXT").write_bytes(SOURCE)
    command = ("lgmigrate", "convert", "SHIEN.TXT", "--mapping", "toyvendor", "--out", "standard")
    done = vendors.run(tmp_path, *command)
    assert done.returncode == 0, done.stdout + done.stderr
    text = (tmp_path / "standard" / "shien.xml").read_text(encoding="utf-8")
    assert "000000000000012" in text
    assert "2025-04-01" in text
    done = vendors.run(
        tmp_path, "lgmigrate", "restore", "standard", "--mapping", "toyvendor", "--out", "back"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "back" / "SHIEN.TXT").read_bytes() == SOURCE
