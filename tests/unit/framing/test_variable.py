"""RDW and BDW, byte by byte as the format's definition has them."""

from __future__ import annotations

import numpy as np
import pytest

from lgmigrate.errors import FramingError
from lgmigrate.framing.frames import Frames, Odd
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.framing.split import Splitter, framer, join, split, unframer

PLAIN = FramingSpec(form="variable")
BLOCKED = FramingSpec(form="variable", blocked=True)

ABC = bytes.fromhex("00070000") + b"abc"
DE = bytes.fromhex("00060000") + b"de"
EMPTY = bytes.fromhex("00040000")
BLOCK = bytes.fromhex("00110000") + ABC + DE  # 4 + 7 + 6


def frame(spec: FramingSpec, data: bytes) -> Frames:
    """The frames of a whole file."""
    return framer(spec).frame(np.frombuffer(data, np.uint8), len(data), final=True)


def back(spec: FramingSpec, data: bytes, frames: Frames) -> bytes:
    """The file that the frames' records unframe to."""
    writer = unframer(spec)
    content = np.frombuffer(data, np.uint8)
    written = writer.unframe(content, frames.starts, frames.lengths, frames.odd)
    return written.tobytes() + writer.finish()


def test_records_without_blocks() -> None:
    """Lengths include the RDW; an RDW of 4 is an empty record."""
    assert split(PLAIN, ABC + EMPTY + DE) == [b"abc", b"", b"de"]
    assert join(PLAIN, [b"abc", b"", b"de"]) == ABC + EMPTY + DE


def test_records_in_blocks() -> None:
    """A BDW's length includes itself."""
    assert split(BLOCKED, BLOCK + bytes.fromhex("00080000") + EMPTY) == [b"abc", b"de", b""]
    assert join(BLOCKED, [b"abc", b"de"]) == BLOCK


def test_extended_block() -> None:
    """The first bit of a BDW says that the length has 31 bits."""
    data = bytes.fromhex("80000011") + ABC + DE
    frames = frame(BLOCKED, data)
    assert frames.starts.tolist() == [8, 15]
    assert frames.odd == [Odd(0, data[:8], b"")]
    assert back(BLOCKED, data, frames) == data


def test_large_blocks_are_written_with_the_first_bit() -> None:
    """15 bits do not hold the length of a block over 32,767 bytes."""
    spec = FramingSpec(form="variable", blocked=True, block=100_000)
    record = b"x" * 60_000
    data = join(spec, [record])
    assert data[:8].hex().upper() == "8000EA68EA640000"
    assert split(spec, data) == [record]


def test_blocks_are_filled_up_to_their_size() -> None:
    """20 bytes hold 4 + 7 + 6, and not 7 more; a longer record has a block of its own."""
    spec = FramingSpec(form="variable", blocked=True, block=20)
    data = join(spec, [b"abc", b"de", b"abc", b"z" * 40])
    short = bytes.fromhex("000B0000") + ABC
    long = bytes.fromhex("0030 0000 002C 0000") + b"z" * 40
    assert data == BLOCK + short + long


def test_a_record_a_block() -> None:
    """A block size that no record fits into gives each record its own block."""
    spec = FramingSpec(form="variable", blocked=True, block=8)
    data = bytes.fromhex("000B0000") + ABC + bytes.fromhex("000A0000") + DE
    assert join(spec, [b"abc", b"de"]) == data
    assert frame(spec, data).odd == []


def test_a_block_over_the_size_is_odd() -> None:
    """Two records in 17 bytes where 8 are the most."""
    spec = FramingSpec(form="variable", blocked=True, block=8)
    frames = frame(spec, BLOCK + BLOCK)
    assert [odd.record for odd in frames.odd] == [0, 2]
    assert back(spec, BLOCK + BLOCK, frames) == BLOCK + BLOCK


def test_default_blocks_are_not_odd_and_others_are_named() -> None:
    """A block that ends early is known by the next one's BDW."""
    spec = FramingSpec(form="variable", blocked=True, block=20)
    short = bytes.fromhex("000A0000") + DE
    assert frame(spec, BLOCK + BLOCK).odd == []
    early = frame(spec, short + short + BLOCK)
    assert [odd.record for odd in early.odd] == [1]
    assert back(spec, short + short + BLOCK, early) == short + short + BLOCK


def test_a_block_may_span_batches_on_the_way_back() -> None:
    """What is held for the BDW is written when the block is full or the file ends."""
    writer = unframer(BLOCKED)
    content = np.frombuffer(b"abcde", np.uint8)
    first = writer.unframe(content, np.array([0]), np.array([3]))
    second = writer.unframe(content, np.array([3]), np.array([2]))
    assert first.tobytes() + second.tobytes() + writer.finish() == BLOCK


def split_singly(spec: FramingSpec, data: bytes) -> None:
    """Feed a byte at a time, and close."""
    splitter = Splitter(spec)
    for byte in data:
        splitter.feed(bytes((byte,)))
    splitter.close()


@pytest.mark.parametrize(
    ("spec", "data", "message"),
    [
        (PLAIN, ABC + b"\0\3\0\0", "F002 Expected an RDW of at least 4, got 3 - at record 2, o"),
        (PLAIN, ABC + b"\0\6\1\0de", "F002 Expected an RDW ending in X'0000', got X'0100' - at re"),
        (PLAIN, ABC + b"\0\6\0\0d", "F002 Expected a record of 6 bytes by its RDW, got 5 - at re"),
        (PLAIN, ABC + b"\0\6\0", "F001 Expected 4 bytes of an RDW, got 3 - at record 2, offset 7"),
        (BLOCKED, BLOCK + b"\0", "F001 Expected 4 bytes of a BDW, got 1 - at record 3, offset 17"),
        (
            BLOCKED,
            b"\0\4\0\0" + ABC,
            "F002 Expected a BDW, got X'00040000' - at record 1, offset 0",
        ),
        (
            BLOCKED,
            b"\0\x11\0\1" + ABC,
            "F002 Expected a BDW, got X'00110001' - at record 1, offset",
        ),
        (BLOCKED, BLOCK[:-1], "F002 Expected 6 bytes more in the block, got 5 - at record 2, off"),
        (BLOCKED, BLOCK[:9], "F002 Expected a block of 17 bytes, got 9 - at record 1, offset 0"),
        (
            BLOCKED,
            b"\0\x0a\0\0" + ABC,
            "F002 Expected a record of at most 6 bytes, got 7 by its RDW - at record 1, offset 4",
        ),
        (
            BLOCKED,
            b"\0\x0e\0\0" + ABC + DE,
            "F002 Expected a filled block, got 3 bytes more - at record 2, offset 11",
        ),
        (BLOCKED, b"\0\x0f\0\0" + ABC + b"\0\2\0\0", "F002 Expected an RDW of at least 4, got 2"),
    ],
)
def test_invalid_prefixes_are_refused(spec: FramingSpec, data: bytes, message: str) -> None:
    """Whole and byte by byte, in the same words."""
    with pytest.raises(FramingError) as whole:
        split(spec, data)
    assert str(whole.value).startswith(message)
    with pytest.raises(FramingError) as single:
        split_singly(spec, data)
    assert str(single.value) == str(whole.value)


def test_record_too_long_for_an_rdw_is_refused() -> None:
    """65,535 less the RDW is the most."""
    assert split(PLAIN, join(PLAIN, [b"x" * 65_531])) == [b"x" * 65_531]
    with pytest.raises(FramingError, match=r"^F002 Expected at most 65531 bytes, got 65532 - at"):
        join(PLAIN, [b"", b"x" * 65_532])


@pytest.mark.parametrize(
    "odd",
    [
        [Odd(0, bytes.fromhex("00110000") + DE[:4], b"")],  # another RDW
        [Odd(0, bytes.fromhex("00130000") + ABC[:4], b"")],  # a block of more bytes
        [Odd(0, bytes.fromhex("00100000") + ABC[:4], b"")],  # a block that ends in a record
        [Odd(0, bytes.fromhex("00110000") + ABC[:4], b""), Odd(1, b"\0\x0a\0\0" + DE[:4], b"")],
        [Odd(0, bytes.fromhex("00040000") + ABC[:4], b"")],
        [Odd(2, b"\x1a", b"")],
    ],
)
def test_odd_framing_of_other_records_is_refused(odd: list[Odd]) -> None:
    """Blocks that the records do not fill are never written."""
    writer = unframer(BLOCKED)
    content = np.frombuffer(b"abcde", np.uint8)
    with pytest.raises(FramingError, match=r"^F002 Expected "):  # noqa: PT012 - by one or the other
        writer.unframe(content, np.array([0, 3]), np.array([3, 2]), odd)
        writer.finish()


def test_odd_framing_without_blocks_is_refused() -> None:
    """An RDW follows from its record alone."""
    with pytest.raises(FramingError, match=r"^F002 Expected no odd framing"):
        unframer(PLAIN).unframe(
            np.frombuffer(b"abc", np.uint8), np.array([0]), np.array([3]), [Odd(0, ABC[:4], b"")]
        )
