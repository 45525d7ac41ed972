"""The tables of an import as the files of a pack folder, and what a pack's reader says of them.

The reader (``standard.reader``) judges the very bytes that will be written; its places, a line of
a CSV, are told as the row of the workbook that the line comes from.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from typing import IO, Any, Literal

from lgmigrate.errors import Faults, PackError
from lgmigrate.standard.pack import Pack
from lgmigrate.standard.reader import read_pack
from lgmigrate.standard.workbook.items import Entry

__all__ = ["Written", "head_toml", "judged"]

_PLACE = re.compile(r"(files|items|codes)\.csv, line ([0-9]+): (.*)", re.DOTALL)


@dataclass(slots=True, kw_only=True)
class Written:
    """A table as CSV, and the row of the workbook that the line of each row comes from."""

    columns: Sequence[str]
    parts: list[str] = field(default_factory=list)
    origins: dict[int, Entry | str] = field(default_factory=dict)
    lines: int = 0

    def __post_init__(self) -> None:
        """Begin with the header."""
        self._write(self.columns)

    def add(self, cells: Mapping[str, str], origin: Entry | str) -> None:
        """One row; ``origin`` is its row in the workbook, or a place in words."""
        self.origins[self.lines + 1] = origin
        self._write([cells[column] for column in self.columns])

    def _write(self, cells: Sequence[str]) -> None:
        row = io.StringIO()
        csv.writer(row, lineterminator="\n").writerow(cells)
        self.parts.append(row.getvalue())
        self.lines += self.parts[-1].count("\n")

    @property
    def data(self) -> bytes:
        """The file."""
        return "".join(self.parts).encode()


def head_toml(values: Mapping[str, str], comment: str) -> bytes:
    """A pack.toml with these keys."""
    lines = [f"# {comment}", ""]
    lines += [f"{key} = {_quoted(value)}" for key, value in values.items() if value]
    return ("\n".join(lines) + "\n").encode()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def judged(
    files: Mapping[str, bytes], tables: Mapping[str, Written], faults: Faults
) -> Pack | None:
    """The pack that the files are; what is wrong with it is noted at rows of the workbook.

    A row that a fault was noted for already is left at that.
    """
    try:
        return read_pack(_Folder(files))
    except PackError as error:
        known = tuple(faults.found)
        for fault in error.faults:
            if told := _translated(fault, tables, known):
                faults.extend([told])
        return None


def _translated(fault: str, tables: Mapping[str, Written], known: Sequence[str]) -> str | None:
    """A fault at the row of the workbook; None where the row has one."""
    found = _PLACE.fullmatch(fault)
    if found is None:  # of pack.toml, whose values have been judged with the options for them
        return None if known else fault
    origin = tables[f"{found[1]}.csv"].origins[int(found[2])]
    if isinstance(origin, str):
        return f"{origin}: {found[3]}"
    row = origin.place()
    if any(one.startswith((f"{row},", f"{row}:")) for one in known):
        return None
    return f"{origin.place(_column(found[1], found[3], origin))}: {found[3]}"


def _column(table: str, message: str, origin: Entry) -> str:
    """The column that a message is about: one that it names, else what the message tells."""
    named = [one for one in origin.row.layout.columns if one in message]
    if "a file of files.csv that has" in message or "[pack:]" in message:
        return "グループ_外部キー"
    if "a file of files.csv" in message:
        return "グループ_名称"
    return max(named, key=len, default="コード値" if table == "codes" else "データ項目")


class _Folder(Traversable):
    """Files in memory as a folder of a pack; a file has its own bytes."""

    def __init__(self, files: Mapping[str, bytes], path: str = "") -> None:
        self._files, self._path = files, path

    def __str__(self) -> str:
        return self._path

    @property
    def name(self) -> str:
        """The name of the file."""
        return self._path

    def iterdir(self) -> Iterator[_Folder]:
        """The files."""
        return (_Folder(self._files, one) for one in self._files)

    def is_dir(self) -> bool:
        """Whether it is the folder."""
        return not self._path

    def is_file(self) -> bool:
        """Whether it is a file."""
        return self._path in self._files

    def joinpath(self, *descendants: Any) -> _Folder:
        """A file of the folder."""
        return _Folder(self._files, "/".join(map(str, descendants)))

    def __truediv__(self, child: object) -> _Folder:
        """A file of the folder."""
        return self.joinpath(child)

    def read_bytes(self) -> bytes:
        """The bytes of the file."""
        if not self.is_file():
            raise FileNotFoundError(self._path)
        return self._files[self._path]

    def read_text(self, encoding: str | None = None, errors: str | None = None) -> str:
        """The text of the file."""
        return self.read_bytes().decode(encoding or "utf-8", errors or "strict")

    def open(self, mode: Literal["r", "rb"] = "r", *args: Any, **kwargs: Any) -> IO[Any]:
        """The file as a stream."""
        del args
        stream = io.BytesIO(self.read_bytes())
        return stream if mode == "rb" else io.TextIOWrapper(stream, **kwargs)
