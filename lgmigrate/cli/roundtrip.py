"""``lgmigrate roundtrip``: there and back, and every difference by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lgmigrate.cli.chosen import chosen_mapping
from lgmigrate.cli.command import (
    charset_options,
    mapping_option,
    new_command,
    option,
    output_options,
    sources_argument,
    workers_option,
    writing,
)
from lgmigrate.cli.console import json_line, show, table
from lgmigrate.cli.findings_table import code_table, errors_in
from lgmigrate.cli.messages import text
from lgmigrate.cli.progress import bar, total_bytes

if TYPE_CHECKING:
    from lgmigrate.charset.page import OnError
    from lgmigrate.pipeline.roundtrip import RoundTrip

__all__ = ["command"]

_FRAMING = "(framing)"


@new_command(
    "roundtrip",
    ja="""変換して復元し、元のファイルとバイト単位で比べる。

差異があればレコード種別とフィールドごとに件数と最初のレコード番号を
示す（値は示さない）。途中のファイルは --workdir の一時フォルダに置き、終わると消す。
一致しなければ終了コードは1。""",
)
@sources_argument
@mapping_option
@option(
    "--workdir",
    metavar="DIR",
    default=".",
    show_default=True,
    help="Folder for the temporary delivery, which is taken away again.",
    ja="一時的な移行データを置くフォルダ（終わると消す）",
)
@charset_options
@workers_option
@output_options
def command(
    sources: tuple[str, ...],
    mapping: str,
    workdir: str,
    charset: str | None,
    gaiji: tuple[str, ...],
    on_error: OnError | None,
    workers: int | None,
    *,
    as_json: bool,
) -> int:
    """Convert and restore, and compare with the source byte for byte.

    Differences are told by record type and field, with the number of records and the first one,
    never with a value. What is written on the way stands in a temporary folder in --workdir. The
    exit code is 1 where something differs.
    """
    from lgmigrate.pipeline.roundtrip import roundtrip

    chosen = chosen_mapping(mapping, charset, gaiji, on_error)
    writing(workdir)
    with bar(2 * total_bytes(sources)) as progress:
        result = roundtrip(sources, chosen, workers=workers, workdir=workdir, progress=progress)
    if as_json:
        json_line(_document(result), indent=2)
    else:
        _show(result)
    return 0 if result.identical and not errors_in(result.codes) else 1


def _document(result: RoundTrip) -> dict[str, object]:
    return {
        "identical": result.identical,
        "records": result.records,
        "bytes": result.bytes,
        "codes": result.codes,
        "differences": [
            {"record": record, "field": name, "count": count, "first": result.first[record, name]}
            for (record, name), count in result.differences.items()
        ],
    }


def _show(result: RoundTrip) -> None:
    show(text("roundtrip.done", records=result.records, bytes=result.bytes))
    show(text("roundtrip.identical", answer=text("yes" if result.identical else "no")))
    for line in code_table(result.codes):
        show(line)
    if not result.differences:
        return
    framing = text("roundtrip.framing")
    rows = [
        (
            framing if record == _FRAMING else record,
            framing if name == _FRAMING else name,
            f"{count:,}",
            f"{result.first[record, name]:,}",
        )
        for (record, name), count in result.differences.items()
    ]
    head = ("record_type", "field", "differing", "first_record")
    show()
    for line in table(head, rows, right=("differing", "first_record")):
        show(line)
