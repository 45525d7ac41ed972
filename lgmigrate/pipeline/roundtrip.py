"""Round trip: convert and restore a source and compare every byte, in bounded space.

The delivery goes to a temporary folder beside the caller's, or where ``workdir`` says, and is
taken away again. Differences are told by record type and field, never with a value.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

import numpy as np

from lgmigrate.mapping.model import Mapping
from lgmigrate.mapping.registry import load as load_mapping
from lgmigrate.pipeline.convert import convert
from lgmigrate.pipeline.plan import Plan, Style, make_plans
from lgmigrate.pipeline.restore import restore
from lgmigrate.pipeline.sources import Block, Source, assign, expand

__all__ = ["RoundTrip", "compare_sources", "roundtrip"]

FRAMING = "(framing)"


@dataclass(slots=True)
class RoundTrip:
    """``differences``: number of records that differ, by (record type, field); the field is
    ``(framing)`` where the number, the order or the shape of records differs. ``first`` is the
    number of the first record that differs in each.
    """

    records: int
    bytes: int
    identical: bool
    codes: dict[str, int]
    differences: dict[tuple[str, str], int] = field(default_factory=dict)
    first: dict[tuple[str, str], int] = field(default_factory=dict)


def roundtrip(
    sources: Sequence[str | Path] | str | Path,
    mapping: str | Path | Mapping,
    *,
    workers: int | None = None,
    style: Style = "xml",
    workdir: str | Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> RoundTrip:
    """Convert each source, restore it, compare; sources of several kinds all at once.

    ``progress`` is called with records and bytes done so far, those of the way back counted too.

    Raises:
        What ``convert`` and ``restore`` raise.
    """
    chosen = mapping if isinstance(mapping, Mapping) else load_mapping(str(mapping))
    plans = make_plans(chosen)
    given = [sources] if isinstance(sources, str | Path) else list(sources)
    total = RoundTrip(0, 0, identical=True, codes={})
    paths = assign(plans, expand(given))
    for group in [paths] if len(plans) > 1 else [[one] for one in paths]:
        with tempfile.TemporaryDirectory(dir=workdir, prefix="lgmigrate-") as name:
            there, back = Path(name) / "standard", Path(name) / "restored"
            step = _after(progress, 2 * total.records, 2 * total.bytes)
            some = [path for _, path in group]
            done = convert(some, chosen, there, workers=workers, format=style, progress=step)
            records = sum(one.records for one in done.manifest.sources)
            size = sum(one.bytes for one in done.manifest.sources)
            step = _after(progress, 2 * total.records + records, 2 * total.bytes + size)
            restored = restore(there, chosen, back, workers=workers, progress=step)
            total.records += records
            total.bytes += size
            for code, number in done.codes.items():
                total.codes[code] = total.codes.get(code, 0) + number
            if all(restored.identical.values()):
                continue
            total.identical = False
            for (plan, path), (again, same) in zip(group, restored.identical.items(), strict=True):
                if not same:
                    compare_sources(plan, path, back / again, total)
    return total


def _after(
    progress: Callable[[int, int], None] | None, records: int, size: int
) -> Callable[[int, int], None] | None:
    """A progress that begins where earlier work ended."""
    if progress is None:
        return None
    return lambda more_records, more_bytes: progress(records + more_records, size + more_bytes)


def compare_sources(plan: Plan, before: Path, after: Path, total: RoundTrip) -> None:
    """Compare two sources of one mapping record by record and field by field."""
    spec = plan.mapping.framing
    for one, other in zip_longest(Source(before, spec).blocks(), Source(after, spec).blocks()):
        if one is None or other is None or len(one.starts) != len(other.starts):
            left = one or other
            _note(total, FRAMING, FRAMING, 1, left.number if left else 0)
            return
        _compare_blocks(plan, one, other, total)


def _compare_blocks(plan: Plan, one: Block, other: Block, total: RoundTrip) -> None:
    if one.odd != other.odd:
        _note(total, FRAMING, FRAMING, 1, one.number)
    kinds = plan.classify(one.buffer, one.starts, one.lengths)
    same = one.lengths == other.lengths
    for row in np.flatnonzero(~same).tolist():
        _note(total, FRAMING, FRAMING, 1, one.number + row)
    for number, record in enumerate(plan.records):
        layout = record.record.layout
        rows = np.flatnonzero((kinds == number) & same)
        if not len(rows):
            continue
        if layout.delimited:
            for row in rows.tolist():
                size = int(one.lengths[row])
                left = one.buffer[one.starts[row] : one.starts[row] + size]
                right = other.buffer[other.starts[row] : other.starts[row] + size]
                if not np.array_equal(left, right):
                    _note(total, record.name, FRAMING, 1, one.number + row)
            continue
        for item in layout.fields:
            place = np.arange(item.offset, item.end)
            left = one.buffer[one.starts[rows, None] + place]
            right = other.buffer[other.starts[rows, None] + place]
            differ = np.flatnonzero((left != right).any(axis=1))
            if len(differ):
                first = one.number + int(rows[differ[0]])
                _note(total, record.name, item.name, len(differ), first)


def _note(total: RoundTrip, record: str, name: str, number: int, first: int) -> None:
    key = (record, name)
    total.differences[key] = total.differences.get(key, 0) + number
    total.first.setdefault(key, first)
