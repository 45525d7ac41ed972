"""``pack doc``: one page a pack."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lgmigrate.standard import pack_names
from tests.cli.conftest import Run

__all__: list[str] = []


@pytest.mark.parametrize("name", pack_names())
def test_page_of_every_pack(run: Run, tmp_path: Path, name: str) -> None:
    """One file, named after pack and edition; nothing else."""
    result = run("pack", "doc", name, "--out", tmp_path / "doc", "--json")
    (path,) = json.loads(result.stdout)
    assert [str(one) for one in (tmp_path / "doc").iterdir()] == [path]
    assert Path(path).name.startswith(f"{name}-")
    assert Path(path).suffix == ".html"


@pytest.mark.parametrize(("lang", "heading"), [("ja", "移行ファイル関連図"), ("en", "Relations")])
def test_language(run: Run, tmp_path: Path, lang: str, heading: str) -> None:
    """Headings are in the language of --lang, names are as in the pack."""
    result = run("pack", "doc", "juki@1", "--out", tmp_path, lang=lang)
    assert result.stdout == f"{tmp_path / 'juki-1.html'}\n"
    page = (tmp_path / "juki-1.html").read_text(encoding="utf-8")
    assert f'<html lang="{lang}">' in page
    assert f'<h2 id="relations">{heading}</h2>' in page
    assert "支援措置対象者" in page


def test_overwrite(run: Run, tmp_path: Path) -> None:
    """A folder that holds files is not written into without --overwrite."""
    (tmp_path / "juki-1.html").write_text("old", encoding="utf-8")
    refused = run("pack", "doc", "juki", "--out", tmp_path)
    assert refused.exit_code == 2
    assert (tmp_path / "juki-1.html").read_text(encoding="utf-8") == "old"
    assert run("pack", "doc", "juki", "--out", tmp_path, "--overwrite").exit_code == 0
    assert (tmp_path / "juki-1.html").read_bytes().startswith(b"<!DOCTYPE html>")


def test_wrong_pack(run: Run, tmp_path: Path) -> None:
    """No such pack: exit 3, nothing written."""
    assert run("pack", "doc", "nosuch", "--out", tmp_path / "doc").exit_code == 3
    assert not (tmp_path / "doc").exists()
