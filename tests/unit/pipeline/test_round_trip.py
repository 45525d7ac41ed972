"""convert, restore and validate on whole sources of each shipped mapping."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from lxml import etree

from lgmigrate.pipeline import annex, sources, standard_files
from lgmigrate.pipeline.convert import convert
from lgmigrate.pipeline.plan import Names, Style
from lgmigrate.pipeline.restore import restore
from lgmigrate.pipeline.roundtrip import roundtrip
from lgmigrate.pipeline.standard_files import ExchangeFile
from lgmigrate.pipeline.validate import validate
from tests.unit.pipeline.conftest import Made
from tests.unit.pipeline.deliveries import CSV, Delivery, cut, files_of, type_of, write

SCHEMAS = Path(__file__).parents[3] / "schemas" / "juki" / "1"
STYLES: list[tuple[Style, Names]] = [("xml", "japanese"), ("csv", "romaji"), ("csv", "japanese")]


def small_blocks(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Make every block that is read ``size`` bytes, or what one record or a head needs."""
    monkeypatch.setattr(sources, "BLOCK", size)
    monkeypatch.setattr(standard_files, "HEAD", max(size, 1024))
    monkeypatch.setattr(annex, "BLOCK", size)
    defaults = {**(ExchangeFile.__init__.__kwdefaults__ or {}), "block": size}
    monkeypatch.setattr(ExchangeFile.__init__, "__kwdefaults__", defaults)


def test_restored_bytes_are_the_source(delivery: Delivery, out: Path) -> None:
    """Header, trailer, FILLER and every record come back byte for byte."""
    restored = restore(delivery.standard, delivery.mapping, out)
    assert restored.identical == {delivery.source.name: True}
    assert files_of(out) == {delivery.source.name: delivery.source.read_bytes()}
    assert restored.counts == {"records": len(cut(delivery.mapping, delivery.source.read_bytes()))}


def test_what_convert_says(delivery: Delivery) -> None:
    """All records are counted, none is rejected, nothing is found."""
    records = len(cut(delivery.mapping, delivery.source.read_bytes()))
    assert delivery.result.counts == {"records": records, "rejected": 0, "findings": 0}
    assert delivery.result.ok
    assert delivery.result.findings.height == 0


def test_exchange_files_are_valid_for_lxml(delivery: Delivery) -> None:
    """Each XML file is valid against the XSD of its pack."""
    for name in ("jumin", "shien"):
        schema = etree.XMLSchema(etree.parse(SCHEMAS / f"{name}.xsd"))
        schema.assertValid(etree.parse(delivery.standard / f"{name}.xml"))


def test_one_exchange_record_a_data_record(delivery: Delivery) -> None:
    """Persons and 支援措置 are as many as records of their types."""
    records = cut(delivery.mapping, delivery.source.read_bytes())
    for name, code in (("jumin", "2"), ("shien", "3")):
        written = (delivery.standard / f"{name}.xml").read_bytes().count(b"<record>")
        assert written == sum(type_of(delivery.mapping, one) == code for one in records)


def test_validate_finds_nothing(delivery: Delivery) -> None:
    """A register without damage has no finding, not even a warning."""
    report = validate(delivery.standard, mapping=delivery.mapping)
    assert report.codes == {}
    assert report.ok
    assert report.counts["jumin"] == 3_000


def test_manifest_is_of_these_files(delivery: Delivery) -> None:
    """Names, sizes, hashes and numbers of records are those of the files."""
    manifest = json.loads((delivery.standard / "manifest.json").read_text("utf-8"))
    files = files_of(delivery.standard)
    del files["manifest.json"], files["findings.jsonl"], files["gaiji.csv"]
    entries = manifest["files"] + manifest["annex"] + manifest["rejected"]
    assert sorted(entry["name"] for entry in entries) == sorted(files)
    for entry in entries:
        data = files[entry["name"]]
        assert entry["bytes"] == len(data)
        assert entry["sha256"] == hashlib.sha256(data).hexdigest()
        lines = data.count(b"<record>") or data.count(b"\n") - 1
        assert entry["records"] == lines, entry["name"]
    (source,) = manifest["sources"]
    data = delivery.source.read_bytes()
    assert source["bytes"] == len(data)
    assert source["sha256"] == hashlib.sha256(data).hexdigest()
    assert source["records"] == len(cut(delivery.mapping, data))
    numbered = delivery.mapping != CSV  # the header of the CSV has columns, no municipality
    assert manifest["municipality"] == ("131016" if numbered else None)


@pytest.mark.parametrize(("style", "names"), STYLES)
def test_other_styles(delivery: Delivery, out: Path, style: Style, names: Names) -> None:
    """CSV, and names in Japanese, are as clean and come back as well."""
    result = convert(delivery.source, delivery.mapping, out / "standard", format=style, names=names)
    assert result.codes == {}
    assert validate(out / "standard", mapping=delivery.mapping).codes == {}
    restored = restore(out / "standard", delivery.mapping, out / "back")
    assert restored.identical == {delivery.source.name: True}
    assert (out / "back" / delivery.source.name).read_bytes() == delivery.source.read_bytes()


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_workers_change_nothing(
    delivery: Delivery, out: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    """Any number of workers over many blocks writes the same bytes everywhere."""
    small_blocks(monkeypatch, 50_000)
    convert(delivery.source, delivery.mapping, out / "standard", workers=workers)
    assert files_of(out / "standard") == files_of(delivery.standard)
    restore(out / "standard", delivery.mapping, out / "back", workers=workers)
    assert (out / "back" / delivery.source.name).read_bytes() == delivery.source.read_bytes()


@pytest.mark.parametrize("size", [2, 3_000, 10_007])
def test_block_size_changes_nothing(
    small: Delivery, out: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Blocks of one record or a few write the same bytes everywhere, and say the same."""
    whole = validate(small.standard, mapping=small.mapping)
    small_blocks(monkeypatch, size)
    convert(small.source, small.mapping, out / "standard")
    assert files_of(out / "standard") == files_of(small.standard)
    restore(out / "standard", small.mapping, out / "back")
    assert (out / "back" / small.source.name).read_bytes() == small.source.read_bytes()
    again = validate(out / "standard", mapping=small.mapping)
    assert (again.codes, again.counts) == (whole.codes, whole.counts)


@pytest.mark.parametrize(
    ("mapping", "filler"), [("ibm_kanji_host", (797, 800)), ("open_fixed", (1076, 1100))]
)
def test_filler_of_any_bytes_comes_back(
    few: Made, out: Path, mapping: str, filler: tuple[int, int]
) -> None:
    """Bytes in FILLER have no meaning and are no finding, but they come back."""
    small = few(mapping)
    records = cut(mapping, small.source.read_bytes())
    start, end = filler
    for at in (0, 1, 2, 77, len(records) - 1):
        strange = bytes((at + place) % 7 for place in range(end - start))
        records[at] = records[at][:start] + strange + records[at][end:]
    source = write(out / "source" / small.source.name, b"".join(records))
    result = convert(source, mapping, out / "standard")
    assert result.codes == {}
    restore(out / "standard", mapping, out / "back")
    assert (out / "back" / source.name).read_bytes() == source.read_bytes()


def test_roundtrip_says_identical(delivery: Delivery, tmp_path: Path) -> None:
    """The round trip finds no difference and leaves nothing behind."""
    done = roundtrip(delivery.source, delivery.mapping, workdir=tmp_path)
    assert done.identical
    assert done.differences == {}
    assert done.bytes == delivery.source.stat().st_size
    assert done.records == delivery.result.counts["records"]
    assert files_of(tmp_path) == {}
