"""Packs, mappings and codes as they are shown."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from unicodedata import normalize

import pytest

from lgmigrate.findings import CODES
from tests.cli.conftest import Run

__all__: list[str] = []

ROOT = Path(__file__).resolve().parents[2]
MAPPINGS = ("ibm_kanji_host", "open_fixed", "package_csv")
TABLES = ROOT / "schemas" / "juki" / "1"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a table of the pack, as the csv module reads them."""
    with (TABLES / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def test_pack_list(run: Run) -> None:
    """Every installed pack, with its status."""
    assert "juki@1 (profile)" in run("pack", "list").stdout
    packs = {one["name"]: one for one in json.loads(run("pack", "list", "--json").stdout)}
    folders = (ROOT / "schemas").glob("*/*/pack.toml")
    assert list(packs) == sorted(path.parent.parent.name for path in folders)
    assert (packs["juki"]["edition"], packs["juki"]["status"]) == ("1", "profile")
    assert (packs["jutogai"]["status"], len(packs["jutogai"]["source_sha256"])) == ("imported", 64)


def test_pack_show_has_the_tables(run: Run) -> None:
    """Every item and every code of the tables, in order, with the items' properties."""
    document = json.loads(run("pack", "show", "juki", "--json").stdout)
    items = [(file["name"], item) for file in document["files"] for item in file["items"]]
    expected = list(rows("items.csv"))
    assert len(items) == len(expected)
    conditions = {"required": "必須", "conditional": "条件付き必須", "optional": "任意"}
    for (file, item), row in zip(items, expected, strict=True):
        shown = (file, item["name"], item["romaji"], item["type"], item["key"])
        key = row["グループ_主キー"] == "○"
        name, romaji = row["データ項目"], row["データ項目（ローマ字）"]
        kind = normalize("NFKC", row["データ型"])  # the template writes Ｎ and Ｘ
        assert shown == (row["グループ_名称"], name, romaji, kind, key)
        assert conditions[item["condition"]] == row["データ出力条件"]
    codes = [code["value"] for one in document["code_lists"] for code in one["codes"]]
    own = "任意"  # the municipality sets the values itself
    assert codes == [row["コード値"] for row in rows("codes.csv") if row["コード値"] != own]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_pack_show_as_text(run: Run, lang: str) -> None:
    """The label says that it is a profile; each item has a line."""
    lines = run("pack", "show", str(TABLES), lang=lang).stdout.splitlines()
    assert lines[0].startswith("juki@1 (profile)")
    for row in rows("items.csv"):
        assert any(row["データ項目"] in line.split() for line in lines)


@pytest.mark.parametrize("names", ["romaji", "japanese"])
def test_pack_xsd(run: Run, tmp_path: Path, names: str) -> None:
    """A schema a file and the types; in the pack's own style those that are committed."""
    result = run("pack", "xsd", "juki", "--out", tmp_path / "x", "--names", names, "--json")
    paths = [Path(one) for one in json.loads(result.stdout)]
    assert [one.name for one in paths] == ["jumin.xsd", "shien.xsd", "types.xsd"]
    types = paths.pop()
    assert types.read_bytes() == (TABLES / "types.xsd").read_bytes()
    for path in paths:
        same = path.read_bytes() == (TABLES / path.name).read_bytes()
        assert same is (names == "romaji")
        element = '<xs:element name="宛名番号"'
        assert (element in path.read_text(encoding="utf-8")) is (names == "japanese")


@pytest.mark.parametrize(("lang", "word"), [("ja", "漢字ホスト"), ("en", "kanji host")])
def test_mapping_list(run: Run, lang: str, word: str) -> None:
    """Every installed mapping with its title in the language."""
    lines = run("mapping", "list", lang=lang).stdout.splitlines()
    shipped = sorted(path.parent.name for path in (ROOT / "mappings").glob("*/mapping.toml"))
    assert set(MAPPINGS) < set(shipped)
    assert [line.split()[0] for line in lines[1:]] == shipped
    assert word in next(line for line in lines if line.startswith("ibm_kanji_host"))
    listed = json.loads(run("mapping", "list", "--json").stdout)
    assert [(one["name"], one["faults"]) for one in listed] == [(name, []) for name in shipped]


def test_mapping_list_names_a_broken_one(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that cannot be loaded is told with its faults; the others are there."""
    group = "lgmigrate.mappings"
    broken = EntryPoint("zz_broken", "nosuch_package_at_all", group)
    both = [*entry_points(group=group), broken]
    monkeypatch.setattr("lgmigrate.mapping.registry.entry_points", lambda **_: both)
    result = run("mapping", "list")
    assert result.exit_code == 0
    assert "broken (faults: 1)" in result.stdout
    assert "nosuch_package_at_all" in result.stdout.splitlines()[-1]
    listed = json.loads(run("mapping", "list", "--json").stdout)
    assert [one["name"] for one in listed if one["faults"]] == ["zz_broken"]
    assert len(listed) > len(MAPPINGS)


@pytest.mark.parametrize("name", MAPPINGS)
def test_mapping_show_has_every_field(run: Run, name: str) -> None:
    """Each field of the data records is in a step, in the annex, the type code or FILLER."""
    document = json.loads(run("mapping", "show", name, "--json").stdout)
    shown = {field for row in document["rows"] for field in row["fields"]}
    with (ROOT / "mappings" / name / "person.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["usage"] != "filler" and row["field"] != "レコード区分":
                assert row["field"] in shown
    text = run("mapping", "show", str(ROOT / "mappings" / name)).stdout
    assert len(text.splitlines()) == len(document["rows"]) + 3


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", MAPPINGS)
def test_mapping_check(run: Run, name: str, lang: str) -> None:
    """The shipped mappings have no fault; their notes are lines."""
    result = run("mapping", "check", name, lang=lang)
    assert result.exit_code == 0
    document = json.loads(run("mapping", "check", name, "--json", lang=lang).stdout)
    assert document["lossless"]
    assert len(result.stdout.splitlines()) == len(document["notes"]) + 3


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_explain(run: Run, code: str, lang: str) -> None:
    """Every code, in small letters too, as text and as JSON with the same words."""
    text = run("explain", code.lower(), lang=lang)
    document = json.loads(run("explain", code, "--json", lang=lang).stdout)
    assert text.exit_code == 0
    assert text.stdout.startswith(f"{code} ({document['severity']}) {document['title']}\n")
    assert all(document[key] in text.stdout for key in ("meaning", "why", "action"))


def test_explain_without_a_code_lists_all(run: Run) -> None:
    """A line a code."""
    lines = run("explain").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(CODES)
    documents = map(json.loads, run("explain", "--json").stdout.splitlines())
    assert [one["code"] for one in documents] == list(CODES)
