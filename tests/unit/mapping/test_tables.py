"""TOML tables with their places."""

from __future__ import annotations

import pytest

from lgmigrate.errors import Faults, MappingError
from lgmigrate.mapping.tables import Table, key_lines, read_toml

TEXT = '''\
title = "a"  # 1
[part]
"氏名_カナ" = { from = "a = b", pad = 3 }
'single [x]' = 1
dotted.key = 2
long = """
hidden = 1
[nothing]
"""
list = [
  "a",
]
[[record]]
name = "one"
[record.items]
"x" = "y"
[[record]]
name = "two"
[[record.step]]
from = "a"
[[record.step]]
from = "b"
'''


def table(text: str) -> Table:
    """The root of a text, with a place and its own faults."""
    return read_toml(text, "m.toml", Faults(MappingError))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 1),
        (("part",), 2),
        (("part", "氏名_カナ"), 3),
        (("part", "single [x]"), 4),
        (("part", "dotted", "key"), 5),
        (("part", "long"), 6),
        (("part", "list"), 10),
        (("record", 0), 13),
        (("record", 0, "name"), 14),
        (("record", 0, "items", "x"), 16),
        (("record", 1, "name"), 18),
        (("record", 1, "step", 0, "from"), 20),
        (("record", 1, "step", 1, "from"), 22),
    ],
)
def test_every_key_has_its_line(path: tuple[str | int, ...], line: int) -> None:
    """Headers, arrays of tables, quoted and dotted keys are found where they stand."""
    assert line == key_lines(TEXT)[path]


def test_what_is_inside_a_text_is_no_key() -> None:
    """A line of a text over several lines looks like a key, and is none."""
    lines = key_lines(TEXT)
    assert ("part", "hidden") not in lines
    assert ("nothing",) not in lines


def test_text_that_is_not_toml_names_its_file() -> None:
    """A syntax fault is one fault, with the place that the parser gives."""
    with pytest.raises(MappingError, match=r"m\.toml: Expected TOML, got a fault: .*line 1"):
        table("a = \n")


@pytest.mark.parametrize(
    ("text", "key", "kind", "message"),
    [
        ("x = 1\nname = 5\n", "name", "text", "m.toml:2: Expected name = a text, got int"),
        ("x = 1\n", "name", "text", "m.toml:1: Expected name = a text, got nothing"),
        ("a = true\n", "a", "number", "m.toml:1: Expected a = a whole number, got bool"),
        ("a = -1\n", "a", "number", "m.toml:1: Expected a of at least 0, got -1"),
        ("a = 1\n", "a", "flag", "m.toml:1: Expected a = true or false, got int"),
        ('a = "x"\n', "a", "day", "m.toml:1: Expected a = a day like 1868-01-25, got str"),
        ("a = [1]\n", "a", "texts", "m.toml:1: Expected a = a text or a list of texts, got list"),
        ("a = 1\n", "a", "table", "m.toml:1: Expected a = a table, got int"),
    ],
)
def test_a_value_of_another_type_is_a_fault(text: str, key: str, kind: str, message: str) -> None:
    """Each getter says what it expected and what stood there."""
    root = table(text)
    getattr(root, kind)(key)
    assert [message] == root.faults.found


def test_a_choice_lists_its_words() -> None:
    """A word that is none of the choices is a fault."""
    root = table('\nform = "round"\n')
    assert root.choice("form", ("flat", "tall")) == "flat"
    assert root.faults.found == ["m.toml:2: Expected form = flat, tall, got round"]


def test_an_array_of_something_else_is_a_fault() -> None:
    """A list that does not hold tables is refused entry by entry."""
    root = table("record = [1]\n")
    assert not list(root.tables("record"))
    assert root.faults.found == ["m.toml:1: Expected record = an array of tables, got int"]


def test_keys_that_nobody_took_are_faults() -> None:
    """A misspelt key does not pass in silence."""
    root = table('name = "a"\nnmae = "b"\n')
    root.text("name")
    root.close()
    assert root.faults.found == ["m.toml:2: Expected name, got the key nmae"]
