"""``lgmigrate gaiji check``: what is wrong or doubtful in a gaiji table."""

from __future__ import annotations

from pathlib import Path

import click

from lgmigrate.cli.command import new_command, output_options
from lgmigrate.cli.console import json_line, show
from lgmigrate.cli.console import table as aligned
from lgmigrate.cli.gaiji import mj_option, open_moji
from lgmigrate.cli.messages import text

__all__ = ["command"]

_KINDS = {
    "mj": "gaiji.problem.mj",
    "text": "gaiji.problem.text",
    "ivs": "gaiji.problem.ivs",
    "way_back": "gaiji.problem.way_back",
    "open": "gaiji.problem.open",
}


@new_command(
    "check",
    ja="""外字変換表を調べる。

読めない表は、全ての誤りを行番号とともに示す（終了コード3）。読める表については、
未同定の行、復元で別のコードになる行、--mj を指定したときはMJ文字図形名やIVSと
合わない行を示す（終了コード1）。""",
)
@click.argument("table", metavar="TABLE")
@mj_option()
@output_options
def command(table: str, mj: tuple[str, ...], *, as_json: bool) -> int:
    """Check a gaiji table.

    One that cannot be read: every fault with its line, exit code 3. Else what is doubtful, with
    exit code 1: rows not identified, codes that the way back would not write, and with --mj rows
    that do not fit their glyph.
    """
    from lgmigrate.charset.gaiji import read_gaiji
    from lgmigrate.charset.gaiji_check import check

    found = read_gaiji(Path(table))
    problems = check(found, open_moji(mj)[0] if mj else None)
    if as_json:
        document = {
            "table": found.name,
            "digest": found.digest,
            "rows": len(found.rows),
            "warnings": found.warnings,
            "problems": [one._asdict() for one in problems],
        }
        json_line(document, indent=2)
    else:
        show(text("gaiji.table", path=found.name, rows=len(found.rows), count=len(problems)))
        for warning in found.warnings:
            show(warning)
        rows = [(str(one.line), one.code, text(_KINDS[one.kind]), one.message) for one in problems]
        if rows:
            for line in aligned(("line", "code", "problem", "title"), rows, right=("line",)):
                show(line)
    return 1 if problems else 0
