"""A mapping's test in one line, for pytest.

::

    def test_my_system(tmp_path):
        check_mapping("my_system", ["samples/JUKI.DAT"], golden="golden")

Made-up or released samples only: what is in a repository is read by many.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from lgmigrate.findings import CODES
from lgmigrate.mapping.model import Mapping
from lgmigrate.mapping.registry import load as load_mapping
from lgmigrate.pipeline.convert import convert
from lgmigrate.pipeline.plan import Style
from lgmigrate.pipeline.restore import restore
from lgmigrate.pipeline.validate import validate

__all__ = ["check_mapping"]


def check_mapping(
    mapping: str | Path | Mapping,
    sources: Sequence[str | Path] | str | Path,
    *,
    golden: str | Path | None = None,
    style: Style = "xml",
    allow: Sequence[str] = (),
) -> None:
    """Convert the sources, check the delivery, go back, compare every byte.

    ``golden`` is a folder with exchange files (and files of ``annex/``) that the delivery must
    have, byte for byte. ``allow`` are codes of findings that the sources are known to have.

    Raises:
        AssertionError: with everything that is wrong; no value of the data is in it.
        MappingError, LayoutError, PackError, CharsetError, FramingError: as ``convert``.
    """
    chosen = mapping if isinstance(mapping, Mapping) else load_mapping(str(mapping))
    given = [sources] if isinstance(sources, str | Path) else list(sources)
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="lgmigrate-") as name:
        there, back = Path(name) / "standard", Path(name) / "restored"
        converted = convert(given, chosen, there, format=style)
        found += _codes("convert", converted.codes, allow)
        if converted.counts["rejected"]:
            found.append(
                f"convert: Expected no rejected record, got {converted.counts['rejected']}"
            )
        found += _codes("validate", validate(there, pack=chosen.pack).codes, allow)
        restored = restore(there, chosen, back)
        for source, same in restored.identical.items():
            if not same:
                found.append(f"restore: Expected {source} byte for byte, got another")
        if golden is not None:
            found += _differences(Path(golden), there)
    if found:
        raise AssertionError("\n".join(found))


def _codes(step: str, codes: dict[str, int], allow: Sequence[str]) -> list[str]:
    return [
        f"{step}: Expected no finding {code}, got {count} ({CODES[code].text('en').title})"
        for code, count in codes.items()
        if CODES[code].severity in ("error", "fatal") and code not in allow
    ]


def _differences(golden: Path, there: Path) -> list[str]:
    """What is not as it was; the manifest and findings hold times and names of places."""
    wanted = [one for one in sorted(golden.rglob("*")) if one.is_file()]
    if not wanted:
        return [f"golden: Expected files in {golden}, got none"]
    found = []
    for one in wanted:
        name = one.relative_to(golden).as_posix()
        made = there / name
        if not made.is_file():
            found.append(f"golden: Expected {name}, got none")
        elif made.read_bytes() != one.read_bytes():
            lines = zip(one.read_bytes().splitlines(), made.read_bytes().splitlines(), strict=False)
            first = next((n for n, (a, b) in enumerate(lines, 1) if a != b), 0)
            found.append(f"golden: Expected {name} as it was, got another from line {first} on")
    return found
