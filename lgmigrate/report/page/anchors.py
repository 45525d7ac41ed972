"""Ids for places in a page: readable and lasting where a name allows it, a number elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["anchors"]

_PLAIN = re.compile("[A-Za-z0-9_-]+")


def anchors(prefix: str, names: Iterable[str]) -> dict[str, str]:
    """An id for each name: ``prefix-name``, or ``prefix.n`` where a link would need escapes."""
    return {
        name: f"{prefix}-{name}" if _PLAIN.fullmatch(name) else f"{prefix}.{number}"
        for number, name in enumerate(names, start=1)
    }
