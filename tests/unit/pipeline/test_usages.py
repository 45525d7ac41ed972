"""Every numeric usage through synth, peek, convert, restore and read, in a record of a mapping."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lgmigrate.charset import load as load_page
from lgmigrate.columns.batch import SLACK
from lgmigrate.columns.codec import Codec
from lgmigrate.mapping.model import Mapping
from lgmigrate.mapping.registry import load
from lgmigrate.pipeline.convert import convert
from lgmigrate.pipeline.ledger_block import Fields, list_characters
from lgmigrate.pipeline.peek import peek
from lgmigrate.pipeline.read import read_records
from lgmigrate.pipeline.restore import restore
from lgmigrate.record.layout import Field, RecordLayout
from lgmigrate.synth.vendor import synthesize

SHIPPED = Path(__file__).parents[3] / "mappings" / "ibm_kanji_host"
FILLER = "FILLER,filler,54,746,,,,,,,予備\n"
FIELDS = """\
倍精度,float,,8,,,,,,base=ieee;order=little,
単精度,float,,4,,,,,zero,,
符号なし,packed,,2,4,,,,blank,nibble=no,
全ビット,binary,,3,,,trailing,,,,
最大,binary,,8,,,,,,,
百円,packed,,3,5,-2,trailing,,,,
微小,zoned,,3,3,5,,,,,
文字,national,,8,,,,,,order=little,
FILLER,filler,,707,,,,,,,
"""
ADDED = ("倍精度", "単精度", "符号なし", "全ビット", "最大", "百円", "微小", "文字")


@pytest.fixture(scope="module")
def mapping(tmp_path_factory: pytest.TempPathFactory) -> Mapping:
    """A host's mapping, with fields of every new usage in its records of 支援措置."""
    folder = tmp_path_factory.mktemp("mapping") / SHIPPED.name
    shutil.copytree(SHIPPED, folder)
    layout = folder / "support.csv"
    text = layout.read_text(encoding="utf-8")
    assert text.count(FILLER) == 1
    layout.write_text(text.replace(FILLER, FIELDS), encoding="utf-8", newline="")
    return load(str(folder))


@pytest.mark.parametrize("dirt", [0.0, 0.3])
def test_there_and_back(mapping: Mapping, tmp_path: Path, dirt: float) -> None:
    """Byte for byte, whether there is damage or not."""
    made = synthesize(mapping, tmp_path / "source", persons=3000, seed=5, dirt=dirt)
    result = convert(made.path, mapping, tmp_path / "standard")
    assert result.ok == (dirt == 0)
    restore(tmp_path / "standard", mapping, tmp_path / "back")
    assert (tmp_path / "back" / made.path.name).read_bytes() == made.path.read_bytes()


def test_columns(mapping: Mapping, tmp_path: Path) -> None:
    """Numbers as they are peeked at, and in the types that fit them."""
    made = synthesize(mapping, tmp_path / "source", persons=3000, seed=5)
    frame = pl.concat(read_records(made.path, mapping, record="support")).select("record", *ADDED)
    assert frame.height > 1
    assert frame.dtypes[1:] == [
        *(pl.Float64, pl.Float64, pl.Int64, pl.Int64, pl.UInt64, pl.Int64),
        *(pl.Decimal(38, 5), pl.String),
    ]
    row = frame.row(0, named=True)
    shown = peek(made.path, mapping, record=int(row["record"]))
    for one in shown.fields:
        if one.name in ADDED:
            assert one.codes == ()
            found = row[one.name]
            same = found == one.value if one.name == "文字" else found == _number(one.value)
            assert same, one.name


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def test_ledger_of_national_text() -> None:
    """A watched character is listed by its code point, in a host's code page as well."""
    one = Field(name="f", usage="national", offset=0, length=4, order="little")
    codec = Codec(RecordLayout(name="r", length=4, fields=(one,)), load_page("ibm930"))
    source = np.frombuffer(bytes.fromhex("133000E0") + bytes(SLACK), np.uint8)
    none = np.zeros(1, np.int64)
    some = Fields(source, np.array([[0, 4]]), none, none + 1, lambda _: "")
    found = [(listed.code, listed.text) for listed in list_characters(codec, some)]
    assert ("E000", "\ue000") in found
    assert {code for code, _ in found} <= {"3013", "E000"}
