"""Gaiji tables as spreadsheets give them: CSV or tab-separated, one code a line, a header first.

The columns are those that municipalities hand over in a migration; each is known by the names
that vendors give it (``HEADERS``). A column whose name begins with ``#`` is left aside.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal
from unicodedata import normalize

from lgmigrate.charset.cells import Direction
from lgmigrate.charset.gaiji_forms import (
    SpellingError,
    code_of,
    is_unicode_name,
    names_key,
    substitute_of,
    text_of,
)
from lgmigrate.charset.gaiji_rows import GaijiRow, Status
from lgmigrate.errors import CharsetError, Faults

__all__ = ["COLUMNS", "HEADERS", "has_header", "read_csv"]

COLUMNS = (
    "外字コード",
    "旧文字セット",
    "字形ID",
    "MJ文字図形名",
    "UCS",
    "IVS",
    "行政事務標準文字コード",
    "代替文字",
    "読み",
    "同定区分",
    "使用件数",
    "備考",
)
"""The columns of a table to be filled in, in order; 優先 and 方向 may be added."""

_Field = Literal[
    "code",
    "set",
    "mj",
    "ucs",
    "ivs",
    "mjplus",
    "substitute",
    "reading",
    "status",
    "note",
    "preferred",
    "direction",
    "aside",
]

HEADERS: dict[_Field, tuple[str, ...]] = {
    "code": (
        *("外字コード", "旧コード", "ベンダコード", "ベンダーコード", "旧外字コード"),
        *("移行元コード", "旧文字コード", "code", "gaiji code"),
    ),
    "set": (
        "旧文字セット",
        "文字セット",
        "旧文字コード体系",
        "コード体系",
        "文字コード",
        "charset",
    ),
    "mj": ("MJ文字図形名", "MJ", "MJ番号", "MJコード", "文字図形名"),
    "ucs": ("UCS", "Unicode", "ユニコード", "UCSコード", "対応するUCS"),
    "ivs": ("IVS", "異体字セレクタ", "VS", "IVSコード"),
    "mjplus": (
        *("行政事務標準文字コード", "行政事務標準文字", "行政事務標準文字番号"),
        *("MJ+", "MJ+コード", "MJ+文字図形名"),
    ),
    "substitute": ("代替文字", "縮退", "縮退文字", "縮退先", "substitute"),
    "reading": ("読み", "よみ", "ヨミ", "読み仮名", "フリガナ", "ふりがな", "reading"),
    "status": ("同定区分", "同定結果", "同定", "状態", "status"),
    "note": ("備考", "注記", "コメント", "メモ", "note"),
    "preferred": ("優先", "優先フラグ", "逆変換優先", "preferred"),
    "direction": ("方向", "変換方向", "direction"),
    "aside": (
        *("字形ID", "字形画像", "字形ID/字形画像", "字形", "字形イメージ", "使用件数", "件数"),
        *("使用数", "区分", "方法", "項目", "最初のレコード", "部首", "画数", "総画数"),
        *("No", "No.", "番号", "項番", "通番", "連番"),
    ),
}
"""Column -> the headers that name it; case, width, blanks and brackets do not matter."""

_BY_KEY: dict[str, _Field] = {
    names_key(header): column for column, headers in HEADERS.items() for header in headers
}

_STATUSES: dict[str, Status] = {
    **dict.fromkeys(("一致", "字形一致", "同一", "exact"), "exact"),
    **dict.fromkeys(("デザイン差", "包摂", "unified"), "unified"),
    **dict.fromkeys(("類似", "類似文字", "縮退", "reduced"), "reduced"),
    **dict.fromkeys(("不可", "同定不可", "未同定", "該当なし", "unmapped"), "unmapped"),
}
_DIRECTIONS: dict[str, Direction] = {
    **dict.fromkeys(("", "両方", "双方向", "both", "="), "both"),
    **dict.fromkeys(("復号", "読込", "decode", ">", "→"), "decode"),
    **dict.fromkeys(("符号化", "書出", "encode", "<", "←"), "encode"),
}
_YES = frozenset(("1", "○", "〇", "◯", "◎", "優先", "yes", "y", "true", "はい"))
_NO = frozenset(("", "0", "×", "no", "n", "false", "いいえ"))


def has_header(line: str) -> bool:
    """Whether a line names the column of codes."""
    cells = next(csv.reader([line], delimiter=_delimiter(line)), [])
    return any(_BY_KEY.get(names_key(cell)) == "code" for cell in cells)


def _delimiter(line: str) -> str:
    return "\t" if "\t" in line else ","


def read_csv(
    place: str, text: str, faults: Faults, warnings: list[str], *, private_use: bool = False
) -> list[GaijiRow]:
    """The rows of a table; what is wrong with single lines goes into ``faults``."""
    lines = _lines(place, text, faults)
    start, header = next(lines, (1, []))
    columns = _columns(f"{place}, line {start}", header, faults)
    reader = _Reader(place, faults, warnings, private_use=private_use)
    rows = []
    for line, cells in lines:
        if not any(cells):
            continue
        if len(cells) < len(header) or any(cells[len(header) :]):
            faults.add(f"{place}, line {line}", f"Expected {len(header)} cells, got {len(cells)}")
            continue
        if any(cell and not name for cell, name in zip(cells, header, strict=False)):
            faults.add(f"{place}, line {line}", "Expected no cell below an empty header, got one")
            continue
        if "code" in columns:
            row = reader.row(line, {name: cells[at] for name, at in columns.items()})
            rows += [row] if row else []
    if len(reader.sets) > 1:
        named = ", ".join(f"{name} (line {line})" for name, line in reader.sets.items())
        warnings.append(
            f"{place}, line {start}: Expected one 旧文字セット, got {named}; all rows are taken as "
            "codes of the code page that the table is used with"
        )
    return rows


def _lines(place: str, text: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Every line that is not empty with its number, cells stripped."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first), strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, [cell.strip() for cell in cells]
            start = reader.line_num + 1
    except csv.Error as error:
        faults.add(f"{place}, line {start}", f"Expected CSV with balanced quotes, got: {error}")


def _columns(place: str, header: Sequence[str], faults: Faults) -> Mapping[_Field, int]:
    """Where each column stands."""
    found: dict[_Field, int] = {}
    for at, name in enumerate(header):
        if not name or name.startswith(("#", "＃")):
            continue
        column = _BY_KEY.get(names_key(name))
        if column is None:
            faults.add(
                place,
                f"Expected a known column, or # before a name to leave the column aside, "
                f"got {name!r}",
            )
        elif column == "aside":
            continue
        elif column in found:
            message = f"Expected one column {HEADERS[column][0]}, got {header[found[column]]!r}"
            faults.add(place, f"{message} and {name!r}")
        else:
            found[column] = at
    if "code" not in found:
        faults.add(place, f"Expected a column {' or '.join(HEADERS['code'][:3])}, got none")
    if not found.keys() & {"ucs", "mj"}:
        faults.add(place, "Expected a column UCS or MJ文字図形名, got none")
    return found


class _Reader:
    """Reads the cells of one line at a time, noting every fault."""

    def __init__(
        self, place: str, faults: Faults, warnings: list[str], *, private_use: bool
    ) -> None:
        self.place = place
        self.faults = faults
        self.warnings = warnings
        self.private_use = private_use
        self.sets: dict[str, int] = {}

    def row(self, line: int, cells: Mapping[_Field, str]) -> GaijiRow | None:
        """One row; None where something is wrong with it."""
        line_faults = Faults(CharsetError)
        here = f"{self.place}, line {line}"
        one = _Cells(cells, here, line_faults)
        code, width = one.code()
        text = one.text(private_use=self.private_use)
        if width and one["set"]:
            self.sets.setdefault(one["set"], line)
        row = GaijiRow(
            code=code,
            width=width,
            text=text or "",
            mj=one.mj(),
            mjplus=one["mjplus"],
            status=one.status(text, self.warnings),
            substitute=one.substitute(),
            preferred=one.preferred(),
            direction=one.direction(),
            reading=one["reading"],
            note=one["note"],
            line=line,
        )
        self.faults.extend(line_faults.found)
        return None if line_faults.found else row


class _Cells:
    """The cells of one line; each method reads some of them and notes what is wrong."""

    def __init__(self, cells: Mapping[_Field, str], here: str, faults: Faults) -> None:
        self.cells = cells
        self.here = here
        self.faults = faults

    def __getitem__(self, column: _Field) -> str:
        return self.cells.get(column, "")

    def wrong(self, message: str) -> None:
        """Note a fault of this line."""
        self.faults.add(self.here, message)

    def code(self) -> tuple[int, int]:
        """The code and its bytes."""
        try:
            return code_of(self["code"], unicode=is_unicode_name(self["set"]))
        except SpellingError as error:
            self.wrong(str(error))
            return 0, 1

    def text(self, *, private_use: bool) -> str | None:
        """The character, "" where none is given, None where it is wrong."""
        try:
            return text_of(self["ucs"], self["ivs"], private_use=private_use)
        except SpellingError as error:
            self.wrong(str(error))
            return None

    def substitute(self) -> str:
        """What stands for the character where it cannot be used."""
        try:
            return substitute_of(self["substitute"])
        except SpellingError as error:
            self.wrong(f"代替文字: {error}")
            return ""

    def mj(self) -> str:
        """The MJ文字図形名."""
        mj = normalize("NFKC", self["mj"]).upper()
        if mj and not re.fullmatch("MJ[0-9]{6}", mj):
            self.wrong(f"Expected MJ and six digits, got {self['mj']!r}")
        return mj

    def preferred(self) -> bool:
        """Whether 優先 says yes."""
        cell = self["preferred"].casefold()
        if cell not in _YES | _NO:
            self.wrong(f"Expected 1 or nothing in 優先, got {self['preferred']!r}")
        return cell in _YES

    def direction(self) -> Direction:
        """What 方向 says."""
        direction = _DIRECTIONS.get(self["direction"].casefold())
        if direction is None:
            self.wrong(f"Expected 両方, 復号 or 符号化 in 方向, got {self['direction']!r}")
        return direction or "both"

    def status(self, text: str | None, warnings: list[str]) -> Status:
        """What 同定区分 says, which must agree with there being a character."""
        spelled = self["status"]
        status = _STATUSES.get(spelled.casefold())
        if spelled and status is None:
            self.wrong(f"Expected 一致, デザイン差, 類似 or 不可 as 同定区分, got {spelled!r}")
        if text:
            if status == "unmapped":
                self.wrong(f"Expected no UCS where 同定区分 is {spelled}, got one")
            return status or "exact"
        names = " ".join(filter(None, (self["mj"], self["mjplus"])))
        if text is None:
            pass
        elif names:
            warnings.append(
                f"{self.here}: Expected UCS beside {names}, got none; the code stays without a "
                "character"
            )
        elif status not in {None, "unmapped"}:
            self.wrong(f"Expected UCS where 同定区分 is {spelled}, got none")
        return "unmapped"
