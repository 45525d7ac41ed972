"""The manifest of a delivery whose exchange files were written anew.

What it says of sources, mapping, code page and of what was copied stays; files have new entries.
An entry that nothing fits stays as it stands, so that the difference is found again by whoever
checks the new delivery.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from lgmigrate.exchange.manifest import FileEntry, Manifest, PackEntry, ToolEntry
from lgmigrate.standard.pack import Pack
from lgmigrate.version import __version__

__all__ = ["differences", "rewritten"]


def differences(
    stated: Manifest, files: Mapping[str, FileEntry], copies: Mapping[str, FileEntry]
) -> Iterator[str]:
    """The names of entries that are not those of the files read, or of the files copied (whose
    records are not counted), in the manifest's order.
    """
    for entry in stated.files:
        read = files.get(entry.name)
        if read is None or replace(read, totals=entry.totals) != entry:
            yield entry.name
    for entry in (*stated.annex, *stated.rejected):
        copy = copies.get(entry.name)
        if copy is None or (copy.bytes, copy.sha256) != (entry.bytes, entry.sha256):
            yield entry.name


def rewritten(
    stated: Manifest | None,
    pack: Pack | None,
    municipality: str | None,
    files: Mapping[str, FileEntry],
    changed: Mapping[str, FileEntry],
) -> Manifest:
    """The new manifest.

    Args:
        stated: the one that was there.
        pack: what the files are of; None: there is none, and ``stated`` names the pack.
        municipality: what the XML roots say.
        files: the name of each file read -> the entry of the file written.
        changed: entries of annex and rejected that ``stated`` does not have, or that were added to.
    """
    entry = stated.pack if stated else None
    if pack is not None:
        entry = PackEntry(
            name=pack.name, edition=pack.edition, status=pack.status, digest=pack.digest
        )
    if entry is None:
        msg = "Expected a pack or a manifest, got neither"
        raise ValueError(msg)
    before = stated or Manifest(tool=ToolEntry(name="", version=""), pack=entry)
    totals = {one.name: one.totals for one in before.files}
    written = [replace(one, totals=totals.get(name, {})) for name, one in files.items()]
    missing = [one for one in before.files if one.name not in files]
    parts = {}
    for part in ("annex", "rejected"):
        kept = {one.name: one for one in getattr(before, part)}
        kept |= {name: one for name, one in changed.items() if name.startswith(f"{part}/")}
        parts[part] = _sorted(kept.values())
    return replace(
        before,
        tool=ToolEntry(name="lgmigrate", version=__version__),
        pack=entry,
        municipality=municipality,
        files=_sorted([*written, *missing]),
        annex=parts["annex"],
        rejected=parts["rejected"],
    )


def _sorted(entries: Iterable[FileEntry]) -> tuple[FileEntry, ...]:
    return tuple(sorted(entries, key=lambda one: one.name))
