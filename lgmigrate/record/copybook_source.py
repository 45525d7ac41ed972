"""The lines of a copybook: what of each is program text, and in which columns it stands.

Fixed form (ISO/IEC 1989, reference format): columns 1-6 are a sequence number, 7 an indicator
(``*`` and ``/`` a comment, ``-`` a continuation, ``D`` a debugging line, which is passed over like
a comment), 8-72 the text, 73-80 an identification. Variable form is fixed form without an end at
column 72. Free form has none of these. ``>>SOURCE FORMAT IS FREE`` (FIXED, VARIABLE) and
``$SET SOURCEFORMAT"FREE"`` change the form from the next line on.

Columns are those of the system where the copybook was written: ``count`` says what a character
takes there. Tabs go to the next of columns 9, 17, 25 ...
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args
from unicodedata import category, east_asian_width

from lgmigrate.errors import Faults, LayoutError

__all__ = ["Form", "Line", "check_count", "column_count", "read_lines"]

Form = Literal["fixed", "variable", "free"]
Indicator = Literal["", "-", "*"]

_FIRST, _LAST, _CARD = 8, 72, 80
_TAB = 8
_FORMAT = re.compile(
    r"\s*(?:>>\s*SOURCE\s+(?:FORMAT\s+)?(?:IS\s+)?|\$\s*SET\s+SOURCEFORMAT\s*\(?\s*[\"']?)"
    r"(\w+)[\"']?\s*\)?\s*\.?\s*",
    re.IGNORECASE,
)
_DIRECTIVE = re.compile(r"[ 0-9]*>>")
_SETTING = re.compile(r"(?:.{6})?\$")
_DEBUG = re.compile(r"\s*>>\s*D\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text with the column of each character, and what stands behind column 72.

    ``indicator``: "" a line, ``-`` a continuation of the line before, ``*`` a comment. ``missing``
    is the number of columns from the end of the text to column 72, 0 in free and variable form;
    ``long`` whether there is something behind column 80.
    """

    number: int
    indicator: Indicator
    text: str
    columns: tuple[int, ...]
    missing: int = 0
    behind: str = ""
    long: bool = False
    free: bool = False


@lru_cache(maxsize=4096)
def _cells(char: str) -> int:
    """The columns of a character of a Japanese terminal: its bytes in Shift_JIS, if it has any."""
    if char < "\u0080":
        return 1
    if category(char) in ("Mn", "Me", "Cf"):
        return 0
    try:
        return len(char.encode("cp932"))
    except UnicodeEncodeError:
        return 1 if east_asian_width(char) in ("N", "Na", "H") else 2


def check_count(count: str) -> None:
    """Raise where a way to count columns is not known.

    Raises:
        LayoutError: ``count`` is none of cells, shifted, characters, nor an encoding of Python.
    """
    if count in ("cells", "shifted", "characters"):
        return
    try:
        "0".encode(count)
    except LookupError as error:
        msg = f"Expected columns as cells, shifted, characters or an encoding, got {count!r}"
        raise LayoutError(msg) from error


def column_count(count: str) -> Callable[[str], list[int]]:
    """A function that gives the column of each character of a line, from 1, and of its end.

    ``count``: ``cells`` (a full-width character takes two columns), ``shifted`` (and each change
    to full-width characters and back takes one, as shift codes do), ``characters`` (one each), or
    the name of an encoding of Python, whose bytes are counted.
    """

    def widths(line: str) -> list[int]:
        if count == "characters":
            return [1] * len(line)
        if count in ("cells", "shifted"):
            return [_cells(char) for char in line]
        return [len(char.encode(count, "replace")) for char in line]

    def columns(line: str) -> list[int]:
        found = []
        at = 1
        wide = False
        for width in widths(line):
            if count == "shifted" and (width == 2) != wide:
                wide = not wide
                at += 1
            found.append(at)
            at += width
        return [*found, at + (count == "shifted" and wide)]

    return columns


def read_lines(text: str, source: str, form: Form, count: str, faults: Faults) -> list[Line]:
    """The lines of a copybook that have something; ``source`` is its name for messages."""
    columns = column_count(count)
    found: list[Line] = []
    strange: list[str] = []
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, raw in enumerate(lines.rstrip("\x1a").split("\n"), start=1):
        line = _without_tabs(raw.rstrip("\f\v \u3000"), columns)
        directive = _FORMAT.fullmatch(line[6:] if form != "free" else line) or _FORMAT.fullmatch(
            line
        )
        if directive:
            word = directive[1].lower()
            if word in get_args(Form):
                form = word  # type: ignore[assignment]  # one of its words
            else:
                wanted = ", ".join(get_args(Form)).upper()
                faults.add(
                    f"{source}:{number}:1", f"Expected source format {wanted}, got {directive[1]}"
                )
        elif not line or _DEBUG.match(line) or _SETTING.match(line):
            continue
        elif _DIRECTIVE.match(line):
            faults.add(f"{source}:{number}:1", "Expected >>SOURCE FORMAT, got another directive")
        elif form == "free":
            ends = columns(line)
            comment = line.lstrip().startswith("*>")
            found.append(Line(number, "*" if comment else "", line, tuple(ends), free=True))
        else:
            found += _fixed(number, line, columns(line), form, strange)
    if strange:
        more = f", and {len(strange) - 1} lines more" if len(strange) > 1 else ""
        place, _, message = strange[0].partition(" ")
        faults.add(f"{source}:{place}", f"{message}{more} (free form?)")
    return found


def _without_tabs(line: str, columns: Callable[[str], list[int]]) -> str:
    while "\t" in line:
        before, _, behind = line.partition("\t")
        line = before + " " * (_TAB - (columns(before)[-1] - 1) % _TAB) + behind
    return line


def _fixed(
    number: int, line: str, columns: list[int], form: Form, strange: list[str]
) -> Iterator[Line]:
    """A line by its columns; one whose indicator is not known is noted in ``strange``."""
    if line[0] == "*" or line.lstrip().startswith("*>"):
        yield Line(number, "*", line, tuple(columns))
        return
    seventh = next((at for at, column in enumerate(columns[:-1]) if column >= _FIRST - 1), None)
    if seventh is None:
        return
    mark = line[seventh] if columns[seventh] == _FIRST - 1 else " "
    start = seventh + (columns[seventh] == _FIRST - 1)
    limit = _LAST if form == "fixed" else columns[-1]
    end = next((at for at in range(start, len(line)) if columns[at + 1] > limit + 1), len(line))
    text = line[start:end]
    if mark in "*/":
        yield Line(number, "*", line[start:], tuple(columns[start:]))
    elif mark in " -":
        missing = max(0, _LAST + 1 - columns[end]) if form == "fixed" else 0
        indicator: Indicator = "-" if mark == "-" else ""
        behind = line[end:]
        long = form == "fixed" and columns[-1] > _CARD + 1
        if text.strip() or indicator or long:
            yield Line(
                number, indicator, text, tuple(columns[start : end + 1]), missing, behind, long
            )
    elif mark not in "Dd$":
        strange.append(f"{number}:{_FIRST - 1} Expected *, /, -, D or a space, got {mark!r}")
