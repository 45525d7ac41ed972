"""Plain lengths before records: the variants, and what is refused. Bytes are written by hand."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from lgmigrate.errors import FramingError
from lgmigrate.framing.named import parse_framing
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.framing.split import join, split

__all__: list[str] = []

FILES = {
    "prefix:2": b"\x00\x03abc\x00\x00\x00\x01d",
    "prefix:2:le": b"\x03\x00abc\x00\x00\x01\x00d",
    "prefix:2:self": b"\x00\x05abc\x00\x02\x00\x03d",
    "prefix:4": b"\x00\x00\x00\x03abc\x00\x00\x00\x00\x00\x00\x00\x01d",
    "prefix:4:le:self": b"\x07\x00\x00\x00abc\x04\x00\x00\x00\x05\x00\x00\x00d",
    "varseq": b"\x00\x03\x00\x00abc\x00\x00\x00\x00\x00\x01\x00\x00d",
}


@pytest.mark.parametrize("name", FILES)
def test_there_and_back(name: str) -> None:
    """Three records, one of them empty."""
    spec = parse_framing(name)
    assert split(spec, FILES[name]) == [b"abc", b"", b"d"]
    assert join(spec, [b"abc", b"", b"d"]) == FILES[name]


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("prefix:2", b"\x00\x03ab", "F002 Expected a whole record behind its length, got 4 bytes"),
        ("prefix:4", b"\x00\x00", "F001 Expected a length of 4 bytes, got 2"),
        ("prefix:2:self", b"\x00\x01", "F002 Expected a length of 0 to 16777216 bytes, got -1"),
        ("prefix:4", b"\x7f\x00\x00\x00", "F002 Expected a length of 0 to 16777216 bytes, got"),
        (
            "varseq",
            b"\x00\x01\x00\x07a",
            "F002 Expected 2 zeros behind the length, got X'00010007'",
        ),
    ],
)
def test_what_is_refused(name: str, data: bytes, fault: str) -> None:
    """With record and offset."""
    good = join(parse_framing(name), [b"xy"])
    with pytest.raises(FramingError) as raised:
        split(parse_framing(name), good + data)
    assert raised.value.faults[0].startswith(fault)
    assert raised.value.faults[0].endswith(f"record 2, offset {len(good)}")


def test_a_record_too_long_for_its_length() -> None:
    """Nothing is written that could not be read."""
    with pytest.raises(FramingError, match="Expected at most 65535 bytes, got 65536"):
        join(parse_framing("prefix:2"), [b"x" * 65536])


def test_contradictions() -> None:
    """Told by the spec."""
    assert FramingSpec(form="prefixed").faults() == [
        "Expected prefix 2 or 4 for form prefixed, got 0"
    ]
    assert FramingSpec(form="fixed", length=3, prefix=2).faults() == [
        "Expected prefix, order, inclusive and zeros with form prefixed only, got fixed"
    ]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("cobc") is None, reason="GnuCOBOL is not installed")
@pytest.mark.parametrize(
    ("number", "name"),
    [("0", "varseq"), ("1", "prefix:4"), ("2", "prefix:4:le"), ("3", "prefix:2")],
)
def test_files_of_gnucobol(number: str, name: str, tmp_path: Path) -> None:
    """RECORD VARYING, in each of the formats that the compiler has."""
    lines = (
        *("IDENTIFICATION DIVISION.", "PROGRAM-ID. MADE.", "ENVIRONMENT DIVISION."),
        *("INPUT-OUTPUT SECTION.", "FILE-CONTROL."),
        '    SELECT F ASSIGN TO "made.dat" ORGANIZATION SEQUENTIAL.',
        *("DATA DIVISION.", "FILE SECTION."),
        "FD F RECORD VARYING FROM 1 TO 20 DEPENDING ON N.",
        *("01 REC PIC X(20).", "WORKING-STORAGE SECTION.", "01 N PIC 9(4)."),
        *("PROCEDURE DIVISION.", "    OPEN OUTPUT F."),
        *("    MOVE 5 TO N.", '    MOVE "ABCDE" TO REC.', "    WRITE REC."),
        *("    MOVE 2 TO N.", '    MOVE "FG" TO REC.', "    WRITE REC."),
        *("    CLOSE F.", "    STOP RUN."),
    )
    text = "".join(f"       {line}\n" for line in lines)
    (tmp_path / "made.cob").write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["cobc", "-x", "-o", "made", "made.cob"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    program = str(tmp_path / "made")
    subprocess.run([program], cwd=tmp_path, check=True, env={"COB_VARSEQ_FORMAT": number})
    assert split(parse_framing(name), (tmp_path / "made.dat").read_bytes()) == [b"ABCDE", b"FG"]
