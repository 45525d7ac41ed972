"""Findings: faults of the data, each with its code, its place and the shape of the value.

Codes are stable: tables, reports and gate files of users name them. The texts of every code stand
in ``finding_texts.toml`` beside this module. A finding never carries a value, only its shape:
runs of character classes with their lengths (``漢字4+外字1``), which lead back to nobody. polars
and the texts are loaded when they are asked for, so that the command line starts at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from lgmigrate.errors import UsageError

if TYPE_CHECKING:
    import polars as pl

    FINDING_SCHEMA: pl.Schema

__all__ = [
    "CODES",
    "FINDING_SCHEMA",
    "CodeInfo",
    "Finding",
    "Language",
    "Severity",
    "Text",
    "explain",
    "frame",
    "shape_of",
    "shape_of_bytes",
    "shapes_of",
    "to_jsonl",
]

Language = Literal["ja", "en"]


class Severity(StrEnum):
    """How bad a finding is: a run with ``fatal`` or ``error`` findings does not end with 0."""

    FATAL = "fatal"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a code says in one language."""

    title: str
    meaning: str
    why: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeInfo:
    """A code with its severity; its texts are read from disk when first asked for."""

    code: str
    severity: Severity

    def text(self, lang: Language) -> Text:
        """The code's texts in one language.

        Raises:
            UsageError: there is no such language.
        """
        if lang not in {"ja", "en"}:
            msg = f"Expected the language ja or en, got {lang!r}"
            raise UsageError(msg)
        return _texts()[self.code][lang]


_SEVERITIES = {
    Severity.FATAL: "F001 F002 F003 F005 F006 F007 X001 X003",
    Severity.ERROR: (
        "F004 F008 F010 C001 C002 C004 C005 C007 N001 N002 N003 N004 N005 N006 D001 D003 D004 "
        "M001 M002 M003 M005 M007 S001 S002 S003 S004 S005 S006 S009 S010 S011 S012 S013 K001 K002 "
        "K003 X002"
    ),
    Severity.WARNING: "F009 C003 C006 C008 C009 C010 C011 D002 M004 M006 M008 S008 K004",
}

CODES: dict[str, CodeInfo] = {
    code: CodeInfo(code=code, severity=severity)
    for code, severity in sorted(
        (code, severity) for severity, codes in _SEVERITIES.items() for code in codes.split()
    )
}
"""Every code there is, in order."""


@cache
def _texts() -> dict[str, dict[str, Text]]:
    """The texts of every code, by code and language."""
    import tomllib  # noqa: PLC0415  # only explain and reports need the texts
    from importlib import resources  # noqa: PLC0415  # as tomllib

    source = resources.files("lgmigrate").joinpath("finding_texts.toml").read_text("utf-8")
    return {
        code: {lang: Text(**text) for lang, text in languages.items()}
        for code, languages in tomllib.loads(source).items()
    }


_HEADINGS: dict[Language, tuple[str, str, str]] = {
    "ja": ("意味", "なぜ重要か", "どうするか"),
    "en": ("What it means", "Why it matters", "What to do"),
}


def explain(code: str, lang: Language) -> str:
    """What a code means, why it matters and what to do, as plain text.

    Raises:
        UsageError: there is no such code, or no such language.
    """
    if code not in CODES:
        msg = f"Expected one of {', '.join(CODES)}, got {code!r}"
        raise UsageError(msg)
    info = CODES[code]
    text = info.text(lang)
    lines = [f"{code} ({info.severity}) {text.title}"]
    for heading, body in zip(_HEADINGS[lang], (text.meaning, text.why, text.action), strict=True):
        lines += ["", heading, f"  {body}"]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault of the data. ``record`` counts from 1 through the whole source; ``offset`` is the
    byte offset in the file; what does not apply is None.
    """

    code: str
    severity: Severity
    file: str
    record: int | None = None
    offset: int | None = None
    field: str | None = None
    shape: str | None = None


def __getattr__(name: str) -> object:
    """``FINDING_SCHEMA``, made on first use: the names and types of a frame of findings."""
    if name != "FINDING_SCHEMA":
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    import polars as pl  # noqa: PLC0415  # explain must not wait for polars

    types = {"record": pl.Int64(), "offset": pl.Int64()}
    schema = pl.Schema((one.name, types.get(one.name, pl.String())) for one in fields(Finding))
    return globals().setdefault(name, schema)


def frame(findings: Iterable[Finding]) -> pl.DataFrame:
    """Findings as a frame of ``FINDING_SCHEMA``, in their order."""
    import polars as pl  # noqa: PLC0415  # explain must not wait for polars

    schema: pl.Schema = __getattr__("FINDING_SCHEMA")  # type: ignore[assignment]  # made there
    rows = [tuple(getattr(one, name) for name in schema) for one in findings]
    return pl.DataFrame(rows, schema=schema, orient="row")


def to_jsonl(findings: pl.DataFrame) -> bytes:
    """A frame of findings as JSON lines in UTF-8, keys in the schema's order, nulls as null."""
    buffer = BytesIO()
    findings.select(one.name for one in fields(Finding)).write_ndjson(buffer)
    return buffer.getvalue()


# One letter a class: the first range that holds the character decides.
_CLASSES = (
    ("b", "空白", r" \u00A0\u2000-\u200B\u202F\u205F\u3000"),
    ("9", "", r"0-9"),
    ("X", "", r"!-~"),
    ("c", "制御", r"\u0000-\u001F\u007F-\u009F"),
    ("n", "ｶﾅ", r"\uFF61-\uFF9F"),
    ("h", "かな", r"\u3041-\u309F"),
    ("k", "カナ", r"\u30A0-\u30FF\u31F0-\u31FF"),
    (
        "j",
        "漢字",
        r"\u3005-\u3007\u2E80-\u2FDF\u3400-\u4DBF\u4E00-\u9FFF\uF900-\uFAFF\U00020000-\U0003FFFF",
    ),
    ("d", "全数", r"\uFF10-\uFF19"),
    ("a", "全英", r"\uFF21-\uFF3A\uFF41-\uFF5A"),
    ("g", "外字", r"\uE000-\uF8FF\U000F0000-\U0010FFFF"),
    ("r", "置換", r"\uFFFD"),
    ("v", "異体", r"\uFE00-\uFE0F\U000E0100-\U000E01EF"),
)
_NAMES = {letter: name for letter, name, _ in _CLASSES} | {"o": "記号"}
_RUN = re.compile(r"(.)\1*", re.DOTALL)


class _Letters(dict[int, str]):
    """Code point -> letter of its class, for ``str.translate``."""

    def __missing__(self, point: int) -> str:
        one = chr(point)
        letter = next((name for name, _, ranges in _CLASSES if re.match(f"[{ranges}]", one)), "o")
        self[point] = letter
        return letter


_LETTERS = _Letters()


def _runs(letters: str) -> Iterator[tuple[str, int]]:
    for run in _RUN.finditer(letters):
        yield run[1], len(run[0])


def shape_of(text: str) -> str:
    """The shape of a value: ``漢字4+外字1``, ``9(7)``, ``X(3)``; an empty one is ``空``.

    Classes, by half width: 9 digits, X other printable ASCII, ｶﾅ kana and their marks; by full
    width: 漢字, かな, カナ, 全数 digits, 全英 letters; 空白 blanks of any width, 外字 private use,
    異体 variation selectors, 置換 U+FFFD, 制御 controls, 記号 everything else.
    """
    return (
        "+".join(
            f"{letter}({length})" if letter in "9X" else f"{_NAMES[letter]}{length}"
            for letter, length in _runs(text.translate(_LETTERS))
        )
        or "空"
    )


_BYTE_NAMES = {"b": "blank", "l": "low", "h": "high", "d": "digit", "s": "shift", "o": "other"}
_BYTE_LETTERS = bytearray(b"o" * 256)
for _letter, _members in (
    ("b", b"\x20\x40"),
    ("l", b"\x00"),
    ("h", b"\xff"),
    ("d", bytes([*range(0x30, 0x3A), *range(0xF0, 0xFA)])),
    ("s", b"\x0e\x0f"),
):
    for _byte in _members:
        _BYTE_LETTERS[_byte] = ord(_letter)


def shape_of_bytes(raw: bytes) -> str:
    """The shape of bytes that have no text: ``blank(3)+low(2)+digit(4)+other(7)``.

    Classes, in ASCII and EBCDIC alike: blank 20 40, low 00, high FF, digit 30-39 F0-F9, shift
    0E 0F, other. The bytes of a name are as good as the name, so none is shown.
    """
    letters = raw.translate(bytes(_BYTE_LETTERS)).decode("ascii")
    return "+".join(f"{_BYTE_NAMES[letter]}({length})" for letter, length in _runs(letters)) or "空"


def shapes_of(values: pl.Series) -> pl.Series:
    """String[n] -> String[n]: the shape of each value, null for null.

    Values of digits only, the usual case where a whole column fails, stay within polars.
    """
    import polars as pl  # noqa: PLC0415  # explain must not wait for polars

    digits = values.str.contains(r"^[0-9]+$")
    others = values.filter(~digits).unique()
    known = pl.Series([shape_of(one) for one in others], dtype=pl.String)
    value = pl.lit(values)
    return pl.select(
        pl.when(pl.lit(digits))
        .then(pl.format("9({})", value.str.len_bytes()))
        .otherwise(value.replace_strict(others, known, default=None))
        .alias("shape")
    ).to_series()
