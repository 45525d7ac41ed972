"""The options of commands that read by a layout alone, and what they say to the library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from lgmigrate.cli.command import option
from lgmigrate.cli.messages import text

if TYPE_CHECKING:
    from lgmigrate.pipeline.record_types import TypeFile
    from lgmigrate.record.definition import Choice

__all__ = [
    "chosen_definition",
    "chosen_layout",
    "copybook_options",
    "layout_options",
    "page_options",
]

Function = TypeVar("Function", bound=Callable[..., Any])


def copybook_options(function: Function) -> Function:
    """``--record``, ``--dialect`` and ``--choose``: what is read of a copybook, or of a sheet."""
    for one in (
        option(
            "--choose",
            "choices",
            metavar="OBJECT=NAME",
            multiple=True,
            help="In a copybook, which alternative of REDEFINES is read in the place of OBJECT; "
            "may be repeated.",
            ja="COPY句の REDEFINES で、OBJECT の代わりに読むもの。複数指定できる",
        ),
        option(
            "--dialect",
            metavar="D",
            default="ibm",
            show_default=True,
            help="The COBOL of a copybook, which decides sizes and signs.",
            ja="COPY句のCOBOLの種類。長さと符号の表し方が決まる",
        ),
        option(
            "--record",
            metavar="NAME",
            default="",
            help="Which record of a copybook, or which sheet, where there are several.",
            ja="COPY句のレコード又は項目定義書のシートが複数あるとき、読むもの",
        ),
    ):
        function = one(function)
    return function


def layout_options(function: Function) -> Function:
    """``--layout`` with what a copybook needs beside it, and ``--framing``."""
    function = copybook_options(function)
    for one in (
        option(
            "--framing",
            metavar="F",
            help="How records stand in the file: fixed:800, rdw, vb, prefix:2, varseq, lines, "
            "lines:crlf, csv, csv:tab. By default that of layouts.toml, or fixed by the layout's "
            "length.",
            ja="レコード形式。fixed:800、rdw、vb、prefix:2、varseq、lines、lines:crlf、csv など。"
            "指定がなければ layouts.toml のもの、又はレイアウトの長さの固定長",
        ),
        option(
            "--layout",
            metavar="L",
            required=True,
            help="The record layout: a table (.csv), a copybook (.cpy, .cob, .cbl), a layout sheet "
            "(.xlsx, .csv), or a layouts.toml of several record types.",
            ja="レコードレイアウト。表（.csv）、COPY句（.cpy、.cob、.cbl）、項目定義書（.xlsx、.csv）、"
            "又は複数のレコード種別を挙げる layouts.toml",
        ),
    ):
        function = one(function)
    return function


def page_options(function: Function) -> Function:
    """``--charset``, ``--gaiji``, ``--on-error`` where there is no mapping."""
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
            help="The code page: a name (charset list shows them), or the file of a site. Needed "
            "unless a layouts.toml has one.",
            ja="文字コード（charset list に出る名前、又は団体の設定ファイル）。"
            "layouts.toml になければ必要",
        ),
    ):
        function = one(function)
    return function


def chosen_layout(layout: str, record: str, dialect: str, choices: Sequence[str]) -> TypeFile:
    """The record types of ``--layout``.

    Raises:
        LayoutError, MappingError: everything that is wrong in the definitions.
        UsageError: a choice is not OBJECT=NAME.
    """
    from lgmigrate.pipeline.record_types import load_types

    return load_types(layout, record=record, dialect=dialect, choices=_pairs(choices))


def chosen_definition(record: str, dialect: str, choices: Sequence[str]) -> Choice:
    """What ``--record``, ``--dialect`` and ``--choose`` say.

    Raises:
        UsageError: a choice is not OBJECT=NAME.
    """
    from lgmigrate.record.definition import Choice

    pairs = tuple(_pairs(choices).items())
    return Choice(record=record, dialect=dialect, choices=pairs)


def _pairs(choices: Sequence[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in choices]
    if not all(name and chosen for name, _, chosen in pairs):
        raise click.UsageError(text("decode.choose"))
    return {name: chosen for name, _, chosen in pairs}
