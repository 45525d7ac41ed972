"""Checks over batches and over files; what they find are findings, never exceptions."""

from __future__ import annotations

from lgmigrate.rules.items import ItemRule, ItemRules, item_rules
from lgmigrate.rules.keys import KeyIndex
from lgmigrate.rules.references import Batch, ReferenceIndex

__all__ = ["Batch", "ItemRule", "ItemRules", "KeyIndex", "ReferenceIndex", "item_rules"]
