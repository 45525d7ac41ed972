"""The compiled text codecs are the scalar reference, in every code page and every usage.

``test_columns_decode_reference`` and ``test_columns_encode_reference`` hold it for any field in
any page; here each page has its share of the examples.
"""

from __future__ import annotations

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from lgmigrate.record.layout import Field
from tests.property.charset_cases import PAGES, PIECES, USAGES, page_of, some_bytes
from tests.property.column_cases import Case, check_decoded, check_encoded

SHARE = 20
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # a failing row names itself
NULLS = st.sampled_from(((), ("low",), ("high",), ("blank", "low", "high")))


@pytest.mark.parametrize("name", PAGES)
def test_kernels(name: str) -> None:
    """Bytes made of the page's own pieces, and texts, in fields of any usage."""

    @settings(max_examples=max(settings().max_examples // SHARE, 1), phases=PHASES)
    @given(st.data())
    def run(data: st.DataObject) -> None:
        for usage in USAGES:
            odd = usage != "double" and page_of(name).form != "double"
            size = 2 * data.draw(st.integers(1, 8)) + (odd and data.draw(st.booleans()))
            null = data.draw(NULLS)
            field = Field(name="f", usage=usage, offset=0, length=size, null=null)  # type: ignore[arg-type]  # sampled from the forms
            case = Case(field, name)
            check_decoded(case, data.draw(st.lists(some_bytes(name, size), min_size=20)))
            check_encoded(case, data.draw(st.lists(TEXTS, min_size=20)))

    run()
