"""Convert, restore, validate: where the parts are joined and files are opened."""

from __future__ import annotations

__all__: list[str] = []
