"""The rules of single records: what the tables of a pack say of each item, over batches.

Compiled once for a file of a pack. A batch is one select over the rules whose columns have
anything to look at; rows that fail are then looked at again for their codes and shapes, so a clean
batch costs the masks alone. A value has at most one finding: the first that holds of S005; S004;
S006; S003; S012 or S008. Values that the XSD refuses are those with S003 to S006, items that it
misses those with S001; S002 and S011 are what no XSD can say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.findings import CODES, FINDING_SCHEMA, shapes_of
from lgmigrate.rules.checkdigits import CheckedNumber, checked_number
from lgmigrate.rules.conditions import conditions, is_filled
from lgmigrate.rules.unknown import triples
from lgmigrate.rules.values import value_check
from lgmigrate.standard.facets import Facets, facets, fits
from lgmigrate.standard.pack import File, Item, Pack

__all__ = ["ItemRule", "ItemRules", "item_rules"]

_SEVERITIES = {code: info.severity.value for code, info in CODES.items()}
_NO_VALUE = "null"
_NUMBER = "number of "  # and an item: its value as a number, for the check digit


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRule:
    """One check. ``fails`` is Boolean[n], where null is no failure; ``code`` is String[n], right
    where ``fails`` is true. ``number`` is a column to be made before, because ``fails`` looks at it
    several times. ``shown`` are the items whose shapes a finding carries.

    ``needs`` decides whether there is anything to look at in a batch: that one of these items has a
    value anywhere (``filled``), or lacks one anywhere (``null``).
    """

    item: str
    codes: tuple[str, ...]
    fails: pl.Expr
    code: pl.Expr
    shown: tuple[str, ...]
    needs: tuple[Literal["filled", "null"], tuple[str, ...]]
    number: pl.Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRules:
    """The rules of one file. ``unchecked`` are the 条件付き必須 items whose condition is stated in
    words only, which people have to check.
    """

    file: File
    rules: tuple[ItemRule, ...]
    unchecked: tuple[str, ...]

    def check(
        self,
        frame: pl.DataFrame,
        *,
        first_record: int,
        file: str,
        offsets: NDArray[np.int64] | None = None,
    ) -> pl.DataFrame:
        """The findings of a batch, by record, then in the order of the items.

        Args:
            frame: String columns named as the items; an item without a column has no values.
            first_record: absolute number of the batch's first record, from 1.
            file: the file's name, for the findings.
            offsets: int64[n], byte offset of each record in the file.

        Returns:
            A frame of ``FINDING_SCHEMA``; shapes, never values.
        """
        whole = self._complete(frame)
        active = self._active(whole)
        if not active:
            return pl.DataFrame(schema=FINDING_SCHEMA)
        masks = (
            rule.fails.arg_true().implode().alias(str(number)) for number, rule in enumerate(active)
        )
        numbers = [rule.number for rule in active if rule.number is not None]
        if numbers:
            whole = whole.with_columns(numbers)
        hits = (column[0] for column in whole.select(*masks).get_columns())
        parts = [
            _failures(rule, whole, rows)
            for rule, rows in zip(active, hits, strict=True)
            if len(rows)
        ]
        if not parts:
            return pl.DataFrame(schema=FINDING_SCHEMA)
        found = pl.concat(parts).sort("row", maintain_order=True)
        offset = pl.lit(None) if offsets is None else pl.lit(pl.Series(offsets)[found["row"]])
        return found.select(
            "code",
            pl.col("code").replace_strict(_SEVERITIES).alias("severity"),
            pl.lit(file).alias("file"),
            (pl.col("row") + first_record).alias("record"),
            offset.alias("offset"),
            "field",
            "shape",
        ).cast(FINDING_SCHEMA)

    def _complete(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with a column for every item that a rule looks at."""
        absent = set(self.file.by_name).difference(frame.columns)
        if not absent:
            return frame
        return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)

    def _active(self, frame: pl.DataFrame) -> list[ItemRule]:
        """The rules that can fail here, going by which columns have values at all."""
        nulls = dict(zip(frame.columns, frame.null_count().row(0), strict=True))
        states = {
            "filled": {name for name, count in nulls.items() if count < frame.height},
            "null": {name for name, count in nulls.items() if count},
        }
        return [rule for rule in self.rules if not states[rule.needs[0]].isdisjoint(rule.needs[1])]


def item_rules(pack: Pack, file: File) -> ItemRules:
    """Compile the rules of one file of a pack."""
    known = triples(file)
    # Without a flag only the words themselves say that a date is unknown: nothing misses them.
    worded = {triple.words for triple in known.values() if triple.flag}
    rules: list[ItemRule] = []
    unchecked: list[str] = []
    for item in file.items:
        rules += _required(item)
        rules.append(_value(item, pack))
        if item.name in known:
            triple = known[item.name]
            rules.append(_rule(item, "S011", triple.contradicts(), triple.items, triple.items))
        stated = conditions(item, file, pack)
        if stated:
            holds = pl.any_horizontal(one.holds() for one in stated)
            absent = ~is_filled(item.name) & holds
            if item.name in known:
                absent &= ~known[item.name].declared()
            needed = tuple(one.other for one in stated)
            rules.append(_rule(item, "S002", absent, needed))
        elif item.condition == "conditional" and item.name not in worded:
            unchecked.append(item.name)
    return ItemRules(file=file, rules=tuple(rules), unchecked=tuple(unchecked))


def _rule(
    item: Item,
    code: str,
    fails: pl.Expr,
    filled: tuple[str, ...],
    shown: tuple[str, ...] = (),
) -> ItemRule:
    """A rule with one code, to be looked at where one of ``filled`` has values."""
    return ItemRule(
        item=item.name,
        codes=(code,),
        fails=fails,
        code=pl.lit(code),
        shown=shown or (item.name,),
        needs=("filled", filled),
    )


def _required(item: Item) -> Iterator[ItemRule]:
    if item.key or item.condition == "required":
        yield ItemRule(
            item=item.name,
            codes=("S001",),
            fails=pl.col(item.name).is_null(),
            code=pl.lit("S001"),
            shown=(item.name,),
            needs=("null", (item.name,)),
        )


def _value(item: Item, pack: Pack) -> ItemRule:
    """Type, length, code list, date and time, and behind them the check digit.

    No number with a check digit is repeated in any layout known; of a repeated one it is not seen.
    """
    facts = facets(item, pack)
    check = value_check(pl.col(item.name), facts, item.repeat)
    rule = ItemRule(
        item=item.name,
        codes=check.codes,
        fails=check.fails,
        code=check.code,
        shown=(item.name,),
        needs=("filled", (item.name,)),
    )
    checked = None if facts.codes or item.repeat else checked_number(item.name)
    return rule if checked is None else _with_number(rule, checked, facts)


def _with_number(rule: ItemRule, checked: CheckedNumber, facts: Facets) -> ItemRule:
    """The rule of an item's values, with the check digit behind it."""
    value = pl.col(rule.item)
    wrong = checked.fails(value, pl.col(_NUMBER + rule.item))
    # Whatever is of the strict form is then of the type too, so the form alone need be looked at.
    form_is_all = checked.strict and fits("0" * checked.digits, facts) is None
    return replace(
        rule,
        codes=(*rule.codes, checked.code),
        number=checked.number(value).alias(_NUMBER + rule.item),
        fails=wrong if form_is_all else rule.fails | wrong,
        code=pl.when(rule.fails).then(rule.code).otherwise(pl.lit(checked.code)),
    )


def _failures(rule: ItemRule, frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """The failing rows of one rule: row, code, field, shape."""
    values = frame.select(rule.shown)[rows]
    return values.select(
        pl.lit(rows).cast(pl.Int64).alias("row"),
        rule.code.alias("code"),
        pl.lit(rule.item).alias("field"),
        pl.lit(_shapes(values)).alias("shape"),
    )


def _shapes(values: pl.DataFrame) -> pl.Series:
    """The shape of one value; of several, side by side."""
    shapes = [shapes_of(column) for column in values.get_columns()]
    if len(shapes) == 1:
        return shapes[0]
    return pl.select(
        pl.concat_str([shape.fill_null(_NO_VALUE) for shape in shapes], separator=" | ")
    ).to_series()
