"""One record taken apart: places and bytes as the layouts say, values as Python's codecs do."""

from __future__ import annotations

import csv
import io
import json
import shutil
import struct
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run, Sources

__all__: list[str] = []

ROOT = Path(__file__).resolve().parents[2]
IBM = ("--mapping", "ibm_kanji_host")
LENGTH = 800
LINE = 1102  # open_fixed: 1,100 bytes and CRLF


@pytest.fixture(scope="module")
def lines(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A source of open_fixed."""
    out = tmp_path_factory.mktemp("lines")
    assert run("synth", "--mapping", "open_fixed", "--out", out, "--persons", "30").exit_code == 0
    return out / "juki.txt"


@pytest.fixture(scope="module")
def delimited(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A source of package_csv."""
    out = tmp_path_factory.mktemp("csv")
    assert run("synth", "--mapping", "package_csv", "--out", out, "--persons", "30").exit_code == 0
    return out / "juki.csv"


def peeked(run: Run, source: Path, mapping: str | Path, *more: str) -> Any:  # noqa: ANN401  JSON
    """The document of a peek."""
    result = run("peek", source, "--mapping", mapping, *more, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def layout(mapping: str, name: str = "person.csv") -> list[dict[str, str]]:
    """A record layout, as the csv module reads it."""
    with (ROOT / "mappings" / mapping / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_fields_are_where_the_layout_says(run: Run, sources: Sources) -> None:
    """Names, usages, places and bytes of a fixed record."""
    data = sources.clean.read_bytes()
    document = peeked(run, sources.clean, "ibm_kanji_host", "--record", "3")
    start = 2 * LENGTH
    assert (document["record"], document["offset"], document["length"]) == (3, start, LENGTH)
    assert bytes.fromhex(document["hex"]) == data[start : start + LENGTH]
    for one, row in zip(document["fields"], layout("ibm_kanji_host"), strict=True):
        place = start + int(row["offset"])
        assert (one["name"], one["usage"], one["offset"]) == (row["field"], row["usage"], place)
        assert bytes.fromhex(one["hex"]) == data[place : place + int(row["length"])]
        assert one["codes"] == []


def test_values_are_those_of_the_code_page(run: Run, lines: Path) -> None:
    """Text fields hold what Python's cp932 says of their bytes, without the spaces behind."""
    document = peeked(run, lines, "open_fixed", "--record", "2")
    texts = [one for one in document["fields"] if one["usage"] in ("single", "double", "mixed")]
    assert len(texts) > 10
    for one in texts:
        value = bytes.fromhex(one["hex"]).decode("cp932").rstrip(" \u3000")
        assert (one["value"] or "") == value


@pytest.mark.parametrize(
    ("offset", "record"),
    [(0, 1), (LINE - 3, 1), (LINE - 2, 1), (LINE - 1, 1), (LINE, 2), (5 * LINE + 77, 6)],
)
def test_line_end_belongs_to_the_record_before(
    run: Run, lines: Path, offset: int, record: int
) -> None:
    """Any byte of the file is in a record."""
    assert peeked(run, lines, "open_fixed", "--offset", str(offset))["record"] == record


def test_last_byte_is_of_the_last_record(run: Run, lines: Path) -> None:
    """Up to the end, and no further."""
    size = lines.stat().st_size
    last = peeked(run, lines, "open_fixed", "--offset", str(size - 1))
    assert last["record"] == size // LINE
    result = run("peek", lines, "--mapping", "open_fixed", "--offset", str(size))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"0..{size - 1}" in result.stderr


def test_offsets_across_blocks(run: Run, lines: Path, tmp_path: Path) -> None:
    """Where a file is read in several blocks, each byte of their seams is in its record."""
    data = lines.read_bytes()
    many = tmp_path / "many.txt"
    many.write_bytes(data[:LINE] + data[LINE : 2 * LINE] * 2500)
    seam = (1 << 20) // LINE * LINE  # the first record that the first MiB does not hold whole
    for offset in (seam - 2, seam - 1, seam, seam + LINE - 1, seam + LINE):
        document = peeked(run, many, "open_fixed", "--offset", str(offset))
        assert document["record"] == offset // LINE + 1


def test_columns_of_a_delimited_record(run: Run, delimited: Path) -> None:
    """Each column with its quotes and its place; together with delimiters they are the record."""
    data = delimited.read_bytes()
    document = peeked(run, delimited, "package_csv", "--record", "4")
    row = next(
        one
        for number, one in enumerate(csv.reader(io.StringIO(data.decode("cp932"), newline="")), 1)
        if number == 4
    )
    fields = document["fields"]
    assert len(row) == len(fields)
    for one, text in zip(fields, row, strict=True):
        raw = bytes.fromhex(one["hex"])
        assert data[one["offset"] : one["offset"] + len(raw)] == raw
        assert next(csv.reader([raw.decode("cp932")]), [""]) == [text]
        if one["usage"] in ("single", "mixed"):
            assert (one["value"] or "") == text
    for one, behind in pairwise(fields):
        assert data[one["offset"] + one["length"] : behind["offset"]] == b","
    assert peeked(run, delimited, "package_csv", "--offset", str(fields[7]["offset"])) == document


def test_header_and_trailer(run: Run, sources: Sources) -> None:
    """They are records like the others, with their own layouts."""
    data = sources.clean.read_bytes()
    first = peeked(run, sources.clean, "ibm_kanji_host")
    last = peeked(run, sources.clean, "ibm_kanji_host", "--record", str(len(data) // LENGTH))
    for document, name in ((first, "header.csv"), (last, "trailer.csv")):
        names = [one["name"] for one in document["fields"]]
        assert names == [row["field"] for row in layout("ibm_kanji_host", name)]


def test_finding_stands_at_its_field(run: Run, sources: Sources) -> None:
    """Every planted damage of the ledger is seen at its field, by a code that it expects."""
    with sources.ledger.open(encoding="utf-8", newline="") as stream:
        planted = list(csv.DictReader(stream))
    assert planted
    for one in planted[:12]:
        document = peeked(run, sources.dirty, "ibm_kanji_host", "--record", one["record"])
        (field,) = (each for each in document["fields"] if each["name"] == one["field"])
        assert set(field["codes"]) & set(one["expected"].split())
        assert field["offset"] == (int(one["record"]) - 1) * LENGTH + int(one["offset"])


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_text_shows_codes_and_warns(run: Run, sources: Sources, lang: str) -> None:
    """The table has a line a field at least, the damage with its title, a warning beside it."""
    with sources.ledger.open(encoding="utf-8", newline="") as stream:
        one = next(csv.DictReader(stream))
    result = run("peek", sources.dirty, *IBM, "--record", one["record"], lang=lang)
    assert any(f"[{code} " in result.stdout for code in one["expected"].split())
    assert len(result.stdout.splitlines()) >= len(layout("ibm_kanji_host")) + 2
    assert result.stderr.strip()


def test_record_of_no_known_type(run: Run, sources: Sources, tmp_path: Path) -> None:
    """F004, and the bytes alone."""
    data = bytearray(sources.clean.read_bytes())
    data[LENGTH] = 0xF7
    path = tmp_path / "x.dat"
    path.write_bytes(data)
    document = peeked(run, path, "ibm_kanji_host", "--record", "2")
    assert (document["type"], document["codes"], document["fields"]) == (None, ["F004"], [])
    text = run("peek", path, *IBM, "--record", "2").stdout
    assert "F7 " in text
    assert len(text.splitlines()) == 3 + LENGTH // 16


def test_record_of_a_wrong_shape(run: Run, lines: Path, delimited: Path, tmp_path: Path) -> None:
    """F010 for a line of another length, F008 for a row of other columns."""
    path = tmp_path / "x"
    data = lines.read_bytes()
    path.write_bytes(data[: 2 * LINE - 3] + data[2 * LINE - 2 :])
    assert peeked(run, path, "open_fixed", "--record", "2")["codes"] == ["F010"]
    rows = delimited.read_bytes().split(b"\r\n")
    rows[1] += b","
    path.write_bytes(b"\r\n".join(rows))
    assert peeked(run, path, "package_csv", "--record", "2")["codes"] == ["F008"]


def test_source_that_breaks_off_is_seen_to_its_end(
    run: Run, sources: Sources, tmp_path: Path
) -> None:
    """What is left of the last record is shown as such."""
    path = tmp_path / "cut.dat"
    whole = sources.clean.read_bytes()
    path.write_bytes(whole + whole[LENGTH : LENGTH + 4])
    last = len(whole) // LENGTH + 1
    document = peeked(run, path, "ibm_kanji_host", "--record", str(last))
    assert (document["offset"], document["length"]) == (len(whole), 4)
    assert document["codes"] == ["F010"]


def test_length_prefix_belongs_to_the_record_behind(
    run: Run, sources: Sources, tmp_path: Path
) -> None:
    """Variable records: the four bytes of an RDW are part of what follows."""
    folder = shutil.copytree(ROOT / "mappings" / "ibm_kanji_host", tmp_path / "mapping")
    main = folder / "mapping.toml"
    text = main.read_text(encoding="utf-8")
    fixed = 'form = "fixed"\nlength = 800'
    assert fixed in text
    main.write_text(text.replace(fixed, 'form = "variable"'), encoding="utf-8", newline="")
    data = sources.clean.read_bytes()
    records = [data[at : at + LENGTH] for at in range(0, len(data), LENGTH)]
    path = tmp_path / "v.dat"
    path.write_bytes(b"".join(struct.pack(">HH", LENGTH + 4, 0) + one for one in records))
    for offset, record in ((0, 1), (3, 1), (4, 1), (803, 1), (804, 2), (807, 2), (808, 2)):
        document = peeked(run, path, folder, "--offset", str(offset))
        assert document["record"] == record
        assert document["offset"] == (record - 1) * 804 + 4
    size = path.stat().st_size
    last = peeked(run, path, folder, "--offset", str(size - 1))
    assert last["record"] == len(records)
    assert run("peek", path, "--mapping", folder, "--offset", str(size)).exit_code == 2


@pytest.mark.parametrize(
    "more",
    [("--record", "0"), ("--record", "1", "--offset", "1"), ("--offset", "-1")],
)
def test_places_that_have_no_meaning(run: Run, sources: Sources, more: tuple[str, ...]) -> None:
    """Refused as usage."""
    assert run("peek", sources.clean, *IBM, *more).exit_code == 2


def test_folder_of_several_files_is_refused(run: Run, sources: Sources) -> None:
    """A record's number is of one file."""
    result = run("peek", sources.dirty.parent, *IBM)
    assert result.exit_code == 2
    assert "Expected one source, got 2" in result.stderr


def test_guess_without_a_mapping(run: Run, sources: Sources) -> None:
    """The framing, how sure it is and why; options of records need a mapping."""
    shown = run("peek", sources.clean)
    assert shown.exit_code == 0
    lines = shown.stdout.splitlines()
    assert any(line.split()[0] == "fixed:800" for line in lines)
    document = json.loads(run("peek", sources.clean, "--json").stdout)
    assert document["framings"][0]["framing"] == "fixed:800"
    assert document["framings"][0]["sure"] > 0.6
    assert "ibm930" in document["charsets"]
    assert document["hex"].startswith("f1")
    assert run("peek", sources.clean, "--record", "2").exit_code == 2
    assert run("peek", sources.clean.parent / "none").exit_code == 4
