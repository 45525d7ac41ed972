"""A browser without a screen: pages from files, as it shows them and as it draws them."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.unit.report.markup import Node, parse

__all__ = ["Browser"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ALONE = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--mute-audio"),
    *("--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-extensions", "--enable-logging=stderr", "--v=0"),
)


@dataclass(frozen=True, slots=True)
class Browser:
    """Chromium with a profile of its own in ``folder``."""

    program: str
    folder: Path

    def run(self, page: Path, fragment: str, *options: str) -> tuple[str, list[str]]:
        """What the browser printed, and what the page's console said."""
        address = page.as_uri() + (f"#{quote(fragment, safe='=&')}" if fragment else "")
        profile = f"--user-data-dir={self.folder / 'profile'}"
        done = subprocess.run(
            [self.program, *ALONE, profile, *options, address],
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]

    def dom(self, page: Path, fragment: str = "") -> tuple[Node, list[str]]:
        """The page after its script ran, and the lines of its console."""
        printed, console = self.run(page, fragment, "--dump-dom")
        return parse(printed), console

    def picture(self, page: Path, fragment: str = "") -> bytes:
        """The page as a PNG of 1280 by 900 points."""
        file = self.folder / "page.png"
        self.run(page, fragment, "--window-size=1280,900", f"--screenshot={file}")
        return file.read_bytes()


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """The browser; a machine without one skips its tests."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        pytest.skip(f"Expected a browser ({', '.join(NAMES)}), found none")
    return Browser(program, tmp_path_factory.mktemp("browser"))
