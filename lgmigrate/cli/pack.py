"""``lgmigrate pack``: the packs and their tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from lgmigrate.cli.command import new_command, new_group, output_options
from lgmigrate.cli.console import json_line, show, table
from lgmigrate.cli.messages import text

if TYPE_CHECKING:
    from lgmigrate.standard.pack import CodeList, File, Item, Pack

__all__ = ["command"]


_PARTS: tuple[str, ...] = ("xsd",)


@new_group(
    "pack",
    ja="レイアウト定義（中間標準レイアウトの版ごとの表）。",
    lazy={name: f"lgmigrate.cli.pack_{name}" for name in _PARTS},
)
def command() -> None:
    """Packs: the editions of the standard layout as tables."""


@new_command("list", group=command, ja="組み込みのレイアウト定義の一覧。")
@output_options
def list_packs(*, as_json: bool) -> None:
    """The installed packs."""
    from lgmigrate.standard import load_pack, pack_editions, pack_names

    packs = [load_pack(name, edition) for name in pack_names() for edition in pack_editions(name)]
    if as_json:
        json_line([_head(pack) for pack in packs], indent=2)
        return
    rows = [(pack.label, pack.title) for pack in packs]
    for line in table(("name", "about"), rows):
        show(line)


@new_command(
    "show",
    group=command,
    ja="""レイアウト定義の内容: 移行ファイル、データ項目、コード一覧。

P は名前（juki、juki@1）、又はフォルダ。""",
)
@click.argument("pack", metavar="P")
@output_options
def show_pack(pack: str, *, as_json: bool) -> None:
    """The tables of a pack: files, items, code lists.

    P is a name (juki, juki@1) or the path of a pack folder.
    """
    from lgmigrate.standard import load_pack

    chosen = load_pack(pack)
    if as_json:
        document = _head(chosen) | {
            "files": [_file(file) for file in chosen.files],
            "code_lists": [_codes(one) for one in chosen.code_lists.values()],
        }
        json_line(document, indent=2)
        return
    for line in _lines(chosen):
        show(line)


def _head(pack: Pack) -> dict[str, object]:
    return {
        "label": pack.label,
        "name": pack.name,
        "edition": pack.edition,
        "title": pack.title,
        "status": pack.status,
        "source": pack.source,
        "namespace": pack.namespace,
        "digest": pack.digest,
    }


def _file(file: File) -> dict[str, object]:
    return {
        "name": file.name,
        "title": file.title,
        "items": [
            {
                "id": item.id,
                "name": item.name,
                "romaji": item.romaji,
                "type": item.type,
                "digits": item.digits,
                "scale": item.scale,
                "key": item.key,
                "condition": item.condition,
                "code": item.code,
                "unknown": item.unknown,
                "inferred": item.inferred,
            }
            for item in file.items
        ],
    }


def _codes(one: CodeList) -> dict[str, object]:
    codes = [{"value": code.value, "name": code.name} for code in one.codes]
    return {"id": one.id, "name": one.name, "codes": codes}


def _lines(pack: Pack) -> Iterator[str]:
    yield f"{pack.label}  {pack.title}"
    if pack.status == "profile":
        yield text("pack.profile")
    yield text("pack.source", source=pack.source)
    head = ("number", "name", "romaji", "type", "digits", "key", "condition", "code")
    for file in pack.files:
        yield ""
        yield text("pack.file", name=file.name, title=file.title, count=len(file.items))
        rows = [_row(number, item) for number, item in enumerate(file.items, start=1)]
        yield from table(head, rows, right=("number", "digits"))
    for one in pack.code_lists.values():
        yield ""
        yield text("pack.code_list", id=one.id, name=one.name)
        if not one.codes:
            yield text("pack.own_codes")
            continue
        rows = [(code.value, code.name) for code in one.codes]
        yield from table(("value", "about"), rows)


def _row(number: int, item: Item) -> tuple[str, ...]:
    digits = f"{item.digits}.{item.scale}" if item.scale else str(item.digits or "")
    key = "○" if item.key else ""
    condition = text(f"condition.{item.condition}")
    return (str(number), item.name, item.romaji, item.type, digits, key, condition, item.code)
