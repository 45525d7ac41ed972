"""Each kind of damage on hand-made fields, its result worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from lgmigrate.charset import load
from lgmigrate.mapping.eras import ERAS
from lgmigrate.mapping.model import CodeMap
from lgmigrate.record.layout import Field, RecordLayout
from lgmigrate.synth import harm
from lgmigrate.synth.harm import KINDS, Scene

SEX = CodeMap(name="sex", pairs=(("1", "1"), ("2", "2")))


def field(usage: str, length: int, **rest: object) -> Field:
    """A field F at the beginning of a record."""
    return Field(name="F", usage=usage, offset=0, length=length, **rest)  # type: ignore[arg-type]


def scene(one: Field, page: str = "ibm930", **rest: object) -> Scene:
    """A scene of that one field."""
    layout = RecordLayout(name="made_up", length=one.length, fields=(one,))
    return Scene(layout=layout, page=load(page), **rest)  # type: ignore[arg-type]


def results(kind: harm.Harm, raw: bytes, one: Field, where: Scene) -> set[bytes]:
    """What many draws of one kind give."""
    rng = np.random.default_rng(1)
    made = {kind(raw, one, where, rng) for _ in range(200)}
    return {new for new in made if new is not None}


def test_letter_leaves_the_sign_alone() -> None:
    """One of the first two bytes is no digit any more, the signed one stays."""
    one = field("zoned", 3, digits=3, sign="trailing")
    for new in results(harm.letter_in_number, b"\xf1\xf2\xc3", one, scene(one)):
        changed = [place for place in range(3) if new[place] != b"\xf1\xf2\xc3"[place]]
        assert len(changed) == 1
        assert changed != [2]
        assert not 0xF0 <= new[changed[0]] <= 0xF9


def test_letter_needs_digits() -> None:
    """A blank number has no digit to replace."""
    one = field("zoned", 3, digits=3, null=("blank",))
    assert results(harm.letter_in_number, b"\x40\x40\x40", one, scene(one)) == set()


def test_blank_only_where_blank_is_no_null() -> None:
    """Spaces of the code page; not where they mean null."""
    one = field("zoned", 3, digits=3)
    assert results(harm.blank_number, b"\xf1\xf2\xf3", one, scene(one)) == {b"\x40\x40\x40"}
    one = field("zoned", 3, digits=3, null=("zero", "blank"))
    assert results(harm.blank_number, b"\xf1\xf2\xf3", one, scene(one)) == set()


def test_packed_digit_becomes_a_letter_nibble() -> None:
    """12 34 5C: one of the five digits is A to E; the sign stays."""
    one = field("packed", 3, digits=5)
    for new in results(harm.digit_nibble, b"\x12\x34\x5c", one, scene(one)):
        pairs = [(old, now) for old, now in zip("12345c", new.hex(), strict=True) if old != now]
        assert len(pairs) == 1
        assert pairs[0][1] in "abcde"
        assert new.hex()[-1] == "c"


def test_pad_nibble_stays() -> None:
    """Four digits leave a half byte in front, which is not touched."""
    one = field("packed", 3, digits=4)
    made = results(harm.digit_nibble, b"\x01\x23\x4f", one, scene(one))
    assert {new.hex()[0] for new in made} == {"0"}


def test_packed_sign_becomes_a_digit() -> None:
    """12 34 5C: the sign nibble is a digit, neither 0 nor 9 (these may be nulls)."""
    one = field("packed", 3, digits=5)
    made = results(harm.sign_nibble, b"\x12\x34\x5c", one, scene(one))
    assert made == {bytes.fromhex(f"12345{sign}") for sign in range(1, 9)}


@pytest.mark.parametrize("sign", ["trailing_separate", "leading_separate"])
def test_separate_sign_becomes_no_sign(sign: str) -> None:
    """+ or - becomes another character; the digits stay."""
    one = field("zoned", 3, digits=2, sign=sign)
    raw = b"\xf1\xf2\x4e" if sign.startswith("trailing") else b"\x4e\xf1\xf2"
    for new in results(harm.sign_zone, raw, one, scene(one)):
        assert new.replace(b"\xf1\xf2", b"") not in {b"\x4e", b"\x60", b""}


def test_zone_of_the_sign_becomes_no_sign_code() -> None:
    """X'C3' keeps its digit, its high half is no sign code (A to F)."""
    one = field("zoned", 3, digits=3, sign="trailing")
    made = results(harm.sign_zone, b"\xf1\xf2\xc3", one, scene(one))
    assert made == {b"\xf1\xf2\x53", b"\xf1\xf2\x63", b"\xf1\xf2\x73"}


def test_no_such_day() -> None:
    """平成02-01-15: month 13, day 32, or the thirtieth of February."""
    one = field("date", 7, form="gyymmdd")
    made = results(harm.no_such_day, b"4020115", one, scene(one, "cp932"))
    assert made == {b"4021315", b"4020132", b"4020230"}


def test_packed_date_keeps_its_sign_and_pad() -> None:
    """X'020200131F' with another month or day."""
    one = field("date", 5, carrier="packed")
    made = results(harm.no_such_day, bytes.fromhex("020200131F"), one, scene(one))
    assert {new.hex() for new in made} == {"020201331f", "020200132f", "020200230f"}


@pytest.mark.parametrize("raw", [b"3450000", b"3450800", b"0000000", b"       "])
def test_dates_not_known_to_the_day_stay(raw: bytes) -> None:
    """Unknown and blank dates are left alone: they are read in other ways."""
    one = field("date", 7, form="gyymmdd", unknown="00", null=("zero",))
    where = scene(one, "cp932", eras=ERAS)
    assert results(harm.no_such_day, raw, one, where) == set()
    assert results(harm.unknown_era, raw, one, where) == set()


def test_unknown_era() -> None:
    """Eras 1 to 5 are taken, 0 may mean null."""
    one = field("date", 7, form="gyymmdd")
    made = results(harm.unknown_era, b"4020115", one, scene(one, "cp932", eras=ERAS))
    assert made == {b"6020115", b"7020115", b"8020115", b"9020115"}


def test_unmapped_character_is_unmapped() -> None:
    """cp932 as the standard library has it cannot decode the result."""
    one = field("mixed", 8)
    made = results(
        harm.unmapped_character, "漢字A".encode("cp932") + b"   ", one, scene(one, "cp932")
    )
    assert made
    for new in made:
        with pytest.raises(UnicodeDecodeError):
            new.decode("cp932")
        assert len(new) == 8


def test_half_character_at_the_end() -> None:
    """A lead byte where the last space was; nowhere where a character ends the field."""
    one = field("mixed", 6)
    made = results(harm.half_character, "漢字".encode("cp932") + b"  ", one, scene(one, "cp932"))
    assert made
    for new in made:
        assert new[:5] == "漢字".encode("cp932") + b" "
        assert 0x81 <= new[5] <= 0xFC
    one = field("mixed", 4)
    assert results(harm.half_character, "漢字".encode("cp932"), one, scene(one, "cp932")) == set()


def test_half_character_before_shift_in() -> None:
    """SO 4542 4543 SI becomes SO 4542 45 SI and a space."""
    one = field("mixed", 8)
    raw = b"\x0e\x45\x42\x45\x43\x0f\x40\x40"
    made = results(harm.half_character, raw, one, scene(one))
    assert made == {b"\x0e\x45\x42\x45\x0f\x40\x40\x40"}


def test_shift_not_closed() -> None:
    """The shift-in becomes a space, only where nothing but spaces is behind it."""
    one = field("mixed", 6)
    raw = b"\x0e\x45\x42\x0f\x40\x40"
    assert results(harm.shift_not_closed, raw, one, scene(one)) == {b"\x0e\x45\x42\x40\x40\x40"}
    assert results(harm.shift_not_closed, raw[:4] + b"\xc1\x40", one, scene(one)) == set()


@pytest.mark.parametrize("page", ["ibm930", "cp932"])
def test_control_character_is_no_line_end(page: str) -> None:
    """A control byte that neither framings nor shifts nor nulls use."""
    one = field("single", 3)
    space = load(page).space
    made = results(harm.control_character, bytes([space]) * 3, one, scene(one, page))
    controls = {byte for new in made for byte in new if byte != space}
    assert controls
    assert not controls & {0x00, 0x0A, 0x0D, 0x0E, 0x0F, 0x15, 0x1A, 0x25, 0xFF}


def test_unknown_code_keeps_the_shape() -> None:
    """A digit that the map does not have, neither 0 nor 9; letters in a text field."""
    one = field("zoned", 1, digits=1, value="digits")
    made = results(harm.unknown_code, b"1", one, scene(one, "cp932", codes={"F": SEX}))
    assert made == {b"3", b"4", b"5", b"6", b"7", b"8"}
    one = field("single", 2)
    made = results(harm.unknown_code, b"1 ", one, scene(one, "cp932", codes={"F": SEX}))
    assert made
    assert all(new.isalpha() and len(new) == 2 for new in made)
    assert results(harm.unknown_code, b"1 ", one, scene(one, "cp932")) == set()


def test_key_destroyed() -> None:
    """Blanks or low-values in a zoned key; text only where blank is its null; else nothing."""
    one = field("zoned", 2, digits=2, value="digits")
    where = scene(one, keys=frozenset({"F"}))
    assert results(harm.key_destroyed, b"\xf1\xf2", one, where) == {b"\x40\x40", b"\x00\x00"}
    assert results(harm.key_destroyed, b"\xf1\xf2", one, scene(one)) == set()
    one = field("single", 2)
    assert results(harm.key_destroyed, b"\xf1\xf2", one, where) == set()
    one = field("double", 4, null=("blank",))
    assert results(harm.key_destroyed, b"\x45\x42\x45\x43", one, where) == {b"\x40\x40\x40\x40"}


def test_a_column_of_a_key_becomes_empty() -> None:
    """In a delimited record nothing stands for no value."""
    one = field("single", 0)
    assert results(harm.key_destroyed, b"12", one, scene(one, keys=frozenset({"F"}))) == {b""}


@pytest.mark.parametrize("usage", ["binary", "filler"])
def test_fields_without_detectable_damage(usage: str) -> None:
    """Every bit pattern of these is a value, or nothing."""
    one = field(usage, 4, digits=9 if usage == "binary" else 0)
    made = [results(kind.harm, bytes(4), one, scene(one)) for kind in KINDS]
    assert made == [set()] * len(KINDS)


def test_every_finding_code_of_the_kinds_has_a_kind() -> None:
    """The ledger can expect each code that decoding, codes and keys can give."""
    codes = set().union(*(kind.expected for kind in KINDS))
    assert codes == {
        "C001", "C002", "C003", "C004", "D001", "D003", "K002", "M001", "N001", "N002", "N003",
        "N004",
    }  # fmt: skip


def test_digits_of_a_packed_number_without_a_sign() -> None:
    """Any half byte may be damaged, the last one too, and there is no sign to damage."""
    one = field("packed", 2, digits=4, nibble=False)
    made = results(harm.digit_nibble, b"\x12\x34", one, scene(one))
    assert {new.hex()[at] for new in made for at in range(4)} >= set("abcde")
    assert any(new.hex()[3] in "abcde" for new in made)
    assert results(harm.sign_nibble, b"\x12\x34", one, scene(one)) == set()


@pytest.mark.parametrize(("order", "unit"), [("big", b"\xdc\x00"), ("little", b"\x00\xdc")])
def test_half_a_pair_in_national_text(order: str, unit: bytes) -> None:
    """One of the two units is a lone surrogate."""
    one = field("national", 4, order=order)
    made = results(harm.unmapped_character, b"abcd", one, scene(one))
    assert made == {unit + b"cd", b"ab" + unit}


@pytest.mark.parametrize(("order", "blank"), [("big", b"\x00 "), ("little", b" \x00")])
def test_blank_key_of_national_text(order: str, blank: bytes) -> None:
    """Its spaces are those of UTF-16."""
    one = field("national", 4, order=order, null=("blank",))
    where = scene(one, keys=frozenset({"F"}))
    assert results(harm.key_destroyed, b"abcd", one, where) == {blank * 2}
