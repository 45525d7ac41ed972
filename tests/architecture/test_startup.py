"""What ``lgmigrate --help`` must not wait for."""

from __future__ import annotations

import subprocess
import sys

__all__: list[str] = []

HEAVY = ("llvmlite", "lxml", "numba", "numpy", "polars", "xmlschema", "zstandard")


def loaded_by(statement: str) -> set[str]:
    """Top-level modules that a fresh interpreter holds after a statement."""
    program = f"import sys\n{statement}\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return set(done.stdout.decode().split())


def test_command_line_starts_without_heavy_packages() -> None:
    """The command line is imported without what compiles, computes or parses."""
    loaded = loaded_by("import lgmigrate.cli.main")
    assert "click" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_the_measure_notices_a_heavy_package() -> None:
    """A package that is imported is seen, so the other test can fail."""
    assert "numpy" in loaded_by("import numpy")
