"""Names: parts of made-up names in kanji, full-width kana and full-width Latin letters.

Every character stands in cp932 and in the host code pages IBM 930, 939, 1390 and 1399; some are
outside JIS X 0208 (髙, 﨑, 德, 濵 ...), as names in registers are. Every kana has a half-width
form. With one full-width space between family and given name, 氏名 has at most 20 characters,
ローマ字 30, 通称 15, and フリガナ at most 40 bytes in half-width form (a voicing mark is a byte).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

__all__ = ["NAME_LIMIT", "Foreign", "Japanese", "characters", "foreign", "japanese", "pick"]

NAME_LIMIT = 20

_COMMON = """佐藤サトウ 鈴木スズキ 高橋タカハシ 田中タナカ 伊藤イトウ 渡辺ワタナベ 山本ヤマモト
中村ナカムラ 小林コバヤシ 加藤カトウ 吉田ヨシダ 山田ヤマダ 佐々木ササキ 山口ヤマグチ
松本マツモト 井上イノウエ 木村キムラ 林ハヤシ 斎藤サイトウ 清水シミズ 山崎ヤマザキ 森モリ
池田イケダ 橋本ハシモト 阿部アベ 石川イシカワ 前田マエダ 藤田フジタ 小川オガワ 岡田オカダ
後藤ゴトウ 長谷川ハセガワ 村上ムラカミ 近藤コンドウ 石井イシイ 坂本サカモト 遠藤エンドウ
青木アオキ 藤井フジイ 西村ニシムラ 福田フクダ 太田オオタ 三浦ミウラ 藤原フジワラ 岡本オカモト
松田マツダ 中川ナカガワ 中野ナカノ 原田ハラダ 小野オノ 田村タムラ 竹内タケウチ 金子カネコ
和田ワダ 中山ナカヤマ 石田イシダ 上田ウエダ 森田モリタ 原ハラ 柴田シバタ 酒井サカイ 工藤クドウ
横山ヨコヤマ 宮崎ミヤザキ 宮本ミヤモト 内田ウチダ 高木タカギ 安藤アンドウ 谷口タニグチ
大野オオノ 丸山マルヤマ 今井イマイ 高田タカダ 藤本フジモト 武田タケダ 村田ムラタ 上野ウエノ
杉山スギヤマ 増田マスダ 菅原スガワラ 平野ヒラノ 大塚オオツカ 千葉チバ 久保クボ 松井マツイ
岩崎イワサキ 桜井サクライ 野口ノグチ 松尾マツオ 野村ノムラ 木下キノシタ 菊地キクチ 佐野サノ
大西オオニシ"""

_RARE = """髙橋タカハシ 髙木タカギ 髙田タカダ 山﨑ヤマサキ 宮﨑ミヤザキ 岩﨑イワサキ 德田トクダ
德永トクナガ 濵田ハマダ 濵口ハマグチ 栁田ヤナギダ 栁沢ヤナギサワ 草彅クサナギ 瀨戸セト
廣瀨ヒロセ 増瀨マスセ 黑田クロダ 橫山ヨコヤマ 淸水シミズ 靑木アオキ 靍田ツルタ 鵰野ワシノ
﨣間ハザマ 赶谷アカヤ 閒瀬マセ 埇田ヨウダ 匀坂サギサカ 丗夫セオ"""

_LONG = """勘解由小路左衛門三郎カデノコウジサエモンサブロウ
武者小路四条院大納言ムシャコウジシジョウイン
東四柳新左衛門尉家ヒガシヨツヤナギシンザエモンジョウ 長曾我部土佐守元宗チョウソカベトサノカミ"""

_MALE = """太郎タロウ 一郎イチロウ 健ケン 誠マコト 隆タカシ 茂シゲル 清キヨシ 勇イサム 実ミノル
進ススム 博ヒロシ 和夫カズオ 正夫マサオ 幸雄ユキオ 大輔ダイスケ 翔太ショウタ 健太ケンタ
拓也タクヤ 直樹ナオキ 蓮レン 大翔ヒロト 陽向ヒナタ 湊ミナト 悠真ユウマ 樹イツキ 朝陽アサヒ
律リツ 浩二コウジ 修オサム 豊ユタカ 剛ツヨシ 聡サトシ 学マナブ 昻コウ 寬ヒロシ 德一トクイチ
昀イン 惞一キンイチ 愷ガイ 皞人ヒロト 礰レキ 玽コウ 彧イク"""

_FEMALE = """花子ハナコ 和子カズコ 幸子サチコ 節子セツコ 洋子ヨウコ 恵子ケイコ 京子キョウコ
久美子クミコ 由美子ユミコ 真由美マユミ 明美アケミ 陽子ヨウコ 智子トモコ 裕子ユウコ 美咲ミサキ
葵アオイ 陽菜ヒナ 結衣ユイ 凜リン 紬ツムギ 芽依メイ 莉子リコ 咲良サクラ 杏アン 美月ミツキ
さくらサクラ ひなたヒナタ 千代チヨ ハルハル キヨキヨ 静シズ 悅子エツコ 德子トクコ 綠ミドリ
晥子キヨコ 珉美ミンミ 琇子シュウコ 妤香ヨカ 櫢子スミコ"""

_LONG_MALE = """寿限無五劫擦切太郎ジュゲムゴコウスリキレタロウ
権左右衛門尉武蔵守ゴンザウエモンムサシ 天之御中大和之介彦アメノミナカヤマトノスケヒコ"""

_LONG_FEMALE = (
    """木之花佐久夜毘売子コノハナサクヤビメコ 万里小路千歳姫御前マデノコウジチトセヒメゴゼン"""
)

# Codes are those of ISO 3166-1 numeric; the official table of 国名コード was not to be had.
_NATIONS = (
    (
        "156",
        "中国",
        (
            "ＺＨＡＮＧ/チャン/張 ＷＡＮＧ/ワン/王 ＬＩ/リ/李 ＣＨＥＮ/チェン/陳 "
            "ＨＵＡＮＧ/ホアン/黄"
        ),
        (
            "ＷＥＩ/ウェイ/偉 ＹＵＬＩＡＮ/ユーリエン/玉蓮 ＭＩＮＧ/ミン/明 "
            "ＸＩＡＯＬＩ/シャオリー/小麗 ＨＡＯ/ハオ/浩"
        ),
    ),
    (
        "410",
        "大韓民国",
        "ＫＩＭ/キム/金 ＰＡＲＫ/パク/朴 ＣＨＯＩ/チェ/崔 ＪＥＯＮＧ/チョン/鄭",
        (
            "ＭＩＮＪＵＮ/ミンジュン/民俊 ＳＥＯＹＥＯＮ/ソヨン/瑞妍 ＪＩＨＯ/ジホ/志浩 "
            "ＹＵＮＡ/ユナ/允雅"
        ),
    ),
    (
        "704",
        "ベトナム",
        "ＮＧＵＹＥＮ/グエン/ ＴＲＡＮ/チャン/ ＰＨＡＭ/ファム/ ＨＯＡＮＧ/ホアン/",
        (
            "ＶＡＮ　ＡＮＨ/ヴァン　アイン/ ＴＨＩ　ＨＯＡ/ティ　ホア/ "
            "ＭＩＮＨ　ＤＵＣ/ミン　ドゥック/ "
            "ＴＨＩ　ＰＨＵＯＮＧ　ＴＨＡＯ　ＮＧＯＣ/ティ　フオン　タオ　ゴック/"
        ),
    ),
    (
        "608",
        "フィリピン共和国",
        (
            "ＳＡＮＴＯＳ/サントス/ ＲＥＹＥＳ/レイエス/ ＣＲＵＺ/クルズ/ "
            "ＤＥＬＡ　ＲＯＳＡ/デラ　ロサ/"
        ),
        (
            "ＭＡＲＩＡ/マリア/ ＪＯＳＥ/ホセ/ ＡＮＧＥＬ　ＭＡＥ/エンジェル　メイ/ "
            "ＣＲＩＳＴＩＮＡ　ＭＡＲＧＡＲＩＴＡ/クリスティーナ　マルガリータ/"
        ),
    ),
    (
        "524",
        "ネパール",
        "ＴＨＡＰＡ/タパ/ ＧＵＲＵＮＧ/グルン/ ＳＨＲＥＳＴＨＡ/シュレスタ/",
        (
            "ＢＩＳＨＡＬ/ビシャル/ ＡＮＩＴＡ/アニタ/ "
            "ＫＲＩＳＨＮＡ　ＢＡＨＡＤＵＲ/クリシュナ　バハドゥル/"
        ),
    ),
    (
        "840",
        "アメリカ合衆国",
        "ＳＭＩＴＨ/スミス/ ＪＯＨＮＳＯＮ/ジョンソン/ ＡＮＤＥＲＳＯＮ/アンダーソン/",
        (
            "ＪＯＨＮ/ジョン/ ＥＭＩＬＹ　ＡＮＮ/エミリー　アン/ "
            "ＣＨＲＩＳＴＯＰＨＥＲ　ＪＡＭＥＳ/クリストファー　ジェームス/"
        ),
    ),
    (
        "076",
        "ブラジル",
        "ＳＩＬＶＡ/シルバ/ ＯＬＩＶＥＩＲＡ/オリベイラ/ ＦＥＲＮＡＮＤＥＳ/フェルナンデス/",
        (
            "ＪＯＡＯ/ジョアン/ ＡＮＡ　ＰＡＵＬＡ/アナ　パウラ/ "
            "ＣＡＲＬＯＳ　ＥＤＵＡＲＤＯ/カルロス　エドゥアルド/"
        ),
    ),
)

_PICKS = 4096  # slots of a weighted choice: a draw is one index into them


@dataclass(frozen=True, slots=True)
class Japanese:
    """Parts of Japanese names; ``*_pick`` are slots for ``pick``, parts of one gender together."""

    family: pl.Series
    family_kana: pl.Series
    family_pick: NDArray[np.int32]
    given: pl.Series
    given_kana: pl.Series
    male_pick: NDArray[np.int32]
    female_pick: NDArray[np.int32]
    short_family: int
    short_given: int


@dataclass(frozen=True, slots=True)
class Foreign:
    """Parts of foreign names. ``family_first`` and ``family_count`` say which family names a
    nation has, ``given_first`` and ``given_count`` which given names; ``letters`` are lengths.
    """

    code: pl.Series
    nation: pl.Series
    family: pl.Series
    family_kana: pl.Series
    family_kanji: pl.Series
    family_letters: NDArray[np.int32]
    family_first: NDArray[np.int32]
    family_count: NDArray[np.int32]
    given: pl.Series
    given_kana: pl.Series
    given_kanji: pl.Series
    given_letters: NDArray[np.int32]
    given_first: NDArray[np.int32]
    given_count: NDArray[np.int32]
    kanji: NDArray[np.bool_]


def _parts(text: str) -> list[tuple[str, str]]:
    """``漢字カナ`` words to pairs; kana begin where the tail of katakana begins, or in the middle
    of a word that is katakana throughout.
    """
    pairs = []
    for word in text.split():
        cut = len(word)
        while cut and "ァ" <= word[cut - 1] <= "ー":
            cut -= 1
        cut = cut or len(word) // 2
        pairs.append((word[:cut], word[cut:]))
    return pairs


def _slots(weighted: list[tuple[range, float]]) -> NDArray[np.int32]:
    """Slots in which each range of numbers has its share, every number at least once."""
    slots: list[int] = []
    for numbers, share in weighted:
        each = max(1, round(_PICKS * share / len(numbers)))
        slots += [number for number in numbers for _ in range(each)]
    return np.array(slots, np.int32)


def pick(rng: np.random.Generator, slots: NDArray[np.int32], count: int) -> NDArray[np.int32]:
    """``count`` weighted draws."""
    return slots[rng.integers(0, len(slots), count)]


@cache
def japanese() -> Japanese:
    """The tables of Japanese names."""
    common, rare, long = _parts(_COMMON), _parts(_RARE), _parts(_LONG)
    male, female = _parts(_MALE), _parts(_FEMALE)
    long_male, long_female = _parts(_LONG_MALE), _parts(_LONG_FEMALE)
    family = common + rare + long
    given = male + female + long_male + long_female
    short = len(male) + len(female)
    males = range(short, short + len(long_male))
    females = range(males.stop, len(given))
    ends = (len(common), len(common) + len(rare), len(family))
    return Japanese(
        family=pl.Series([kanji for kanji, _ in family]),
        family_kana=pl.Series([kana for _, kana in family]),
        family_pick=_slots(
            [(range(ends[0]), 0.94), (range(ends[0], ends[1]), 0.05), (range(*ends[1:]), 0.003)]
        ),
        given=pl.Series([kanji for kanji, _ in given]),
        given_kana=pl.Series([kana for _, kana in given]),
        male_pick=_slots([(range(len(male)), 0.99), (males, 0.004)]),
        female_pick=_slots([(range(len(male), short), 0.99), (females, 0.004)]),
        short_family=ends[1],
        short_given=short,
    )


@cache
def foreign() -> Foreign:
    """The tables of foreign names."""
    families = [[word.split("/") for word in _words(nation[2])] for nation in _NATIONS]
    givens = [[word.split("/") for word in _words(nation[3])] for nation in _NATIONS]
    family = [part for parts in families for part in parts]
    given = [part for parts in givens for part in parts]
    return Foreign(
        code=pl.Series([nation[0] for nation in _NATIONS]),
        nation=pl.Series([nation[1] for nation in _NATIONS]),
        family=pl.Series([part[0] for part in family]),
        family_kana=pl.Series([part[1] for part in family]),
        family_kanji=pl.Series([part[2] for part in family]),
        family_letters=np.array([len(part[0]) for part in family], np.int32),
        family_first=_starts(families),
        family_count=np.array([len(parts) for parts in families], np.int32),
        given=pl.Series([part[0] for part in given]),
        given_kana=pl.Series([part[1] for part in given]),
        given_kanji=pl.Series([part[2] for part in given]),
        given_letters=np.array([len(part[0]) for part in given], np.int32),
        given_first=_starts(givens),
        given_count=np.array([len(parts) for parts in givens], np.int32),
        kanji=np.array([bool(parts[0][2]) for parts in families]),
    )


@cache
def characters() -> tuple[str, ...]:
    """Every character of the names, in order."""
    own, others = japanese(), foreign()
    parts = (own.family, own.given, others.family_kanji, others.given_kanji)
    return tuple(sorted({char for names in parts for name in names for char in name}))


def _words(text: str) -> list[str]:
    """Words at ASCII spaces; a full-width space stands inside a name."""
    return text.strip(" ").split(" ")


def _starts(groups: list[list[list[str]]]) -> NDArray[np.int32]:
    counts = [len(group) for group in groups]
    return np.cumsum([0, *counts[:-1]]).astype(np.int32)
