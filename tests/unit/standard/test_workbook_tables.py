"""The files of an import in memory, as a pack's reader sees them."""

from __future__ import annotations

import tomllib

import pytest

from lgmigrate.standard.workbook.tables import Written, _Folder, head_toml

__all__: list[str] = []


def test_files_in_memory_are_a_folder() -> None:
    """What a folder of importlib.resources can be asked for."""
    folder = _Folder({"a.csv": "値\n".encode(), "b.csv": b"2"})
    assert [one.name for one in folder.iterdir()] == ["a.csv", "b.csv"]
    assert (folder.is_dir(), folder.is_file(), str(folder)) == (True, False, "")
    one = folder / "a.csv"
    assert (one.is_dir(), one.is_file(), str(one)) == (False, True, "a.csv")
    assert (one.read_text(encoding="utf-8"), one.read_bytes()) == ("値\n", "値\n".encode())
    with one.open(encoding="utf-8") as text, folder.joinpath("b.csv").open("rb") as binary:
        assert (text.read(), binary.read()) == ("値\n", b"2")
    with pytest.raises(FileNotFoundError):
        (folder / "c.csv").read_text()


def test_rows_know_their_lines() -> None:
    """A line end within a cell counts, as it does for a reader of CSV."""
    table = Written(columns=("a", "b"))
    for cells in ({"a": "1", "b": "x\ny"}, {"a": "2", "b": '"'}):
        table.add(cells, f"row {cells['a']}")
    assert table.data == b'a,b\n1,"x\ny"\n2,""""\n'
    assert table.origins == {2: "row 1", 4: "row 2"}


def test_heads_are_toml() -> None:
    """Whatever stands in a title; keys without a value are left out."""
    title = 'a"b\\c\x7f住民\n'
    made = head_toml({"title": title, "domain": ""}, "about").decode()
    assert (tomllib.loads(made), made.splitlines()[0]) == ({"title": title}, "# about")
