"""Code pages by name: spellings, shapes of the tables, spaces, zones, and known code points."""

from __future__ import annotations

import numpy as np
import pytest

from lgmigrate import charset
from lgmigrate.charset import CodePage
from lgmigrate.errors import CharsetError
from lgmigrate.testing.charset_reference import decode_text, encode_text

HOSTS = ("ibm930", "ibm939", "ibm1390", "ibm1399")


def is_control(page: CodePage, byte: int) -> bool:
    """No character, because the byte is a control character or a shift code."""
    return int(page.single[byte]) >> 62 == 0b11


def is_unmapped(page: CodePage, byte: int) -> bool:
    """No character, because the page has none there."""
    return int(page.single[byte]) >> 62 == 0b10


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("ibm930", "ibm930"),
        ("IBM-930", "ibm930"),
        ("cp930", "ibm930"),
        ("x-IBM939", "ibm939"),
        ("CP00939", "ibm939"),
        ("1390", "ibm1390"),
        ("ccsid 1399", "ibm1399"),
        ("IBM300", "ibm300"),
        ("16684", "ibm16684"),
        ("CP932", "cp932"),
        ("windows-31j", "cp932"),
        ("EUC-JP", "euc-jp"),
        ("euc_jp", "euc-jp"),
        ("UTF-8", "utf-8"),
        ("utf8", "utf-8"),
    ],
)
def test_load_takes_usual_spellings(spelling: str, name: str) -> None:
    """A page is found in any case, with or without hyphens, by its CCSID alone."""
    assert charset.load(spelling).name == name


def test_load_gives_the_same_page_each_time() -> None:
    """A page is made once."""
    assert charset.load("ibm930") is charset.load("CP930")


@pytest.mark.parametrize("name", ["", "ibm932", "ibm9300", "\x00"])
def test_load_names_the_known_pages(name: str) -> None:
    """An unknown name is the caller's fault, and the message lists the known ones."""
    with pytest.raises(CharsetError) as raised:
        charset.load(name)
    assert all(known in str(raised.value) for known in charset.names())


@pytest.mark.parametrize("name", charset.names())
def test_shapes(name: str) -> None:
    """Kernels index the tables without a check: lengths and types are fixed."""
    page = charset.load(name)
    assert page.name.split(":")[0] == name
    assert page.provenance
    expected = {
        "single": (256, np.uint64),
        "double": (65_536, np.uint32),
        "triple": (65_536 if name in ("euc-jp", "euc-jis-2004") else 1, np.uint32),
        "lead": (256, np.uint8),
        "to_single": (65_536, np.uint16),
        "to_double": (65_536, np.uint32),
        "extended": (len(page.extended), np.uint64),
        "pair_keys": (len(page.pair_keys), np.uint64),
        "pair_values": (len(page.pair_keys), np.uint32),
    }
    for field, (length, kind) in expected.items():
        table = getattr(page, field)
        assert (table.shape, table.dtype) == ((length,), kind), field
        assert table.flags.c_contiguous
    assert (np.diff(page.pair_keys.astype(object)) > 0).all()


@pytest.mark.parametrize(
    ("name", "form", "space", "double_space", "zone"),
    [
        *((host, "host", 0x40, 0x4040, 0xF0) for host in HOSTS),
        ("ibm300", "double", 0x40, 0x4040, 0xF0),
        ("ibm16684", "double", 0x40, 0x4040, 0xF0),
        ("cp932", "lead", 0x20, 0x8140, 0x30),
        ("euc-jp", "lead", 0x20, 0xA1A1, 0x30),
        ("utf-8", "utf8", 0x20, 0, 0x30),
    ],
)
def test_padding(name: str, form: str, space: int, double_space: int, zone: int) -> None:
    """Spaces and digit zones of EBCDIC, ASCII and JIS."""
    page = charset.load(name)
    assert (page.form, page.space, page.double_space, page.zone) == (
        form,
        space,
        double_space,
        zone,
    )
    if double_space:
        assert double_space in page.double_spaces
        assert decode_text(page, double_space.to_bytes(2, "big"), "double") == ("\u3000", ())
    if form != "double":
        assert decode_text(page, bytes([space]), "single") == (" ", ())
        digits = bytes(zone | digit for digit in range(10))
        assert decode_text(page, digits, "single") == ("0123456789", ())


@pytest.mark.parametrize("name", HOSTS)
def test_host_controls(name: str) -> None:
    """X'00'-X'3F' and X'FF' are controls in EBCDIC, new line and shift codes included."""
    page = charset.load(name)
    found = [byte for byte in range(256) if is_control(page, byte)]
    assert found == [*range(0x40), 0xFF]
    assert page.shift_out == b"\x0e"
    assert page.shift_in == b"\x0f"


@pytest.mark.parametrize("name", ["cp932", "euc-jp", "utf-8"])
def test_ascii_controls(name: str) -> None:
    """C0 and DEL are controls."""
    page = charset.load(name)
    found = [byte for byte in range(256) if is_control(page, byte)]
    assert found == [*range(0x20), 0x7F]


@pytest.mark.parametrize(
    ("name", "byte"),
    [
        *(("ibm930", byte) for byte in (0x57, 0x59, 0x6A, 0x9C, 0xE1, 0xFE)),
        *(("ibm939", byte) for byte in (0x41, 0x6A, 0x80, 0x90, 0xE1, 0xFE)),
        *(("cp932", byte) for byte in (0x80, 0xA0, 0xFD, 0xFE, 0xFF, 0x81)),
        *(("euc-jp", byte) for byte in (0x80, 0x8E, 0x8F, 0xA0, 0xA1, 0xFF)),
        *(("utf-8", byte) for byte in (0x80, 0xC2, 0xFF)),
    ],
)
def test_holes_are_no_controls(name: str, byte: int) -> None:
    """A byte without a character is told apart from a control character."""
    assert is_unmapped(charset.load(name), byte)


def test_lead_bytes() -> None:
    """Characters of one, two and three bytes begin where JIS puts them."""
    cp932, euc = charset.load("cp932").lead.tolist(), charset.load("euc-jp").lead.tolist()
    assert [byte for byte in range(256) if cp932[byte] == 0] == [0x80, 0xA0, 0xFD, 0xFE, 0xFF]
    assert [byte for byte in range(256) if cp932[byte] == 2] == [
        *range(0x81, 0xA0),
        *range(0xE0, 0xFD),
    ]
    assert [byte for byte in range(256) if euc[byte] == 2] == [0x8E, *range(0xA1, 0xFF)]
    assert [byte for byte in range(256) if euc[byte] == 3] == [0x8F]
    assert [byte for byte in range(256) if euc[byte] == 1] == list(range(0x80))


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        # IBM's chart of 290: lower case in odd places, kana where Latin EBCDIC has lower case
        ("ibm930", "62 69 71 78 8B 9B AB B3 B9", "ahipqrstz"),
        ("ibm930", "81 82 BF 5B E0", "ｱｲﾟ¥$"),
        ("ibm939", "81 89 91 99 A2 A9 5B B2 E0", "aijrsz$¥\\"),
        ("ibm1390", "E1", "€"),
        ("ibm1399", "E1", "€"),
    ],
)
def test_single_bytes_of_hosts(name: str, data: str, text: str) -> None:
    """Positions of the published charts."""
    page = charset.load(name)
    assert decode_text(page, bytes.fromhex(data), "single") == (text, ())
    assert encode_text(page, text, "single") == (bytes.fromhex(data), ())


@pytest.mark.parametrize("name", ["ibm930", "ibm939", "ibm300"])
@pytest.mark.parametrize(
    ("code", "decoded", "other"),
    [
        ("4260", "\u2212", "\uff0d"),
        ("426A", "\u00a6", "\uffe4"),
        ("43A1", "\u301c", "\uff5e"),
        ("444A", "\u2014", "\u2015"),
        ("447C", "\u2016", "\u2225"),
    ],
)
def test_symbol_pairs(name: str, code: str, decoded: str, other: str) -> None:
    """One member of a pair is decoded to; both encode, the other one as an alias."""
    page, data = charset.load(name), bytes.fromhex(code)
    assert decode_text(page, data, "double") == (decoded, ())
    assert encode_text(page, decoded, "double") == (data, ())
    assert encode_text(page, other, "double") == (data, ("C006",))


@pytest.mark.parametrize("name", ["ibm1390", "ibm1399", "ibm16684"])
@pytest.mark.parametrize(
    ("code", "text"),
    [
        *(("4260", "\u2212"), ("E9F3", "\uff0d"), ("426A", "\u00a6"), ("E9F5", "\uffe4")),
        *(("43A1", "\u301c"), ("E9F4", "\uff5e"), ("444A", "\u2014"), ("DDB7", "\u2015")),
        *(("447C", "\u2016"), ("DFE5", "\u2225")),
    ],
)
def test_symbol_pairs_of_the_larger_set(name: str, code: str, text: str) -> None:
    """The larger set has both members of each pair."""
    page, data = charset.load(name), bytes.fromhex(code)
    assert decode_text(page, data, "double") == (text, ())
    assert encode_text(page, text, "double") == (data, ())


def test_old_form_is_folded_with_a_finding() -> None:
    """300 has one code for the old and the new form of a kanji; the larger set has two."""
    assert encode_text(charset.load("ibm300"), "俠", "double") == (b"\x52\xec", ("C006",))
    assert decode_text(charset.load("ibm300"), b"\x52\xec", "double") == ("侠", ())
    large = charset.load("ibm16684")
    data, codes = encode_text(large, "俠", "double")
    assert data != b"\x52\xec"
    assert codes == ()


@pytest.mark.parametrize(("name", "last"), [("ibm930", 0x7FFE), ("ibm1390", 0x89BD)])
def test_user_defined_area_has_no_characters(name: str, last: int) -> None:
    """A municipality's own characters are not the code page's."""
    double = charset.load(name).double
    assert (double[0x6941 : last + 1] >> 31 == 1).all()


def test_beyond_the_basic_plane() -> None:
    """303 characters of four UTF-8 bytes and 25 sequences of two code points."""
    page = charset.load("ibm16684")
    second = page.pair_keys & np.uint64(0xFFFFFFFF)
    assert int((second == 0).sum()) == 303
    assert int((second != 0).sum()) == 25
    assert len(page.extended) == 2 * 328
    assert decode_text(page, bytes.fromhex("ECB5"), "double") == ("か\u309a", ())


def test_the_euro_is_one_way_where_both_sets_have_it() -> None:
    """The double-byte euro of 1390 comes back as a single byte; alone it is exact."""
    assert charset.load("ibm1390").double[0x42E1] >> 29 & 1
    assert not charset.load("ibm16684").double[0x42E1] >> 29 & 1
