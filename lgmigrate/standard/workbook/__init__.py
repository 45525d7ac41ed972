"""Workbooks with the tables of a layout, read into a pack: sheets, columns, items, code lists."""

from __future__ import annotations

__all__: list[str] = []
