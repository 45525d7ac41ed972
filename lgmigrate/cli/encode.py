"""``lgmigrate encode``: a plain table back into a vendor's file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from lgmigrate.cli.command import new_command, option, output_options, workers_option, writing
from lgmigrate.cli.console import json_line, show, tell
from lgmigrate.cli.findings_table import code_table, verdict
from lgmigrate.cli.messages import text
from lgmigrate.cli.progress import bar
from lgmigrate.cli.table_options import chosen_layout, layout_options, page_options

if TYPE_CHECKING:
    from lgmigrate.charset.page import OnError
    from lgmigrate.pipeline.encode import EncodedFile

__all__ = ["command"]


@new_command(
    "encode",
    ja="""表（CSV、JSON Lines、Parquet）を、レコードレイアウトに従ってベンダのファイルに戻す。

TABLE は decode の --out に指定した名前。その横に decode が保存したもの（TABLE.raw.csv など）が
あれば使い、元のファイルに1バイトも違わず戻す。表の値を直した場合は、直した値が優先する。
ほかの表のものや、後から変わったものは受け付けない。""",
)
@click.argument("table", metavar="TABLE")
@layout_options
@page_options
@option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "parquet"]),
    help="Form of the table; by default that of its name.",
    ja="表の形式。指定がなければ名前から決める",
)
@option(
    "--out",
    metavar="FILE",
    required=True,
    help="File to write.",
    ja="書き出すファイル",
)
@option(
    "--overwrite",
    is_flag=True,
    help="Write over a file of that name.",
    ja="同じ名前のファイルを置き換える",
)
@workers_option
@output_options
def command(
    table: str,
    layout: str,
    record: str,
    dialect: str,
    choices: tuple[str, ...],
    framing: str | None,
    charset: str | None,
    gaiji: tuple[str, ...],
    on_error: OnError | None,
    form: Literal["csv", "jsonl", "parquet"] | None,
    out: str,
    workers: int | None,
    *,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Encode a plain table (CSV, JSON lines, Parquet) into a vendor's file by its layout.

    TABLE is the name that was given to decode as --out. What decode kept beside it is taken, and
    makes the file the same again, byte for byte; of a table that was changed, the changed values
    win. What belongs to another table, or was changed itself, is refused. Findings stand in
    FILE.findings.jsonl.
    """
    from lgmigrate.pipeline.encode import encode

    types = chosen_layout(layout, record, dialect, choices)
    writing(str(Path(out).parent))
    with bar() as progress:
        result = encode(
            table,
            types,
            out,
            charset=charset,
            gaiji=gaiji,
            on_error=on_error,
            framing=framing,
            format=form,
            overwrite=overwrite,
            workers=workers,
            progress=progress,
        )
    if as_json:
        json_line(_document(result, out), indent=2)
        return 0 if result.ok else 1
    if result.sidecars:
        tell(text("encode.sidecars", names=", ".join(result.sidecars)))
    for line in code_table(result.codes):
        show(line)
    if result.identical is not None:
        word = text("yes") if result.identical else text("no")
        show(text("encode.identical", word=word))
    show(verdict(result.codes))
    tell(text("encode.done", records=result.records, bytes=result.bytes))
    return 0 if result.ok else 1


def _document(result: EncodedFile, out: str) -> dict[str, object]:
    return {
        "ok": result.ok,
        "out": out,
        "records": result.records,
        "bytes": result.bytes,
        "codes": result.codes,
        "identical": result.identical,
        "sidecars": result.sidecars,
    }
