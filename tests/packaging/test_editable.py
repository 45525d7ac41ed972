"""The running environment, which is an editable install, imports the folders under their names."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from tests.packaging.conftest import ROOT

__all__: list[str] = []


@pytest.mark.parametrize(
    ("module", "folder"),
    [
        ("lgmigrate", "lgmigrate"),
        ("lgmigrate_schemas", "schemas"),
        ("lgmigrate_mappings", "mappings"),
    ],
)
def test_folder_is_importable_from_elsewhere(module: str, folder: str, tmp_path: Path) -> None:
    """``importlib.resources`` finds the working copy's folder from any directory."""
    program = f"from importlib import resources; print(resources.files({module!r}))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, check=True
    )
    assert Path(done.stdout.decode().strip()) == ROOT / folder


def test_mappings_are_registered() -> None:
    """The entry points name every shipped mapping, and a folder with a definition each."""
    families = {path.parent.name for path in (ROOT / "mappings").glob("*/mapping.toml")}
    points = metadata.entry_points(group="lgmigrate.mappings")
    assert {point.name: point.value for point in points} == {
        family: f"lgmigrate_mappings.{family}" for family in families
    }
