"""Drafts of mappings: which fields are matched with which items, and that every draft loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from lgmigrate.errors import UsageError
from lgmigrate.mapping.registry import load
from lgmigrate.mapping.scaffold import match_names
from lgmigrate.mapping.synonyms import SYNONYMS, plain_words, similarity
from lgmigrate.pipeline.scaffold import write_scaffold
from lgmigrate.record.definition import Choice, load_layouts
from lgmigrate.standard import load_pack
from tests.unit.record.copybook_cases import fixed

__all__: list[str] = []

ROOT = Path(__file__).parents[3]
COPYBOOK = fixed(
    "01 NOZEISHA.",
    "   05 ATENA-BANGO   PIC 9(10).",
    "   05 FUKA-NENDO    PIC 9(4).",
    "   05 ZEIGAKU       PIC S9(9) COMP-3.",
    "   05 NOKIGEN       PIC 9(7) COMP-3.",
    "   05 KOSHIN-YMD    PIC 9(8).",
    "   05 KOSHIN-TIME   PIC 9(6).",
    "   05 MEMO          PIC X(10).",
)


def test_names_are_alike_by_their_words() -> None:
    """The same name, whatever its signs and width; a synonym; else the letters they share."""
    assert similarity("現住所－番地", "現住所_番地", "") == 1.0
    assert similarity("ATENA-BANGO", "宛名番号", "atenabango") == 1.0
    assert similarity("SHIMEI-KANA", "氏名_フリガナ", "shimei_furigana") == 0.9
    assert similarity("転出予定-郵便番号", "転出先住所（予定）_郵便番号", "") < 0.9
    assert similarity("MEMO", "宛名番号", "atenabango") == 0.0


def test_a_synonym_has_one_meaning() -> None:
    """No word stands in two rows, so that a match does not depend on their order."""
    words = [plain_words(word) for row in SYNONYMS for word in row]
    assert len(words) == len(set(words))


def test_synonyms_name_items_that_there_are() -> None:
    """The first word of each row is an item of a shipped pack."""
    packs = [path.parent.parent.name for path in (ROOT / "schemas").glob("*/1/pack.toml")]
    items = {
        item.name for pack in set(packs) for file in load_pack(pack).files for item in file.items
    }
    assert [row[0] for row in SYNONYMS if row[0] not in items] == []


def test_the_type_decides_the_step(tmp_path: Path) -> None:
    """Numbers of eight or seven digits are dates where the item is one, six digits times."""
    path = tmp_path / "nozei.cpy"
    path.write_text(COPYBOOK, encoding="utf-8")
    layout = load_layouts(path, Choice())[0]
    file = next(one for one in load_pack("shuno").files if one.name == "choteishuno")
    found = {one.field: one for one in match_names(layout, file)}
    assert found["NOKIGEN"].form == "gyymmdd"
    assert found["KOSHIN-YMD"].form == "yyyymmdd"
    assert found["KOSHIN-TIME"].step == '{ from = "KOSHIN-TIME", time = true }'
    assert found["ZEIGAKU"].item == "税額"
    assert found["FUKA-NENDO"].item == "賦課年度"
    assert "MEMO" not in found


def test_a_draft_is_a_mapping(tmp_path: Path) -> None:
    """The folder loads by itself; what is sure is in it, what is missing is told."""
    path = tmp_path / "nozei.cpy"
    path.write_text(COPYBOOK, encoding="utf-8")
    made = write_scaffold(
        tmp_path / "draft", layout=path, pack="shuno", file="choteishuno", charset="ibm930"
    )
    mapping = load(str(tmp_path / "draft"))
    assert mapping.draft
    assert {step.items[0] for step in mapping.records[0].steps} == {
        one.item for one in made.matches if one.sure
    }
    assert mapping.records[0].layout.field("NOKIGEN").usage == "date"
    assert "通知書番号" in made.items
    assert "MEMO" in made.fields
    text = (tmp_path / "draft" / "mapping.toml").read_text(encoding="utf-8")
    assert "#   MEMO (single)" in text
    assert '# "通知書番号" = ...' in text


@pytest.mark.parametrize("folder", ["ibm_kanji_host", "open_fixed"])
def test_drafts_of_shipped_layouts_find_what_the_mappings_say(folder: str, tmp_path: Path) -> None:
    """Of the shipped mappings' steps with one field and one item most are found, none is wrong."""
    mapping = load(folder)
    record = next(one for one in mapping.records if one.file and one.file.name == "jumin")
    made = write_scaffold(
        tmp_path / "draft",
        layout=ROOT / "mappings" / folder / "person.csv",
        pack="juki",
        file="jumin",
        charset=mapping.charset,
    )
    wanted = {step.fields[0]: step.items[0] for step in record.steps if len(step.fields) == 1}
    sure = {one.field: one.item for one in made.matches if one.sure}
    assert len(sure) > 30
    wrong = {field: item for field, item in sure.items() if wanted.get(field) not in (item, None)}
    assert wrong == {}


def test_caller_faults(tmp_path: Path) -> None:
    """A file that the pack has not, and a copybook of several records."""
    path = tmp_path / "two.cpy"
    path.write_text(fixed("01 A.", "   05 X PIC X.", "01 B.", "   05 Y PIC X."), encoding="utf-8")
    with pytest.raises(UsageError, match="one of A, B"):
        write_scaffold(tmp_path / "d", layout=path, pack="juki", file="jumin", charset="ibm930")
    with pytest.raises(UsageError, match="one of jumin"):
        write_scaffold(
            tmp_path / "d",
            layout=path,
            chosen=Choice(record="A"),
            pack="juki",
            file="x",
            charset="ibm930",
        )
    assert not (tmp_path / "d").exists()


def test_a_choice_among_redefines_is_said_in_the_draft(tmp_path: Path) -> None:
    """The draft reads the alternative that was asked for."""
    path = tmp_path / "r.cpy"
    lines = ("01 R.", "   05 A PIC X(8).", "   05 B REDEFINES A.", "      10 ZEIGAKU PIC 9(8).")
    path.write_text(fixed(*lines), encoding="utf-8")
    write_scaffold(
        tmp_path / "d",
        layout=path,
        chosen=Choice(choices=(("A", "B"),)),
        pack="shuno",
        file="choteishuno",
        charset="ibm930",
    )
    mapping = load(str(tmp_path / "d"))
    assert mapping.records[0].layout.names() == ("ZEIGAKU",)
