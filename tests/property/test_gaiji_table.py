"""What a gaiji table says does not depend on how it is written down.

Rows written as CSV (any header that names a column, columns in any order, any spelling, UTF-8 or
cp932, comma or tab) read back as the same rows; so do pairs as text and objects as JSON.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lgmigrate.charset.gaiji import GaijiRow, Sequences, parse_gaiji
from lgmigrate.charset.gaiji_csv import HEADERS
from lgmigrate.errors import CharsetError

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

IDEOGRAPHS = st.one_of(
    st.integers(0x4E00, 0x9FFF), st.integers(0xFA10, 0xFA6D), st.integers(0x20000, 0x2A6DF)
).map(chr)
SELECTORS = st.integers(0xE0100, 0xE01EF).map(chr)
TEXTS = st.one_of(IDEOGRAPHS, st.builds(str.__add__, IDEOGRAPHS, SELECTORS))
CODES = st.one_of(
    st.tuples(st.integers(0x4141, 0xFEFE), st.just(2)),
    st.tuples(st.integers(0x8FA1A1, 0x8FFEFE), st.just(3)),
    st.tuples(st.integers(0xE000, 0xF8FF), st.just(0)),
)
WORDS = st.text("あいうえおアイウ辺高崎ABC,\t\"'#;12 ", max_size=8).map(str.strip)
STATUSES = {"exact": "一致", "unified": "デザイン差", "reduced": "類似", "unmapped": "不可"}
DIRECTIONS = {"both": "両方", "decode": "復号", "encode": "符号化"}


@st.composite
def rows(draw: st.DrawFn) -> GaijiRow:
    """One row; without text it is unmapped."""
    code, width = draw(CODES)
    text = draw(st.one_of(st.just(""), TEXTS, TEXTS))
    return GaijiRow(
        code=code,
        width=width,
        text=text,
        mj=draw(st.sampled_from(["", "MJ030219", "MJ000001"])) if text else "",
        mjplus=draw(st.sampled_from(["", "P1"])) if text else "",
        status=draw(st.sampled_from(["exact", "unified", "reduced"])) if text else "unmapped",
        substitute=draw(st.sampled_from(["", "辺", "ベ", "高い"])),
        preferred=draw(st.booleans()),
        direction=draw(st.sampled_from(["both", "decode", "encode"])),
        reading=draw(WORDS),
        note=draw(WORDS),
    )


def tables(max_size: int = 8) -> st.SearchStrategy[list[GaijiRow]]:
    """Rows with each code and each text once, so that none is in doubt."""
    return st.lists(
        rows(), max_size=max_size, unique_by=(lambda row: row.code, lambda row: row.text or row)
    )


def code_in_hex(row: GaijiRow, draw: st.DrawFn) -> str:
    """One of the spellings of a code."""
    if not row.width:
        return draw(st.sampled_from(["U+{:04X}", "u+{:04x}"])).format(row.code)
    forms = ["{}", "X'{}'", "0x{}", "x'{}'"]
    return draw(st.sampled_from(forms)).format(f"{row.code:0{2 * row.width}X}")


def text_in_hex(text: str, draw: st.DrawFn) -> tuple[str, str]:
    """One of the spellings of a character, over the columns UCS and IVS."""
    points = [f"{ord(char):04X}" for char in text]
    together = [" ".join(f"U+{point}" for point in points), "_".join(points), text]
    together.append(f"<{','.join(points)}>")
    ways = [(one, "") for one in together if text]
    if len(points) == 2:
        ways += [(text[0], points[1]), (f"U+{points[0]}", f"U+{points[1]}"), ("", "_".join(points))]
    return draw(st.sampled_from(ways)) if ways else ("", "")


@st.composite
def files(draw: st.DrawFn) -> tuple[list[GaijiRow], bytes]:
    """Rows, and a file that says them; the lines of the rows are those of the file."""
    table = draw(tables())
    columns = draw(st.permutations([name for name in HEADERS if name != "aside"]))
    headers = [draw(st.sampled_from(HEADERS[name])) for name in columns]
    stream = io.StringIO()
    delimiter = draw(st.sampled_from([",", "\t"]))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=newline)
    writer.writerow([*headers, draw(st.sampled_from(HEADERS["aside"])), "#memo"])
    for row in table:
        ucs, ivs = text_in_hex(row.text, draw)
        cells: dict[str, str] = {
            "code": code_in_hex(row, draw),
            "set": draw(st.sampled_from(["", "JEF"])),
            "mj": row.mj,
            "ucs": ucs,
            "ivs": ivs,
            "mjplus": row.mjplus,
            "substitute": row.substitute,
            "reading": row.reading,
            "status": STATUSES[row.status],
            "note": row.note,
            "preferred": draw(st.sampled_from(["1", "○", "yes"] if row.preferred else ["", "0"])),
            "direction": DIRECTIONS[row.direction],
        }
        writer.writerow([*(cells[name] for name in columns), "7", "x"])
    text = stream.getvalue()
    encodings = ["utf-8", "utf-8-sig"]
    if text.encode("cp932", "replace").decode("cp932") == text:
        encodings.append("cp932")
    expected = [replace(row, line=line) for line, row in enumerate(table, 2)]
    return expected, text.encode(draw(st.sampled_from(encodings)))


@QUICK
@given(files())
def test_csv(case: tuple[list[GaijiRow], bytes]) -> None:
    """Any way to write rows as CSV reads back as these rows."""
    expected, data = case
    assert list(parse_gaiji(data, "t.csv").rows) == expected


@QUICK
@given(tables(), st.sampled_from([" ", "\t", ",", ":", "=", " = "]), st.booleans())
def test_pairs(table: list[GaijiRow], between: str, code_first: bool) -> None:
    """Pairs of codes as text, either side first."""
    pairs = [row for row in table if row.text and row.width]
    lines = ["host unicode" if code_first else "unicode host"]
    for row in pairs:
        sides = [f"{row.code:0{2 * row.width}X}", "_".join(f"{ord(one):04X}" for one in row.text)]
        lines.append(between.join(sides if code_first else sides[::-1]))
    found = parse_gaiji("\n".join(lines).encode(), "t.txt").rows
    assert [(row.code, row.text, row.line) for row in found] == [
        (row.code, row.text, line) for line, row in enumerate(pairs, 2)
    ]


@QUICK
@given(tables(20), st.sampled_from(["all", "none"]))
def test_json(table: list[GaijiRow], ivs: Sequences) -> None:
    """Objects of a vendor's set: a sequence is decoded to or only written, as is asked for."""
    table = [row for row in table if row.width]
    objects = [
        {"code": f"{row.code:04X}", "unicode": f"{ord(row.text[0]):04X}", "options": ["oneway"]}
        | ({"hd": f"{ord(row.text[1]):04X}"} if len(row.text) > 1 else {})
        if row.text
        else {"code": f"{row.code:04X}", "unicode": "FFFD", "options": []}
        for row in table
    ]
    found = parse_gaiji(json.dumps(objects).encode(), "t.json", ivs=ivs).rows
    expected = {row.code: row.text if ivs == "all" else row.text[:1] for row in table}
    assert {row.code: row.text for row in found if row.direction != "encode"} == expected


def faults(data: bytes) -> tuple[str, ...]:
    """The faults of a file, none where it is a table."""
    try:
        parse_gaiji(data, "t")
    except CharsetError as error:
        return error.faults
    return ()


STARTS = ("外字コード,UCS\n80A1,", "[", '[{"code": "41A1", "unicode": "', "host unicode\n80A1 ", "")
ENDS = st.text("0123456789ABCDEF \t\n,:=_<>+'\"[]{}UXVS外字邉\ue000\ufffd#;", max_size=30)


@QUICK
@given(
    st.one_of(
        st.binary(max_size=60),
        st.builds(lambda a, b: (a + b).encode(), st.sampled_from(STARTS), ENDS),
    )
)
def test_any_bytes(data: bytes) -> None:
    """Whatever a file holds is a table, or faults that name a line."""
    assert all(fault.startswith("t, line ") for fault in faults(data))
