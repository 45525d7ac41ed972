"""The commands for gaiji, in the order in which a municipality uses them.

The source has X'6941' and X'6942', the first codes of IBM's user-defined area, in names.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from lgmigrate.cli.messages import MESSAGES
from tests.cli.conftest import Run, Sources
from tests.unit.charset.mj_files import list_csv, map_json

__all__: list[str] = []

IBM = ("--mapping", "ibm_kanji_host")
LENGTH, NAME = 800, 47
MARK = b"\xef\xbb\xbf"


@pytest.fixture
def source(sources: Sources, tmp_path: Path) -> Path:
    """The clean source with two codes in the names of records 3, 4 and 7."""
    data = bytearray(sources.clean.read_bytes())
    for record, code in ((3, "6941"), (4, "69416942"), (7, "6942")):
        at = (record - 1) * LENGTH + NAME
        data[at : at + len(code) // 2] = bytes.fromhex(code)
    path = tmp_path / "JUKI.DAT"
    path.write_bytes(data)
    return path


def rows(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV with a byte order mark."""
    assert data.startswith(MARK)
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def filled(template: Path, to: Path, texts: dict[str, tuple[str, str]]) -> Path:
    """A template with UCS and status filled in, as a person does it."""
    found = rows(template.read_bytes())
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(found[0]))
    writer.writeheader()
    for row in found:
        code = next(one for one in texts if one in row["外字コード"])
        writer.writerow(row | {"UCS": texts[code][0], "同定区分": texts[code][1]})
    to.write_text(out.getvalue(), encoding="utf-8", newline="")
    return to


def test_collect_gives_csv(run: Run, source: Path) -> None:
    """Without --out the list is on standard output, as it would be in a file."""
    result = run("gaiji", "collect", source, *IBM)
    assert result.exit_code == 0
    found = [
        (row["旧コード(16進)"], row["件数"], row["最初のレコード"])
        for row in rows(result.stdout_bytes)
    ]
    assert found == [
        ("6941", "2", "JUKI.DAT:3 / JUKI.DAT:4"),
        ("6942", "2", "JUKI.DAT:4 / JUKI.DAT:7"),
    ]


def test_collect_writes_files(run: Run, source: Path, tmp_path: Path) -> None:
    """CSV as on standard output, or a workbook; the totals are told."""
    shown = run("gaiji", "collect", source, *IBM).stdout_bytes
    out = tmp_path / "new" / "list.csv"
    result = run("gaiji", "collect", source, *IBM, "--out", out)
    assert out.read_bytes() == shown
    assert "Characters: 2, occurrences: 4" in result.stdout
    assert [line.split() for line in result.stdout.splitlines()[:2]] == [
        ["class", "status", "characters", "count"],
        ["gaiji", "not", "identified", "2", "4"],
    ]
    sheet = tmp_path / "list.XLSX"
    assert run("gaiji", "collect", source, *IBM, "--out", sheet, lang="ja").exit_code == 0
    with zipfile.ZipFile(sheet) as packed:
        assert "6942" in packed.read("xl/sharedStrings.xml").decode()


def test_collect_as_json(run: Run, source: Path) -> None:
    """The rows with the words of the library."""
    document = json.loads(run("gaiji", "collect", source, *IBM, "--json").stdout)
    assert (document["out"], document["characters"], document["count"]) == (None, 2, 4)
    first = document["rows"][0]
    assert (first["source"], first["kind"], first["status"]) == ("6941", "user", "unmapped")
    assert first["fields"] == ["氏名漢字"]


def test_collect_takes_a_code_page(run: Run, source: Path) -> None:
    """--charset and --on-error are as for convert."""
    result = run("gaiji", "collect", source, *IBM, "--on-error", "private-use")
    assert [row["UCS"] for row in rows(result.stdout_bytes)] == ["U+E000", "U+E001"]
    assert run("gaiji", "collect", source, *IBM, "--charset", "nosuch").exit_code == 3


def test_a_file_is_replaced_only_when_asked(run: Run, source: Path, tmp_path: Path) -> None:
    """A file that is there, a folder, another suffix: refused before the source is read."""
    there = tmp_path / "there.csv"
    there.write_bytes(b"mine")
    (tmp_path / "folder.csv").mkdir()
    for out in (there, tmp_path / "folder.csv", tmp_path / "x.txt"):
        for command in (("collect", source), ("template", source)):
            result = run("gaiji", *command, *IBM, "--out", out)
            assert (result.exit_code, result.stdout) == (2, "")
    assert there.read_bytes() == b"mine"
    assert run("gaiji", "collect", source, *IBM, "--out", there, "--overwrite").exit_code == 0
    assert there.read_bytes().startswith(MARK)
    assert {one.name for one in tmp_path.iterdir()} == {"JUKI.DAT", "there.csv", "folder.csv"}


def test_nothing_is_left_of_a_source_that_cannot_be_read(
    run: Run, source: Path, tmp_path: Path
) -> None:
    """4, and no file."""
    source.write_bytes(source.read_bytes()[:-1])
    result = run("gaiji", "collect", source, *IBM, "--out", tmp_path / "x.csv")
    assert result.exit_code == 4
    assert not (tmp_path / "x.csv").exists()


def test_a_template_comes_from_a_source_or_a_ledger(run: Run, source: Path, tmp_path: Path) -> None:
    """Both give the same table, and two ledgers their sum."""
    ledger = tmp_path / "ledger.csv"
    run("gaiji", "collect", source, *IBM, "--out", ledger)
    one, two, sums = (tmp_path / f"{name}.csv" for name in ("one", "two", "sums"))
    assert run("gaiji", "template", source, *IBM, "--out", one).exit_code == 0
    result = run("gaiji", "template", ledger, "--out", two)
    assert "of 2 rows" in result.stdout
    assert one.read_bytes() == two.read_bytes()
    document = json.loads(run("gaiji", "template", ledger, ledger, "--out", sums, "--json").stdout)
    assert document == {"out": str(sums), "rows": 2}
    assert [row["使用件数"] for row in rows(sums.read_bytes())] == ["4", "4"]


def test_a_template_needs_a_ledger_or_a_mapping(run: Run, source: Path, tmp_path: Path) -> None:
    """Options of a source without a mapping are wrong usage; other files are no ledgers."""
    out = tmp_path / "t.csv"
    usage = run("gaiji", "template", source, "--out", out, "--charset", "ibm930")
    assert usage.exit_code == 2
    result = run("gaiji", "template", source, tmp_path / "nosuch.csv", "--out", out)
    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 3
    assert not out.exists()


def test_candidates_are_what_the_list_has(run: Run, source: Path, tmp_path: Path) -> None:
    """A row that names a glyph gets the texts that carry it."""
    ledger = tmp_path / "ledger.csv"
    run("gaiji", "collect", source, *IBM, "--out", ledger)
    text = ledger.read_text(encoding="utf-8-sig")
    ledger.write_text(text.replace("6941,,,,", "6941,,,MJ060238,"), encoding="utf-8", newline="")
    out = tmp_path / "t.csv"
    mj = list_csv(tmp_path / "mj.csv")
    assert run("gaiji", "template", ledger, "--out", out, "--mj", mj).exit_code == 0
    notes = [row["備考"] for row in rows(out.read_bytes())]
    assert "U+9089 U+E0112" in notes[0]
    assert "U+" not in notes[1]


def test_check_tells_problems_with_lines(run: Run, source: Path, tmp_path: Path) -> None:
    """1 for what is doubtful, 0 for nothing, 3 for a table that cannot be read."""
    template = tmp_path / "t.csv"
    run("gaiji", "template", source, *IBM, "--out", template)
    result = run("gaiji", "check", template)
    assert result.exit_code == 1
    assert [line.split()[:2] for line in result.stdout.splitlines()[2:]] == [
        ["2", "X'6941'"],
        ["3", "X'6942'"],
    ]
    document = json.loads(run("gaiji", "check", template, "--json").stdout)
    assert [one["kind"] for one in document["problems"]] == ["open", "open"]
    assert all(f"gaiji.problem.{one['kind']}" in MESSAGES for one in document["problems"])
    both = {"6941": ("U+9089 U+E0112", "一致"), "6942": ("U+9AD9", "一致")}
    good = filled(template, tmp_path / "good.csv", both)
    assert run("gaiji", "check", good, "--mj", list_csv(tmp_path / "mj.csv")).exit_code == 0
    bad = filled(template, tmp_path / "bad.csv", {"694": ("U+110000", "?")})
    result = run("gaiji", "check", bad)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "line 2" in result.stderr
    assert "line 3" in result.stderr


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_kinds_of_problems_have_words(run: Run, lang: str, tmp_path: Path) -> None:
    """A doubt of each kind, in both languages."""
    table = tmp_path / "t.csv"
    table.write_text(
        "外字コード,MJ文字図形名,UCS,IVS\n"
        "6941,,,\n"  # open
        "6942,MJ999999,U+9AD9,\n"  # mj
        "6943,MJ060238,U+9AD9,\n"  # text, and way_back
        "6944,,U+9089,U+E01EF\n",  # ivs
        encoding="utf-8",
    )
    mj = list_csv(tmp_path / "mj.csv")
    result = run("gaiji", "check", table, "--mj", mj, lang=lang)
    assert result.exit_code == 1
    place = 0 if lang == "ja" else 1
    for kind in ("open", "mj", "text", "way_back", "ivs"):
        assert MESSAGES[f"gaiji.problem.{kind}"][place] in result.stdout


def test_the_whole_way(run: Run, source: Path, tmp_path: Path) -> None:
    """List, table, conversion with it, reduction, and the source back byte for byte."""
    template, table = tmp_path / "t.csv", tmp_path / "table.csv"
    run("gaiji", "template", source, *IBM, "--out", template)
    filled(template, table, {"6941": ("U+9089 U+E0112", "一致"), "6942": ("U+9AD9", "類似")})
    out, back, small = tmp_path / "out", tmp_path / "back", tmp_path / "small"
    done = run("convert", source, *IBM, "--out", out, "--gaiji", table)
    assert done.exit_code == 0, done.output
    listed = rows((out / "gaiji.csv").read_bytes())
    assert [(row["UCS"], row["IVS"], row["状態"]) for row in listed] == [
        ("U+9089", "U+E0112", "一致"),
        ("U+9AD9", "", "縮退"),
    ]
    again = run("gaiji", "collect", source, *IBM, "--gaiji", table)
    assert again.stdout_bytes == (out / "gaiji.csv").read_bytes()
    files = (list_csv(tmp_path / "mj.csv"), map_json(tmp_path / "map.json"))
    mj = [part for file in files for part in ("--mj", file)]
    result = run("gaiji", "reduce", out, "--to", "x0213", *mj, "--out", small)
    values = rows((small / "jumin.x0213.csv").read_bytes())
    assert {row["値"][:3] for row in values} >= {"邉\U000e0112髙"}
    losses = {row["元の文字"]: row["縮退先"] for row in rows((small / "losses.csv").read_bytes())}
    assert (losses["邉\U000e0112"], losses["髙"]) == ("邉", "高")
    assert result.exit_code == (1 if "" in losses.values() else 0)
    assert run("restore", out, *IBM, "--out", back, "--gaiji", table).exit_code == 0
    assert (back / "JUKI.DAT").read_bytes() == source.read_bytes()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_reduce_tells_what_it_lost(run: Run, sources: Sources, tmp_path: Path, lang: str) -> None:
    """Files with records and values; as JSON the same numbers; the files agree with both."""
    mj = ("--mj", list_csv(tmp_path / "mj.csv"))
    out = tmp_path / "out"
    arguments = ("gaiji", "reduce", sources.standard, "--to", "x0208", *mj, "--out", out)
    result = run(*arguments, lang=lang)
    document = json.loads(run(*arguments, "--overwrite", "--json", lang=lang).stdout)
    found = rows((out / "jumin.x0208.csv").read_bytes())
    lost = rows((out / "losses.csv").read_bytes())
    assert document["records"]["jumin.xml"] == 300
    assert document["values"]["jumin.x0208.csv"] == len(found) > 0
    assert document["undecided"] == sum(bool(row["未決定"]) for row in found)
    assert (document["characters"], document["without"]) == (
        len(lost),
        sum(not row["縮退先"] for row in lost),
    )
    assert result.exit_code == (1 if document["undecided"] else 0)
    line = next(one for one in result.stdout.splitlines() if one.startswith("jumin.xml"))
    assert line.split() == ["jumin.xml", "300", f"{len(found):,}"]


def test_reduce_refuses(run: Run, sources: Sources, tmp_path: Path) -> None:
    """2 without a list or another set, 3 for files that hold none."""
    out = ("--out", tmp_path / "out")
    assert run("gaiji", "reduce", sources.standard, "--to", "x0213", *out).exit_code == 2
    mj = ("--mj", list_csv(tmp_path / "mj.csv"))
    assert run("gaiji", "reduce", sources.standard, "--to", "ascii", *mj, *out).exit_code == 2
    other = ("--mj", map_json(tmp_path / "map.json"))
    assert run("gaiji", "reduce", sources.standard, "--to", "x0213", *other, *out).exit_code == 3
    assert not (tmp_path / "out").exists()
