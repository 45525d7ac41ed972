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
    chosen: Choice | None = None,
    framing: str | None = None,
    source: str = "SOURCE.DAT",
) -> Scaffold:
    """Draft a mapping in the folder ``out``, whose name is the mapping's.

    Raises:
        LayoutError, PackError, MappingError, CharsetError: a definition is wrong.
        UsageError: the folder holds files; several records and none is named; the pack has no
            such file.
    """
    place, folder, choice = Path(layout), Path(out), chosen or Choice()
    found = load_layouts(place, choice)
    if len(found) != 1:
        names = ", ".join(one.name for one in found)
        msg = f"Expected --record, one of {names}, got none"
        raise UsageError(msg)
    target_pack = load_pack(pack)
    files = {one.name: one for one in target_pack.files}
    if file not in files:
        msg = f"Expected --file, one of {', '.join(files)} of {target_pack.label}, got {file}"
        raise UsageError(msg)
    one = found[0]
    spec = parse_framing(framing) if framing else _default(one.length)
    own, lines = _layout_files(place, choice)
    made = scaffold(
        folder.resolve().name,
        one,
        target_pack,
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


def _layout_files(place: Path, choice: Choice) -> tuple[tuple[tuple[str, bytes], ...], str]:
    """The layout's files for the mapping's folder, and the lines that name it."""
    own = [(place.name, place.read_bytes())]
    lines = [f'layout = "{place.name}"']
    if choice.record:
        lines.append(f'record = "{choice.record}"')
    if choice.choices:
        pairs = ", ".join(f'"{name}" = "{other}"' for name, other in choice.choices)
        lines.append(f"choose = {{ {pairs} }}")
    if is_copybook(place.name):
        lines.append(f'dialect = "{choice.dialect}"')
        own += [
            (one.name, one.read_bytes())
            for one in sorted(place.parent.iterdir())
            if one.is_file() and is_copybook(one.name) and one != place
        ]
    return tuple(own), "\n".join(lines)
