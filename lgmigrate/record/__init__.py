"""Record layouts as values, and their readers."""

from __future__ import annotations

__all__: list[str] = []
