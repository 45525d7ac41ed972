"""The standard layout on disk: XML and CSV files, both ways, and the manifest."""

from __future__ import annotations

__all__: list[str] = []
