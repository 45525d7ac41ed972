"""Writes the coverage of every shipped mapping into its README.md; with --check compares instead.

Each README ends with a block between ``<!-- coverage -->`` and ``<!-- end of coverage -->``: how
full each field of a made-up export is, and what it becomes. The same export is made every time.

Usage: python scripts/generate_coverage.py [--check]
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from pathlib import Path

import lgmigrate as lg
from lgmigrate.cli.mapping_coverage import markdown_table
from lgmigrate.mapping.registry import load

__all__ = ["filled", "main"]

FOLDER = Path(__file__).resolve().parent.parent / "mappings"
PERSONS = 2000
BLOCK = re.compile(
    r"(<!-- coverage -->\n).*?(^<!-- end of coverage -->$)", re.DOTALL | re.MULTILINE
)


def filled(readme: Path) -> str:
    """The text of a README with its block filled; without one it is put at the end."""
    document = readme.read_text(encoding="utf-8")
    if not BLOCK.search(document):
        document = document.rstrip("\n") + (
            f"\n\n## Coverage\n\nOf a made-up export for {PERSONS} persons "
            "(`lgmigrate mapping coverage`):\n\n<!-- coverage -->\n<!-- end of coverage -->\n"
        )
    with tempfile.TemporaryDirectory(prefix="lgmigrate-") as folder:
        made = lg.synthesize(str(readme.parent), folder, persons=PERSONS)
        mapping = load(str(readme.parent), gaiji=[made.gaiji] if made.gaiji else [])
        lines = markdown_table(lg.coverage(mapping, list(made.paths)))
    table = "\n".join(("", *lines, "", ""))
    return BLOCK.sub(lambda match: match[1] + table + match[2], document)


def main(arguments: list[str] | None = None) -> int:
    """Write or compare; 1 where a README is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args(arguments).check
    wrong = 0
    for readme in sorted(FOLDER.glob("*/README.md")):
        document = filled(readme)
        if document == readme.read_text(encoding="utf-8"):
            continue
        if check:
            wrong += 1
            print(f"{readme}: Expected what this program writes, got another text", file=sys.stderr)
        else:
            readme.write_text(document, encoding="utf-8", newline="")
            print(f"{readme}: written")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
