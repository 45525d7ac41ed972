"""Workbooks made for tests: the official template and the five tables, in grids to be damaged."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import xlsxwriter

__all__ = ["Grid", "Value", "book", "five", "item", "official", "old"]

Value = str | int | float | tuple[int, str] | None
"""A text, a number, a number with its format, or nothing."""

MADE = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same sheets, the same bytes
HEAD: tuple[Value, ...] = (
    *("データ項目ID", None, "データ項目", "データ項目（ローマ字）", "グループ", None, None),
    *("クラス分類", None, None, "データ型", "桁数", "コード", "繰り返し", "データ出力条件"),
    *("項目定義", "項目説明", "標準仕様書関連箇所", "実装類型", "サンプル値", "備考"),
)
BELOW: tuple[Value, ...] = (*(None,) * 4, "名称", "主キー", "外部キー", "LV1", "LV2", "LV3")


@dataclass
class Grid:
    """The cells of a sheet, rows from the first, and its merged ranges (``B5:C6``)."""

    rows: list[list[Value]]
    merges: list[str] = field(default_factory=list)
    hidden: bool = False

    def put(self, place: str, value: Value) -> None:
        """Change one cell, by its name (``L8``)."""
        letters = place.rstrip("0123456789")
        row, column = int(place[len(letters) :]) - 1, ord(letters) - ord("A")
        self.rows[row] += [None] * (column + 1 - len(self.rows[row]))
        self.rows[row][column] = value

    def drop(self, letter: str) -> None:
        """Take a column away."""
        for row in self.rows:
            del row[ord(letter) - ord("A") : ord(letter) - ord("A") + 1]


def book(sheets: Mapping[str, Grid]) -> bytes:
    """The workbook of these sheets."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as made:
        made.set_properties({"created": MADE})
        for name, grid in sheets.items():
            sheet = made.add_worksheet(name)
            if grid.hidden:
                sheet.hide()
            for merge in grid.merges:
                sheet.merge_range(merge, "")
            for row, cells in enumerate(grid.rows):
                for column, value in enumerate(cells):
                    if isinstance(value, str):
                        sheet.write_string(row, column, value)
                    elif isinstance(value, tuple):
                        form = made.add_format({"num_format": value[1]})
                        sheet.write_number(row, column, value[0], form)
                    elif value is not None:
                        sheet.write_number(row, column, value)
    return stream.getvalue()


def item(
    number: Value,
    name: str,
    romaji: str,
    kind: Value = "X",
    digits: Value = 5,
    *,
    group: Value = "住民",
    domain: Value = "001",
    **more: Value,
) -> list[Value]:
    """A row of the official template; more: key, foreign, code, repeat, condition, text, note."""
    mark = more.get("key")
    return [
        *(domain, number, name, romaji, group, mark, more.get("foreign"), "人", None, None),
        *(kind, digits, more.get("code"), more.get("repeat")),
        more.get("condition", "必須" if mark else "任意"),
        *("定義", more.get("text"), None, "○", more.get("sample"), more.get("note")),
    ]


def official() -> dict[str, Grid]:
    """A right workbook of the official template: two groups, six items, individual and shared
    lists, legends, end marks.
    """
    rows = [
        item(1, "番号", "bango", "X", 15, key="○"),
        item(2, "氏名", "shimei", "Ｎ", 100, condition="条件付き必須", text="説明\n※※ある場合"),
        item(3, "性別", "seibetsu", "X", 1, code=1),
        item(4, "面積", "menseki", "9V", "5,2", repeat=3),
        item(5, "番号", "bango", "X", 15, group="税", key="○", foreign="○"),
        item(6, "区分", "kubun", 9, 1, group="税", code="住民基本台帳1"),
    ]
    items = Grid(
        rows=[
            ["■地方公共団体情報システム-（試験業務）項目定義書"],
            [],
            ["水色セル：主キー"],
            [],
            list(HEAD),
            list(BELOW),
            *rows,
            ["e"] * 21,
        ],
        merges=["A5:B6", "C5:C6", "D5:D6", "E5:G5", *(f"{one}5:{one}6" for one in "KLMNOPQRSTU")],
    )
    head: list[Value] = ["コードID", "コード名", "コード値", "コード値の内容", "備考"]
    codes = Grid(
        rows=[
            ["コード一覧表", None, "業務名"],
            [None, None, "試験業務"],
            [],
            list(head),
            [],
            [1, "性別", "0", "不明"],
            [None, None, "1", "男", "注"],
            [2, "区分の別", (1, "00"), "甲"],
            [None, None, (2, "00"), "乙"],
            [999, "自治体固有コード", "任意", "任意"],
            ["e"] * 5,
        ],
        merges=["C2:D2", *(f"{one}4:{one}5" for one in "ABCDE")],
    )
    shared = Grid(rows=[["業務名", *head], ["住民基本台帳", 1, "住民種別", 1, "日本人"]])
    shared.rows += [["住民基本台帳", 1, "住民種別", 2, "外国人"]]
    return {
        "項目定義書（試験業務）": items,
        "コード一覧（個別）": codes,
        "コード一覧（連携）": shared,
        "凡例）列項目説明": Grid(rows=[["項番", "項目名", "備考"], [1, "データ項目ID", "8桁"]]),
    }


def old(name: str, kind: str, digits: Value, *more: Value, file: Value = None) -> list[Value]:
    """A row of データ項目一覧表: file, name, type, digits, then gaiji, code, key, required."""
    return [file, name, kind, digits, *more]


def five() -> dict[str, Grid]:
    """A right workbook of the five tables: two files, six items, two lists."""
    head: list[Value] = ["移行ファイル名称", "データ項目名称", "データ 型", "桁数"]
    head += ["外字使用の有無", "コード", "主 キー", "必須"]
    return {
        "移行ファイル構成表": Grid(
            rows=[
                ["中間標準レイアウト仕様 V2.7"],
                ["No.", "移行ファイル名称", "概要"],
                [1, "住民票", "人ごと"],
                [2, "世帯", "世帯ごと"],
            ]
        ),
        "移行ファイル関連図": Grid(
            rows=[
                ["関連元", None, "関連先", None],
                ["移行ファイル", "データ項目", "移行ファイル", "データ項目"],
                ["住民票", "世帯番号", "世帯", "番号"],
            ]
        ),
        "データ項目一覧表": Grid(
            rows=[
                head,
                old("住民番号", "半角数字", "１５", "無", None, "○", "○", file="住民票"),
                old("世帯番号", "半角英数", 15, "－", None, None, "○"),
                old("氏名", "全角", 100, "有"),
                old("方書", "混在", "３００", "○", None, None, "△"),
                old("性別", "半角", 1, None, "性別コード"),
                old("番号", "半角英数", 15, None, None, 1, "○", file="世帯"),
                old("設定日", "日付", 8, file="世帯"),
                old("広さ", "数値", "３、２", file="世帯"),
            ]
        ),
        "コード構成表": Grid(
            rows=[["コードID", "コード名", "コード構成"], ["01", "性別コード", "1桁"]]
        ),
        "コード一覧": Grid(
            rows=[
                ["コードＩＤ", "コード値", "意味"],
                ["01", "1", "男"],
                ["01", "2", "女"],
            ]
        ),
    }
