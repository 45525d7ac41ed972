"""The shipped tables: small, with their provenance, and what ICU says."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import zlib
from importlib.resources import files
from pathlib import Path

import pytest

TABLES = files("lgmigrate.charset").joinpath("tables")
SCRIPT = Path(__file__).resolve().parents[3] / "scripts" / "generate_ibm_tables.py"


def provenance() -> dict[str, dict[str, str]]:
    """The sets of the note beside the tables."""
    sets = json.loads(TABLES.joinpath("provenance.json").read_text(encoding="utf-8"))["sets"]
    assert isinstance(sets, dict)
    return sets


def test_tables_are_small() -> None:
    """All of them together stay far below 400 kB."""
    assert sum(len(path.read_bytes()) for path in TABLES.iterdir()) < 100_000


def test_tables_are_those_of_the_provenance() -> None:
    """Every table has its note and every note its table, by hash."""
    notes = provenance()
    assert {path.name for path in TABLES.iterdir() if path.name.endswith(".z")} == {
        note["file"] for note in notes.values()
    }
    for note in notes.values():
        table = zlib.decompress(TABLES.joinpath(note["file"]).read_bytes())
        assert hashlib.sha256(table).hexdigest() == note["sha256_unpacked"]


def test_licence_is_beside_the_tables() -> None:
    """ICU's notice has to go with copies of its data."""
    notice = TABLES.joinpath("LICENSE-ICU.txt").read_text(encoding="utf-8")
    assert "Unicode, Inc." in notice


@pytest.mark.skipif(shutil.which("uconv") is None, reason="uconv (icu-devtools) is absent")
def test_generator_gives_the_committed_tables() -> None:
    """The committed script makes the committed tables."""
    run = subprocess.run(
        [sys.executable, str(SCRIPT), "--check"], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout) == (0, "")
