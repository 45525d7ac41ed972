"""Planted damage is found, all of it and nothing else, and findings point at its bytes."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from lxml import etree

from lgmigrate.findings import CODES, shape_of_bytes
from lgmigrate.mapping.registry import load
from lgmigrate.pipeline import sources
from lgmigrate.pipeline.convert import convert
from lgmigrate.pipeline.restore import restore
from lgmigrate.pipeline.roundtrip import roundtrip
from lgmigrate.pipeline.validate import validate
from lgmigrate.synth.dirt import Damage, spans
from lgmigrate.synth.vendor import synthesize
from tests.unit.pipeline.deliveries import CSV, HOST, MAPPINGS, Delivery, cut, files_of, type_of

SCHEMAS = Path(__file__).parents[3] / "schemas" / "juki" / "1"
KEYS = ["code", "severity", "file", "record", "offset", "field", "shape"]
WHOLE_RECORD = {"K002", "S001", "F004", "F008", "F010"}


def rows_of(standard: Path) -> list[dict[str, Any]]:
    """The findings of a delivery, line by line."""
    text = (standard / "findings.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def unexplained(
    damages: tuple[Damage, ...], found: list[dict[str, Any]]
) -> tuple[list[Damage], list[dict[str, Any]]]:
    """Damages that were not found, and errors that no damage of their record explains."""
    by_record = defaultdict(list)
    for row in found:
        by_record[row["record"]].append(row)
    planted = {one.record: one for one in damages}
    missed = [
        one
        for one in damages
        if not any(
            row["code"] in one.expected
            and (row["field"] == one.field or row["code"] in WHOLE_RECORD)
            for row in by_record[one.record]
        )
    ]
    others = [
        row
        for row in found
        if row["severity"] in {"error", "fatal"}
        and not (
            row["record"] in planted
            and (row["field"] == planted[row["record"]].field or row["code"] in WHOLE_RECORD)
        )
    ]
    return missed, others


def test_damage_is_found_and_nothing_else(dirty: Delivery) -> None:
    """Every damage of the ledger has a finding in its field with an expected code; there is no
    error in another field or record.
    """
    assert len(dirty.damages) > 40
    missed, others = unexplained(dirty.damages, rows_of(dirty.standard))
    assert missed == []
    assert others == []


@pytest.mark.parametrize("mapping", MAPPINGS)
@pytest.mark.parametrize("rate", [0.001, 0.005])
def test_rare_damage_is_found(tmp_path: Path, mapping: str, rate: float) -> None:
    """One damage among a thousand records is found as well; the bytes come back."""
    made = synthesize(mapping, tmp_path / "source", persons=6_000, seed=4, dirt=rate)
    convert(made.path, mapping, tmp_path / "standard")
    assert made.damages
    assert unexplained(made.damages, rows_of(tmp_path / "standard")) == ([], [])
    restored = restore(tmp_path / "standard", mapping, tmp_path / "back")
    assert restored.identical == {made.path.name: True}


def test_damaged_source_comes_back(dirty: Delivery, tmp_path: Path) -> None:
    """Damaged values and rejected records come back byte for byte; restore has nothing to say."""
    restored = restore(dirty.standard, dirty.mapping, tmp_path / "back")
    assert restored.codes == {}
    assert files_of(tmp_path / "back") == {dirty.source.name: dirty.source.read_bytes()}
    done = roundtrip(dirty.source, dirty.mapping, workdir=tmp_path)
    assert done.identical
    assert done.codes == dirty.result.codes


def test_exchange_files_stay_valid(dirty: Delivery) -> None:
    """A damaged value never reaches the exchange file."""
    for name in ("jumin", "shien"):
        schema = etree.XMLSchema(etree.parse(SCHEMAS / f"{name}.xsd"))
        schema.assertValid(etree.parse(dirty.standard / f"{name}.xml"))
    report = validate(dirty.standard, mapping=dirty.mapping)
    damaged = len(dirty.damages)
    errors = report.findings.filter(pl.col("severity") == "error")
    assert errors.height <= damaged
    assert set(errors["code"]) <= {"S001", "S002", "S011"}


def test_records_in_are_records_out(dirty: Delivery) -> None:
    """Every record of the source is an exchange record, a header, a trailer, or rejected."""
    records = cut(dirty.mapping, dirty.source.read_bytes())
    counts = dirty.result.counts
    assert counts["records"] + counts["rejected"] == len(records)
    assert counts["findings"] == len(rows_of(dirty.standard))
    numbers = set()
    for path in (dirty.standard / "annex").glob("*.csv"):
        if path.name.count(".") == 1:
            with path.open(encoding="utf-8", newline="") as stream:
                numbers |= {int(row["record"]) for row in csv.DictReader(stream)}
    for path in (dirty.standard / "rejected").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            rejected = [(int(row["record"]), int(row["bytes"])) for row in csv.DictReader(stream)]
        assert not numbers & {number for number, _ in rejected}
        numbers |= {number for number, _ in rejected}
        data = path.with_suffix(".dat").read_bytes()
        for number, size in rejected:
            content = records[number - 1]
            content = content if dirty.mapping == HOST else content[:-2]
            assert (data[:size], size) == (content, len(content))
            data = data[size:]
        assert data == b""
    assert numbers == set(range(1, len(records) + 1))


def test_rejected_records_have_findings(dirty: Delivery) -> None:
    """No record is rejected without saying why."""
    told = {row["record"] for row in rows_of(dirty.standard) if row["severity"] == "error"}
    rejected = set()
    for path in (dirty.standard / "rejected").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            rejected |= {int(row["record"]) for row in csv.DictReader(stream)}
    assert rejected
    assert rejected <= told


def test_lines_of_findings(dirty: Delivery) -> None:
    """A line is a finding with all its keys, a known code and that code's severity; lines are in
    order of records and offsets.
    """
    rows = rows_of(dirty.standard)
    assert rows
    for row in rows:
        assert list(row) == KEYS
        assert row["severity"] == CODES[row["code"]].severity
        assert row["file"] == dirty.source.name
    order = [(row["record"], row["offset"]) for row in rows]
    assert order == sorted(order)
    assert dirty.result.findings.to_dicts() == rows
    assert dirty.result.codes == Counter(row["code"] for row in rows)


def test_findings_point_at_their_bytes(dirty: Delivery) -> None:
    """The offset is where the field's bytes stand in the source, and the shape is theirs."""
    data = dirty.source.read_bytes()
    records = cut(dirty.mapping, data)
    starts = [0]
    for record in records:
        starts.append(starts[-1] + len(record))
    layouts = {one.type: one.layout for one in load(dirty.mapping).records}
    for row in rows_of(dirty.standard):
        start, record = starts[row["record"] - 1], records[row["record"] - 1]
        if row["code"] in WHOLE_RECORD:
            assert row["offset"] == start
            assert row["shape"] is None
            continue
        field = layouts[type_of(dirty.mapping, record)].field(row["field"])
        place, size = field.offset, field.length
        if dirty.mapping == CSV:
            begin, end = spans(record.rstrip(b"\r\n"))[field.offset]
            place, size = begin + 1, end - begin - 2
        assert row["offset"] == start + place
        assert row["shape"] == shape_of_bytes(record[place : place + size])


def test_findings_point_at_the_damage(dirty: Delivery) -> None:
    """The ledger's place in the record is the finding's place in the file."""
    records = cut(dirty.mapping, dirty.source.read_bytes())
    starts = [0]
    for record in records:
        starts.append(starts[-1] + len(record))
    rows = [row for row in rows_of(dirty.standard) if row["code"] not in WHOLE_RECORD]
    places = {(row["record"], row["field"]): row["offset"] for row in rows}
    assert len(places) > 40
    for one in dirty.damages:
        place = starts[one.record - 1] + one.offset
        assert places.get((one.record, one.field), place) == place


def test_findings_with_small_blocks(
    dirty: Delivery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blocks and workers change neither findings nor rejected records nor kept bytes."""
    monkeypatch.setattr(sources, "BLOCK", 20_000)
    convert(dirty.source, dirty.mapping, tmp_path / "standard", workers=2)
    assert files_of(tmp_path / "standard") == files_of(dirty.standard)


def test_findings_of_the_second_source(dirty: Delivery, tmp_path: Path) -> None:
    """Records and offsets of a finding are those in its own file, whatever came before."""
    second = tmp_path / "second.dat"
    second.write_bytes(dirty.source.read_bytes())
    convert([dirty.source, second], dirty.mapping, tmp_path / "standard")
    rows = rows_of(tmp_path / "standard")
    half = len(rows) // 2
    assert rows[:half] == rows_of(dirty.standard)
    assert [{**row, "file": dirty.source.name} for row in rows[half:]] == rows[:half]
    restored = restore(tmp_path / "standard", dirty.mapping, tmp_path / "back")
    assert list(restored.identical.values()) == [True, True]


def test_a_municipality_code_that_is_none(tmp_path: Path) -> None:
    """The header's 団体コード with a letter: told, and kept in the manifest alone."""
    source = synthesize("open_fixed", tmp_path / "source", persons=20).path
    data = source.read_bytes()
    source.write_bytes(data[:1] + b"13A016" + data[7:])
    result = convert(source, "open_fixed", tmp_path / "standard")
    found = result.findings.select("code", "record", "field").rows()
    assert found == [("S004", 1, "団体コード")]
    assert result.manifest.municipality == "13A016"
    root = (tmp_path / "standard" / "jumin.xml").read_bytes().splitlines()[1]
    assert b"municipality" not in root
    restore(tmp_path / "standard", "open_fixed", tmp_path / "back")
    assert (tmp_path / "back" / source.name).read_bytes() == source.read_bytes()
