"""The tables of a pack as rows with the place that each stands at.

CSV as RFC 4180 has it, UTF-8 with or without BOM, a header row first. A row knows its line, so
that a fault names the place that a person has to go to.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from lgmigrate.errors import Faults

__all__ = [
    "CODE_COLUMNS",
    "FILE_COLUMNS",
    "ITEM_COLUMNS",
    "OPTIONAL_COLUMNS",
    "Row",
    "digest",
    "read_table",
]

FILE_COLUMNS = ("グループ_名称", "日本語名称", "説明", "ファイル名")
"""移行ファイル構成表: the group's name, its title, what a record is, the file's name on disk."""

ITEM_COLUMNS = (
    "データ項目ID",
    "データ項目",
    "データ項目（ローマ字）",
    "グループ_名称",
    "グループ_主キー",
    "グループ_外部キー",
    "クラス分類_LV1",
    "クラス分類_LV2",
    "クラス分類_LV3",
    "データ型",
    "桁数",
    "コード",
    "繰り返し",
    "データ出力条件",
    "項目定義",
    "項目説明",
    "標準仕様書関連箇所",
    "実装類型",
    "サンプル値",
    "備考",
    "推定",
    "外字使用",
)
"""データ項目一覧表: the official template's columns, 推定 (type or digits are inferred) and
外字使用 (有, 無), which older layouts state."""

OPTIONAL_COLUMNS = frozenset({"ファイル名", "推定", "外字使用"})
"""Columns that a table need not have; every cell is then empty."""

CODE_COLUMNS = ("コードID", "コード名", "コード値", "コード値の内容", "備考")
"""コード構成表 and コード一覧: a row a value, as in the sheets of the official workbooks."""

_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (2.2, Char) has no place for: no XSD could be written of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: ``place`` as ``path, line N``, the cells by column, stripped of outer blanks."""

    place: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell of a column."""
        return self.cells[column]


def read_table(path: Traversable, columns: tuple[str, ...], faults: Faults) -> list[Row]:
    """The rows of one table, without empty lines.

    What is wrong is noted in ``faults``: a file, column or cell that is missing, quotes that are
    not as RFC 4180 has them, a character that XML forbids. Columns that are not asked for are left
    aside.
    """
    place = str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        faults.add(place, "Expected this table, got no such file")
        return []
    except UnicodeDecodeError:
        faults.add(place, "Expected UTF-8, got other bytes")
        return []
    lines = _lines(text, place, faults)
    _, header = next(lines, (place, []))
    missing = [name for name in columns if name not in header and name not in OPTIONAL_COLUMNS]
    if missing:
        faults.add(f"{place}, line 1", f"Expected the columns {', '.join(missing)}, got none")
        return []
    rows = []
    for here, values in lines:
        if not any(values):
            continue
        if len(values) != len(header):
            faults.add(here, f"Expected {len(header)} cells, got {len(values)}")
            continue
        cells = dict(zip(header, (value.strip() for value in values), strict=True))
        row = Row(place=here, cells={name: cells.get(name, "") for name in columns})
        _check_characters(row, faults)
        rows.append(row)
    return rows


def _lines(text: str, place: str, faults: Faults) -> Iterator[tuple[str, list[str]]]:
    """The cells of each line, header first, with its place; until one that is no CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    here = f"{place}, line 1"
    try:
        for values in reader:
            yield here, values
            here = f"{place}, line {reader.line_num + 1}"
    except csv.Error as error:
        faults.add(here, f"Expected CSV as RFC 4180 has it: {error}")


def _check_characters(row: Row, faults: Faults) -> None:
    for column, cell in row.cells.items():
        if found := _FORBIDDEN.search(cell):
            message = f"Expected characters of XML in {column}, got U+{ord(found[0]):04X}"
            faults.add(row.place, message)


def digest(tables: Iterable[tuple[tuple[str, ...], list[Row]]]) -> str:
    """SHA-256 over the cells of all tables, whatever line ends and quotes the files have."""
    sha = hashlib.sha256()
    for columns, rows in tables:
        for row in rows:
            sha.update("\x1f".join(row[column] for column in columns).encode())
            sha.update(b"\x1e")
        sha.update(b"\x1d")
    return sha.hexdigest()
