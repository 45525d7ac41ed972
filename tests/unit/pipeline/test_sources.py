"""Where sources come from: folders, compressed files, several at once, standard input, empty."""

from __future__ import annotations

import gzip
import io
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from lgmigrate.errors import FramingError, LgmigrateError
from lgmigrate.pipeline.convert import convert
from lgmigrate.pipeline.read import read_records, read_standard
from lgmigrate.pipeline.restore import restore
from lgmigrate.pipeline.sources import expand
from lgmigrate.pipeline.validate import validate
from tests.unit.pipeline.conftest import Made
from tests.unit.pipeline.deliveries import CSV, Delivery, cut, files_of, make_trailer, write

ROOT = Path(__file__).parents[3]

Pack = Callable[[bytes], bytes]


def zst(data: bytes) -> bytes:
    """One zstd frame."""
    return zstandard.ZstdCompressor().compress(data)


def zst_frames(data: bytes) -> bytes:
    """Two zstd frames, one behind the other."""
    return zst(data[:10_001]) + zst(data[10_001:])


def gz_members(data: bytes) -> bytes:
    """Two gzip members, one behind the other."""
    return gzip.compress(data[:10_001]) + gzip.compress(data[10_001:])


def read_all(path: Path) -> int:
    """Read an exchange file to its end; -> its records."""
    records = 0
    for frame in read_standard(path):
        records += frame.height
    return records


COMPRESSED: list[tuple[str, Pack]] = [
    (".gz", gzip.compress),
    (".gz", gz_members),
    (".zst", zst),
    (".zst", zst_frames),
]


@pytest.mark.parametrize(("suffix", "pack"), COMPRESSED)
def test_compressed_source(small: Delivery, out: Path, suffix: str, pack: Pack) -> None:
    """A compressed source gives the delivery of its content, and comes back uncompressed."""
    data = small.source.read_bytes()
    source = write(out / "source" / (small.source.name + suffix), pack(data))
    convert(source, small.mapping, out / "standard")
    again, before = files_of(out / "standard"), files_of(small.standard)
    stated = (small.source.name + suffix).encode()
    before["manifest.json"] = before["manifest.json"].replace(small.source.name.encode(), stated)
    assert again == before
    restored = restore(out / "standard", small.mapping, out / "back")
    assert files_of(out / "back") == {small.source.name: data}
    assert restored.identical == {small.source.name: True}


def broken(data: bytes) -> dict[str, bytes]:
    """Compressed files that are not whole, by a name with their suffix."""
    packed, frame = gzip.compress(data), zst(data)
    flipped = bytearray(packed)
    flipped[len(packed) // 2] ^= 0xFF
    return {
        "cut.gz": packed[:-5],
        "half.gz": packed[: len(packed) // 2],
        "flipped.gz": bytes(flipped),
        "plain.gz": data,
        "tail.gz": packed + b"tail",
        "cut.zst": frame[:-5],
        "half.zst": frame[: len(frame) // 2],
        "plain.zst": data,
        "second.zst": frame + frame[:-3],
    }


@pytest.mark.parametrize("name", sorted(broken(b"")))
def test_broken_compressed_source(few: Made, tmp_path: Path, out: Path, name: str) -> None:
    """A compressed source that is not whole: F001, exit 4, no output."""
    small = few("open_fixed")
    source = write(tmp_path / name, broken(small.source.read_bytes())[name])
    with pytest.raises(FramingError, match="F001") as caught:
        convert(source, small.mapping, out)
    assert str(caught.value).startswith(name)
    assert not out.exists()


@pytest.mark.parametrize("name", ["cut.gz", "plain.gz", "half.zst", "plain.zst"])
def test_broken_compressed_exchange_file(few: Made, out: Path, name: str) -> None:
    """An exchange file that is compressed and not whole is refused by every reader of it."""
    small = few("open_fixed")
    shutil.copytree(small.standard, out / "standard")
    data = (out / "standard" / "jumin.xml").read_bytes()
    (out / "standard" / "jumin.xml").unlink()
    path = write(out / "standard" / f"jumin.xml.{name.rpartition('.')[2]}", broken(data)[name])
    with pytest.raises(LgmigrateError) as caught:
        restore(out / "standard", small.mapping, out / "back")
    assert caught.value.exit_code == 4
    assert not (out / "back").exists()
    with pytest.raises(LgmigrateError, match=path.name):
        validate(out / "standard", mapping=small.mapping)
    with pytest.raises(LgmigrateError, match=path.name):
        read_all(path)


def test_compressed_exchange_file(few: Made, out: Path) -> None:
    """A delivery whose XML was compressed on the way is restored all the same."""
    small = few("open_fixed")
    shutil.copytree(small.standard, out / "standard")
    for name, pack in (("jumin.xml", zst_frames), ("shien.xml", gzip.compress)):
        data = (out / "standard" / name).read_bytes()
        (out / "standard" / name).unlink()
        write(out / "standard" / (name + (".zst" if name < "k" else ".gz")), pack(data))
    restored = restore(out / "standard", small.mapping, out / "back")
    assert restored.identical == {small.source.name: True}


def test_folder_of_sources(made: Made, few: Made, out: Path) -> None:
    """The files of a folder are taken in order of their names, and come back one by one; records
    are numbered through.
    """
    for name in ("ibm_kanji_host", "open_fixed", "package_csv"):
        first, second = few(name), made(name)
        folder = out / name / "sources"
        write(folder / "b.dat", first.source.read_bytes())
        write(folder / "a.dat", second.source.read_bytes())
        (folder / "inside").mkdir()
        result = convert(folder, name, out / name / "standard")
        stated = [(one.name, one.records) for one in result.manifest.sources]
        counts = [one.result.counts["records"] for one in (second, first)]
        assert stated == [("a.dat", counts[0]), ("b.dat", counts[1])]
        assert result.counts["records"] == sum(counts)
        restored = restore(out / name / "standard", name, out / name / "back")
        assert restored.identical == {"a.dat": True, "b.dat": True}
        again = files_of(out / name / "back")
        assert again == {
            "a.dat": second.source.read_bytes(),
            "b.dat": first.source.read_bytes(),
        }


def test_sources_of_one_name(made: Made, few: Made, out: Path) -> None:
    """Sources of the same name from different folders come back apart."""
    one, other = few("open_fixed"), made("open_fixed")
    convert([one.source, other.source, one.source], "open_fixed", out / "standard")
    restored = restore(out / "standard", "open_fixed", out / "back")
    assert list(restored.identical.values()) == [True, True, True]
    assert sorted(files_of(out / "back").values()) == sorted(
        [one.source.read_bytes(), other.source.read_bytes(), one.source.read_bytes()]
    )


def test_progress_over_several_sources(made: Made, few: Made, out: Path) -> None:
    """Records and bytes go up to those of all sources together."""
    one, other = few("open_fixed"), made("open_fixed")
    seen: list[tuple[int, int]] = []
    convert(
        [one.source, other.source],
        "open_fixed",
        out,
        progress=lambda records, size: seen.append((records, size)),
    )
    assert seen == sorted(seen)
    counts = one.result.counts["records"] + other.result.counts["records"]
    assert seen[-1] == (counts, one.source.stat().st_size + other.source.stat().st_size)


def test_standard_input(small: Delivery, out: Path) -> None:
    """``-`` reads standard input to its end."""
    program = "import sys; from lgmigrate.pipeline.convert import convert; "
    program += "convert('-', sys.argv[1], sys.argv[2])"
    with small.source.open("rb") as stream:
        done = subprocess.run(
            [sys.executable, "-c", program, small.mapping, str(out / "standard")],
            stdin=stream,
            capture_output=True,
            check=False,
            cwd=ROOT,
        )
    assert (done.returncode, done.stderr) == (0, b"")
    assert (out / "standard" / "jumin.xml").read_bytes() == (
        small.standard / "jumin.xml"
    ).read_bytes()
    restored = restore(out / "standard", small.mapping, out / "back")
    assert restored.identical == {"standard input": True}


def test_standard_input_in_small_reads(
    few: Made, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe that gives a few bytes at a time gives the same records."""
    small = few("package_csv")

    class Slow(io.BytesIO):
        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # a part of it
            return super().readinto(buffer[:777])

    class Input:
        buffer = Slow(small.source.read_bytes())

    monkeypatch.setattr(sys, "stdin", Input())
    convert("-", small.mapping, out)
    assert (out / "jumin.xml").read_bytes() == (small.standard / "jumin.xml").read_bytes()


def test_empty_source(small: Delivery, tmp_path: Path, out: Path) -> None:
    """An empty file has no header and no trailer: F007, exit 4."""
    source = write(tmp_path / "empty.dat", b"")
    with pytest.raises(FramingError, match="F007") as caught:
        convert(source, small.mapping, out)
    assert len(caught.value.faults) == 2 - (
        small.mapping == CSV and "header" not in str(caught.value)
    )
    assert not out.exists()


def test_header_and_trailer_only(small: Delivery, out: Path) -> None:
    """A source without data is a delivery without records, valid and restored."""
    header = cut(small.mapping, small.source.read_bytes())[0]
    data = header + make_trailer(small.mapping, 0, 0, 0)
    source = write(out / "source" / small.source.name, data)
    result = convert(source, small.mapping, out / "standard")
    assert result.counts == {"records": 2, "rejected": 0, "findings": 0}
    report = validate(out / "standard", mapping=small.mapping)
    assert report.ok
    assert report.counts == {"jumin": 0, "shien": 0}
    restore(out / "standard", small.mapping, out / "back")
    assert files_of(out / "back") == {source.name: data}
    assert list(read_records(source, small.mapping)) == []
    assert read_all(out / "standard" / "jumin.xml") == 0


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A mapping of the CSV without header, trailer and type code of others."""
    folder = tmp_path / "bare"
    shutil.copytree(ROOT / "mappings" / "package_csv", folder)
    lines = (folder / "mapping.toml").read_text("utf-8").split("[[record]]")
    kept = [part for part in lines if "role" not in part.split("\n\n", maxsplit=1)[0]]
    text = "[[record]]".join(kept).split("[[record.totals]]", maxsplit=1)[0]
    (folder / "mapping.toml").write_text(text, "utf-8", newline="")
    assert len(tomllib.loads(text)["record"]) == 2
    return folder


def test_empty_sources_among_others(few: Made, bare: Path, out: Path) -> None:
    """Where no header is declared a source may be empty, and comes back empty, first or last."""
    rows = cut(CSV, few(CSV).source.read_bytes())[1:-1]
    texts = [b"", b"".join(rows[:3]), b"", b"", b"".join(rows[3:9]), b"", b""]
    given = [write(out / "sources" / f"{n}.csv", text) for n, text in enumerate(texts)]
    convert(given, str(bare), out / "standard")
    restored = restore(out / "standard", str(bare), out / "back")
    assert files_of(out / "back") == {f"{n}.csv": text for n, text in enumerate(texts)}
    assert all(restored.identical.values())


def test_cut_without_trailer_is_found_by_the_compression(few: Made, bare: Path, out: Path) -> None:
    """Where no trailer would tell, a compressed source that was cut is refused all the same."""
    rows = cut(CSV, few(CSV).source.read_bytes())[1:-1]
    source = write(out / "rows.csv.zst", zst(b"".join(rows))[:-4])
    with pytest.raises(FramingError, match="F001"):
        convert(source, str(bare), out / "standard")


def test_expand_keeps_the_order_given(tmp_path: Path) -> None:
    """Files as they are given, folders in order of their names, ``-`` as it is."""
    for name in ("c", "b/2", "b/1", "a"):
        write(tmp_path / name, b"x")
    given: list[str | Path] = [tmp_path / "c", tmp_path / "b", "-", tmp_path / "a"]
    found = expand(given)
    assert found == [
        tmp_path / "c",
        tmp_path / "b" / "1",
        tmp_path / "b" / "2",
        Path("-"),
        tmp_path / "a",
    ]
