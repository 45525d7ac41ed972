"""The drawing of relations: a box a file, a line a reference, other packs dashed."""

from __future__ import annotations

from itertools import pairwise

from lgmigrate.report.page.anchors import anchors
from lgmigrate.report.page.layers import Edge, Shape, layered
from lgmigrate.report.page.relations import draw
from lgmigrate.standard.pack import File, Item, Pack
from tests.unit.report.markup import Node, parse
from tests.unit.report.packs import pack_of, related

__all__: list[str] = []


def drawing(pack: Pack) -> Node:
    """The drawing, as a tree."""
    return parse(draw(pack, anchors("f", (file.name for file in pack.files)), "ja"))


def texts(box: Node, kind: str) -> list[str]:
    """The texts of one kind in a box."""
    return [one.text for one in box.all("text") if one.attributes["class"] == kind]


def test_boxes_are_files_with_their_keys() -> None:
    """Title, name, 主キー and references; files of other packs are dashed and no links."""
    boxes = {texts(one, "name")[0]: one for one in drawing(related()).all("g")}
    names = ["oya", "ko", "futari", "tonari", "jibun", "hitori", "jumin", "jutogai"]
    assert list(boxes) == names
    assert texts(boxes["oya"], "head") == ["土地"]
    assert texts(boxes["ko"], "item") == [
        "物件番号", "課税年度", "物件番号 + 課税年度", "所有者_宛名番号",
    ]  # fmt: skip
    assert texts(boxes["ko"], "mark") == ["主", "主", "外", "外"]
    assert texts(boxes["futari"], "mark") == ["主 外"]
    assert texts(boxes["jumin"], "head") == ["juki"]
    assert texts(boxes["jumin"], "item") == ["宛名番号"]
    dashed = [name for name, box in boxes.items() if box.attributes["class"] == "box other"]
    assert dashed == names[-2:]
    linked = [name for name, box in boxes.items() if box.all("a")]
    assert linked == names[:-2]


def test_lines_are_references() -> None:
    """A line for each place that a reference may point at, with its items as the title."""
    lines = [one for one in drawing(related()).all("path") if one.attributes.get("class") == "line"]
    people = "ko.所有者_宛名番号 → juki:jumin.宛名番号 | jutogai:jutogai.宛名番号"
    assert [one.text for one in lines] == [
        "ko.物件番号+課税年度 → oya.物件番号+課税年度",
        people,
        people,
        "futari.番号 → tonari.番号",
        "tonari.番号 → futari.番号",
        "jibun.番号 → mihon:jibun.番号",
    ]


def test_description_counts() -> None:
    """The drawing says in words how much it shows."""
    assert drawing(related()).by_id("relations-desc").text.startswith("移行ファイル 6 と参照 5。")


def test_long_names_are_folded_within_the_box() -> None:
    """No line of text is wider than the box: full-width characters take 13 units."""
    name = "とても長い名称" * 6
    item = Item(id="1", name=name, romaji="a", type="X", key=True)
    box = drawing(pack_of(File(name="f", title=name, items=(item,)), status="profile"))
    lines = texts(box, "head") + texts(box, "item")
    assert "".join(texts(box, "head")) == "".join(texts(box, "item")) == name
    assert max(map(len, lines)) * 13 <= Shape().width
    places = [float(one.attributes["y"] or 0) for one in box.all("text")]
    assert all(one < two for one, two in pairwise(sorted(set(places))))
    (rectangle,) = box.all("rect")
    assert max(places) < float(rectangle.attributes["height"] or 0)


def test_levels_of_a_chain() -> None:
    """Of c to b to a: three columns from the left; the line of c to a passes b in a lane."""
    edges = [Edge(source=one, target=two, port=30) for one, two in ("ba", "cb", "ca")]
    layout = layered({"a": 60, "b": 60, "c": 60, "d": 60}, edges, Shape())
    assert [layout.places[name][0] for name in "abc"] == [0, 320, 640]
    assert layout.places["d"][1] > max(layout.places[name][1] for name in "abc") + 60
    assert [len(route) for route in layout.routes] == [2, 2, 4]


def test_full_levels_are_several_columns() -> None:
    """Of nine boxes that point at one, five stand in one column and four in the next."""
    names = [f"n{number}" for number in range(9)]
    edges = [Edge(source=name, target="a", port=30) for name in names]
    layout = layered({"a": 60} | dict.fromkeys(names, 60), edges, Shape())
    assert [layout.places[name][0] for name in names] == [320] * 5 + [640] * 4


def test_nothing_to_draw() -> None:
    """Boxes without lines stand side by side, four in a row."""
    layout = layered(dict.fromkeys("abcde", 50.0), [], Shape())
    assert [layout.places[name] for name in "abcde"] == [
        (0, 0), (320, 0), (640, 0), (960, 0), (0, 72),
    ]  # fmt: skip
    assert layered({}, [], Shape()).height == 0
