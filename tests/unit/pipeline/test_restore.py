"""Restore from deliveries that were made elsewhere, edited, or put together wrongly."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from lgmigrate.errors import LgmigrateError
from lgmigrate.mapping.registry import load
from lgmigrate.pipeline.convert import convert
from lgmigrate.pipeline.read import read_records
from lgmigrate.pipeline.restore import restore
from tests.unit.pipeline.conftest import Made
from tests.unit.pipeline.deliveries import (
    CSV,
    HOST,
    Delivery,
    cut,
    files_of,
    find_record,
    make_trailer,
    number_of,
    type_of,
    write,
)


def copy_of(small: Delivery, out: Path) -> Path:
    """A delivery that may be changed."""
    return Path(shutil.copytree(small.standard, out / "standard"))


def without_line(path: Path, number: int) -> bytes:
    """Take a line, counted from 0, out of a file; -> the line."""
    lines = path.read_bytes().split(b"\n")
    taken = lines.pop(number)
    path.write_bytes(b"\n".join(lines))
    return taken


def frames_of(source: Path, mapping: str, record: str) -> pl.DataFrame:
    """All records of one type."""
    return pl.concat(read_records(source, mapping, record=record))


def test_without_annex(small: Delivery, out: Path) -> None:
    """Another system's delivery has no annex: M006, its fields empty, header and trailer made up
    with the right figures, so that the result converts to the same exchange files; what then
    lacks a number or a day is nothing but those fields.
    """
    standard = copy_of(small, out)
    shutil.rmtree(standard / "annex")
    restored = restore(standard, small.mapping, out / "back")
    assert restored.codes == {"M006": 1}
    assert restored.ok
    assert restored.identical == {small.source.name: False}
    back = out / "back" / small.source.name
    records = cut(small.mapping, back.read_bytes())
    before = cut(small.mapping, small.source.read_bytes())
    numbers = [number_of(small.mapping, one) for one in records[1:-1]]
    assert numbers == [number_of(small.mapping, one) for one in before[1:-1]]
    assert records[-1] == before[-1]
    result = convert(back, small.mapping, out / "again")
    assert set(result.codes) <= {"N004", "D001"}
    empty = {name for record in load(small.mapping).records for name in record.annex}
    assert set(result.findings["field"]) <= empty
    for name in ("jumin.xml", "shien.xml"):
        assert (out / "again" / name).read_bytes() == (small.standard / name).read_bytes()
    assert set(frames_of(back, small.mapping, "person")["住民となった届出日"]) == {None}


def test_without_annex_and_manifest(small: Delivery, out: Path) -> None:
    """Exchange files alone are restored to a source by the mapping's name."""
    standard = copy_of(small, out)
    shutil.rmtree(standard / "annex")
    (standard / "manifest.json").unlink()
    restored = restore(standard, small.mapping, out / "back")
    assert list(restored.identical.values()) == [None]
    (name,) = restored.identical
    assert (
        cut(small.mapping, (out / "back" / name).read_bytes())[-1]
        == (cut(small.mapping, small.source.read_bytes())[-1])
    )


def test_without_manifest(small: Delivery, out: Path) -> None:
    """The manifest only names the source: without it the bytes are the same."""
    standard = copy_of(small, out)
    (standard / "manifest.json").unlink()
    restored = restore(standard, small.mapping, out / "back")
    (name,) = restored.identical
    assert restored.identical == {name: None}
    assert (out / "back" / name).read_bytes() == small.source.read_bytes()


Change = Callable[[Path, Delivery], None]
"""Changes a delivery, given another one of the same mapping."""


def annex_of_another(standard: Path, other: Delivery) -> None:
    """The annex of another delivery."""
    shutil.rmtree(standard / "annex")
    shutil.copytree(other.standard / "annex", standard / "annex")


def annex_row_missing(standard: Path, other: Delivery) -> None:
    """An annex with one row less."""
    del other
    without_line(standard / "annex" / "person.csv", 40)


def last_annex_row_missing(standard: Path, other: Delivery) -> None:
    """An annex without its last row."""
    del other
    without_line(standard / "annex" / "person.csv", -2)


def record_missing(standard: Path, other: Delivery) -> None:
    """An exchange file with one record less, but not its annex."""
    del other
    without_line(standard / "jumin.xml", 40)


def last_record_missing(standard: Path, other: Delivery) -> None:
    """An exchange file without its last record, but not its annex."""
    del other
    without_line(standard / "jumin.xml", -3)


def records_exchanged(standard: Path, other: Delivery) -> None:
    """Two records of different persons in each other's places."""
    del other
    path = standard / "jumin.xml"
    lines = path.read_bytes().split(b"\n")
    lines[10], lines[300] = lines[300], lines[10]
    path.write_bytes(b"\n".join(lines))


MISFITS: list[Change] = [
    annex_of_another,
    annex_row_missing,
    last_annex_row_missing,
    record_missing,
    last_record_missing,
    records_exchanged,
]


@pytest.mark.parametrize("change", MISFITS)
def test_annex_of_other_records(small: Delivery, made: Made, out: Path, change: Change) -> None:
    """An annex that does not belong to the records: M005, exit 4, nothing written."""
    standard = copy_of(small, out)
    change(standard, made(small.mapping))
    with pytest.raises(LgmigrateError, match="M005") as caught:
        restore(standard, small.mapping, out / "back")
    assert caught.value.exit_code == 4
    assert not (out / "back").exists()


def no_exchange_files(standard: Path, other: Delivery) -> None:
    """Neither of the exchange files."""
    del other
    (standard / "jumin.xml").unlink()
    (standard / "shien.xml").unlink()


def one_exchange_file_missing(standard: Path, other: Delivery) -> None:
    """A file that the manifest states is not there."""
    del other
    (standard / "shien.xml").unlink()


def root_not_closed(standard: Path, other: Delivery) -> None:
    """XML that ends too early."""
    del other
    path = standard / "jumin.xml"
    path.write_bytes(path.read_bytes()[:-20])


def of_another_pack(standard: Path, other: Delivery) -> None:
    """XML of another namespace."""
    del other
    path = standard / "jumin.xml"
    path.write_bytes(path.read_bytes().replace(b"urn:lgmigrate:pack:juki:1", b"urn:x", 1))


def with_entity(standard: Path, other: Delivery) -> None:
    """XML with a document type that defines an entity."""
    del other
    path = standard / "jumin.xml"
    head, rest = path.read_bytes().split(b"\n", 1)
    doctype = b'<!DOCTYPE migrationFile [<!ENTITY e "x">]>'
    path.write_bytes(head + b"\n" + doctype + b"\n" + rest)


def broken_manifest(standard: Path, other: Delivery) -> None:
    """A manifest that is no JSON."""
    del other
    (standard / "manifest.json").write_bytes(b"{")


UNREADABLE: list[tuple[Change, str]] = [
    (no_exchange_files, "F001"),
    (one_exchange_file_missing, "F001"),
    (root_not_closed, "X001"),
    (of_another_pack, "X003"),
    (with_entity, "X001"),
    (broken_manifest, "X002"),
]


@pytest.mark.parametrize(("change", "code"), UNREADABLE)
def test_unreadable_delivery(small: Delivery, out: Path, change: Change, code: str) -> None:
    """A delivery that cannot be read: its code, exit 4, nothing written."""
    standard = copy_of(small, out)
    change(standard, small)
    with pytest.raises(LgmigrateError, match=code) as caught:
        restore(standard, small.mapping, out / "back")
    assert caught.value.exit_code == 4
    assert not (out / "back").exists()


def odd_source(small: Delivery, folder: Path) -> Path:
    """A source with bytes that are kept in every tenth data record, and lines that end oddly."""
    records = cut(small.mapping, small.source.read_bytes())
    for at in range(5, len(records) - 1, 10):
        one = records[at]
        if type_of(small.mapping, one) != "2":
            continue
        if small.mapping == HOST:
            records[at] = one[:-3] + b"\x00\x01\x02"
        elif small.mapping == CSV:
            head, last = one[:-2].rsplit(b",", 1)
            records[at] = head + b"," + last.strip(b'"') + b"\n"
        else:
            records[at] = one[:-26] + b"abc".ljust(24) + b"\n"
    return write(folder / small.source.name, b"".join(records))


@pytest.mark.parametrize("number", [5, 6, 35, 44, 45])
def test_record_taken_out(small: Delivery, out: Path, number: int) -> None:
    """A record taken out of the delivery with its row of the annex is missing in what is
    restored, and only that; bytes kept for it are left aside.
    """
    source = odd_source(small, out / "source")
    convert(source, small.mapping, out / "standard")
    before = cut(small.mapping, source.read_bytes())
    assert restore(out / "standard", small.mapping, out / "whole").identical[source.name]
    first = find_record(small.mapping, before, "2")
    taken = without_line(out / "standard" / "jumin.xml", 2 + number - first)
    row = without_line(out / "standard" / "annex" / "person.csv", 1 + number - first)
    key = f"{number_of(small.mapping, before[number]):015d}".encode()
    assert key in taken
    assert key in row
    restored = restore(out / "standard", small.mapping, out / "back")
    assert restored.identical == {source.name: False}
    again = cut(small.mapping, (out / "back" / source.name).read_bytes())
    assert again == [*before[:number], *before[number + 1 :]]


def test_value_corrected_by_hand(small: Delivery, out: Path) -> None:
    """A value that is changed in the exchange file is changed in what is restored, and nothing
    else is.
    """
    standard = copy_of(small, out)
    path = standard / "jumin.xml"
    data = path.read_bytes()
    start = data.index(b"<shimei>") + len(b"<shimei>")
    end = data.index(b"</shimei>", start)
    path.write_bytes(data[:start] + "見本　花子".encode() + data[end:])
    restore(standard, small.mapping, out / "back")
    changed = frames_of(out / "back" / small.source.name, small.mapping, "person")
    before = frames_of(small.source, small.mapping, "person")
    assert changed["氏名漢字"][0] == "見本　花子"
    assert changed.drop("氏名漢字").equals(before.drop("氏名漢字"))
    assert changed["氏名漢字"][1:].equals(before["氏名漢字"][1:])


@pytest.mark.parametrize("mapping", [HOST, "open_fixed"])
def test_value_that_has_no_bytes(few: Made, out: Path, mapping: str) -> None:
    """Text that the code page does not have, or that is too long: findings with record and
    field, the field left empty, and the file is written.
    """
    small = few(mapping)
    standard = copy_of(small, out)
    path = standard / "jumin.xml"
    lines = path.read_bytes().split(b"\n")
    for number, name in ((4, "氏" * 60), (6, "\U0002000b\u0e01")):
        start = lines[number].index(b"<shimei>") + len(b"<shimei>")
        end = lines[number].index(b"</shimei>")
        lines[number] = lines[number][:start] + name.encode() + lines[number][end:]
    path.write_bytes(b"\n".join(lines))
    restored = restore(standard, mapping, out / "back")
    assert restored.codes == {"C005": 1, "C007": 1}
    assert not restored.ok
    found = pl.read_ndjson(out / "back" / "findings.jsonl")
    assert set(zip(found["code"], found["record"], found["field"], strict=True)) == {
        ("C007", 3, "氏名漢字"),
        ("C005", 5, "氏名漢字"),
    }
    text = (out / "back" / "findings.jsonl").read_text("utf-8")
    assert "氏氏" not in text
    assert "\u0e01" not in text
    assert len(cut(mapping, (out / "back" / small.source.name).read_bytes())) == len(
        cut(mapping, small.source.read_bytes())
    )


def test_trailer_follows_the_records_where_it_is_made_up(small: Delivery, out: Path) -> None:
    """A record less in a delivery without annex is a record less in the trailer."""
    standard = copy_of(small, out)
    shutil.rmtree(standard / "annex")
    without_line(standard / "jumin.xml", 40)
    restore(standard, small.mapping, out / "back")
    records = cut(small.mapping, (out / "back" / small.source.name).read_bytes())
    persons = [
        number_of(small.mapping, one) for one in records if type_of(small.mapping, one) == "2"
    ]
    supports = [
        number_of(small.mapping, one) for one in records if type_of(small.mapping, one) == "3"
    ]
    assert len(persons) == 499
    total = sum(persons) + sum(supports)
    assert records[-1] == make_trailer(small.mapping, len(persons), len(supports), total)


def test_findings_of_an_earlier_restore_go(small: Delivery, out: Path) -> None:
    """Findings belong to one restore: the next one without findings leaves none."""
    standard = copy_of(small, out)
    shutil.rmtree(standard / "annex")
    restore(standard, small.mapping, out / "back")
    assert "findings.jsonl" in files_of(out / "back")
    restore(small.standard, small.mapping, out / "back", overwrite=True)
    assert list(files_of(out / "back")) == [small.source.name]
