"""``lgmigrate pack import``: an official workbook becomes a pack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lgmigrate.cli.command import (
    new_command,
    option,
    output_options,
    overwrite_option,
    writing,
)
from lgmigrate.cli.console import json_line, show, table
from lgmigrate.cli.messages import text

if TYPE_CHECKING:
    from lgmigrate.standard.workbook.importing import Import
    from lgmigrate.standard.workbook.sheets import Layout

__all__ = ["command"]

_ROLES = {
    "items": "import.role.items",
    "codes": "import.role.codes",
    "files": "import.role.files",
    "relations": "import.role.relations",
    "ignore": "import.role.ignore",
}
_REASONS = {
    "name": "import.by.name",
    "header": "import.by.header",
    "map": "import.by.map",
    "drawing": "import.by.drawing",
    "unknown": "import.by.unknown",
}
_IGNORED = {
    "end": "import.ignored.end",
    "after_end": "import.ignored.after_end",
    "header": "import.ignored.header",
    "note": "import.ignored.note",
}
_ORIGINS = {
    "option": "import.from.option",
    "workbook": "import.from.workbook",
    "file name": "import.from.file_name",
    "form": "import.from.form",
    "domain": "import.from.domain",
}


@new_command(
    "import",
    ja="""公式のExcelブックをレイアウト定義にする。

WORKBOOK は基本データリスト・項目定義書の様式、又は中間標準レイアウトの五つの表
（移行ファイル構成表、移行ファイル関連図、データ項目一覧表、コード構成表、コード一覧）のxlsx。
どのシートと列をどう読んだかを示してから書き出す。--dry-run は示すだけで何も書かない。
誤りは、シート、行、列とともにすべて一度に示し、何も書き出さない。""",
)
@click.argument("workbook", metavar="WORKBOOK")
@option(
    "--out",
    metavar="DIR",
    help="Folder of the pack to write; needed but with --dry-run.",
    ja="書き出すレイアウト定義のフォルダ。--dry-run のほかは必須",
)
@option("--name", metavar="N", help="Name of the pack (juki).", ja="レイアウト定義の名前（juki）")
@option("--edition", metavar="E", help="Edition of the pack (2.1).", ja="版（2.1）")
@option("--title", metavar="T", help="Name of the domain.", ja="業務名")
@option("--domain", metavar="ID", help="ID of the domain (031).", ja="業務ID（031）")
@option(
    "--columns",
    metavar="MAP.toml",
    help="What sheets, columns and data types are, where that is not found out.",
    ja="自動で判らないシート、列、データ型を指定するファイル",
)
@option(
    "--dry-run",
    is_flag=True,
    help="Show what is found, column by column; write nothing.",
    ja="読み取り方を列ごとに示し、何も書かない",
)
@overwrite_option
@output_options
def command(
    workbook: str,
    out: str | None,
    name: str | None,
    edition: str | None,
    title: str | None,
    domain: str | None,
    columns: str | None,
    *,
    dry_run: bool,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Make a pack of an official workbook.

    WORKBOOK is an xlsx of the official template (基本データリスト, 項目定義書) or with the five
    tables of the 中間標準レイアウト. How its sheets and columns were read is shown before
    anything is written; --dry-run shows it column by column and writes nothing. Faults are told
    all at once, each with sheet, row and column, and nothing is written then.
    """
    from lgmigrate.pipeline.outputs import OutputFolder
    from lgmigrate.standard.workbook.column_map import read_map
    from lgmigrate.standard.workbook.importing import import_workbook

    if out is None and not dry_run:
        raise click.UsageError(text("import.needs_out"))
    given = {"name": name, "edition": edition, "title": title, "domain": domain}
    done = import_workbook(
        _bytes(workbook),
        Path(workbook).name,
        {key: value for key, value in given.items() if value is not None},
        read_map(_bytes(columns), Path(columns).name) if columns else None,
        names_by_domain={} if name else _names(),
    )
    if as_json:
        json_line(_document(done, None if dry_run or done.faults else out), indent=2)
    else:
        for line in _lines(done, whole=dry_run):
            show(line)
    done.raise_if_wrong()
    if dry_run or out is None:
        return
    writing(out)
    with OutputFolder(Path(out), overwrite=overwrite, stale=("*.xsd",)) as folder:
        for path, data in done.files.items():
            folder.open(path).write(data)
    if not as_json:
        show(text("import.written", out=out, label=done.pack.label if done.pack else ""))


def _bytes(path: str) -> bytes:
    from lgmigrate.errors import PackError

    try:
        return Path(path).read_bytes()
    except OSError as error:
        msg = f"{path}: Expected a file that can be read, got {type(error).__name__}"
        raise PackError(msg) from error


def _names() -> dict[str, str]:
    """The name of the installed pack of each domain that has one."""
    from lgmigrate.standard import load_pack, pack_editions, pack_names

    found: dict[str, list[str]] = {}
    for name in filter(pack_editions, pack_names()):
        found.setdefault(load_pack(name).domain, []).append(name)
    return {domain: names[0] for domain, names in found.items() if domain and len(names) == 1}


def _lines(done: Import, *, whole: bool) -> Iterator[str]:
    for layout in done.layouts:
        yield from _sheet(done, layout, whole=whole)
    yield ""
    for key, value in done.head.values.items():
        yield f"{key} = {value}  ({text(_ORIGINS[done.head.origins[key]])})"
    if done.tables.rows:
        yield ""
        yield from table(("file", "name", "items"), _files(done), right=("items",))
    values = len(done.codes.entries)
    yield text("import.lists", lists=len(done.codes.names), values=values)
    yield from _notes(done)


def _sheet(done: Import, layout: Layout, *, whole: bool) -> Iterator[str]:
    from lgmigrate.record.workbook import letter

    head = {"name": layout.sheet.name, "role": text(_ROLES[layout.role])}
    yield text("import.sheet", **head, why=text(_REASONS[layout.reason]))
    if layout.sheet.hidden:
        yield "  " + text("import.hidden")
    if not layout.header:
        return
    count = _count(done, layout)
    yield "  " + text("import.header", rows=layout.header, count=count)
    if whole:
        rows = [
            (name, ":".join(map(letter, columns)), layout.texts[name])
            for name, columns in layout.columns.items()
        ]
        for line in table(("column", "letter", "header"), rows):
            yield "    " + line
    for at, header in layout.unused if whole else ():
        yield "    " + text("import.unused", letter=letter(at), header=header)
    for one in done.ignored:
        if one.sheet == layout.sheet.name:
            numbers = ", ".join(map(str, one.rows))
            yield "  " + text("import.left", rows=numbers, why=text(_IGNORED[one.reason]))


def _count(done: Import, layout: Layout) -> int:
    """The rows of a sheet that became rows of the pack."""
    name = layout.sheet.name
    entries = (*done.items.entries, *done.codes.entries)
    places = (*(one.row for one in entries), *done.tables.places.values())
    return sum(one.layout.sheet.name == name for one in places)


def _files(done: Import) -> list[tuple[str, str, str]]:
    groups = [one.cells["グループ_名称"] for one in done.items.entries]
    return [
        (row["グループ_名称"], row["ファイル名"] or row["グループ_名称"], str(groups.count(group)))
        for row in done.tables.rows
        for group in (row["グループ_名称"],)
    ]


def _notes(done: Import) -> Iterator[str]:
    items = done.items
    for word, (kind, count) in items.types.items():
        yield text("import.type", word=word, kind=kind, count=count)
    for group, made in done.tables.made.items():
        yield text("import.file_name", group=group, name=made)
    for key, count in (
        ("import.made_ids", items.made_ids),
        ("import.made_romaji", items.made_romaji),
        ("import.made_conditions", items.made_conditions),
        ("import.short_days", items.short_days),
    ):
        if count:
            yield text(key, count=count)
    for identity in done.codes.again:
        yield text("import.again", id=identity)


def _document(done: Import, out: str | None) -> dict[str, object]:
    from lgmigrate.record.workbook import letter

    items = done.items
    return {
        "source": done.source,
        "out": out,
        "form": "official" if items.official else "five tables",
        "head": dict(done.head.values),
        "from": dict(done.head.origins),
        "sheets": [
            {
                "name": one.sheet.name,
                "role": one.role,
                "by": one.reason,
                "hidden": one.sheet.hidden,
                "header": one.header,
                "columns": {
                    name: ":".join(map(letter, columns)) for name, columns in one.columns.items()
                },
                "unused": {letter(at): header for at, header in one.unused},
                "rows": _count(done, one),
                "ignored": {
                    left.reason: list(left.rows)
                    for left in done.ignored
                    if left.sheet == one.sheet.name
                },
            }
            for one in done.layouts
        ],
        "files": [
            {"group": group, "name": name, "items": int(count)}
            for group, name, count in _files(done)
        ],
        "lists": len(done.codes.names),
        "values": len(done.codes.entries),
        "types": {word: kind for word, (kind, _) in items.types.items()},
        "made": {
            "ids": items.made_ids,
            "romaji": items.made_romaji,
            "conditions": items.made_conditions,
            "days_without_digits": items.short_days,
            "file_names": done.tables.made,
        },
        "faults": list(done.faults),
    }
