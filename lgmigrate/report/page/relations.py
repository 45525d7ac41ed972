"""移行ファイル関連図 as SVG: files with their key items, references as lines from item to file.

A box names the file, its 主キー and its references; a line starts at the items that make the
reference. Files of other packs have dashed boxes. The drawing has its colours and sizes from the
style of the page that it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from unicodedata import category, east_asian_width

from lgmigrate.findings import Language
from lgmigrate.report.page.facts import reference_text
from lgmigrate.report.page.layers import Edge, Layout, Point, Shape, layered
from lgmigrate.report.page.words import word
from lgmigrate.standard.pack import File, Pack, Reference, Target

__all__ = ["draw"]

_LINE, _PAD, _MARK = 18, 9, 34  # height of a line, blank around texts, width of the marks
_WIDE, _NARROW = 13.0, 7.6  # width of a character, the latter with room for wide letters
_MARGIN = 44
_SHAPE = Shape()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """Lines of a box below its head: what the items are, their names, the references from here."""

    mark: str
    lines: tuple[str, ...]
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    """``head`` are lines of the title, ``link`` the place of the file in the page."""

    head: tuple[str, ...]
    name: str
    rows: tuple[_Row, ...]
    link: str = ""

    @property
    def body(self) -> float:
        """Where the rows begin, below the top."""
        return (len(self.head) + 1) * _LINE + 1.5 * _PAD

    @property
    def height(self) -> float:
        """Of the whole box."""
        return self.body + sum(len(row.lines) for row in self.rows) * _LINE + _PAD

    def ports(self) -> Iterator[tuple[float, _Row]]:
        """Each row with the middle of its first line."""
        top = self.body
        for row in self.rows:
            yield top + _LINE / 2, row
            top += len(row.lines) * _LINE


def draw(pack: Pack, links: Mapping[str, str], language: Language) -> str:
    """The drawing. ``links`` are the ids of the files' places in the page, by name."""
    boxes = {
        file.name: _file_box(file, links[file.name], language) for file in pack.files
    } | _other_boxes(pack)
    edges, texts = [], []
    for file in pack.files:
        for port, row in boxes[file.name].ports():
            for reference in row.references:
                for target in reference.targets:
                    place = _name(target, pack)
                    edges.append(Edge(source=file.name, target=place, port=port))
                    texts.append(f"{file.name}.{reference_text(reference)}")
    heights = {name: box.height for name, box in boxes.items()}
    layout = layered(heights, edges, _SHAPE)
    lines = zip(layout.routes, edges, texts, strict=True)
    counts = {"files": len(pack.files), "references": len(set(texts))}
    return "\n".join(
        (
            *_head(layout, pack.title, counts, language),
            *(_line(route, edge, text) for route, edge, text in lines),
            *(part for name, box in boxes.items() for part in _drawn(box, layout.places[name])),
            "</svg>",
        )
    )


def _name(target: Target, pack: Pack) -> str:
    """The box of a target: a file of the pack by its name, another with its pack's name."""
    own = not target.pack or (target.pack == pack.name and target.file in _files(pack))
    return target.file if own else f"{target.pack}:{target.file}"


def _files(pack: Pack) -> frozenset[str]:
    return frozenset(file.name for file in pack.files)


def _file_box(file: File, link: str, language: Language) -> _Box:
    single = {one.items[0]: one for one in file.references if len(one.items) == 1}
    key, foreign = word("mark.key", language), word("mark.foreign", language)
    rows = []
    for item in file.keys:
        references = (single.pop(item.name),) if item.name in single else ()
        mark = f"{key} {foreign}" if references else key
        rows.append(_Row(mark=mark, lines=_fold(item.name, mark=True), references=references))
    for reference in file.references:
        if len(reference.items) > 1 or reference.items[0] in single:
            lines = _fold(" + ".join(reference.items), mark=True)
            rows.append(_Row(mark=foreign, lines=lines, references=(reference,)))
    head = _fold(file.title or file.name)
    return _Box(head=head, name=file.name, rows=tuple(rows), link=link)


def _other_boxes(pack: Pack) -> dict[str, _Box]:
    """The files of other packs that are pointed at, with the items."""
    own = _files(pack)
    items: dict[str, dict[str, None]] = {}
    for file in pack.files:
        for reference in file.references:
            for target in reference.targets:
                if (name := _name(target, pack)) not in own:
                    items.setdefault(name, {}).update(dict.fromkeys(target.items))
    return {
        name: _Box(
            head=_fold(name.partition(":")[0]),
            name=name.partition(":")[2],
            rows=tuple(_Row(mark="", lines=_fold(item, mark=True)) for item in names),
        )
        for name, names in items.items()
    }


def _fold(text: str, *, mark: bool = False) -> tuple[str, ...]:
    """The lines of a text that has the width of a box, or what the marks leave of it."""
    room = _SHAPE.width - 2 * _PAD - (_MARK if mark else 0)
    lines, used = [""], 0.0
    for one in text:
        size = _width(one)
        if used + size > room and lines[-1]:
            lines.append("")
            used = 0.0
        lines[-1] += one
        used += size
    return tuple(lines)


def _width(one: str) -> float:
    if category(one) in {"Mn", "Me", "Cf"}:
        return 0
    return _WIDE if east_asian_width(one) in {"W", "F", "A"} else _NARROW


def _head(
    layout: Layout, title: str, counts: Mapping[str, int], language: Language
) -> Iterator[str]:
    size = f"{layout.width + 2 * _MARGIN:.0f}", f"{layout.height + 2 * _MARGIN / 2:.0f}"
    view = f"{-_MARGIN} {-_MARGIN / 2:.0f} {size[0]} {size[1]}"
    yield (
        f'<svg class="relations" xmlns="http://www.w3.org/2000/svg" width="{size[0]}" '
        f'height="{size[1]}" viewBox="{view}" role="graphics-document" '
        f'aria-labelledby="relations-title" aria-describedby="relations-desc">'
    )
    yield f'<title id="relations-title">{escape(title)} {word("relations", language)}</title>'
    yield f'<desc id="relations-desc">{word("relations.desc", language, **counts)}</desc>'
    yield (
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>'
    )


def _line(route: tuple[Point, ...], edge: Edge, text: str) -> str:
    """A line: curves through gaps, straight along lanes; a loop where a file points at itself."""
    (x, y), *rest = route
    path = f"M{x:.0f} {y:.1f}"
    if edge.source == edge.target:
        (to_x, to_y) = rest[0]
        path += f"C{x + 34:.0f} {y:.1f} {to_x + 34:.0f} {to_y:.1f} {to_x:.0f} {to_y:.1f}"
        return _path(path, text)
    for number, (to_x, to_y) in enumerate(rest):
        middle = (x + to_x) / 2
        if number % 2:
            path += f"H{to_x:.0f}"
        else:
            path += f"C{middle:.0f} {y:.1f} {middle:.0f} {to_y:.1f} {to_x:.0f} {to_y:.1f}"
        x, y = to_x, to_y
    return _path(path, text)


def _path(path: str, text: str) -> str:
    title = f"<title>{escape(text)}</title>"
    return f'<path class="line" d="{path}" marker-end="url(#arrow)">{title}</path>'


def _drawn(box: _Box, place: Point) -> Iterator[str]:
    x, y = place
    kind = "box" if box.link else "box other"
    yield f'<g class="{kind}" transform="translate({x:.0f} {y:.1f})">'
    yield f'<rect width="{_SHAPE.width:.0f}" height="{box.height:.0f}" rx="4"/>'
    texts = [
        _text(_PAD, _PAD / 2 + number * _LINE, "head", line) for number, line in enumerate(box.head)
    ]
    texts.append(_text(_PAD, _PAD / 2 + len(box.head) * _LINE, "name", box.name))
    link = f'<a href="#{box.link}">{"".join(texts)}</a>' if box.link else "".join(texts)
    yield link
    if box.rows:
        yield f'<path class="rule" d="M0 {box.body - _PAD / 2:.1f}H{_SHAPE.width:.0f}"/>'
    for middle, row in box.ports():
        if row.mark:
            yield _text(_PAD, middle - _LINE / 2, "mark", row.mark)
        for number, line in enumerate(row.lines):
            yield _text(_PAD + _MARK, middle + (number - 0.5) * _LINE, "item", line)
    yield "</g>"


def _text(x: float, top: float, kind: str, text: str) -> str:
    return f'<text class="{kind}" x="{x:.0f}" y="{top + 13.5:.1f}">{escape(text)}</text>'
