"""Keys of a file: doubles, missing parts, places, and what goes to the spill file."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import numpy as np
import polars as pl
import pytest

from lgmigrate.findings import FINDING_SCHEMA
from lgmigrate.rules import KeyIndex

NAMES = ("宛名番号", "履歴番号")


def batch(*keys: tuple[str | None, str | None]) -> pl.DataFrame:
    """A batch of keys."""
    return pl.DataFrame(keys, schema=dict.fromkeys(NAMES, pl.String), orient="row")


def test_doubles() -> None:
    """Every record behind the first with its key is found, and names that first one."""
    index = KeyIndex(NAMES, seed=b"made up")
    none = index.add(batch(("1", "1"), ("1", "2"), ("1", "1")), first_record=1, file="a.xml")
    assert none.is_empty()
    assert none.schema == FINDING_SCHEMA
    index.add(batch(("2", "1"), ("1", "1")), first_record=4, file="a.xml")
    found = index.finish()
    assert found.schema == FINDING_SCHEMA
    assert found.rows() == [
        ("K001", "error", "a.xml", 3, None, "宛名番号+履歴番号", "record 1"),
        ("K001", "error", "a.xml", 5, None, "宛名番号+履歴番号", "record 1"),
    ]


def test_parts_of_a_file() -> None:
    """A double of a record in another file names that file; offsets are kept."""
    index = KeyIndex(NAMES, seed=b"made up")
    index.add(batch(("1", "1")), first_record=1, file="a.0001.xml", offsets=np.array([90]))
    index.add(batch(("1", "1")), first_record=1, file="a.0002.xml", offsets=np.array([95]))
    assert index.finish().rows() == [
        ("K001", "error", "a.0002.xml", 1, 95, "宛名番号+履歴番号", "record 1 of a.0001.xml"),
    ]


def test_later_batch_first() -> None:
    """Batches may come in any order: the first is the one that stands first in the file."""
    index = KeyIndex(NAMES, seed=b"made up")
    index.add(batch(("1", "1")), first_record=9, file="a")
    index.add(batch(("1", "1")), first_record=2, file="a")
    assert index.finish().select("record", "shape").rows() == [(9, "record 2")]


def test_missing_parts() -> None:
    """A record that lacks a part of its key is found at once, and is no double."""
    index = KeyIndex(NAMES, seed=b"made up")
    keys = batch((None, "1"), (None, "1"), ("1", ""), ("1", ""), ("1", "1"))
    found = index.add(keys, first_record=11, file="a", offsets=np.arange(5) * 10)
    assert found.rows() == [
        ("K002", "error", "a", record, offset, "宛名番号+履歴番号", None)
        for record, offset in [(11, 0), (12, 10), (13, 20), (14, 30)]
    ]
    assert index.finish().is_empty()


@pytest.mark.parametrize(
    ("first", "second"),
    [(("1", "23"), ("12", "3")), (("1 2", "3"), ("1", "2 3")), (("3 1", "1"), ("3", "1 1"))],
)
def test_parts_are_kept_apart(first: tuple[str, str], second: tuple[str, str]) -> None:
    """Keys whose parts run together alike are different keys."""
    index = KeyIndex(NAMES, seed=b"made up")
    index.add(batch(first, second), first_record=1, file="a")
    assert index.finish().is_empty()


def test_single_item() -> None:
    """A key of one item."""
    index = KeyIndex(("番号",), seed=b"made up")
    index.add(pl.DataFrame({"番号": ["7", "8", "7"]}), first_record=1, file="a")
    assert index.finish().select("record", "field").rows() == [(3, "番号")]


def test_file_without_key() -> None:
    """Records of a file without key items are no doubles, and lack nothing."""
    index = KeyIndex((), seed=b"made up")
    assert index.add(batch(("1", "1"), ("1", "1")), first_record=1, file="a").is_empty()
    assert index.finish().is_empty()


def test_nothing_added() -> None:
    """Without records there is nothing to find."""
    assert KeyIndex(NAMES, seed=b"made up").finish().is_empty()


def opens(file: BytesIO) -> Callable[[], BytesIO]:
    """An opener that gives this file."""
    return lambda: file


def test_spill_holds_no_value() -> None:
    """What goes to the spill file is 32 bytes a record, by the seed, without the values."""
    spilled = []
    for seed in (b"one", b"two"):
        file = BytesIO()
        index = KeyIndex(("番号",), seed=seed, memory_rows=10, spill=opens(file))
        values = [f"CANARY{number:06d}" for number in range(25)]
        index.add(pl.DataFrame({"番号": values}), first_record=1, file="a")
        spilled.append(file.getvalue())
        assert not file.closed
        assert index.finish().is_empty()
        assert file.closed
    assert [len(one) for one in spilled] == [20 * 32, 20 * 32]
    assert not any(b"CANARY" in one for one in spilled)
    assert spilled[0] != spilled[1]


def test_close() -> None:
    """A run that ends early closes its spill file, where there is one."""
    file = BytesIO()
    index = KeyIndex(("番号",), seed=b"made up", memory_rows=1, spill=opens(file))
    index.close()
    assert not file.closed
    index.add(pl.DataFrame({"番号": ["1", "2"]}), first_record=1, file="a")
    index.close()
    assert file.closed


def test_nothing_is_opened_below_the_limit() -> None:
    """The spill file is asked for only when memory is full."""

    def refuse() -> BytesIO:
        pytest.fail("Expected no spill file")

    index = KeyIndex(("番号",), seed=b"made up", memory_rows=10, spill=refuse)
    values = [str(number % 9) for number in range(10)]
    index.add(pl.DataFrame({"番号": values}), first_record=1, file="a")
    assert index.finish()["record"].to_list() == [10]
