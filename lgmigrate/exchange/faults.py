"""A document or a manifest that is not what it must be: refused as a whole, with its place.

Only shapes and places are told; no name or text of the document itself is repeated, because in a
damaged file the text of a person may stand anywhere.
"""

from __future__ import annotations

from lgmigrate.errors import LgmigrateError

__all__ = ["DIFFERENT", "FOREIGN", "MALFORMED", "UNCLOSED", "ExchangeFault"]

MALFORMED = "X001"
DIFFERENT = "X002"
FOREIGN = "X003"
UNCLOSED = "F003"


class ExchangeFault(LgmigrateError):  # noqa: N818 - a fault of a document, named as one
    """``code`` is the finding's code (X001, X002, X003, F003). ``offset`` counts bytes from the
    start of what was handed over (the head, the buffer, the block, the tail), or is None where
    there is no one place. ``faults`` holds every message.
    """

    exit_code = 4

    def __init__(self, code: str, offset: int | None, *messages: str) -> None:
        place = "" if offset is None else f" at byte {offset}"
        super().__init__(*(f"{code}{place}: {message}" for message in messages))
        self.code, self.offset, self.messages = code, offset, messages
