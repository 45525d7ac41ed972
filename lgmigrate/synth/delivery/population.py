"""The people of a chunk of the register, whether its records are asked for or not.

Every file of a run takes its people from the chunk of the same number, so that a chunk can be made
alone and no record points out of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lgmigrate.synth.days import Days
from lgmigrate.synth.numbers import atena_numbers
from lgmigrate.synth.people import people
from lgmigrate.synth.register import ATENA_FROM, Chunk, chunk_at

__all__ = ["CHUNK", "Population", "population"]

CHUNK = 4096
"""Records of 住民票 in a chunk, the last one shorter; as ``register`` has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """A row a person: 宛名番号, birthday, sex, whether of another nationality. ``records`` are
    those of 住民票 in the chunk, ``chunk`` the records themselves where they are asked for, and
    ``latest`` the last one of each person.
    """

    records: int
    numbers: pl.Series
    birth: Days
    female: NDArray[np.bool_]
    foreign: NDArray[np.bool_]
    chunk: Chunk | None = None
    latest: pl.DataFrame | None = None


def population(number: int, records: int, seed: int, *, whole: bool) -> Population:
    """The people of the chunk of that number; ``whole``: with their records."""
    who = people(np.random.default_rng([seed, number]), records)
    count = len(who.household)
    chunk = chunk_at(number, records, seed, chunk=CHUNK) if whole else None
    latest = None if chunk is None else chunk.jumin.filter(pl.col("最新フラグ") == "1")
    return Population(
        records=records,
        numbers=atena_numbers(ATENA_FROM + number * CHUNK + np.arange(count)),
        birth=who.birth,
        female=who.female,
        foreign=who.foreign,
        chunk=chunk,
        latest=latest,
    )
