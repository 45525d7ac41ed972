"""Law: whatever a workbook holds, its import gives a pack or faults with their place; no crash."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from lgmigrate.errors import PackError
from lgmigrate.standard.workbook.importing import Import, import_workbook
from tests.unit.standard.workbook_cases import Grid, Value, book, five, item, official

__all__: list[str] = []

GIVEN = {"name": "t", "edition": "1", "title": "業務", "domain": "001"}
WORDS = ["e", "○", "1", "002", "3、2", "住民", "番号", "コード", "データ項目", "データ型", "主キー"]
WORDS += ["グループ", "コードID", "コード値", "業務名", "版", "※注", "任意", "#REF!", "\n", "Ｎ"]
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.text(st.characters(exclude_categories=("Cs", "Cn")), max_size=5),
    st.integers(-9, 10**6),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.tuples(st.integers(0, 99), st.sampled_from(["000", "0.0", "yyyy-mm-dd", "hh:mm"])),
)
CELLS = st.tuples(st.integers(1, 14), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVW"), VALUES)
ROWS = st.tuples(st.integers(0, 14), st.booleans())


def judged(done: Import) -> None:
    """A pack and the files of its folder, or faults, each with a place."""
    assert bool(done.faults) == (done.pack is None) == (not done.files)
    for fault in done.faults:
        assert fault.startswith(("w.xlsx, sheet ", "w.xlsx: ", "--")), fault
        assert ": Expected " in fault


@given(
    kind=st.sampled_from([official, five]),
    cells=st.lists(st.tuples(st.integers(0, 4), CELLS), max_size=12),
    rows=st.lists(st.tuples(st.integers(0, 4), ROWS), max_size=3),
)
def test_any_cells(
    kind: Callable[[], dict[str, Grid]],
    cells: list[tuple[int, tuple[int, str, Value]]],
    rows: list[tuple[int, tuple[int, bool]]],
) -> None:
    """Right workbooks with cells changed, and rows doubled or taken away."""
    sheets = kind()
    names = list(sheets)
    for number, (row, double) in rows:
        grid = sheets[names[number % len(names)]]
        grid.merges = []
        grid.rows[row : row + 1] = grid.rows[row : row + 1] * (2 if double else 0)
    for number, (row, letter, value) in cells:
        grid = sheets[names[number % len(names)]]
        grid.rows += [[] for _ in range(row - len(grid.rows))]
        grid.put(f"{letter}{row}", value)
    judged(import_workbook(book(sheets), "w.xlsx", GIVEN))


@given(
    rows=st.lists(st.lists(VALUES, max_size=6), max_size=8), name=st.sampled_from(["a", "項目一覧"])
)
def test_any_sheet(rows: list[list[Value]], name: str) -> None:
    """A sheet of anything, alone and beside a right one."""
    judged(import_workbook(book({name: Grid(rows=rows)}), "w.xlsx", GIVEN))
    judged(import_workbook(book({"x": Grid(rows=rows), **official()}), "w.xlsx", GIVEN))


@given(data=st.data())
def test_any_bytes(data: st.DataObject) -> None:
    """Bytes that are no workbook, or one with bytes changed, are refused or read."""
    whole = bytearray(book({"項目一覧": Grid(rows=[item(1, "番号", "bango")])}))
    for _ in range(data.draw(st.integers(0, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.one_of(st.just(len(whole)), st.integers(0, len(whole))))
    refused = list[PackError]()
    for one in (bytes(whole[:cut]), data.draw(st.binary(max_size=64)), b"PK\x03\x04" + whole[9:]):
        try:
            judged(import_workbook(one, "w.xlsx", GIVEN))
        except PackError as error:
            refused.append(error)
    assert all(len(one.faults) == 1 and one.faults[0].startswith("w.xlsx") for one in refused)
