"""``lgmigrate mapping coverage``: how full each field of a source is, and where it goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from lgmigrate.cli.chosen import chosen_mapping
from lgmigrate.cli.command import (
    charset_options,
    new_command,
    option,
    output_options,
    workers_option,
)
from lgmigrate.cli.console import json_line, show, table
from lgmigrate.cli.messages import text

if TYPE_CHECKING:
    from lgmigrate.charset.page import OnError
    from lgmigrate.pipeline.coverage import Coverage, FieldCoverage

__all__ = ["command", "markdown_table"]


@new_command(
    "coverage",
    ja="""ソースの各フィールドにどれだけ値があり、どこへ渡るかを示す。

M は名前、又はフォルダ。値は表示しない。値があるのにデータ項目にならないフィールドを最後に示す。""",
)
@click.argument("mapping", metavar="M")
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@charset_options
@option(
    "--markdown",
    is_flag=True,
    help="Give a table for a README.",
    ja="READMEに載せる表（Markdown）を出す",
)
@workers_option
@output_options
def command(
    mapping: str,
    sources: tuple[str, ...],
    charset: str | None,
    gaiji: tuple[str, ...],
    on_error: OnError | None,
    workers: int | None,
    *,
    markdown: bool,
    as_json: bool,
) -> None:
    """How full each field of a source is, and where it goes.

    M is a name or the path of a mapping folder. Filled are values that are not "no value" and not
    spaces alone, of FILLER bytes that are neither spaces nor X'00'. No value is shown. At the end
    stand the fields that hold something and become no item.
    """
    from lgmigrate.pipeline.coverage import coverage

    chosen = chosen_mapping(mapping, charset, gaiji, on_error)
    found = coverage(chosen, sources, workers=workers)
    if as_json:
        json_line(_document(found), indent=2)
    elif markdown:
        for line in markdown_table(found):
            show(line)
    else:
        for line in _lines(found):
            show(line)


def _document(found: Coverage) -> dict[str, object]:
    return {
        "records": found.records,
        "unknown": found.unknown,
        "fields": [
            {
                "record": one.record,
                "field": one.name,
                "usage": one.usage,
                "carried": one.carried,
                "items": one.items,
                "values": one.values,
                "filled": one.filled,
                "zero": one.zero,
                "undecoded": one.undecoded,
            }
            for one in found.fields
        ],
    }


def _place(one: FieldCoverage) -> str:
    words = {
        "annex": text("coverage.annex"),
        "type": text("coverage.type"),
        "filler": text("coverage.filler"),
    }
    return words.get(one.carried) or ", ".join(one.items)


def _lines(found: Coverage) -> Iterator[str]:
    head = ("record_type", "field", "usage", "values", "filled", "zero", "undecoded", "becomes")
    right = ("values", "filled", "zero", "undecoded")
    for name, count in found.records.items():
        yield text("coverage.records", record=name, count=count)
    if found.unknown:
        yield text("coverage.unknown", count=found.unknown)
    cells = [
        (
            one.record,
            one.name,
            one.usage,
            f"{one.values:,}",
            f"{one.rate:.1%}",
            f"{one.zero:,}",
            f"{one.undecoded:,}",
            _place(one),
        )
        for one in found.fields
    ]
    yield from table(head, cells, right=right)
    lost = found.lost()
    yield text("coverage.lost", count=len(lost))
    for one in lost:
        yield f"  {one.record}.{one.name}: {one.rate:.1%}"


def markdown_table(found: Coverage) -> list[str]:
    """The table for a README, in English."""
    words = {"annex": "annex", "type": "record type", "filler": "(filler)"}
    lines = ["| record | field | usage | filled | becomes |", "|---|---|---|---:|---|"]
    for one in found.fields:
        place = words.get(one.carried) or ", ".join(one.items)
        lines.append(f"| {one.record} | {one.name} | {one.usage} | {one.rate:.0%} | {place} |")
    return lines
