"""The messages of ``lgmigrate pack import`` and ``pack export``, in Japanese and in English."""

from __future__ import annotations

__all__ = ["MESSAGES"]

MESSAGES: dict[str, tuple[str, str]] = {
    "head.column": ("列の意味", "column"),
    "head.letter": ("列", "letter"),
    "head.header": ("見出し", "header"),
    "import.needs_out": (
        "--out DIR を指定してください（示すだけなら --dry-run）",
        "Expected --out DIR (or --dry-run to see what is found), got neither",
    ),
    "import.sheet": ("シート {name}: {role}（{why}）", "Sheet {name}: {role} ({why})"),
    "import.role.items": ("データ項目一覧表", "items"),
    "import.role.codes": ("コード一覧", "code lists"),
    "import.role.files": ("移行ファイル構成表", "files"),
    "import.role.relations": ("移行ファイル関連図", "relations"),
    "import.role.ignore": ("読まない", "not read"),
    "import.by.name": ("シート名による", "by its name"),
    "import.by.header": ("見出しによる", "by its header"),
    "import.by.map": ("--columns による", "by --columns"),
    "import.by.drawing": ("表ではない", "no table"),
    "import.by.unknown": ("見出しが判らない", "no known header"),
    "import.hidden": ("非表示のシート", "a hidden sheet"),
    "import.header": (
        "見出し: {rows} 行目、読んだ行: {count:,}",
        "header: row {rows}; rows read: {count:,}",
    ),
    "import.unused": ("使わない列 {letter}: {header}", "not used: {letter} {header}"),
    "import.left": ("読まない行 {rows}: {why}", "rows not read: {rows}: {why}"),
    "import.ignored.end": ("終わりの印", "end mark"),
    "import.ignored.after_end": ("終わりの印より後", "behind the end mark"),
    "import.ignored.header": ("見出しの繰り返し", "the header again"),
    "import.ignored.note": ("注記", "a note"),
    "import.from.option": ("オプション", "option"),
    "import.from.workbook": ("ブックの中", "in the workbook"),
    "import.from.file_name": ("ファイル名", "from the file's name"),
    "import.from.form": ("様式", "by the form of the workbook"),
    "import.from.domain": (
        "同じ業務の組み込みのレイアウト定義",
        "as the installed pack of the domain",
    ),
    "import.lists": (
        "コード一覧: {lists:,} 種類、{values:,} 行",
        "Code lists: {lists:,}, rows of values: {values:,}",
    ),
    "import.type": (
        "データ型 {word} は {kind} とします（{count:,} 項目）",
        "Data type {word} is taken as {kind} (items: {count:,})",
    ),
    "import.file_name": (
        "グループ {group} のファイル名は {name} とします",
        "The file of group {group} gets the name {name}",
    ),
    "import.made_ids": (
        "データ項目IDの列がないので、業務IDと連番とします（{count:,} 項目）",
        "No column of item IDs: they are the domain and a serial number (items: {count:,})",
    ),
    "import.made_romaji": (
        "ローマ字の列がないので、i とデータ項目IDとします（{count:,} 項目）",
        "No column of romaji: it is i and the item's ID (items: {count:,})",
    ),
    "import.made_conditions": (
        "出力条件の列がないので、主キーを必須、他を任意とします（{count:,} 項目）",
        "No column of conditions: keys are required, the others optional (items: {count:,})",
    ),
    "import.short_days": (
        "YYYY-MM-DD、HH:MM:SS でない日付・時刻の桁数は使いません（{count:,} 項目）",
        "Digits of dates and times in another form are left out (items: {count:,})",
    ),
    "import.again": (
        "コード {id} は複数のシートにあり、一度だけ読みました",
        "Code list {id} stands in several sheets and was taken once",
    ),
    "import.written": ("書き出しました: {out}（{label}）", "Written: {out} ({label})"),
}
"""Key -> the text in Japanese and in English, with the same places for values in both."""
