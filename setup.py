"""The list of packages, the one thing that ``pyproject.toml`` cannot say.

``schemas/`` and ``mappings/`` are installed under other names than their folders have, which
setuptools' own discovery does not know; a new mapping is found here without an edit.
"""

from __future__ import annotations

from setuptools import find_packages, setup

__all__: list[str] = []

setup(
    packages=[
        *find_packages(include=["lgmigrate", "lgmigrate.*"]),
        "lgmigrate_schemas",
        "lgmigrate_mappings",
        *(f"lgmigrate_mappings.{name}" for name in find_packages("mappings")),
    ]
)
