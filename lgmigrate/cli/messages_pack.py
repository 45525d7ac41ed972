"""The messages of ``lgmigrate pack show`` and ``pack diff``, in Japanese and in English."""

from __future__ import annotations

__all__ = ["MESSAGES"]

MESSAGES: dict[str, tuple[str, str]] = {
    "diff.needs_out": (
        "--format xlsx には --out FILE.xlsx を指定してください",
        "Expected --out FILE.xlsx with --format xlsx, got none",
    ),
    "diff.head": ("{before} から {after} への変更", "From {before} to {after}"),
    "diff.same": ("変更はありません。", "Nothing changed."),
    "head.remark": ("備考", "remark"),
    "head.repeat": ("繰返し", "repeat"),
    "head.id": ("項目ID", "ID"),
    "pack.profile": (
        "profile: 公式の項目定義書から取り込んだものではありません。",
        "profile: not imported from the official item definitions.",
    ),
    "pack.source": ("出典: {source}", "Source: {source}"),
    "pack.file": (
        "移行ファイル {name}（{title}）: {count} 項目",
        "File {name} ({title}), {count} items",
    ),
    "pack.source_sha256": (
        "取込元ファイルのSHA-256: {digest}",
        "SHA-256 of the imported file: {digest}",
    ),
    "pack.digest": ("定義の表のSHA-256: {digest}", "SHA-256 of the tables: {digest}"),
    "pack.references": ("外部キー {count} 件:", "References ({count}):"),
    "pack.checked": (
        "条件付き必須のうち validate が調べる条件 {count} 件:",
        "Conditions that validate checks ({count}):",
    ),
    "pack.people": (
        "条件付き必須のうち人が確かめる条件 {count} 件:",
        "Conditions for people to check ({count}):",
    ),
    "pack.no_condition": ("（条件の記載なし）", "(no condition is stated)"),
    "pack.used_by": ("使う項目: {items}", "Used by: {items}"),
    "pack.no_file": (
        "{pack} のファイル（{known}）が必要です: {name}",
        "Expected a file of {pack} ({known}), got {name}",
    ),
    "pack.no_codes": (
        "{pack} のコード一覧（{known}）が必要です: {name}",
        "Expected a code list of {pack} ({known}), got {name}",
    ),
    "mark.key": ("主", "key"),
    "mark.foreign": ("外", "ref"),
    "mark.unknown": ("不詳可", "unknown"),
    "mark.inferred": ("推定", "inferred"),
    "pack.code_list": ("コード一覧 {id} {name}", "Code list {id} {name}"),
    "pack.own_codes": ("自治体が定めるコードです。", "The municipality sets these codes itself."),
}
"""Key -> the text in Japanese and in English, as in ``messages``."""
