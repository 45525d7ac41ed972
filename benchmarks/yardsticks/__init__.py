"""Small C programs that do the same work as plainly as can be: what the ratios are against."""

from __future__ import annotations

__all__: list[str] = []
