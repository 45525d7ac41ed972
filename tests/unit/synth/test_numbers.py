"""Numbers with check digits, against published samples and sums by hand."""

from __future__ import annotations

import numpy as np
import pytest

from lgmigrate.synth.numbers import (
    atena_numbers,
    municipality_code,
    personal_numbers,
    resident_codes,
)


@pytest.mark.parametrize("code", ["131016", "011002", "271004", "016373"])
def test_municipality_code_is_the_published_one(code: str) -> None:
    """Codes as 総務省 publishes them."""
    assert municipality_code(code[:5]) == code


def test_personal_number_is_the_published_sample() -> None:
    """The public sample of the ordinance's formula."""
    assert personal_numbers(np.array([98_320_567_321])).to_list() == ["983205673214"]


@pytest.mark.parametrize(
    ("base", "number"),
    [
        (100_000_000, "000001000000007"),  # 1 x 4 = 4, 11 - 4
        (1, "000000000000019"),  # 1 x 2 = 2, 11 - 2
        (6, "000000000000060"),  # 6 x 2 = 12, remainder 1, 10 becomes 0
        (14, "000000000000140"),  # 4 x 2 + 1 x 3 = 11, remainder 0
        (123_456_789, "000001234567892"),  # 18+24+28+30+30+28+6+6+4 = 174, remainder 9
    ],
)
def test_atena_number_by_hand(base: int, number: str) -> None:
    """M11W2~7 over nine digits, five zeros before them."""
    assert atena_numbers(np.array([base])).to_list() == [number]


def test_resident_code_by_hand() -> None:
    """1234567890: 0x2+9x3+8x4+7x5+6x6+5x7+4x2+3x3+2x4+1x5 = 195, remainder 8, 11 - 8 = 3."""
    assert resident_codes(np.array([1_234_567_890])).to_list() == ["12345678903"]
