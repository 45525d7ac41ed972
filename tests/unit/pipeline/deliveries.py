"""Sources of the three shipped mappings as their bytes, cut and put together by hand.

What stands here about the layouts (length, place of the number, trailer) is written down from the
record layouts, not asked of the code under test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lgmigrate.pipeline.convert import Result
from lgmigrate.synth.dirt import Damage

__all__ = [
    "MAPPINGS",
    "Delivery",
    "cut",
    "files_of",
    "find_record",
    "make_trailer",
    "number_of",
    "split_row",
    "type_of",
    "write",
]

MAPPINGS = ("ibm_kanji_host", "open_fixed", "package_csv")

HOST = "ibm_kanji_host"
CSV = "package_csv"
HOST_LENGTH = 800
LINE_LENGTH = 1100


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A made-up source and what convert made of it."""

    mapping: str
    source: Path
    standard: Path
    result: Result
    damages: tuple[Damage, ...] = ()


def cut(mapping: str, data: bytes) -> list[bytes]:
    """The records of a source that has no line end inside a record, line ends included."""
    if mapping == HOST:
        return [data[at : at + HOST_LENGTH] for at in range(0, len(data), HOST_LENGTH)]
    return data.splitlines(keepends=True) if mapping != CSV else _lines(data)


def _lines(data: bytes) -> list[bytes]:
    """Lines by LF alone: 0x85 and the like are halves of characters."""
    return [line + b"\n" for line in data.split(b"\n")[:-1]]


def split_row(row: bytes) -> list[bytes]:
    """The columns of a row that has every column in quotes, without them."""
    return row.rstrip(b"\r\n")[1:-1].split(b'","')


def type_of(mapping: str, record: bytes) -> str:
    """The type code of a record; the column header of the CSV is ``1``."""
    if mapping == HOST:
        return chr(record[0] - 0xF0 + 0x30)
    code = record[:1] if mapping != CSV else split_row(record)[0]
    return code.decode("cp932") if len(code) == 1 else "1"


def number_of(mapping: str, record: bytes) -> int:
    """The 宛名番号 of a data record."""
    if mapping == HOST:
        return int("".join(chr(byte - 0xF0 + 0x30) for byte in record[1:11]))
    return int(record[1:11] if mapping != CSV else split_row(record)[1])


def make_trailer(mapping: str, persons: int, supports: int, total: int) -> bytes:
    """A trailer that states these figures."""
    text = f"9{persons:09d}{supports:09d}"
    if mapping == HOST:
        digits = bytes(ord(sign) - 0x30 + 0xF0 for sign in text)
        return (digits + bytes.fromhex(f"{total:015d}f")).ljust(HOST_LENGTH, b"\x40")
    if mapping == CSV:
        return f'"9","{persons}","{supports}","{total}"\r\n'.encode()
    return f"{text}{total:015d}".encode().ljust(LINE_LENGTH) + b"\r\n"


def find_record(mapping: str, records: Sequence[bytes], code: str) -> int:
    """The place of the first record with this type code."""
    return next(at for at, one in enumerate(records) if type_of(mapping, one) == code)


def write(path: Path, data: bytes) -> Path:
    """A source with these bytes, in a folder of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its name; empty where there is no folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
