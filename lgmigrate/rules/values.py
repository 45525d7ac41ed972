"""What a single value may be, as expressions over columns: type, length, code list, date, time.

The facts are those of ``standard.facets``, from which the XSD is written too; the expressions are
made for columns and agree with ``facets.fits`` on every value, code by code. One fast
expression says whether a value fails; which code it fails with is asked for failing values only.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lgmigrate.standard.facets import OPEN_START, SELECTORS, Facets, Kind
from lgmigrate.standard.pack import VALUE_SEPARATOR

__all__ = ["ValueCheck", "value_check"]

_FOREIGN: dict[Kind, str] = {
    "half": r"[^ -~\x{FF61}-\x{FF9F}]",
    "full": r"[\x00-\x{9F}\x{FF61}-\x{FF9F}]",
    "digits": r"[^0-9]",
}
"""Kinds whose values are a run of some characters: a character that is none of them."""

_FORMS: dict[Kind, str] = {
    "any": r"(?s)^.*$",
    "decimal": r"^[0-9]+(\.[0-9]+)?$",
    "signed": r"^-?[0-9]+$",
    "date": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    "time": r"^[0-9]{2}:[0-9]{2}(:[0-9]{2})?$",
    "year": r"^[0-9]{4}$",
    "blob": r"^[A-Za-z0-9+/]*={0,2}$",
}

_YEAR = "(?:[0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_LEAP = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_DAY = (
    f"^(?:{_YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    f"|{_LEAP}-02-29|{OPEN_START})$"
)
_TIME = "^(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?$"


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueCheck:
    """``fails`` is Boolean[n], null where the value is null; ``code`` is String[n], right where
    ``fails`` is true and one of ``codes`` then.
    """

    fails: pl.Expr
    code: pl.Expr
    codes: tuple[str, ...]


def value_check(value: pl.Expr, facts: Facets, repeat: int = 0) -> ValueCheck:
    """The check of a column's values; with ``repeat`` each cell holds up to that many."""
    if repeat:
        return _each(value, facts, repeat)
    if facts.codes:
        return ValueCheck(fails=~value.is_in(facts.codes), code=pl.lit("S005"), codes=("S005",))
    malformed = _malformed(value, facts)
    untyped = pl.when(malformed).then(pl.lit("S004"))
    if facts.kind in {"date", "time"}:
        real = value.str.contains(_DAY if facts.kind == "date" else _TIME)
        return ValueCheck(
            fails=~real, code=untyped.otherwise(pl.lit("S006")), codes=("S004", "S006")
        )
    long = _too_long(value, facts)
    if long is None:
        return ValueCheck(fails=malformed, code=pl.lit("S004"), codes=("S004",))
    return ValueCheck(
        fails=malformed | long, code=untyped.otherwise(pl.lit("S003")), codes=("S004", "S003")
    )


def _each(value: pl.Expr, facts: Facets, repeat: int) -> ValueCheck:
    """The check of cells that hold several values: that there are not too many, and each one."""
    one = value_check(pl.element(), facts)
    values = value.str.split(VALUE_SEPARATOR)
    many = values.list.len() > repeat
    wrong = values.list.eval(one.fails).list.any()
    code = values.list.eval(one.code.filter(one.fails)).list.first()
    return ValueCheck(
        fails=many | wrong,
        code=pl.when(many).then(pl.lit("S013")).otherwise(code),
        codes=("S013", *one.codes),
    )


def _malformed(value: pl.Expr, facts: Facets) -> pl.Expr:
    """The value is not of the type, or empty where it must not be."""
    if facts.kind in _FOREIGN:
        wrong = value.str.contains(_FOREIGN[facts.kind])
    else:
        wrong = ~value.str.contains(_FORMS[facts.kind])
    if facts.min_chars or facts.kind == "digits":
        wrong |= value.str.len_bytes() == 0
    return wrong


def _too_long(value: pl.Expr, facts: Facets) -> pl.Expr | None:
    """More characters, or more digits of a number, than there is room for; None: no limit."""
    if facts.integer and facts.kind in {"decimal", "signed"}:
        room = f"^-?[0-9]{{0,{facts.integer}}}(?:\\.[0-9]{{0,{facts.scale}}})?$"
        return ~value.str.contains(room)
    limit = facts.integer or facts.max_chars
    if not limit:
        return None
    if facts.kind in {"digits", "blob"}:  # ASCII only, or the value is malformed
        return value.str.len_bytes() > limit
    if facts.kind == "half":
        return value.str.len_chars() > limit
    return value.str.len_chars() - value.str.count_matches(f"[{SELECTORS}]") > limit
