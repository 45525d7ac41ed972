"""``lgmigrate charset``: the code pages, their tables, and whether a file fits one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from lgmigrate.cli.command import Function, new_command, new_group, option, output_options
from lgmigrate.cli.console import json_line, show, table
from lgmigrate.cli.language import language
from lgmigrate.cli.messages import text

if TYPE_CHECKING:
    from lgmigrate.charset.guard import Fit
    from lgmigrate.charset.page import Area, CodePage, Shift
    from lgmigrate.charset.profile import Profile
    from lgmigrate.charset.registry import Description
    from lgmigrate.pipeline.fit import Verdict

__all__ = ["command"]

_SYMPTOMS = {
    "text_mode": "charset.text_mode",
    "line_ends": "charset.line_ends",
    "mojibake": "charset.mojibake",
    "symbols": "charset.symbols",
    "shifts_lost": "charset.shifts_lost",
    "replaced": "charset.replaced",
    "geta": "charset.geta",
}
_TRUST = {"gold": "charset.gold", "silver": "charset.silver", "bronze": "charset.bronze"}
_FEW = 6  # other pages and shift codes that are shown


@new_group("charset", ja="文字コード（1バイト集合、2バイト集合、シフトコード、外字領域）。")
def command() -> None:
    """Code pages: bytes of vendors and their characters."""


def _gaiji_option(function: Function) -> Function:
    return option(
        "--gaiji",
        metavar="TABLE",
        multiple=True,
        help="A gaiji table laid over the code page; may be given again, the last one wins.",
        ja="文字コードに重ねる外字変換表。複数指定でき、後のものが優先",
    )(function)


@new_command("list", group=command, ja="文字コードの一覧。信頼度の意味は docs/charsets.md にある。")
@output_options
def list_pages(*, as_json: bool) -> None:
    """The code pages, with how well each is held. docs/charsets.md says what that means."""
    from lgmigrate.charset.registry import describe

    known = describe()
    if as_json:
        json_line([_described(one) for one in known], indent=2)
        return
    for line in table(
        ("name", "trust", "about"), [(one.name, one.trust, _title(one)) for one in known]
    ):
        show(line)


def _described(one: Description) -> dict[str, str]:
    return {
        "name": one.name,
        "title": one.japanese,
        "title_en": one.english,
        "trust": one.trust,
    }


def _title(one: Description) -> str:
    return one.english if language() == "en" else one.japanese


@new_command(
    "show",
    group=command,
    ja="""文字コードの構成、又はその全体の表。

C は名前（jef:kana:78:face、ibm930:ms）、又は自治体ごとの定義ファイル（.toml）。
--table は1行に1コードを、16進、U+XXXX[ U+YYYY]、方向（= 双方向、> 復号のみ、
< 符号化のみ）のタブ区切りで出力する。""",
)
@click.argument("charset", metavar="C")
@option(
    "--table",
    "as_table",
    is_flag=True,
    help="Every code with its characters and its direction.",
    ja="すべてのコードと文字、方向",
)
@_gaiji_option
@output_options
def show_page(charset: str, gaiji: tuple[str, ...], *, as_table: bool, as_json: bool) -> None:
    """What a code page is made of, or its whole table.

    C is a name (jef:kana:78:face, ibm930:ms) or the file of a site (.toml). --table gives a line a
    code, tab separated: hexadecimal code, U+XXXX[ U+YYYY], direction (= both, > decode only, <
    encode only).
    """
    from lgmigrate.charset.registry import describe, load, read_profile

    profile = read_profile(charset)
    page = load(charset, gaiji=gaiji)
    if as_table:
        from lgmigrate.charset.listing import lines

        sys.stdout.write("\n".join(lines(page)) + "\n")
        return
    (family,) = (one for one in describe() if one.name == profile.family)
    if as_json:
        json_line(_document(page, profile, family), indent=2)
        return
    show(f"{page.name}  {_title(family)}")
    rows = [(text(key), value) for key, value in _parts(page, profile, family) if value]
    for line in table(("part", "value"), rows):
        show(line)


def _counts(page: CodePage) -> dict[str, int]:
    """Codes by their bytes, and those of one direction."""
    import numpy as np

    from lgmigrate.charset.listing import DECODE, ENCODE, listing

    rows = listing(page)
    back = rows.directions == ord(ENCODE)
    found = {
        str(width): int(((rows.widths == width) & ~back).sum())
        for width in np.unique(rows.widths).tolist()
    }
    found["decode_only"] = int((rows.directions == ord(DECODE)).sum())
    found["encode_only"] = int(back.sum())
    return found


def _document(page: CodePage, profile: Profile, family: Description) -> dict[str, object]:
    return _described(family) | {
        "name": page.name,
        "family": profile.family,
        "form": page.form,
        "single": profile.single,
        "double": profile.double,
        "shifts": [{"code": one.code.hex().upper(), "out": one.out} for one in page.shifts],
        "space": f"{page.space:02X}",
        "double_spaces": [f"{one:04X}" for one in page.double_spaces],
        "areas": [
            {
                "leads": [f"{one:02X}" for one in area.leads],
                "trails": [[f"{low:02X}", f"{high:02X}"] for low, high in area.trails],
                "first": f"U+{area.first:04X}",
                "codes": len(area.codes()),
            }
            for area in page.areas
        ],
        "year": profile.year or None,
        "policy": profile.policy or None,
        "symbols": profile.symbols or None,
        "newline": profile.newline or None,
        "on_error": page.on_error,
        "codes": _counts(page),
        "provenance": page.provenance,
        "digest": page.digest,
    }


def _parts(page: CodePage, profile: Profile, family: Description) -> Iterator[tuple[str, str]]:
    """Keys of messages, and what stands behind them; empty where there is none."""
    counts = _counts(page)
    yield "charset.trust", f"{family.trust} ({text(_TRUST[family.trust])})"
    yield "charset.form", page.form
    yield "charset.single", profile.single
    yield "charset.double", profile.double
    yield "charset.out", _codes(one for one in page.shifts if one.out)
    yield "charset.in", _codes(one for one in page.shifts if not one.out)
    wide = " ".join(f"X'{one:04X}'" for one in page.double_spaces)
    yield "charset.spaces", f"X'{page.space:02X}' {wide}".rstrip()
    yield "charset.areas", ", ".join(map(_area, page.areas))
    yield "charset.year", str(profile.year or "")
    yield "charset.policy", profile.policy
    yield "charset.symbol_table", profile.symbols
    yield "charset.newline", f"X'{profile.newline}'" if profile.newline else ""
    yield "charset.on_error", page.on_error
    for key, name in (("charset.one", "1"), ("charset.two", "2"), ("charset.three", "3")):
        yield key, f"{counts[name]:,}" if counts.get(name) else ""
    yield "charset.decode_only", f"{counts['decode_only']:,}"
    yield "charset.encode_only", f"{counts['encode_only']:,}"
    yield "charset.provenance", page.provenance
    yield "charset.digest", page.digest


def _codes(shifts: Iterator[Shift]) -> str:
    known = [f"X'{one.code.hex().upper()}'" for one in shifts]
    return " ".join(known[:_FEW]) + (" ..." if len(known) > _FEW else "")


def _area(area: Area) -> str:
    codes = area.codes()
    last = area.first + len(codes) - 1
    return f"{codes[0]:X}-{codes[-1]:X} ({len(codes):,}) = U+{area.first:04X}-{last:04X}"


@new_command(
    "check",
    group=command,
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
@_gaiji_option
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
        for line in _lines(file, found):
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


def _lines(file: str, found: Verdict) -> Iterator[str]:
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
