"""What a person asks of an item, in the way that people write it, for the page and the listing.

Digits are as in the official template (``n,m`` for 9V), a place as in its 外部キー column here
(``[pack:]file.item``), conditions in the words of 項目説明 with what becomes of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from lgmigrate.rules.conditions import conditions, stated
from lgmigrate.rules.unknown import triples
from lgmigrate.standard.pack import CodeList, File, Item, Pack, Reference, Target

__all__ = [
    "Stated",
    "digits",
    "place",
    "reference_text",
    "stated_conditions",
    "users",
    "written_type",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A condition of a 条件付き必須 item. ``text`` is "" where none is stated; ``code`` is the
    finding that a breach of it gives, "" where only people can check it.
    """

    text: str
    code: Literal["S002", "S011", ""]


def digits(item: Item) -> str:
    """The digits as the template has them: ``15``, ``9,2`` for 9V, "" where none are stated."""
    if not item.digits:
        return ""
    return f"{item.digits},{item.scale}" if item.type == "9V" else str(item.digits)


def written_type(item: Item) -> str:
    """Type and digits: ``X 15``, ``9V 9,2``, ``BLOB``."""
    return f"{item.type} {digits(item)}".rstrip()


def place(target: Target) -> str:
    """A place that a reference points at: ``jumin.宛名番号``, ``juki:jumin.宛名番号``."""
    pack = f"{target.pack}:" if target.pack else ""
    return f"{pack}{target.file}.{'+'.join(target.items)}"


def reference_text(reference: Reference) -> str:
    """A reference with all its places: ``物件番号+課税年度 → tochi.物件番号+課税年度``."""
    return f"{'+'.join(reference.items)} → {' | '.join(map(place, reference.targets))}"


def stated_conditions(file: File, pack: Pack) -> dict[str, tuple[Stated, ...]]:
    """The conditions of every 条件付き必須 item of a file, by the item's name.

    Those of the words of an unknown date (不詳表記) are checked with its flag and the date (S011).
    """
    words = {triple.words for triple in triples(file).values() if triple.flag}
    found = {}
    for item in file.items:
        if item.condition == "conditional":
            found[item.name] = tuple(
                Stated(text=text, code=_code(text, item, file, pack, worded=item.name in words))
                for text in stated(item) or ("",)
            )
    return found


def _code(
    text: str, item: Item, file: File, pack: Pack, *, worded: bool
) -> Literal["S002", "S011", ""]:
    if conditions(replace(item, note=f"※※{text}"), file, pack):
        return "S002"
    return "S011" if worded else ""


def users(codes: CodeList, pack: Pack) -> Iterator[tuple[File, Item]]:
    """The items whose values are those of a code list, in the order of the pack."""
    for file in pack.files:
        for item in file.items:
            if item.code == codes.id:
                yield file, item
