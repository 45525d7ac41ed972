"""Columns by functions, by cases and as sums: to the standard and back, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from lgmigrate.errors import MappingError
from lgmigrate.mapping import check, describe
from lgmigrate.mapping.registry import load
from lgmigrate.pipeline.convert import convert
from lgmigrate.pipeline.read import read_standard
from lgmigrate.pipeline.restore import restore
from tests.unit.pipeline.town import make_town

__all__: list[str] = []

LAYOUT = """\
field,usage,length,digits,sign
宛名番号,single,8,,
姓,mixed,10,,
名,mixed,10,,
種別,single,1,,
個人コード,single,5,,
法人コード,single,5,,
一期,zoned,5,5,trailing
二期,zoned,5,5,trailing
"""
STEPS = '''
"""Steps of a made-up vendor."""
import polars as pl


def whole(family, given):
    return pl.concat_str(family, given, separator="　", ignore_nulls=True)


def parts(name):
    cut = name.str.splitn("　", 2)
    return cut.struct.field("field_0"), cut.struct.field("field_1")


def shout(name):
    raise ValueError("山田")


def number(name):
    return name.str.len_chars()
'''
MAPPING = """\
[mapping]
name = "computed"
title = "計算"
pack = "{pack}"
lossless = true

[source]
name = "ZEI.DAT"
charset = "cp932"
[source.framing]
form = "fixed"
length = 49

[[record]]
name = "義務者"
layout = "layout.csv"
file = "gimusha"

[[record.python]]
function = "steps:{function}"
inverse = "steps:{inverse}"
from = ["姓", "名"]
to = ["氏名"]
loses = "a blank inside"

[[record.case]]
name = "コード"
of = [
    {{ from = "個人コード", when = {{ "種別" = ["1", "2"] }} }},
    {{ from = "法人コード", when = {{ "種別" = {{ not = ["1", "2", "9"] }} }} }},
]

[[record.sum]]
name = "年額"
of = ["一期", "二期"]

[record.items]
"宛名番号" = "宛名番号"
"履歴番号" = {{ value = "1" }}
"区分" = "種別"
"氏名" = "氏名"
"法人番号" = "コード"
"年税額" = "年額"
"""


def record(
    number: str, family: str, given: str, kind: str, person: str, body: str, amounts: str
) -> bytes:
    """One record in cp932."""
    texts = ((number, 8), (family, 10), (given, 10), (kind, 1), (person, 5), (body, 5))
    return b"".join(one.encode("cp932").ljust(size) for one, size in texts) + amounts.encode()


SOURCE = b"".join(
    (
        record("00000001", "山田", "太郎", "1", "P0001", "", "0010000020"),
        record("00000002", "見本", "", "3", "", "B0002", "000100002p"),  # 2p: -20
        record("00000003", "", "花子", "2", "P0003", "B0003", "0000000000"),  # both codes
        record("00000004", "林　森", "一", "9", "P0004", "", "9999999999"),  # a blank inside
    )
)


def make(folder: Path, function: str = "whole", inverse: str = "parts") -> Path:
    """The folder of the mapping, beside the made-up pack; its source is ZEI.DAT there."""
    make_town(folder)
    mapping = folder / "computed"
    mapping.mkdir()
    text = MAPPING.format(pack=(folder / "pack").as_posix(), function=function, inverse=inverse)
    (mapping / "mapping.toml").write_text(text, encoding="utf-8")
    (mapping / "layout.csv").write_text(LAYOUT, encoding="utf-8")
    (mapping / "steps.py").write_text(STEPS, encoding="utf-8")
    (folder / "ZEI.DAT").write_bytes(SOURCE)
    return mapping


def test_there(tmp_path: Path) -> None:
    """Functions, cases and sums fill items as their declarations say."""
    mapping = load(str(make(tmp_path)))
    result = convert([tmp_path / "ZEI.DAT"], mapping, tmp_path / "out")
    assert result.counts["rejected"] == 0
    frame = pl.concat(read_standard(tmp_path / "out" / "gimusha.xml", mapping.pack))
    assert frame["氏名"].to_list() == ["山田　太郎", "見本", "花子", "林　森　一"]
    assert frame["法人番号"].to_list() == ["P0001", "B0002", "P0003", None]
    assert frame["年税額"].to_list() == ["120", "-10", "0", "199998"]


def test_and_back(tmp_path: Path) -> None:
    """The same bytes, also of what a way back would not give; only those are kept."""
    mapping = load(str(make(tmp_path)))
    convert([tmp_path / "ZEI.DAT"], mapping, tmp_path / "out")
    restored = restore(tmp_path / "out", mapping, tmp_path / "back")
    assert restored.identical == {"ZEI.DAT": True}
    kept = (tmp_path / "out" / "annex" / "layout.raw.csv").read_text(encoding="utf-8")
    found = {tuple(line.split(",")[:2]) for line in kept.splitlines()[1:]}
    assert {("3", "姓"), ("3", "名"), ("3", "法人コード"), ("4", "姓"), ("4", "名")} <= found
    assert ("4", "個人コード") in found
    assert not [one for one in found if one[0] == "1"]
    annex = (tmp_path / "out" / "annex" / "layout.csv").read_text(encoding="utf-8")
    assert annex.splitlines()[0].removeprefix("\ufeff").endswith("一期,二期")


def test_back_without_the_annex(tmp_path: Path) -> None:
    """Another system's delivery: the inverse gives the fields of the items alone."""
    mapping = load(str(make(tmp_path)))
    convert([tmp_path / "ZEI.DAT"], mapping, tmp_path / "out")
    other = tmp_path / "other"
    other.mkdir()
    (other / "gimusha.xml").write_bytes((tmp_path / "out" / "gimusha.xml").read_bytes())
    restore(other, mapping, tmp_path / "back")
    made = (tmp_path / "back" / "ZEI.DAT").read_bytes()
    assert made[:39] == SOURCE[:39]
    assert made[49 : 49 + 39] == SOURCE[49 : 49 + 39]


def test_it_is_told(tmp_path: Path) -> None:
    """What each can lose stands in the notes, and the columns in the rows of the mapping."""
    mapping = load(str(make(tmp_path)))
    notes = [one.text for one in check(mapping) if one.kind == "loses"]
    assert len(notes) == 1
    assert notes[0].startswith("Function steps:whole loses: a blank inside. Where its inverse does")
    rows = {one.kind: one for one in describe(mapping)}
    assert rows["python"].items == ("氏名",)
    assert rows["case"].fields == ("個人コード", "法人コード", "種別")
    assert rows["sum"].items == ("年額",)


@pytest.mark.parametrize("function", ["shout", "number"])
def test_a_function_that_fails_is_named_without_values(tmp_path: Path, function: str) -> None:
    """A run ends with the function's name; nothing of the data, nothing written."""
    mapping = load(str(make(tmp_path, function)))
    with pytest.raises(MappingError) as raised:
        convert([tmp_path / "ZEI.DAT"], mapping, tmp_path / "out")
    text = json.dumps(raised.value.faults, ensure_ascii=False)
    assert f"steps:{function}" in text
    assert "山田" not in text
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("steps:whole", "steps:nothing", "Expected a function nothing of steps, got none"),
        ("steps:parts", "nosuch:parts", "Expected a module nosuch, got ModuleNotFoundError"),
        ("steps:parts", "parts", 'Expected inverse = "module:name", got parts'),
        ('"二期"]', '"姓"]', "Expected a number with digits to add up, got 姓"),
        ('from = "法人コード"', 'from = "一期"', "Expected fields of one usage and scale"),
        (
            '"種別" = ["1", "2"]',
            '"個人コード" = "1"',
            "Expected another field in when than in from",
        ),
        ('to = ["氏名"]', 'to = ["名"]', "Expected a name that no field has, got 名"),
    ],
)
def test_faults_are_told_at_load_time(tmp_path: Path, old: str, new: str, fault: str) -> None:
    """Each with file and line."""
    mapping = make(tmp_path)
    path = mapping / "mapping.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(MappingError) as raised:
        load(str(mapping))
    assert any(fault in one and "mapping.toml:" in one for one in raised.value.faults)
