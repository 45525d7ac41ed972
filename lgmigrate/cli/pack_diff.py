"""``lgmigrate pack diff``: what changed between two packs, and what that means for mappings."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from lgmigrate.cli.command import new_command, option, output_options
from lgmigrate.cli.console import grid, json_line, show
from lgmigrate.cli.gaiji import check_out, replace_option, write
from lgmigrate.cli.language import language
from lgmigrate.cli.messages import text

if TYPE_CHECKING:
    from lgmigrate.mapping.model import Mapping
    from lgmigrate.report.pack_difference import Table
    from lgmigrate.standard.pack import Pack

__all__ = ["command"]

_SHOWN = 48  # characters of a cell on a terminal; workbook and JSON have all
_SUFFIXES = {"text": ".txt", "json": ".json", "xlsx": ".xlsx"}


@new_command(
    "diff",
    ja="""二つのレイアウト定義の違いと、変換定義への影響。

A と B は名前（juki、juki@1）、又はフォルダ。追加、削除、名称や型や桁数の変更、コード値の変更を
示し、それぞれについて A のデータが B に適合するかを示す。ID も名称も異なる項目の対応は推定で、
そう記す。変換定義は、指定がなければ A のレイアウト定義を使う組み込みのもの全て。""",
)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@option(
    "--mapping",
    "mappings",
    metavar="M",
    multiple=True,
    help="A mapping to look at, in place of all installed ones of the pack; may be repeated.",
    ja="影響を見る変換定義。複数指定できる",
)
@option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "xlsx"]),
    default="text",
    show_default=True,
    help="Form of the result; xlsx needs --out.",
    ja="結果の形式。xlsx には --out が要る",
)
@option(
    "--out",
    metavar="FILE",
    help="File to write, in place of standard output.",
    ja="標準出力の代わりに書き出すファイル",
)
@replace_option
@output_options
def command(
    before: str,
    after: str,
    mappings: tuple[str, ...],
    style: Literal["text", "json", "xlsx"],
    out: str | None,
    *,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Tell what changed between two packs, and what it means for mappings.

    A and B are names (juki, juki@1) or folders of packs. Told is what was added, removed, renamed,
    retyped, of files, items and codes, and whether data of A still fits B. Which items are one
    where neither ID nor name says so is a guess, and marked. Mappings are all installed ones of the
    pack of A, if none is named.
    """
    from lgmigrate.mapping.impact import impact
    from lgmigrate.report.pack_difference import tables, to_document, to_xlsx
    from lgmigrate.standard import load_pack
    from lgmigrate.standard.difference import difference

    form = "json" if as_json else style
    if form == "xlsx" and out is None:
        raise click.UsageError(text("diff.needs_out"))
    if out is not None:
        check_out(Path(out), overwrite=overwrite, suffixes=(_SUFFIXES[form],))
    old, new = load_pack(before), load_pack(after)
    found = difference(old, new)
    chosen, broken = _mappings(old, mappings)
    reaches = [impact(found, one) for one in chosen]
    if form == "json":
        document = to_document(found, reaches, broken)
        if out is None:
            json_line(document, indent=2)
            return
        data = (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
    else:
        made = tables(found, reaches, broken, language())
        if form == "xlsx":
            data = to_xlsx(made)
        else:
            lines = _lines(made, old, new, same=found.empty)
            if out is None:
                for line in lines:
                    show(line)
                return
            data = "".join(f"{line}\n" for line in lines).encode()
    if out is not None:
        write(Path(out), data)
        show(out)


def _mappings(pack: Pack, named: Sequence[str]) -> tuple[list[Mapping], dict[str, tuple[str, ...]]]:
    """The mappings to look at, and the faults of those that cannot be loaded."""
    from lgmigrate.mapping.registry import load, names

    if named:
        return [load(one) for one in named], {}
    listed = names()
    broken = {name: one.faults for name, one in listed.items() if one.faults}
    loaded = [load(name) for name in listed if name not in broken]
    return [one for one in loaded if one.pack.name == pack.name], broken


def _lines(made: Sequence[Table], old: Pack, new: Pack, *, same: bool) -> list[str]:
    """The tables that have rows, with their titles; long cells cut."""
    lines = [text("diff.head", before=old.label, after=new.label)]
    if same:
        lines.append(text("diff.same"))
    for one in made:
        if one.rows:
            rows = [tuple(_short(cell) for cell in row) for row in one.rows]
            lines += ["", one.title, *grid(one.head, rows)]
    return lines


def _short(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
