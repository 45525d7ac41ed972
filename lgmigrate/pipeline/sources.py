"""Sources: files, folders, standard input, compressed or not, as blocks of framed records."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np
import zstandard
from numpy.typing import NDArray

from lgmigrate.columns.batch import SLACK
from lgmigrate.errors import Faults, FramingError
from lgmigrate.framing.frames import Odd
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.framing.split import framer
from lgmigrate.pipeline.digest import Digest

if TYPE_CHECKING:
    from lgmigrate.pipeline.plan import Plan

__all__ = ["Block", "Source", "assign", "expand", "fill", "kind_of", "open_bytes", "plain_name"]

PACKED = 1 << 14  # bytes of a compressed file that are unpacked at once
BLOCK = 1 << 20  # bytes of a block: 2,000 records of 500 bytes, whose columns stay in the cache


@dataclass(slots=True)
class Block:
    """Framed records. ``buffer`` belongs to the block; the records stand at ``starts`` with
    ``lengths`` in ``buffer[:size]``. ``number`` is the first record's, from 1 in its source,
    ``offset`` the place of ``buffer[0]`` in the source. ``above``: the bytes of the last records of
    some types in the blocks before, by the number of the type.
    """

    buffer: NDArray[np.uint8]
    size: int
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    number: int
    offset: int
    odd: Sequence[Odd]
    above: dict[int, bytes] = field(default_factory=dict)


def expand(sources: Sequence[str | Path]) -> list[Path]:
    """Files named by paths of files, folders (their files in order of their names) and ``-``.

    Raises:
        FramingError: one does not exist, or a folder holds no file.
    """
    found: list[Path] = []
    faults = []
    for source in sources:
        path = Path(source)
        if str(source) == "-":
            found.append(path)
        elif path.is_dir():
            inside = sorted(one for one in path.iterdir() if one.is_file())
            found += inside
            if not inside:
                faults.append(f"{path}: Expected a source in the folder, got none")
        elif path.is_file():
            found.append(path)
        else:
            faults.append(f"{path}: Expected a source, got no such file")
    if faults:
        raise FramingError(*faults)
    return found


def assign(plans: Sequence[Plan], paths: Sequence[Path]) -> list[tuple[Plan, Path]]:
    """Each source with the plan of its kind, by kinds and in each in the given order. Where the
    mapping has one kind every file is of it; where it has several they are told by their names.

    Raises:
        FramingError: a file is of no kind, or of a kind there is no file.
    """
    if len(plans) == 1:
        return [(plans[0], path) for path in paths]
    faults = Faults(FramingError)
    found: dict[Plan, list[Path]] = {plan: [] for plan in plans}
    for path in paths:
        with faults.collecting():
            found[kind_of(plans, path)].append(path)
    for plan, some in found.items():
        if not some:
            wanted = plan.mapping.source_name
            faults.add(wanted, "F001 Expected a source of that name, got none")
    faults.raise_if_any()
    return [(plan, path) for plan, some in found.items() for path in some]


def kind_of(plans: Sequence[Plan], path: Path) -> Plan:
    """The plan of a source's kind, see ``assign``.

    Raises:
        FramingError: it is of none.
    """
    if len(plans) == 1:
        return plans[0]
    name = plain_name(path.name).upper()
    for plan in plans:
        if fnmatchcase(name, plan.mapping.source_name.upper()):
            return plan
    names = ", ".join(plan.mapping.source_name for plan in plans)
    msg = f"{path}: F001 Expected a source named {names}, got another"
    raise FramingError(msg)


def plain_name(name: str) -> str:
    """A source's name without the suffix of a compression, and with none of its folders."""
    for suffix in (".gz", ".zst"):
        name = name.removesuffix(suffix)
    return Path(name).name


class _ZstdReader:
    """The content of zstd frames, one behind the other; the library's own reader would take a
    file that was cut for a whole one.
    """

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._packed = b""
        self._ready = memoryview(b"")

    def readinto(self, buffer: memoryview) -> int:
        """Fill a part of ``buffer``; -> how many bytes, 0 at the end.

        Raises:
            EOFError: the last frame is not whole.
            ZstdError: the bytes are no zstd frames.
        """
        while not self._ready:
            packed = self._packed or self._raw.read(PACKED)
            if not packed:
                if self._frame is not None:
                    raise EOFError
                return 0
            frame = self._frame or zstandard.ZstdDecompressor().decompressobj()
            self._ready = memoryview(frame.decompress(packed))
            self._frame = None if frame.eof else frame
            self._packed = frame.unused_data
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count


@contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a source, uncompressed where its name ends with .gz or .zst.

    Raises:
        FramingError: F001, a compressed file that is not whole.
    """
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    with path.open("rb", buffering=0) as raw:
        try:
            if path.suffix == ".gz":
                with gzip.GzipFile(fileobj=raw) as stream:
                    yield cast("BinaryIO", stream)
            elif path.suffix == ".zst":
                yield cast("BinaryIO", _ZstdReader(cast("BinaryIO", raw)))
            else:
                yield cast("BinaryIO", raw)
        except (EOFError, gzip.BadGzipFile, zlib.error, zstandard.ZstdError) as error:
            kind = type(error).__name__
            msg = f"{path.name}: F001 Expected a whole compressed file, got {kind}"
            raise FramingError(msg) from error


class Source:
    """One source, read once from its first byte to its last; then ``size``, ``records`` and, where
    it is ``hashed``, ``sha256`` are known.
    """

    def __init__(self, path: Path, spec: FramingSpec, *, hashed: bool = True) -> None:
        self.path = path
        self.name = "standard input" if str(path) == "-" else path.name
        self.spec = spec
        self.size = 0
        self.records = 0
        self.hashed = hashed
        self._digest: Digest | None = None

    @property
    def sha256(self) -> str:
        """The SHA-256 of the source, once it was read."""
        return self._digest.hexdigest() if self._digest else ""

    def blocks(self) -> Iterator[Block]:
        """The records, a block at a time.

        Raises:
            FramingError: the bytes are not framed as declared, or the source is not readable.
        """
        spec, framing = self.spec, framer(self.spec)
        block = BLOCK
        if spec.form == "fixed":
            block = max(block // spec.length, 1) * spec.length
        rest = np.zeros(0, np.uint8)
        with open_bytes(self.path) as stream, ThreadPoolExecutor(1) as hashing:
            digest = self._digest = Digest(hashing) if self.hashed else None
            final = False
            while not final:
                room = block if len(rest) < block // 2 else 2 * len(rest)
                # a delimited block has as much room again: see Codec.split
                space = room * (2 if spec.form == "csv" else 1) + SLACK
                buffer = np.empty(space, np.uint8)
                buffer[: len(rest)] = rest
                filled = fill(stream, buffer, len(rest), room, digest)
                self.size += filled - len(rest)
                final = filled < room
                buffer[filled : filled + SLACK] = 0
                try:
                    frames = framing.frame(buffer, filled, final=final)
                except FramingError as error:
                    raise FramingError(*(f"{self.name}: {one}" for one in error.faults)) from error
                number, offset = self.records + 1, self.size - filled
                self.records += len(frames.starts)
                rest = buffer[frames.consumed : filled].copy()
                if len(frames.starts) or frames.odd:
                    yield Block(
                        buffer, filled, frames.starts, frames.lengths, number, offset, frames.odd
                    )


def fill(
    stream: BinaryIO,
    buffer: NDArray[np.uint8],
    filled: int,
    room: int,
    digest: Digest | None,
) -> int:
    """Read into ``buffer[filled:room]`` until it is full or the source ends; -> how many bytes
    of the buffer are in use then.
    """
    view = memoryview(buffer)  # type: ignore[arg-type]  # numpy arrays are buffers
    while filled < room:
        got = stream.readinto(view[filled:room])  # type: ignore[attr-defined]  # all streams here have it
        if not got:
            break
        if digest is not None:
            digest.update(view[filled : filled + got])
        filled += got
    return filled
