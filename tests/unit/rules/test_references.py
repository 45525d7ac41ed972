"""References between files: what is there, what is not, and what cannot be known."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
import polars as pl
import pytest

from lgmigrate.rules import Batch, ReferenceIndex
from lgmigrate.standard.pack import File, Item, Pack, Reference, Target

PERSON = "宛名番号"


def file(name: str, *items: str, repeat: int = 0, references: tuple[Reference, ...] = ()) -> File:
    """A file of these items; the last of them may repeat."""
    made = tuple(
        Item(id=one, name=one, romaji=one, type="X", repeat=repeat if one == items[-1] else 0)
        for one in items
    )
    return File(name=name, title=name, items=made, references=references)


def pack(name: str, *files: File) -> Pack:
    """A pack of these files."""
    return Pack(
        name=name,
        edition="1",
        title=name,
        status="profile",
        source="made up",
        source_sha256="",
        digest="",
        files=files,
    )


def to(pack: str, file: str, *items: str) -> Target:
    """A target."""
    return Target(pack=pack, file=file, items=items)


ANY = Reference(
    items=(PERSON,), targets=(to("juki", "jumin", PERSON), to("jutogai", "jutogai", PERSON))
)
JUMIN = file("jumin", PERSON)
JUTOGAI = file("jutogai", PERSON)
KAZEI = file("kazei", PERSON, references=(ANY,))
JUKI, OTHERS, TAX = pack("juki", JUMIN), pack("jutogai", JUTOGAI), pack("kojinzei", KAZEI)

Rows = list[tuple[str | None, ...]]


def batch(of: File, rows: Rows, first: int = 1) -> Batch:
    """A batch with the byte offset of each record, ten bytes a record."""
    schema = {item.name: pl.String for item in of.items}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    offsets = np.arange(first - 1, first - 1 + len(rows), dtype=np.int64) * 10
    return Batch(frame=frame, first_record=first, file=f"{of.name}.xml", offsets=offsets)


def findings(index: ReferenceIndex) -> list[tuple[object, ...]]:
    """Code, file, record, offset, field and shape of every finding."""
    rows = [row for found in index.finish() for row in found.rows()]
    return [(row[0], *row[2:]) for row in rows]


def index_of(*files: tuple[Pack, File]) -> ReferenceIndex:
    """The index of a delivery of these files."""
    return ReferenceIndex(files, b"made up")


def test_any_of_the_targets_will_do() -> None:
    """A tax record's person may be in jumin or in jutogai; the third is in neither."""
    index = index_of((TAX, KAZEI), (JUKI, JUMIN), (OTHERS, JUTOGAI))
    index.add(TAX, KAZEI, batch(KAZEI, [("1",), ("2",), ("3",), (None,), ("",)]))
    index.add(JUKI, JUMIN, batch(JUMIN, [("1",), ("1",)]))
    index.add(OTHERS, JUTOGAI, batch(JUTOGAI, [("2",)]))
    assert findings(index) == [("K003", "kazei.xml", 3, 20, PERSON, None)]


def test_every_record_is_told_in_order() -> None:
    """Records of later batches count on; the order is that of the file."""
    index = index_of((TAX, KAZEI), (JUKI, JUMIN), (OTHERS, JUTOGAI))
    index.add(TAX, KAZEI, batch(KAZEI, [("9",), ("8",)], first=3))
    index.add(TAX, KAZEI, batch(KAZEI, [("7",), ("9",)], first=1))
    assert [found[2] for found in findings(index)] == [1, 2, 3, 4]


def test_a_file_that_is_not_there() -> None:
    """Without jutogai nobody knows of the record that jumin does not have: one K004 says so."""
    index = index_of((TAX, KAZEI), (JUKI, JUMIN))
    index.add(TAX, KAZEI, batch(KAZEI, [("1",), ("2",), ("3",)]))
    index.add(JUKI, JUMIN, batch(JUMIN, [("1",)]))
    shape = "2 records, no jutogai:jutogai"
    assert findings(index) == [("K004", "kazei.xml", None, None, PERSON, shape)]


def test_all_found_though_a_file_is_not_there() -> None:
    """What is found in jumin needs no jutogai."""
    index = index_of((TAX, KAZEI), (JUKI, JUMIN))
    index.add(TAX, KAZEI, batch(KAZEI, [("1",)]))
    index.add(JUKI, JUMIN, batch(JUMIN, [("1",)]))
    assert findings(index) == []


def test_no_target_at_all() -> None:
    """A delivery of one domain: every reference out of it is unchecked, and said to be."""
    index = index_of((TAX, KAZEI))
    index.add(TAX, KAZEI, batch(KAZEI, [("1",), (None,), ("2",)]))
    ((code, *_, shape),) = findings(index)
    assert (code, shape) == ("K004", "2 records, no juki:jumin, jutogai:jutogai")


def test_nothing_points() -> None:
    """Where no record has a value there is nothing to check, and nothing to say."""
    index = index_of((TAX, KAZEI))
    index.add(TAX, KAZEI, batch(KAZEI, [(None,)]))
    assert findings(index) == []


def test_several_items_together() -> None:
    """(1, 2024) and (2, 2025) are there, (1, 2025) is not, though both its values are."""
    both = ("物件番号", "課税年度")
    tochi = file("tochi", *both)
    inside = Reference(items=("番号", "年度"), targets=(to("", "tochi", *both),))
    hyoka = file("hyoka", "番号", "年度", references=(inside,))
    kotei = pack("kotei", tochi, hyoka)
    index = index_of((kotei, tochi), (kotei, hyoka))
    index.add(kotei, tochi, batch(tochi, [("1", "2024"), ("2", "2025")]))
    index.add(kotei, hyoka, batch(hyoka, [("1", "2024"), ("1", "2025"), ("1", None)]))
    assert findings(index) == [("K003", "hyoka.xml", 2, 10, "番号+年度", None)]


def test_each_value_of_a_repeated_item() -> None:
    """A record is told once, whether one of its values is nowhere or both."""
    many = file("kazei", PERSON, repeat=3, references=(ANY,))
    tax = pack("kojinzei", many)
    index = index_of((tax, many), (JUKI, JUMIN), (OTHERS, JUTOGAI))
    index.add(JUKI, JUMIN, batch(JUMIN, [("1",), ("2",)]))
    index.add(tax, many, batch(many, [("1\n2",), ("2\n3",), ("3\n4",)]))
    assert findings(index) == [
        ("K003", "kazei.xml", 2, 10, PERSON, None),
        ("K003", "kazei.xml", 3, 20, PERSON, None),
    ]


def test_records_are_counted_not_values() -> None:
    """K004 says how many records point, however many values each has."""
    many = file("kazei", PERSON, repeat=3, references=(ANY,))
    tax = pack("kojinzei", many)
    for there, expected in (
        ((), "2 records, no juki:jumin, jutogai:jutogai"),
        (((JUKI, JUMIN),), "2 records, no jutogai:jutogai"),
    ):
        index = index_of((tax, many), *there)
        index.add(tax, many, batch(many, [("1\n2",), (None,), ("3\n4\n5",)]))
        assert findings(index) == [("K004", "kazei.xml", None, None, PERSON, expected)]


def test_which_columns_are_needed() -> None:
    """A file that nothing points at, and that points at nothing, gives none."""
    index = index_of((TAX, KAZEI), (JUKI, JUMIN), (JUKI, file("shien", "番号")))
    assert index.items(TAX, KAZEI) == (PERSON,)
    assert index.items(JUKI, JUMIN) == (PERSON,)
    assert index.items(JUKI, file("shien", "番号")) == ()


@pytest.mark.parametrize("memory_rows", [1, 7, 1_000])
def test_spilled_or_not(memory_rows: int) -> None:
    """How much is held in memory changes nothing; the numbers are those of a set difference."""
    opened: list[BytesIO] = []

    def spill() -> BytesIO:
        opened.append(BytesIO())
        return opened[-1]

    rng = np.random.default_rng(5)
    there = rng.integers(0, 300, 200).tolist()
    asked = rng.integers(0, 300, 400).tolist()
    index = ReferenceIndex(
        [(TAX, KAZEI), (JUKI, JUMIN), (OTHERS, JUTOGAI)], b"s", memory_rows, spill
    )
    for first in range(0, 400, 50):
        rows: Rows = [(str(one),) for one in asked[first : first + 50]]
        index.add(TAX, KAZEI, batch(KAZEI, rows, first + 1))
    index.add(JUKI, JUMIN, batch(JUMIN, [(str(one),) for one in there]))
    wanted = [number for number, one in enumerate(asked, 1) if one not in set(there)]
    assert [found[2] for found in findings(index)] == wanted
    assert bool(opened) == (memory_rows < 400)
    assert all(one.closed for one in opened)


def test_equal_first_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values that share the first hash are told apart by the second."""
    from lgmigrate.rules import hashed

    def hashes(_: object, frame: pl.DataFrame, names: Callable[[], None]) -> np.ndarray:
        del names
        second = frame.to_series(frame.width - 1).cast(pl.UInt64).to_numpy()
        return np.stack([np.zeros(frame.height, np.uint64), second])

    monkeypatch.setattr(hashed.Hasher, "hashes", hashes)
    index = index_of((TAX, KAZEI), (JUKI, JUMIN), (OTHERS, JUTOGAI))
    index.add(JUKI, JUMIN, batch(JUMIN, [("3",), ("1",), ("3",), ("5",)]))
    index.add(TAX, KAZEI, batch(KAZEI, [(str(one),) for one in range(7)]))
    assert [found[2] for found in findings(index)] == [1, 3, 5, 7]
