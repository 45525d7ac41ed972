"""What the guard counts is what the slow decoder says: a field without a fault has none in it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lgmigrate import charset
from lgmigrate.charset.guard import fit
from lgmigrate.charset.guard_sample import fields_sample
from lgmigrate.testing.charset_reference import decode_text
from tests.unit.charset.guard_text import FAMILIES

__all__: list[str] = []

PAGES = st.sampled_from(FAMILIES).map(charset.load)
HOSTLIKE = st.lists(
    st.sampled_from(
        [
            *(
                b"\x0e",
                b"\x0f",
                b"\x28",
                b"\x29",
                b"\x0a\x42",
                b"\x0a\x41",
                b"\x1a\x70",
                b"\x1a\x71",
            ),
            *(b"\x3f\x75", b"\x3f\x76", b"\x40", b"\xc1", b"\x45\x66", b"\xb0\xa1", b"\x69\x41"),
            *(
                b"\x21\x21",
                b"\x30\x21",
                b"\x20",
                b"\x88\x9f",
                b"\x8f\xb0\xa1",
                b"\x8e\xb1",
                b"\xe3",
            ),
        ]
    )
).map(b"".join)
BYTES = st.binary(max_size=24) | HOSTLIKE


@given(PAGES, BYTES.map(lambda raw: raw.replace(b"\x00", b"\x40").replace(b"\xff", b"\x41")))
def test_guard_and_reference(page: charset.CodePage, data: bytes) -> None:
    """X'00' and X'FF' apart, which are blanks to the guard and faults to the decoder."""
    found = fit([fields_sample([data])], page)
    flaws = found.lost_singles + found.lost_doubles + found.users + found.halves + found.controls
    text, _ = decode_text(page, data, "mixed")
    if text is not None and page.form not in ("utf16le", "utf16be"):
        assert flaws == 0
        assert found.characters <= len(text)
    if text is None and page.form == "host":
        assert flaws > 0
