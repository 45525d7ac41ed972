"""Records that GnuCOBOL itself wrote: sizes, offsets and values are those of the dialect.

The program is compiled with the options that each dialect's option stands for.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

import lgmigrate as lg
from lgmigrate.record.definition import Choice, load_layouts
from lgmigrate.record.layout import Field

__all__: list[str] = []

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("cobc") is None, reason="GnuCOBOL is not installed"),
]

CLAUSES = (
    "PIC 9(5)",
    "PIC S9(5)",
    "PIC S9(5) LEADING",
    "PIC S9(5) LEADING SEPARATE",
    "PIC S9(5) TRAILING SEPARATE",
    "PIC S9(3)V99",
    "PIC SPP99",
    "PIC S99PP",
    "PIC 9(2) COMP",
    "PIC S9(4) COMP",
    "PIC S9(9) BINARY",
    "PIC S9(7)V99 COMP-4",
    "PIC S9(18) COMP",
    "PIC S9(5)V99 COMP-3",
    "PIC 9(4) COMP-3",
    "PIC S9(18) PACKED-DECIMAL",
    "PIC S9(4) COMP-5",
    "PIC 9(9) COMP-5",
    "PIC 9(5) COMP-6",
    "PIC 9(4) COMP-6",
    "PIC 9(4) COMP-X",
    "PIC X",
    "PIC S9(9) COMP SYNC",
    "PIC X",
    "PIC S9(4) COMP-5 SYNC",
    "BINARY-SHORT UNSIGNED",
    "BINARY-LONG",
    "BINARY-DOUBLE",
    "COMP-1",
    "COMP-2",
)
OPTIONS = {
    "gnucobol": (),
    "gnucobol:2-4-8": ("-fbinary-size=2-4-8",),
    "gnucobol:1--8": ("-fbinary-size=1--8",),
    "gnucobol:ebcdic": ("-fsign=EBCDIC",),
}


def values(one: Field) -> list[Decimal]:
    """Numbers of the item: none, one, the least and the most that its digits hold."""
    if one.usage == "float":
        return [Decimal(text) for text in ("0", "1", "-1", "0.5", "-1024.25")]
    digits = one.digits or {1: 2, 2: 4, 4: 9, 8: 18}[one.length]
    unit = Decimal(1).scaleb(-one.scale)
    most = Decimal(10**digits - 1).scaleb(-one.scale)
    negative = [-unit, -most] if one.signed else [unit, most]
    return [Decimal(0), unit, most, *negative]


def program(names: list[str], record: str, rows: list[list[Decimal]]) -> str:
    """A program that moves the numbers and writes a record for each row."""
    head = [
        "IDENTIFICATION DIVISION.",
        "PROGRAM-ID. MADE.",
        "ENVIRONMENT DIVISION.",
        "INPUT-OUTPUT SECTION.",
        "FILE-CONTROL.",
        '    SELECT F ASSIGN TO "made.dat" ORGANIZATION SEQUENTIAL.',
        "DATA DIVISION.",
        "FILE SECTION.",
        "FD F.",
    ]
    body = ["PROCEDURE DIVISION.", "    OPEN OUTPUT F."]
    for row in rows:
        body.append("    MOVE ALL 'X' TO REC.")
        for name, value in zip(names, row, strict=True):
            body.append(f"    MOVE {value:f} TO {name}.")
        body.append("    WRITE REC.")
    body += ["    CLOSE F.", "    STOP RUN."]
    lines = "".join(f"       {line}\n" for line in (*head,))
    return lines + record + "".join(f"       {line}\n" for line in body)


@pytest.mark.parametrize("dialect", OPTIONS)
def test_records_are_read_as_they_were_written(dialect: str, tmp_path: Path) -> None:
    """Every USAGE and sign form with its limits, in one record."""
    lines = ["01 REC."] + [f"   05 F{n:02} {clause}." for n, clause in enumerate(CLAUSES)]
    record = "".join(f"       {line}\n" for line in lines)
    (tmp_path / "rec.cpy").write_text(record, encoding="utf-8")
    layout = load_layouts(tmp_path / "rec.cpy", Choice(dialect=dialect))[0]
    numbers = [one for one in layout.fields if one.numeric]
    assert len(numbers) == len(CLAUSES) - 2
    rows = [list(row) for row in zip(*(values(one) for one in numbers), strict=True)]
    source = tmp_path / "made.cob"
    source.write_text(program([one.name for one in numbers], record, rows), encoding="utf-8")
    command = ["cobc", "-x", *OPTIONS[dialect], "-o", "made", source.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    subprocess.run([str(tmp_path / "made")], cwd=tmp_path, check=True)
    written = tmp_path / "made.dat"
    assert written.stat().st_size == layout.length * len(rows)
    result = lg.decode(written, layout, tmp_path / "made.csv", charset="cp932")
    assert result.codes == {}
    with (tmp_path / "made.csv").open(encoding="utf-8", newline="") as stream:
        found = [[Decimal(row[one.name]) for one in numbers] for row in csv.DictReader(stream)]
    for one, made, wanted in zip(
        numbers, zip(*found, strict=True), zip(*rows, strict=True), strict=True
    ):
        assert (one.name, list(made)) == (one.name, list(wanted))
    lg.encode(tmp_path / "made.csv", layout, tmp_path / "back.dat", charset="cp932")
    assert (tmp_path / "back.dat").read_bytes() == written.read_bytes()
