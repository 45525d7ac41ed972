"""What stands beside a decoded table so that encoding gives the file back byte for byte.

For a run whose output is ``F``, each only where there is something to keep:

* ``F.raw.csv`` (``record,field,offset,bytes``): bytes of values that did not decode, or that
  encoding would write otherwise; ``offset`` is that in the record's full form.
* ``F.framing.csv`` (``record,prefix,suffix``): bytes around records that the framing would write
  otherwise.
* ``F.rejected.csv`` (``record,bytes``) and ``F.rejected.dat``: records of no type, or not of the
  shape of their layout, byte for byte.
* ``F.decode.json``: of which run these are: layouts, code page, framing, records, source, and the
  SHA-256 of each sidecar.
* ``F.findings.jsonl``: the findings; not needed for the way back.

A table may be changed: a value that is not the one of the kept bytes any more wins over them.
Sidecars of another run, or that were changed, are refused.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np

from lgmigrate.charset.page import CodePage
from lgmigrate.errors import FramingError
from lgmigrate.framing.frames import Odd
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.pipeline.chunk import Chunk
from lgmigrate.pipeline.decode_block import RawRow
from lgmigrate.pipeline.record_types import RecordType
from lgmigrate.version import __version__

__all__ = [
    "FINDINGS",
    "FRAMING",
    "PARTS",
    "RAW",
    "REJECTED",
    "REJECTED_DATA",
    "STATE",
    "RawRows",
    "State",
    "definition_digest",
    "find_state",
    "framing_rows",
    "rejected_chunks",
]

RAW, FRAMING = ".raw.csv", ".framing.csv"
REJECTED, REJECTED_DATA = ".rejected.csv", ".rejected.dat"
STATE, FINDINGS = ".decode.json", ".findings.jsonl"
PARTS = (RAW, FRAMING, REJECTED, REJECTED_DATA)
"""The sidecars that the way back needs, by what is behind the output's name."""

RECORDS = 1024  # rejected records of a chunk
PIECE = 1 << 20


def definition_digest(types: Sequence[RecordType], spec: FramingSpec) -> str:
    """The SHA-256 of all that says where the values of records stand, notes left out."""
    told = [
        {
            "name": one.name,
            "length": one.layout.length,
            "fields": [asdict(item) | {"note": ""} for item in one.layout.fields],
            "tables": [asdict(table) for table in one.layout.tables],
            "when": [asdict(condition) for condition in one.when],
        }
        for one in types
    ]
    text = json.dumps([told, repr(spec)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Of which run the sidecars are. ``sidecars``: SHA-256 by what is behind the output's name."""

    definition: str
    charset: str
    form: str
    records: int
    source: str
    size: int
    sha256: str
    sidecars: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> bytes:
        """The content of ``F.decode.json``."""
        told = {"tool": "lgmigrate", "version": __version__, **asdict(self)}
        return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()

    def check(
        self, base: Path, types: Sequence[RecordType], page: CodePage, spec: FramingSpec
    ) -> None:
        """Hold the sidecars of ``base`` against what they are said to be.

        Raises:
            FramingError: M005, they are not of this table; with every reason.
        """
        faults = []
        if self.definition != definition_digest(types, spec):
            faults.append("Expected the layouts and the framing of the run that wrote them")
        if self.charset != page.digest:
            faults.append("Expected the code page of the run that wrote them")
        for part in PARTS:
            path = Path(f"{base}{part}")
            if path.is_file() != (part in self.sidecars):
                wanted = f"Expected {path.name}" if part in self.sidecars else "Expected no"
                faults.append(wanted if part in self.sidecars else f"{wanted} {path.name}")
            elif path.is_file() and _hash(path) != self.sidecars[part]:
                faults.append(f"Expected {path.name} as it was written, got another")
        if faults:
            raise FramingError(*(f"{base.name}{STATE}: M005 {fault}" for fault in faults))


def find_state(base: Path) -> State | None:
    """What ``F.decode.json`` says; None where there are no sidecars.

    Raises:
        FramingError: M005, there are sidecars without it, or it is not what was written.
    """
    path = Path(f"{base}{STATE}")
    if not path.is_file():
        found = [part for part in PARTS if Path(f"{base}{part}").is_file()]
        if found:
            names = ", ".join(f"{base.name}{part}" for part in found)
            msg = f"{base.name}: M005 Expected {base.name}{STATE} beside {names}, got none"
            raise FramingError(msg)
        return None
    try:
        told = json.loads(path.read_text("utf-8"))
        for key in ("tool", "version"):
            told.pop(key, None)
        return State(**told)
    except (ValueError, TypeError, AttributeError) as error:
        kind = type(error).__name__
        msg = f"{path.name}: M005 Expected the file that decode wrote, got {kind}"
        raise FramingError(msg) from error


def _hash(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            found.update(piece)
    return found.hexdigest()


class RawRows:
    """The kept bytes, in order of their records."""

    def __init__(self, base: Path | None) -> None:
        self._rows = _raw_rows(base)
        self._ahead: RawRow | None = None

    def until(self, last: int) -> dict[int, list[RawRow]]:
        """Those of the records up to number ``last`` that were not taken yet, by record."""
        found: dict[int, list[RawRow]] = {}
        while True:
            row = self._ahead or next(self._rows, None)
            self._ahead = None
            if row is None:
                return found
            if row[0] > last:
                self._ahead = row
                return found
            found.setdefault(row[0], []).append(row)


def _raw_rows(base: Path | None) -> Iterator[RawRow]:
    path = Path(f"{base}{RAW}")
    if base is not None and path.is_file():
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                raw = bytes.fromhex(row["bytes"])
                yield int(row["record"]), row["field"], int(row["offset"]), raw


def framing_rows(base: Path) -> list[Odd]:
    """The framing bytes that were kept; records count from 1."""
    path = Path(f"{base}{FRAMING}")
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Odd(int(row["record"]), bytes.fromhex(row["prefix"]), bytes.fromhex(row["suffix"]))
            for row in csv.DictReader(stream)
        ]


def rejected_chunks(base: Path) -> Iterator[Chunk]:
    """The records that decode rejected."""
    path = Path(f"{base}{REJECTED}")
    if not path.is_file():
        return
    with (
        path.open(encoding="utf-8", newline="") as stream,
        Path(f"{base}{REJECTED_DATA}").open("rb") as data,
    ):
        rows = csv.DictReader(stream)
        while some := list(islice(rows, RECORDS)):
            numbers = np.array([int(row["record"]) for row in some], np.int64)
            lengths = np.array([int(row["bytes"]) for row in some], np.int64)
            content = np.frombuffer(data.read(int(lengths.sum())), np.uint8)
            yield Chunk(numbers, content, np.cumsum(lengths) - lengths, lengths)
