"""What one site does differently: a TOML file on top of a code page, and its table of cells.

The TOML file names the code page it changes as ``base``; ``symbols``, ``newline``, ``space`` and
``on_error`` are options as in a name; ``cells`` and ``gaiji`` name tables, as paths relative to
the file; ``sequences`` and ``private_use`` say how these gaiji tables are read.

A table of cells is a CSV file (UTF-8) with the columns ``code`` (hexadecimal bytes), ``ucs``
(``U+005C``, or two code points; empty: the code has no character), and where needed ``direction``
(both, decode, encode) and ``note``. A cell of direction both is what its character is written as,
also where the page has the character at another code; as a code of direction decode nothing is
written.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast, get_args

import numpy as np

from lgmigrate.charset.cells import Cell, Direction, Overlay
from lgmigrate.charset.gaiji_json import Sequences
from lgmigrate.charset.profile import Given, Profile, parse
from lgmigrate.charset.repertoire import controls
from lgmigrate.errors import CharsetError, Faults

__all__ = ["read_cells", "read_site"]

OPTIONS = {"symbols": "", "newline": "nl=", "space": "space=", "on_error": "on_error="}
"""Key of the file -> what stands before its value in a name."""

TABLES = ("cells", "gaiji")
READING = ("sequences", "private_use")
COLUMNS = ("code", "ucs")
MORE_COLUMNS = ("direction", "note")

_KEY = re.compile(r"\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*=")
_POINT = re.compile(r"(?:U\+)?([0-9A-Fa-f]{4,6})", re.IGNORECASE)


def read_site(path: Path) -> Profile:
    """The profile of a site's file, named after its base and the file.

    Raises:
        CharsetError: everything that is wrong in the file.
    """
    faults = Faults(CharsetError)
    text = _text(path, faults)
    faults.raise_if_any()
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        msg = f"{path}: Expected TOML, got a fault: {error}"
        raise CharsetError(msg) from error
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _KEY.match(line):
            lines.setdefault(found[1], number)
    place = {key: f"{path}:{lines.get(key, 1)}" for key in (*values, "base")}
    known = ("base", *OPTIONS, *TABLES, *READING)
    for key in values:
        if key not in known:
            faults.add(place[key], f"Expected {', '.join(known)}, got the key {key}")
    given = list(_given(values, place, faults))
    tables = {key: tuple(_paths(path, key, values, place, faults)) for key in TABLES}
    _check_reading(values, place, faults)
    base = values.get("base")
    profiles: list[Profile] = []
    if isinstance(base, str):
        with faults.collecting():
            profiles.append(parse(base, given, place=place["base"]))
    else:
        faults.add(place["base"], f"Expected base = a code page, got {_kind(base)}")
    faults.raise_if_any()
    (profile,) = profiles
    return replace(
        profile,
        name=f"{profile.name}@{path.stem}",
        cells=tables["cells"],
        gaiji=tables["gaiji"],
        sequences=cast("Sequences", values.get("sequences", profile.sequences)),
        private_use=bool(values.get("private_use", profile.private_use)),
    )


def _text(path: Path, faults: Faults) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        faults.add(str(path), f"Expected a file, got a fault: {error.strerror}")
    except UnicodeDecodeError as error:
        faults.add(str(path), f"Expected UTF-8, got a fault: {error.reason}")
    return ""


def _kind(value: object) -> str:
    return "nothing" if value is None else type(value).__name__


def _given(values: dict[str, object], place: dict[str, str], faults: Faults) -> Iterator[Given]:
    """The options, as a name would spell them."""
    for key, prefix in OPTIONS.items():
        value = values.get(key)
        if isinstance(value, str) or (key == "newline" and type(value) is int):
            yield Given(f"{prefix}{value}", place[key])
        elif value is not None:
            faults.add(place[key], f"Expected {key} = a text, got {_kind(value)}")


def _check_reading(values: dict[str, object], place: dict[str, str], faults: Faults) -> None:
    """How gaiji tables are read, and that there are any."""
    known = get_args(Sequences)
    sequences, private_use = (values.get(key) for key in READING)
    if "sequences" in values and not (isinstance(sequences, str) and sequences in known):
        shown = sequences if isinstance(sequences, str) else _kind(sequences)
        faults.add(place["sequences"], f"Expected sequences = {', '.join(known)}, got {shown}")
    if "private_use" in values and not isinstance(private_use, bool):
        shown = _kind(private_use)
        faults.add(place["private_use"], f"Expected private_use = true or false, got {shown}")
    for key in READING:
        if key in values and not values.get("gaiji"):
            faults.add(place[key], f"Expected gaiji beside {key}, got none")


def _paths(
    path: Path, key: str, values: dict[str, object], place: dict[str, str], faults: Faults
) -> Iterator[Path]:
    """The files of one or several names."""
    value = values.get(key, [])
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        faults.add(place[key], f"Expected {key} = a text or a list of texts, got {_kind(value)}")
        return
    for name in names:
        one = path.parent / name
        if not one.is_file():
            faults.add(place[key], f"Expected a file, got none of the name {name}")
        yield one


def read_cells(path: Path) -> Overlay:
    """The cells of one table.

    Raises:
        CharsetError: everything that is wrong in the table, with its lines.
    """
    faults = Faults(CharsetError)
    rows = _rows(path, faults)
    header = [name.lower() for name in next(rows, (1, []))[1]]
    if not faults.found:
        _check_header(path, header, faults)
    faults.raise_if_any()
    cells: list[Cell] = []
    seen: dict[tuple[object, ...], int] = {}
    for line, row in rows:
        place = f"{path}:{line}"
        if len(row) > len(header):
            faults.add(place, f"Expected {len(header)} columns, got {len(row)}")
            continue
        cell = _cell(dict(zip(header, row, strict=False)))
        if isinstance(cell, str):
            faults.add(place, cell)
            continue
        for what, mark in _marks(cell):
            if mark in seen:
                faults.add(place, f"Expected each {what} once, got that of line {seen[mark]} again")
            seen.setdefault(mark, line)
        cells.append(cell)
    faults.raise_if_any()
    return Overlay(tuple(cells))


def _rows(path: Path, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with its line."""
    rows = csv.reader(_text(path, faults).splitlines())
    try:
        for row in rows:
            fields = [field.strip() for field in row]
            if any(fields):
                yield rows.line_num, fields
    except csv.Error as error:
        faults.add(f"{path}:{rows.line_num}", f"Expected CSV, got a fault: {error}")


def _check_header(path: Path, header: list[str], faults: Faults) -> None:
    known = (*COLUMNS, *MORE_COLUMNS)
    for name in header:
        if name not in known or header.count(name) > 1:
            faults.add(f"{path}:1", f"Expected the columns {', '.join(known)}, got {name!r}")
    for name in COLUMNS:
        if name not in header:
            faults.add(f"{path}:1", f"Expected the column {name}, got none")


def _marks(cell: Cell) -> Iterator[tuple[str, tuple[object, ...]]]:
    """What may stand only once in a table: a code that is read, a character that is written."""
    if cell.direction != "encode":
        yield "code", (cell.width, cell.code)
    if cell.direction != "decode" and cell.text:
        yield "character", (cell.width, cell.text)


def _is_control(point: int) -> bool:
    return bool(controls(np.array([point << 32], np.uint64))[0])


def _cell(row: dict[str, str]) -> Cell | str:
    """One cell, or what is wrong with it."""
    code, ucs, direction = row["code"], row.get("ucs", ""), row.get("direction", "") or "both"
    if not re.fullmatch(r"(?:[0-9A-Fa-f]{2}){1,3}", code):
        return f"Expected a code of one to three bytes in hexadecimal, got {code!r}"
    if direction not in get_args(Direction):
        return f"Expected direction = {', '.join(get_args(Direction))}, got {direction!r}"
    points = [_POINT.fullmatch(part) for part in ucs.replace("_", " ").split()]
    numbers = [int(point[1], 16) for point in points if point]
    if len(numbers) < len(points) or len(numbers) > 2:
        return f"Expected one or two code points such as U+005C, got {ucs!r}"
    if not numbers and direction == "encode":
        return "Expected code points for direction = encode, got none"
    for number in numbers:
        if number > 0x10FFFF or 0xD800 <= number < 0xE000 or _is_control(number):
            return f"Expected a character, got U+{number:04X}"
    return Cell(
        int(code, 16),
        len(code) // 2,
        "".join(map(chr, numbers)),
        cast("Direction", direction),
        preferred=direction != "decode",
    )
