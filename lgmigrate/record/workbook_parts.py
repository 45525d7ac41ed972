"""What the parts of an xlsx say beside the values: shown zeros, errors, and how large a sheet is.

Source: ECMA-376, Part 1: a number whose format is ``000`` is shown with three digits (18.8.30), a
cell of type ``e`` holds an error (18.18.11).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

__all__ = ["Part", "column_number", "read_parts"]

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = re.compile(r"\{[^}]*/relationships\}id")
_ZEROS = re.compile("0{2,}")
_REFERENCE = re.compile("([A-Z]{1,3})([0-9]{1,7})")


@dataclass(slots=True, kw_only=True)
class Part:
    """One sheet: numbers shown with zeros in front, errors, and the cells of its rectangle."""

    padded: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    cells: int = 0


def read_parts(data: bytes) -> dict[str, Part]:
    """The worksheets of a workbook by name, in order.

    Raises:
        KeyError: a part is missing.
        zipfile.BadZipFile, etree.XMLSyntaxError: the file is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = set(packed.namelist())
        root = _root(packed, "xl/workbook.xml")
        targets = {
            one.get("Id", ""): one.get("Target", "")
            for one in _root(packed, "xl/_rels/workbook.xml.rels")
            if one.get("Type", "").endswith("/worksheet")
        }
        formats = _formats(packed, names)
        found = {}
        for sheet in _all(root, "sheet"):
            identity = next((v for k, v in sheet.items() if _RELATION.fullmatch(str(k))), "")
            if identity in targets:
                path = posixpath.normpath(posixpath.join("/xl", targets[identity])).lstrip("/")
                found[sheet.get("name", "")] = _part(packed, path, formats)
        return found


def _root(packed: zipfile.ZipFile, path: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(packed.read(path), parser)


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return root.iter(_MAIN + name, _STRICT + name)


def _formats(packed: zipfile.ZipFile, names: set[str]) -> list[int]:
    """The digits that each cell format shows at least; 0 where it fills no zeros."""
    if "xl/styles.xml" not in names:
        return []
    root = _root(packed, "xl/styles.xml")
    codes = {one.get("numFmtId"): one.get("formatCode", "") for one in _all(root, "numFmt")}
    widths = {key: len(code) for key, code in codes.items() if _ZEROS.fullmatch(code)}
    (cells,) = _all(root, "cellXfs")
    return [widths.get(one.get("numFmtId"), 0) for one in _all(cells, "xf")]


def _part(packed: zipfile.ZipFile, path: str, formats: list[int]) -> Part:
    part = Part()
    bottom = right = 0
    for _, cell in etree.iterparse(
        io.BytesIO(packed.read(path)),
        tag=(_MAIN + "c", _STRICT + "c"),
        resolve_entities=False,
        no_network=True,
    ):
        value = next((one.text for one in cell if one.tag.endswith("}v")), None)
        place = _REFERENCE.fullmatch(cell.get("r", ""))
        if value is not None and place is not None:
            row, column = int(place[2]) - 1, column_number(place[1])
            bottom, right = max(bottom, row), max(right, column)
            kind, style = cell.get("t", "n"), int(cell.get("s", "0"))
            if kind == "e":
                part.errors[row, column] = value
            elif kind == "n" and style < len(formats) and formats[style] and value.isdecimal():
                part.padded[row, column] = value.zfill(formats[style])
        cell.clear()
    part.cells = (bottom + 1) * (right + 1)
    return part


def column_number(letters: str) -> int:
    """The column, from 0, of its letters: A, B, ... Z, AA."""
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - ord("A") + 1
    return number - 1
