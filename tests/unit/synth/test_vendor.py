"""Made-up sources: the same from the same seed, framed with right figures, damaged by ledger."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from lgmigrate.errors import LgmigrateError, UsageError
from lgmigrate.mapping.registry import load
from lgmigrate.synth.dirt import Damage
from lgmigrate.synth.register import register
from lgmigrate.synth.vendor import Made, synthesize
from tests.unit.pipeline.deliveries import (
    CSV,
    MAPPINGS,
    cut,
    make_trailer,
    number_of,
    split_row,
    type_of,
)

PERSONS = 5_000  # more than one chunk of the register
RATE = 0.02


@pytest.fixture(scope="module", params=MAPPINGS)
def pair(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Made, Made]:
    """A mapping, a source without damage and the same source with some."""
    folder = tmp_path_factory.mktemp(request.param)
    clean = synthesize(request.param, folder / "clean", persons=PERSONS, seed=9)
    dirty = synthesize(request.param, folder / "dirty", persons=PERSONS, seed=9, dirt=RATE)
    return request.param, clean, dirty


def test_what_was_made(pair: tuple[str, Made, Made]) -> None:
    """Path, records and bytes are those of the file; without dirt there is no ledger."""
    mapping, clean, _ = pair
    data = clean.path.read_bytes()
    assert clean.path.name == load(mapping).source_name
    assert clean.bytes == len(data)
    assert clean.records == len(cut(mapping, data))
    assert (clean.damages, clean.ledger) == ((), None)
    assert [path.name for path in clean.path.parent.iterdir()] == [clean.path.name]


def test_header_data_trailer(pair: tuple[str, Made, Made]) -> None:
    """A header, the register's records in its order, and a trailer with the figures of these."""
    mapping, clean, _ = pair
    records = cut(mapping, clean.path.read_bytes())
    types = [type_of(mapping, one) for one in records]
    chunks = list(register(PERSONS, 9))
    persons = [int(one) for chunk in chunks for one in chunk.jumin["宛名番号"]]
    supports = [int(one) for chunk in chunks for one in chunk.shien["宛名番号"]]
    assert types[0] == "1"
    assert types[-1] == "9"
    for code, numbers in (("2", persons), ("3", supports)):
        written = [one for one, kind in zip(records, types, strict=True) if kind == code]
        assert [number_of(mapping, one) for one in written] == numbers
    assert len(records) == len(persons) + len(supports) + 2
    total = sum(persons) + sum(supports)
    assert records[-1] == make_trailer(mapping, len(persons), len(supports), total)


def test_same_seed_same_bytes(pair: tuple[str, Made, Made], tmp_path: Path) -> None:
    """A seed is a source, with its damage; another seed is another one."""
    mapping, clean, dirty = pair
    again = synthesize(mapping, tmp_path / "again", persons=PERSONS, seed=9)
    harmed = synthesize(mapping, tmp_path / "harmed", persons=PERSONS, seed=9, dirt=RATE)
    other = synthesize(mapping, tmp_path / "other", persons=PERSONS, seed=10)
    assert again.path.read_bytes() == clean.path.read_bytes()
    assert harmed.path.read_bytes() == dirty.path.read_bytes()
    assert harmed.damages == dirty.damages
    assert other.path.read_bytes() != clean.path.read_bytes()


def test_ledger_is_the_difference(pair: tuple[str, Made, Made]) -> None:
    """A record differs from that of the source without damage where the ledger has it, within
    the field that it names, and nowhere else.
    """
    mapping, clean, dirty = pair
    before = cut(mapping, clean.path.read_bytes())
    after = cut(mapping, dirty.path.read_bytes())
    layouts = {one.type: one.layout for one in load(mapping).records}
    planted = {one.record: one for one in dirty.damages}
    assert len(planted) == len(dirty.damages)
    differing = {
        at for at, (one, two) in enumerate(zip(before, after, strict=True), 1) if one != two
    }
    assert differing == set(planted)
    for number, damage in planted.items():
        old, new = before[number - 1], after[number - 1]
        field = layouts[type_of(mapping, old)].field(damage.field)
        if mapping == CSV:
            columns, changed = split_row(old), split_row(new)
            assert columns.pop(field.offset) != changed.pop(field.offset)
            assert columns == changed
            lead = b'"' + b'","'.join(split_row(old)[: field.offset]) + b'","'
            assert damage.offset == len(lead)
        else:
            assert damage.offset == field.offset
            assert old[: field.offset] == new[: field.offset]
            assert old[field.end :] == new[field.end :]


def test_ledger_file(pair: tuple[str, Made, Made]) -> None:
    """The file beside the source holds what ``Made`` holds."""
    _, _, dirty = pair
    assert dirty.ledger == dirty.path.parent / "ledger.csv"
    with dirty.ledger.open(encoding="utf-8", newline="") as stream:
        rows = tuple(
            Damage(
                record=int(row["record"]),
                offset=int(row["offset"]),
                field=row["field"],
                kind=row["kind"],
                expected=frozenset(row["expected"].split()),
            )
            for row in csv.DictReader(stream)
        )
    assert rows == dirty.damages


def test_rate_and_kinds(pair: tuple[str, Made, Made]) -> None:
    """About the asked share of the records is damaged, in many kinds; type codes and what the
    trailer sums up are spared.
    """
    _, _, dirty = pair
    assert 0.6 * RATE * PERSONS < len(dirty.damages) < 1.5 * RATE * PERSONS
    assert len({one.kind for one in dirty.damages}) >= 6
    assert not {one.field for one in dirty.damages} & {"レコード区分", "宛名番号"}
    assert [one.record for one in dirty.damages] == sorted(one.record for one in dirty.damages)


@pytest.mark.parametrize("mapping", MAPPINGS)
def test_no_persons(tmp_path: Path, mapping: str) -> None:
    """A register of nobody is a header and a trailer of zeros."""
    made = synthesize(mapping, tmp_path, persons=0)
    records = cut(mapping, made.path.read_bytes())
    assert len(records) == made.records == 2
    assert records[1] == make_trailer(mapping, 0, 0, 0)


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({"dirt": -0.1}, ["dirt"]),
        ({"dirt": 1.1}, ["dirt"]),
        ({"persons": -1}, ["persons"]),
        ({"seed": -1}, ["seed"]),
        ({"dirt": 2.0, "persons": -1, "seed": -1}, ["dirt", "persons", "seed"]),
    ],
)
def test_refused_options(tmp_path: Path, options: dict[str, Any], names: list[str]) -> None:
    """Numbers that cannot be are refused all at once, exit 2, and nothing is made."""
    with pytest.raises(UsageError) as caught:
        synthesize("open_fixed", tmp_path / "out", **options)
    assert caught.value.exit_code == 2
    assert [fault.split(":")[0] for fault in caught.value.faults] == names
    assert not (tmp_path / "out").exists()


def test_all_records_damaged(tmp_path: Path) -> None:
    """A share of one damages every data record that can be damaged."""
    made = synthesize("ibm_kanji_host", tmp_path, persons=100, dirt=1)
    assert len(made.damages) == made.records - 2


def test_overwrite(tmp_path: Path) -> None:
    """A folder that holds files is refused; with overwrite no old ledger stays."""
    synthesize("open_fixed", tmp_path, persons=20, dirt=0.5)
    with pytest.raises(LgmigrateError, match="overwrite"):
        synthesize("open_fixed", tmp_path, persons=20)
    made = synthesize("open_fixed", tmp_path, persons=20, overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == [made.path.name]
