"""``lgmigrate gaiji collect``: the ledger of characters of sources."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from lgmigrate.cli.command import (
    charset_options,
    mapping_option,
    new_command,
    option,
    output_options,
    sources_argument,
    workers_option,
)
from lgmigrate.cli.console import json_line, show, table
from lgmigrate.cli.gaiji import check_out, collected, replace_option, write
from lgmigrate.cli.messages import text

if TYPE_CHECKING:
    from lgmigrate.charset.ledger import Ledger, LedgerRow
    from lgmigrate.charset.page import OnError

__all__ = ["command"]

_WORDS = {
    "standard": "gaiji.standard",
    "extension": "gaiji.extension",
    "user": "gaiji.user",
    "exact": "gaiji.exact",
    "unified": "gaiji.unified",
    "reduced": "gaiji.reduced",
    "unmapped": "gaiji.unmapped",
}


@new_command(
    "collect",
    ja="""入力から外字一覧を作る。

文字集合の外にある文字、表で変換した文字、私用領域、失われた文字の印（〓 ■ U+FFFD）、
U+2363A や {外字} と書かれたものを、件数、項目、最初のレコードとともに1文字1行で示す。
個人の値は含まない。何も変換せず、変換前に使える。

FILE がなければ標準出力にCSVを書く。FILE の拡張子は .csv か .xlsx。""",
)
@sources_argument
@mapping_option
@charset_options
@option(
    "--out",
    metavar="FILE",
    help="A file of suffix .csv or .xlsx, in place of CSV to standard output.",
    ja="標準出力のCSVの代わりに書き出すファイル（.csv か .xlsx）",
)
@workers_option
@replace_option
@output_options
def command(
    sources: tuple[str, ...],
    mapping: str,
    charset: str | None,
    gaiji: tuple[str, ...],
    on_error: OnError | None,
    out: str | None,
    workers: int | None,
    *,
    overwrite: bool,
    as_json: bool,
) -> None:
    """List the characters of sources that need a person's eye.

    A row a character: those outside the declared sets, those that a table maps, private use, the
    signs for lost characters (〓 ■ U+FFFD), and what was written out as U+2363A or {外字}; with
    their number, fields and first records. No value of a person is in it, and nothing is
    converted.

    Without --out the list goes to standard output as CSV.
    """
    if out is not None:
        check_out(Path(out), overwrite=overwrite, suffixes=(".csv", ".xlsx"))
    ledger = collected(sources, mapping, charset, gaiji, on_error, workers)
    if out is not None:
        write(Path(out), _as_file(ledger, Path(out)))
    if as_json:
        json_line(_document(ledger, out), indent=2)
    elif out is None:
        sys.stdout.buffer.write(ledger.to_csv())
    else:
        for line in _sums(ledger.rows()):
            show(line)
        show(text("details", path=out))


def _as_file(ledger: Ledger, out: Path) -> bytes:
    if out.suffix.lower() == ".csv":
        return ledger.to_csv()
    from lgmigrate.report.ledger import to_xlsx

    return to_xlsx(ledger)


def _document(ledger: Ledger, out: str | None) -> dict[str, object]:
    rows = ledger.rows()
    return {
        "out": out,
        "characters": len(rows),
        "count": sum(row.count for row in rows),
        "rows": [asdict(row) for row in rows],
    }


def _sums(rows: Sequence[LedgerRow]) -> Iterator[str]:
    """A line a class and status: characters and occurrences; and all of them."""
    different: Counter[tuple[str, str]] = Counter((row.kind, row.status) for row in rows)
    occurring: Counter[tuple[str, str]] = Counter()
    for row in rows:
        occurring[row.kind, row.status] += row.count
    cells = [
        (text(_WORDS[kind]), text(_WORDS[status]), f"{number:,}", f"{occurring[kind, status]:,}")
        for (kind, status), number in sorted(different.items())
    ]
    if cells:
        head = ("class", "status", "characters", "count")
        yield from table(head, cells, right=("characters", "count"))
    yield text("gaiji.collected", characters=different.total(), count=occurring.total())
