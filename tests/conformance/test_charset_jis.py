"""Double-byte sets of Japanese hosts against Python's EUC-JP: equal but for the documented cells.

The lists are the published changes of JIS X 0208 in 1983 and 1990, and what makers document.
"""

from __future__ import annotations

import pytest

from lgmigrate.charset.hosts import double_set
from lgmigrate.charset.jis import Policy, Symbols, Year, jis_zone
from lgmigrate.charset.repertoire import CharacterSet

SYMBOLS: dict[Symbols, dict[int, str]] = {
    "ms": {
        0xA1C1: "\uff5e",
        0xA1C2: "\u2225",
        0xA1DD: "\uff0d",
        0xA1F1: "\uffe0",
        0xA1F2: "\uffe1",
        0xA2CC: "\uffe2",
    },
    "jis": {0xA1BD: "\u2014"},
    "ibm": {0xA1BD: "\u2014", 0xA1F1: "\uffe0", 0xA1F2: "\uffe1", 0xA2CC: "\uffe2"},
}
"""Where a reading differs from Python's."""

ROW_2 = (
    *range(0xA2BA, 0xA2C2),
    *range(0xA2CA, 0xA2D1),
    *range(0xA2DC, 0xA2EB),
    *range(0xA2F2, 0xA2FA),
    0xA2FE,
)
ROW_8 = tuple(range(0xA8A1, 0xA8C1))
ROW_84 = tuple(range(0xF4A1, 0xF4A7))

SWAPPED = {
    0xB0B3: 0xF2CD,
    0xB2A9: 0xF2F4,
    0xB3C2: 0xE9DA,
    0xB3C9: 0xD9F8,
    0xB3F6: 0xE3DE,
    0xB4C3: 0xDEF5,
    0xB4D2: 0xEBDD,
    0xB7DB: 0xF0F4,
    0xB9DC: 0xE2E8,
    0xBCC9: 0xE9A2,
    0xBFD9: 0xF0D7,
    0xC1A8: 0xECCD,
    0xC4DB: 0xD4E4,
    0xC5D7: 0xE2EA,
    0xC5EE: 0xDBED,
    0xC5F3: 0xDEB9,
    0xC6F6: 0xEDEE,
    0xC7E8: 0xEAA4,
    0xC9B0: 0xDBD8,
    0xCBF9: 0xD0D6,
    0xCCF9: 0xE9AE,
    0xCFB6: 0xE4C6,
}
MOVED = {0xB6C6: "堯", 0xCBEA: "槇", 0xCDDA: "遙", 0xE0F6: "瑤"}


def decoded(one: CharacterSet) -> dict[int, str]:
    """Code -> text."""
    texts = [
        chr(key >> 32) + (chr(key & 0xFFFFFFFF) if key & 0xFFFFFFFF else "")
        for key in one.keys.tolist()
    ]
    return dict(zip(one.codes.tolist(), texts, strict=True))


def encoded(one: CharacterSet) -> dict[str, int]:
    """Text -> code."""
    texts = [
        chr(key >> 32) + (chr(key & 0xFFFFFFFF) if key & 0xFFFFFFFF else "")
        for key in one.encode_keys.tolist()
    ]
    assert len(set(texts)) == len(texts)
    return dict(zip(texts, one.encode_codes.tolist(), strict=True))


def euc_jp(symbols: Symbols) -> dict[int, str]:
    """JIS X 0208-1990 as Python has it, with one reading of the signs."""
    cells = {}
    for code in range(0xA1A1, 0xFEFF):
        if code & 0xFF in range(0xA1, 0xFF):
            text = code.to_bytes(2, "big").decode("euc_jp", "replace")
            if len(text) == 1 and text != "\ufffd":
                cells[code] = text
    assert len(cells) == 6879
    return cells | SYMBOLS[symbols]


def of_1978(symbols: Symbols) -> dict[int, str]:
    """The same before 1983."""
    cells = euc_jp(symbols)
    exchanged = {low: cells[high] for low, high in SWAPPED.items()}
    exchanged |= {high: cells[low] for low, high in SWAPPED.items()}
    cells |= exchanged | MOVED
    return {code: cells[code] for code in cells if code not in (*ROW_2, *ROW_8, *ROW_84)}


@pytest.mark.parametrize("symbols", SYMBOLS)
def test_zone_of_1990_and_1983(symbols: Symbols) -> None:
    """Python's table with a reading of the signs; 1983 lacks two characters."""
    cells = euc_jp(symbols)
    assert decoded(jis_zone(90, "code", symbols)) == cells
    del cells[0xF4A5], cells[0xF4A6]
    assert decoded(jis_zone(83, "code", symbols)) == cells


@pytest.mark.parametrize("symbols", SYMBOLS)
def test_zone_of_1978(symbols: Symbols) -> None:
    """77 cells less, 22 pairs exchanged, four characters moved."""
    cells = of_1978(symbols)
    assert len(cells) == 6879 - 77
    assert decoded(jis_zone(78, "code", symbols)) == cells


@pytest.mark.parametrize("symbols", SYMBOLS)
@pytest.mark.parametrize(("year", "lacks"), [(83, (0xF4A5, 0xF4A6)), (90, ())])
def test_keis(year: Year, lacks: tuple[int, ...], symbols: Symbols) -> None:
    """KEIS83 and KEIS90: the zone, another space, and the two halves of a joined sign."""
    cells = {code: text for code, text in euc_jp(symbols).items() if code not in lacks}
    cells |= {0x4040: "\u3000", 0x73FA: "令", 0x73FB: "和"}
    assert decoded(double_set("keis", year, "code", symbols)) == cells


@pytest.mark.parametrize("symbols", SYMBOLS)
def test_keis78(symbols: Symbols) -> None:
    """Today's signs with two exchanged, the pairs of 1978, box drawing at AFA1, four moved away."""
    cells = of_1978(symbols)
    today = euc_jp(symbols)
    cells |= {code: today[code] for code in (*ROW_2, *MOVED)}
    cells |= {0xA2BE: "⊃", 0xA2BF: "⊂"}
    cells |= {0x5CC3: "堯", 0x61FC: "槇", 0x65A7: "瑤", 0x6BA2: "遙"}
    cells |= {0x4040: "\u3000", 0x73FA: "令", 0x73FB: "和"}
    thin, bold = "┌┐└┘├┤┬┴┼─│╎", "┏┓┗┛┣┫┳┻╋━┃╏"
    for place in range(12):
        cells[0xAFA1 + 3 * place] = thin[place]
        cells[0xAFA2 + 3 * place] = cells[0xAFA3 + 3 * place] = bold[place]
    assert decoded(double_set("keis", 78, "code", symbols)) == cells


@pytest.mark.parametrize("symbols", SYMBOLS)
def test_jef(symbols: Symbols) -> None:
    """The zone of 1978 and another space."""
    assert decoded(double_set("jef", 78, "code", symbols)) == of_1978(symbols) | {0x4040: "\u3000"}


@pytest.mark.parametrize("symbols", SYMBOLS)
def test_jips(symbols: Symbols) -> None:
    """JIPS(J) is the zone of 1978 with seven bits; JIPS(E) has each byte in EBCDIC."""
    seven = {code - 0x8080: text for code, text in of_1978(symbols).items()}
    assert decoded(double_set("jipsj", 78, "code", symbols)) == seven
    signs = bytes.fromhex(
        "4f7f7be06c507d4d5d5c4e6b604b61f0f1f2f3f4f5f6f7f8f97a5e4c7e6e6f"
        "7cc1c2c3c4c5c6c7c8c9d1d2d3d4d5d6d7d8d9e2e3e4e5e6e7e8e94a5b5a5f6d"
        "795759626364656667686970717273747576777880" + "8b9b9ca0abb0c06ad0a1"
    )
    image = {
        signs[(code >> 8) - 0x21] << 8 | signs[(code & 0xFF) - 0x21]: text
        for code, text in seven.items()
    }
    assert decoded(double_set("jipse", 78, "code", symbols)) == image


@pytest.mark.parametrize("symbols", SYMBOLS)
def test_lets_j(symbols: Symbols) -> None:
    """The zone of 1990, and JIS X 0212 with the eighth bit in the first byte only."""
    cells = euc_jp(symbols) | {0x2020: "\u3000"}
    for row in range(0xA1, 0xFF):
        for cell in range(0x21, 0x7F):
            text = bytes([0x8F, row, cell | 0x80]).decode("euc_jp", "replace")
            if len(text) == 1 and text != "\ufffd":
                cells[row << 8 | cell] = text
    assert len(cells) == 6879 + 6067 + 1
    cells[0xA243] = "\uffe4" if symbols == "ms" else "\u00a6"
    assert decoded(double_set("letsj", symbols=symbols)) == cells


@pytest.mark.parametrize("policy", ["code", "face"])
@pytest.mark.parametrize("symbols", SYMBOLS)
@pytest.mark.parametrize("year", [78, 83, 90])
def test_zone_comes_back(year: Year, symbols: Symbols, policy: Policy) -> None:
    """Every cell is written as itself, and both readings of a sign as one cell."""
    one = jis_zone(year, policy, symbols)
    back = encoded(one)
    assert {code: back[text] for code, text in decoded(one).items()} == {
        code: code for code in decoded(one)
    }
    readings = ("\u2014\u2015", "\u301c\uff5e", "\u2016\u2225", "\u2212\uff0d", "\u00a2\uffe0")
    for pair in readings:
        assert back[pair[0]] == back[pair[1]]
    assert back["\u00a3"] == back["\uffe1"] == 0xA1F2
    assert [back.get(char) for char in "\u00ac\uffe2"] == [None if year == 78 else 0xA2CC] * 2
