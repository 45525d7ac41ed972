"""``lgmigrate charset``: the code pages and their tables; ``check`` is in ``charset_check``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from lgmigrate.cli.charset_check import check_file, gaiji_option
from lgmigrate.cli.command import new_command, new_group, option, output_options
from lgmigrate.cli.console import json_line, show, table
from lgmigrate.cli.language import language
from lgmigrate.cli.messages import text

if TYPE_CHECKING:
    from lgmigrate.charset.page import Area, CodePage, Shift
    from lgmigrate.charset.profile import Profile
    from lgmigrate.charset.registry import Description

__all__ = ["command"]

_TRUST = {"gold": "charset.gold", "silver": "charset.silver", "bronze": "charset.bronze"}
_FEW = 6  # shift codes and areas that are shown


@new_group("charset", ja="文字コード（1バイト集合、2バイト集合、シフトコード、外字領域）。")
def command() -> None:
    """Code pages: bytes of vendors and their characters."""


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
@gaiji_option
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
    yield "charset.areas", _areas(page.areas)
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


def _areas(areas: tuple[Area, ...]) -> str:
    """The areas one by one, or all together where they are many."""
    if len(areas) > _FEW:
        codes = sum(len(area.codes()) for area in areas)
        return f"{codes:,} = U+{areas[0].first:04X}-{areas[0].first + codes - 1:04X}"
    found = []
    for area in areas:
        inside = area.codes()
        last = area.first + len(inside) - 1
        count = f"({len(inside):,})"
        found.append(f"{inside[0]:X}-{inside[-1]:X} {count} = U+{area.first:04X}-{last:04X}")
    return ", ".join(found)


command.add_command(check_file)
