"""The mapping model, its loader, its steps and the registry of installed mappings."""

from __future__ import annotations

from lgmigrate.mapping.describe import Row, describe
from lgmigrate.mapping.notes import Note, check
from lgmigrate.mapping.registry import Listed, load, names

__all__ = ["Listed", "Note", "Row", "check", "describe", "load", "names"]
