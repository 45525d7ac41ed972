"""How full fields are, counted by hand from made-up records."""

from __future__ import annotations

from pathlib import Path

import pytest

import lgmigrate as lg
from lgmigrate.mapping.registry import load
from lgmigrate.testing.mappings import check_mapping
from tests.unit.pipeline.test_computed import make
from tests.unit.pipeline.town import (
    HOUSEHOLDS,
    PAYERS,
    body,
    district,
    household,
    make_town,
    person,
)

__all__: list[str] = []


def test_counts_of_fixed_records(tmp_path: Path) -> None:
    """Four records: names that are empty, amounts that are zero, codes of two kinds."""
    mapping = load(str(make(tmp_path)))
    found = lg.coverage(mapping, tmp_path / "ZEI.DAT")
    assert found.records == {"義務者": 4}
    assert found.unknown == 0
    rows = {
        one.name: (one.values, one.filled, one.zero, one.undecoded, one.carried, one.items)
        for one in found.fields
    }
    assert rows == {
        "宛名番号": (4, 4, 0, 0, "items", ("宛名番号",)),
        "姓": (4, 3, 0, 0, "items", ("氏名",)),
        "名": (4, 3, 0, 0, "items", ("氏名",)),
        "種別": (4, 4, 0, 0, "items", ("区分", "法人番号")),
        "個人コード": (4, 3, 0, 0, "items", ("法人番号",)),
        "法人コード": (4, 2, 0, 0, "items", ("法人番号",)),
        "一期": (4, 4, 1, 0, "items", ("年税額",)),
        "二期": (4, 4, 1, 0, "items", ("年税額",)),
    }
    assert found.lost() == []


def test_counts_of_several_sources_and_of_tables(tmp_path: Path) -> None:
    """Elements are counted with their field; a type that nobody knows; bytes in FILLER."""
    mapping = load(str(make_town(tmp_path)))
    (tmp_path / HOUSEHOLDS[0]).write_bytes(household("000001", "見本", "memo"))
    payers = (
        district("北")
        + person("00000001", "太郎", "000001", [(100, "20250731"), (0, "00000000")])
        + body("00000002", "12345", 5)
        + b"X" * 80
        + district("南")[:-1]
        + b"!"
    )
    (tmp_path / PAYERS).write_bytes(payers)
    found = lg.coverage(mapping, [tmp_path / HOUSEHOLDS[0], tmp_path / PAYERS])
    assert found.records == {"世帯": 1, "地区": 2, "個人": 1, "法人": 1}
    assert found.unknown == 1
    rows = {(one.record, one.name): one for one in found.fields}
    amount = rows[("個人", "税額")]
    assert (amount.values, amount.filled, amount.zero) == (4, 4, 3)
    assert amount.items == ("税額",)
    day = rows[("個人", "納期限")]
    assert (day.values, day.filled, day.rate) == (4, 1, 0.25)
    note = rows[("世帯", "備考")]
    assert (note.filled, note.carried) == (1, "annex")
    spare = rows[("地区", "あき")]
    assert (spare.values, spare.filled, spare.carried) == (2, 1, "filler")
    assert {(one.record, one.name) for one in found.lost()} >= {("世帯", "備考"), ("地区", "あき")}


def test_bytes_that_do_not_decode_are_counted(tmp_path: Path) -> None:
    """They hold something, and nobody knows what."""
    mapping = load(str(make(tmp_path)))
    path = tmp_path / "ZEI.DAT"
    raw = bytearray(path.read_bytes())
    raw[39:44] = b"12*45"
    path.write_bytes(raw)
    found = {one.name: one for one in lg.coverage(mapping, path).fields}
    assert (found["一期"].filled, found["一期"].undecoded) == (4, 1)


def test_check_mapping_passes_and_tells(tmp_path: Path) -> None:
    """Silent where all is well; else every fault, without a value."""
    mapping = make(tmp_path)
    source = tmp_path / "ZEI.DAT"
    check_mapping(str(mapping), source, allow=["S012"])
    golden = tmp_path / "golden"
    golden.mkdir()
    lg.convert([source], load(str(mapping)), tmp_path / "out")
    (golden / "gimusha.xml").write_bytes((tmp_path / "out" / "gimusha.xml").read_bytes())
    check_mapping(str(mapping), [source], golden=golden, allow=["S012"])
    (golden / "gimusha.xml").write_bytes(b"<other/>")
    (golden / "none.xml").write_bytes(b"<other/>")
    raw = bytearray(source.read_bytes())
    raw[39:44] = b"12*45"
    source.write_bytes(raw)
    with pytest.raises(AssertionError) as raised:
        check_mapping(str(mapping), [source], golden=golden, allow=["S012"])
    text = str(raised.value)
    assert "convert: Expected no finding N001, got 1" in text
    assert "golden: Expected gimusha.xml as it was, got another from line 1 on" in text
    assert "golden: Expected none.xml, got none" in text
    assert "山田" not in text
    with pytest.raises(AssertionError, match="golden"):
        check_mapping(str(mapping), [source], golden=golden, allow=["N001", "S012"])
