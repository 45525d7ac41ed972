"""``lgmigrate restore``: the standard layout back into the vendor's form."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lgmigrate.cli.chosen import chosen_mapping
from lgmigrate.cli.command import (
    charset_options,
    mapping_option,
    new_command,
    out_option,
    output_options,
    overwrite_option,
    workers_option,
    writing,
)
from lgmigrate.cli.console import json_line, show, table, tell
from lgmigrate.cli.findings_table import code_table, verdict
from lgmigrate.cli.messages import text
from lgmigrate.cli.progress import bar
from lgmigrate.errors import LgmigrateError

if TYPE_CHECKING:
    from lgmigrate.charset.page import OnError

__all__ = ["command"]


@new_command(
    "restore",
    ja="""中間標準レイアウトをベンダの形式に戻す。

STANDARD は convert が書いたフォルダ、又は移行ファイルのあるフォルダ。
「一致」は、復元したファイルのSHA-256が manifest.json にある
元のファイルのものと同じかどうか。""",
)
@click.argument("standard", metavar="STANDARD")
@mapping_option
@out_option
@charset_options
@workers_option
@overwrite_option
@output_options
def command(
    standard: str,
    mapping: str,
    out: str,
    charset: str | None,
    gaiji: tuple[str, ...],
    on_error: OnError | None,
    workers: int | None,
    *,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Restore the standard layout into the vendor's form.

    STANDARD is a folder that convert wrote, or one with the exchange files of another system.
    "identical" says whether a restored file has the SHA-256 that manifest.json states for the
    source.
    """
    from lgmigrate.pipeline.restore import restore

    chosen = chosen_mapping(mapping, charset, gaiji, on_error)
    writing(out)
    with bar(_bytes_of_sources(standard)) as progress:
        result = restore(
            standard, chosen, out, workers=workers, overwrite=overwrite, progress=progress
        )
    if as_json:
        document = {
            "ok": result.ok,
            "out": str(result.out),
            "counts": result.counts,
            "codes": result.codes,
            "identical": result.identical,
        }
        json_line(document, indent=2)
        return 0 if result.ok else 1
    _show(result.identical, result.codes)
    tell(text("restore.done", records=result.counts["records"]))
    return 0 if result.ok else 1


def _bytes_of_sources(standard: str) -> int:
    """The bytes that the manifest states for the sources; 0 where it states none."""
    from lgmigrate.exchange.manifest import Manifest

    try:
        manifest = Manifest.from_json((Path(standard) / "manifest.json").read_text("utf-8"))
    except (OSError, UnicodeDecodeError, LgmigrateError):
        return 0  # restore tells of it, if it is a fault
    return sum(source.bytes for source in manifest.sources)


def _show(identical: dict[str, bool | None], codes: dict[str, int]) -> None:
    words = {True: text("yes"), False: text("no"), None: text("unknown")}
    for line in table(
        ("file", "identical"), [(name, words[same]) for name, same in identical.items()]
    ):
        show(line)
    show()
    for line in code_table(codes):
        show(line)
    show(verdict(codes))
