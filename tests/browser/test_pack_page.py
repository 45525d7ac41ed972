"""The page of a pack in a browser: it searches, says nothing on its console, and is drawn."""

from __future__ import annotations

import csv
import struct
import zlib
from pathlib import Path

import pytest

from lgmigrate.report.page.page import pack_page
from lgmigrate.standard import load_pack
from tests.browser.conftest import Browser
from tests.unit.report.markup import Node
from tests.unit.report.packs import hostile, related

__all__: list[str] = []

TABLES = Path(__file__).resolve().parents[2] / "schemas" / "juki" / "1"


def items() -> list[dict[str, str]]:
    """The rows of the pack's table of items, as the csv module reads them."""
    with (TABLES / "items.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of juki."""
    path = tmp_path_factory.mktemp("page") / "juki-1.html"
    path.write_bytes(pack_page(load_pack("juki"), "ja"))
    return path


def shown_rows(dom: Node) -> list[str]:
    """The ids of the rows of items that can be seen."""
    return [
        one.attributes.get("id") or "" for one in dom.shown() if one.tag == "tr" and row_id(one)
    ]


def row_id(row: Node) -> bool:
    """Whether a row is that of an item."""
    return (row.attributes.get("id") or "").startswith("i-")


def test_page_opens_with_everything_shown(browser: Browser, page: Path) -> None:
    """All rows can be seen, the search is there, the counts are those of the tables."""
    dom, console = browser.dom(page)
    assert console == []
    assert len(shown_rows(dom)) == len(items())
    assert "hidden" not in dom.all("form")[0].attributes
    assert dom.by_id("said").text.startswith(f"データ項目 {len(items())} · コード ")
    assert dom.by_id("none") not in list(dom.shown())


@pytest.mark.parametrize(
    ("asked", "column", "text"),
    [("宛名", "データ項目", "宛名"), ("KOJINRIREKI", "データ項目（ローマ字）", "kojinrireki")],
)
def test_search_from_the_address(
    browser: Browser, page: Path, asked: str, column: str, text: str
) -> None:
    """``#q=`` shows the rows that have the text, whatever the case, and how many they are."""
    wanted = [f"i-{row['データ項目ID']}" for row in items() if text in row[column]]
    dom, console = browser.dom(page, f"q={asked}")
    assert console == []
    assert shown_rows(dom) == wanted != []
    assert f"データ項目 {len(wanted)} / {len(items())} " in dom.by_id("said").text
    assert dom.by_id("about") not in list(dom.shown())
    counts = [
        one.text
        for one in dom.shown()
        if one.tag == "span" and one.attributes.get("class") == "count"
    ]
    assert sum(int(one.split(" / ")[0]) for one in counts) == len(wanted)


def test_search_folds_kana_and_width(browser: Browser, page: Path) -> None:
    """Hiragana finds katakana, half-width letters find full-width ones; every word must be met."""
    wanted = [f"i-{row['データ項目ID']}" for row in items() if "フリガナ" in row["データ項目"]]
    assert shown_rows(browser.dom(page, "q=ふりがな")[0]) == wanted != []
    both = [
        f"i-{row['データ項目ID']}"
        for row in items()
        if "フリガナ" in row["データ項目"] and "住所" in row["データ項目"]
    ]
    assert shown_rows(browser.dom(page, "q=住所 ﾌﾘｶﾞﾅ")[0]) == both != []


def test_search_finds_codes(browser: Browser, page: Path) -> None:
    """A code list's name shows its values, and the items that use it."""
    dom, _ = browser.dom(page, "q=001-32")
    sections = [one for one in dom.shown() if one.attributes.get("data-list")]
    names = [(one.attributes["data-list"], one.all("h3")[0].text) for one in sections]
    assert names == [("items", "支援措置対象者 shien1 / 9"), ("codes", "支援措置区分 001-323 / 3")]
    assert len([one for one in sections[1].shown() if one.tag == "tr"]) == 1 + 3


def test_kinds(browser: Browser, page: Path) -> None:
    """``only=k`` shows the keys; what nothing matches says so."""
    keys = [f"i-{row['データ項目ID']}" for row in items() if row["グループ_主キー"]]
    assert shown_rows(browser.dom(page, "only=k")[0]) == keys
    dom, _ = browser.dom(page, "q=どこにもない&only=zzz")
    assert shown_rows(dom) == []
    assert dom.by_id("none") in list(dom.shown())


def test_hostile_names_do_nothing(browser: Browser, tmp_path: Path) -> None:
    """A pack of hostile names runs no script of theirs and asks for nothing."""
    path = tmp_path / "hostile.html"
    path.write_bytes(pack_page(hostile(), "en"))
    dom, console = browser.dom(path, "q=alert")
    assert console == []
    assert len(dom.all("script")) == 1
    assert not dom.all("img")
    assert dom.by_id("said").text == "Items 2 / 2 · Codes 1 / 1"


def test_foreign_script_is_refused(browser: Browser, tmp_path: Path) -> None:
    """The policy holds: a script that someone put into the page does not run."""
    path = tmp_path / "changed.html"
    added = b"<script>document.body.id = 'changed'</script></body>"
    path.write_bytes(pack_page(related(), "en").replace(b"</body>", added))
    dom, console = browser.dom(path)
    assert dom.all("body")[0].attributes["id"] == "top"
    assert "Content Security Policy" in "".join(console)


def test_page_is_drawn(browser: Browser, tmp_path: Path) -> None:
    """The picture has text on paper, and the drawing's lines: more than two colours, not one."""
    path = tmp_path / "related.html"
    path.write_bytes(pack_page(related(), "en"))
    width, height, colours = _colours(browser.picture(path))
    assert (width, height) == (1280, 900)
    assert len(colours) > 20


def _colours(png: bytes) -> tuple[int, int, set[bytes]]:
    """Width, height and the different bytes of pixels as they are stored (PNG, W3C 2003)."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    data, place = b"", 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            data += png[place + 8 : place + 8 + size]
        place += size + 12
    pixels = zlib.decompress(data)
    return width, height, {pixels[start : start + 3] for start in range(0, len(pixels), 3)}
