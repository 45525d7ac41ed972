"""Deliveries reduced to JIS X 0213 and JIS X 0208: what changes, beside what stands there.

髙 (U+9AD9) is unified with 高 in JIS X 0213, 邉 with U+E0112 is a glyph of 邉, which stands in both
sets; 﨑 (U+FA11) is 1-47-82 of JIS X 0213 and has 崎 in JIS X 0208; 𠮷 (U+20BB7) is in neither.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path

import pytest

from lgmigrate.charset.mj_sources import open_moji
from lgmigrate.charset.reduction import Target
from lgmigrate.errors import FramingError, PackError, UsageError
from lgmigrate.pipeline import reduce as module
from lgmigrate.pipeline.reduce import Reduced, reduce_delivery
from tests.unit.charset.mj_files import list_csv, map_json
from tests.unit.pipeline.conftest import Made

__all__: list[str] = []

NAMES = {2: "髙山　太郎", 5: "渡邉\U000e0112　花", 9: "髙﨑", 12: "𠮷田　髙", 14: "髙山　太郎"}
NASAL = "か\u309a"  # two code points, one character of JIS X 0213


def plain(text: str) -> str:
    """The text without characters that JIS X 0208 does not have."""
    return "".join(one if one.encode("iso2022_jp", "ignore") else "田" for one in text)


@pytest.fixture(scope="module")
def delivery(few: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A delivery in JIS X 0208, but for ``NAMES`` and in the 20th record NASAL."""
    folder = tmp_path_factory.mktemp("reduce") / "standard"
    shutil.copytree(few("ibm_kanji_host").standard, folder)
    path = folder / "jumin.xml"
    lines = plain(path.read_text(encoding="utf-8")).split("\n")
    records = [number for number, line in enumerate(lines) if line.startswith("<record>")]
    for record, name in {**NAMES, 20: NASAL}.items():
        at = records[record - 1]
        lines[at] = re.sub("<shimei>[^<]*<", f"<shimei>{name}<", lines[at], count=1)
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    return folder


def reduced(delivery: Path, out: Path, target: Target = "x0213", **more: object) -> Reduced:
    """The run with the small MJ list and map."""
    moji, shrink = open_moji(list_csv(out.parent / "mj.csv"), map_json(out.parent / "map.json"))
    return reduce_delivery(
        delivery,
        out,
        target=target,
        moji=moji,
        shrink=shrink,
        **more,  # type: ignore[arg-type]  # options by name
    )


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a written table; it is UTF-8 with a byte order mark and CR LF."""
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def keys_of(delivery: Path, record: int) -> str:
    """宛名番号 of a record, read by hand."""
    text = (delivery / "jumin.xml").read_text(encoding="utf-8")
    return list(re.finditer("<atenabango>([^<]*)<", text))[record - 1][1]


def test_values_that_change_stand_beside_what_they_were(delivery: Path, out: Path) -> None:
    """Only the records with a change, each with number, keys, value, reduced value."""
    done = reduced(delivery, out)
    rows = table(out / "jumin.x0213.csv")
    assert {row["項目"] for row in rows} == {"氏名"}
    assert [
        (int(row["レコード番号"]), row["値"], row["縮退後"], row["未決定"]) for row in rows
    ] == [
        (2, NAMES[2], "高山　太郎", ""),
        (5, NAMES[5], "渡邉　花", ""),
        (9, NAMES[9], "高﨑", ""),
        (12, NAMES[12], "", "𠮷"),
        (14, NAMES[14], "高山　太郎", ""),
    ]
    assert [row["宛名番号"] for row in rows] == [keys_of(delivery, number) for number in NAMES]
    assert (done.undecided, done.ok) == (1, False)
    assert done.values["jumin.x0213.csv"] == len(table(out / "jumin.x0213.csv"))
    assert done.records["jumin.xml"] == 500


def test_losses_have_a_row_a_character(delivery: Path, out: Path) -> None:
    """What is undecided first; the ground, how often, and where first."""
    done = reduced(delivery, out)
    rows = table(out / "losses.csv")
    found = {row["元の文字"]: row for row in rows}
    assert (rows[0]["元の文字"], rows[0]["縮退先"], rows[0]["件数"]) == ("𠮷", "", "1")
    assert (found["髙"]["元のUCS"], found["髙"]["縮退先"]) == ("U+9AD9", "高")
    assert found["髙"]["縮退先のUCS"] == "U+9AD8"
    assert found["髙"]["根拠"] == "JIS包摂規準・UCS統合規則"
    assert found["髙"]["件数"] == "4"
    places = "jumin.xml:2 / jumin.xml:9 / jumin.xml:12"
    assert found["髙"]["最初のレコード"] == places
    assert found["邉\U000e0112"]["元のUCS"] == "U+9089 U+E0112"
    assert NASAL[1] not in found
    assert (done.characters, done.without) == (len(rows), 1)


def test_jis_x_0208_goes_further(delivery: Path, out: Path) -> None:
    """﨑 stays in JIS X 0213 and becomes 崎 in JIS X 0208, by the family register's parent."""
    reduced(delivery, out, "x0208")
    by_number = {row["レコード番号"]: row for row in table(out / "jumin.x0208.csv")}
    assert by_number["9"]["縮退後"] == "高崎"
    assert by_number["20"]["未決定"] == "か\u309a"
    losses = {row["元の文字"]: row for row in table(out / "losses.csv")}
    ground = "戸籍統一文字情報 親字・正字（ホップ数1）"
    assert (losses["﨑"]["根拠"], losses["﨑"]["候補"]) == (ground, "崎")


def test_few_values_are_remembered(
    delivery: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few reductions are kept, the result is the same."""
    reduced(delivery, out)
    monkeypatch.setattr(module, "KEPT", 1)
    reduced(delivery, out.with_name("other"))
    for path in out.iterdir():
        assert path.read_bytes() == (out.with_name("other") / path.name).read_bytes()


def test_one_file_and_csv(few: Made, out: Path) -> None:
    """An exchange file alone, of a pack that its name tells; progress counts its records."""
    seen: list[tuple[int, int]] = []
    path = few("ibm_kanji_host").standard / "jumin.xml"
    reduced(path, out, progress=lambda *done: seen.append(done))
    assert seen[-1] == (500, path.stat().st_size)
    assert {one.name for one in out.iterdir()} == {"jumin.x0213.csv", "losses.csv"}


def test_what_is_of_no_pack_is_told(few: Made, out: Path, tmp_path: Path) -> None:
    """Files in a folder of their own are found; names of no pack are handed back."""
    shutil.copytree(few("ibm_kanji_host").standard, tmp_path / "d" / "juki")
    (tmp_path / "d" / "notes.txt").write_bytes(b"")
    done = reduced(tmp_path / "d", out)
    assert done.unknown == ("notes.txt",)
    assert done.records["jumin.xml"] == 500


def test_wrong_calls_are_refused(delivery: Path, out: Path, tmp_path: Path) -> None:
    """No file, no such pack, files in the folder; nothing is written."""
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(FramingError, match="F001"):
        reduced(empty, out)
    with pytest.raises(FramingError, match="F001"):
        reduced(empty, out, pack="juki")
    with pytest.raises(PackError):
        reduced(delivery, out, pack="nosuch")
    assert not out.exists()
    reduced(delivery, out)
    with pytest.raises(UsageError, match="overwrite"):
        reduced(delivery, out)
    reduced(delivery, out, overwrite=True)
