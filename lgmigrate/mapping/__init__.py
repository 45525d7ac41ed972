"""The mapping model, its loader, its steps and the registry of installed mappings."""

from __future__ import annotations

__all__: list[str] = []
