"""The cases, in the order in which they are run and shown."""

from __future__ import annotations

from benchmarks.cases import convert, read, reformat, restore, validate
from benchmarks.cases.case import Case

__all__ = ["CASES", "by_name"]

CASES: tuple[Case, ...] = (
    *convert.CASES,
    *restore.CASES,
    *reformat.CASES,
    *read.CASES,
    *validate.CASES,
)


def by_name(name: str) -> Case:
    """The case of that name.

    Raises:
        KeyError: there is none.
    """
    return {case.name: case for case in CASES}[name]
