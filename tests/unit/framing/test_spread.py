"""Copying records: every way of standing in the buffer gives the same bytes."""

from __future__ import annotations

import numpy as np
import pytest

from lgmigrate.framing.spread import gather, spread

CONTENT = np.frombuffer(b"abcdefghij", np.uint8)


def numbers(*values: int) -> np.ndarray:
    """An array as the framers give it."""
    return np.array(values, np.int64)


@pytest.mark.parametrize(
    ("starts", "lengths", "expected"),
    [
        ((), (), b""),
        ((2,), (3,), b"cde"),
        ((0, 2, 4), (2, 2, 2), b"abcdef"),
        ((0, 3, 6), (2, 2, 2), b"abdegh"),
        ((0, 1, 1, 5), (1, 0, 4, 5), b"abcdefghij"),
        ((1, 4, 8), (0, 2, 2), b"efij"),
        ((6, 0, 3), (2, 2, 1), b"ghabd"),
    ],
)
def test_records_with_and_without_room(
    starts: tuple[int, ...], lengths: tuple[int, ...], expected: bytes
) -> None:
    """Side by side, with gaps, empty, out of order."""
    assert gather(CONTENT, numbers(*starts), numbers(*lengths)).tobytes() == expected
    count = len(starts)
    for before, after in ((0, 0), (4, 0), (0, 2), (1, 1)):
        out, places = spread(
            CONTENT,
            numbers(*starts),
            numbers(*lengths),
            np.full(count, before, np.int64),
            np.full(count, after, np.int64),
        )
        assert len(out) == len(expected) + count * (before + after)
        pairs = zip(places, lengths, strict=True)
        assert b"".join(out[p : p + n].tobytes() for p, n in pairs) == expected


def test_rooms_of_many_sizes() -> None:
    """Each record has its own room."""
    out, places = spread(
        CONTENT, numbers(0, 2, 5), numbers(2, 3, 1), numbers(3, 0, 1), numbers(0, 2, 1)
    )
    assert places.tolist() == [3, 5, 11]
    assert len(out) == 13
    assert [out[p : p + n].tobytes() for p, n in ((3, 2), (5, 3), (11, 1))] == [b"ab", b"cde", b"f"]
