"""Commands and options with help in two languages, and the options that many commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from inspect import cleandoc
from typing import Any, TypeVar

import click

from lgmigrate.cli.console import joined, width, wrap
from lgmigrate.cli.language import LANGUAGES, asked_for, language, remember

__all__ = [
    "Command",
    "Group",
    "Option",
    "charset_options",
    "lang_option",
    "mapping_option",
    "new_command",
    "new_group",
    "option",
    "out_option",
    "output_options",
    "overwrite_option",
    "sources_argument",
    "workers_option",
    "writing",
    "written",
]

Function = TypeVar("Function", bound=Callable[..., Any])

_OUT = "lgmigrate.out"
_LEAST = 20  # columns for a help text, however long the option's name is


class _Formatter(click.HelpFormatter):
    """Breaks help by the columns that its characters take, full-width ones being two."""

    def write_text(self, text: str) -> None:
        """A text, its paragraphs kept."""
        columns = max(self.width - self.current_indent, _LEAST)
        indent = " " * self.current_indent
        paragraphs = [joined(one) for one in text.split("\n\n")]
        whole = [
            "\n".join(indent + line for line in wrap(paragraph, columns))
            for paragraph in paragraphs
        ]
        self.write("\n\n".join(whole) + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Names and their texts in two columns."""
        rows = list(rows)
        first = min(max((width(name) for name, _ in rows), default=0), col_max) + col_spacing
        columns = max(self.width - first - self.current_indent, _LEAST)
        indent = " " * self.current_indent
        for name, text in rows:
            lines = wrap(joined(text), columns)
            if width(name) > first - col_spacing:
                self.write(f"{indent}{name}\n")
                head = " " * first
            else:
                head = name + " " * (first - width(name))
            self.write(f"{indent}{head}{lines[0]}".rstrip() + "\n")
            for line in lines[1:]:
                self.write(f"{indent}{' ' * first}{line}\n")


class _Context(click.Context):
    formatter_class = _Formatter


class Option(click.Option):
    """An option whose help is in Japanese too."""

    def __init__(self, *args: Any, ja: str = "", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.ja = ja

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option and its help in the language of the context."""
        record = super().get_help_record(ctx)
        if record is None or language() != "ja" or not (self.help and self.ja):
            return record
        return record[0], record[1].replace(self.help, self.ja, 1)


class _Bilingual(click.Command):
    """What commands and groups have in common."""

    context_class = _Context
    ja: str = ""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse in the language that the arguments ask for."""
        chosen = asked_for(args)
        if chosen:
            remember(ctx, chosen)
        return super().parse_args(ctx, args)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The command's text in the language of the context."""
        del ctx  # the text asks for the language itself
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.text())

    def text(self) -> str:
        """The help in the language of the context."""
        return self.ja if language() == "ja" and self.ja else cleandoc(self.help or "")

    def get_short_help_str(self, limit: int = 45) -> str:
        """The first sentence, however long."""
        del limit
        mark = "。" if language() == "ja" and self.ja else "."
        return joined(self.text().split("\n\n")[0]).split(mark)[0]


class Command(_Bilingual):
    """A command. Its callback returns the exit code, None for 0."""


class Group(_Bilingual, click.Group):
    """A group whose commands are imported when they are used: ``lazy`` is the module of each,
    by name, in the order of the help. A module gives its command as ``command``.
    """

    command_class = Command
    lazy: dict[str, str]

    def __init__(self, *args: Any, lazy: dict[str, str] | None = None, **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.lazy = lazy or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help."""
        del ctx
        return [*self.lazy, *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name in self.lazy:
            found: click.Command = import_module(self.lazy[cmd_name]).command
            return found
        return super().get_command(ctx, cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Each command with the first sentence of its help."""
        rows = []
        for name in self.list_commands(ctx):
            one = self.get_command(ctx, name)
            if one is not None and not one.hidden:
                rows.append((name, one.get_short_help_str()))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def option(*names: str, ja: str, **attributes: Any) -> Callable[[Function], Function]:
    """An option with its help in English (``help``) and Japanese (``ja``)."""
    return click.option(*names, cls=Option, ja=ja, **attributes)


def new_command(name: str, *, ja: str, group: Group | None = None) -> Callable[[Function], Command]:
    """A command whose docstring is its English help, ``ja`` its Japanese one."""

    def made(function: Function) -> Command:
        one = click.command(name, cls=Command)(function)
        one.ja = ja
        if group is not None:
            group.add_command(one)
        return one

    return made


def new_group(name: str, *, ja: str, **extra: Any) -> Callable[[Function], Group]:
    """A group whose docstring is its English help, ``ja`` its Japanese one."""

    def made(function: Function) -> Group:
        one = click.group(name, cls=Group, **extra)(lang_option(function))
        one.ja = ja
        return one

    return made


def lang_option(function: Function) -> Function:
    """``--lang``, which ``parse_args`` has looked for before."""
    return option(
        "--lang",
        type=click.Choice(LANGUAGES),
        expose_value=False,
        help="Language of help and messages; that of the locale by default.",
        ja="表示する言語。指定がなければロケールの言語",
    )(function)


def output_options(function: Function) -> Function:
    """``--json`` as ``as_json``, and ``--lang``."""
    return option(
        "--json",
        "as_json",
        is_flag=True,
        help="Give JSON for programs instead of text.",
        ja="文章の代わりに、プログラム向けのJSONを出力する",
    )(lang_option(function))


def sources_argument(function: Function) -> Function:
    """``SOURCE...``: files, folders, ``-``."""
    return click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)(function)


def mapping_option(function: Function) -> Function:
    """``--mapping``, required."""
    return option(
        "--mapping",
        metavar="M",
        required=True,
        help="Name of an installed mapping, or the path of a mapping folder.",
        ja="組み込みの変換定義の名前、又は変換定義のフォルダ",
    )(function)


def charset_options(function: Function) -> Function:
    """``--charset``, ``--gaiji``, ``--on-error``: in the place of what the mapping says."""
    for one in (
        option(
            "--on-error",
            type=click.Choice(["finding", "private-use", "stop"]),
            help="What becomes of bytes without a character: a finding and no value (finding), "
            "a character of private use and a warning (private-use), or the end of the run (stop).",
            ja="文字のないバイト列の扱い。指摘して値を空にする（finding）、私用領域の文字にして"
            "警告する（private-use）、処理をやめる（stop）",
        ),
        option(
            "--gaiji",
            metavar="T",
            multiple=True,
            help="A gaiji table to lay over the code page; may be repeated, a later one wins.",
            ja="文字コードに重ねる外字変換表。複数指定でき、後のものが優先する",
        ),
        option(
            "--charset",
            metavar="C",
            help="A code page in place of the mapping's: a name, or the file of a site.",
            ja="変換定義の文字コードの代わりに使うもの（名前、又は団体の設定ファイル）",
        ),
    ):
        function = one(function)
    return function


def out_option(function: Function) -> Function:
    """``--out``, required."""
    return option(
        "--out",
        metavar="DIR",
        required=True,
        help="Folder to write into; made where it does not exist.",
        ja="書き出すフォルダ。なければ作る",
    )(function)


def overwrite_option(function: Function) -> Function:
    """``--overwrite``."""
    return option(
        "--overwrite",
        is_flag=True,
        help="Write into a folder that holds files, over those of the same names.",
        ja="ファイルのあるフォルダにも書き、同じ名前のファイルを置き換える",
    )(function)


def workers_option(function: Function) -> Function:
    """``--workers``."""
    return option(
        "--workers",
        metavar="N",
        type=click.IntRange(min=1),
        help="Number of threads; one a core by default.",
        ja="スレッドの数。指定がなければCPUコアの数",
    )(function)


def writing(out: str, *complete: str) -> None:
    """Say where this run writes, and what is complete, for the case that it fails."""
    click.get_current_context().meta[_OUT] = (out, complete)


def written(context: click.Context) -> tuple[str, tuple[str, ...]] | None:
    """What ``writing`` said last."""
    found: tuple[str, tuple[str, ...]] | None = context.meta.get(_OUT)
    return found
