"""The standard layout as data: packs, what their items may hold, and their XSD."""

from __future__ import annotations

from lgmigrate.standard.catalog import load_pack, pack_editions, pack_names
from lgmigrate.standard.pack import (
    VALUE_SEPARATOR,
    Code,
    CodeList,
    Condition,
    File,
    Item,
    ItemType,
    Names,
    Pack,
    Reference,
    Target,
)

__all__ = [
    "VALUE_SEPARATOR",
    "Code",
    "CodeList",
    "Condition",
    "File",
    "Item",
    "ItemType",
    "Names",
    "Pack",
    "Reference",
    "Target",
    "load_pack",
    "pack_editions",
    "pack_names",
]
