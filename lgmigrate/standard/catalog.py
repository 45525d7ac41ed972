"""Packs by name or by folder.

The packs that ship are the folders ``<name>/<edition>`` of the installed ``lgmigrate_schemas``.
A pack is read once: an installed one for the life of the process, a folder until a byte of its
files changes. Nothing is kept on disk: reading a pack of 2,000 items takes some 40 ms.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from lgmigrate.errors import PackError
from lgmigrate.standard.pack import Pack
from lgmigrate.standard.reader import read_pack

__all__ = ["load_pack", "pack_editions", "pack_folder", "pack_names"]

_FILES = ("pack.toml", "files.csv", "items.csv", "codes.csv")


def load_pack(name_or_path: str | Path, edition: str | None = None) -> Pack:
    """The pack of that name (``juki``, ``juki@1``) or in that folder.

    Without an edition it is the newest installed one. A text with a path separator is a folder,
    any other text a folder only where no pack of that name is installed; a ``Path`` is a folder.

    Raises:
        PackError: no such pack or edition, two editions asked for, or every fault of the tables.
    """
    name, _, stated = str(name_or_path).partition("@")
    if _is_name(name_or_path) and name in pack_names():
        if edition and stated and edition != stated:
            message = f"pack {name}: Expected one edition, got {stated} and {edition}"
            raise PackError(message)
        return _installed(name, stated or edition or pack_editions(name)[-1])
    folder = Path(name_or_path)
    if not folder.is_dir():
        known = ", ".join(pack_names()) or "none"
        message = f"pack: Expected an installed pack ({known}) or a folder, got {name_or_path}"
        raise PackError(message)
    pack = _from_folder(folder.absolute(), _state(folder))
    if edition and edition != pack.edition:
        message = f"{folder}: Expected edition {edition}, got {pack.edition}"
        raise PackError(message)
    return pack


def pack_folder(name_or_path: str) -> tuple[Pack, Traversable]:
    """What ``load_pack`` gives for the same words, and the folder that its tables lie in.

    Raises:
        PackError: as ``load_pack``.
    """
    pack = load_pack(name_or_path)
    if _is_name(name_or_path) and name_or_path.partition("@")[0] in pack_names():
        return pack, _folders(_folders(_root())[pack.name])[pack.edition]
    return pack, Path(name_or_path)


def _is_name(name_or_path: str | Path) -> bool:
    """Whether it may be the name of an installed pack."""
    return isinstance(name_or_path, str) and not re.search(r"[/\\]", name_or_path)


def pack_names() -> tuple[str, ...]:
    """The names of the installed packs, sorted."""
    return tuple(sorted(_folders(_root())))


def pack_editions(name: str) -> tuple[str, ...]:
    """The editions of an installed pack, the newest last; empty where it is not installed."""
    return tuple(sorted(_folders(_folders(_root()).get(name)), key=_natural))


@lru_cache
def _installed(name: str, edition: str) -> Pack:
    folder = _folders(_folders(_root())[name]).get(edition)
    if folder is None:
        known = ", ".join(pack_editions(name))
        message = f"pack {name}: Expected an edition of {known}, got {edition}"
        raise PackError(message)
    pack = read_pack(folder)
    if (pack.name, pack.edition) != (name, edition):
        got = f"{pack.name}@{pack.edition}"
        message = f"{folder}: Expected {name}@{edition} as the folder says, got {got}"
        raise PackError(message)
    return pack


@lru_cache
def _from_folder(folder: Path, state: tuple[str, ...]) -> Pack:
    del state  # part of the cache's key only
    return read_pack(folder)


def _state(folder: Path) -> tuple[str, ...]:
    """The hash of each of the folder's files; "" for one that is missing."""
    paths = [folder / name for name in _FILES]
    return tuple(sha256(path.read_bytes()).hexdigest() if path.is_file() else "" for path in paths)


def _root() -> Traversable | None:
    try:
        return resources.files("lgmigrate_schemas")
    except ModuleNotFoundError:
        return None


def _folders(folder: Traversable | None) -> dict[str, Traversable]:
    """The folders below one that hold packs or editions, by name."""
    if folder is None:
        return {}
    return {
        one.name: one
        for one in folder.iterdir()
        if one.is_dir() and not one.name.startswith(("_", "."))
    }


def _natural(edition: str) -> tuple[tuple[int, str], ...]:
    parts = re.findall("[0-9]+|[^0-9]+", edition)
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)
