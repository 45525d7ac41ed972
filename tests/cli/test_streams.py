"""Real processes: consoles of other encodings, pipes, terminals, interruption, the start."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Sources

__all__: list[str] = []

MAIN = (sys.executable, "-c", "from lgmigrate.cli.main import main; main()")
IBM = ("--mapping", "ibm_kanji_host")


def lgmigrate(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a process of its own."""
    return subprocess.run(
        [*MAIN, *map(str, arguments)],
        capture_output=True,
        env=os.environ | {"LC_ALL": "C.UTF-8"} | variables,
        check=False,
    )


@pytest.mark.parametrize("encoding", ["cp932", "ascii", "euc_jp", "utf-8"])
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_any_console_takes_the_output(sources: Sources, encoding: str, lang: str) -> None:
    """Help, tables and values are encoded or escaped, and never end with a traceback."""
    for arguments in (
        ("mapping", "show", "package_csv"),
        ("peek", sources.clean, *IBM, "--record", "2"),
        ("explain", "Q"),
    ):
        done = lgmigrate(*arguments, "--lang", lang, PYTHONIOENCODING=encoding)
        assert done.returncode == (2 if "Q" in arguments else 0), done.stderr
        assert b"Traceback" not in done.stderr
        (done.stdout + done.stderr).decode(encoding)


@pytest.mark.parametrize("encoding", ["cp932", "utf-8"])
def test_help_in_japanese_consoles(encoding: str) -> None:
    """Japanese help is in the console's encoding."""
    done = lgmigrate("convert", "--help", "--lang", "ja", PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert "中間標準レイアウト" in done.stdout.decode(encoding)


@pytest.mark.parametrize("encoding", ["cp932", "ascii", "utf-8"])
def test_json_is_json_in_any_console(encoding: str) -> None:
    """What cp932 cannot hold does not make the document another."""
    done = lgmigrate("pack", "show", "juki", "--json", PYTHONIOENCODING=encoding)
    document = json.loads(done.stdout.decode(encoding))
    assert document["files"][0]["items"][0]["name"] == "宛名番号"
    reference = lgmigrate("pack", "show", "juki", "--json", PYTHONIOENCODING="utf-8")
    assert document == json.loads(reference.stdout)


def test_no_progress_in_a_pipe(sources: Sources, tmp_path: Path) -> None:
    """Standard error of a pipe has whole lines only."""
    done = lgmigrate("convert", sources.clean, *IBM, "--out", tmp_path / "o")
    assert done.returncode == 0
    assert b"\r" not in done.stderr.replace(b"\r\n", b"\n")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are those of POSIX")
def test_progress_on_a_terminal(sources: Sources, tmp_path: Path) -> None:
    """A terminal sees records and MB/s, and the line is taken away; the result is the same."""
    import pty

    ours, theirs = pty.openpty()
    command = [*MAIN, "roundtrip", str(sources.clean), *IBM, "--workdir", str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=theirs, env=os.environ | {"LC_ALL": "C.UTF-8"}
    ) as process:
        stdout, _ = process.communicate()
        shown = os.read(ours, 65536).decode()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0
    assert "records" in shown
    assert "MB/s" in shown
    assert shown.endswith("\r")
    assert b"MB/s" not in stdout


@pytest.mark.skipif(sys.platform == "win32", reason="signals are those of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interruption_leaves_nothing(sources: Sources, tmp_path: Path, number: int) -> None:
    """Interrupted while it waits for more of its source: 5, no file, no traceback."""
    out = tmp_path / "out"
    with subprocess.Popen(
        [*MAIN, "convert", "-", *IBM, "--out", str(out), "--workers", "1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    ) as process:
        assert process.stdin is not None
        process.stdin.write(sources.clean.read_bytes() * 20)  # several blocks, no end
        process.stdin.flush()
        until = time.monotonic() + 60
        while not list(out.glob("*.part")) and time.monotonic() < until:
            time.sleep(0.05)
        assert list(out.glob("*.part"))
        process.send_signal(number)
        stdout, stderr = process.communicate()
    assert (process.returncode, stdout) == (5, b"")
    assert b"Interrupted" in stderr
    assert b"Traceback" not in stderr
    assert not out.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="/dev/full is of Linux")
def test_full_standard_output_is_a_fault_of_the_machine() -> None:
    """Output that cannot be written is told, by exit code 5."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*MAIN, "pack", "show", "juki"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 5
    assert b"Traceback" not in done.stderr


def test_reader_that_leaves_is_no_traceback() -> None:
    """``| head`` closes the pipe; nothing is said about it."""
    with subprocess.Popen(
        [*MAIN, "pack", "show", "juki"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        stderr = process.stderr.read()
        process.wait()
    assert b"Traceback" not in stderr
    assert b"Exception" not in stderr


def test_names_that_are_no_text_are_shown(tmp_path: Path) -> None:
    """A path with a control character is told escaped."""
    done = lgmigrate("validate", tmp_path / "a\x1b[31mb", "--pack", "juki")
    assert done.returncode == 4
    assert b"\x1b" not in done.stderr
    assert b"a\\x1b[31mb" in done.stderr


def test_start_waits_for_nothing_heavy() -> None:
    """--help, --version and explain load none of what computes."""
    heavy = "{'llvmlite', 'lxml', 'numba', 'numpy', 'polars', 'xmlschema', 'zstandard'}"
    for arguments in (["--help"], ["--version"], ["explain", "F001"], ["convert", "--help"]):
        program = (
            "import sys\nfrom lgmigrate.cli.main import cli\n"
            f"try: cli({arguments})\nexcept SystemExit as end: assert end.code == 0\n"
            f"assert not {heavy} & set(sys.modules), sys.modules"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr


def test_help_is_there_at_once() -> None:
    """Within 0.3 s of an interpreter that does nothing."""

    def seconds(*command: str) -> float:
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            subprocess.run(command, capture_output=True, check=True)
            times.append(time.perf_counter() - begun)
        return min(times)

    assert seconds(*MAIN, "--help") - seconds(sys.executable, "-c", "pass") < 0.3
