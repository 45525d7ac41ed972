"""A part imports only parts that stand left of it, never relatively."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.sources import Source, sources

__all__: list[str] = []

DIRECTION = (
    ("errors", "version"),
    ("findings",),
    ("charset",),
    ("record",),
    ("framing",),
    ("columns",),
    ("standard",),
    ("exchange",),
    ("mapping",),
    ("rules",),
    ("pipeline",),
    ("report", "synth"),
    ("testing", "cli"),
    ("__init__", "__main__"),
)
RANK = {part: rank for rank, parts in enumerate(DIRECTION) for part in parts}
HOUSE = [source for source in sources() if source.folder == "lgmigrate"]
MAPPINGS = [source for source in sources() if source.folder == "mappings"]


def imported_parts(source: Source) -> list[tuple[str, int]]:
    """The parts of lgmigrate that a module imports, each with its line."""
    found = []
    for one in source.imports:
        if one.module == "lgmigrate":
            parts = [name if name in RANK else "__init__" for name in one.names or ("__init__",)]
            found += [(part, one.line) for part in parts]
        elif one.top == "lgmigrate":
            found.append((one.module.split(".")[1], one.line))
    return found


def public_names() -> set[str]:
    """What ``lgmigrate.__all__`` lists."""
    (face,) = (source for source in HOUSE if source.path == "lgmigrate/__init__.py")
    (names,) = (
        node.value
        for node in face.tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign))
        and "__all__" in ast.unparse(node).split("=")[0]
    )
    assert names is not None
    return set(ast.literal_eval(names))


@pytest.mark.parametrize("source", HOUSE, ids=lambda source: source.path)
def test_part_has_a_place_in_the_direction(source: Source) -> None:
    """Every module belongs to a part that the direction lists."""
    assert source.part in RANK


@pytest.mark.parametrize("source", HOUSE, ids=lambda source: source.path)
def test_imports_go_left(source: Source) -> None:
    """No module imports a part of its own rank or a higher one, other than its own part."""
    rank = RANK[source.part]
    wrong = [
        f"line {line}: {part}"
        for part, line in imported_parts(source)
        if part != source.part and RANK[part] >= rank
    ]
    assert wrong == []


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.path)
def test_no_relative_import(source: Source) -> None:
    """Every import names its module in full."""
    assert [one.line for one in source.imports if one.level] == []


@pytest.mark.parametrize("source", HOUSE, ids=lambda source: source.path)
def test_house_does_not_import_what_it_loads(source: Source) -> None:
    """Packs and mappings are data and plug-ins to lgmigrate: it imports none of them."""
    loaded = ("lgmigrate_mappings", "lgmigrate_schemas", "mappings", "schemas")
    assert [one.line for one in source.imports if one.top in loaded] == []


@pytest.mark.parametrize("source", MAPPINGS, ids=lambda source: source.path)
def test_mappings_import_public_names_only(source: Source) -> None:
    """A mapping sees ``import lgmigrate`` and what ``lgmigrate.__all__`` lists."""
    wrong = [
        f"line {one.line}: {one.module} {', '.join(one.names)}"
        for one in source.imports
        if one.top == "lgmigrate"
        and (one.module != "lgmigrate" or not public_names().issuperset(one.names))
    ]
    assert wrong == []
