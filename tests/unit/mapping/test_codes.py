"""Code maps as a table."""

from __future__ import annotations

import pytest

from lgmigrate.errors import Faults, MappingError
from lgmigrate.mapping.codes import read_codes
from lgmigrate.mapping.model import CodeMap

HEADER = "map,source,target,note,preferred\n"


def read(text: str) -> tuple[dict[str, CodeMap], list[str]]:
    """The maps of a text, and the faults."""
    faults = Faults(MappingError)
    return read_codes(text, "codes.csv", faults), faults.found


def test_maps_keep_the_order_of_their_rows() -> None:
    """Rows of two maps may be mixed; a byte order mark and CRLF are no part of the data."""
    text = "\ufeff" + HEADER + 'a,1,x,"one, first",\nb,1,y,,\na,2,z,,\n'
    maps, found = read(text.replace("\n", "\r\n"))
    assert not found
    assert maps["a"].pairs == (("1", "x"), ("2", "z"))
    assert maps["b"].pairs == (("1", "y"),)


def test_the_way_back_writes_the_preferred_source() -> None:
    """Of several sources the marked one goes back, else the first."""
    maps, found = read(HEADER + "a,1,x,,\na,2,x,,1\na,3,y,,\na,4,y,,\n")
    assert not found
    assert maps["a"].backward() == {"x": "2", "y": "3"}
    assert maps["a"].forward() == {"1": "x", "2": "x", "3": "y", "4": "y"}


def test_no_value_is_an_empty_cell() -> None:
    """Blank may stand for a value, and a value for blank."""
    maps, found = read(HEADER + "a,,0,,\na,9,,,\n")
    assert not found
    assert maps["a"].forward() == {"": "0", "9": ""}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("a,1,x,,\na,1,y,,\n", "codes.csv:3: Expected each source once in map a, got 1 again"),
        (
            "a,1,x,,1\na,2,x,,1\n",
            "codes.csv:3: Expected one preferred source for x in map a, got two",
        ),
        ("a,1,x\n", "codes.csv:2: Expected 5 columns, got 3"),
        (",1,x,,\n", "codes.csv:2: Expected a map, and a source or a target, got none"),
        ("a,,,,\n", "codes.csv:2: Expected a map, and a source or a target, got none"),
    ],
)
def test_a_wrong_row_is_named_by_its_line(rows: str, message: str) -> None:
    """Every fault has its line."""
    assert [message] == read(HEADER + rows)[1]


def test_other_columns_are_refused() -> None:
    """The header is the contract."""
    maps, found = read("map,from,to\na,1,x\n")
    assert not maps
    assert found == [
        "codes.csv:1: Expected the columns map,source,target,note,preferred, got map,from,to"
    ]


def test_an_open_quote_is_a_fault() -> None:
    """A quote that never closes is not read to the end of the file in silence."""
    _, found = read(HEADER + 'a,1,"x,,\na,2,y,,\n')
    assert len(found) == 1
    assert "Expected CSV, got a fault" in found[0]
