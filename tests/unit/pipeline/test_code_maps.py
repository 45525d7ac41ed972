"""Code maps that take several source values to one: the bytes of the others are kept."""

from __future__ import annotations

from pathlib import Path

import lgmigrate as lg
from lgmigrate.mapping import load

__all__: list[str] = []

DATA = 0xF2  # the type code of a person's record, "2" in EBCDIC


def test_every_source_value_of_a_many_to_one_map_comes_back(tmp_path: Path) -> None:
    """A source with each value of 住民状態 is restored byte for byte."""
    mapping = load("ibm_kanji_host")
    person = mapping.records[1]
    field = person.layout.field("住民状態")
    codes = next(one.codes for one in person.steps if one.fields == (field.name,))
    assert codes is not None
    assert len(set(codes.backward().values())) < len(codes.pairs)
    made = lg.synthesize(mapping, tmp_path / "source", persons=60)
    data = bytearray(made.path.read_bytes())
    length = person.layout.length
    for number, start in enumerate(range(length, len(data) - length, length)):
        if data[start] == DATA:
            value = codes.pairs[number % len(codes.pairs)][0]
            data[start + field.offset : start + field.end] = value.encode("cp037")
    made.path.write_bytes(data)
    result = lg.convert(made.path, mapping, tmp_path / "standard")
    restored = lg.restore(tmp_path / "standard", mapping, tmp_path / "restored")
    assert (result.codes, restored.identical) == ({}, {"JUKI.DAT": True})
