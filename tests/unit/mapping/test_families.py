"""The mappings of hosts and of tax receipts: exports go there and back, and the standard holds."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import lgmigrate as lg
from lgmigrate.mapping import load
from lgmigrate.pipeline.read import read_standard
from lgmigrate.synth.vendor import Made, synthesize

__all__: list[str] = []

FOLDER = Path(__file__).parents[3] / "mappings"
HOSTS = ("fujitsu_jef_host", "hitachi_keis_host", "nec_jips_host")
RECEIPTS = (
    *("fujitsu_jef_shuno", "hitachi_keis_shuno", "nec_jips_shuno"),
    *("ibm_kanji_shuno", "open_shuno", "package_csv_shuno"),
)
PERSONS = 400
SELECTORS = "[\U000e0100-\U000e01ef]"
"""JEF tells glyphs of JIS X 0208-1978 apart, other code pages do not."""


def gaiji(made: Made) -> list[Path]:
    """The gaiji tables of a made-up export."""
    return [made.gaiji] if made.gaiji else []


@pytest.mark.parametrize("name", [*HOSTS, *RECEIPTS])
def test_a_clean_export_goes_there_and_back(name: str, tmp_path: Path) -> None:
    """No finding, every record in a file, the same bytes again, a delivery without errors."""
    made = synthesize(str(FOLDER / name), tmp_path / "source", persons=PERSONS)
    mapping = load(str(FOLDER / name), gaiji=gaiji(made))
    out = tmp_path / "standard"
    converted = lg.convert(list(made.paths), mapping, out)
    assert converted.codes == {}
    assert converted.counts["rejected"] == 0
    restored = lg.restore(out, mapping, tmp_path / "back")
    assert all(restored.identical.values())
    assert {path.name: path.read_bytes() for path in made.paths} == {
        path.name: path.read_bytes() for path in (tmp_path / "back").iterdir()
    }
    assert lg.validate(out).ok
    for record in mapping.data_records():
        assert record.file is not None
        rows = sum(frame.height for frame in read_standard(out / f"{record.file.name}.xml"))
        assert rows > 0


@pytest.mark.parametrize("name", HOSTS)
def test_a_damaged_export_comes_back_too(name: str, tmp_path: Path) -> None:
    """Planted damage is found, and the bytes are the same again."""
    made = synthesize(str(FOLDER / name), tmp_path / "source", persons=PERSONS, dirt=0.1)
    assert made.damages
    mapping = load(str(FOLDER / name), gaiji=gaiji(made))
    converted = lg.convert(list(made.paths), mapping, tmp_path / "standard")
    assert sum(converted.codes.values()) >= len(made.damages)
    restored = lg.restore(tmp_path / "standard", mapping, tmp_path / "back")
    assert all(restored.identical.values())


def test_the_same_register_from_every_host(tmp_path: Path) -> None:
    """The persons' names, dates and codes are the same, whichever host they come from."""
    items = [
        "宛名番号",
        "氏名",
        "生年月日",
        "住民状態",
        "異動年月日",
        "個人番号",
        "住所_番地号表記",
    ]
    frames = []
    for name in (*HOSTS, "ibm_kanji_host"):
        made = synthesize(str(FOLDER / name), tmp_path / name / "source", persons=PERSONS)
        mapping = load(str(FOLDER / name), gaiji=gaiji(made))
        lg.convert(list(made.paths), mapping, tmp_path / name / "standard")
        frame = pl.concat(read_standard(tmp_path / name / "standard" / "jumin.xml"))
        plain = pl.col("氏名").str.replace_all(SELECTORS, "")
        frames.append(frame.select(items).with_columns(plain))
    assert frames[0].height == PERSONS
    for frame in frames[1:]:
        assert frame.equals(frames[0])


def test_amounts_are_those_of_the_delivery(tmp_path: Path) -> None:
    """Packed, zoned, binary and separate signs: the same amounts from every system."""
    sums = set()
    for name in RECEIPTS:
        made = synthesize(str(FOLDER / name), tmp_path / name / "source", persons=PERSONS)
        mapping = load(str(FOLDER / name), gaiji=gaiji(made))
        lg.convert(list(made.paths), mapping, tmp_path / name / "standard")
        found = [
            (file, value)
            for file, item in (("choteishuno", "税額"), ("shunorireki", "収納額_本税（料）"))
            for frame in read_standard(tmp_path / name / "standard" / f"{file}.xml")
            for value in frame[item]
        ]
        sums.add(repr(found))
    assert len(sums) == 1
    assert "'-" in sums.pop()  # negative ones among them
