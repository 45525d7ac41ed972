"""A file by its layout alone: tables with the values that its bytes say, and the same bytes again.

The records are put together by hand, from Python's own codecs and hexadecimal digits.
"""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.cli.conftest import Run

__all__: list[str] = []

LAYOUT = """field,usage,offset,length,digits,scale,sign,value
番号,zoned,,4,4,,,digits
氏名,mixed,,10,,,,
金額,packed,,3,5,2,trailing,
予備,filler,,3,,,,
"""
LENGTH = 20
FORMS = ("csv", "jsonl", "parquet")
RECORDS = (("0012", "山田　太郎", "12345C"), ("0007", "ABC", "00100D"), ("9999", "林", "00000C"))
VALUES = [
    (1, "0012", "山田　太郎", Decimal("123.45")),
    (2, "0007", "ABC", Decimal("-1.00")),
    (3, "9999", "林", Decimal("0.00")),
]


def record(number: str, name: str, amount: str, rest: bytes = b"   ") -> bytes:
    """A record of the layout in cp932."""
    text = name.encode("cp932").ljust(10)
    return number.encode() + text + bytes.fromhex(amount) + rest


CLEAN = b"".join(record(*one) for one in RECORDS)
DIRTY = (
    record(*RECORDS[0], rest=b"\x00\x01\x02")
    + record("00X7", "ABC", "00100D")
    + record("0008", "ABC", "0A100F")
    + record(*RECORDS[2])
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a layout and two sources."""
    (tmp_path / "layout.csv").write_text(LAYOUT, encoding="utf-8", newline="")
    (tmp_path / "clean.dat").write_bytes(CLEAN)
    (tmp_path / "dirty.dat").write_bytes(DIRTY)
    return tmp_path


def by(place: Path, layout: str = "layout.csv", charset: str = "cp932") -> tuple[str | Path, ...]:
    """The options that say how a file is to be read."""
    return ("--layout", place / layout, "--charset", charset)


def rows_of(path: Path) -> list[tuple[object, ...]]:
    """A table of the layout as its own reader has it, numbers as Decimal."""
    if path.suffix == ".parquet":
        return list(pl.read_parquet(path).iter_rows())
    if path.suffix == ".jsonl":
        made = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        texts = [tuple(one.values()) for one in made]
    else:
        with path.open(encoding="utf-8", newline="") as stream:
            texts = [tuple(one) for one in list(csv.reader(stream))[1:]]
    return [
        (int(number), code or None, name or None, Decimal(amount) if amount else None)
        for number, code, name, amount in texts
    ]


@pytest.mark.parametrize("form", FORMS)
def test_clean_records_and_the_way_back(run: Run, place: Path, form: str) -> None:
    """Every value of every record, nothing beside the table but for the numbers; the same file."""
    table, back = place / f"t.{form}", place / "back.dat"
    result = run("decode", place / "clean.dat", *by(place), "--out", table)
    assert result.exit_code == 0, result.output
    assert rows_of(table) == VALUES
    assert not (place / f"t.{form}.findings.jsonl").exists()
    result = run("encode", table, *by(place), "--out", back)
    assert result.exit_code == 0, result.output
    assert back.read_bytes() == CLEAN


@pytest.mark.parametrize("form", FORMS)
def test_dirty_records_and_the_way_back(run: Run, place: Path, form: str) -> None:
    """What does not decode is null, is found at its place, and goes back byte for byte."""
    table, back = place / f"t.{form}", place / "back.dat"
    result = run("decode", place / "dirty.dat", *by(place), "--out", table, "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["counts"]["records"] == 4
    assert document["codes"] == {"N001": 1, "N002": 1}
    assert rows_of(table) == [
        (1, "0012", "山田　太郎", Decimal("123.45")),
        (2, None, "ABC", Decimal("-1.00")),
        (3, "0008", "ABC", None),
        (4, "9999", "林", Decimal("0.00")),
    ]
    lines = (place / f"t.{form}.findings.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    assert [(one["code"], one["record"], one["offset"], one["field"]) for one in found] == [
        ("N001", 2, LENGTH, "番号"),
        ("N002", 3, 2 * LENGTH + 14, "金額"),
    ]
    result = run("encode", table, *by(place), "--out", back, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["identical"] is True
    assert back.read_bytes() == DIRTY


def test_a_table_that_was_changed(run: Run, place: Path) -> None:
    """A corrected value wins over the bytes that were kept for it; all else stays."""
    table, back = place / "t.csv", place / "back.dat"
    run("decode", place / "dirty.dat", *by(place), "--out", table)
    text = table.read_bytes().decode().replace("3,0008,ABC,", "3,0008,ABC,-1.5")
    table.write_bytes(text.encode())
    result = run("encode", table, *by(place), "--out", back, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["identical"] is False
    wanted = DIRTY.replace(bytes.fromhex("0A100F"), bytes.fromhex("00150D"))
    assert back.read_bytes() == wanted


def test_a_table_of_others(run: Run, place: Path) -> None:
    """A table without anything beside it, and without numbers, is encoded by its values alone."""
    table, back = place / "made.csv", place / "back.dat"
    table.write_text("金額,氏名,番号\r\n-1.00,ABC,0007\r\n", encoding="utf-8", newline="")
    result = run("encode", table, *by(place), "--out", back)
    assert result.exit_code == 0, result.output
    assert back.read_bytes() == record("0007", "ABC", "00100D")


def test_values_that_no_record_can_hold(run: Run, place: Path) -> None:
    """They are found by record and field, and the exit is 1."""
    table = place / "made.csv"
    table.write_text("番号,氏名,金額\r\n0007,ABC,1000.00\r\n", encoding="utf-8", newline="")
    result = run("encode", table, *by(place), "--out", place / "back.dat", "--json")
    assert result.exit_code == 1
    lines = (place / "back.dat.findings.jsonl").read_text(encoding="utf-8").splitlines()
    found = [json.loads(line) for line in lines]
    assert [(one["record"], one["field"]) for one in found] == [(1, "金額")]
    assert json.loads(result.stdout)["codes"] == {found[0]["code"]: 1}


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_stream(run: Run, place: Path, form: str) -> None:
    """Without --out the table is on standard output alone, and nothing is left in the folder."""
    before = sorted(place.iterdir())
    result = run("decode", place / "clean.dat", *by(place), "--format", form)
    assert result.exit_code == 0, result.output
    copy = place / f"copy.{form}"
    copy.write_bytes(result.stdout_bytes)
    assert rows_of(copy) == VALUES
    copy.unlink()
    assert sorted(place.iterdir()) == before


def test_a_stream_says_what_it_cannot_keep(run: Run, place: Path) -> None:
    """Findings are counted on standard error, which also says how to keep the bytes."""
    result = run("decode", place / "dirty.dat", *by(place))
    assert result.exit_code == 1
    assert "N002" in result.stderr
    assert "--out" in result.stderr
    assert len(list(csv.reader(io.StringIO(result.stdout)))) == 5


def test_bom(run: Run, place: Path) -> None:
    """--bom begins the table with a mark that encode takes away."""
    table, back = place / "t.csv", place / "back.dat"
    run("decode", place / "clean.dat", *by(place), "--out", table, "--bom")
    assert table.read_bytes().startswith("\ufeffrecord,番号".encode())
    assert run("encode", table, *by(place), "--out", back).exit_code == 0
    assert back.read_bytes() == CLEAN


# --- framing -------------------------------------------------------------------------------------


def rdw(raw: bytes) -> bytes:
    """A variable record: its length with the four bytes of the length itself."""
    return (len(raw) + 4).to_bytes(2, "big") + b"\0\0" + raw


@pytest.mark.parametrize("form", FORMS)
def test_a_truncated_tail(run: Run, place: Path, form: str) -> None:
    """The end of a file that is cut is found; the records before it are all in the table."""
    cut = place / "cut.dat"
    cut.write_bytes(CLEAN + CLEAN[:7])
    table, back = place / f"t.{form}", place / "back.dat"
    result = run("decode", cut, *by(place), "--framing", f"fixed:{LENGTH}", "--out", table)
    assert result.exit_code == 1, result.output
    assert rows_of(table) == VALUES
    found = json.loads((place / f"t.{form}.findings.jsonl").read_text(encoding="utf-8"))
    assert (found["code"], found["record"], found["offset"]) == ("F010", 4, 3 * LENGTH)
    assert run("encode", table, *by(place), "--out", back).exit_code == 0
    assert back.read_bytes() == cut.read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_records_of_another_length(run: Run, place: Path, form: str) -> None:
    """A variable record that is too short is kept whole, found, and back in its place."""
    data = rdw(CLEAN[:LENGTH]) + rdw(b"1234567") + rdw(CLEAN[LENGTH : 2 * LENGTH])
    source = place / "source.vb"
    source.write_bytes(data)
    table, back = place / f"t.{form}", place / "back.dat"
    given = (*by(place), "--framing", "rdw")
    result = run("decode", source, *given, "--out", table, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["counts"]["rejected"] == 1
    assert rows_of(table) == [VALUES[0], (3, *VALUES[1][1:])]
    assert (place / f"t.{form}.rejected.dat").read_bytes() == b"1234567"
    result = run("encode", table, *given, "--out", back)
    assert result.exit_code == 0, result.output
    assert back.read_bytes() == data


# --- several types -------------------------------------------------------------------------------

HEAD = "field,usage,offset,length,digits,scale,sign,value\n区分,single,,1,,,,\n件数,zoned,,4,4,,,\n"
BODY = "field,usage,offset,length,digits,scale,sign,value\n区分,single,,1,,,,\n名,mixed,,6,,,,\n"
TYPES = """charset = "cp932"
framing = "rdw"

[[record]]
name = "見出し"
layout = "head.csv"
when = { "区分" = "1" }

[[record]]
name = "明細"
layout = "body.csv"
when = { "区分" = ["2", "3"] }
"""


@pytest.fixture
def types(tmp_path: Path) -> Path:
    """A folder with two record types and a file of them, with a record of neither."""
    (tmp_path / "head.csv").write_text(HEAD, encoding="utf-8", newline="")
    (tmp_path / "body.csv").write_text(BODY, encoding="utf-8", newline="")
    (tmp_path / "layouts.toml").write_text(TYPES, encoding="utf-8", newline="")
    rows = [b"10002", b"2" + "山".encode("cp932") + b"    ", b"9?", b"3ab    ", b"10000"]
    (tmp_path / "mixed.dat").write_bytes(b"".join(map(rdw, rows)))
    return tmp_path


@pytest.mark.parametrize("form", FORMS)
def test_types_among_each_other(run: Run, types: Path, form: str) -> None:
    """A table a type, or one with a key; a record of no type is kept; all of it comes back."""
    given = ("--layout", types / "layouts.toml")
    table, back = types / f"t.{form}", types / "back.dat"
    result = run("decode", types / "mixed.dat", *given, "--out", table, "--json")
    assert result.exit_code == 1
    document = json.loads(result.stdout)
    assert document["codes"] == {"F004": 1}
    if form == "jsonl":
        assert document["tables"] == ["t.jsonl"]
        lines = table.read_text(encoding="utf-8").splitlines()
        assert [json.loads(line) for line in lines] == [
            {"record": 1, "type": "見出し", "区分": "1", "件数": 2},
            {"record": 2, "type": "明細", "区分": "2", "名": "山"},
            {"record": 4, "type": "明細", "区分": "3", "名": "ab"},
            {"record": 5, "type": "見出し", "区分": "1", "件数": 0},
        ]
    else:
        assert document["tables"] == [f"t.見出し.{form}", f"t.明細.{form}"]
        path = types / f"t.明細.{form}"
        found = pl.read_csv(path, schema_overrides={"区分": pl.String}) if form == "csv" else None
        whole = pl.read_parquet(path) if found is None else found
        assert whole.rows() == [(2, "2", "山"), (4, "3", "ab")]
    result = run("encode", table, *given, "--out", back)
    assert result.exit_code == 0, result.output
    assert back.read_bytes() == (types / "mixed.dat").read_bytes()


def test_types_need_a_place(run: Run, types: Path) -> None:
    """CSV of two types has no room on one stream; JSON lines have."""
    given = ("--layout", types / "layouts.toml")
    assert run("decode", types / "mixed.dat", *given).exit_code == 2
    result = run("decode", types / "mixed.dat", *given, "--format", "jsonl")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 4


# --- tables --------------------------------------------------------------------------------------

ORDERS = """field,usage,offset,length,digits,scale,sign,value,null,options,note
件数,zoned,,1,1,,,,,,
明細,table,1,3,,,,,,most=3;least=0;depending=件数,
品_1,single,,1,,,,,,,
数_1,zoned,,2,2,,,,,,
品_2,single,,1,,,,,,,
数_2,zoned,,2,2,,,,,,
品_3,single,,1,,,,,,,
数_3,zoned,,2,2,,,,,,
印,single,,1,,,,,,,
"""


def test_tables_are_nested_in_json(run: Run, tmp_path: Path) -> None:
    """As many elements as their count says, and a field behind them; numbered columns in CSV."""
    (tmp_path / "layout.csv").write_text(ORDERS, encoding="utf-8", newline="")
    data = rdw(b"2A01B02x") + rdw(b"0y") + rdw(b"3A01B02C03z")
    (tmp_path / "orders.dat").write_bytes(data)
    given = (*by(tmp_path), "--framing", "rdw")
    table, back = tmp_path / "t.jsonl", tmp_path / "back.dat"
    result = run("decode", tmp_path / "orders.dat", *given, "--out", table)
    assert result.exit_code == 0, result.output
    items: list[dict[str, Any]] = [{"品": one, "数": n} for n, one in enumerate("ABC", start=1)]
    lines = table.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [
        {"record": 1, "件数": 2, "明細": items[:2], "印": "x"},
        {"record": 2, "件数": 0, "明細": [], "印": "y"},
        {"record": 3, "件数": 3, "明細": items, "印": "z"},
    ]
    assert run("encode", table, *given, "--out", back).exit_code == 0
    assert back.read_bytes() == data
    flat = run("decode", tmp_path / "orders.dat", *given)
    assert flat.stdout.splitlines() == [
        "record,件数,品_1,数_1,品_2,数_2,品_3,数_3,印",
        "1,2,A,1,B,2,,,x",
        "2,0,,,,,,,y",
        "3,3,A,1,B,2,C,3,z",
    ]


# --- exits ---------------------------------------------------------------------------------------


def left(place: Path) -> set[str]:
    """What stands in a folder beside what the fixture put there."""
    return {one.name for one in place.iterdir()} - {"layout.csv", "clean.dat", "dirty.dat"}


def test_2_for_a_name_that_is_taken(run: Run, place: Path) -> None:
    """A table is written over only if that is asked for."""
    table = place / "t.csv"
    table.write_bytes(b"mine")
    given = ("decode", place / "clean.dat", *by(place), "--out", table)
    assert run(*given).exit_code == 2
    assert table.read_bytes() == b"mine"
    assert run(*given, "--overwrite").exit_code == 0
    assert rows_of(table) == VALUES


@pytest.mark.parametrize(
    "arguments",
    [
        ["--charset", "cp932"],
        ["--layout", "layout.csv"],
        ["--layout", "layout.csv", "--charset", "cp932", "--format", "parquet"],
        ["--layout", "layout.csv", "--charset", "cp932", "--out", "t.txt"],
        ["--layout", "layout.csv", "--charset", "cp932", "--choose", "A"],
    ],
)
def test_2_for_a_wrong_call(
    run: Run, place: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    """A call without what it needs, or with what has no meaning, writes nothing."""
    monkeypatch.chdir(place)
    result = run("decode", "clean.dat", *arguments)
    assert result.exit_code == 2, result.output
    assert left(place) == set()


@pytest.mark.parametrize(
    ("layout", "charset", "framing"),
    [
        ("field,usage,length\n番号,nosuch,4\n", "cp932", "fixed:20"),
        (LAYOUT, "nosuch", "fixed:20"),
        (LAYOUT, "cp932", "nosuch"),
        (LAYOUT, "cp932", "fixed:19"),
        (LAYOUT, "cp932", "csv"),
    ],
)
def test_3_for_a_wrong_definition(
    run: Run, place: Path, layout: str, charset: str, framing: str
) -> None:
    """A layout, code page or framing that is none, or that do not fit each other."""
    (place / "layout.csv").write_text(layout, encoding="utf-8", newline="")
    given = (*by(place, charset=charset), "--framing", framing, "--out", place / "t.csv")
    result = run("decode", place / "clean.dat", *given)
    assert result.exit_code == 3, result.output
    assert left(place) == set()


def test_4_for_sidecars_of_another_table(run: Run, place: Path) -> None:
    """Kept bytes that were changed, or that another layout put there, are refused."""
    table = place / "t.csv"
    run("decode", place / "dirty.dat", *by(place), "--out", table)
    raw = place / "t.csv.raw.csv"
    whole = raw.read_bytes()
    raw.write_bytes(whole.replace(b"0a100f", b"0a200f"))
    assert run("encode", table, *by(place), "--out", place / "back.dat").exit_code == 4
    raw.write_bytes(whole)
    (place / "layout.csv").write_text(LAYOUT.replace(",5,2,", ",5,1,"), encoding="utf-8")
    result = run("encode", table, *by(place), "--out", place / "back.dat")
    assert result.exit_code == 4
    assert "M005" in result.stderr
    assert not (place / "back.dat").exists()


@pytest.mark.parametrize("form", FORMS)
def test_nothing_half_written(run: Run, place: Path, form: str) -> None:
    """A run that ends in the middle leaves no table, nothing beside it, and the earlier one."""
    bad = record("0001", "X", "00000C").replace(b"X ", b"\x85\x9f")
    (place / "late.dat").write_bytes(CLEAN * 100_000 + bad)
    table = place / f"t.{form}"
    given = (*by(place), "--on-error", "stop", "--out", table)
    result = run("decode", place / "late.dat", *given)
    assert result.exit_code == 4, result.output
    assert left(place) == {"late.dat"}
    assert run("decode", place / "clean.dat", *given).exit_code == 0
    before = table.read_bytes()
    assert run("decode", place / "late.dat", *given, "--overwrite").exit_code == 4
    assert table.read_bytes() == before


def test_japanese(run: Run, place: Path) -> None:
    """Messages are in the language that was asked for."""
    table = place / "t.csv"
    result = run("decode", place / "dirty.dat", *by(place), "--out", table, lang="ja")
    assert "4 レコードを読み" in result.stderr
    assert "decode" in run("decode", "--help", lang="ja").stdout
