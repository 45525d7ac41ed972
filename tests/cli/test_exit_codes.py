"""What a run ends with: 0 to 5, and that nothing is left where nothing may be left."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from lgmigrate.cli.main import cli
from lgmigrate.errors import LgmigrateError
from tests.cli.conftest import Run, Sources

__all__: list[str] = []

IBM = ("--mapping", "ibm_kanji_host")
LENGTH = 800


def test_0_without_errors(run: Run, sources: Sources, tmp_path: Path) -> None:
    """A clean source converts, validates, restores and goes round with 0."""
    out, back = tmp_path / "out", tmp_path / "back"
    assert run("convert", sources.clean, *IBM, "--out", out).exit_code == 0
    assert run("validate", out, "--pack", "juki").exit_code == 0
    assert run("restore", out, *IBM, "--out", back).exit_code == 0
    assert run("roundtrip", sources.clean, *IBM, "--workdir", tmp_path).exit_code == 0
    assert (back / "JUKI.DAT").read_bytes() == sources.clean.read_bytes()


def test_1_with_errors_of_the_data(run: Run, sources: Sources, tmp_path: Path) -> None:
    """Damage in the data is told with 1, and the delivery is written."""
    out = tmp_path / "out"
    assert run("convert", sources.dirty, *IBM, "--out", out).exit_code == 1
    assert (out / "manifest.json").is_file()
    assert run("roundtrip", sources.dirty, *IBM, "--workdir", tmp_path).exit_code == 1


def test_1_for_a_delivery_that_was_changed(run: Run, sources: Sources, tmp_path: Path) -> None:
    """A file that is not what the manifest says is an error of validate."""
    changed = shutil.copytree(sources.standard, tmp_path / "changed")
    file = changed / "jumin.xml"
    file.write_bytes(file.read_bytes().replace(b"</saishinfuragu>", b"2</saishinfuragu>", 1))
    result = run("validate", changed, *IBM)
    assert result.exit_code == 1
    assert "X002" in result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["nosuch"],
        ["convert", "x", "--mapping", "ibm_kanji_host"],
        ["convert", "--mapping", "ibm_kanji_host", "--out", "o"],
        ["convert", "x", "--mapping", "ibm_kanji_host", "--out", "o", "--format", "json"],
        ["convert", "x", "--mapping", "ibm_kanji_host", "--out", "o", "--workers", "0"],
        ["synth", "--mapping", "open_fixed", "--out", "o", "--dirt", "2"],
        ["synth", "--out", "o"],
        ["synth", "--mapping", "open_fixed", "--pack", "juki", "--out", "o"],
        ["synth", "--mapping", "open_fixed", "--out", "o", "--names", "japanese"],
        ["synth", "--pack", "juki", "--out", "o", "--dirt", "0.1"],
        ["synth", "--pack", "juki", "--pack", "juki", "--out", "o"],
        ["validate", "x", "--pack", "juki", "--mapping", "ibm_kanji_host"],
        ["explain", "Z999"],
        ["pack"],
        ["--nosuch"],
    ],
)
def test_2_for_wrong_usage(run: Run, arguments: list[str]) -> None:
    """Options and arguments that have no meaning are refused with 2, on standard error."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_2_for_a_folder_that_holds_files(run: Run, sources: Sources, tmp_path: Path) -> None:
    """Files that are there are not touched without --overwrite, and are with it."""
    there = tmp_path / "manifest.json"
    there.write_text("mine", encoding="utf-8")
    arguments = ("convert", sources.clean, *IBM, "--out", tmp_path)
    assert run(*arguments).exit_code == 2
    assert [one.name for one in tmp_path.iterdir()] == ["manifest.json"]
    assert there.read_text(encoding="utf-8") == "mine"
    assert run(*arguments, "--overwrite").exit_code == 0
    assert there.read_text(encoding="utf-8") != "mine"


@pytest.mark.parametrize(
    "arguments",
    [
        ["convert", "x", "--mapping", "nosuch", "--out", "o"],
        ["mapping", "show", "nosuch"],
        ["mapping", "check", "nosuch"],
        ["pack", "show", "nosuch"],
        ["pack", "show", "juki@99"],
        ["validate", "x", "--pack", "nosuch"],
        ["peek", "x", "--mapping", "nosuch"],
    ],
)
def test_3_for_an_unknown_definition(run: Run, arguments: list[str]) -> None:
    """A mapping or pack that is not there is a wrong definition."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "Expected" in result.stderr


def test_3_tells_every_fault_of_a_definition(run: Run, tmp_path: Path) -> None:
    """All faults of a mapping, each on a line with its place."""
    (tmp_path / "mapping.toml").write_text(
        '[mapping]\nname = "x"\ntitle = "x"\npack = "juki@1"\nlossless = true\n'
        '[source]\ncharset = "nosuch"\nname = "x"\n[source.framing]\nform = "nosuch"\n',
        encoding="utf-8",
    )
    result = run("mapping", "check", tmp_path)
    assert result.exit_code == 3
    faults = result.stderr.splitlines()[1:]
    assert len(faults) >= 2
    assert all("mapping.toml" in fault for fault in faults)


@pytest.mark.parametrize(
    ("code", "cut"),
    [
        ("F007", lambda data: data[: LENGTH * 100 + 1]),
        ("F007", lambda data: data[: LENGTH * 100]),
        ("F007", lambda data: data[LENGTH:]),
        ("F005", lambda data: data[:LENGTH] + data[LENGTH:-LENGTH] + data[-2 * LENGTH :]),
    ],
    ids=["cut in a record", "no trailer", "no header", "a record doubled"],
)
def test_4_for_a_source_that_is_not_whole(
    run: Run, sources: Sources, tmp_path: Path, code: str, cut: object
) -> None:
    """A source that is cut or grown is refused, and no output exists."""
    assert callable(cut)
    source, out = tmp_path / "source.dat", tmp_path / "out"
    source.write_bytes(cut(sources.clean.read_bytes()))
    result = run("convert", source, *IBM, "--out", out)
    assert (result.exit_code, result.stdout) == (4, "")
    assert code in result.stderr
    assert not out.exists()


def test_4_for_what_is_missing_or_foreign(run: Run, sources: Sources, tmp_path: Path) -> None:
    """No such file, no exchange file, not well-formed, another mapping's delivery."""
    out = tmp_path / "out"
    broken = tmp_path / "jumin.xml"
    broken.write_bytes(b"<migrationFile><record>")
    for arguments in (
        ("convert", tmp_path / "nosuch", *IBM, "--out", out),
        ("peek", tmp_path / "nosuch", *IBM),
        ("validate", tmp_path / "nosuch", "--pack", "juki"),
        ("validate", broken, "--pack", "juki"),
        ("restore", tmp_path / "nosuch", *IBM, "--out", out),
        ("restore", sources.standard, "--mapping", "open_fixed", "--out", out),
    ):
        result = run(*arguments)
        assert (arguments[0], result.exit_code, result.stdout) == (arguments[0], 4, "")
    assert not out.exists()


def test_5_where_the_folder_cannot_be_written(run: Run, sources: Sources, tmp_path: Path) -> None:
    """A file stands where the folder should; the message says what is complete."""
    (tmp_path / "file").write_bytes(b"")
    out = tmp_path / "file" / "out"
    for arguments in (
        ("convert", sources.clean, *IBM, "--out", out),
        ("synth", *IBM, "--out", out, "--persons", "5"),
        ("restore", sources.standard, *IBM, "--out", out),
        ("pack", "xsd", "juki", "--out", out),
        ("demo", "--out", out, "--persons", "5"),
    ):
        result = run(*arguments)
        assert (arguments[0], result.exit_code) == (arguments[0], 5)
        assert f"Nothing was written under a final name in {out}" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of file sizes")
def test_5_where_the_disk_is_full(sources: Sources, tmp_path: Path) -> None:
    """Writes that fail in the middle leave no file at all."""
    out = tmp_path / "out"
    program = (
        "import resource, sys\n"
        "from lgmigrate.cli.main import main\n"
        "import lgmigrate.pipeline.convert\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "sys.argv[1:] = sys.argv[1:]\n"
        "main()\n"
    )
    command = [sys.executable, "-c", program, "convert", str(sources.clean), *IBM]
    done = subprocess.run(
        [*command, "--out", str(out)],
        capture_output=True,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
        check=False,
    )
    assert done.returncode == 5, done.stderr
    assert b"Nothing was written under a final name" in done.stderr
    assert b"Traceback" not in done.stderr
    assert not out.exists()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError(), OSError(28, "No space")])
def test_5_for_faults_of_the_machine(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """An interruption and exhausted memory or disk are told without a traceback."""
    result = _failing(run, monkeypatch, error)
    assert (result[0], result[1]) == (5, "")
    assert "Traceback" not in result[2]
    assert "Nothing was written under a final name in o" in result[2]


def test_5_for_faults_of_the_program(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its kind and place are told, never its text, which may hold a value."""
    code, stdout, stderr = _failing(run, monkeypatch, ValueError("カナリア"))
    assert (code, stdout) == (5, "")
    assert "ValueError test_exit_codes.py:" in stderr
    assert "カナリア" not in stderr


def _failing(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> tuple[int, str, str]:
    import lgmigrate.pipeline.convert as module

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(module, "convert", fail)
    result = run("convert", "x", *IBM, "--out", "o")
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("code", [2, 3, 4])
def test_every_fault_is_a_line(run: Run, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    """The exit code is the error's own, and no fault is left out."""
    error = LgmigrateError("here: one", "there: two", "and: three")
    monkeypatch.setattr(LgmigrateError, "exit_code", code)
    shown = _failing(run, monkeypatch, error)
    assert shown[0] == code
    assert shown[2].splitlines()[1:] == ["  here: one", "  there: two", "  and: three"]


def test_debug_shows_the_trace(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for it gets the trace, with the same exit code."""
    from click.testing import CliRunner

    import lgmigrate.pipeline.convert as module

    def fail(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr(module, "convert", fail)
    arguments = ["convert", "x", *IBM, "--out", "o"]
    result = CliRunner(env={"LGMIGRATE_DEBUG": "1"}).invoke(cli, arguments)
    assert result.exit_code == 5
    assert "Traceback" in result.stderr


def test_root_is_a_click_group() -> None:
    """Other programs may look at the commands through click."""
    assert isinstance(cli, click.Group)
