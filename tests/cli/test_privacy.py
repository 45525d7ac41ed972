"""No value of a person leaves by messages, findings or the manifest; only peek shows values."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import Run, Sources

__all__: list[str] = []

NAME = "金糸雀太郎丸"
NUMBER = "987654321012"
IBM = ("--mapping", "ibm_kanji_host")
OPEN = ("--mapping", "open_fixed")
NAME_PLACE, NUMBER_PLACE, LINE = 57, 912, 1102  # of open_fixed, as its record layout says


@pytest.fixture(scope="module")
def damaged(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A source of open_fixed: everyone has the canaries as name and 個人番号, whose check digit is
    wrong; in every second record the name breaks off.
    """
    folder = tmp_path_factory.mktemp("canary")
    assert run("synth", *OPEN, "--out", folder, "--persons", "50").exit_code == 0
    path = folder / "juki.txt"
    data = bytearray(path.read_bytes())
    whole = NAME.encode("cp932").ljust(40, b" ")
    broken = (NAME.encode("cp932") + b"\x81 ").ljust(40, b" ")
    for number, start in enumerate(range(LINE, len(data) - LINE, LINE)):
        if data[start : start + 1] == b"2":
            data[start + NAME_PLACE : start + NAME_PLACE + 40] = broken if number % 2 else whole
            data[start + NUMBER_PLACE : start + NUMBER_PLACE + 12] = NUMBER.encode()
    path.write_bytes(data)
    return path


def forms() -> list[bytes]:
    """The canaries in every form in which they could leave."""
    found = []
    for value in (NAME, NUMBER):
        encoded = [value.encode(code) for code in ("utf-8", "cp932", "utf-16-be")]
        found += [*encoded, *(one.hex().encode() for one in encoded)]
        found += [one.hex().upper().encode() for one in encoded]
        found.append(value.encode("ascii", "backslashreplace"))
    return found


def leaks(*places: bytes) -> list[bytes]:
    """The canaries that stand in any of the places."""
    return [one for one in forms() if any(one in place for place in places)]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("more", [(), ("--json",)], ids=["text", "json"])
def test_no_canary_is_told(
    run: Run, damaged: Path, tmp_path: Path, lang: str, more: tuple[str, ...]
) -> None:
    """Convert, validate, restore and round trip of a damaged source say nothing of it."""
    out, back = tmp_path / "out", tmp_path / "back"
    results = [
        run("convert", damaged, *OPEN, "--out", out, *more, lang=lang),
        run("validate", out, *OPEN, *more, lang=lang),
        run("restore", out, *OPEN, "--out", back, *more, lang=lang),
        run("roundtrip", damaged, *OPEN, "--workdir", tmp_path, *more, lang=lang),
    ]
    assert [one.exit_code for one in results] == [1, 1, 0, 1]
    findings, manifest = (out / name for name in ("findings.jsonl", "manifest.json"))
    told = [one.stdout_bytes + one.stderr_bytes for one in results]
    assert leaks(*told, findings.read_bytes(), manifest.read_bytes()) == []
    assert b"C001" in findings.read_bytes()
    assert b"S012" in told[1]


def test_the_measure_notices_a_canary(run: Run, damaged: Path) -> None:
    """The canary is in the data, and peek, which is for looking, shows it: both tests can fail."""
    assert leaks(damaged.read_bytes())
    result = run("peek", damaged, *OPEN, "--record", "2")
    assert NUMBER in result.stdout
    assert "Values of persons are shown" in result.stderr


@pytest.mark.parametrize("cut", [LINE * 10 + 300, LINE * 10])
def test_no_canary_is_told_of_a_cut_source(
    run: Run, damaged: Path, tmp_path: Path, cut: int
) -> None:
    """A refusal names places only."""
    source = tmp_path / "juki.txt"
    source.write_bytes(damaged.read_bytes()[:cut])
    result = run("convert", source, *OPEN, "--out", tmp_path / "out")
    assert result.exit_code == 4
    assert leaks(result.stdout_bytes, result.stderr_bytes) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<seibetsu>", f"<seibetsu>{NAME}"),
        ("</kojinbango>", f"{NUMBER}{NUMBER}</kojinbango>"),
        ("<record>", f"<record><{NAME}>"),
        ("</record>", f"{NAME}</record>"),
    ],
)
def test_no_canary_is_told_of_a_wrong_exchange_file(
    run: Run, sources: Sources, tmp_path: Path, old: str, new: str
) -> None:
    """Values where codes, digits, elements or attributes are expected stay unsaid."""
    changed = shutil.copytree(sources.standard, tmp_path / "changed")
    file = changed / "jumin.xml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    results = [
        run("validate", changed, *IBM),
        run("validate", changed, *IBM, "--json"),
        run("restore", changed, *IBM, "--out", tmp_path / "back"),
    ]
    assert results[0].exit_code in (1, 4)
    assert leaks(*(one.stdout_bytes + one.stderr_bytes for one in results)) == []
