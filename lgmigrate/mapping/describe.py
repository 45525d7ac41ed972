"""A mapping as rows for people: field, step, item, one row a step or an annex field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lgmigrate.mapping.model import Mapping, RecordMapping, Step, StepKind

__all__ = ["Row", "describe"]

Lang = Literal["ja", "en"]

WORDS: dict[StepKind, tuple[str, str]] = {
    "rename": ("そのまま", "as it is"),
    "constant": ("固定値「{value}」", 'constant "{value}"'),
    "codes": ("コード対応{codes}", "code map {codes}"),
    "join": ("「{separator}」で結合", 'joined by "{separator}"'),
    "split": ("「{separator}」で分割", 'split at "{separator}"'),
    "pad": ("左に0を補い{width}桁", "zeros on the left to {width}"),
    "trim": ("前後の空白を除く", "without spaces around it"),
    "date": ("日付", "date"),
    "time": ("時刻", "time"),
    "chain": (
        "「{separator}」で続く語をコード対応{codes}",
        "words at {separator}, code map {codes}",
    ),
    "cut": ("{width}文字ずつ", "parts of {width} characters"),
    "widen": ("半角を全角に", "half-width to full-width"),
}
UNKNOWN = ("日付（不詳の項目付き）", "date with its unknown items")
WITH_CODES = ("、コード対応{codes}", ", code map {codes}")
ANNEX = ("標準外項目", "annex")
DERIVED: dict[str, tuple[str, str]] = {
    "parent": ("外側のレコードの項目", "of the record around it"),
    "above": ("前のレコード{record}の項目", "of the record {record} above"),
    "join": ("レコード{record}の項目", "of the record {record}"),
    "number": ("同じ値のレコードの連番", "number among records alike"),
    "python": ("関数{function}", "function {function}"),
    "case": ("条件による選択", "by cases"),
    "sum": ("合計", "sum"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: the record's name, its file, fields and usages, the step in words, the items.

    ``kind`` is the step's kind, or ``annex`` for a field without an item; or what a column that is
    no field comes from (``Derived``), with the names of columns in the place of items.
    """

    record: str
    file: str
    fields: tuple[str, ...]
    usages: tuple[str, ...]
    kind: str
    step: str
    items: tuple[str, ...]


def describe(mapping: Mapping, lang: Lang = "en") -> list[Row]:
    """The rows of every data record, steps in their order, then the fields of the annex."""
    language = 0 if lang == "ja" else 1
    rows = []
    for record in mapping.data_records():
        rows += [
            _row(
                record,
                part.fields,
                part.kind,
                DERIVED[part.kind][language].format(record=part.record, function=part.function),
                tuple(one.name for one in part.columns),
            )
            for part in record.derived
        ]
        rows += [
            _row(record, step.fields, step.kind, _words(step, language), step.items)
            for step in record.steps
        ]
        rows += [_row(record, (name,), "annex", ANNEX[language], ()) for name in record.annex]
    return rows


def _row(
    record: RecordMapping,
    fields: tuple[str, ...],
    kind: str,
    words: str,
    items: tuple[str, ...],
) -> Row:
    usages = {one.name: one.usage for one in record.columns}
    return Row(
        record=record.name,
        file=record.file.name if record.file else "",
        fields=fields,
        usages=tuple(usages.get(name, "") for name in fields),
        kind=kind,
        step=words,
        items=items,
    )


def _words(step: Step, language: int) -> str:
    words = WORDS[step.kind][language]
    if step.kind == "date" and len(step.items) > 1:
        words = UNKNOWN[language]
    if step.kind == "cut" and step.codes:
        words += WITH_CODES[language]
    return words.format(
        value=step.value,
        separator=step.separator,
        width=step.width,
        codes=step.codes.name if step.codes else "",
    )
