"""The schemas of a pack, compiled from a folder that they are written into: each file's schema
includes ``types.xsd`` from beside it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import xmlschema
from lxml import etree

from lgmigrate.standard import File, Names, Pack, xsd

__all__ = ["compiled", "compiled_by_xmlschema", "write_schemas"]


def write_schemas(
    pack: Pack, folder: Path, names: Names = "romaji", files: tuple[File, ...] | None = None
) -> list[Path]:
    """Write the schemas of the pack's files, or of those given; where each of them is."""
    chosen = pack.files if files is None else files
    schemas = {folder / f"{file.name}.xsd": xsd.generate(pack, file, names) for file in chosen}
    for path, text in {**schemas, folder / xsd.TYPES_FILE: xsd.generate_types(pack)}.items():
        path.write_text(text, encoding="utf-8", newline="")
    return list(schemas)


def compiled(pack: Pack, file: File, names: Names = "romaji") -> etree.XMLSchema:
    """One file's schema as libxml2 compiles it."""
    with tempfile.TemporaryDirectory() as folder:
        (path,) = write_schemas(pack, Path(folder), names, (file,))
        return etree.XMLSchema(etree.parse(path))


def compiled_by_xmlschema(pack: Pack, file: File, names: Names = "romaji") -> xmlschema.XMLSchema:
    """One file's schema as xmlschema compiles it."""
    with tempfile.TemporaryDirectory() as folder:
        (path,) = write_schemas(pack, Path(folder), names, (file,))
        return xmlschema.XMLSchema(path)
