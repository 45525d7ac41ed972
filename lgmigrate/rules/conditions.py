"""When a 条件付き必須 item must have a value: conditions on other items of the record.

An item's description (項目説明) states its condition behind ※※, for people. A condition of one of
these forms is checked; any other stays with people, and is listed as such::

    ※※住民種別が2の場合は出力必須                    the item has that value
    ※※住民種別が2（外国人住民）の場合は出力必須      the same; what stands in （） is a gloss
    ※※住民種別が1又は2の場合は出力必須               one of the values
    ※※除票フラグが1でない場合は出力必須              a value, but none of these
    ※※通称が存在する場合は出力必須                   the item has a value

The name is that of an item of the same file, the values are values it may have. Several conditions
of one item are alternatives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from lgmigrate.standard.facets import facets, fits
from lgmigrate.standard.pack import File, Item, Pack

__all__ = ["ItemCondition", "conditions", "is_filled", "stated"]

_STATED = re.compile(r"※※([^※\r\n]*)")
_FORM = re.compile(
    r"(?P<item>.+?)が(?:(?P<present>存在する)|(?P<values>.+?)(?P<negated>でない|の))場合は出力必須。?"
)
_GLOSS = re.compile("（[^）]*）")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCondition:
    """The item ``other`` has one of ``values``, or, where ``negated``, a value that is none."""

    other: str
    values: tuple[str, ...] = ()
    negated: bool = False

    def holds(self) -> pl.Expr:
        """Boolean[n]: the condition holds; null or false where the other item has no value."""
        other = pl.col(self.other)
        if not self.values:
            return is_filled(self.other)
        within = other.is_in(self.values)
        return is_filled(self.other) & ~within if self.negated else within


def is_filled(name: str) -> pl.Expr:
    """Boolean[n], never null: the item has a value that is not empty."""
    return (pl.col(name).str.len_bytes() > 0).fill_null(value=False)


def conditions(item: Item, file: File, pack: Pack) -> tuple[ItemCondition, ...]:
    """The conditions of an item that are of a checked form; none where it has no such."""
    found = (_condition(text, file, pack) for text in stated(item))
    return tuple(one for one in found if one is not None)


def stated(item: Item) -> tuple[str, ...]:
    """The conditions of a 条件付き必須 item in the words of its description, checked or not."""
    if item.condition != "conditional":
        return ()
    return tuple(text.strip() for text in _STATED.findall(item.note))


def _condition(text: str, file: File, pack: Pack) -> ItemCondition | None:
    form = _FORM.fullmatch(_GLOSS.sub("", text))
    if form is None or form["item"] not in file.by_name:
        return None
    if form["present"]:
        return ItemCondition(other=form["item"])
    facts = facets(file.by_name[form["item"]], pack)
    values = tuple(form["values"].split("又は"))
    if any(fits(value, facts) for value in values):
        return None
    return ItemCondition(other=form["item"], values=values, negated=form["negated"] == "でない")
