"""How fast, in how much memory, and against what: `make bench`; README.md says how to read it."""

from __future__ import annotations

__all__: list[str] = []
