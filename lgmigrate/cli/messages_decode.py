"""The messages of ``lgmigrate decode`` and ``encode``, in Japanese and in English."""

from __future__ import annotations

__all__ = ["MESSAGES"]

MESSAGES: dict[str, tuple[str, str]] = {
    "decode.choose": (
        "--choose は OBJECT=NAME の形で指定してください",
        "Expected --choose OBJECT=NAME, got another form",
    ),
    "decode.needs_out": (
        "Parquet、及び複数のレコード種別のCSVには --out FILE を指定してください",
        "Expected --out FILE with Parquet, or with CSV of several record types, got none",
    ),
    "decode.done": (
        "{read:,} レコードを読み、{records:,} 件を表にしました（排除 {rejected:,} 件）。",
        "{read:,} records read, {records:,} in the table, {rejected:,} rejected.",
    ),
    "decode.kept": (
        "元のバイト列を {kept:,} 箇所保存しました。表と一緒に置けば encode で元に戻ります: {names}",
        "Bytes of {kept:,} places are kept for encode, to lie beside the table: {names}",
    ),
    "decode.not_kept": (
        "元に戻せない箇所 {kept:,}、排除したレコード {rejected:,} 件（--out なら保存します）。",
        "{kept:,} places and {rejected:,} rejected records would not go back; --out keeps them.",
    ),
    "encode.sidecars": (
        "表と一緒にあるものを使います: {names}",
        "Taken from beside the table: {names}",
    ),
    "encode.done": (
        "{records:,} レコード、{bytes:,} バイトを書きました。",
        "{records:,} records, {bytes:,} bytes written.",
    ),
    "encode.identical": ("元のファイルと一致: {word}", "Identical to the decoded file: {word}"),
}
