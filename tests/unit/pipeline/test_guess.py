"""Framings of made-up exports are guessed as they were written."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from lgmigrate.framing.named import parse_framing
from lgmigrate.framing.split import join
from lgmigrate.pipeline.guess import guess
from lgmigrate.synth.vendor import synthesize

__all__: list[str] = []

SHIPPED = {
    "ibm_kanji_host": ("fixed:800", "ibm930"),
    "fujitsu_jef_host": ("fixed:800", "jef"),
    "nec_jips_host": ("fixed:799", "jipse"),
    "hitachi_keis_host": ("vb", "keis83"),
    "hitachi_keis_shuno": ("rdw", ""),
    "open_fixed": ("lines:crlf", "cp932"),
    "package_csv": ("csv", "cp932"),
}


@pytest.mark.parametrize("name", SHIPPED)
def test_made_up_exports(name: str, tmp_path: Path) -> None:
    """The surest guess is right, and says why."""
    framing, page = SHIPPED[name]
    made = synthesize(name, tmp_path / "source", persons=600)
    found = guess(made.path)
    assert found.framings[0].framing == framing, found.framings
    assert found.framings[0].sure > 0.6
    assert found.framings[0].reason
    assert found.size == made.path.stat().st_size
    if page:
        assert any(one.startswith(page[:3]) for one in found.pages), found.pages


@pytest.mark.parametrize("name", ["varseq", "prefix:4", "prefix:2:le", "prefix:2:self"])
def test_plain_lengths(name: str, tmp_path: Path) -> None:
    """A chain of lengths to the end of the file."""
    rng = np.random.default_rng(1)
    records = [
        rng.integers(0x41, 0x5B, int(n), np.uint8).tobytes() for n in rng.integers(5, 90, 60)
    ]
    path = tmp_path / "x.dat"
    path.write_bytes(join(parse_framing(name), records))
    found = guess(path).framings[0]
    assert found.framing == name
    assert found.sure >= 0.9


def test_noise_is_not_believed(tmp_path: Path) -> None:
    """Random bytes: nothing that is sure."""
    path = tmp_path / "noise"
    path.write_bytes(np.random.default_rng(2).bytes(100_000))
    assert all(one.sure < 0.5 for one in guess(path).framings)
    path.write_bytes(b"")
    assert guess(path).framings == ()


def test_compressed_files_are_looked_into(tmp_path: Path) -> None:
    """As they are read."""
    made = synthesize("open_fixed", tmp_path / "source", persons=50)
    packed = tmp_path / "juki.txt.gz"
    packed.write_bytes(gzip.compress(made.path.read_bytes()))
    assert guess(packed).framings[0].framing == "lines:crlf"
