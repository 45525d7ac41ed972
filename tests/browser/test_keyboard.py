"""The page of a pack by keyboard and by links, and with 2,000 items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lgmigrate.report.page.page import pack_page
from lgmigrate.standard import load_pack
from lgmigrate.standard.pack import Pack
from tests.browser.conftest import ALONE, Browser
from tests.browser.devtools import Session, session

__all__: list[str] = []

SHOWN = "[...document.querySelectorAll('tr[id]')].filter((one) => !one.hidden).length"
ACTIVE = "document.activeElement.id"
SAID = "document.getElementById('said').textContent"


@pytest.fixture(scope="module")
def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A browser that opens pages."""
    with session(browser.program, ALONE, tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def opened(page: Session, folder: Path, pack: Pack, fragment: str = "") -> None:
    """Open the page of a pack."""
    path = folder / "page.html"
    path.write_bytes(pack_page(pack, "en"))
    page.open(path.as_uri() + fragment)


def test_search_by_keyboard(page: Session, tmp_path: Path) -> None:
    """/ goes to the search, typing searches, Enter goes through the hits, Esc shows all again."""
    opened(page, tmp_path, load_pack("juki"))
    everything = page.value(SHOWN)
    page.press("/")
    assert page.value(ACTIVE) == "q"
    page.type("宛名番号")
    assert page.value(SHOWN) == 2
    assert page.value("new URLSearchParams(location.hash.slice(1)).get('q')") == "宛名番号"
    steps = []
    for shift in (False, False, False, True):
        page.press("Enter", shift=shift)
        steps.append(page.value(ACTIVE))
    assert steps == ["i-00190001", "i-00190201", "i-00190001", "i-00190201"]
    page.press("Escape")
    assert page.value(SHOWN) == everything
    assert page.value("document.getElementById('q').value + location.hash") == ""


def test_slash_can_be_typed(page: Session, tmp_path: Path) -> None:
    """Within the search / is a character."""
    opened(page, tmp_path, load_pack("juki"))
    for _ in range(2):
        page.press("/")
    assert page.value("document.getElementById('q').value") == "/"


def test_link_to_what_is_hidden(page: Session, tmp_path: Path) -> None:
    """A link out of a search ends the search and goes there; back is the search again."""
    opened(page, tmp_path, load_pack("juki"), "#q=001-p1")
    few = page.value(SHOWN)
    page.value("document.querySelector('nav a[href=\"#about\"]').click()")
    page.wait(f"{SHOWN} > {few}")
    assert page.value("location.hash") == "#about"
    page.value("history.back()")
    page.wait(f"{SHOWN} === {few}")
    assert page.value("document.getElementById('q').value") == "001-p1"


def test_hits_are_marked(page: Session, tmp_path: Path) -> None:
    """What was searched for is highlighted where it stands."""
    opened(page, tmp_path, load_pack("juki"), "#q=宛名")
    marked = "[...CSS.highlights.get('hit')].map((one) => one.toString())"
    assert set(page.value(marked)) == {"宛名"}


def test_two_thousand_items(page: Session, tmp_path: Path) -> None:
    """A search over 2,000 items and its end are there in a second, drawn."""
    juki = load_pack("juki")
    (file, *_) = juki.files
    many = tuple(
        replace(
            file,
            name=f"f{number}",
            items=tuple(replace(one, id=f"{number}-{one.id}") for one in file.items[:100]),
            references=(),
        )
        for number in range(20)
    )
    opened(page, tmp_path, replace(juki, files=many))
    assert page.value(SHOWN) == 2000
    timed = """(async () => {
      const box = document.getElementById("q"), begin = performance.now();
      box.value = "%s";
      box.dispatchEvent(new Event("input"));
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      return performance.now() - begin;
    })()"""
    for text in ("年月日", "年", ""):
        assert page.value(timed % text) < 1000
    assert page.value(SAID).startswith("Items 2000 ")
