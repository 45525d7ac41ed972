"""Codes and their texts, frames of findings, shapes."""

from __future__ import annotations

import json
import subprocess
import sys

import polars as pl
import pytest

from lgmigrate import findings
from lgmigrate.errors import UsageError
from lgmigrate.findings import (
    CODES,
    FINDING_SCHEMA,
    Finding,
    Language,
    Severity,
    explain,
    frame,
    shape_of,
    shape_of_bytes,
    shapes_of,
    to_jsonl,
)

FATAL = "F001 F002 F003 F005 F006 F007 X001 X003"
WARNING = "F009 C003 C006 C008 C009 C010 C011 D002 M004 M006 M008 S008 K004"


def test_severities() -> None:
    """The codes that end a run and those that only warn; every other one is an error."""
    by_severity: dict[Severity, set[str]] = {severity: set() for severity in Severity}
    for code, info in CODES.items():
        assert info.code == code
        by_severity[info.severity].add(code)
    assert by_severity[Severity.FATAL] == set(FATAL.split())
    assert by_severity[Severity.WARNING] == set(WARNING.split())
    assert by_severity[Severity.INFO] == set()


def test_every_text_has_its_code() -> None:
    """The texts are those of the codes, no more and no fewer, in the same order a letter."""
    assert set(findings._texts()) == set(CODES)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("code", CODES)
def test_texts(code: str, lang: Language) -> None:
    """Every code says in both languages what it is, why it matters and what to do."""
    text = CODES[code].text(lang)
    sentences = (text.meaning, text.why, text.action)
    end = "。" if lang == "ja" else "."
    assert all(sentence.endswith(end) for sentence in sentences)
    assert not text.title.endswith(end)
    if lang == "en":
        assert all(sentence[0].isupper() for sentence in (text.title, *sentences))
    shown = explain(code, lang)
    assert shown.startswith(f"{code} ({CODES[code].severity}) {text.title}\n")
    assert all(sentence in shown for sentence in sentences)


@pytest.mark.parametrize(("code", "lang"), [("Z001", "en"), ("s001", "ja"), ("S001", "fr")])
def test_explain_refuses(code: str, lang: Language) -> None:
    """An unknown code or language is a fault of the caller."""
    with pytest.raises(UsageError, match="Expected"):
        explain(code, lang)


def test_explain_needs_no_polars() -> None:
    """The command line explains a code without loading polars."""
    program = (
        "import sys\nfrom lgmigrate.findings import explain\n"
        "explain('S001', 'ja')\nsys.exit('polars' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_unknown_attribute() -> None:
    """The schema is the only attribute that is made on first use."""
    with pytest.raises(AttributeError, match="NO_SUCH"):
        findings.NO_SUCH  # noqa: B018  # that is what is tested


def test_frame() -> None:
    """Findings become rows of the schema, in their order."""
    first = Finding(code="F001", severity=Severity.FATAL, file="a.dat")
    second = Finding(
        code="C001",
        severity=Severity.ERROR,
        file="a.dat",
        record=17,
        offset=4012,
        field="SHIMEI",
        shape="other(2)",
    )
    table = frame([first, second])
    assert table.schema == FINDING_SCHEMA
    assert table.rows() == [
        ("F001", "fatal", "a.dat", None, None, None, None),
        ("C001", "error", "a.dat", 17, 4012, "SHIMEI", "other(2)"),
    ]
    assert frame([]).schema == FINDING_SCHEMA


def test_to_jsonl() -> None:
    """A line an object, keys in the schema's order, nulls kept, Japanese as it is."""
    one = Finding(code="S001", severity=Severity.ERROR, file="a", record=1, field="氏名")
    lines = to_jsonl(frame([one, one]).select(reversed(list(FINDING_SCHEMA))))
    assert (
        lines
        == (
            '{"code":"S001","severity":"error","file":"a","record":1,"offset":null,'
            '"field":"氏名","shape":null}\n' * 2
        ).encode()
    )
    assert all(list(json.loads(line)) == list(FINDING_SCHEMA) for line in lines.splitlines())
    assert to_jsonl(frame([])) == b""


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("", "空"),
        ("0123456", "9(7)"),
        ("ABc", "X(3)"),
        ("ﾔﾏﾀﾞ", "ｶﾅ4"),
        ("ヤマー", "カナ3"),
        ("やま", "かな2"),
        ("山田花子\ue000", "漢字4+外字1"),
        ("佐々木\U00020bb7", "漢字4"),
        ("\U0010de92", "外字1"),
        ("葛\U000e0100城", "漢字1+異体1+漢字1"),
        ("山 　田", "漢字1+空白2+漢字1"),
        ("１Ａ", "全数1+全英1"),
        ("\ufffd\n", "置換1+制御1"),
        ("〒①", "記号2"),
        ("2024-01-01", "9(4)+X(1)+9(2)+X(1)+9(2)"),
    ],
)
def test_shape_of(text: str, shape: str) -> None:
    """Runs of classes with their lengths."""
    assert shape_of(text) == shape
    assert shapes_of(pl.Series([text, None, text])).to_list() == [shape, None, shape]


def test_shapes_of_mixed_values() -> None:
    """A column of many values: each its own shape, in place."""
    values = ["12", "山", None, "3", "山", "川ｱ"]
    expected = ["9(2)", "漢字1", None, "9(1)", "漢字1", "漢字1+ｶﾅ1"]
    assert shapes_of(pl.Series(values)).to_list() == expected
    assert shapes_of(pl.Series([], dtype=pl.String)).to_list() == []


@pytest.mark.parametrize(
    ("raw", "shape"),
    [
        ("", "空"),
        ("404040 0000 F1F2F333 C1C2D3", "blank(3)+low(2)+digit(4)+other(3)"),
        ("0E 4566 0F 20 FFFF", "shift(1)+other(2)+shift(1)+blank(1)+high(2)"),
    ],
)
def test_shape_of_bytes(raw: str, shape: str) -> None:
    """Runs of classes of bytes, never the bytes."""
    assert shape_of_bytes(bytes.fromhex(raw)) == shape
