"""Who has which records of a file: its keys, each used once, whatever they are.

A file has an owner: the records that a reference of its keys points at (``link``), the people
(``people``), things of its own that are numbered through (``own``), or, where no key has room for
many values, a short list that stands in the first chunk only (``list``), as do the records of a
link whose values may be those of another chunk. What other keys a record
has tells the records of one owner apart: years, terms, codes, dates, histories.

A column whose values are never those of another chunk is ``spread``; the owner's keys have such a
one, so that keys are unique over all chunks though each is made alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from lgmigrate.standard.facets import Facets, fits
from lgmigrate.standard.pack import Item
from lgmigrate.synth.delivery.domains import Domain, domain
from lgmigrate.synth.delivery.forms import Form, form
from lgmigrate.synth.delivery.plans import FilePlan, Link, Place
from lgmigrate.synth.delivery.population import CHUNK
from lgmigrate.synth.places import HOME

__all__ = ["LIST", "OUTSIDE", "KeyPart", "KeyPlan", "Role", "key_plans"]

Role = Literal["choice", "year", "history", "term", "date", "number", "none", "link", "copy"]
"""What a key holds. none: a number that most records do not have, and say so by 0. copy: what
another key of the record holds.
"""

OUTSIDE = "031"
"""住登外者: the domain whose numbers of addressees are not those of the register."""

LIST = 40  # records of a file that has no owner


_OWN_ROOM = 4_000  # a key with room for fewer values cannot number things through
_YEARS, _TERMS, _CODES, _DATES = 3, 4, 3, 2

_ADDRESSEE = "宛名番号"
_PLACES = ("市区町村コード", "団体コード")
_HISTORY = re.compile("(履歴|枝|連|行|版|回|追|通)(番号?|番|数)?$|履歴番号|枝番")
_TERM = re.compile("(期別?|月|回数)$")
_CODE = re.compile("(コード|区分|種別|種類)[0-9]?$")
_YEAR = re.compile("(年度|年|年分)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPart:
    """One key. ``size``: how many values the records of one owner may have; ``link`` is the link
    that gives the value, or the item of the same record that it repeats.
    """

    item: Item
    role: Role
    form: Form
    size: int = 1
    link: Link | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPlan:
    """The keys of a file. ``parts`` are those that the owner does not give; ``spread`` and
    ``people`` are names of columns: never the values of another chunk, numbers of people.
    ``number`` is the key that numbers things through, or that holds a number of the people.
    """

    plan: FilePlan
    owner: Literal["link", "people", "own", "list"]
    link: Link | None
    number: KeyPart | None
    parts: tuple[KeyPart, ...]
    spread: frozenset[str]
    people: frozenset[str]
    domain: Domain = field(default_factory=Domain)

    @property
    def things(self) -> int:
        """How many things of its own a full chunk has."""
        return max(1, round(self.domain.things * CHUNK))


def key_plans(plans: Iterable[FilePlan]) -> dict[Place, KeyPlan]:
    """The keys of the files, which are in the order in which they can be made."""
    made: dict[Place, KeyPlan] = {}
    by_place = {plan.place: plan for plan in plans}
    for place, plan in by_place.items():
        made[place] = _registered(plan) if plan.registered else _key_plan(plan, made, by_place)
    return made


def _registered(plan: FilePlan) -> KeyPlan:
    known = {"宛名番号", "世帯番号"} if plan.file.name == "jumin" else {"宛名番号"}
    return KeyPlan(
        plan=plan,
        owner="people",
        link=None,
        number=None,
        parts=(),
        spread=frozenset(known),
        people=frozenset({"宛名番号"}),
    )


def _key_plan(
    plan: FilePlan, made: Mapping[Place, KeyPlan], plans: Mapping[Place, FilePlan]
) -> KeyPlan:
    parts = _parts(plan, plans)
    number = _people_part(plan, parts) or _own_part(parts)
    chosen = _owner_link(plan, made, alone=number is None)
    spread: set[str] = set()
    people = {
        name
        for link in plan.key_links
        for number, name in enumerate(link.items)
        if all(one.items[number] in made[one.place].people for one in link.targets)
    }
    owner: Literal["link", "people", "own", "list"] = "list"
    linked_year = any(_is_year(plan, name) for link in plan.key_links for name in link.items)
    if chosen is not None:
        owner, number = "link", None
        spread = _spread_of(chosen, made)
        parts = [part for part in parts if part.item.name not in chosen.items]
    elif number is not None:
        owner = "people" if number in _people_parts(plan, parts) else "own"
        spread = {number.item.name}
        outside = plan.pack.domain == OUTSIDE and number.form.checked == _ADDRESSEE
        if owner == "people" or outside:
            people.add(number.item.name)
        parts = [part for part in parts if part is not number]
    return KeyPlan(
        plan=plan,
        owner=owner,
        link=chosen,
        number=number,
        parts=tuple(_sized(parts, owner, linked_year=linked_year)),
        spread=frozenset(spread),
        people=frozenset(people),
        domain=domain(plan.pack.domain),
    )


def _owner_link(plan: FilePlan, made: Mapping[Place, KeyPlan], *, alone: bool) -> Link | None:
    """The link whose records own those of the file: that of the most items, of those that are
    spread where there is one. One that is not spread owns records where nothing else could
    (``alone``), and in a circle of files, which have to hold the same.
    """
    usable = [
        _separate(link, made)
        for link in plan.key_links
        if all(plan.file.by_name[name].key for name in link.items)
    ]
    found = max(usable, key=lambda one: (bool(_spread_of(one, made)), len(one.items)), default=None)
    if found is None or _spread_of(found, made) or alone or plan.whole:
        return found
    return None


def _separate(link: Link, made: Mapping[Place, KeyPlan]) -> Link:
    """The link with targets that can own records together.

    Records of people may be owned by those of the register and of 住登外者, whose numbers are not
    the same; of other targets, whose numbers might be, only the first one owns any.
    """
    both = all(set(one.items) <= made[one.place].people for one in link.targets)
    return link if both else Link(link.items, link.targets[:1])


def _spread_of(link: Link, made: Mapping[Place, KeyPlan]) -> set[str]:
    return {
        name
        for number, name in enumerate(link.items)
        if all(one.items[number] in made[one.place].spread for one in link.targets)
    }


def _parts(plan: FilePlan, plans: Mapping[Place, FilePlan]) -> list[KeyPart]:
    linked = {name: link for link in plan.key_links for name in link.items}
    copies = _copies(plan, plans)
    parts = []
    for item in plan.file.items:
        facts = plan.facets[item.name]
        if item.name in linked:
            value = form(item.name, facts)
            parts.append(KeyPart(item=item, role="link", form=value, link=linked[item.name]))
        elif item.key:
            parts.append(_part(item, plan, copies.get(item.name, "")))
    return parts


def _is_year(plan: FilePlan, name: str) -> bool:
    facts = plan.facets[name]
    return facts.kind == "year" or bool(_YEAR.search(name) and fits("2025", facts) is None)


def _copies(plan: FilePlan, plans: Mapping[Place, FilePlan]) -> dict[str, str]:
    """Keys whose references lead back to other keys of their own file, by themselves or through
    other files: they repeat these.
    """
    made = {name for link in plan.key_links for name in link.items}
    found: dict[str, str] = {}
    for link in plan.links:
        for mine in link.items:
            yours = _led_back(plan, mine, plans)
            if mine in made or mine == yours or yours not in plan.file.by_name:
                continue
            if plan.file.by_name[mine].key and plan.file.by_name[yours].key:
                found[mine] = yours
    for mine in list(found):
        sources = [mine]
        while found.get(sources[-1]) and found[sources[-1]] not in sources:
            sources.append(found[sources[-1]])
        if found.get(sources[-1]):  # round and round: one of them is free
            del found[sources[-1]]
        if mine in found:
            found[mine] = sources[-1]
    return found


def _led_back(plan: FilePlan, name: str, plans: Mapping[Place, FilePlan]) -> str:
    """The item of its own file that an item points at in the end, "" where that is elsewhere."""
    place = plan.place
    for _ in range(len(plans) + 1):
        link = next((one for one in plans[place].links if name in one.items), None)
        if link is None:
            return ""
        target = link.targets[0]
        place, name = target.place, target.items[link.items.index(name)]
        if place == plan.place:
            return name
    return ""


def _part(item: Item, plan: FilePlan, source: str) -> KeyPart:
    facts, name = plan.facets[item.name], item.name
    value = form(name, facts, item.sample)
    if source:
        role: Role = "copy"
    elif facts.codes:
        role = "choice"
    elif name.endswith(_PLACES) and fits(HOME, facts) is None:
        role, value = "choice", form(name, Facets(kind="half", codes=(HOME,)))
    elif facts.kind == "date":
        role = "date"
    elif _is_year(plan, name):
        role, value = "year", form(name, Facets(kind="year", max_chars=4))
    else:
        role = _number_role(item, value)
        if role == "choice":
            value = form(name, replace(facts, codes=_some_codes(value)))
    return KeyPart(item=item, role=role, form=value, source=source)


def _number_role(item: Item, value: Form) -> Role:
    """What a number in a key is for."""
    if item.sample == "0" and value.facets.kind in ("half", "digits", "signed"):
        return "none"
    if value.checked or value.facets.kind not in ("half", "digits", "signed", "decimal", "any"):
        return "number"
    if _HISTORY.search(item.name):
        return "history"
    if _TERM.search(item.name):
        return "term"
    return "choice" if _CODE.search(item.name) or item.code else "number"


def _some_codes(value: Form) -> tuple[str, ...]:
    """Some values of a code that the municipality sets."""
    numbers = np.arange(min(value.capacity, _CODES))
    return tuple(value.text(numbers).to_list())


def _people_parts(plan: FilePlan, parts: list[KeyPart]) -> list[KeyPart]:
    if plan.pack.domain == OUTSIDE:
        return []
    return [part for part in parts if part.role == "number" and part.form.checked == _ADDRESSEE]


def _people_part(plan: FilePlan, parts: list[KeyPart]) -> KeyPart | None:
    """The key that holds a number of the people, where no target of it is in the run."""
    return next(iter(_people_parts(plan, parts)), None)


def _own_part(parts: list[KeyPart]) -> KeyPart | None:
    """The key that has room to number things through; 宛名番号 or else the one with most room."""
    usable = [one for one in parts if one.role == "number" and one.form.capacity >= _OWN_ROOM]
    return max(usable, key=lambda one: (bool(one.form.checked), one.form.capacity), default=None)


def _sized(parts: list[KeyPart], owner: str, *, linked_year: bool) -> Iterator[KeyPart]:
    """The parts with their sizes. A record has one year, which its owner may have given, and its
    dates are then of that year; where nothing else tells records apart, numbers do.
    """
    dated = linked_year or any(part.role == "year" for part in parts)
    seen = {"date"} if dated else set()
    if linked_year:
        seen.add("year")
    most = {"year": _YEARS, "term": _TERMS, "choice": _CODES, "date": _DATES}
    free = {"year", "term", "date", "history", "number", "choice"}
    varied = any(part.role in most or part.role == "history" for part in parts)
    for part in parts:
        size = most.get(part.role, 1)
        if owner == "list" and part.role in free:
            size = LIST
        elif not varied and part.role == "number" and part.form.capacity > LIST:
            size, varied = 2, True
        if part.role in seen:
            size = 1
        if part.role in ("year", "term", "date"):
            seen.add(part.role)
        yield replace(part, size=min(size, part.form.capacity))
