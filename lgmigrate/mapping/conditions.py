"""Conditions as a mapping declares them: ``when = { "区分" = ["1"], "状態" = { not = "9" } }``.

All of a table's conditions have to hold. A value is compared as text, as it is decoded; an empty
text stands for "no value".
"""

from __future__ import annotations

from lgmigrate.mapping.model import Condition
from lgmigrate.mapping.tables import Table

__all__ = ["read_conditions"]


def read_conditions(table: Table, key: str) -> tuple[Condition, ...]:
    """The conditions of a key; none where the key is missing."""
    inside = table.table(key, required=False)
    found = []
    for name, value in inside.values.items():
        if isinstance(value, dict):
            below = inside.inline(name, value)
            values = below.texts("not")
            below.close()
            found.append(Condition(name=name, values=values, negated=True))
        else:
            found.append(Condition(name=name, values=inside.texts(name)))
    return tuple(found)
