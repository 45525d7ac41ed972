"""The modules that are installed, parsed, for the tests of the architecture."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

__all__ = ["ROOT", "Import", "Source", "sources"]

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("lgmigrate", "mappings", "schemas")


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One imported module. ``names`` are what ``from module import`` takes; ``level`` its dots."""

    module: str
    names: tuple[str, ...]
    level: int
    line: int

    @property
    def top(self) -> str:
        """The distribution's top-level name."""
        return self.module.partition(".")[0]


@dataclass(frozen=True, kw_only=True)
class Source:
    """One module: ``path`` relative to the project, with slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The module, parsed."""
        return ast.parse(self.text, self.path)

    @property
    def folder(self) -> str:
        """``lgmigrate``, ``mappings`` or ``schemas``."""
        return self.path.partition("/")[0]

    @property
    def part(self) -> str:
        """The part of ``lgmigrate`` that the module is of: a folder or a single module."""
        return self.path.split("/")[1].removesuffix(".py")

    @cached_property
    def imports(self) -> tuple[Import, ...]:
        """Every import statement, those in functions and under conditions too."""
        return tuple(self._imports())

    def _imports(self) -> Iterator[Import]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(module=alias.name, names=(), level=0, line=node.lineno)
            elif isinstance(node, ast.ImportFrom):
                names = tuple(alias.name for alias in node.names)
                module = node.module or ""
                yield Import(module=module, names=names, level=node.level, line=node.lineno)


@cache
def sources() -> tuple[Source, ...]:
    """Every module under the installed folders, sorted by path."""
    paths = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    return tuple(
        Source(path=path.relative_to(ROOT).as_posix(), text=path.read_text(encoding="utf-8"))
        for path in paths
    )
