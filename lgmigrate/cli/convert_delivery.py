"""``lgmigrate convert`` without a mapping: a delivery in the other form of exchange files."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from lgmigrate.cli.command import writing
from lgmigrate.cli.console import json_line, show, table, tell
from lgmigrate.cli.delivery import tell_unknown
from lgmigrate.cli.findings_table import code_table, verdict
from lgmigrate.cli.messages import text
from lgmigrate.cli.progress import bar

if TYPE_CHECKING:
    from lgmigrate.exchange.manifest import FileEntry
    from lgmigrate.pipeline.delivery import Delivery
    from lgmigrate.pipeline.reformat import Reformatted

__all__ = ["convert_delivery"]

_COMPRESSED = {".gz", ".zst"}


def convert_delivery(
    sources: Sequence[str],
    out: str,
    *,
    packs: Sequence[str],
    style: Literal["xml", "csv"],
    names: Literal["romaji", "japanese"] | None,
    bom: bool,
    workers: int | None,
    overwrite: bool,
    as_json: bool,
) -> int:
    """Convert one delivery; -> the exit code."""
    from lgmigrate.pipeline.delivery import delivery_files
    from lgmigrate.pipeline.reformat import reformat
    from lgmigrate.standard import load_pack

    given = [load_pack(one) for one in packs]
    found: Delivery | None = None
    if len(sources) == 1 and Path(sources[0]).exists():
        found = delivery_files(Path(sources[0]), given)
    if found is None or not found.files:
        raise click.UsageError(text("convert.either"))
    writing(out)
    begun = time.monotonic()
    with bar(_bytes(found)) as progress:
        done = reformat(
            found.path,
            out,
            packs=given,
            format=style,
            names=names,
            bom=bom,
            workers=workers,
            overwrite=overwrite,
            progress=progress,
        )
    seconds = time.monotonic() - begun
    tell_unknown(done.unknown)
    if as_json:
        json_line(_document(done), indent=2)
    else:
        _show(done)
        tell(text("convert.changed", records=done.counts["records"], seconds=seconds))
    return 0 if done.ok else 1


def _bytes(found: Delivery) -> int:
    """The bytes of the exchange files; 0 where some are compressed."""
    paths = [one.path for one in found.files]
    if any(one.suffix in _COMPRESSED for one in paths):
        return 0
    return sum(one.stat().st_size for one in paths)


def _entries(done: Reformatted) -> list[tuple[str, FileEntry]]:
    """The exchange files, each with its name relative to the folder that was written."""
    return [
        (f"{folder}/{entry.name}" if folder else entry.name, entry)
        for folder, manifest in done.manifests.items()
        for entry in manifest.files
    ]


def _document(done: Reformatted) -> dict[str, object]:
    return {
        "ok": done.ok,
        "out": str(done.out),
        "counts": done.counts,
        "codes": done.codes,
        "files": [
            {"name": name, "records": one.records, "bytes": one.bytes, "sha256": one.sha256}
            for name, one in _entries(done)
        ],
        "unknown": list(done.unknown),
    }


def _show(done: Reformatted) -> None:
    for folder, manifest in done.manifests.items():
        pack = f"{manifest.pack.name}@{manifest.pack.edition} ({manifest.pack.status})"
        show(f"{folder}/: {pack}" if folder else pack)
    rows = [(name, f"{one.records:,}", f"{one.bytes:,}") for name, one in _entries(done)]
    for line in table(("file", "records", "bytes"), rows, right=("records", "bytes")):
        show(line)
    show()
    for line in code_table(done.codes):
        show(line)
    if done.codes:
        for folder in done.manifests:
            show(text("details", path=done.out / folder / "findings.jsonl"))
    show(verdict(done.codes))
