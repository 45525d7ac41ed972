"""``convert`` without a mapping: a delivery between XML and CSV."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Sources

__all__: list[str] = []

IBM = ("--mapping", "ibm_kanji_host")
BOM = b"\xef\xbb\xbf"


def test_there_and_back(run: Run, sources: Sources, tmp_path: Path) -> None:
    """To CSV and to XML again: the same files, and the vendor's bytes from either."""
    there = run("convert", sources.standard, "--out", tmp_path / "c", "--format", "csv")
    assert there.exit_code == 0
    lines = there.stdout.splitlines()
    assert lines[0] == "juki@1 (profile)"
    size = (tmp_path / "c" / "jumin.csv").stat().st_size
    (line,) = (one for one in lines if one.startswith("jumin.csv"))
    assert line.split()[-1] == f"{size:,}"
    assert "Verdict: OK (no finding of severity error)" in lines
    assert "Records in their new form: " in there.stderr
    back = run("convert", tmp_path / "c", "--out", tmp_path / "x", "--workers", "2")
    assert back.exit_code == 0
    for path in sources.standard.iterdir():
        if path.is_file():
            assert (tmp_path / "x" / path.name).read_bytes() == path.read_bytes()
    assert run("validate", tmp_path / "c", "--pack", "juki").exit_code == 0
    assert run("restore", tmp_path / "c", *IBM, "--out", tmp_path / "back").exit_code == 0
    assert (tmp_path / "back" / "JUKI.DAT").read_bytes() == sources.clean.read_bytes()


def test_as_json(run: Run, sources: Sources, tmp_path: Path) -> None:
    """The document states the files as they are on disk, and what was passed over."""
    shutil.copytree(sources.standard, tmp_path / "d" / "juki")
    (tmp_path / "d" / "notes.txt").write_bytes(b"")
    out = tmp_path / "c"
    done = run("convert", tmp_path / "d", "--out", out, "--format", "csv", "--json")
    document = json.loads(done.stdout)
    assert (document["ok"], document["out"], document["codes"]) == (True, str(out), {})
    assert document["unknown"] == ["notes.txt"]
    assert [one["name"] for one in document["files"]] == ["juki/jumin.csv", "juki/shien.csv"]
    for one in document["files"]:
        data = (out / one["name"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert document["counts"]["records"] == sum(one["records"] for one in document["files"])
    assert done.stderr == "Passed over, being of no known pack: notes.txt\n"


def test_names_and_mark(run: Run, sources: Sources, tmp_path: Path) -> None:
    """Names of one's choice, a byte order mark; both ways of convert have them."""
    options = ("--format", "csv", "--names", "japanese", "--bom")
    assert run("convert", sources.standard, "--out", tmp_path / "a", *options).exit_code == 0
    assert run("convert", sources.clean, *IBM, "--out", tmp_path / "b", *options).exit_code == 0
    data = (tmp_path / "a" / "jumin.csv").read_bytes()
    assert data.startswith(BOM + "宛名番号,".encode())
    assert (tmp_path / "b" / "jumin.csv").read_bytes() == data
    assert not (tmp_path / "b" / "annex" / "person.csv").read_bytes().startswith(BOM)
    restored = run("restore", tmp_path / "b", *IBM, "--out", tmp_path / "back", "--json")
    assert json.loads(restored.stdout)["identical"] == {"JUKI.DAT": True}


def test_a_given_pack(run: Run, sources: Sources, tmp_path: Path) -> None:
    """--pack comes first; a file of another edition is then refused with 4."""
    source = tmp_path / "d"
    source.mkdir()
    shutil.copy(sources.standard / "jumin.xml", source)
    assert run("convert", source, "--pack", "juki@1", "--out", tmp_path / "a").exit_code == 0
    path = source / "jumin.xml"
    path.write_bytes(path.read_bytes().replace(b'edition="1"', b'edition="9"', 1))
    refused = run("convert", source, "--pack", "juki", "--out", tmp_path / "b")
    assert refused.exit_code == 4
    assert "X003" in refused.stderr
    assert not (tmp_path / "b").exists()
    assert run("convert", source, "--pack", "nosuch", "--out", tmp_path / "b").exit_code == 3


def test_findings_are_1(run: Run, sources: Sources, tmp_path: Path) -> None:
    """A file that was changed is told of, and where to read on; many names are cut short."""
    changed = shutil.copytree(sources.standard, tmp_path / "d")
    path = changed / "jumin.xml"
    path.write_bytes(path.read_bytes().replace(b"<record>", b"<record >", 1))
    for number in range(13):
        (changed / f"{number:02d}.txt").write_bytes(b"")
    done = run("convert", changed, "--out", tmp_path / "c", "--format", "csv")
    assert done.exit_code == 1
    assert "X002" in done.stdout
    assert str(tmp_path / "c" / "findings.jsonl") in done.stdout
    assert "09.txt, ... (+3)" in done.stderr
    assert "10.txt" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["{d}", "--out", "o", "--charset", "jef"],
        ["{d}", "--out", "o", "--gaiji", "t.csv"],
        ["{d}", "--out", "o", "--on-error", "stop"],
        ["{d}", "--out", "o", "--bom"],
        ["{d}", *IBM, "--out", "o", "--pack", "juki"],
        ["{d}", "{d}", "--out", "o"],
        ["{d}/nosuch", "--out", "o"],
        ["{d}/findings.jsonl", "--out", "o"],
        ["{d}", "--out", "{d}/csv", "--overwrite"],
    ],
)
def test_wrong_usage_is_2(run: Run, sources: Sources, tmp_path: Path, arguments: list[str]) -> None:
    """What needs a mapping without one, and what is no delivery."""
    given = [one.replace("{d}", str(sources.standard)) for one in arguments]
    given = [str(tmp_path / "o") if one == "o" else one for one in given]
    done = run("convert", *given)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr
    assert not (tmp_path / "o").exists()


def test_both_ways_are_said(run: Run, sources: Sources, tmp_path: Path) -> None:
    """A vendor's file without a mapping: the message names --mapping and a delivery."""
    source = sources.clean.parent
    for lang, word in (("en", "one delivery"), ("ja", "移行データ")):
        done = run("convert", source, "--out", tmp_path / "o", lang=lang)
        assert done.exit_code == 2
        told = re.sub(r"\s+", " ", done.stderr)
        assert "--mapping" in told
        assert word in told


@pytest.mark.parametrize(("lang", "words"), [("en", "delivery between XML"), ("ja", "相互に変換")])
def test_help_in_both_languages(run: Run, lang: str, words: str) -> None:
    """The help says that there are two ways, and names the options of each."""
    told = run("convert", "--help", lang=lang).stdout
    assert words in re.sub(r"\s+", "" if lang == "ja" else " ", told)
    for name in ("--mapping", "--pack", "--bom", "--names", "X002"):
        assert name in told
