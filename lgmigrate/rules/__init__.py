"""Checks over batches and over files; what they find are findings, never exceptions."""

from __future__ import annotations

__all__: list[str] = []
