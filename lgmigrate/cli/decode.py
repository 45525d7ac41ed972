"""``lgmigrate decode``: a vendor's file to a plain table by its layout alone."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from lgmigrate.cli.command import (
    new_command,
    option,
    output_options,
    workers_option,
    writing,
)
from lgmigrate.cli.console import json_line, show, tell
from lgmigrate.cli.findings_table import code_table, verdict
from lgmigrate.cli.messages import text
from lgmigrate.cli.progress import bar, total_bytes
from lgmigrate.cli.table_options import chosen_layout, layout_options, page_options

if TYPE_CHECKING:
    from lgmigrate.charset.page import OnError
    from lgmigrate.pipeline.decode import Decoded

__all__ = ["command"]


@new_command(
    "decode",
    ja="""ベンダのファイルを、レコードレイアウトだけを使って表（CSV、JSON Lines、Parquet）にする。

--out がなければ、CSV 又は JSON Lines を標準出力に出す。--out F があれば、変換できなかった値や
元のバイト列を F.raw.csv などに保存するので、encode で元のファイルに1バイトも違わず戻せる。
レコード種別が複数あるとき、CSV と Parquet は種別ごとに F.<種別>.csv のようなファイルになり、
JSON Lines は一つのファイルに type が付く。""",
)
@click.argument("file", metavar="FILE")
@layout_options
@page_options
@option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "parquet"]),
    help="Form of the table; by default that of the name of --out, else CSV.",
    ja="表の形式。指定がなければ --out の名前から決め、なければCSV",
)
@option(
    "--out",
    metavar="F",
    help="File to write; without it the table goes to standard output.",
    ja="書き出すファイル。なければ標準出力",
)
@option(
    "--bom",
    is_flag=True,
    help="Begin CSV with a byte order mark, as Excel needs it.",
    ja="CSVの先頭にBOMを付ける（Excelで開く場合）",
)
@option(
    "--overwrite",
    is_flag=True,
    help="Write over a file of that name, and over what an earlier run left beside it.",
    ja="同じ名前のファイルと、その横に前回できたものを置き換える",
)
@workers_option
@output_options
def command(
    file: str,
    layout: str,
    record: str,
    dialect: str,
    choices: tuple[str, ...],
    framing: str | None,
    charset: str | None,
    gaiji: tuple[str, ...],
    on_error: OnError | None,
    form: Literal["csv", "jsonl", "parquet"] | None,
    out: str | None,
    workers: int | None,
    *,
    bom: bool,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Decode a vendor's file to a plain table (CSV, JSON lines, Parquet) by its layout alone.

    Without --out the table goes to standard output. With --out F the bytes that encoding would not
    give back are kept beside it (F.raw.csv, F.framing.csv, F.rejected.dat), so that encode makes
    the same file of it again, byte for byte. Findings stand in F.findings.jsonl.

    With several record types CSV and Parquet have a file each (F.<type>.csv), JSON lines one file
    with a key type.
    """
    from lgmigrate.pipeline.decode import decode

    types = chosen_layout(layout, record, dialect, choices)
    if out is None and (form == "parquet" or (len(types.types) > 1 and form != "jsonl")):
        raise click.UsageError(text("decode.needs_out"))
    if out is not None:
        writing(str(Path(out).parent))
    with bar(total_bytes([file]) if out is not None else 0) as progress:
        result = decode(
            file,
            types,
            sys.stdout.buffer if out is None else out,
            charset=charset,
            gaiji=gaiji,
            on_error=on_error,
            framing=framing,
            format=form,
            bom=bom,
            overwrite=overwrite,
            workers=workers,
            progress=progress if out is not None else None,
        )
    if out is None:
        sys.stdout.buffer.flush()
        _tell(result)
    elif as_json:
        json_line(_document(result, out), indent=2)
    else:
        for line in code_table(result.codes):
            show(line)
        show(verdict(result.codes))
        tell(text("decode.done", **_counts(result)))
        if result.counts["kept"]:
            names = ", ".join(result.sidecars)
            tell(text("decode.kept", kept=result.counts["kept"], names=names))
    return 0 if result.ok else 1


def _counts(result: Decoded) -> dict[str, int]:
    return {name: result.counts[name] for name in ("read", "records", "rejected")}


def _tell(result: Decoded) -> None:
    """What stands on standard error where the table has standard output."""
    if result.codes:
        for line in code_table(result.codes):
            tell(line)
    counts = result.counts
    if counts["kept"] or counts["rejected"]:
        tell(text("decode.not_kept", kept=counts["kept"], rejected=counts["rejected"]))
    tell(text("decode.done", **_counts(result)))


def _document(result: Decoded, out: str) -> dict[str, object]:
    return {
        "ok": result.ok,
        "out": out,
        "counts": result.counts,
        "codes": result.codes,
        "tables": result.tables,
        "sidecars": result.sidecars,
    }
