"""Mappings by name or by path: installed ones by their entry points, others by their folder.

An entry point of the group ``lgmigrate.mappings`` names a package whose ``MAPPING`` is the name
of its TOML file. A mapping is read when it is asked for; one that cannot be read is listed with
its faults, and the others still load.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from lgmigrate.charset.page import OnError
from lgmigrate.errors import LgmigrateError, MappingError
from lgmigrate.mapping.model import Mapping
from lgmigrate.mapping.reader import Folder, read_mapping

__all__ = ["GROUP", "Listed", "load", "names", "with_charset"]

GROUP = "lgmigrate.mappings"
MAIN = "mapping.toml"
DEFINITIONS = (".toml", ".csv")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An installed mapping as a list shows it: its titles, or its faults where it is broken."""

    name: str
    title: str = ""
    title_en: str = ""
    faults: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join(self.faults) or self.title


def load(
    name_or_path: str,
    *,
    charset: str | Path | None = None,
    gaiji: Sequence[str | Path] = (),
    on_error: OnError | None = None,
) -> Mapping:
    """The mapping of that name or in that folder; an installed name goes before a folder.

    ``charset`` (a name with options, or the file of a site) takes the place of the mapping's code
    page; ``gaiji`` are the files of tables laid over it, a later one wins; ``on_error`` is what
    becomes of bytes without a character.

    Raises:
        MappingError: there is none, or it is wrong; with every fault.
        CharsetError: the code page or a table is wrong; with every fault.
    """
    return with_charset(_load(name_or_path), charset, gaiji, on_error)


def with_charset(
    mapping: Mapping,
    charset: str | Path | None = None,
    gaiji: Sequence[str | Path] = (),
    on_error: OnError | None = None,
) -> Mapping:
    """The mapping with another code page, or with tables laid over its own; see ``load``.

    Raises:
        CharsetError: the code page or a table is wrong; with every fault.
    """
    if charset is None and not gaiji and on_error is None:
        return mapping
    chosen = mapping.charset if charset is None else str(charset)
    if charset is not None and chosen.endswith(".toml"):
        chosen = str(Path(chosen).resolve())
    tables = tuple(str(Path(one).resolve()) for one in gaiji)
    changed = replace(mapping, charset=chosen, gaiji=tables, on_error=on_error)
    changed.code_page()
    return changed


def _load(name_or_path: str) -> Mapping:
    installed = _installed()
    if name_or_path in installed:
        return _load_installed(installed[name_or_path])
    path = Path(name_or_path)
    if path.is_dir():
        return read_mapping(_folder(path, MAIN))
    known = ", ".join(sorted(installed)) or "none"
    msg = f"Expected an installed mapping ({known}) or a mapping folder, got {name_or_path}"
    raise MappingError(msg)


def names() -> dict[str, Listed]:
    """The installed mappings by name, each loaded; a broken one carries its faults."""
    listed = {}
    for name, point in sorted(_installed().items()):
        try:
            mapping = _load_installed(point)
        except LgmigrateError as error:
            listed[name] = Listed(name=name, faults=error.faults)
        else:
            listed[name] = Listed(name=name, title=mapping.title, title_en=mapping.title_en)
    return listed


def _installed() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def _load_installed(point: EntryPoint) -> Mapping:
    try:
        package = point.load()
    except Exception as error:  # a foreign package may fail in any way while it is imported
        msg = f"{point.name} = {point.value}: Expected a package, got {type(error).__name__}"
        raise MappingError(msg) from error
    main = getattr(package, "MAPPING", None)
    if not isinstance(main, str):
        msg = f"{point.name} = {point.value}: Expected MAPPING = the name of a file, got none"
        raise MappingError(msg)
    return read_mapping(_folder(files(package), main))


def _folder(folder: Traversable, main: str) -> Folder:
    found = [one for one in folder.iterdir() if one.is_file() and one.name.endswith(DEFINITIONS)]
    contents = tuple(
        (one.name, one.read_bytes()) for one in sorted(found, key=lambda one: one.name)
    )
    return Folder(place=str(folder), main=main, files=contents)
