"""Which exchange files a path holds, and of which packs they are."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from lgmigrate.errors import FramingError, UsageError
from lgmigrate.exchange.faults import ExchangeFault
from lgmigrate.exchange.manifest import FileEntry, Manifest, PackEntry, ToolEntry
from lgmigrate.pipeline import delivery as module
from lgmigrate.pipeline.delivery import Delivery, delivery_files, manifest_of
from lgmigrate.pipeline.sources import open_bytes
from lgmigrate.standard import load_pack
from lgmigrate.standard.pack import Pack

__all__: list[str] = []

JUKI = load_pack("juki")
NEXT = replace(JUKI, edition="2")
TAX = replace(JUKI, name="tax", files=(replace(JUKI.files[0], name="kazei"),))


def document(pack: str, edition: str, file: str) -> bytes:
    """An exchange file without records, written by hand."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<migrationFile xmlns="urn:lgmigrate:pack:{pack}:{edition}" pack="{pack}" '
        f'edition="{edition}" file="{file}">\n</migrationFile>\n'
    ).encode()


def write(path: Path, data: bytes = b"") -> Path:
    """A file, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def manifest(folder: Path, pack: str, edition: str, *names: str) -> None:
    """A manifest that names a pack and some files."""
    entry = PackEntry(name=pack, edition=edition, status="profile", digest="")
    files = tuple(FileEntry(name=one, bytes=0, sha256="", records=0) for one in names)
    whole = Manifest(tool=ToolEntry(name="t", version="1"), pack=entry, files=files)
    write(folder / "manifest.json", whole.to_json().encode())


def seen(delivery: Delivery) -> list[tuple[str, str, str, str]]:
    """Path, pack, edition and file of each file."""
    return [
        (
            one.path.relative_to(delivery.path).as_posix(),
            one.pack.name,
            one.pack.edition,
            one.file.name,
        )
        for one in delivery.files
    ]


def test_a_delivery_of_convert(tmp_path: Path) -> None:
    """What a run leaves beside the exchange files is not unknown; order is that of the pack."""
    for name in ("findings.jsonl", "gaiji.csv", "losses.csv", "ledger.csv"):
        write(tmp_path / name)
    write(tmp_path / "annex" / "person.csv")
    write(tmp_path / "rejected" / "person.dat")
    for file in JUKI.files:
        write(tmp_path / f"{file.name}.csv")
    manifest(tmp_path, "juki", "1")
    found = delivery_files(tmp_path)
    assert [one.file.name for one in found.files] == [file.name for file in JUKI.files]
    assert (found.unknown, found.packs, list(found.manifests)) == ((), (JUKI,), [""])


@pytest.mark.parametrize("name", ["jumin.xml", "jumin.xml.gz", "jumin.xml.zst"])
def test_compressed_forms(tmp_path: Path, name: str) -> None:
    """The root of a compressed file is read like any other."""
    data = document("juki", "1", "jumin")
    packed = {".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}
    write(tmp_path / name, packed.get(Path(name).suffix, bytes)(data))
    assert seen(delivery_files(tmp_path)) == [(name, "juki", "1", "jumin")]
    assert seen(delivery_files(tmp_path, [JUKI, NEXT])) == [(name, "juki", "1", "jumin")]


def test_subfolders_and_their_manifests(tmp_path: Path) -> None:
    """A folder a pack; a folder without an exchange file is one unknown name, what lies deeper
    is another.
    """
    write(tmp_path / "juki" / "jumin.csv")
    write(tmp_path / "juki" / "notes.txt")
    write(tmp_path / "juki" / "deep" / "jumin.xml")
    manifest(tmp_path / "juki", "juki", "1", "jumin.csv")
    write(tmp_path / "tax" / "kazei.xml", document("tax", "1", "kazei"))
    write(tmp_path / "other" / "a.dat")
    write(tmp_path / "other" / "b.dat")
    found = delivery_files(tmp_path, [TAX])
    assert seen(found) == [
        ("juki/jumin.csv", "juki", "1", "jumin"),
        ("tax/kazei.xml", "tax", "1", "kazei"),
    ]
    assert found.unknown == ("juki/deep/", "juki/notes.txt", "other/")
    assert list(found.manifests) == ["juki"]


def test_unknown_names_are_told(tmp_path: Path) -> None:
    """A table of no pack, a copy under another name, a document of a pack that is not there."""
    write(tmp_path / "jumin.xml", document("juki", "1", "jumin"))
    for name in ("jumin.old.xml", "jumin.x0208.csv", "extra.csv", "JUKI.DAT"):
        write(tmp_path / name)
    write(tmp_path / "nosuch.xml", document("nosuch", "1", "nosuch"))
    found = delivery_files(tmp_path)
    assert [one.path.name for one in found.files] == ["jumin.xml"]
    names = ("JUKI.DAT", "extra.csv", "jumin.old.xml", "jumin.x0208.csv", "nosuch.xml")
    assert found.unknown == names


def test_given_packs_come_first(tmp_path: Path) -> None:
    """Of several given packs the root decides, else the manifest; a manifest does not outdo
    the only given pack, whose reading then says that the file is of another.
    """
    path = write(tmp_path / "jumin.xml", document("juki", "2", "jumin"))
    manifest(tmp_path, "juki", "1", "jumin.xml")
    assert seen(delivery_files(tmp_path, [JUKI, NEXT]))[0][2] == "2"
    (only,) = delivery_files(path, [JUKI]).files
    assert only.pack.edition == "1"
    with pytest.raises(ExchangeFault, match="X003"):
        list(only.blocks())
    path.unlink()
    write(tmp_path / "jumin.csv")
    assert seen(delivery_files(tmp_path, [NEXT, JUKI]))[0][2] == "1"
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(UsageError, match="jumin, got juki@1, juki@2"):
        delivery_files(tmp_path, [JUKI, NEXT])


def test_given_packs_of_one_name_and_edition(tmp_path: Path) -> None:
    """A pack given twice is one; two that differ are two, and no root tells them apart."""
    write(tmp_path / "jumin.xml", document("juki", "1", "jumin"))
    assert seen(delivery_files(tmp_path, [JUKI, JUKI]))[0][1:3] == ("juki", "1")
    with pytest.raises(UsageError, match="jumin, got juki@1, juki@1"):
        delivery_files(tmp_path, [JUKI, replace(JUKI, digest="other")])


def test_manifest_before_root_before_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a given pack: the manifest's, the root's, the only installed one of that name."""
    installed = {("juki", "1"): JUKI, ("juki", "2"): NEXT, ("tax", "1"): TAX}
    newest = {"juki": NEXT, "tax": TAX}

    def load(name: str, edition: str | None = None) -> Pack:
        return installed[name, edition] if edition else newest[name]

    monkeypatch.setattr(module, "load_pack", load)
    monkeypatch.setattr(module, "pack_names", lambda: tuple(newest))
    monkeypatch.setattr(module, "pack_editions", lambda name: ("1", "2") if name == "juki" else "1")
    module._with_file.cache_clear()
    write(tmp_path / "jumin.xml", document("juki", "2", "jumin"))
    assert seen(delivery_files(tmp_path))[0][2] == "2"
    manifest(tmp_path, "juki", "1", "jumin.xml")
    assert seen(delivery_files(tmp_path))[0][2] == "1"
    assert seen(delivery_files(tmp_path / "jumin.xml"))[0][2] == "1"
    manifest(tmp_path, "tax", "1", "jumin.xml")
    assert seen(delivery_files(tmp_path))[0][1:3] == ("juki", "2")
    write(tmp_path / "jumin.xml", document("nosuch", "7", "jumin"))
    write(tmp_path / "kazei.csv")
    assert [one[1:3] for one in seen(delivery_files(tmp_path))] == [("juki", "2"), ("tax", "1")]
    both = replace(TAX, name="two")
    newest["two"] = installed["two", "1"] = both
    module._with_file.cache_clear()
    (tmp_path / "manifest.json").unlink()
    assert delivery_files(tmp_path).unknown == ("kazei.csv",)
    module._with_file.cache_clear()


def test_two_forms_of_one_file(tmp_path: Path) -> None:
    """The form that the manifest lists is the delivery's; without one neither is taken."""
    write(tmp_path / "jumin.xml", document("juki", "1", "jumin"))
    write(tmp_path / "jumin.csv")
    with pytest.raises(FramingError, match=r"jumin of juki once, got jumin\.csv, jumin\.xml"):
        delivery_files(tmp_path)
    manifest(tmp_path, "juki", "1", "jumin.csv")
    found = delivery_files(tmp_path)
    assert ([one.path.name for one in found.files], found.unknown) == (
        ["jumin.csv"],
        ("jumin.xml",),
    )
    manifest(tmp_path, "juki", "1", "jumin.csv", "jumin.xml")
    with pytest.raises(FramingError, match="once"):
        delivery_files(tmp_path)


def test_one_file_in_two_folders(tmp_path: Path) -> None:
    """Every file that is there twice is told."""
    for folder in ("a", "b"):
        write(tmp_path / folder / "jumin.csv")
        write(tmp_path / folder / "shien.csv")
    with pytest.raises(FramingError) as caught:
        delivery_files(tmp_path)
    assert len(caught.value.faults) == 2
    assert "a/jumin.csv, b/jumin.csv" in caught.value.faults[0]


@pytest.mark.parametrize("name", ["jumin.xml", "jumin.copy.xml", "jumin.csv"])
def test_one_file(tmp_path: Path, name: str) -> None:
    """A file by itself may have more in its name; its fellows are not looked at."""
    path = write(tmp_path / name, document("juki", "1", "jumin"))
    write(tmp_path / "extra.csv")
    write(tmp_path / "jumin.xml.gz", b"no gzip")
    found = delivery_files(path)
    assert [one.path for one in found.files] == [path]
    assert found.unknown == ()
    assert delivery_files(write(tmp_path / "a.csv")).unknown == ("a.csv",)


def test_nothing_there(tmp_path: Path) -> None:
    """No path at all, an empty folder, a folder of other things."""
    with pytest.raises(FramingError, match="no such file or folder"):
        delivery_files(tmp_path / "nosuch")
    with pytest.raises(FramingError, match=r"F001 .* got none$"):
        delivery_files(tmp_path).required()
    write(tmp_path / "a.dat")
    with pytest.raises(FramingError, match=r"got none, but a\.dat"):
        delivery_files(tmp_path).required()


@pytest.mark.parametrize("data", [b"\xff", b"[]", b"{", b'{"tool": 1}'])
def test_no_manifest(tmp_path: Path, data: bytes) -> None:
    """A manifest that is none is told with its path."""
    write(tmp_path / "manifest.json", data)
    with pytest.raises(FramingError, match=r"manifest\.json: X002"):
        delivery_files(tmp_path)
    assert manifest_of(tmp_path.parent) is None


@pytest.mark.parametrize("name", ["jumin.xml.gz", "jumin.xml.zst", "jumin.xml"])
def test_a_head_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    """A damaged file is found by its name, and told of when it is read."""
    write(tmp_path / name, b"\x00 damaged")
    (only,) = delivery_files(tmp_path).files
    with pytest.raises(FramingError if name != "jumin.xml" else ExchangeFault):
        list(only.blocks())


def test_the_head_alone_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large file no more than 64 KiB are asked for."""
    asked: list[int] = []

    class Counting:
        def __init__(self, raw: object) -> None:
            self.raw = raw

        def readinto(self, buffer: memoryview) -> int:
            asked.append(len(buffer))
            got: int = self.raw.readinto(buffer)  # type: ignore[attr-defined]  # an open file
            return got

    @contextmanager
    def counted(path: Path) -> Iterator[Counting]:
        with open_bytes(path) as raw:
            yield Counting(raw)

    monkeypatch.setattr(module, "open_bytes", counted)
    write(tmp_path / "jumin.xml", document("juki", "1", "jumin") + b" " * (1 << 20))
    assert len(delivery_files(tmp_path).files) == 1
    assert asked
    assert max(asked) <= 1 << 16
    assert sum(asked) <= 1 << 17
