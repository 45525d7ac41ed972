"""The entry point: the commands by name, and what becomes of their results and faults.

A command's module is imported when the command is used, and imports the library when it runs:
``--help``, ``--version`` and ``explain`` wait for none of numba, polars, lxml and numpy.
"""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import NoReturn

import click

from lgmigrate.cli.command import Group, lang_option
from lgmigrate.cli.console import prepare
from lgmigrate.cli.failures import told
from lgmigrate.version import __version__

__all__ = ["Root", "cli", "main"]

_NAMES = (
    *("demo", "synth", "convert", "restore", "roundtrip", "validate"),
    *("pack", "mapping", "charset", "gaiji", "peek", "explain"),
    *("layout", "decode", "encode"),
)


class Root(Group):
    """The group of all commands, which turns what happens into an exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Nothing is written before the streams can take it."""
        prepare()
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> NoReturn:
        """Run a command and exit with its code, or with that of its fault."""
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  each is told of, by its kind
            code = told(error, ctx)
        ctx.exit(code if isinstance(code, int) else 0)


@click.group("lgmigrate", cls=Root, lazy={name: f"lgmigrate.cli.{name}" for name in _NAMES})
@lang_option
@click.version_option(__version__, prog_name="lgmigrate")
def cli() -> None:
    """Japanese municipal data: vendors' exports to the intermediate standard layout and back.

    SOURCE is a file, a folder or - (standard input); .gz and .zst are read as they are. Results go
    to standard output, messages to standard error.

    Exit codes: 0 no finding of severity error; 1 such findings; 2 wrong usage; 3 a definition is
    wrong; 4 a source cannot be read as declared, nothing was written; 5 the machine failed.
    """


cli.ja = """自治体の業務データを、ベンダの出力と中間標準レイアウトの間で相互に変換する。

SOURCE はファイル、フォルダ、又は -（標準入力）。.gz と .zst はそのまま読む。
結果は標準出力に、メッセージは標準エラー出力に出る。

終了コード: 0 誤り以上の指摘なし、1 誤り以上の指摘あり、2 使い方の誤り、3 定義の誤り、
4 入力を宣言どおりに読めない（何も書き出さない）、5 機械の側の失敗。"""


def _interrupted(number: int, frame: FrameType | None) -> NoReturn:
    del number, frame
    raise KeyboardInterrupt


def main() -> None:
    """Run the command line; a request to end is an interruption, so that nothing half is left."""
    signal.signal(signal.SIGTERM, _interrupted)
    cli()
