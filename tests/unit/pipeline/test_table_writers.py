"""Few records are made value by value, many column by column: the tables are the same."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import polars as pl
import pytest

import lgmigrate as lg
from lgmigrate.pipeline import table_writers
from lgmigrate.record.layout import Field, RecordLayout, Table

__all__: list[str] = []

LAYOUT = RecordLayout(
    name="t",
    length=40,
    fields=(
        Field(name="文字", usage="mixed", offset=0, length=12),
        Field(name="番号", usage="zoned", offset=12, length=3, digits=3, value="digits"),
        Field(name="額", usage="packed", offset=15, length=3, digits=5, sign="trailing"),
        Field(name="率", usage="packed", offset=18, length=2, digits=3, scale=1),
        Field(name="日", usage="date", offset=20, length=8, null=("zero",)),
        Field(name="数", usage="zoned", offset=28, length=1, digits=1),
        Field(name="あき", usage="filler", offset=29, length=1),
        *(
            Field(name=f"期_{n}", usage="zoned", offset=28 + 2 * n, length=2, digits=2)
            for n in range(1, 6)
        ),
    ),
    tables=(Table(name="期", offset=30, size=2, least=0, most=5, depending="数"),),
)


def record(text: bytes, count: int, amount: str = "00012D") -> bytes:
    """A record with ``count`` elements, as a variable one."""
    head = text.ljust(12) + b"007" + bytes.fromhex(amount) + bytes.fromhex("125C")
    return head + b"20250401" + str(count).encode() + b" " + b"12" * count


RECORDS = [
    record(b'a"b\\c/d', 2),
    record(b"\x01\x08\x0c\x1f\x7f", 0),
    record("長い文字列だ".encode("cp932"), 5, amount="99999C"),
    record(b"x", 1, amount="ABCDEF"),
]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_both_ways_give_the_same(
    form: Literal["jsonl", "parquet"], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Escapes, nulls, numbers, tables of a variable number of elements, long and short text."""
    source = tmp_path / "x.dat"
    content = b"".join((len(one) + 4).to_bytes(2, "big") + b"\0\0" + one for one in RECORDS)
    source.write_bytes(content)
    made = []
    for few in (0, 1000):
        monkeypatch.setattr(table_writers, "FEW", few)
        out = tmp_path / f"{few}.{form}"
        lg.decode(source, LAYOUT, out, charset="cp932", framing="rdw")
        made.append(out)
        lg.encode(out, LAYOUT, tmp_path / "back", charset="cp932", framing="rdw", overwrite=True)
        assert (tmp_path / "back").read_bytes() == content
    if form == "jsonl":
        assert made[0].read_bytes() == made[1].read_bytes()
        assert made[0].read_text(encoding="utf-8").count("\n") == len(RECORDS)
    else:
        assert pl.read_parquet(made[0]).equals(pl.read_parquet(made[1]))
