"""Law: whatever tables a pack has, a made-up delivery of it is valid against its XSD, and its keys
are unique, its conditions hold and its references lead somewhere wherever the tables allow it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from lgmigrate.errors import PackError
from lgmigrate.pipeline.validate import validate
from lgmigrate.standard import Pack
from lgmigrate.synth.delivery.scene import new_run
from lgmigrate.synth.delivery.standard import synthesize_standard
from tests.property.pack_cases import Tables, load, tables
from tests.schemas import compiled

# What tables can ask for without being able to have it: a 個人番号 of two digits (S012), a year
# that is one of the times of another file (K003), a required date with its words (S011); and files
# that are elsewhere (K004).
CONTRADICTIONS = {"S012", "K003", "S011", "K004"}
AGREEING = {"S012", "K004"}


def codes_of(made: Tables, folder: Path, *, persons: int, seed: int) -> dict[str, int]:
    """The findings of a delivery of the pack; its files are valid against their XSD."""
    pack = load(made, folder / "pack")
    synthesize_standard(pack, folder / "out", persons=persons, seed=seed, workers=1)
    for file in pack.files:
        schema = compiled(pack, file)
        document = etree.parse(folder / "out" / f"{file.name}.xml")
        assert schema.validate(document), str(schema.error_log)
    return validate(folder / "out", pack, workers=1).codes


@given(made=tables(), persons=st.integers(0, 200), seed=st.integers(0, 2**32))
def test_any_tables(made: Tables, persons: int, seed: int) -> None:
    """Valid against the XSD, keys unique, conditions held."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            codes = codes_of(made, Path(folder), persons=persons, seed=seed)
        except PackError:
            return  # no pack: nothing to make
    assert set(codes) <= CONTRADICTIONS


@given(made=tables(agreeing=True), persons=st.integers(0, 200), seed=st.integers(0, 2**32))
def test_tables_that_agree(made: Tables, persons: int, seed: int) -> None:
    """References lead somewhere where both ends have the same type."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            codes = codes_of(made, Path(folder), persons=persons, seed=seed)
        except PackError:
            return  # no pack: nothing to make
    assert set(codes) <= AGREEING


@given(made=tables(), number=st.integers(0, 2), seed=st.integers(0, 2**32))
def test_chunks_alone(made: Tables, number: int, seed: int) -> None:
    """A chunk made alone is that of the whole run."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            pack: Pack = load(made, Path(folder) / "pack")
        except PackError:
            return  # no pack: nothing to make
    run = new_run([pack], 9000, seed)
    before = [run.scene(one).frames for one in range(number + 1)][-1]
    alone = new_run([pack], 9000, seed).scene(number).frames
    assert before.keys() == alone.keys()
    for place, frame in before.items():
        assert frame.equals(alone[place])
        assert set(frame.dtypes) <= {pl.String}
