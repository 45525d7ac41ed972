"""The table of a page against Python's codecs and against the flat tables' own rules."""

from __future__ import annotations

import time

import pytest

from lgmigrate.charset import CodePage, load, names
from lgmigrate.charset.listing import lines

__all__: list[str] = []


def rows(page: CodePage) -> list[tuple[bytes, str, str]]:
    """Code, text, direction of each line."""
    found = []
    for line in lines(page):
        code, points, direction = line.split("\t")
        text = "".join(chr(int(point.removeprefix("U+"), 16)) for point in points.split(" "))
        found.append((bytes.fromhex(code), text, direction))
    return found


@pytest.mark.parametrize(("name", "codec"), [("cp932", "cp932"), ("euc-jp", "euc_jp")])
def test_rows_are_what_python_says(name: str, codec: str) -> None:
    """Every row in its direction, with the codec of the standard library."""
    for code, text, direction in rows(load(name)):
        if direction in "=>":
            assert code.decode(codec) == text
        if direction in "=<":
            assert text.encode(codec) == code
        if direction == ">":
            assert text.encode(codec) != code
        if direction == "<":
            assert code.decode(codec) != text


def test_numbers_of_cp932() -> None:
    """398 duplicates are read only (NEC rows 13, 89-92 and the IBM extension twice)."""
    directions = [direction for _, _, direction in rows(load("cp932"))]
    assert directions.count(">") == 398


def test_ibm_symbols_that_fold() -> None:
    """IBM 930 reads one member of a pair and writes both: X'4260', X'426A', X'43A1'."""
    found = rows(load("ibm930"))
    for code, read, folded in (("4260", "−", "－"), ("426a", "¦", "￤"), ("43a1", "〜", "～")):
        assert (bytes.fromhex(code), read, "=") in found
        assert (bytes.fromhex(code), folded, "<") in found


def test_sequences_have_two_code_points() -> None:
    """か with ゜ in Shift_JIS-2004: X'82F5', as Python's codec has it."""
    assert "82F5\tU+304B U+309A\t=" in set(lines(load("shift_jis-2004")))


def test_three_bytes() -> None:
    """JIS X 0212 in EUC: 丂 is 8FB0A1."""
    assert "8FB0A1\tU+4E02\t=" in set(lines(load("euc-jp")))


def test_controls_are_listed() -> None:
    """A single byte that is a control character stands with the others."""
    found = set(lines(load("ibm930")))
    assert {"00\tU+0000\t=", "0D\tU+000D\t=", "40\tU+0020\t="} <= found


@pytest.mark.parametrize("name", names())
def test_order_and_uniqueness(name: str) -> None:
    """By length, then code, then characters; each row once; one character a code is decoded."""
    found = rows(load(name))
    order = [(len(code), code, text.encode("utf-32-be")) for code, text, _ in found]
    assert order == sorted(order)
    assert len(set(order)) == len(order)
    decoded = [code for code, _, direction in found if direction != "<"]
    assert len(set(decoded)) == len(decoded)
    encoded = [(len(code), text) for code, text, direction in found if direction == "="]
    assert len(set(encoded)) == len(encoded)


def test_unicode_pages_list_ascii_and_private_use() -> None:
    """What a page of Unicode maps by table is little: the bytes below X'80'."""
    assert [code for code, _, _ in rows(load("utf-8"))] == [bytes([n]) for n in range(0x80)]


def test_quick() -> None:
    """The largest table, 16,000 codes and more, in less than a second."""
    page = load("ibm1390")
    start = time.process_time()
    assert sum(1 for _ in lines(page)) > 16_000
    assert time.process_time() - start < 1
