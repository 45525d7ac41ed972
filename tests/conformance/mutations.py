"""Documents of a file in which every constraint of every item is broken once.

A record with one fault stands between valid ones, because a validator may say no more about a
record than its first fault. The values come from ``item_values``; where the rules ask for more than
the schema, the valid records satisfy them too: keys differ, check digits fit, every 条件付き必須
item has a value, and a date is either known (flag 0, no words) or unknown (no date, flag 1, words).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from lgmigrate.standard.pack import File, Item, Names, Pack
from tests.conformance.item_values import edges, key_capacity, key_value, plain, wrong_values

__all__ = ["RECORD", "Mutation", "Record", "constraints", "document", "structures", "values"]

RECORD = -1
"""In the place of an element's index: the fault is one of the record itself."""

FLAG, WORDS = "_不詳フラグ", "_不詳表記"
UNKNOWN = "mishira"
_LOSING = {"child", "namespace"}  # the rules see no value of the item then

Findings = frozenset[tuple[str, str | None]]
Found = set[tuple[str, str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """What was done to a record, and what has to be said of it.

    ``constraint`` of ``item`` is broken. ``element`` is the index within the record of the element
    that a schema cannot have there. ``findings`` are code and field of what the rules find; they
    may find ``possible`` too.
    """

    constraint: str
    item: str
    element: int
    findings: Findings
    possible: Findings = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record as its elements; valid where there is no mutation."""

    elements: tuple[str, ...]
    mutation: Mutation | None = None


def document(pack: Pack, file: File, records: Iterable[Record]) -> str:
    """The exchange file, a record a line."""
    attributes = {
        "xmlns": pack.namespace,
        "pack": pack.name,
        "edition": pack.edition,
        "file": file.name,
        "municipality": "131016",
    }
    root = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
    lines = (f"<record>{''.join(record.elements)}</record>\n" for record in records)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<migrationFile {root}>\n'
    return head + "".join(lines) + "</migrationFile>\n"


def constraints(item: Item, pack: Pack) -> set[str]:
    """The constraints that an item has, of those that a schema can hold."""
    found = {"namespace", "attribute", "child", "unknown"}
    found |= {"absent"} if _is_needed(item) else set()
    found |= {"repeated"} if item.repeat else {"doubled"}
    if _codes(item, pack):
        return found | {"enumeration", "empty"}
    found |= set() if _may_be_empty(item, pack) else {"empty"}
    found |= set() if item.type == "M" else {"type"}
    found |= {"moment"} if item.type in {"DATE", "TIME"} else set()
    sized = item.digits and item.type not in {"DATE", "TIME", "YEAR"}
    return found | ({"length"} if sized else set())


def values(pack: Pack, file: File, names: Names = "romaji") -> list[Record]:
    """Records with values that just fit, and between them those with one value that does not."""
    maker = _Maker(pack, file, names)
    made = [maker.whole()]
    for item in file.items:
        made += _mixed(list(maker.right(item)), list(maker.wrong(item)), maker)
    return [*made, maker.whole()]


def structures(pack: Pack, file: File, names: Names = "romaji") -> list[Record]:
    """Records with elements that are missing, doubled, out of order, unknown, or not simple."""
    maker = _Maker(pack, file, names)
    made = [maker.whole()]
    for item in file.items:
        made += _mixed([], list(maker.misplaced(item)), maker)
    made += _mixed([], [maker.text()], maker)
    return [*made, maker.whole()]


def _mixed(good: Sequence[Record], wrong: Sequence[Record], maker: _Maker) -> Iterator[Record]:
    """Valid and wrong records in turn, the last one valid; all of them stand there."""
    for number in range(max(len(good), len(wrong) + 1)):
        yield good[number] if number < len(good) else maker.usual()
        if number < len(wrong):
            yield wrong[number]


def _codes(item: Item, pack: Pack) -> tuple[str, ...]:
    return tuple(code.value for code in pack.code_lists[item.code].codes) if item.code else ()


def _is_needed(item: Item) -> bool:
    return item.key or item.condition == "required"


def _may_be_empty(item: Item, pack: Pack) -> bool:
    """Only text may be present and empty: not codes, nor keys, nor what is required."""
    text = item.type in {"X", "N", "M"} and not _codes(item, pack)
    return text and not _is_needed(item)


def _breach(constraint: str, element: str, repeat: int) -> tuple[list[str], int]:
    """What stands in the place of an element, and which of it cannot be there."""
    name, rest = re.split("(?=>)", element.removeprefix("<"), maxsplit=1)
    return {
        "doubled": ([element] * 2, 1),
        "repeated": ([element] * (repeat + 1), repeat),
        "unknown": ([f"<{UNKNOWN}>1</{UNKNOWN}>", element], 0),
        "attribute": ([f'<{name} n="1"{rest}'], 0),
        "child": ([f"<{name}>{element}</{name}>"], 0),
        "namespace": ([f'<{name} xmlns=""{rest}'], 0),
    }[constraint]


class _Maker:
    """Makes records of one file, each with a key of its own.

    A draft is the values of a valid record by item name, several of an item that is repeated.
    """

    def __init__(self, pack: Pack, file: File, names: Names) -> None:
        self.pack, self.file, self.names = pack, file, names
        self.key = "+".join(item.name for item in file.keys)
        self.made = 0

    # Valid records

    def usual(self) -> Record:
        """What a record must have, and no more."""
        return self._record(self._draft())

    def whole(self) -> Record:
        """Every item but the words of unknown dates, each as long as it may be."""
        draft = self._whole()
        for item in self.file.items:
            if item.name in draft and not item.key:
                longest = max(self._edges(item), key=len, default=draft[item.name][0])
                draft[item.name] = [longest] * max(item.repeat, 1)
        return self._record(draft)

    def right(self, item: Item) -> Iterator[Record]:
        """Records with values of an item that just fit, and with as many as there may be."""
        for value in self._edges(item):
            yield self._record(self._draft(item) | {item.name: [value]})
        draft = self._draft(item)
        draft[item.name] *= max(item.repeat, 1)
        yield self._record(draft)

    # Records with a fault

    def wrong(self, item: Item) -> Iterator[Record]:
        """Records with a value that is none of the item's; of a repeated item it is the last."""
        may_be_empty = _may_be_empty(item, self.pack)
        for one in wrong_values(item, _codes(item, self.pack), may_be_empty=may_be_empty):
            draft = self._draft(item)
            before = draft[item.name] * max(item.repeat - 1, 0)
            draft[item.name] = [*before, one.value]
            lost: Found = {("K002", self.key)} if item.key and not one.value else set()
            if item.repeat and not before and "\n" in one.value:
                lost = self._lost(item)  # no column can hold the value
            mutation = Mutation(
                constraint=one.constraint,
                item=item.name,
                element=self._place(draft, item) + len(before),
                findings=frozenset({(one.code, item.name), *lost}),
                possible=frozenset() if one.value else self._missed(item),
            )
            yield self._record(draft, mutation)

    def misplaced(self, item: Item) -> Iterator[Record]:
        """Records with an element that is missing or cannot be where or as it is."""
        if _is_needed(item):
            yield self._without(item)
        if swapped := self._swapped(item):
            yield swapped
        lost, many = self._lost(item), "S013" if item.repeat else "S009"
        wanted: dict[str, Found] = {
            "repeated" if item.repeat else "doubled": {(many, item.name)},
            "unknown": {("S009", None)},
            "attribute": {("S009", item.name)},
            "child": {("S009", item.name), *lost},
            "namespace": {("S009", None), *lost},
        }
        for constraint, findings in wanted.items():
            draft = self._draft(item)
            place = self._place(draft, item)
            elements = self._elements(draft)
            content, at = _breach(constraint, elements[place], item.repeat)
            elements[place : place + 1] = content
            mutation = Mutation(
                constraint=constraint,
                item=item.name,
                element=place + at,
                findings=frozenset(findings),
                possible=self._missed(item) if constraint in _LOSING else frozenset(),
            )
            yield Record(elements=tuple(elements), mutation=mutation)

    def text(self) -> Record:
        """A record with text behind its first element."""
        draft = self._draft()
        first, *others = self._elements(draft)
        name = next(iter(draft))
        findings: Findings = frozenset({("S009", name)})
        mutation = Mutation(constraint="text", item=name, element=RECORD, findings=findings)
        return Record(elements=(f"{first}あ", *others), mutation=mutation)

    def _without(self, item: Item) -> Record:
        """Everything but an item that must be there."""
        draft = self._whole()
        place = self._place(draft, item)
        del draft[item.name]
        mutation = Mutation(
            constraint="absent",
            item=item.name,
            element=place if place < len(draft) else RECORD,
            findings=frozenset(self._lost(item)),
        )
        return self._record(draft, mutation)

    def _swapped(self, item: Item) -> Record | None:
        """The item's element behind the next one, None where no other can follow it."""
        for other in self.file.items[self.file.index[item.name] + 1 :]:
            draft = self._draft(item, other)
            if item.name not in draft or other.name not in draft:
                continue  # a date that is known and its words
            place = self._place(draft, item)
            elements = self._elements(draft)
            elements[place : place + 2] = reversed(elements[place : place + 2])
            mutation = Mutation(
                constraint="order",
                item=item.name,
                element=place if _is_needed(item) else place + 1,
                findings=frozenset({("S009", item.name)}),
            )
            return Record(elements=tuple(elements), mutation=mutation)
        return None

    def _lost(self, item: Item) -> set[tuple[str, str | None]]:
        """The findings of an item that has no value."""
        lost: Found = {("S001", item.name)} if _is_needed(item) else set()
        return lost | {("K002", self.key)} if item.key else lost

    def _missed(self, item: Item) -> Findings:
        """The findings that there may be beside, because the rules miss the item's value."""
        date = self._date_of(item)
        return frozenset({("S002", item.name)} | ({("S011", date)} if date else set()))

    # Drafts

    def _draft(self, *items: Item) -> dict[str, list[str]]:
        """What a record must have, and these items. With the words of an unknown date among them
        the date is unknown, and not there.
        """
        words = {item.name for item in items if self._date_of(item)}
        dates = {name.removesuffix(WORDS) for name in words}
        names = {item.name for item in items}
        flags = {name + FLAG for name in dates}
        keys = self._keys()
        return {
            item.name: [keys.get(item.name) or ("1" if item.name in flags else self._plain(item))]
            for item in self.file.items
            if item.name not in dates
            and (item.name in names | flags or self._is_usual(item) or item.key)
        }

    def _whole(self) -> dict[str, list[str]]:
        return self._draft(*(item for item in self.file.items if not self._date_of(item)))

    def _is_usual(self, item: Item) -> bool:
        """Whether every record made here has the item: what is 条件付き必須 may be needed."""
        return _is_needed(item) or (item.condition == "conditional" and not self._date_of(item))

    def _date_of(self, item: Item) -> str:
        """The date whose words the item has, "" where it is no such item."""
        date = self.file.by_name.get(item.name.removesuffix(WORDS))
        return date.name if date and date is not item and date.type == "DATE" else ""

    def _keys(self) -> dict[str, str]:
        """The next key."""
        self.made, rest, values = self.made + 1, self.made, {}
        for item in self.file.keys:
            codes = _codes(item, self.pack)
            rest, number = divmod(rest, key_capacity(item, codes))
            values[item.name] = key_value(item, codes, number)
        assert not rest, f"{self.file.name}: Expected fewer records than keys, got {self.made}"
        return values

    def _plain(self, item: Item) -> str:
        return plain(item, _codes(item, self.pack))

    def _edges(self, item: Item) -> tuple[str, ...]:
        """Values that just fit; of a key none that ``_keys`` gives too."""
        codes = _codes(item, self.pack)
        if item.key and codes:
            return ()
        optional = item.condition == "optional"  # else a rule may ask for more than nothing
        return edges(item, codes, may_be_empty=optional and _may_be_empty(item, self.pack))

    # Markup

    def _record(self, draft: dict[str, list[str]], mutation: Mutation | None = None) -> Record:
        return Record(elements=tuple(self._elements(draft)), mutation=mutation)

    def _elements(self, draft: dict[str, list[str]]) -> list[str]:
        names = ((self.file.by_name[name].element(self.names), name) for name in draft)
        return [
            f"<{element}>{escape(value)}</{element}>"
            for element, name in names
            for value in draft[name]
        ]

    def _place(self, draft: dict[str, list[str]], item: Item) -> int:
        """The index of the item's first element."""
        names = list(draft)
        return sum(len(draft[name]) for name in names[: names.index(item.name)])
