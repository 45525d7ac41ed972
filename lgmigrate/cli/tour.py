"""The tour of ``lgmigrate demo``: a made-up register as each vendor would export it, and back.

Everything stands in one folder: ``<mapping>/source``, ``<mapping>/standard`` and
``<mapping>/restored``, and ``demo.json`` by which an earlier tour is known again.
"""

from __future__ import annotations

import filecmp
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from lgmigrate.cli.findings_table import errors_in

__all__ = ["MAPPINGS", "PARTS", "RECORD", "Stop", "Tell", "is_tour", "tour", "warm_up"]

MAPPINGS = ("ibm_kanji_host", "open_fixed", "package_csv")
PARTS = ("source", "standard", "restored")
RECORD = "demo.json"
FEW = 20  # persons for the first run of every kernel

Tell = Callable[[str, str], None]
"""Called with what begins (synth, convert, validate, restore, compare) and the mapping's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """What became of one mapping. ``seconds`` are those of convert, ``findings`` those of convert,
    validate and restore by code.
    """

    mapping: str
    records: int
    bytes: int
    findings: dict[str, int]
    seconds: float
    identical: bool

    @property
    def ok(self) -> bool:
        """Whether the bytes came back and nothing is an error."""
        return self.identical and not errors_in(self.findings)

    @property
    def speed(self) -> float:
        """MB/s of convert."""
        return self.bytes / 1e6 / max(self.seconds, 1e-9)


def is_tour(out: Path) -> bool:
    """Whether a tour may write there: an absent or empty folder, or that of an earlier tour."""
    return not out.exists() or (
        out.is_dir() and ((out / RECORD).is_file() or not any(out.iterdir()))
    )


def warm_up(out: Path) -> None:
    """Every step once with a few people, so that no time to compile is measured."""
    with tempfile.TemporaryDirectory(dir=out, prefix="lgmigrate-") as folder:
        for mapping in MAPPINGS:
            _stop(mapping, Path(folder) / mapping, FEW, lambda _step, _mapping: None)


def tour(out: Path, persons: int, tell: Tell) -> list[Stop]:
    """Every mapping in turn, in place of an earlier tour.

    Raises:
        OSError: the machine failed; what was complete stays.
    """
    stops = []
    for mapping in MAPPINGS:
        folder = out / mapping
        for part in PARTS:
            if (folder / part).is_dir():
                shutil.rmtree(folder / part)
        stops.append(_stop(mapping, folder, persons, tell))
    record = json.dumps([asdict(stop) for stop in stops], indent=2) + "\n"
    (out / RECORD).write_text(record, encoding="utf-8", newline="")
    return stops


def _stop(mapping: str, folder: Path, persons: int, tell: Tell) -> Stop:
    from lgmigrate.pipeline.convert import convert
    from lgmigrate.pipeline.restore import restore
    from lgmigrate.pipeline.validate import validate
    from lgmigrate.synth.vendor import synthesize

    source, standard, restored = (folder / part for part in PARTS)
    tell("synth", mapping)
    made = synthesize(mapping, source, persons=persons)
    tell("convert", mapping)
    begun = time.perf_counter()
    there = convert(made.path, mapping, standard)
    seconds = time.perf_counter() - begun
    tell("validate", mapping)
    report = validate(standard, mapping=mapping)
    tell("restore", mapping)
    back = restore(standard, mapping, restored)
    tell("compare", mapping)
    again = restored / made.path.name
    findings: dict[str, int] = {}
    for codes in (there.codes, report.codes, back.codes):
        for code, count in codes.items():
            findings[code] = findings.get(code, 0) + count
    return Stop(
        mapping=mapping,
        records=made.records,
        bytes=made.bytes,
        findings=findings,
        seconds=seconds,
        identical=again.is_file() and filecmp.cmp(made.path, again, shallow=False),
    )
