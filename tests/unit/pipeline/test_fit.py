"""A source is judged by its first block, quickly, with a mapping, a layout, or neither."""

from __future__ import annotations

import gzip
import time
from pathlib import Path

import pytest

from lgmigrate.charset import load as load_page
from lgmigrate.mapping.registry import load
from lgmigrate.pipeline.fit import judge, judge_block, judge_records
from lgmigrate.pipeline.plan import make_plan
from lgmigrate.pipeline.sources import Source
from tests.unit.pipeline.conftest import Made
from tests.unit.pipeline.deliveries import MAPPINGS

__all__: list[str] = []

LENGTH = 800  # bytes of a record of ibm_kanji_host


@pytest.mark.parametrize("name", MAPPINGS)
def test_source_fits_its_own_page(made: Made, name: str) -> None:
    """With the mapping and without: all of it has characters, no other page is tried."""
    source = made(name).source
    plan = make_plan(load(name))
    for found in (judge(source, plan.page, plan=plan), judge(source, plan.page)):
        assert found.fits
        assert (found.others, found.symptoms) == ((), ())
    assert judge(source, plan.page, plan=plan).fit.undecodable == 0


@pytest.mark.parametrize(
    ("name", "declared", "right"),
    [
        ("ibm_kanji_host", "ibm939", "ibm930"),
        ("ibm_kanji_host", "jef", "ibm930"),
        ("ibm_kanji_host", "keis83", "ibm930"),
        ("ibm_kanji_host", "cp932", "ibm930"),
        ("open_fixed", "utf-8", "cp932"),
        ("open_fixed", "ibm930", "cp932"),
        ("package_csv", "euc-jp", "cp932"),
        ("package_csv", "utf-8", "cp932"),
    ],
)
def test_wrong_page_is_outdone(made: Made, name: str, declared: str, right: str) -> None:
    """The right page is named first of those that fit better, with a mapping and without."""
    source = made(name).source
    plan = make_plan(load(name, charset=declared))
    for found in (judge(source, plan.page, plan=plan), judge(source, plan.page)):
        assert not found.fits
        assert found.better[0].page == right
        assert found.fit.page == plan.page.name
        assert found.fit.page not in [one.page for one in found.others]


def test_block_is_judged_quickly(made: Made) -> None:
    """Fifty milliseconds of processor time, before anything is written."""
    plan = make_plan(load("ibm_kanji_host"))
    block = next(Source(made("ibm_kanji_host").source, plan.mapping.framing).blocks())
    judge_block(plan, block)
    taken = []
    for _ in range(5):
        start = time.process_time()
        found = judge_block(plan, block)
        taken.append(time.process_time() - start)
        assert found.fits
    assert min(taken) < 0.05


def test_block_is_left_as_it_is(made: Made) -> None:
    """Judging changes no byte of the records that are converted next."""
    for name in MAPPINGS:
        plan = make_plan(load(name))
        block = next(Source(made(name).source, plan.mapping.framing).blocks())
        before = block.buffer[: block.size].copy()
        judge_block(plan, block)
        assert (block.buffer[: block.size] == before).all()


def test_records_of_unknown_type_are_judged_as_data(made: Made) -> None:
    """Where the code page is wrong no type code is known, and the text is judged all the same."""
    plan = make_plan(load("ibm_kanji_host", charset="cp932"))
    block = next(Source(made("ibm_kanji_host").source, plan.mapping.framing).blocks())
    assert (plan.classify(block.buffer, block.starts, block.lengths) < 0).all()
    assert judge_block(plan, block).fit.characters > 10_000


def test_packed_fields_converted_as_text(made: Made, tmp_path: Path) -> None:
    """A symptom at the first packed field that lost its sign; the text fits."""
    name = "ibm_kanji_host"
    plan = make_plan(load(name))
    layout = next(one for one in plan.records if one.record.role == "data").record.layout
    fields = [
        one
        for one in layout.fields
        if one.usage == "packed" or (one.usage == "date" and one.carrier == "packed")
    ]
    data = bytearray(made(name).source.read_bytes())
    for at in range(LENGTH, 50 * LENGTH, LENGTH):
        for one in fields:
            span = slice(at + one.offset, at + one.end)
            data[span] = data[span].decode("cp037").encode("ascii", "replace")
    path = tmp_path / "text.dat"
    path.write_bytes(data)
    found = judge(path, plan.page, plan=plan)
    assert found.fits
    (symptom,) = found.symptoms
    assert symptom.name == "text_mode"
    record, place = divmod(symptom.offset, LENGTH)
    assert 1 <= record < 50
    assert place in {one.offset for one in fields}


def test_layout_alone(made: Made, tmp_path: Path) -> None:
    """Records of a length, and a layout for their fields; longer records have more behind."""
    plan = make_plan(load("ibm_kanji_host"))
    layout = next(one for one in plan.records if one.record.role == "data").record.layout
    source = made("ibm_kanji_host").source
    found = judge_records(source, load_page("ibm930"), layout, LENGTH)
    assert found.fits
    assert found.fit.undecodable < 0.01  # header and trailer have other fields
    assert not judge_records(source, load_page("ibm939"), layout, LENGTH).fits
    broken = tmp_path / "broken.dat"
    broken.write_bytes(source.read_bytes()[: 9 * LENGTH + 1])
    assert judge_records(broken, load_page("ibm930"), layout, LENGTH).fits  # the rest is no record


def test_compressed_and_empty(made: Made, tmp_path: Path) -> None:
    """A compressed source is read as it is; an empty one fits whatever is declared."""
    packed = tmp_path / "juki.csv.gz"
    packed.write_bytes(gzip.compress(made("package_csv").source.read_bytes()))
    assert judge(packed, load_page("cp932")).fits
    empty = tmp_path / "empty"
    empty.write_bytes(b"")
    plan = make_plan(load("package_csv"))
    assert judge(empty, load_page("utf-8")).fits
    assert judge(empty, plan.page, plan=plan).fit.characters == 0


def test_only_the_front_is_read(made: Made, tmp_path: Path) -> None:
    """What stands behind ``sample`` bytes is not looked at."""
    data = made("package_csv").source.read_bytes()[:20_000]
    path = tmp_path / "x"
    path.write_bytes(data + b"\xfd\xfe" * 50_000)
    assert judge(path, load_page("cp932"), sample=20_000).fits
    assert not judge(path, load_page("cp932")).fits


def test_unicode_that_was_declared_as_shift_jis(tmp_path: Path) -> None:
    """Kana of UTF-8 are kanji of Shift_JIS, byte for byte; UTF-8 is what fits. Where it is not,
    the text was converted twice.
    """
    path = tmp_path / "x.txt"
    path.write_bytes("さくら".encode() * 50)
    found = judge(path, load_page("cp932"))
    assert not found.fits
    assert "utf-8" in [one.page for one in found.better]
    path.write_bytes(("さくら".encode() * 50).decode("cp932").encode())
    (symptom,) = judge(path, load_page("utf-8")).symptoms
    assert symptom.name == "mojibake"
