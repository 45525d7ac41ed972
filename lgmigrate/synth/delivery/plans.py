"""What has to be known of the files of a run before a record is made: who points at whom.

A reference can be satisfied where one of its targets is in the run and there are values that both
items accept; the target's values are then narrowed to these. Files are made after those that
their keys point at. Where keys point in a circle, the file that is made first begins freely and
the others of the circle take in every record of the one before, so that all hold the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from lgmigrate.standard.facets import Facets, facets, fits
from lgmigrate.standard.pack import VALUE_SEPARATOR, File, Pack
from lgmigrate.synth.delivery.forms import meet
from lgmigrate.synth.register import chunk_at

__all__ = ["REGISTER", "FilePlan", "Link", "Place", "Target", "file_plans", "single_values"]

Place = tuple[str, str]
"""A pack's and a file's name."""

REGISTER = "juki"
"""The pack whose files come from the register."""

_SAMPLE = 64  # records of the register that show what its values look like


@dataclass(frozen=True, slots=True)
class Target:
    """Items of a file of the run."""

    place: Place
    items: tuple[str, ...]


def single_values(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of a frame in which each column has one value: none lacks it, none has several."""
    several = pl.any_horizontal(pl.all().str.contains(VALUE_SEPARATOR, literal=True))
    return frame.drop_nulls().filter(~several)


@dataclass(frozen=True, slots=True)
class Link:
    """Items of a file whose values together are those of one of the targets, which are all in
    the run.
    """

    items: tuple[str, ...]
    targets: tuple[Target, ...]


@dataclass(slots=True, eq=False)
class FilePlan:
    """One file. ``facets``: what the values may be, narrowed to what those who point here accept.
    ``links`` are the references that can be satisfied, ``key_links`` those of keys with the targets
    that are made before this file. ``whole``: the file takes in every record that its key points
    at. ``registered``: it comes from the register.
    """

    pack: Pack
    file: File
    facets: dict[str, Facets]
    links: tuple[Link, ...] = ()
    key_links: tuple[Link, ...] = ()
    whole: bool = False
    registered: bool = False

    @property
    def place(self) -> Place:
        """The file's place."""
        return self.pack.name, self.file.name

    def has_key(self, link: Link) -> bool:
        """Whether a key is among the items of a link."""
        return any(self.file.by_name[name].key for name in link.items)


def file_plans(packs: Sequence[Pack]) -> tuple[FilePlan, ...]:
    """The files of the packs, in the order in which their keys can be made."""
    plans = {
        (pack.name, file.name): FilePlan(
            pack=pack,
            file=file,
            facets={item.name: facets(item, pack) for item in file.items},
            registered=_is_registered(pack, file),
        )
        for pack in packs
        for file in pack.files
    }
    for plan in plans.values():
        plan.links = _links(plan, plans)
    _narrow(plans)
    return _Order(plans).plans


def _is_registered(pack: Pack, file: File) -> bool:
    """Whether the register has this file: the pack's name, the file's, and all of its keys."""
    if pack.name != REGISTER or file.name not in ("jumin", "shien"):
        return False
    known = _sample(file.name)
    return all(
        item.name in known.columns and _accepts(facets(item, pack), known[item.name])
        for item in file.keys
    )


def _sample(name: str) -> pl.DataFrame:
    chunk = chunk_at(0, _SAMPLE, 0)
    return chunk.jumin if name == "jumin" else chunk.shien


def _accepts(facts: Facets, values: pl.Series) -> bool:
    return all(fits(value, facts) is None for value in values.drop_nulls().unique())


def _links(plan: FilePlan, plans: Mapping[Place, FilePlan]) -> tuple[Link, ...]:
    """The references whose targets are in the run."""
    links = []
    for reference in plan.file.references:
        targets: list[Target] = []
        for one in reference.targets:
            place = (one.pack or plan.pack.name, one.file)
            if (place, one.items) == (plan.place, reference.items):
                targets.clear()  # points at itself, which is there whatever it holds
                break
            if place in plans and all(name in plans[place].file.by_name for name in one.items):
                targets.append(Target(place, one.items))
        if targets:
            links.append(Link(reference.items, tuple(targets)))
    return tuple(links)


def _narrow(plans: Mapping[Place, FilePlan]) -> None:
    """Narrow what targets may hold, and drop targets that hold nothing that their items accept."""
    changed = True
    while changed:
        changed = False
        for plan in plans.values():
            links = []
            for link in plan.links:
                kept = tuple(one for one in link.targets if _can_hold(plan, link, one, plans))
                for target in kept:
                    changed |= _narrow_target(plan, link, plans[target.place], target)
                if kept:
                    links.append(Link(link.items, kept))
            changed |= len(links) < len(plan.links)
            plan.links = tuple(links)


def _can_hold(plan: FilePlan, link: Link, target: Target, plans: Mapping[Place, FilePlan]) -> bool:
    there = plans[target.place]
    for mine, yours in zip(link.items, target.items, strict=True):
        if there.registered and yours in _sample(there.file.name).columns:
            if not _accepts(plan.facets[mine], _sample(there.file.name)[yours]):
                return False
        elif meet(plan.facets[mine], there.facets[yours]) is None:
            return False
    return True


def _narrow_target(plan: FilePlan, link: Link, there: FilePlan, target: Target) -> bool:
    """Whether anything was narrowed."""
    changed = False
    for mine, yours in zip(link.items, target.items, strict=True):
        both = meet(plan.facets[mine], there.facets[yours])
        if both is not None and both != there.facets[yours]:
            there.facets[yours] = both
            changed = True
    return changed


@dataclass(slots=True)
class _Order:
    """Files in the order in which keys are made, by depth first search over the key links."""

    found: Mapping[Place, FilePlan]
    plans: tuple[FilePlan, ...] = ()
    _stack: list[Place] = field(default_factory=list)

    def __post_init__(self) -> None:
        for plan in self.found.values():
            self._visit(plan)

    def _visit(self, plan: FilePlan) -> None:
        if plan in self.plans:
            return
        self._stack.append(plan.place)
        links = []
        for link in plan.links:
            if not plan.has_key(link):
                continue
            made = tuple(target for target in link.targets if self._is_made(target, plan))
            if made:
                links.append(Link(link.items, made))
        plan.key_links = tuple(links)
        self._stack.pop()
        self.plans = (*self.plans, plan)

    def _is_made(self, target: Target, plan: FilePlan) -> bool:
        """See to it that the target is made before the plan; false in a circle."""
        if target.place == plan.place:
            return False
        if target.place in self._stack:
            for between in self._stack[self._stack.index(target.place) : -1]:
                self.found[between].whole = True
            return False
        self._visit(self.found[target.place])
        return True
