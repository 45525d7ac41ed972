"""A pack folder (``pack.toml`` and three CSV tables) as a ``Pack``, or every fault in it at once.

The five tables of the standard: 移行ファイル構成表 is ``files.csv``, データ項目一覧表 is in
``items.csv``, 移行ファイル関連図 its key columns (``standard.references``), コード構成表 and
コード一覧 are ``codes.csv``. Each fault names its file and line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from typing import Literal, cast

from lgmigrate.errors import Faults, PackError
from lgmigrate.standard.facets import facets, fits
from lgmigrate.standard.items import ItemRow, read_item
from lgmigrate.standard.pack import Code, CodeList, File, Item, Names, Pack, element_name
from lgmigrate.standard.references import Places, references
from lgmigrate.standard.tables import (
    CODE_COLUMNS,
    FILE_COLUMNS,
    ITEM_COLUMNS,
    Row,
    digest,
    read_table,
)

__all__ = ["read_pack"]

_FREE_VALUE = "任意"  # the value of a code list whose values the municipality sets
_REQUIRED = ("name", "edition", "title", "status", "source")
_OPTIONAL = ("domain", "names", "source_sha256")
_FORMS = {
    "name": "[A-Za-z0-9_][A-Za-z0-9_.-]*",
    "edition": "[A-Za-z0-9_][A-Za-z0-9_.-]*",
    "status": "profile|imported",
    "names": "romaji|japanese",
    "source_sha256": "|[0-9a-f]{64}",
}
_FILE_NAME = re.compile(r"[^\s/\\:*?\"<>|.]+")
_TAKEN = frozenset({"types", "manifest", "gaiji", "findings"})  # names of other files beside them
_DEVICE = re.compile("(?i:con|prn|aux|nul|com[0-9]|lpt[0-9])")  # names that Windows has for devices


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    files: list[Row]
    items: list[Row]
    codes: list[Row]


def read_pack(folder: Traversable) -> Pack:
    """The pack of a folder.

    Raises:
        PackError: every fault found in ``pack.toml`` and in the tables.
    """
    faults = Faults(PackError)
    head = _read_head(folder.joinpath("pack.toml"), faults)
    tables = _Tables(
        files=read_table(folder.joinpath("files.csv"), FILE_COLUMNS, faults),
        items=read_table(folder.joinpath("items.csv"), ITEM_COLUMNS, faults),
        codes=read_table(folder.joinpath("codes.csv"), CODE_COLUMNS, faults),
    )
    faults.raise_if_any()
    code_lists = _code_lists(tables.codes, faults)
    files = _files(tables.files, faults)
    groups = {row["グループ_名称"]: _disk_name(row) for row in files}
    by_file: dict[str, dict[str, Item]] = {name: {} for name in groups.values()}
    entries = [
        ItemRow(row=row, item=_with_code(read_item(row, faults), row, code_lists, faults))
        for row in tables.items
    ]
    _check_items(entries, by_file, groups, faults)
    _check_keys(files, by_file, faults)
    by_file = _with_targets(entries, by_file, groups, faults)
    faults.raise_if_any()
    pack = Pack(
        name=head["name"],
        edition=head["edition"],
        title=head["title"],
        status=cast("Literal['profile', 'imported']", head["status"]),
        source=head["source"],
        source_sha256=head.get("source_sha256", ""),
        digest=digest(
            (
                (FILE_COLUMNS, tables.files),
                (ITEM_COLUMNS, tables.items),
                (CODE_COLUMNS, tables.codes),
            )
        ),
        files=tuple(
            File(
                name=name,
                title=row["日本語名称"],
                items=tuple(by_file[name].values()),
                description=row["説明"],
                group=row["グループ_名称"],
                references=references(tuple(by_file[name].values()), by_file),
            )
            for row, name in zip(files, by_file, strict=True)
        ),
        code_lists=code_lists,
        domain=head.get("domain", ""),
        names=cast("Names", head.get("names", "romaji")),
    )
    _check_codes(entries, tables.codes, pack, faults)
    faults.raise_if_any()
    return pack


def _read_head(path: Traversable, faults: Faults) -> Mapping[str, str]:
    place = str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        head = tomllib.loads(text)
    except FileNotFoundError:
        faults.add(place, "Expected this file, got no such file")
        return {}
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.add(place, f"Expected TOML in UTF-8: {error}")
        return {}
    lines = text.splitlines()
    for name in _REQUIRED:
        if name not in head:
            faults.add(place, f"Expected the key {name}, got none")
    for name, value in head.items():
        here = f"{place}, line {_line_of(name, lines)}"
        if name not in (*_REQUIRED, *_OPTIONAL):
            known = ", ".join((*_REQUIRED, *_OPTIONAL))
            faults.add(here, f"Expected one of the keys {known}, got {name}")
        elif not isinstance(value, str):
            faults.add(here, f"Expected text for {name}, got {type(value).__name__}")
        elif not re.fullmatch(_FORMS.get(name, "(?s:.+)"), value):
            wanted = _FORMS.get(name, "text")
            faults.add(here, f"Expected {wanted} for {name}, got {value!r}")
    if head.get("status") == "imported" and not head.get("source_sha256"):
        faults.add(place, "Expected source_sha256 for an imported pack, got none")
    return head


def _line_of(name: str, lines: list[str]) -> int:
    key = re.compile(rf"""\s*\[*\s*["']?{re.escape(name)}["']?\s*[=.\]]""")
    return next((number for number, line in enumerate(lines, 1) if key.match(line)), 1)


def _disk_name(row: Row) -> str:
    return row["ファイル名"] or row["グループ_名称"]


def _files(rows: list[Row], faults: Faults) -> list[Row]:
    """The rows of the files, each once; names that differ in case only are one on Windows."""
    seen: dict[str, Row] = {}
    names: set[str] = set()
    for row in rows:
        group, name = row["グループ_名称"], _disk_name(row)
        if not _FILE_NAME.fullmatch(name) or _DEVICE.fullmatch(name):
            faults.add(row.place, f"Expected a name that a file can have, got {name!r}")
        elif name.casefold() in _TAKEN:
            faults.add(row.place, f"Expected a name other than {name}, which another file has")
        elif group in seen or name.casefold() in names:
            faults.add(row.place, f"Expected each file once, got {name} again")
        else:
            seen[group] = row
            names.add(name.casefold())
    return list(seen.values())


def _code_lists(rows: list[Row], faults: Faults) -> dict[str, CodeList]:
    names: dict[str, str] = {}
    codes: dict[str, list[Code]] = {}
    types: dict[str, str] = {}
    current = ""
    for row in rows:
        current = row["コードID"] or current  # the official sheets state it once a list
        value = row["コード値"]
        if not current or not value:
            faults.add(row.place, "Expected a code ID and a value, got an empty cell")
            continue
        if (other := types.setdefault(element_name(current), current)) != current:
            faults.add(row.place, f"Expected code IDs that differ as XML names, got {other} too")
        names.setdefault(current, row["コード名"])
        listed = codes.setdefault(current, [])
        if value == _FREE_VALUE:
            continue
        if any(code.value == value for code in listed):
            faults.add(row.place, f"Expected each value of {current} once, got {value} again")
        listed.append(Code(value=value, name=row["コード値の内容"]))
    return {
        code: CodeList(id=code, name=names[code], codes=tuple(listed))
        for code, listed in codes.items()
    }


def _with_code(item: Item, row: Row, code_lists: dict[str, CodeList], faults: Faults) -> Item:
    """The item with the ID that its code list has: sheets write 002 here and 2 there."""
    if not item.code or item.code in code_lists:
        return item
    same = [one for one in code_lists if _is_number(one, item.code)]
    if len(same) != 1:
        faults.add(row.place, f"Expected a code list of codes.csv, got {item.code}")
        return item
    return replace(item, code=same[0])


def _is_number(one: str, other: str) -> bool:
    return one.isdecimal() and other.isdecimal() and int(one) == int(other)


def _check_items(
    entries: list[ItemRow],
    by_file: dict[str, dict[str, Item]],
    groups: dict[str, str],
    faults: Faults,
) -> None:
    """Fill ``by_file`` with the items of each file, each name once."""
    ids: set[str] = set()
    elements: dict[tuple[str, str], str] = {}
    for entry in entries:
        group, item, here = entry.row["グループ_名称"], entry.item, entry.row.place
        if group not in groups:
            faults.add(here, f"Expected a file of files.csv, got {group!r}")
            continue
        group = groups[group]
        if by_file[group].setdefault(item.name, item) is not item:
            faults.add(here, f"Expected each item of {group} once, got {item.name} again")
        for element in (item.element("romaji"), item.element("japanese")):
            if (other := elements.setdefault((group, element), item.name)) != item.name:
                message = f"Expected element names that differ, got {element} of {other} again"
                faults.add(here, message)
        if item.id in ids:
            faults.add(here, f"Expected each item ID once, got {item.id} again")
        ids.add(item.id)


def _with_targets(
    entries: list[ItemRow],
    by_file: dict[str, dict[str, Item]],
    groups: dict[str, str],
    faults: Faults,
) -> dict[str, dict[str, Item]]:
    """The items of each file, now that all files are known, with the places they point at."""
    pointing = {name: dict(items) for name, items in by_file.items()}
    places = Places(files=by_file, groups=groups)
    for entry in entries:
        home = groups.get(entry.row["グループ_名称"])
        if home is not None and entry.item.foreign:
            targets = places.named(entry.row, entry.item, faults)
            pointing[home][entry.item.name] = replace(entry.item, targets=targets)
    return pointing


def _check_keys(rows: list[Row], by_file: dict[str, dict[str, Item]], faults: Faults) -> None:
    for row in rows:
        items = by_file[_disk_name(row)].values()
        if not any(item.key for item in items):
            got = "items without one" if items else "no items"
            faults.add(row.place, f"Expected a key (グループ_主キー) in items.csv, got {got}")


def _check_codes(entries: list[ItemRow], rows: list[Row], pack: Pack, faults: Faults) -> None:
    places: dict[tuple[str, str], str] = {}
    current = ""
    for row in rows:
        current = row["コードID"] or current
        places[current, row["コード値"]] = row.place
    for entry in entries:
        item = entry.item
        if item.code not in pack.code_lists:
            continue
        plain = facets(replace(item, code=""), pack)
        for value in pack.code_lists[item.code].values():
            if fits(value, plain):
                wanted = f"{item.type}, {item.digits} digits"
                faults.add(
                    places[item.code, value],
                    f"Expected a value that fits {item.name} ({wanted}), got {value}",
                )
