"""``lgmigrate pack xsd``: the XSDs of a pack."""

from __future__ import annotations

import click

from lgmigrate.cli.command import (
    new_command,
    option,
    out_option,
    output_options,
    overwrite_option,
    writing,
)
from lgmigrate.cli.console import json_line, show

__all__ = ["command"]


@new_command(
    "xsd",
    ja="""移行ファイルごとのXSDを書き出す。

すべてのXSDが読み込む types.xsd に、型とコード一覧がある。XSDは表から作られる。
キーの重複、条件付き必須、検査数字、不詳の組合せは validate が調べる。""",
)
@click.argument("pack", metavar="P")
@out_option
@option(
    "--names",
    type=click.Choice(["romaji", "japanese"]),
    help="Names of elements; those that the pack prefers by default.",
    ja="要素名。指定がなければレイアウト定義の定めによる",
)
@overwrite_option
@output_options
def command(
    pack: str,
    out: str,
    names: str | None,
    *,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Write the XSD of every file of a pack.

    Beside them lies types.xsd, which they include: it has the types and the code lists. All are
    made from the tables of the pack. Keys, conditions, check digits and the parts of unknown dates
    are beyond an XSD; validate checks them.
    """
    from pathlib import Path

    from lgmigrate.pipeline.outputs import OutputFolder
    from lgmigrate.standard import load_pack
    from lgmigrate.standard.xsd import TYPES_FILE, generate, generate_types

    chosen = load_pack(pack)
    style = chosen.names if names is None else "romaji" if names == "romaji" else "japanese"
    schemas = {f"{file.name}.xsd": generate(chosen, file, style) for file in chosen.files}
    schemas[TYPES_FILE] = generate_types(chosen)
    writing(out)
    with OutputFolder(Path(out), overwrite=overwrite) as folder:
        for name, schema in schemas.items():
            folder.open(name).write(schema.encode())
    paths = [str(Path(out) / name) for name in schemas]
    if as_json:
        json_line(paths, indent=2)
        return
    for path in paths:
        show(path)
