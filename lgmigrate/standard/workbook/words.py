"""The words of workbooks: the headers that stand for a column of ours, marks, and data types.

Sources: the official template (デジタル庁 項目定義書) and its legend sheets; the names of the five
tables of the 中間標準レイアウト and of the columns of データ項目一覧表 (住民記録システム標準仕様書
10.1, 10.6). No official sample of the five tables is public: their headers are known by synonyms.
Headers are compared in NFKC, without blanks, in one case, and without a note mark at their end.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Literal

from lgmigrate.standard.pack import ItemType
from lgmigrate.standard.tables import ITEM_COLUMNS

__all__ = [
    "BLANK_MARKS",
    "MARKS",
    "OFFICIAL_COLUMNS",
    "OFFICIAL_SIGNS",
    "REQUIRED",
    "ROLE_NAMES",
    "SYNONYMS",
    "TYPES",
    "Role",
    "plain",
]

Role = Literal["items", "codes", "files", "relations", "ignore"]
"""What a sheet is: データ項目一覧表 (項目定義書), コード構成表 or コード一覧, 移行ファイル構成表,
移行ファイル関連図, or nothing that is read.
"""


def plain(text: str) -> str:
    """A header as it is compared."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()
    return re.sub("(※|[*]|注)[0-9]*$", "", text).removeprefix("■")


def _known(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Synonym -> column, the column's own name first."""
    found: dict[str, str] = {}
    for column, others in words.items():
        for one in (column, *others):
            found.setdefault(plain(one), column)
    return found


_FILE_WORDS = ("移行ファイル名称", "移行ファイル名", "移行ファイル", "ファイル名称", "ファイル")
_ITEM_WORDS = ("データ項目名称", "データ項目名", "データ項目", "項目名称", "項目名", "項目")

_ITEMS = _known(
    {
        "データ項目ID": ("項目ID", "データ項目コード", "項目コード", "データ項目番号"),
        "データ項目": (*_ITEM_WORDS, "日本語項目名"),
        "データ項目（ローマ字）": (
            *("データ項目ローマ字", "項目名（ローマ字）", "データ項目名（ローマ字）", "ローマ字"),
            *("データ項目名称（ローマ字）", "ローマ字名", "ローマ字名称", "ローマ字表記"),
        ),
        "グループ_名称": ("グループ名称", "グループ名", "グループ", *_FILE_WORDS, "ファイル名"),
        "グループ_主キー": ("主キー", "キー", "キー項目", "主キー項目", "PK"),
        "グループ_外部キー": ("外部キー", "外部キー項目", "参照先", "FK"),
        **{
            f"クラス分類_LV{level}": (
                f"クラス分類LV{level}",
                f"クラス分類（LV{level}）",
                f"LV{level}",
            )
            for level in (1, 2, 3)
        },
        "データ型": ("型", "データタイプ", "データ属性", "属性", "タイプ"),
        "桁数": ("桁", "最大桁数", "データ桁数", "データ長", "項目長", "長さ"),
        "コード": (
            "コードID",
            "コード一覧ID",
            "使用コード",
            "参照コード",
            "コード名",
            "コード名称",
        ),
        "繰り返し": (
            *("繰返し", "繰返", "繰り返し数", "繰返し数", "繰り返し回数", "繰返し回数"),
            *("最大繰り返し数", "最大繰返し数"),
        ),
        "データ出力条件": (
            *("出力条件", "必須", "必須区分", "必須項目", "必須・任意", "必須/任意", "必須任意"),
            *("必須の有無", "必須有無"),
        ),
        "項目定義": ("定義", "データ項目定義"),
        "項目説明": ("説明", "データ項目説明", "内容"),
        "標準仕様書関連箇所": (),
        "実装類型": (),
        "サンプル値": ("サンプル", "例", "値の例", "データ例"),
        "備考": ("摘要", "注記"),
        "推定": (),
        "外字使用": ("外字使用の有無", "外字使用有無", "外字の有無", "外字有無", "外字"),
    }
)
_CODES = _known(
    {
        "コードID": ("コード一覧ID", "コードリストID", "コード番号", "ID"),
        "コード名": ("コード名称", "コード一覧名", "コードリスト名", "名称"),
        "コード値": ("値", "コード"),
        "コード値の内容": (
            "コードの内容",
            "コード内容",
            "コードの意味",
            "値の内容",
            "内容",
            "意味",
        ),
        "備考": ("摘要", "注記"),
        "業務名": ("業務名称", "業務"),
        "構成": ("コード構成", "コードの構成", "コード体系", "説明"),
    }
)
_FILES = _known(
    {
        "グループ_名称": ("グループ名称", "グループ名", "グループ", *_FILE_WORDS),
        "日本語名称": ("標題", "表題", "タイトル"),
        "説明": ("概要", "内容", "移行ファイル概要", "移行ファイル説明", "備考"),
        "ファイル名": ("ファイルID", "移行ファイルID", "物理名", "ファイル物理名"),
    }
)


def _sides() -> dict[str, tuple[str, ...]]:
    own, target = ("", "関連元", "参照元", "元"), ("関連先", "参照先", "先")
    words = {"ファイル": (*_FILE_WORDS, "ファイル名"), "項目": (*_ITEM_WORDS, "キー", "キー項目")}
    return {
        side + what: tuple(
            before + link + word
            for before, link, word in product(befores, ("", "_", "の"), those)
            if before or not link
        )
        for side, befores in (("関連元", own), ("関連先", target))
        for what, those in words.items()
    }


SYNONYMS: dict[Role, dict[str, str]] = {
    "items": _ITEMS,
    "codes": _CODES,
    "files": _FILES,
    "relations": _known(_sides()),
}
"""Header (as ``plain`` gives it) -> column, by the role of the sheet."""

OFFICIAL_COLUMNS = tuple(one for one in ITEM_COLUMNS if one not in {"推定", "外字使用"})
"""The columns of the official template, all of which a workbook of that form has."""

OFFICIAL_SIGNS = frozenset(
    {
        *("データ項目ID", "データ項目（ローマ字）", "クラス分類_LV1", "データ出力条件", "項目定義"),
        *("項目説明", "標準仕様書関連箇所", "実装類型", "サンプル値"),
    }
)
"""Columns by which the official template is told from the older form: at least four of them."""

REQUIRED: dict[Role, tuple[str, ...]] = {
    "items": ("データ項目", "グループ_主キー", "データ型", "桁数"),
    "codes": ("コードID",),
    "files": ("グループ_名称",),
    "relations": ("関連元ファイル", "関連元項目", "関連先ファイル"),
}
"""The columns that a sheet must have by its role, in the older form."""

ROLE_NAMES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("ignore", re.compile("凡例|表紙|目次|はじめに|(改定|改訂|変更|更新)履歴")),
    ("codes", re.compile("コード(一覧|構成|リスト|表)")),
    ("relations", re.compile("関連(図|表|一覧)")),
    ("files", re.compile("ファイル(構成|一覧)")),
    ("items", re.compile("項目(定義|一覧)|基本データリスト")),
)
"""What the name of a sheet says of its role: the form that stands first in it."""

MARKS = frozenset("○〇◯●◎")
"""Marks for yes."""

BLANK_MARKS = frozenset({"-", "－", "―", "ー", "—", "×", "✕", "なし", "無"})
"""What stands for nothing in a column of marks or numbers."""

_TYPE_WORDS: dict[ItemType, tuple[str, ...]] = {
    "X": (
        *("半角", "半角文字", "半角文字列", "半角英数", "半角英数字", "半角英数カナ", "半角カナ"),
        *("半角英数記号", "半角英数字記号", "英数", "英数字"),
    ),
    "N": ("全角", "全角文字", "全角文字列", "全角カナ", "全角漢字", "漢字"),
    "M": (
        *("混在", "全角半角混在", "半角全角混在", "全半角", "全角・半角", "半角・全角", "文字"),
        "文字列",
    ),
    "9": ("半角数字", "数字", "数値", "整数"),
    "9V": ("小数", "実数", "小数点付き実数"),
    "S9": ("符号付き整数", "符号付整数", "符号付き数値", "符号付数値"),
    "YEAR": ("年", "西暦年"),
    "DATE": ("日付", "年月日"),
    "TIME": ("時刻", "時間"),
    "BLOB": ("画像", "バイナリ"),
}

TYPES: dict[str, ItemType] = {
    plain(word): kind for kind, words in _TYPE_WORDS.items() for word in (kind, *words)
}
"""Data type (as ``plain`` gives it) -> the type of a pack."""
