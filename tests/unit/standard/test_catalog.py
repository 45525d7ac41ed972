"""Packs by name, edition and folder."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from lgmigrate.errors import PackError
from lgmigrate.standard import catalog, load_pack, pack_editions, pack_names

JUKI = Path(__file__).parents[3] / "schemas" / "juki" / "1"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with juki in three editions and a folder that is no pack."""
    for edition in ("1", "9", "10"):
        shutil.copytree(JUKI, tmp_path / "juki" / edition)
        head = tmp_path / "juki" / edition / "pack.toml"
        text = head.read_text(encoding="utf-8")
        head.write_text(text.replace('edition = "1"', f'edition = "{edition}"'), encoding="utf-8")
    (tmp_path / "__pycache__").mkdir()
    monkeypatch.setattr("importlib.resources.files", lambda _: tmp_path)
    catalog._installed.cache_clear()
    return tmp_path


@pytest.mark.usefixtures("installed")
def test_names_and_editions() -> None:
    """Editions are in their natural order: 10 is newer than 9."""
    assert pack_names() == ("juki",)
    assert pack_editions("juki") == ("1", "9", "10")
    assert pack_editions("koza") == ()


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("name", "edition", "wanted"),
    [("juki", None, "10"), ("juki", "9", "9"), ("juki@1", None, "1"), ("juki@1", "1", "1")],
)
def test_a_pack_by_name(name: str, edition: str | None, wanted: str) -> None:
    """Without an edition the newest; with one, that one."""
    assert load_pack(name, edition).edition == wanted


@pytest.mark.usefixtures("installed")
def test_an_installed_pack_is_read_once() -> None:
    """The same value for every caller."""
    assert load_pack("juki") is load_pack("juki@10")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("name", "edition", "fault"),
    [
        ("juki@2", None, "Expected an edition of 1, 9, 10, got 2"),
        ("juki@1", "9", "Expected one edition, got 1 and 9"),
        ("koza", None, "Expected an installed pack (juki) or a folder, got koza"),
        ("./koza", None, "Expected an installed pack (juki) or a folder, got ./koza"),
        (str(JUKI), "9", "Expected edition 9, got 1"),
    ],
)
def test_what_is_not_there(name: str, edition: str | None, fault: str) -> None:
    """A fault of the caller, with what there is."""
    with pytest.raises(PackError, match=r"Expected") as caught:
        load_pack(name, edition)
    assert caught.value.faults[0].endswith(fault)


def test_a_folder_that_says_another_edition(installed: Path) -> None:
    """An installed pack is what its folder says."""
    (installed / "juki" / "10").rename(installed / "juki" / "11")
    with pytest.raises(PackError, match="Expected juki@11 as the folder says, got juki@10"):
        load_pack("juki")


def test_without_an_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout that is not installed has no packs by name."""

    def absent(_: str) -> None:
        raise ModuleNotFoundError

    monkeypatch.setattr("importlib.resources.files", absent)
    assert pack_names() == ()


def test_a_path_is_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where it has the name of an installed pack."""
    shutil.copytree(JUKI, tmp_path / "juki")
    table = tmp_path / "juki" / "codes.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("001-32,支援措置区分,3,支援措置終了,\n", ""), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_pack(Path("juki")).code_lists["001-32"].values() == ("1", "2")
    assert load_pack("juki").code_lists["001-32"].values() == ("1", "2", "3")


def test_a_folder_is_read_again_when_it_changes(tmp_path: Path) -> None:
    """The same value while nothing changes, the new tables after a change."""
    folder = shutil.copytree(JUKI, tmp_path / "own")
    first = load_pack(str(folder))
    assert load_pack(str(folder)) is first
    table = folder / "codes.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("001-32,支援措置区分,3,支援措置終了,\n", ""), encoding="utf-8")
    assert load_pack(str(folder)).code_lists["001-32"].values() == ("1", "2")


def test_a_change_that_leaves_size_and_time_as_they_were(tmp_path: Path) -> None:
    """What counts are the bytes: a copy from a backup may have any time."""
    folder = shutil.copytree(JUKI, tmp_path / "own")
    table = folder / "codes.csv"
    before, content = table.stat(), table.read_bytes()
    assert load_pack(str(folder)).code_lists["001-32"].values() == ("1", "2", "3")
    table.write_bytes(content.replace(b"001-32,\xe6\x94\xaf", b"001-33,\xe6\x94\xaf"))
    os.utime(table, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert table.stat().st_size == before.st_size
    with pytest.raises(PackError, match=r"Expected a code list of codes\.csv, got 001-32"):
        load_pack(str(folder))
