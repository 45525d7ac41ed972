"""What the documents show works: links lead somewhere, blocks run, both READMEs say the same.

A console block is run command by command (behind ``$``), each document in a folder of its own
and in the order of reading. ``console stable`` compares what is printed, where a line ``...``
stands for any lines; elsewhere the exit code alone must be 0. A python block is run as a program.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, Block, documents, read

__all__: list[str] = []

SMALLER = {"make demo": "lgmigrate demo --persons 500 --out demo-out"}  # the same, in less time
NOT_RUN = {
    "make": "a test does not start the tests again; the target must be in the Makefile",
    "git": "would fetch what is being tested",
    "cd": "goes with git clone",
    "pip": "would change the environment that runs the tests",
}


def run(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run as a reader would, with the environment's programs first on the PATH."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = os.environ | {"PATH": path, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    return subprocess.run(  # noqa: S602  # the commands are the project's own documentation
        command,
        cwd=cwd,
        env=environment,
        shell=True,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def check_console(block: Block, cwd: Path, place: str) -> None:
    """Run the commands of a block."""
    assert block.commands, f"{place}: Expected commands behind `$ `, got none"
    for command, shown in block.commands:
        if command.startswith("make "):
            target = command.split()[1]
            rule = re.compile(rf"^{re.escape(target)}:", re.MULTILINE)
            assert rule.search((ROOT / "Makefile").read_text(encoding="utf-8")), (
                f"{place}: {target}"
            )
        if command not in SMALLER and command.split()[0] in NOT_RUN:
            continue
        done = run(SMALLER.get(command, command), cwd)
        assert done.returncode == 0, f"{place}: {command}\n{done.stdout}{done.stderr}"
        if "stable" in block.info:
            same = doctest.OutputChecker().check_output(shown, done.stdout, doctest.ELLIPSIS)
            assert same, f"{place}: {command}\nExpected:\n{shown}\nGot:\n{done.stdout}"


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [one for one in documents() if one.name != "README.ja.md"],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_blocks_run(path: Path, tmp_path: Path) -> None:
    """Every console and python block of a document works, one after the other."""
    for block in read(path).blocks:
        place = f"{path.name}:{block.line}"
        if block.language == "console":
            check_console(block, tmp_path, place)
        elif block.language == "python":
            (tmp_path / "block.py").write_text(block.text, encoding="utf-8")
            done = run("python block.py", tmp_path)
            assert done.returncode == 0, f"{place}:\n{done.stderr}"


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    """Each relative link names a file or a folder of the project."""
    assert [one for one in read(path).links if not (path.parent / one).exists()] == []


def test_first_screen_shows_command_and_library() -> None:
    """README.md shows how to run it and how to call it."""
    languages = {block.language for block in read(ROOT / "README.md").blocks}
    assert {"console", "python"} <= languages


def test_both_readmes_have_the_same_sections() -> None:
    """The headings of the English and the Japanese text stand at the same levels in order."""
    assert read(ROOT / "README.md").headings == read(ROOT / "README.ja.md").headings


def test_both_readmes_have_the_same_blocks() -> None:
    """Code is the same in both, but for comments, which are in the reader's language."""

    def code(name: str) -> list[tuple[tuple[str, ...], str]]:
        blocks = read(ROOT / name).blocks
        return [(block.info, re.sub(r"(?m)\s*(?<!\S)# .*$", "", block.text)) for block in blocks]

    assert code("README.md") == code("README.ja.md")
