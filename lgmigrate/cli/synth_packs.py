"""``lgmigrate synth --pack``: a made-up delivery in the standard layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from lgmigrate.cli.command import writing
from lgmigrate.cli.console import json_line, show, table
from lgmigrate.cli.messages import text

if TYPE_CHECKING:
    from lgmigrate.synth.delivery.standard import MadeStandard

__all__ = ["synth_packs"]


def synth_packs(
    packs: Sequence[str],
    out: str,
    *,
    persons: int,
    seed: int,
    style: Literal["xml", "csv"],
    names: Literal["romaji", "japanese"],
    overwrite: bool,
    as_json: bool,
) -> None:
    """Make the delivery and say what it holds."""
    from lgmigrate.standard import load_pack
    from lgmigrate.synth.delivery.standard import synthesize_standard

    chosen = [load_pack(one) for one in packs]
    writing(out)
    made = synthesize_standard(
        chosen,
        out,
        persons=persons,
        seed=seed,
        format=style,
        names=names,
        overwrite=overwrite,
    )
    if as_json:
        json_line(_document(made), indent=2)
        return
    for folder, manifest in made.manifests.items():
        pack = f"{manifest.pack.name}@{manifest.pack.edition} ({manifest.pack.status})"
        show(f"{folder}/: {pack}" if folder else pack)
    rows = [(name, f"{count:,}") for name, count in made.records.items()]
    for line in table(("file", "records"), rows, right=("records",)):
        show(line)
    show()
    total = sum(made.records.values())
    show(text("synth.made", path=made.out, records=total, bytes=made.bytes))


def _document(made: MadeStandard) -> dict[str, object]:
    return {
        "out": str(made.out),
        "records": made.records,
        "bytes": made.bytes,
        "packs": {
            folder: f"{manifest.pack.name}@{manifest.pack.edition}"
            for folder, manifest in made.manifests.items()
        },
    }
