"""Law: a block passes the text check where Python decodes it as UTF-8 and, for XML, where no
character is outside production 2 (Char) of XML 1.0.
"""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lgmigrate.columns.batch import SLACK
from lgmigrate.exchange.kernels import check_text

__all__: list[str] = []

NOT_CHAR = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

PIECES = st.sampled_from(
    [
        b"a",
        b" " * 31,
        "あ".encode(),
        "é".encode(),
        "𠮷".encode(),
        b"\x00",
        b"\x1f",
        b"\x7f",
        b"\r",
        b"\xc0\x80",
        b"\xc1",
        b"\xc2",
        b"\xe0\x9f\xbf",
        b"\xe0\xa0\x80",
        b"\xed\x9f\xbf",
        b"]]>",
        b"\xed\xa0\x80",
        b"\xef\xbf\xbd",
        b"\xef\xbf\xbe",
        b"\xef\xbf\xbf",
        b"\xf0\x8f\xbf\xbf",
        b"\xf0\x90\x80\x80",
        b"\xf4\x8f\xbf\xbf",
        b"\xf4\x90\x80\x80",
        b"\xf5",
        b"\xff",
        b"\x80",
        b"\xe3\x81",
        b"\xf0\xa0\xae",
        b"\xf0\xa0",
        b"\xbf",
        b"]",
        b">",
        b"\xf0\x9f\xbf\xbe",
    ]
)
BLOCKS = st.lists(PIECES, max_size=12).map(b"".join) | st.binary(max_size=80)


def _first_fault(block: bytes, *, strict: bool) -> int:
    """Where the character that is wrong stands, or -1."""
    try:
        text = block.decode()
    except UnicodeDecodeError as error:
        text = block[: error.start].decode()
        place = error.start
    else:
        place = -1
    wrong = NOT_CHAR.search(text) if strict else None
    return len(text[: wrong.start()].encode()) if wrong else place


@given(BLOCKS, st.integers(0, 40), st.booleans())
def test_same_verdict_as_python(block: bytes, start: int, strict: bool) -> None:
    """A fault is found where there is one, within the bytes of its character, at any alignment."""
    heap = np.full(start + len(block) + SLACK, 0xE3, np.uint8)
    end = start + len(block)
    heap[start:end] = np.frombuffer(block, np.uint8)
    heap[end:] = 0
    heap[end] = ord("<")
    found, brackets = check_text(heap, start, end, strict=strict)
    expected = _first_fault(block, strict=strict)
    if expected < 0:
        assert found == -1
        assert brackets == (strict and b"]]>" in block)
    else:
        assert start + expected <= found <= start + expected + 3
