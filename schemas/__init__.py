"""The packs that ship, as data: ``<domain>/<edition>/`` with the five tables and the XSDs.

Installed as ``lgmigrate_schemas`` and read through ``importlib.resources``.
"""

from __future__ import annotations

__all__: list[str] = []
