"""The coverage that stands in the README of each shipped mapping is the one of today."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.generate_coverage import FOLDER, filled

__all__: list[str] = []


@pytest.mark.generated
@pytest.mark.parametrize(
    "readme", sorted(FOLDER.glob("*/README.md")), ids=lambda path: path.parent.name
)
def test_coverage_is_generated(readme: Path) -> None:
    """scripts/generate_coverage.py would write nothing else."""
    assert filled(readme) == readme.read_text(encoding="utf-8")


def test_every_mapping_has_a_readme() -> None:
    """So that none is left out."""
    assert {path.parent for path in FOLDER.glob("*/mapping.toml")} == {
        path.parent for path in FOLDER.glob("*/README.md")
    }
