"""docs/gaiji.md names every column and every word that a table may use."""

from __future__ import annotations

from pathlib import Path

from lgmigrate.charset.gaiji_csv import COLUMNS, HEADERS
from lgmigrate.charset.gaiji_text import TITLE

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "gaiji.md").read_text(encoding="utf-8")


def test_every_header_is_documented() -> None:
    """The names of the columns that are read, and the columns of the template."""
    headers = [header for column, names in HEADERS.items() if column != "aside" for header in names]
    assert [header for header in (*headers, *COLUMNS) if header not in PAGE] == []


def test_the_forms_of_text_are_documented() -> None:
    """The title of the user table and the declaration of pairs."""
    assert f"{TITLE}1.0" in PAGE
    assert "`host unicode`" in PAGE
