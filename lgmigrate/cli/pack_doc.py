"""``lgmigrate pack doc``: a pack as one HTML page."""

from __future__ import annotations

import click

from lgmigrate.cli.command import (
    new_command,
    out_option,
    output_options,
    overwrite_option,
    writing,
)
from lgmigrate.cli.console import json_line, show
from lgmigrate.cli.language import language

__all__ = ["command"]


@new_command(
    "doc",
    ja="""レイアウト定義を1枚のHTMLにする。

移行ファイル、関連図、データ項目、コード一覧があり、検索できる。外部の資源は使わない。
見出しは --lang の言語になる。""",
)
@click.argument("pack", metavar="P")
@out_option
@overwrite_option
@output_options
def command(pack: str, out: str, *, overwrite: bool, as_json: bool) -> None:
    """Write a pack as one HTML page.

    It has the files, a drawing of their relations, the items and the code lists, can be searched,
    and needs nothing from elsewhere. Its headings are in the language of --lang.
    """
    from pathlib import Path

    from lgmigrate.pipeline.outputs import OutputFolder
    from lgmigrate.report.page.page import pack_page
    from lgmigrate.standard import load_pack

    chosen = load_pack(pack)
    name = f"{chosen.name}-{chosen.edition}.html"
    page = pack_page(chosen, language())
    writing(out)
    with OutputFolder(Path(out), overwrite=overwrite) as folder:
        folder.open(name).write(page)
    path = str(Path(out) / name)
    if as_json:
        json_line([path], indent=2)
    else:
        show(path)
