"""Records and exchange files as DataFrames: types, values, nulls."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from lgmigrate.errors import LgmigrateError, UsageError
from lgmigrate.mapping.registry import load
from lgmigrate.pipeline.convert import convert
from lgmigrate.pipeline.plan import Names, Style
from lgmigrate.pipeline.read import read_records, read_standard
from lgmigrate.synth.register import register
from tests.unit.pipeline.conftest import Made
from tests.unit.pipeline.deliveries import (
    CSV,
    HOST,
    MAPPINGS,
    Delivery,
    cut,
    number_of,
    split_row,
    type_of,
    write,
)

STYLES: list[tuple[Style, Names]] = [
    ("xml", "romaji"),
    ("xml", "japanese"),
    ("csv", "romaji"),
    ("csv", "japanese"),
]
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}  # year 0 of each
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
PERSONS, SEED = 3_000, 11  # as the fixture ``made`` makes them


def standard_of(path: Path) -> pl.DataFrame:
    """A whole exchange file."""
    return pl.concat(read_standard(path))


@pytest.fixture(scope="module")
def registered() -> dict[str, pl.DataFrame]:
    """The register that the deliveries of ``made`` are of, file by file."""
    chunks = list(register(PERSONS, SEED))
    return {
        "jumin": pl.concat([chunk.jumin for chunk in chunks]),
        "shien": pl.concat([chunk.shien for chunk in chunks]),
    }


@pytest.mark.parametrize("file", ["jumin", "shien"])
def test_items_are_the_register_s(
    delivery: Delivery, registered: dict[str, pl.DataFrame], file: str
) -> None:
    """Every item that the mapping has a step for says what the register said, whatever the form
    in which the vendor held it.
    """
    (record,) = [
        one for one in load(delivery.mapping).records if one.file and one.file.name == file
    ]
    mapped = {name for step in record.steps for name in step.items}
    found = standard_of(delivery.standard / f"{file}.xml")
    wanted = registered[file]
    compared = [name for name in wanted.columns if name in mapped]
    assert len(compared) > len(mapped) * 0.8
    assert found.height == wanted.height
    for name in compared:
        values = wanted[name].to_list()
        if delivery.mapping == CSV and name.endswith("_不詳表記"):
            values = [western(words) for words in values]
        assert found[name].to_list() == values, name


def western(words: str | None) -> str | None:
    """Words of an unknown day as a source without eras has them."""
    if words is None or words[:2] not in ERAS:
        return words
    year, rest = words[2:].split("年", 1)
    number = ERAS[words[:2]] + (1 if year == "元" else int(year))
    return str(number).translate(FULL_WIDTH) + "年" + rest


def test_items_without_a_step_are_null(delivery: Delivery) -> None:
    """What no step gives is null, not empty."""
    (record,) = [
        one for one in load(delivery.mapping).records if one.file and one.file.name == "jumin"
    ]
    mapped = {name for step in record.steps for name in step.items}
    found = standard_of(delivery.standard / "jumin.xml")
    for name in set(found.columns) - mapped:
        assert found[name].null_count() == found.height, name


def test_standard_columns(delivery: Delivery) -> None:
    """Columns are the items of the file in order, all text."""
    found = standard_of(delivery.standard / "jumin.xml")
    items = [item.name for item in load(delivery.mapping).pack.file("jumin").items]
    assert found.columns == items
    assert set(found.dtypes) == {pl.String()}


@pytest.mark.parametrize(("style", "names"), STYLES)
def test_styles_read_the_same(few: Made, out: Path, style: Style, names: Names) -> None:
    """XML and CSV, with names in either style, are the same frames."""
    small = few("open_fixed")
    convert(small.source, small.mapping, out, format=style, names=names)
    for name in ("jumin", "shien"):
        again = standard_of(out / f"{name}.{style}")
        assert again.equals(standard_of(small.standard / f"{name}.xml"), null_equal=True)


@pytest.mark.parametrize("name", MAPPINGS)
def test_numbers_of_records(few: Made, name: str) -> None:
    """Column ``record`` numbers the records of the source from 1, and the 宛名番号 keeps its
    zeros.
    """
    small = few(name)
    records = cut(name, small.source.read_bytes())
    for record, code in (("person", "2"), ("support", "3")):
        found = pl.concat(read_records(small.source, name, record=record))
        places = [at + 1 for at, one in enumerate(records) if type_of(name, one) == code]
        assert found["record"].to_list() == places
        numbers = [f"{number_of(name, records[at - 1]):010d}" for at in places]
        assert found["宛名番号"].to_list() == numbers


def test_types_of_records(small: Delivery) -> None:
    """Identifiers, text, and dates that may be unknown are String, other dates Date, quantities
    Int64 or Decimal; FILLER is left out.
    """
    found = pl.concat(read_records(small.source, small.mapping))
    schema = found.schema
    assert schema["record"] == pl.Int64
    for name in ("宛名番号", "世帯番号", "氏名漢字", "生年月日", "個人番号"):
        assert schema[name] == pl.String, name
    assert schema["更新年月日"] == pl.Date
    for name in ("個人履歴番号", "枝番号", "所得額"):
        assert schema[name] == pl.Int64, name
    if small.mapping != "open_fixed":
        assert schema["軽減率"] == pl.Decimal(38, 2)
    assert not [name for name in found.columns if "FILLER" in name]


def test_values_of_csv_records(few: Made) -> None:
    """Values are those of the columns of the text: text as cp932, no value where it is empty."""
    small = few(CSV)
    rows = [split_row(row) for row in cut(CSV, small.source.read_bytes()) if row[:3] == b'"2"']
    found = pl.concat(read_records(small.source, CSV))
    columns = {"氏名漢字": 12, "氏名カナ": 13, "現住所_町字": 27, "更新者ID": 83}
    for name, place in columns.items():
        texts = [row[place].decode("cp932") or None for row in rows]
        assert found[name].to_list() == texts
    incomes = [int(row[80]) if row[80] else None for row in rows]
    assert found["所得額"].to_list() == incomes
    births = [row[20].decode() for row in rows]
    known = [
        (f"{text[:4]}-{text[4:6]}-{text[6:]}", birth)
        for text, birth in zip(births, found["生年月日"], strict=True)
        if "00" not in (text[4:6], text[6:])
    ]
    assert len(known) > 400
    assert all(text == birth for text, birth in known)


def test_values_of_host_records(few: Made) -> None:
    """Packed and binary numbers are what their bytes say."""
    small = few(HOST)
    records = [one for one in cut(HOST, small.source.read_bytes()) if one[0] == 0xF2]
    found = pl.concat(read_records(small.source, HOST))
    incomes = [
        int(one[760:765].hex()[:-1]) * (-1 if one[764] & 15 == 0xD else 1) for one in records
    ]
    assert found["所得額"].to_list() == incomes
    assert min(incomes) < 0 < max(incomes)
    serials = [int.from_bytes(one[770:774], "big") for one in records]
    assert found["通番"].to_list() == serials
    hundredths = [int(one[765:768].hex()[:-1]) for one in records]
    assert [int(rate * 100) for rate in found["軽減率"]] == hundredths
    assert found["個人番号"].null_count() == sum(
        one[643:650] == bytes.fromhex("0000000000000f") for one in records
    )


def test_undecodable_value_is_null(few: Made, tmp_path: Path) -> None:
    """A value that does not decode is null; the rest of its record is there."""
    small = few("open_fixed")
    records = cut("open_fixed", small.source.read_bytes())
    records[1] = records[1][:57] + b"\xff\xff" + records[1][59:]
    source = write(tmp_path / "source.txt", b"".join(records))
    found = pl.concat(read_records(source, "open_fixed"))
    before = pl.concat(read_records(small.source, "open_fixed"))
    assert found["氏名漢字"][0] is None
    assert found.drop("氏名漢字").equals(before.drop("氏名漢字"), null_equal=True)
    assert found["氏名漢字"][1:].equals(before["氏名漢字"][1:], null_equal=True)


@pytest.mark.parametrize("name", [CSV, "open_fixed"])
def test_record_of_another_shape_has_no_values(few: Made, tmp_path: Path, name: str) -> None:
    """A record that convert rejects for its shape is not read as something else."""
    small = few(name)
    records = cut(name, small.source.read_bytes())
    end = records[3].rindex(b",") if name == CSV else 1_000
    records[3] = records[3][:end] + b"\r\n"
    source = write(tmp_path / "source.dat", b"".join(records))
    found = pl.concat(read_records(source, name))
    before = pl.concat(read_records(small.source, name))
    assert found.equals(before.filter(pl.col("record") != 4), null_equal=True)


def test_header_and_trailer(small: Delivery) -> None:
    """A header or trailer is read like any record."""
    (trailer,) = read_records(small.source, small.mapping, record="trailer")
    assert trailer["件数_住民"].to_list() == [500]
    (header,) = read_records(small.source, small.mapping, record="header")
    assert header["record"].to_list() == [1]


def test_no_such_record_type(few: Made) -> None:
    """Another name: exit 2, with those there are."""
    small = few("open_fixed")
    with pytest.raises(UsageError, match="person"):
        next(read_records(small.source, small.mapping, record="nobody"))


def test_no_such_file_of_a_pack(tmp_path: Path) -> None:
    """The name of the file tells the file of the pack; another one: exit 2."""
    path = write(tmp_path / "other.xml", b"<migrationFile/>")
    with pytest.raises(UsageError, match=r"other\.xml"):
        next(read_standard(path))


def test_not_of_the_pack(tmp_path: Path) -> None:
    """A file that is no exchange file: X003 or X001, exit 4."""
    path = write(tmp_path / "jumin.xml", b"<other/>\n")
    with pytest.raises(LgmigrateError, match="X00") as caught:
        next(read_standard(path))
    assert caught.value.exit_code == 4
