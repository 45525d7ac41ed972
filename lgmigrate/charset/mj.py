"""MJ文字情報一覧表 and MJ縮退マップ as values: which glyphs there are, and what they may become.

Source: 文字情報基盤 (IPA, since 2020 CITPC), CC BY-SA 2.1 JP. The data are not shipped: a user
brings the files, and ``mj_sources`` reads them. An MJ文字図形名 names one glyph for ever; in text
a glyph is carried by a code point, or by a base character and a variation selector. Sequences
are compared as they are: nothing here normalises text, since NFC turns compatibility ideographs
into other characters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

__all__ = ["Ground", "Moji", "MojiList", "Relation", "ShrinkMap", "Table", "selector"]


class Moji(NamedTuple):
    """One glyph, a row of the list.

    ``ucs`` is 対応するUCS, the character that the glyph is unified with; ``implemented`` is
    実装したUCS, the code point that has this glyph by itself; ``ivs`` are the sequences of
    collection Moji_Joho and ``svs`` the standardised ones, each a base and a selector;
    ``compatible`` is 対応する互換漢字. Each is empty where there is none. ``x0213`` is 面-区-点,
    and ``unified`` says that it is so by 包摂 only; ``x0212`` is 区-点. ``koseki`` (6 digits),
    ``toki`` (8 digits) and ``juki`` (``J+9089``) are its numbers in 戸籍統一文字, 登記統一文字
    and 住基ネット統一文字.
    """

    mj: str
    ucs: str = ""
    implemented: str = ""
    ivs: tuple[str, ...] = ()
    svs: tuple[str, ...] = ()
    compatible: str = ""
    x0213: str = ""
    unified: bool = False
    x0212: str = ""
    koseki: str = ""
    juki: str = ""
    toki: str = ""
    readings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What carries the glyph in text: its code point, else its first sequence, else nothing."""
        return next(filter(None, (self.implemented, *self.ivs, *self.svs)), "")


class Table(StrEnum):
    """The tables that relate a glyph to a character.

    The first three stand in the list itself, the others are the tables of the shrink map, under
    their own names.
    """

    IMPLEMENTED = "実装したUCS"
    UCS = "対応するUCS"
    IVS = "IVS"
    UNIFICATION = "JIS包摂規準・UCS統合規則"
    NOTICE_ONE = "法務省告示582号別表第四 一"
    NOTICE_TWO = "法務省告示582号別表第四 二"
    PARENT = "戸籍統一文字情報 親字・正字"
    VULGAR = "民一2842号通達別表 誤字俗字・正字一覧表 俗字"
    OTHER = "民一2842号通達別表 誤字俗字・正字一覧表 別字"
    WRONG = "民一2842号通達別表 誤字俗字・正字一覧表 無印"
    CORRECT = "民二5202号通知別表 正字・俗字等対照表"
    DICTIONARY = "辞書類等による関連字"
    ANALOGY = "読み・字形による類推"


class Ground(NamedTuple):
    """Why a glyph may become a character: the table, its 順位 and its ホップ数 (0: it has none)."""

    table: Table
    rank: int = 0
    hop: int = 0


class Relation(NamedTuple):
    """One entry of the shrink map: a character of JIS X 0213, and the ground."""

    text: str
    ground: Ground


def selector(text: str) -> bool:
    """Whether this one character is a variation selector."""
    return "\ufe00" <= text <= "\ufe0f" or "\U000e0100" <= text <= "\U000e01ef"


class MojiList:
    """The glyphs of the list, in its order; found by name, or by what carries them in text."""

    __slots__ = ("_by_code", "_family", "_texts", "moji")

    def __init__(self, moji: Iterable[Moji]) -> None:
        self.moji = tuple(moji)
        self._by_code = {one.mj: one for one in self.moji}
        exact, family, compatible = (defaultdict[str, list[Moji]](list) for _ in range(3))
        for one in self.moji:
            for text in (one.implemented, *one.ivs, *one.svs):
                exact[text].append(one)
            family[one.ucs].append(one)
            compatible[one.compatible].append(one)
        self._family = {text: tuple(found) for text, found in family.items() if text}
        texts = compatible | family | exact
        self._texts = {text: tuple(found) for text, found in texts.items() if text}

    def __len__(self) -> int:
        return len(self.moji)

    def __iter__(self) -> Iterator[Moji]:
        return iter(self.moji)

    def by_code(self, mj: str) -> Moji | None:
        """The glyph of an MJ文字図形名."""
        return self._by_code.get(mj)

    def by_text(self, text: str) -> tuple[Moji, ...]:
        """The glyphs that a character, or a base with a selector, stands for.

        A character alone stands for the glyph that has it as 実装したUCS; where none has, for
        all that have it as 対応するUCS, or else as 対応する互換漢字. A sequence stands for its own
        glyph only, never for that of its base.
        """
        return self._texts.get(text, ())

    def family(self, char: str) -> tuple[Moji, ...]:
        """All glyphs that are unified with a character (対応するUCS)."""
        return self._family.get(char, ())


class ShrinkMap:
    """The relations of the shrink map by MJ文字図形名, in its order."""

    __slots__ = ("_relations",)

    def __init__(self, relations: Mapping[str, Iterable[Relation]]) -> None:
        self._relations = {mj: tuple(found) for mj, found in relations.items()}

    def __len__(self) -> int:
        """How many relations there are."""
        return sum(map(len, self._relations.values()))

    def relations(self, mj: str) -> tuple[Relation, ...]:
        """What the map says of one glyph; nothing for a glyph that it does not have."""
        return self._relations.get(mj, ())
