"""The messages of ``lgmigrate mapping coverage`` and ``new``, in Japanese and in English."""

from __future__ import annotations

__all__ = ["MESSAGES"]

MESSAGES: dict[str, tuple[str, str]] = {
    "head.values": ("件数", "values"),
    "head.filled": ("値のある率", "filled"),
    "head.zero": ("うちゼロ", "zero"),
    "head.undecoded": ("うち変換不能", "undecoded"),
    "head.becomes": ("渡し先", "becomes"),
    "head.score": ("点数", "score"),
    "head.state": ("状態", "state"),
    "coverage.records": ("{record}: {count:,} レコード", "{record}: {count:,} records"),
    "coverage.unknown": (
        "種別が分からない、又は形が合わないレコード: {count:,}",
        "Records of no type, or not of the shape of their layout: {count:,}",
    ),
    "coverage.annex": ("標準外項目", "annex"),
    "coverage.type": ("レコード種別", "record type"),
    "coverage.filler": ("（予備）", "(filler)"),
    "coverage.lost": (
        "値があり、移行ファイルのデータ項目にならないフィールド: {count}",
        "Fields that hold something and become no item: {count}",
    ),
    "coverage.head": (
        "|レコード|フィールド|形式|値のある率|渡し先|",
        "| record | field | usage | filled | becomes |",
    ),
    "new.done": (
        "{folder} に下書きを作りました。採用 {steps}、要確認 {unsure}、"  # noqa: ISC004  one text
        "対応のないフィールド {fields}、対応のない必須項目 {items}",
        "Draft in {folder}: {steps} taken, {unsure} to confirm; without a step are {fields} fields "  # noqa: ISC004  one text
        "and {items} required items",
    ),
    "new.sure": ("採用", "taken"),
    "new.unsure": ("要確認", "to confirm"),
}
