"""How vendors name what the standard layout names: words of field names and of their romaji.

Each row is one meaning: the first word is the one of the standard, the others stand for it in
names of fields, in Japanese or in the letters of COBOL. Gathered from the words of the layouts'
item names and from common practice; a match is a proposal, never a fact.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

__all__ = ["SYNONYMS", "plain_words", "similarity"]

SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("宛名番号", "宛名コード", "個人コード", "住民番号", "住民コード", "atenabango", "atenano"),
    ("世帯番号", "世帯コード", "setaibango", "setaino"),
    ("氏名", "漢字氏名", "氏名漢字", "名前", "shimei", "simei", "kanjishimei", "shimeikanji"),
    (
        "氏名_フリガナ",
        "氏名カナ",
        "カナ氏名",
        "フリガナ",
        "shimeikana",
        "kanashimei",
    ),
    ("通称_フリガナ", "通称カナ", "tsushokana"),
    ("性別", "性別コード", "性別区分", "seibetsu", "seibetu", "sex"),
    ("生年月日", "生年月日西暦", "誕生日", "seinengappi", "birthymd", "birth", "umareymd"),
    ("異動年月日", "異動日", "idonengappi", "idoymd", "idobi"),
    ("異動届出年月日", "異動届出日", "届出年月日", "届出日", "todokedeymd", "todokedebi"),
    ("異動事由", "異動事由コード", "異動区分", "idojiyu"),
    ("住民種別", "住民種別コード", "juminshubetsu"),
    ("住民状態", "住民区分", "現存区分", "juminjotai"),
    ("続柄コード1", "続柄", "続柄1", "続柄コード", "zokugara", "tsuzukigara", "zokugara1"),
    ("住所_郵便番号", "郵便番号", "現住所_郵便番号", "yubinbango", "yubin", "zip"),
    ("住所_市区町村コード", "現住所_市区町村コード", "jushocode"),
    ("住所_都道府県", "現住所_都道府県"),
    ("住所_市区郡町村名", "現住所_市区郡町村", "市区町村名"),
    ("住所_町字", "現住所_町字", "町名", "大字", "choaza"),
    ("住所_町字コード", "現住所_町字コード", "町名コード", "大字コード"),
    ("住所_番地号表記", "現住所_番地", "番地", "番地号", "地番", "banchi"),
    ("住所_方書", "現住所_方書", "方書", "katagaki"),
    ("転入前住所_市区町村コード", "前住所_市区町村コード"),
    ("転入前住所_都道府県", "前住所_都道府県"),
    ("転入前住所_市区郡町村名", "前住所_市区郡町村"),
    ("転入前住所_町字", "前住所_町字"),
    ("転入前住所_番地号表記", "前住所_番地"),
    ("転入前住所_郵便番号", "前住所_郵便番号"),
    ("個人番号", "マイナンバー", "kojinbango", "mynumber"),
    ("住民票コード", "juminhyocode", "juminhyokodo"),
    ("戸籍_筆頭者", "筆頭者", "筆頭者氏名", "hittosha"),
    ("国籍等_国名コード", "国籍コード", "kokusekicode"),
    ("国籍名等", "国籍名", "国籍", "kokuseki"),
    ("在留カード等番号", "在留カード番号"),
    ("最新フラグ", "最新区分", "最新履歴区分", "saishinflg", "saishinkbn"),
    ("削除フラグ", "削除区分", "sakujoflg", "sakujokbn", "delflg"),
    ("操作者ID", "更新者ID", "更新者", "処理者", "koshinsha", "userid"),
    ("操作年月日", "更新年月日", "更新日", "koshinymd", "updymd"),
    ("操作時刻", "更新時刻", "更新時間", "koshintime", "updtime"),
    ("賦課年度", "fukanendo", "fukanen"),
    ("相当年度", "sotonendo"),
    ("課税年度", "kazeinendo"),
    ("期別", "kibetsu", "kibetu", "期"),
    ("税額", "年税額", "zeigaku"),
    ("納期限", "nokigen"),
    ("通知書番号", "tsuchishobango", "tsuchishono"),
    ("業務詳細（科目）コード", "科目", "科目コード", "税目", "税目コード", "kamoku"),
    ("収納額_本税（料）", "収納額", "収納額本税", "shunogaku"),
    ("会計年度", "kaikeinendo"),
)


def plain_words(name: str) -> str:
    """A name without what names differ by: width, case, signs, the words of a copybook's ends."""
    text = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_\-‐−ー・.,/()（）「」]+", "", text)


@cache
def _meanings() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, words in enumerate(SYNONYMS):
        for word in words:
            found.setdefault(plain_words(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@cache
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset({text})


def similarity(field: str, item: str, romaji: str) -> float:
    """How much a field's name means an item, 0 to 1: 1 for the same name, 0.9 for a synonym, else
    the share of pairs of letters that both have (Dice), below 0.9.
    """
    own, names = plain_words(field), (plain_words(item), plain_words(romaji))
    if own in names:
        return 1.0
    known = _meanings()
    if known.get(own, frozenset()) & known.get(names[0], frozenset()):
        return 0.9
    mine = _pairs(own)
    shares = [2 * len(mine & _pairs(name)) / (len(mine) + len(_pairs(name))) for name in names]
    return min(0.89, max(shares))
