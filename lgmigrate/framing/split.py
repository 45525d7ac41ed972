"""The way in: a framer or unframer for a spec, and both for bytes that are in memory.

``split`` and ``Splitter`` give records as bytes and are meant for convenience and tests; what must
be fast takes ``framer`` and its arrays.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from lgmigrate.errors import LayoutError
from lgmigrate.framing.fixed import FixedFramer, FixedUnframer
from lgmigrate.framing.frames import Framer, Unframer
from lgmigrate.framing.prefixed import PrefixedFramer, PrefixedUnframer
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.framing.text import TextFramer, TextUnframer
from lgmigrate.framing.variable import VariableFramer, VariableUnframer

__all__ = ["Splitter", "framer", "join", "split", "unframer"]


def framer(spec: FramingSpec) -> Framer:
    """A framer for one source.

    Raises:
        LayoutError: the spec contradicts itself.
    """
    _check(spec)
    if spec.form == "fixed":
        return FixedFramer(spec)
    if spec.form == "variable":
        return VariableFramer(spec)
    if spec.form == "prefixed":
        return PrefixedFramer(spec)
    return TextFramer(spec)


def unframer(spec: FramingSpec) -> Unframer:
    """An unframer for one file.

    Raises:
        LayoutError: the spec contradicts itself.
    """
    _check(spec)
    if spec.form == "fixed":
        return FixedUnframer(spec)
    if spec.form == "variable":
        return VariableUnframer(spec)
    if spec.form == "prefixed":
        return PrefixedUnframer(spec)
    return TextUnframer(spec)


class Splitter:
    """Feed bytes, take records; ``close`` gives the last ones.

    Raises:
        LayoutError: the spec contradicts itself.
    """

    def __init__(self, spec: FramingSpec) -> None:
        self._framer = framer(spec)
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The records that are complete with these bytes.

        Raises:
            FramingError: the bytes are not framed as declared.
        """
        return self._take(data, final=False)

    def close(self) -> list[bytes]:
        """The records that end with the file.

        Raises:
            FramingError: the file does not end as declared.
        """
        return self._take(b"", final=True)

    def _take(self, data: bytes, *, final: bool) -> list[bytes]:
        held = self._rest + data
        frames = self._framer.frame(np.frombuffer(held, np.uint8), len(held), final=final)
        self._rest = held[frames.consumed :]
        ends = (frames.starts + frames.lengths).tolist()
        return [held[start:end] for start, end in zip(frames.starts.tolist(), ends, strict=True)]


def split(spec: FramingSpec, data: bytes) -> list[bytes]:
    """The records of a whole file.

    Raises:
        FramingError: the bytes are not framed as declared.
        LayoutError: the spec contradicts itself.
    """
    splitter = Splitter(spec)
    return splitter.feed(data) + splitter.close()


def join(spec: FramingSpec, records: Iterable[bytes]) -> bytes:
    """The file that holds these records.

    Raises:
        FramingError: a record cannot stand in this framing.
        LayoutError: the spec contradicts itself.
    """
    parts = list(records)
    lengths = np.array([len(part) for part in parts], np.int64)
    writer = unframer(spec)
    content = np.frombuffer(b"".join(parts), np.uint8)
    out = writer.unframe(content, np.cumsum(lengths) - lengths, lengths)
    return out.tobytes() + writer.finish()


def _check(spec: FramingSpec) -> None:
    faults = [f"framing: {fault}" for fault in spec.faults()]
    if faults:
        raise LayoutError(*faults)
