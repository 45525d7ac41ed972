"""Findings summed up for people: by code, or by code and field with their first places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lgmigrate.cli.console import table
from lgmigrate.cli.language import language
from lgmigrate.cli.messages import text
from lgmigrate.findings import CODES, Severity

if TYPE_CHECKING:
    import polars as pl

__all__ = ["MOST", "Tally", "code_table", "errors_in", "verdict"]

MOST = 20  # rows of a table on a terminal
_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


def errors_in(codes: Mapping[str, int]) -> int:
    """How many findings are of severity error or fatal."""
    bad = (Severity.ERROR, Severity.FATAL)
    return sum(count for code, count in codes.items() if CODES[code].severity in bad)


def verdict(codes: Mapping[str, int]) -> str:
    """OK or NG, with the number of errors."""
    errors = errors_in(codes)
    return text("ng", count=errors) if errors else text("ok")


def code_table(codes: Mapping[str, int]) -> Iterator[str]:
    """A line a code: its severity, how often, what it means; the worst first."""
    if not codes:
        yield text("no_findings")
        return
    yield text("findings")
    ordered = sorted(codes, key=lambda code: (_RANKS[CODES[code].severity], code))
    rows = [
        (
            code,
            text(f"severity.{CODES[code].severity.value}"),
            f"{codes[code]:,}",
            CODES[code].text(language()).title,
        )
        for code in ordered
    ]
    yield from table(("code", "severity", "count", "title"), rows, right=("count",))


@dataclass(slots=True)
class _Row:
    count: int
    file: str
    record: int | None
    offset: int | None

    def place(self) -> str:
        """The first place, as a person reads it."""
        if self.record is None:
            return self.file
        key = "place" if self.offset is None else "place_offset"
        return text(key, file=self.file, record=f"{self.record:,}", offset=self.offset)


@dataclass(slots=True)
class Tally:
    """Counts and first places by code and field, of findings that come in batches. Its memory is
    bounded by the number of fields.
    """

    rows: dict[tuple[str, str], _Row] = field(default_factory=dict)

    def add(self, findings: pl.DataFrame) -> None:
        """Take in a batch."""
        import polars as pl

        grouped = findings.group_by("code", "field", maintain_order=True).agg(
            pl.len(), pl.col("file", "record", "offset").first()
        )
        for code, name, count, file, record, offset in grouped.iter_rows():
            row = self.rows.setdefault((code, name or ""), _Row(0, file, record, offset))
            row.count += count

    def lines(self) -> Iterator[str]:
        """The table: at most ``MOST`` rows, and how many there are if that is not all."""
        if not self.rows:
            yield text("no_findings")
            return
        ordered = sorted(
            self.rows.items(), key=lambda one: (_RANKS[CODES[one[0][0]].severity], one[0][0])
        )
        cells = [
            (
                code,
                text(f"severity.{CODES[code].severity.value}"),
                name,
                f"{row.count:,}",
                row.place(),
                CODES[code].text(language()).title,
            )
            for (code, name), row in ordered[:MOST]
        ]
        head = ("code", "severity", "field", "count", "first", "title")
        yield from table(head, cells, right=("count",))
        if len(ordered) > MOST:
            yield text("rows_shown", total=len(ordered), shown=MOST)
