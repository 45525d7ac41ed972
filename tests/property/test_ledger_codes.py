"""The codes that the ledger lists are those of a slow walk, whatever the bytes of the fields."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lgmigrate.columns.batch import SLACK
from lgmigrate.columns.codec import Codec
from lgmigrate.record.layout import Field, RecordLayout
from lgmigrate.testing.charset_reference import decode_text, listed_codes
from tests.property.charset_cases import PAGES, USAGES, page_of, some_bytes

__all__: list[str] = []

SIZE = 12
SHARE = 25


@pytest.mark.parametrize("name", PAGES)
def test_codes(name: str) -> None:
    """Three fields a record, one of each usage; Unicode fields only where their bytes are sound."""
    page = page_of(name)
    fields = tuple(
        Field(name=usage, usage=usage, offset=place * SIZE, length=SIZE)
        for place, usage in enumerate(USAGES)
    )
    codec = Codec(RecordLayout(name="r", length=3 * SIZE, fields=fields), page)

    @settings(max_examples=max(settings().max_examples // SHARE, 1))
    @given(st.lists(some_bytes(name, SIZE), min_size=1, max_size=12))
    def run(rows: list[bytes]) -> None:
        if page.form.startswith("utf"):
            rows = [raw for raw in rows if decode_text(page, raw, "mixed")[0] is not None]
        source = np.frombuffer(b"".join(rows) + bytes(SLACK), np.uint8)
        count = 3 * len(rows)
        spans = np.full((count, 2), SIZE, np.int64)
        spans[:, 0] = np.repeat(np.arange(len(rows)), 3) * SIZE
        numbers = np.arange(count, dtype=np.int64) % 3
        found = [tuple(one) for one in codec.list_codes(source, spans, numbers).tolist()]
        assert found == [
            (3 * row + place, code, width)
            for row, raw in enumerate(rows)
            for place, usage in enumerate(USAGES)
            for code, width in listed_codes(page, raw, usage)
        ]

    run()
