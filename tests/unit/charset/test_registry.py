"""Code pages as ``load`` gives them: names, what families share, options, tables, faults."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lgmigrate import charset
from lgmigrate.charset import registry
from lgmigrate.charset.families import FAMILIES
from lgmigrate.errors import CharsetError
from lgmigrate.testing.charset_reference import decode_text, encode_text


def write(path: Path, text: str) -> Path:
    """A file of a site."""
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_names() -> None:
    """The families, in the order of their lists."""
    assert charset.names() == (
        *("ibm930", "ibm939", "ibm931", "ibm5026", "ibm5035", "ibm1390", "ibm1399"),
        *("ibm300", "ibm16684", "ibm290", "ibm1027", "ibm037", "ibm500", "ibm1047", "ibm1140"),
        *("jef", "keis78", "keis83", "keis90", "jipsj", "jipse", "letsj"),
        *("cp932", "shift_jis-2004", "euc-jp", "euc-jis-2004", "iso-2022-jp"),
        *("utf-8", "utf-16le", "utf-16be"),
    )


NAMES = (
    *("ibm930", "ibm939", "ibm931", "ibm5026", "ibm5035", "ibm1390", "ibm1399", "ibm300"),
    *("ibm16684", "ibm290", "ibm1027", "ibm037", "ibm500", "ibm1047", "ibm1140"),
    *("jef", "jef:kana:78:face", "jef:english", "jef:ascii", "jef:noshift", "jef:jis8"),
    *("keis78", "keis83", "keis90", "keis78:ebcdic", "keis83:ebcdic", "keis90:ebcdik"),
    *("keis83:noshift", "jipsj", "jipse", "jipsj:noshift", "jipse:noshift", "letsj"),
    *("letsj:noshift", "cp932", "shift_jis-2004", "sjis2004", "euc-jp", "euc-jis-2004"),
    *("iso-2022-jp", "utf-8", "utf-16le", "utf-16be"),
)
"""The code pages that an export may be in, by the names of the documentation."""

SPELLINGS = (
    ("KEIS-83", "keis83"),
    ("JEF:Kana", "jef"),
    ("JEF:FACE:78:KANA", "jef"),
    ("x-IBM1399", "ibm1399"),
    ("IBM-930", "ibm930"),
    ("Cp939", "ibm939"),
    ("CCSID 1390", "ibm1390"),
    ("IBM01140", "ibm1140"),
    ("cp037", "ibm037"),
    ("JIPS(E)", "jipse"),
    ("JIPS(J)", "jipsj"),
    ("jips-e", "jipse"),
    ("LETS-J", "letsj"),
    ("MS932", "cp932"),
    ("Windows-31J", "cp932"),
    ("SJIS-2004", "shift_jis-2004"),
    ("shift_jis_2004", "shift_jis-2004"),
    ("EUC_JP", "euc-jp"),
    ("eucJP", "euc-jp"),
    ("euc_jis_2004", "euc-jis-2004"),
    ("ISO2022JP", "iso-2022-jp"),
    ("UTF8", "utf-8"),
    ("UTF_16_LE", "utf-16le"),
    ("UTF-16BE", "utf-16be"),
)


@pytest.mark.parametrize("name", NAMES)
def test_every_page_loads(name: str) -> None:
    """Under the name that a user would try; the canonical name is the same page."""
    page = charset.load(name)
    assert charset.load(page.name) is page
    assert page.provenance
    assert page.warnings == ()


def test_every_family_is_among_the_names() -> None:
    """The list above leaves none out."""
    assert {charset.read_profile(name).family for name in NAMES} == set(charset.names())


@pytest.mark.parametrize(("spelling", "name"), SPELLINGS)
def test_spellings(spelling: str, name: str) -> None:
    """Case, hyphens and brackets do not matter, nor how others call the page."""
    assert charset.load(spelling) is charset.load(name)


def test_descriptions() -> None:
    """Every family is described in both languages and rated."""
    described = charset.describe()
    assert tuple(one.name for one in described) == charset.names()
    assert {one.trust for one in described} == {"gold", "silver", "bronze"}
    for one in described:
        assert one.japanese
        assert one.english.isascii()


@pytest.mark.parametrize("name", FAMILIES)
def test_spaces_and_digits(name: str) -> None:
    """EBCDIC: X'40' and X'F0'; ASCII and JIS: X'20' and X'30'; all double spaces are U+3000."""
    page = charset.load(name)
    ascii_like = FAMILIES[name].halves[0].ebcdic is False
    assert (page.space, page.zone) == ((0x20, 0x30) if ascii_like else (0x40, 0xF0))
    if page.form not in ("double", "utf16le", "utf16be"):
        digits = bytes(page.zone | digit for digit in range(10))
        assert decode_text(page, bytes([page.space]) + digits, "single") == (" 0123456789", ())
    without = 0x4040 if page.form == "host" else 0  # as is a field of double bytes without any
    assert page.double_space == (page.double_spaces[0] if page.double_spaces else without)
    for space in page.double_spaces:
        assert decode_text(page, space.to_bytes(2, "big"), "double") == ("\u3000", ())
    if page.double_spaces:
        written, _ = encode_text(page, "\u3000", "double")
        assert written == page.double_space.to_bytes(2, "big")


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        # 日本 in the codes of each family, from JIS X 0208 (467C 4B5C) and IBM's chart of 300
        ("ibm931", "81 0E 4562 4566 0F", "a日本"),
        ("ibm5035", "81 0E 4562 4566 0F", "a日本"),
        ("jef", "81 28 C6FC CBDC 29", "ｱ日本"),
        ("jef:english", "81 38 C6FC CBDC 29", "a日本"),
        ("jef:ascii", "81 30E2 C6FC CBDC 29", "a日本"),
        ("jef:jis8", "61 1B6D C6FC CBDC 1B6E", "a日本"),
        ("jef:noshift", "C6FC CBDC", "日本"),
        ("keis78", "81 0A42 C6FC CBDC 0A41", "ｱ日本"),
        ("keis83:ebcdic", "81 0A42 C6FC CBDC 0A41", "a日本"),
        ("jipsj", "61 1A70 467C 4B5C 1A71", "a日本"),
        ("letsj", "61 9370 C6FC CBDC 93F1", "a日本"),
        ("iso-2022-jp", "61 1B2442 467C 4B5C 1B2842", "a日本"),
        # JIPS(E) by its published samples: 鈴 D570, 花 F2E5
        ("jipse", "3F75 D570 F2E5 3F76", "鈴花"),
        ("utf-16le", "6100 E565 2C67", "a日本"),
        ("utf-16be", "0061 65E5 672C", "a日本"),
    ],
)
def test_known_texts(name: str, data: str, text: str) -> None:
    """A few characters through the shift codes of each family."""
    page = charset.load(name)
    assert decode_text(page, bytes.fromhex(data), "mixed")[0] == text
    back, found = encode_text(page, text, "mixed")
    assert found == ()
    written = bytes.fromhex(data)
    for other in ("38", "30E2"):
        if name.startswith("jef") and name != "jef:jis8":
            written = written.replace(bytes.fromhex(other), b"\x28", 1)
    assert back == written


# The signs of JIS rows 1 and 2 with two readings: 213D 2141 2142 215D 2171 2172 (and 224C ¬, which
# is not in 1978). jef4j's JEF, KEIS78, KEIS83 and JIPS; IBM's chart of 300 by ICU and glibc.
MS = "\u2015\uff5e\u2225\uff0d\uffe0\uffe1"
JIS = "\u2014\u301c\u2016\u2212\u00a2\u00a3"


@pytest.mark.parametrize(
    ("name", "codes", "text"),
    [
        ("jef", "A1BD A1C1 A1C2 A1DD A1F1 A1F2", MS),
        ("keis78", "A1BD A1C1 A1C2 A1DD A1F1 A1F2 A2CC", f"{JIS}\u00ac"),
        ("keis83", "A1BD A1C1 A1C2 A1DD A1F1 A1F2 A2CC", f"{JIS}\u00ac"),
        ("jipsj", "213D 2141 2142 215D 2171 2172", JIS),
        ("ibm300", "444A 43A1 447C 4260", JIS[:4]),
    ],
)
def test_signs_as_vendors_read_them(name: str, codes: str, text: str) -> None:
    """The first choice of symbols follows the tables of each vendor; both readings are written."""
    page = charset.load(name)
    data = bytes.fromhex(codes)
    assert decode_text(page, data, "double") == (text, ())
    assert encode_text(page, text, "double") == (data, ())
    for ms, jis, at in zip(MS, JIS, range(0, 2 * len(text), 2), strict=False):
        other = jis if text[at // 2] == ms else ms
        assert encode_text(page, other, "double") == (data[at : at + 2], ("C006",))


def test_options_are_other_pages() -> None:
    """Symbols, policy and year change characters; the name says so."""
    digests = {
        name: charset.load(name).digest
        for name in (
            *("jef", "jef:jis", "jef:ibm", "jef:code", "jef:83", "jef:english", "jef:space=a1a1"),
            *(
                "ibm930",
                "ibm930:ms",
                "ibm930:noshift",
                "keis78",
                "keis83",
                "keis90",
                "jipse",
                "jipse:noshift",
            ),
        )
    }
    assert len(set(digests.values())) == len(digests)
    assert charset.load("jef:space=a1a1").double_space == 0xA1A1
    assert charset.load("jef").double_spaces == (0x4040, 0xA1A1)
    assert charset.load("jef:noshift").name == "jef:noshift:78:face"


@pytest.mark.parametrize(
    ("data", "text", "found"),
    [
        ("B1 1B6D C6FC 4040 CBDC 1B6E 20 41", "\uff71日\u3000本 A", ()),
        ("1B6D 1B6D C6FC 1B6E 1B6E 41", "日A", ()),
        ("1B6D C6FC", "日", ("C003",)),
        ("1B6D C6", None, ("C002",)),
        ("1B 41", None, ("C004",)),
        ("1B6D C6FC 1B 41", None, ("C004",)),
    ],
)
def test_jef_on_hosts_of_jis(data: str, text: str | None, found: tuple[str, ...]) -> None:
    """X'1B6D' and X'1B6E' shift; X'1B' alone is a control character."""
    assert decode_text(charset.load("jef:jis8"), bytes.fromhex(data), "mixed") == (text, found)


@pytest.mark.parametrize("name", [name for name in NAMES if "noshift" in name] + ["ibm300"])
def test_fields_of_double_bytes_alone(name: str) -> None:
    """A page without shift codes reads and writes a field as the mixed page does its inside."""
    page = charset.load(name)
    mixed = charset.load("ibm930" if name == "ibm300" else name.replace(":noshift", ""))
    assert (page.form, page.shifts, page.space) == ("double", (), mixed.space)
    assert (page.areas, page.double_spaces) == (mixed.areas, mixed.double_spaces)
    one_way = np.uint32(1 << 29)  # in the mixed page, what has a single byte too
    assert (page.double | one_way == mixed.double | one_way).all()
    data, found = encode_text(page, "日本\u3000", "mixed")
    assert found == ()
    assert data == encode_text(mixed, "日本\u3000", "double")[0]
    assert data is not None
    assert decode_text(page, data, "mixed")[0] == "日本\u3000"


@pytest.mark.parametrize("name", ["jef", "keis78:ebcdic", "jipse", "ibm931", "ibm1047"])
def test_new_lines(name: str) -> None:
    """X'25' is U+000A and X'15' U+0085, or the other way round; both stay controls."""
    for option, newline, other in (("", 0x25, 0x15), (":nl=15", 0x15, 0x25)):
        page = charset.load(f"{name}{option}")
        assert (page.controls[newline], page.controls[other]) == (0x0A, 0x85)
        assert decode_text(page, bytes([newline]), "single") == (None, ("C004",))


def test_a_page_is_made_once() -> None:
    """By what it is, not by how it was spelt; on_error is part of what it is."""
    assert charset.load("jef") is charset.load("JEF:face:78:kana")
    assert charset.load("ibm930", on_error="finding") is charset.load("0930")
    kept = charset.load("ibm930", on_error="private-use")
    assert (kept.name, kept.on_error) == ("ibm930", "private-use")
    assert kept is charset.load("ibm930:on_error=private-use")
    assert kept is not charset.load("ibm930")
    assert charset.load("ibm930:on_error=private-use", on_error="stop").on_error == "stop"


def test_private_use_of_the_areas() -> None:
    """With on_error private-use a user-defined code is U+E000 and following, and comes back."""
    page = charset.load("jef", on_error="private-use")
    data = b"\x28\x80\xa1\xa0\xfe\x29"
    assert decode_text(page, data, "mixed")[0] == "\ue000\uec1d"
    assert encode_text(page, "\ue000\uec1d", "mixed")[0] == data


def test_gaiji_tables_in_order(tmp_path: Path) -> None:
    """Tables of a site come first; those of the call win; a later one wins over an earlier one."""
    head = "外字コード,UCS\n"
    write(tmp_path / "site.csv", f"{head}80A1,U+9089\n80A2,U+9089\n80A3,U+8FBA\n")
    first = write(tmp_path / "first.csv", f"{head}80A2,U+908A\n80A3,U+908A\n")
    second = write(tmp_path / "second.csv", f"{head}80A3,U+9ED1\n")
    write(tmp_path / "city.toml", 'base = "jef"\ngaiji = "site.csv"\n')
    page = charset.load("city.toml", gaiji=[first, second.name], folder=tmp_path)
    assert page.name == "jef:kana:78:face@city"
    data = bytes.fromhex("28 80A1 80A2 80A3 29")
    assert decode_text(page, data, "mixed")[0] == "\u9089\u908a\u9ed1"
    assert [page.remarks[code].kind for code in (0x80A1, 0x80A2, 0x80A3)] == ["user"] * 3
    for name in ("site.csv", "first.csv", "second.csv"):
        assert f"gaiji table {name} (SHA-256 " in page.provenance
    assert decode_text(charset.load("jef"), data, "mixed") == (None, ("C001",))
    again = charset.load(tmp_path / "city.toml", gaiji=[first, second])
    assert again is page


def test_a_changed_table_is_another_page(tmp_path: Path) -> None:
    """What is kept goes by the contents of tables, not by their paths."""
    table = write(tmp_path / "one.csv", "外字コード,UCS\n80A1,U+9089\n")
    before = charset.load("jef", gaiji=[table])
    write(table, "外字コード,UCS\n80A1,U+908A\n")
    after = charset.load("jef", gaiji=[table])
    assert decode_text(before, b"\x80\xa1", "double")[0] == "\u9089"
    assert decode_text(after, b"\x80\xa1", "double")[0] == "\u908a"
    assert before.digest != after.digest


OBJECTS = """[
{"code": "BEE6", "unicode": "4E08", "hd": "E0102", "options": []},
{"code": "41A5", "unicode": "4E08", "hd": "E0103", "options": ["oneway"]}
]"""
"""Two glyphs of 丈 in a table of JEF: the common one and a variant."""


@pytest.mark.parametrize(
    ("sequences", "texts"),
    [
        ("", ("\u4e08", "\u4e08\U000e0103")),
        ('sequences = "needed"', ("\u4e08", "\u4e08\U000e0103")),
        ('sequences = "all"', ("\u4e08\U000e0102", "\u4e08\U000e0103")),
    ],
)
def test_sequences_of_a_site(tmp_path: Path, sequences: str, texts: tuple[str, str]) -> None:
    """Each code comes back; the common one as an ordinary character unless all are asked for."""
    write(tmp_path / "jef.json", OBJECTS)
    write(tmp_path / "city.toml", f'base = "jef"\ngaiji = "jef.json"\n{sequences}\n')
    page = charset.load("city.toml", folder=tmp_path)
    for code, text in zip(("BEE6", "41A5"), texts, strict=True):
        assert decode_text(page, bytes.fromhex(code), "double") == (text, ())
        assert encode_text(page, text, "double") == (bytes.fromhex(code), ())
    assert ("sequences all" in page.provenance) is ("all" in sequences)


def test_sequences_of_a_site_are_not_those_of_a_call(tmp_path: Path) -> None:
    """A table that the site does not name is read as ever."""
    table = write(tmp_path / "jef.json", OBJECTS)
    write(tmp_path / "own.csv", "外字コード,UCS\n80A1,U+9089\n")
    write(tmp_path / "city.toml", 'base = "jef"\ngaiji = "own.csv"\nsequences = "all"\n')
    page = charset.load("city.toml", gaiji=[table], folder=tmp_path)
    assert decode_text(page, b"\xbe\xe6", "double")[0] == "\u4e08"


def test_sequences_make_another_page(tmp_path: Path) -> None:
    """One file, read in another way, is not the page that was kept; nor is another text of it."""
    write(tmp_path / "jef.json", OBJECTS)
    digests = []
    for word in ("all", "needed", "none", "all"):
        text = f'base = "jef"\ngaiji = "jef.json"\nsequences = "{word}"\n'
        digests.append(charset.load(write(tmp_path / "city.toml", text)).digest)
    assert len(set(digests)) == 3
    assert digests[0] == digests[3]


def test_private_use_of_a_site(tmp_path: Path) -> None:
    """Admitted where the site's file says so, for its own tables; always listed in the ledger."""
    table = write(tmp_path / "one.csv", "外字コード,UCS\n80A1,U+E92E\n")
    base = 'base = "jef"\ngaiji = "one.csv"\n'
    with pytest.raises(CharsetError, match="private use"):
        charset.load(write(tmp_path / "no.toml", base))
    city = write(tmp_path / "city.toml", f"{base}private_use = true\n")
    page = charset.load(city)
    assert decode_text(page, b"\x80\xa1", "double")[0] == "\ue92e"
    assert page.double[0x80A1] >> 28 & 1
    assert "private use" in page.provenance
    with pytest.raises(CharsetError, match="private use"):
        charset.load(city, gaiji=[table])


def test_warnings_of_all_tables(tmp_path: Path) -> None:
    """What tables leave open is told by the page, in the order of the tables."""
    head = "外字コード,UCS\n"
    write(tmp_path / "site.csv", f"{head}80A1,U+9089\n80A2,U+9089\n")
    more = write(tmp_path / "more.csv", f"{head}80A3,U+908A\n80A3,U+908A\n")
    write(tmp_path / "city.toml", 'base = "jef"\ngaiji = "site.csv"\n')
    page = charset.load("city.toml", gaiji=[more], folder=tmp_path)
    first, second = page.warnings
    assert first.startswith(f"{tmp_path / 'site.csv'}, line 2: U+9089 has several codes")
    assert second.startswith(f"{more}, line 3: X'80A3' stands already in line 2")
    assert charset.load("jef").warnings == ()
    assert charset.load("jef", gaiji=[more]).warnings == (second,)


def test_every_fault_at_once(tmp_path: Path) -> None:
    """A wrong name, a wrong option and wrong tables are told together."""
    write(tmp_path / "cells.csv", "code,ucs\n5,U+0041\n")
    write(tmp_path / "city.toml", 'base = "jef"\ncells = "cells.csv"\n')
    gaiji = write(tmp_path / "one.csv", "外字コード,UCS\n80A1,U+9089\n80A1,U+908A\n")
    with pytest.raises(CharsetError) as caught:
        charset.load("city.toml", gaiji=[gaiji, "none.csv"], on_error="ignore", folder=tmp_path)
    found = caught.value.faults
    assert len(found) == 4
    assert found[0] == "code page: Expected on_error = finding, private-use, stop, got ignore"
    assert "cells.csv:2: " in found[1]
    assert "one.csv, line 3: " in found[2]
    assert "none.csv: " in found[3]
    with pytest.raises(CharsetError) as caught:
        charset.load("nosuch", gaiji=[gaiji], on_error="ignore")
    assert len(caught.value.faults) == 3


def test_a_code_that_the_page_cannot_have(tmp_path: Path) -> None:
    """A table for another code page is the caller's fault."""
    table = write(tmp_path / "one.csv", "外字コード,UCS\n0EA1,U+9089\n")
    with pytest.raises(CharsetError, match="0EA1"):
        charset.load("ibm930", gaiji=[table])


def test_profiles_without_tables(tmp_path: Path) -> None:
    """A profile is read without its tables being read."""
    write(tmp_path / "bad.csv", "")
    write(tmp_path / "city.toml", 'base = "jef"\ngaiji = "bad.csv"\n')
    profile = registry.read_profile("city.toml", folder=tmp_path)
    assert profile.gaiji == (tmp_path / "bad.csv",)
    with pytest.raises(CharsetError, match=r"^here:7: Expected one of "):
        registry.read_profile("nosuch", place="here:7")


def test_nothing_is_made_on_import() -> None:
    """Importing the package asks no codec and reads no table."""
    script = (
        "import lgmigrate.charset\n"
        "from lgmigrate.charset import hosts, jis, registry\n"
        "print(registry._page.cache_info().currsize, jis._cells_1990.cache_info().currsize,"
        " hosts.double_set.cache_info().currsize)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["0", "0", "0"]
