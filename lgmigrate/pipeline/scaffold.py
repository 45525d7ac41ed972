"""The draft of a mapping, written into a folder of its own."""

from __future__ import annotations

from pathlib import Path

from lgmigrate.errors import UsageError
from lgmigrate.framing.named import parse_framing
from lgmigrate.framing.spec import FramingSpec
from lgmigrate.mapping.scaffold import Scaffold, Source, scaffold
from lgmigrate.pipeline.outputs import OutputFolder
from lgmigrate.record.definition import Choice, is_copybook, load_layouts
from lgmigrate.standard import load_pack

__all__ = ["write_scaffold"]


def write_scaffold(
    out: str | Path,
    *,
    layout: str | Path,
    pack: str,
    file: str,
    charset: str,
    record: str = "",
    dialect: str = "ibm",
    framing: str | None = None,
    source: str = "SOURCE.DAT",
) -> Scaffold:
    """Draft a mapping in the folder ``out``, whose name is the mapping's.

    Raises:
        LayoutError, PackError, MappingError, CharsetError: a definition is wrong.
        UsageError: the folder holds files; several records and none is named; the pack has no
            such file.
    """
    place, folder = Path(layout), Path(out)
    found = load_layouts(place, Choice(record=record, dialect=dialect))
    if len(found) != 1:
        names = ", ".join(one.name for one in found)
        msg = f"Expected --record, one of {names}, got none"
        raise UsageError(msg)
    chosen = load_pack(pack)
    files = {one.name: one for one in chosen.files}
    if file not in files:
        msg = f"Expected --file, one of {', '.join(files)} of {chosen.label}, got {file}"
        raise UsageError(msg)
    one = found[0]
    spec = parse_framing(framing) if framing else _default(one.length)
    own, lines = _layout_files(place, record, dialect)
    made = scaffold(
        folder.resolve().name,
        one,
        chosen,
        files[file],
        Source(name=source, charset=charset, framing=spec, layout=lines, files=own),
    )
    with OutputFolder(folder, overwrite=False) as target:
        for name, content in made.files:
            target.open(name).write(content)
    return made


def _default(length: int) -> FramingSpec:
    if length:
        return FramingSpec(form="fixed", length=length)
    return FramingSpec(form="csv", end=b"\r\n")


def _layout_files(
    place: Path, record: str, dialect: str
) -> tuple[tuple[tuple[str, bytes], ...], str]:
    """The layout's files for the mapping's folder, and the lines that name it."""
    own = [(place.name, place.read_bytes())]
    lines = [f'layout = "{place.name}"']
    if record:
        lines.append(f'record = "{record}"')
    if is_copybook(place.name):
        lines.append(f'dialect = "{dialect}"')
        own += [
            (one.name, one.read_bytes())
            for one in sorted(place.parent.iterdir())
            if one.is_file() and is_copybook(one.name) and one != place
        ]
    return tuple(own), "\n".join(lines)
