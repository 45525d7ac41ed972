"""Planting damage in encoded records, with a ledger, so that detection can be scored.

At most one damage a record, always one that must be found: see ``lgmigrate.synth.harm``. The
ledger says where and what kind, never a value.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from lgmigrate.record.layout import Field
from lgmigrate.synth.harm import KINDS, Kind, Scene

__all__ = ["Damage", "Scene", "ledger_csv", "plant", "plant_row", "plant_rows", "spans"]

_QUOTE = 0x22


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """One planted damage. ``record`` counts from 1; ``offset`` is where the field begins in the
    record (behind its opening quote, in a delimited one); one of ``expected`` must be found.
    """

    record: int
    offset: int
    field: str
    kind: str
    expected: frozenset[str]


def plant(
    records: NDArray[np.uint8],
    where: Scene,
    rng: np.random.Generator,
    rate: float,
    first_record: int,
) -> list[Damage]:
    """Damage about ``rate`` of the records in place.

    ``records`` is uint8[n, at least the layout's length]; columns behind it (line ends) stay.
    ``first_record`` is the number of the first of them in the source.
    """
    damages = []
    for row in np.flatnonzero(rng.random(len(records)) < rate).tolist():
        done = _harmed(partial(_field_bytes, records[row].tobytes()), where, rng)
        if done is not None:
            one, kind, new = done
            records[row, one.offset : one.end] = np.frombuffer(new, np.uint8)
            damages.append(_damage(first_record + row, one.offset, one, kind, where))
    return damages


def _field_bytes(record: bytes, one: Field) -> bytes:
    return record[one.offset : one.end]


def plant_rows(
    rows: list[bytes],
    where: Scene,
    rng: np.random.Generator,
    rate: float,
    first_record: int,
) -> list[Damage]:
    """Damage about ``rate`` of delimited records, given without their line ends; the damaged ones
    are replaced in ``rows``.
    """
    damages = []
    for row in np.flatnonzero(rng.random(len(rows)) < rate).tolist():
        columns = spans(rows[row], where.delimiter)
        done = plant_row(rows[row], columns, where, rng, first_record + row)
        if done is not None:
            rows[row], damage = done
            damages.append(damage)
    return damages


def plant_row(
    row: bytes,
    columns: Sequence[tuple[int, int]],
    where: Scene,
    rng: np.random.Generator,
    record: int,
) -> tuple[bytes, Damage] | None:
    """One damage in a delimited record whose columns stand at ``columns``, quotes included.

    A quoted column stays quoted. None where the record has no column that can be damaged.
    """

    def content(one: Field) -> bytes:
        start, end = columns[one.offset]
        if end - start >= 2 and row[start] == _QUOTE:
            return row[start + 1 : end - 1].replace(b'""', b'"')
        return row[start:end]

    if len(columns) != len(where.layout.fields):
        return None
    done = _harmed(content, where, rng)
    if done is None:
        return None
    one, kind, new = done
    start, end = columns[one.offset]
    quoted = end - start >= 2 and row[start] == _QUOTE
    if quoted:
        new = b'"' + new.replace(b'"', b'""') + b'"'
    damage = _damage(record, start + quoted, one, kind, where)
    return row[:start] + new + row[end:], damage


def spans(row: bytes, delimiter: bytes = b",") -> list[tuple[int, int]]:
    """Where the columns of a delimited record stand, quotes included, delimiters not."""
    found = []
    start = 0
    inside = False
    for at, byte in enumerate(row):
        if byte == _QUOTE:
            inside = not inside
        elif byte == delimiter[0] and not inside:
            found.append((start, at))
            start = at + 1
    return [*found, (start, len(row))]


def ledger_csv(damages: Iterable[Damage]) -> bytes:
    """The ledger: record, offset, field, kind, and the codes of which one is expected."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(("record", "offset", "field", "kind", "expected"))
    for one in damages:
        codes = " ".join(sorted(one.expected))
        writer.writerow((one.record, one.offset, one.field, one.kind, codes))
    return text.getvalue().encode("utf-8")


def _damage(record: int, offset: int, one: Field, kind: Kind, where: Scene) -> Damage:
    expected = kind.expected | ({"K002"} if one.name in where.keys else set())
    return Damage(
        record=record, offset=offset, field=one.name, kind=kind.name, expected=frozenset(expected)
    )


def _harmed(
    content: Callable[[Field], bytes], where: Scene, rng: np.random.Generator
) -> tuple[Field, Kind, bytes] | None:
    """The first damage that can be done, kinds and fields in random order."""
    fields = [one for one in where.layout.fields if one.name not in where.skip]
    for number in rng.permutation(len(KINDS)).tolist():
        kind = KINDS[number]
        for place in rng.permutation(len(fields)).tolist():
            one = fields[place]
            raw = content(one)
            new = kind.harm(raw, one, where, rng)
            if new is not None and new != raw:
                return one, kind, new
    return None
