r"""Output: results to standard output, everything else to standard error, aligned and escaped.

A control character is shown as ``\x1b``, never sent to a terminal, and what the console's
encoding cannot show is escaped as well. JSON is ASCII where the stream is not UTF-8, so that it
is JSON in every console and pipe.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from unicodedata import category, east_asian_width

from lgmigrate.cli.messages import text

__all__ = [
    "ascii_json",
    "grid",
    "joined",
    "json_line",
    "prepare",
    "printable",
    "raw_json",
    "show",
    "table",
    "tell",
    "width",
    "wrap",
]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_WIDE = ("W", "F")
_NO_WIDTH = ("Mn", "Me", "Cf")  # marks on the character before, variation selectors


def prepare() -> None:
    """Make both streams escape what they cannot encode."""
    for stream in (sys.stdout, sys.stderr):
        change = getattr(stream, "reconfigure", None)
        if change is not None:
            change(errors="backslashreplace")


def printable(value: str) -> str:
    """A text without control characters: each as its escape."""

    def escape(found: re.Match[str]) -> str:
        point = ord(found[0])
        return f"\\x{point:02x}" if point < 256 else f"\\u{point:04x}"

    return _CONTROL.sub(escape, value)


def show(line: str = "") -> None:
    """One line of the result."""
    sys.stdout.write(printable(line) + "\n")


def tell(line: str) -> None:
    """One line for the person who waits."""
    sys.stderr.write(printable(line) + "\n")
    sys.stderr.flush()


def ascii_json(document: str) -> str:
    r"""JSON with every other character as ``\uXXXX``; they stand in its strings only."""
    return _BEYOND_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], document)


def json_line(value: object, *, indent: int | None = None) -> None:
    """A value as JSON."""
    raw_json(json.dumps(value, ensure_ascii=False, indent=indent))


def raw_json(document: str) -> None:
    """Text that is JSON, or JSON lines, without a line end behind it."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    sys.stdout.write((document if encoding == "utf8" else ascii_json(document)) + "\n")


def width(value: str) -> int:
    """The columns of a terminal that a text takes: two for a full-width character."""
    return sum(
        0 if category(one) in _NO_WIDTH else 2 if east_asian_width(one) in _WIDE else 1
        for one in value
    )


def joined(value: str) -> str:
    """A paragraph on one line: a line end behind a full-width character is no space."""
    lines = re.sub(r"(?<=[\u3000-\uffff])\s*\n\s*", "", value.strip())
    return re.sub(r"\s*\n\s*", " ", lines)


def wrap(value: str, columns: int) -> list[str]:
    """The lines of a text, broken at spaces, within or behind full-width characters."""
    lines = [""]
    for word in re.findall(r"[\u3000-\uffff][、。）」]?|[^\s\u3000-\uffff]+|\s", value):
        if lines[-1] and width(lines[-1] + word.rstrip()) > columns:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        if lines[-1] or not word.isspace():
            lines[-1] += word
    return lines


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[str] = ()
) -> Iterator[str]:
    """Aligned lines. ``head`` are keys of messages (``head.<key>``); the columns of those named
    in ``right`` are set to the right.
    """
    return grid([text(f"head.{key}") for key in head], rows, right=[key in right for key in head])


def grid(
    head: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[bool] = ()
) -> Iterator[str]:
    """Aligned lines below the words of ``head``; ``right`` says which columns are set to the
    right, none by default.
    """
    cells = [list(head)]
    cells += [[printable(cell) for cell in row] for row in rows]
    widths = [max(width(row[n]) for row in cells) for n in range(len(head))]
    sides = right or [False] * len(head)
    for row in cells:
        parts = []
        for cell, size, is_right in zip(row, widths, sides, strict=True):
            space = " " * (size - width(cell))
            parts.append(space + cell if is_right else cell + space)
        yield "  ".join(parts).rstrip()
