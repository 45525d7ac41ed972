"""``lgmigrate peek``: the bytes of one record, and each field decoded beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from lgmigrate.cli.chosen import chosen_mapping
from lgmigrate.cli.command import (
    charset_options,
    new_command,
    option,
    output_options,
)
from lgmigrate.cli.console import json_line, show, table, tell
from lgmigrate.cli.language import language
from lgmigrate.cli.messages import text
from lgmigrate.findings import CODES

if TYPE_CHECKING:
    from lgmigrate.charset.page import OnError
    from lgmigrate.pipeline.guess import Guessed
    from lgmigrate.pipeline.peek import PeekedField, PeekedRecord

__all__ = ["command"]

_WIDE = 16  # bytes of hex on a line


@new_command(
    "peek",
    ja="""一つのレコードのバイト列と、復号した各フィールドを並べて示す。

--mapping がなければ、レコード形式と文字コードを推定し、その確かさと理由、先頭のバイト列を示す。
--record も --offset もなければ最初のレコードを示す。CSV では区切られた列ごとに示す。

注意: 個人の値を表示する。どこにも記録しないが、表示の扱いに気を付けること。""",
)
@click.argument("file", metavar="FILE")
@option(
    "--mapping",
    metavar="M",
    help="Name of an installed mapping, or the path of a mapping folder. Without it the framing "
    "and the code page of the file are guessed.",
    ja="変換定義の名前、又はフォルダ。なければレコード形式と文字コードを推定する",
)
@option(
    "--record",
    metavar="N",
    type=click.IntRange(min=1),
    help="The record of that number, from 1.",
    ja="レコード番号（1から）",
)
@option(
    "--offset",
    metavar="B",
    type=click.IntRange(min=0),
    help="The record that holds that byte of the file, from 0.",
    ja="そのバイト位置（0から）を含むレコード",
)
@charset_options
@output_options
def command(
    file: str,
    mapping: str | None,
    record: int | None,
    offset: int | None,
    charset: str | None,
    gaiji: tuple[str, ...],
    on_error: OnError | None,
    *,
    as_json: bool,
) -> None:
    """Show the bytes of one record with each field decoded beside them.

    Without --mapping: what the framing and the code page may be, how sure that is and why, and the
    first bytes.

    With it: the first record, or that of --record or --offset. A finding gives a record's number
    and its byte offset: both lead here.

    Note that this shows values of persons. They are kept nowhere, but mind where the output goes.
    """
    from lgmigrate.pipeline.guess import guess
    from lgmigrate.pipeline.peek import peek

    if mapping is None:
        given = [record, offset, charset, on_error]
        if gaiji or any(one is not None for one in given):
            raise click.UsageError(text("peek.needs_mapping"))
        guessed = guess(file)
        if as_json:
            json_line(_guess_document(guessed), indent=2)
            return
        tell(text("peek.private"))
        for line in _guess_lines(guessed):
            show(line)
        return
    chosen = chosen_mapping(mapping, charset, gaiji, on_error)
    found = peek(file, chosen, record=record, offset=offset)
    if as_json:
        json_line(_document(found), indent=2)
        return
    tell(text("peek.private"))
    for line in _lines(found):
        show(line)


def _guess_document(found: Guessed) -> dict[str, object]:
    return {
        "file": found.source,
        "bytes": found.size,
        "framings": [
            {"framing": one.framing, "sure": one.sure, "reason": one.reason}
            for one in found.framings
        ],
        "charsets": found.pages,
        "hex": found.front.hex(),
    }


def _guess_lines(found: Guessed) -> Iterator[str]:
    if found.size is not None:
        yield text("peek.size", file=found.source, size=found.size)
    cells = [(one.framing, f"{one.sure:.0%}", one.reason) for one in found.framings]
    yield from table(("framing", "sure", "reason"), cells, right=("sure",))
    yield text("peek.charsets", names=", ".join(found.pages) or text("peek.none"))
    rows = [(str(at), line) for at, line in _hex(found.front, 0)]
    yield from table(("offset", "hex"), rows, right=("offset",))


def _document(found: PeekedRecord) -> dict[str, object]:
    return {
        "file": found.source,
        "record": found.number,
        "offset": found.offset,
        "length": len(found.raw),
        "type": found.type or None,
        "codes": found.codes,
        "hex": found.raw.hex(),
        "fields": [
            {
                "name": one.name,
                "usage": one.usage,
                "offset": one.offset,
                "length": len(one.raw),
                "hex": one.raw.hex(),
                "value": one.value,
                "codes": one.codes,
                "kept": one.kept,
            }
            for one in found.fields
        ],
    }


def _lines(found: PeekedRecord) -> Iterator[str]:
    yield text(
        "peek.record",
        file=found.source,
        number=found.number,
        record=found.type or text("peek.unknown"),
        offset=found.offset,
        length=len(found.raw),
    )
    for code in found.codes:
        yield _explained(code)
    if not found.fields:
        rows = [(str(at), line) for at, line in _hex(found.raw, found.offset)]
        yield from table(("offset", "hex"), rows, right=("offset",))
        return
    head = ("offset", "length", "usage", "name", "hex", "value")
    cells = [row for one in found.fields for row in _rows(one)]
    yield from table(head, cells, right=("offset", "length"))


def _rows(one: PeekedField) -> Iterator[tuple[str, ...]]:
    """A field: a row for each line of its bytes."""
    shown = "" if one.value is None else one.value
    if one.value is None and not one.codes and one.usage != "filler":
        shown = text("peek.null")
    words = [shown, *(_explained(code) for code in one.codes)]
    if one.kept:
        words.append(text("peek.kept"))
    value = " ".join(word for word in words if word)
    lines = [line for _, line in _hex(one.raw, one.offset)] or [""]
    yield (str(one.offset), str(len(one.raw)), one.usage, one.name, lines[0], value)
    for line in lines[1:]:
        yield ("", "", "", "", line, "")


def _hex(raw: bytes, offset: int) -> Iterator[tuple[int, str]]:
    for at in range(0, len(raw), _WIDE):
        yield offset + at, raw[at : at + _WIDE].hex(" ").upper()


def _explained(code: str) -> str:
    return f"[{code} {CODES[code].text(language()).title}]"
