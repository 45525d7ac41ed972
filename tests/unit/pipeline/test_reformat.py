"""Deliveries from XML to CSV and back: what stays, what is found, what is refused."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from lgmigrate.errors import FramingError, PackError, UsageError
from lgmigrate.exchange.faults import ExchangeFault
from lgmigrate.pipeline import reformat as module
from lgmigrate.pipeline.delivery import delivery_files
from lgmigrate.pipeline.read import read_standard
from lgmigrate.pipeline.reformat import reformat
from lgmigrate.pipeline.restore import restore
from lgmigrate.pipeline.validate import validate
from lgmigrate.standard import load_pack
from lgmigrate.standard.pack import File, Item, Pack
from tests.unit.pipeline.conftest import Made
from tests.unit.pipeline.deliveries import Delivery, files_of, write

__all__: list[str] = []

BOM = b"\xef\xbb\xbf"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def make_pack(name: str, file: str) -> Pack:
    """A pack with one file of a key, a text and a repeated item."""
    items = (
        Item(id="1", name="番号", romaji="bango", type="X", key=True),
        Item(id="2", name="氏名（漢字）", romaji="shimei", type="N"),
        Item(id="3", name="備考", romaji="biko", type="N", repeat=3),
    )
    return Pack(
        name=name,
        edition="1",
        title=name,
        status="profile",
        source="",
        source_sha256="",
        digest="",
        files=(File(name=file, title=file, items=items),),
    )


ONE, TWO = make_pack("one", "first"), make_pack("two", "second")
ROMAJI = "bango,shimei,biko\r\n"


def xml(pack: Pack, *records: str, municipality: str = "") -> bytes:
    """A document as the interface describes it, written by hand."""
    said = f' municipality="{municipality}"' if municipality else ""
    head = (
        f'{HEAD}<migrationFile xmlns="urn:lgmigrate:pack:{pack.name}:1" pack="{pack.name}" '
        f'edition="1" file="{pack.files[0].name}"{said}>\n'
    )
    lines = "".join(f"<record>{one}</record>\n" for one in records)
    return f"{head}{lines}</migrationFile>\n".encode()


def findings_of(folder: Path) -> list[dict[str, object]]:
    """The lines of findings.jsonl."""
    lines = (folder / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def places_of(folder: Path) -> list[tuple[object, ...]]:
    """Code, file, record and field of each finding."""
    keys = ("code", "file", "record", "field")
    return [tuple(one[key] for key in keys) for one in findings_of(folder)]


def manifest_of(folder: Path) -> dict[str, list[dict[str, object]]]:
    """manifest.json, read by hand."""
    found: dict[str, list[dict[str, object]]] = json.loads(
        (folder / "manifest.json").read_text(encoding="utf-8")
    )
    return found


def test_there_and_back(small: Delivery, out: Path) -> None:
    """Every file of the delivery comes back with its bytes; the CSV is as whole."""
    there = reformat(small.standard, out / "csv", format="csv")
    assert (there.ok, there.codes, there.unknown) == (True, {}, ())
    stems = {path.stem for path in small.standard.glob("*.xml")}
    assert {path.stem for path in (out / "csv").glob("*.csv")} - {"gaiji"} == stems
    assert not list((out / "csv").glob("*.xml"))
    back = reformat(out / "csv", out / "xml", format="xml")
    assert back.counts == there.counts
    assert files_of(out / "xml") == files_of(small.standard)


def test_there_and_back_with_damage(dirty: Delivery, out: Path) -> None:
    """So do annex, rejected records and findings of a source with damage."""
    assert list((dirty.standard / "rejected").iterdir())
    reformat(dirty.standard, out / "csv", format="csv")
    reformat(out / "csv", out / "xml", format="xml")
    assert files_of(out / "xml") == files_of(dirty.standard)


def test_what_is_written_is_what_is_read(small: Delivery, out: Path) -> None:
    """The frames of both forms are equal, null and empty apart."""
    reformat(small.standard, out, format="csv")
    for path in small.standard.glob("*.xml"):
        before = pl.concat(read_standard(path, "juki"))
        after = pl.concat(read_standard(out / f"{path.stem}.csv", "juki"))
        assert after.equals(before)


def test_restore_and_validate_of_the_other_form(dirty: Delivery, out: Path) -> None:
    """The vendor's bytes come out of the CSV too, and the manifest fits what stands there."""
    reformat(dirty.standard, out / "csv", format="csv")
    restored = restore(out / "csv", dirty.mapping, out / "back")
    assert set(restored.identical.values()) == {True}
    assert (out / "back" / dirty.source.name).read_bytes() == dirty.source.read_bytes()
    before = validate(dirty.standard, mapping=dirty.mapping)
    after = validate(out / "csv", mapping=dirty.mapping)
    assert after.codes == before.codes


def test_manifest_is_that_of_the_files(small: Delivery, out: Path) -> None:
    """Files have new entries, which are right; all else is as it was."""
    reformat(small.standard, out, format="csv")
    before, after = manifest_of(small.standard), manifest_of(out)
    for entry in after["files"]:
        data = (out / str(entry["name"])).read_bytes()
        assert entry["bytes"] == len(data)
        assert entry["sha256"] == hashlib.sha256(data).hexdigest()
    records = [one["records"] for one in before["files"]]
    assert [one["records"] for one in after["files"]] == records
    assert {key: one for key, one in after.items() if key != "files"} == {
        key: one for key, one in before.items() if key != "files"
    }


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_change_nothing(made: Made, out: Path, workers: int) -> None:
    """Several blocks, any number of workers, a given executor: the same bytes; progress counts."""
    big = made("open_fixed").standard
    seen: list[tuple[int, int]] = []
    with ThreadPoolExecutor(workers) as pool:
        reformat(big, out / "a", format="csv", executor=pool)
    done = reformat(
        big, out / "b", format="csv", workers=workers, progress=lambda *one: seen.append(one)
    )
    assert files_of(out / "a") == files_of(out / "b")
    assert len(seen) > 2
    assert seen == sorted(seen)
    size = sum(path.stat().st_size for path in big.glob("*.xml"))
    assert seen[-1] == (done.counts["records"], size)


def test_names_change_and_stay(small: Delivery, out: Path) -> None:
    """Japanese names on the way, romaji again at the end; without an order they stay."""
    reformat(small.standard, out / "a", format="csv", names="japanese")
    head = (out / "a" / "jumin.csv").read_text(encoding="utf-8").split(",", 2)
    assert head[:2] == ["宛名番号", "個人履歴番号"]
    reformat(out / "a", out / "b", format="xml")
    assert "<宛名番号>" in (out / "b" / "jumin.xml").read_text(encoding="utf-8")
    reformat(out / "b", out / "c", format="csv")
    assert files_of(out / "c") == files_of(out / "a")
    reformat(out / "b", out / "d", format="xml", names="romaji")
    assert files_of(out / "d") == files_of(small.standard)


def test_byte_order_mark(small: Delivery, out: Path) -> None:
    """CSV begins with one where it is asked for, and is read like any other."""
    reformat(small.standard, out / "a", format="csv", bom=True)
    reformat(small.standard, out / "b", format="csv")
    marked = (out / "a" / "jumin.csv").read_bytes()
    assert marked == BOM + (out / "b" / "jumin.csv").read_bytes()
    reformat(out / "a", out / "c", format="xml")
    assert files_of(out / "c") == files_of(small.standard)


def test_values_by_hand(out: Path) -> None:
    """Null is nothing, empty two quotes, a repeated item one cell with LF between its values."""
    records = (
        "<bango>1</bango><shimei></shimei><biko>a,b</biko><biko></biko>",
        "<bango>2</bango><biko>&lt;&#13;</biko><biko></biko>",
    )
    source = write(out / "d" / "first.xml", xml(ONE, *records))
    reformat(source.parent, out / "csv", packs=[ONE], format="csv")
    text = (out / "csv" / "first.csv").read_bytes().decode()
    assert text == ROMAJI + '1,"","a,b\n"\r\n2,,"<\r\n"\r\n'
    reformat(out / "csv", out / "xml", packs=[ONE])
    back = (out / "xml" / "first.xml").read_bytes()
    assert back == xml(ONE, *records)


def test_names_that_no_element_can_have(out: Path) -> None:
    """氏名（漢字） is 氏名_漢字 in an element and in a column; a file without a key has it too."""
    text = xml(ONE, "<氏名_漢字>山</氏名_漢字>")
    source = write(out / "d" / "first.xml", text)
    done = reformat(source.parent, out / "csv", packs=[ONE], format="csv")
    assert done.codes == {}
    written = (out / "csv" / "first.csv").read_bytes().decode()
    assert written == "番号,氏名_漢字,備考\r\n,山,\r\n"


def test_empty_files(out: Path) -> None:
    """A file without a record stays one."""
    source = write(out / "d" / "first.xml", xml(ONE))
    reformat(source.parent, out / "csv", packs=[ONE], format="csv")
    assert (out / "csv" / "first.csv").read_bytes().decode() == ROMAJI
    reformat(out / "csv", out / "xml", packs=[ONE])
    assert (out / "xml" / "first.xml").read_bytes() == source.read_bytes()


def test_a_folder_a_pack(few: Made, out: Path) -> None:
    """Each folder has its files, its annex and its manifest again; the rest is told."""
    whole = out / "d"
    shutil.copytree(few("open_fixed").standard, whole / "juki")
    write(whole / "one" / "first.xml", xml(ONE, "<bango>1</bango>", municipality="131016"))
    write(whole / "one" / "annex" / "deep" / "more.bin", b"\x00\xff")
    write(whole / "notes.txt", b"")
    write(whole / "source" / "a.dat", b"")
    write(whole / "gaiji.csv", b"of all packs")
    done = reformat(whole, out / "csv", packs=[ONE, "juki"], format="csv")
    assert done.unknown == ("notes.txt", "source/")
    assert sorted(done.manifests) == ["juki", "one"]
    assert done.manifests["one"].municipality == "131016"
    assert not (out / "csv" / "manifest.json").exists()
    assert not (out / "csv" / "findings.jsonl").exists()
    reformat(out / "csv", out / "xml", packs=[ONE], format="xml")
    after, before = files_of(out / "xml"), files_of(whole)
    for name in ("notes.txt", "source/a.dat"):
        del before[name]
    for name in ("one/manifest.json", "one/findings.jsonl"):
        del after[name]
    assert after == before


def test_packs_side_by_side(out: Path) -> None:
    """Files of two packs in one folder; the manifest lists both."""
    write(out / "d" / "first.xml", xml(ONE, "<bango>1</bango>"))
    write(out / "d" / "second.csv", f"{ROMAJI}2,,\r\n".encode())
    done = reformat(out / "d", out / "x", packs=[TWO, ONE])
    assert [one.name for one in done.manifests[""].files] == ["first.xml", "second.xml"]
    assert done.manifests[""].pack.name == "two"
    assert (out / "x" / "second.xml").read_bytes() == xml(TWO, "<bango>2</bango>")
    again = reformat(out / "x", out / "y", packs=[ONE, TWO], format="csv")
    assert again.manifests[""].pack.name == "two"
    assert again.codes == {}


def test_one_file(few: Made, out: Path) -> None:
    """One file by itself, compressed; nothing beside it comes along but what is said of it."""
    standard = out / "d"
    shutil.copytree(few("open_fixed").standard, standard)
    done = reformat(standard / "jumin.xml", out / "a", format="csv")
    assert sorted(files_of(out / "a")) == ["findings.jsonl", "jumin.csv", "manifest.json"]
    assert done.codes == {}
    assert done.manifests[""].sources == ()
    assert done.manifests[""].mapping is not None
    reformat(out / "a" / "jumin.csv", out / "b")
    data = (standard / "jumin.xml").read_bytes()
    assert (out / "b" / "jumin.xml").read_bytes() == data
    packed = write(out / "gz" / "jumin.xml.gz", gzip.compress(data))
    alone = reformat(packed, out / "c", format="csv")
    assert (out / "c" / "jumin.csv").read_bytes() == (out / "a" / "jumin.csv").read_bytes()
    assert (alone.manifests[""].mapping, alone.manifests[""].municipality) == (None, "131016")
    write(standard / "jumin.xml", data.replace(b"<record>", b"<record >", 1))
    changed = reformat(standard / "jumin.xml", out / "e", format="csv")
    assert changed.codes == {"X002": 1}


Change = Callable[[Path], str]
"""Changes a delivery; -> the name that is to be told of."""


def _file(folder: Path) -> str:
    path = folder / "jumin.xml"
    data = path.read_bytes()
    path.write_bytes(data.replace(b"<record>", b"<record >", 1))
    return "jumin.xml"


def _annex(folder: Path) -> str:
    path = folder / "annex" / "person.csv"
    path.write_bytes(path.read_bytes() + b"x")
    return "annex/person.csv"


def _no_annex(folder: Path) -> str:
    (folder / "annex" / "person.csv").unlink()
    return "annex/person.csv"


def _no_file(folder: Path) -> str:
    (folder / "shien.xml").unlink()
    return "shien.xml"


def _municipality(folder: Path) -> str:
    path = folder / "manifest.json"
    text = path.read_text(encoding="utf-8").replace('"131016"', '"131024"')
    path.write_text(text, encoding="utf-8", newline="")
    return "jumin.xml"


@pytest.mark.parametrize("change", [_file, _annex, _no_annex, _no_file, _municipality])
def test_what_the_manifest_does_not_say(few: Made, out: Path, change: Change) -> None:
    """X002 for each, behind the findings that were there; what is there is written."""
    standard = out / "d"
    shutil.copytree(few("open_fixed").standard, standard)
    before = findings_of(standard)
    name = change(standard)
    done = reformat(standard, out / "csv", format="csv")
    assert not done.ok
    assert set(done.codes) == {"X002"}
    new = [one["file"] for one in findings_of(out / "csv")[len(before) :]]
    assert new[0] == name
    assert done.counts["findings"] == len(new)
    if change is not _no_file:
        assert (out / "csv" / "shien.csv").is_file()


def test_a_missing_file_stays_missing(few: Made, out: Path) -> None:
    """Its entry stays, so that restore and validate refuse the new delivery as they did before."""
    standard = out / "d"
    shutil.copytree(few("open_fixed").standard, standard)
    _no_file(standard)
    reformat(standard, out / "csv", format="csv")
    names = [one["name"] for one in manifest_of(out / "csv")["files"]]
    assert names == ["jumin.csv", "shien.xml"]
    with pytest.raises(FramingError, match="F001"):
        restore(out / "csv", "open_fixed", out / "back")


def test_characters_that_xml_forbids(out: Path) -> None:
    """S010 with the shape; the value is left out and kept, the others stay, rows in order."""
    rows = ["1,a\x01,b\r\n", '2,\ufffe,"x\ty\r\nz"\r\n', "3,c,\x1f\n", "4\x00,,\r\n"]
    write(out / "d" / "first.csv", (ROMAJI + "".join(rows)).encode())
    done = reformat(out / "d", out / "x", packs=[ONE])
    assert (done.ok, done.codes) == (False, {"S010": 4})
    name = "氏名（漢字）"
    assert places_of(out / "x") == [
        ("S010", "first.csv", 1, name),
        ("S010", "first.csv", 2, name),
        ("S010", "first.csv", 3, "備考"),
        ("S010", "first.csv", 4, "番号"),
    ]
    assert findings_of(out / "x")[0]["shape"] == "X(1)+制御1"
    assert (out / "x" / "first.xml").read_bytes() == xml(
        ONE,
        "<bango>1</bango><biko>b</biko>",
        "<bango>2</bango><biko>x\ty&#13;</biko><biko>z</biko>",
        "<bango>3</bango><shimei>c</shimei>",
        "",
    )
    kept = (out / "x" / "annex" / "first.values.csv").read_bytes().decode()
    lines = [
        "record,item,bytes",
        f"1,{name},6101",
        f"2,{name},efbfbe",
        "3,備考,1f",
        "4,番号,3400",
        "",
    ]
    assert kept == "\r\n".join(lines)
    (entry,) = manifest_of(out / "x")["annex"]
    assert entry["name"] == "annex/first.values.csv"
    assert entry["sha256"] == hashlib.sha256(kept.encode()).hexdigest()


def test_kept_values_come_along_and_grow(out: Path) -> None:
    """Values kept by one run stand before those of the next; CSV has nothing to keep."""
    write(out / "d" / "first.csv", f"{ROMAJI}1,\x01,\r\n2,,\r\n".encode())
    reformat(out / "d", out / "x", packs=[ONE])
    reformat(out / "x", out / "c", packs=[ONE], format="csv")
    kept = (out / "c" / "annex" / "first.values.csv").read_bytes()
    assert kept == (out / "x" / "annex" / "first.values.csv").read_bytes()
    path = out / "c" / "first.csv"
    path.write_bytes(path.read_bytes() + b"\x02,,\r\n")
    done = reformat(out / "c", out / "y", packs=[ONE])
    assert done.codes == {"S010": 1, "X002": 1}
    grown = (out / "y" / "annex" / "first.values.csv").read_bytes()
    assert grown == kept + "3,番号,02\r\n".encode()
    (entry,) = manifest_of(out / "y")["annex"]
    assert entry["sha256"] == hashlib.sha256(grown).hexdigest()
    done = reformat(out / "x", out / "csv", packs=[ONE], format="csv")
    assert done.codes == {}


def test_faults_of_structure(out: Path) -> None:
    """S009 and F008 with record and item, as validate tells them."""
    text = xml(ONE, "<bango>1</bango>", "<bango>2</bango><nosuch/>", "<bango>3</bango><bango/>")
    write(out / "d" / "first.xml", text)
    done = reformat(out / "d", out / "c", packs=[ONE], format="csv")
    assert done.codes == {"S009": 2}
    assert places_of(out / "c") == [
        ("S009", "first.xml", 2, None),
        ("S009", "first.xml", 3, "番号"),
    ]
    offsets = [one["offset"] for one in findings_of(out / "c")]
    assert offsets == [text.index(b"<nosuch/>"), text.index(b"<bango/>")]
    write(out / "e" / "first.csv", f'{ROMAJI}1,a"b",\r\n2,\r\n3,,\x01\r\n'.encode())
    done = reformat(out / "e", out / "x", packs=[ONE])
    assert done.codes == {"F008": 2, "S010": 1}
    assert [one[:3] for one in places_of(out / "x")] == [
        ("F008", "first.csv", 1),
        ("F008", "first.csv", 2),
        ("S010", "first.csv", 3),
    ]


def test_findings_that_were_cut(out: Path) -> None:
    """New findings are lines of their own, however the file that was there ends."""
    write(out / "d" / "first.csv", f"{ROMAJI}1,\x01,\r\n".encode())
    write(out / "d" / "findings.jsonl", b'{"code": "K001"}')
    reformat(out / "d", out / "x", packs=[ONE])
    assert [one["code"] for one in findings_of(out / "x")] == ["K001", "S010"]


def test_municipality_of_the_roots(out: Path) -> None:
    """Without a manifest the roots say it, and must say the same."""
    write(out / "d" / "first.xml", xml(ONE, municipality="131016"))
    write(out / "d" / "second.xml", xml(TWO))
    reformat(out / "d", out / "c", packs=[ONE, TWO], format="csv")
    reformat(out / "c", out / "x", packs=[ONE, TWO])
    assert (out / "x" / "second.xml").read_bytes() == xml(TWO, municipality="131016")
    write(out / "d" / "second.xml", xml(TWO, municipality="131024"))
    with pytest.raises(FramingError, match="X003 Expected the files of one municipality"):
        reformat(out / "d", out / "y", packs=[ONE, TWO], format="csv")
    assert not (out / "y").exists()


def _cut(folder: Path) -> None:
    path = folder / "jumin.xml"
    path.write_bytes(path.read_bytes()[:-30])


def _foreign(folder: Path) -> None:
    path = folder / "jumin.xml"
    path.write_bytes(path.read_bytes().replace(b'edition="1"', b'edition="9"', 1))


def _bytes(folder: Path) -> None:
    path = folder / "jumin.xml"
    path.write_bytes(path.read_bytes().replace(b"<record>", b"<record>\xff", 1))


def _manifest(folder: Path) -> None:
    (folder / "manifest.json").write_bytes(b"{}")


def _twice(folder: Path) -> None:
    shutil.copy(folder / "jumin.xml", folder / "jumin.csv")
    (folder / "manifest.json").unlink()


@pytest.mark.parametrize("harm", [_cut, _foreign, _bytes, _manifest, _twice])
def test_what_cannot_be_read(few: Made, out: Path, harm: Callable[[Path], None]) -> None:
    """Not well-formed, of another pack, no manifest, twice there: nothing is written."""
    standard = out / "d"
    shutil.copytree(few("open_fixed").standard, standard)
    harm(standard)
    with pytest.raises((ExchangeFault, FramingError)):
        reformat(standard, out / "csv", packs=["juki"], format="csv")
    assert not (out / "csv").exists()


def test_a_listed_file_of_no_known_pack(out: Path) -> None:
    """What belongs to the delivery is not left out: the pack is asked for."""
    write(out / "d" / "first.csv", f"{ROMAJI}1,,\r\n".encode())
    write(out / "d" / "second.csv", f"{ROMAJI}1,,\r\n".encode())
    reformat(out / "d", out / "x", packs=[ONE, TWO])
    with pytest.raises(FramingError, match=r"second\.xml: Expected a pack that has this file"):
        reformat(out / "x", out / "y", packs=[ONE], format="csv")
    assert not (out / "y").exists()


def test_wrong_calls(few: Made, out: Path, tmp_path: Path) -> None:
    """Nothing there, no such pack, a mark for XML, a folder in use, the delivery itself."""
    standard = tmp_path / "d"
    shutil.copytree(few("open_fixed").standard, standard)
    before = files_of(standard)
    (tmp_path / "empty").mkdir()
    with pytest.raises(FramingError, match="F001"):
        reformat(tmp_path / "empty", out)
    with pytest.raises(PackError):
        reformat(standard, out, packs=["nosuch"])
    for place in (standard, standard / "csv", standard / ".." / "d"):
        with pytest.raises(UsageError, match="outside the delivery"):
            reformat(standard, place, format="csv", overwrite=True)
    with pytest.raises(UsageError, match="outside the delivery"):
        reformat(standard / "jumin.xml", standard, format="csv", overwrite=True)
    with pytest.raises(UsageError) as caught:
        reformat(standard, standard, bom=True)
    assert len(caught.value.faults) == 2
    assert not out.exists()
    assert files_of(standard) == before


def test_overwrite_leaves_nothing_of_another_run(few: Made, out: Path) -> None:
    """The other form, an annex and kept values of an earlier run go."""
    standard = few("open_fixed").standard
    reformat(standard, out, format="xml")
    write(out / "annex" / "jumin.values.csv", b"")
    write(out / "ledger.csv", b"")
    with pytest.raises(UsageError, match="overwrite"):
        reformat(standard, out, format="csv")
    reformat(standard, out, format="csv", overwrite=True)
    reformat(standard, out.with_name("other"), format="csv")
    assert files_of(out) == files_of(out.with_name("other"))


def test_interrupted(few: Made, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stops in the middle leaves nothing."""

    def stop(*given: object) -> Iterator[object]:
        del given
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "rewritten", stop)
    with pytest.raises(KeyboardInterrupt):
        reformat(few("open_fixed").standard, out, format="csv")
    assert not out.exists()


def test_a_pack_of_another_digest(few: Made, out: Path) -> None:
    """The manifest states the pack that the files were written with."""
    pack = replace(load_pack("juki"), digest="0" * 64)
    done = reformat(few("open_fixed").standard, out, packs=[pack], format="csv")
    assert done.manifests[""].pack.digest == "0" * 64
    assert [one.pack for one in delivery_files(out, [pack]).files] == [pack, pack]
