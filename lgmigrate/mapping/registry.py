"""Mappings by name or by path: installed ones by their entry points, others by their folder.

An entry point of the group ``lgmigrate.mappings`` names a package whose ``MAPPING`` is the name
of its TOML file. To find one imports none of them: ``installed`` reads the metadata of
distributions alone, ``load`` imports the one that is asked for. One that cannot be read is named
with its distribution and its faults, and the others still load.
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

__all__ = [
    "GROUP",
    "Installed",
    "Listed",
    "installed",
    "load",
    "names",
    "open_folder",
    "with_charset",
]

GROUP = "lgmigrate.mappings"
MAIN = "mapping.toml"
DEFINITIONS = (".toml", ".csv", ".xlsx", ".cpy", ".cob", ".cbl", ".py")
"""How the names of a mapping's files end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """An entry point, not imported: ``value`` is its package, ``distribution`` the name and the
    version of what it was installed with, "" where that is not known.
    """

    name: str
    value: str
    distribution: str
    point: EntryPoint

    def __str__(self) -> str:
        origin = f" ({self.distribution})" if self.distribution else ""
        return f"{self.name} = {self.value}{origin}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An installed mapping as a list shows it: its titles, or its faults where it is broken."""

    name: str
    title: str = ""
    title_en: str = ""
    distribution: str = ""
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
    known = installed()
    if name_or_path not in known:
        return read_mapping(open_folder(name_or_path))
    return _read(known[name_or_path])


def open_folder(name_or_path: str) -> Folder:
    """The files of the mapping of that name or in that folder, as bytes, not read any further.

    Raises:
        MappingError: there is none, or its package cannot be imported.
    """
    known = installed()
    if name_or_path in known:
        return _package_folder(known[name_or_path])
    path = Path(name_or_path)
    if path.is_dir():
        return _folder(path, MAIN)
    listed = ", ".join(sorted(known)) or "none"
    msg = f"Expected an installed mapping ({listed}) or a mapping folder, got {name_or_path}"
    raise MappingError(msg)


def installed() -> dict[str, tuple[Installed, ...]]:
    """The entry points by name, none imported; more than one where distributions share a name."""
    found: dict[str, tuple[Installed, ...]] = {}
    for point in entry_points(group=GROUP):
        one = Installed(
            name=point.name, value=point.value, distribution=_distribution(point), point=point
        )
        same = found.get(point.name, ())
        if (one.value, one.distribution) not in ((had.value, had.distribution) for had in same):
            found[point.name] = (*same, one)
    return dict(sorted(found.items()))


def _distribution(point: EntryPoint) -> str:
    if point.dist is None:
        return ""
    return f"{point.dist.name} {point.dist.version}"


def names() -> dict[str, Listed]:
    """The installed mappings by name, each loaded, one after the other; a broken one carries its
    faults.
    """
    listed = {}
    for name, found in installed().items():
        distribution = ", ".join(one.distribution for one in found)
        try:
            mapping = _read(found)
        except LgmigrateError as error:
            listed[name] = Listed(name=name, distribution=distribution, faults=error.faults)
        else:
            listed[name] = Listed(
                name=name,
                title=mapping.title,
                title_en=mapping.title_en,
                distribution=distribution,
            )
    return listed


def _read(found: tuple[Installed, ...]) -> Mapping:
    """The mapping of an entry point; every fault names the distribution that it comes from."""
    folder = _package_folder(found)
    try:
        return read_mapping(folder)
    except LgmigrateError as error:
        raise MappingError(*(f"{found[0]}: {fault}" for fault in error.faults)) from error


def _package_folder(found: tuple[Installed, ...]) -> Folder:
    one = found[0]
    if len(found) > 1:
        values = " and ".join(str(other) for other in found)
        msg = f"Expected one distribution with the mapping {one.name}, got {values}"
        raise MappingError(msg)
    try:
        package = one.point.load()
    except (Exception, SystemExit) as error:  # a foreign package may fail in any way
        msg = f"{one}: Expected a package, got {_reason(error)}"
        raise MappingError(msg) from error
    main = getattr(package, "MAPPING", None)
    if not isinstance(main, str):
        msg = f"{one}: Expected MAPPING = the name of a file, got none"
        raise MappingError(msg)
    try:
        return _folder(files(package), main)
    except (OSError, TypeError) as error:
        msg = f"{one}: Expected a package with the file {main}, got {_reason(error)}"
        raise MappingError(msg) from error


def _reason(error: BaseException) -> str:
    """The class of an error and the first line of what it says."""
    first = str(error).partition("\n")[0]
    return f"{type(error).__name__} ({first})" if first else type(error).__name__


def _folder(folder: Traversable, main: str) -> Folder:
    found = [
        one for one in folder.iterdir() if one.is_file() and one.name.lower().endswith(DEFINITIONS)
    ]
    contents = tuple(
        (one.name, one.read_bytes()) for one in sorted(found, key=lambda one: one.name)
    )
    return Folder(place=str(folder), main=main, files=contents)
