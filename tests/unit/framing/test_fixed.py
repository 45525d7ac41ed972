"""Records of one length: places, refusals, and the end of the file."""

from __future__ import annotations

import numpy as np
import pytest

from lgmigrate.errors import FramingError
from lgmigrate.framing.frames import Odd
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.framing.split import Splitter, framer, join, split, unframer

SPEC = FramingSpec(form="fixed", length=3)


def array(data: bytes) -> np.ndarray:
    """Bytes as the framers take them."""
    return np.frombuffer(data, np.uint8)


def test_places_and_what_is_consumed() -> None:
    """Whole records only; the buffer behind ``size`` is not looked at."""
    frames = framer(SPEC).frame(array(b"abcdefghijk"), 8, final=False)
    assert frames.starts.tolist() == [0, 3]
    assert frames.lengths.tolist() == [3, 3]
    assert frames.consumed == 6
    assert frames.odd == []
    assert frames.starts.dtype == frames.lengths.dtype == np.int64


def test_what_is_left_is_a_short_record() -> None:
    """A file that is cut keeps the records before, and the bytes of the last one; and goes back."""
    splitter = Splitter(SPEC)
    rows = [*splitter.feed(b"abcdefg"), *splitter.feed(b"hi0"), *splitter.close()]
    assert rows == [b"abc", b"def", b"ghi", b"0"]
    assert join(SPEC, rows) == b"abcdefghi0"


def test_end_of_file_sign_where_declared_only() -> None:
    """X'1A' behind the last record is taken where the spec says so."""
    spec = FramingSpec(form="fixed", length=3, eof=b"\x1a")
    assert split(spec, b"abc\x1a") == split(spec, b"abc") == [b"abc"]
    assert join(spec, [b"abc"]) == b"abc\x1a"
    assert split(SPEC, b"abc\x1a") == [b"abc", b"\x1a"]


def test_short_record_where_an_end_is_declared() -> None:
    """There is no end of the file behind it, and none is written."""
    spec = FramingSpec(form="fixed", length=3, eof=b"\x1a")
    frames = framer(spec).frame(array(b"abcde"), 5, final=True)
    assert frames.lengths.tolist() == [3, 2]
    assert frames.odd == [Odd(2, b"", b"")]
    writer = unframer(spec)
    written = writer.unframe(array(b"abcde"), frames.starts, frames.lengths, frames.odd)
    assert written.tobytes() + writer.finish() == b"abcde"


def test_missing_end_of_file_sign_is_odd() -> None:
    """The way back leaves it out again."""
    spec = FramingSpec(form="fixed", length=3, eof=b"\x1a")
    frames = framer(spec).frame(array(b"abc"), 3, final=True)
    assert frames.odd == [Odd(1, b"", b"")]
    writer = unframer(spec)
    written = writer.unframe(array(b"abc"), frames.starts, frames.lengths, frames.odd)
    assert written.tobytes() + writer.finish() == b"abc"


def test_records_side_by_side_are_not_copied() -> None:
    """Unframing what stands as it must costs nothing."""
    content = array(b"abcdef")
    written = unframer(SPEC).unframe(content, np.array([0, 3]), np.array([3, 3]))
    assert np.shares_memory(written, content)


def test_another_length_is_refused() -> None:
    """The record is numbered over all batches."""
    writer = unframer(SPEC)
    writer.unframe(array(b"abc"), np.array([0]), np.array([3]))
    with pytest.raises(FramingError, match=r"^F001 Expected 3 bytes, got 4 - at record 3$"):
        writer.unframe(array(b"abcdefg"), np.array([0, 3]), np.array([3, 4]))
    with pytest.raises(FramingError, match=r"^F001 Expected 3 bytes, got 2 - at record 2$"):
        writer.unframe(array(b"abcde"), np.array([0, 2]), np.array([2, 3]))


def test_nothing_stands_behind_a_short_record() -> None:
    """A short record is the last one of its file."""
    writer = unframer(SPEC)
    writer.unframe(array(b"abcde"), np.array([0, 3]), np.array([3, 2]))
    with pytest.raises(FramingError, match=r"^F001 Expected no record behind .* record 3$"):
        writer.unframe(array(b"abc"), np.array([0]), np.array([3]))


def test_odd_framing_of_other_records_is_refused() -> None:
    """Between records of one length nothing can stand."""
    with pytest.raises(FramingError, match=r"^F001 Expected no odd framing"):
        unframer(SPEC).unframe(array(b"abc"), np.array([0]), np.array([3]), [Odd(0, b"x", b"")])


def test_empty_file() -> None:
    """No bytes are no records."""
    assert split(SPEC, b"") == []
    assert join(SPEC, []) == b""
