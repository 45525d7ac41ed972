"""Faults of the caller: a definition, an option or a source that cannot be used as declared.

Faults of the data are never exceptions; they are findings (``lgmigrate.findings``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

__all__ = [
    "CharsetError",
    "Faults",
    "FramingError",
    "LayoutError",
    "LgmigrateError",
    "MappingError",
    "PackError",
    "UsageError",
]


class LgmigrateError(Exception):
    """A fault of the caller; ``faults`` holds every one found, each with its place."""

    exit_code = 3

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class UsageError(LgmigrateError):
    """The command or the call is used in a way that has no meaning."""

    exit_code = 2


class CharsetError(LgmigrateError):
    """A code page or a gaiji table is not known or not usable."""


class LayoutError(LgmigrateError):
    """A record layout contradicts itself."""


class PackError(LgmigrateError):
    """A pack (the five tables of one edition of the standard layout) is wrong."""


class MappingError(LgmigrateError):
    """A mapping does not fit its record layouts or its pack."""


class FramingError(LgmigrateError):
    """A source cannot be read as declared: its framing, length, record types or trailer."""

    exit_code = 4


@dataclass(slots=True)
class Faults:
    """Collects every fault of one definition, so that they are raised all at once."""

    error: type[LgmigrateError]
    found: list[str] = field(default_factory=list)

    def add(self, place: str, message: str) -> None:
        """Note one fault, as ``place: message``."""
        self.found.append(f"{place}: {message}")

    def extend(self, faults: Iterable[str]) -> None:
        """Note faults that already name their place."""
        self.found.extend(faults)

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Take in the faults of an error of the same family instead of raising it."""
        try:
            yield
        except LgmigrateError as error:
            self.found.extend(error.faults)

    def raise_if_any(self) -> None:
        """Raise the collected faults as one error of the declared class."""
        if self.found:
            raise self.error(*self.found)
