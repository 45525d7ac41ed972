"""A delivery of several packs: each file by its own pack, and references between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lgmigrate.errors import UsageError
from lgmigrate.pipeline.validate import Report, validate

ITEMS = (
    "データ項目ID,データ項目,データ項目（ローマ字）,グループ_名称,グループ_主キー,グループ_外部キー,"
    "クラス分類_LV1,クラス分類_LV2,クラス分類_LV3,データ型,桁数,コード,繰り返し,データ出力条件,"
    "項目定義,項目説明,標準仕様書関連箇所,実装類型,サンプル値,備考\n"
)
CODES = "コードID,コード名,コード値,コード値の内容,備考\n999,自治体固有コード,任意,任意,\n"


def item(number: int, name: str, romaji: str, file: str, key: str = "○", foreign: str = "") -> str:
    """A row of items.csv, of type X with four digits."""
    condition = "必須" if key else "任意"
    return f"{number:08d},{name},{romaji},{file},{key},{foreign},,,,X,4,,,{condition},,,,,,\n"


def write_pack(folder: Path, name: str, file: str, *items: str) -> str:
    """A pack with one file; its folder."""
    folder.mkdir()
    head = f'name = "{name}"\nedition = "1"\ntitle = "t"\nstatus = "profile"\nsource = "made up"\n'
    tables = {
        "pack.toml": head,
        "files.csv": f"グループ_名称,日本語名称,説明\n{file},{file},\n",
        "items.csv": ITEMS + "".join(items),
        "codes.csv": CODES,
    }
    for table, text in tables.items():
        (folder / table).write_text(text, encoding="utf-8", newline="")
    return str(folder)


@pytest.fixture
def packs(tmp_path: Path) -> list[str]:
    """Persons, and cars that name their owners."""
    person = item(1, "番号", "bango", "person")
    owner = item(2, "所有者", "shoyusha", "car", "", "people:person.番号")
    car = item(1, "車台", "shadai", "car")
    return [
        write_pack(tmp_path / "pack-a", "people", "person", person),
        write_pack(tmp_path / "pack-b", "cars", "car", car, owner),
    ]


def write(path: Path, text: str) -> None:
    """A file, its folder made if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def found(report: Report) -> list[tuple[str, str, int | None, str | None]]:
    """Code, file, record and field of each finding."""
    return report.findings.select("code", "file", "record", "field").rows()


CARS = "shadai,shoyusha\r\nc1,1\r\nc2,7\r\nc3,\r\nc4,12345\r\n"


@pytest.mark.parametrize("place", ["", "people/"])
def test_each_file_by_its_own_pack(tmp_path: Path, packs: list[str], place: str) -> None:
    """Flat or in folders: the car without a known owner, and the number that is too long."""
    delivery = tmp_path / "delivery"
    write(delivery / place / "person.csv", "bango\r\n1\r\n2\r\n")
    write(delivery / place.replace("people", "cars") / "car.csv", CARS)
    report = validate(delivery, packs)
    car = place.replace("people", "cars") + "car.csv"
    assert found(report) == [
        ("S003", car, 4, "所有者"),
        ("K003", car, 2, "所有者"),
        ("K003", car, 4, "所有者"),
    ]
    assert report.counts == {"person": 2, "car": 4}
    assert set(report.packs) == {"people@1 (profile)", "cars@1 (profile)"}
    assert not report.ok


def test_the_order_of_files_does_not_matter(tmp_path: Path, packs: list[str]) -> None:
    """What is pointed at may be read later."""
    write(tmp_path / "d" / "person.csv", "bango\r\n1\r\n")
    write(tmp_path / "d" / "car.csv", CARS)
    assert found(validate(tmp_path / "d", packs[::-1])) == found(validate(tmp_path / "d", packs))


def test_packs_and_a_mapping(tmp_path: Path, packs: list[str]) -> None:
    """One or the other: of both, one would be passed over in silence. A pack may be a path."""
    write(tmp_path / "d" / "person.csv", "bango\r\n1\r\n")
    assert validate(tmp_path / "d", Path(packs[0])).ok
    with pytest.raises(UsageError, match="got both"):
        validate(tmp_path / "d", packs, mapping="open_fixed")


def test_one_domain_alone(tmp_path: Path, packs: list[str]) -> None:
    """Owners cannot be looked for: a warning says how many, and the delivery is not refused."""
    write(tmp_path / "d" / "car.csv", CARS.replace("12345", "2"))
    report = validate(tmp_path / "d", packs)
    assert found(report) == [("K004", "car.csv", None, "所有者")]
    assert report.findings["shape"].to_list() == ["3 records, no people:person"]
    assert report.ok


def test_names_of_no_pack_are_told(tmp_path: Path, packs: list[str]) -> None:
    """A file that nobody checked is named in the report."""
    write(tmp_path / "d" / "person.csv", "bango\r\n1\r\n")
    write(tmp_path / "d" / "house.csv", "x\r\n1\r\n")
    write(tmp_path / "d" / "readme.txt", "x")
    report = validate(tmp_path / "d", packs)
    assert report.unknown == ("house.csv", "readme.txt")


def test_packs_are_told_by_the_files(tmp_path: Path) -> None:
    """Without a pack the root of an XML file says of which installed pack it is."""
    root = '<migrationFile xmlns="urn:lgmigrate:pack:juki:1" pack="juki" edition="1" file="shien">'
    write(tmp_path / "d" / "shien.xml", f"{root}\n</migrationFile>\n")
    report = validate(tmp_path / "d")
    assert (report.packs, report.counts, report.codes) == (
        ("juki@1 (profile)",),
        {"shien": 0},
        {},
    )


def test_two_files_of_one_name(tmp_path: Path, packs: list[str]) -> None:
    """Files of two packs that have one name are counted apart."""
    other = item(1, "番号", "bango", "person")
    packs.append(write_pack(tmp_path / "pack-c", "others", "person", other))
    for pack, rows in (("people", "1\r\n2\r\n"), ("others", "3\r\n")):
        root = f'<migrationFile xmlns="urn:lgmigrate:pack:{pack}:1" pack="{pack}" edition="1"'
        records = "".join(f"<record><bango>{one}</bango></record>\n" for one in rows.split())
        write(
            tmp_path / "d" / pack / "person.xml",
            f'{root} file="person">\n{records}</migrationFile>\n',
        )
    report = validate(tmp_path / "d", packs)
    assert report.counts == {"people/person": 2, "others/person": 1}
    assert report.codes == {}
