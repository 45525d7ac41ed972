"""Each symptom is produced as the world produces it, by a wrong conversion, and then told."""

from __future__ import annotations

import pytest

from lgmigrate.charset import load
from lgmigrate.charset.guard_sample import Sample, fields_sample
from lgmigrate.charset.guard_symptoms import SYMPTOMS, Symptom, symptoms
from tests.unit.charset.guard_text import KANJI, register

__all__: list[str] = []

WIDE_PAIRS = ["〜～", "‖∥", "−－", "—―", "¦￤", "¢￠", "£￡", "¬￢"]


def told(samples: list[Sample], page: str) -> dict[str, Symptom]:
    """The symptoms by name."""
    return {one.name: one for one in symptoms(samples, load(page))}


def packed(number: int, sign: str = "C") -> bytes:
    """Seven digits and a sign nibble."""
    return bytes.fromhex(f"{number:07d}{sign}")


PACKED = [packed(7 * n * n + 12345, "CDF"[n % 3]) for n in range(200)]


@pytest.mark.parametrize("sign", "ABCDEF")
def test_packed_decimals_are_whole(sign: str) -> None:
    """Every sign code of the architecture is one, and blank fields are no numbers."""
    fields = [packed(n, sign) for n in range(0, 10_000, 97)]
    fields += [b"\x00" * 4, b"\x40" * 4, b"\xff" * 4, b"\x20" * 4]
    assert told([fields_sample(fields, "packed")], "ibm930") == {}


def test_packed_decimals_converted_as_text() -> None:
    """EBCDIC to ASCII by Python's cp037, byte by byte, with ? for what ASCII has not."""
    ruined = [field.decode("cp037").encode("ascii", "replace") for field in PACKED]
    found = told([fields_sample(ruined, "packed", offset=1000)], "cp932")
    assert set(found) == {"text_mode"}
    assert found["text_mode"].count > 100
    assert found["text_mode"].offset % 4 == 0
    assert told([fields_sample(PACKED, "packed")], "cp932") == {}


def test_first_place_is_that_of_the_source() -> None:
    """The offset is that of the field in the source, not in the sample."""
    fields = [*PACKED[:50], b"\x1a\x1a\x1a\x1a", *PACKED[:10], b"????", b"\x25\x3f\x1a\x20"]
    found = told([fields_sample(fields, "packed", offset=7000)], "ibm930")
    assert found["text_mode"] == Symptom(name="text_mode", count=3, offset=7000 + 50 * 4)


@pytest.mark.parametrize(
    ("page", "end"),
    [("ibm930", b"\x15"), ("ibm930", b"\x25"), ("cp932", b"\r"), ("cp932", b"\n"), ("jef", b"\r")],
)
def test_line_ends_within_fields(page: str, end: bytes) -> None:
    """Records of a host that were taken for lines."""
    fields = register(load(page))
    for n in (3, 40, 77, 120):
        fields[n] = fields[n][:-1] + end
    found = told([fields_sample(fields)], page)
    assert found["line_ends"] == Symptom(name="line_ends", count=4, offset=3 * 40 + 39)


def test_shift_code_is_no_line_end() -> None:
    """X'0A42' of KEIS begins with a line feed."""
    assert told([fields_sample(register(load("keis83:ebcdik")))], "keis83:ebcdik") == {}


KANA_NAMES = ["さくら", "ひかり", "タロウ", "まもる", "サトウ", "のぞみ"] * 5


@pytest.mark.parametrize("wrong", ["cp932", "latin-1", "cp1252"])
@pytest.mark.parametrize("page", ["utf-8", "utf-16le"])
def test_utf8_converted_twice(page: str, wrong: str) -> None:
    """UTF-8 read as another code page, and written in Unicode."""
    texts = [name.encode().decode(wrong, "replace").replace("\ufffd", "") for name in KANA_NAMES]
    data = [text.encode({"utf-16le": "utf-16-le"}.get(page, page)) for text in texts]
    assert set(told([fields_sample(data)], page)) == {"mojibake"}


def test_utf8_converted_twice_to_shift_jis() -> None:
    """UTF-8 read as Shift_JIS is Shift_JIS all the while: its bytes alone tell."""
    data = [name.encode() for name in KANA_NAMES]
    assert told([fields_sample(data)], "cp932")["mojibake"].count >= len(data)


def test_names_with_accents_are_whole() -> None:
    """Latin letters with accents stand beside plain ones."""
    data = [name.encode() for name in ["José Núñez", "Zoë Müller", "Đặng Thị Hà", "Ærø Åse"] * 20]
    assert told([fields_sample(data)], "utf-8") == {}


@pytest.mark.parametrize("pair", WIDE_PAIRS)
def test_symbols_of_two_tables(pair: str) -> None:
    """Both members of a pair in one source; one alone is what a table has."""
    both = [f"１{sign}２".encode() for sign in pair * 3]
    found = told([fields_sample(both)], "utf-8")
    assert found == {"symbols": Symptom(name="symbols", count=3, offset=found["symbols"].offset)}
    for sign in pair:
        assert told([fields_sample([f"１{sign}２".encode()] * 9)], "utf-8") == {}


@pytest.mark.parametrize("pair", ["\u00a5\\", "\u203e~"])
def test_yen_and_backslash(pair: str) -> None:
    """X'5C' and X'7E' of both readings."""
    both = [f"{sign}1,000".encode() for sign in pair * 2]
    assert told([fields_sample(both)], "utf-8")["symbols"].count == 2
    assert told([fields_sample([f"{pair[1]}1,000".encode()] * 9)], "utf-8") == {}


@pytest.mark.parametrize("page", ["jef:kana", "keis83:ebcdik", "ibm930", "jef:ascii"])
def test_shift_codes_stripped(page: str) -> None:
    """Both codes removed: double bytes in single-byte mode, many of which are no characters."""
    known = load(page)
    fields = register(known)
    for n in range(0, len(fields), 4):
        fields[n] = fields[n].replace(known.shift_out, b"").replace(known.shift_in, b"")
    assert "shifts_lost" in told([fields_sample(fields)], page)


@pytest.mark.parametrize("page", ["jipsj", "jipse", "ibm939", "letsj", "iso-2022-jp"])
def test_first_shift_code_stripped(page: str) -> None:
    """Only the code to double bytes removed: shifts back with nothing to come back from."""
    known = load(page)
    fields = register(known)
    for n in (0, 2, 4, 10, 13):
        fields[n] = fields[n].replace(known.shift_out, b"")
    assert told([fields_sample(fields)], page)["shifts_lost"].count >= 3


def test_repeated_shift_back_is_harmless() -> None:
    """A shift back at the front of a field, as some hosts write it, loses nothing."""
    fields = [b"\x0f" + field[:-1] for field in register(load("ibm930"))]
    assert told([fields_sample(fields)], "ibm930") == {}


def test_replaced_characters() -> None:
    """U+FFFD in Unicode; ? between double bytes; ？ in a row."""
    assert told([fields_sample(["山田\ufffd郎".encode()])], "utf-8")["replaced"].count == 1
    field = "山田𠮟郎".encode("cp932", "replace")
    assert told([fields_sample([field])], "cp932")["replaced"] == Symptom(
        name="replaced", count=1, offset=4
    )
    assert told([fields_sample(["山？？".encode("cp932")])], "cp932")["replaced"].count == 1
    asked = ["何時? 明日".encode("cp932"), "本当？".encode("cp932"), b"WHAT??"]
    assert told([fields_sample(asked)], "cp932") == {}


def test_geta() -> None:
    """〓 from the third on; ■ only in a row."""
    assert told([fields_sample(["山〓".encode("cp932")] * 3)], "cp932")["geta"].count == 3
    assert told([fields_sample(["山〓".encode("cp932")] * 2)], "cp932") == {}
    assert told([fields_sample(["■■■■".encode("cp932")])], "cp932")["geta"].count == 3
    assert told([fields_sample(["■注意".encode("cp932")] * 9)], "cp932") == {}


def test_every_symptom_has_a_rule() -> None:
    """The table is what the messages and the documentation name."""
    assert list(SYMPTOMS) == [
        *("text_mode", "line_ends", "mojibake", "symbols", "shifts_lost", "replaced", "geta")
    ]


def test_order_is_that_of_the_table() -> None:
    """Several at once."""
    data = ["山\ufffd〓〓〓".encode()] + [name.encode() for name in KANJI]
    assert list(told([fields_sample(data)], "utf-8")) == ["replaced", "geta"]
