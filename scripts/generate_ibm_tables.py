"""Generate lgmigrate/charset/tables/ from the converters of ICU, through Debian's ``uconv``.

Usage: ``python scripts/generate_ibm_tables.py [--check]``; ``--check`` writes nothing and fails
when a table differs from what ICU says now. Needs the package icu-devtools.

Seven sets, with those that Python has (037, 500, 1140), make every IBM page: five single-byte sets
(290, 1027, with the euro 8482 and 5123, and 1047) and two double-byte sets (300, 16684). ICU has
1027 and 300 only as halves of 939 and 930; what it calls 931 is a copy of 939, and not used.

A table is a zlib stream of little-endian uint32: n (256 or 65,536); the first code point of each
code, n numbers, 0xFFFFFFFF for none; the second code point, n numbers, 0 for none; then pairs (code
point, code) of characters that encode to a code which decodes to another character (ICU's
fallbacks; not those of single-byte sets, which would make ASCII of full-width letters).

The user-defined area (private use in Unicode) is left out: a municipality's own characters are
not the code page's. The run fails unless every code that decodes encodes back to itself, or to a
single byte (the euro, which 1390 and 1399 have in both of their sets).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import zlib
from array import array
from pathlib import Path

TABLES = Path(__file__).resolve().parent.parent / "lgmigrate" / "charset" / "tables"
SETS = {
    "ibm290": ("ibm-930_P120-1999", 1, ("ibm-290_P100-1995",)),
    "ibm1027": ("ibm-939_P120-1999", 1, ()),
    "ibm8482": ("ibm-1390_P110-2003", 1, ("ibm-8482_P100-1999",)),
    "ibm5123": ("ibm-1399_P110-2003", 1, ("ibm-5123_P100-1999",)),
    "ibm1047": ("ibm-1047_P100-1995", 1, ()),
    "ibm300": ("ibm-930_P120-1999", 2, ("ibm-939_P120-1999",)),
    "ibm16684": ("ibm-1390_P110-2003", 2, ("ibm-1399_P110-2003",)),
}
"""Set -> the converter it is read from, bytes a character, converters that must say the same."""

SHIFT_OUT, SHIFT_IN, NEW_LINE = b"\x0e", b"\x0f", b"\x25"
MARK, MARK_TEXT = b"\x4e\x4e" + NEW_LINE, "++\n"

NONE = 0xFFFFFFFF

Decoded = dict[int, str]
Encoded = dict[str, tuple[int, int]]


def uconv(data: bytes, source: str, target: str, *options: str) -> bytes:
    """Run uconv over ``data`` in one block, so that no sequence is cut."""
    command = ["uconv", "-b", "100000000", "-f", source, "-t", target, *options]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


def decode(converter: str, width: int) -> Decoded:
    """Code -> one or two code points; shift codes and private use are left out.

    Every code stands between marks. ICU skips what it does not map, so that nothing is left
    between two marks; the second shift-in serves where a damaged pair swallows the first.
    """
    shifts = (SHIFT_OUT[0], SHIFT_IN[0])
    codes = [code for code in range(256**width) if code >> 8 * (width - 1) not in shifts]
    before, after = (b"", MARK) if width == 1 else (SHIFT_OUT, SHIFT_IN + SHIFT_IN + MARK)
    data = b"".join(before + code.to_bytes(width, "big") + after for code in codes)
    text = uconv(data, converter, "utf-8", "--from-callback", "skip").decode()
    parts = text.split(MARK_TEXT)
    if len(parts) != len(codes) + 1:
        raise SystemExit(f"{converter}: expected {len(codes)} values, got {len(parts) - 1}")
    pairs = zip(codes, parts, strict=False)
    return {code: value for code, value in pairs if value and not is_private(value)}


def is_private(value: str) -> bool:
    """Whether a character is of the private use area or planes."""
    return any("\ue000" <= char <= "\uf8ff" or char >= "\U000f0000" for char in value)


def encode(converter: str, values: list[str]) -> Encoded:
    """Character -> (bytes a character, code), with ICU's fallbacks; what has no code is absent."""
    data = "".join(value + "\n" for value in values).encode("utf-32-be")
    output = uconv(
        data, "utf-32-be", converter, "--to-callback", "escape-java", "--fallback"
    ).split(NEW_LINE)
    if len(output) != len(values) + 1:
        raise SystemExit(f"{converter}: expected {len(values)} codes, got {len(output) - 1}")
    found: Encoded = {}
    for value, code in zip(values, output, strict=False):
        if len(code) == 1:
            found[value] = (1, code[0])
        elif len(code) == 4 and code[:1] == SHIFT_OUT and code[3:] == SHIFT_IN:
            found[value] = (2, int.from_bytes(code[1:3], "big"))
    return found


def all_characters() -> list[str]:
    """Every code point that may be a character of a page: no control, surrogate, private use."""
    ranges = (range(0x20, 0x7F), range(0xA0, 0xD800), range(0xF900, 0xF0000))
    return [chr(code_point) for codes in ranges for code_point in codes]


def generate(name: str) -> bytes:
    """The numbers of one set; ends the program when ICU contradicts itself."""
    converter, width, twins = SETS[name]
    decoded = decode(converter, width)
    for twin in twins:
        if decode(twin, width) != decoded:
            raise SystemExit(f"{name}: {converter} and {twin} differ")
    sequences = [value for value in decoded.values() if len(value) == 2]
    encoded = encode(converter, all_characters() + sequences)
    single = decode(converter, 1)
    for code, value in decoded.items():
        size, back = encoded.get(value, (width, code))  # absent: a control character
        if (size, back) != (width, code) and not (size == 1 and single.get(back) == value):
            raise SystemExit(f"{name}: X'{code:X}' does not encode back to itself")
    folds = [
        (ord(value), code)
        for value, (size, code) in encoded.items()
        if width == 2 == size and decoded.get(code) != value
    ]
    count = 0x100 if width == 1 else 0x10000
    first, second = [NONE] * count, [0] * count
    for code, value in decoded.items():
        first[code] = ord(value[0])
        second[code] = ord(value[1]) if len(value) == 2 else 0
    numbers = array("I", [count, *first, *second, *(part for row in sorted(folds) for part in row)])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def provenance(tables: dict[str, bytes]) -> dict[str, object]:
    """Where the tables come from, and the hash of each before compression."""
    version = subprocess.run(["uconv", "-V"], capture_output=True, text=True, check=True).stdout
    return {
        "source": "International Components for Unicode, converters of the IBM code pages",
        "version": version.split("ICU")[-1].strip(),
        "tool": "uconv of the Debian package icu-devtools",
        "licence": "Unicode-DFS-2016, from ICU 74 on Unicode-3.0; the notice is LICENSE-ICU.txt",
        "command": "python scripts/generate_ibm_tables.py",
        "sets": {
            name: {
                "file": f"{name}.z",
                "converter": SETS[name][0],
                "bytes_a_character": SETS[name][1],
                "sha256_unpacked": hashlib.sha256(table).hexdigest(),
            }
            for name, table in tables.items()
        },
    }


def main() -> int:
    """Write the tables, or compare with what is there."""
    parser = argparse.ArgumentParser(description="Generate the tables of the IBM code pages.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    tables = {name: generate(name) for name in SETS}
    if check:
        differ = [
            name
            for name, table in tables.items()
            if zlib.decompress((TABLES / f"{name}.z").read_bytes()) != table
        ]
        for name in differ:
            print(f"{name}: the table differs from what ICU says")
        return 1 if differ else 0
    TABLES.mkdir(exist_ok=True)
    for name, table in tables.items():
        (TABLES / f"{name}.z").write_bytes(zlib.compress(table, 9))
    note = json.dumps(provenance(tables), indent=2) + "\n"
    (TABLES / "provenance.json").write_text(note, encoding="utf-8", newline="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
