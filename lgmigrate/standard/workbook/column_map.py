"""A mapping file (TOML) for the odd workbook: what a sheet is, where its columns are, own words.

```toml
[sheets]
"メモ" = "ignore"

[sheets."項目"]
role = "items"        # items, codes, files, relations, ignore
header = [5, 6]       # its header row, or the first and the last of them
columns = { "データ型" = "L", "桁数" = "長さ", "備考" = "" }   # letter or header; "": there is none

[types]
"文字" = "N"          # a data type of the workbook = one of a pack

[codes]
"税1" = "3"           # a コード cell = the list that it means, "": the item has none

[files]
"住登外者宛名基本情報" = "jutogai"   # a group = the name of its file on disk
```
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast, get_args

from lgmigrate.errors import Faults, PackError
from lgmigrate.standard.pack import ItemType
from lgmigrate.standard.workbook.words import Role, plain

__all__ = ["ColumnMap", "SheetMap", "read_map"]

_ROLES = get_args(Role)
_TYPES = get_args(ItemType)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMap:
    """What a mapping file says of one sheet. ``header``: its first and last row, from 0."""

    role: Role | None = None
    header: tuple[int, int] | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """A mapping file as read; ``lines`` are those of its text, for the places of faults."""

    name: str = ""
    lines: tuple[str, ...] = ()
    sheets: Mapping[str, SheetMap] = field(default_factory=dict)
    types: Mapping[str, ItemType] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def sheet(self, name: str) -> SheetMap:
        """What it says of a sheet."""
        return self.sheets.get(name, SheetMap())

    def place(self, key: str) -> str:
        """Where a key stands: file and line."""
        form = re.compile(rf"""(^|[\s\[{{,."']){re.escape(key)}["']?\s*[=.\]]""")
        found = (number for number, line in enumerate(self.lines, 1) if form.search(line))
        return f"{self.name}, line {next(found, 1)}"

    def check_sheets(self, names: Sequence[str], faults: Faults) -> None:
        """Note the sheets that the workbook does not have."""
        for name in self.sheets:
            if name not in names:
                faults.add(self.place(name), f"Expected a sheet of {', '.join(names)}, got {name}")

    def check_files(self, groups: Sequence[str], faults: Faults) -> None:
        """Note the groups that the workbook does not have."""
        for name in self.files:
            if name not in groups:
                message = f"Expected a group of {', '.join(groups)}, got {name}"
                faults.add(self.place(name), message)


def read_map(data: bytes, name: str) -> ColumnMap:
    """The mapping file in these bytes.

    Raises:
        PackError: every fault in it.
    """
    try:
        text = data.decode("utf-8-sig")
        whole = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        msg = f"{name}: Expected TOML in UTF-8: {error}"
        raise PackError(msg) from error
    faults = Faults(PackError)
    head = ColumnMap(name=name, lines=tuple(text.splitlines()))
    parts: dict[str, dict[str, object]] = {one: {} for one in ("sheets", "types", "codes", "files")}
    for key, value in whole.items():
        if key not in parts:
            faults.add(head.place(key), f"Expected {', '.join(parts)}, got the key {key}")
        elif not isinstance(value, dict):
            faults.add(head.place(key), f"Expected {key} = a table, got {type(value).__name__}")
        else:
            parts[key] = value
    types = _texts(parts["types"], head, faults)
    for key, kind in types.items():
        if kind not in _TYPES:
            message = f"Expected a type of {', '.join(_TYPES)} for {key}, got {kind}"
            faults.add(head.place(key), message)
    made = ColumnMap(
        name=name,
        lines=head.lines,
        sheets={key: _sheet(key, value, head, faults) for key, value in parts["sheets"].items()},
        types={plain(key): cast("ItemType", kind) for key, kind in types.items()},
        codes=_texts(parts["codes"], head, faults),
        files=_texts(parts["files"], head, faults),
    )
    faults.raise_if_any()
    return made


def _texts(values: Mapping[str, object], head: ColumnMap, faults: Faults) -> dict[str, str]:
    found = {}
    for key, value in values.items():
        if isinstance(value, str):
            found[key] = value
        else:
            faults.add(head.place(key), f"Expected {key} = a text, got {type(value).__name__}")
    return found


def _sheet(name: str, value: object, head: ColumnMap, faults: Faults) -> SheetMap:
    table = {"role": value} if isinstance(value, str) else value
    if not isinstance(table, dict):
        faults.add(head.place(name), f"Expected {name} = a role or a table, got {value!r}")
        return SheetMap()
    columns: dict[str, str] = {}
    for key, one in table.items():
        if key not in {"role", "header", "columns"}:
            faults.add(head.place(key), f"Expected role, header, columns, got the key {key}")
        elif key == "columns":
            if isinstance(one, dict):
                columns = _texts(one, head, faults)
            else:
                faults.add(head.place(key), f"Expected {key} = a table, got {one!r}")
    role = table.get("role")
    if role is not None and role not in _ROLES:
        faults.add(head.place(name), f"Expected role = {', '.join(_ROLES)}, got {role!r}")
        role = None
    return SheetMap(
        role=cast("Role | None", role),
        header=_rows(table.get("header"), head, faults),
        columns=columns,
    )


def _rows(value: object, head: ColumnMap, faults: Faults) -> tuple[int, int] | None:
    if value is None:
        return None
    rows = value if isinstance(value, list) else [value]
    numbers = [one for one in rows if isinstance(one, int) and not isinstance(one, bool)]
    if len(numbers) != len(rows) or len(rows) not in {1, 2} or not 0 < numbers[0] <= numbers[-1]:
        message = f"Expected header = a row from 1, or the first and the last, got {value!r}"
        faults.add(head.place("header"), message)
        return None
    return numbers[0] - 1, numbers[-1] - 1
