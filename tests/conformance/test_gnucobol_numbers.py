"""Every numeric usage against GnuCOBOL: files that its programs write, and files that they read.

One program moves values into a record of many PICTURE, USAGE and SIGN clauses and writes it, a
record a row of ``VALUES``; our codec reads the decimals that were moved and writes the same bytes
again. The other program reads what our codec wrote and displays it. Both are compiled once with
the sign bytes of GnuCOBOL (X'3n' plus, X'7n' minus) and once with ``-fsign=EBCDIC``.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lgmigrate.columns.batch import SLACK, Columns
from lgmigrate.columns.codec import Codec, Events
from lgmigrate.record.layout import Field, Overpunch
from tests.property.column_batches import columns_of
from tests.property.column_cases import codec_of

pytestmark = pytest.mark.skipif(shutil.which("cobc") is None, reason="cobc (GnuCOBOL) is absent")

S: dict[str, Any] = {"sign": "trailing"}
LITTLE: dict[str, Any] = {"order": "little"}
CLAUSES: tuple[tuple[str, str, int, int, dict[str, Any]], ...] = (
    # clause, usage, length, digits, attributes; numbers with at most three digits fit them all
    ("PIC 9(5)", "zoned", 5, 5, {}),
    ("PIC S9(5)", "zoned", 5, 5, S),
    ("PIC S9(5) SIGN LEADING", "zoned", 5, 5, {"sign": "leading"}),
    ("PIC S9(5) SIGN TRAILING SEPARATE", "zoned", 6, 5, {"sign": "trailing_separate"}),
    ("PIC S9(5) SIGN LEADING SEPARATE", "zoned", 6, 5, {"sign": "leading_separate"}),
    ("PIC S9(18)", "zoned", 18, 18, S),
    ("PIC S9(5)V99", "zoned", 7, 7, {**S, "scale": 2}),
    ("PIC S9(5)PP", "zoned", 5, 5, {**S, "scale": -2}),
    ("PIC SVPP9(5)", "zoned", 5, 5, {**S, "scale": 7}),
    ("PIC 9(5) COMP-3", "packed", 3, 5, {}),
    ("PIC S9(5) COMP-3", "packed", 3, 5, S),
    ("PIC S9(4) COMP-3", "packed", 3, 4, S),
    ("PIC S9(17)V9 COMP-3", "packed", 10, 18, {**S, "scale": 1}),
    ("PIC 9(4) COMP-6", "packed", 2, 4, {"nibble": False}),
    ("PIC 9(5) COMP-6", "packed", 3, 5, {"nibble": False}),
    ("PIC S9(4) COMP", "binary", 2, 4, S),
    ("PIC 9(9) BINARY", "binary", 4, 9, {}),
    ("PIC S9(18) COMP-4", "binary", 8, 18, S),
    ("PIC S9(5)V99 COMP", "binary", 4, 7, {**S, "scale": 2}),
    ("PIC S9(4) COMP-5", "binary", 2, 0, {**S, **LITTLE}),
    ("PIC 9(9) COMP-5", "binary", 4, 0, LITTLE),
    ("PIC S9(18) COMP-5", "binary", 8, 0, {**S, **LITTLE}),
    ("PIC X(2) COMP-X", "binary", 2, 0, {}),
    ("PIC X(3) COMP-X", "binary", 3, 0, {}),
    ("PIC X(5) COMP-X", "binary", 5, 0, {}),
    ("PIC X(6) COMP-X", "binary", 6, 0, {}),
    ("BINARY-CHAR", "binary", 1, 0, {**S, **LITTLE}),
    ("BINARY-DOUBLE UNSIGNED", "binary", 8, 0, LITTLE),
    ("COMP-1", "float", 4, 0, {**LITTLE, "base": "ieee"}),
    ("COMP-2", "float", 8, 0, {**LITTLE, "base": "ieee"}),
)
VALUES = ("0", "1", "-1", "7", "-123", "120", "-100", "-10")
SIGNS: tuple[tuple[Overpunch, tuple[str, ...]], ...] = (
    ("mf", ()),
    ("ebcdic", ("-fsign=EBCDIC",)),
)


def layout(overpunch: Overpunch) -> tuple[Field, ...]:
    """The clauses as fields behind each other."""
    fields: list[Field] = []
    for number, (_, usage, length, digits, options) in enumerate(CLAUSES):
        one = Field(
            name=f"F-{number}",
            usage=usage,  # type: ignore[arg-type]  # as CLAUSES has it
            offset=fields[-1].end if fields else 0,
            length=length,
            digits=digits,
            **options,
        )
        inside = one.usage == "zoned" and one.sign in ("trailing", "leading")
        fields.append(replace(one, overpunch=overpunch) if inside else one)
    return tuple(fields)


def values(fields: Sequence[Field]) -> list[list[str]]:
    """A row of canonical texts for each of ``VALUES``: as many units as the text says."""
    rows = []
    for value in VALUES:
        row = []
        for one in fields:
            units = int(value) if one.signed else abs(int(value))
            row.append(f"{Decimal(units).scaleb(-one.scale):f}" if units else _zero(one))
        rows.append(row)
    return rows


def _zero(one: Field) -> str:
    return f"{Decimal(0).scaleb(-one.scale):f}" if one.scale > 0 else "0"


def program(folder: Path, name: str, body: Sequence[str], options: Sequence[str]) -> Path:
    """A compiled program with the record of all clauses and a file of such records."""
    fields = [f"05 F-{number} {clause}." for number, (clause, *_) in enumerate(CLAUSES)]
    lines = [
        *("IDENTIFICATION DIVISION.", f"PROGRAM-ID. {name}.", "ENVIRONMENT DIVISION."),
        *("INPUT-OUTPUT SECTION.", "FILE-CONTROL."),
        *('SELECT A-FILE ASSIGN TO "records.dat"', "ORGANIZATION SEQUENTIAL."),
        *("DATA DIVISION.", "FILE SECTION.", "FD A-FILE.", "01 A-RECORD.", *fields),
        *("WORKING-STORAGE SECTION.", "01 A-END PIC 9 VALUE 0.", "01 A-NUMBER PIC S9(9)."),
        *("PROCEDURE DIVISION.", *body, "CLOSE A-FILE.", "STOP RUN."),
    ]
    source = folder / f"{name}.cob"
    source.write_text("".join(f"       {line}\n" for line in lines), encoding="ascii", newline="\n")
    target = folder / name
    command = ["cobc", "-x", *options, "-o", str(target), str(source)]
    subprocess.run(command, check=True, cwd=folder, capture_output=True)
    return target


def displayed(text: str) -> Decimal:
    """A number that a program displayed, with its sign before or behind it."""
    return Decimal(text[-1] + text[:-1] if text[-1] in "+-" else text)


def decoded(codec: Codec, content: bytes) -> tuple[list[tuple[Any, ...]], list[Any]]:
    """The rows of a file of records, and what was noted."""
    source = np.frombuffer(content + bytes(SLACK), np.uint8)
    starts = np.arange(0, len(content), codec.layout.length, dtype=np.int64)
    fields = len(codec.layout.fields)
    batch = Columns.allocate(fields, len(starts), codec.text_bound(len(content), len(starts)))
    events = Events()
    events.start(batch)
    codec.decode(source, starts, batch, events)
    return batch.frame(codec.layout.names()).rows(), events.taken().tolist()


def encoded(codec: Codec, rows: Sequence[Sequence[str]]) -> tuple[bytes, list[Any]]:
    """Records of these rows, and what was noted."""
    batch = columns_of(rows, len(codec.layout.fields))
    events = Events()
    events.start(batch)
    found = codec.encode(batch, events)
    return found.buffer[: len(rows) * codec.layout.length].tobytes(), events.taken().tolist()


@pytest.mark.parametrize(("overpunch", "options"), SIGNS)
def test_what_a_program_writes(
    tmp_path: Path, overpunch: Overpunch, options: tuple[str, ...]
) -> None:
    """Read to the decimals that were moved, and written to the same bytes."""
    fields = layout(overpunch)
    rows = values(fields)
    body = ["OPEN OUTPUT A-FILE."]
    for row in rows:
        body += [f"MOVE {text} TO {one.name}." for one, text in zip(fields, row, strict=True)]
        body.append("WRITE A-RECORD.")
    subprocess.run([str(program(tmp_path, "writer", body, options))], check=True, cwd=tmp_path)
    content = (tmp_path / "records.dat").read_bytes()
    codec = codec_of(*fields, name="cp932")
    assert len(content) == len(rows) * codec.layout.length
    found, noted = decoded(codec, content)
    assert [list(row) for row in found] == rows
    assert noted == []
    assert encoded(codec, rows) == (content, [])


@pytest.mark.parametrize(("overpunch", "options"), SIGNS)
def test_what_a_program_reads(
    tmp_path: Path, overpunch: Overpunch, options: tuple[str, ...]
) -> None:
    """Displayed as the decimals that were encoded."""
    fields = layout(overpunch)
    rows = values(fields)
    content, noted = encoded(codec_of(*fields, name="cp932"), rows)
    assert noted == []
    (tmp_path / "records.dat").write_bytes(content)
    shown = []
    for one in fields:
        moved = one.scale < 0  # DISPLAY of GnuCOBOL 3.1.2 shows bytes behind such a field
        shown += [f"MOVE {one.name} TO A-NUMBER"] * moved
        shown.append(f"DISPLAY {'A-NUMBER' if moved else one.name} END-DISPLAY")
    body = [
        *("OPEN INPUT A-FILE.", "PERFORM UNTIL A-END = 1"),
        *("READ A-FILE AT END MOVE 1 TO A-END", "NOT AT END", *shown, "END-READ"),
        "END-PERFORM.",
    ]
    done = subprocess.run(
        [str(program(tmp_path, "reader", body, options))],
        check=True,
        cwd=tmp_path,
        capture_output=True,
        encoding="ascii",
    )
    found = map(displayed, done.stdout.split())
    for row in rows:
        for (clause, *_), text in zip(CLAUSES, row, strict=True):
            assert next(found) == Decimal(text), clause
    assert list(found) == []
