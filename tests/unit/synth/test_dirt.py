"""Planting in batches and rows, and the ledger."""

from __future__ import annotations

import numpy as np

from lgmigrate.charset import load
from lgmigrate.record.layout import Field, RecordLayout
from lgmigrate.synth.dirt import Damage, Scene, ledger_csv, plant, plant_row, plant_rows, spans

FIXED = RecordLayout(
    name="fixed",
    length=12,
    fields=(
        Field(name="TYPE", usage="single", offset=0, length=1),
        Field(name="ID", usage="zoned", offset=1, length=4, digits=4, value="digits"),
        Field(name="NAME", usage="mixed", offset=5, length=7, null=("blank",)),
    ),
)
ROWS = RecordLayout(
    name="rows",
    length=0,
    fields=(
        Field(name="ID", usage="zoned", offset=0, length=0, digits=4, value="digits"),
        Field(name="NAME", usage="mixed", offset=1, length=0, null=("blank",)),
    ),
)
RECORD = b"D0012" + "漢字".encode("cp932") + b"   \r\n"


def scene(layout: RecordLayout, **rest: object) -> Scene:
    """A scene in cp932."""
    return Scene(layout=layout, page=load("cp932"), **rest)  # type: ignore[arg-type]


def records(count: int) -> np.ndarray:
    """Copies of one record with its line end."""
    return np.tile(np.frombuffer(RECORD, np.uint8), (count, 1)).copy()


def test_at_most_one_damage_a_record_and_only_in_its_field() -> None:
    """Bytes differ within the field of the ledger, in the records of the ledger, nowhere else."""
    made = records(400)
    damages = plant(made, scene(FIXED), np.random.default_rng(1), 0.5, 1001)
    assert 150 < len(damages) < 250
    changed = (made != records(400)).any(axis=1)
    assert [one.record - 1001 for one in damages] == np.flatnonzero(changed).tolist()
    for one in damages:
        field = FIXED.field(one.field)
        places = np.flatnonzero(made[one.record - 1001] != np.frombuffer(RECORD, np.uint8))
        assert one.offset == field.offset
        assert field.offset <= places.min()
        assert places.max() < field.end


def test_rate_nought_changes_nothing() -> None:
    """No damage, no ledger."""
    made = records(50)
    assert plant(made, scene(FIXED), np.random.default_rng(1), 0.0, 1) == []
    assert (made == records(50)).all()


def test_the_same_seed_plants_the_same() -> None:
    """Planting depends on the generator only."""
    one, other = records(100), records(100)
    first = plant(one, scene(FIXED), np.random.default_rng(7), 0.3, 1)
    second = plant(other, scene(FIXED), np.random.default_rng(7), 0.3, 1)
    assert first == second
    assert (one == other).all()


def test_fields_to_leave_alone() -> None:
    """Nothing is planted in a skipped field."""
    where = scene(FIXED, skip=frozenset({"TYPE", "ID"}))
    damages = plant(records(200), where, np.random.default_rng(1), 1.0, 1)
    assert {one.field for one in damages} == {"NAME"}


def test_damage_in_a_key_may_be_a_missing_key() -> None:
    """K002 is expected beside the code of the damage."""
    where = scene(FIXED, keys=frozenset({"ID"}))
    damages = plant(records(200), where, np.random.default_rng(1), 1.0, 1)
    assert all("K002" in one.expected for one in damages if one.field == "ID")
    assert not any("K002" in one.expected for one in damages if one.field != "ID")


def test_spans_of_columns() -> None:
    """Delimiters inside quotes are text; doubled quotes do not end a column."""
    assert spans(b'1,"a,""b",,x') == [(0, 1), (2, 9), (10, 10), (11, 12)]
    assert spans(b"") == [(0, 0)]
    assert spans(b"1;2", b";") == [(0, 1), (2, 3)]


def test_rows_keep_their_columns_and_quotes() -> None:
    """As many columns as before, quoted as before, other columns unchanged."""
    row = '0012,"漢""字, A"'.encode("cp932")
    rows = [row] * 300
    damages = plant_rows(rows, scene(ROWS), np.random.default_rng(2), 1.0, 11)
    assert [one.record for one in damages] == list(range(11, 311))
    for one, harmed in zip(damages, rows, strict=True):
        columns = spans(harmed)
        assert len(columns) == 2
        start, end = columns[1]
        assert harmed[start] == harmed[end - 1] == 0x22
        kept = 1 if one.field == "ID" else 0
        old, new = spans(row)[kept], columns[kept]
        assert harmed[slice(*new)] == row[slice(*old)]
        assert one.offset == (0 if one.field == "ID" else start + 1)
    assert {one.field for one in damages} == {"ID", "NAME"}


def test_row_with_other_columns_is_left_alone() -> None:
    """A row that does not have the layout's columns cannot be damaged by field."""
    assert plant_row(b"1", spans(b"1"), scene(ROWS), np.random.default_rng(1), 1) is None


def test_ledger() -> None:
    """A header, a line a damage, codes in order."""
    damage = Damage(
        record=17,
        offset=5,
        field="NAME",
        kind="half_character",
        expected=frozenset({"K002", "C002"}),
    )
    text = ledger_csv([damage]).decode("utf-8")
    assert text == ("record,offset,field,kind,expected\r\n17,5,NAME,half_character,C002 K002\r\n")
