"""Code maps as a table: the vendor's values of a code beside the values of the pack.

A file ``codes.csv`` has the columns ``map,source,target,note,preferred``, a row a pair. Several
source values may go to one value of the pack; ``preferred`` (any mark) says which of them the
way back writes, else it is the first. An empty source or target means "no value".
"""

from __future__ import annotations

import csv
from collections.abc import Iterator

from lgmigrate.errors import Faults
from lgmigrate.mapping.model import CodeMap

__all__ = ["read_codes"]

COLUMNS = ["map", "source", "target", "note", "preferred"]


def read_codes(text: str, place: str, faults: Faults) -> dict[str, CodeMap]:
    """The code maps of a table, by name; what is wrong with a row is a fault with its line."""
    rows = list(_rows(text, place, faults))
    maps = {}
    for name in dict.fromkeys(row[1] for row in rows):
        pairs: dict[str, str] = {}
        preferred: dict[str, str] = {}
        for at, _, source, target, mark in (row for row in rows if row[1] == name):
            if source in pairs:
                faults.add(at, f"Expected each source once in map {name}, got {source} again")
                continue
            pairs[source] = target
            if mark and target in preferred:
                faults.add(at, f"Expected one preferred source for {target} in map {name}, got two")
            elif mark:
                preferred[target] = source
        maps[name] = CodeMap(
            name=name,
            pairs=tuple(pairs.items()),
            preferred=tuple((source, target) for target, source in preferred.items()),
        )
    return maps


def _rows(text: str, place: str, faults: Faults) -> Iterator[tuple[str, str, str, str, bool]]:
    reader = csv.reader(text.removeprefix("\ufeff").splitlines(keepends=True), strict=True)
    try:
        header = next(reader, [])
        if header != COLUMNS:
            wanted = ",".join(COLUMNS)
            faults.add(f"{place}:1", f"Expected the columns {wanted}, got {','.join(header)}")
            return
        for row in reader:
            at = f"{place}:{reader.line_num}"
            if len(row) != len(COLUMNS):
                if row:
                    faults.add(at, f"Expected {len(COLUMNS)} columns, got {len(row)}")
                continue
            name, source, target, _, mark = row
            if name and (source or target):
                yield at, name, source, target, bool(mark)
            else:
                faults.add(at, "Expected a map, and a source or a target, got none")
    except csv.Error as error:
        faults.add(f"{place}:{reader.line_num}", f"Expected CSV, got a fault: {error}")
