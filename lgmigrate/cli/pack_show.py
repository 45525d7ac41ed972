"""``lgmigrate pack show``: the tables of a pack, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from lgmigrate.cli.command import new_command, option, output_options
from lgmigrate.cli.console import json_line, show, table
from lgmigrate.cli.messages import text

if TYPE_CHECKING:
    from lgmigrate.report.page.facts import Stated
    from lgmigrate.standard.pack import CodeList, File, Item, Pack, Target

__all__ = ["command", "head"]

_COLUMNS = (
    *("number", "id", "name", "romaji", "type", "digits", "repeat", "key", "condition", "code"),
    "remark",
)


@new_command(
    "show",
    ja="""レイアウト定義の内容: 移行ファイル、データ項目、コード一覧。

P は名前（juki、juki@1）、又はフォルダ。条件付き必須の条件ごとに、validate が調べるか、
人が確かめるかも示す。""",
)
@click.argument("pack", metavar="P")
@option(
    "--file",
    "files",
    metavar="F",
    multiple=True,
    help="Only this file, by its name or title; may be repeated.",
    ja="このファイルだけ（ファイル名か日本語名称）。複数指定できる",
)
@option(
    "--code",
    "codes",
    metavar="ID",
    multiple=True,
    help="Only this code list, and the items that use it; may be repeated.",
    ja="このコード一覧と、それを使う項目だけ。複数指定できる",
)
@output_options
def command(pack: str, files: tuple[str, ...], codes: tuple[str, ...], *, as_json: bool) -> None:
    """The tables of a pack: files, items, code lists.

    P is a name (juki, juki@1) or the path of a pack folder. Each condition of an item that is
    required conditionally is shown with whether validate checks it or people have to.
    """
    from lgmigrate.standard import load_pack

    chosen = load_pack(pack)
    whole = not (files or codes)
    shown = chosen.files if whole else tuple(_file_of(chosen, name) for name in files)
    lists = tuple(chosen.code_lists.values()) if whole else ()
    lists += tuple(_codes_of(chosen, name) for name in codes)
    if as_json:
        document = head(chosen) | {
            "files": [_file(chosen, file) for file in shown],
            "code_lists": [_codes(chosen, one) for one in lists],
        }
        json_line(document, indent=2)
        return
    for line in (*_head_lines(chosen), *_file_lines(chosen, shown), *_code_lines(chosen, lists)):
        show(line)


def head(pack: Pack) -> dict[str, object]:
    """What a pack is, for JSON."""
    return {
        "label": pack.label,
        "name": pack.name,
        "edition": pack.edition,
        "title": pack.title,
        "domain": pack.domain,
        "status": pack.status,
        "source": pack.source,
        "source_sha256": pack.source_sha256,
        "names": pack.names,
        "namespace": pack.namespace,
        "digest": pack.digest,
    }


def _file_of(pack: Pack, name: str) -> File:
    for file in pack.files:
        if name in {file.name, file.group, file.title}:
            return file
    known = ", ".join(file.name for file in pack.files)
    raise click.UsageError(text("pack.no_file", pack=pack.label, name=name, known=known))


def _codes_of(pack: Pack, name: str) -> CodeList:
    """A code list by its ID, or by the same number written otherwise (002, 2)."""
    if name in pack.code_lists:
        return pack.code_lists[name]
    same = [one for one in pack.code_lists if _is_same_number(one, name)]
    if len(same) == 1:
        return pack.code_lists[same[0]]
    known = ", ".join(pack.code_lists) or "-"
    raise click.UsageError(text("pack.no_codes", pack=pack.label, name=name, known=known))


def _is_same_number(one: str, other: str) -> bool:
    return one.isdecimal() and other.isdecimal() and int(one) == int(other)


def _file(pack: Pack, file: File) -> dict[str, object]:
    from lgmigrate.report.page.facts import stated_conditions

    stated = stated_conditions(file, pack)
    references = [
        {"items": one.items, "targets": [_target(target) for target in one.targets]}
        for one in file.references
    ]
    return {
        "name": file.name,
        "title": file.title,
        "group": file.group,
        "description": file.description,
        "keys": [item.name for item in file.keys],
        "references": references,
        "items": [_item(item, stated.get(item.name, ())) for item in file.items],
    }


def _item(item: Item, stated: Iterable[Stated]) -> dict[str, object]:
    return {
        "id": item.id,
        "name": item.name,
        "romaji": item.romaji,
        "type": item.type,
        "digits": item.digits,
        "scale": item.scale,
        "repeat": item.repeat,
        "key": item.key,
        "foreign": item.foreign,
        "targets": [_target(target) for target in item.targets],
        "condition": item.condition,
        "conditions": [{"text": one.text, "checked_as": one.code or None} for one in stated],
        "code": item.code,
        "unknown": item.unknown,
        "inferred": item.inferred,
        "gaiji": item.gaiji,
        "classes": item.classes,
        "definition": item.definition,
        "note": item.note,
        "sample": item.sample,
        "section": item.section,
        "mandatory": item.mandatory,
    }


def _target(target: Target) -> dict[str, object]:
    return {"pack": target.pack, "file": target.file, "items": target.items}


def _codes(pack: Pack, one: CodeList) -> dict[str, object]:
    from lgmigrate.report.page.facts import users

    codes = [{"value": code.value, "name": code.name} for code in one.codes]
    used = [{"file": file.name, "item": item.name} for file, item in users(one, pack)]
    return {"id": one.id, "name": one.name, "used_by": used, "codes": codes}


def _head_lines(pack: Pack) -> Iterator[str]:
    yield f"{pack.label}  {pack.title}"
    if pack.status == "profile":
        yield text("pack.profile")
    yield text("pack.source", source=pack.source)
    if pack.source_sha256:
        yield text("pack.source_sha256", digest=pack.source_sha256)
    yield text("pack.digest", digest=pack.digest)


def _file_lines(pack: Pack, files: Sequence[File]) -> Iterator[str]:
    from lgmigrate.report.page.facts import reference_text, stated_conditions

    for file in files:
        yield ""
        title = file.title or file.name
        yield text("pack.file", name=file.name, title=title, count=len(file.items))
        if file.description:
            yield file.description
        rows = [_row(number, item) for number, item in enumerate(file.items, start=1)]
        yield from table(_COLUMNS, rows, right=("number", "digits", "repeat"))
        pointed = {name for one in file.references for name in one.items}
        lines = [reference_text(one) for one in file.references]
        lines += [item.name for item in file.items if item.foreign and item.name not in pointed]
        yield from _listed("pack.references", lines)
        checked, people = [], []
        for name, stated in stated_conditions(file, pack).items():
            for one in stated:
                line = f"{name}: {one.text or text('pack.no_condition')}"
                if one.code:
                    checked.append(f"{one.code}  {line}")
                else:
                    people.append(line)
        yield from _listed("pack.checked", checked)
        yield from _listed("pack.people", people)


def _listed(key: str, lines: Sequence[str]) -> Iterator[str]:
    """A heading with the number of lines, and the lines; nothing where there are none."""
    if lines:
        yield text(key, count=len(lines))
        yield from (f"  {line}" for line in lines)


def _row(number: int, item: Item) -> tuple[str, ...]:
    from lgmigrate.report.page.facts import digits

    marks = (("mark.key", item.key), ("mark.foreign", item.foreign))
    remarks = (("mark.unknown", item.unknown), ("mark.inferred", item.inferred))
    return (
        str(number),
        item.id,
        item.name,
        item.romaji,
        item.type,
        digits(item),
        str(item.repeat or ""),
        _marks(marks),
        text(f"condition.{item.condition}"),
        item.code,
        _marks(remarks),
    )


def _marks(marks: Iterable[tuple[str, bool]]) -> str:
    return " ".join(text(key) for key, there in marks if there)


def _code_lines(pack: Pack, lists: Sequence[CodeList]) -> Iterator[str]:
    from lgmigrate.report.page.facts import users

    for one in lists:
        yield ""
        yield text("pack.code_list", id=one.id, name=one.name)
        used = [f"{file.name}.{item.name}" for file, item in users(one, pack)]
        if used:
            yield text("pack.used_by", items=", ".join(used))
        if not one.codes:
            yield text("pack.own_codes")
            continue
        yield from table(("value", "about"), [(code.value, code.name) for code in one.codes])
