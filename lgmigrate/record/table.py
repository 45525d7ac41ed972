"""Record layouts as CSV tables, one row a field: reading and writing.

The first row names the columns, in any order: ``field`` and ``usage``, and as needed ``offset``,
``length``, ``digits``, ``scale``, ``sign``, ``value``, ``null``, ``options``, ``note``. An empty
cell means the default of ``Field``.

* ``offset``: empty means behind the field before.
* ``length``: bytes; empty in every row where the record is delimited.
* ``null``: forms joined by ``|``, the one that is written first (``blank|zero``).
* ``digits``: empty for a binary field that uses all its bits, and for a float.
* ``scale``: a negative number where the point stands behind zeros that are not stored.
* ``options``: ``key=value`` joined by ``;`` for plus, order, base, nibble (``no``), overpunch,
  carrier, form, pivot, unknown.

A row of usage ``table`` is no field: it says that an item occurs several times (OCCURS), and that
the numbered fields ``NAME_1``, ``NAME_2`` ... are its elements. ``offset`` is that of the first
element, ``length`` the bytes of one; ``options`` are ``most``, and as needed ``least``,
``depending`` (the field with the number of elements) and ``within`` (the table around it).

The length of the record is that of its fields. ``read_layout(write_layout(x)) == x`` for every
layout without faults.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, get_args

from lgmigrate.errors import Faults, LayoutError
from lgmigrate.record.layout import (
    Base,
    Carrier,
    Field,
    Form,
    NullForm,
    Overpunch,
    RecordLayout,
    Sign,
    Table,
    Usage,
)

__all__ = ["read_layout", "write_layout"]

PLAIN = ("offset", "length", "digits", "scale", "sign", "value")
COLUMNS = ("field", "usage", *PLAIN, "null", "options", "note")
OPTIONS = ("plus", "order", "base", "nibble", "overpunch", "carrier", "form", "pivot", "unknown")
TABLE = "table"
TABLE_OPTIONS = ("least", "most", "depending", "within")
FLAGS = {"yes": True, "no": False}
NUMBERS = ("offset", "length", "digits", "scale", "pivot")
WORDS: dict[str, tuple[str, ...]] = {
    "usage": get_args(Usage),
    "sign": get_args(Sign),
    "value": ("digits", "number"),
    "plus": ("C", "F"),
    "order": ("big", "little"),
    "base": get_args(Base),
    "nibble": tuple(FLAGS),
    "overpunch": get_args(Overpunch),
    "carrier": get_args(Carrier),
    "form": get_args(Form),
    "unknown": ("00", "99"),
}
DEFAULTS = {one.name: one.default for one in fields(Field) if one.default is not MISSING}


@dataclass(slots=True)
class _Row:
    """A row with its place, the values of its cells, and whether all were understood."""

    place: str
    values: dict[str, Any] = field(default_factory=dict)
    good: bool = True


def read_layout(text: str, name: str, *, source: str) -> RecordLayout:
    """The layout ``name`` that a CSV table describes; ``source`` is its file's name for messages.

    Raises:
        LayoutError: every fault of the table at once, each with file and line.
    """
    faults = Faults(LayoutError)
    lines = list(_lines(text.removeprefix("\ufeff"), source, faults))
    header = lines[0][1] if lines else []
    _check_header(f"{source}:{lines[0][0]}" if lines else source, header, faults)
    faults.raise_if_any()

    usage = header.index("usage")
    here, tables = [], []
    for line, cells in lines[1:]:
        if cells[usage : usage + 1] == [TABLE]:
            tables.append(_parse_table(f"{source}:{line}", header, cells, faults))
        else:
            here.append((f"{source}:{line}", cells))
    rows = [_parse(place, header, cells, faults) for place, cells in here]
    if not rows:
        faults.add(source, "Expected at least one field, got none")
    delimited = not any(row.values.get("length") for row in rows)
    for row in rows:
        if row.good and not delimited and not row.values.get("length"):
            faults.add(row.place, "Expected a length in every field or in none, got none")
            row.good = False
    if all(row.good for row in rows) and None not in tables:
        found = tuple(one for one in tables if one is not None)
        layout = replace(_build(name, rows, delimited=delimited), tables=found)
        faults.extend(layout.faults([row.place for row in rows]))
        faults.raise_if_any()
        return layout
    seen: set[str] = set()
    for row in rows:  # offsets behind a row that was not understood would only add noise
        if row.values["name"] in seen:
            faults.add(row.place, "Expected each name once, got it again")
        seen.add(row.values["name"])
        if row.good:
            one = Field(**{"offset": 0, "length": 0, **row.values})
            faults.extend(f"{row.place}: {fault}" for fault in one.faults())
    raise LayoutError(*faults.found)


def write_layout(layout: RecordLayout) -> str:
    """The CSV table of a layout, with every column and every offset.

    Raises:
        LayoutError: the layout contradicts itself.
    """
    layout.check()
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in layout.fields:
        plain = {key: _text(one, key) for key in PLAIN}
        plain["offset"] = str(one.offset)
        plain["length"] = str(one.length or "")
        options = [f"{key}={_text(one, key)}" for key in OPTIONS if _text(one, key)]
        null = "|".join(one.null)
        writer.writerow((one.name, one.usage, *plain.values(), null, ";".join(options), one.note))
    for table in layout.tables:
        options = [f"{key}={getattr(table, key)}" for key in TABLE_OPTIONS if getattr(table, key)]
        cells = {"field": table.name, "usage": TABLE, "options": ";".join(options)}
        cells |= {"offset": str(table.offset), "length": str(table.size)}
        writer.writerow([cells.get(one, "") for one in COLUMNS])
    return out.getvalue()


def _text(one: Field, key: str) -> str:
    """The cell of an attribute, empty where it is the default."""
    value = getattr(one, key)
    if value == DEFAULTS.get(key):
        return ""
    return "no" if value is False else str(value)


def _lines(text: str, source: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, with the number of their first line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.add(f"{source}:{line}", f"Expected a row of CSV, got {error}")
            return
        if any(cells):
            yield line, cells


def _check_header(place: str, header: list[str], faults: Faults) -> None:
    for name in ("field", "usage"):
        if name not in header:
            faults.add(place, f"Expected a column {name}, got none")
    for name in dict.fromkeys(header):
        if name not in COLUMNS:
            faults.add(place, f"Expected columns {', '.join(COLUMNS)}, got {name!r}")
        elif header.count(name) > 1:
            faults.add(place, f"Expected column {name} once, got it {header.count(name)} times")


def _parse(place: str, header: list[str], cells: list[str], faults: Faults) -> _Row:
    """The cells of one row as arguments of ``Field``; ``offset`` and ``length`` may be missing."""
    before = len(faults.found)
    row = _Row(place)
    if len(cells) != len(header):
        faults.add(place, f"Expected {len(header)} cells, got {len(cells)}")
    cell = dict(zip(header, cells, strict=False))
    row.values["name"] = cell.pop("field", "")
    row.values["note"] = cell.pop("note", "")
    pairs = [(key, text) for key, text in cell.items() if key not in ("null", "options") and text]
    if not cell.get("usage"):
        faults.add(place, f"Expected usage {', '.join(WORDS['usage'])}, got none")
    pairs += _options(place, cell.get("options", ""), faults)
    for key, text in pairs:
        value = _value(place, key, text, faults)
        if value is not None:
            row.values[key] = value
    if cell.get("null"):
        forms = cell["null"].split("|")
        for form in forms:
            if form not in get_args(NullForm):
                faults.add(place, f"Expected null {', '.join(get_args(NullForm))}, got {form!r}")
        row.values["null"] = tuple(forms)
    row.good = len(faults.found) == before
    return row


def _parse_table(place: str, header: list[str], cells: list[str], faults: Faults) -> Table | None:
    """A row of usage table; None, and faults, where it is not understood."""
    before = len(faults.found)
    cell = dict(zip(header, cells, strict=False))
    if len(cells) != len(header):
        faults.add(place, f"Expected {len(header)} cells, got {len(cells)}")
    for key, text in cell.items():
        if text and key not in ("field", "usage", "offset", "length", "options", "note"):
            faults.add(place, f"Expected no {key} for a table, got some")
    options = dict(_options(place, cell.get("options", ""), faults, TABLE_OPTIONS))
    numbers = {"least": "0", "most": "", "offset": "", "length": ""}
    for key, default in numbers.items():
        text = options.get(key, cell.get(key, "")) or default
        numbers[key] = text
        if not re.fullmatch(r"[0-9]{1,9}", text):
            faults.add(place, f"Expected {key} as a number of 1 to 9 digits, got {text!r}")
    if len(faults.found) > before:
        return None
    return Table(
        name=cell.get("field", ""),
        offset=int(numbers["offset"]),
        size=int(numbers["length"]),
        least=int(numbers["least"]),
        most=int(numbers["most"]),
        depending=options.get("depending", ""),
        within=options.get("within", ""),
    )


def _options(
    place: str, text: str, faults: Faults, known: tuple[str, ...] = OPTIONS
) -> list[tuple[str, str]]:
    found: dict[str, str] = {}
    for part in text.split(";") if text else ():
        key, _, value = part.partition("=")
        if key not in known or not value:
            wanted = ", ".join(known)
            faults.add(place, f"Expected key=value with a key of {wanted}, got {part!r}")
        elif key in found:
            faults.add(place, f"Expected option {key} once, got it again")
        else:
            found[key] = value
    return list(found.items())


def _value(place: str, key: str, text: str, faults: Faults) -> str | int | None:
    """A number or a word as the column or option ``key`` has it, or a fault."""
    if key in NUMBERS:
        if re.fullmatch(r"-?[0-9]{1,9}" if key == "scale" else r"[0-9]{1,9}", text):
            return int(text)
        faults.add(place, f"Expected {key} as a number of 1 to 9 digits, got {text!r}")
    elif text in WORDS[key]:
        return FLAGS[text] if key == "nibble" else text
    else:
        faults.add(place, f"Expected {key} {', '.join(WORDS[key])}, got {text!r}")
    return None


def _build(name: str, rows: list[_Row], *, delimited: bool) -> RecordLayout:
    made: list[Field] = []
    behind = 0
    for row in rows:
        made.append(Field(**{"offset": behind, "length": 0, **row.values}))
        behind = made[-1].offset + 1 if delimited else made[-1].end
    return RecordLayout(name=name, length=0 if delimited else behind, fields=tuple(made))
