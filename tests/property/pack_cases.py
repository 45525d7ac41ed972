"""Packs that hypothesis makes up: any tables that load, with names that mean something or none."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from hypothesis import strategies as st

from lgmigrate.standard import Pack, load_pack
from lgmigrate.standard.tables import CODE_COLUMNS, FILE_COLUMNS, ITEM_COLUMNS

__all__ = ["Tables", "load", "tables"]

Tables = dict[str, str]
"""The files of a pack's folder."""

CODES = {"c1": ("0", "1"), "c2": ("01", "02", "9"), "c3": ("1",), "999": ("任意",)}
NAMES = (
    *("宛名番号", "世帯番号", "納税義務者_宛名番号", "個人番号", "法人番号", "市区町村コード"),
    *("履歴番号", "枝番", "期別", "課税年度", "相当年度", "通知書番号", "業務コード", "開始年月日"),
    *("終了年月日", "氏名", "氏名_フリガナ", "住所_町字", "住所_方書", "評価額", "床面積", "割合"),
    *("削除フラグ", "最新フラグ", "操作時刻", "備考", "郵便番号", "申請年月日", "喪失年月日", "名"),
    *("届出年月日", "届出年月日_不詳フラグ", "届出年月日_不詳表記", "x", "資格喪失事由", "年月"),
)
TYPES = ("X", "X", "Ｎ", "M", "9", "9", "9V", "S9", "YEAR", "DATE", "DATE", "TIME", "BLOB")
SAMPLES = (
    "",
    "",
    "",
    "0",
    "001",
    "12",
    "見本１２",
    "AB-12",
    "2024-06",
    "令和３年４月",
    "9999-12-31",
)
UNKNOWN = "届出年月日"  # a date that may be unknown, with its flag and words
FIXED = {"YEAR": "4", "DATE": "10", "TIME": "8", "BLOB": ""}


@st.composite
def tables(draw: st.DrawFn, *, agreeing: bool = False) -> Tables:
    """The tables of a pack of one to three files, with references, repeats and conditions.

    ``agreeing``: an item that points somewhere has the type of what it points at.
    """
    files = [f"f{number}" for number in range(draw(st.integers(1, 3)))]
    items: dict[str, list[dict[str, str]]] = {}
    for file in files:
        chosen = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True))
        items[file] = [draw(_item(one)) for one in chosen]
        items[file][draw(st.integers(0, len(chosen) - 1))]["グループ_主キー"] = "○"
    number = 0
    for file in files:
        for item in items[file]:
            number += 1
            item |= {"データ項目ID": f"9{number:07d}", "グループ_名称": file}
            item["データ項目（ローマ字）"] = f"e{number}"
            if item["グループ_主キー"]:
                item["繰り返し"] = ""
            item["グループ_外部キー"] = draw(_reference(items, item))
            item["項目説明"] = draw(_condition(items[file]))
    if agreeing:
        _agree([item for file in files for item in items[file]])
    codes = [
        {"コードID": code, "コード名": code, "コード値": value, "コード値の内容": value}
        for code, values in CODES.items()
        for value in values
    ]
    groups = [{"グループ_名称": file, "日本語名称": file} for file in files]
    domain = draw(st.sampled_from(["", "012", "021", "031"]))
    head = 'name = "made"\nedition = "1"\ntitle = "t"\nstatus = "profile"\nsource = "made up"\n'
    return {
        "pack.toml": head + f'domain = "{domain}"\n' * bool(domain),
        "files.csv": _csv(FILE_COLUMNS, groups),
        "items.csv": _csv(ITEM_COLUMNS, [item for file in files for item in items[file]]),
        "codes.csv": _csv(CODE_COLUMNS, codes),
    }


@st.composite
def _item(draw: st.DrawFn, name: str) -> dict[str, str]:
    kind = draw(st.sampled_from(TYPES))
    digits = draw(st.sampled_from(["", "1", "2", "4", "15", "50"]))
    if kind == "9V":
        digits = draw(st.sampled_from(["", "1,0", "3,2", "9,1"]))
    code = draw(st.sampled_from(["", "", *CODES])) if kind in ("X", "M") else ""
    if code == "c2" and digits == "1":
        code = "c1"
    return {
        "データ項目": name,
        "データ型": kind,
        "桁数": FIXED.get(kind, digits),
        "コード": code,
        "繰り返し": draw(st.sampled_from(["", "", "", "1", "2", "5"])),
        "データ出力条件": draw(st.sampled_from(["必須", "任意", "任意", "条件付き必須"])),
        "グループ_主キー": draw(st.sampled_from(["", "", "", "○"])),
        "サンプル値": draw(st.sampled_from(SAMPLES)),
    }


@st.composite
def _reference(
    draw: st.DrawFn, items: dict[str, list[dict[str, str]]], item: dict[str, str]
) -> str:
    """A cell of グループ_外部キー, mostly none: keys point at keys of the files before theirs,
    other items at any keys and at all items of the files before.
    """
    if item["データ項目"].startswith(UNKNOWN):
        return ""
    form = draw(st.sampled_from(["", "", "", "", "○", "name", "place", "places"]))
    is_key, home = bool(item["グループ_主キー"]), item["グループ_名称"]
    order = list(items)
    places = [
        (file, one["データ項目"])
        for file in items
        for one in items[file]
        if not one["データ項目"].startswith(UNKNOWN)
        and (
            order.index(file) < order.index(home)
            if is_key or not one["グループ_主キー"]
            else not is_key
        )
        and (one["グループ_主キー"] or not is_key)
    ]
    same = [file for file, name in places if name == item["データ項目"] and file != home]
    named = [f"{file}.{name}" for file, name in places]
    named += ["juki:jumin.宛名番号", "juki:jumin", "away:gone"]
    if form == "○":
        return form if {file for file, name in places if name == item["データ項目"]} else ""
    if form == "name":
        return draw(st.sampled_from(same)) if same else ""
    if form in ("place", "places"):
        count = 1 if form == "place" else 2
        return "|".join(draw(st.lists(st.sampled_from(named), min_size=count, max_size=count)))
    return form


def _agree(items: list[dict[str, str]]) -> None:
    """Give all items that are joined by references one type, and one value each."""
    types = ("データ型", "桁数", "コード", "データ出力条件")
    joined = {id(item): item for item in items if item["グループ_外部キー"]}
    for item in joined.values():
        item["グループ_外部キー"] = item["グループ_外部キー"].split("|")[0]
    pointed = {
        name
        for item in joined.values()
        for name in (item["グループ_外部キー"].rpartition(".")[2], item["データ項目"])
    }
    first = next(iter(joined.values()), None)
    for item in items:
        if first is not None and item["データ項目"] in pointed:
            item.update({name: first[name] for name in types})
            item["繰り返し"] = ""


@st.composite
def _condition(draw: st.DrawFn, items: list[dict[str, str]]) -> str:
    """A description, some with a condition that is checked."""
    other = draw(st.sampled_from(items))["データ項目"]
    forms = ("", "", f"※※{other}が存在する場合は出力必須", f"※※{other}が1の場合は出力必須")
    negated = f"※※{other}が0又は1でない場合は出力必須"
    return draw(st.sampled_from((*forms, negated, "不詳日を許容する")))


def _csv(columns: tuple[str, ...], rows: list[dict[str, str]]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def load(made: Tables, folder: Path) -> Pack:
    """The pack of these tables."""
    folder.mkdir(parents=True)
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return load_pack(str(folder))
