"""Records with a length before each: RDW, and BDW around blocks of them (V, VB).

Source: IBM z/OS DFSMS Using Data Sets, "Variable-Length Record Formats". An RDW is 2 bytes of
length (big-endian, its own 4 bytes included) and 2 bytes of zeros; other values there mark
segments of spanned records, which are refused. A BDW is the same with 15 bits of length, or, with
the first bit set, 31 bits in all 4 bytes (large blocks).

Each length says where the next one stands, so the walk is a Python step a record, on bytes, about
0.1 microseconds; searching all places that look like an RDW at once with numpy is faster only for
records under 100 bytes, and several times slower where binary zeros look like RDWs. Everything
around the walk is done for all records at once.

Blocks: by default ``unframe`` fills each block as far as ``FramingSpec.block`` allows. A block
that is not so is odd: the prefix of its first record is its BDW and RDW.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, NoReturn

import numpy as np
from numpy.typing import NDArray

from lgmigrate.framing.frames import Frames, Odd, Position
from lgmigrate.framing.spec import DEFAULT_BLOCK, FramingSpec
from lgmigrate.framing.spread import spread

__all__ = ["VariableFramer", "VariableUnframer"]

RDW = 4
BDW = 4
LEAST_BLOCK = BDW + RDW
MOST_SHORT = 0x7FFF  # the length that a BDW without the first bit holds
MOST_RECORD = 0xFFFF


class _Block(NamedTuple):
    first: int  # index of its first record
    place: int  # of its BDW
    length: int


class _Fault(NamedTuple):
    message: str
    place: int


class VariableFramer:
    """``Framer`` for form variable; an invalid RDW or BDW is F002, half a one at the end F001."""

    def __init__(self, spec: FramingSpec) -> None:
        self._blocked = spec.blocked
        self._most = spec.block or DEFAULT_BLOCK
        self._position = Position()
        self._left = 0  # bytes of the open block behind what is framed
        self._before: int | None = None  # length of the block before, if unframe has to fill it

    def frame(self, buffer: NDArray[np.uint8], size: int, *, final: bool) -> Frames:
        """See ``Framer.frame``. Records of a block are given before the block is complete."""
        data = buffer[:size].tobytes()
        blocks: list[_Block] = []
        if self._blocked:
            places, fault = self._walk(data, blocks)
        else:
            places = []
            fault = _short(data, _chain(data, 0, size, places), size)
        heads = np.array(places, np.int64)
        spanned = np.flatnonzero(buffer[heads + 2] | buffer[heads + 3])
        if spanned.size:
            place = places[int(spanned[0])]
            kind = data[place + 2 : place + 4].hex().upper()
            fault = _Fault(f"Expected an RDW ending in X'0000', got X'{kind}'", place)
        if fault:
            index = int(np.searchsorted(heads, fault.place))
            self._position.refuse("F002", fault.message, index=index, at=fault.place)
        lengths = (buffer[heads].astype(np.int64) << 8) | buffer[heads + 1]
        if places and places[-1] + lengths[-1] > size:
            heads, lengths = heads[:-1], lengths[:-1]
        count = len(heads)
        consumed = int(heads[-1] + lengths[-1]) if count else 0
        blocks = [block for block in blocks if block.first < count]
        stop = blocks[-1].place + blocks[-1].length if blocks else self._left
        self._left = stop - consumed if self._blocked else 0
        if final:
            self._complete(data, count, consumed)
        odd = [
            Odd(first, data[place : place + LEAST_BLOCK], b"")
            for first, place, length in blocks
            if self._is_odd(data[place : place + BDW], length, int(lengths[first]))
        ]
        self._position.advance(count, consumed)
        return Frames(starts=heads + RDW, lengths=lengths - RDW, consumed=consumed, odd=odd)

    def _walk(self, data: bytes, blocks: list[_Block]) -> tuple[list[int], _Fault | None]:
        """The places of RDWs in blocks, up to the first fault or the end of the data."""
        size = len(data)
        places: list[int] = []
        place, left = 0, self._left
        while left or place + BDW <= size:
            stop = place + left
            if not left:
                length = _block_length(data[place : place + BDW])
                if length < LEAST_BLOCK:
                    kind = data[place : place + BDW].hex().upper()
                    return places, _Fault(f"Expected a BDW, got X'{kind}'", place)
                blocks.append(_Block(len(places), place, length))
                stop = place + length
                place += BDW
            end = _chain(data, place, min(stop, size), places)
            if end > stop:
                over = places.pop()
                message = f"Expected a record of at most {stop - over} bytes, got {end - over}"
                return places, _Fault(f"{message} by its RDW", over)
            if 0 < stop - end < RDW:
                return places, _Fault(f"Expected a filled block, got {stop - end} bytes more", end)
            if end < stop:
                return places, _short(data, end, min(stop, size))
            place, left = end, 0
        return places, None

    def _is_odd(self, bdw: bytes, length: int, first: int) -> bool:
        """Whether ``unframe`` needs to be told of this block; called once a block, in order."""
        split_early = self._before is not None and self._before + first <= self._most
        overfull = length > self._most and length != BDW + first
        odd = split_early or overfull or bdw != _bdw(length)
        self._before = None if odd else length
        return odd

    def _complete(self, data: bytes, count: int, consumed: int) -> None:
        """Refuse what is cut short at the end of the file."""
        rest = len(data) - consumed
        code = "F002"
        if self._left:
            message = f"Expected {self._left} bytes more in the block, got {rest}"
        elif rest >= RDW and self._blocked:
            length = _block_length(data[consumed : consumed + BDW])
            message = f"Expected a block of {length} bytes, got {rest}"
        elif rest >= RDW:
            length = int.from_bytes(data[consumed : consumed + 2], "big")
            message = f"Expected a record of {length} bytes by its RDW, got {rest}"
        elif rest:
            code = "F001"
            message = f"Expected 4 bytes of {'a BDW' if self._blocked else 'an RDW'}, got {rest}"
        else:
            return
        self._position.refuse(code, message, index=count, at=consumed)


class VariableUnframer:
    """``Unframer`` for form variable. A block is written when it is complete: what is held back
    for it is at most one block.
    """

    def __init__(self, spec: FramingSpec) -> None:
        self._blocked = spec.blocked
        self._most = spec.block or DEFAULT_BLOCK
        self._position = Position()
        self._held: list[NDArray[np.uint8]] = []
        self._size = 0  # of what is held, with the BDW to come
        self._owed = 0  # bytes that a block with a BDW of its own still needs

    def unframe(
        self,
        content: NDArray[np.uint8],
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
        odd: Sequence[Odd] = (),
    ) -> NDArray[np.uint8]:
        """See ``Unframer.unframe``; F002 for a record too long, or blocks that do not fit."""
        count = len(lengths)
        sizes = lengths + RDW
        long = np.flatnonzero(sizes > MOST_RECORD)
        if long.size:
            message = f"Expected at most {MOST_RECORD - RDW} bytes, got {lengths[long[0]]}"
            self._refuse(message, int(long[0]))
        room = np.full(count, RDW, np.int64)
        stream, places = spread(content, starts, lengths, room, np.zeros(count, np.int64))
        heads = places - RDW
        stream[heads] = sizes >> 8
        stream[heads + 1] = sizes & 0xFF
        stream[heads + 2] = 0
        stream[heads + 3] = 0
        pieces = [stream]
        if self._blocked:
            pieces = self._block(stream, np.append(heads, len(stream)), _declared(odd))
        elif odd:
            self._refuse("Expected no odd framing without blocks, got some", odd[0].record)
        out = np.concatenate([*pieces, stream[:0]])
        self._position.advance(count, len(out))
        return out

    def finish(self) -> bytes:
        """The last block."""
        if self._owed:
            self._refuse(f"Expected {self._owed} bytes more in the block, got none", 0)
        pieces: list[NDArray[np.uint8]] = []
        self._close(pieces)
        return b"".join(piece.tobytes() for piece in pieces)

    def _block(
        self, stream: NDArray[np.uint8], heads: NDArray[np.int64], declared: dict[int, bytes]
    ) -> list[NDArray[np.uint8]]:
        """Cut a stream of records into blocks; ``heads`` are their places, and its end."""
        count = len(heads) - 1
        pieces: list[NDArray[np.uint8]] = []
        marks = sorted({*declared, count})
        if marks[-1] > count or count in declared:
            self._refuse("Expected odd framing of these records, got others", count)
        index, mark = 0, 0
        while index < count:
            if marks[mark] == index:
                self._open(pieces, declared[index], stream, heads, index)
                mark += 1
            room = self._owed or max(0, self._most - max(self._size, BDW))
            after = int(np.searchsorted(heads, heads[index] + room, "right")) - 1
            after = min(after, marks[mark])
            if self._owed:
                if after == index:
                    self._refuse(f"Expected at most {room} bytes in the block", index)
                pieces.append(stream[heads[index] : heads[after]])
                self._owed -= int(heads[after] - heads[index])
            else:
                if after == index and self._size:
                    self._close(pieces)
                    continue
                after = max(after, index + 1)  # a record longer than a block has its own
                part = stream[heads[index] : heads[after]]
                self._held.append(part)
                self._size = max(self._size, BDW) + len(part)
            index = after
        return pieces

    def _open(
        self,
        pieces: list[NDArray[np.uint8]],
        prefix: bytes,
        stream: NDArray[np.uint8],
        heads: NDArray[np.int64],
        index: int,
    ) -> None:
        """Begin a block with the BDW that ``odd`` gives."""
        self._close(pieces)
        rdw = stream[heads[index] : heads[index] + RDW].tobytes()
        if self._owed or prefix[BDW:] != rdw or _block_length(prefix[:BDW]) < LEAST_BLOCK:
            self._refuse("Expected a BDW and RDW that fit the records, got others", index)
        pieces.append(np.frombuffer(prefix[:BDW], np.uint8))
        self._owed = _block_length(prefix[:BDW]) - BDW

    def _close(self, pieces: list[NDArray[np.uint8]]) -> None:
        if self._held:
            pieces += [np.frombuffer(_bdw(self._size), np.uint8), *self._held]
        self._held = []
        self._size = 0

    def _refuse(self, message: str, index: int) -> NoReturn:
        self._position.refuse("F002", message, index=index)


def _chain(data: bytes, place: int, stop: int, places: list[int]) -> int:
    """Append the places of the RDWs that stand whole before ``stop``, each found by the one
    before; stops at an impossible length. Returns the place behind the last record.
    """
    last = stop - RDW
    append = places.append
    while place <= last:
        length = data[place] << 8 | data[place + 1]
        if length < RDW:
            break
        append(place)
        place += length
    return place


def _short(data: bytes, place: int, stop: int) -> _Fault | None:
    """The fault where a chain broke off although a whole RDW stands there."""
    if place + RDW > stop:
        return None
    length = int.from_bytes(data[place : place + 2], "big")
    return _Fault(f"Expected an RDW of at least {RDW}, got {length}", place)


def _block_length(bdw: bytes) -> int:
    """The length that a BDW gives, or 0 where it is none."""
    number = int.from_bytes(bdw, "big")
    if number >> 31:
        return number & 0x7FFFFFFF
    return 0 if number & 0xFFFF else number >> 16


def _bdw(length: int) -> bytes:
    number = length << 16 if length <= MOST_SHORT else length | 1 << 31
    return number.to_bytes(BDW, "big")


def _declared(odd: Sequence[Odd]) -> dict[int, bytes]:
    return {index: prefix for index, prefix, _ in odd}
