"""The faults at which other tools stop or stay silent: each found, the other records delivered.

Bad nibbles, letters in numbers, blanks in signed numbers, shift-out without shift-in, bytes without
a character, a short tail; the records are put together by hand.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import lgmigrate as lg
from lgmigrate.record.layout import Field, RecordLayout

__all__: list[str] = []

LAYOUT = RecordLayout(
    name="host",
    length=24,
    fields=(
        Field(name="番号", usage="zoned", offset=0, length=4, digits=4, value="digits"),
        Field(name="金額", usage="packed", offset=4, length=4, digits=7, sign="trailing"),
        Field(name="差引", usage="zoned", offset=8, length=4, digits=4, sign="trailing"),
        Field(name="氏名", usage="mixed", offset=12, length=12),
    ),
)
KANJI = bytes.fromhex("0E456645660F")
"""本本 of ibm930 between shift codes."""


def record(
    number: str = "F0F0F0F1",
    amount: str = "0001234C",
    balance: str = "F0F0F1C2",
    name: bytes = KANJI,
) -> bytes:
    """A record of the layout."""
    fixed = bytes.fromhex(number) + bytes.fromhex(amount) + bytes.fromhex(balance)
    return fixed + name.ljust(12, b"\x40")


DAMAGE = {
    "bad nibble": (record(amount="00012A4C"), "N002", "金額", 4),
    "no sign": (record(amount="00012340"), "N003", "金額", 4),
    "letter in a number": (record(number="F0F0C1F1"), "N001", "番号", 0),
    "blanks in a signed number": (record(balance="40404040"), "N004", "差引", 8),
    "shift-out without shift-in": (record(name=KANJI[:5].ljust(12, b"\x45")), "C002", "氏名", 12),
    "bytes without a character": (
        record(name=bytes.fromhex("0EFDFD0F")),
        "C001",
        "氏名",
        12,
    ),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_each_is_found_and_the_rest_delivered(name: str, tmp_path: Path) -> None:
    """Record, byte offset, field; the records around it are whole, and all bytes come back."""
    damaged, code, field, offset = DAMAGE[name]
    source = tmp_path / "host.dat"
    source.write_bytes(record() + damaged + record())
    result = lg.decode(source, LAYOUT, tmp_path / "t.jsonl", charset="ibm930")
    findings = [
        json.loads(line)
        for line in (tmp_path / "t.jsonl.findings.jsonl").read_text("utf-8").splitlines()
    ]
    found = [(one["code"], one["record"], one["field"]) for one in findings]
    families = {"N": ("N001", "N002", "N003", "N004"), "C": ("C001", "C002", "C004")}
    assert len(found) == 1, found
    assert found[0][1:] == (2, field)
    assert found[0][0] in families[code[0]]
    assert 24 + offset <= findings[0]["offset"] < 24 + 24
    rows = [json.loads(line) for line in (tmp_path / "t.jsonl").read_text("utf-8").splitlines()]
    good = {"番号": "0001", "金額": 1234, "差引": 12, "氏名": "本本"}
    assert [one["record"] for one in rows] == [1, 2, 3]
    for one in (rows[0], rows[2]):
        assert {key: one[key] for key in good} == good
    assert rows[1][field] is None
    assert {key: rows[1][key] for key in good if key != field} == {
        key: value for key, value in good.items() if key != field
    }
    assert result.counts["records"] == 3
    lg.encode(tmp_path / "t.jsonl", LAYOUT, tmp_path / "back.dat", charset="ibm930")
    assert (tmp_path / "back.dat").read_bytes() == source.read_bytes()


def test_a_short_tail(tmp_path: Path) -> None:
    """The whole records are there, the rest is told with its place and kept."""
    source = tmp_path / "host.dat"
    source.write_bytes(record() * 2 + record()[:10])
    result = lg.decode(source, LAYOUT, tmp_path / "t.jsonl", charset="ibm930")
    line = (tmp_path / "t.jsonl.findings.jsonl").read_text("utf-8")
    finding = json.loads(line)
    assert (finding["code"], finding["record"], finding["offset"]) == ("F010", 3, 48)
    assert (result.counts["records"], result.counts["rejected"]) == (2, 1)
    lg.encode(tmp_path / "t.jsonl", LAYOUT, tmp_path / "back.dat", charset="ibm930")
    assert (tmp_path / "back.dat").read_bytes() == source.read_bytes()
