"""A pack as a workbook of the official template (項目定義書), from which it can be imported again.

Source of the form: the workbooks of デジタル庁 (項目定義書 031): two header rows, the item ID in
two columns, code lists with their domain above, legend sheets, and end marks "e". Beside it stand
the files' names (移行ファイル構成表), columns for 推定 and 外字使用 where the pack uses them, and
a legend with the pack's head, so that an import asks for nothing. Cells are those of the pack's
tables as they stand; all of them are texts but the second half of an ID.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from lgmigrate.errors import UsageError
from lgmigrate.report.workbook import new_workbook
from lgmigrate.standard.pack import Pack
from lgmigrate.standard.tables import CODE_COLUMNS, FILE_COLUMNS, ITEM_COLUMNS, Row

__all__ = ["MOST_CHARACTERS", "to_xlsx"]

MOST_CHARACTERS = 32_767
"""The most that a cell of a workbook holds."""

_OWN = ("推定", "外字使用")  # columns that the template does not have
_END = "e"
_SHARED = re.compile(r"[^\x00-\x7f].*[0-9]")  # a list of another domain: 住民基本台帳_1
_NAME = 31  # characters of the name of a sheet
_SPLIT = re.compile("([0-9]{3})([0-9]{5})")
_WIDTHS = {
    "データ項目": 36,
    "データ項目（ローマ字）": 36,
    "グループ_名称": 24,
    "項目定義": 60,
    "項目説明": 60,
    "標準仕様書関連箇所": 20,
    "サンプル値": 20,
    "備考": 28,
    "コード名": 30,
    "コード値の内容": 40,
    "日本語名称": 36,
    "説明": 60,
    "ファイル名": 24,
    "内容": 80,
}
_COLUMNS = (
    ("データ項目ID", "業務3桁と項目5桁の番号。同じ番号の項目はない"),
    ("データ項目", "項目の名称"),
    ("データ項目（ローマ字）", "項目のローマ字表記。XMLの要素名に使う"),
    ("グループ_名称", "項目が属するファイルの名称"),
    ("グループ_主キー", "レコードを一意に定める項目に○"),
    ("グループ_外部キー", "他のファイルを指す項目に○、又は指す先 [レイアウト定義:]ファイル[.項目]"),
    ("クラス分類_LV1～LV3", "項目のまとまり（参考）"),
    ("データ型", "「凡例）データ型」のとおり"),
    ("桁数", "文字数の上限。9Vは「整数部,小数部」"),
    ("コード", "コード一覧のコードID"),
    ("繰り返し", "値が二つ以上になり得る項目の最大個数"),
    ("データ出力条件", "必須、条件付き必須、任意。条件は項目説明の※※の後"),
    ("項目定義", "項目の意味"),
    ("項目説明", "準拠する規格、出力の規則"),
    ("標準仕様書関連箇所", "標準仕様書の関連する箇所"),
    ("実装類型", "出力の対象として必須の項目に○"),
    ("サンプル値", "値の例"),
    ("備考", "改定の履歴など"),
)
_OWN_COLUMNS = (
    ("推定", "型又は桁数が推定である項目に○（公式の様式にはない列）"),
    ("外字使用", "外字の有無（旧来の表の列）"),
)
_TYPES = (
    ("X", "半角文字列"),
    ("Ｎ", "全角文字列"),
    ("M", "半角と全角の混在（旧来の表の型）"),
    ("9", "整数"),
    ("9V", "小数点付き実数"),
    ("S9", "符号付き整数"),
    ("BLOB", "画像"),
    ("YEAR", "西暦4桁。期間の開始 0000、終了 9999"),
    ("DATE", "YYYY-MM-DD。期間の開始 0000-01-01、終了 9999-12-31"),
    ("TIME", "HH:MM:SS（秒は省略できる）"),
)
_SOURCE = "出典: デジタル庁 地方公共団体情報システム 項目定義書の凡例（要約）"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Formats:
    title: Format
    head: Format
    cell: Format
    key: Format
    number: Format


class _Page:
    """One sheet being filled, in texts."""

    def __init__(self, book: Workbook, name: str, formats: _Formats) -> None:
        self.name = _sheet_name(name)
        self.sheet: Worksheet = book.add_worksheet(self.name)
        self.formats = formats

    def text(self, row: int, column: int, value: str, form: Format | None = None) -> None:
        """One cell; an empty one keeps its format."""
        if len(value) > MOST_CHARACTERS:
            place = f"sheet {self.name}, row {row + 1}"
            msg = f"{place}: Expected at most {MOST_CHARACTERS:,} characters, got {len(value):,}"
            raise UsageError(msg)
        if value:
            self.sheet.write_string(row, column, value, form)
        elif form is not None:
            self.sheet.write_blank(row, column, None, form)

    def table(self, row: int, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
        """A table with one header row; the row below it."""
        for column, name in enumerate(columns):
            self.text(row, column, name, self.formats.head)
            self.sheet.set_column(column, column, _WIDTHS.get(name, 12))
        for number, cells in enumerate(rows, row + 1):
            for column, cell in enumerate(cells):
                self.text(number, column, cell, self.formats.cell)
        return row + 1 + len(rows)

    def end(self, row: int, width: int) -> None:
        """The end mark of the template."""
        for column in range(width):
            self.text(row, column, _END)


def to_xlsx(pack: Pack, files: Sequence[Row], items: Sequence[Row], codes: Sequence[Row]) -> bytes:
    """The workbook of a pack; the same pack gives the same bytes.

    Args:
        pack: for what stands above the tables.
        files: the rows of files.csv.
        items: the rows of items.csv.
        codes: the rows of codes.csv.

    Raises:
        UsageError: a cell is longer than a workbook can hold.
    """
    stream = io.BytesIO()
    with new_workbook(stream, pack.title) as book:
        border = {"border": 1, "text_wrap": True, "valign": "top"}
        formats = _Formats(
            title=book.add_format({"bold": True, "font_size": 14}),
            head=book.add_format(border | {"bold": True, "bg_color": "#DDE5F0"}),
            cell=book.add_format(border),
            key=book.add_format(border | {"bg_color": "#D9F2FB"}),
            number=book.add_format(border | {"num_format": "00000"}),
        )
        own = tuple(one for one in _OWN if any(row[one] for row in items))
        page = _Page(book, f"項目定義書（{pack.title}）", formats)
        _items(page, pack, items, own)
        page = _Page(book, "移行ファイル構成表", formats)
        end = page.table(0, FILE_COLUMNS, [[row[one] for one in FILE_COLUMNS] for row in files])
        page.end(end, len(FILE_COLUMNS))
        first = _first_shared(codes)
        _codes(_Page(book, f"コード一覧（個別）_{pack.title}", formats), pack, codes[:first])
        if codes[first:]:
            page = _Page(book, f"コード一覧（連携）_{pack.title}", formats)
            _codes(page, pack, codes[first:])
        _legends(book, pack, own, formats)
    return stream.getvalue()


def _sheet_name(name: str) -> str:
    """A name that a sheet can have: short, without the signs of references."""
    return re.sub(r"[\[\]:*?/\\'\x00-\x1f]", "_", name)[:_NAME]


def _items(page: _Page, pack: Pack, rows: Sequence[Row], own: Sequence[str]) -> None:
    sheet, formats = page.sheet, page.formats
    page.text(0, 1, f"■地方公共団体情報システム-（{pack.title}）項目定義書", formats.title)
    page.text(2, 1, "水色セル：主キーのデータ項目")
    columns = [one for one in ITEM_COLUMNS if one not in _OWN or one in own]
    sheet.merge_range(4, 1, 5, 2, "", formats.head)
    page.text(4, 1, columns[0], formats.head)
    column, widths = 3, {1: 6, 2: 8}
    for name in columns[1:]:
        group, _, below = name.partition("_")
        if below:
            page.text(4, column, group, formats.head)
            page.text(5, column, below, formats.head)
        else:
            sheet.merge_range(4, column, 5, column, "", formats.head)
            page.text(4, column, name, formats.head)
        widths[column] = _WIDTHS.get(name, 11)
        column += 1
    for first, last, group in ((5, 7, "グループ"), (8, 10, "クラス分類")):
        sheet.merge_range(4, first, 4, last, "", formats.head)
        page.text(4, first, group, formats.head)
    for at, width in widths.items():
        sheet.set_column(at, at, width)
    for number, row in enumerate(rows, 6):
        form = formats.key if row["グループ_主キー"] else formats.cell
        _identity(page, number, row["データ項目ID"])
        for at, name in enumerate(columns[1:], 3):
            page.text(number, at, row[name], form)
        page.text(number, column, _END)
    page.end(6 + len(rows), column + 1)
    sheet.freeze_panes(6, 4)


def _identity(page: _Page, row: int, identity: str) -> None:
    """An ID in two columns: the domain as text, the number of the item as a number; one of another
    form in both of them, merged.
    """
    if found := _SPLIT.fullmatch(identity):
        page.text(row, 1, found[1], page.formats.cell)
        page.sheet.write_number(row, 2, int(found[2]), page.formats.number)
    else:
        page.sheet.merge_range(row, 1, row, 2, "", page.formats.cell)
        page.text(row, 1, identity, page.formats.cell)


def _first_shared(rows: Sequence[Row]) -> int:
    """Where the lists of other domains begin: behind them stand no others."""
    first = len(rows)
    for number in range(len(rows) - 1, -1, -1):
        identity = rows[number]["コードID"]
        if identity and not _SHARED.fullmatch(identity):
            break
        if identity:
            first = number
    return first


def _codes(page: _Page, pack: Pack, rows: Sequence[Row]) -> None:
    page.text(0, 0, "コード一覧表", page.formats.title)
    page.text(0, 2, "業務名", page.formats.head)
    page.text(1, 2, pack.title, page.formats.cell)
    end = page.table(3, CODE_COLUMNS, [[row[one] for one in CODE_COLUMNS] for row in rows])
    page.end(end, len(CODE_COLUMNS))
    page.sheet.freeze_panes(4, 0)


def _legends(book: Workbook, pack: Pack, own: Sequence[str], formats: _Formats) -> None:
    page = _Page(book, "凡例）レイアウト定義", formats)
    head = (
        ("レイアウト定義の名前", pack.name),
        ("版", pack.edition),
        ("業務名", pack.title),
        ("業務ID", pack.domain),
        ("要素名", pack.names),
        ("状態", pack.status),
        ("由来", pack.source),
        ("由来のSHA-256", pack.source_sha256),
        ("表のSHA-256", pack.digest),
    )
    for row, (label, value) in enumerate(head):
        page.text(row, 0, label, formats.head)
        page.text(row, 1, value, formats.cell)
    page.sheet.set_column(0, 0, 24)
    page.sheet.set_column(1, 1, 80)
    for name, rows in (
        ("凡例）列項目説明", (*_COLUMNS, *(one for one in _OWN_COLUMNS if one[0] in own))),
        ("凡例）データ型", _TYPES),
    ):
        page = _Page(book, name, formats)
        page.text(0, 0, _SOURCE)
        page.table(2, ("項目名", "内容"), rows)
        page.sheet.set_column(0, 0, 28)
