"""Every message of the command line, in Japanese and in English.

Findings have their own texts (``finding_texts.toml``), options and commands their help beside
them. The details of a fault come from the library as they are.
"""

from __future__ import annotations

from lgmigrate.cli.language import language
from lgmigrate.findings import Language

__all__ = ["MESSAGES", "text"]

MESSAGES: dict[str, tuple[str, str]] = {
    # what went wrong, by exit code
    "fault.2": ("使い方に誤りがあります:", "The command is used wrongly:"),
    "fault.3": ("定義に誤りがあります:", "A definition is wrong:"),
    "fault.4": (
        "宣言どおりに読めません。何も書き出していません:",
        "The source cannot be read as declared; nothing was written:",
    ),
    "fault.5": ("機械の側で失敗しました: {what}", "The machine failed: {what}"),
    "fault.interrupted": ("中断されました。", "Interrupted."),
    "fault.memory": ("メモリが足りません", "not enough memory"),
    "fault.internal": (
        "プログラムの誤りです: {what}（LGMIGRATE_DEBUG=1 で詳細を表示）",
        "A fault of the program: {what} (LGMIGRATE_DEBUG=1 shows more)",
    ),
    "fault.nothing": (
        "{out} に正式な名前で書いたものはありません。",
        "Nothing was written under a final name in {out}.",
    ),
    "fault.complete": ("完成しているもの: {path}", "Complete: {path}"),
    # verdicts and words of tables
    "ok": ("判定: OK（重大度が誤り以上の指摘なし）", "Verdict: OK (no finding of severity error)"),
    "ng": ("判定: NG（誤り {count:,} 件）", "Verdict: NG (errors: {count:,})"),
    "yes": ("はい", "yes"),
    "no": ("いいえ", "no"),
    "unknown": ("不明", "unknown"),
    "findings": ("指摘", "Findings"),
    "no_findings": ("指摘: なし", "Findings: none"),
    "details": ("詳細: {path}", "Details: {path}"),
    "rows_shown": (
        "全 {total:,} 行のうち {shown:,} 行を表示しています。すべての指摘は --json で出力します。",
        "{shown:,} of {total:,} rows are shown; --json gives every finding.",
    ),
    "place": ("{file} レコード{record}", "{file} record {record}"),
    "place_offset": (
        "{file} レコード{record} 位置{offset}",
        "{file} record {record} offset {offset}",
    ),
    "severity.fatal": ("致命的", "fatal"),
    "severity.error": ("誤り", "error"),
    "severity.warning": ("警告", "warning"),
    "severity.info": ("情報", "info"),
    "head.code": ("コード", "code"),
    "head.severity": ("重大度", "severity"),
    "head.field": ("項目", "field"),
    "head.count": ("件数", "count"),
    "head.first": ("最初の場所", "first place"),
    "head.title": ("内容", "meaning"),
    "head.about": ("名称", "title"),
    "head.place": ("場所", "path"),
    "head.file": ("ファイル", "file"),
    "head.records": ("レコード数", "records"),
    "head.bytes": ("バイト数", "bytes"),
    "head.identical": ("一致", "identical"),
    "head.mapping": ("変換定義", "mapping"),
    "head.findings": ("指摘", "findings"),
    "head.speed": ("MB/秒", "MB/s"),
    "head.record_type": ("レコード種別", "record type"),
    "head.differing": ("差異のあるレコード", "records that differ"),
    "head.first_record": ("最初のレコード", "first record"),
    "head.name": ("名前", "name"),
    "head.romaji": ("ローマ字", "romaji"),
    "head.type": ("型", "type"),
    "head.digits": ("桁数", "digits"),
    "head.key": ("キー", "key"),
    "head.condition": ("出力条件", "condition"),
    "head.number": ("番号", "number"),
    "head.value": ("値", "value"),
    "head.usage": ("形式", "usage"),
    "head.step": ("変換", "step"),
    "head.items": ("データ項目", "items"),
    "head.fields": ("フィールド", "fields"),
    "head.offset": ("位置", "offset"),
    "head.length": ("長さ", "length"),
    "head.hex": ("16進", "hex"),
    "head.item": ("データ項目", "item"),
    "condition.required": ("必須", "required"),
    "condition.conditional": ("条件付き必須", "conditional"),
    "condition.optional": ("任意", "optional"),
    # single commands
    "convert.head": (
        "{mapping} から {pack} へ、入力 {read:,} レコード、{bytes:,} バイト",
        "{mapping} to {pack}, {read:,} records, {bytes:,} bytes",
    ),
    "convert.done": (
        "{records:,} 件を変換、{rejected:,} 件を却下、{seconds:.1f} 秒、{speed:.1f} MB/秒",
        "Converted {records:,}, rejected {rejected:,}; {seconds:.1f} s, {speed:.1f} MB/s",
    ),
    "restore.done": ("{records:,} レコードを復元しました。", "Records restored: {records:,}"),
    "roundtrip.done": (
        "{records:,} レコード、{bytes:,} バイトを往復しました。",
        "Went there and back: {records:,} records, {bytes:,} bytes",
    ),
    "roundtrip.identical": ("一致: {answer}", "Identical: {answer}"),
    "roundtrip.framing": ("（レコード形式）", "(framing)"),
    "synth.done": (
        "{path}: {records:,} レコード、{bytes:,} バイト（架空のデータ）",
        "{path}: {records:,} records, {bytes:,} bytes (made-up data)",
    ),
    "synth.damages": (
        "{path}: 埋め込んだ誤り {count:,} 件の一覧",
        "{path}: the ledger of {count:,} planted damages",
    ),
    "validate.pack": ("レイアウト定義: {pack}", "Pack: {pack}"),
    "validate.either": (
        "--pack と --mapping のどちらか一方を指定してください。",
        "Expected either --pack or --mapping.",
    ),
    "pack.profile": (
        "profile: 公式の項目定義書から取り込んだものではありません。",
        "profile: not imported from the official item definitions.",
    ),
    "pack.source": ("出典: {source}", "Source: {source}"),
    "pack.file": (
        "移行ファイル {name}（{title}）: {count} 項目",
        "File {name} ({title}), {count} items",
    ),
    "pack.code_list": ("コード一覧 {id} {name}", "Code list {id} {name}"),
    "pack.own_codes": ("自治体が定めるコードです。", "The municipality sets these codes itself."),
    "mapping.broken": ("使えません（誤り {count} 件）", "broken (faults: {count})"),
    "mapping.head": (
        "{name}: {title}、レイアウト定義 {pack}、文字コード {charset}、レコード形式 {form}",
        "{name}: {title}; pack {pack}, code page {charset}, framing {form}",
    ),
    "mapping.lossless": (
        "可逆: 元のファイルをバイト単位で復元できます。",
        "Lossless: restore gives the bytes of the source back.",
    ),
    "mapping.lossy": (
        "非可逆: 復元で元に戻らない値があります。",
        "Not lossless: some values do not come back.",
    ),
    "mapping.good": ("定義に誤りはありません。注記 {count} 件", "No fault. Notes: {count}"),
    "peek.private": (
        "注意: 個人の値を表示しています。この表示を外へ出さないでください。",
        "Values of persons are shown. Keep this output where the data has to stay.",
    ),
    "peek.record": (
        "{file} レコード{number}（{record}） 位置{offset} 長さ{length}",
        "{file} record {number} ({record}), offset {offset}, length {length}",
    ),
    "peek.kept": ("（元のバイトを保存）", "(source bytes are kept)"),
    "peek.null": ("（値なし）", "(no value)"),
    "peek.unknown": ("種別不明", "unknown type"),
    # the tour
    "demo.foreign": (
        "空のフォルダか以前の demo のフォルダ、又は --overwrite が必要です: {out}",
        "Expected an empty folder, an earlier demo or --overwrite, got other files: {out}",
    ),
    "demo.preparing": (
        "準備中（初回は処理をコンパイルするので1分ほどかかります）",
        "Preparing (the first run on a machine compiles the kernels: about a minute)",
    ),
    "demo.step.synth": ("{mapping}: 架空の住民記録を作成中", "{mapping}: making a register"),
    "demo.step.convert": ("{mapping}: 変換中", "{mapping}: converting"),
    "demo.step.validate": ("{mapping}: 検査中", "{mapping}: validating"),
    "demo.step.restore": ("{mapping}: 復元中", "{mapping}: restoring"),
    "demo.step.compare": ("{mapping}: バイト単位で比較中", "{mapping}: comparing byte for byte"),
    "demo.made": ("作成したもの:", "What was made:"),
    "demo.source": ("ベンダの出力（架空）", "the vendor's export (made up)"),
    "demo.standard": ("中間標準レイアウト", "the standard layout"),
    "demo.restored": ("復元したベンダの出力", "the vendor's export, restored"),
    "demo.good": (
        "すべて一致し、誤りの指摘はありません。",
        "All identical, no finding of severity error.",
    ),
    "demo.bad": ("一致しないもの、又は誤りの指摘があります。", "Not identical, or with errors."),
    "progress": (
        "{percent}{records:,} レコード {speed:.1f} MB/秒{left}",
        "{percent}{records:,} records {speed:.1f} MB/s{left}",
    ),
    "progress.left": (" 残り {minutes}:{seconds:02}", " {minutes}:{seconds:02} left"),
}
"""Key -> the text in Japanese and in English, with the same places for values in both."""


def text(key: str, lang: Language | None = None, /, **values: object) -> str:
    """The message of that key in the running command's language, its places filled."""
    japanese, english = MESSAGES[key]
    chosen = japanese if (lang or language()) == "ja" else english
    return chosen.format(**values)
