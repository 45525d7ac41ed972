"""docs/commands.md holds the help of every command as it is now."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from scripts.generate_commands import expected, helps

__all__: list[str] = []

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.generated
def test_document_is_generated() -> None:
    """What the script would write is what is there."""
    document = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert expected(document) == (document, [])


def test_missing_and_foreign_blocks_are_faults() -> None:
    """A command without a block, and a block without a command."""
    _, faults = expected("<!-- help: lgmigrate nosuch -->\n```text\nold\n```\n")
    assert faults[-1] == "Expected blocks of commands, got lgmigrate nosuch"
    assert len(faults) == len(helps()) + 1


def test_help_does_not_depend_on_the_locale() -> None:
    """The reference is the English help."""
    program = "from scripts.generate_commands import helps; print(helps()['lgmigrate convert'])"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        cwd=ROOT,
        env={"LC_ALL": "ja_JP.UTF-8", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        check=True,
    )
    assert done.stdout.decode().split() == helps()["lgmigrate convert"].split()
