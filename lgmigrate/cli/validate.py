"""``lgmigrate validate``: a delivery against its pack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lgmigrate.cli.command import new_command, option, output_options, workers_option
from lgmigrate.cli.console import json_line, raw_json, show, table
from lgmigrate.cli.delivery import tell_unknown
from lgmigrate.cli.findings_table import Tally, verdict
from lgmigrate.cli.messages import text
from lgmigrate.cli.progress import bar, total_bytes

if TYPE_CHECKING:
    import polars as pl

__all__ = ["command"]


@new_command(
    "validate",
    ja="""移行ファイルの全レコード・全項目をレイアウト定義と照らし合わせる。

PATH は移行データのフォルダ（業務ごとのフォルダがあってもよい）、又は一つの移行ファイル。
必須、桁数、型、コード、日付、検査数字、キーの重複、業務をまたぐ参照、manifest.json との一致を
調べる。レイアウト定義は、指定がなければ manifest.json と移行ファイル自身から分かる。
--json では指摘を1行ずつ出し、最後の行がまとめになる。""",
)
@click.argument("path", metavar="PATH")
@option(
    "--pack",
    "packs",
    metavar="P[@EDITION]",
    multiple=True,
    help="Name of an installed pack, or the path of a pack folder; may be repeated. Without it the "
    "manifests and the files say of which packs they are.",
    ja="組み込みのレイアウト定義の名前、又はそのフォルダ。複数指定できる",
)
@option(
    "--mapping",
    metavar="M",
    help="A mapping, instead of --pack: its pack is used.",
    ja="--pack の代わりに変換定義を指定する（そのレイアウト定義を使う）",
)
@workers_option
@output_options
def command(
    path: str, packs: tuple[str, ...], mapping: str | None, workers: int | None, *, as_json: bool
) -> int:
    """Check every item of every record of a delivery against its pack.

    PATH is the folder of a delivery (with a folder a pack where it has several), or one exchange
    file. Checked are required items, digits, types, code lists, dates, check digits, the uniqueness
    of keys, references between files and packs, and the manifests. With --json each finding is a
    line, and the last line is the summary.
    """
    if packs and mapping is not None:
        raise click.UsageError(text("validate.either"))
    from lgmigrate.findings import to_jsonl
    from lgmigrate.pipeline.validate import validate

    tally = Tally()

    def stream(findings: pl.DataFrame) -> None:
        raw_json(to_jsonl(findings).decode().rstrip("\n"))

    take = stream if as_json else tally.add
    with bar(total_bytes([path], suffixes=(".xml", ".csv"))) as progress:
        report = validate(
            path,
            packs or None,
            mapping=mapping,
            workers=workers,
            on_findings=take,
            progress=progress,
        )
    if as_json:
        summary = {
            "ok": report.ok,
            "packs": report.packs,
            "unknown": report.unknown,
            "records": report.counts,
            "codes": report.codes,
        }
        json_line({"summary": summary})
        return 0 if report.ok else 1
    tell_unknown(report.unknown)
    show(text("validate.pack", pack=", ".join(report.packs)))
    rows = [(name, f"{count:,}") for name, count in report.counts.items()]
    for line in table(("file", "records"), rows, right=("records",)):
        show(line)
    show()
    for line in tally.lines():
        show(line)
    show(verdict(report.codes))
    return 0 if report.ok else 1
