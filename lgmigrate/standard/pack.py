"""A pack: one edition of the standard layout for one domain, as its five tables.

Source of the columns and types: the legend sheets of the official item definitions
(デジタル庁 項目定義書: データ型, 桁数, データ出力条件). Digits are characters, never bytes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

__all__ = [
    "VALUE_SEPARATOR",
    "Code",
    "CodeList",
    "Condition",
    "File",
    "Item",
    "ItemType",
    "Names",
    "Pack",
    "Reference",
    "Target",
    "element_name",
]

ItemType = Literal["X", "N", "M", "9", "9V", "S9", "YEAR", "DATE", "TIME", "BLOB"]
"""X 半角文字列, N 全角文字列, M 混在 (of older layouts: any characters), 9 整数, 9V 小数点付き実数,
S9 符号付き整数, YEAR YYYY, DATE YYYY-MM-DD, TIME HH:MM:SS (seconds may be left out), BLOB 画像
(base64 in XML)."""

VALUE_SEPARATOR = "\n"
"""Between the values of a repeated item in a column and in a cell of CSV. Values of no type but M
can hold it. In XML each value is an element of its own."""

Condition = Literal["required", "conditional", "optional"]
"""必須, 条件付き必須, 任意."""

Names = Literal["romaji", "japanese"]
"""Which names the elements of exchange files have."""

_NOT_IN_NAMES = re.compile("[^A-Za-z0-9_.\\-々〇〡-〩ぁ-ゔゝゞァ-ヺー-ヾ一-\u9fa5]+")


def element_name(name: str) -> str:
    """A Japanese item name as an XML element name (NCName).

    The characters are those that XML 1.0 allowed from its first edition on: expat and libxml2's
    schema processor still know no others, so （予定） becomes ``_予定_``.
    """
    kept = _NOT_IN_NAMES.sub("_", unicodedata.normalize("NFKC", name))
    kept = re.sub("__+", "_", kept).strip("_")
    return kept if kept and not re.match("[0-9.\\-ー-ヾ々ゝゞ]", kept) else f"_{kept}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a 外部キー may point: items of a file, ``pack`` "" being the pack itself."""

    pack: str
    file: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Items of a file whose values together identify a record elsewhere: in one of ``targets``."""

    items: tuple[str, ...]
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A データ項目. ``digits`` 0: no limit stated. ``unknown``: the item may be an unknown date
    (不詳日を許容する); its flag and words are then the items ``<name>_不詳フラグ`` and
    ``<name>_不詳表記`` of the same file, where these exist.

    ``repeat`` 0: one value, else up to that many (繰り返し). ``foreign``: the item is a 外部キー;
    ``targets`` are the places it may point at, one item each, none where that is not stated.
    ``gaiji``: 外字使用の有無, None where the layout does not say. ``section``: 標準仕様書関連箇所;
    ``mandatory``: 実装類型 ○, every system must be able to give the item.
    """

    id: str
    name: str
    romaji: str
    type: ItemType
    digits: int = 0
    scale: int = 0
    code: str = ""
    key: bool = False
    foreign: bool = False
    targets: tuple[Target, ...] = ()
    condition: Condition = "optional"
    repeat: int = 0
    unknown: bool = False
    inferred: bool = False
    classes: tuple[str, ...] = ()
    definition: str = ""
    note: str = ""
    sample: str = ""
    gaiji: bool | None = None
    section: str = ""
    mandatory: bool = False

    def element(self, names: Names) -> str:
        """The name of the item's element in the chosen style."""
        return self.romaji if names == "romaji" else element_name(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One value of a code list."""

    value: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeList:
    """A コード一覧: the values that an item with this code may have.

    ``codes`` is empty where the municipality sets the values itself (自治体固有コード, 999).
    """

    id: str
    name: str
    codes: tuple[Code, ...]

    def values(self) -> tuple[str, ...]:
        """The values, in the list's order."""
        return tuple(code.value for code in self.codes)


@dataclass(frozen=True, kw_only=True)
class File:
    """A 移行ファイル: its items in order. ``name`` is the file's name on disk (``jumin``) and
    ``group`` its グループ_名称; ``references`` are the 外部キー whose targets are stated.
    """

    name: str
    title: str
    items: tuple[Item, ...]
    description: str = ""
    group: str = ""
    references: tuple[Reference, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Item]:
        """Items by their Japanese name."""
        return {item.name: item for item in self.items}

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each item, by its Japanese name."""
        return {item.name: number for number, item in enumerate(self.items)}

    @property
    def keys(self) -> tuple[Item, ...]:
        """The items that identify a record (主キー)."""
        return tuple(item for item in self.items if item.key)

    def elements(self, names: Names) -> tuple[str, ...]:
        """The element name of each item in the chosen style, in order."""
        return tuple(item.element(names) for item in self.items)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One edition of one domain (業務).

    ``source`` says what the tables are built from, ``source_sha256`` is the hash of the imported
    workbook ("" for a profile), ``digest`` the SHA-256 over the five tables as loaded. ``names`` is
    the style of element names that the pack prefers.
    """

    name: str
    edition: str
    title: str
    status: Literal["profile", "imported"]
    source: str
    source_sha256: str
    digest: str
    files: tuple[File, ...]
    code_lists: dict[str, CodeList] = field(default_factory=dict)
    domain: str = ""
    names: Names = "romaji"

    def file(self, name: str) -> File:
        """The file of that name.

        Raises:
            KeyError: the pack has no such file.
        """
        for one in self.files:
            if one.name == name:
                return one
        raise KeyError(name)

    @property
    def namespace(self) -> str:
        """The XML namespace of the pack's exchange files."""
        return f"urn:lgmigrate:pack:{self.name}:{self.edition}"

    @property
    def label(self) -> str:
        """How the pack shows itself, with its status, wherever it is named."""
        return f"{self.name}@{self.edition} ({self.status})"
