"""The tour: everything made, compared, told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lgmigrate.cli.tour import MAPPINGS, PARTS, Stop
from tests.cli.conftest import Run

__all__: list[str] = []


@pytest.fixture(scope="module")
def folder(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a demo."""
    out = tmp_path_factory.mktemp("demo") / "deep" / "out"
    assert run("demo", "--out", out, "--persons", "60").exit_code == 0
    return out


def test_files_are_identical_and_nothing_else_is_left(folder: Path) -> None:
    """Three sources, deliveries and restored sources; the latter are the former."""
    assert {one.name for one in folder.iterdir()} == {*MAPPINGS, "demo.json"}
    for mapping in MAPPINGS:
        assert {one.name for one in (folder / mapping).iterdir()} == set(PARTS)
        (source,) = (folder / mapping / "source").iterdir()
        restored = folder / mapping / "restored" / source.name
        assert restored.read_bytes() == source.read_bytes()
        assert (folder / mapping / "standard" / "jumin.xml").stat().st_size > 60 * 500


def test_table_and_paths_in_both_languages(run: Run, folder: Path) -> None:
    """A row a mapping, then the paths; an earlier demo is replaced without being asked."""
    for lang, yes in (("en", "yes"), ("ja", "はい")):
        result = run("demo", "--out", folder, "--persons", "50", lang=lang)
        lines = result.stdout.splitlines()
        assert result.exit_code == 0
        for line, mapping in zip(lines[1:4], MAPPINGS, strict=True):
            size = sum(one.stat().st_size for one in (folder / mapping / "source").iterdir())
            cells = line.split()
            assert (cells[0], cells[2], cells[3], cells[-1]) == (mapping, f"{size:,}", "0", yes)
        shown = {line.split()[0] for line in lines[5:] if line.strip()}
        assert {str(folder / mapping / part) for mapping in MAPPINGS for part in PARTS} <= shown
        assert f"{MAPPINGS[0]}:" in result.stderr
        assert f"{MAPPINGS[0]}:" not in result.stdout


def test_as_json(run: Run, folder: Path) -> None:
    """The same as a document."""
    document = json.loads(run("demo", "--out", folder, "--persons", "50", "--json").stdout)
    assert document["ok"]
    assert [one["mapping"] for one in document["mappings"]] == list(MAPPINGS)
    assert all(one["identical"] and not one["findings"] for one in document["mappings"])
    assert all(
        Path(path).is_dir() for one in document["mappings"] for path in one["paths"].values()
    )


def test_other_files_are_not_written_among(run: Run, tmp_path: Path) -> None:
    """A folder of something else is refused; with --overwrite its files stay."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert run("demo", "--out", tmp_path, "--persons", "5").exit_code == 2
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]
    assert run("demo", "--out", tmp_path, "--persons", "5", "--overwrite").exit_code == 0
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_1_where_bytes_do_not_come_back(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One byte that differs is seen by the comparison itself."""
    import lgmigrate.pipeline.restore as module

    restore = module.restore

    def changing(standard: Path, mapping: str, out: Path) -> module.Restored:
        done = restore(standard, mapping, out)
        for path in out.iterdir():
            data = bytearray(path.read_bytes())
            data[-1] ^= 1
            path.write_bytes(data)
        return done

    monkeypatch.setattr(module, "restore", changing)
    result = run("demo", "--out", tmp_path, "--persons", "30")
    assert result.exit_code == 1
    assert [line.split()[-1] for line in result.stdout.splitlines()[1:4]] == ["no"] * 3


def test_complete_parts_are_named_on_a_failure(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full in the second mapping: the first one's parts are complete."""
    import lgmigrate.pipeline.convert as module

    convert = module.convert

    def failing(source: Path, mapping: str, out: Path) -> module.Result:
        if mapping == MAPPINGS[1] and tmp_path in out.parents and "lgmigrate-" not in str(out):
            raise OSError(28, "No space left on device", str(out))
        return convert(source, mapping, out)

    monkeypatch.setattr(module, "convert", failing)
    result = run("demo", "--out", tmp_path / "o", "--persons", "30")
    assert result.exit_code == 5
    complete = [line for line in result.stderr.splitlines() if line.startswith("Complete: ")]
    first = [tmp_path / "o" / MAPPINGS[0] / part for part in PARTS]
    assert complete == [
        f"Complete: {path}" for path in (*first, tmp_path / "o" / MAPPINGS[1] / "source")
    ]


@pytest.mark.parametrize(
    ("identical", "findings", "good"),
    [(True, {}, True), (False, {}, False), (True, {"C001": 1}, False), (True, {"C003": 1}, True)],
)
def test_what_is_good(identical: bool, findings: dict[str, int], good: bool) -> None:
    """Identical bytes and no error; a warning is none."""
    stop = Stop(mapping="m", records=1, bytes=1, findings=findings, seconds=1, identical=identical)
    assert stop.ok is good
