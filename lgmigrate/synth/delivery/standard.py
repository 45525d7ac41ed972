"""A made-up delivery in the standard layout, of any packs: exchange files and manifests.

The packs' tables alone say what is made; the delivery satisfies them. The same packs, persons and
seed give the same bytes, and each chunk of the people is made by itself, in bounded memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import polars as pl

from lgmigrate.columns.batch import Columns
from lgmigrate.errors import Faults, UsageError
from lgmigrate.exchange.format import RecordFormat
from lgmigrate.exchange.manifest import FileEntry, Manifest, PackEntry, ToolEntry
from lgmigrate.pipeline.outputs import OutputFolder
from lgmigrate.pipeline.parallel import in_order, threads, worker_count
from lgmigrate.pipeline.plan import Names, Style, exchange_format
from lgmigrate.pipeline.standard_files import SUFFIXES
from lgmigrate.standard import load_pack
from lgmigrate.standard.pack import Pack
from lgmigrate.synth.delivery.plans import Place
from lgmigrate.synth.delivery.scene import Run, new_run
from lgmigrate.synth.places import HOME
from lgmigrate.synth.register import register
from lgmigrate.version import __version__

__all__ = ["MadeStandard", "synthesize_standard"]

MANIFEST = "manifest.json"
_FIRST_ROOM = 1 << 20  # bytes for the records of a file in a chunk, at first


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeStandard:
    """What was made in the folder ``out``. ``records`` and ``manifests`` go by names relative to
    it: of the files, and of the folders that hold a manifest ("" is ``out`` itself).
    """

    out: Path
    records: dict[str, int]
    bytes: int
    manifests: dict[str, Manifest]


def synthesize_standard(
    packs: str | Path | Pack | Sequence[str | Path | Pack],
    out: str | Path,
    *,
    persons: int = 20_000,
    seed: int = 1,
    format: Style = "xml",
    names: Names = "romaji",
    workers: int | None = None,
    overwrite: bool = False,
    executor: Executor | None = None,
) -> MadeStandard:
    """Make a delivery of the packs for ``persons`` records of 住民票 in a made-up municipality.

    The files of one pack stand in ``out``, those of several in a folder for each. References hold
    within a pack and between the packs of the run. ``executor`` may be any executor whose workers
    share this process's memory; else there are ``workers`` threads.

    Raises:
        UsageError: no pack or one twice, the folder holds files, or the register is refused.
        PackError: a pack is wrong.
    """
    given = [packs] if isinstance(packs, str | Path | Pack) else list(packs)
    chosen = [one if isinstance(one, Pack) else load_pack(str(one)) for one in given]
    _check(chosen, persons, seed)
    run = new_run(chosen, persons, seed)
    prefixes = {pack.name: f"{pack.name}/" if len(chosen) > 1 else "" for pack in chosen}
    paths = {
        (pack.name, file.name): f"{prefixes[pack.name]}{file.name}.{format}"
        for pack in chosen
        for file in pack.files
    }
    formats = {
        (pack.name, file.name): exchange_format(pack, file, format, names, HOME)
        for pack in chosen
        for file in pack.files
    }
    counts = dict.fromkeys(paths, 0)
    total = worker_count(workers)
    with (
        OutputFolder(Path(out), overwrite=overwrite, stale=_stale(paths)) as folder,
        threads(total, executor) as pool,
    ):
        for place, path in paths.items():
            folder.open(path).write(formats[place].head)

        def work(number: int) -> dict[Place, tuple[int, bytes]]:
            return _written(run, number, formats)

        for made in in_order(pool, work, range(run.chunks), ahead=total + 1):
            for place, (count, data) in made.items():
                counts[place] += count
                folder.open(paths[place]).write(data)
        for place, path in paths.items():
            folder.open(path).write(formats[place].tail)
        manifests = {
            prefixes[pack.name].removesuffix("/"): _manifest(pack, folder, paths, counts)
            for pack in chosen
        }
        size = sum(output.size for _, output in folder.entries())
        for name, manifest in manifests.items():
            path = f"{name}/{MANIFEST}" if name else MANIFEST
            folder.open(path).write(manifest.to_json().encode())
    return MadeStandard(
        out=Path(out),
        records={path: counts[place] for place, path in paths.items()},
        bytes=size,
        manifests=manifests,
    )


def _check(packs: Sequence[Pack], persons: int, seed: int) -> None:
    faults = Faults(UsageError)
    if not packs:
        faults.add("packs", "Expected a pack, got none")
    for name, same in groupby(sorted(pack.name for pack in packs)):
        if len(list(same)) > 1:
            faults.add("packs", f"Expected each pack once, got {name} again")
    with faults.collecting():
        register(persons, seed)  # checks what it is given before it makes anything
    faults.raise_if_any()


def _stale(paths: Mapping[Place, str]) -> list[str]:
    """What another run may have left of the same files."""
    return [path.rpartition(".")[0] + suffix for path in paths.values() for suffix in SUFFIXES]


def _written(
    run: Run, number: int, formats: Mapping[Place, RecordFormat]
) -> dict[Place, tuple[int, bytes]]:
    """The records of a chunk as they stand in the files, with their numbers."""
    frames = run.scene(number).frames
    return {
        place: (frames[place].height, _encoded(one, frames[place]))
        for place, one in formats.items()
    }


def _encoded(target: RecordFormat, frame: pl.DataFrame) -> bytes:
    batch = Columns.from_frame(frame)
    columns = np.arange(frame.width)
    keep = np.ones(frame.height, np.uint8)
    out = np.empty(_FIRST_ROOM, np.uint8)
    while (size := target.write(batch, columns, keep, out)) < 0:
        out = np.empty(-size, np.uint8)
    return out[:size].tobytes()


def _manifest(
    pack: Pack, folder: OutputFolder, paths: Mapping[Place, str], counts: Mapping[Place, int]
) -> Manifest:
    """The manifest of one pack's folder."""
    written = dict(folder.entries())
    entries = []
    for file in pack.files:
        path = paths[pack.name, file.name]
        output = written[path]
        name = path.rpartition("/")[2]
        count = counts[pack.name, file.name]
        entries.append(FileEntry(name=name, bytes=output.size, sha256=output.sha256, records=count))
    return Manifest(
        tool=ToolEntry(name="lgmigrate", version=__version__),
        pack=PackEntry(
            name=pack.name, edition=pack.edition, status=pack.status, digest=pack.digest
        ),
        municipality=HOME,
        files=tuple(entries),
    )
