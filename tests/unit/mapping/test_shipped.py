"""The mappings that ship: whole, and wide enough for the register they are made for."""

from __future__ import annotations

import csv
import importlib
from pathlib import Path

import pytest

from lgmigrate.mapping import check, describe, load
from lgmigrate.mapping.model import Mapping, RecordMapping
from lgmigrate.standard import load_pack

FOLDER = Path(__file__).parents[3] / "mappings"
NAMES = ("ibm_kanji_host", "open_fixed", "package_csv")

CAPACITIES = {
    "氏名": 20,
    "氏名_フリガナ": 40,
    "通称": 15,
    "氏名_外国人ローマ字": 30,
    "住所_都道府県": 4,
    "住所_市区郡町村名": 10,
    "住所_町字": 12,
    "住所_番地号表記": 12,
    "住所_方書": 16,
    "国籍名等": 8,
    "操作者ID": 8,
}
"""The characters that a made-up register uses at most, by item."""


@pytest.fixture(params=NAMES)
def mapping(request: pytest.FixtureRequest) -> Mapping:
    """Each shipped mapping, from its folder."""
    return load(str(FOLDER / request.param))


def person(mapping: Mapping) -> RecordMapping:
    """The record of residents."""
    return next(record for record in mapping.records if record.type == "2")


def test_it_is_lossless_and_of_the_shipped_pack(mapping: Mapping) -> None:
    """A shipped mapping promises the way back, and its name is its folder's."""
    assert mapping.lossless
    assert mapping.name == Path(mapping.folder).name
    assert mapping.pack == load_pack("juki@1")
    assert mapping.title
    assert mapping.title_en != mapping.title


def test_it_has_header_trailer_and_both_files(mapping: Mapping) -> None:
    """Residents and support measures, between a header and a trailer that counts them."""
    roles = [record.role for record in mapping.records]
    assert roles == ["header", "data", "data", "trailer"]
    files = [record.file.name for record in mapping.data_records() if record.file]
    assert files == ["jumin", "shien"]
    totals = mapping.records[-1].totals
    assert [(one.types, one.of) for one in totals] == [
        (("2",), ""),
        (("3",), ""),
        (("2", "3"), "宛名番号"),
    ]


def test_the_two_further_dates_of_notice_have_no_item(mapping: Mapping) -> None:
    """住民となった and 住所を定めた have a 届出日 each: neither may be taken for the 異動's."""
    annex = person(mapping).annex
    assert {"住民となった届出日", "住所を定めた届出日"} <= set(annex)
    fields = {row.items[0]: row.fields for row in describe(mapping) if row.items}
    assert fields["異動届出年月日"] == ("異動届出日",)
    assert fields["消除の届出年月日"] == ("消除届出日",)


def test_codes_reach_every_value_of_the_pack(mapping: Mapping) -> None:
    """A value of a code list without a vendor's code could not be restored."""
    for record in mapping.data_records():
        for step in record.steps:
            for name in step.items if step.codes and record.file else ():
                item = record.file.by_name[name] if record.file else None
                if item and item.code and step.codes:
                    values = set(mapping.pack.code_lists[item.code].values())
                    assert set(step.codes.backward()) == values, name


def test_fields_hold_the_register(mapping: Mapping) -> None:
    """Each field has room for what a register may put there, shift codes included."""
    record = person(mapping)
    fields = {row.items[0]: row.fields[0] for row in describe(mapping) if row.fields and row.items}
    for item, characters in CAPACITIES.items():
        field = record.layout.field(fields[item])
        if field.length:
            host = mapping.charset.startswith("ibm")
            shifts = 2 if host and field.usage == "mixed" else 0
            wide = field.usage in {"double", "mixed"}
            assert field.length - shifts >= characters * (2 if wide else 1), item


def test_optional_fields_say_what_no_value_is(mapping: Mapping) -> None:
    """A number or a date whose item may be missing declares the bytes of "no value"."""
    for record in mapping.data_records():
        assert record.file is not None
        required = {item.name for item in record.file.items if item.condition == "required"}
        for step in record.steps:
            for field in (record.layout.field(name) for name in step.fields):
                optional = not any(name in required for name in step.items)
                if optional and field.usage in {"zoned", "packed", "date"}:
                    always = {"処理年月日", "更新年月日", "開始年月日"}
                    assert field.null or field.name in always, field.name


def test_notes_hold_no_overflow(mapping: Mapping) -> None:
    """No field of a shipped layout is longer than its item."""
    assert not [note for note in check(mapping) if note.kind in {"overflow", "width", "sign"}]


def test_the_row_of_titles_is_that_of_the_residents() -> None:
    """The header of the CSV source names the columns of its main record."""
    mapping = load(str(FOLDER / "package_csv"))
    header = mapping.records[0]
    assert header.layout.names() == person(mapping).layout.names()
    assert header.type == header.layout.fields[0].name


@pytest.mark.parametrize("name", NAMES)
def test_the_package_is_a_value(name: str) -> None:
    """What the entry point names holds MAPPING and nothing else."""
    package = importlib.import_module(f"mappings.{name}")
    assert package.__all__ == ["MAPPING"]
    assert (FOLDER / name / package.MAPPING).is_file()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.csv")), ids=lambda path: str(path.name))
def test_tables_are_plain(path: Path) -> None:
    """UTF-8 without a byte order mark, LF, every row as long as the header."""
    content = path.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    rows = list(csv.reader(content.decode("utf-8").splitlines()))
    assert {len(row) for row in rows} == {len(rows[0])}
