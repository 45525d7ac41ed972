"""Writes the XSDs of every pack in schemas/; with --check compares instead.

They are a schema a file, and ``types.xsd``, which these include.

Usage: python scripts/generate_xsd.py [--check]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from lgmigrate.standard import load_pack, xsd

__all__ = ["expected", "main"]

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"


def expected(schemas: Path = SCHEMAS) -> Iterator[tuple[Path, bytes]]:
    """Each schema file that belongs to the packs below a folder, with the bytes it must have."""
    for head in sorted(schemas.glob("*/*/pack.toml")):
        pack = load_pack(str(head.parent))
        yield head.parent / xsd.TYPES_FILE, xsd.generate_types(pack).encode()
        for file in pack.files:
            yield head.parent / f"{file.name}.xsd", xsd.generate(pack, file, pack.names).encode()


def main(arguments: list[str] | None = None) -> int:
    """Write or compare; the number of files that differ is not 0 makes the exit 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args(arguments).check
    differing = 0
    for path, content in expected():
        if path.is_file() and path.read_bytes() == content:
            continue
        differing += 1
        if check:
            print(f"{path}: Expected what scripts/generate_xsd.py writes, got other bytes")
        else:
            path.write_bytes(content)
            print(f"{path}: written")
    return 1 if check and differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
