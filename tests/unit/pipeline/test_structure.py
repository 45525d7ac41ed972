"""A source that is not whole: cut, records missing or doubled, header and trailer wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lgmigrate.errors import FramingError, LgmigrateError, UsageError
from lgmigrate.pipeline.convert import convert
from lgmigrate.pipeline.restore import restore
from lgmigrate.pipeline.roundtrip import roundtrip
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

Edit = Callable[[str, list[bytes]], list[bytes]]
"""Mapping and its records -> the records of another source."""


def figures(mapping: str, records: list[bytes]) -> tuple[int, int, int]:
    """What the trailer of these records states: persons, 支援措置, total of the numbers."""
    persons = [number_of(mapping, one) for one in records if type_of(mapping, one) == "2"]
    supports = [number_of(mapping, one) for one in records if type_of(mapping, one) == "3"]
    return len(persons), len(supports), sum(persons) + sum(supports)


def trailed(mapping: str, records: list[bytes]) -> list[bytes]:
    """The records with the trailer that is right for them."""
    return [*records[:-1], make_trailer(mapping, *figures(mapping, records))]


def without_first_person(mapping: str, records: list[bytes]) -> list[bytes]:
    """One data record less."""
    at = find_record(mapping, records, "2")
    return records[:at] + records[at + 1 :]


def doubled_person(mapping: str, records: list[bytes]) -> list[bytes]:
    """One data record twice."""
    at = find_record(mapping, records, "2") + 3
    return records[: at + 1] + records[at:]


def doubled_support(mapping: str, records: list[bytes]) -> list[bytes]:
    """One record of 支援措置 twice."""
    at = find_record(mapping, records, "3")
    return records[: at + 1] + records[at:]


def person_for_person(mapping: str, records: list[bytes]) -> list[bytes]:
    """One data record in the place of another, of another number: the counts are right."""
    at = find_record(mapping, records, "2")
    first = number_of(mapping, records[at])
    persons = [one for one in records if type_of(mapping, one) == "2"]
    other = next(one for one in persons if number_of(mapping, one) != first)
    return [*records[:at], other, *records[at + 1 :]]


def wrong_count(mapping: str, records: list[bytes]) -> list[bytes]:
    """A trailer that states one person more."""
    persons, supports, total = figures(mapping, records)
    return [*records[:-1], make_trailer(mapping, persons + 1, supports, total)]


def swapped_counts(mapping: str, records: list[bytes]) -> list[bytes]:
    """A trailer whose counts have changed places."""
    persons, supports, total = figures(mapping, records)
    return [*records[:-1], make_trailer(mapping, supports, persons, total)]


def wrong_total(mapping: str, records: list[bytes]) -> list[bytes]:
    """A trailer that states another total."""
    persons, supports, total = figures(mapping, records)
    return [*records[:-1], make_trailer(mapping, persons, supports, total + 1)]


def no_trailer(mapping: str, records: list[bytes]) -> list[bytes]:
    """All but the last record."""
    del mapping
    return records[:-1]


def no_header(mapping: str, records: list[bytes]) -> list[bytes]:
    """All but the first record."""
    del mapping
    return records[1:]


def two_trailers(mapping: str, records: list[bytes]) -> list[bytes]:
    """The trailer twice."""
    del mapping
    return [*records, records[-1]]


def two_headers(mapping: str, records: list[bytes]) -> list[bytes]:
    """The header twice."""
    del mapping
    return [records[0], *records]


def trailer_inside(mapping: str, records: list[bytes]) -> list[bytes]:
    """The trailer before the last data record."""
    del mapping
    return [*records[:-2], records[-1], records[-2]]


def header_inside(mapping: str, records: list[bytes]) -> list[bytes]:
    """The header behind the first data record."""
    del mapping
    return [records[1], records[0], *records[2:]]


def only_data(mapping: str, records: list[bytes]) -> list[bytes]:
    """Neither header nor trailer."""
    del mapping
    return records[1:-1]


def other_type(mapping: str, records: list[bytes]) -> list[bytes]:
    """A person's record with a type code that the mapping does not have."""
    at = find_record(mapping, records, "2")
    code = {HOST: b"\xf7", CSV: b'"7'}.get(mapping, b"7")
    return [*records[:at], code + records[at][len(code) :], *records[at + 1 :]]


REFUSED: list[tuple[Edit, str]] = [
    (without_first_person, "F005"),
    (doubled_person, "F005"),
    (doubled_support, "F005"),
    (person_for_person, "F006"),
    (wrong_count, "F005"),
    (swapped_counts, "F005"),
    (wrong_total, "F006"),
    (no_trailer, "F007"),
    (no_header, "F007"),
    (two_trailers, "F007"),
    (two_headers, "F007"),
    (trailer_inside, "F007"),
    (header_inside, "F007"),
    (only_data, "F007"),
    (other_type, "F005"),
]


def edited(small: Delivery, edit: Edit, folder: Path) -> Path:
    """A source that was edited."""
    records = cut(small.mapping, small.source.read_bytes())
    return write(folder / small.source.name, b"".join(edit(small.mapping, records)))


def test_trailers_by_hand_are_the_source_s(small: Delivery) -> None:
    """The trailer that synth wrote states what a count by hand gives."""
    records = cut(small.mapping, small.source.read_bytes())
    assert trailed(small.mapping, records) == records
    assert type_of(small.mapping, records[0]) == "1"


@pytest.mark.parametrize(("edit", "code"), REFUSED, ids=[edit.__name__ for edit, _ in REFUSED])
def test_refused_as_a_whole(
    small: Delivery, tmp_path: Path, out: Path, edit: Edit, code: str
) -> None:
    """Exit 4 with the documented code and the source's name; no output exists."""
    source = edited(small, edit, tmp_path / "source")
    with pytest.raises(FramingError) as caught:
        convert(source, small.mapping, out)
    assert caught.value.exit_code == 4
    assert all(fault.startswith(f"{source.name}: F00") for fault in caught.value.faults)
    assert any(code in fault for fault in caught.value.faults)
    assert not out.exists()


@pytest.mark.parametrize("edit", [wrong_total, no_trailer])
def test_second_source_refused(small: Delivery, tmp_path: Path, out: Path, edit: Edit) -> None:
    """A fault at the end of the second source leaves nothing of the first."""
    source = edited(small, edit, tmp_path / "source")
    with pytest.raises(FramingError, match="F00"):
        convert([small.source, source], small.mapping, out)
    assert not out.exists()


@pytest.mark.parametrize("edit", [wrong_total, no_trailer])
def test_roundtrip_of_a_broken_source(small: Delivery, tmp_path: Path, edit: Edit) -> None:
    """The round trip refuses it too and leaves nothing behind."""
    source = edited(small, edit, tmp_path / "source")
    work = tmp_path / "work"
    work.mkdir()
    with pytest.raises(FramingError, match="F00"):
        roundtrip(source, small.mapping, workdir=work)
    assert list(work.iterdir()) == []


def places(data: bytes, records: list[bytes]) -> list[int]:
    """Where to cut: at and around the bounds of some records, inside header and trailer."""
    bounds = [0]
    for record in records:
        bounds.append(bounds[-1] + len(record))
    around = [bounds[at] for at in (0, 1, 2, 250, -3, -2)]
    last, size = bounds[-2], len(data)
    found = {at + near for at in around for near in (-2, -1, 0, 1, 2, 17, 333)}
    found |= {1, len(records[0]) // 2, last + 5, last + len(records[-1]) // 2, size - 3, size - 1}
    found |= set(range(0, size, size // 40 + 1))
    return sorted(at for at in found if 0 <= at < size)


def test_cut_at_any_byte(small: Delivery, tmp_path: Path, out: Path) -> None:
    """A source cut anywhere is refused and leaves nothing, but where only the last line end is
    cut: nothing of a record is missing then, and the bytes come back as they are.
    """
    data = small.source.read_bytes()
    for at in places(data, cut(small.mapping, data)):
        source = write(tmp_path / "source" / small.source.name, data[:at])
        if small.mapping != HOST and at >= len(data) - 2:
            assert convert(source, small.mapping, out / "standard").ok
            restore(out / "standard", small.mapping, out / "back", overwrite=True)
            assert (out / "back" / source.name).read_bytes() == data[:at]
            continue
        with pytest.raises(FramingError, match="F00") as caught:
            convert(source, small.mapping, out)
        assert caught.value.exit_code == 4
        assert not out.exists(), at


def test_unknown_record_type_is_rejected(small: Delivery, tmp_path: Path, out: Path) -> None:
    """A record of another type beside those the trailer counts: F004, rejected, and it comes
    back in its place.
    """
    records = cut(small.mapping, small.source.read_bytes())
    odd = other_type(small.mapping, records)[find_record(small.mapping, records, "2")]
    data = b"".join([*records[:7], odd, *records[7:]])
    source = write(tmp_path / "source" / small.source.name, data)
    result = convert(source, small.mapping, out / "standard")
    assert result.codes == {"F004": 1}
    assert not result.ok
    (finding,) = result.findings.to_dicts()
    assert finding["record"] == 8
    assert finding["offset"] == sum(map(len, records[:7]))
    assert result.counts["rejected"] == 1
    content = odd.rstrip(b"\r\n") if small.mapping != HOST else odd
    assert (out / "standard" / "rejected" / "unknown.dat").read_bytes() == content
    restore(out / "standard", small.mapping, out / "back")
    assert (out / "back" / source.name).read_bytes() == data


@pytest.mark.parametrize(("mapping", "code"), [("open_fixed", "F010"), ("package_csv", "F008")])
@pytest.mark.parametrize("longer", [False, True])
def test_record_of_another_shape_is_rejected(
    few: Made, tmp_path: Path, out: Path, mapping: str, code: str, longer: bool
) -> None:
    """A line too short or too long, a row of more or fewer columns: rejected, the total cannot
    be verified, all the rest is converted, and the record comes back in its place.
    """
    small = few(mapping)
    records = cut(mapping, small.source.read_bytes())
    at = find_record(mapping, records, "2") + 2
    content = records[at].rstrip(b"\r\n")
    if mapping == CSV:
        changed = content + b',""' if longer else content[: content.rindex(b",")]
    else:
        changed = content + b" " if longer else content[:-1]
    data = b"".join([*records[:at], changed + b"\r\n", *records[at + 1 :]])
    source = write(tmp_path / "source" / small.source.name, data)
    result = convert(source, mapping, out / "standard")
    assert result.codes == {code: 1, "F009": 1}
    first = result.findings.row(0, named=True)
    assert (first["record"], first["offset"]) == (at + 1, sum(map(len, records[:at])))
    assert result.counts == {"records": len(records) - 1, "rejected": 1, "findings": 2}
    restore(out / "standard", mapping, out / "back")
    assert (out / "back" / source.name).read_bytes() == data


@pytest.mark.parametrize("edit", [wrong_total, no_trailer])
def test_old_delivery_stays_when_a_new_one_fails(
    small: Delivery, made: Made, tmp_path: Path, out: Path, edit: Edit
) -> None:
    """With overwrite, a run that fails leaves the delivery that was there as it was."""
    convert(made(small.mapping).source, small.mapping, out)
    before = files_of(out)
    source = edited(small, edit, tmp_path / "source")
    with pytest.raises(FramingError, match="F00"):
        convert(source, small.mapping, out, overwrite=True)
    assert files_of(out) == before


def test_overwrite_leaves_nothing_of_the_old_delivery(
    small: Delivery, tmp_path: Path, out: Path
) -> None:
    """With overwrite, the folder is as if it had been empty: no rejected records, kept bytes or
    files of another style of the delivery before.
    """
    records = cut(small.mapping, small.source.read_bytes())
    odd = other_type(small.mapping, records)[find_record(small.mapping, records, "2")]
    data = b"".join([*records[:7], odd, *records[7:]])
    source = write(tmp_path / "source" / small.source.name, data)
    convert(source, small.mapping, out, format="csv")
    (out / "note.txt").write_text("of someone else", "utf-8")
    convert(small.source, small.mapping, out, overwrite=True)
    assert (out / "note.txt").is_file()
    (out / "note.txt").unlink()
    assert files_of(out) == files_of(small.standard)
    assert not (out / "rejected").exists()


def test_folder_with_files_is_refused(small: Delivery, out: Path) -> None:
    """Without overwrite, a folder that holds anything is left alone."""
    write(out / "note.txt", b"of someone else")
    with pytest.raises(UsageError, match="overwrite") as caught:
        convert(small.source, small.mapping, out)
    assert caught.value.exit_code == 2
    assert files_of(out) == {"note.txt": b"of someone else"}


def test_missing_source(small: Delivery, tmp_path: Path, out: Path) -> None:
    """A source that does not exist, and a folder without files: exit 4, all at once."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(LgmigrateError) as caught:
        convert([tmp_path / "none", tmp_path / "empty"], small.mapping, out)
    assert caught.value.exit_code == 4
    assert len(caught.value.faults) == 2
    assert not out.exists()
