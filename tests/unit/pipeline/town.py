"""A made-up town with a pack of its own: two kinds of sources, and every way records relate.

Households (SETAI.DAT) and payers (ZEI.DAT), in fixed records of cp932. Payers stand under the
records of their district; some are persons, some are bodies; each has four instalments.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["HOUSEHOLDS", "PAYERS", "body", "district", "household", "make_town", "person"]

_ITEMS = (
    "データ項目ID,データ項目,データ項目（ローマ字）,グループ_名称,グループ_主キー,グループ_外部キー,"
    "クラス分類_LV1,クラス分類_LV2,クラス分類_LV3,データ型,桁数,コード,繰り返し,データ出力条件,"
    "項目定義,項目説明,標準仕様書関連箇所,実装類型,サンプル値,備考"
)
_FILES = {
    "setai": (
        ("世帯番号", "setaibango", "X", "6", "key"),
        ("世帯主名", "setainushi", "N", "5", ""),
    ),
    "gimusha": (
        ("宛名番号", "atenabango", "X", "8", "key"),
        ("履歴番号", "rirekibango", "9", "4", "key"),
        ("区分", "kubun", "X", "1", "必須"),
        ("氏名", "shimei", "N", "5", ""),
        ("法人番号", "hojinbango", "X", "5", ""),
        ("世帯主名", "setainushi", "N", "5", ""),
        ("地区名", "chikumei", "N", "4", ""),
        ("年税額", "nenzeigaku", "S9", "9", ""),
    ),
    "kibetsu": (
        ("宛名番号", "atenabango", "X", "8", "key"),
        ("期別", "kibetsu", "9", "2", "key"),
        ("税額", "zeigaku", "S9", "7", ""),
        ("納期限", "nokigen", "DATE", "10", ""),
    ),
}
_MAPPING = """\
[mapping]
name = "town"
title = "町"
pack = "{pack}"
lossless = true

[[source]]
name = "SETAI*.DAT"
charset = "cp932"
[source.framing]
form = "fixed"
length = 20

[[source]]
name = "ZEI.DAT"
charset = "cp932"
[source.framing]
form = "fixed"
length = 80

[[record]]
name = "世帯"
source = "SETAI*.DAT"
layout = "household.csv"
file = "setai"
[record.items]
"世帯番号" = "世帯番号"
"世帯主名" = "世帯主名"

[[record]]
name = "地区"
source = "ZEI.DAT"
role = "other"
layout = "district.csv"
when = {{ "種別" = "C" }}

[[record]]
name = "個人"
source = "ZEI.DAT"
layout = "person.csv"
when = {{ "種別" = "P", "状態" = {{ not = "9" }} }}
file = "gimusha"
rows = {{ "区分" = "1" }}
[[record.join]]
record = "世帯"
on = {{ "世帯番号" = "世帯番号" }}
fields = ["世帯主名"]
[[record.above]]
record = "地区"
fields = ["地区名"]
[[record.number]]
name = "履歴"
by = ["宛名番号"]
[record.items]
"宛名番号" = "宛名番号"
"履歴番号" = "履歴"
"区分" = {{ value = "1" }}
"氏名" = "氏名"
"世帯主名" = "世帯.世帯主名"
"地区名" = "地区.地区名"
"年税額" = "年税額"
[[record.child]]
name = "期別"
table = "期"
count = "期数"
file = "kibetsu"
[record.child.items]
"宛名番号" = "宛名番号"
"期別" = "#"
"税額" = "税額"
"納期限" = {{ from = "納期限", date = true }}

[[record]]
name = "法人"
source = "ZEI.DAT"
layout = "body.csv"
when = {{ "種別" = "B" }}
file = "gimusha"
[[record.number]]
name = "履歴"
by = ["宛名番号"]
[record.items]
"宛名番号" = "宛名番号"
"履歴番号" = "履歴"
"区分" = {{ value = "2" }}
"法人番号" = "法人番号"
"年税額" = "年税額"
"""
_HOUSEHOLD = """\
field,usage,length
世帯番号,single,6
世帯主名,mixed,10
備考,single,4
"""
_DISTRICT = """\
field,usage,length
種別,single,1
地区名,mixed,8
あき,filler,71
"""
_PERSON = """\
field,usage,length,digits,sign,offset,null,options
種別,single,1,,,,,
状態,single,1,,,,,
宛名番号,single,8,,,,,
氏名,mixed,10,,,,,
世帯番号,single,6,,,,blank,
年税額,packed,5,9,trailing,,,
期数,zoned,1,1,,,,
税額_1,packed,4,7,trailing,,,
納期限_1,date,8,,,,zero,
税額_2,packed,4,7,trailing,,,
納期限_2,date,8,,,,zero,
税額_3,packed,4,7,trailing,,,
納期限_3,date,8,,,,zero,
税額_4,packed,4,7,trailing,,,
納期限_4,date,8,,,,zero,
期,table,12,,,32,,most=4
"""
_BODY = """\
field,usage,length,digits,sign
種別,single,1,,
宛名番号,single,8,,
法人番号,single,5,,
年税額,packed,5,9,trailing
メモ,mixed,61,,
"""

HOUSEHOLDS = ("SETAI1.DAT", "SETAI2.DAT")
PAYERS = "ZEI.DAT"


def _packed(number: int, digits: int) -> bytes:
    """A packed number: a digit a nibble, the sign last (C plus, D minus)."""
    return bytes.fromhex(f"{abs(number):0{digits}d}" + ("D" if number < 0 else "C"))


def _text(value: str, size: int) -> bytes:
    return value.encode("cp932").ljust(size)


def household(number: str, head: str, note: str = "") -> bytes:
    """A record of a household."""
    return _text(number, 6) + _text(head, 10) + _text(note, 4)


def district(name: str) -> bytes:
    """A record above payers."""
    return b"C" + _text(name, 8) + b" " * 71


def person(
    number: str,
    name: str,
    household: str,
    amounts: list[tuple[int, str]],
    *,
    state: str = "1",
    behind: bytes = b"",
) -> bytes:
    """A record of a person with instalments; ``behind``: what stands in the places left over."""
    total = sum(amount for amount, _ in amounts)
    head = b"P" + state.encode() + _text(number, 8) + _text(name, 10) + _text(household, 6)
    table = b"".join(_packed(amount, 7) + day.encode() for amount, day in amounts)
    empty = _packed(0, 7) + b"00000000"
    table += behind + empty * ((48 - len(table) - len(behind)) // 12)
    return head + _packed(total, 9) + str(len(amounts)).encode() + table


def body(number: str, code: str, total: int, memo: str = "") -> bytes:
    """A record of a body."""
    return b"B" + _text(number, 8) + _text(code, 5) + _packed(total, 9) + _text(memo, 61)


def make_town(folder: Path) -> Path:
    """The folders of the pack and of the mapping; -> that of the mapping."""
    pack = folder / "pack"
    pack.mkdir(parents=True)
    (pack / "pack.toml").write_text(
        'name = "machi"\nedition = "1"\ntitle = "町"\ndomain = "999"\nstatus = "profile"\n'
        'names = "romaji"\nsource = "made up"\n',
        encoding="utf-8",
    )
    files = ["グループ_名称,日本語名称,説明,ファイル名"]
    rows = [_ITEMS]
    for name, items in _FILES.items():
        files.append(f"{name},{name},,{name}")
        for item, romaji, kind, digits, demand in items:
            key = "○" if demand == "key" else ""
            must = "必須" if demand else "任意"
            number = f"{len(rows):08d}"
            cells = [number, item, romaji, name, key, "", "", "", "", kind.replace("N", "Ｎ")]
            rows.append(",".join([*cells, digits, "", "", must, "", "", "", "", "", ""]))
    (pack / "files.csv").write_text("\n".join(files) + "\n", encoding="utf-8")
    (pack / "items.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (pack / "codes.csv").write_text(
        "コードID,コード名,コード値,コード値の内容,備考\n", encoding="utf-8"
    )
    mapping = folder / "town"
    mapping.mkdir()
    text = _MAPPING.format(pack=pack.as_posix())
    (mapping / "mapping.toml").write_text(text, encoding="utf-8")
    for name, layout in (
        ("household", _HOUSEHOLD),
        ("district", _DISTRICT),
        ("person", _PERSON),
        ("body", _BODY),
    ):
        (mapping / f"{name}.csv").write_text(layout, encoding="utf-8")
    return mapping
