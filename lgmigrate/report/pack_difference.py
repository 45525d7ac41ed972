"""The difference of two packs as tables for people: for a terminal, and as a workbook.

One table each for the sums, the files, the items, the codes and the mappings. Texts are written as
strings, whatever they begin with, so that no cell is a formula; the same difference gives the same
bytes.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lgmigrate.findings import Language
from lgmigrate.mapping.impact import Reach
from lgmigrate.report.workbook import new_workbook
from lgmigrate.standard.difference import (
    Aspect,
    CodeChange,
    Difference,
    Effect,
    FileChange,
    ItemChange,
)

__all__ = ["Table", "tables", "to_document", "to_xlsx"]

_WORDS: dict[str, tuple[str, str]] = {
    "summary": ("概要", "Summary"),
    "files": ("ファイル", "Files"),
    "items": ("項目", "Items"),
    "codes": ("コード", "Codes"),
    "impact": ("影響", "Mappings"),
    # heads
    "what": ("内容", "what"),
    "count": ("件数", "count"),
    "file": ("ファイル", "file"),
    "id": ("項目ID", "ID"),
    "item": ("データ項目", "item"),
    "list": ("コードID", "list"),
    "value": ("コード値", "value"),
    "change": ("変更", "change"),
    "before": ("前", "before"),
    "after": ("後", "after"),
    "data": ("前の版のデータ", "data of the first"),
    "mapping": ("変換定義", "mapping"),
    "record": ("レコード", "record"),
    "line": ("行", "line"),
    "detail": ("詳細", "detail"),
    # effects
    "fits": ("そのまま適合", "fits"),
    "may_not_fit": ("適合しないことがある", "may not fit"),
    "lost": ("渡す先がない", "lost"),
    "missing": ("必須の値がない", "missing"),
    # changes
    "added": ("追加", "added"),
    "removed": ("削除", "removed"),
    "changed": ("変更", "changed"),
    "guess": ("（推定）", " (a guess)"),
    "name": ("名称", "name"),
    "romaji": ("ローマ字", "romaji"),
    "group": ("グループ名称", "group"),
    "title": ("日本語名称", "title"),
    "description": ("説明", "description"),
    "order": ("並び順", "order"),
    "type": ("データ型", "type"),
    "digits": ("桁数", "digits"),
    "repeat": ("繰り返し", "repeat"),
    "condition": ("データ出力条件", "condition"),
    "key": ("主キー", "key"),
    "code": ("コード", "code list"),
    "unknown": ("不詳日", "unknown date"),
    "reference": ("外部キー", "reference"),
    "mandatory": ("実装類型", "mandatory"),
    "definition": ("項目定義", "definition"),
    "note": ("項目説明・備考", "note"),
    "sample": ("サンプル値", "sample"),
    "section": ("標準仕様書関連箇所", "section"),
    "classes": ("クラス分類", "classes"),
    "meaning": ("内容", "meaning"),
    "required": ("必須", "required"),
    "conditional": ("条件付き必須", "conditional"),
    "optional": ("任意", "optional"),
    # mappings
    "gone": ("項目がなくなった", "the item is gone"),
    "renamed": ("項目の名称が変わった", "the item is called otherwise"),
    "codes_gone": ("なくなったコード値を出す", "gives codes that are gone"),
    "unmapped": ("必須の項目に対応がない", "a required item has no step"),
    "file_gone": ("ファイルがなくなった、又は名称が変わった", "the file is gone or renamed"),
    "changed_item": ("項目が変わった", "the item changed"),
    "untouched": ("影響なし", "fits as it is"),
    "new_optional": (
        "対応のない新しい任意の項目 {count} 件",
        "{count} new optional items without a step",
    ),
    "broken": ("読めない変換定義", "cannot be loaded"),
}

_KINDS = {
    "gone": "gone",
    "renamed": "renamed",
    "changed": "changed_item",
    "codes": "codes_gone",
    "unmapped": "unmapped",
    "file": "file_gone",
}
_WIDTH = 60  # of a column of a workbook, in characters, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its title, the heads of its columns, and rows of as many cells."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(
    found: Difference,
    reaches: Sequence[Reach],
    broken: Mapping[str, Sequence[str]],
    language: Language,
) -> tuple[Table, ...]:
    """The tables of a difference; ``broken`` are the mappings that could not be loaded, by name,
    with their faults.
    """
    writer = _Writer(language)
    return (
        writer.summary(found),
        writer.files(found),
        writer.items(found),
        writer.codes(found),
        writer.impact(reaches, broken),
    )


class _Writer:
    """Makes the tables in one language."""

    def __init__(self, language: Language) -> None:
        self._column = 0 if language == "ja" else 1

    def word(self, key: str) -> str:
        """A word of the tables, or the key where it is none."""
        return _WORDS[key][self._column] if key in _WORDS else key

    def table(self, title: str, head: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table:
        """A table with its words."""
        heads = tuple(self.word(one) for one in head)
        return Table(title=self.word(title), head=heads, rows=tuple(rows))

    def summary(self, found: Difference) -> Table:
        """How many of what, in the order of the other tables."""
        counts: Counter[tuple[str, str]] = Counter()
        for part, changes in (
            ("files", found.files),
            ("items", found.items),
            ("codes", found.codes),
        ):
            for one in changes:
                counts[part, _kind(one)] += 1
        rows = [
            (f"{self.word(part)}: {self.word(kind)}", str(counts[part, kind]))
            for part in ("files", "items", "codes")
            for kind in ("added", "removed", "changed")
            if counts[part, kind]
        ]
        effects = Counter(
            [
                *(one.effect for one in found.files),
                *(one.effect for one in found.items),
                *(one.effect for one in found.codes),
            ]
        )
        order: tuple[Effect, ...] = ("lost", "missing", "may_not_fit", "fits")
        rows += [
            (f"{self.word('data')}: {self.word(one)}", str(effects[one]))
            for one in order
            if effects[one]
        ]
        return self.table("summary", ("what", "count"), rows)

    def files(self, found: Difference) -> Table:
        """A row a change of a file."""
        rows: list[tuple[str, ...]] = []
        for one in found.files:
            known = one.after or one.before
            name = known.name if known else ""
            rows += [(name, *cells) for cells in self._cells(one)]
        return self.table("files", ("file", "change", "before", "after", "data"), rows)

    def items(self, found: Difference) -> Table:
        """A row a change of an item."""
        rows: list[tuple[str, ...]] = []
        for one in found.items:
            known = one.after or one.before
            if known is not None:
                file = one.files[1] or one.files[0]
                rows += [(file, known.id, known.name, *cells) for cells in self._cells(one)]
        head = ("file", "id", "item", "change", "before", "after", "data")
        return self.table("items", head, rows)

    def codes(self, found: Difference) -> Table:
        """A row a change of a code list or of a value in it."""
        rows = [
            (
                one.code,
                one.value,
                self.word(_kind(one) if _kind(one) != "changed" else "meaning"),
                one.before or "",
                one.after or "",
                self.word(one.effect),
            )
            for one in found.codes
        ]
        return self.table("codes", ("list", "value", "change", "before", "after", "data"), rows)

    def impact(self, reaches: Sequence[Reach], broken: Mapping[str, Sequence[str]]) -> Table:
        """A row for everything that a mapping has to follow."""
        rows: list[tuple[str, ...]] = []
        for reach in reaches:
            for one in reach.impacts:
                line = str(one.line) if one.line else ""
                kind = self.word(_KINDS[one.kind])
                changes = (
                    f"{self.word(aspect.name)} {self._value(aspect, aspect.before) or '-'}"
                    f" -> {self._value(aspect, aspect.after) or '-'}"
                    for aspect in one.aspects
                )
                detail = "; ".join([*filter(None, [one.detail]), *changes])
                rows.append((reach.mapping, one.record, line, one.item, kind, detail))
            if reach.untouched:
                rows.append((reach.mapping, "", "", "", self.word("untouched"), ""))
            if reach.optional:
                text = self.word("new_optional").format(count=reach.optional)
                rows.append((reach.mapping, "", "", "", text, ""))
        for name, faults in broken.items():
            rows += [(name, "", "", "", self.word("broken"), fault) for fault in faults]
        head = ("mapping", "record", "line", "item", "change", "detail")
        return self.table("impact", head, rows)

    def _cells(self, one: FileChange | ItemChange) -> Iterator[tuple[str, str, str, str]]:
        """Change, before, after and effect of each row of a file or an item."""
        if one.before is None or one.after is None:
            known = one.after or one.before
            name = known.name if known else ""
            old, new = ("", name) if one.before is None else (name, "")
            yield self.word(_kind(one)), old, new, self.word(one.effect)
            return
        guess = self.word("guess") if one.guessed else ""
        for aspect in one.aspects:
            yield (
                self.word(aspect.name) + guess,
                self._value(aspect, aspect.before),
                self._value(aspect, aspect.after),
                self.word(aspect.effect),
            )

    def _value(self, aspect: Aspect, value: str) -> str:
        return self.word(value) if aspect.name == "condition" else value


def _kind(one: FileChange | ItemChange | CodeChange) -> str:
    if one.before is None:
        return "added"
    return "removed" if one.after is None else "changed"


def to_document(
    found: Difference, reaches: Sequence[Reach], broken: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """The difference as a JSON document."""
    return {
        "before": found.before.label,
        "after": found.after.label,
        "files": [
            {
                "kind": _kind(one),
                "before": one.before.name if one.before else None,
                "after": one.after.name if one.after else None,
                "guessed": one.guessed,
                "effect": one.effect,
                "aspects": [asdict(aspect) for aspect in one.aspects],
            }
            for one in found.files
        ],
        "items": [
            {
                "kind": _kind(one),
                "file": one.files[1] or one.files[0],
                "before": {"id": one.before.id, "name": one.before.name} if one.before else None,
                "after": {"id": one.after.id, "name": one.after.name} if one.after else None,
                "guessed": one.guessed,
                "effect": one.effect,
                "aspects": [asdict(aspect) for aspect in one.aspects],
            }
            for one in found.items
        ],
        "codes": [{"kind": _kind(one), **asdict(one), "effect": one.effect} for one in found.codes],
        "mappings": [
            {
                "mapping": reach.mapping,
                "impacts": [asdict(one) for one in reach.impacts],
                "optional": reach.optional,
            }
            for reach in reaches
        ],
        "broken": {name: list(faults) for name, faults in broken.items()},
    }


def to_xlsx(made: Sequence[Table]) -> bytes:
    """A workbook with a sheet a table."""
    stream = io.BytesIO()
    with new_workbook(stream) as book:
        head = book.add_format({"bold": True, "bg_color": "#DDE5F0", "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for one in made:
            sheet = book.add_worksheet(one.title)
            for column, name in enumerate(one.head):
                longest = max((len(row[column]) for row in one.rows), default=0)
                width = min(max(2 * len(name), 2 * longest, 8), _WIDTH)
                sheet.set_column(column, column, width)
                sheet.write_string(0, column, name, head)
            for number, row in enumerate(one.rows, start=1):
                for column, value in enumerate(row):
                    if value:
                        sheet.write_string(number, column, value, wrapped)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(len(one.rows), 1), len(one.head) - 1)
    return stream.getvalue()
