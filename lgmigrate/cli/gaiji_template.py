"""``lgmigrate gaiji template``: the gaiji table that is to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lgmigrate.cli.command import (
    charset_options,
    new_command,
    option,
    output_options,
    sources_argument,
    workers_option,
)
from lgmigrate.cli.console import json_line, show
from lgmigrate.cli.gaiji import (
    check_out,
    collected,
    mj_option,
    open_moji,
    replace_option,
    write,
)
from lgmigrate.cli.messages import text

if TYPE_CHECKING:
    from lgmigrate.charset.ledger import Ledger, LedgerRow
    from lgmigrate.charset.mj import MojiList
    from lgmigrate.charset.page import OnError

__all__ = ["command"]


@new_command(
    "template",
    ja="""外字一覧から、記入するための外字変換表を作る。

SOURCE は collect が書いたCSV、又は --mapping を指定したときは入力そのもの。
--mj を指定すると、MJ文字情報一覧表から見つかる候補を備考に書く。""",
)
@sources_argument
@option(
    "--mapping",
    metavar="M",
    help="The mapping of SOURCE; without it SOURCE is what collect wrote.",
    ja="SOURCE の変換定義。指定がなければ SOURCE は collect が書いたCSV",
)
@charset_options
@option(
    "--out",
    metavar="FILE",
    required=True,
    help="File to write, of suffix .csv.",
    ja="書き出すファイル（.csv）",
)
@mj_option()
@workers_option
@replace_option
@output_options
def command(
    sources: tuple[str, ...],
    mapping: str | None,
    charset: str | None,
    gaiji: tuple[str, ...],
    on_error: OnError | None,
    out: str,
    mj: tuple[str, ...],
    workers: int | None,
    *,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Make the gaiji table that is to be filled in.

    SOURCE is a ledger that collect wrote as CSV, or with --mapping a source itself. With --mj the
    note (備考) of a row names the glyphs that it may be.
    """
    from lgmigrate.charset.gaiji_template import template

    check_out(Path(out), overwrite=overwrite, suffixes=(".csv",))
    if mapping is None:
        if charset or gaiji or on_error or workers:
            raise click.UsageError(text("gaiji.needs_mapping"))
        ledger = _ledger_files(sources)
    else:
        ledger = collected(sources, mapping, charset, gaiji, on_error, workers)
    data = template(ledger.rows(), partial(_glyphs, open_moji(mj)[0]) if mj else None)
    count = data.count(b"\r\n") - 1
    write(Path(out), data)
    if as_json:
        json_line({"out": out, "rows": count}, indent=2)
    else:
        show(text("gaiji.template", path=out, count=count))


def _ledger_files(paths: Sequence[str]) -> Ledger:
    """Ledgers as collect or convert wrote them, added up; all their faults at once."""
    from lgmigrate.charset.ledger import Ledger
    from lgmigrate.errors import CharsetError, Faults

    faults = Faults(CharsetError)
    whole = Ledger()
    for path in paths:
        if not Path(path).is_file():
            faults.add(path, "Expected a ledger, got no such file")
            continue
        with faults.collecting():
            whole.merge(Ledger.from_csv(Path(path).read_bytes(), path))
    faults.raise_if_any()
    return whole


def _glyphs(moji: MojiList, row: LedgerRow) -> Iterator[str]:
    """What the list says of the glyph that a row names, as a person enters it."""
    found = moji.by_code(row.mj) if row.mj else None
    if found is not None:
        for carrier in dict.fromkeys((found.implemented, *found.ivs, *found.svs)):
            if carrier:
                yield " ".join(f"U+{ord(char):04X}" for char in carrier)
