"""The HTML page of a pack."""

from __future__ import annotations

__all__: list[str] = []
