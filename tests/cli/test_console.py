"""Width, wrapping, tables and escapes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lgmigrate.cli.console import ascii_json, joined, printable, table, width, wrap
from lgmigrate.cli.progress import Bar, total_bytes

__all__: list[str] = []


@pytest.mark.parametrize(
    ("value", "columns"),
    [("", 0), ("abc", 3), ("氏名", 4), ("ｱｲ", 2), ("葛\U000e0100", 2), ("か\u3099", 2), ("Ａ", 2)],
)
def test_width(value: str, columns: int) -> None:
    """Full-width characters take two columns, marks and selectors none."""
    assert width(value) == columns


def test_wrap_breaks_at_spaces_and_between_full_width_characters() -> None:
    """No line is wider than asked for, and closing marks do not begin one."""
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("氏名と住所。次", 8) == ["氏名と住", "所。次"]
    assert wrap("氏名と住所。次", 10) == ["氏名と住", "所。次"]
    assert wrap("", 8) == [""]


@given(st.text(st.sampled_from("ab 氏名、。ｱ"), max_size=60), st.integers(10, 40))
def test_wrap_keeps_the_text(value: str, columns: int) -> None:
    """What is not a space is kept, in order."""
    lines = wrap(value, columns)
    assert "".join("".join(lines).split()) == "".join(value.split())


def test_joined_lines() -> None:
    """A line end is a space but behind a full-width character."""
    assert joined("one\n  two") == "one two"
    assert joined("氏名\n  住所") == "氏名住所"


def test_table_is_aligned_by_columns_of_the_terminal() -> None:
    """Cells of full-width characters do not shift what stands behind them."""
    lines = list(table(("file", "count"), [("氏名", "1"), ("abc", "23")], right=("count",)))
    assert [width(line) for line in lines] == [len("file  count")] * 3
    assert lines[1:] == ["氏名      1", "abc      23"]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("氏名", "氏名"),
        ("a\x1b[2Jb\n", "a\\x1b[2Jb\\x0a"),
        ("\u202eabc\x85", "\\u202eabc\\x85"),
    ],
)
def test_printable(value: str, shown: str) -> None:
    """Controls and marks of direction are shown as their escapes."""
    assert printable(value) == shown


@given(
    st.recursive(st.text() | st.none(), lambda one: st.lists(one) | st.dictionaries(st.text(), one))
)
def test_ascii_json_is_the_same_document(value: object) -> None:
    """Escaped, it is ASCII and reads back as the same."""
    document = ascii_json(json.dumps(value, ensure_ascii=False))
    assert document.isascii()
    assert json.loads(document) == value


def test_bar_line() -> None:
    """Percent and time left where the whole is known, else neither."""
    assert Bar(4_000_000).line(1234, 1_000_000, 2.0) == " 25% 1,234 records 0.5 MB/s 0:06 left"
    assert Bar(0).line(1234, 1_000_000, 2.0) == "1,234 records 0.5 MB/s"
    assert Bar(10).line(1, 20, 2.0).startswith("100% ")


def test_total_bytes(tmp_path: object) -> None:
    """Files and folders are summed up; a pipe, a compressed or a missing file has no total."""
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "a.dat").write_bytes(b"12345")
    (folder / "b.dat").write_bytes(b"123")
    assert total_bytes([str(folder)]) == 8
    assert total_bytes([str(folder / "a.dat"), str(folder)]) == 13
    assert total_bytes(["-"]) == total_bytes([str(folder / "nosuch")]) == 0
    (folder / "c.gz").write_bytes(b"1")
    assert total_bytes([str(folder)]) == 0
    assert total_bytes([str(folder)], suffixes=(".dat",)) == 8
