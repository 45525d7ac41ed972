"""Any bytes decode without an exception; a value that is lost has exactly one code of its own."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tests.property.column_cases import cases, decode

LOST = frozenset({"C001", "C002", "C004", "N001", "N002", "N003", "N004", "D001", "D003"})
KEPT = frozenset({"C003", "C008", "C009", "D002"})


@given(st.data())
def test_any_bytes(data: st.DataObject) -> None:
    """Codes and values agree, and no text holds a control character."""
    case = data.draw(cases())
    size = case.field.length
    any_raw = st.binary(min_size=size, max_size=size or 20)
    for found in decode(case, data.draw(st.lists(any_raw, min_size=1, max_size=60))):
        assert found.codes <= LOST | KEPT
        assert len(found.codes & LOST) <= 1
        if found.value is None:
            assert not found.codes & KEPT
        else:
            assert not found.codes & LOST
            assert all(unicodedata.category(char) not in ("Cc", "Cs") for char in found.value)
