"""Readers of MJ文字情報一覧表 and MJ縮退マップ from the files that a user has.

The list comes as the official xlsx, which is why a reader of workbooks is among the dependencies;
as CSV or JSON with the same headings; or as table ``mji`` of the sqlite file in the npm package
``@mandel59/mojidata``, which holds the shrink map too. The map comes as the official JSON.
A file is read as a whole or refused with every fault in it.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from sys import intern
from typing import Literal

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from lgmigrate.charset.mj import Ground, MojiList, Relation, ShrinkMap, Table
from lgmigrate.charset.mj_rows import (
    MJ,
    Row,
    as_char,
    as_text,
    check_columns,
    column,
    moji_list,
    places,
)
from lgmigrate.errors import CharsetError, Faults

__all__ = ["open_moji", "read_moji_list", "read_shrink_map"]

_HEADING_ROWS = 20  # rows in which the heading of a workbook or CSV may stand
_SQLITE, _ZIP = b"SQLite format 3\x00", b"PK\x03\x04"

_FAMILY, _NOTICE = "法務省戸籍法関連通達・通知", "法務省告示582号別表第四"
_KEYS = (str(Table.UNIFICATION), _FAMILY, _NOTICE, str(Table.DICTIONARY), str(Table.ANALOGY))
_MAP_TABLES = tuple(
    table for table in Table if table not in {Table.IMPLEMENTED, Table.UCS, Table.IVS}
)
_RANK = re.compile(r"第([0-9])順位")


def _table(path: Path, word: str, lines: Iterator[tuple[int, list[object]]]) -> Iterator[Row]:
    """Rows below the heading, which stands among the first lines."""
    for _, (_, headings) in zip(range(_HEADING_ROWS), lines, strict=False):
        columns = places(headings)
        if "mj" in columns:
            break
    else:
        columns = {}
    check_columns(str(path), columns)
    for number, cells in lines:
        row = {name: as_text(cells[at]) for name, at in columns.items() if at < len(cells)}
        if any(row.values()):
            yield f"{path}, {word} {number}", row


def _sheet_lines(sheet: CalamineSheet) -> Iterator[tuple[int, list[object]]]:
    first = (sheet.start or (0, 0))[0] + 1
    for number, cells in enumerate(sheet.iter_rows(), first):
        yield number, list(cells)


def _xlsx_rows(path: Path) -> Iterator[Row]:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
    if not any(name.startswith("xl/") for name in names):
        msg = f"{path}: Expected an xlsx, got an archive of {', '.join(names)}: unpack it"
        raise CharsetError(msg)
    with CalamineWorkbook.from_path(str(path)) as book:
        yield from _table(path, "row", _sheet_lines(book.get_sheet_by_index(0)))


def _csv_rows(path: Path) -> Iterator[Row]:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp932")

    def lines() -> Iterator[tuple[int, list[object]]]:
        reader = csv.reader(io.StringIO(text, newline=""))
        start = 1
        for cells in reader:
            yield start, list(cells)
            start = reader.line_num + 1

    yield from _table(path, "line", lines())


def _entries(path: Path) -> list[dict[str, object]]:
    """The objects of a JSON file: a list, or the list under ``content``."""
    whole = json.loads(path.read_text(encoding="utf-8-sig"))
    entries = whole.get("content") if isinstance(whole, dict) else whole
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        msg = f"{path}: Expected a list of objects, alone or under content, got something else"
        raise CharsetError(msg)
    return entries


def _json_rows(path: Path, entries: list[dict[str, object]]) -> Iterator[Row]:
    check_columns(str(path), places(dict.fromkeys(key for one in entries for key in one)))
    for number, one in enumerate(entries, 1):
        cells = {column(key): as_text(cell) for key, cell in one.items()}
        yield f"{path}, entry {number}", cells


def _quoted(name: str) -> str:
    return '"{}"'.format(name.replace('"', '""'))


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({_quoted(table)})")]


def _gathered(connection: sqlite3.Connection, table: str, name: str) -> dict[str, list[str]]:
    """Values of a side table by MJ文字図形名; nothing where there is no such table."""
    found = defaultdict[str, list[str]](list)
    if name in _columns(connection, table):
        query = f"SELECT MJ文字図形名, {_quoted(name)} FROM {_quoted(table)}"  # noqa: S608  # names from this module
        for mj, value in connection.execute(query):
            found[as_text(mj)].append(as_text(value))
    return found


def _sqlite_rows(path: Path) -> Iterator[Row]:
    with closing(_connect(path)) as connection:
        headings = _columns(connection, "mji")
        columns = places(headings)
        check_columns(f"{path}, table mji", columns)
        readings = _gathered(connection, "mji_reading", "読み")
        more = _gathered(connection, "mji_duplicated_ivs", "重複実装したMoji_JohoコレクションIVS")
        asked = ", ".join(_quoted(headings[at]) for at in columns.values())
        query = f"SELECT {asked} FROM mji"  # noqa: S608  # headings of this table
        for values in connection.execute(query):
            row = dict(zip(columns, map(as_text, values), strict=True))
            row["readings"] = "・".join(readings[row["mj"]])
            row["ivs"] = ";".join(filter(None, [row["ivs"], *more[row["mj"]]]))
            yield f"{path}, table mji, {row['mj']}", row


def _ground(key: str, entry: Mapping[str, object]) -> Ground:
    """The ground of one entry under a key of the JSON form.

    Raises:
        ValueError: the map has no such table, or the rank or the hop is no number.
    """
    names = {_FAMILY: ("種別", "付記"), _NOTICE: ("表",)}.get(key, ())
    parts = [*(() if key == _FAMILY else (key,)), *(entry.get(name) for name in names)]
    table = Table(" ".join(str(part) for part in parts if part))
    rank = _RANK.fullmatch(str(entry.get("順位", "第0順位")))
    if rank is None or table not in _MAP_TABLES:
        raise ValueError
    return Ground(table, int(rank[1]), int(str(entry.get("ホップ数", 0))))


def _json_map(path: Path, entries: list[dict[str, object]]) -> ShrinkMap:
    faults, found = Faults(CharsetError), dict[str, list[Relation]]()
    for number, one in enumerate(entries, 1):
        place, mj = f"{path}, entry {number}", str(one.get("MJ文字図形名", ""))
        if not MJ.fullmatch(mj) or mj in found:
            faults.add(place, f"Expected a new MJ文字図形名 as MJ026190, got {mj!r}")
        relations = found[mj] = []
        for key, value in one.items():
            if key in {"MJ文字図形名", "参考情報"}:
                continue
            if key not in _KEYS or not isinstance(value, list):
                faults.add(place, f"Expected lists under {', '.join(_KEYS)}, got {key!r}")
                continue
            for entry in value:
                try:
                    relations.append(Relation(_target(entry["UCS"]), _ground(key, entry)))
                except (AttributeError, KeyError, TypeError, ValueError):
                    faults.add(place, f"{key}: Expected UCS and a known table, got {entry!r}")
    faults.raise_if_any()
    return ShrinkMap(found)


def _target(cell: str) -> str:
    """The one character that a relation leads to, its string shared by all of them.

    Raises:
        ValueError: it is none.
    """
    if len(char := as_char(cell)) != 1:
        raise ValueError
    return intern(char)


def _sqlite_map(path: Path) -> ShrinkMap | None:
    """The map of a sqlite file, None where it has none of its tables."""
    found, known = defaultdict[str, list[Relation]](list), False
    with closing(_connect(path)) as connection:
        for table in _MAP_TABLES:
            name = "mjsm_" + str(table).replace("・", "").replace(" ", "_")
            columns = _columns(connection, name)
            known = known or bool(columns)
            rank, hop = (one if one in columns else "0" for one in ("順位", "ホップ数"))
            query = f"SELECT MJ文字図形名, 縮退UCS, {rank}, {hop} FROM {_quoted(name)}"  # noqa: S608  # names from this module
            grounds = dict[Ground, Ground]()
            for mj, char, *numbers in connection.execute(query) if columns else ():
                ground = Ground(table, *(int(as_text(one)) for one in numbers))
                relation = Relation(_target(as_text(char)), grounds.setdefault(ground, ground))
                found[as_text(mj)].append(relation)
    return ShrinkMap(found) if known else None


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Tell every way in which a file cannot be read as a fault of the file."""
    try:
        yield
    except (OSError, UnicodeError) as error:
        msg = f"{path}: Expected a file that can be read, got {type(error).__name__}"
        raise CharsetError(msg) from error
    except (
        *(sqlite3.Error, json.JSONDecodeError, csv.Error, RecursionError, ValueError),
        *(CalamineError, zipfile.BadZipFile, NotImplementedError),  # the last: a zip of the future
    ) as error:
        msg = f"{path}: Expected xlsx, CSV, JSON or sqlite, got a damaged file ({error})"
        raise CharsetError(msg) from error


def _kind(path: Path) -> Literal["sqlite", "xlsx", "json", "csv"]:
    with path.open("rb") as stream:
        head = stream.read(64)
    if head.startswith(_SQLITE):
        return "sqlite"
    if head.startswith(_ZIP):
        return "xlsx"
    return "json" if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["} else "csv"


def _is_map(entries: list[dict[str, object]]) -> bool:
    return any(key in one for one in entries for key in _KEYS)


def read_moji_list(path: Path) -> MojiList:
    """MJ文字情報一覧表 from xlsx, CSV, JSON or sqlite, known by their content.

    Raises:
        CharsetError: the columns that are missing, or every fault in the rows.
    """
    with _readable(path):
        kind = _kind(path)
        if kind == "json":
            return moji_list(_json_rows(path, _entries(path)))
        rows = {"sqlite": _sqlite_rows, "xlsx": _xlsx_rows, "csv": _csv_rows}[kind]
        return moji_list(rows(path))


def read_shrink_map(path: Path) -> ShrinkMap:
    """MJ縮退マップ from its JSON or from sqlite, known by their content.

    Raises:
        CharsetError: the file holds no shrink map, or every fault in it.
    """
    with _readable(path):
        kind = _kind(path)
        if kind == "json" and _is_map(entries := _entries(path)):
            return _json_map(path, entries)
        if kind == "sqlite" and (found := _sqlite_map(path)) is not None:
            return found
        msg = f"{path}: Expected MJ縮退マップ as JSON or sqlite, got none of its tables"
        raise CharsetError(msg)


def open_moji(*paths: Path) -> tuple[MojiList, ShrinkMap | None]:
    """The list, and the shrink map where the files hold one: one file of both, or two files.

    Raises:
        CharsetError: every fault in the files; none of them holds the list; two hold the same.
    """
    faults, lists, maps = Faults(CharsetError), list[MojiList](), list[ShrinkMap]()
    for path in paths:
        with faults.collecting(), _readable(path):
            kind = _kind(path)
            if kind == "json" and _is_map(_entries(path)):
                maps.append(read_shrink_map(path))
                continue
            lists.append(read_moji_list(path))
            if kind == "sqlite" and (found := _sqlite_map(path)) is not None:
                maps.append(found)
    faults.raise_if_any()
    place = ", ".join(map(str, paths))
    if len(lists) != 1:
        faults.add(place, f"Expected one MJ文字情報一覧表, got {len(lists)}")
    if len(maps) > 1:
        faults.add(place, f"Expected one MJ縮退マップ at most, got {len(maps)}")
    faults.raise_if_any()
    return lists[0], next(iter(maps), None)
