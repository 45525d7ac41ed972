"""Records whose tables have a variable number of elements, and whose length says so."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from lgmigrate.pipeline.convert import convert
from lgmigrate.pipeline.restore import restore
from tests.unit.pipeline.town import (
    HOUSEHOLDS,
    PAYERS,
    body,
    district,
    household,
    make_town,
    person,
)

Amounts = list[tuple[int, str]]


def rdw(record: bytes) -> bytes:
    """A record behind its length: of four bytes more, big-endian, and two bytes without meaning."""
    return (len(record) + 4).to_bytes(2, "big") + b"\0\0" + record


def payer(number: str, amounts: Amounts, note: str = "") -> bytes:
    """A person with as many instalments as there are, and a note behind them."""
    record = person(number, "名", "000001", amounts)
    return record[: 32 + 12 * len(amounts)] + note.encode("cp932").ljust(4)


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """The town's mapping with records of variable length; a note stands behind the instalments."""
    folder = make_town(tmp_path)
    path = folder / "mapping.toml"
    text = path.read_text("utf-8")
    fixed = 'form = "fixed"\nlength = 80\n'
    assert text.count(fixed) == 1
    path.write_text(text.replace(fixed, 'form = "variable"\n'), encoding="utf-8")
    layout = folder / "person.csv"
    text = layout.read_text("utf-8")
    table = "期,table,12,,,32,,most=4\n"
    assert text.count(table) == 1
    note = "備考,mixed,4,,,,,\n期,table,12,,,32,,most=4;least=0;depending=期数\n"
    layout.write_text(text.replace(table, note), encoding="utf-8")
    return folder


def make(folder: Path, payers: list[bytes]) -> Path:
    """The sources with these payers."""
    folder.mkdir()
    (folder / PAYERS).write_bytes(b"".join(map(rdw, payers)))
    (folder / HOUSEHOLDS[0]).write_bytes(household("000001", "主"))
    return folder


MANY: Amounts = [(1, "20250630"), (-2, "20250831"), (3, "20251031"), (4, "20260131")]


def test_elements_that_are_there(mapping: Path, tmp_path: Path) -> None:
    """Nought to four instalments a record, and back byte for byte."""
    payers = [district("中"), *(payer(f"{n:08d}", MANY[:n], f"n{n}") for n in range(5))]
    payers.append(body("00000009", "12345", 1))
    sources = make(tmp_path / "sources", payers)
    result = convert(sources, mapping, tmp_path / "out", format="csv")
    assert result.codes == {}
    frame = pl.read_csv(result.out / "kibetsu.csv", infer_schema=False)
    wanted = [
        (
            f"{n:08d}",
            str(k + 1),
            str(MANY[k][0]),
            f"{MANY[k][1][:4]}-{MANY[k][1][4:6]}-{MANY[k][1][6:]}",
        )
        for n in range(5)
        for k in range(n)
    ]
    assert frame.rows() == wanted
    notes = pl.read_csv(result.out / "annex" / "person.csv", infer_schema=False)
    assert notes["備考"].to_list() == [f"n{n}" for n in range(5)]
    restored = restore(result.out, mapping, tmp_path / "back")
    assert restored.codes == {}
    assert all(restored.identical.values())


def test_counts_that_do_not_fit(mapping: Path, tmp_path: Path) -> None:
    """A count of nine, one that is no digit, and a record that ends before its last element: each
    is told with its field or none, kept whole, and the others are converted.
    """
    right = payer("00000001", MANY[:2])
    nine = right[:31] + b"9" + right[32:]
    letter = right[:31] + b"x" + right[32:]
    short = right[:-1]
    sources = make(tmp_path / "sources", [district("中"), nine, letter, short, right])
    result = convert(sources, mapping, tmp_path / "out", format="csv")
    starts = [88 + n * (len(right) + 4) for n in range(3)]  # behind the district and the RDWs
    found = result.findings.select("code", "record", "offset", "field").rows()
    assert found == [
        ("F010", 2, starts[0] + 31, "期数"),
        ("F010", 3, starts[1] + 31, "期数"),
        ("F010", 4, starts[2], None),
    ]
    assert result.counts["rejected"] == 3
    assert pl.read_csv(result.out / "kibetsu.csv").height == 2
    assert all(restore(result.out, mapping, tmp_path / "back").identical.values())


def test_the_place_of_a_fault(mapping: Path, tmp_path: Path) -> None:
    """A fault behind the table is found at the byte where it stands in this record, one in an
    element likewise; absent elements have no findings.
    """
    wrong = bytearray(payer("00000001", MANY[:2]))
    wrong[32 + 12] = 0xAA
    wrong[32 + 2 * 12] = 0x81
    wrong[32 + 2 * 12 + 1] = 0x00
    sources = make(tmp_path / "sources", [district("中"), bytes(wrong)])
    result = convert(sources, mapping, tmp_path / "out", format="csv")
    start = 88
    found = result.findings.select("record", "offset", "field").rows()
    assert found == [(2, start + 44, "税額_2"), (2, start + 56, "備考")]
    assert all(restore(result.out, mapping, tmp_path / "back").identical.values())
