"""The words of a pack's page, in Japanese and in English."""

from __future__ import annotations

from lgmigrate.findings import Language

__all__ = ["WORDS", "word"]

WORDS: dict[str, tuple[str, str]] = {
    "page": ("{title} レイアウト定義", "{title}: layout pack"),
    "skip": ("本文へ", "Skip to the content"),
    "contents": ("目次", "Contents"),
    "top": ("先頭へ", "To the top"),
    # search
    "search": ("項目・コードを検索", "Search items and codes"),
    "search.hint": (
        "項目名、ローマ字、ID、コード（/ で入力、Enter で次へ、Esc で解除）",
        "Name, romaji, ID, code (/ to type, Enter for the next, Esc to clear)",
    ),
    "search.only": ("絞り込み", "Show"),
    "only.all": ("すべて", "All"),
    "only.k": ("主キー", "Keys"),
    "only.f": ("外部キー", "References"),
    "only.r": ("必須", "Required"),
    "only.c": ("条件付き必須（検査する）", "Conditional, checked"),
    "only.p": ("条件付き必須（人が確認）", "Conditional, for people"),
    "only.m": ("繰り返し", "Repeated"),
    "only.e": ("推定", "Inferred"),
    "search.none": ("該当する項目・コードはありません。", "No item and no code matches."),
    # about
    "about": ("概要", "About"),
    "pack": ("レイアウト定義", "Pack"),
    "edition": ("版", "Edition"),
    "domain": ("業務ID", "Domain"),
    "status": ("位置づけ", "Status"),
    "status.profile": ("profile（公式の定義ではありません）", "profile (not official)"),
    "status.imported": ("imported（取り込んだもの）", "imported"),
    "note.profile": (
        (
            "公開されている資料から作ったもので、公式の項目定義書ではありません。推定した型・桁数には"
            "「推定」と記しています。公式の定義書は lgmigrate pack import で取り込めます。"
        ),
        (
            "Built from public material, not the official item definitions. Inferred types and "
            "digits are marked. The official workbook can be imported with lgmigrate pack import."
        ),
    ),
    "note.imported": (
        "次のファイルから取り込みました: {source}",
        "Imported from the file {source}",
    ),
    "source": ("出典", "Source"),
    "source_sha256": ("取込元ファイルのSHA-256", "SHA-256 of the imported file"),
    "digest": ("定義の表のSHA-256", "SHA-256 of the tables"),
    "namespace": ("XMLの名前空間", "XML namespace"),
    "names": ("XMLの要素名", "XML element names"),
    "names.romaji": ("ローマ字", "romaji"),
    "names.japanese": ("日本語", "Japanese"),
    "count.files": ("移行ファイル", "Files"),
    "count.items": ("データ項目", "Items"),
    "count.required": ("必須", "Required"),
    "count.checked": ("条件付き必須（検査する）", "Conditional, checked"),
    "count.people": ("条件付き必須（人が確認）", "Conditional, for people"),
    "count.inferred": ("推定", "Inferred"),
    "count.lists": ("コード一覧", "Code lists"),
    "count.codes": ("コード", "Codes"),
    # files
    "files": ("移行ファイル構成表", "Files"),
    "file": ("ファイル", "File"),
    "file.name": ("ファイル名", "Name on disk"),
    "file.title": ("日本語名称", "Title"),
    "file.group": ("グループ名称", "Group"),
    "file.description": ("説明", "A record is"),
    "keys": ("主キー", "Key"),
    # relations
    "relations": ("移行ファイル関連図", "Relations"),
    "relations.desc": (
        "移行ファイル {files} と参照 {references}。同じ内容を図の下の表に示す。",
        "Files: {files}, references: {references}. The table below the drawing says the same.",
    ),
    "relations.legend": (
        "線は外部キーから参照先へ向かいます。破線の枠は他のレイアウト定義のファイルです。",
        "Lines go from a reference to what it points at. Dashed boxes are files of other packs.",
    ),
    "relations.none": ("参照先の定まる外部キーはありません。", "No reference has a stated target."),
    "relations.open": (
        "参照先の記載がない外部キー: {items}",
        "References without a stated target: {items}",
    ),
    "reference.items": ("外部キー", "Items"),
    "reference.targets": ("参照先", "Points at"),
    "or": ("又は", "or"),
    "mark.key": ("主", "K"),
    "mark.foreign": ("外", "R"),
    # items
    "items": ("データ項目一覧表", "Items"),
    "item.number": ("No.", "No."),
    "item.id": ("項目ID", "ID"),
    "item.name": ("データ項目／ローマ字", "Name / romaji"),
    "item.type": ("型・桁数", "Type"),
    "item.key": ("キー・参照先", "Key, target"),
    "item.code": ("コード", "Code"),
    "item.condition": ("出力条件", "Presence"),
    "item.definition": ("項目定義・説明", "Definition, note"),
    "item.sample": ("サンプル値", "Sample"),
    "key": ("主キー", "key"),
    "foreign": ("外部キー", "reference"),
    "inferred": ("推定", "inferred"),
    "unknown": ("不詳可", "may be unknown"),
    "repeat": ("{count}個まで", "up to {count}"),
    "gaiji": ("外字 有", "gaiji"),
    "no_gaiji": ("外字 無", "no gaiji"),
    "required": ("必須", "required"),
    "conditional": ("条件付き必須", "conditional"),
    "optional": ("任意", "optional"),
    "checked": ("検査 {code}", "checked: {code}"),
    "people": ("人が確認", "for people"),
    "class": ("分類", "Class"),
    "section": ("標準仕様書関連箇所", "Section of the specification"),
    "mandatory": ("実装類型: 出力の対象として必須", "Every system must be able to give it"),
    # codes
    "codes": ("コード一覧", "Code lists"),
    "code.value": ("コード", "Code"),
    "code.name": ("内容", "Meaning"),
    "code.own": ("自治体が定めるコードです。", "The municipality sets these codes itself."),
    "code.users": ("使う項目", "Used by"),
    "code.none": ("コード一覧はありません。", "There are no code lists."),
}
"""Key -> the words in Japanese and in English, with the same places for values in both."""


def word(key: str, language: Language, /, **values: object) -> str:
    """The words of that key, their places filled."""
    japanese, english = WORDS[key]
    return (japanese if language == "ja" else english).format(**values)
