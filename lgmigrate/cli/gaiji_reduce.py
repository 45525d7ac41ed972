"""``lgmigrate gaiji reduce``: the full-width items of a delivery in fewer characters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import click

from lgmigrate.cli.command import (
    new_command,
    option,
    out_option,
    output_options,
    overwrite_option,
    writing,
)
from lgmigrate.cli.console import json_line, show, table
from lgmigrate.cli.delivery import tell_unknown
from lgmigrate.cli.gaiji import mj_option, open_moji
from lgmigrate.cli.messages import text
from lgmigrate.cli.progress import bar, total_bytes

if TYPE_CHECKING:
    from lgmigrate.pipeline.reduce import Reduced

__all__ = ["command"]


@new_command(
    "reduce",
    ja="""移行データの全角項目をJIS X 0213又はJIS X 0208の文字に縮退する。

移行データは変えない。DIR に、縮退で変わる値を<ファイル>.<集合>.csv（レコード番号、主キー、
項目、値、縮退後、未決定の文字）として、変わる文字の一覧を losses.csv（根拠、候補、件数、
最初のレコード）として書く。個人の値を含む。

縮退先が一つに決まらない文字は縮退せず、未決定として示す（終了コード1）。""",
)
@click.argument("delivery", metavar="DELIVERY")
@option(
    "--to",
    "target",
    type=click.Choice(["x0213", "x0208"]),
    required=True,
    help="The set to reduce to.",
    ja="縮退先の文字集合",
)
@mj_option(required=True)
@option(
    "--pack",
    metavar="P[@EDITION]",
    help="A pack, in place of the one that the manifest names.",
    ja="manifest.json の示すものの代わりに使うレイアウト定義",
)
@out_option
@overwrite_option
@output_options
def command(
    delivery: str,
    target: Literal["x0213", "x0208"],
    mj: tuple[str, ...],
    pack: str | None,
    out: str,
    *,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Reduce the full-width items of a delivery to JIS X 0213 or JIS X 0208.

    The delivery stays as it is. DIR gets <file>.<set>.csv, the values that change (record, keys,
    item, value, reduced value, undecided characters), and losses.csv, the characters that change
    (ground, candidates, number, first records). They hold values of persons.

    A character for which no single candidate is best is not reduced; then the value is told as
    undecided, and the exit code is 1.
    """
    from lgmigrate.pipeline.reduce import reduce_delivery

    writing(out)
    moji, shrink = open_moji(mj)
    with bar(total_bytes([delivery], suffixes=(".xml", ".csv"))) as progress:
        done = reduce_delivery(
            delivery,
            out,
            target=target,
            moji=moji,
            shrink=shrink,
            pack=pack,
            overwrite=overwrite,
            progress=progress,
        )
    tell_unknown(done.unknown)
    if as_json:
        json_line(_document(done), indent=2)
    else:
        _show(done)
    return 0 if done.ok else 1


def _document(done: Reduced) -> dict[str, object]:
    return {
        "ok": done.ok,
        "out": str(done.out),
        "records": done.records,
        "values": done.values,
        "undecided": done.undecided,
        "characters": done.characters,
        "without": done.without,
        "unknown": list(done.unknown),
    }


def _show(done: Reduced) -> None:
    rows = [
        (name, f"{records:,}", f"{values:,}")
        for (name, records), values in zip(done.records.items(), done.values.values(), strict=True)
    ]
    for line in table(("file", "records", "changed"), rows, right=("records", "changed")):
        show(line)
    show(text("gaiji.lost", characters=done.characters, without=done.without))
    show(text("gaiji.undecided", count=done.undecided))
    show(text("details", path=done.out / "losses.csv"))
