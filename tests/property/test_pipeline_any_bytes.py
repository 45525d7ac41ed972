"""restore(convert(x)) == x, byte for byte, for sources with any bytes in the fields of their data
records, and for lines and rows that end, quote or space otherwise than the mapping writes; and the
exchange files of any source are valid against the XSD.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from lgmigrate.mapping.model import Mapping
from lgmigrate.mapping.registry import load
from lgmigrate.pipeline.convert import Result, convert
from lgmigrate.pipeline.restore import restore
from lgmigrate.synth.vendor import synthesize

SCHEMAS = Path(__file__).parents[2] / "schemas" / "juki" / "1"
HOST, LINES, CSV = "ibm_kanji_host", "open_fixed", "package_csv"
LENGTHS = {HOST: 800, LINES: 1100}
SEED = 5
WHOLE = settings(max_examples=settings().max_examples // 3)
"""For a law over whole files: one example has as many mutations as others have examples."""
SUMMED = 11  # the type code and the 宛名番号, which the trailer sums up, end here

Mutation = tuple[int, int, bytes]
"""Record, place in it and new bytes; both numbers are taken modulo what there is."""


@cache
def mapping_of(name: str) -> Mapping:
    """The mapping, loaded once."""
    return load(name)


@cache
def records_of(name: str) -> tuple[bytes, ...]:
    """A small source of 24 persons and a 支援措置, cut into records without line ends."""
    folder = Path(tempfile.mkdtemp(prefix="lgmigrate-test-"))
    try:
        data = synthesize(
            mapping_of(name), folder / "source", persons=24, seed=SEED
        ).path.read_bytes()
    finally:
        shutil.rmtree(folder)
    if name == HOST:
        return tuple(data[at : at + 800] for at in range(0, len(data), 800))
    return tuple(data.split(b"\r\n")[:-1])


@cache
def schema(name: str) -> etree.XMLSchema:
    """The XSD of a file of the pack."""
    return etree.XMLSchema(etree.parse(SCHEMAS / f"{name}.xsd"))


def check(name: str, data: bytes) -> Result:
    """Convert and restore: the bytes are the same, and the XML is valid."""
    with tempfile.TemporaryDirectory(prefix="lgmigrate-test-") as folder:
        source = Path(folder) / "source.dat"
        source.write_bytes(data)
        standard = Path(folder) / "standard"
        result = convert(source, mapping_of(name), standard, workers=1)
        for file in ("jumin", "shien"):
            schema(file).assertValid(etree.parse(standard / f"{file}.xml"))
        restored = restore(standard, mapping_of(name), Path(folder) / "back", workers=1)
        assert (Path(folder) / "back" / "source.dat").read_bytes() == data
        assert restored.identical == {"source.dat": True}
        assert restored.codes == {}
    return result


def mutated(records: Sequence[bytes], mutations: Sequence[Mutation]) -> list[bytes]:
    """Fixed records with other bytes behind the 宛名番号 of data records."""
    found = [bytearray(record) for record in records]
    for number, place, new in mutations:
        record = found[1 + number % (len(found) - 2)]
        at = SUMMED + place % (len(record) - SUMMED)
        kept = new[: len(record) - at]
        record[at : at + len(kept)] = kept
    return [bytes(record) for record in found]


TRICKY = (
    "0e 0f 0e0f 0f0e 40 00 ff 0c 1f 40404040 0000000000000000 ffffffffffffffff f9f9f9f9f9f9f9f9 d0"
    " 9c 0d 8140 81 2020 30303030303030 39393939393939 0b a0 fcfc"
)
tricky = st.sampled_from([bytes.fromhex(one) for one in TRICKY.split()])
new_bytes = st.one_of(st.binary(min_size=1, max_size=12), tricky)
mutations = st.lists(
    st.tuples(st.integers(0, 10**4), st.integers(0, 10**4), new_bytes), max_size=40
)


@WHOLE
@given(changes=mutations)
@example(changes=[(0, 641 - SUMMED + offset, b"\x91\x23\x45\x67\x89\x01\x2c") for offset in (2, 9)])
def test_host_records_of_any_bytes(changes: list[Mutation]) -> None:
    """EBCDIC records: shift codes, packed and zoned numbers, dates and FILLER of any bytes."""
    check(HOST, b"".join(mutated(records_of(HOST), changes)))


@WHOLE
@given(changes=mutations)
def test_lines_of_any_bytes(changes: list[Mutation]) -> None:
    """cp932 lines: any bytes but a line end."""
    plain = [(one, at, new.replace(b"\n", b"\x85")) for one, at, new in changes]
    records = mutated(records_of(LINES), plain)
    check(LINES, b"".join(record + b"\r\n" for record in records))


ends = st.sampled_from([b"\r\n", b"\n", b"\r\r\n"])


@pytest.mark.parametrize("name", [LINES, CSV])
@WHOLE
@given(
    ended=st.lists(ends, min_size=32, max_size=32),
    last=st.sampled_from([b"\r\n", b"\n", b"\r", b"", b"\r\n\x1a", b"\x1a", b"\r\n\x1a\x1a\x1a"]),
    changes=mutations,
)
def test_other_line_ends(
    name: str, ended: list[bytes], last: bytes, changes: list[Mutation]
) -> None:
    """Lines and rows that end in LF alone, the last one without an end, X'1A' at the end."""
    records = list(records_of(name))
    ended[0] = ended[0].replace(b"\r\r", b"\r")  # behind a quote, a CR is a part of the header
    if name == LINES:
        ended = [end.replace(b"\r\r", b"\r") for end in ended]
        plain = [(one, at, new.replace(b"\n", b"\x85")) for one, at, new in changes]
        records = mutated(records, plain)
    closed = [record + end for record, end in zip(records, ended, strict=False)]
    check(name, b"".join(closed[: len(records) - 1]) + records[-1] + last)


cells = st.one_of(
    st.none(),
    st.binary(max_size=12).map(lambda raw: raw.replace(b'"', b"'").replace(b"\n", b"n")),
    st.sampled_from([b"", b" ", b"  ", b"\x81\x40", b"0", b"00000000", b'""', b'a""b', b"a,b"]),
    st.sampled_from([b"a\r\nb", b"a\nb", b"\r", b"\x1a", b" 12 ", b"-1", b"+1", b"1.5", b"\x81"]),
)
quoting = st.sampled_from(["quoted", "bare", "spaced", "closed late"])


edits = st.lists(
    st.tuples(st.integers(0, 10**4), st.integers(0, 10**4), cells, quoting), max_size=20
)
extras = st.dictionaries(st.integers(0, 23), st.sampled_from([1, -1, -30]), max_size=3)


def quote(cell: bytes, how: str) -> bytes:
    """A cell in the way that ``how`` says; any result frames."""
    if how == "bare" and not any(sign in cell for sign in (b'"', b",", b"\n")):
        return cell
    return {"spaced": b' "%b" ', "closed late": b'"%b"x'}.get(how, b'"%b"') % cell


@WHOLE
@given(changes=edits, others=extras)
def test_rows_of_any_quoting(
    changes: list[tuple[int, int, bytes | None, str]], others: dict[int, int]
) -> None:
    """CSV rows with bare, doubled and misplaced quotes, line ends in quotes, more or fewer
    columns.
    """
    records = records_of(CSV)
    cells = [record[1:-1].split(b'","') for record in records]
    found = [[b'"%b"' % cell for cell in row] for row in cells]
    for one, place, cell, how in changes:
        number = 1 + one % (len(found) - 2)
        at = place % len(cells[number])
        if cell is None or at < 2:  # the type code and the 宛名番号 keep their values
            found[number][at] = quote(cells[number][at], "bare")
        else:
            found[number][at] = quote(cell, how)
    for number, more in others.items():
        found[1 + number] = [*found[1 + number], b'"x"'] if more > 0 else found[1 + number][:more]
    check(CSV, b"".join(b",".join(row) + b"\r\n" for row in found))


@WHOLE
@given(changes=mutations, rejected=st.lists(st.integers(0, 62), max_size=6))
def test_rejected_records_keep_their_places(changes: list[Mutation], rejected: list[int]) -> None:
    """Records of no known type among the others come back where they stood."""
    records = mutated(records_of(LINES), [(one, at, b"?") for one, at, _ in changes])
    for number in rejected:
        records.insert(1 + number % (len(records) - 1), b"X" + records[1][1 : 1 + 17 * number])
    result = check(LINES, b"".join(record + b"\r\n" for record in records))
    assert result.codes.get("F004", 0) == len(rejected)
