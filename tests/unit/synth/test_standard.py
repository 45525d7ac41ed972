"""Made-up deliveries of the packs that ship: nothing to find, everything filled somewhere."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from lxml import etree

from lgmigrate.errors import UsageError
from lgmigrate.pipeline.read import read_standard
from lgmigrate.pipeline.validate import validate
from lgmigrate.standard import Pack, load_pack, pack_names
from lgmigrate.synth.delivery.plans import Place
from lgmigrate.synth.delivery.scene import new_run
from lgmigrate.synth.delivery.standard import synthesize_standard
from tests.property.pack_cases import load
from tests.schemas import compiled

PACKS = pack_names()
PERSONS = 5000


@pytest.fixture(scope="module")
def packs() -> list[Pack]:
    """Every pack that ships."""
    return [load_pack(name) for name in PACKS]


@pytest.fixture(scope="module")
def frames(packs: list[Pack]) -> dict[Place, pl.DataFrame]:
    """The records of all of them in one run, of two chunks."""
    run = new_run(packs, PERSONS, 3)
    scenes = [run.scene(number).frames for number in range(run.chunks)]
    return {place: pl.concat(scene[place] for scene in scenes) for place in run.places}


@pytest.mark.parametrize("seed", [1, 2, 77])
def test_all_packs_together_have_no_finding(packs: list[Pack], seed: int, tmp_path: Path) -> None:
    """Not even a warning: every reference leads to a record of the delivery."""
    made = synthesize_standard(packs, tmp_path / "out", persons=1500, seed=seed)
    report = validate(tmp_path / "out", PACKS)
    assert report.codes == {}
    counts = {path.rpartition("/")[2].partition(".")[0]: n for path, n in made.records.items()}
    assert report.counts == counts
    assert set(made.manifests) == set(PACKS)


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_alone_points_elsewhere_at_most(name: str, tmp_path: Path) -> None:
    """Alone nothing is wrong; what points at packs that are not there cannot be checked (K004)."""
    pack = load_pack(name)
    synthesize_standard(name, tmp_path / "out", persons=1200, seed=5)
    away = any(target.pack for f in pack.files for r in f.references for target in r.targets)
    assert set(validate(tmp_path / "out", name).codes) == ({"K004"} if away else set())


def test_every_item_is_filled_somewhere(
    packs: list[Pack], frames: dict[Place, pl.DataFrame]
) -> None:
    """Each item has a value in some record; an optional one is absent in another."""
    for pack in packs:
        for file in pack.files:
            frame = frames[pack.name, file.name]
            for item in file.items:
                absent = frame[item.name].null_count()
                place = f"{pack.name} {file.name} {item.name}"
                assert absent < frame.height, f"Expected a value of {place}, got none"
                if item.condition == "optional" and not item.key:
                    assert absent, f"Expected a record without {place}, got none"


def test_begin_comes_before_end(frames: dict[Place, pl.DataFrame]) -> None:
    """Periods do not end before they begin."""
    pairs = {
        ("kokuho", "kokuhoshikaku"): ("国保資格取得年月日", "国保資格喪失年月日"),
        ("koki", "kokihihokensha"): ("保険者番号適用開始年月日", "保険者番号適用終了年月日"),
        ("kaigo", "yokaigonintei"): ("要介護認定有効期間開始日", "要介護認定有効期間終了日"),
        ("seiho", "seihojukyu"): ("停止年月日", "停止解除年月日"),
        ("juki", "shien"): ("支援措置開始年月日", "支援措置終了年月日"),
        ("shuno", "choteishuno"): ("事業年度開始日", "事業年度終了日"),
    }
    for place, (begin, end) in pairs.items():
        known = frames[place].drop_nulls([begin, end])
        assert known.height
        assert (known[begin] <= known[end]).all()


def test_histories_count_from_one(frames: dict[Place, pl.DataFrame]) -> None:
    """The numbers of a history follow each other, and only the last record is the newest."""
    frame = frames["kokuho", "kokuhoshikaku"]
    numbers = pl.col("国保資格_履歴番号").cast(pl.Int64)
    whole = frame.group_by("宛名番号").agg(
        numbers.sort().alias("numbers"),
        pl.col("最新フラグ").sort_by(numbers).alias("latest"),
    )
    assert whole["numbers"].list.len().max() > 1  # type: ignore[operator]  # a number, as none is null
    for found, latest in whole.select("numbers", "latest").iter_rows():
        assert found == list(range(1, len(found) + 1))
        assert latest == ["0"] * (len(found) - 1) + ["1"]


def test_who_a_domain_concerns(frames: dict[Place, pl.DataFrame]) -> None:
    """後期高齢者医療 is of people of 75 years, but for those who live elsewhere, 介護保険 of 65."""
    births = frames["juki", "jumin"].filter(pl.col("最新フラグ") == "1")
    births = births.select("宛名番号", "生年月日").drop_nulls()
    for place, last in (
        (("koki", "kokihihokensha"), "1950"),
        (("kaigo", "kaigohihokensha"), "1960"),
    ):
        found = frames[place].join(births, on="宛名番号")
        assert found.height
        assert (found["生年月日"].str.slice(0, 4) <= last).all()


def test_a_person_has_one_number_of_the_insured(frames: dict[Place, pl.DataFrame]) -> None:
    """A file that points at 被保険者番号 of another has that of the same person."""
    insured = frames["kaigo", "kaigohihokensha"].select("宛名番号", "被保険者番号").unique()
    both = frames["kaigo", "yokaigonintei"].join(insured, on="宛名番号", suffix="_資格")
    assert both.height
    assert (both["被保険者番号"] == both["被保険者番号_資格"]).all()


def test_a_payment_is_of_who_owes_it(frames: dict[Place, pl.DataFrame]) -> None:
    """What a record of 収納 points at is what its 調定 points at."""
    keys = ["賦課年度", "相当年度", "通知書番号", "業務詳細（科目）コード", "期別"]
    owed = frames["shuno", "choteishuno"].select(*keys, "宛名番号").unique()
    paid = frames["shuno", "shunorireki"].join(owed, on=keys, suffix="_調定")
    assert paid.height
    assert (paid["宛名番号"] == paid["宛名番号_調定"]).all()


def test_others_have_numbers_of_their_own(frames: dict[Place, pl.DataFrame]) -> None:
    """住登外者 are nobody of 住民基本台帳, and taxes are paid by both."""
    people = set(frames["juki", "jumin"]["宛名番号"])
    others = set(frames["jutogai", "jutogai"]["宛名番号"])
    assert not people & others
    payers = set(frames["kojinzei", "nozeigimusha"]["宛名番号"])
    assert payers & people
    assert payers & others
    assert payers <= people | others


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """Same packs, persons and seed: same bytes, however many threads; another seed: others."""
    made = []
    for number, (seed, workers) in enumerate(((7, 1), (7, 3), (8, 1))):
        out = tmp_path / str(number)
        synthesize_standard(
            ["kaigo", "jutogai"], out, persons=9000, seed=seed, format="csv", workers=workers
        )
        made.append({path.name: path.read_bytes() for path in sorted(out.rglob("*.*"))})
    assert made[0] == made[1]
    assert made[0] != made[2]


def test_one_pack_stands_flat_with_its_manifest(tmp_path: Path) -> None:
    """The manifest says what was made; Japanese names are those of the items."""
    made = synthesize_standard("seiho", tmp_path, persons=800, format="csv", names="japanese")
    assert list(made.records) == ["seihojukyu.csv"]
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["files"][0]["records"] == made.records["seihojukyu.csv"]
    assert manifest["municipality"] == "131016"
    assert sum(one["bytes"] for one in manifest["files"]) == made.bytes
    head = (tmp_path / "seihojukyu.csv").read_text("utf-8").splitlines()[0]
    assert head.split(",")[:2] == ["宛名番号", "生活保護受給_履歴番号"]
    records = sum(one.height for one in read_standard(tmp_path / "seihojukyu.csv", "seiho"))
    assert records == made.records["seihojukyu.csv"]


def test_faults_of_the_call(tmp_path: Path) -> None:
    """All at once, and nothing is written."""
    with pytest.raises(UsageError) as caught:
        synthesize_standard(["juki", "seiho", "juki"], tmp_path / "out", persons=-1, seed=-1)
    for word in ("juki again", "persons", "seed"):
        assert word in str(caught.value)
    with pytest.raises(UsageError, match="Expected a pack, got none"):
        synthesize_standard([], tmp_path / "out")
    assert not (tmp_path / "out").exists()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "other.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="overwrite"):
        synthesize_standard("seiho", tmp_path / "out", persons=10)


def test_files_whose_keys_point_at_each_other(tmp_path: Path) -> None:
    """Two files marked ○ on the same keys, as official tables have them: both hold the same."""
    head = "データ項目ID,データ項目,データ項目（ローマ字）,グループ_名称,グループ_主キー,"
    head += "グループ_外部キー,クラス分類_LV1,クラス分類_LV2,クラス分類_LV3,データ型,桁数,コード,"
    head += "繰り返し,データ出力条件,項目定義,項目説明,標準仕様書関連箇所,実装類型,サンプル値,備考"
    rows = [
        f"{number:08d},{name},{romaji}{file},{file},○,○,,,,{kind},,,必須,,,,,,"
        for number, (file, name, romaji, kind) in enumerate(
            (file, *item)
            for file in ("one", "two")
            for item in (("整理番号", "a", "X,15"), ("履歴番号", "b", "9,3"))
        )
    ]
    folder = load(
        {
            "pack.toml": 'name="p"\nedition="1"\ntitle="t"\nstatus="profile"\nsource="made up"\n',
            "files.csv": "グループ_名称,日本語名称,説明\none,一,\ntwo,二,\n",
            "items.csv": "\n".join([head, *rows, ""]),
            "codes.csv": "コードID,コード名,コード値,コード値の内容,備考\n",
        },
        tmp_path / "pack",
    )
    made = synthesize_standard(folder, tmp_path / "out", persons=6000)
    assert min(made.records.values()) > 1000
    assert validate(tmp_path / "out", folder).codes == {}


def test_files_are_valid_against_their_schemas(tmp_path: Path) -> None:
    """libxml2 finds the files of all packs valid against the XSD that ships or is generated."""
    packs = [load_pack(name) for name in PACKS]
    synthesize_standard(packs, tmp_path, persons=400)
    for pack in packs:
        for file in pack.files:
            document = etree.parse(tmp_path / pack.name / f"{file.name}.xml")
            schema = compiled(pack, file)
            assert schema.validate(document), str(schema.error_log)
