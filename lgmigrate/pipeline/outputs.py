"""Outputs: written under temporary names, synced and renamed together at the end.

A reader sees a complete run or nothing of it. What was there before stays until the new files are
complete; without ``overwrite`` an output that exists is refused before anything is read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from lgmigrate.errors import UsageError
from lgmigrate.pipeline.digest import Digest

__all__ = ["Output", "OutputFolder"]

SUFFIX = ".part"
ASIDE = ".old"


@dataclass(slots=True)
class Output:
    """One file being written; ``size`` and ``sha256`` are of the bytes so far."""

    path: Path
    stream: BinaryIO
    digest: Digest
    size: int = 0

    @property
    def sha256(self) -> str:
        """The SHA-256 of the bytes written."""
        return self.digest.hexdigest()

    def write(self, data: bytes | memoryview) -> None:
        """Append bytes, which stay as they are until ``OutputFolder.settle``."""
        if len(data):
            self.digest.update(data)
            self.stream.write(data)
            self.size += len(data)


class OutputFolder:
    """The files of one run in one folder. As a context manager: complete on leaving it without
    an exception, else everything that was begun is taken away again.

    ``stale``: patterns of files that an earlier run may have left. With ``overwrite`` those that
    this run does not write go when its files come, so that no folder holds parts of two runs.
    """

    def __init__(self, folder: Path, *, overwrite: bool = False, stale: Sequence[str] = ()) -> None:
        self.folder = folder
        self.overwrite = overwrite
        self.stale = tuple(stale)
        self._outputs: dict[str, Output] = {}
        self._made: list[Path] = []
        self._hashing = ThreadPoolExecutor(1, thread_name_prefix="lgmigrate-hash")

    def __enter__(self) -> Self:
        if not self.overwrite and self.folder.is_dir() and any(self.folder.iterdir()):
            msg = f"Expected an empty folder (or --overwrite), got files in {self.folder}"
            raise UsageError(msg)
        self._make(self.folder)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._hashing.shutdown()
            if kind is None:
                self._complete()
        except BaseException:  # an interrupt too leaves nothing half done
            self._abandon()
            raise
        if kind is not None:
            self._abandon()

    def open(self, name: str) -> Output:
        """Begin the file ``name`` (with / for folders inside), or the one begun already."""
        if name not in self._outputs:
            final = self.folder / name
            self._make(final.parent)
            path = final.with_name(final.name + SUFFIX)
            self._outputs[name] = Output(path, path.open("wb"), Digest(self._hashing))
        return self._outputs[name]

    def settle(self) -> None:
        """Wait until what was written is hashed, so that its memory may be used again."""
        for output in self._outputs.values():
            output.digest.settle()

    def begun(self, name: str) -> bool:
        """Whether the file was begun."""
        return name in self._outputs

    def entries(self) -> Iterator[tuple[str, Output]]:
        """The files begun so far, by name, in order of their names."""
        yield from sorted(self._outputs.items())

    def _make(self, folder: Path) -> None:
        missing = []
        while not folder.exists():
            missing.append(folder)
            folder = folder.parent
        for one in reversed(missing):
            one.mkdir()
            self._made.append(one)

    def _complete(self) -> None:
        """Put every file on the disk, then give it its name."""
        for output in self._outputs.values():
            output.stream.flush()
            os.fsync(output.stream.fileno())
            output.stream.close()
        self._rename()

    def _rename(self) -> None:
        """Give every file its final name, in the place of what was there; all of them or none."""
        new = [(output.path, self.folder / name) for name, output in self._outputs.items()]
        old = {final for _, final in new if final.is_file()}
        found = (one for pattern in self.stale for one in self.folder.glob(pattern))
        old |= {one for one in found if one.is_file()}
        aside = [(path, path.with_name(path.name + ASIDE)) for path in sorted(old)]
        done: list[tuple[Path, Path]] = []
        try:
            for path, name in (*aside, *new):
                done.append((path, name))
                path.replace(name)
        except BaseException:
            for path, name in reversed(done):
                if not path.exists():
                    name.replace(path)
            raise
        for path, name in aside:
            name.unlink()
            if path.parent != self.folder and not any(path.parent.iterdir()):
                path.parent.rmdir()

    def _abandon(self) -> None:
        """Take away every temporary file, and the folders made for them."""
        for output in self._outputs.values():
            with suppress(OSError):  # a full disk: what is buffered cannot be written, nor need it
                output.stream.close()
            output.path.unlink(missing_ok=True)
        for folder in reversed(self._made):
            with suppress(OSError):  # someone else put something there
                folder.rmdir()
