"""Any bytes decode or give a finding, any text encodes or gives one, and nothing raises."""

from __future__ import annotations

import unicodedata
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from lgmigrate import charset
from lgmigrate.testing.charset_reference import decode_text, encode_text

Usage = Literal["single", "double", "mixed"]

PAGES = st.sampled_from(charset.names()).map(charset.load)
USAGES = st.sampled_from(("single", "double", "mixed"))
HOSTLIKE = st.lists(
    st.sampled_from([b"\x0e", b"\x0f", b"\x40", b"\xc1", b"\x45\x62", b"\x45", b"\x6f\x71"])
).map(b"".join)
CHARACTERS = st.sampled_from("A0ｱ日本髙俠𠮟€か\u309a\u3000 －～①\n\ue000\ud800")


@given(PAGES, st.binary(max_size=40) | HOSTLIKE, USAGES)
def test_any_bytes(page: charset.CodePage, data: bytes, usage: Usage) -> None:
    """A value is kept, at most with C003, or lost with one of three codes; it has no control."""
    text, codes = decode_text(page, data, usage)
    if text is None:
        assert codes in (("C001",), ("C002",), ("C004",))
    else:
        assert codes in ((), ("C003",))
        assert all(unicodedata.category(char) not in ("Cc", "Cs") for char in text)


@given(PAGES, st.text(max_size=20) | st.lists(CHARACTERS).map("".join), USAGES)
def test_any_text(page: charset.CodePage, text: str, usage: Usage) -> None:
    """Text that encodes without a finding is what the bytes decode to."""
    data, codes = encode_text(page, text, usage)
    if data is None:
        assert codes == ("C005",)
    else:
        assert codes in ((), ("C006",))
        back, found = decode_text(page, data, usage)
        assert found == ()
        assert (back == text) == (codes == ())
