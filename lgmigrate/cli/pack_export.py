"""``lgmigrate pack export``: a pack as a workbook of the official template."""

from __future__ import annotations

from pathlib import Path

import click

from lgmigrate.cli.command import new_command, option, output_options
from lgmigrate.cli.console import json_line, show
from lgmigrate.cli.gaiji import check_out, replace_option, write
from lgmigrate.cli.messages import text

__all__ = ["command"]


@new_command(
    "export",
    ja="""レイアウト定義を公式の様式のExcelブックに書き出す。

書き出したブックは pack import で元の表に戻る。P は名前（juki、juki@1）、又はフォルダ。""",
)
@click.argument("pack", metavar="P")
@option(
    "--out",
    metavar="FILE.xlsx",
    required=True,
    help="File to write, of suffix .xlsx.",
    ja="書き出すファイル（.xlsx）",
)
@replace_option
@output_options
def command(pack: str, out: str, *, overwrite: bool, as_json: bool) -> None:
    """Write a pack as a workbook of the official template.

    pack import makes the same tables of it again. P is a name (juki, juki@1) or the path of a pack
    folder.
    """
    from lgmigrate.errors import Faults, PackError
    from lgmigrate.report.pack_workbook import to_xlsx
    from lgmigrate.standard.catalog import pack_folder
    from lgmigrate.standard.tables import CODE_COLUMNS, FILE_COLUMNS, ITEM_COLUMNS, read_table

    check_out(Path(out), overwrite=overwrite, suffixes=(".xlsx",))
    chosen, folder = pack_folder(pack)
    faults = Faults(PackError)
    files, items, codes = (
        read_table(folder.joinpath(name), columns, faults)
        for name, columns in (
            ("files.csv", FILE_COLUMNS),
            ("items.csv", ITEM_COLUMNS),
            ("codes.csv", CODE_COLUMNS),
        )
    )
    faults.raise_if_any()
    write(Path(out), to_xlsx(chosen, files, items, codes))
    if as_json:
        json_line({"out": out, "pack": chosen.label, "items": len(items)}, indent=2)
    else:
        show(text("import.written", out=out, label=chosen.label))
