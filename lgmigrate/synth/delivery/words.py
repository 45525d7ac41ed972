"""Text that items hold, by what the item's name says: names, addresses, numbers in text, phrases.

Several ways are tried in order; the first whose values the item accepts is taken
(``lgmigrate.synth.delivery.contents``). An item that no rule knows holds its sample, with other
digits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from lgmigrate.standard.facets import Facets
from lgmigrate.standard.pack import Item
from lgmigrate.synth.days import days_text, unknown_words
from lgmigrate.synth.delivery.details import Details, half_kana
from lgmigrate.synth.delivery.domains import AREAS
from lgmigrate.synth.delivery.forms import Form, form, padded, wide
from lgmigrate.synth.delivery.rows import rank_of
from lgmigrate.synth.places import HOME

__all__ = ["Make", "drawn", "half_words", "wide_words"]

Make = Callable[[Details], pl.Series]

_KANA = re.compile("(_?(フリガナ|振り仮名|ふりがな|読み仮名|カナ氏名|カナ))$")
_NAME = re.compile("^(?P<whose>(?:.*_)?|.*(?=氏名))(?P<part>氏名|氏|名)(?:_日本人)?$")
_ABROAD = re.compile("外国人.*(ローマ字|アルファベット|漢字)$")
_PERSON = re.compile("((?<!保険)(?<!事業)者|人|名義|代表|筆頭者|宛名)(名|名称)?$")
_ADDRESS = (
    ("市区町村コード", "市区町村コード"),
    ("町字コード", "町字コード"),
    ("郵便番号", "郵便番号"),
    ("都道府県", "都道府県"),
    ("都道府県名", "都道府県"),
    ("市区郡町村名", "市区郡町村名"),
    ("市区町村名", "市区郡町村名"),
    ("町字", "町字"),
    ("町名", "町字"),
    ("番地号表記", "番地号表記"),
    ("番地", "番地号表記"),
    ("方書", "方書"),
)
_PLACE = re.compile("(?<!国外)(住所|所在地|所在|居所|送付先)(等)?$")
_BUILDING_KANA = (
    "メゾンワカバ",
    "コーポシラサギ",
    "マツカゼソウ",
    "ハイムウメバヤシ",
    "エステートイズミ",
)
_PHRASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "障害名|傷病名|疾病",
        ("視力障害", "聴力障害", "右上肢機能障害", "心臓機能障害", "体幹機能障害"),
    ),
    ("標板", ("千代田区", "品川", "足立", "練馬", "多摩")),
    ("かな文字", tuple("あいうえかきくけこさすせそたちつてとな")),
    ("国名|国籍", ("中国", "大韓民国", "ベトナム", "フィリピン共和国", "アメリカ合衆国")),
    ("国外住所", ("ニューヨーク州見本通り１", "ソウル市見本区２", "ハノイ市見本街３")),
    ("元号", ("昭和", "平成", "令和")),
    ("性別", ("男", "女")),
    ("続柄", ("世帯主", "妻", "子", "父", "母")),
    ("確認", ("確認済", "未確認")),
    ("事由|理由|原因", ("届出による", "職権による", "申請による", "調査による")),
    ("銀行|金融機関", ("見本銀行", "若葉信用金庫", "白鷺農業協同組合")),
    ("支店", ("本店", "若葉支店", "白鷺支店")),
    ("学校", ("若葉小学校", "白鷺中学校", "朝霧高等学校")),
    ("病院|医療機関|施設|事業所|事業者", ("若葉診療所", "白鷺病院", "朝霧ケアセンター", "千歳苑")),
    ("保険者|市町村|団体|自治体", ("千代田区",)),
    (
        "会社|法人|名称|屋号|勤務先",
        ("見本商店", "若葉建設株式会社", "白鷺運送有限会社", "朝霧食品"),
    ),
    ("備考|摘要|特記|内容|メモ|説明|状況", ("窓口で確認済み", "本人からの申出", "前年度から継続")),
)
_CODE = re.compile("(コード|区分|種別|種類|地目|用途|事由)[0-9０-９]*$")
_NUMBER = re.compile("(番号|記号|ID|ＩＤ|キー)[0-9０-９]*$")
_DIGITS = re.compile("[0-9]+")
_CODES = 3  # values of a code that the municipality sets


def wide_words(item: Item, facts: Facets) -> Iterator[Make]:
    """Ways to fill an item of full-width text."""
    yield from _addressed(item.name)
    yield from _named(item.name)
    for words, phrases in _PHRASES:
        if re.search(words, item.name):
            yield _one_of(item.name, phrases)
    if re.search("[0-9０-９]+年.*月", item.sample):
        yield _months(item.name)
    if item.sample:
        yield _sampled(item, full=True)
    yield _one_of(item.name, ("見本", "若葉", "白鷺", "朝霧"))
    yield _filler(item, facts)


def half_words(item: Item, facts: Facets) -> Iterator[Make]:
    """Ways to fill an item of half-width text."""
    value = form(item.name, facts, item.sample)
    if value.checked:
        yield _numbered(item, value)
    yield from _addressed(item.name)
    for words, make in _HALF:
        if re.search(words, item.name):
            yield make(item, value)
    if _KANA.search(item.name):
        yield from (_in_half(make) for make in _named(item.name))
    if re.fullmatch("[0-9]{4}-[0-9]{2}", item.sample):
        yield lambda details: days_text()[details.rows.days(rank_of(item.name))].str.slice(0, 7)
    if _CODE.search(item.name) or item.code:
        yield _coded(item)
    if _NUMBER.search(item.name) and (not item.sample or _DIGITS.fullmatch(item.sample)):
        yield _numbered(item, value)
    if item.sample:
        yield _sampled(item, full=False)
    yield _filler(item, facts)


def _always(item: Item, value: Form) -> Make:
    """The sample: there is one of its kind in a municipality."""
    del value
    return lambda details: pl.Series([item.sample or None]).new_from_index(0, details.rows.count)


def _home(item: Item, value: Form) -> Make:
    del item, value
    return lambda details: pl.Series([HOME]).new_from_index(0, details.rows.count)


def _area(item: Item, value: Form) -> Make:
    del value
    return _one_of(item.name, AREAS)


def _phone(item: Item, value: Form) -> Make:
    del value
    return lambda details: "03-0000-" + padded(drawn(details, item.name, 10_000), 4)


def _mail(item: Item, value: Form) -> Make:
    del value
    return lambda details: "user" + padded(drawn(details, item.name, 10**6), 6) + "@example.jp"


def _operator(item: Item, value: Form) -> Make:
    del value
    return lambda details: "OP" + padded(101 + drawn(details, item.name, 40), 6)


def _flag(item: Item, value: Form) -> Make:
    """Mostly not set."""
    del value
    signs = pl.Series(["0", "1"])
    return lambda details: signs[(drawn(details, item.name, 5) == 0).astype(np.int64)]


def _numbered(item: Item, value: Form) -> Make:
    """A number for each owner of records."""
    del item
    return lambda details: value.text(details.rows.owner % value.capacity)


_HALF: tuple[tuple[str, Callable[[Item, Form], Make]], ...] = (
    ("(市区町村|団体|行政区等)コード$", _home),
    ("業務ID$", _area),
    ("(^|[^被])保険者番号$", _always),
    ("電話|FAX|ファックス|携帯", _phone),
    ("メール|[Ee]-?mail", _mail),
    ("操作者|担当者|端末|職員|更新者|登録者", _operator),
    ("フラグ|有無|要否|可否", _flag),
)
"""What half-width text holds, by words of the item's name."""


def _filler(item: Item, facts: Facets) -> Make:
    value = form("", facts, item.sample)
    return lambda details: value.text(drawn(details, item.name, min(value.capacity, 1000)))


def drawn(details: Details, name: str, most: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """int64[n] below ``most``, the same for the same name."""
    return (details.rows.uniform(name) * most).astype(np.int64)


def _one_of(name: str, values: tuple[str, ...]) -> Make:
    table = pl.Series(values, dtype=pl.String)
    return lambda details: table[drawn(details, name, len(table))]


def _in_half(make: Make) -> Make:
    return lambda details: half_kana(make(details))


def _named(name: str) -> Iterator[Make]:
    """What is a name of a person, by whose it is and which part."""
    kana = "カナ" if _KANA.search(name) else ""
    plain = _KANA.sub("", name)
    if "不詳表記" in name:
        yield lambda details: _unknown(details, name)
    if kana and "方書" in plain:
        yield _one_of(name, _BUILDING_KANA)
    if plain.startswith(("旧氏", "通称")):
        part = "旧氏" if plain.startswith("旧氏") else "通称"
        part = "氏カナ" if part == "旧氏" and kana else part + kana
        yield lambda details: details.name("", part)
    elif _ABROAD.search(plain):
        part = "漢字" if plain.endswith("漢字") else "ローマ字"
        yield lambda details: details.name("", part)
    elif found := _NAME.match(plain):
        whose = found["whose"].removesuffix("_")
        yield lambda details: details.name(whose, found["part"] + kana)
    elif kana or _PERSON.search(plain):
        yield lambda details: details.name(plain, "氏名" + kana)


def _addressed(name: str) -> Iterator[Make]:
    """What is an address or a part of one."""
    for end, part in _ADDRESS:
        whose, found, _ = name.rpartition(end)
        if found and name.endswith(end) and (whose.endswith("_") or not whose):
            yield lambda details, whose=whose, part=part: details.address(whose, part)  # type: ignore[misc]  # mypy infers no defaults of a lambda
    if name.endswith("本籍"):
        yield lambda details: details.domicile()
    if _PLACE.search(name):
        yield lambda details: details.place(name)
    if name.endswith("家屋番号"):
        yield (
            lambda details: (
                wide(1 + drawn(details, name, 9), 1)
                + "番の"
                + wide(1 + drawn(details, name + "2", 9), 1)
            )
        )


def _unknown(details: Details, name: str) -> pl.Series:
    """Words for a date of which the year is known."""
    days = details.rows.days(rank_of(name)).tolist()
    return pl.Series([unknown_words(one, 1) for one in days], dtype=pl.String)


def _months(name: str) -> Make:
    """A year and a month of an era."""

    def made(details: Details) -> pl.Series:
        days = days_text()[details.rows.days(rank_of(name))]
        number = drawn(details, name, 12) + 1
        years = pl.Series([max(1, int(one[:4]) - 2018) for one in days.to_list()])
        wide_years = years.cast(pl.String).str.replace_many(
            list("0123456789"), list("０１２３４５６７８９")
        )
        months = pl.Series(number).cast(pl.String)
        wide_months = months.str.replace_many(list("0123456789"), list("０１２３４５６７８９"))
        return "令和" + wide_years + "年" + wide_months + "月"

    return made


def _coded(item: Item) -> Make:
    """A code that the municipality sets: a few values as wide as the sample."""
    width = len(item.sample) if _DIGITS.fullmatch(item.sample) else min(item.digits or 2, 2)
    values = [str(number).zfill(width) for number in range(1, _CODES + 1)]
    return _one_of(item.name, tuple(values))


def _sampled(item: Item, *, full: bool) -> Make:
    """The sample with other digits in the place of its digits."""
    sample = item.sample.splitlines()[0]
    digits = re.compile("[0-9０-９]+")
    parts = [(part.start(), part.end()) for part in digits.finditer(sample)]

    def made(details: Details) -> pl.Series:
        text = pl.Series([""]).new_from_index(0, details.rows.count)
        done = 0
        for number, (start, end) in enumerate(parts):
            size = min(end - start, 15)
            numbers = drawn(details, f"{item.name}{number}", 10**size)
            shown = wide(numbers, size) if full else padded(numbers, size)
            text = text + sample[done:start] + shown
            done = end
        return text + sample[done:]

    return made
