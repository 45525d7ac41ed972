"""What changed between two packs: files, items and code lists, and whether old data still fits.

Files and items are paired first (``standard.pairing``); every pair is then compared aspect by
aspect. The effect of a change is that on data of the first pack: it ``fits`` the second, it
``may not fit``, it is ``lost`` because there is no place for it, or a value is ``missing`` that the
second demands. Comparing the other way round gives the same changes, mirrored.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from lgmigrate.standard.pack import CodeList, File, Item, Pack
from lgmigrate.standard.pairing import Pair, pair_files, pair_items

__all__ = ["Aspect", "CodeChange", "Difference", "Effect", "FileChange", "ItemChange", "difference"]

Effect = Literal["fits", "may_not_fit", "lost", "missing"]

_WIDER = frozenset({("X", "M"), ("N", "M"), ("9", "S9"), ("9", "X"), ("9", "M"), ("9", "9V")})
"""Types of which every value is one of the other type too."""

_CONDITIONS = ("optional", "conditional", "required")


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """One property of an item, a file or a code that is not the same in both packs."""

    name: str
    before: str
    after: str
    effect: Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """A file that was added (no ``before``), removed (no ``after``) or changed in itself."""

    before: File | None
    after: File | None
    guessed: bool = False
    aspects: tuple[Aspect, ...] = ()

    @property
    def effect(self) -> Effect:
        """The worst of what changed."""
        return "lost" if self.after is None else _worst(self.aspects)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """An item that was added, removed or changed; ``files`` are the names of its file before and
    after. ``guessed``: that the two are one item is likely, but neither ID nor name says so.
    """

    files: tuple[str, str]
    before: Item | None
    after: Item | None
    guessed: bool = False
    aspects: tuple[Aspect, ...] = ()

    @property
    def effect(self) -> Effect:
        """The worst of what changed."""
        if self.after is None:
            return "lost"
        if self.before is None:
            demanded = self.after.key or self.after.condition == "required"
            return "missing" if demanded else "fits"
        return _worst(self.aspects)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeChange:
    """A value of a code list, or with ``value`` "" a whole list, that was added (``before`` None),
    removed (``after`` None) or got another meaning.
    """

    code: str
    value: str
    before: str | None
    after: str | None

    @property
    def effect(self) -> Effect:
        """A value that is gone, or that means something else now, may not fit."""
        return "fits" if self.before is None else "may_not_fit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What changed from ``before`` to ``after``, in the order of the tables. ``kept`` are the pairs
    of items that are the same in both.
    """

    before: Pack
    after: Pack
    files: tuple[FileChange, ...]
    items: tuple[ItemChange, ...]
    codes: tuple[CodeChange, ...]
    kept: tuple[Pair[Item], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.files or self.items or self.codes)


def difference(before: Pack, after: Pack) -> Difference:
    """Compare two packs; editions of one domain, as a rule."""
    files = pair_files(before, after)
    found: list[FileChange] = []
    for pair in files:
        aspects = () if pair.before is None or pair.after is None else _of_files(pair)
        if aspects or pair.before is None or pair.after is None:
            found.append(
                FileChange(
                    before=pair.before, after=pair.after, guessed=pair.guessed, aspects=aspects
                )
            )
    items: list[ItemChange] = []
    kept: list[Pair[Item]] = []
    for place, one in pair_items(before, after, files):
        if one.before is None or one.after is None:
            items.append(ItemChange(files=place, before=one.before, after=one.after))
            continue
        aspects = tuple(_of_items(one.before, one.after, place, before, after))
        if aspects:
            items.append(
                ItemChange(
                    files=place,
                    before=one.before,
                    after=one.after,
                    guessed=one.guessed,
                    aspects=aspects,
                )
            )
        else:
            kept.append(one)
    return Difference(
        before=before,
        after=after,
        files=tuple(found),
        items=tuple(items),
        codes=tuple(_of_codes(before, after)),
        kept=tuple(kept),
    )


def _worst(aspects: Sequence[Aspect]) -> Effect:
    order: tuple[Effect, ...] = ("fits", "may_not_fit", "missing", "lost")
    return max((one.effect for one in aspects), key=order.index, default="fits")


def _of_files(pair: Pair[File]) -> tuple[Aspect, ...]:
    before, after = pair.before, pair.after
    assert before is not None  # noqa: S101  the caller has both
    assert after is not None  # noqa: S101
    found = []
    for name in ("name", "group", "title", "description"):
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            effect: Effect = "may_not_fit" if name == "name" else "fits"
            found.append(Aspect(name=name, before=old, after=new, effect=effect))
    common = set(before.by_name) & set(after.by_name)
    old_order = [name for name in before.by_name if name in common]
    new_order = [name for name in after.by_name if name in common]
    if old_order != new_order:
        first = next(n for n, one in enumerate(old_order) if one != new_order[n])
        found.append(
            Aspect(
                name="order",
                before=old_order[first],
                after=new_order[first],
                effect="may_not_fit",
            )
        )
    return tuple(found)


def _of_items(
    old: Item, new: Item, place: tuple[str, str], before: Pack, after: Pack
) -> Iterator[Aspect]:
    """The aspects in which two items differ, texts for people last."""
    element = "name" if after.names == "japanese" else "romaji"
    for name in ("id", "name", "romaji"):
        effect: Effect = "may_not_fit" if name == element else "fits"
        yield from _aspect(name, getattr(old, name), getattr(new, name), effect)
    yield from _aspect("file", place[0], place[1], "may_not_fit")
    wider = old.type == new.type or (old.type, new.type) in _WIDER
    yield from _aspect("type", old.type, new.type, "fits" if wider else "may_not_fit")
    narrower = _narrower(old, new)
    yield from _aspect("digits", _digits(old), _digits(new), "may_not_fit" if narrower else "fits")
    fewer = max(new.repeat, 1) < max(old.repeat, 1)
    yield from _aspect(
        "repeat", _number(old.repeat), _number(new.repeat), "may_not_fit" if fewer else "fits"
    )
    tighter = _CONDITIONS.index(new.condition) > _CONDITIONS.index(old.condition)
    yield from _aspect(
        "condition", old.condition, new.condition, "may_not_fit" if tighter else "fits"
    )
    yield from _aspect("key", _mark(old.key), _mark(new.key), "may_not_fit" if new.key else "fits")
    stays = _values_stay(old, new, before, after)
    yield from _aspect("code", old.code, new.code, "fits" if stays else "may_not_fit")
    dropped = old.unknown and not new.unknown
    yield from _aspect(
        "unknown", _mark(old.unknown), _mark(new.unknown), "may_not_fit" if dropped else "fits"
    )
    pointing = _places(new) and not set(_places(old)) & set(_places(new))
    yield from _aspect(
        "reference",
        " | ".join(_places(old)) or _mark(old.foreign),
        " | ".join(_places(new)) or _mark(new.foreign),
        "may_not_fit" if pointing else "fits",
    )
    yield from _aspect("mandatory", _mark(old.mandatory), _mark(new.mandatory), "fits")
    for name in ("definition", "note", "sample", "section"):
        yield from _aspect(name, getattr(old, name), getattr(new, name), "fits")
    yield from _aspect("classes", " > ".join(old.classes), " > ".join(new.classes), "fits")


def _aspect(name: str, before: str, after: str, effect: Effect) -> Iterator[Aspect]:
    if before != after:
        yield Aspect(name=name, before=before, after=after, effect=effect)


def _narrower(old: Item, new: Item) -> bool:
    """Whether a value with all the digits of the first item has no room in the second."""
    whole = new.digits and (not old.digits or old.digits > new.digits)
    return bool(whole or (new.digits and old.scale > new.scale))


def _digits(item: Item) -> str:
    if not item.digits:
        return ""
    return f"{item.digits},{item.scale}" if item.type == "9V" else str(item.digits)


def _number(count: int) -> str:
    return str(count) if count else ""


def _mark(value: bool) -> str:  # noqa: FBT001  a mark of the tables
    return "○" if value else ""


def _places(item: Item) -> tuple[str, ...]:
    return tuple(
        f"{one.pack}:{one.file}.{one.items[0]}" if one.pack else f"{one.file}.{one.items[0]}"
        for one in item.targets
    )


def _values_stay(old: Item, new: Item, before: Pack, after: Pack) -> bool:
    """Whether every value that the first item's list allows is allowed by the second's."""
    allowed = set(after.code_lists[new.code].values()) if new.code else set()
    if not allowed:  # no list, or one whose values the municipality sets
        return True
    given = set(before.code_lists[old.code].values()) if old.code else set()
    return bool(given) and given <= allowed


def _of_codes(before: Pack, after: Pack) -> Iterator[CodeChange]:
    """Lists are those of one ID; a list with another ID is another list."""
    for code in dict.fromkeys([*before.code_lists, *after.code_lists]):
        old, new = before.code_lists.get(code), after.code_lists.get(code)
        if old is None or new is None:
            yield CodeChange(code=code, value="", before=_list(old), after=_list(new))
            continue
        if old.name != new.name:
            yield CodeChange(code=code, value="", before=old.name, after=new.name)
        names = ({one.value: one.name for one in each.codes} for each in (old, new))
        old_names, new_names = names
        for value in dict.fromkeys([*old_names, *new_names]):
            one, other = old_names.get(value), new_names.get(value)
            if one != other:
                yield CodeChange(code=code, value=value, before=one, after=other)


def _list(one: CodeList | None) -> str | None:
    return None if one is None else one.name
