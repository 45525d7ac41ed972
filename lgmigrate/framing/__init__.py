"""Bytes <-> records, incrementally; no file is opened here."""

from __future__ import annotations

__all__: list[str] = []
