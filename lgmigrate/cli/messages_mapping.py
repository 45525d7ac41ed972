"""The messages of authoring: ``layout``, ``peek`` without a mapping, ``mapping coverage`` and
``new``.
"""

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
    "new.done": (
        "{folder} に下書きを作りました。採用 {steps}、要確認 {unsure}、"  # noqa: ISC004  one text
        "対応のないフィールド {fields}、対応のない必須項目 {items}",
        "Draft in {folder}: {steps} taken, {unsure} to confirm; without a step are {fields} fields "  # noqa: ISC004  one text
        "and {items} required items",
    ),
    "head.framing": ("レコード形式", "framing"),
    "head.sure": ("確かさ", "sure"),
    "head.reason": ("理由", "reason"),
    "peek.needs_mapping": (
        "--record、--offset、--charset、--gaiji、--on-error には --mapping が必要です",
        "Expected --mapping with --record, --offset, --charset, --gaiji and --on-error, got none",
    ),
    "peek.size": ("{file}: {size:,} バイト", "{file}: {size:,} bytes"),
    "peek.charsets": ("合う文字コード: {names}", "Code pages that fit: {names}"),
    "peek.none": ("なし", "none"),
    "head.scale": ("小数", "scale"),
    "head.sign": ("符号", "sign"),
    "layout.no_copybook": (
        "--copybook はCOPY句（.cpy、.cob、.cbl）にだけ使えます",
        "Expected a copybook (.cpy, .cob, .cbl) with --copybook, got another file",
    ),
    "layout.head": (
        "{name}: {length:,} バイト、{count:,} フィールド",
        "{name}: {length:,} bytes, {count:,} fields",
    ),
    "layout.redefines": (
        "{name} は REDEFINES されています: {others}（--choose {name}=名前）",
        "{name} is redefined: {others} (--choose {name}=NAME)",
    ),
    "layout.table": (
        "繰返し {name}: {least}～{most} 回、1回 {size:,} バイト、回数の項目 {depending}",
        "table {name}: {least} to {most} elements of {size:,} bytes, counted by {depending}",
    ),
    "layout.written": ("{name}: {count:,} フィールド", "{name}: {count:,} fields"),
    "new.sure": ("採用", "taken"),
    "new.unsure": ("要確認", "to confirm"),
}
