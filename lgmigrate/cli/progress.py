"""The progress of a run on a terminal: records, MB/s, time left. In a pipe there is none."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from lgmigrate.cli.console import width
from lgmigrate.cli.messages import text

__all__ = ["Bar", "bar", "total_bytes"]

_EVERY = 0.1  # seconds between two drawings
_COMPRESSED = {".gz", ".zst"}


class Bar:
    """Draws itself when it is called with records and bytes done so far. ``total`` bytes are to
    be done; 0 where that is not known.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self._begun = time.monotonic()
        self._drawn = 0.0
        self._width = 0

    def __call__(self, records: int, done: int) -> None:
        """Records and bytes done so far."""
        now = time.monotonic()
        if now - self._drawn < _EVERY:
            return
        self._drawn = now
        self._show(self.line(records, done, now - self._begun))

    def line(self, records: int, done: int, seconds: float) -> str:
        """What is shown after so many seconds."""
        percent = left = ""
        if self.total and done:
            done = min(done, self.total)
            rest = round(seconds * (self.total - done) / done)
            percent = f"{100 * done // self.total:3d}% "
            left = text("progress.left", minutes=rest // 60, seconds=rest % 60)
        speed = done / 1e6 / max(seconds, 1e-9)
        return text("progress", percent=percent, records=records, speed=speed, left=left)

    def clear(self) -> None:
        """Take the line away."""
        if self._width:
            self._show("")
            click.echo("\r", nl=False, err=True)

    def _show(self, line: str) -> None:
        size = width(line)
        click.echo("\r" + line + " " * (self._width - size), nl=False, err=True)
        self._width = size


@contextmanager
def bar(total: int = 0) -> Iterator[Bar | None]:
    """A bar on a terminal, None elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    one = Bar(total)
    try:
        yield one
    finally:
        one.clear()


def total_bytes(sources: Sequence[str], *, suffixes: Sequence[str] = ()) -> int:
    """The bytes of sources that are files or folders of files (with ``suffixes``, of those files
    only); 0 where they cannot be told.
    """
    total = 0
    for source in sources:
        path = Path(source)
        files = [one for one in path.iterdir() if one.is_file()] if path.is_dir() else [path]
        if suffixes and path.is_dir():
            files = [one for one in files if one.suffix in suffixes]
        if any(not one.is_file() or one.suffix in _COMPRESSED for one in files):
            return 0
        total += sum(one.stat().st_size for one in files)
    return total
