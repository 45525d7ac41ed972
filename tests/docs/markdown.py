"""The headings, code blocks and links of a Markdown document; no more of Markdown than that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["ROOT", "Block", "Document", "documents", "read"]

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^(```+)\s*(.*?)\s*$")
HEADING = re.compile(r"^(#+)\s+\S")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block. ``info`` are the words behind the fence; ``line`` is the fence's, from 1."""

    info: tuple[str, ...]
    text: str
    line: int

    @property
    def language(self) -> str:
        """The first word of ``info``, or nothing."""
        return self.info[0] if self.info else ""

    @property
    def commands(self) -> list[tuple[str, str]]:
        """Each command of a console block (behind ``$``), with the output shown below it."""
        found: list[tuple[str, str]] = []
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            lines = part.splitlines(keepends=True)
            end = next(n for n, line in enumerate(lines, 1) if not line.endswith("\\\n"))
            command, output = "".join(lines[:end]).rstrip("\n"), "".join(lines[end:])
            found.append((command, output))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document. ``headings`` are levels, 1 for the title; ``links`` relative targets."""

    headings: tuple[int, ...]
    blocks: tuple[Block, ...]
    links: tuple[str, ...]


@cache
def read(path: Path) -> Document:
    """The document in a file."""
    headings, blocks, links = [], [], []
    fence, info, start, lines = "", "", 0, list[str]()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark = FENCE.match(line)
        if fence:
            if line.rstrip() == fence:
                text = "".join(f"{one}\n" for one in lines)
                blocks.append(Block(info=tuple(info.split()), text=text, line=start))
                fence, lines = "", []
            else:
                lines.append(line)
        elif mark:
            fence, info, start = mark[1], mark[2], number
        else:
            headings += [len(one[1]) for one in [HEADING.match(line)] if one]
            links += [one for one in LINK.findall(line) if "://" not in one]
    assert not fence, f"{path.name}:{start}: Expected an end of the code block, got none"
    return Document(headings=tuple(headings), blocks=tuple(blocks), links=tuple(links))


def documents() -> list[Path]:
    """README.md, the documentation, and the notes beside packs and mappings."""
    found = [ROOT / "README.md", ROOT / "README.ja.md", ROOT / "CHANGELOG.md"]
    for folder in ("docs", "mappings", "schemas"):
        found += sorted((ROOT / folder).rglob("*.md"))
    return found
