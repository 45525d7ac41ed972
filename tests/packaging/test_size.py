"""The tables of the code pages stay small: people carry the wheel on foot."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

__all__: list[str] = []

pytestmark = pytest.mark.slow


def test_tables_of_code_pages(wheel: Path) -> None:
    """All tables together add less than 1 MB to the wheel, the code that makes others included."""
    with zipfile.ZipFile(wheel) as archive:
        sizes = {
            one.filename: one.compress_size
            for one in archive.infolist()
            if one.filename.startswith("lgmigrate/charset/")
        }
    assert any(name.endswith("ibm16684.z") for name in sizes)
    assert sum(sizes.values()) < 1_000_000
