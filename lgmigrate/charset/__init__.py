"""Code pages as flat tables: bytes <-> text, with the policies of each page."""

from __future__ import annotations

__all__: list[str] = []
