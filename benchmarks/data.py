"""The data of the benchmarks: a made-up register in a vendor's form, and its exchange files.

The source is made once a mapping and size, and kept; the exchange files are made again when the
library has changed. Beside the data stands a small set of the same form, which warms a case up.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

import lgmigrate
from lgmigrate.mapping.model import Mapping
from lgmigrate.synth.vendor import synthesize

__all__ = ["SMALL", "Place", "clear", "place_of", "prepare"]

SMALL = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one set of data is. ``source`` is a file; ``standard`` a delivery; ``out`` is where a
    case writes, ``programs`` where yardsticks and their tables are.
    """

    mapping: str
    persons: int
    source: Path
    standard: Path
    out: Path
    programs: Path

    @property
    def work(self) -> Path:
        """The work folder, which holds all sets of data."""
        return self.programs.parent

    @property
    def small(self) -> Place:
        """The small set of the same mapping."""
        return place_of(self.work, load(self.mapping), SMALL)


def load(name: str) -> Mapping:
    """The mapping of that name."""
    return lgmigrate.load_mapping(name)


def place_of(work: Path, mapping: Mapping, persons: int) -> Place:
    """The places of a set of data below the work folder."""
    base = work / f"{mapping.name}-{mapping.digest[:8]}-{persons}"
    return Place(
        mapping=mapping.name,
        persons=persons,
        source=base / "source" / mapping.source_name,
        standard=base / "standard",
        out=base / "out",
        programs=work / "programs",
    )


def prepare(place: Place) -> None:
    """Make what is missing of a set of data."""
    if not place.source.is_file():
        folder = place.source.parent
        synthesize(mapping=place.mapping, out=folder, persons=place.persons, seed=1, overwrite=True)
    stamp, made_by = _library(), place.standard.parent / "standard.sha256"
    if not made_by.is_file() or made_by.read_text(encoding="utf-8") != stamp:
        made_by.unlink(missing_ok=True)
        shutil.rmtree(place.standard, ignore_errors=True)
        lgmigrate.convert([place.source], mapping=place.mapping, out=place.standard)
        made_by.write_text(stamp, encoding="utf-8")


def clear(folder: Path) -> None:
    """An empty folder, whatever stood there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _library() -> str:
    """A hash of the library's source."""
    found = hashlib.sha256()
    folder = Path(lgmigrate.__file__).resolve().parent
    for path in sorted(folder.rglob("*.py")):
        found.update(str(path.relative_to(folder)).encode())
        found.update(path.read_bytes())
    return found.hexdigest()
