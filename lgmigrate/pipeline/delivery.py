"""The exchange files of a delivery, each with its pack: one file, or a folder with its subfolders.

A delivery of one pack is a folder with its files; one of several packs has them side by side, or a
folder a pack. What a run leaves beside them is known and passed over; every other name is told, so
that nothing of a delivery is left out in silence. No more than the head of a file is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from lgmigrate.errors import FramingError, UsageError
from lgmigrate.exchange.faults import ExchangeFault
from lgmigrate.exchange.manifest import Manifest
from lgmigrate.exchange.xml_document import root_attributes
from lgmigrate.pipeline.read import FRAME_BLOCK
from lgmigrate.pipeline.sources import fill, open_bytes
from lgmigrate.pipeline.standard_files import HEAD, SUFFIXES, ExchangeFile
from lgmigrate.standard import load_pack, pack_editions, pack_names
from lgmigrate.standard.pack import File, Pack

__all__ = ["BESIDE", "FOLDERS", "MANIFEST", "Delivery", "delivery_files", "manifest_of", "root_of"]

MANIFEST = "manifest.json"
BESIDE = frozenset({MANIFEST, "findings.jsonl", "gaiji.csv", "losses.csv", "ledger.csv"})
FOLDERS = frozenset({"annex", "rejected"})
SHOWN = 5  # unknown names that a message tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a path holds. ``files`` are in the order of the folders' names and of their packs.

    ``unknown``: the names, relative to ``path``, of what is neither an exchange file of a known
    pack nor part of a run (a folder without any exchange file is one name that ends with ``/``).
    ``manifests``: those that were read, by the folder's name relative to ``path``, "" being the
    path itself (of one file: its folder, if its pack had to be told from it).
    """

    path: Path
    files: tuple[ExchangeFile, ...] = ()
    unknown: tuple[str, ...] = ()
    manifests: Mapping[str, Manifest] = field(default_factory=dict)

    @property
    def packs(self) -> tuple[Pack, ...]:
        """The packs of the files, each once, in the files' order."""
        return tuple({(one.pack.name, one.pack.edition): one.pack for one in self.files}.values())

    def required(self) -> tuple[ExchangeFile, ...]:
        """The files.

        Raises:
            FramingError: F001, there is none; a few of the unknown names are told.
        """
        if not self.files:
            others = f", but {', '.join(self.unknown[:SHOWN])}" if self.unknown else ""
            msg = f"F001 Expected an exchange file of a pack in {self.path}, got none{others}"
            raise FramingError(msg)
        return self.files


def delivery_files(
    path: Path, packs: Sequence[Pack] = (), *, hashed: bool = False, block: int = FRAME_BLOCK
) -> Delivery:
    """The exchange files in the folder ``path`` and in its direct subfolders, or the file ``path``.

    The pack of a file is, in this order: one of ``packs`` that has a file of its name (of several,
    the one that the XML root or the manifest names); the pack that the manifest beside it names;
    the one that its XML root names; the one installed pack that has a file of its name. Manifest
    and root find installed packs only. A file whose root contradicts the pack found is a fault
    (X003) when it is read.

    A file that lies there in several forms (``jumin.xml`` and ``jumin.csv``) is the one that the
    manifest lists, the others are unknown; where it lists none or several, that is a fault.

    Args:
        path: a folder, or one exchange file.
        packs: packs that are asked for, before all others.
        hashed: whether reading a file gives its SHA-256.
        block: bytes of a block.

    Raises:
        FramingError: nothing is at ``path``; a manifest is none; a file is there twice.
        UsageError: several of ``packs`` have the file, and nothing says which one it is.
    """
    if not path.exists():
        msg = f"{path}: Expected a delivery, got no such file or folder"
        raise FramingError(msg)
    given = tuple({(one.name, one.edition, one.digest): one for one in packs}.values())
    if not path.is_dir():
        asked = _Folder(path.parent, given)
        found = asked.pack_of(path, path.name.split(".", 1)[0])
        manifests = {"": asked.manifest} if asked.manifest else {}
        if found is None:
            return Delivery(path=path, unknown=(path.name,), manifests=manifests)
        one = ExchangeFile(path, *found, block=block, hashed=hashed)
        return Delivery(path=path, files=(one,), manifests=manifests)
    folders = [_Folder(path, given, whole=True)]
    inside = sorted(one for one in path.iterdir() if one.is_dir() and one.name not in FOLDERS)
    folders += [_Folder(one, given, whole=True) for one in inside]
    files: list[tuple[Path, Pack, File]] = []
    unknown: list[str] = []
    manifests = {}
    for folder in folders:
        name = "" if folder.path == path else f"{folder.path.name}/"
        known, others = folder.listed()
        files += known
        if folder.manifest:
            manifests[name.rstrip("/")] = folder.manifest
        if not name:
            unknown += (one for one in others if not one.endswith("/"))
        elif known or folder.manifest:
            unknown += (name + one for one in others)
        else:
            unknown.append(name)
    _refuse_twice(path, files)
    made = tuple(ExchangeFile(*one, block=block, hashed=hashed) for one in files)
    return Delivery(path=path, files=made, unknown=tuple(unknown), manifests=manifests)


def manifest_of(folder: Path) -> Manifest | None:
    """The manifest in a folder, None where there is none.

    Raises:
        FramingError: X002, it is no manifest.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        return Manifest.from_json(path.read_bytes().decode())
    except UnicodeDecodeError:
        msg = f"{path}: X002: Expected a manifest in UTF-8, got other bytes"
        raise FramingError(msg) from None
    except ExchangeFault as fault:
        raise FramingError(*(f"{path}: {one}" for one in fault.faults)) from fault


class _Folder:
    """One folder of a delivery. Its manifest is read at once where the ``whole`` folder is looked
    at, else when a pack has to be told from it.
    """

    def __init__(self, path: Path, packs: tuple[Pack, ...], *, whole: bool = False) -> None:
        self.path, self.packs = path, packs
        self.manifest = manifest_of(path) if whole else None
        self._asked = whole

    def listed(self) -> tuple[list[tuple[Path, Pack, File]], list[str]]:
        """The exchange files in the order of their packs; the names of all else that is unknown,
        folders with a ``/`` behind.
        """
        known: list[tuple[Path, Pack, File]] = []
        unknown: list[str] = []
        for one in sorted(self.path.iterdir()):
            if one.is_dir():
                unknown += [] if one.name in FOLDERS else [f"{one.name}/"]
            elif one.name not in BESIDE:
                found = self.pack_of(one) if one.name.endswith(SUFFIXES) else None
                if found is None:
                    unknown.append(one.name)
                else:
                    known.append((one, *found))
        listed = {entry.name for entry in self.manifest.files} if self.manifest else set()
        chosen = {(pack.name, file.name) for one, pack, file in known if one.name in listed}
        kept = [
            (one, pack, file)
            for one, pack, file in known
            if one.name in listed or (pack.name, file.name) not in chosen
        ]
        left = {one for one, _, _ in known} - {one for one, _, _ in kept}
        unknown = sorted([*unknown, *(one.name for one in left)])
        return sorted(kept, key=self._place), unknown

    def _place(self, one: tuple[Path, Pack, File]) -> tuple[int, str, str, int]:
        """Where a file stands among its fellows: given packs first, then by name."""
        _, pack, file = one
        given = self.packs.index(pack) if pack in self.packs else len(self.packs)
        return given, pack.name, pack.edition, pack.files.index(file)

    def pack_of(self, path: Path, *more: str) -> tuple[Pack, File] | None:
        """The pack of a file in this folder, and which file of the pack it is: the one of its name
        without suffixes, else the one named in ``more``.
        """
        names = list(dict.fromkeys([_stem(path.name), *more]))
        for name in names:
            given = [(one, file) for one in self.packs for file in one.files if file.name == name]
            found = given[0] if len(given) == 1 else self._told(path, name, given)
            if found is not None:
                return found
            if given:
                labels = ", ".join(f"{pack.name}@{pack.edition}" for pack, _ in given)
                msg = f"{path}: Expected one pack with the file {name}, got {labels}"
                raise UsageError(msg)
        installed = [one for name in names for one in _with_file(name)]
        return installed[0] if len(installed) == 1 else None

    def _told(
        self, path: Path, name: str, given: Sequence[tuple[Pack, File]]
    ) -> tuple[Pack, File] | None:
        """What root and manifest say: the root first among ``given`` packs, the manifest first
        where none has the file.
        """
        if not self._asked:
            self._asked, self.manifest = True, manifest_of(self.path)
        entry, root = self.manifest and self.manifest.pack, root_of(path)
        labels = [(entry.name, entry.edition)] if entry else []
        if "pack" in root and "edition" in root:
            labels.insert(0 if given else 1, (root["pack"], root["edition"]))
        for label in labels:
            if not given:
                found = _installed(*label, name)
            else:
                same = [one for one in given if (one[0].name, one[0].edition) == label]
                found = same[0] if len(same) == 1 else None
            if found is not None:
                return found
        return None


def _stem(name: str) -> str:
    """The name of a file without the suffixes of its form."""
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return name


def root_of(path: Path) -> dict[str, str]:
    """The attributes of the root of an XML file; none of any other file."""
    if ".xml" not in path.suffixes:
        return {}
    head = np.zeros(HEAD, np.uint8)
    try:
        with open_bytes(path) as stream:
            size = fill(stream, head, 0, HEAD, None)
    except FramingError:  # it is told when the file is read
        return {}
    return root_attributes(head[:size].tobytes())


def _installed(name: str, edition: str, file: str) -> tuple[Pack, File] | None:
    """A file of an installed pack, None where there is no such pack or file."""
    if name not in pack_names() or edition not in pack_editions(name):
        return None
    pack = load_pack(name, edition)
    return next(((pack, one) for one in pack.files if one.name == file), None)


@cache
def _with_file(name: str) -> tuple[tuple[Pack, File], ...]:
    """The installed packs, in their newest editions, that have a file of that name."""
    packs = [load_pack(one) for one in pack_names()]
    return tuple((pack, one) for pack in packs for one in pack.files if one.name == name)


def _refuse_twice(path: Path, files: Sequence[tuple[Path, Pack, File]]) -> None:
    """A file of a pack that is there more than once: nobody can say which one counts."""
    places: dict[tuple[str, str], list[str]] = {}
    for one, pack, file in files:
        places.setdefault((pack.name, file.name), []).append(one.relative_to(path).as_posix())
    faults = [
        f"{path}: Expected the file {file} of {pack} once, got {', '.join(found)}"
        for (pack, file), found in places.items()
        if len(found) > 1
    ]
    if faults:
        raise FramingError(*faults)
