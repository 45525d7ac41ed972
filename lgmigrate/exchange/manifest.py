"""The manifest of a delivery: what was made of what, with counts, sizes and hashes.

It holds no time and no path, so that the same source, pack, mapping and version give the same
bytes. As JSON: UTF-8, two spaces, LF, keys in the order of the fields, totals by name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from lgmigrate.exchange.faults import DIFFERENT, ExchangeFault

__all__ = [
    "CharsetEntry",
    "FileEntry",
    "Manifest",
    "MappingEntry",
    "PackEntry",
    "SourceEntry",
    "ToolEntry",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolEntry:
    """The program that made the delivery."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackEntry:
    """The pack, by the digest of its tables."""

    name: str
    edition: str
    status: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingEntry:
    """The mapping, by the digest of its definition."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CharsetEntry:
    """The code page with its tables, by the digest of what bytes become."""

    name: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """One file of the delivery; ``name`` is relative to it, with ``/``. ``totals``: sums of the
    items that are controlled, canonical decimals by item name.
    """

    name: str
    bytes: int
    sha256: str
    records: int
    totals: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """One file that was read; ``name`` is its name without its folder."""

    name: str
    bytes: int
    sha256: str
    records: int
    totals: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A delivery. ``mapping``, ``charset`` and ``municipality`` are None where there is none."""

    tool: ToolEntry
    pack: PackEntry
    mapping: MappingEntry | None = None
    charset: CharsetEntry | None = None
    municipality: str | None = None
    files: tuple[FileEntry, ...] = ()
    annex: tuple[FileEntry, ...] = ()
    rejected: tuple[FileEntry, ...] = ()
    sources: tuple[SourceEntry, ...] = ()

    def to_json(self) -> str:
        """The manifest as text."""
        document: dict[str, Any] = {
            "tool": _fields(self.tool),
            "pack": _fields(self.pack),
            "mapping": None if self.mapping is None else _fields(self.mapping),
            "charset": None if self.charset is None else _fields(self.charset),
            "municipality": self.municipality,
        }
        for name in _LISTS:
            document[name] = [_fields(entry) for entry in getattr(self, name)]
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """The manifest that ``to_json`` wrote; keys that it does not know are left aside.

        Raises:
            ExchangeFault: X002, every key that is missing or of another type.
        """
        try:
            document = json.loads(text)
        except ValueError:
            message = "Expected a manifest in JSON, got other text"
            raise ExchangeFault(DIFFERENT, None, message) from None
        reader = _Reader()
        whole = reader.mapping(document, "manifest")
        tool = reader.entry(ToolEntry, whole.get("tool"), "tool")
        pack = reader.entry(PackEntry, whole.get("pack"), "pack")
        mapping = whole.get("mapping")
        if mapping is not None:
            mapping = reader.entry(MappingEntry, mapping, "mapping")
        charset = whole.get("charset")
        if charset is not None:
            charset = reader.entry(CharsetEntry, charset, "charset")
        municipality = reader.optional(whole, "municipality")
        lists: dict[str, Any] = {}
        for name in _LISTS:
            kind: type[Any] = SourceEntry if name == "sources" else FileEntry
            entries = enumerate(reader.list(whole, name))
            lists[name] = tuple(reader.entry(kind, one, f"{name}[{n}]") for n, one in entries)
        if tool is None or pack is None or reader.faults:
            raise ExchangeFault(DIFFERENT, None, *reader.faults)
        return cls(
            tool=tool,
            pack=pack,
            mapping=mapping,
            charset=charset,
            municipality=municipality,
            **lists,
        )


_LISTS = ("files", "annex", "rejected", "sources")
_KINDS: Mapping[str, type] = {"bytes": int, "records": int, "totals": dict}

_Entry = TypeVar("_Entry", ToolEntry, PackEntry, MappingEntry, CharsetEntry, FileEntry, SourceEntry)


def _fields(entry: _Entry) -> dict[str, Any]:
    """The fields of an entry in their order, totals sorted by name."""
    values = {one.name: getattr(entry, one.name) for one in fields(entry)}
    if "totals" in values:
        values["totals"] = dict(sorted(values["totals"].items()))
    return values


def _fault(name: str, value: object) -> str:
    """What is wrong with the value of a field, or nothing."""
    kind = _KINDS.get(name, str)
    if kind is int:
        fits = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    elif isinstance(value, dict):
        fits = kind is dict and all(isinstance(total, str) for total in value.values())
    else:
        fits = isinstance(value, kind)
    wanted = {int: "a count", dict: "totals as text", str: "text"}[kind]
    return "" if fits else f"Expected {wanted}, got {type(value).__name__}"


class _Reader:
    """Takes a document apart and notes what is not as expected."""

    def __init__(self) -> None:
        self.faults: list[str] = []

    def mapping(self, value: object, place: str) -> dict[str, Any]:
        """A JSON object."""
        if isinstance(value, dict):
            return value
        self.faults.append(f"{place}: Expected an object, got {type(value).__name__}")
        return {}

    def list(self, whole: dict[str, Any], name: str) -> list[Any]:
        """A JSON array."""
        value = whole.get(name)
        if isinstance(value, list):
            return value
        self.faults.append(f"{name}: Expected an array, got {type(value).__name__}")
        return []

    def optional(self, whole: dict[str, Any], name: str) -> str | None:
        """Text or null."""
        value = whole.get(name)
        if value is None or isinstance(value, str):
            return value
        self.faults.append(f"{name}: Expected text, got {type(value).__name__}")
        return None

    def entry(self, kind: type[_Entry], value: object, place: str) -> _Entry | None:
        """One entry of the class ``kind``, or None where a field is not as expected."""
        if not isinstance(value, dict):
            self.mapping(value, place)
            return None
        values: dict[str, Any] = {one.name: value.get(one.name) for one in fields(kind)}
        faults = [
            f"{place}.{name}: {fault}" for name in values if (fault := _fault(name, values[name]))
        ]
        self.faults.extend(faults)
        return None if faults else kind(**values)
