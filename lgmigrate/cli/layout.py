"""``lgmigrate layout``: record layouts of every kind, shown and written as tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lgmigrate.cli.command import new_command, new_group, option, output_options, writing
from lgmigrate.cli.console import json_line, show, table, tell
from lgmigrate.cli.messages import text
from lgmigrate.cli.table_options import chosen_definition, copybook_options

if TYPE_CHECKING:
    from lgmigrate.record.layout import RecordLayout

__all__ = ["command"]


@new_group("layout", ja="レコードレイアウト（表、COPY句、項目定義書）。")
def command() -> None:
    """Record layouts: tables, copybooks, layout sheets."""


@new_command(
    "show",
    group=command,
    ja="""レコードレイアウトの全てのフィールドを、位置と長さとともに示す。

L は表（.csv）、COPY句（.cpy、.cob、.cbl）、項目定義書（.xlsx、.csv）。""",
)
@click.argument("layout", metavar="L")
@copybook_options
@option(
    "--copybook",
    is_flag=True,
    help="Print a copybook as it was understood: COPY and REPLACE done, a clause in its place.",
    ja="COPY句を解釈した結果（COPY と REPLACE を済ませたもの）を出す",
)
@output_options
def show_layout(
    layout: str,
    record: str,
    dialect: str,
    choices: tuple[str, ...],
    *,
    copybook: bool,
    as_json: bool,
) -> None:
    """Every field of a record layout with its place.

    L is a table (.csv), a copybook (.cpy, .cob, .cbl) or a layout sheet (.xlsx, .csv).
    """
    from lgmigrate.record.copybook_text import write_copybook
    from lgmigrate.record.definition import is_copybook, load_copybook, load_layouts
    from lgmigrate.record.expand import alternatives

    if copybook and not is_copybook(layout):
        raise click.UsageError(text("layout.no_copybook"))
    chosen = chosen_definition(record, dialect, choices)
    found = load_layouts(layout, chosen)
    redefined: dict[str, dict[str, tuple[str, ...]]] = {}
    if is_copybook(layout):
        book = load_copybook(layout, dialect=dialect)
        for warning in book.warnings:
            tell(warning)
        names = {one.name for one in found}
        if copybook:
            text_of = write_copybook([one for one in book.records if one.name in names])
            for line in text_of.splitlines():
                show(line)
            return
        redefined = {one.name: alternatives(one) for one in book.records}
    if as_json:
        json_line([_document(one, redefined.get(one.name, {})) for one in found], indent=2)
        return
    for one in found:
        for line in _lines(one, redefined.get(one.name, {})):
            show(line)


def _document(layout: RecordLayout, redefined: dict[str, tuple[str, ...]]) -> dict[str, object]:
    return {
        "name": layout.name,
        "length": layout.length,
        "redefines": redefined,
        "tables": [
            {
                "name": one.name,
                "offset": one.offset,
                "size": one.size,
                "least": one.least,
                "most": one.most,
                "depending": one.depending or None,
                "within": one.within or None,
            }
            for one in layout.tables
        ],
        "fields": [
            {
                "name": one.name,
                "usage": one.usage,
                "offset": one.offset,
                "length": one.length,
                "digits": one.digits,
                "scale": one.scale,
                "sign": one.sign,
                "note": one.note,
            }
            for one in layout.fields
        ],
    }


def _lines(layout: RecordLayout, redefined: dict[str, tuple[str, ...]]) -> Iterator[str]:
    yield text("layout.head", name=layout.name, length=layout.length, count=len(layout.fields))
    for name, others in redefined.items():
        yield text("layout.redefines", name=name, others=", ".join(others[1:]))
    for one in layout.tables:
        yield text(
            "layout.table",
            name=one.name,
            least=one.least,
            most=one.most,
            size=one.size,
            depending=one.depending or "-",
        )
    head = ("offset", "length", "usage", "digits", "scale", "sign", "name")
    cells = [
        (
            str(one.offset),
            str(one.length),
            one.usage,
            str(one.digits or ""),
            str(one.scale or ""),
            "" if one.sign == "none" else one.sign,
            one.name,
        )
        for one in layout.fields
    ]
    yield from table(head, cells, right=("offset", "length", "digits", "scale"))


@new_command(
    "import",
    group=command,
    ja="""COPY句又は項目定義書を、レイアウトの表（CSV）にしてフォルダ DIR に書く。

レコードごとに一つのファイルになる。変換定義では表をそのまま使える。""",
)
@click.argument("layout", metavar="L")
@copybook_options
@option(
    "--out",
    metavar="DIR",
    required=True,
    help="Folder to write into; made where it does not exist.",
    ja="書き出すフォルダ。なければ作る",
)
@option(
    "--overwrite",
    is_flag=True,
    help="Write into a folder that holds files, over those of the same names.",
    ja="ファイルのあるフォルダに書き、同じ名前のものを置き換える",
)
@output_options
def import_layout(
    layout: str,
    record: str,
    dialect: str,
    choices: tuple[str, ...],
    out: str,
    *,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Write a copybook or a layout sheet as layout tables (CSV), a file for each record.

    Mappings take the tables as they are, and a table can say what a copybook cannot: dates, "no
    value", notes.
    """
    from lgmigrate.pipeline.outputs import OutputFolder
    from lgmigrate.record.definition import load_layouts
    from lgmigrate.record.table import write_layout

    found = load_layouts(layout, chosen_definition(record, dialect, choices))
    writing(out)
    with OutputFolder(Path(out), overwrite=overwrite) as folder:
        for one in found:
            folder.open(f"{one.name}.csv").write(write_layout(one).encode())
    if as_json:
        json_line({"folder": out, "files": [f"{one.name}.csv" for one in found]}, indent=2)
        return
    for one in found:
        show(text("layout.written", name=f"{one.name}.csv", count=len(one.fields)))
