"""What is refused when a mapping is made ready, before anything is read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lgmigrate.errors import MappingError
from lgmigrate.mapping.registry import load
from lgmigrate.pipeline.plan import is_municipality, make_plan


def test_half_a_unit_of_utf16() -> None:
    """Every text field of an odd length is named; numbers may have any."""
    mapping = load("ibm_kanji_host")
    fields = [
        (record.layout.name, field.name)
        for record in mapping.records
        for field in record.layout.fields
        if field.usage in ("single", "double", "mixed") and field.length % 2
    ]
    assert fields
    with pytest.raises(MappingError) as caught:
        make_plan(replace(mapping, charset="utf-16le"))
    places = [f"ibm_kanji_host, layout {layout}, field {field}: " for layout, field in fields]
    assert len(caught.value.faults) == len(fields)
    for fault, place in zip(caught.value.faults, places, strict=True):
        assert fault.startswith(f"{place}Expected an even length for text in utf-16le, got ")


@pytest.mark.parametrize(
    ("code", "is_one"),
    [("131016", True), ("13101", False), ("13A016", False), ("１３１０１６", False), (None, False)],
)
def test_municipality(code: str | None, is_one: bool) -> None:
    """Six digits of ASCII."""
    assert is_municipality(code) is is_one
