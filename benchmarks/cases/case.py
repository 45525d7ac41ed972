"""What a case is: a piece of work that can be repeated, and the yardstick that runs beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks.data import Place

__all__ = ["Case", "Command", "Work"]


class Work(NamedTuple):
    """What one run did: records, and bytes of the source or of the exchange files read."""

    records: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Command:
    """A yardstick ready to run: it prints a line of JSON with its ``seconds`` and ``cpu``. Without
    ``arguments`` there is none, and ``reason`` says why. ``out`` is emptied before each run.
    """

    arguments: tuple[str, ...] = ()
    reason: str = ""
    out: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case. ``run`` does the work once over a place's data, writing nowhere but to
    ``place.out``; ``yardstick`` names what it is compared with, ``prepare`` makes it ready, and
    ``aim`` is the ratio aimed at (seconds of the yardstick / seconds of the case).
    """

    name: str
    title: str
    run: Callable[[Place], Work]
    yardstick: str = ""
    prepare: Callable[[Place], Command] | None = None
    aim: float | None = None
