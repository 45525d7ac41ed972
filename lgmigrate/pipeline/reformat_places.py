"""The folders of a delivery, as its exchange files are written anew: what each holds and states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from lgmigrate.errors import FramingError
from lgmigrate.exchange.manifest import Manifest
from lgmigrate.pipeline.convert import stale_files
from lgmigrate.pipeline.delivery import BESIDE, FOLDERS, MANIFEST, Delivery, manifest_of, root_of
from lgmigrate.pipeline.standard_files import ExchangeFile
from lgmigrate.standard.pack import Pack

__all__ = ["Place", "places_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One folder of a delivery. ``whole``: all that a run left in it is taken along, else only the
    one file that was asked for. ``stated``: its manifest.
    """

    name: str
    path: Path
    files: tuple[ExchangeFile, ...]
    stated: Manifest | None
    whole: bool

    @property
    def prefix(self) -> str:
        """What stands before the names of its files, relative to the delivery."""
        return f"{self.name}/" if self.name else ""

    @property
    def pack(self) -> Pack | None:
        """The pack that the manifest names, where it is among those of the files; else the first
        one of these.
        """
        packs = {file.pack.name: file.pack for file in self.files}
        named = self.stated.pack.name if self.stated else ""
        return packs.get(named) or next(iter(packs.values()), None)

    def stale(self) -> list[str]:
        """Patterns of what another delivery may have left in the folder that is written."""
        packs = {file.pack.name: file.pack for file in self.files}
        return [*BESIDE, *(name for pack in packs.values() for name in stale_files(pack))]

    def copied(self) -> list[str]:
        """The names of what is taken along byte for byte."""
        if not self.whole:
            return []
        folders = (self.path / name for name in sorted(FOLDERS))
        inside = (one for folder in folders for one in sorted(folder.rglob("*")) if one.is_file())
        beside = [name for name in sorted(BESIDE - {MANIFEST}) if (self.path / name).is_file()]
        return [*beside, *(one.relative_to(self.path).as_posix() for one in inside)]

    def municipality(self) -> str | None:
        """That of the manifest, else that of the XML roots.

        Raises:
            FramingError: X003, there is none in the manifest and several in the roots.
        """
        if self.stated and self.stated.municipality is not None:
            return self.stated.municipality
        said = {root_of(file.path).get("municipality") for file in self.files} - {None}
        if len(said) > 1:
            msg = f"{self.path}: X003 Expected the files of one municipality, got {len(said)}"
            raise FramingError(msg)
        return said.pop() if said else None

    def elsewhere(self, municipality: str | None) -> list[str]:
        """The names of files whose XML root says another municipality."""
        own = {file.path.name: root_of(file.path).get("municipality") for file in self.files}
        return [name for name, one in own.items() if one not in {None, municipality}]


def places_of(found: Delivery) -> Iterator[Place]:
    """The folders that hold something of the delivery, its own first.

    Raises:
        FramingError: a manifest lists a file that is there, but of no known pack.
    """
    if not found.path.is_dir():
        folder = found.path.parent
        stated = manifest_of(folder)
        if stated is not None:
            entries = tuple(one for one in stated.files if one.name == found.path.name)
            alone = replace(stated, files=entries, annex=(), rejected=(), sources=())
            stated = alone if entries else None
        yield Place(name="", path=folder, files=found.files, stated=stated, whole=False)
        return
    names = {file.path.parent.name for file in found.files if file.path.parent != found.path}
    faults = []
    for name in ("", *sorted({*names, *found.manifests} - {""})):
        path = found.path / name if name else found.path
        files = tuple(file for file in found.files if file.path.parent == path)
        stated = found.manifests.get(name)
        place = Place(name=name, path=path, files=files, stated=stated, whole=True)
        listed_names = [place.prefix + one.name for one in stated.files] if stated else []
        faults += [
            f"{found.path / one}: Expected a pack that has this file, got none"
            for one in listed_names
            if one in found.unknown
        ]
        yield place
    if faults:
        raise FramingError(*faults)
