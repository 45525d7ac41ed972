"""Mappings by name and by path."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from lgmigrate.errors import MappingError
from lgmigrate.mapping import registry
from tests.unit.mapping.conftest import Make


def write(folder: Path, make: Make) -> Path:
    """The small mapping on disk."""
    folder.mkdir()
    for name, content in make().files:
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make: Make) -> Path:
    """Four entry points: a good package, one without MAPPING, a failing and a missing one."""
    folder = write(tmp_path / "lgmigrate_good", make)
    (folder / "__init__.py").write_text('MAPPING = "mapping.toml"\n', encoding="utf-8")
    (tmp_path / "lgmigrate_bare.py").write_text("", encoding="utf-8")
    (tmp_path / "lgmigrate_fails.py").write_text("1 / 0\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    modules = ("lgmigrate_good", "lgmigrate_bare", "lgmigrate_fails", "lgmigrate_missing")
    points = [EntryPoint(one.partition("_")[2], one, registry.GROUP) for one in modules]
    monkeypatch.setattr(registry, "entry_points", lambda group: points)  # noqa: ARG005
    for name in modules:
        monkeypatch.delitem(sys.modules, name, raising=False)
    return folder


def test_a_folder_is_a_mapping(tmp_path: Path, make: Make) -> None:
    """A path to a folder loads without being installed; other files of it do not count."""
    folder = write(tmp_path / "mine", make)
    before = registry.load(str(folder))
    (folder / "README.md").write_text("a note", encoding="utf-8")
    assert registry.load(str(folder)) is before
    assert before.folder == str(folder)


def test_a_changed_folder_is_read_again(tmp_path: Path, make: Make) -> None:
    """An author who edits a mapping sees the edit in the same process."""
    folder = write(tmp_path / "mine", make)
    before = registry.load(str(folder))
    text = (folder / "mapping.toml").read_text(encoding="utf-8")
    (folder / "mapping.toml").write_text(text.replace("小さな", "別の"), encoding="utf-8")
    assert registry.load(str(folder)).title != before.title


@pytest.mark.usefixtures("installed")
def test_an_installed_name_is_a_mapping() -> None:
    """The entry point's package holds the folder."""
    assert registry.load("good").name == "small"


@pytest.mark.usefixtures("installed")
def test_broken_ones_are_named_and_the_others_load() -> None:
    """One failing package does not take the list away."""
    listed = registry.names()
    assert list(listed) == ["bare", "fails", "good", "missing"]
    assert (listed["good"].title, listed["good"].faults) == ("小さな変換定義", ())
    assert str(listed["good"]) == "小さな変換定義"
    assert listed["bare"].faults == (
        "bare = lgmigrate_bare: Expected MAPPING = the name of a file, got none",
    )
    assert str(listed["fails"]) == (
        "fails = lgmigrate_fails: Expected a package, got ZeroDivisionError (division by zero)"
    )
    assert "got ModuleNotFoundError" in str(listed["missing"])


@pytest.mark.usefixtures("installed")
def test_an_unknown_name_lists_the_known_ones() -> None:
    """The message helps."""
    with pytest.raises(MappingError, match=r"\(bare, fails, good, missing\).*got nothing"):
        registry.load("nothing")


@pytest.mark.usefixtures("installed")
def test_finding_imports_none() -> None:
    """The failing package is known by its name and value, and is not imported for that."""
    found = registry.installed()
    assert [str(one) for (one,) in found.values()][:2] == [
        "bare = lgmigrate_bare",
        "fails = lgmigrate_fails",
    ]
    assert registry.load("good").name == "small"
    assert not {"lgmigrate_bare", "lgmigrate_fails"} & set(sys.modules)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("import sys\nsys.exit(4)\n", r"got SystemExit \(4\)"),
        ('MAPPING = "other.toml"\n', "Expected the file other.toml, got none"),
    ],
)
def test_a_package_that_is_no_mapping(
    installed: Path, content: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that ends the program, and one whose file is not there: a fault that names it."""
    (installed / "__init__.py").write_text(content, encoding="utf-8")
    monkeypatch.delitem(sys.modules, "lgmigrate_good", raising=False)
    with pytest.raises(MappingError, match=f"^good = lgmigrate_good: .*{reason}"):
        registry.load("good")


def test_one_name_of_two_distributions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither is taken: the fault names both."""
    points = [EntryPoint("same", value, registry.GROUP) for value in ("one", "two")]
    monkeypatch.setattr(registry, "entry_points", lambda group: points)  # noqa: ARG005
    with pytest.raises(MappingError, match=r"same = one and same = two"):
        registry.load("same")
