"""``lgmigrate mapping``: the mappings, their steps, and what is worth knowing of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from lgmigrate.cli.command import new_command, new_group, output_options
from lgmigrate.cli.console import json_line, show, table
from lgmigrate.cli.language import language
from lgmigrate.cli.messages import text

if TYPE_CHECKING:
    from lgmigrate.mapping.model import Mapping

__all__ = ["command"]


@new_group(
    "mapping",
    ja="変換定義（ベンダのレコードレイアウトと移行ファイルの対応）。",
    lazy={name: f"lgmigrate.cli.mapping_{name}" for name in ("new", "coverage")},
)
def command() -> None:
    """Mappings: a vendor's record layouts and the files of a pack."""


@new_command(
    "list",
    group=command,
    ja="""組み込みの変換定義の一覧。

読めない変換定義は、その誤りとともに示す。""",
)
@output_options
def list_mappings(*, as_json: bool) -> None:
    """The installed mappings.

    One that cannot be read is named with its faults; the others still load.
    """
    from lgmigrate.mapping import names

    listed = names()
    japanese = language() == "ja"
    if as_json:
        rows = [
            {"name": name, "title": one.title, "title_en": one.title_en, "faults": one.faults}
            for name, one in listed.items()
        ]
        json_line(rows, indent=2)
        return
    cells = []
    for name, one in listed.items():
        title = one.title if japanese or not one.title_en else one.title_en
        broken = text("mapping.broken", count=len(one.faults))
        cells.append((name, broken if one.faults else title))
    for line in table(("name", "about"), cells):
        show(line)
    for name, one in listed.items():
        for fault in one.faults:
            show(f"{name}: {fault}")


@new_command(
    "show",
    group=command,
    ja="""変換定義の全ての変換。

M は名前、又はフォルダ。フィールド、その形式、変換の内容、データ項目を
1行ずつ示し、標準外項目を最後に示す。""",
)
@click.argument("mapping", metavar="M")
@output_options
def show_mapping(mapping: str, *, as_json: bool) -> None:
    """Every step of a mapping.

    M is a name or the path of a mapping folder. A row a step: fields, their usages, what is done,
    the items; at the end the fields that go to the annex.
    """
    from lgmigrate.mapping import describe, load

    chosen = load(mapping)
    rows = describe(chosen, language())
    if as_json:
        document = _head(chosen) | {
            "rows": [
                {
                    "record": row.record,
                    "file": row.file,
                    "fields": row.fields,
                    "usages": row.usages,
                    "kind": row.kind,
                    "step": row.step,
                    "items": row.items,
                }
                for row in rows
            ]
        }
        json_line(document, indent=2)
        return
    for line in _head_lines(chosen):
        show(line)
    cells = [
        (
            row.record,
            ", ".join(row.fields),
            ", ".join(row.usages),
            row.step,
            row.file,
            ", ".join(row.items),
        )
        for row in rows
    ]
    for line in table(("record_type", "fields", "usage", "step", "file", "items"), cells):
        show(line)


@new_command(
    "check",
    group=command,
    ja="""変換定義を調べ、注記を示す。

誤りがあれば全ての誤りを場所とともに示す（終了コード3）。注記は誤りではない。値ごとに検査される所と、元のバイトが標準外項目に残る所を示す。""",
)
@click.argument("mapping", metavar="M")
@output_options
def check_mapping(mapping: str, *, as_json: bool) -> None:
    """Check a mapping and tell what is worth knowing.

    A wrong one: every fault with its place, exit code 3. A note is no fault: it says where values
    are checked one by one, and where source bytes are kept in the annex.
    """
    from lgmigrate.mapping import check, load
    from lgmigrate.pipeline.plan import make_plans

    chosen = load(mapping)
    make_plans(chosen)
    notes = check(chosen, language())
    if as_json:
        document = _head(chosen) | {
            "notes": [{"kind": one.kind, "place": one.place, "text": one.text} for one in notes]
        }
        json_line(document, indent=2)
        return
    for line in _head_lines(chosen):
        show(line)
    show(text("mapping.good", count=len(notes)))
    for one in notes:
        show(f"{one.place}: {one.text}")


def _head(mapping: Mapping) -> dict[str, object]:
    return {
        "name": mapping.name,
        "title": mapping.title,
        "title_en": mapping.title_en,
        "pack": mapping.pack.label,
        "charset": mapping.charset,
        "framing": mapping.framing.form,
        "lossless": mapping.lossless,
        "digest": mapping.digest,
    }


def _head_lines(mapping: Mapping) -> Iterator[str]:
    english = language() == "en" and mapping.title_en
    yield text(
        "mapping.head",
        name=mapping.name,
        title=mapping.title_en if english else mapping.title,
        pack=mapping.pack.label,
        charset=mapping.charset,
        form=mapping.framing.form,
    )
    yield text("mapping.lossless" if mapping.lossless else "mapping.lossy")
