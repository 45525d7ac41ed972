"""Steps as a mapping declares them: one entry of TOML -> a ``Step``.

An entry has ``from`` and at most one key that names its kind; with none it is a rename. ``chain``
and ``cut`` may have ``codes`` beside them. What an entry means for its fields and items is
checked in ``lgmigrate.mapping.checks``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from lgmigrate.mapping.model import CodeMap, Step, StepKind
from lgmigrate.mapping.tables import Table
from lgmigrate.standard.pack import File

__all__ = ["read_steps", "triple"]

TEXTS = {"join": "join", "split": "split", "chain": "chain", "value": "constant"}
NUMBERS = {"pad": "pad", "cut": "cut"}
FLAGS = {"trim": "trim", "date": "date", "time": "time", "widen": "widen"}
KINDS = {**TEXTS, **NUMBERS, **FLAGS}


def triple(item: str) -> tuple[str, str, str]:
    """The names of a date, of its 不詳フラグ and of its 不詳表記."""
    return item, f"{item}_不詳フラグ", f"{item}_不詳表記"


def read_steps(record: Table, file: File | None, maps: Mapping[str, CodeMap]) -> tuple[Step, ...]:
    """The steps of a record type: the keys of ``items``, then the tables of ``step``."""
    steps = []
    items = record.table("items", required=False)
    for name, value in items.values.items():
        if isinstance(value, str):
            line = items.line(name)
            steps.append(Step(kind="rename", fields=(value,), items=(name,), line=line))
        elif isinstance(value, dict):
            entry = items.inline(name, value)
            steps.append(_step(entry, (name,), file, maps))
        else:
            got = type(value).__name__
            items.fault(f"Expected the name of a field, or a step, got {got}", name)
    steps += [_step(entry, entry.texts("items"), file, maps) for entry in record.tables("step")]
    return tuple(steps)


def _step(
    entry: Table, items: tuple[str, ...], file: File | None, maps: Mapping[str, CodeMap]
) -> Step:
    given = [key for key in KINDS if entry.has(key)]
    if len(given) > 1:
        entry.fault(f"Expected one of {', '.join(KINDS)}, got {' and '.join(given)}")
    key = given[0] if given else ""
    kind = KINDS.get(key, "codes" if entry.has("codes") else "rename")
    text = entry.text(key) if key in TEXTS else ""
    if key in FLAGS and not entry.flag(key, default=True):
        entry.fault(f"Expected {key} = true, got false", key)
    if kind == "date" and entry.flag("unknown", default=False):
        items = _triple(entry, items, file)
    step = Step(
        kind=cast("StepKind", kind),
        fields=() if kind == "constant" else entry.texts("from"),
        items=items,
        separator="" if kind == "constant" else text,
        value=text if kind == "constant" else "",
        width=entry.number(key) if key in NUMBERS else 0,
        codes=_codes(entry, maps) if kind in {"codes", "chain", "cut"} else None,
        line=entry.line(),
    )
    entry.close()
    return step


def _triple(entry: Table, items: tuple[str, ...], file: File | None) -> tuple[str, ...]:
    if len(items) != 1 or file is None:
        return items
    names = triple(items[0])
    if missing := [name for name in names if name not in file.by_name]:
        entry.fault(
            f"Expected the items of an unknown date in file {file.name},"
            f" got none named {' or '.join(missing)}"
        )
        return items
    return names


def _codes(entry: Table, maps: Mapping[str, CodeMap]) -> CodeMap | None:
    name = entry.text("codes", "")
    if name and name not in maps:
        entry.fault(f"Expected a code map of codes.csv, got {name}", "codes")
    return maps.get(name)
