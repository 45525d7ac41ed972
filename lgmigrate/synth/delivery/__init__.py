"""Made-up deliveries in the standard layout, from the tables of any packs."""

from __future__ import annotations

__all__: list[str] = []
