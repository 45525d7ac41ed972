"""Running the command line in this process, and sources that are made once and only read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lgmigrate.cli.main import cli

__all__ = ["Run", "Sources"]

Run = Callable[..., Result]
"""Arguments -> the result of the command line, in English unless they say otherwise."""


def _run(*arguments: str | Path, lang: str = "en", stdin: bytes = b"") -> Result:
    environment = {"LC_ALL": "C.UTF-8", "LGMIGRATE_DEBUG": ""}
    chosen = [str(one) for one in arguments]
    return CliRunner(env=environment).invoke(cli, [*chosen, "--lang", lang], input=stdin)


@pytest.fixture(scope="session")
def run() -> Run:
    """The command line."""
    return _run


@dataclass(frozen=True, slots=True)
class Sources:
    """``clean`` and ``dirty`` are files of ibm_kanji_host (800 bytes a record), ``standard`` is
    the delivery of the clean one.
    """

    clean: Path
    dirty: Path
    ledger: Path
    standard: Path


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """A register of 300 persons, once with damage in a tenth of its records."""
    folder = tmp_path_factory.mktemp("cli")
    mapping = ("--mapping", "ibm_kanji_host")
    for name, more in (("clean", ()), ("dirty", ("--dirt", "0.1"))):
        made = _run("synth", *mapping, "--out", folder / name, "--persons", "300", *more)
        assert made.exit_code == 0, made.output
    clean = folder / "clean" / "JUKI.DAT"
    done = _run("convert", clean, *mapping, "--out", folder / "standard")
    assert done.exit_code == 0, done.output
    dirty = folder / "dirty"
    return Sources(clean, dirty / "JUKI.DAT", dirty / "ledger.csv", folder / "standard")
