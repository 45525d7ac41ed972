"""The mappings that ship: a folder a family, found through the entry points ``lgmigrate.mappings``.

Installed as ``lgmigrate_mappings``; their tables are read through ``importlib.resources``.
"""

from __future__ import annotations

__all__: list[str] = []
