"""For authors of mappings and for tests: the slow and obvious references."""

from __future__ import annotations

__all__: list[str] = []
