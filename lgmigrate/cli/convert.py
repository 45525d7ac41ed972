"""``lgmigrate convert``: a vendor's export to the standard layout, or a delivery's other form."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Literal

import click

from lgmigrate.cli.charset_check import verdict_lines
from lgmigrate.cli.chosen import chosen_mapping
from lgmigrate.cli.command import (
    charset_options,
    new_command,
    option,
    out_option,
    output_options,
    overwrite_option,
    sources_argument,
    workers_option,
    writing,
)
from lgmigrate.cli.console import json_line, show, table, tell
from lgmigrate.cli.convert_delivery import convert_delivery
from lgmigrate.cli.findings_table import code_table, verdict
from lgmigrate.cli.messages import text
from lgmigrate.cli.progress import bar, total_bytes

if TYPE_CHECKING:
    from lgmigrate.charset.page import OnError
    from lgmigrate.pipeline.convert import Result
    from lgmigrate.pipeline.fit import Verdict

__all__ = ["command"]


@new_command(
    "convert",
    ja="""ベンダの出力を中間標準レイアウトに変換する。又は移行データのXMLとCSVを相互に変換する。

--mapping があるとき、SOURCE... の全体が DIR の一つの移行データになる。移行ファイル、標準外項目、
manifest.json、findings.jsonl（指摘。値は含まない）、変換できなかったレコード（rejected）を
書く。一部だけが書かれることはない。

--mapping がないとき、SOURCE は一つの移行データ（フォルダ、業務ごとのフォルダを含むフォルダ、
又は一つの移行ファイル）で、その移行ファイルを --format の形式で DIR に書く。標準外項目などの
ファイルはそのまま写し、manifest.json は書き改めるので、restore で元のバイト列に戻せる。
manifest.json と異なるファイル（X002）、構造の誤り（S009、F008）、XMLに書けない文字（S010）は
指摘する。""",
)
@sources_argument
@option(
    "--mapping",
    metavar="M",
    help="Name of an installed mapping, or the path of a mapping folder. Without it SOURCE is a "
    "delivery.",
    ja="組み込みの変換定義の名前、又は変換定義のフォルダ。なければ SOURCE は移行データ",
)
@option(
    "--pack",
    "packs",
    metavar="P[@EDITION]",
    multiple=True,
    help="A pack of the delivery, before those that are found by manifest.json, XML root and file "
    "name; may be repeated.",
    ja="移行データのレイアウト定義。manifest.json、XMLの根要素、ファイル名から分かるものより"
    "優先する。複数指定できる",
)
@out_option
@option(
    "--format",
    "style",
    type=click.Choice(["xml", "csv"]),
    default="xml",
    show_default=True,
    help="Form of the exchange files.",
    ja="移行ファイルの形式",
)
@option(
    "--names",
    type=click.Choice(["romaji", "japanese"]),
    help="Names of elements or columns; romaji by default, those of a delivery as they are.",
    ja="要素名・列名。指定がなければローマ字、移行データでは元のまま",
)
@option(
    "--bom",
    is_flag=True,
    help="Begin CSV with a byte order mark.",
    ja="CSVの先頭にBOMを付ける",
)
@charset_options
@workers_option
@overwrite_option
@output_options
def command(
    sources: tuple[str, ...],
    mapping: str | None,
    packs: tuple[str, ...],
    out: str,
    style: Literal["xml", "csv"],
    names: Literal["romaji", "japanese"] | None,
    charset: str | None,
    gaiji: tuple[str, ...],
    on_error: OnError | None,
    workers: int | None,
    *,
    bom: bool,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Convert a vendor's export to the standard layout, or a delivery between XML and CSV.

    With --mapping all of SOURCE... becomes one delivery in DIR: the exchange files, the annex (data
    that the pack has no item for), manifest.json, findings.jsonl (never a value) and the rejected
    records. A reader sees a complete delivery or nothing.

    Without --mapping SOURCE is one delivery (a folder, a folder with one folder a pack, or one
    exchange file), and its exchange files are written to DIR in the form of --format. The annex and
    all else is copied as it is, and manifest.json is written anew, so that restore still gives the
    vendor's bytes. Findings tell of a file that is not as manifest.json says (X002), of faults of
    structure (S009, F008) and of characters that XML forbids (S010).
    """
    if bom and style != "csv":
        raise click.UsageError(text("convert.bom"))
    if mapping is None:
        if charset or gaiji or on_error:
            raise click.UsageError(text("convert.needs_mapping"))
        return convert_delivery(
            sources,
            out,
            packs=packs,
            style=style,
            names=names,
            bom=bom,
            workers=workers,
            overwrite=overwrite,
            as_json=as_json,
        )
    if packs:
        raise click.UsageError(text("convert.pack"))
    from lgmigrate.pipeline.convert import convert

    chosen = chosen_mapping(mapping, charset, gaiji, on_error)
    writing(out)
    begun = time.monotonic()
    with bar(total_bytes(sources)) as progress:
        result = convert(
            sources,
            chosen,
            out,
            format=style,
            names=names or "romaji",
            workers=workers,
            overwrite=overwrite,
            bom=bom,
            progress=progress,
            doubt=_doubt,
        )
    seconds = time.monotonic() - begun
    if as_json:
        json_line(_document(result), indent=2)
    else:
        _show(result, seconds)
    return 0 if result.ok else 1


def _doubt(source: str, verdict: Verdict) -> None:
    """Say that a source does not fit its code page, while nothing of it is written yet."""
    for line in verdict_lines(source, verdict):
        tell(line)


def _document(result: Result) -> dict[str, object]:
    return {
        "ok": result.ok,
        "out": str(result.out),
        "counts": dict(sorted(result.counts.items())),
        "codes": result.codes,
        "files": [
            {"name": one.name, "records": one.records, "bytes": one.bytes, "sha256": one.sha256}
            for one in result.manifest.files
        ],
        "sources": [
            {"name": one.name, "records": one.records, "bytes": one.bytes, "sha256": one.sha256}
            for one in result.manifest.sources
        ],
    }


def _show(result: Result, seconds: float) -> None:
    manifest = result.manifest
    entries = (*manifest.files, *manifest.annex, *manifest.rejected)
    size = sum(one.bytes for one in manifest.sources)
    head = text(
        "convert.head",
        mapping=manifest.mapping.name if manifest.mapping else "",
        pack=f"{manifest.pack.name}@{manifest.pack.edition} ({manifest.pack.status})",
        read=sum(one.records for one in manifest.sources),
        bytes=size,
    )
    show(head)
    rows = [
        (one.name, f"{one.records:,}" if one.records else "", f"{one.bytes:,}") for one in entries
    ]
    for line in table(("file", "records", "bytes"), rows, right=("records", "bytes")):
        show(line)
    show()
    for line in code_table(result.codes):
        show(line)
    if result.codes:
        show(text("details", path=result.out / "findings.jsonl"))
    show(verdict(result.codes))
    tell(
        text(
            "convert.done",
            records=result.counts["records"],
            rejected=result.counts["rejected"],
            seconds=seconds,
            speed=size / 1e6 / max(seconds, 1e-9),
        )
    )
