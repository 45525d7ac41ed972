"""What the commands of data print, for people and as JSON."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Sources

__all__: list[str] = []

IBM = ("--mapping", "ibm_kanji_host")


def test_convert_tells_files_and_findings(run: Run, sources: Sources, tmp_path: Path) -> None:
    """The table has the files with their sizes, the findings by code, and the verdict."""
    result = run("convert", sources.dirty, *IBM, "--out", tmp_path / "out")
    size = (tmp_path / "out" / "jumin.xml").stat().st_size
    lines = result.stdout.splitlines()
    (line,) = (one for one in lines if one.startswith("jumin.xml"))
    assert line.split()[-1] == f"{size:,}"
    assert "juki@1 (profile)" in lines[0]
    with sources.ledger.open(encoding="utf-8", newline="") as stream:
        planted = len(list(csv.DictReader(stream)))
    findings = (tmp_path / "out" / "findings.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(one) for one in findings.splitlines()]
    errors = sum(one["severity"] == "error" for one in rows)
    assert errors >= planted > 0
    assert f"Verdict: NG (errors: {errors:,})" in lines
    assert "Verdict" not in result.stderr


def test_convert_as_json(run: Run, sources: Sources, tmp_path: Path) -> None:
    """The document states the files as they are on disk, and the source."""
    out = tmp_path / "out"
    result = run("convert", sources.clean, *IBM, "--out", out, "--format", "csv", "--json")
    document = json.loads(result.stdout)
    assert (document["ok"], document["out"], document["codes"]) == (True, str(out), {})
    assert [one["name"] for one in document["files"]] == ["jumin.csv", "shien.csv"]
    for one in document["files"]:
        data = (out / one["name"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    source = sources.clean.read_bytes()
    assert document["sources"][0]["sha256"] == hashlib.sha256(source).hexdigest()
    assert document["sources"][0]["records"] == len(source) // 800


def test_convert_reads_standard_input(run: Run, sources: Sources, tmp_path: Path) -> None:
    """``-`` gives the same exchange files as the file."""
    result = run("convert", "-", *IBM, "--out", tmp_path / "o", stdin=sources.clean.read_bytes())
    assert result.exit_code == 0
    for name in ("jumin.xml", "shien.xml"):
        assert (tmp_path / "o" / name).read_bytes() == (sources.standard / name).read_bytes()


def test_convert_with_japanese_names_is_validated_too(
    run: Run, sources: Sources, tmp_path: Path
) -> None:
    """--names japanese writes the items' Japanese names, and validate reads them."""
    arguments = ("convert", sources.clean, *IBM, "--out", tmp_path / "o", "--names", "japanese")
    assert run(*arguments, "--workers", "1").exit_code == 0
    assert "<宛名番号>" in (tmp_path / "o" / "jumin.xml").read_text(encoding="utf-8")
    assert run("validate", tmp_path / "o", "--pack", "juki@1").exit_code == 0


def test_restore_tells_whether_it_is_identical(run: Run, sources: Sources, tmp_path: Path) -> None:
    """By the manifest's hash yes, no where a value was changed, unknown without a manifest."""
    result = run("restore", sources.standard, *IBM, "--out", tmp_path / "a", "--json")
    assert json.loads(result.stdout)["identical"] == {"JUKI.DAT": True}
    changed = shutil.copytree(sources.standard, tmp_path / "changed")
    file = changed / "jumin.xml"
    old, new = "<seibetsu>1<", "<seibetsu>2<"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    shown = run("restore", changed, *IBM, "--out", tmp_path / "b").stdout.splitlines()
    assert [one.split() for one in shown[:2]] == [["file", "identical"], ["JUKI.DAT", "no"]]
    (changed / "manifest.json").unlink()
    shown = run("restore", changed, *IBM, "--out", tmp_path / "c").stdout.splitlines()
    assert shown[1].split() == ["JUKI.DAT", "unknown"]


def test_roundtrip_tells_differences_by_field(
    run: Run, sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A byte changed on the way back is told by record type, field and record number."""
    import lgmigrate.pipeline.roundtrip as module
    from lgmigrate.pipeline.restore import Restored, restore

    def changing(*arguments: Path, **options: int) -> Restored:
        done = restore(*arguments, **options)  # type: ignore[arg-type]  # handed on as they come
        path = done.out / "JUKI.DAT"
        data = bytearray(path.read_bytes())
        data[4 * 800 + 774] ^= 1  # the first byte of 更新者ID in record 5
        path.write_bytes(data)
        done.identical["JUKI.DAT"] = False
        return done

    monkeypatch.setattr(module, "restore", changing)
    arguments = ("roundtrip", sources.clean, *IBM, "--workdir", tmp_path)
    result = run(*arguments, "--json")
    document = json.loads(result.stdout)
    assert (result.exit_code, document["identical"]) == (1, False)
    (difference,) = document["differences"]
    assert (difference["field"], difference["count"], difference["first"]) == ("更新者ID", 1, 5)
    text = run(*arguments)
    assert "Identical: no" in text.stdout
    assert text.stdout.splitlines()[-1].split()[1:] == ["更新者ID", "1", "5"]
    assert list(tmp_path.iterdir()) == []


def test_roundtrip_of_a_dirty_source_is_identical(
    run: Run, sources: Sources, tmp_path: Path
) -> None:
    """Damage is told and comes back byte for byte."""
    result = run("roundtrip", sources.dirty, *IBM, "--workdir", tmp_path, "--json")
    document = json.loads(result.stdout)
    assert document["identical"]
    assert document["bytes"] == sources.dirty.stat().st_size
    assert document["codes"]


@pytest.fixture(scope="module")
def wrong(sources: Sources, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A delivery with more than 20 pairs of code and item, and the number of wrong values."""
    changed = shutil.copytree(sources.standard, tmp_path_factory.mktemp("wrong") / "changed")
    file = changed / "jumin.xml"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    count = 0
    for number, line in enumerate(lines):
        if line.startswith("<record>"):
            parts = line.split("<")
            for at in range(8, min(len(parts), 80), 2):
                name, _, value = parts[at].partition(">")
                if value and not name.startswith("/"):
                    parts[at] = f"{name}>{value}{'長' * 700}"
                    count += 1
            lines[number] = "<".join(parts)
            if count >= 60:
                break
    file.write_text("".join(lines), encoding="utf-8", newline="")
    return changed, count


def test_validate_announces_the_cap_of_its_table(run: Run, wrong: tuple[Path, int]) -> None:
    """At most 20 rows, and the true number of rows behind them."""
    result = run("validate", wrong[0], *IBM)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("code "))
    (cap,) = (at for at, line in enumerate(lines) if " rows are shown" in line)
    assert cap - start - 1 == 20
    everything = run("validate", wrong[0], *IBM, "--json").stdout.splitlines()
    pairs = {(one["code"], one["field"]) for one in map(json.loads, everything[:-1])}
    assert lines[cap].startswith(f"20 of {len(pairs)} rows")
    assert len(pairs) > 20


def test_validate_gives_every_finding_as_a_line_of_json(run: Run, wrong: tuple[Path, int]) -> None:
    """One JSON object a line, the summary last, with the counts of the lines before it."""
    result = run("validate", wrong[0], "--pack", "juki", "--json")
    *findings, last = map(json.loads, result.stdout.splitlines())
    summary = last["summary"]
    counted: dict[str, int] = {}
    for one in findings:
        counted[one["code"]] = counted.get(one["code"], 0) + 1
    assert (summary["ok"], summary["packs"]) == (False, ["juki@1 (profile)"])
    assert summary["codes"] == dict(sorted(counted.items()))
    assert len(findings) >= wrong[1]
    assert set(findings[0]) == {*("code", "severity", "file", "record", "offset", "field", "shape")}


def test_validate_takes_one_file(run: Run, sources: Sources) -> None:
    """A single exchange file is checked without its folder."""
    result = run("validate", sources.standard / "shien.xml", "--pack", "juki", "--json")
    assert list(json.loads(result.stdout)["summary"]["records"]) == ["shien"]


def test_synth_is_the_same_for_the_same_seed(run: Run, tmp_path: Path) -> None:
    """Same seed, same bytes; another seed, other bytes."""
    made = []
    for number, seed in enumerate(("7", "7", "8")):
        out = tmp_path / str(number)
        arguments = ("synth", "--mapping", "package_csv", "--out", out, "--persons", "20")
        document = json.loads(run(*arguments, "--seed", seed, "--json").stdout)
        data = Path(document["path"]).read_bytes()
        assert (document["bytes"], document["ledger"]) == (len(data), None)
        made.append(data)
    assert made[0] == made[1] != made[2]


def test_synth_makes_a_delivery_of_packs(run: Run, tmp_path: Path) -> None:
    """A folder a pack; validate finds nothing in it; JSON says what was made."""
    arguments = ("synth", "--pack", "juki", "--pack", "seiho@1", "--persons", "300")
    text = run(*arguments, "--out", tmp_path / "a").stdout
    assert "seiho/seihojukyu.xml" in text
    other = (*arguments, "--format", "csv", "--names", "japanese", "--json")
    document = json.loads(run(*other, "--out", tmp_path / "b").stdout)
    assert document["packs"] == {"juki": "juki@1", "seiho": "seiho@1"}
    assert document["records"]["juki/jumin.csv"] == 300
    for folder in ("a", "b"):
        assert "Findings: none" in run("validate", tmp_path / folder).stdout


def test_synth_tells_of_its_ledger(run: Run, tmp_path: Path) -> None:
    """The ledger has as many rows as damages were told."""
    arguments = ("synth", *IBM, "--persons", "200", "--dirt", "0.2")
    text = run(*arguments, "--out", tmp_path / "a").stdout
    document = json.loads(run(*arguments, "--out", tmp_path / "b", "--json").stdout)
    with Path(document["ledger"]).open(encoding="utf-8", newline="") as stream:
        assert len(list(csv.DictReader(stream))) == document["damages"] > 0
    assert f"{document['damages']:,} planted damages" in text
