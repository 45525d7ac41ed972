"""Cells of a code page that a table replaces: codes and the text they stand for.

A cell without text takes the character of its code away. ``width`` is the number of bytes of the
code, 0 where the code is a code point of private use in a page that holds Unicode.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from lgmigrate.charset.page import Remark

__all__ = ["Cell", "Direction", "Overlay"]

Direction = Literal["both", "decode", "encode"]
"""Whether a cell is read from bytes to text, from text to bytes, or both ways."""


class Cell(NamedTuple):
    """One code (big-endian number) and its text of one or two code points, "" for none.

    ``preferred``: the text is written as this code, even where another code has the same text.
    ``uncertain``: the table gives the text several codes without saying which is preferred, so
    writing this one is reported. ``remark``: what the ledger says, None where it says nothing.
    """

    code: int
    width: int
    text: str
    direction: Direction = "both"
    preferred: bool = False
    uncertain: bool = False
    remark: Remark | None = None


class Overlay(NamedTuple):
    """Cells of one table, laid over the sets of a page; a code decodes to one text."""

    cells: tuple[Cell, ...]
