"""Names of code pages: families, options, canonical names, and every wrong option at once."""

from __future__ import annotations

import pytest

from lgmigrate.charset.families import FAMILIES
from lgmigrate.charset.page import Shift
from lgmigrate.charset.profile import Given, parse
from lgmigrate.errors import CharsetError


def faults(name: str, *more: Given) -> list[str]:
    """What is wrong with a name."""
    with pytest.raises(CharsetError) as caught:
        parse(name, more)
    return list(caught.value.faults)


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("jef", "jef:kana:78:face"),
        ("JEF:kana:78:face", "jef:kana:78:face"),
        ("jef:face:ASCII", "jef:ascii:78:face"),
        ("jef:code:83:english", "jef:english:83:code"),
        ("jef:jis8:jis", "jef:jis8:78:face:jis"),
        ("jef:ms", "jef:kana:78:face"),
        ("jef:noshift", "jef:noshift:78:face"),
        ("jef:space=A1A1:nl=15", "jef:kana:78:face:nl=15:space=a1a1"),
        ("KEIS-83", "keis83:ebcdik"),
        ("keis90:ebcdic:90", "keis90:ebcdic"),
        ("keis78:face", "keis78:ebcdik:face"),
        ("JIPS(J)", "jipsj:78:code"),
        ("jipse:noshift", "jipse:noshift:78:code"),
        ("LETS-J", "letsj:jis8"),
        ("ibm930", "ibm930"),
        ("ibm930:ibm:nl=25", "ibm930"),
        ("0930:ms", "ibm930:ms"),
        ("ibm930:noshift", "ibm930:noshift"),
        ("keis83:jis:noshift", "keis83:noshift"),
        ("CCSID 5026", "ibm5026"),
        ("x-IBM939", "ibm939"),
        ("cp037", "ibm037"),
        ("37", "ibm037"),
        ("CP00290", "ibm290"),
        ("CP932", "cp932"),
        ("windows-31j", "cp932"),
        ("sjis-2004", "shift_jis-2004"),
        ("Shift_JIS_2004", "shift_jis-2004"),
        ("euc_jis_2004", "euc-jis-2004"),
        ("ISO-2022-JP", "iso-2022-jp:ascii"),
        ("iso2022jp:roman", "iso-2022-jp:roman"),
        ("utf16le", "utf-16le"),
        ("ibm930:on_error=stop", "ibm930"),
    ],
)
def test_canonical_names(name: str, canonical: str) -> None:
    """Spellings and orders of options come to one name, which is a name itself."""
    profile = parse(name)
    assert profile.name == canonical
    assert parse(canonical).name == canonical


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_a_name(family: str) -> None:
    """Alone, a family's name has the first choice of every option."""
    profile = parse(family)
    assert profile.family == family
    assert profile.name.startswith(family)
    assert parse(profile.name) == profile
    assert profile.on_error == "finding"


def test_the_parts_of_jef() -> None:
    """Fujitsu: shift codes 28 (12 point), 38 (9 point), 30E2 (7 point), 29 back."""
    profile = parse("jef:english:83:code:ibm:nl=15:space=a1a1:on_error=private-use")
    assert profile.shifts == (
        Shift(b"\x28", out=True),
        Shift(b"\x38", out=True),
        Shift(b"\x30\xe2", out=True),
        Shift(b"\x29", out=False),
    )
    assert (profile.form, profile.single, profile.double) == ("host", "fujitsu-english", "jef")
    assert (profile.year, profile.policy, profile.symbols) == (83, "code", "ibm")
    assert (profile.newline, profile.space, profile.on_error) == ("15", "a1a1", "private-use")


@pytest.mark.parametrize(
    ("name", "out", "back"),
    [
        ("ibm930", "0E", "0F"),
        ("jef:jis8", "1B6D", "1B6E"),
        ("keis78", "0A42", "0A41"),
        ("jipsj", "1A70", "1A71"),
        ("jipse", "3F75", "3F76"),
        ("letsj", "9370", "93F1"),
        ("iso-2022-jp", "1B2442", "1B2842"),
        ("iso-2022-jp:roman", "1B2442", "1B284A"),
    ],
)
def test_shift_codes_that_are_written(name: str, out: str, back: str) -> None:
    """The makers' shift codes."""
    shifts = parse(name).shifts
    assert next(shift.code for shift in shifts if shift.out) == bytes.fromhex(out)
    assert next(shift.code for shift in shifts if not shift.out) == bytes.fromhex(back)


def test_every_second_byte_shifts_in_letsj() -> None:
    """X'93' and an even byte shift to double bytes, X'93' and an odd one back."""
    shifts = parse("letsj").shifts
    assert {shift.code: shift.out for shift in shifts} == {
        bytes([0x93, byte]): byte % 2 == 0 for byte in range(256)
    }
    assert len(shifts) == 256


@pytest.mark.parametrize(
    "name", ["jef:noshift", "keis83:noshift", "ibm300", "ibm5026:noshift", "letsj:noshift"]
)
def test_double_bytes_alone(name: str) -> None:
    """No single-byte set, no shift codes, no new line."""
    profile = parse(name)
    assert (profile.form, profile.single, profile.shifts, profile.newline) == (
        "double",
        "",
        (),
        "",
    )
    assert profile.double


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("sjis", "cp932, shift_jis-2004"),
        ("Shift_JIS", "cp932, shift_jis-2004"),
        ("KEIS", "keis78, keis83, keis90"),
        ("jips", "jipsj, jipse"),
        ("utf-16", "utf-16le, utf-16be"),
        ("euc", "euc-jp, euc-jis-2004"),
    ],
)
def test_a_name_that_may_mean_several(name: str, meant: str) -> None:
    """Nothing is chosen silently; what may be meant is named."""
    assert faults(name) == [f"code page: Expected one of {meant}, got {name!r}"]


@pytest.mark.parametrize("name", ["", "ibm932", "ibm9300", "jef78", "\x00"])
def test_an_unknown_family_lists_the_known_ones(name: str) -> None:
    """A name that is no family, nor the beginning of one."""
    assert faults(name) == [f"code page: Expected one of {', '.join(FAMILIES)}, got {name!r}"]


def test_wrong_and_repeated_options_at_once() -> None:
    """Each fault names what is allowed."""
    names = "kana, english, ascii, jis8"
    others = "78, 83, 90, face, code, ms, jis, ibm, noshift, nl=25, nl=15, space=4040, space=a1a1"
    errors = "on_error=finding, on_error=private-use, on_error=stop"
    allowed = f"{names}, {others}, {errors}"
    found = faults("jef:kana:ascii:79:nl=16:space=2121")
    assert found == [
        f"code page: Expected one of {names} once, got ascii too",
        f"code page: Expected for jef an option of {allowed}, got 79",
        "code page: Expected for jef an option of nl=25, nl=15, got nl=16",
        "code page: Expected for jef an option of space=4040, space=a1a1, got space=2121",
    ]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("jef:noshift:kana", "Expected kana or noshift, got both"),
        ("jef:noshift:nl=15", "Expected nl=15 with an EBCDIC set, got none"),
        ("jef:jis8:nl=15", "Expected nl=15 with an EBCDIC set, got none"),
        ("keis83:78", "got 78"),
        ("keis83:face", "got face"),
        ("ibm1390:ms", "got ms"),
        ("ibm300:noshift", "got noshift"),
        ("ibm290:noshift", "got noshift"),
        ("iso-2022-jp:noshift", "got noshift"),
        ("ibm930:noshift:nl=15", "Expected nl=15 with an EBCDIC set, got none"),
        ("utf-8:ms", "got ms"),
        ("cp932:", "got "),
        ("ibm930:ms:ms", "Expected one of ibm, ms once, got ms too"),
    ],
)
def test_options_without_meaning(name: str, fault: str) -> None:
    """An option that the family, or another option, leaves no room for."""
    (found,) = faults(name)
    assert found.endswith(fault)


def test_options_from_elsewhere_name_their_place() -> None:
    """What a file adds to a name is checked like the name's own options."""
    assert parse("jef", [Given("jis", "a.toml:2")]).name == "jef:kana:78:face:jis"
    assert faults("jef:ms", Given("jis", "a.toml:2"), Given("nl=9", "a.toml:3")) == [
        "a.toml:2: Expected one of ms, jis, ibm once, got jis too",
        "a.toml:3: Expected for jef an option of nl=25, nl=15, got nl=9",
    ]
