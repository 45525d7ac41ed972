"""Gaiji tables as text: pairs of codes in hex, in the two forms that transfer programs use.

* The user table of a host's code conversion: the title ``TITLE``, sections ``JEF->Unicode``
  and ``Unicode->JEF``, in both of them pairs ``80A1:E92E``, host code first, ``;`` before a
  comment, a comma between pairs of one line. Source: Fujitsu's published manuals.
* Pairs a line with a blank, tab, comma, ``:`` or ``=`` between them, ``#``, ``;`` or ``*`` before
  a comment, as file transfer programs export them. A line ``host -> unicode``, which may be a
  comment as in ``# SJIS -> UTF-8``, says which side is which and that the pairs below it are for
  this direction; a line ``host unicode`` says that they are for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lgmigrate.charset.cells import Direction
from lgmigrate.charset.gaiji_forms import (
    SpellingError,
    code_of,
    is_unicode_name,
    names_key,
    text_of,
)
from lgmigrate.charset.gaiji_rows import GaijiRow
from lgmigrate.errors import Faults

__all__ = ["TITLE", "has_pairs", "read_host_text", "read_pairs"]

TITLE = "CODE_CONVERT_Unicode-FJHOSTcode_USER_TABLE"

_ARROW = re.compile(r"\s*([^\s>→]+)\s*(?:-+>|→)\s*([^\s>→]+)\s*")
_PAIR = re.compile(r"\s*([^\s,:=]+)\s*[\s,:=]\s*([^\s:=]+(?:[ \t]+U\+[0-9A-Fa-f]+)?)\s*")
_HEX = re.compile(r"(?:0[xX]|U\+|u\+)?[0-9A-Fa-f]{4,8}(?:[_,][0-9A-Fa-f]{4,5})?|[xX]'[^']+'")
_DEFAULT = re.compile(r"\s*default\s*code\s*=", re.IGNORECASE)
_HOSTS = frozenset(
    names_key(name)
    for name in (
        *(
            "host",
            "ホスト",
            "外字コード",
            "旧コード",
            "code",
            "JEF",
            "KEIS",
            "JIPS",
            "JIPSJ",
            "JIPSE",
        ),
        *("IBM", "IBM漢字", "IBM Kanji", "NEC", "LETSJ", "EBCDIC", "DBCS", "SJIS", "Shift-JIS"),
        *("シフトJIS", "MS932", "CP932", "EUC", "EUC-JP", "JIS"),
    )
)


class _Sides(NamedTuple):
    """What a declaration says: the side of the host code, what the other one holds, the use."""

    host: int
    encoding: str
    direction: Direction


class _Pair(NamedTuple):
    line: int
    sides: tuple[str, str]
    declared: _Sides | None


def read_host_text(
    place: str, text: str, faults: Faults, *, private_use: bool = False
) -> list[GaijiRow]:
    """The rows of a table with ``TITLE``; faults of single lines go into ``faults``."""
    rows: list[GaijiRow] = []
    declared: _Sides | None = None
    for line, whole in enumerate(text.splitlines(), 1):
        here = f"{place}, line {line}"
        content = whole.partition(";")[0].strip()
        if not content or content.startswith(TITLE):
            continue
        if arrow := _ARROW.fullmatch(content):
            declared = _arrow(arrow)
            if declared is None:
                faults.add(here, f"Expected JEF->Unicode or Unicode->JEF, got {content!r}")
            continue
        if declared is None:
            faults.add(here, "Expected JEF->Unicode or Unicode->JEF before the first pair")
            declared = _Sides(0, "unicode", "both")
        for spelled in filter(None, (pair.strip() for pair in content.split(","))):
            host, colon, ucs = spelled.partition(":")
            if not colon:
                faults.add(here, f"Expected a pair such as 80A1:9089, got {spelled!r}")
                continue
            sides = declared._replace(host=0, encoding="unicode")
            rows += _row(
                here, _Pair(line, (host, ucs), sides), sides, faults, private_use=private_use
            )
    return rows


def _arrow(arrow: re.Match[str]) -> _Sides | None:
    """``JEF->Unicode``: one side is Unicode and the other is not."""
    left, right = (is_unicode_name(name) for name in arrow.groups())
    if left == right:
        return None
    return _Sides(1, arrow[1], "encode") if left else _Sides(0, arrow[2], "decode")


def has_pairs(line: str) -> bool:
    """Whether a line is a pair of codes, a declaration or a comment of such a file."""
    pair = _PAIR.fullmatch(_content(line))
    return (
        not line.strip()
        or line.lstrip()[0] in "#;*"
        or _declared(line) is not None
        or _DEFAULT.match(line) is not None
        or (pair is not None and all(_HEX.fullmatch(side) for side in pair.groups()))
    )


def read_pairs(
    place: str, text: str, faults: Faults, warnings: list[str], *, private_use: bool = False
) -> list[GaijiRow]:
    """The rows of a file of pairs; faults of single lines go into ``faults``."""
    pairs = list(_pairs(place, text, faults, warnings))
    undeclared = [pair for pair in pairs if pair.declared is None]
    guessed = _guessed(undeclared)
    if undeclared and guessed is None:
        faults.add(
            f"{place}, line {undeclared[0].line}",
            "Expected to know which side is the host code, got pairs that may be either; begin the "
            "file with a line `host unicode` (or `unicode host`, `host utf-8`; with an arrow, "
            "`host -> unicode`, for one direction)",
        )
    rows: list[GaijiRow] = []
    for pair in pairs:
        sides = pair.declared or guessed
        if sides is not None:
            rows += _row(f"{place}, line {pair.line}", pair, sides, faults, private_use=private_use)
    return rows


def _content(line: str) -> str:
    """A line without its comment."""
    return "" if line.lstrip().startswith("*") else re.split(r"(?:^|\s)[#;]|;", line)[0].strip()


def _declared(line: str) -> _Sides | None:
    """What a line, comment or not, says about the sides."""
    content = line.strip().lstrip("#;*").strip()
    if arrow := _ARROW.fullmatch(content):
        known = all(is_unicode_name(name) or names_key(name) in _HOSTS for name in arrow.groups())
        return _arrow(arrow) if known else None
    words = [word for word in re.split(r"[\s,:=]+", content) if word]
    if len(words) != 2:
        return None
    unicode = [is_unicode_name(word) for word in words]
    if not any(names_key(word) in _HOSTS for word in words) or unicode[0] == unicode[1]:
        return None
    return _Sides(0, words[1], "both") if unicode[1] else _Sides(1, words[0], "both")


def _pairs(place: str, text: str, faults: Faults, warnings: list[str]) -> Iterator[_Pair]:
    declared: _Sides | None = None
    for line, whole in enumerate(text.splitlines(), 1):
        said = _declared(whole)
        if said is not None:
            declared = said
            continue
        content = _content(whole)
        if not content:
            continue
        if _DEFAULT.match(content):
            warnings.append(
                f"{place}, line {line}: the default code is not used: a code without a character "
                "is reported and never replaced"
            )
            continue
        pair = _PAIR.fullmatch(content)
        if pair is None:
            faults.add(f"{place}, line {line}", f"Expected a pair of codes, got {content!r}")
            continue
        yield _Pair(line, (pair[1], pair[2]), declared)


def _guessed(pairs: list[_Pair]) -> _Sides | None:
    """The sides, where the codes themselves leave no doubt."""
    found = set()
    for side in (0, 1):
        codes = [pair.sides[side] for pair in pairs]
        if any(re.match(r"[uU]\+(?![eEfF])|[0-9A-Fa-f]{4,5}_", code) for code in codes):
            found.add((1 - side, "unicode"))
        if any(code[:2] in {"X'", "x'"} for code in codes):
            found.add((side, "unicode"))
        if all(len(_bare(code)) in {6, 8} and _of_utf8(_bare(code)) for code in codes):
            found.add((1 - side, "utf-8"))
    if len({host for host, _ in found}) != 1:
        return None
    host, encoding = min(found, key=lambda one: one[1] != "utf-8")
    return _Sides(host, encoding, "both")


def _bare(code: str) -> str:
    return re.sub("^0[xX]", "", code)


def _of_utf8(digits: str) -> str:
    """The character of UTF-8 bytes in hex, "" where they are none."""
    try:
        text = bytes.fromhex(digits).decode("utf-8")
    except ValueError:
        return ""
    return text if len(text) <= 2 else ""


def _row(
    here: str, pair: _Pair, sides: _Sides, faults: Faults, *, private_use: bool
) -> list[GaijiRow]:
    """The row of a pair, none where something is wrong with it."""
    spelled = pair.sides[1 - sides.host]
    wrong = []
    code, width, text = 0, 2, ""
    try:
        code, width = code_of(pair.sides[sides.host])
    except SpellingError as error:
        wrong.append(str(error))
    if names_key(sides.encoding) == "utf8":
        decoded = _of_utf8(_bare(spelled))
        if not decoded:
            wrong.append(f"Expected one character in UTF-8, got {spelled!r}")
        spelled = " ".join(f"U+{ord(char):04X}" for char in decoded)
    try:
        text = text_of(spelled, private_use=private_use)
    except SpellingError as error:
        wrong.append(str(error))
    if not (text or wrong):
        wrong.append("Expected a character, got none")
    for message in wrong:
        faults.add(here, message)
    if wrong:
        return []
    row = GaijiRow(code=code, width=width, text=text, direction=sides.direction, line=pair.line)
    return [row]
