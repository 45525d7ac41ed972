"""``charset list``, ``show`` and ``check``: what they print, their JSON and their exit codes."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from lgmigrate.charset import names
from lgmigrate.charset.families import FAMILIES
from lgmigrate.charset.guard import LIMIT, MARGIN
from lgmigrate.charset.guard_symptoms import SYMPTOMS
from lgmigrate.cli.charset_check import _SYMPTOMS
from tests.cli.conftest import Run, Sources

__all__: list[str] = []

ROOT = Path(__file__).resolve().parents[2]
LAYOUT = ROOT / "mappings" / "ibm_kanji_host" / "person.csv"


def document(run: Run, *arguments: str | Path, code: int = 0) -> Any:  # noqa: ANN401  JSON
    """The document of a command."""
    result = run("charset", *arguments, "--json")
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_list_names_every_page(run: Run, lang: str) -> None:
    """Each with its trust and a description in the language."""
    result = run("charset", "list", lang=lang)
    lines = result.stdout.splitlines()[1:]
    assert [line.split()[0] for line in lines] == list(names())
    assert {line.split()[1] for line in lines} == {"gold", "silver", "bronze"}
    assert ("富士通" in result.stdout) == (lang == "ja")


def test_list_as_json(run: Run) -> None:
    """The same, with titles in both languages."""
    rows = document(run, "list")
    assert [row["name"] for row in rows] == list(names())
    assert all(row["title"] and row["title_en"] for row in rows)


def test_show_gives_the_parts(run: Run) -> None:
    """JEF: its three shifts out and one back, 3,102 user-defined codes from U+E000 on."""
    found = document(run, "show", "JEF")
    assert found["name"] == "jef:kana:78:face"
    assert found["shifts"] == [
        *({"code": code, "out": True} for code in ("28", "38", "30E2")),
        {"code": "29", "out": False},
    ]
    (area,) = found["areas"]
    assert (area["leads"], area["first"], area["codes"]) == (["80", "A0"], "U+E000", 3102)
    assert (found["year"], found["policy"], found["trust"]) == (78, "face", "silver")
    assert found["double_spaces"] == ["4040", "A1A1"]


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_show_works_for_every_page(run: Run, name: str, lang: str) -> None:
    """A table of parts, the provenance among them."""
    result = run("charset", "show", name, lang=lang)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) > 6
    assert max(map(len, result.stdout.splitlines())) < 200


def test_table_is_tab_separated(run: Run) -> None:
    """Every code of cp932 as Python's codec reads it, in one line each."""
    result = run("charset", "show", "cp932", "--table")
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert {len(row) for row in rows} == {3}
    read = {
        bytes.fromhex(code): chr(int(text.removeprefix("U+"), base=16))
        for code, text, way in rows
        if way != "<"
    }
    assert all(code.decode("cp932") == text for code, text in read.items())
    assert len(read) == 191 + 7724


def test_table_with_options_and_gaiji(run: Run, tmp_path: Path) -> None:
    """A name with options, the file of a site, and a user's table are listed as they read."""
    table = tmp_path / "gaiji.csv"
    table.write_text("外字コード,UCS,IVS\n6941,U+9089,U+E0102\n", encoding="utf-8")
    plain = run("charset", "show", "ibm930", "--table").stdout
    assert "6941\t" not in plain
    laid = run("charset", "show", "ibm930", "--table", "--gaiji", table).stdout
    assert "6941\tU+9089 U+E0102\t=" in laid.splitlines()
    site = tmp_path / "site.toml"
    site.write_text('base = "ibm930:ms"\ngaiji = ["gaiji.csv"]\n', encoding="utf-8")
    lines = run("charset", "show", site, "--table").stdout.splitlines()
    assert {"6941\tU+9089 U+E0102\t=", "43A1\tU+FF5E\t="} <= set(lines)


def test_unknown_page_is_a_wrong_definition(run: Run) -> None:
    """Exit code 3, with what is allowed; all faults at once."""
    result = run("charset", "show", "sjis")
    assert result.exit_code == 3
    assert "cp932" in result.stderr
    result = run("charset", "show", "jef:99:blue")
    assert result.exit_code == 3
    assert result.stderr.count("Expected") == 2


@pytest.mark.parametrize("more", [("--mapping", "ibm_kanji_host"), ("--charset", "ibm930")])
def test_check_that_fits(run: Run, sources: Sources, more: tuple[str, ...]) -> None:
    """Exit code 0, no symptom, no other page tried."""
    found = document(run, "check", sources.clean, *more)
    assert (found["fits"], found["better"], found["symptoms"]) == (True, [], [])
    assert found["fit"]["page"] == "ibm930"
    result = run("charset", "check", sources.clean, *more)
    assert (result.exit_code, result.stderr) == (0, "")


@pytest.mark.parametrize("more", [(), ("--mapping", "ibm_kanji_host"), ("--layout", LAYOUT)])
def test_check_that_does_not_fit(run: Run, sources: Sources, more: tuple[str | Path, ...]) -> None:
    """Exit code 1, and the page that fits better by name."""
    arguments = ("check", sources.clean, "--charset", "ibm939", *more)
    found = document(run, *arguments, code=1)
    assert (found["fits"], found["better"][0]) == (False, "ibm930")
    for lang in ("ja", "en"):
        result = run("charset", *arguments, lang=lang)
        assert result.exit_code == 1
        assert "ibm930" in result.stdout.splitlines()[-1]


def test_check_tells_of_traces(run: Run, sources: Sources, tmp_path: Path) -> None:
    """Every symptom has its text; one of a source is told with its place."""
    assert set(_SYMPTOMS) == set(SYMPTOMS)
    path = tmp_path / "x.txt"
    path.write_bytes("さくら".encode() * 50)
    result = run("charset", "check", path, "--charset", "cp932")
    assert result.exit_code == 1
    assert document(run, "check", path, "--charset", "utf-8")["fits"]
    path.write_bytes("山田〓子 〓〓".encode("cp932"))
    result = run("charset", "check", path, "--charset", "cp932")
    assert result.exit_code == 0
    assert "offset 4" in result.stdout


def test_check_shows_no_value(run: Run, sources: Sources) -> None:
    """No text of the data, in either form of output, fit or not."""
    peeked = run("peek", sources.clean, "--mapping", "ibm_kanji_host", "--record", "2", "--json")
    fields = json.loads(peeked.stdout)["fields"]
    values = {
        one["value"] for one in fields if one["usage"] in ("double", "mixed") and one["value"]
    }
    values = {value for value in values if len(value) > 1}
    assert values
    for charset in ("ibm930", "ibm939", "cp932"):
        for more in ((), ("--json",)):
            arguments = ("--mapping", "ibm_kanji_host", "--charset", charset, *more)
            result = run("charset", "check", sources.clean, *arguments)
            assert not [value for value in values if value in result.output]


@pytest.mark.parametrize(
    "more",
    [
        (),
        ("--charset", "ibm930", "--length", "800"),
        ("--mapping", "ibm_kanji_host", "--layout", str(LAYOUT)),
        ("--layout", str(LAYOUT)),
    ],
)
def test_check_wants_one_way_to_judge(run: Run, sources: Sources, more: tuple[str, ...]) -> None:
    """Options that contradict each other are wrong usage."""
    assert run("charset", "check", sources.clean, *more).exit_code == 2


def test_check_of_wrong_definitions_and_sources(run: Run, sources: Sources, tmp_path: Path) -> None:
    """3 for a layout that is none, 4 for a missing source, 1 for another length."""
    layout = ("--charset", "ibm930", "--layout")
    assert run("charset", "check", sources.clean, *layout, tmp_path / "none.csv").exit_code == 3
    assert run("charset", "check", sources.clean, *layout, LAYOUT, "--length", "700").exit_code == 3
    assert run("charset", "check", sources.clean, *layout, LAYOUT, "--length", "801").exit_code == 1
    assert run("charset", "check", tmp_path / "none", "--charset", "ibm930").exit_code == 4
    assert run("charset", "check", sources.dirty.parent, "--charset", "ibm930").exit_code == 2


def test_layout_of_the_records_front(run: Run, sources: Sources, tmp_path: Path) -> None:
    """A layout shorter than the records: ``--length`` says how long they are."""
    rows = list(csv.reader(io.StringIO(LAYOUT.read_text(encoding="utf-8"), newline="")))
    short = tmp_path / "short.csv"
    with short.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows[:12])
    arguments = ("--charset", "ibm930", "--layout", short, "--length", "800")
    assert document(run, "check", sources.clean, *arguments)["fits"]


def test_documentation_names_pages_options_and_limits() -> None:
    """docs/charsets.md has every page, every option, the limits of the guard."""
    written = (ROOT / "docs" / "charsets.md").read_text(encoding="utf-8")
    prose = re.sub(r"(?ms)^```.*?^```$", "", written)
    words = set(re.findall(r"`([^`]+)`", prose))
    assert set(names()) <= words
    options = {
        option
        for family in FAMILIES.values()
        for option in (
            *(half.option for half in family.halves if half.option),
            *(*family.years, *family.policies, *family.symbols),
        )
    }
    assert options | {"noshift"} <= words
    assert f"{LIMIT:.0%} を超える" in written
    assert f"{round(100 * MARGIN)}ポイント以上" in written
    for rule in SYMPTOMS.values():
        share = f"、かつ {100 * rule.share:g}%" if rule.share else ""
        assert f"{rule.least}件{share} |" in written
