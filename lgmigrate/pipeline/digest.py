"""SHA-256 of what goes by, taken beside the work: hashing releases the GIL.

``update`` keeps the order; whoever wants to write the bytes' memory again calls ``settle`` first.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor

__all__ = ["Digest"]

SMALL = 1 << 14  # bytes that are hashed sooner than handed over


class Digest:
    """The SHA-256 of bytes, hashed by a thread of ``hashing``."""

    def __init__(self, hashing: ThreadPoolExecutor) -> None:
        self._hash = hashlib.sha256()
        self._hashing = hashing
        self._last: Future[None] | None = None

    def update(self, data: bytes | memoryview) -> None:
        """Take in bytes, which stay as they are until ``settle``."""
        if len(data) < SMALL and (self._last is None or self._last.done()):
            self.settle()
            self._hash.update(data)
        else:
            self._last = self._hashing.submit(self._hash.update, data)

    def settle(self) -> None:
        """Wait until everything is hashed."""
        if self._last is not None:
            self._last.result()
            self._last = None

    def hexdigest(self) -> str:
        """The hash of everything so far."""
        self.settle()
        return self._hash.hexdigest()
