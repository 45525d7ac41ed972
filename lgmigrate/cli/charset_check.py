"""``lgmigrate charset check``: whether a file fits a code page, without a value of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from lgmigrate.cli.command import Function, new_command, option, output_options
from lgmigrate.cli.console import json_line, show, table
from lgmigrate.cli.messages import text

if TYPE_CHECKING:
    from lgmigrate.charset.guard import Fit
    from lgmigrate.pipeline.fit import Verdict

__all__ = ["check_file", "gaiji_option", "verdict_lines"]

_SYMPTOMS = {
    "text_mode": "charset.text_mode",
    "line_ends": "charset.line_ends",
    "mojibake": "charset.mojibake",
    "symbols": "charset.symbols",
    "shifts_lost": "charset.shifts_lost",
    "replaced": "charset.replaced",
    "geta": "charset.geta",
}
_FEW = 6  # other pages that are shown


def gaiji_option(function: Function) -> Function:
    """``--gaiji``, any number of them, as ``gaiji``."""
    return option(
        "--gaiji",
        metavar="TABLE",
        multiple=True,
        help="A gaiji table laid over the code page; may be given again, the last one wins.",
        ja="文字コードに重ねる外字変換表。複数指定でき、後のものが優先",
    )(function)


@new_command(
    "check",
    ja="""ファイルの先頭がその文字コードに合っているか、誤った変換の痕跡がないかを調べる。

値は表示しない。--mapping か --layout があれば文字の項目だけを、なければシフトコードに
囲まれた部分などを調べる。合っていなければ、よりよく合う文字コードを示す。
終了コードは、合っていれば 0、いなければ 1。""",
)
@click.argument("file", metavar="FILE")
@option(
    "--charset",
    metavar="C",
    help="The code page; that of the mapping by default.",
    ja="文字コード。指定がなければ変換定義のもの",
)
@option(
    "--mapping",
    metavar="M",
    help="Judge the text fields of this mapping.",
    ja="この変換定義の文字項目を調べる",
)
@option(
    "--layout",
    metavar="L",
    help="Judge the text fields of this record layout (a CSV table).",
    ja="このレコードレイアウト（CSVの表）の文字項目を調べる",
)
@option(
    "--length",
    metavar="N",
    type=click.IntRange(min=1),
    help="With --layout: bytes of a record; those of the layout by default.",
    ja="--layout のレコードの長さ。指定がなければレイアウトの長さ",
)
@gaiji_option
@output_options
def check_file(
    file: str,
    charset: str | None,
    mapping: str | None,
    layout: str | None,
    length: int | None,
    gaiji: tuple[str, ...],
    *,
    as_json: bool,
) -> int:
    """Whether the front of a file fits a code page, and bears no traces of a wrong conversion.

    No value is shown. With --mapping or --layout only fields of text are judged, without them what
    stands between shift codes and the like. Where the code page does not fit, those that fit
    better are named. The exit code is 0 where it fits, 1 where it does not.
    """
    from lgmigrate.errors import UsageError

    if (mapping and layout) or (length and not layout) or not (charset or mapping):
        raise UsageError(text("charset.either"))
    if mapping:
        found = _by_mapping(file, mapping, charset, gaiji)
    elif layout:
        found = _by_layout(file, layout, length, charset or "", gaiji)
    else:
        from lgmigrate.charset import load
        from lgmigrate.pipeline.fit import judge

        found = judge(_existing(file), load(charset or "", gaiji=gaiji))
    if as_json:
        json_line(_verdict(file, found), indent=2)
    else:
        for line in verdict_lines(file, found):
            show(line)
    return 0 if found.fits else 1


def _existing(file: str) -> str:
    from lgmigrate.errors import UsageError
    from lgmigrate.pipeline.sources import expand

    paths = expand([file])
    if len(paths) != 1:
        msg = f"Expected one source, got {len(paths)} in {file}"
        raise UsageError(msg)
    return str(paths[0])


def _by_mapping(file: str, mapping: str, charset: str | None, gaiji: tuple[str, ...]) -> Verdict:
    from lgmigrate.mapping import load
    from lgmigrate.pipeline.fit import judge
    from lgmigrate.pipeline.plan import make_plan

    plan = make_plan(load(mapping, charset=charset, gaiji=gaiji))
    return judge(_existing(file), plan.page, plan=plan)


def _by_layout(
    file: str, layout: str, length: int | None, charset: str, gaiji: tuple[str, ...]
) -> Verdict:
    from pathlib import Path

    from lgmigrate.charset import load
    from lgmigrate.errors import LayoutError
    from lgmigrate.pipeline.fit import judge_records
    from lgmigrate.record.table import read_layout

    path = Path(layout)
    page = load(charset, gaiji=gaiji)
    try:
        table_text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError, UnicodeDecodeError) as error:
        msg = f"{layout}: Expected a record layout in UTF-8, got {type(error).__name__}"
        raise LayoutError(msg) from error
    known = read_layout(table_text, path.stem, source=path.name)
    known.check()
    if known.delimited or known.length > (length or known.length):
        msg = f"{layout}: Expected fields of 1..{length or 'n'} bytes, got {known.length}"
        raise LayoutError(msg)
    return judge_records(_existing(file), page, known, length or known.length)


def _fit(one: Fit) -> dict[str, object]:
    return {
        "page": one.page,
        "badness": round(one.badness, 4),
        "fits": one.fits,
        "characters": one.characters,
        "singles": one.singles,
        "doubles": one.doubles,
        "undecodable": round(one.undecodable, 4),
        "lost_singles": one.lost_singles,
        "lost_doubles": one.lost_doubles,
        "users": one.users,
        "halves": one.halves,
        "controls": one.controls,
        "shifts": {
            "outs": one.outs,
            "ins": one.ins,
            "unclosed": one.unclosed,
            "repeated": one.repeated,
            "orphans": one.orphans,
        },
        "letters": {"kana": one.kana, "lower": one.lower, "mixed": one.mixed},
    }


def _verdict(file: str, found: Verdict) -> dict[str, object]:
    return {
        "file": file,
        "fits": found.fits,
        "fit": _fit(found.fit),
        "better": [one.page for one in found.better],
        "others": [_fit(one) for one in found.others],
        "symptoms": [
            {"name": one.name, "count": one.count, "offset": one.offset} for one in found.symptoms
        ],
    }


def verdict_lines(file: str, found: Verdict) -> Iterator[str]:
    """How a file fits a code page, in words."""
    own = found.fit
    yield f"{file}: {own.page}"
    yield text(
        "charset.characters",
        singles=own.singles,
        doubles=own.doubles,
        lost=own.lost_singles + own.lost_doubles,
        users=own.users,
        halves=own.halves,
        controls=own.controls,
    )
    yield text(
        "charset.shifts",
        outs=own.outs,
        ins=own.ins,
        unclosed=own.unclosed,
        repeated=own.repeated,
    )
    yield text("charset.letters", kana=own.kana, lower=own.lower, mixed=own.mixed)
    for one in found.symptoms:
        meaning = text(_SYMPTOMS[one.name])
        yield text("charset.trace", meaning=meaning, count=one.count, offset=one.offset)
    if found.others:
        rows = [(one.page, f"{1 - one.badness:.1%}") for one in (own, *found.others[:_FEW])]
        yield from table(("charset", "fitting"), rows, right=("fitting",))
    yield text("charset.fits" if found.fits else "charset.misfit", page=own.page)
    if found.better:
        yield text("charset.better", pages=", ".join(one.page for one in found.better))
