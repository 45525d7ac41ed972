"""Every module says what it is and what it gives, and is one thing of a size to be read."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.sources import Source, sources

__all__: list[str] = []

MAX_LINES = 400


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.path)
def test_module_is_short(source: Source) -> None:
    """At 400 lines a module is two; kernels of a part stand together however long."""
    assert source.path.endswith("/kernels.py") or source.text.count("\n") <= MAX_LINES


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.path)
def test_module_has_a_docstring(source: Source) -> None:
    """The docstring stands first."""
    assert ast.get_docstring(source.tree)


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.path)
def test_module_defers_annotations(source: Source) -> None:
    """``from __future__ import annotations`` is the first statement."""
    first = source.tree.body[1]
    assert isinstance(first, ast.ImportFrom)
    assert (first.module, [one.name for one in first.names]) == ("__future__", ["annotations"])


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.path)
def test_module_lists_its_names(source: Source) -> None:
    """``__all__`` is assigned at the top level, and no name is imported by a star."""
    targets = {
        ast.unparse(target)
        for node in source.tree.body
        for target in (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AnnAssign)
            else []
        )
    }
    assert "__all__" in targets
    assert [one.line for one in source.imports if "*" in one.names] == []
