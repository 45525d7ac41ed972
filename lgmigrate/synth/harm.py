"""One kind of damage a function: the bytes of a field to bytes that hold no value.

Only damage that can be detected from the field itself is done: a digit is never made another
digit. A function gives None where the field, as it stands, cannot be damaged in its way. Fields of
fixed records keep their length; columns of delimited records may become shorter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lgmigrate.charset.page import CodePage
from lgmigrate.mapping.model import CodeMap, Era
from lgmigrate.record.layout import Field, RecordLayout

__all__ = ["KINDS", "Kind", "Scene"]

_NO_CHARACTER, _CONTROL = 63, 62  # bits of a code page's single-byte entries
_FORBIDDEN = frozenset(b"\x00\x09\x0a\x0d\x0e\x0f\x15\x1a\x25\xff")
"""Control bytes that mean something to a framing, a shift or a null."""
_WORST = "%*@<"  # characters whose bytes are no digit with any zone, EBCDIC and ASCII


@dataclass(frozen=True, slots=True)
class _Repertoire:
    """What a code page has no character for. ``pairs`` are double-byte codes without a character
    whose first and second byte occur in codes that have one.
    """

    controls: tuple[int, ...]
    unmapped: tuple[int, ...]
    pairs: NDArray[np.int64]
    worst: tuple[int, ...]
    letters: tuple[int, ...]
    leads: tuple[int, ...]


@lru_cache(maxsize=16)
def _repertoire(page: CodePage) -> _Repertoire:
    entries = [int(entry) for entry in page.single]
    bare = [byte for byte in range(256) if entries[byte] >> _NO_CHARACTER & 1]
    if page.form == "lead":
        bare = [byte for byte in bare if page.lead[byte] < 2]
    known = [byte for byte in bare if entries[byte] >> _CONTROL & 1]
    controls = [byte for byte in known if page.form != "lead" or page.lead[byte] == 1]
    shifts = frozenset(page.shift_out + page.shift_in)
    usable = [byte for byte in controls if byte not in _FORBIDDEN and byte not in shifts]
    mapped = np.zeros((256, 256), bool)
    if len(page.double) == 65_536:
        mapped = (page.double >> 31 == 0).reshape(256, 256)
    firsts: NDArray[np.bool_] = np.logical_or.reduce(mapped, axis=1)
    if page.form == "lead":
        firsts &= page.lead == 2
    seconds: NDArray[np.bool_] = np.logical_or.reduce(mapped, axis=0)
    firsts[:0x41] = seconds[:0x41] = False
    pairs = np.flatnonzero(~mapped & firsts[:, None] & seconds[None, :])
    codes = [(char, int(page.to_single[ord(char)])) for char in _WORST + "ABCDEFGHXYZ"]
    bytes_of = {char: code & 0xFF for char, code in codes if code & 0x100}
    return _Repertoire(
        controls=tuple(usable),
        unmapped=tuple(byte for byte in bare if byte not in known and byte not in _FORBIDDEN),
        pairs=pairs,
        worst=tuple(bytes_of[char] for char in _WORST if char in bytes_of),
        letters=tuple(byte for char, byte in bytes_of.items() if char not in _WORST),
        leads=tuple(np.flatnonzero(page.lead == 2).tolist()) if page.form == "lead" else (),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Where damage is planted: the layout and the code page of the records, code maps by field,
    the fields of the key, the eras of dates, fields to leave alone (the type code, the fields of
    control totals), and the delimiter of delimited records.
    """

    layout: RecordLayout
    page: CodePage
    codes: Mapping[str, CodeMap] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    eras: tuple[Era, ...] = ()
    skip: frozenset[str] = frozenset()
    delimiter: bytes = b","

    @property
    def what(self) -> _Repertoire:
        """What the code page has no character for."""
        return _repertoire(self.page)


Generator = np.random.Generator
Harm = Callable[[bytes, Field, Scene, Generator], bytes | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of damage: its name, the finding codes of which one must follow, and its function."""

    name: str
    expected: frozenset[str]
    harm: Harm


def _put(raw: bytes, at: int, new: bytes) -> bytes:
    return raw[:at] + new + raw[at + len(new) :]


def _one(rng: Generator, choices: tuple[int, ...] | list[int]) -> int:
    return int(choices[rng.integers(0, len(choices))])


def _digit_places(raw: bytes, one: Field, page: CodePage) -> list[int] | None:
    """Where a zoned number or date has digits without a sign in them; None where it now holds
    something else than digits.
    """
    places = list(range(len(raw)))
    if one.length and one.usage == "zoned" and one.sign != "none":
        places.pop(-1 if one.sign.startswith("trailing") else 0)
    elif not one.length and one.usage == "zoned":
        places = [place for place in places if raw[place] not in b"+-."]
    zone = page.zone >> 4
    good = all(raw[place] >> 4 == zone and raw[place] & 15 < 10 for place in places)
    return places if good and places else None


def _packed(one: Field) -> bool:
    """Whether the last half byte is a sign code, the others digits."""
    return (one.usage == "packed" and one.nibble) or (
        one.usage == "date" and one.carrier == "packed"
    )


def _zoned(one: Field) -> bool:
    return one.usage == "zoned" or (one.usage == "date" and one.carrier == "zoned")


def letter_in_number(raw: bytes, one: Field, scene: Scene, rng: Generator) -> bytes | None:
    """A letter where a digit stands."""
    places = _digit_places(raw, one, scene.page) if _zoned(one) else None
    letters = scene.what.letters + scene.what.worst
    if not places or not letters:
        return None
    return _put(raw, _one(rng, places), bytes([_one(rng, letters)]))


def blank_number(raw: bytes, one: Field, scene: Scene, rng: Generator) -> bytes | None:
    """Spaces in a number that does not declare them as null."""
    del rng
    if not _zoned(one) or "blank" in one.null or not raw:
        return None
    return bytes([scene.page.space]) * len(raw)


def digit_nibble(raw: bytes, one: Field, scene: Scene, rng: Generator) -> bytes | None:
    """A half byte above 9 where a packed digit stands."""
    del scene
    nibbles = raw.hex()
    if one.usage == "packed" and not one.nibble:
        at = int(rng.integers(0, len(nibbles)))
        return bytes.fromhex(nibbles[:at] + "abcde"[rng.integers(0, 5)] + nibbles[at + 1 :])
    if not _packed(one):
        return None
    number = len(nibbles) - 2 - int(rng.integers(0, max(1, one.digits or len(nibbles) - 2)))
    if number < 0 or not nibbles[:-1].isdecimal():
        return None
    return bytes.fromhex(nibbles[:number] + "abcde"[rng.integers(0, 5)] + nibbles[number + 1 :])


def sign_nibble(raw: bytes, one: Field, scene: Scene, rng: Generator) -> bytes | None:
    """A digit where the sign code of a packed number stands."""
    del scene
    if not _packed(one) or not raw.hex()[:-1].isdecimal():
        return None
    return bytes.fromhex(raw.hex()[:-1] + str(rng.integers(1, 9)))


def sign_zone(raw: bytes, one: Field, scene: Scene, rng: Generator) -> bytes | None:
    """No sign code in a zoned number: beside the digit (EBCDIC), or as a byte of its own."""
    if one.usage != "zoned" or one.sign == "none" or not one.length:
        return None
    if _digit_places(raw, one, scene.page) is None:
        return None
    at = len(raw) - 1 if one.sign.startswith("trailing") else 0
    if one.sign.endswith("separate"):
        return _put(raw, at, bytes([_one(rng, scene.what.worst)]))
    if scene.page.zone != 0xF0 or raw[at] & 15 > 9:
        return None
    return _put(raw, at, bytes([int(rng.integers(5, 8)) << 4 | raw[at] & 15]))


def _date_digits(raw: bytes, one: Field, page: CodePage) -> str | None:
    """The digits of a date that is known to the day, else None."""
    if one.usage != "date":
        return None
    if one.carrier == "packed":
        text = raw.hex()[-1 - _date_size(one) : -1]
    elif _digit_places(raw, one, page) is None:
        return None
    else:
        text = "".join(str(byte & 15) for byte in raw)
    if len(text) != _date_size(one) or not text.isdecimal():
        return None
    return text if 1 <= int(text[-4:-2]) <= 12 and 1 <= int(text[-2:]) <= 31 else None


def _date_size(one: Field) -> int:
    return {"yyyymmdd": 8, "yymmdd": 6, "gyymmdd": 7}[one.form]


def _with_digits(raw: bytes, one: Field, page: CodePage, digits: str) -> bytes:
    if one.carrier == "packed":
        return bytes.fromhex(raw.hex()[: -1 - len(digits)] + digits + raw.hex()[-1])
    return bytes(page.zone & 0xF0 | int(digit) for digit in digits)


def no_such_day(raw: bytes, one: Field, scene: Scene, rng: Generator) -> bytes | None:
    """Month 13, day 32 or the thirtieth of February."""
    digits = _date_digits(raw, one, scene.page)
    if digits is None:
        return None
    month, day = (("13", digits[-2:]), (digits[-4:-2], "32"), ("02", "30"))[rng.integers(0, 3)]
    return _with_digits(raw, one, scene.page, digits[:-4] + month + day)


def unknown_era(raw: bytes, one: Field, scene: Scene, rng: Generator) -> bytes | None:
    """An era digit that no era has."""
    digits = _date_digits(raw, one, scene.page)
    taken = {era.code for era in scene.eras}
    free = [digit for digit in range(1, 10) if str(digit) not in taken]
    if digits is None or one.form != "gyymmdd" or not scene.eras or not free:
        return None
    return _with_digits(raw, one, scene.page, str(_one(rng, free)) + digits[1:])


def _characters(raw: bytes, one: Field, page: CodePage) -> tuple[list[int], list[int]] | None:
    """Where single-byte and where double-byte characters begin; None where that is not clear."""
    single: list[int] = []
    double: list[int] = []
    at = 0
    shifted = one.usage == "double"
    while at < len(raw):
        here = raw[at : at + 1]
        if page.form == "host" and one.usage == "mixed" and here in {page.shift_out, page.shift_in}:
            shifted = here == page.shift_out
            at += 1
        elif shifted or (page.form == "lead" and page.lead[raw[at]] == 2):
            double.append(at)
            at += 2
        elif page.form == "utf8" and raw[at] > 0x7F:
            at += 1
        elif page.form == "lead" and page.lead[raw[at]] != 1:
            return None
        else:
            single.append(at)
            at += 1
    return (single, double) if at == len(raw) else None


def unmapped_character(raw: bytes, one: Field, scene: Scene, rng: Generator) -> bytes | None:
    """A code for which the code page has no character, single or double byte; in national text
    half a pair of surrogates.
    """
    if one.usage not in {"single", "mixed", "double"}:
        return _half_pair(raw, one, rng)
    if scene.page.form == "utf8":
        return _put(raw, int(rng.integers(0, len(raw))), b"\xfe") if raw else None
    found = _characters(raw, one, scene.page)
    if found is None:
        return None
    single, double = found
    if double and len(scene.what.pairs):
        text = [at for at in double if raw[at : at + 2] != _wide_space(scene.page)] or double[:1]
        code = int(scene.what.pairs[rng.integers(0, len(scene.what.pairs))])
        return _put(raw, _one(rng, text), code.to_bytes(2, "big"))
    if single and scene.what.unmapped and one.usage != "double":
        return _put(raw, _one(rng, single), bytes([_one(rng, scene.what.unmapped)]))
    return None


def _half_pair(raw: bytes, one: Field, rng: Generator) -> bytes | None:
    if one.usage != "national":
        return None
    unit = b"\xdc\x00" if one.order == "big" else b"\x00\xdc"
    return _put(raw, 2 * int(rng.integers(0, len(raw) // 2)), unit)


def _wide_space(page: CodePage) -> bytes:
    return page.double_space.to_bytes(2, "big")


def half_character(raw: bytes, one: Field, scene: Scene, rng: Generator) -> bytes | None:
    """Half of a double-byte character: before a shift-in, or at the end of the field."""
    page = scene.page
    if one.usage not in {"mixed", "double"} or page.form not in {"host", "lead"}:
        return None
    found = _characters(raw, one, page)
    if found is None:
        return None
    single, double = found
    if page.form == "host":
        end = raw.rfind(page.shift_in)
        if one.usage != "mixed" or end - 2 not in double or raw[end - 2] == page.space:
            return None
        return raw[: end - 1] + page.shift_in + bytes([page.space]) + raw[end + 1 :]
    if one.usage == "double":
        return None
    lead = bytes([_one(rng, scene.what.leads)])
    return raw[:-1] + lead if single and single[-1] == len(raw) - 1 else None


def shift_not_closed(raw: bytes, one: Field, scene: Scene, rng: Generator) -> bytes | None:
    """The last shift-in made a space."""
    del rng
    page = scene.page
    end = raw.rfind(page.shift_in) if page.form == "host" else -1
    blank = bytes([page.space])
    if one.usage != "mixed" or end < 2 or raw[end + 1 :].strip(blank):
        return None
    return _put(raw, end, blank)


def control_character(raw: bytes, one: Field, scene: Scene, rng: Generator) -> bytes | None:
    """A control character where a single-byte character stands."""
    if one.usage not in {"single", "mixed"} or not scene.what.controls:
        return None
    found = _characters(raw, one, scene.page)
    if found is None or not found[0]:
        return None
    return _put(raw, _one(rng, found[0]), bytes([_one(rng, scene.what.controls)]))


def unknown_code(raw: bytes, one: Field, scene: Scene, rng: Generator) -> bytes | None:
    """A code of the same shape that the field's code map does not have."""
    if one.name not in scene.codes or one.usage not in {"zoned", "single"} or one.sign != "none":
        return None
    page = scene.page
    known = set(scene.codes[one.name].forward())
    numbers = {int(code) for code in known if code.isdecimal()}
    for _ in range(50):
        if one.usage == "zoned":
            number = int(rng.integers(1, 10 ** min(len(raw), 18))) if raw else 0
            if number and number not in numbers and set(str(number)) != {"9"}:
                digits = str(number).zfill(len(raw))
                return bytes(page.zone & 0xF0 | int(digit) for digit in digits)
        else:
            letters = rng.choice(list("ABCDEFGHXYZ"), len(raw))
            codes = [int(page.to_single[ord(letter)]) for letter in letters]
            if raw and "".join(letters) not in known and all(code & 0x100 for code in codes):
                return bytes(code & 0xFF for code in codes)
    return None


def key_destroyed(raw: bytes, one: Field, scene: Scene, rng: Generator) -> bytes | None:
    """Blanks, or low-values, instead of a part of the key."""
    if one.name not in scene.keys or not raw:
        return None
    if not one.length:
        return b""
    if one.usage == "zoned" and rng.integers(0, 2):
        return bytes(len(raw))
    blank = _wide_space(scene.page) if one.usage == "double" else bytes([scene.page.space])
    if one.usage == "national":
        blank = b"\x00 " if one.order == "big" else b" \x00"
    harmed = blank * (len(raw) // len(blank))
    return harmed if "blank" in one.null or one.usage in {"zoned", "packed", "date"} else None


def _kind(harm: Harm, *expected: str) -> Kind:
    return Kind(name=harm.__name__, expected=frozenset(expected), harm=harm)


KINDS = (
    _kind(letter_in_number, "N001"),
    _kind(blank_number, "N004"),
    _kind(digit_nibble, "N002"),
    _kind(sign_nibble, "N003"),
    _kind(sign_zone, "N003"),
    _kind(no_such_day, "D001"),
    _kind(unknown_era, "D003"),
    _kind(unmapped_character, "C001"),
    _kind(half_character, "C002"),
    _kind(shift_not_closed, "C003"),
    _kind(control_character, "C004"),
    _kind(unknown_code, "M001"),
    _kind(key_destroyed, "K002", "N001", "N003", "N004"),
)
"""Every kind of damage. In a field of the key, K002 may follow any of them."""
