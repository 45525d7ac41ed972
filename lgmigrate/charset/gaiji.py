"""Gaiji tables (外字変換表): which character a municipality's own code stands for.

A table comes in the form in which it is handed over: CSV (``gaiji_csv``), pairs of codes as text
(``gaiji_text``), or the JSON of a vendor's whole set (``gaiji_json``). The form is told by the
contents, never by the file's name. Whatever is wrong with a table is said at once, with lines;
nothing of a faulty table is used.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from lgmigrate.charset.gaiji_csv import has_header, read_csv
from lgmigrate.charset.gaiji_forms import decoded
from lgmigrate.charset.gaiji_json import Sequences, read_json
from lgmigrate.charset.gaiji_rows import GaijiRow, GaijiTable, table
from lgmigrate.charset.gaiji_text import TITLE, has_pairs, read_host_text, read_pairs
from lgmigrate.errors import CharsetError, Faults

__all__ = ["GaijiRow", "GaijiTable", "Sequences", "parse_gaiji", "read_gaiji"]


def read_gaiji(path: Path, *, ivs: Sequences = "needed", private_use: bool = False) -> GaijiTable:
    """Read one table; the options are those of ``parse_gaiji``.

    Raises:
        CharsetError: the file cannot be read, or the table is wrong: every fault.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"{path}: Expected a gaiji table, got: {error.strerror}"
        raise CharsetError(msg) from error
    return parse_gaiji(data, str(path), ivs=ivs, private_use=private_use)


def parse_gaiji(
    data: bytes, place: str, *, ivs: Sequences = "needed", private_use: bool = False
) -> GaijiTable:
    """The table of a file's bytes. ``place`` names the file in messages. ``ivs``: which codes of
    a JSON table decode to base and selector. ``private_use``: characters of private use may be
    what a code stands for.

    Raises:
        CharsetError: the table is wrong: every fault, each with its line.
    """
    faults, warnings = Faults(CharsetError), list[str]()
    text = decoded(data, place, faults)
    lines = [line for line in text.splitlines() if line.strip()]
    first = lines[0].strip() if lines else ""
    if not first:
        faults.add(f"{place}, line 1", "Expected a gaiji table, got an empty file")
        rows = []
    elif first.startswith("["):
        rows = read_json(place, text, faults, ivs=ivs, private_use=private_use)
    elif first.startswith(TITLE):
        rows = read_host_text(place, text, faults, private_use=private_use)
    elif not has_header(first) and has_pairs(first):
        rows = read_pairs(place, text, faults, warnings, private_use=private_use)
    else:
        rows = read_csv(place, text, faults, warnings, private_use=private_use)
    return table(place, rows, hashlib.sha256(data).hexdigest(), faults, warnings)
