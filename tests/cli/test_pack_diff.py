"""``pack diff``: text, JSON, workbook, and what is refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run

__all__: list[str] = []

JUKI = Path(__file__).resolve().parents[2] / "schemas" / "juki" / "1"


@pytest.fixture
def edition(tmp_path: Path) -> str:
    """The next edition of juki: 住所_町字 has 18 digits, 性別表記 is gone."""
    folder = shutil.copytree(JUKI, tmp_path / "juki-2")
    head = folder / "pack.toml"
    head.write_text(head.read_text("utf-8").replace('edition = "1"', 'edition = "2"'), "utf-8")
    table = folder / "items.csv"
    lines = table.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if ",性別表記," not in line]
    assert len(kept) == len(lines) - 1
    text = "".join(kept).replace("共通,住所,Ｎ,120,", "共通,住所,Ｎ,18,", 1)
    table.write_text(text, encoding="utf-8", newline="")
    return str(folder)


def test_text(run: Run, edition: str) -> None:
    """Both editions, the changes, and the steps of the installed mappings that they touch."""
    shown = run("pack", "diff", "juki", edition).stdout
    lines = shown.splitlines()
    assert lines[0] == "From juki@1 (profile) to juki@2 (profile)"
    assert any("性別表記" in line and "removed" in line and "lost" in line for line in lines)
    assert any("digits" in line and "120" in line and "18" in line for line in lines)
    touched = [line.split()[0] for line in lines if line.endswith("digits 120 -> 18")]
    hosts = ["fujitsu_jef_host", "hitachi_keis_host", "ibm_kanji_host", "nec_jips_host"]
    assert touched == [*hosts, "open_fixed", "package_csv"]


def test_nothing_changed(run: Run) -> None:
    """Said plainly, in both languages."""
    assert "変更はありません。" in run("pack", "diff", "juki", "juki", lang="ja").stdout
    assert "Nothing changed." in run("pack", "diff", "juki", "juki@1").stdout


def test_one_mapping(run: Run, edition: str) -> None:
    """Only the one that was named."""
    result = run("pack", "diff", "juki", edition, "--mapping", "package_csv", "--json")
    document = json.loads(result.stdout)
    assert [one["mapping"] for one in document["mappings"]] == ["package_csv"]
    assert [one["kind"] for one in document["items"]] == ["removed", "changed"]
    same = run("pack", "diff", "juki", edition, "--mapping", "package_csv", "--format", "json")
    assert json.loads(same.stdout) == document


@pytest.mark.parametrize(
    ("style", "name"), [("text", "d.txt"), ("json", "d.json"), ("xlsx", "d.xlsx")]
)
def test_a_file(run: Run, edition: str, tmp_path: Path, style: str, name: str) -> None:
    """Written whole, not over another without being asked to."""
    out = str(tmp_path / name)
    arguments = ("pack", "diff", "juki", edition, "--format", style, "--out", out)
    assert run(*arguments).exit_code == 0
    data = Path(out).read_bytes()
    starts = {"text": b"From", "json": b"{", "xlsx": b"PK"}
    assert data.startswith((starts[style], b"juki@1"))
    assert run(*arguments).exit_code == 2
    assert run(*arguments, "--overwrite").exit_code == 0
    assert Path(out).read_bytes() == data


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("juki",), 2),
        (("juki", "juki", "--format", "xlsx"), 2),
        (("juki", "juki", "--format", "xlsx", "--out", "x.csv"), 2),
        (("juki", "nosuch"), 3),
        (("juki", "juki", "--mapping", "nosuch"), 3),
    ],
)
def test_what_is_refused(run: Run, arguments: tuple[str, ...], code: int) -> None:
    """Wrong usage is 2, a pack or a mapping that is not there is 3."""
    result = run("pack", "diff", *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
