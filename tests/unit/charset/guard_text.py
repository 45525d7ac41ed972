"""Made-up text of a register, and its bytes in a page, for the tests of the guard."""

from __future__ import annotations

from lgmigrate.charset.page import CodePage
from lgmigrate.testing.charset_reference import encode_text

__all__ = ["FAMILIES", "KANA", "KANJI", "LATIN", "encoded", "register"]

KANJI = (
    *("山田太郎", "佐藤花子", "鈴木一郎", "高橋美咲", "田中健太", "伊藤さくら", "渡辺大輔"),
    *("中村ひかり", "東京都千代田区一丁目２番３号", "コーポ青葉２０１"),
)
KANA = (
    *("ﾔﾏﾀﾞ ﾀﾛｳ", "ｻﾄｳ ﾊﾅｺ", "ｽｽﾞｷ ｲﾁﾛｳ", "ﾀｶﾊｼ ﾐｻｷ", "ﾀﾅｶ ｹﾝﾀ", "ｲﾄｳ ｻｸﾗ"),
    *("ﾜﾀﾅﾍﾞ ﾀﾞｲｽｹ", "ﾅｶﾑﾗ ﾋｶﾘ"),
)
LATIN = ("tanaka taro", "sato hanako", "suzuki ichiro", "smith john", "maria garcia")

FAMILIES = (
    *("ibm930", "ibm939", "ibm1390", "ibm1399", "jef:kana", "jef:ascii", "keis78:ebcdik"),
    *("keis83:ebcdic", "keis90:ebcdik", "jipsj", "jipse", "letsj", "cp932", "shift_jis-2004"),
    *("euc-jp", "euc-jis-2004", "iso-2022-jp", "utf-8", "utf-16le", "utf-16be"),
)


def encoded(page: CodePage, texts: tuple[str, ...]) -> list[bytes]:
    """The texts that a page has bytes for, as fields of 40 bytes."""
    space = page.space if page.form == "host" else 0x20
    fill = {"utf16le": b" \x00", "utf16be": b"\x00 "}.get(page.form, bytes([space]))
    found = []
    for text in texts:
        raw, _ = encode_text(page, text, "mixed")
        if raw is not None:
            found.append(raw + fill * ((40 - len(raw)) // len(fill)))
    return found


def register(page: CodePage, times: int = 30) -> list[bytes]:
    """Fields of names in kanji, in kana and, where a page has lower case beside, in Latin."""
    return encoded(page, KANJI) * times + encoded(page, KANA) * times
