"""HTML as a tree, read by the parser of the standard library; tags that do not match are faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Node", "parse"]

VOID = frozenset({"col", "input", "meta"})


@dataclass(slots=True)
class Node:
    """An element; ``parts`` are its elements and texts in order."""

    tag: str
    attributes: dict[str, str | None]
    parts: list[Node | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text inside, as it would be read."""
        return "".join(one if isinstance(one, str) else one.text for one in self.parts)

    def walk(self) -> Iterator[Node]:
        """The element and all inside."""
        yield self
        for one in self.parts:
            if isinstance(one, Node):
                yield from one.walk()

    def all(self, tag: str) -> list[Node]:
        """The elements of a name."""
        return [one for one in self.walk() if one.tag == tag]

    def by_id(self, name: str) -> Node:
        """The one element of an id."""
        (found,) = (one for one in self.walk() if one.attributes.get("id") == name)
        return found

    def shown(self) -> Iterator[Node]:
        """The elements that are not hidden."""
        if "hidden" in self.attributes:
            return
        yield self
        for one in self.parts:
            if isinstance(one, Node):
                yield from one.shown()


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"{tag} has an attribute twice at {self.getpos()}"
        node = Node(tag, dict(attrs))
        self.open[-1].parts.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].parts.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> in {self.open[-1].tag} at {self.getpos()}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def parse(page: str) -> Node:
    """The tree of a page."""
    tree = _Tree()
    tree.feed(page)
    tree.close()
    assert [one.tag for one in tree.open] == [""]
    return tree.open[0]
