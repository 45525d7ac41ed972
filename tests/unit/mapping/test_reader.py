"""A mapping folder as a whole: what it becomes, and what makes it unusable."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from lgmigrate.errors import MappingError, PackError
from lgmigrate.mapping import reader
from lgmigrate.mapping.eras import ERAS
from lgmigrate.mapping.model import Total
from lgmigrate.mapping.reader import Folder, read_mapping
from lgmigrate.standard.pack import Pack
from tests.unit.mapping.conftest import Edit, Make


def faults(folder: Folder) -> list[str]:
    """The faults of a folder that is wrong."""
    with pytest.raises(MappingError) as caught:
        read_mapping(folder)
    return list(caught.value.faults)


def line(folder: Folder, text: str, name: str = "mapping.toml") -> int:
    """The line on which a text stands first."""
    lines = dict(folder.files)[name].decode().splitlines()
    return next(number for number, one in enumerate(lines, start=1) if text in one)


def test_a_whole_mapping(make: Make) -> None:
    """Everything that the files say is in the value."""
    mapping = read_mapping(make())
    head, body, tail = mapping.records
    assert (mapping.name, mapping.title, mapping.title_en) == (
        "small",
        "小さな変換定義",
        "小さな変換定義",
    )
    assert (mapping.charset, mapping.source_name) == ("cp932", "SMALL.DAT")
    assert (mapping.type_field, mapping.municipality) == ("区分", "団体")
    assert (mapping.framing.form, mapping.framing.length) == ("fixed", 60)
    assert mapping.eras == ERAS
    assert mapping.lossless
    assert [one.role for one in mapping.records] == ["header", "data", "trailer"]
    assert mapping.data_records() == (body,)
    assert head.annex == ("団体",)
    assert body.annex == ("金額",)
    assert body.file is not None
    assert body.file.name == "people"
    assert tail.totals == (
        Total(field="件数", types=("2",)),
        Total(field="合計", types=("2",), of="番号"),
    )


def test_steps_know_their_kind_items_and_line(make: Make) -> None:
    """Steps of one item come first, then the tables of several."""
    folder = make()
    steps = read_mapping(folder).records[1].steps
    kinds = ["pad", "rename", "codes", "date", "time", "constant", "widen", "cut"]
    assert [step.kind for step in steps] == kinds
    assert steps[3].items == ("誕生", "誕生_不詳フラグ", "誕生_不詳表記")
    assert steps[0].width == 8
    assert steps[5].value == "001"
    assert steps[7].items == ("続柄1", "続柄2")
    assert steps[2].codes is not None
    assert steps[2].codes.name == "性別"
    assert steps[2].line == line(folder, '"性別" =')
    assert steps[7].line == line(folder, "[[record.step]]")


def test_the_digest_is_over_every_file(make: Make) -> None:
    """A changed byte anywhere is another mapping; the place is not."""
    digests = {read_mapping(folder).digest for folder in (make(), make(codes=("男", "男性")))}
    assert len(digests) == 2
    moved = dataclasses.replace(make(), place="there")
    assert read_mapping(moved).digest == read_mapping(make()).digest


def test_the_same_bytes_are_read_once(make: Make) -> None:
    """Reading again gives the same value."""
    assert read_mapping(make()) is read_mapping(make())


def test_all_faults_come_at_once(make: Make) -> None:
    """Faults of the layout table, the code maps and the mapping come in one error."""
    folder = make(
        ('name = "SMALL.DAT"', 'nmae = "SMALL.DAT"'),
        ('"氏名" = "氏名"', '"氏名" = "名前"'),
        codes=("性別,X,0", "性別,M,0"),
        tail=("件数,zoned", "件数,zonde"),
    )
    found = faults(folder)
    assert any(one.startswith("here/codes.csv:4: Expected each source once") for one in found)
    assert any(one.startswith("here/tail.csv:3: ") for one in found)
    place = f"here/mapping.toml:{line(folder, '名前')}"
    assert f"{place}: Expected a field of layout body, got 名前" in found
    assert any(one.endswith("got the key nmae") for one in found)
    assert any("Expected name = a text, got nothing" in one for one in found)


@pytest.mark.parametrize(
    ("edit", "where", "message"),
    [
        (
            ('"氏名" = "氏名"', '"氏名" = "氏名"\n"名" = "カナ"'),
            '"名" =',
            "Expected an item of file people, got 名",
        ),
        (
            ('items = ["続柄1", "続柄2"]', 'items = ["続柄1", "カナ"]'),
            "[[record.step]]",
            "Expected each item once, got カナ again",
        ),
        (
            ('"氏名" = "氏名"\n', ""),
            "[record.items]",
            "Expected a step for the required item 氏名, got none",
        ),
        (
            ("pad = 8", "pad = 9"),
            '"番号" =',
            "Expected a width of at most 8, got 9",
        ),
        (("pad = 8", "pad = 4"), '"番号" =', "Expected a width of at least 5, got 4"),
        (
            ("cut = 2", "cut = 1"),
            "[[record.step]]",
            "Expected items for 4 characters, got room for 2",
        ),
        (
            ("cut = 2", "cut = 0"),
            "[[record.step]]",
            "Expected a width of at least 1 for cut, got 0",
        ),
        (
            ("cut = 2", 'chain = "の"'),
            "[[record.step]]",
            "Expected a code map without empty values for chain, got another",
        ),
        (
            ("cut = 2", 'split = ""'),
            "[[record.step]]",
            "Expected a separator for split, got an empty one",
        ),
        (
            ('"氏名" = "氏名"', '"氏名" = { from = ["氏名", "カナ"], join = "" }'),
            '"氏名" =',
            "Expected a separator for join, got an empty one",
        ),
        (
            ('"氏名" = "氏名"', '"氏名" = { from = "氏名", join = "　" }'),
            '"氏名" =',
            "Expected 2 or more fields for join, got 1",
        ),
        (
            ('{ from = "誕生", date = true, unknown = true }', '"誕生"'),
            '"誕生" =',
            (
                "Expected binary, double, float, mixed, national, packed, single, zoned "
                "for rename, got 誕生, date"
            ),
        ),
        (
            ('"氏名" = "氏名"', '"氏名" = "氏名"\n"届出" = { from = "番号", date = true }'),
            '"届出" =',
            "Expected date for date, got 番号, zoned",
        ),
        (
            (
                '"氏名" = "氏名"',
                '"氏名" = "氏名"\n"届出" = { from = "誕生", date = true, unknown = true }',
            ),
            '"届出" =',
            (
                "Expected the items of an unknown date in file people, got none named"
                " 届出_不詳フラグ or 届出_不詳表記"
            ),
        ),
        (
            ('"氏名" = "氏名"', '"氏名" = "FILLER"'),
            '"氏名" =',
            (
                "Expected binary, double, float, mixed, national, packed, single, zoned "
                "for rename, got FILLER, filler"
            ),
        ),
        (
            ('from = "時刻", time', 'from = "番号", time'),
            '"時刻" =',
            "Expected six digits HHMMSS for time, got another form",
        ),
        (
            ('value = "001"', 'value = "0001"'),
            '"業務" =',
            "Expected at most 3 characters for 業務, got 4",
        ),
        (
            ('value = "001"', 'value = ""'),
            '"業務" =',
            "Expected a value for 業務, got an empty one",
        ),
        (
            ("pad = 8", "pad = 8, trim = true"),
            '"番号" =',
            (
                "Expected one of join, split, chain, value, pad, cut, trim, date, time, widen,"
                " got pad and trim"
            ),
        ),
        (("widen = true", "widen = false"), '"カナ" =', "Expected widen = true, got false"),
        (
            ('codes = "性別"', 'codes = "性"'),
            '"性別" =',
            "Expected a code map of codes.csv, got 性",
        ),
        (
            ('"氏名" = "氏名"', '"氏名" = 5'),
            '"氏名" =',
            "Expected the name of a field, or a step, got int",
        ),
        (
            ('file = "people"', 'file = "folk"'),
            'file = "folk"',
            "Expected a file of small@1 (profile): people; got folk",
        ),
        (
            ('layout = "body.csv"', 'layout = "none.csv"'),
            'layout = "none.csv"',
            "Expected a file of the mapping's folder, got none.csv",
        ),
        (('type = "9"', 'type = "2"'), "type_field", 'Expected each type once, got "2" again'),
        (
            ('type = "9"', 'type = "99"'),
            "type_field",
            "Expected a type of at most 1 characters, got 99",
        ),
        (
            ('role = "trailer"', 'role = "header"'),
            "[source]",
            "Expected at most one header, got more",
        ),
        (
            ('type_field = "区分"', 'type_field = "種"'),
            "type_field",
            "Expected the field 種 in layout head, got none",
        ),
        (
            ('type_field = "区分"\n', ""),
            "[source]",
            "Expected a type_field where records have a type, got none",
        ),
        (
            ('municipality = "団体"', 'municipality = "市"'),
            "municipality",
            "Expected a field of the header, got 市",
        ),
        (
            ("length = 60", "length = 61"),
            "length = 61",
            "Expected length = 60 as in layout head, got 61",
        ),
        (
            ('form = "fixed"\nlength = 60', 'form = "csv"\nend = "crlf"'),
            "[source.framing]",
            "Expected a delimited layout for form = csv, got head",
        ),
        (
            ('form = "fixed"', 'form = "fixed"\nend = "cr"'),
            'end = "cr"',
            "Expected end = crlf, lf, nl15, nl25, got cr",
        ),
        (
            ('field = "件数"', 'field = "数"'),
            "[[record.totals]]",
            "Expected a field of layout tail, got 数",
        ),
        (
            ('field = "件数"', 'field = "区分"'),
            "[[record.totals]]",
            "Expected a number for a total, got 区分, single",
        ),
        (
            ('types = ["2"]', 'types = ["7"]'),
            "[[record.totals]]",
            "Expected a type of the records, got 7",
        ),
        (
            ('role = "trailer"', 'role = "data"'),
            "[[record.totals]]",
            "Expected totals in a trailer only, got some in a data",
        ),
    ],
)
def test_a_fault_names_its_line(make: Make, edit: Edit, where: str, message: str) -> None:
    """One thing wrong: the fault stands at the line of what is wrong."""
    folder = make(edit)
    found = faults(folder)
    assert f"here/mapping.toml:{line(folder, where)}: {message}" in found


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (("X,0", "X,7"), "Expected a value of code list 1 for 性別, got 7"),
        (("性別,X", "性別,XX"), "Expected codes that 性別 can hold in map 性別, got XX"),
    ],
)
def test_code_maps_fit_both_sides(make: Make, edit: Edit, message: str) -> None:
    """A target outside the item's list and a source longer than the field are faults."""
    folder = make(codes=edit)
    place = line(folder, '"性別" =')
    assert f"here/mapping.toml:{place}: {message}" in faults(folder)


def test_a_list_without_values_takes_any_value(make: Make) -> None:
    """業務 is of list 999, whose values the municipality sets: any constant is one of them."""
    folder = make(('"業務" = { value = "001" }', '"業務" = { value = "A9" }'))
    step = next(one for one in read_mapping(folder).records[1].steps if "業務" in one.items)
    assert step.value == "A9"


def test_a_code_map_that_no_step_uses_is_a_fault(make: Make) -> None:
    """A forgotten step does not pass in silence."""
    folder = make(codes=("性別,X,0", "状態,X,0"))
    assert "here/codes.csv: Expected every code map in a step, got none with 状態" in faults(folder)


def test_a_total_adds_up_a_number(make: Make) -> None:
    """The field to add up is a number of the records it stands for."""
    folder = make(('of = "番号"', 'of = "氏名"'))
    assert any(
        one.endswith("Expected a number to add up, got 氏名, double") for one in faults(folder)
    )
    folder = make(('of = "番号"', 'of = "額"'))
    assert any(one.endswith("Expected a field of layout body, got 額") for one in faults(folder))


def test_only_a_lossless_mapping_needs_every_inverse(make: Make) -> None:
    """A join without a separator is a fault only where the way back is promised."""
    join = ('"氏名" = "氏名"', '"氏名" = { from = ["氏名", "カナ"], join = "" }')
    assert not read_mapping(make(join, ("lossless = true", "lossless = false"))).lossless


def test_eras_may_be_the_mappings_own(make: Make) -> None:
    """A source that numbers eras otherwise declares its table."""
    era = '[[source.eras]]\ncode = "9"\nname = "令和"\nstart = 2019-05-01\nbase = 2018\n'
    eras = read_mapping(make(("[[record]]", f"{era}\n[[record]]"))).eras
    assert [(one.code, one.start, one.end, one.base) for one in eras] == [("9", 20190501, 0, 2018)]
    found = faults(make(("[[record]]", era.replace('"9"', '"R"') + "\n[[record]]")))
    assert any(one.endswith("Expected one digit, got R") for one in found)
    twice = era + era.replace("base", "end = 2019-04-30\nbase")
    found = faults(make(("[[record]]", f"{twice}\n[[record]]")))
    assert any(one.endswith("Expected each era code once, got 9 again") for one in found)
    assert any(
        one.endswith("Expected an end behind the start 20190501, got 20190430") for one in found
    )


def test_a_wrong_pack_does_not_hide_other_faults(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pack's faults carry the line that names it."""

    def refuse(name: str) -> Pack:
        message = f"Expected a pack, got {name}"
        raise PackError(message)

    monkeypatch.setattr(reader, "load_pack", refuse)
    found = faults(make(('title = "小さな変換定義"\n', "")))
    assert "here/mapping.toml:3: Expected a pack, got small@1" in found
    assert any("Expected title = a text, got nothing" in one for one in found)


def test_files_that_cannot_be_read(make: Make) -> None:
    """A missing main file and bytes that are not UTF-8 are faults of their files."""
    folder = make()
    renamed = dataclasses.replace(folder, main="other.toml")
    assert faults(renamed) == ["here: Expected the file other.toml, got none"]
    files = tuple(
        (name, b"\x82\xa0" if name == "codes.csv" else content) for name, content in folder.files
    )
    assert faults(dataclasses.replace(folder, files=files)) == [
        "here/codes.csv: Expected UTF-8, got a fault: invalid start byte"
    ]


def test_an_unknown_charset_lists_the_known_ones(make: Make) -> None:
    """A misspelt code page is found before any byte is read."""
    folder = make(('charset = "cp932"', 'charset = "cp923"'))
    (found,) = faults(folder)
    assert found.startswith(f"here/mapping.toml:{line(folder, 'cp923')}: Expected one of ")
    assert "cp932" in found
    assert found.endswith("got 'cp923'")


def test_a_charset_may_carry_options(make: Make) -> None:
    """The name is kept as it was written, and wrong options are found with their line."""
    assert read_mapping(make(('charset = "cp932"', 'charset = "UTF-8"'))).charset == "UTF-8"
    folder = make(('charset = "cp932"', 'charset = "ibm930:ms:nl=16"'))
    (found,) = faults(folder)
    place = f"here/mapping.toml:{line(folder, 'ibm930')}"
    assert found == f"{place}: Expected for ibm930 an option of nl=25, nl=15, got nl=16"


def test_a_charset_may_be_a_file_of_a_site(make: Make, tmp_path: Path) -> None:
    """The path is relative to the mapping's folder, and the file is read with its tables."""
    folder = make(('charset = "cp932"', 'charset = "site.toml"'))
    folder = dataclasses.replace(folder, place=str(tmp_path))
    site = tmp_path / "site.toml"
    site.write_text('base = "cp932"\ncells = "cells.csv"\n', encoding="utf-8")
    (tmp_path / "cells.csv").write_text("code,ucs\nFA,U+0041\n0x,U+0042\n", encoding="utf-8")
    assert faults(folder) == [
        (
            f"{tmp_path / 'cells.csv'}:3: Expected a code of one to three bytes in hexadecimal, "
            "got '0x'"
        )
    ]


def test_headers_and_trailers_have_no_steps(make: Make) -> None:
    """What stands in a header is kept as it is."""
    folder = make(('layout = "head.csv"', 'layout = "head.csv"\n[record.items]\n"番号" = "団体"'))
    assert any(one.endswith("Expected no steps in a header, got 1") for one in faults(folder))
