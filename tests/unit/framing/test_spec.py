"""The framing's declaration: what contradicts itself, and why text may be framed on raw bytes."""

from __future__ import annotations

import sys

import pytest

from lgmigrate.errors import LayoutError
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.framing.split import Splitter, framer, unframer

GOOD = (
    FramingSpec(form="fixed", length=500),
    FramingSpec(form="fixed", length=500, eof=b"\x1a"),
    FramingSpec(form="variable"),
    FramingSpec(form="variable", blocked=True, block=27_998),
    FramingSpec(form="lines", end=b"\x15", length=80),
    FramingSpec(form="lines", end=b"\r\n", bom=True, eof=b"\x1a"),
    FramingSpec(form="csv", end=b"\n", quote="none", delimiter=b"\t"),
)
BAD = {
    "Expected form": FramingSpec(form="tape"),  # type: ignore[arg-type] # what a file may say
    "Expected length >= 1": FramingSpec(form="fixed"),
    "Expected no length": FramingSpec(form="variable", length=3),
    "Expected blocked with": FramingSpec(form="fixed", length=3, blocked=True),
    "Expected block with": FramingSpec(form="variable", block=80),
    "Expected block in": FramingSpec(form="variable", blocked=True, block=7),
    "Expected end X'0A' or X'0D0A' for": FramingSpec(form="csv", end=b"\x15"),
    "Expected end none": FramingSpec(form="fixed", length=3, end=b"\n"),
    "Expected bom": FramingSpec(form="lines", end=b"\x15", bom=True),
    "Expected quote": FramingSpec(form="csv", end=b"\n", quote="some"),  # type: ignore[arg-type] # as above
    "Expected a delimiter": FramingSpec(form="csv", end=b"\n", delimiter=b"|"),
    "Expected eof": FramingSpec(form="variable", eof=b"\x1a"),
}


@pytest.mark.parametrize("spec", GOOD, ids=str)
def test_good_specs_have_no_faults(spec: FramingSpec) -> None:
    """What a mapping may declare."""
    assert spec.faults() == []


@pytest.mark.parametrize(("message", "spec"), BAD.items(), ids=list(BAD))
def test_each_contradiction_is_named(message: str, spec: FramingSpec) -> None:
    """One fault, in the words expected and got."""
    (fault,) = spec.faults()
    assert fault.startswith(message)
    assert ", got " in fault


def test_faults_are_raised_at_once() -> None:
    """Whoever would frame with a wrong spec learns of all its faults."""
    spec = FramingSpec(form="csv", length=3, end=b"", delimiter=b"")
    for make in (framer, unframer, Splitter):
        with pytest.raises(LayoutError) as raised:
            make(spec)
        assert len(raised.value.faults) == 3


@pytest.mark.parametrize(
    "codec", ["cp932", "shift_jis", "shift_jis_2004", "euc_jp", "euc_jis_2004", "utf-8"]
)
def test_signs_below_40_are_never_part_of_a_character(codec: str) -> None:
    """Every character of several bytes, by the standard library's codecs, keeps to X'40' and up."""
    several: set[int] = set()
    for code in range(0x80, sys.maxunicode + 1):
        try:
            encoded = chr(code).encode(codec)
        except UnicodeEncodeError:
            continue
        if len(encoded) > 1:
            several.update(encoded)
    assert several
    assert min(several) >= 0x40
