"""The mapping ``open_fixed``: a value, no action; README.md tells what it maps."""

from __future__ import annotations

__all__ = ["MAPPING"]

MAPPING = "mapping.toml"
