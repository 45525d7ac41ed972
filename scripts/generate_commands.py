"""Writes the help of every command into docs/commands.md; with --check compares instead.

The prose of the document is written by hand. Behind each line ``<!-- help: lgmigrate NAME -->``
stands a block of text that this program fills, and each command has such a line.

Usage: python scripts/generate_commands.py [--check]
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from lgmigrate.cli.language import remember
from lgmigrate.cli.main import cli

__all__ = ["expected", "helps", "main"]

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
WIDTH = 80
BLOCK = re.compile(r"(<!-- help: ([^>]+) -->\n```text\n).*?(^```$)", re.DOTALL | re.MULTILINE)


def helps() -> dict[str, str]:
    """The English help of every command, by its full name, in the order of the help."""
    return dict(_helps(cli, "lgmigrate", None))


def _helps(
    command: click.Command, name: str, parent: click.Context | None
) -> Iterator[tuple[str, str]]:
    context = command.context_class(
        command, info_name=name.rsplit(maxsplit=1)[-1], parent=parent, terminal_width=WIDTH
    )
    remember(context, "en")
    with context.scope(cleanup=False):
        yield name, command.get_help(context).rstrip() + "\n"
    if isinstance(command, click.Group):
        for part in command.list_commands(context):
            inner = command.get_command(context, part)
            if inner is not None:
                yield from _helps(inner, f"{name} {part}", context)


def expected(document: str) -> tuple[str, list[str]]:
    """The document with its blocks filled, and what is wrong with its list of commands."""
    known = helps()
    there = [match[2] for match in BLOCK.finditer(document)]
    faults = [f"Expected a block for {name}, got none" for name in known if name not in there]
    faults += [f"Expected blocks of commands, got {name}" for name in there if name not in known]
    filled = BLOCK.sub(
        lambda match: match[1] + known.get(match[2], "") + match[3],
        document,
    )
    return filled, faults


def main(arguments: list[str] | None = None) -> int:
    """Write or compare; 1 where the document is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args(arguments).check
    document = DOCUMENT.read_text(encoding="utf-8")
    filled, faults = expected(document)
    if filled != document and check:
        faults.append("Expected what scripts/generate_commands.py writes, got another text")
    for fault in faults:
        print(f"{DOCUMENT}: {fault}", file=sys.stderr)
    if filled != document and not check:
        DOCUMENT.write_text(filled, encoding="utf-8", newline="")
        print(f"{DOCUMENT}: written")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
