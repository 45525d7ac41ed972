"""Every message of the command line, in Japanese and in English.

Findings have their own texts (``finding_texts.toml``), options and commands their help beside
them. The details of a fault come from the library as they are.
"""

from __future__ import annotations

from lgmigrate.cli import messages_decode, messages_import, messages_mapping, messages_pack
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
    "head.class": ("区分", "class"),
    "head.status": ("状態", "status"),
    "head.characters": ("文字の種類", "characters"),
    "head.line": ("行", "line"),
    "head.problem": ("種類", "kind"),
    "head.changed": ("変わる値", "values that change"),
    "head.trust": ("信頼度", "trust"),
    "head.part": ("構成", "part"),
    "head.charset": ("文字コード", "code page"),
    "head.fitting": ("適合度", "fit"),
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
    "convert.either": (
        (
            "ベンダの出力を変換するには --mapping M が必要です。--mapping がないときは、"
            "移行データを一つだけ指定します（移行ファイルのあるフォルダ、又は一つの移行ファイル）。"
        ),
        (
            "Expected --mapping M for a vendor's export, or else one delivery: a folder with "
            "exchange files, or one exchange file."
        ),
    ),
    "convert.needs_mapping": (
        "--charset、--gaiji、--on-error には --mapping が必要です。",
        "Expected --mapping with --charset, --gaiji or --on-error.",
    ),
    "convert.pack": (
        "--pack と --mapping は同時に指定できません。",
        "Expected --pack or --mapping, not both.",
    ),
    "convert.bom": (
        "--bom には --format csv が必要です。",
        "Expected --format csv with --bom.",
    ),
    "convert.changed": (
        "{records:,} レコードの形式を変換しました。{seconds:.1f} 秒",
        "Records in their new form: {records:,}; {seconds:.1f} s",
    ),
    "delivery.unknown": (
        "どのレイアウト定義のものでもないため除いたもの: {names}",
        "Passed over, being of no known pack: {names}",
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
    "synth.either": (
        "--mapping と --pack のどちらか一方を指定します。",
        "Expected either --mapping or --pack, got both or neither.",
    ),
    "synth.needs_mapping": (
        "--dirt、--charset、--gaiji、--on-error には --mapping が必要です。",
        "Expected --mapping with --dirt, --charset, --gaiji or --on-error.",
    ),
    "synth.needs_pack": (
        "--format、--names には --pack が必要です。",
        "Expected --pack with --format or --names.",
    ),
    "synth.made": (
        "{path}: 移行データ、{records:,} レコード、{bytes:,} バイト（架空のデータ）",
        "{path}: a delivery, {records:,} records, {bytes:,} bytes (made-up data)",
    ),
    "synth.gaiji": ("{path}: 外字変換表", "{path}: the gaiji table"),
    "synth.damages": (
        "{path}: 埋め込んだ誤り {count:,} 件の一覧",
        "{path}: the ledger of {count:,} planted damages",
    ),
    "validate.pack": ("レイアウト定義: {pack}", "Pack: {pack}"),
    "validate.either": (
        "--pack と --mapping は、どちらか一方だけ指定できます。",
        "Expected either --pack or --mapping, got both.",
    ),
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
    "gaiji.standard": ("標準", "standard"),
    "gaiji.extension": ("拡張", "extension"),
    "gaiji.user": ("外字", "gaiji"),
    "gaiji.exact": ("一致", "exact"),
    "gaiji.unified": ("包摂", "unified"),
    "gaiji.reduced": ("縮退", "reduced"),
    "gaiji.unmapped": ("未同定", "not identified"),
    "gaiji.collected": (
        "{characters:,} 種類の文字、のべ {count:,} 件",
        "Characters: {characters:,}, occurrences: {count:,}",
    ),
    "gaiji.needs_mapping": (
        "--charset、--gaiji、--on-error、--workers には --mapping が必要です。",
        "Expected --mapping with --charset, --gaiji, --on-error or --workers.",
    ),
    "gaiji.template": (
        "{path}: 記入する {count:,} 行の外字変換表",
        "{path}: a gaiji table of {count:,} rows to be filled in",
    ),
    "gaiji.table": (
        "{path}: {rows:,} 行、問題 {count:,} 件",
        "{path}: rows {rows:,}, problems {count:,}",
    ),
    "gaiji.problem.mj": ("MJ文字図形名", "MJ name"),
    "gaiji.problem.text": ("字形", "glyph"),
    "gaiji.problem.ivs": ("IVS", "IVS"),
    "gaiji.problem.way_back": ("復元", "way back"),
    "gaiji.problem.open": ("未同定", "not identified"),
    "gaiji.lost": (
        "変わる文字 {characters:,} 種類、うち縮退先のないもの {without:,} 種類",
        "Characters that change: {characters:,}, of them without a reduction: {without:,}",
    ),
    "gaiji.undecided": (
        "縮退先が決まらない文字を含む値: {count:,} 件",
        "Values with an undecided character: {count:,}",
    ),
    "charset.gold": ("全コードを他の変換系と照合", "every code compared with other converters"),
    "charset.silver": ("二つの出典が一致", "two sources agree"),
    "charset.bronze": ("出典が一つ、又は出典に相違", "one source, or sources differ"),
    "charset.trust": ("信頼度", "trust"),
    "charset.form": ("形", "form"),
    "charset.single": ("1バイト集合", "single-byte set"),
    "charset.double": ("2バイト集合", "double-byte set"),
    "charset.out": ("2バイトへのシフト", "shifts to double bytes"),
    "charset.in": ("1バイトへのシフト", "shifts to single bytes"),
    "charset.spaces": ("空白", "spaces"),
    "charset.areas": ("外字領域", "user-defined areas"),
    "charset.year": ("JIS X 0208 の年", "year of JIS X 0208"),
    "charset.policy": ("字形の方針", "policy of glyphs"),
    "charset.symbol_table": ("記号の表", "table of symbols"),
    "charset.newline": ("改行 U+000A", "new line U+000A"),
    "charset.on_error": ("文字のないコード", "codes without a character"),
    "charset.one": ("1バイトのコード数", "codes of one byte"),
    "charset.two": ("2バイトのコード数", "codes of two bytes"),
    "charset.three": ("3バイトのコード数", "codes of three bytes"),
    "charset.decode_only": ("復号のみ", "decode only"),
    "charset.encode_only": ("符号化のみ", "encode only"),
    "charset.provenance": ("出典", "source"),
    "charset.digest": ("SHA-256", "SHA-256"),
    "charset.either": (
        (
            "--charset か --mapping が必要です。--mapping と --layout は同時に指定できず、"
            "--length は --layout とともに指定します。"
        ),
        (
            "Expected --charset or --mapping, --mapping or --layout but not both, "
            "and --length with --layout only."
        ),
    ),
    "charset.characters": (
        (
            "文字: 1バイト {singles:,}、2バイト以上 {doubles:,}、文字のないコード {lost:,}、"
            "表のない外字 {users:,}、途中で切れた文字 {halves:,}、制御文字 {controls:,}"
        ),
        (
            "Characters: {singles:,} of one byte, {doubles:,} of more; codes without a character "
            "{lost:,}, user-defined without a table {users:,}, halves {halves:,}, "
            "controls {controls:,}"
        ),
    ),
    "charset.shifts": (
        (
            "シフト: 2バイトへ {outs:,}、1バイトへ {ins:,}、閉じていない {unclosed:,}、"
            "重複 {repeated:,}"
        ),
        (
            "Shifts: to double bytes {outs:,}, back {ins:,}, unclosed {unclosed:,}, "
            "repeated {repeated:,}"
        ),
    ),
    "charset.letters": (
        "1バイトの文字: カナ {kana:,}、英小文字 {lower:,}、カナと英字が隣り合う箇所 {mixed:,}",
        (
            "Letters of one byte: kana {kana:,}, lower case {lower:,}, "
            "places where kana and Latin meet {mixed:,}"
        ),
    ),
    "charset.trace": (
        "痕跡: {meaning}、{count:,} か所、最初は位置{offset}",
        "Trace: {meaning}; {count:,}, the first at offset {offset}",
    ),
    "charset.text_mode": (
        "パック10進数の符号が失われている（ファイル全体を文字として変換した）",
        "packed decimals lost their signs (the file was converted as text)",
    ),
    "charset.line_ends": ("文字項目の中の改行", "line ends within fields of text"),
    "charset.mojibake": (
        "UTF-8を別の文字コードとして読み、再び変換した文字",
        "UTF-8 that was read as another code page and converted again",
    ),
    "charset.symbols": (
        "変換表ごとに異なる記号（〜と～、￥と＼の半角など）の混在",
        "symbols of different conversion tables together (wave dashes, backslash and yen ...)",
    ),
    "charset.shifts_lost": ("シフトコードの欠落", "shift codes are missing"),
    "charset.replaced": (
        "置き換えられた文字（U+FFFD、漢字の間の?）",
        "replaced characters (U+FFFD, ? between double-byte characters)",
    ),
    "charset.geta": ("ゲタ又は連続する■", "geta marks, or black squares in a row"),
    "charset.fits": ("判定: {page} に合っています。", "Verdict: fits {page}"),
    "charset.misfit": ("判定: {page} に合っていません。", "Verdict: does not fit {page}"),
    "charset.better": ("よりよく合うもの: {pages}", "Fits better: {pages}"),
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
    **messages_decode.MESSAGES,
    **messages_mapping.MESSAGES,
    **messages_import.MESSAGES,
    **messages_pack.MESSAGES,
}
"""Key -> the text in Japanese and in English, with the same places for values in both."""


def text(key: str, lang: Language | None = None, /, **values: object) -> str:
    """The message of that key in the running command's language, its places filled."""
    japanese, english = MESSAGES[key]
    chosen = japanese if (lang or language()) == "ja" else english
    return chosen.format(**values)
