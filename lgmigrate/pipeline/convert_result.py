"""What the conversion of one block gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from lgmigrate.charset.ledger import Ledger
from lgmigrate.findings import Finding
from lgmigrate.framing.frames import Odd
from lgmigrate.pipeline.ledger_block import Listed
from lgmigrate.pipeline.worker import Worker

__all__ = ["BlockResult", "count"]


@dataclass(slots=True)
class BlockResult:
    """What one block gives. ``parts``: output name and bytes, in order; ``heads``: what begins a
    part that may not exist. ``special``: role, number in the source, record type and values of
    headers and trailers. ``by_type``: records by type code. ``sums``: type code and field ->
    sum modulo 10**18 and how many values had no digits. The buffers of the parts belong to
    ``worker``.
    """

    read: int
    parts: list[tuple[str, bytes | memoryview]] = field(default_factory=list)
    heads: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)
    special: list[tuple[Literal["header", "trailer"], int, str, dict[str, str | None]]] = field(
        default_factory=list
    )
    by_type: dict[str, int] = field(default_factory=dict)
    sums: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    odd: list[Odd] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    municipality: str | None = None
    worker: Worker | None = None


def count(counts: dict[str, int], name: str, number: int) -> None:
    """Add to a count."""
    counts[name] = counts.get(name, 0) + number
