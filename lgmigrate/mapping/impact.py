"""What a difference of two packs means for a mapping that was made for the first of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lgmigrate.mapping.model import Mapping, RecordMapping, Step
from lgmigrate.standard.difference import Aspect, Difference, ItemChange

__all__ = ["Impact", "Kind", "Reach", "impact"]

Kind = Literal["gone", "renamed", "changed", "codes", "unmapped", "file"]
"""gone: an item that a step gives is not in the second pack. renamed: it has another name there.
changed: something else of it changed, so that values may not fit. codes: a code map gives values
that the item's list does not have any more. unmapped: an item that the second pack demands is new
or newly demanded, and no step gives it. file: the file of a record type is gone, or is called
otherwise.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """One thing to do in a mapping: ``line`` of the step in its TOML file, 0 where there is none;
    ``detail`` is the new name, or the values that are gone; ``aspects`` are what changed.
    """

    record: str
    line: int
    item: str
    kind: Kind
    detail: str = ""
    aspects: tuple[Aspect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What a difference means for one mapping. ``optional`` counts the new items that no step
    gives and that nothing demands: their files stay valid without them.
    """

    mapping: str
    impacts: tuple[Impact, ...]
    optional: int

    @property
    def untouched(self) -> bool:
        """Whether the mapping fits the second pack as it is."""
        return not self.impacts


def impact(found: Difference, mapping: Mapping) -> Reach:
    """What the difference means for a mapping of its first pack."""
    impacts: list[Impact] = []
    optional = 0
    for record in mapping.data_records():
        if record.file is None:
            continue
        impacts += _of_file(found, record)
        impacts += _of_steps(found, record)
        given = {name for step in record.steps for name in step.items}
        for change in found.items:
            if change.after is None or change.files[1] != _name_after(found, record.file.name):
                continue
            if change.before is not None and change.before.name in given:
                continue
            demanded = change.after.key or change.after.condition == "required"
            was = change.before is not None and (
                change.before.key or change.before.condition == "required"
            )
            if demanded and not was:
                impacts.append(
                    Impact(
                        record=record.name,
                        line=0,
                        item=change.after.name,
                        kind="unmapped",
                    )
                )
            elif change.before is None:
                optional += 1
    return Reach(mapping=mapping.name, impacts=tuple(impacts), optional=optional)


def _name_after(found: Difference, name: str) -> str:
    """The name that a file of the first pack has in the second; "" where it is gone."""
    for change in found.files:
        if change.before is not None and change.before.name == name:
            return change.after.name if change.after else ""
    return name


def _of_file(found: Difference, record: RecordMapping) -> Iterator[Impact]:
    assert record.file is not None  # noqa: S101  the caller has looked
    name = _name_after(found, record.file.name)
    if name != record.file.name:
        detail = f"{record.file.name} -> {name}" if name else record.file.name
        yield Impact(record=record.name, line=0, item="", kind="file", detail=detail)


def _of_steps(found: Difference, record: RecordMapping) -> Iterator[Impact]:
    """What changed of the items that steps give, step by step."""
    assert record.file is not None  # noqa: S101  the caller has looked
    changes = {
        change.before.name: change
        for change in found.items
        if change.before is not None and change.before in record.file.items
    }
    for step in record.steps:
        for name in step.items:
            if name in changes:
                yield from _of_item(changes[name], record, step, name)
        if step.codes is not None:
            yield from _of_codes(found, record, step)


def _of_item(change: ItemChange, record: RecordMapping, step: Step, name: str) -> Iterator[Impact]:
    if change.after is None:
        yield Impact(record=record.name, line=step.line, item=name, kind="gone")
        return
    if change.after.name != name:
        yield Impact(
            record=record.name,
            line=step.line,
            item=name,
            kind="renamed",
            detail=f"{name} -> {change.after.name}",
        )
    others = tuple(
        one for one in change.aspects if one.effect != "fits" and one.name not in {"name", "romaji"}
    )
    if others:
        yield Impact(record=record.name, line=step.line, item=name, kind="changed", aspects=others)


def _of_codes(found: Difference, record: RecordMapping, step: Step) -> Iterator[Impact]:
    """Values that a step's code map gives and that the list of the item has no more."""
    assert record.file is not None  # noqa: S101  the caller has looked
    assert step.codes is not None  # noqa: S101
    pairs = [
        *((one.before, one.after) for one in found.kept),
        *((one.before, one.after) for one in found.items),
    ]
    after = {old.name: new for old, new in pairs if old in record.file.items and old is not None}
    given = {target for _, target in step.codes.pairs if target}
    for name in step.items:
        item = after.get(name)  # None: the item is gone, which is told elsewhere
        if item is None or not item.code:
            continue
        listed = set(found.after.code_lists[item.code].values())
        old = record.file.by_name[name]
        before = set(found.before.code_lists[old.code].values()) if old.code else set()
        gone = sorted((given & before) - listed) if listed else []
        if gone:
            yield Impact(
                record=record.name,
                line=step.line,
                item=name,
                kind="codes",
                detail=", ".join(gone),
            )
