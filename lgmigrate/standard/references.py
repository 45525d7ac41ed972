"""Where the 外部キー of a pack point: 移行ファイル関連図 as it stands in the key columns.

The official template marks a 外部キー by ○ and does not say where it points. A pack may say so in
the same cell (グループ_外部キー): places joined by ``|``, any of which may hold the record. A place
is ``[pack:]file[.item]``, the file by its group's name or its name on disk; without an item it is
the one of the same name. ○ alone points at the one other file of the pack that has a 主キー of that
name, if there is exactly one, and else at no stated place.

Items of a file that point at different 主キー of the same file are one reference together
(物件番号, 課税年度 and 履歴番号 identify a record only together); any other item is one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lgmigrate.errors import Faults
from lgmigrate.standard.pack import Item, Reference, Target
from lgmigrate.standard.tables import Row

__all__ = ["Places", "references"]

_MARKS = frozenset({"○", "〇"})
_PLACE = re.compile(
    r"(?:(?P<pack>[A-Za-z0-9_][A-Za-z0-9_.-]*):)?(?P<file>[^:.|]+)(?:\.(?P<item>.+))?"
)

Files = Mapping[str, Mapping[str, Item]]
"""The items of each file by name, by the file's name on disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What a cell may name: the ``files`` of the pack, and the name on disk of each group."""

    files: Files
    groups: Mapping[str, str]

    def named(self, row: Row, item: Item, faults: Faults) -> tuple[Target, ...]:
        """The places that the row of an item names, one item each.

        What is no file or item of the pack is noted; other packs are not looked at.
        """
        cell = row["グループ_外部キー"]
        if cell in _MARKS:
            home = self.groups[row["グループ_名称"]]
            return self._with_key(item, home)
        found = []
        for text in cell.split("|") if cell else ():
            named = _PLACE.fullmatch(text.strip())
            if named is None:
                faults.add(row.place, f"Expected ○ or [pack:]file[.item], got {text!r}")
                continue
            pack, file, name = named["pack"] or "", named["file"], named["item"] or item.name
            if not pack:
                file = self.groups.get(file, file)
                if name not in self.files.get(file, {}):
                    wanted = f"a file of files.csv that has {name}"
                    faults.add(row.place, f"Expected {wanted}, got {file!r}")
            found.append(Target(pack=pack, file=file, items=(name,)))
        return tuple(found)

    def _with_key(self, item: Item, home: str) -> tuple[Target, ...]:
        """The one other file that has a 主キー of the item's name."""
        holders = [
            name
            for name, items in self.files.items()
            if name != home and item.name in items and items[item.name].key
        ]
        if len(holders) != 1:
            return ()
        return (Target(pack="", file=holders[0], items=(item.name,)),)


def references(items: Sequence[Item], files: Files) -> tuple[Reference, ...]:
    """The references of a file with these items, in the order of their first items."""
    together: dict[tuple[str, ...], list[Item]] = {}
    alone: list[list[Item]] = []
    for item in items:
        if not item.targets:
            continue
        places = tuple(target.file for target in item.targets)
        group = together.setdefault(places, [])
        parts = all(_is_part(target, files) for target in item.targets)
        if parts and not _clashes(item, group):
            group.append(item)
        else:
            alone.append([item])
    order = {item.name: number for number, item in enumerate(items)}
    groups = sorted((*filter(None, together.values()), *alone), key=lambda one: order[one[0].name])
    return tuple(_reference(group) for group in groups)


def _is_part(target: Target, files: Files) -> bool:
    """Whether the target is a 主キー of a file of the same pack."""
    (name,) = target.items
    return not target.pack and name in files[target.file] and files[target.file][name].key


def _clashes(item: Item, others: list[Item]) -> bool:
    """Whether another item points at the same 主キー already."""
    return any(
        mine.items == yours.items
        for other in others
        for mine, yours in zip(item.targets, other.targets, strict=True)
    )


def _reference(group: list[Item]) -> Reference:
    targets = tuple(
        Target(
            pack=place.pack,
            file=place.file,
            items=tuple(item.targets[number].items[0] for item in group),
        )
        for number, place in enumerate(group[0].targets)
    )
    return Reference(items=tuple(item.name for item in group), targets=targets)
