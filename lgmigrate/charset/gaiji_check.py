"""What is doubtful in a gaiji table that can be read: a list for the person who made it.

The MJ list, where there is one, says which glyphs exist and which texts carry them. Rows are
compared with it as they are; nothing is corrected.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from lgmigrate.charset.gaiji_forms import is_selector
from lgmigrate.charset.gaiji_rows import GaijiRow, GaijiTable, shown_code, shown_text
from lgmigrate.charset.mj import Moji, MojiList

__all__ = ["Problem", "check"]


class Problem(NamedTuple):
    """One doubt about one row. ``kind``: mj (the glyph), text (the character against its glyph),
    ivs (the selector), way_back (what is written), open (not identified).
    """

    line: int
    code: str
    kind: Literal["mj", "text", "ivs", "way_back", "open"]
    message: str


def check(table: GaijiTable, mj: MojiList | None = None) -> tuple[Problem, ...]:
    """Every problem, by line. Without a list only the table itself is looked at."""
    found = [*_ways_back(table), *_glyphs(table)]
    for row in table.rows:
        if row.direction != "encode" and not row.text:
            found.append(_problem(row, "open", _open(row, mj)))
        if mj is not None:
            found += _against(row, mj)
    return tuple(sorted(found, key=lambda problem: problem.line))


def _problem(
    row: GaijiRow, kind: Literal["mj", "text", "ivs", "way_back", "open"], message: str
) -> Problem:
    return Problem(row.line, shown_code(row), kind, message)


def _open(row: GaijiRow, mj: MojiList | None) -> str:
    moji = mj.by_code(row.mj) if mj is not None and row.mj else None
    hint = f"; {row.mj} is {_carriers(moji)}" if moji is not None else ""
    return f"Expected a character, got none{hint}"


def _carriers(moji: Moji) -> str:
    """The texts that carry a glyph, as a person enters them."""
    texts = [text for text in (moji.implemented, *moji.ivs, *moji.svs) if text]
    return " or ".join(map(shown_text, texts)) or "without a code point"


def _against(row: GaijiRow, mj: MojiList) -> Iterator[Problem]:
    """A row against the list."""
    moji = mj.by_code(row.mj) if row.mj else None
    if row.mj and moji is None:
        yield _problem(row, "mj", f"Expected a name of the MJ list, got {row.mj}")
    if not row.text:
        return
    if moji is not None and row.text not in {moji.implemented, *moji.ivs, *moji.svs}:
        got = shown_text(row.text)
        if row.text in {moji.ucs, moji.compatible}:
            message = f"{got}, which leaves the glyph open"
        else:
            message = got
        yield _problem(row, "text", f"Expected {_carriers(moji)} for {row.mj}, got {message}")
    elif is_selector(row.text[-1]) and len(row.text) > 1 and not mj.by_text(row.text):
        yield _problem(
            row, "ivs", f"Expected a sequence of the MJ list, got {shown_text(row.text)}"
        )


def _ways_back(table: GaijiTable) -> Iterator[Problem]:
    """Texts of several codes: all but one of them become another code on the way back."""
    by_text: dict[str, list[GaijiRow]] = {}
    for row in table.rows:
        if row.text:
            by_text.setdefault(row.text, []).append(row)
    for same in by_text.values():
        writing = [row for row in same if row.direction != "decode"]
        if len(same) == 1 or not writing:
            continue
        written = next((row for row in writing if row.preferred), writing[0])
        for row in same:
            if row.direction != "encode" and row.code != written.code:
                sure = "" if written.preferred or len(writing) == 1 else "; none is preferred"
                yield _problem(
                    row,
                    "way_back",
                    f"Expected {shown_text(row.text)} to come back as {shown_code(row)}, got "
                    f"{shown_code(written)} of line {written.line}{sure}",
                )


def _glyphs(table: GaijiTable) -> Iterator[Problem]:
    """One MJ文字図形名 with different texts."""
    first: dict[str, GaijiRow] = {}
    for row in table.rows:
        if not (row.mj and row.text):
            continue
        other = first.setdefault(row.mj, row)
        if other.text != row.text:
            yield _problem(
                row,
                "mj",
                f"Expected one character for {row.mj}, got {shown_text(row.text)} here and "
                f"{shown_text(other.text)} in line {other.line}",
            )
