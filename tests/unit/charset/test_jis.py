"""Double-byte sets of Japanese hosts: samples of codes, spaces, printed shapes, areas, faults."""

from __future__ import annotations

import unicodedata

import pytest

from lgmigrate.charset.hosts import areas, double_names, double_set
from lgmigrate.charset.jis import jis_zone
from lgmigrate.charset.repertoire import CharacterSet
from lgmigrate.errors import CharsetError


def decoded(one: CharacterSet) -> dict[int, str]:
    """Code -> text."""
    return dict(zip(one.codes.tolist(), map(text_of, one.keys.tolist()), strict=True))


def encoded(one: CharacterSet) -> dict[str, int]:
    """Text -> code."""
    return dict(zip(map(text_of, one.encode_keys.tolist()), one.encode_codes.tolist(), strict=True))


def text_of(key: int) -> str:
    """One or two code points."""
    return chr(key >> 32) + (chr(key & 0xFFFFFFFF) if key & 0xFFFFFFFF else "")


SAMPLES = [
    ("jef", 78, 0xB4C1, "漢"),
    ("jef", 78, 0xB6C6, "堯"),
    ("jef", 83, 0xB6C6, "尭"),
    ("jef", 83, 0xF4A1, "堯"),
    ("jef", 78, 0xB0B3, "鰺"),
    ("jef", 90, 0xF4A6, "熙"),
    ("keis", 78, 0x5CC3, "堯"),
    ("keis", 78, 0xCFB6, "籠"),
    ("keis", 83, 0xCFB6, "篭"),
    ("keis", 90, 0xF4A5, "凜"),
    ("keis", 90, 0xB0A1, "亜"),
    ("jipsj", 78, 0x4E6B, "鈴"),
    ("jipsj", 78, 0x3256, "花"),
    ("jipse", 78, 0xD570, "鈴"),
    ("jipse", 78, 0xF2E5, "花"),
    ("letsj", 90, 0xB4C1, "漢"),
    ("letsj", 90, 0xB021, "丂"),
]


@pytest.mark.parametrize(("name", "year", "code", "char"), SAMPLES)
def test_samples_both_ways(name: str, year: int, code: int, char: str) -> None:
    """Codes as the makers' and other converters' tables have them."""
    one = double_set(name, year)
    assert decoded(one)[code] == char
    assert encoded(one)[char] == code


SPACES = [
    ("jef", "", 0x4040, 0xA1A1),
    ("jef", "A1A1", 0xA1A1, 0x4040),
    ("keis", "4040", 0x4040, 0xA1A1),
    ("keis", "a1a1", 0xA1A1, 0x4040),
    ("letsj", "", 0x2020, 0xA1A1),
    ("letsj", "a1a1", 0xA1A1, 0x2020),
    ("jipsj", "", 0x2121, None),
    ("jipse", "4f4f", 0x4F4F, None),
]


@pytest.mark.parametrize(("name", "space", "written", "read"), SPACES)
def test_spaces(name: str, space: str, written: int, read: int | None) -> None:
    """One space is written; the other one is read too."""
    one = double_set(name, space=space)
    found = {code for code, text in decoded(one).items() if text == "\u3000"}
    assert found == {written, read} - {None}
    assert encoded(one)["\u3000"] == written


def test_joined_sign_and_bold_boxes_are_read_only() -> None:
    """令 and 和 are written as themselves, the second bold weight as the first."""
    one = double_set("keis", 78)
    back = encoded(one)
    assert (back["令"], back["和"]) == (0xCEE1, 0xCFC2)
    assert (back["┌"], back["┏"], back["━"], back["│"]) == (0xAFA1, 0xAFA2, 0xAFBD, 0xAFBF)
    assert decoded(one)[0xAFA3] == "┏"


FACES = [
    (0xB0A2, "唖", "啞"),
    (0xB6A2, "侠", "俠"),
    (0xB2AA, "鴎", "鷗"),
    (0xCCCD, "麺", "麵"),
    (0xB9ED, "麹", "麴"),
    (0xC7ED, "剥", "剝"),
    (0xB3EC, "褐", "\ufa60"),
    (0xC4D4, "辻", "辻\U000e0103"),
    (0xB0A9, "逢", "逢\U000e0104"),
    (0xB3EB, "葛", "葛\U000e0103"),
    (0xC4CD, "塚", "塚\U000e0105"),
    (0xB4C1, "漢", "漢"),
    (0xB3A4, "海", "海"),
]


@pytest.mark.parametrize(("code", "char", "shape"), FACES)
def test_code_and_face(code: int, char: str, shape: str) -> None:
    """What a cell is by its place and by its printed shape; both come back."""
    for policy, text in (("code", char), ("face", shape)):
        one = double_set("jef", 78, policy)
        assert decoded(one)[code] == text
        assert encoded(one)[text] == code


def test_face_takes_the_character_without_its_variation() -> None:
    """辻 alone is written as the cell of its sequence, but 唖 is another character than 啞."""
    back = encoded(jis_zone(78, "face", "jis"))
    assert [back[char] for char in "辻塚\ufa10褐"] == [0xC4D4, 0xC4CD, 0xC4CD, 0xB3EC]
    assert "唖" not in back
    assert "啞" not in encoded(jis_zone(78, "code", "jis"))


def test_shapes_keep_the_character() -> None:
    """A sequence is today's character of its cell and a variation selector, without exception."""
    now, face = decoded(jis_zone(78, "code", "jis")), decoded(jis_zone(78, "face", "jis"))
    sequences = {code: text for code, text in face.items() if len(text) == 2}
    bases = {code: text[0] for code, text in sequences.items()}
    assert {code: bases[code] for code in bases if bases[code] != now[code]} == {0xC1E9: "瘦"}
    assert all(0xE0100 <= ord(text[1]) <= 0xE01EF for text in sequences.values())
    changed = [now[code] for code in face if len(face[code]) == 1 and face[code] != now[code]]
    assert len(changed) == 43
    assert len(sequences) == 235


def test_faces_of_later_years_are_those_of_today() -> None:
    """Only 1978 printed other shapes."""
    for year in (83, 90):
        assert decoded(double_set("jef", year, "face")) == decoded(double_set("jef", year, "code"))


def test_one_face_changes_when_text_is_normalised() -> None:
    """褐 has no sequence in the source; its compatibility ideograph is kept as it is."""
    texts = decoded(jis_zone(78, "face", "jis")).values()
    assert [text for text in texts if unicodedata.normalize("NFC", text) != text] == ["\ufa60"]


AREAS = [
    ("jef", 3102, 0x80A1, 0xA0FE, 0xEC1D),
    ("keis", 3008, 0x81A1, 0xA0FE, 0xEBBF),
    ("jipsj", 3948, 0x7421, 0xFEFE, 0xEF6B),
    ("jipse", 3948, 0x804F, 0xFEFE, 0xEF6B),
]


@pytest.mark.parametrize(("name", "count", "first", "last", "point"), AREAS)
def test_areas(name: str, count: int, first: int, last: int, point: int) -> None:
    """User-defined codes in the order of private use, apart from all characters."""
    codes = [code for area in areas(name) for code in area.codes()]
    points = [
        area.first + place for area in areas(name) for place, _code in enumerate(area.codes())
    ]
    assert points == list(range(0xE000, point + 1))
    assert (len(codes), codes[0], codes[-1]) == (count, first, last)
    assert len(set(codes)) == count
    assert not set(codes) & set(decoded(double_set(name)))


def test_areas_of_jips() -> None:
    """The second area goes on where the first ends; (E) keeps the order of (J)."""
    codes = {
        name: [code for area in areas(name) for code in area.codes()] for name in ("jipsj", "jipse")
    }
    assert codes["jipsj"][1034] == 0xE0A1
    assert codes["jipse"][1034] == 0xB241
    sample = codes["jipsj"].index(0x7561)
    assert codes["jipse"][sample] == 0x8B57
    leads = sorted({code >> 8 for code in codes["jipse"][:1034]})
    assert leads == [0x6A, 0x80, 0x8B, 0x9B, 0x9C, 0xA0, 0xA1, 0xAB, 0xB0, 0xC0, 0xD0]


def test_broken_bar_of_the_supplement() -> None:
    """Both readings are written as its code, whichever is read."""
    for symbols, text in (("ms", "\uffe4"), ("jis", "\u00a6"), ("ibm", "\u00a6")):
        one = double_set("letsj", symbols=symbols)
        assert decoded(one)[0xA243] == text
        assert [encoded(one)[char] for char in "\u00a6\uffe4"] == [0xA243] * 2


def test_no_areas() -> None:
    """A set whose user-defined codes have no agreed place in private use."""
    assert areas("letsj") == ()


def test_names() -> None:
    """All sets, each as it is without any choice."""
    assert double_names() == ("jef", "keis", "jipsj", "jipse", "letsj")
    assert [len(double_set(name).codes) for name in double_names()] == [
        6803,
        6884,
        6802,
        6802,
        12947,
    ]


def test_faults_come_together() -> None:
    """Everything that is wrong in one message."""
    with pytest.raises(CharsetError) as caught:
        double_set("jef", 79, "faces", "unicode", "2121")
    assert len(caught.value.faults) == 4
    with pytest.raises(CharsetError, match=r"Expected one of jef, keis.*got 'jeff'"):
        double_set("jeff")
