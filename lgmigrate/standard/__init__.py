"""Packs: the five tables of an edition of the standard layout, and what is made from them."""

from __future__ import annotations

__all__: list[str] = []
