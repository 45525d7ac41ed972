"""The standard layout as data: packs, what their items may hold, and their XSD."""

from __future__ import annotations

from lgmigrate.standard.catalog import load_pack, pack_editions, pack_names
from lgmigrate.standard.pack import Code, CodeList, Condition, File, Item, ItemType, Names, Pack

__all__ = [
    "Code",
    "CodeList",
    "Condition",
    "File",
    "Item",
    "ItemType",
    "Names",
    "Pack",
    "load_pack",
    "pack_editions",
    "pack_names",
]
