"""The rows of a gaiji table, whatever file they come from, and the checks that all of them share.

A row gives one code of a municipality's own a character of Unicode (UCS, or base and variation
selector), or says that nobody has identified it yet. Within a table a code decodes to one text.
Many codes may have one text: then the row that is ``preferred`` is the one that is written, and
where no row is, the first one is, and every use of it is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lgmigrate.charset.cells import Cell, Direction, Overlay
from lgmigrate.charset.page import Remark
from lgmigrate.errors import Faults

__all__ = ["GaijiRow", "GaijiTable", "Status", "shown_code", "shown_text", "table"]

Status = Literal["exact", "unified", "reduced", "unmapped"]
"""How the character stands to the glyph of the code: 一致, デザイン差, 類似, 不可."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GaijiRow:
    """One code. ``code`` is a big-endian number of ``width`` bytes; width 0: a code point of
    private use. ``text`` has one or two code points, "" where the code is not identified.

    ``mj`` is the MJ文字図形名, ``mjplus`` the 行政事務標準文字コード, ``substitute`` what stands
    for the character where it cannot be used (縮退), ``line`` the line of the file. ``kind``
    tells a table of a vendor's characters from one of a municipality's.
    """

    code: int
    width: int
    text: str = ""
    mj: str = ""
    mjplus: str = ""
    status: Status = "exact"
    substitute: str = ""
    preferred: bool = False
    direction: Direction = "both"
    reading: str = ""
    note: str = ""
    kind: Literal["standard", "extension", "user"] = "user"
    line: int = 0

    @property
    def remark(self) -> Remark | None:
        """What the ledger says of the code; None for an exact character of a standard zone."""
        if self.kind == "standard" and self.status == "exact":
            return None
        method: Literal["user", "table"] = "user" if self.kind == "user" else "table"
        return Remark(self.kind, method, self.status, self.mj, self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class GaijiTable:
    """A table that has been read: ``digest`` is the SHA-256 of its file, ``warnings`` say what
    was taken in a way that its author may not have meant, with lines.
    """

    name: str
    rows: tuple[GaijiRow, ...]
    digest: str
    warnings: tuple[str, ...] = ()

    def overlay(self) -> Overlay:
        """The rows as cells for a code page. A row without text takes its code's character away."""
        shared = {text for text, rows in _by_text(self.rows).items() if _unclear(rows)}
        return Overlay(
            tuple(
                Cell(
                    code=row.code,
                    width=row.width,
                    text=row.text,
                    direction=row.direction if row.text else "decode",
                    preferred=row.preferred,
                    uncertain=row.text in shared and row.direction != "decode",
                    remark=row.remark if row.direction != "encode" else None,
                )
                for row in self.rows
            )
        )


def table(
    place: str, rows: Iterable[GaijiRow], digest: str, faults: Faults, warnings: Iterable[str] = ()
) -> GaijiTable:
    """Check rows against one another. A pair that stands once for each direction becomes one row.

    Raises:
        CharsetError: whatever is in ``faults``, and codes with two texts, and texts with two
            preferred codes.
    """
    said = list(warnings)
    joined = _joined(place, rows, said)
    decoding: dict[tuple[int, int], GaijiRow] = {}
    for row in joined:
        if row.direction == "encode":
            continue
        first = decoding.setdefault((row.width, row.code), row)
        if first.text != row.text:
            faults.add(
                f"{place}, line {row.line}",
                f"Expected one character for {shown_code(row)}, got {shown_text(row.text)} here "
                f"and {shown_text(first.text)} in line {first.line}",
            )
    for text, same in _by_text(joined).items():
        lines = ", ".join(f"{row.line} ({shown_code(row)})" for row in same)
        if sum(row.preferred for row in same) > 1:
            faults.add(
                f"{place}, line {same[0].line}",
                f"Expected one preferred code for {shown_text(text)}, got several: lines {lines}",
            )
        elif _unclear(same):
            said.append(
                f"{place}, line {same[0].line}: {shown_text(text)} has several codes and none is "
                f"preferred: lines {lines}; the first is written, and every use is reported"
            )
    faults.raise_if_any()
    return GaijiTable(name=place, rows=joined, digest=digest, warnings=tuple(said))


def shown_code(row: GaijiRow) -> str:
    """The code as messages name it: ``X'80A1'``, ``U+E000``."""
    return f"X'{row.code:0{2 * row.width}X}'" if row.width else f"U+{row.code:04X}"


def shown_text(text: str) -> str:
    """The text as messages name it: ``U+9089 U+E0119``."""
    return " ".join(f"U+{ord(char):04X}" for char in text) or "none"


def _joined(place: str, rows: Iterable[GaijiRow], warnings: list[str]) -> tuple[GaijiRow, ...]:
    """Each pair of code and text once; its directions together."""
    found: dict[tuple[int, int, str], GaijiRow] = {}
    for row in rows:
        pair = (row.width, row.code, row.text)
        first = found.setdefault(pair, row)
        if first is row:
            continue
        if {first.direction, row.direction} == {"decode", "encode"}:
            preferred = first.preferred or row.preferred
            found[pair] = replace(first, direction="both", preferred=preferred)
        else:
            warnings.append(
                f"{place}, line {row.line}: {shown_code(row)} stands already in line "
                f"{first.line}; the first is taken"
            )
    return tuple(found.values())


def _by_text(rows: Iterable[GaijiRow]) -> dict[str, list[GaijiRow]]:
    """The rows that are written from each text."""
    found: dict[str, list[GaijiRow]] = {}
    for row in rows:
        if row.text and row.direction != "decode":
            found.setdefault(row.text, []).append(row)
    return found


def _unclear(rows: Sequence[GaijiRow]) -> bool:
    """Whether the rows of one text leave open which code is written."""
    return len(rows) > 1 and not any(row.preferred for row in rows)
