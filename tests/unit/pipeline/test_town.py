"""Several kinds of sources that belong together: joined, numbered, told apart by conditions."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest

from lgmigrate.errors import FramingError, MappingError, UsageError
from lgmigrate.mapping.registry import load
from lgmigrate.pipeline.convert import Result, convert
from lgmigrate.pipeline.restore import restore
from lgmigrate.pipeline.roundtrip import roundtrip
from tests.unit.pipeline.town import (
    HOUSEHOLDS,
    PAYERS,
    body,
    district,
    household,
    make_town,
    person,
)


def write(folder: Path, payers: bytes, households: tuple[bytes, bytes]) -> Path:
    """The sources of a town in a folder."""
    folder.mkdir()
    (folder / PAYERS).write_bytes(payers)
    for name, content in zip(HOUSEHOLDS, households, strict=True):
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """The town's mapping."""
    return make_town(tmp_path)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A few households and payers; one household is there twice, and one is not there."""
    households = (
        household("000001", "見本一郎", "memo") + household("000002", "見本花子"),
        household("000003", "三郎") + household("000001", "二重"),
    )
    payers = (
        district("中央")
        + person("00000001", "見本一郎", "000001", [(1000, "20250630"), (-5, "20250831")])
        + body("00000009", "12345", 777, "memo")
        + person("00000001", "見本一郎", "000001", [(1, "00000000")])
        + district("北")
        + person("00000002", "花子", "000009", [])
        + person("00000003", "次郎", "", [(3, "20250101")], state="9")
    )
    return write(tmp_path / "sources", payers, households)


def rows(result: Result, name: str) -> list[dict[str, str]]:
    """The records of an exchange file or annex of a delivery in CSV."""
    text = (result.out / name).read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_records_of_both_sources(mapping: Path, sources: Path, tmp_path: Path) -> None:
    """Households become their file; payers take the name of their household's head, of the
    district above them, and a number among the records of one person.
    """
    result = convert(sources, mapping, tmp_path / "out", format="csv")
    assert [row["setaibango"] for row in rows(result, "setai.csv")] == [
        "000001",
        "000002",
        "000003",
        "000001",
    ]
    found = [
        (row["atenabango"], row["rirekibango"], row["kubun"], row["setainushi"], row["chikumei"])
        for row in rows(result, "gimusha.csv")
    ]
    assert found == [
        ("00000001", "1", "1", "見本一郎", "中央"),
        ("00000001", "2", "1", "見本一郎", "中央"),
        ("00000002", "1", "1", "", "北"),
        ("00000009", "1", "2", "", ""),
    ]
    assert rows(result, "annex/gimusha.order.csv") == [
        {"layout": "person", "records": "3"},
        {"layout": "body", "records": "1"},
    ]


def test_findings_of_joins_and_types(mapping: Path, sources: Path, tmp_path: Path) -> None:
    """No household, two of one number, and a record that meets no condition: each with its place.
    A payer of 80 bytes begins 80 bytes behind the one before.
    """
    result = convert(sources, mapping, tmp_path / "out")
    found = result.findings.select("code", "file", "record", "offset", "field").rows()
    assert found == [
        ("M008", HOUSEHOLDS[1], 2, None, "世帯番号"),
        ("M007", PAYERS, 6, 5 * 80, "世帯番号"),
        ("F004", PAYERS, 7, 6 * 80, None),
    ]
    assert result.counts["rejected"] == 1


@pytest.mark.parametrize("style", ["xml", "csv"])
def test_round_trip(mapping: Path, sources: Path, tmp_path: Path, style: str) -> None:
    """Every source comes back byte for byte, from either form."""
    assert roundtrip(sources, mapping, style=style).identical  # type: ignore[arg-type]  # one of its words
    convert(sources, mapping, tmp_path / "out", format=style)  # type: ignore[arg-type]  # the same
    restored = restore(tmp_path / "out", mapping, tmp_path / "back")
    assert restored.codes == {}
    for name in (*HOUSEHOLDS, PAYERS):
        assert (tmp_path / "back" / name).read_bytes() == (sources / name).read_bytes()


def test_joins_over_many_blocks(mapping: Path, tmp_path: Path) -> None:
    """20,000 persons of 5,000 households, each four times in the file: joined and numbered as a
    calculation by hand says, and whole again.
    """
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    households = b"".join(household(f"{n:06d}", f"主{n}".translate(wide)) for n in range(5_000))
    payers = b"".join(
        (district(f"区{n // 3_000}".translate(wide)) if n % 3_000 == 0 else b"")
        + person(f"{n % 5_000:08d}", "名", f"{n % 5_000:06d}", [(n, "20250630")])
        for n in range(20_000)
    )
    half = 20 * 2_500
    sources = write(tmp_path / "sources", payers, (households[:half], households[half:]))
    result = convert(sources, mapping, tmp_path / "out", format="csv", workers=2)
    assert result.codes == {}
    frame = pl.read_csv(result.out / "gimusha.csv", infer_schema=False).with_row_index("n")
    number = pl.col("n").cast(pl.Int64)
    wanted = frame.select(
        (number % 5_000).cast(pl.String).str.zfill(8).alias("atenabango"),
        (number // 5_000 + 1).cast(pl.String).alias("rirekibango"),
        pl.Series("setainushi", [f"主{n % 5_000}".translate(wide) for n in range(20_000)]),
        pl.Series("chikumei", [f"区{n // 3_000}".translate(wide) for n in range(20_000)]),
    )
    assert frame.select(wanted.columns).equals(wanted)
    restored = restore(tmp_path / "out", mapping, tmp_path / "back")
    assert all(restored.identical.values())


def test_elements_of_tables(mapping: Path, sources: Path, tmp_path: Path) -> None:
    """As many instalments as the record counts, each with its number and the payer's."""
    result = convert(sources, mapping, tmp_path / "out", format="csv")
    assert [tuple(row.values()) for row in rows(result, "kibetsu.csv")] == [
        ("00000001", "1", "1000", "2025-06-30"),
        ("00000001", "2", "-5", "2025-08-31"),
        ("00000001", "1", "1", ""),
    ]


def test_elements_behind_the_count(mapping: Path, sources: Path, tmp_path: Path) -> None:
    """What stands behind the last element that counts is no record, and comes back; a count that
    there cannot be leaves the elements that hold something.
    """
    left = bytes.fromhex("0000009C") + b"20250101"
    payers = (
        district("中央")
        + person("00000001", "名", "000001", [(1, "20250630")], behind=left)
        + person("00000002", "名", "000002", [(1, "20250630")], behind=left).replace(
            bytes.fromhex("000000001C") + b"1", bytes.fromhex("000000001C") + b"9"
        )
    )
    (sources / PAYERS).write_bytes(payers)
    result = convert(sources, mapping, tmp_path / "out", format="csv")
    assert [tuple(row.values())[:3] for row in rows(result, "kibetsu.csv")] == [
        ("00000001", "1", "1"),
        ("00000002", "1", "1"),
        ("00000002", "2", "9"),
    ]
    kept = [row for row in rows(result, "annex/person.raw.csv") if row["field"] == "期_2"]
    assert [(row["record"], row["bytes"]) for row in kept] == [("6", left.hex())]
    assert restore(tmp_path / "out", mapping, tmp_path / "back").identical[PAYERS]


def test_faults_in_elements(mapping: Path, sources: Path, tmp_path: Path) -> None:
    """A digit that is none in the second instalment of the first payer: found at its byte, in a
    field with the element's number, and whole again on the way back.
    """
    place = 80 + 32 + 12
    payers = bytearray((sources / PAYERS).read_bytes())
    payers[place] = 0xAA
    (sources / PAYERS).write_bytes(payers)
    result = convert(sources, mapping, tmp_path / "out", format="csv")
    found = result.findings.filter(pl.col("field") == "税額_2")
    assert found.select("file", "record", "offset").rows() == [(PAYERS, 2, place)]
    assert [row["zeigaku"] for row in rows(result, "kibetsu.csv")] == ["1000", "", "1"]
    assert restore(tmp_path / "out", mapping, tmp_path / "back").identical[PAYERS]


def test_elements_of_another_system(mapping: Path, sources: Path, tmp_path: Path) -> None:
    """Without an annex instalments go to the payer of their number, in any order; the record's
    count is written, and one without a payer is told.
    """
    result = convert(sources, mapping, tmp_path / "out", format="csv")
    for one in (result.out / "annex").iterdir():
        one.unlink()
    (result.out / "manifest.json").unlink()
    persons = (result.out / "gimusha.csv").read_text("utf-8").splitlines(keepends=True)
    (result.out / "gimusha.csv").write_text(
        "".join(one for one in persons if ",2,1," not in one), encoding="utf-8", newline=""
    )
    (result.out / "kibetsu.csv").write_text(
        "atenabango,kibetsu,zeigaku,nokigen\r\n"
        "00000002,1,7,2025-01-31\r\n"
        "00000001,3,3,2025-03-31\r\n"
        "00000008,1,8,\r\n"
        "00000001,1,1,2025-01-31\r\n",
        encoding="utf-8",
        newline="",
    )
    restored = restore(result.out, mapping, tmp_path / "back")
    assert restored.codes == {"K003": 1, "M006": 1}
    payers = (tmp_path / "back" / PAYERS).read_bytes()
    first, second = payers[:80], payers[80:160]
    empty = bytes.fromhex("0000000C") + b"00000000"
    assert first[31:] == b"".join(
        (
            b"3",
            bytes.fromhex("0000001C") + b"20250131",
            empty,
            bytes.fromhex("0000003C") + b"20250331",
            empty,
        )
    )
    assert second[31:] == b"1" + bytes.fromhex("0000007C") + b"20250131" + empty * 3


def test_sources_are_told_by_their_names(mapping: Path, sources: Path, tmp_path: Path) -> None:
    """A file of no kind, and a kind without a file: both are named, and nothing is written."""
    (sources / "OTHER.DAT").write_bytes(b"x")
    (sources / PAYERS).unlink()
    with pytest.raises(FramingError) as caught:
        convert(sources, mapping, tmp_path / "out")
    assert [fault.split(": ", 1)[1] for fault in caught.value.faults] == [
        "F001 Expected a source named SETAI*.DAT, ZEI.DAT, got another",
        "F001 Expected a source of that name, got none",
    ]
    assert not (tmp_path / "out").exists()


def test_standard_input_is_not_read_twice(mapping: Path, sources: Path, tmp_path: Path) -> None:
    """What has to be read twice cannot be the standard input."""
    text = (mapping / "mapping.toml").read_text("utf-8")
    changed = text.replace('"ZEI.DAT"', '"-"')
    (mapping / "mapping.toml").write_text(changed, encoding="utf-8")
    given: list[str | Path] = ["-", *(sources / name for name in HOUSEHOLDS)]
    with pytest.raises(UsageError, match="standard input"):
        convert(given, mapping, tmp_path / "out")


def test_another_systems_delivery(mapping: Path, sources: Path, tmp_path: Path) -> None:
    """Without an annex the rows of a file become the type that they meet the conditions of."""
    result = convert(sources, mapping, tmp_path / "out", format="csv")
    for one in (result.out / "annex").iterdir():
        one.unlink()
    (result.out / "manifest.json").unlink()
    restored = restore(result.out, mapping, tmp_path / "back")
    assert restored.codes == {"M006": 1}
    payers = (tmp_path / "back" / PAYERS).read_bytes()
    assert len(payers) == 4 * 80
    kinds = [payers[at : at + 1] for at in range(0, len(payers), 80)]
    assert kinds == [b"P", b"P", b"P", b"B"]
    assert payers[240:].startswith(b"B0000000912345" + bytes.fromhex("000000777C"))


FAULTS = {
    'record = "世帯"\non': ('record = "個人"\non', "Expected another record of the mapping"),
    'fields = ["世帯主名"]': ('fields = ["無い"]', "Expected fields of layout household"),
    'record = "地区"\nfields': ('record = "世帯"\nfields', "Expected a record of the same source"),
    'fields = ["地区名"]\n[[record.number]]\nname = "履歴"\nby = ["宛名番号"]': (
        'fields = ["地区名"]\n[[record.number]]\nname = "履歴"\nby = ["無い"]',
        "Expected a field of layout person",
    ),
    'rows = { "区分" = "1" }\n': ("", "Expected rows for 個人"),
    'when = { "種別" = "B" }': ('when = { "無い" = "B" }', "Expected a field of layout body"),
    'source = "SETAI*.DAT"\nlayout': ('source = "X"\nlayout', "Expected a source of SETAI"),
    'name = "法人"': ('name = "個人"', "Expected a name of its own for each record"),
    'table = "期"': ('table = "無い"', "Expected a table of layout person"),
    'count = "期数"': ('count = "無い"', "Expected a field of layout person"),
}
"""What is changed in the definition -> what it becomes, and what is said of it."""


@pytest.mark.parametrize("before", FAULTS)
def test_definition_faults(mapping: Path, before: str) -> None:
    """One thing wrong in the definition: it is said when the mapping is loaded."""
    path = mapping / "mapping.toml"
    text = path.read_text("utf-8")
    assert text.count(before) == 1
    after, message = FAULTS[before]
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(MappingError, match=message):
        load(str(mapping))
