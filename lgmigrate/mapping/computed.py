"""Columns that are computed of a record's fields: by a function, by cases, as a sum.

``[[record.python]]`` names a function of the mapping's ``steps.py`` (``steps:name``) or of an
installed module, which takes a polars expression for each field of ``from`` and gives one for each
column of ``to``; ``inverse`` goes the other way. ``[[record.case]]`` takes the field of the first
alternative whose conditions hold. ``[[record.sum]]`` adds numbers. All values are text, null for
none.

Whether the way back gives the fields again is found out for every record: where it does not, their
bytes are kept. Fields of what has no way back go to the annex.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, cast

import polars as pl

from lgmigrate.errors import MappingError
from lgmigrate.mapping.conditions import read_conditions
from lgmigrate.mapping.model import Condition, Derived
from lgmigrate.mapping.tables import Table
from lgmigrate.record.layout import MAX_DIGITS, Field, RecordLayout

if TYPE_CHECKING:
    from types import ModuleType

    from lgmigrate.mapping.model import Function

__all__ = ["compute", "go_back", "read_computed"]

STEPS = "steps"
"""The module of a mapping's own functions: ``steps.py`` in its folder."""


def compute(derived: Derived, fields: pl.DataFrame) -> list[pl.Series]:
    """The columns that are made of ``fields`` (String, a column for each of ``derived.fields``).

    Raises:
        MappingError: the function fails, or gives something else than text for each record.
    """
    names = [one.name for one in derived.columns]
    return _evaluated(derived.forward, derived, fields, names)


def go_back(derived: Derived, columns: pl.DataFrame) -> list[pl.Series]:
    """The fields of ``derived.given`` again, of its columns and of the fields of ``reads``.

    Raises:
        MappingError: see ``compute``.
    """
    return _evaluated(derived.backward, derived, columns, list(derived.given))


def _evaluated(
    function: Function | None, derived: Derived, frame: pl.DataFrame, names: list[str]
) -> list[pl.Series]:
    place = f"{derived.function or derived.kind} (line {derived.line})"
    wanted = f"{place}: Expected {len(names)} polars expressions of text, as many rows as there are"
    try:
        made = (function or _nothing)(*map(pl.col, frame.columns))
        found = [made] if isinstance(made, pl.Expr) else list(made)
        places = [f"#{number}" for number in range(len(found))]
        named = [one.alias(place) for one, place in zip(found, places, strict=True)]
        result = frame.with_columns(named).select(places)  # literals get the frame's height
    except Exception as error:  # noqa: BLE001  a foreign function; what it says may hold values
        msg = f"{wanted}, got {type(error).__name__}"
        raise MappingError(msg) from None
    columns = [one.cast(pl.String) if one.dtype == pl.Null else one for one in result.get_columns()]
    if len(columns) != len(names) or any(one.dtype != pl.String for one in columns):
        got = ", ".join(str(one.dtype) for one in columns)
        msg = f"{wanted}, got {got}"
        raise MappingError(msg)
    return [one.alias(name) for one, name in zip(columns, names, strict=True)]


def _nothing(*columns: pl.Expr) -> list[pl.Expr]:
    del columns
    return []


def read_computed(table: Table, layout: RecordLayout | None, folder: str) -> Iterator[Derived]:
    """The computed columns of a ``[[record]]``; faults where one cannot be."""
    known = {one.name: one for one in layout.fields} if layout else None
    for one in table.tables("python"):
        yield _python(one, known, folder)
    for one in table.tables("case"):
        yield _case(one, known)
    for one in table.tables("sum"):
        yield _sum(one, known)


def _python(table: Table, known: dict[str, Field] | None, folder: str) -> Derived:
    function, inverse = table.text("function"), table.text("inverse", "")
    fields, names, loses = table.texts("from"), table.texts("to"), table.text("loses", "")
    table.close()
    _check_names(table, known, fields, names)
    return Derived(
        kind="python",
        columns=tuple(Field(name=name, usage="mixed", offset=0, length=0) for name in names),
        fields=fields,
        function=function,
        loses=loses,
        forward=_function(table, "function", function, folder),
        backward=_function(table, "inverse", inverse, folder),
        given=fields if inverse else (),
        line=table.line(),
    )


def _case(table: Table, known: dict[str, Field] | None) -> Derived:
    name = table.text("name")
    cases: list[tuple[str, tuple[Condition, ...]]] = []
    for one in table.tables("of"):
        cases.append((one.text("from"), read_conditions(one, "when")))
        one.close()
    table.close()
    fields = tuple(dict.fromkeys(field for field, _ in cases))
    asked = tuple(dict.fromkeys(one.name for _, conditions in cases for one in conditions))
    _check_names(table, known, (*fields, *asked), (name,))
    if len(fields) < len(cases) or not cases:
        table.fault("Expected of = each field once, with when, got none or one again", "of")
    for twice in sorted(set(fields) & set(asked)):
        table.fault(f"Expected another field in when than in from, got {twice}", "of")
    usages = {(known[one].usage, known[one].scale) for one in fields if known and one in known}
    if len(usages) > 1:
        table.fault("Expected fields of one usage and scale, got several", "of")
    first = known.get(fields[0]) if known and fields else None
    column = (
        replace(first, name=name) if first else Field(name=name, usage="mixed", offset=0, length=0)
    )

    def forward(*columns: pl.Expr) -> pl.Expr:
        by = dict(zip((*fields, *asked), columns, strict=True))
        value = pl.lit(None, dtype=pl.String)
        for field, conditions in reversed(cases):
            value = pl.when(_holds(conditions, by)).then(by[field]).otherwise(value)
        return value

    def backward(*columns: pl.Expr) -> list[pl.Expr]:
        value, *rest = columns
        by = dict(zip(asked, rest, strict=True))
        free: pl.Expr = pl.lit(value=True)
        found: list[pl.Expr] = []
        for _, conditions in cases:
            holds = _holds(conditions, by)
            found.append(pl.when(free & holds).then(value))
            free = free & ~holds
        return found

    return Derived(
        kind="case",
        columns=(column,),
        fields=(*fields, *asked),
        forward=forward,
        backward=backward,
        given=fields,
        reads=asked,
        line=table.line(),
    )


def _holds(conditions: Sequence[Condition], by: dict[str, pl.Expr]) -> pl.Expr:
    """Whether all conditions hold, never null."""
    found: pl.Expr = pl.lit(value=True)
    for one in conditions:
        column = by[one.name]
        match = column.is_in([value for value in one.values if value]).fill_null(value=False)
        if "" in one.values:
            match |= column.is_null()
        found &= ~match if one.negated else match
    return found


def _sum(table: Table, known: dict[str, Field] | None) -> Derived:
    name, fields = table.text("name"), table.texts("of")
    table.close()
    _check_names(table, known, fields, (name,))
    numbers = [known[one] for one in fields if known and one in known]
    for one in numbers:
        if not one.numeric or one.usage == "float":
            table.fault(f"Expected a number with digits to add up, got {one.name}", "of")
    scale = max([0, *(one.scale for one in numbers)])
    whole = max([1, *(one.capacity - one.scale for one in numbers)]) + len(str(len(fields)))
    digits = min(whole + scale, MAX_DIGITS)
    if whole + scale > MAX_DIGITS:
        table.fault(f"Expected a sum of at most {MAX_DIGITS} digits, got {whole + scale}", "of")

    def forward(*columns: pl.Expr) -> pl.Expr:
        each = [one.cast(pl.Decimal(38, scale), strict=False) for one in columns]
        zero = pl.lit(0).cast(pl.Decimal(38, scale))
        total = reduce(lambda a, b: a + b, (one.fill_null(zero) for one in each))
        return pl.when(pl.any_horizontal(one.is_not_null() for one in each)).then(
            total.cast(pl.String)
        )

    column = Field(
        name=name,
        usage="zoned",
        offset=0,
        length=digits,
        digits=digits,
        scale=scale,
        sign="trailing" if any(one.signed for one in numbers) else "none",
    )
    return Derived(kind="sum", columns=(column,), fields=fields, forward=forward, line=table.line())


def _check_names(
    table: Table,
    known: dict[str, Field] | None,
    fields: Sequence[str],
    names: Sequence[str],
) -> None:
    if known is None:
        return
    for field in fields:
        if field not in known:
            table.fault(f"Expected a field of the record's layout, got {field}")
    for name in names:
        if name in known:
            table.fault(f"Expected a name that no field has, got {name}")


def _function(table: Table, key: str, spec: str, folder: str) -> Function | None:
    """The function that ``module:name`` says; None, and a fault, where there is none."""
    if not spec:
        return None
    module, _, name = spec.partition(":")
    if not module or not name.isidentifier():
        table.fault(f'Expected {key} = "module:name", got {spec}', key)
        return None
    try:
        found = getattr(_module(module, folder), name, None)
    except (Exception, SystemExit) as error:  # noqa: BLE001  a foreign module may fail in any way
        table.fault(f"Expected a module {module}, got {type(error).__name__}", key)
        return None
    if not callable(found):
        table.fault(f"Expected a function {name} of {module}, got none", key)
        return None
    return cast("Callable[..., pl.Expr | Sequence[pl.Expr]]", found)


def _module(name: str, folder: str) -> ModuleType:
    if name != STEPS:
        return importlib.import_module(name)
    path = Path(folder) / f"{STEPS}.py"
    spec = importlib.util.spec_from_file_location(f"{STEPS}_{path.parent.name}", path)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
