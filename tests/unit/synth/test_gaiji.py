"""A made-up register in a code page that lacks characters of its names: they are gaiji."""

from __future__ import annotations

from pathlib import Path

import pytest

from lgmigrate.charset import load
from lgmigrate.charset.characters import has_code
from lgmigrate.mapping.registry import load as load_mapping
from lgmigrate.pipeline.convert import convert
from lgmigrate.pipeline.roundtrip import roundtrip
from lgmigrate.synth.gaiji import gaiji_table
from lgmigrate.synth.vendor import synthesize

__all__: list[str] = []

HOST = "ibm_kanji_host"


@pytest.mark.parametrize("name", ["jef", "keis83", "jipsj", "jipse"])
def test_every_name_comes_across_with_the_table(name: str, tmp_path: Path) -> None:
    """With the table that is beside the source nothing is found, and the bytes come back."""
    made = synthesize(load_mapping(HOST, charset=name), tmp_path / "source", persons=300)
    assert made.gaiji is not None
    mapping = load_mapping(HOST, charset=name, gaiji=[made.gaiji])
    result = roundtrip(made.path, mapping, workdir=tmp_path)
    assert (result.identical, result.codes) == (True, {})


def test_the_ledger_has_what_the_table_maps(tmp_path: Path) -> None:
    """Without the table each of its codes is in the ledger without a character, with it it is
    there with the table's.
    """
    made = synthesize(load_mapping(HOST, charset="jef"), tmp_path / "source", persons=300)
    assert made.gaiji is not None
    without = convert(made.path, load_mapping(HOST, charset="jef"), tmp_path / "without")
    assert not without.ok
    assert set(without.codes) == {"C001"}
    mapping = load_mapping(HOST, charset="jef", gaiji=[made.gaiji])
    assert convert(made.path, mapping, tmp_path / "with").codes == {}
    rows = {
        folder: (tmp_path / folder / "gaiji.csv").read_text("utf-8-sig").splitlines()[1:]
        for folder in ("without", "with")
    }
    codes = {name: [line.split(",")[1] for line in lines] for name, lines in rows.items()}
    assert codes["with"] == codes["without"]
    assert all(",外字,なし,未同定," in line for line in rows["without"])
    assert all(",外字,外字表,一致," in line for line in rows["with"])


def test_no_table_where_there_is_nothing_to_map() -> None:
    """IBM's kanji and cp932 have every character of the names, LETS-J has no area for others."""
    assert gaiji_table(load("ibm930")) == gaiji_table(load("cp932")) == b""
    assert gaiji_table(load("letsj")) == b""


def test_characters_that_a_page_has() -> None:
    """JEF has 高 and no 髙; JIS X 0213 beyond the basic plane is in 16684 alone."""
    assert has_code(load("jef"), "高")
    assert not has_code(load("jef"), "髙")
    assert has_code(load("ibm16684"), "\U00020b9f")
    assert not has_code(load("ibm300"), "\U00020b9f")
    assert has_code(load("utf-8"), "\U00020b9f")
