"""Typed columns over batches of records: one codec a usage, and the compiled kernels."""

from __future__ import annotations

__all__: list[str] = []
