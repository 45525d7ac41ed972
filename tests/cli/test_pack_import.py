"""pack import and pack export: what is shown, what is written, and what is not."""

from __future__ import annotations

import csv
import json
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.unit.standard.workbook_cases import Grid, Value, book, five, official

__all__: list[str] = []

ITEMS = "項目定義書（試験業務）"
HEAD = ("--name", "t", "--edition", "1")
FILES = ["codes.csv", "files.csv", "items.csv", "pack.toml", "types.xsd", "住民.xsd", "税.xsd"]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A right workbook of the official template."""
    path = tmp_path / "list.xlsx"
    path.write_bytes(book(official()))
    return path


def names(folder: Path) -> list[str]:
    """The files of a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_workbook_becomes_a_pack(run: Run, workbook: Path, tmp_path: Path) -> None:
    """What was found is shown in short; the folder is a pack that says where it is from."""
    out = tmp_path / "packs" / "t-1"
    done = run("pack", "import", workbook, "--out", out, *HEAD)
    assert done.exit_code == 0, done.output
    assert f"Sheet {ITEMS}: items (by its name)" in done.stdout
    assert "rows not read: 13: end mark" in done.stdout
    assert names(out) == FILES
    head = tomllib.loads((out / "pack.toml").read_text(encoding="utf-8"))
    assert head == {
        "name": "t",
        "edition": "1",
        "title": "試験業務",
        "domain": "001",
        "status": "imported",
        "names": "romaji",
        "source": "list.xlsx",
        "source_sha256": sha256(workbook.read_bytes()).hexdigest(),
    }
    assert "t@1 (imported)" in run("pack", "show", out).stdout
    assert run("pack", "xsd", out, "--out", tmp_path / "xsd").exit_code == 0
    for path in (tmp_path / "xsd").iterdir():
        assert path.read_bytes() == (out / path.name).read_bytes()


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["header: row 5-6; rows read: 6", "(option)", "Code lists: 4, rows of values: 7"]),
        ("ja", ["見出し: 5-6 行目、読んだ行: 6", "オプション", "コード一覧: 4 種類、7 行"]),
    ],
)
def test_a_dry_run_shows_columns_and_writes_nothing(
    run: Run, workbook: Path, tmp_path: Path, lang: str, words: list[str]
) -> None:
    """Column by column, with letter and header, in both languages."""
    before = names(tmp_path)
    done = run("pack", "import", workbook, "--dry-run", *HEAD, lang=lang)
    assert done.exit_code == 0, done.output
    assert names(tmp_path) == before
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["データ型", "K", "データ型"] in lines
    assert ["データ項目ID", "A:B", "データ項目ID"] in lines
    assert ["グループ_主キー", "F", "グループ_主キー"] in lines
    for word in words:
        assert word in done.stdout


def test_oddities_are_shown(run: Run, workbook: Path) -> None:
    """Hidden sheets, columns that are not used, made names of files, lists taken once."""
    sheets = official()
    for row in range(7, 11):
        sheets[ITEMS].put(f"E{row}", "住民/人")
    sheets[ITEMS].put("V5", "所管")
    codes = sheets["コード一覧（個別）"]
    codes.hidden = True
    rows: list[list[Value]] = [*codes.rows[:5], [999, "自治体固有コード", "任意", "任意"]]
    sheets["コード一覧（個別）_2"] = Grid(rows=rows)
    workbook.write_bytes(book(sheets))
    shown = run("pack", "import", workbook, "--dry-run", *HEAD).stdout
    for expected in (
        "  a hidden sheet",
        "    not used: V 所管",
        "The file of group 住民/人 gets the name 住民_人",
        "Code list 999 stands in several sheets and was taken once",
    ):
        assert expected in shown.splitlines()


def test_json_has_everything(run: Run, workbook: Path, tmp_path: Path) -> None:
    """Sheets with roles, columns and rows; head with origins; nothing else on standard output."""
    done = run("pack", "import", workbook, "--out", tmp_path / "p", *HEAD, "--json")
    document = json.loads(done.stdout)
    assert (document["form"], document["out"]) == ("official", str(tmp_path / "p"))
    assert [(one["role"], one["rows"]) for one in document["sheets"]] == [
        *(("items", 6), ("codes", 5), ("codes", 2), ("ignore", 0)),
    ]
    assert document["sheets"][0]["columns"]["桁数"] == "L"
    assert document["sheets"][0]["ignored"] == {"end": [13]}
    assert document["from"]["title"] == "workbook"
    assert document["files"] == [
        {"group": "住民", "name": "住民", "items": 4},
        {"group": "税", "name": "税", "items": 2},
    ]


def test_every_fault_at_once_and_nothing_written(run: Run, tmp_path: Path) -> None:
    """Exit 3; sheet, row and column of each; the folder is not even made."""
    sheets = official()
    for place, value in (("K7", "Q"), ("L8", "多"), ("O9", "適宜")):
        sheets[ITEMS].put(place, value)
    sheets["コード一覧（個別）"].put("C7", "0")
    path = tmp_path / "bad.xlsx"
    path.write_bytes(book(sheets))
    done = run("pack", "import", path, "--out", tmp_path / "out")
    assert done.exit_code == 3
    assert not (tmp_path / "out").exists()
    for expected in (
        f"bad.xlsx, sheet {ITEMS}, row 7, column K: Expected a type",
        f"bad.xlsx, sheet {ITEMS}, row 8, column L: Expected a number",
        f"bad.xlsx, sheet {ITEMS}, row 9, column O: Expected 必須",
        "bad.xlsx, sheet コード一覧（個別）, row 7, column C: Expected each value",
        "Expected the edition of the pack, got none: give --edition",
    ):
        assert expected in done.stderr, done.stderr
    document = json.loads(run("pack", "import", path, "--dry-run", "--json").stdout)
    assert (len(document["faults"]), document["out"]) == (5, None)


def test_faults_leave_an_earlier_pack_as_it_is(run: Run, workbook: Path, tmp_path: Path) -> None:
    """With --overwrite too; a right workbook replaces it, and takes old schemas away."""
    out = tmp_path / "p"
    assert run("pack", "import", workbook, "--out", out, *HEAD).exit_code == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    again = run("pack", "import", workbook, "--out", out, *HEAD)
    assert (again.exit_code, "--overwrite" in again.stderr) == (2, True)
    sheets = official()
    for row in range(7, 11):
        sheets[ITEMS].put(f"E{row}", "人")
    sheets[ITEMS].put("K7", "Q")
    workbook.write_bytes(book(sheets))
    assert run("pack", "import", workbook, "--out", out, "--overwrite", *HEAD).exit_code == 3
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    sheets[ITEMS].put("K7", "X")
    workbook.write_bytes(book(sheets))
    assert run("pack", "import", workbook, "--out", out, "--overwrite", *HEAD).exit_code == 0
    assert names(out) == sorted([*FILES[:5], "人.xsd", "税.xsd"])


def test_the_name_of_the_installed_pack_of_the_domain(run: Run, workbook: Path) -> None:
    """001 is juki: an imported edition stands beside the profile under its name."""
    done = run("pack", "import", workbook, "--dry-run", "--edition", "2.1", "--json")
    document = json.loads(done.stdout)
    assert (document["head"]["name"], document["from"]["name"]) == ("juki", "domain")


def test_the_five_tables_with_a_mapping_file(run: Run, tmp_path: Path) -> None:
    """What was made of what the workbook does not say is shown; --columns says the rest."""
    path, columns, out = tmp_path / "五表_V2.7.xlsx", tmp_path / "map.toml", tmp_path / "p"
    sheets = five()
    sheets["データ項目一覧表"].put("C4", "氏名型")
    path.write_bytes(book(sheets))
    columns.write_text('[types]\n"氏名型" = "N"\n[files]\n"住民票" = "jumin"\n', encoding="utf-8")
    head = ("--name", "t", "--title", "住民", "--domain", "001")
    assert run("pack", "import", path, "--out", out, *head).exit_code == 3
    done = run("pack", "import", path, "--out", out, *head, "--columns", columns)
    assert done.exit_code == 0, done.output
    assert "No column of item IDs" in done.stdout
    assert "Data type 混在 is taken as M (items: 1)" in done.stdout
    assert "jumin.xsd" in names(out)
    with (out / "items.csv").open(encoding="utf-8", newline="") as stream:
        first = next(csv.DictReader(stream))
    assert (first["データ項目ID"], first["データ項目（ローマ字）"]) == ("00100001", "i00100001")
    assert 'names = "japanese"' in (out / "pack.toml").read_text(encoding="utf-8")
    columns.write_text('[type]\n"氏名型" = "N"\n', encoding="utf-8")
    wrong = run("pack", "import", path, "--dry-run", *head, "--columns", columns)
    assert (wrong.exit_code, "map.toml, line 1: Expected sheets" in wrong.stderr) == (3, True)


def test_what_cannot_be_read(run: Run, tmp_path: Path) -> None:
    """No file, no workbook: exit 3. Neither --out nor --dry-run: exit 2."""
    missing = run("pack", "import", tmp_path / "no.xlsx", "--dry-run")
    assert (missing.exit_code, "Expected a file that can be read" in missing.stderr) == (3, True)
    (tmp_path / "a.xlsx").write_text("データ項目,型\n", encoding="utf-8")
    other = run("pack", "import", tmp_path / "a.xlsx", "--dry-run")
    assert (other.exit_code, "Expected a workbook (xlsx)" in other.stderr) == (3, True)
    assert run("pack", "import", tmp_path / "a.xlsx").exit_code == 2


def test_export_and_import_are_inverses(run: Run, tmp_path: Path) -> None:
    """The tables of juki, out and in again: nothing has to be said, and they are the same."""
    path, out = tmp_path / "juki.xlsx", tmp_path / "p"
    done = run("pack", "export", "juki", "--out", path)
    assert (done.exit_code, "juki@1" in done.stdout) == (0, True)
    assert run("pack", "import", path, "--out", out).exit_code == 0
    same, made = (
        json.loads(run("pack", "show", one, "--json").stdout) for one in ("juki", str(out))
    )
    assert made["digest"] == same["digest"]
    assert made["files"] == same["files"]


def test_export_writes_a_new_file_of_the_right_suffix(run: Run, tmp_path: Path) -> None:
    """Over another only with --overwrite; a folder of a pack will do as P."""
    path = tmp_path / "a.xlsx"
    folder = Path(__file__).resolve().parents[2] / "schemas" / "jutogai" / "1"
    document = json.loads(run("pack", "export", folder, "--out", path, "--json").stdout)
    assert document == {"out": str(path), "pack": "jutogai@1 (imported)", "items": 29}
    assert run("pack", "export", "jutogai", "--out", path).exit_code == 2
    before = path.read_bytes()
    assert run("pack", "export", "jutogai", "--out", path, "--overwrite").exit_code == 0
    assert path.read_bytes() == before
    assert run("pack", "export", "jutogai", "--out", tmp_path / "a.csv").exit_code == 2
    assert run("pack", "export", "nosuch", "--out", tmp_path / "b.xlsx").exit_code == 3
