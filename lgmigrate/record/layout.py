"""Record layouts as values: where each field of a vendor's record is, and in which usage.

A field is described as COBOL does it: its usage, digits, scale and sign. Offsets and lengths
are bytes of the record for fixed framings; for a delimited (CSV) record ``offset`` is the
number of the column, from 0, and ``length`` is 0.

A number has at most 18 digits. COBOL compilers with longer ones exist (31 digits, 38); a field of
more than 18 is refused when the layout is loaded, and no part of it is read. What has no declared
digits, a binary field by the size of its bytes, may have twenty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from lgmigrate.errors import Faults, LayoutError

__all__ = [
    "MAX_DIGITS",
    "Base",
    "Carrier",
    "Field",
    "Form",
    "NullForm",
    "Overpunch",
    "RecordLayout",
    "Sign",
    "Table",
    "Usage",
    "element",
]

Usage = Literal[
    "single",
    "double",
    "mixed",
    "national",
    "zoned",
    "packed",
    "binary",
    "float",
    "date",
    "filler",
]
"""single: single-byte text. double: double-byte text without shifts (PIC N, PIC G).
mixed: text of both widths (shift codes on hosts, lead bytes in cp932 and EUC, UTF-8).
national: UTF-16 text whatever the code page, padded with U+0020 (USAGE NATIONAL).
float: COMP-1 and COMP-2, see ``Field.base``.
date: a date in digits, see ``Field.carrier`` and ``Field.form``. filler: bytes without meaning."""

Sign = Literal["none", "trailing", "leading", "trailing_separate", "leading_separate"]
Base = Literal["hex", "ieee"]
"""hex: base 16, excess 64, as hosts have it. ieee: IEEE 754."""

Overpunch = Literal["zone", "mf", "ebcdic", "zone45"]
"""Which byte a zoned digit with a sign in it is, where digits are X'30' to X'39'. zone, mf: 3x
plus, 7x minus. ebcdic: ``{A-I`` plus, ``}J-R`` minus: compilers that keep the letters of a host,
and files that were converted as text. zone45: 4x plus, 5x minus. Where digits are X'F0' to X'F9'
it changes nothing: ``plus`` and X'D' stand in the zone."""

Carrier = Literal["zoned", "packed"]
Form = Literal["yyyymmdd", "yymmdd", "gyymmdd"]
NullForm = Literal["blank", "zero", "low", "high", "nines"]

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
MAX_DIGITS = 18  # what COBOL guarantees, and what a 64-bit integer holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a record.

    ``null`` lists the byte patterns that mean "no value": blank (the code page's spaces), zero
    (digits all 0), low (X'00'), high (X'FF'), nines (digits all 9). The first is what encoding
    writes for null; the others are read as null too, and their bytes are kept for the way back.
    A pattern that is not listed is a value, or a fault of the data.

    ``plus`` is the sign code that this source writes for a positive number ("C" or "F"); other
    valid codes are read, and kept for the way back. ``value`` says how a number is shown:
    ``digits`` keeps leading zeros (identifiers, codes), ``number`` drops them (quantities).

    Numbers: ``digits`` are those of the picture, 0 in a binary field that uses all its bits
    (COMP-5, COMP-X). ``scale`` is the place of the decimal point: negative where P stands behind
    the digits (9(3)PP: digits 3, scale -2), more than the digits where it stands before them
    (VPP9(3): digits 3, scale 5). ``order`` is that of binary, float and national fields.
    ``nibble`` False is a packed field without a sign (COMP-6). A float is always signed.

    Dates: ``form`` over digits in ``carrier``; ``gyymmdd`` has an era digit first (era table of
    the mapping). ``pivot`` is the window of yymmdd: yy >= pivot is 19yy, else 20yy. ``unknown``
    is the two digits that stand for an unknown month or day ("00", "99", or "" for none).
    """

    name: str
    usage: Usage
    offset: int
    length: int
    digits: int = 0
    scale: int = 0
    sign: Sign = "none"
    plus: Literal["C", "F"] = "C"
    value: Literal["digits", "number"] = "number"
    order: Literal["big", "little"] = "big"
    base: Base = "hex"
    nibble: bool = True
    overpunch: Overpunch = "zone"
    carrier: Carrier = "zoned"
    form: Form = "yyyymmdd"
    pivot: int = 30
    unknown: Literal["", "00", "99"] = ""
    null: tuple[NullForm, ...] = ()
    note: str = ""

    @property
    def end(self) -> int:
        """The offset behind the last byte."""
        return self.offset + self.length

    @property
    def numeric(self) -> bool:
        """Whether the field holds a number, not text and not a date."""
        return self.usage in ("zoned", "packed", "binary", "float")

    @property
    def signed(self) -> bool:
        """Whether the field can hold a number below zero."""
        return self.sign != "none" or self.usage == "float"

    @property
    def capacity(self) -> int:
        """The digits of the largest number: those declared, or those that the bits of a binary
        field have room for. 0 in a float and in what is no number.
        """
        if self.digits or self.usage != "binary":
            return self.digits
        return len(str(1 << (8 * self.length - self.signed)))

    def faults(self) -> list[str]:
        """What contradicts itself in this field alone, each as one sentence."""
        found = []
        if self.usage not in get_args(Usage):
            found.append(f"Expected usage {', '.join(get_args(Usage))}, got {self.usage}")
            return found
        found += self._plain_faults()
        if self.numeric:
            found += self._number_faults()
        elif self.scale:
            found.append(f"Expected scale 0 for {self.usage}, got {self.scale}")
        found += self._form_faults()
        if not self.length:  # a delimited column: every usage is text in the file
            if self.usage not in ("single", "mixed", "zoned", "date", "filler"):
                found.append(f"Expected a text usage in a delimited record, got {self.usage}")
            return found
        expected = self._expected_length()
        if expected and self.length not in expected:
            wanted = " or ".join(map(str, expected))
            found.append(f"Expected length {wanted} for {self.usage}, got {self.length}")
        if self.usage in ("double", "national") and self.length % 2:
            text = "double-byte" if self.usage == "double" else "national"
            found.append(f"Expected an even length for {text} text, got {self.length}")
        return found

    def _number_faults(self) -> list[str]:
        found = []
        full = self.usage == "binary" and self.length > 0  # may be without declared digits
        least = 0 if full else 1
        lowest = self.digits - MAX_DIGITS if self.digits else 0
        if self.usage == "float":
            if self.digits or self.scale or self.sign != "none":
                found.append("Expected no digits, scale or sign for float, got some")
        elif not least <= self.digits <= MAX_DIGITS:
            found.append(f"Expected digits in {least}..{MAX_DIGITS}, got {self.digits}")
        elif not self.length and not 0 <= self.scale <= self.digits:
            found.append(f"Expected scale in 0..digits in a delimited record, got {self.scale}")
        elif not lowest <= self.scale <= MAX_DIGITS:
            found.append(f"Expected scale in {lowest}..{MAX_DIGITS}, got {self.scale}")
        if self.value == "digits" and (self.scale or self.signed):
            found.append("Expected an unsigned whole number where value = digits")
        return found + self._digits_faults(full=full)

    def _digits_faults(self, *, full: bool) -> list[str]:
        """What a number without declared digits, or with fewer bits than they need, cannot say."""
        if not self.digits and (full or self.usage == "float"):
            needs = {
                "value = digits": full and self.value == "digits",
                "null has nines": "nines" in self.null,
            }
            return [f"Expected digits where {one}, got none" for one, yes in needs.items() if yes]
        room = 1 << (8 * self.length - self.signed) if full else 10**self.digits
        if "nines" in self.null and 10**self.digits > room:
            return [f"Expected room for {self.digits} nines, got length {self.length}"]
        return []

    def _form_faults(self) -> list[str]:
        """Faults of the attributes that only some usages have."""
        found = []
        if not self.nibble and (self.usage != "packed" or self.sign != "none"):
            found.append("Expected nibble = no in an unsigned packed field only")
        if self.overpunch != "zone" and not (
            self.usage == "zoned" and self.length and self.sign in ("trailing", "leading")
        ):
            found.append("Expected overpunch in a zoned field with a sign in its digits only")
        return found

    def _plain_faults(self) -> list[str]:
        found = []
        if not self.name or self.name != self.name.strip() or CONTROL.search(self.name):
            found.append("Expected a name without spaces around it and without control characters")
        if CONTROL.search(self.note):
            found.append("Expected a note without control characters")
        if len(set(self.null)) < len(self.null):
            found.append(f"Expected each null form once, got {', '.join(self.null)}")
        if not 0 <= self.pivot <= 100:
            found.append(f"Expected pivot in 0..100, got {self.pivot}")
        return found

    def _expected_length(self) -> tuple[int, ...]:
        if self.usage == "zoned":
            return (self.digits + self.sign.endswith("separate"),)
        if self.usage == "packed":
            return (self.digits // 2 + 1,) if self.nibble else ((self.digits + 1) // 2,)
        if self.usage == "binary":
            return tuple(range(1, 9))
        if self.usage == "float":
            return (4, 8)
        if self.usage == "date":
            digits = {"yyyymmdd": 8, "yymmdd": 6, "gyymmdd": 7}[self.form]
            return (digits // 2 + 1,) if self.carrier == "packed" else (digits,)
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """An item that occurs several times, whose elements are numbered fields of the layout.

    ``offset`` is that of its first element where every table has its most elements, ``size`` the
    bytes of an element. ``depending`` names the field with the number of elements, "" where there
    are always ``most``. ``within`` names the table around it, "" for none; ``offset`` is then
    relative to that table's element.
    """

    name: str
    offset: int
    size: int
    least: int
    most: int
    depending: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLayout:
    """The fields of one record type, in order of their offsets.

    ``length`` is the bytes of a record, or 0 where records are delimited. Use ``check`` at load
    time: it raises every fault at once.
    """

    name: str
    length: int
    fields: tuple[Field, ...]
    tables: tuple[Table, ...] = ()

    @property
    def delimited(self) -> bool:
        """Whether fields are columns of a delimited record instead of byte ranges."""
        return self.length == 0

    def field(self, name: str) -> Field:
        """The field of that name.

        Raises:
            KeyError: there is none.
        """
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)

    def names(self) -> tuple[str, ...]:
        """The names of all fields, in order."""
        return tuple(one.name for one in self.fields)

    def faults(self, places: Sequence[str] = ()) -> list[str]:
        """Every contradiction, each with its place: doubled names, gaps or overlaps of fields,
        faults of single fields. ``places`` are those of the fields, if they have better ones than
        their names (lines of a file).
        """
        faults = Faults(LayoutError)
        seen: set[str] = set()
        expected = 0
        for number, one in enumerate(self.fields):
            place = places[number] if places else f"layout {self.name}, field {one.name}"
            if one.name in seen:
                faults.add(place, "Expected each name once, got it again")
            seen.add(one.name)
            for fault in one.faults():
                faults.add(place, fault)
            if one.offset != expected:
                faults.add(place, f"Expected offset {expected}, got {one.offset}")
            expected = one.offset + 1 if self.delimited else one.end
        if self.length and expected != self.length:
            message = f"Expected fields of {self.length} bytes together, got {expected}"
            faults.add(f"layout {self.name}", message)
        for table in self.tables:
            for fault in self._table_faults(table):
                faults.add(f"layout {self.name}, table {table.name}", fault)
        return faults.found

    def _table_faults(self, table: Table) -> list[str]:
        around = next((one for one in self.tables if one.name == table.within), None)
        room = around.size if around else self.length
        found = []
        if [one.name for one in self.tables].count(table.name) > 1:
            found.append("Expected each table once, got it again")
        if table.within and (around is None or around is table):
            found.append(f"Expected a table of the layout around it, got {table.within}")
        if not table.name or not table.size or not 0 <= table.least <= table.most or not table.most:
            found.append("Expected a name, bytes, and at least 1 element, got none")
        if table.offset + table.size * table.most > room:
            found.append(f"Expected elements within {room} bytes, got more")
        numbered = "(_1)*" if table.within else ""  # in an element, the first one's
        counter = re.compile(re.escape(table.depending) + numbered)
        if table.depending and not any(map(counter.fullmatch, self.names())):
            found.append(f"Expected a field to depend on, got {table.depending}")
        return found

    def check(self) -> None:
        """Raise every contradiction at once.

        Raises:
            LayoutError: see ``faults``.
        """
        faults = self.faults()
        if faults:
            raise LayoutError(*faults)


def element(layout: RecordLayout, name: str) -> RecordLayout:
    """One element of a table as a layout of its own: offsets from its start, names without the
    element's number.

    Raises:
        KeyError: the layout has no such table, or it stands in another one.
    """
    table = next((one for one in layout.tables if one.name == name and not one.within), None)
    if table is None:
        raise KeyError(name)
    inner = tuple(replace(one, within="") for one in layout.tables if one.within == name)
    deeper = tuple(
        one for one in layout.tables if one.within and one.within in {other.name for other in inner}
    )
    fields = []
    for one in layout.fields:
        offset = one.offset - table.offset
        if not 0 <= offset < table.size:
            continue
        depth = 1 + _depth(offset, inner, deeper)
        parts = one.name.rsplit("_", depth)
        fields.append(replace(one, name="_".join([parts[0], *parts[2:]]), offset=offset))
    return RecordLayout(
        name=f"{layout.name}_{name}",
        length=table.size,
        fields=tuple(fields),
        tables=(*inner, *deeper),
    )


def _depth(offset: int, tables: Sequence[Table], deeper: Sequence[Table]) -> int:
    """How many tables an offset stands in."""
    for one in tables:
        inside = offset - one.offset
        if 0 <= inside < one.size * one.most:
            within = [other for other in deeper if other.within == one.name]
            return 1 + _depth(inside % one.size, within, deeper)
    return 0
