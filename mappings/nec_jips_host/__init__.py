"""The mapping ``ibm_kanji_host``: a value, no action; README.md tells what it maps."""

from __future__ import annotations

__all__ = ["MAPPING"]

MAPPING = "mapping.toml"
